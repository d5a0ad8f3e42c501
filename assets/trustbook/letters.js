// Fingerprints of spans, as `trustbook.claims.anchors` makes them: a text is reduced to its letters
// and digits (NFKC, case folding, NFKC again), so that line breaks, hyphens and ligatures of an
// edition do not matter. It knows no page, so that it can be tried without one.
(() => {
  "use strict";
  const HEAD_LETTERS = 16;
  const HEAD_HEX = 16;
  const BATCH = 4096; // digests asked for at once
  const MOST_LINES = 20; // that may stand within a span in a copy: a footnote, the foot of a page
  const MOST_PLACES = 3; // at which such lines are looked for
  const FOUND = "found", MOVED = "moved", NEEDS_KEY = "needs the key", NOT_FOUND = "not found";
  const OUTCOMES = [FOUND, MOVED, NEEDS_KEY, NOT_FOUND]; // from best to worst

  // ---- letters ----

  // whether NFKC may compose the character with the one before it
  function joinsWhatPrecedes(character) {
    const [first] = character.normalize("NFKD");
    const point = first.codePointAt(0);
    return /\p{M}/u.test(first) || (point >= 0x1160 && point < 0x1200);
  }

  const folded = (text, folding) =>
    [...text.normalize("NFKC")].map((each) => folding[each] ?? each.toLowerCase()).join("")
      .normalize("NFKC").replace(/[^\p{L}\p{N}]/gu, "");

  // the letters of a text and where each begins and ends in it; `folding` has the characters that
  // case folding treats otherwise than small letters
  function lettersOf(text, folding) {
    const cache = new Map();
    const parts = [], begins = [], ends = [];
    let cluster = "", start = 0;
    const flush = (end) => {
      if (!cluster) return;
      if (!cache.has(cluster)) cache.set(cluster, folded(cluster, folding));
      const letters = cache.get(cluster);
      parts.push(letters);
      for (const _ of letters) begins.push(start), ends.push(end);
    };
    let at = 0;
    for (const character of text) {
      if (cluster && (character < "\u0300" || !joinsWhatPrecedes(character))) {
        flush(at);
        cluster = "";
      }
      if (!cluster) start = at;
      cluster += character;
      at += character.length;
    }
    flush(at);
    return { text, letters: [...parts.join("")], begins, ends };
  }

  // ---- fingerprints ----

  const hex = (buffer, digits) =>
    Array.from(new Uint8Array(buffer, 0, digits / 2), (byte) => byte.toString(16).padStart(2, "0")).join("");

  // a function from letters to their digest, keyed when there is a key (bytes)
  async function digester(key) {
    const encoder = new TextEncoder();
    if (!key) return async (letters, digits) => hex(await crypto.subtle.digest("SHA-256", encoder.encode(letters)), digits);
    const secret = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    return async (letters, digits) => hex(await crypto.subtle.sign("HMAC", secret, encoder.encode(letters)), digits);
  }

  // the places of each head among the letters; equal windows are asked for once over all copies
  async function placesOfHeads(letters, { window, heads, digest, known }) {
    const places = new Map();
    const windows = [];
    for (let at = 0; at + window <= letters.length; at++) windows.push(letters.slice(at, at + window).join(""));
    const fresh = [...new Set(windows)].filter((each) => !known.has(each));
    for (let at = 0; at < fresh.length; at += BATCH) {
      const some = fresh.slice(at, at + BATCH);
      const digests = await Promise.all(some.map((each) => digest(each, HEAD_HEX)));
      some.forEach((each, place) => known.set(each, digests[place]));
    }
    windows.forEach((each, at) => {
      const head = known.get(each);
      if (heads.has(head)) places.set(head, [...(places.get(head) ?? []), at]);
    });
    return places;
  }

  const wholeFrom = (at, { length }) => [[at, at + length]];

  // the same letters, but for whole lines of the copy that stand between them
  function* interruptedFrom(at, { length }, { lines }) {
    for (let from = lines.findIndex((line) => line > at); from >= 0 && lines[from] < at + length; from++)
      for (let to = from + 1; to <= from + MOST_LINES && to < lines.length; to++)
        yield [[at, lines[from]], [lines[to], lines[to] + length - (lines[from] - at)]];
  }

  // the pieces of the letters that have the digest of the part, nearest to where it was
  async function piecesOf(part, { letters, lines }, places, digest) {
    const nearest = [...places].sort((a, b) => Math.abs(a - part.start) - Math.abs(b - part.start));
    const is = async (pieces) =>
      pieces.at(-1)[1] <= letters.length &&
      (await digest(pieces.flatMap(([from, to]) => letters.slice(from, to)).join(""), part.digest.length)) === part.digest;
    for (const at of nearest) if (await is(wholeFrom(at, part))) return wholeFrom(at, part);
    for (const at of nearest.slice(0, MOST_PLACES))
      for (const pieces of interruptedFrom(at, part, { lines })) if (await is(pieces)) return pieces;
    return null;
  }

  // one outcome per part of an anchor: { outcome, copy, pieces }
  async function locate(parts, copies, { key = null } = {}) {
    const results = new Map(parts.map((part) => [part, { outcome: NOT_FOUND }]));
    for (const method of new Set(parts.map((part) => part.method))) {
      const same = parts.filter((part) => part.method === method);
      const isKeyed = method !== "sha256";
      if (isKeyed && !key) {
        same.forEach((part) => results.set(part, { outcome: NEEDS_KEY }));
        continue;
      }
      const digest = await digester(isKeyed ? key : null);
      const windowOf = (part) => Math.min(part.length, HEAD_LETTERS);
      for (const window of new Set(same.map(windowOf))) {
        const known = new Map();
        const group = same.filter((part) => windowOf(part) === window);
        const heads = new Set(group.map((part) => part.head));
        for (const copy of copies) {
          const places = await placesOfHeads(copy.letters, { window, heads, digest, known });
          for (const part of group) await place(part, copy, places.get(part.head) ?? [], digest, results);
        }
      }
    }
    return results;
  }

  async function place(part, copy, places, digest, results) {
    if (results.get(part).outcome === FOUND || !places.length) return;
    const pieces = await piecesOf(part, copy, places, digest);
    if (!pieces) return;
    const outcome = pieces[0][0] === part.start ? FOUND : MOVED;
    const former = results.get(part).outcome;
    if (OUTCOMES.indexOf(outcome) < OUTCOMES.indexOf(former)) results.set(part, { outcome, copy, pieces });
  }

  // a copy that can be searched: its letters, and before which of them its lines begin
  function copyOf(lines, folding) {
    const copy = lettersOf(lines.join("\n"), folding);
    const starts = [];
    let at = 0, letter = 0;
    for (const line of lines) {
      while (letter < copy.begins.length && copy.begins[letter] < at) letter++;
      starts.push(letter);
      at += line.length + 1;
    }
    return { ...copy, lines: [...new Set(starts)] };
  }

  const passage = ({ copy, pieces }) =>
    pieces.map(([from, to]) => copy.text.slice(copy.begins[from], copy.ends[to - 1])).join(" … ");

  const letters = { lettersOf, digester, locate, copyOf, passage, OUTCOMES, FOUND, MOVED, NEEDS_KEY, NOT_FOUND };
  if (typeof module === "object") module.exports = letters;
  else (window.trustbook ??= {}).letters = letters;
})();
