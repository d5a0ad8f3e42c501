// The lines of a reader's copy of a paper: as the file has them, and as the columns of its pages do,
// both without what recurs on page after page.
(() => {
  "use strict";
  const RECURRING = 0.4; // of the pages: heads differ on left and right ones
  const GAP = 1.5; // heights of a letter between two columns

  // pieces of lines of a page of pdf.js, in the order of the file
  function piecesOf({ items }) {
    const pieces = [];
    let last = null;
    for (const { str, transform, width, height, hasEOL } of items) {
      const [x, y] = [transform[4], transform[5]];
      const high = height || Math.abs(transform[3]) || last?.height || 10;
      const isSame = last && Math.abs(last.y - y) < high / 2 && x >= last.right - high && x - last.right < GAP * high;
      if (isSame) {
        last.text += str;
        last.right = Math.max(last.right, x + width);
      } else if (str.trim()) pieces.push((last = { text: str, x, y, right: x + width, height: high }));
      if (hasEOL) last = null;
    }
    return pieces;
  }

  // what is alike at the same height of many pages; numbers count as alike
  const sign = ({ text, y }) => `${text.replace(/\d+/g, "#").replace(/\s+/g, " ").trim()}@${Math.round((y ?? 0) / 4)}`;

  function withoutFurniture(pages) {
    const times = new Map();
    for (const page of pages)
      for (const each of new Set(page.map(sign))) times.set(each, (times.get(each) ?? 0) + 1);
    const least = Math.max(2, RECURRING * pages.length);
    return pages.map((page) => page.filter((piece) => times.get(sign(piece)) < least));
  }

  // from the top down, the left column before the right one; what spans both parts them
  function inColumns(pieces) {
    if (!pieces.length) return [];
    const left = Math.min(...pieces.map(({ x }) => x));
    const right = Math.max(...pieces.map((piece) => piece.right));
    const middle = (left + right) / 2;
    const slack = 0.03 * (right - left);
    const side = ({ x, right: end }) => (end <= middle + slack ? 0 : x >= middle - slack ? 1 : 2);
    const ordered = [];
    let columns = [[], []];
    const flush = () => {
      ordered.push(...columns[0], ...columns[1]);
      columns = [[], []];
    };
    for (const piece of [...pieces].sort((a, b) => b.y - a.y || a.x - b.x)) {
      if (side(piece) < 2) columns[side(piece)].push(piece);
      else {
        flush();
        ordered.push(piece);
      }
    }
    flush();
    return ordered;
  }

  const texts = (pages) => pages.flat().map(({ text }) => text);

  const ofPages = (pages) => {
    const clean = withoutFurniture(pages);
    return [clean, clean.map(inColumns), pages, pages.map(inColumns)].map(texts);
  };

  // several readings of one file, each a list of lines
  function ofText(text) {
    const pages = text.split("\f").map((page) => page.split("\n").map((line) => ({ text: line })));
    const ends = (page) => page.filter(({ text: line }) => line.trim()).filter((_, at, all) => at < 2 || at >= all.length - 2);
    const edges = withoutFurniture(pages.map(ends)).map((page) => new Set(page));
    const clean = pages.map((page) => {
      const edge = new Set(ends(page));
      return page.filter((line, at) => !edge.has(line) || edges[pages.indexOf(page)].has(line));
    });
    return pages.length > 1 ? [texts(clean), texts(pages)] : [texts(pages)];
  }

  async function ofPdf(data, pdfjs) {
    const task = pdfjs.getDocument({
      data,
      isEvalSupported: false, // no code out of a file
      disableFontFace: true,
      useWorkerFetch: false,
      verbosity: 0,
    });
    const document = await task.promise;
    const pages = [];
    for (let number = 1; number <= document.numPages; number++)
      pages.push(piecesOf(await (await document.getPage(number)).getTextContent()));
    await task.destroy();
    return ofPages(pages);
  }

  (window.trustbook ??= {}).copies = { ofText, ofPdf };
})();
