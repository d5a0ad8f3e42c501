// The search of the book, in its dialog and on its page: hits by kind, each in its context.
(() => {
  "use strict";
  const { message, counted, make, load, index, rowId, addressOf, plain, ready } = window.trustbook;
  const FIRST = 5, MORE = 100; // hits of a kind; as many of the others each time they are asked for
  const MORE_FROM_SHELVES = 20; // which are read for them
  const AROUND = 70; // letters on either side of a hit
  let searching;

  // everything that the search needs, loaded when it is first used
  const searcher = () =>
    (searching ??= (async () => {
      const book = await index();
      await load("trustbook/ranking.js");
      await load("trustbook/minisearch/minisearch.js");
      return { book, find: window.trustbook.ranking.searcher(book, window.MiniSearch) };
    })());

  const fragments = {
    who: ({ name }) => ["networks", `stakeholder-${rowId(name)}`],
    code: ({ name }) => ["coding", `code-${rowId(name)}`],
    segment: ({ name }) => ["segments", rowId(name)],
    claim: ({ name }) => ["claims", rowId(name)],
  };

  function addressOfHit({ pages }, hit) {
    const [page, fragment] = fragments[hit.kind]?.(hit) ?? [hit.page, hit.place];
    return pages[page] ? addressOf(pages[page], fragment) : `#${fragment}`;
  }

  // ---- a hit in its context ----

  // the text with the words that were searched for marked
  function marked(text, terms) {
    const parts = text.split(/([\p{L}\p{N}]+)/u);
    return parts.map((part, place) =>
      place % 2 && terms.includes(plain(part)) ? make("mark", { textContent: part }) : part);
  }

  // the piece of a text around the first word that was searched for
  function piece(text, terms) {
    const words = [...text.matchAll(/[\p{L}\p{N}]+/gu)];
    const first = words.find(([word]) => terms.includes(plain(word)));
    if (!first) return text.length > 2 * AROUND ? `${text.slice(0, 2 * AROUND)}…` : text;
    const from = Math.max(0, text.lastIndexOf(" ", Math.max(0, first.index - AROUND)));
    const end = text.indexOf(" ", first.index + AROUND);
    const to = end < 0 ? text.length : end;
    return `${from ? "…" : ""}${text.slice(from, to).trim()}${to < text.length ? " …" : ""}`;
  }

  function hitElement(book, hit, title) {
    const heading = make("span", { className: "tb-hit-title", dir: "auto" }, ...marked(hit.title, hit.terms));
    const holds = [hit.words, hit.cells].find((text) => text && marked(text, hit.terms).length > 1);
    const context = hit.more ?? piece(holds ?? hit.words ?? "", hit.terms);
    const where = [hit.number, hit.page && title(hit.page)].filter(Boolean).join(" · ");
    return make("li", {}, make("a", { className: "tb-hit", href: addressOfHit(book, hit) },
      heading,
      context && make("span", { className: "tb-hit-context", dir: "auto" }, ...marked(context, hit.terms)),
      where && where !== hit.title ? make("span", { className: "tb-hit-page", textContent: where }) : null));
  }

  // the hits with their words, where these stand on a shelf
  async function withWords(book, hits) {
    const cards = await book.segmentsAt(hits.filter(({ unit }) => unit !== undefined).map(({ unit }) => unit));
    const rest = cards.values();
    return hits.map((hit) => (hit.unit === undefined ? hit
      : { ...hit, ...window.trustbook.ranking.segmentDocument(book.cards, ...rest.next().value) }));
  }

  async function groupElement(book, { label, hits }, title) {
    const elements = async (some) => (await withWords(book, some)).map((hit) => hitElement(book, hit, title));
    const atATime = hits[0].unit === undefined ? MORE : MORE_FROM_SHELVES;
    const list = make("ul", {}, ...await elements(hits.slice(0, FIRST)));
    const more = hits.length > FIRST ? make("button", { type: "button", className: "tb-more" }) : null;
    const offerRest = () => {
      const rest = hits.length - list.children.length;
      if (!rest) return more?.remove();
      more.textContent = message("Show {n} more", { n: Math.min(rest, atATime) });
      more.setAttribute("aria-label", `${more.textContent}: ${message(label)}`);
    };
    more?.addEventListener("click", async () => {
      const shown = list.children.length;
      list.append(...await elements(hits.slice(shown, shown + atATime)));
      list.children[shown].querySelector("a").focus();
      offerRest();
    });
    offerRest();
    const heading = make("h2", {}, label, make("span", { textContent: ` ${hits.length}` }));
    return make("section", {}, heading, list, more);
  }

  // ---- the place where results stand ----

  function results(input, place) {
    const status = make("p", { className: "tb-found" });
    status.setAttribute("role", "status");
    const box = make("div", { className: "tb-results" });
    place.replaceChildren(status, box);
    let latest;

    return async (query) => {
      latest = query;
      if (!query.trim()) {
        status.textContent = "";
        return box.replaceChildren();
      }
      try {
        const { book, find } = await searcher();
        const hits = await find(query);
        const titles = new Map(book.entries.filter((e) => e.kind === "page" && !e.place).map((e) => [e.page, e.title]));
        const groups = await Promise.all(window.trustbook.ranking.grouped(hits)
          .map((group) => groupElement(book, group, (page) => titles.get(page) ?? page)));
        if (latest !== query) return;
        box.replaceChildren(...groups);
        status.textContent = hits.length
          ? message("{hits} for “{query}”", { hits: counted(hits.length, "hit"), query: query.trim() })
          : message("Nothing in this book has “{query}”. Try fewer or other words, or the id of a segment.", { query: query.trim() });
      } catch (error) {
        status.textContent = message("The search is not available: {why}.", { why: error.message });
      }
    };
  }

  // from the field into the hits and from one to the next
  function watchArrows(container, input) {
    container.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step) return;
      const stops = [input, ...container.querySelectorAll(".tb-results a, .tb-results button")];
      const next = stops[stops.indexOf(document.activeElement) + step];
      if (!next || !stops.includes(document.activeElement)) return;
      event.preventDefault();
      next.focus();
    });
  }

  function enhance(form, place) {
    const input = form.querySelector("input[type=search]");
    const search = results(input, place);
    let waiting;
    input.addEventListener("focus", () => searcher().catch(() => {}), { once: true });
    input.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => search(input.value), 150);
    });
    watchArrows(place.parentElement, input);
    return { input, search };
  }

  function enhanceDialog() {
    const form = document.querySelector("#pst-search-dialog form");
    if (!form) return;
    const place = make("div", { className: "tb-search" });
    form.after(place);
    document.getElementById("pst-search-dialog").setAttribute("aria-label", message("Search this book"));
    enhance(form, place);
  }

  // the page that a search without this dialog leads to
  function enhancePage() {
    const place = document.querySelector(".bd-search-container > #search-results");
    if (!place) return;
    place.className = "tb-search";
    const { input, search } = enhance(place.parentElement.querySelector("form"), place);
    input.value = new URLSearchParams(location.search).get("q") ?? "";
    search(input.value);
    input.focus();
    input.form.addEventListener("submit", (event) => {
      event.preventDefault();
      history.replaceState(null, "", `?q=${encodeURIComponent(input.value)}`);
      search(input.value);
    });
  }

  ready(() => {
    enhanceDialog();
    enhancePage();
  });
})();
