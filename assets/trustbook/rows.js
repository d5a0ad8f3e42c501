// The rows of a long table, of which the page has the first: from the file beside the page, which is
// loaded when somebody turns over, sorts, searches or follows a link to a row.
(() => {
  "use strict";
  const { message, make, load, plain, rowId } = window.trustbook;
  const AT_A_TIME = 100;
  const MOST_IDS = 20; // of segments in a cell
  const BETWEEN = /(, |; |\n|\|)/;
  const MARKS = /\[([^\]\n]+)\]\(([a-z0-9-]+\.html(?:#[\w-]+)?)\)|`([^`\n]+)`/g;
  const LEFTWARD = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
  const LANGUAGE = document.documentElement.lang || "en";
  const inWords = (n) => n.toLocaleString(LANGUAGE);

  // ---- cells, as the page itself has them ----

  const words = (text) => document.createTextNode(text); // never taken for a message
  const aside = (text) => (LEFTWARD.test(text) ? make("bdi", {}, words(text)) : words(text));

  function partsOfLine(line) {
    const parts = [];
    let end = 0;
    for (const mark of line.matchAll(MARKS)) {
      parts.push(aside(line.slice(end, mark.index)));
      parts.push(mark[3] ? make("code", {}, words(mark[3])) : make("a", { href: mark[2] }, words(mark[1])));
      end = mark.index + mark[0].length;
    }
    return [...parts, aside(line.slice(end))];
  }

  function partsOfText(text) {
    if (/^https:\/\/[^\s"<>]+$/.test(text)) return [make("a", { href: text }, words(text))];
    return text.split("\n").flatMap((line, place) => (place ? [make("br"), ...partsOfLine(line)] : partsOfLine(line)));
  }

  function partsOfIds(text, page) {
    const parts = text.split(BETWEEN);
    const more = Math.ceil(parts.length / 2) - MOST_IDS;
    const nodes = parts.slice(0, more > 0 ? 2 * MOST_IDS : undefined).map((part, place) => {
      if (place % 2 || !part || part.startsWith("…")) return words(part);
      if (!page) return make("span", { className: "tb-segment" }, words(part));
      return make("a", { className: "tb-segment", href: `${page}#${rowId(part)}` }, words(part));
    });
    return more > 0 ? [...nodes, words(message("… and {n} more", { n: inWords(more) }))] : nodes;
  }

  // ---- columns: each of their texts once, and for each row the place of its text ----

  const simple = (column) => (column.plain ??= column.texts.map(plain));
  const textAt = (column, row) => column.texts[column.at[row]];

  // for each row its place in the order of the column; numbers come in that order
  function ranks(column) {
    if (["integer", "number"].includes(column.type)) return column.at;
    if (!column.ranks) {
      const { compare } = new Intl.Collator(LANGUAGE, { numeric: true });
      const ordered = column.texts.map((text, place) => place)
        .sort((a, b) => compare(column.texts[a], column.texts[b]));
      const rank = new Uint32Array(ordered.length);
      ordered.forEach((place, n) => (rank[place] = n));
      column.ranks = Uint32Array.from(column.at, (place) => rank[place]);
    }
    return column.ranks;
  }

  // for each row when its text first came
  function arrivals(column) {
    const order = new Map();
    for (const place of column.at) if (!order.has(place)) order.set(place, order.size);
    return Uint32Array.from(column.at, (place) => order.get(place));
  }

  // ---- the table ----

  function rowsBeside(figure, table, line) {
    const { rows: place, segments, every } = line.dataset;
    const heads = [...table.querySelectorAll("thead tr:last-child th")];
    const state = { from: "", sort: "" };
    const onPage = table.querySelectorAll("tbody tr:not(.tb-group)").length;
    const back = make("button", { type: "button", textContent: "Previous rows" });
    const next = make("button", { type: "button", textContent: "Next rows" });
    const from = make("input", { type: "number", min: 1, max: every, value: 1 });
    const turning = make("div", { className: "tb-turning tb-controls" }, back, make("label", {}, "From row", from), next);
    let data, group, columns, kept, loading, base;

    const begin = () => (state.from = "");
    const start = () => Math.max(0, Math.min((Number(state.from) || 1) - 1, kept.length - 1));

    function prepare() {
      data = window.trustbookRows[place];
      group = data.columns.find(({ name }) => name === table.dataset.group);
      columns = data.columns.filter((column) => column !== group);
      base = group && arrivals(group);
    }

    const loaded = () =>
      (loading ??= load(place).then(prepare).finally(() => table.removeAttribute("aria-busy")));

    function fits(words, chosen) {
      const tests = [
        ...words.map((word) => {
          const holds = data.columns.map((column) => simple(column).map((text) => text.includes(word)));
          return (row) => holds.some((each, n) => each[data.columns[n].at[row]]);
        }),
        ...chosen.map(({ column, value }) => {
          const { texts, at } = columns[column];
          const has = texts.map((text) => text.split("\n").includes(value));
          return (row) => has[at[row]];
        }),
      ];
      return (row) => tests.every((test) => test(row));
    }

    // the rows that fit, those of a group together, in the order that was asked for
    function ordered(fit) {
      const rows = [];
      for (let row = 0; row < data.columns[0].at.length; row += 1) if (fit(row)) rows.push(row);
      const [, minus, name] = /^(-?)(.*)$/s.exec(state.sort);
      const column = columns[heads.findIndex((head) => name && head.textContent === name)];
      const rank = column && ranks(column), way = minus ? -1 : 1;
      if (base || rank)
        rows.sort((a, b) => (base ? base[a] - base[b] : 0) || (rank ? way * (rank[a] - rank[b]) : 0) || a - b);
      heads.forEach((head, n) => {
        if (column && column === columns[n]) head.ariaSort = minus ? "descending" : "ascending";
        else head.removeAttribute("aria-sort");
      });
      return rows;
    }

    function rowElement(row) {
      const cells = columns.map((column, n) => {
        const text = textAt(column, row);
        const parts = column.type === "segments" ? partsOfIds(text, segments) : partsOfText(text);
        const cell = make(n ? "td" : "th", { className: heads[n].className }, ...parts);
        if (!n) cell.scope = "row";
        cell.dataset.head = heads[n].textContent;
        return cell;
      });
      const id = data.ids < 0 ? {} : { id: rowId(textAt(data.columns[data.ids], row)) };
      return make("tr", id, ...cells);
    }

    function groupElement(text) {
      const head = make("th", { scope: "rowgroup", colSpan: columns.length }, ...partsOfText(text));
      return make("tr", { className: "tb-group" }, head);
    }

    function draw() {
      const bodies = [];
      let former;
      for (const row of kept.slice(start(), start() + AT_A_TIME)) {
        const now = group && group.at[row];
        if (!bodies.length || now !== former) {
          bodies.push(make("tbody"));
          if (group && textAt(group, row)) bodies.at(-1).append(groupElement(textAt(group, row)));
        }
        former = now;
        bodies.at(-1).append(rowElement(row));
      }
      for (const body of [...table.tBodies]) body.remove();
      table.append(...bodies);
      table.closest(".tb-scroll").scrollTop = 0;
      line.hidden = true; // it speaks of the first rows
      back.disabled = !start();
      next.disabled = start() + AT_A_TIME >= kept.length;
      from.value = kept.length ? start() + 1 : "";
      from.max = kept.length;
    }

    function keep(words, chosen) {
      kept = ordered(fits(words, chosen));
      draw();
      const to = Math.min(start() + AT_A_TIME, kept.length);
      const values = { from: inWords(start() + 1), to: inWords(to), n: inWords(kept.length), every: inWords(Number(every)) };
      return {
        isWhole: kept.length === Number(every) && !state.sort && !state.from,
        said: message(kept.length ? "Rows {from} to {to} of {n}; {every} in all" : "{n} of {every} rows", values),
      };
    }

    // the page on which a row of this id stands
    async function turnToRow(change, whole) {
      const id = location.hash.slice(1);
      if (!id || !table.querySelector("tbody tr[id]") || document.getElementById(id)) return;
      await whole();
      const column = data.columns[data.ids];
      const text = column.texts.findIndex((each) => rowId(each) === id);
      if (text < 0) return;
      kept ??= ordered(() => true);
      const position = kept.findIndex((row) => column.at[row] === text);
      if (position < 0) return; // what was chosen leaves it out
      state.from = `${Math.floor(position / AT_A_TIME) * AT_A_TIME + 1}`;
      await change();
      location.replace(location.href); // so that the row is shown as the one that is meant
    }

    function attach({ change, whole, box }) {
      const warm = () => {
        table.ariaBusy = "true";
        whole().catch(() => {});
      };
      box.addEventListener("focusin", warm, { once: true });
      table.closest(".tb-scroll").after(turning);
      const turn = async (position) => {
        state.from = position > 1 ? `${position}` : "";
        await change();
      };
      const shownFirst = () => (kept ? start() : 0);
      next.addEventListener("click", () => turn(shownFirst() + 1 + (kept ? AT_A_TIME : onPage)));
      back.addEventListener("click", () => turn(Math.max(1, shownFirst() + 1 - AT_A_TIME)));
      back.disabled = true;
      from.addEventListener("change", () => turn(Number(from.value) || 1));
      for (const head of heads) {
        const name = head.textContent;
        const button = make("button", { type: "button", className: "tb-sort" }, ...head.childNodes);
        button.addEventListener("click", () => {
          state.sort = state.sort === name ? `-${name}` : state.sort === `-${name}` ? "" : name;
          begin();
          change();
        });
        head.append(button);
      }
      addEventListener("hashchange", () => turnToRow(change, whole));
      turnToRow(change, whole).catch(() => {});
    }

    const lines = (column) => columns[column].texts.flatMap((text) => text.split("\n"));
    const said = message("{n} of {every} rows", { n: inWords(onPage), every: inWords(Number(every)) });
    return { state, begin, said, lines, keep, attach, load: loaded };
  }

  window.trustbook.rowsBeside = rowsBeside;
})();
