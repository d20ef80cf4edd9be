// SPDX-License-Identifier: Apache-2.0
"use strict";
// Filters the findings by words and levels. The page reads without it.
document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector(".filter");
  if (!form) return;
  const box = form.querySelector("input[type=search]");
  const levels = [...form.querySelectorAll("input[type=checkbox]")];
  const said = form.querySelector("output");
  const rules = [...document.querySelectorAll(".rule")].map((element) => ({
    element,
    level: element.dataset.level,
    rows: [...element.querySelectorAll("li")],
  }));
  const total = rules.reduce((sum, rule) => sum + rule.rows.length, 0);
  let texts = null;

  // The text of every finding in lower case, taken from the page once, when first asked for.
  function lower() {
    return rules.map((rule) => ({
      about: (rule.element.querySelector("summary").textContent
        + rule.element.querySelector(".about").textContent).toLowerCase(),
      rows: rule.rows.map((row) => row.textContent.toLowerCase()),
    }));
  }

  function say(shown) {
    const pattern = shown === total ? said.dataset.all : said.dataset.some;
    said.textContent = pattern
      .replace("{0}", shown.toLocaleString("en-US"))
      .replace("{1}", total.toLocaleString("en-US"));
  }

  function filter() {
    const words = box.value.toLowerCase().split(" ").filter((word) => word !== "");
    const wanted = new Set(levels.filter((it) => it.checked).map((it) => it.value));
    if (words.length > 0 && texts === null) texts = lower();
    let shown = 0;
    rules.forEach((rule, at) => {
      let rows = 0;
      if (wanted.has(rule.level)) {
        const left = words.filter((word) => !texts[at].about.includes(word));
        rule.rows.forEach((row, index) => {
          const fits = left.every((word) => texts[at].rows[index].includes(word));
          if (row.hidden === fits) row.hidden = !fits;
          rows += fits ? 1 : 0;
        });
      }
      rule.element.hidden = rows === 0;
      shown += rows;
    });
    say(shown);
  }

  let waiting = 0;
  box.addEventListener("input", (event) => {
    if (event.isComposing) return;
    clearTimeout(waiting);
    waiting = setTimeout(filter, 150);
  });
  box.addEventListener("compositionend", filter);
  levels.forEach((it) => it.addEventListener("change", filter));
  form.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement !== box && !event.isComposing) {
      event.preventDefault();
      box.focus();
    }
  });
  window.addEventListener("beforeprint", () => rules.forEach((rule) => { rule.element.open = true; }));
  form.hidden = false;
  say(total);
});
