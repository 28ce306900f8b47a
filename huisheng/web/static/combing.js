// The combing desk: keys for its buttons, dialogs over it, and pages that change without a flash.
// Every act is a form that works without this file.

const SETTINGS = "combing-keys";
const PARTS = ["balance", "main", "keys"];

const desk = () => document.querySelector("[data-desk]");
const dialog = () => document.querySelector("dialog[open]");
const settings = () => {
  try {
    return JSON.parse(localStorage.getItem(SETTINGS)) ?? {};
  } catch {
    return {};
  }
};
const keep = (changes) => localStorage.setItem(SETTINGS, JSON.stringify({ ...settings(), ...changes }));

document.documentElement.classList.add("scripted");

// ---------------------------------------------------------------- what was said aloud

const live = document.createElement("p");
live.className = "vh";
live.setAttribute("role", "status");
document.body.append(live);

const say = (text) => {
  live.textContent = text;
};

// ---------------------------------------------------------------- voices

const cards = () => [...document.querySelectorAll("[data-card]")];
const boxOf = (card) => card?.querySelector("input.pick");
const current = () => document.querySelector("[data-card][aria-current]");

function choose(card, focus = true) {
  for (const other of cards()) other.removeAttribute("aria-current");
  const hand = document.forms.hand;
  if (!card) {
    if (hand?.elements.current) hand.elements.current.value = "";
    return;
  }
  card.setAttribute("aria-current", "true");
  offerClauses();
  if (hand?.elements.current) hand.elements.current.value = boxOf(card).value;
  if (focus) {
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest" });
  }
}

function step(by) {
  const all = cards();
  if (!all.length) return;
  const at = all.indexOf(current());
  choose(all[Math.max(0, Math.min(all.length - 1, at < 0 ? 0 : at + by))]);
}

function tick() {
  const card = current() ?? cards()[0];
  if (!card) return;
  choose(card);
  boxOf(card).click();
}

function openWhole() {
  (current() ?? cards()[0])?.querySelector("[data-whole]")?.click();
}

// When nothing is ticked, an act means the voice one stands on.
function tickCurrent(form) {
  if (form.id !== "hand" || form.querySelector("input.pick:checked")) return;
  const box = boxOf(current());
  if (box) box.checked = true;
  offerClauses();
}

// ---------------------------------------------------------------- pages that change without a flash

let busy = false;

async function load(url, options = {}) {
  if (busy) return;
  busy = true;
  document.documentElement.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(url, { credentials: "same-origin", ...options });
    if (response.status >= 500) return notSent();
    // Logged out meanwhile: send the form as a page would, so that it is carried over the log-in.
    if (response.status === 401 && options.body) return sendPlainly(url, options.body);
    show(new DOMParser().parseFromString(await response.text(), "text/html"), response);
  } catch {
    notSent();
  } finally {
    busy = false;
    document.documentElement.removeAttribute("aria-busy");
  }
}

function notSent() {
  const notice = document.querySelector("[data-not-sent]");
  if (!notice) return;
  notice.hidden = false;
  say(notice.textContent.trim());
}

function sendPlainly(url, data) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = url;
  for (const [name, value] of data) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}

function show(page, response) {
  const asked = page.querySelector("[data-dialog]");
  if (asked && desk()) return openDialog(asked, response.url);
  const same = page.body.className === document.body.className;
  if (!page.querySelector("[data-desk]") || !desk() || !same) return location.assign(response.url);
  closeDialog();
  for (const id of PARTS) {
    const fresh = page.getElementById(id);
    if (fresh) document.getElementById(id)?.replaceWith(fresh);
  }
  document.title = page.title;
  if (response.ok && response.url !== location.href) history.pushState(null, "", response.url);
  settle(!response.ok);
}

// After an act focus goes to the next voice, and what was done and what is next is said.
function settle(wrong) {
  const errors = document.getElementById("errors");
  if (wrong && errors) {
    errors.focus();
    return;
  }
  const first = cards()[0];
  choose(first);
  if (!first) document.getElementById("ask")?.focus();
  const words = [document.getElementById("status"), document.querySelector("#ask p")];
  say(words.map((each) => each?.textContent.replace(/\s+/g, " ").trim()).filter(Boolean).join(" "));
  applyKeys();
}

// ---------------------------------------------------------------- dialogs

let cameFrom = null;

function openDialog(section, url) {
  let box = dialog();
  if (!box) {
    cameFrom = document.activeElement;
    box = document.createElement("dialog");
    box.addEventListener("close", () => {
      box.remove();
      (cameFrom?.isConnected ? cameFrom : current())?.focus();
    });
    document.body.append(box);
  }
  box.replaceChildren(section);
  box.setAttribute("aria-labelledby", "dialog-title");
  box.dataset.url = url;
  for (const form of section.querySelectorAll("form")) {
    if (!form.hasAttribute("action")) form.setAttribute("action", url.split("?")[0]);
  }
  if (!box.open) box.showModal();
  const starts = ["#errors", "[data-here]", "[autofocus]", "input:checked", "[type=radio]", "input:not([type=hidden])", "button, a"];
  starts.map((each) => section.querySelector(each)).find(Boolean)?.focus({ preventScroll: true });
  (section.querySelector("[data-here] .hand") ?? document.activeElement).scrollIntoView({ block: "nearest" });
  caret(section.querySelector("[data-split]"));
  keymap(section.querySelector("[data-keymap]"));
}

function closeDialog() {
  cameFrom = null;
  dialog()?.close();
}

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = event.target.closest("a[href]");
  if (!link || !desk()) return;
  if (link.matches("[data-leave]") && dialog()) {
    event.preventDefault();
    dialog().close();
  } else if (link.matches("[data-caret], [data-at]")) {
    return;
  } else if (link.matches("[data-dialog-link], [data-whole]") || link.closest(".queue, .beside, .onward, .wheres")) {
    event.preventDefault();
    load(link.href);
  }
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!desk() || !form.matches("#hand, [data-partial], [data-dialog-form]")) return;
  event.preventDefault();
  const button = event.submitter;
  const sent = new URL(button?.getAttribute("formaction") ?? form.getAttribute("action") ?? location.href, location.href);
  tickCurrent(form);
  const data = new FormData(form, button);
  if (form.method === "get") {
    load(`${sent.pathname}?${new URLSearchParams(data)}`);
  } else {
    load(sent, { method: "POST", body: new URLSearchParams(data) });
  }
});

window.addEventListener("popstate", () => load(location.href));

// ---------------------------------------------------------------- the caret of a cut

function caret(form) {
  if (!form) return;
  const [before, after] = [form.querySelector("[data-before]"), form.querySelector("[data-after]")];
  const letters = [...before.textContent, ...after.textContent];
  const field = form.elements.at;
  const start = Number(field.dataset.start);
  const status = form.querySelector("[data-cut-status]");
  const put = (at) => {
    const inside = Math.max(1, Math.min(letters.length - 1, at - start));
    field.value = start + inside;
    before.textContent = letters.slice(0, inside).join("");
    after.textContent = letters.slice(inside).join("");
    status.textContent = `${letters.slice(Math.max(0, inside - 4), inside).join("")} ┃ ${letters.slice(inside, inside + 4).join("")}`;
  };
  form.addEventListener("click", (event) => {
    const link = event.target.closest("[data-caret], [data-at]");
    if (!link) return;
    event.preventDefault();
    put(link.dataset.at ? Number(link.dataset.at) : Number(field.value) + Number(link.dataset.caret));
  });
  form.closest("dialog").addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -10, ArrowDown: 10, Home: -Infinity, End: Infinity }[event.key];
    if (!by || !form.isConnected || event.isComposing) return;
    event.preventDefault();
    put(Number(field.value) + by);
  });
  const text = form.querySelector("[data-cut]");
  text.addEventListener("click", () => {
    const picked = getSelection();
    if (!picked.anchorNode || !text.contains(picked.anchorNode)) return;
    const offset = [...picked.anchorNode.textContent.slice(0, picked.anchorOffset)].length;
    const base = before.contains(picked.anchorNode) ? 0 : [...before.textContent].length;
    put(start + base + offset);
  });
  form.querySelector(".buttons button").focus();
}

// ---------------------------------------------------------------- keys

// `code`, not `key`: an input method left in Chinese mode changes the one and not the other.
const TYPING = "input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]";

function mapped(code) {
  const { on = true, keys = {} } = settings();
  if (!on) return null;
  const taken = Object.entries(keys).find(([, own]) => own === code);
  if (taken) return taken[0];
  return code in keys ? null : code;
}

const ARROWS = { ArrowDown: 1, ArrowUp: -1 };

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  if (!desk()) return;
  const inDialog = dialog();
  // Out of a list or a field, back to the voice, where keys act again.
  if (event.key === "Escape" && !inDialog) {
    const card = current() ?? cards()[0];
    if (card && !card.contains(document.activeElement)) {
      event.preventDefault();
      choose(card);
    }
    return;
  }
  if (event.target.closest?.(TYPING)) return;
  const arrow = ARROWS[event.code];
  if (arrow && !inDialog && !event.target.closest?.("input, summary, .target, .queue")) {
    event.preventDefault();
    step(arrow);
    return;
  }
  const code = mapped(event.code.replace("Numpad", "Digit"));
  if (!code || code === "Slash") return;
  const found = [...(inDialog ?? document).querySelectorAll(`[data-key="${code}"]`)].find((each) => !each.disabled);
  if (!found) return;
  event.preventDefault();
  if (found.matches("[data-step]")) step(Number(found.dataset.step));
  else if (found.matches("[data-tick]")) tick();
  else if (found.matches("[data-open-whole]")) openWhole();
  else if (found.type === "radio") {
    found.checked = true;
    found.dispatchEvent(new Event("change", { bubbles: true }));
    if (inDialog) found.focus();
    say(found.closest("label").textContent.replace(/\s+/g, " ").trim());
  } else if (found.form?.id === "hand" && toDraft(code)) return;
  else found.click();
});

// A finding that is not there yet is named, classified and kept apart where it is drafted.
const DRAFTED = { KeyN: "[name=headline]", KeyF: "[name=kind]", KeyP: "[name=about_person]" };

function toDraft(code) {
  const draft = document.getElementById("draft");
  const isNew = document.querySelector("[name=target][value=new]:checked");
  if (!draft || !isNew || !(code in DRAFTED)) return false;
  tickCurrent(document.forms.hand);
  const control = draft.querySelector(`${DRAFTED[code]}:checked`) ?? draft.querySelector(DRAFTED[code]);
  if (code === "KeyP") control.click();
  control?.focus();
  return true;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-step], [data-tick], [data-open-whole]");
  if (button?.matches("[data-step]")) step(Number(button.dataset.step));
  else if (button?.matches("[data-tick]")) tick();
  else if (button) openWhole();
  const card = event.target.closest("[data-card]");
  if (card && !button) choose(card, false);
  const act = event.target.closest("button[form=hand][data-key]");
  if (act && toDraft(act.dataset.key)) event.preventDefault();
});

document.addEventListener("focusin", (event) => {
  const card = event.target.closest("[data-card]");
  if (card && card !== current()) choose(card, false);
});

// A headline is quoted from what is ticked, or from the voice one stands on.
const READABLE = 32;

function offerClauses() {
  const draft = document.getElementById("draft");
  if (!draft) return;
  const ticked = cards().filter((card) => boxOf(card).checked);
  const from = (ticked.length ? ticked : [current()].filter(Boolean)).map((card) => card.dataset.card.split(":"));
  const clauses = [...draft.querySelectorAll(".clauses input")];
  for (const clause of clauses) {
    const [statement, start, end] = clause.value.split(":");
    const inside = from.some(([of, a, b]) => of === statement && +a <= +start && +end <= +b);
    clause.closest("li").hidden = !inside;
  }
  const open = clauses.filter((clause) => !clause.closest("li").hidden);
  if (!open.length || open.some((clause) => clause.checked)) return;
  const worth = (clause) => {
    const size = [...clause.closest("label").textContent.trim()].length;
    return size <= READABLE ? size : -size;
  };
  open.reduce((best, each) => (worth(each) > worth(best) ? each : best)).checked = true;
  showHeadline();
}

function showHeadline() {
  const shown = document.querySelector("[data-headline]");
  const chosen = document.querySelector("#draft .clauses input:checked");
  if (shown && chosen) shown.textContent = chosen.closest("label").textContent.trim();
}

document.addEventListener("change", (event) => {
  if (event.target.name === "headline") showHeadline();
  if (event.target.matches("input.pick")) offerClauses();
});

// ---------------------------------------------------------------- keys of one's own

function applyKeys() {
  const { on = true, keys = {} } = settings();
  document.documentElement.classList.toggle("keys-off", !on);
  for (const [code, own] of Object.entries(keys)) {
    for (const shown of document.querySelectorAll(`.keys [data-key="${code}"] kbd`)) shown.textContent = own.replace("Key", "");
  }
}

function keymap(section) {
  if (!section) return;
  const { on = true, keys = {} } = settings();
  const turn = section.querySelector("[data-keys-on]");
  turn.checked = on;
  turn.addEventListener("change", () => {
    keep({ on: turn.checked });
    applyKeys();
  });
  for (const field of section.querySelectorAll("[data-key-for]")) {
    const code = field.dataset.keyFor;
    if (!code.startsWith("Key")) {
      field.remove();
      continue;
    }
    field.value = (keys[code] ?? "").replace("Key", "");
    field.addEventListener("input", () => {
      const own = { ...(settings().keys ?? {}) };
      const letter = field.value.toUpperCase();
      if (/^[A-Z]$/.test(letter)) own[code] = `Key${letter}`;
      else delete own[code];
      keep({ keys: own });
      applyKeys();
    });
  }
  section.parentElement.querySelector("[data-keys-reset]").addEventListener("click", () => {
    localStorage.removeItem(SETTINGS);
    for (const field of section.querySelectorAll("[data-key-for]")) field.value = "";
    turn.checked = true;
    applyKeys();
  });
}

keymap(document.querySelector("main [data-keymap]"));
if (desk()) choose(cards()[0], false);
applyKeys();
