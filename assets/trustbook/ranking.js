// What the search finds and in which order. It knows no page, so that it can be tried without one.
(() => {
  "use strict";
  const KINDS = {
    who: "Stakeholders",
    code: "Codes",
    term: "Glossary",
    page: "Pages",
    view: "Tables and pictures",
    segment: "Meaning units",
    claim: "Printed statements",
  };
  // of two that hold the words alike, the one that explains more stands first
  const WEIGHTS = { who: 2, code: 1.6, term: 1.5, page: 1.2, view: 1.3, segment: 1, claim: 0.5 };
  const WITHIN = { view: 6, page: 4 }; // what the words of these say of themselves: “of Table 1”
  const NUMBERED = 4; // “Table 1” is that of the book, too, below one that rebuilds a printed Table 1
  const FUZZY_FROM = 5; // letters; shorter words are too like each other

  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const wordsOf = (text) => folded(text).match(/[\p{L}\p{N}]+/gu) ?? [];

  // the id itself is one word too: it-044
  const tokens = (text, field) => (field === "name" ? [folded(text), ...wordsOf(text)] : wordsOf(text));

  const placeOf = (cards, id, card) =>
    [id, cards.studies[card.study]?.label ?? card.study, card.section].filter(Boolean).join(" · ");

  function segmentDocument(cards, id, card) {
    const codes = (card.codes ?? []).map((code) => cards.codes[code]?.label ?? code).join(", ");
    const words = [codes, card.memo, card.section].join(" ");
    return { kind: "segment", name: id, title: card.meaning_unit ?? id, words, more: placeOf(cards, id, card) };
  }

  function documents({ cards, entries }) {
    const all = entries.map((entry) => ({ name: "", words: "", cells: "", place: "", number: "", ...entry }));
    const add = (kind, name, title, words, more) => all.push({ kind, name, title, words, more });
    for (const [id, card] of Object.entries(cards.stakeholders))
      add("who", id, card.label ?? id, [card.description, card.organisation].join(" "), card.description);
    for (const [id, card] of Object.entries(cards.codes))
      add("code", id, card.label ?? id, [card.definition, card.include].join(" "), card.definition);
    for (const [id, card] of Object.entries(cards.segments)) all.push(segmentDocument(cards, id, card));
    for (const [id, card] of Object.entries(cards.claims))
      add("claim", id, card.statement, [card.expected, card.section].join(" "), placeOf(cards, id, card));
    return all.map((each, id) => ({ ...each, id, titleWords: wordsOf(each.title) }));
  }

  // `MiniSearch` is given, so that this file can be loaded before it; an index without the cards of
  // its segments has a way to find them instead
  function searcher(index, MiniSearch) {
    const all = documents(index);
    const engine = new MiniSearch({
      fields: ["name", "number", "title", "words", "cells"],
      tokenize: tokens,
      processTerm: (term) => term,
    });
    engine.addAll(all);

    return async (query) => {
      const words = wordsOf(query);
      if (!words.length) return [];
      const phrase = words.join(" ");
      const fit = (id) => {
        const { titleWords, words: rest, name, kind, number } = all[id];
        if (number && wordsOf(number).join(" ") === phrase) return NUMBERED;
        if (folded(name) === folded(query.trim())) return 100;
        // the more of a title the words are, the more it is about them: jobcentre in Jobcentres
        if (` ${titleWords.join(" ")}`.includes(` ${phrase}`))
          return 2 + 10 * (words.length / titleWords.length) ** 2;
        const holdsPhrase = words.length > 1 && ` ${wordsOf(rest).join(" ")}`.includes(` ${phrase}`);
        return holdsPhrase ? WITHIN[kind] ?? 2 : 1;
      };
      const options = {
        boost: { name: 6, number: 3, title: 3 },
        prefix: true,
        fuzzy: (term) => (term.length >= FUZZY_FROM ? 0.2 : false),
        tokenize: (text) => wordsOf(text),
        boostDocument: (id) => WEIGHTS[all[id].kind] * fit(id),
      };
      const every = engine.search(query, { ...options, combineWith: "AND" });
      const { units, isById } = (await index.find?.(query)) ?? { units: [] };
      const hits = every.length || units.length ? every : engine.search(query, options);
      const indexed = hits.map(({ id, score, terms }) => ({ ...all[id], score, terms }));
      const onShelves = units.map((unit) => ({ kind: "segment", unit, terms: words }));
      return isById ? [...onShelves, ...indexed] : [...indexed, ...onShelves];
    };
  }

  // the hits by kind, the kind of the best hit first
  function grouped(hits) {
    const groups = new Map();
    for (const hit of hits) {
      if (!groups.has(hit.kind)) groups.set(hit.kind, []);
      groups.get(hit.kind).push(hit);
    }
    return [...groups].map(([kind, members]) => ({ kind, label: KINDS[kind], hits: members }));
  }

  const ranking = { searcher, grouped, segmentDocument, folded, wordsOf };
  if (typeof module === "object") module.exports = ranking;
  else (window.trustbook ??= {}).ranking = ranking;
})();
