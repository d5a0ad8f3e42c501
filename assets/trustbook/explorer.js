// The Explorer: studies, coders, concepts, a level and a support are chosen, and ties, support and
// agreement are counted again. Choices stand in the address; evidence opens beside, as cards do.
// Without this script the page has the static pictures.
(() => {
  "use strict";
  const { make, load, ready, counting, network } = window.trustbook;
  const SMALLEST = 11 / 12; // of the size of the picture
  const MANY = 150; // rows of a list that are shown at once
  const SETS = ["studies", "coders", "concepts"];
  const NAMES = { studies: "study", coders: "coder", concepts: "concept", level: "level", support: "support" };
  let data, place, parts, chosen, ties = [];

  // ---- words ----

  const { message } = window.trustbook;
  const count = (n, word) => window.trustbook.counted(n, word, word.endsWith("y") ? `${word.slice(0, -1)}ies` : `${word}s`);
  const joined = (words) =>
    words.length < 2 ? words.join("") : message("{first} and {last}", { first: words.slice(0, -1).join(", "), last: words.at(-1) });
  const lower = (label) => (/^\p{Lu}\p{Ll}/u.test(label) ? label[0].toLowerCase() + label.slice(1) : label);
  const who = (number) => data.stakeholders[number].label;
  const what = (tie) => data.concepts[tie.concept].label;
  const inWords = (tie) => message("{concept} of {truster} towards {trustee}: {sources}", {
    concept: what(tie), truster: who(tie.truster), trustee: who(tie.trustee), sources: count(tie.support, "independent source"),
  }) + (tie.isDirected ? "" : `; ${message("direction read, not stated")}`);

  const reading = (kind) =>
    kind === "ties" ? message("ties") : kind === "codes" ? message("codes") : message("a second reading of ties");

  function summary() {
    if (!ties.length) return message("No tie is left: choose more studies, coders or concepts, or a lower support.");
    const people = new Set(ties.flatMap((tie) => [tie.truster, tie.trustee])).size;
    const of = data.concepts.map((concept, number) => [ties.filter((tie) => tie.concept === number).length, lower(concept.label)])
      .filter(([n]) => n).map(([n, concept]) => message("{n} of {concept}", { n, concept }));
    const hinging = ties.filter((tie) => tie.hinges && tie.support === 1).length;
    return message("{ties} between {people}: {parts}. {hinging}", {
      ties: count(ties.length, "tie"), people: count(people, "stakeholder"), parts: joined(of),
      hinging: !hinging ? message("None hinges on a single source.")
        : hinging === ties.length ? message("All hinge on a single source.")
          : hinging === 1 ? message("{n} hinges on a single source.", { n: hinging })
            : message("{n} hinge on a single source.", { n: hinging }),
    });
  }

  // ---- the address ----

  const everything = (kind) => new Set(data[kind].keys());
  const numbersOf = (kind, ids) => new Set(ids.map((id) => data[kind].findIndex((each) => each.id === id)).filter((n) => n >= 0));

  function beginning() {
    const { concepts, coders, level, support } = data.begins;
    return {
      studies: everything("studies"), coders: numbersOf("coders", coders), concepts: numbersOf("concepts", concepts),
      level: level ? data.levels.indexOf(level) : null, support,
    };
  }

  function fromAddress() {
    const address = new URL(location.href).searchParams, setting = beginning();
    for (const kind of SETS)
      if (address.has(NAMES[kind])) setting[kind] = numbersOf(kind, address.getAll(NAMES[kind]));
    const level = address.get(NAMES.level), support = Number(address.get(NAMES.support));
    if (level !== null) setting.level = data.levels.includes(level) ? data.levels.indexOf(level) : null;
    if (Number.isInteger(support) && support > 0) setting.support = support;
    return setting;
  }

  // only what differs from how the page begins; an empty choice is said as such
  function intoAddress() {
    const address = new URL(location.href), usual = beginning();
    Object.values(NAMES).forEach((name) => address.searchParams.delete(name));
    for (const kind of SETS) {
      const isUsual = usual[kind].size === chosen[kind].size && [...usual[kind]].every((n) => chosen[kind].has(n));
      const ids = [...chosen[kind]].sort((a, b) => a - b).map((n) => data[kind][n].id);
      if (!isUsual) (ids.length ? ids : [""]).forEach((id) => address.searchParams.append(NAMES[kind], id));
    }
    if (chosen.level !== usual.level) address.searchParams.set(NAMES.level, chosen.level === null ? "all" : data.levels[chosen.level]);
    if (chosen.support !== usual.support) address.searchParams.set(NAMES.support, chosen.support);
    if (address.href !== location.href) history.pushState(history.state, "", address);
  }

  // ---- what is chosen ----

  const swatch = ({ colour, dash }) => {
    const box = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
    for (const [name, value] of Object.entries({ viewBox: "0 0 34 10", width: 34, height: 10, "aria-hidden": "true" })) box.setAttribute(name, value);
    for (const [name, value] of Object.entries({ d: "M1,5H33", stroke: colour, "stroke-width": 3, "stroke-dasharray": dash === "1 0" ? "none" : dash }))
      line.setAttribute(name, value);
    box.append(line);
    return box;
  };

  const signOf = ({ sign }) => (sign > 0 ? " (+)" : sign < 0 ? " (−)" : "");

  function boxes(kind, legend, describe) {
    const items = data[kind].map((each, number) => {
      const input = make("input", { type: "checkbox" });
      input.addEventListener("change", () => {
        const next = new Set(chosen[kind]);
        if (input.checked) next.add(number);
        else next.delete(number);
        choose({ [kind]: next });
      });
      return { input, label: make("label", {}, input, ...describe(each)) };
    });
    const fieldset = make("fieldset", {}, make("legend", { textContent: legend }), ...items.map(({ label }) => label));
    fieldset.hidden = items.length < 2;
    return { fieldset, show: () => items.forEach(({ input }, number) => (input.checked = chosen[kind].has(number))) };
  }

  function select(legend, options, read, name) {
    const list = make("select", {}, ...options.map(([value, words]) => make("option", { value, textContent: words })));
    list.addEventListener("change", () => choose({ [name]: read(list.value) }));
    const label = make("label", { className: "tb-choice" }, legend, list);
    label.hidden = options.length < 2;
    return { label, list };
  }

  function buildControls() {
    const studies = boxes("studies", "Studies", ({ label }) => [label]);
    const concepts = boxes("concepts", "Concepts", (concept) => [swatch(concept), concept.label + signOf(concept)]);
    const coders = boxes("coders", "Coders", ({ id, read }) => [`${id || message("not named")}: ${joined(read.map((each) => reading(each)))}`]);
    const levels = data.levels.map((level, number) => [String(number), level]);
    const level = select("Level", levels.length > 1 ? [["", message("all levels")], ...levels] : [], (value) => (value === "" ? null : Number(value)), "level");
    const most = Math.max(data.begins.support, ...supportsOf());
    const supports = Array.from({ length: most }, (_, i) => [String(i + 1), i ? message("at least {sources}", { sources: count(i + 1, "source") }) : message("any")]);
    const support = select("Support", supports, Number, "support");
    const reset = make("button", { type: "button", textContent: "Reset" });
    reset.addEventListener("click", () => choose(beginning()));
    const copy = make("button", { type: "button", textContent: "Copy link" });
    const form = make("form", { className: "tb-figure tb-choices tb-controls" }, concepts.fieldset, studies.fieldset, coders.fieldset,
      make("div", { className: "tb-choice-row" }, level.label, support.label, reset, copy));
    form.setAttribute("aria-label", "What is counted and drawn");
    form.addEventListener("submit", (event) => event.preventDefault());
    copy.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(location.href);
        parts.copied.value = "The link is copied.";
      } catch {
        parts.copied.value = location.href; // to be copied by hand
      }
    });
    const show = () => {
      [studies, concepts, coders].forEach((each) => each.show());
      level.list.value = chosen.level === null ? "" : String(chosen.level);
      support.list.value = String(chosen.support);
    };
    return { form, show };
  }

  // of all studies, coders and concepts together: none has more
  const supportsOf = () => counting.tiesOf(data, {
    studies: everything("studies"), coders: everything("coders"), concepts: everything("concepts"), level: null, support: 1,
  }).map((tie) => tie.support);

  // ---- the picture ----

  const numberOf = (tie) => {
    const concept = data.concepts[tie.concept];
    const others = new Set(ties.filter((each) => each.sign === tie.sign).map((each) => each.concept));
    const sign = tie.sign > 0 ? "+" : tie.sign < 0 ? "−" : "";
    return `${sign}${tie.support}${others.size > 1 ? ` ${concept.letter}` : ""}`;
  };

  function personLooks(number) {
    const sides = counting.received(ties).get(number) ?? { plus: 0, minus: 0 };
    const words = `${who(number)}: ${count(sides.plus, "source")} for, ${sides.minus} against`;
    return { anchor: `stakeholder-${window.trustbook.rowId(data.stakeholders[number].id)}`, received: sides, words };
  }

  const isPhone = matchMedia("(max-width: 599px)");

  function drawPicture() {
    const former = document.activeElement?.closest?.("#explorer-picture a")?.getAttribute("href");
    if (!data.drawings || !ties.length) return parts.picture.replaceChildren(...(data.groups && ties.length ? [matrix()] : []));
    const drawing = data.drawings[isPhone.matches ? "phone" : "page"];
    const { svg, order } = network.draw(drawing, ties, {
      looksOf: (tie) => ({ ...data.concepts[tie.concept], text: numberOf(tie), words: inWords(tie) }),
      personLooks, title: "The network of the chosen ties", description: summary(),
    });
    const width = drawing.width + 8; // what would get too small to read scrolls sideways
    svg.style.maxWidth = `${width}px`;
    svg.style.minWidth = `${isPhone.matches ? width : Math.round(width * SMALLEST)}px`;
    parts.picture.replaceChildren(svg);
    walk(svg, order);
    order.find((mark) => mark.getAttribute("href") === former)?.focus({ preventScroll: true });
  }

  // one stop for the tabulator; arrows go from mark to mark
  function walk(svg, order) {
    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    order[0]?.setAttribute("tabindex", 0);
    // not "focusin" of the picture, which a browser would then make a stop of its own
    for (const mark of order)
      mark.addEventListener("focus", () => order.forEach((each) => each.setAttribute("tabindex", each === mark ? 0 : -1)));
    svg.addEventListener("keydown", (event) => {
      const at = order.indexOf(document.activeElement);
      const next = { Home: 0, End: order.length - 1 }[event.key] ?? (event.key in steps ? at + steps[event.key] : -1);
      if (at < 0 || !(event.key in steps || event.key === "Home" || event.key === "End")) return;
      event.preventDefault();
      event.stopPropagation(); // arrows also turn the pages of the book
      order[(next + order.length) % order.length].focus();
    });
  }

  // where there are too many to draw: for and against between groups
  function matrix() {
    const groupOf = (number) => data.groups[data.stakeholders[number].id];
    const cells = new Map();
    for (const tie of ties) {
      const key = [groupOf(tie.truster), groupOf(tie.trustee)].join("\u001f");
      if (!cells.has(key)) cells.set(key, { "+": new Set(), "−": new Set(), "": new Set() });
      for (const source of tie.sources) cells.get(key)[tie.sign > 0 ? "+" : tie.sign < 0 ? "−" : ""].add(source);
    }
    const rows = [...new Set(ties.map((tie) => groupOf(tie.truster)))].sort();
    const columns = [...new Set(ties.map((tie) => groupOf(tie.trustee)))].sort();
    const words = (cell) => (cell ? Object.entries(cell).filter(([, some]) => some.size).map(([sign, some]) => `${sign}${some.size}`).join(" ") : "");
    const head = (scope, textContent) => make("th", { scope, textContent });
    return make("table", {}, make("caption", { textContent: "Independent sources for (+) and against (−): rows are those whose view is stated, columns those it is about" }),
      make("thead", {}, make("tr", {}, head("col", "From"), ...columns.map((name) => head("col", name)))),
      make("tbody", {}, ...rows.map((row) => make("tr", {}, head("row", row),
        ...columns.map((column) => make("td", { textContent: words(cells.get([row, column].join("\u001f"))) }))))));
  }

  // ---- lists ----

  const cell = (content, className = "") => make("td", { className }, content);

  // the heads of columns of numbers stand above the numbers
  function table(caption, heads, numbers, rows) {
    const cells = heads.map((textContent, place) =>
      make("th", { scope: "col", textContent, className: numbers.includes(place) ? "tb-number" : "" }));
    const whole = make("table", { className: "tb-cards" }, make("caption", { textContent: caption }),
      make("thead", {}, make("tr", {}, ...cells)),
      make("tbody", {}, ...headed(rows, heads)));
    return make("div", { className: "tb-scroll" }, whole);
  }

  // on a phone each row is a card whose cells say what they are
  function headed(rows, heads) {
    for (const row of rows) [...row.cells].slice(1).forEach((each, place) => (each.dataset.head = message(heads[place + 1])));
    return rows;
  }

  function tieRow(tie) {
    const link = make("a", { href: `#${tie.anchor}`, className: "tb-reference", textContent: `${who(tie.truster)} → ${who(tie.trustee)}` });
    const studies = [...tie.studies].sort((a, b) => a - b).map((number) => data.studies[number].label);
    return make("tr", {}, make("th", { scope: "row" }, link), cell(what(tie)), cell(String(tie.support), "tb-number"), cell(studies.join(", ")));
  }

  function listTies() {
    const rest = ties.slice(MANY);
    const rows = ties.slice(0, MANY).map(tieRow);
    const heads = ["Tie", "Concept", "Independent sources", "Studies"];
    const list = table("The same as a list, the best supported first", heads, [2], rows);
    const more = make("button", { type: "button", className: "tb-more", textContent: message("Show {n} more", { n: rest.length }) });
    more.addEventListener("click", () => {
      const further = headed(rest.map(tieRow), heads);
      list.querySelector("tbody").append(...further);
      further[0].querySelector("a").focus();
      more.remove();
    });
    parts.list.replaceChildren(...(ties.length ? [list, ...(rest.length ? [more] : [])] : []));
  }

  // ---- agreement ----

  const IN_HUNDREDTHS = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  const coefficient = (value) =>
    Number.isFinite(value) ? value.toLocaleString(document.documentElement.lang, IN_HUNDREDTHS).replace("-", "−") : message("undefined");

  function agreementOf(one) {
    const result = counting.agreementOf(one, chosen);
    const names = one.coders.flatMap((some) => some.filter((n) => chosen.coders.has(n)).map((n) => data.coders[n].id));
    const what = one.what === "codes" ? message("Codes") : message("Ties");
    if (!result.units) {
      const every = joined([...new Set(one.coders.flat())].map((n) => data.coders[n].id));
      return make("p", { textContent: message("{what}: to compare {coders}, tick two of them and a study that they read.", { what, coders: every }) });
    }
    const intro = make("p", {}, make("strong", { textContent: message("{what} of {coders}:", { what, coders: joined(names) }) }), " ",
      message("Krippendorff’s alpha, all together: {alpha}, in {segments} that two of them read.", { alpha: coefficient(result.alpha), segments: count(result.units, "segment") }));
    const rows = one.what === "codes"
      ? result.rows.map((row) => [one.codes[row.code].label, row.alpha, row.units])
      : counting.byConcept(one, result.rows).map(({ concept, alpha, units }) => [data.concepts[concept].label, alpha, units]);
    rows.sort((a, b) => (Number.isFinite(a[1]) ? a[1] : 2) - (Number.isFinite(b[1]) ? b[1] : 2));
    const heads = one.what === "codes" ? ["Code", "Alpha", "Given in segments"] : ["Concept", "Alpha", "Ties read in segments"];
    const fold = make("details", {}, make("summary", { textContent: one.what === "codes" ? "Code by code" : "Concept by concept" }),
      table("The least agreement first", heads, [1, 2], rows.map(([label, alpha, units]) =>
        make("tr", {}, make("th", { scope: "row", textContent: label }), cell(coefficient(alpha), "tb-number"), cell(String(units), "tb-number")))));
    fold.open = parts.open.has(one);
    fold.addEventListener("toggle", () => parts.open[fold.open ? "add" : "delete"](one));
    return make("div", {}, intro, fold);
  }

  function showAgreement() {
    parts.agreement.replaceChildren(...data.agreement.map(agreementOf));
  }

  // ---- all of it ----

  // cards beside the page say what is counted here
  function tieCards() {
    return Object.fromEntries(ties.map((tie) => [tie.anchor, {
      truster: data.stakeholders[tie.truster].id, trustee: data.stakeholders[tie.trustee].id,
      concept: what(tie), sign: tie.sign, support: tie.support,
      segments: [...tie.segments].map((number) => data.segments[number]).sort(),
    }]));
  }

  // against what was there before
  function changeInWords(before) {
    const more = ties.length - before.length;
    if (!before.length || !more) return "";
    const values = { ties: count(Math.abs(more), "tie") };
    return ` ${more > 0 ? message("{ties} more than before.", values) : message("{ties} fewer than before.", values)}`;
  }

  function show() {
    const before = ties;
    ties = counting.tiesOf(data, chosen);
    window.trustbook.tiesHere = tieCards();
    parts.controls.show();
    drawPicture();
    listTies();
    showAgreement();
    const second = [...chosen.coders].some((n) => data.coders[n].read.includes("second"));
    parts.said.value = summary() + changeInWords(before) + (second && chosen.level !== null ? ` ${message("A second reading names no level, and is left out.")}` : "");
    parts.copied.value = "";
  }

  function choose(change) {
    chosen = { ...chosen, ...change };
    intoAddress();
    show();
    window.trustbook.refreshCard();
  }

  function build() {
    const controls = buildControls();
    const part = (id, tag = "div", properties = {}) => make(tag, { id: `explorer-${id}`, ...properties });
    parts = { controls, open: new Set(), said: part("said", "output", { className: "tb-said" }), copied: part("copied", "output"),
      picture: part("picture", "div", { className: "tb-picture tb-scroll" }), list: part("list"), agreement: part("agreement") };
    for (const each of [parts.said, parts.copied]) each.setAttribute("aria-live", "polite");
    const how = make("p", { className: "tb-how", textContent: data.drawings
      ? "Choose a stakeholder or a tie to read its evidence. With the keyboard: arrows go from mark to mark, Enter opens, Escape closes."
      : "There are too many to draw one by one. Choose a tie in the list to read its evidence." });
    place.replaceChildren(controls.form, parts.said, parts.copied,
      make("figure", { className: "tb-figure" }, parts.picture, how),
      make("div", { className: "tb-lists" }, parts.list),
      ...(data.agreement.length ? [make("h2", { textContent: "How far the coders agree" }), parts.agreement] : []));
  }

  ready(async () => {
    place = document.getElementById("tie-explorer");
    if (!place) return;
    await load("find/explorer.js");
    data = window.trustbookExplorer;
    chosen = fromAddress();
    build();
    show();
    window.trustbook.refreshCard();
    if (location.hash) parts.picture.scrollIntoView({ block: "start", behavior: "instant" });
    isPhone.addEventListener("change", drawPicture);
    addEventListener("popstate", () => {
      chosen = fromAddress();
      show();
      window.trustbook.refreshCard();
    });
  });
})();
