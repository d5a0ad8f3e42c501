// A reader's own copy of a paper, held against the anchors of the book. Nothing of it is sent.
(() => {
  "use strict";
  const { make, load, index, rowId, addressOf, letters, copies, ready, message, counted } = window.trustbook;
  const KINDS = {
    segments: { title: message("Segments"), counted: (n) => counted(n, "segment") },
    claims: { title: message("Printed statements"), counted: (n) => counted(n, "printed statement") },
  };
  const OTHERS = { title: message("Other rows"), counted: (n) => counted(n, "other row") };
  const PDF = ["trustbook/pdfjs/pdf.min.js", "trustbook/pdfjs/pdf.worker.min.js"];
  const { OUTCOMES, NEEDS_KEY, FOUND, MOVED, NOT_FOUND } = letters;
  const IN_WORDS = {
    [FOUND]: message("found"), [MOVED]: message("moved"),
    [NEEDS_KEY]: message("needs the key"), [NOT_FOUND]: message("not found"),
  };
  let book, anchors, key = null, latest = null;

  // ---- what is held against what ----

  async function linesOf(file) {
    const data = new Uint8Array(await file.arrayBuffer());
    const isPdf = String.fromCharCode(...data.slice(0, 1024)).includes("%PDF-");
    if (!isPdf) return copies.ofText(decoded(data));
    for (const path of PDF) await load(path);
    return copies.ofPdf(data, window.pdfjsLib);
  }

  function decoded(data) {
    if (data[0] === 0xff && data[1] === 0xfe) return new TextDecoder("utf-16le").decode(data);
    if (data[0] === 0xfe && data[1] === 0xff) return new TextDecoder("utf-16be").decode(data);
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(data);
    } catch {
      return new TextDecoder("windows-1252").decode(data);
    }
  }

  function grouped(all, name) {
    const groups = new Map();
    for (const each of all) groups.set(each[name], [...(groups.get(each[name]) ?? []), each]);
    return groups;
  }

  // one line per row of the corpus that names an anchor, the worst of whose parts counts
  function linesOfBook(results) {
    const byAnchor = grouped(anchors.parts, "anchor");
    const worst = (parts) => OUTCOMES[Math.max(...parts.map((part) => OUTCOMES.indexOf(results.get(part).outcome)))];
    return [...byAnchor].flatMap(([anchor, parts]) => {
      const found = parts.map((part) => results.get(part)).filter(({ pieces }) => pieces);
      const passage = found.map(letters.passage).join(" … ");
      const moved = found.length ? found[0].pieces[0][0] - parts[0].start : 0;
      return (anchors.rows[anchor] ?? []).map(([table, row]) => ({
        table, row, study: parts[0].study, outcome: worst(parts), passage, moved, start: parts[0].start,
      }));
    });
  }

  // the studies of which the copy is one: those of which it has most, and any with half as much
  function studiesOf(lines) {
    const shares = new Map();
    for (const [study, some] of grouped(lines, "study")) {
      const there = some.filter(({ outcome }) => outcome === FOUND || outcome === MOVED).length;
      shares.set(study, there / some.length);
    }
    const most = Math.max(0, ...shares.values());
    return [...shares].filter(([, share]) => share > 0.02 && share >= most / 2).map(([study]) => study);
  }

  // ---- what is shown ----

  const label = (study) => book.cards.studies[study]?.label ?? study;

  function summary(lines) {
    return OUTCOMES.map((outcome) => [outcome, lines.filter((line) => line.outcome === outcome).length])
      .filter(([, n]) => n)
      .map(([outcome, n]) => `${n.toLocaleString(document.documentElement.lang)} ${IN_WORDS[outcome]}`)
      .join(", ");
  }

  // of a large book the words come when they are there
  function wordingCell({ table, row }) {
    const cell = make("td", { dir: "auto" });
    if (table === "segments") book.segment(row).then((card) => cell.append(card?.meaning_unit ?? ""));
    else cell.append(book.cards.claims[row]?.statement ?? "");
    return cell;
  }

  function nameOf({ table, row }) {
    const page = { segments: "segments", claims: "claims" }[table];
    if (!page || !book.pages[page]) return row;
    return make("a", { className: "tb-segment", href: addressOf(book.pages[page], rowId(row)), textContent: row });
  }

  function lineElement(line) {
    const far = counted(Math.abs(line.moved), "letter");
    const way = line.moved > 0 ? message("{letters} later", { letters: far }) : message("{letters} earlier", { letters: far });
    const away = line.outcome === MOVED ? ` (${way})` : "";
    const tr = make("tr", {},
      make("th", { scope: "row" }, nameOf(line)),
      make("td", { textContent: `${IN_WORDS[line.outcome]}${away}` }),
      wordingCell(line),
      make("td", { dir: "auto", className: "tb-passage", textContent: line.passage }));
    tr.dataset.outcome = line.outcome;
    return tr;
  }

  function tableOf(lines, caption) {
    const heads = ["Id", "Outcome", "In this book", "In your copy"];
    const body = make("tbody", {}, ...lines.map(lineElement));
    const table = make("table", {}, make("caption", { textContent: caption }),
      make("thead", {}, make("tr", {}, ...heads.map((textContent) => make("th", { scope: "col", textContent })))), body);
    const select = make("select", {}, make("option", { value: "", textContent: "all" }),
      ...OUTCOMES.filter((outcome) => lines.some((line) => line.outcome === outcome))
        .map((outcome) => make("option", { value: outcome, textContent: IN_WORDS[outcome] })));
    select.addEventListener("change", () => {
      for (const row of body.rows) row.hidden = select.value !== "" && row.dataset.outcome !== select.value;
    });
    const box = make("div", { className: "tb-scroll", tabIndex: 0 }, table);
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", caption);
    return make("div", { className: "tb-table" }, make("label", {}, "Outcome ", select), box);
  }

  function studyElement(study, lines) {
    const ordered = lines.sort((a, b) => a.start - b.start);
    const parts = Object.entries(KINDS).map(([table, kind]) => [kind, ordered.filter((line) => line.table === table)]);
    const others = ordered.filter((line) => !(line.table in KINDS));
    parts.push([OTHERS, others]);
    return make("section", {}, make("h2", { textContent: label(study) }),
      ...parts.filter(([, some]) => some.length).map(([kind, some]) =>
        make("details", {}, make("summary", { textContent: `${kind.counted(some.length)}: ${summary(some)}` }),
          tableOf(some, `${label(study)}: ${kind.title}`))));
  }

  function show(file, lines, box, status) {
    const studies = studiesOf(lines);
    const keyed = lines.some(({ outcome }) => outcome === NEEDS_KEY);
    const shown = studies.length || !keyed ? studies : [...new Set(lines.map(({ study }) => study))];
    const ofCopy = lines.filter(({ study }) => shown.includes(study));
    box.replaceChildren(...shown.map((study) => studyElement(study, ofCopy.filter((line) => line.study === study))));
    status.textContent = shown.length
      ? `${file.name}: ${shown.map(label).join(", ")}. ${summary(ofCopy.filter(({ table }) => table in KINDS))}.`
      : message("{file} holds no passage of any study of this book. If it is a scan, it has no text that could be read.", { file: file.name });
    return keyed;
  }

  // ---- the page ----

  function choice(text, accept, take) {
    const input = make("input", { type: "file", accept });
    input.addEventListener("change", () => input.files[0] && take(input.files[0]));
    return make("label", { className: "tb-file" }, make("span", { textContent: text }), input);
  }

  const trimmed = (bytes) => {
    const isSpace = (byte) => byte === 32 || (byte >= 9 && byte <= 13);
    let [from, to] = [0, bytes.length];
    while (from < to && isSpace(bytes[from])) from++;
    while (to > from && isSpace(bytes[to - 1])) to--;
    return bytes.slice(from, to);
  };

  async function compare(file, box, status, askForKey) {
    latest = file;
    box.replaceChildren();
    status.textContent = message("Reading {file} …", { file: file.name });
    try {
      if (!window.crypto?.subtle) throw new Error(message("this browser cannot make fingerprints on pages at this address; open the book as a file or over https"));
      [book] = await Promise.all([index(), load("find/anchors.js")]);
      anchors = window.trustbookAnchors;
      const readings = await linesOf(file);
      status.textContent = message("Comparing the passages of {file} …", { file: file.name });
      const texts = readings.map((lines) => letters.copyOf(lines, anchors.folding)).filter((copy) => copy.letters.length);
      const results = await letters.locate(anchors.parts, texts, { key });
      if (latest !== file) return;
      askForKey.hidden = !show(file, linesOfBook(results), box, status);
    } catch (error) {
      const why = error.name === "PasswordException" ? message("it is protected by a password; save a copy without one") : error.message;
      status.textContent = message("{file} could not be compared: {why}.", { file: file.name, why });
    }
  }

  function build(place) {
    const status = make("p", { className: "tb-found" });
    status.setAttribute("role", "status");
    const box = make("div", { className: "tb-own-results" });
    const keys = make("div", { hidden: true });
    const take = (file) => compare(file, box, status, keys);
    keys.append(make("p", { textContent: "Some passages of this corpus are confidential. If you have its secret key, choose the file; it stays in your browser." }),
      choice("Key of the corpus", "", async (file) => {
        key = trimmed(new Uint8Array(await file.arrayBuffer()));
        if (latest) take(latest);
      }));
    const drop = make("div", { className: "tb-drop" }, choice("Your copy (PDF or text)", ".pdf,.txt,.text,application/pdf,text/plain", take),
      make("p", { textContent: "or drop the file here" }));
    for (const type of ["dragover", "drop"])
      drop.addEventListener(type, (event) => {
        event.preventDefault();
        if (type === "drop" && event.dataTransfer.files[0]) take(event.dataTransfer.files[0]);
      });
    place.replaceChildren(drop, status, keys, box);
  }

  ready(() => {
    const place = document.getElementById("own-copy");
    if (place) build(place);
  });
})();
