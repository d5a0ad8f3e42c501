// What the other scripts of the book share: elements, files loaded when needed, addresses.
(() => {
  "use strict";
  const ROOT = new URL(document.documentElement.dataset.content_root ?? "./", location.href);
  const loaded = new Map();

  // ---- the language of the book; without messages it is English ----

  const MESSAGES = new Map(Object.entries(window.trustbookMessages ?? {}));
  const LANGUAGE = document.documentElement.lang || "en";
  const RULES = new Intl.PluralRules(LANGUAGE);
  const IN_ORDER = ["zero", "one", "two", "few", "many", "other"];
  const FORMS = IN_ORDER.filter((each) => RULES.resolvedOptions().pluralCategories.includes(each));

  // what stands for an English text, with values in place of its {names}
  const message = (text, values = {}) =>
    [MESSAGES.get(text) ?? text].flat()[0].replace(/\{(\w+)\}/g, (name, key) => values[key] ?? name);

  // the number with its noun, in the form that agrees
  function counted(n, one, other = `${one}s`) {
    const forms = MESSAGES.get(one) ?? [one, other];
    return `${n.toLocaleString(LANGUAGE)} ${forms[Math.min(FORMS.indexOf(RULES.select(n)), forms.length - 1)]}`;
  }

  // ---- elements ----

  const SHOWN = ["textContent", "title", "ariaLabel"];
  const inLanguage = (text) => (typeof text === "string" ? message(text) : text);

  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    for (const name of SHOWN) if (name in properties) element[name] = inLanguage(properties[name]);
    element.append(...children.filter((child) => child !== null && child !== undefined).map(inLanguage));
    return element;
  };

  // each once; a module loader on the page must not catch what is loaded
  function load(path) {
    if (!loaded.has(path)) loaded.set(path, new Promise((resolve, reject) => {
      const define = window.define;
      if (define && define.amd) window.define = undefined;
      const done = (settle) => () => {
        if (define && define.amd) window.define = define;
        settle();
      };
      const failed = () => reject(new Error(`${path} of this book cannot be loaded`));
      document.head.append(make("script", {
        src: new URL(path, ROOT).href, onload: done(resolve), onerror: done(failed),
      }));
    }));
    return loaded.get(path);
  }

  // the cards of the book and what can be searched for; those of very many segments come one by one
  let whole;
  const index = () =>
    (whole ??= (async () => {
      await load("find/index.js");
      const book = window.trustbookIndex;
      if (!book.shelves) return { ...book, ...atHand(book.cards) };
      await load("trustbook/ranking.js");
      await load("trustbook/shelves.js");
      return { ...book, ...window.trustbook.shelvesOf(book.shelves) };
    })());

  const atHand = ({ segments }) => ({
    segment: async (id) => segments[id],
    segmentsAt: async (ids) => ids.map((id) => [id, segments[id]]),
    segmentsOfCode: async (code) => Object.keys(segments).filter((id) => segments[id].codes?.includes(code)),
  });

  // as `row_id` writes ids: letters and digits of ASCII and _.-~/ stay
  const rowId = (key) =>
    encodeURIComponent(key)
      .replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
      .replace(/%2F/g, "/");

  const addressOf = (place, fragment = "") =>
    new URL(place, ROOT).href + (fragment && `#${fragment}`);

  const ready = (run) =>
    document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", run) : run();

  // letters as they are compared: without accents and capitals
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();

  Object.assign((window.trustbook ??= {}), { message, counted, make, load, index, rowId, addressOf, plain, ready });
})();
