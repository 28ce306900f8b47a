// What every desk page can do better with a script. Everything here also works without it.

const menus = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing) return;
  for (const menu of menus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

document.addEventListener("click", (event) => {
  for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
});

// Rows of a <table data-rows>: one stop for the tab key, then ↑ ↓ PgUp PgDn Home End, Enter opens, X ticks.
const rowsOf = (table) => [...table.tBodies].flatMap((body) => [...body.rows]);

function choose(table, row, focus) {
  for (const other of rowsOf(table)) {
    other.tabIndex = other === row ? 0 : -1;
    if (other === row) other.setAttribute("aria-selected", "true");
    else other.removeAttribute("aria-selected");
  }
  if (focus) row.focus();
}

const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };

function moveInRows(event) {
  const row = event.target;
  if (!(row instanceof HTMLTableRowElement) || event.ctrlKey || event.altKey || event.metaKey) return;
  const table = event.currentTarget;
  if (event.key in STEPS) {
    const rows = rowsOf(table);
    const at = Math.min(rows.length - 1, Math.max(0, rows.indexOf(row) + STEPS[event.key]));
    choose(table, rows[at], true);
  } else if (event.key === "Enter") {
    row.querySelector("a[href]")?.click();
  } else if (event.code === "KeyX") {
    row.querySelector("input[type=checkbox]")?.click();
  } else return;
  event.preventDefault();
}

for (const table of document.querySelectorAll("table[data-rows]")) {
  const rows = rowsOf(table);
  if (!rows.length) continue;
  for (const row of rows) row.tabIndex = -1;
  (rows.find((row) => row.hasAttribute("aria-selected")) ?? rows[0]).tabIndex = 0;
  table.addEventListener("keydown", moveInRows);
  table.addEventListener("focusin", (event) => {
    if (event.target instanceof HTMLTableRowElement) choose(table, event.target, false);
  });
}

// A filter that is chosen from a list acts at once; typed filters wait for Enter.
for (const form of document.querySelectorAll("form[data-autosend]")) {
  form.addEventListener("change", (event) => {
    if (event.target instanceof HTMLSelectElement) form.requestSubmit();
  });
}

// "/" goes to the search box, unless somebody is typing.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.code !== "Slash" || typing || event.isComposing || event.keyCode === 229) return;
  if (event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
  const box = document.querySelector("input[type=search]");
  if (!box) return;
  event.preventDefault();
  box.focus();
});

// A long job shows where it stands until it rests; then the whole page is fetched once, with its result.
async function refresh(section) {
  const page = await fetch(location.href, { headers: { Accept: "text/html", "X-Refresh": "1" } });
  if (!page.ok) return watch(section);
  const fresh = new DOMParser().parseFromString(await page.text(), "text/html").getElementById(section.id);
  if (!fresh || !fresh.dataset.refresh) return location.reload();
  if (section.contains(document.activeElement)) {
    // Somebody stands on the stop button: change the numbers around it, not the button.
    section.querySelector(".num").replaceWith(fresh.querySelector(".num"));
    section.querySelector("progress").replaceWith(fresh.querySelector("progress"));
    return watch(section);
  }
  section.replaceWith(fresh);
  return watch(fresh);
}

function watch(section) {
  setTimeout(() => refresh(section).catch(() => watch(section)), Number(section.dataset.refresh) * 1000);
}

for (const section of document.querySelectorAll("[data-refresh]")) watch(section);
