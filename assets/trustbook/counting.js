// Ties, support and agreement counted again for some studies, coders, concepts and a level: the same
// sums as in Python, from the arrays that Python wrote. Pure: it touches neither page nor address.
(() => {
  "use strict";
  const TINY = 1e-12;

  // ---- ties ----

  // The ties that at least `support` independent sources state, the best supported first.
  // A setting has numbers of studies, coders and concepts (sets), of a level (null: all), and support.
  function tiesOf({ ties, relations }, { studies, coders, concepts, level, support }) {
    const counted = new Map();
    relations.tie.forEach((tie, row) => {
      const isIn = concepts.has(ties[tie].concept) && studies.has(relations.study[row]) &&
        coders.has(relations.coder[row]) && (level === null || relations.level[row] === level);
      if (!isIn) return;
      if (!counted.has(tie))
        counted.set(tie, { tie, sources: new Set(), segments: new Set(), studies: new Set(), isDirected: false });
      const own = counted.get(tie);
      own.sources.add(relations.source[row]);
      own.segments.add(relations.segment[row]);
      own.studies.add(relations.study[row]);
      own.isDirected ||= relations.directed[row] === 1;
    });
    return [...counted.values()]
      .map((own) => ({ ...own, ...ties[own.tie], support: own.sources.size, hinges: own.sources.size <= support }))
      .filter((own) => own.support >= support)
      .sort((one, other) => other.support - one.support || one.tie - other.tie);
  }

  // how many independent sources speak for and against each stakeholder
  function received(some) {
    const sides = new Map();
    for (const { trustee, sign, sources } of some) {
      if (!sides.has(trustee)) sides.set(trustee, { plus: new Set(), minus: new Set() });
      if (sign) for (const source of sources) sides.get(trustee)[sign > 0 ? "plus" : "minus"].add(source);
    }
    return new Map([...sides].map(([who, { plus, minus }]) => [who, { plus: plus.size, minus: minus.size }]));
  }

  // ---- agreement ----

  const ratio = (above, below) => (below > 0 ? above / below : NaN);
  const corrected = (observed, expected) =>
    ratio(observed - expected, 1 - expected > TINY ? 1 - expected : 0);

  // Krippendorff's alpha of each code that some of these coders gave in these studies, and of all of
  // them together: observed and expected agreement are averaged over codes first.
  function agreementOf({ coders: columns, patterns, units, answers, codes }, { studies, coders }) {
    const isIn = columns.map((names) => names.some((name) => coders.has(name)));
    const readers = patterns.map((places) => places.filter((place) => isIn[place]).length);
    const seen = units.pattern.map((pattern, unit) =>
      (studies.has(units.study[unit]) && readers[pattern] > 1 ? readers[pattern] : 0));
    const rated = seen.reduce((sum, n) => sum + n, 0);
    const rows = codes.map((code, place) => {
      const yes = new Map();
      const flat = answers[place];
      for (let i = 0; i < flat.length; i += 2)
        if (seen[flat[i]] && isIn[flat[i + 1]]) yes.set(flat[i], (yes.get(flat[i]) ?? 0) + 1);
      return { code: place, ...alphaOf(yes, seen, rated), units: yes.size };
    }).filter((row) => row.units);
    return { rows, units: seen.filter(Boolean).length, ...pooled(rows) };
  }

  // of one code: how many coders gave it to each unit, and how many could
  function alphaOf(yes, seen, rated) {
    let ones = 0, apart = 0;
    for (const [unit, n] of yes) {
      ones += n;
      apart += (2 * n * (seen[unit] - n)) / (seen[unit] - 1);
    }
    const observed = 1 - ratio(apart, rated);
    const expected = 1 - ratio(2 * ones * (rated - ones), rated * (rated - 1));
    return { observed, expected, alpha: corrected(observed, expected) };
  }

  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

  // several codes as one question
  function pooled(rows) {
    if (!rows.length) return { alpha: NaN };
    return { alpha: corrected(mean(rows.map((row) => row.observed)), mean(rows.map((row) => row.expected))) };
  }

  // agreement on the ties of each concept that somebody read: its number, alpha, and how many units
  function byConcept({ codes }, rows) {
    const conceptOf = (row) => codes[row.code].concept;
    const concepts = [...new Set(rows.map(conceptOf))].sort((one, other) => one - other);
    return concepts.map((concept) => {
      const own = rows.filter((row) => conceptOf(row) === concept);
      return { concept, alpha: pooled(own).alpha, units: own.reduce((sum, row) => sum + row.units, 0) };
    });
  }

  Object.assign((window.trustbook ??= {}), { counting: { tiesOf, received, agreementOf, byConcept } });
})();
