/* Gives each figure.tb-filterable a search box, a choice for each column marked data-filter,
   and a count of the rows left that is read out. Without this script the whole table stays.
   A table of which only the first rows stand on the page gets them all from rows.js. */
(() => {
  "use strict";
  const { message, make: element, load, plain, ready } = window.trustbook;
  const ANY = "";
  const MOST_CHOICES = 500; // of a column; where there are more, words are searched for

  const linesOf = (cell) => !cell.querySelector("br") ? [cell.textContent.trim()] :
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

  const hasMemory = (figure) =>
    [...new URL(location.href).searchParams.keys()].some((name) => name.startsWith(`${figure.id}.`));

  function choice(heading, column, lines) {
    const values = new Set(lines.filter(Boolean));
    if (values.size > MOST_CHOICES) return null;
    const ordered = [...values].sort((a, b) => a.localeCompare(b, undefined, { numeric: true }));
    const select = element("select", {}, element("option", { value: ANY, textContent: "all" }));
    ordered.forEach((value) => select.append(element("option", { value, textContent: value })));
    const name = heading.textContent;
    return { label: element("label", {}, name, select), select, column, name };
  }

  // rows that stand on the page are shown and hidden
  function rowsOnPage(table) {
    const rows = [...table.querySelectorAll("tbody tr:not(.tb-group)")].map((tr) => {
      const known = [];
      const lines = (column) => (known[column] ??= linesOf(tr.cells[column]));
      let text; // read when somebody searches
      return { tr, has: (word) => (text ??= plain(tr.textContent)).includes(word), lines };
    });
    return {
      state: {},
      lines: (column) => rows.flatMap((row) => row.lines(column)),
      keep(words, chosen) {
        for (const { tr, has, lines } of rows)
          tr.hidden = !(words.every(has) &&
            chosen.every(({ column, value }) => lines(column).includes(value)));
        table.querySelectorAll("tbody").forEach((body) => {
          body.hidden = !body.querySelector("tr:not(.tb-group):not([hidden])");
        });
        const left = rows.filter(({ tr }) => !tr.hidden).length;
        return { isWhole: left === rows.length, said: message("{n} of {every} rows", { n: left, every: rows.length }) };
      },
    };
  }

  function enhance(figure, table, source) {
    const headings = [...table.querySelectorAll("thead tr:last-child th")];
    const search = element("input", { type: "search", autocomplete: "off" });
    const reset = element("button", { type: "button", textContent: "Show all" });
    const count = element("output", { ariaLive: "polite" });
    const box = element("form", { className: "tb-filter tb-controls" });
    let choices;
    box.setAttribute("role", "search");
    box.setAttribute("aria-labelledby", `${figure.id}-caption`);
    box.append(element("label", {}, "Search this table", search), reset, count);

    // as soon as all rows are there
    function offerChoices() {
      if (choices) return;
      choices = headings
        .map((heading, column) =>
          "filter" in heading.dataset ? choice(heading, column, source.lines(column)) : null)
        .filter(Boolean);
      reset.before(...choices.map((one) => one.label));
      choices.forEach(({ select }) => select.addEventListener("change", change));
    }

    function recall() {
      search.value = remembered(figure, WORDS);
      for (const { name, select } of choices) {
        const value = remembered(figure, name);
        if ([...select.options].some((option) => option.value === value)) select.value = value;
      }
      for (const what of Object.keys(source.state)) source.state[what] = remembered(figure, what);
    }

    function apply() {
      const words = plain(search.value).split(/\s+/).filter(Boolean);
      const chosen = choices
        .map(({ column, select }) => ({ column, value: select.value }))
        .filter(({ value }) => value !== ANY);
      const { isWhole, said } = source.keep(words, chosen);
      reset.disabled = isWhole && !words.length;
      count.value = said;
    }

    async function whole() {
      try {
        await source.load?.();
      } catch (error) {
        count.value = message("The other rows are not available: {why}.", { why: error.message });
        throw error;
      }
      offerChoices();
    }

    // what is shown after something was chosen, a page turned or an order asked for
    async function change() {
      await whole();
      apply();
      const values = choices.map(({ name, select }) => [name, select.value]);
      remember(figure, { [WORDS]: search.value.trim(), ...Object.fromEntries(values), ...source.state });
    }

    let waiting;
    search.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        source.begin?.();
        change();
      }, 150);
    });
    box.addEventListener("change", () => source.begin?.(), true);
    reset.addEventListener("click", () => {
      box.reset();
      for (const what of Object.keys(source.state)) source.state[what] = "";
      change();
      search.focus();
    });
    box.addEventListener("submit", (event) => event.preventDefault());
    const before = figure.querySelector(".tb-fold > summary, .tb-twin > summary") || figure.querySelector("figcaption");
    before.after(box);

    async function begin() {
      await whole();
      recall();
      const fold = figure.querySelector("details.tb-fold, details.tb-twin");
      const isChosen = [search, ...choices.map(({ select }) => select)].some(({ value }) => value !== ANY);
      if (fold && (isChosen || Object.values(source.state).some(Boolean))) fold.open = true;
      apply();
    }

    source.attach?.({ change, whole, box });
    if (!source.load || hasMemory(figure)) begin().catch(() => {});
    else count.value = source.said;
  }

  // what is folded waits: a field in a closed fold makes the browser lay out all that is folded there
  function whenOpen(place, run) {
    const fold = place.closest("details:not([open])");
    if (fold) fold.addEventListener("toggle", () => whenOpen(place, run), { once: true });
    else run();
  }

  ready(() => {
    for (const figure of document.querySelectorAll("figure.tb-filterable")) {
      const table = figure.querySelector("table");
      const line = figure.querySelector(".tb-rows[data-rows]");
      const run = line
        ? () => load("trustbook/rows.js")
          .then(() => enhance(figure, table, window.trustbook.rowsBeside(figure, table, line)))
          .catch(() => {}) // the first rows and the file stay
        : () => enhance(figure, table, rowsOnPage(table));
      whenOpen(hasMemory(figure) ? figure : table, run);
    }
  });
})();
