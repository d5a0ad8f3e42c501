/* Gives each figure.tb-filterable a search box, a choice for each column marked data-filter,
   and a count of the rows left that is read out. Without this script the whole table stays. */
(() => {
  "use strict";
  const ANY = "";

  const plain = (text) =>
    text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();

  const linesOf = (cell) =>
    cell.innerHTML.split(/<br\s*\/?>/i).map((part) => {
      const box = document.createElement("template");
      box.innerHTML = part;
      return box.content.textContent.trim();
    });

  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  function choice(heading, column, rows) {
    const values = new Set(rows.flatMap((row) => row.lines(column)).filter(Boolean));
    const ordered = [...values].sort((a, b) => a.localeCompare(b, undefined, { numeric: true }));
    const select = element("select", {}, element("option", { value: ANY, textContent: "all" }));
    ordered.forEach((value) => select.append(element("option", { value, textContent: value })));
    return { label: element("label", {}, heading.textContent, select), select, column };
  }

  function enhance(figure) {
    const table = figure.querySelector("table");
    const rows = [...table.querySelectorAll("tbody tr:not(.tb-group)")].map((tr) => {
      const known = [];
      const lines = (column) => (known[column] ??= linesOf(tr.cells[column]));
      return { tr, text: plain(tr.textContent), lines };
    });
    const headings = [...table.querySelectorAll("thead tr:last-child th")];
    const choices = headings
      .map((heading, column) => ("filter" in heading.dataset ? choice(heading, column, rows) : null))
      .filter(Boolean);
    const search = element("input", { type: "search", autocomplete: "off" });
    const reset = element("button", { type: "button", textContent: "Show all" });
    const count = element("output", { ariaLive: "polite" });
    const box = element("form", { className: "tb-filter" });
    box.setAttribute("role", "search");
    box.setAttribute("aria-labelledby", `${figure.id}-caption`);
    box.append(
      element("label", {}, "Search this table", search),
      ...choices.map((one) => one.label),
      reset,
      count,
    );

    const isShown = (row, words) =>
      words.every((word) => row.text.includes(word)) &&
      choices.every(
        ({ select, column }) => select.value === ANY || row.lines(column).includes(select.value),
      );

    function apply() {
      const words = plain(search.value).split(/\s+/).filter(Boolean);
      let left = 0;
      rows.forEach((row) => {
        row.tr.hidden = !isShown(row, words);
        left += row.tr.hidden ? 0 : 1;
      });
      table.querySelectorAll("tbody").forEach((body) => {
        body.hidden = !body.querySelector("tr:not(.tb-group):not([hidden])");
      });
      reset.disabled = left === rows.length && !words.length;
      count.value = `${left} of ${rows.length} rows`;
    }

    let waiting;
    search.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(apply, 150);
    });
    choices.forEach(({ select }) => select.addEventListener("change", apply));
    reset.addEventListener("click", () => {
      box.reset();
      apply();
      search.focus();
    });
    box.addEventListener("submit", (event) => event.preventDefault());
    (figure.querySelector(".tb-fold > summary") || figure.querySelector("figcaption")).after(box);
    apply();
  }

  const start = () => document.querySelectorAll("figure.tb-filterable").forEach(enhance);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
