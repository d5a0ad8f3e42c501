/* Gives each figure.tb-filterable a search box, a choice for each column marked data-filter,
   and a count of the rows left that is read out. Without this script the whole table stays. */
(() => {
  "use strict";
  const { message, make: element } = window.trustbook;
  const ANY = "";

  const plain = (text) =>
    text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();

  const linesOf = (cell) =>
    cell.innerHTML.split(/<br\s*\/?>/i).map((part) => {
      const box = document.createElement("template");
      box.innerHTML = part;
      return box.content.textContent.trim();
    });

  // the choices of a table stand in the address, so that they outlast the page and can be cited
  const WORDS = "words";
  const nameIn = (figure, what) => `${figure.id}.${what}`;

  function remember(figure, chosen) {
    const address = new URL(location.href);
    for (const [what, value] of Object.entries(chosen))
      if (value) address.searchParams.set(nameIn(figure, what), value);
      else address.searchParams.delete(nameIn(figure, what));
    if (address.href !== location.href) history.replaceState(history.state, "", address);
  }

  const remembered = (figure, what) =>
    new URL(location.href).searchParams.get(nameIn(figure, what)) ?? ANY;

  function choice(heading, column, rows) {
    const values = new Set(rows.flatMap((row) => row.lines(column)).filter(Boolean));
    const ordered = [...values].sort((a, b) => a.localeCompare(b, undefined, { numeric: true }));
    const select = element("select", {}, element("option", { value: ANY, textContent: "all" }));
    ordered.forEach((value) => select.append(element("option", { value, textContent: value })));
    const name = heading.textContent;
    return { label: element("label", {}, name, select), select, column, name };
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
      count.value = message("{n} of {every} rows", { n: left, every: rows.length });
    }

    function change() {
      apply();
      const values = choices.map(({ name, select }) => [name, select.value]);
      remember(figure, { [WORDS]: search.value.trim(), ...Object.fromEntries(values) });
    }

    let waiting;
    search.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(change, 150);
    });
    choices.forEach(({ select }) => select.addEventListener("change", change));
    reset.addEventListener("click", () => {
      box.reset();
      change();
      search.focus();
    });
    box.addEventListener("submit", (event) => event.preventDefault());
    (figure.querySelector(".tb-fold > summary") || figure.querySelector("figcaption")).after(box);
    search.value = remembered(figure, WORDS);
    for (const { name, select } of choices) {
      const value = remembered(figure, name);
      if ([...select.options].some((option) => option.value === value)) select.value = value;
    }
    const fold = figure.querySelector("details.tb-fold");
    const isChosen = [search, ...choices.map(({ select }) => select)].some(({ value }) => value !== ANY);
    if (fold && isChosen) fold.open = true;
    apply();
  }

  const start = () => document.querySelectorAll("figure.tb-filterable").forEach(enhance);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
