// ES2017, optional: keeps a draft on this device and counts characters. The form sends without it.
(function () {
  "use strict";
  var form = document.querySelector("form[data-draft]");
  if (!form) return;
  var key = "draft:" + form.dataset.draft;

  function store(action) {
    try {
      return action(window.localStorage);
    } catch (full) {
      return null; // private window or full: then there is simply no draft
    }
  }

  function kept() {
    return Array.prototype.filter.call(form.elements, function (element) {
      return element.name && element.type !== "hidden" && element.type !== "submit" && element.type !== "file";
    });
  }

  function save() {
    var values = kept().map(function (element) {
      var ticks = element.type === "radio" || element.type === "checkbox";
      return [element.name, ticks ? element.value : null, ticks ? element.checked : element.value];
    });
    store(function (box) { box.setItem(key, JSON.stringify(values)); });
  }

  function restore() {
    var text = store(function (box) { return box.getItem(key); });
    if (!text || form.hasAttribute("data-answered")) return; // the server's page has what was sent
    JSON.parse(text).forEach(function (entry) {
      kept().forEach(function (element) {
        if (element.name !== entry[0]) return;
        if (entry[1] === null) element.value = entry[2];
        else if (element.value === entry[1]) element.checked = entry[2];
      });
    });
  }

  function count(area) {
    var place = document.getElementById(area.id + "_count");
    if (place) place.textContent = place.dataset.words.replace("{count}", Array.from(area.value.trim()).length);
  }

  restore();
  var areas = form.querySelectorAll("textarea");
  Array.prototype.forEach.call(areas, count);
  form.addEventListener("input", function (event) {
    if (event.target.tagName === "TEXTAREA") count(event.target);
    save();
  });
  form.addEventListener("change", save);

  var notice = document.querySelector("[data-draft-notice]");
  if (notice) notice.hidden = false;
  var clear = document.querySelector("[data-draft-clear]");
  if (clear) clear.addEventListener("click", function () {
    store(function (box) { box.removeItem(key); });
    form.reset();
    Array.prototype.forEach.call(areas, count);
  });
})();

// The page with the receipt code means: it has arrived. Only then is the draft forgotten.
(function () {
  "use strict";
  var arrived = document.querySelector("[data-draft-arrived]");
  if (!arrived) return;
  try {
    window.localStorage.removeItem("draft:" + arrived.dataset.draftArrived);
  } catch (refused) {
    return;
  }
})();
