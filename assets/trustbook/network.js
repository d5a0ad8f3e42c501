// The network of the Explorer as SVG: stakeholders and names stand where Python put them, ties run in
// lanes side by side as in the static pictures.
(() => {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";
  const INK = "#1b1f24", MUTED = "#5b6470", RULE = "#d5dae0", PAPER = "#fffffe"; // of charts/theme.py
  const TRUST = "#1f77b4", DISTRUST = "#d1501f";
  const RADIUS = 26, RING = 29, GAP = 5, DOOR = 15; // of charts/geometry
  const LANE = 30, MOST_SPREAD = 150, LONE_BEND = 16, LOOP_SIZE = 26;
  const LOOP_ANGLES = [115, 65, 160, 20, -115, -65, -160, -20];
  const ALONG = [0.5, 0.43, 0.57, 0.36, 0.64, 0.29, 0.71, 0.22, 0.78];
  const NARROW = 480, EASY = 10, MOST_STRETCHED = 1.8; // pixels of a phone, ties of a part, times higher
  const PALE = 0.76, CORE = 1.5, NAME = 16, PLACE = 14;

  const element = (tag, attributes = {}, ...children) => {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  };

  // ---- curves: the control points of Bézier curves ----

  const between = ([ax, ay], [bx, by], t) => [ax + (bx - ax) * t, ay + (by - ay) * t];
  const distance = ([ax, ay], [bx, by]) => Math.hypot(bx - ax, by - ay);
  const short = (value) => Math.round(value * 10) / 10;
  const written = (points) => points.map(([x, y]) => `${short(x)},${short(y)}`);

  function pointAt(curve, t) {
    let points = curve;
    while (points.length > 1) points = points.slice(1).map((point, i) => between(points[i], point, t));
    return points[0];
  }

  function before(curve, t) {
    const corners = [curve[0]];
    let points = curve;
    while (points.length > 1) {
      points = points.slice(1).map((point, i) => between(points[i], point, t));
      corners.push(points[0]);
    }
    return corners;
  }

  const after = (curve, t) => before([...curve].reverse(), 1 - t).reverse();

  // where the curve, which starts in a disc, first gets out of it
  function wayOut(curve, centre, radius) {
    for (let step = 1; step <= 64; step++) {
      if (distance(pointAt(curve, step / 64), centre) < radius) continue;
      let low = (step - 1) / 64, high = step / 64;
      for (let i = 0; i < 20; i++) {
        const middle = (low + high) / 2;
        if (distance(pointAt(curve, middle), centre) >= radius) high = middle;
        else low = middle;
      }
      return high;
    }
    return 1;
  }

  function trimmed(curve, start, end) {
    const first = wayOut(curve, start, RING + GAP);
    const last = 1 - wayOut([...curve].reverse(), end, RING + GAP);
    return first < last ? before(after(curve, first), (last - first) / (1 - first)) : curve;
  }

  function arrow(curve, width) {
    const samples = Array.from({ length: 25 }, (_, i) => pointAt(curve, i / 24));
    const whole = samples.slice(1).reduce((sum, point, i) => sum + distance(samples[i], point), 0);
    const length = Math.min(6.5 + 1.9 * width, 0.6 * whole), breadth = 6 + 1.9 * width;
    const tip = curve[curve.length - 1], reversed = [...curve].reverse();
    const base = pointAt(curve, 1 - wayOut(reversed, tip, length));
    const apart = distance(base, tip) || 1;
    const ux = (tip[0] - base[0]) / apart, uy = (tip[1] - base[1]) / apart;
    const back = [tip[0] - ux * length, tip[1] - uy * length];
    const notch = [tip[0] - ux * length * 0.7, tip[1] - uy * length * 0.7];
    const side = [(-uy * breadth) / 2, (ux * breadth) / 2];
    const corners = [tip, [back[0] + side[0], back[1] + side[1]], notch, [back[0] - side[0], back[1] - side[1]]];
    const [start, ...rest] = written(before(curve, 1 - wayOut(reversed, tip, length * 0.67)));
    return { body: `M${start}${"LQC"[rest.length - 1]}${rest.join(" ")}`, head: `M${written(corners).join("L")}Z` };
  }

  const polar = ([x, y], radius, angle) => [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];

  function loop(centre, angle) {
    const spread = (32 * Math.PI) / 180, turn = (angle * Math.PI) / 180, reach = RING + GAP + LOOP_SIZE * 1.75;
    return [[RING + GAP, turn - spread], [reach, turn - spread], [reach, turn + spread], [RING + GAP, turn + spread]]
      .map(([radius, where]) => polar(centre, radius, where));
  }

  function ringPart([x, y], start, end) {
    if (end - start >= 1) return ringPart([x, y], 0, 0.5) + ringPart([x, y], 0.5, 0.99999);
    const [first, last] = [start, end].map((turn) => polar([x, y], RING, (turn - 0.25) * 2 * Math.PI));
    return `M${written([first])}A${RING},${RING} 0 ${end - start > 0.5 ? 1 : 0} 1 ${written([last])}`;
  }

  // ---- lanes ----

  const placeOf = ({ x, y }) => [x, y];

  function curvesOf(ties, { people, bends }) {
    const curves = new Map();
    const shift = new Map(bends.map(([one, other, bend]) => [[one, other].sort((a, b) => a - b).join(), bend]));
    const pairs = new Map();
    for (const tie of ties) {
      const key = [tie.truster, tie.trustee].sort((a, b) => a - b).join();
      pairs.set(key, [...(pairs.get(key) ?? []), tie]);
    }
    for (const [key, members] of pairs) {
      const [one, other] = key.split(",").map(Number);
      if (one === other) members.forEach((tie, i) => curves.set(tie.tie, selfTie(people, one, i)));
      else for (const [tie, curve] of lanesOf(members, inOrder(people, one, other), people, shift.get(key) ?? 0))
        curves.set(tie.tie, curve);
    }
    return curves;
  }

  // as seen from the one that stands further left, or higher up
  const inOrder = (people, one, other) => {
    const [a, b] = [people[one], people[other]];
    return a.x < b.x || (a.x === b.x && a.y <= b.y) ? [one, other] : [other, one];
  };

  function lanesOf(members, [first, last], people, bend) {
    const there = members.filter((tie) => tie.truster === first);
    const order = [...there, ...members.filter((tie) => tie.truster !== first).reverse()];
    const gap = Math.min(LANE, MOST_SPREAD / Math.max(order.length - 1, 1));
    const lone = there.length ? LONE_BEND : -LONE_BEND;
    return order.map((tie, rank) => {
      const offset = order.length === 1 ? lone : gap * ((order.length - 1) / 2 - rank);
      const curve = laneAt(placeOf(people[first]), placeOf(people[last]), offset, bend);
      return [tie, tie.truster === first ? curve : curve.reverse()];
    });
  }

  function laneAt(start, end, offset, bend) {
    const aside = Math.max(-DOOR, Math.min(DOOR, 0.3 * offset)), apart = distance(start, end) || 1;
    const ux = (end[0] - start[0]) / apart, uy = (end[1] - start[1]) / apart;
    const moved = ([x, y], by) => [x + uy * by, y - ux * by];
    const middle = moved(between(start, end, 0.5), aside + 2 * (offset + bend - aside));
    return trimmed([moved(start, aside), middle, moved(end, aside)], start, end);
  }

  // on the side where nobody's name stands
  function selfTie(people, who, rank) {
    const centre = placeOf(people[who]);
    const free = LOOP_ANGLES.filter((angle) => {
      const tip = polar(centre, RING + GAP + LOOP_SIZE, (angle * Math.PI) / 180);
      return people.every(({ box: [left, top, right, bottom] }) =>
        tip[0] < left - 12 || tip[0] > right + 12 || tip[1] < top - 12 || tip[1] > bottom + 12);
    });
    const angles = free.length ? free : LOOP_ANGLES;
    return loop(centre, angles[rank % angles.length]);
  }

  // ---- numbers on ties ----

  const meets = (one, other, margin) =>
    one[0] < other[2] + margin && other[0] < one[2] + margin && one[1] < other[3] + margin && other[1] < one[3] + margin;

  // clear of names, discs and each other where that can be
  function numberPlaces(ties, curves, texts, people) {
    const boxes = new Map(), placed = [];
    const length = (tie) => distance(curves.get(tie.tie)[0], curves.get(tie.tie).at(-1));
    for (const tie of [...ties].sort((a, b) => length(a) - length(b) || a.tie - b.tie)) {
      const half = texts.get(tie.tie).length * 3.9 + 2;
      const candidates = ALONG.map((t) => {
        const [x, y] = pointAt(curves.get(tie.tie), t);
        const box = [x - half, y - 7.5, x + half, y + 7.5];
        const cost = 10 * Math.abs(t - 0.5) + 25 * placed.filter((other) => meets(box, other, 2)).length +
          25 * people.filter((person) => meets(box, person.box, 1)).length +
          25 * people.filter((person) => distance([x, y], placeOf(person)) < RING + half).length;
        return { x, y, box, cost };
      });
      const best = candidates.reduce((a, b) => (b.cost < a.cost ? b : a));
      placed.push(best.box);
      boxes.set(tie.tie, best);
    }
    return boxes;
  }

  // ---- the picture ----

  const strokeWidth = (support) => Math.min(0.9 + 1.2 * Math.sqrt(support), 8);

  const text = (words, x, y, attributes = {}) =>
    element("text", { x, y, fill: INK, "aria-hidden": "true", "dominant-baseline": "middle", "paint-order": "stroke", stroke: PAPER,
      "stroke-width": 3.5, "stroke-linejoin": "round", ...attributes }, words);

  const rules = ({ left, right, bands }) => bands.slice(1).map(([, , y]) =>
    element("path", { d: `M${left},${y}H${right}`, stroke: RULE, "stroke-dasharray": "2 4", fill: "none" }));

  function headings({ left, right, top, below, bands }) {
    const marks = bands.flatMap(([level, meaning, y]) => [
      text(level, left, y + 16, { "font-size": 12, "font-weight": 700, fill: MUTED }),
      ...(meaning ? [text(meaning, left, y + 31, { "font-size": 12, fill: MUTED })] : []),
    ]);
    return below ? [...marks, ...wrapped(below, right - left).map((line, i, all) =>
      text(line, left, top - 18 - 15 * (all.length - 1 - i), { "font-size": 12.5, fill: MUTED }))] : marks;
  }

  function wrapped(words, width) {
    const lines = [""];
    for (const word of words.split(" ")) {
      const longer = `${lines.at(-1)} ${word}`.trim();
      if (longer.length * 6.6 > width && lines.at(-1)) lines.push(word);
      else lines[lines.length - 1] = longer;
    }
    return lines;
  }

  function tieMark(tie, curve, looks) {
    const width = strokeWidth(tie.support);
    const { body, head } = arrow(curve, width), core = tie.isDirected ? 0 : CORE;
    const line = (attributes) => element("path", { d: body, fill: "none", ...attributes });
    return element("a", { href: `#${tie.anchor}`, class: "tb-reference tb-tie", "aria-label": looks.words, tabindex: -1 },
      line({ class: "tb-halo", stroke: "none", "stroke-width": width + 12 }),
      line({ stroke: PAPER, "stroke-width": width + 5 }),
      line({ stroke: looks.colour, "stroke-width": width + core, "stroke-dasharray": looks.dash === "1 0" ? "none" : looks.dash,
        "stroke-opacity": tie.hinges ? PALE : 1 }),
      ...(core ? [line({ stroke: PAPER, "stroke-width": core })] : []),
      element("path", { d: head, fill: tie.hinges ? PAPER : looks.colour, stroke: looks.colour, "stroke-width": 1.4,
        "stroke-opacity": tie.hinges ? PALE : 1 }),
      line({ class: "tb-touch", stroke: INK, "stroke-opacity": 0, "stroke-width": 18 }));
  }

  const numberMark = ({ x, y }, looks) =>
    text(looks.text, short(x), short(y), { class: "tb-support tb-words-on", "font-size": 12.5, "font-weight": 700, fill: looks.ink, "text-anchor": "middle" });

  function personMark(person, looks) {
    const centre = placeOf(person), { plus, minus } = looks.received;
    const share = plus + minus ? plus / (plus + minus) : 0, gap = plus && minus ? 0.008 : 0;
    const ring = (start, end, stroke) => element("path", { d: ringPart(centre, start, end), fill: "none", stroke, "stroke-width": 4.5 });
    const rings = plus + minus
      ? [...(plus ? [ring(gap, share - gap, TRUST)] : []), ...(minus ? [ring(share + gap, 1 - gap, DISTRUST)] : [])]
      : [ring(0, 1, RULE)];
    return element("a", { href: `#${looks.anchor}`, class: "tb-reference tb-person", "aria-label": looks.words, tabindex: -1 },
      element("circle", { class: "tb-halo", cx: centre[0], cy: centre[1], r: RING + 6, fill: "none" }),
      element("circle", { cx: centre[0], cy: centre[1], r: RADIUS, fill: person.fill, stroke: PAPER, "stroke-width": 4 }),
      ...rings);
  }

  function nameMark(person) {
    const lines = [...person.name.map((words, i) => [words, person.at[1] + NAME * (i + 0.5), { "font-size": 13.5, "font-weight": 700 }]),
      ...person.place.map((words, i) => [words, person.at[1] + NAME * person.name.length + PLACE * (i + 0.5) - 1, { "font-size": 12, fill: MUTED }])];
    return element("g", { class: "tb-words-on" },
      text(person.letters, person.x, person.y, { "font-size": person.size, "font-weight": 700, fill: PAPER, stroke: "none", "text-anchor": "middle" }),
      ...lines.map(([words, y, more]) => text(words, person.at[0], short(y), { ...more, "text-anchor": person.align })));
  }

  // parts higher than they were drawn where many ties share the width of a phone
  function withRoom(drawing, ties) {
    if (drawing.width > NARROW) return drawing;
    const people = drawing.people.map((person) => ({ ...person }));
    let added = 0;
    const panels = drawing.panels.map((panel) => {
      const isIn = ({ y }) => y >= panel.top && y <= panel.bottom;
      const n = ties.filter(({ truster }) => isIn(drawing.people[truster])).length;
      const by = Math.min(MOST_STRETCHED, Math.max(1, n / EASY));
      const start = panel.top + added;
      const down = (y) => Math.round(start + (y - panel.top) * by);
      for (const [who, person] of drawing.people.entries()) {
        if (!isIn(person)) continue;
        const y = down(person.y), shift = y - person.y, [left, top, right, bottom] = person.box;
        Object.assign(people[who], { y, at: [person.at[0], person.at[1] + shift], box: [left, top + shift, right, bottom + shift] });
      }
      added = down(panel.bottom) - panel.bottom;
      return { ...panel, top: start, bottom: down(panel.bottom), bands: panel.bands.map(([level, words, y]) => [level, words, down(y)]) };
    });
    return { ...drawing, people, panels };
  }

  // `looksOf` says of a tie its colour, dash, text and words, `person` of a stakeholder its words
  function draw(asDrawn, ties, { looksOf, personLooks, title, description }) {
    const drawing = withRoom(asDrawn, ties);
    const ends = new Set(ties.flatMap((tie) => [tie.truster, tie.trustee]));
    const shown = drawing.people.map((person, who) => ({ ...person, who })).filter(({ who }) => ends.has(who));
    const curves = curvesOf(ties, drawing);
    const looks = new Map(ties.map((tie) => [tie.tie, looksOf(tie)]));
    const texts = new Map(ties.map((tie) => [tie.tie, looks.get(tie.tie).text]));
    const numbers = numberPlaces(ties, curves, texts, shown);
    const panels = drawing.panels.filter(({ left, right, top, bottom }) =>
      shown.some(({ x, y }) => x >= left && x <= right && y >= top && y <= bottom));
    const top = Math.min(...panels.map((panel) => panel.top - (panel.below ? 46 : 0)));
    const bottom = Math.max(...panels.map((panel) => panel.bottom), ...shown.map(({ box }) => box[3]));
    const svg = element("svg", { viewBox: `-4 ${top - 4} ${drawing.width + 8} ${bottom - top + 12}`, role: "group",
      "aria-labelledby": "explorer-title", "aria-describedby": "explorer-desc", "font-family": "Liberation Sans, Arial, Helvetica, sans-serif" },
      element("title", { id: "explorer-title" }, title), element("desc", { id: "explorer-desc" }, description),
      ...panels.flatMap(rules));
    const weakFirst = [...ties].sort((a, b) => a.support - b.support || b.tie - a.tie);
    const marks = new Map([
      ...weakFirst.map((tie) => [tie, tieMark(tie, curves.get(tie.tie), looks.get(tie.tie))]),
      ...shown.map((person) => [person, personMark(person, personLooks(person.who))]),
    ]);
    const lettering = new Map([
      ...shown.map((person) => [person, nameMark(person)]),
      ...weakFirst.map((tie) => [tie, numberMark(numbers.get(tie.tie), looks.get(tie.tie))]),
    ]);
    const above = element("g", { class: "tb-words-on" }, ...panels.flatMap(headings));
    svg.append(...marks.values(), above, ...lettering.values()); // no tie runs over words
    // the keyboard goes from each stakeholder to its ties, best supported first
    const order = shown.flatMap((person) => [marks.get(person), ...ties.filter((tie) => tie.truster === person.who).map((tie) => marks.get(tie))]);
    dimOthers(svg, marks, lettering);
    return { svg, order };
  }

  // who is pointed at, or has the keyboard, is seen with its own ties alone
  function dimOthers(svg, marks, lettering) {
    const clear = () => svg.querySelectorAll(".tb-dim").forEach((mark) => mark.classList.remove("tb-dim"));
    const near = (who) => {
      const ends = new Set([who]);
      for (const each of marks.keys())
        if (each.anchor && (each.truster === who || each.trustee === who)) ends.add(each.truster).add(each.trustee);
      for (const [each, mark] of [...marks, ...lettering])
        mark.classList.toggle("tb-dim", each.anchor ? each.truster !== who && each.trustee !== who : !ends.has(each.who));
    };
    for (const [each, mark] of marks) {
      if (each.anchor) continue;
      mark.addEventListener("pointerenter", () => near(each.who));
      mark.addEventListener("pointerleave", clear);
      mark.addEventListener("focus", () => mark.matches(":focus-visible") && near(each.who));
      mark.addEventListener("blur", clear);
    }
  }

  Object.assign((window.trustbook ??= {}), { network: { draw } });
})();
