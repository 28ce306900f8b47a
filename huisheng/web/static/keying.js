// Keys for keying paper forms. Without this file the form works with Tab, arrows and Space.

const form = document.querySelector("form[data-keying]");
const shown = (element) => !element.disabled && element.type !== "hidden" && element.tagName !== "BUTTON";
const store = () => form.requestSubmit(form.querySelector("[name=store]"));

// One stop for each question: a group of radios or boxes is one.
function stops() {
  const found = [];
  for (const element of [...form.elements].filter((one) => one.tagName !== "FIELDSET" && shown(one))) {
    const group = element.closest("fieldset");
    const isChoice = element.type === "radio" || element.type === "checkbox";
    if (!isChoice || found.at(-1)?.group !== group) found.push({ element, group: isChoice ? group : null });
    else if (element.checked && element.type === "radio") found.at(-1).element = element;
  }
  return found;
}

function move(from) {
  const all = stops();
  const group = from.type === "radio" || from.type === "checkbox" ? from.closest("fieldset") : null;
  const at = all.findIndex((stop) => (group ? stop.group === group : stop.element === from));
  if (at === all.length - 1) return store();
  all[at + 1].element.focus();
}

// Digits: 1 is the first choice; 0 takes a choice back, or is the tenth where there are more than nine.
function choose(from, digit) {
  if (from.tagName === "SELECT") {
    if (from.options.length > 11) return false;
    const place = digit === 0 && from.options.length === 11 ? 10 : digit;
    if (place >= from.options.length) return false;
    from.selectedIndex = place;
    if (place) move(from);
    return true;
  }
  const boxes = [...from.closest("fieldset").querySelectorAll(`input[type=${from.type}]`)];
  if (digit === 0 && boxes.length < 10) {
    for (const box of boxes) box.checked = false;
    return true;
  }
  const box = boxes[digit === 0 ? 9 : digit - 1];
  if (!box) return false;
  box.checked = box.type === "radio" || !box.checked;
  box.focus();
  if (box.type === "radio") move(box);
  return true;
}

form.addEventListener("keydown", (event) => {
  const from = event.target;
  if (event.isComposing || event.keyCode === 229 || from.tagName === "BUTTON") return;
  if (event.key === "Enter") {
    if (event.shiftKey) return;
    event.preventDefault();
    if (event.repeat) return;
    if (event.ctrlKey || event.metaKey) store();
    else if (event.altKey) form.querySelector("[name=more]")?.click();
    else move(from);
    return;
  }
  const isChoice = from.tagName === "SELECT" || from.type === "radio" || from.type === "checkbox";
  if (!isChoice || event.ctrlKey || event.altKey || event.metaKey || !/^[0-9]$/.test(event.key)) return;
  if (choose(from, Number(event.key))) event.preventDefault();
});

for (const select of form.querySelectorAll("select")) {
  if (select.options.length > 11) continue;
  [...select.options].slice(1).forEach((option, at) => (option.label = `${(at + 1) % 10} ${option.text}`));
}

// A double press stores once; the page comes back with a fresh sheet.
form.addEventListener("submit", (event) => {
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
});
addEventListener("pageshow", () => delete form.dataset.sent);

const wrong = form.querySelector(".field-bad :is(input, select, textarea)");
const added = form.querySelector("[autofocus]");
(wrong ?? added ?? stops()[0]?.element)?.focus();
