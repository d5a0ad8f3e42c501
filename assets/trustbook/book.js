// Charts come alive when somebody turns to them, ties open their evidence, a button shows the code.
// Without this script the page shows the same charts as pictures and the same tables in full.
(() => {
  "use strict";
  const { message, make, load, ready } = window.trustbook;
  const LIBRARIES = ["vega", "vega-lite", "vega-embed"].map((name) => `trustbook/vega/${name}.min.js`);
  const TURNING = ["pointerenter", "focusin", "click"];
  let loading;

  // ---- charts ----

  // one after the other: each needs the one before
  async function libraries() {
    for (const path of LIBRARIES) await load(path);
  }

  async function enliven(drawing) {
    const picture = drawing.querySelector(".tb-picture");
    const still = picture.querySelector("svg");
    const live = make("div", { className: "tb-live" });
    try {
      await (loading ??= libraries());
      const specification = JSON.parse(drawing.querySelector(".tb-spec").textContent);
      live.style.cssText = "position:absolute;visibility:hidden";
      picture.append(live);
      await window.vegaEmbed(live, specification, {
        mode: "vega-lite",
        ast: true, // interpreted: a strict content-security-policy allows no code made from text
        actions: false,
        defaultStyle: false,
        renderer: "svg",
        hover: false,
        tooltip: { theme: "custom", disableDefaultStyle: true },
      });
      const drawn = live.querySelector("svg");
      drawn.style.cssText = still.style.cssText;
      for (const name of ["role", "aria-labelledby", "aria-describedby", "data-style"])
        if (still.hasAttribute(name)) drawn.setAttribute(name, still.getAttribute(name));
      live.style.cssText = "";
      reachable(drawn);
      const focused = still.contains(document.activeElement) && document.activeElement;
      drawing.classList.add("tb-is-live");
      if (focused) takeOver(drawn, focused.getAttribute("href"));
    } catch (error) {
      live.remove();
      console.warn(`The chart ${drawing.closest("figure").id} stays a picture:`, error);
    }
  }

  // the keyboard stays at the tie that it had reached in the picture
  function takeOver(svg, target) {
    const marks = [...svg.querySelectorAll("[role=link]")];
    const same = marks.find((mark) => mark.__data__ && mark.__data__.href === target);
    if (same) same.focus({ preventScroll: true });
  }

  // Vega follows links on click only: give them a place in the tab order, and show with the
  // keyboard what the pointer shows
  function reachable(svg) {
    for (const mark of svg.querySelectorAll("[aria-roledescription]"))
      mark.removeAttribute("aria-roledescription"); // "point", "symbol": of no use read aloud
    for (const mark of svg.querySelectorAll("[aria-label]")) {
      const target = mark.__data__ && mark.__data__.href;
      if (!target) continue;
      mark.setAttribute("tabindex", "0");
      mark.setAttribute("role", "link");
      mark.addEventListener("focus", () => point(mark, "pointerover", "pointermove"));
      mark.addEventListener("blur", () => point(mark, "pointerout", "mouseout"));
      mark.addEventListener("keydown", (event) => {
        if (event.key === "Escape") point(mark, "pointerout", "mouseout");
        if (event.key !== "Enter") return;
        event.preventDefault(); // or the same key press would fold the evidence again
        location.hash = target;
        openTarget(target);
      });
    }
  }

  function point(mark, ...types) {
    if (!mark.matches(":focus-visible") && !types.includes("pointerout")) return;
    const box = mark.getBoundingClientRect();
    const place = { clientX: box.x + box.width / 2, clientY: box.y + box.height / 2 };
    for (const type of types) mark.dispatchEvent(new PointerEvent(type, { bubbles: true, ...place }));
  }

  // until then a page is as light as its pictures
  function watchCharts() {
    for (const drawing of document.querySelectorAll(".tb-drawing")) {
      const wake = () => {
        for (const type of TURNING) drawing.removeEventListener(type, wake);
        enliven(drawing);
      };
      for (const type of TURNING) drawing.addEventListener(type, wake);
    }
  }

  // what is there to be pasted elsewhere gets a button
  function offerCopies() {
    if (!navigator.clipboard) return;
    for (const words of document.querySelectorAll(".tb-copied, .tag_paste p")) {
      const button = make("button", { type: "button", className: "tb-copy", textContent: "Copy" });
      const say = (text) => () => (button.textContent = message(text));
      button.addEventListener("click", () =>
        navigator.clipboard.writeText(words.textContent).then(say("Copied"), say("Not copied"))
      );
      words.after(button);
    }
  }

  // what scrolls sideways can be reached with the keyboard, and nothing else stops it
  function watchScrolling() {
    const mark = (box) => {
      const sideways = box.scrollWidth > box.clientWidth + 1;
      box.classList.toggle("tb-sideways", sideways);
      box.parentElement.dataset.wider = message("Wider than the page: scroll it sideways →");
      if (sideways || box.scrollHeight > box.clientHeight + 1) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    };
    const boxes = document.querySelectorAll(".tb-scroll, .bd-article pre");
    if (!("ResizeObserver" in window)) return;
    const watcher = new ResizeObserver((entries) => entries.forEach((entry) => mark(entry.target)));
    boxes.forEach((box) => watcher.observe(box));
  }

  // a cell that covers several rows stands in each of them
  function partMerged(table) {
    for (const row of table.querySelectorAll("tbody tr"))
      [...row.cells].forEach((cell, place) => {
        if (cell.rowSpan < 2) return;
        const next = row.nextElementSibling, below = cell.cloneNode(true);
        below.rowSpan = cell.rowSpan - 1;
        cell.removeAttribute("rowspan");
        next.insertBefore(below, next.cells[place] ?? null);
      });
  }

  // the head of each column, with the one above that spans it
  function headsOf(table) {
    const spans = [...table.querySelectorAll(".tb-spanners > *")];
    const above = spans.flatMap((cell) => Array(cell.colSpan).fill(cell.textContent));
    return [...table.querySelectorAll("thead tr:last-child th")].map((head, place) =>
      [above[place], head.textContent].filter(Boolean).join(" · "));
  }

  // what a first cell says of several rows stands once above them, and the second cell is their name
  function headGroups(rows, names) {
    rows.forEach((row, n) => {
      const [first, second] = row.cells, name = make("th", { className: second.className, scope: "row" });
      name.dataset.head = second.dataset.head;
      name.append(...second.childNodes);
      second.replaceWith(name);
      first.remove();
      if (names[n] === names[n - 1] && row.previousElementSibling === rows[n - 1]) return;
      const group = make("th", { scope: "rowgroup", textContent: names[n] });
      row.before(make("tr", { className: "tb-group" }, group));
    });
  }

  // on a phone each row of a table is a card whose cells say what they are
  function layOutCards() {
    if (!matchMedia("(max-width: 599px)").matches) return;
    for (const table of document.querySelectorAll(":is(.tb-table, .tb-twin) table")) {
      const isGrouped = table.querySelector("tbody tr > :first-child[rowspan]");
      partMerged(table);
      const heads = headsOf(table), rows = [...table.querySelectorAll("tbody tr:not(.tb-group)")];
      for (const row of rows) {
        [...row.cells].forEach((cell, place) => {
          cell.dataset.head = heads[place];
          cell.classList.toggle("tb-unstated", cell.textContent.trim() === "–");
        });
      }
      if (isGrouped) headGroups(rows, rows.map((row) => row.cells[0].textContent));
      table.classList.add("tb-cards");
    }
  }

  // ---- the page around them ----

  // on paper nothing can be opened
  const ON_PAPER = "details:not([open], .above-input, .tb-twin, .bd-sidebar-primary *)";

  // paper is light: dark colours would leave pale words on it
  function watchPrinting() {
    const root = document.documentElement;
    document.querySelector(".btn-download-pdf-button")?.addEventListener("click", () => print());
    let theme, opened = [];
    window.addEventListener("beforeprint", () => {
      theme ??= root.dataset.theme;
      root.dataset.theme = "light";
      opened = [...document.querySelectorAll(ON_PAPER)];
      for (const fold of opened) fold.open = true;
    });
    window.addEventListener("afterprint", () => {
      if (theme) root.dataset.theme = theme;
      theme = undefined;
      for (const fold of opened) fold.open = false;
      opened = [];
    });
  }

  // names that the theme gives otherwise than they are shown, and a side bar without a role
  function mendNames() {
    const give = (selector, name, value) => {
      for (const each of document.querySelectorAll(selector))
        value === null ? each.removeAttribute(name) : each.setAttribute(name, value);
    };
    give("details.above-input > summary", "aria-label", null);
    give(".search-button-field", "aria-label", null);
    give("#pst-primary-sidebar", "role", "region");
    give("#pst-primary-sidebar", "aria-label", message("Book"));
  }

  // ---- evidence ----

  function openTarget(hash) {
    const id = decodeURIComponent(hash.slice(1));
    const target = id && document.getElementById(id);
    if (target && target.matches(".tb-cell")) return openCode(target);
    if (!target || !target.closest("details")) return;
    for (let box = target.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    const summary = target.matches("details") ? target.querySelector("summary") : target;
    summary.scrollIntoView({ block: "center", behavior: "instant" });
    summary.focus({ preventScroll: true });
  }

  function openCode(place) {
    const code = place.nextElementSibling && place.nextElementSibling.querySelector(CODE);
    if (!code) return;
    showCode(true);
    code.open = true;
    code.querySelector("summary").focus({ preventScroll: true });
  }

  // ---- code ----

  const CODE = "details.above-input";

  // one button for the code of all cells, which each reader chooses once
  function offerCode() {
    const toolbar = document.querySelector(".article-header-buttons");
    if (!toolbar || !document.querySelector(CODE)) return;
    const button = make("button", { type: "button", className: "btn tb-code-button", textContent: "Code" });
    button.title = message("Show or hide the code of the pages");
    button.addEventListener("click", () => {
      const shown = button.getAttribute("aria-pressed") !== "true";
      showCode(shown);
      remember("tb-code", shown ? "shown" : "hidden");
    });
    toolbar.prepend(button);
    showCode(remembered("tb-code") === "shown");
  }

  function showCode(shown) {
    document.documentElement.dataset.tbCode = shown ? "shown" : "hidden";
    for (const code of document.querySelectorAll(CODE)) code.open = shown;
    const button = document.querySelector(".tb-code-button");
    if (button) button.setAttribute("aria-pressed", shown);
  }

  // a browser may keep nothing for a page from a folder
  function remembered(name) {
    try { return localStorage.getItem(name); } catch { return null; }
  }

  function remember(name, value) {
    try { localStorage.setItem(name, value); } catch { /* then not */ }
  }

  // choosing the same tie again does not change the address: open its evidence all the same
  function watchLinks() {
    window.addEventListener("hashchange", () => openTarget(location.hash));
    document.addEventListener("click", (event) => {
      const mark = event.target.closest("a[href^='#'], .tb-live path");
      const hash = mark && (mark.getAttribute("href") || (mark.__data__ && mark.__data__.href));
      if (hash) setTimeout(() => openTarget(hash), 0);
    }, true);
    openTarget(location.hash);
  }

  ready(() => {
    layOutCards();
    watchCharts();
    offerCode();
    offerCopies();
    watchScrolling();
    watchLinks();
    watchPrinting();
    mendNames();
  });
})();
