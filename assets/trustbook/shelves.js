// The meaning units of a large book, read from its shelves as they are needed: cards by their number,
// and the places of words. `book/shelves.py` writes what is read here.
(() => {
  "use strict";
  const { load, ranking } = window.trustbook;
  const { folded, wordsOf } = ranking;
  const BEGINNING = 3; // letters from which on a word is found by its beginning, too

  window.trustbook.shelvesOf = ({ cards: perShelf, places: perUnit, words: firsts }) => {
    async function shelf(place) {
      await load(place);
      return window.trustbookShelves[place];
    }

    function placesIn(steps) {
      let place = 0;
      return steps.split(" ").map((step) => (place += parseInt(step, 36)));
    }

    // of all words between two: only the shelves on which they could stand are asked for
    async function placesOf(from, to) {
      const last = firsts.findLastIndex((first) => first <= to);
      const start = Math.max(0, firsts.findLastIndex((first) => first <= from));
      const asked = firsts.slice(start, last + 1).map((first, n) => shelf(`find/words/${start + n}.js`));
      const places = (await Promise.all(asked)).flatMap((words) =>
        Object.keys(words).filter((word) => from <= word && word <= to).flatMap((word) => placesIn(words[word])));
      return Uint32Array.from(places).sort();
    }

    const placesOfWord = (word) => placesOf(word, word.length < BEGINNING ? word : `${word}\uffff`);
    const unitAt = (place) => Math.floor(place / perUnit);
    const unitsNamed = async (key) => [...await placesOf(key, key)].map(unitAt);
    const unitsOfId = (id) => unitsNamed(`:segment:${folded(id)}`);

    const unitNumbered = async (number) =>
      (await shelf(`find/cards/${Math.floor(number / perShelf)}.js`))[number % perShelf];
    const unitOfId = async (id) =>
      (await Promise.all((await unitsOfId(id)).map(unitNumbered))).find(([name]) => name === id) ?? [id];

    // [id, card] of each unit, which is asked for by its number or its id
    const segmentsAt = (units) =>
      Promise.all(units.map((unit) => (typeof unit === "number" ? unitNumbered(unit) : unitOfId(unit))));

    // the units with every word: first that of this id, then those in which the words follow each other
    async function find(query) {
      const words = await Promise.all(wordsOf(query).map(placesOfWord));
      const holds = words.map((places) => new Set([...places].map(unitAt)));
      const [first, ...others] = holds;
      const every = [...first].filter((unit) => others.every((units) => units.has(unit)));
      const follows = words.slice(1).map((places) => new Set(places));
      const inOrder = new Set([...words[0]]
        .filter((place) => follows.every((places, n) => places.has(place + n + 1))).map(unitAt));
      const byId = await unitsOfId(query.trim());
      const rest = every.filter((unit) => !byId.includes(unit));
      const units = [...byId, ...rest.filter((unit) => inOrder.has(unit)), ...rest.filter((unit) => !inOrder.has(unit))];
      return { units, isById: byId.length > 0 };
    }

    return {
      find,
      segmentsAt,
      segment: async (id) => (await unitOfId(id))[1],
      segmentsOfCode: (code) => unitsNamed(`:code:${code}`),
    };
  };
})();
