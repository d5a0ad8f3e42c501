// The card of a segment, tie, code, stakeholder or claim: shown while one points at its id, and
// beside the page for whoever follows the link. Without this script the links lead to tables.
(() => {
  "use strict";
  const { message, counted: count, make, index, rowId, addressOf, ready } = window.trustbook;
  // a page that counts ties anew has cards of its own for them
  const book = async () => {
    const whole = await index(), ties = window.trustbook.tiesHere;
    return ties ? { ...whole, cards: { ...whole.cards, ties } } : whole;
  };
  const KINDS = { segment: "segments", code: "codes", stakeholder: "stakeholders", claim: "claims" };
  const NOT_PUBLISHED = "The wording is not published.";
  const TIE = /^(?:evidence-)?(tie-[0-9a-f]{10})$/;
  const NAMED = /^(segment|code|stakeholder|claim)-(.+)$/;
  const PAGES = { "segments.html": "segment", "claims.html": "claim" };
  const SHOWN_AT_ONCE = 50; // cards of a list; as many of the others each time they are asked for
  let panel, trigger, latest;

  // ---- what a link means ----

  const unquoted = (text) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  };

  // the kind and the id that an address names, nothing where it can't be that of a card
  function cardAt(address) {
    const { pathname, hash } = new URL(address, location.href);
    const fragment = hash.slice(1);
    const tie = TIE.exec(fragment);
    if (tie) return { kind: "tie", id: tie[1] };
    const named = NAMED.exec(fragment);
    const kind = PAGES[pathname.slice(pathname.lastIndexOf("/") + 1)];
    const part = pathname === location.pathname && document.getElementById(fragment);
    const isRow = !part || part.matches("tr"); // and no section or table of its page
    const row = kind && fragment && isRow ? { kind, id: unquoted(fragment) } : null;
    return named ? { kind: named[1], id: unquoted(named[2]), row } : row;
  }

  // a study or a word of the glossary: shown, and its link followed as any other
  function noteAt(address, whole) {
    const fragment = unquoted(new URL(address).hash.slice(1));
    const study = fragment.startsWith("study-") && whole.cards.studies[fragment.slice(6)];
    if (study) return { name: study.label, text: study.title ?? "", about: [study.authors, study.year, study.doi && `doi ${study.doi}`] };
    const term = whole.entries.find((each) => each.kind === "term" && each.place === fragment);
    return term && { name: term.title, text: term.words, about: [] };
  }

  // also of a link in a drawing
  const addressIn = (link) => new URL(link.getAttribute("href"), document.baseURI).href;

  const cardsOf = (cards, kind) => (kind === "tie" ? cards.ties : cards[KINDS[kind]]);
  const cardNamed = async (whole, { kind, id }) => (kind === "segment" ? whole.segment(id) : cardsOf(whole.cards, kind)[id]);
  // “segment-1” may be the id of a row itself, which `target` then is
  const cardOf = async (whole, target) =>
    (await cardNamed(whole, target)) ?? (target.row ? cardNamed(whole, Object.assign(target, target.row)) : undefined);
  // never the id of anything on a page, to which going back would jump
  const fragmentOf = ({ kind, id }) => (kind === "tie" ? `evidence-${id}` : `${kind}-${rowId(id)}`);

  // where it can be cited: a row of its table, or the page on which its card opens
  function lastingAddress({ pages }, { kind, id }) {
    const [page, fragment] = {
      segment: ["segments", rowId(id)],
      claim: ["claims", rowId(id)],
      code: ["coding", `code-${rowId(id)}`],
      stakeholder: ["networks", `stakeholder-${rowId(id)}`],
      tie: ["networks", id],
    }[kind];
    return pages[page] ? addressOf(pages[page], fragment) : location.href;
  }

  // ---- what a card says ----

  const labelled = (cards, kind, id) => cardsOf(cards, kind)[id]?.label ?? id;

  const reference = (target, text) =>
    make("a", { href: `#${fragmentOf(target)}`, textContent: text, className: "tb-reference" });

  const nameOf = ({ cards }, { kind, id }) => {
    if (kind === "segment" || kind === "claim") return id;
    if (kind !== "tie") return labelled(cards, kind, id);
    const tie = cards.ties[id];
    const [truster, trustee] = [tie.truster, tie.trustee].map((who) => labelled(cards, "stakeholder", who));
    return `${truster} → ${trustee}: ${tie.concept}`;
  };

  function fact(term, ...values) {
    const full = values.filter((value) => value !== undefined && value !== null && value !== "");
    if (!full.length) return null;
    const dd = make("dd");
    full.forEach((value, place) => dd.append(...(place ? [make("br")] : []), value));
    return make("div", {}, make("dt", { textContent: term }), dd);
  }

  const facts = (...all) => make("dl", { className: "tb-facts" }, ...all);
  const words = (text) => make("p", { className: "tb-words", dir: "auto", textContent: text });

  const placeInWords = ({ letters_before: before, letters, percent }) => {
    if (before === undefined) return "";
    const share = percent === undefined ? "" : ` (${percent}%)`;
    const values = { before: count(before, "letter"), share, letters: count(letters, "letter") };
    return message("After {before}{share}, {letters} long", values);
  };

  const doi = (study) =>
    study?.doi && make("a", { href: `https://doi.org/${study.doi}`, textContent: `doi ${study.doi}` });

  function segmentFacts(book, card) {
    const { cards } = book;
    const study = cards.studies[card.study];
    const list = (ids, kind) => (ids ?? []).map((id) => reference({ kind, id }, nameOf(book, { kind, id })));
    return facts(
      fact("Study", study?.label ?? card.study),
      fact("Section", card.section),
      fact("Kind", card.kind),
      fact("Case", card.case),
      fact("Phase", card.phase),
      fact("Codes", ...list(card.codes, "code")),
      fact("Ties", ...list(card.ties?.filter((id) => cards.ties[id]), "tie")),
      fact("Printed statements at the same place", ...(card.claims ?? []).map((id) =>
        make("span", {}, reference({ kind: "claim", id }, id), ` ${cards.claims[id].statement}`))),
      fact("Place in the source", placeInWords(card), doi(study)),
      fact("Memo", card.memo),
    );
  }

  const contents = {
    segment: (book, card) => [words(card.meaning_unit ?? NOT_PUBLISHED), segmentFacts(book, card)],

    tie: (book, card) => [
      make("p", { textContent: message("{sources} in {pieces}", {
        sources: count(card.support, "independent source"), pieces: count(card.segments.length, "segment"),
      }) }),
      facts(
        fact("From", reference({ kind: "stakeholder", id: card.truster }, labelled(book.cards, "stakeholder", card.truster))),
        fact("Towards", reference({ kind: "stakeholder", id: card.trustee }, labelled(book.cards, "stakeholder", card.trustee))),
      ),
      list(book, card.segments),
    ],

    code: async (book, card, id) => {
      const { codes } = book.cards;
      const below = Object.keys(codes).filter((name) => codes[name].parent === id);
      const coded = await book.segmentsOfCode(id);
      return [
        words(card.definition ?? ""),
        facts(
          fact("Kind", card.kind),
          fact("Use it for", card.include),
          fact("Not for", card.exclude),
          fact("Below", card.parent && reference({ kind: "code", id: card.parent }, labelled(book.cards, "code", card.parent))),
          fact("Codes below it", ...below.map((name) => reference({ kind: "code", id: name }, labelled(book.cards, "code", name)))),
          fact("Given to", coded.length ? count(coded.length, "segment") : ""),
        ),
        list(book, coded),
      ];
    },

    stakeholder: (book, card, id) => {
      const { ties } = book.cards;
      const where = (end) => Object.keys(ties)
        .filter((name) => ties[name][end] === id)
        .sort((a, b) => ties[b].support - ties[a].support)
        .map((name) => make("span", {}, reference({ kind: "tie", id: name }, nameOf(book, { kind: "tie", id: name })),
          ` (${count(ties[name].support, "source")})`));
      return [
        words(card.description ?? ""),
        facts(
          fact("Kind", card.kind),
          fact("Organisation", card.organisation),
          fact("Level", card.level),
          fact("Ties towards others", ...where("truster")),
          fact("Ties of others towards it", ...where("trustee")),
        ),
      ];
    },

    claim: (book, card) => [
      words(card.statement),
      facts(
        fact("Verdict", card.verdict),
        fact("Printed", card.expected),
        fact("Computed", card.computed),
        fact("Study", book.cards.studies[card.study]?.label ?? card.study),
        fact("Section", card.section),
        fact("Source", doi(book.cards.studies[card.study])),
      ),
      list(book, card.segments ?? [], "Segments at the same place"),
    ],
  };

  // segments in short, each leading to its card
  async function list(book, ids, heading = "") {
    if (!ids.length) return null;
    const items = make("ol", { className: "tb-cards" });
    const more = make("button", { type: "button", className: "tb-more" });
    async function show() {
      const shown = items.children.length;
      const some = await book.segmentsAt(ids.slice(shown, shown + SHOWN_AT_ONCE));
      items.append(...some.map(([id, card]) => short(book, id, card)));
      const n = Math.min(ids.length - items.children.length, SHOWN_AT_ONCE);
      if (n) more.textContent = message("Show {n} more", { n });
      else more.remove();
      return items.children[shown];
    }
    more.addEventListener("click", async () => (await show()).querySelector("a").focus());
    await show();
    return make("div", {}, heading && make("h3", { textContent: heading }), items, items.children.length < ids.length ? more : null);
  }

  function short({ cards }, id, card) {
    if (!card) return make("li", { textContent: id });
    const where = [cards.studies[card.study]?.label ?? card.study, card.section, card.kind].filter(Boolean);
    return make("li", {}, words(card.meaning_unit ?? NOT_PUBLISHED),
      make("p", { className: "tb-where" }, `${where.join(" · ")} · `, reference({ kind: "segment", id }, id)));
  }

  // ---- while one points at an id ----

  const hover = make("div", { className: "tb-hover", id: "tb-hover" });
  hover.setAttribute("role", "tooltip");
  hover.hidden = true;
  let showing, hiding, pointed;

  // what a card says in short
  async function cardNote(whole, target) {
    const card = await cardOf(whole, target);
    const support = target.kind === "tie" && card && count(card.support, "independent source");
    return card && {
      name: nameOf(whole, target),
      text: card.meaning_unit ?? card.statement ?? card.definition ?? card.description
        ?? (target.kind === "segment" ? NOT_PUBLISHED : ""),
      about: [support, whole.cards.studies[card.study]?.label, card.section, card.kind, card.verdict],
    };
  }

  async function showHover(link) {
    const target = cardAt(addressIn(link)), whole = await book();
    const note = target ? await cardNote(whole, target) : noteAt(addressIn(link), whole);
    if (!note || pointed !== link) return;
    hover.replaceChildren(make("strong", { textContent: note.name }), words(note.text),
      make("p", { className: "tb-where", textContent: note.about.filter(Boolean).join(" · ") }));
    hover.hidden = false;
    const box = link.getBoundingClientRect();
    const { width, height } = hover.getBoundingClientRect();
    const below = box.bottom + 6 + height < innerHeight;
    hover.style.left = `${Math.max(8, Math.min(box.left, innerWidth - width - 8))}px`;
    hover.style.top = `${below ? box.bottom + 6 : Math.max(8, box.top - height - 6)}px`;
    link.setAttribute("aria-describedby", hover.id);
  }

  function hideHover() {
    clearTimeout(showing);
    clearTimeout(hiding);
    pointed?.removeAttribute("aria-describedby");
    pointed = null;
    hover.hidden = true;
  }

  function point(link, delay) {
    clearTimeout(hiding);
    if (link === pointed) return;
    hideHover();
    pointed = link;
    showing = setTimeout(() => showHover(link), delay);
  }

  const linkOf = (element) => element.closest?.("a.tb-segment, a.tb-reference, a.tb-hit, a.tb-term, a.tb-study");

  function watchPointing() {
    document.body.append(hover);
    document.addEventListener("pointermove", (event) => {
      if (event.pointerType !== "mouse") return;
      const link = linkOf(event.target);
      if (link) point(link, 250);
      else if (hover.contains(event.target)) clearTimeout(hiding);
      else if (pointed && document.activeElement !== pointed) {
        clearTimeout(hiding);
        hiding = setTimeout(hideHover, 200);
      }
    }, { passive: true });
    document.addEventListener("focusin", ({ target }) => {
      const link = linkOf(target);
      if (link?.matches(":focus-visible")) point(link, 0);
      else hideHover();
    });
    document.addEventListener("scroll", hideHover, { passive: true });
  }

  // ---- beside the page ----

  function buildPanel() {
    const heading = make("h2", { tabIndex: -1, id: "tb-panel-name" });
    const back = make("button", { type: "button", textContent: "← Back", className: "tb-back" });
    const close = make("button", { type: "button", textContent: "Close", className: "tb-close" });
    const copy = make("button", { type: "button", textContent: "Copy link" });
    const open = make("a", { textContent: "Open in the book" });
    open.dataset.leave = "";
    const check = make("a", { textContent: "Check it with your own copy" });
    const said = make("output", { ariaLive: "polite" });
    const body = make("div", { className: "tb-panel-body" });
    const element = make("aside", { className: "tb-panel", hidden: true },
      make("div", { className: "tb-panel-bar" }, back, close), heading, body,
      make("p", { className: "tb-panel-links" }, copy, open, check, said));
    element.setAttribute("aria-labelledby", heading.id);
    back.addEventListener("click", () => history.back());
    close.addEventListener("click", shut);
    copy.addEventListener("click", () => copyLink(copy.dataset.address, said));
    document.body.append(element);
    return { element, heading, back, copy, open, check, said, body };
  }

  async function copyLink(address, said) {
    try {
      await navigator.clipboard.writeText(address);
      said.value = message("The link is copied.");
    } catch {
      said.value = address; // to be copied by hand
    }
  }

  // beside the picture, which keeps its place in the window
  function unmoved(element, change) {
    const former = element?.isConnected && element.getBoundingClientRect().top;
    change();
    if (typeof former !== "number") return;
    const box = element.getBoundingClientRect();
    scrollBy({ top: box.top - former, behavior: "instant" });
    const sheet = panel.element.hidden ? null : panel.element.getBoundingClientRect();
    const hidden = sheet && sheet.left === 0 ? former + box.height + 24 - sheet.top : 0;
    if (hidden > 0) scrollBy({ top: hidden, behavior: "instant" });
  }

  // whether there is such a card, which then is shown
  async function show(target) {
    latest = target;
    const whole = await book();
    const card = await cardOf(whole, target);
    if (!card) return false;
    const parts = await Promise.all(await contents[target.kind](whole, card, target.id));
    if (latest !== target) return true;
    panel ??= buildPanel();
    panel.heading.textContent = nameOf(whole, target);
    panel.body.replaceChildren(...parts.filter(Boolean));
    panel.open.href = lastingAddress(whole, target);
    panel.copy.dataset.address = window.trustbook.tiesHere ? location.href : panel.open.href;
    const copies = whole.pages["own-copy"];
    panel.check.hidden = !copies || !["segment", "claim"].includes(target.kind);
    if (copies) panel.check.href = addressOf(copies);
    panel.said.value = "";
    panel.back.hidden = !(history.state?.trail > 1);
    hideHover();
    unmoved(trigger, () => {
      panel.element.hidden = false;
      document.documentElement.classList.add("tb-beside");
    });
    panel.element.scrollTop = 0;
    return true;
  }

  async function open(target) {
    const isShown = await show(target);
    if (isShown) panel.heading.focus({ preventScroll: true });
    return isShown;
  }

  // after ties were counted anew: the same card, as long as there is one
  async function refreshCard() {
    const target = location.hash && cardAt(location.href);
    if (!target || (await show(target))) return;
    history.replaceState(null, "", location.pathname + location.search);
    hide();
  }

  // the mark in a picture that was drawn again meanwhile
  const drawnAnew = (mark) => mark && document.querySelector(`article svg a[href="${CSS.escape(mark.getAttribute("href"))}"]`);

  function hide() {
    if (!panel || panel.element.hidden) return;
    unmoved(trigger, () => {
      panel.element.hidden = true;
      document.documentElement.classList.remove("tb-beside");
    });
    const again = trigger?.isConnected ? trigger : drawnAnew(trigger);
    again?.focus({ preventScroll: true });
    trigger = null;
  }

  function shut() {
    history.pushState(null, "", location.pathname + location.search);
    hide();
  }

  async function follow(address, element) {
    const target = cardAt(address);
    const dialog = element.closest("dialog");
    if (dialog) trigger = [...document.querySelectorAll(".search-button__button")].find((each) => each.checkVisibility());
    else if (!panel?.element.contains(element)) trigger = element;
    dialog?.close();
    const trail = panel && !panel.element.hidden ? (history.state?.trail ?? 0) + 1 : 1;
    const former = location.href;
    history.pushState({ trail }, "", `#${fragmentOf(target)}`);
    if (await open(target).catch(() => false)) return;
    history.replaceState(null, "", former);
    location.href = address; // no card of this name: the page itself
  }

  // the address that a link or a mark of a live chart leads to
  function targetOf(element) {
    const link = element.closest?.("a[href]");
    if (link) return "leave" in link.dataset ? "" : link.getAttribute("href");
    const mark = element.closest?.(".tb-live path");
    return (mark?.__data__?.href ?? "").replace(/^https:\/\/[^#]*\//, "");
  }

  function choose(event) {
    const address = targetOf(event.target);
    if (!address || !address.includes("#") || !cardAt(new URL(address, document.baseURI))) return;
    event.preventDefault();
    event.stopImmediatePropagation(); // of the chart and of the folds
    follow(new URL(address, document.baseURI).href, event.target.closest("a[href], path"));
  }

  function watchChoices() {
    addEventListener("click", (event) => {
      const isPlain = !event.button && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
      if (isPlain) choose(event);
    }, true);
    addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !hover.hidden) return hideHover();
      if (event.key === "Escape" && panel?.element.contains(document.activeElement)) return shut();
      if (event.key === "Enter" && event.target.matches?.(".tb-live [role=link]")) choose(event);
    }, true);
    addEventListener("hashchange", (event) => {
      if (cardAt(location.href)) event.stopImmediatePropagation();
    }, true);
    addEventListener("popstate", () => {
      const target = location.hash && cardAt(location.href);
      if (target) open(target).catch(() => hide());
      else hide();
    });
  }

  ready(() => {
    watchPointing();
    watchChoices();
    const target = location.hash && cardAt(location.href);
    if (target) open(target).catch(() => {});
  });
  window.trustbook.refreshCard = refreshCard;
})();
