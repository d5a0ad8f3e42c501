// What the other scripts of the book share: elements, files loaded when needed, addresses.
(() => {
  "use strict";
  const HERE = document.currentScript.src;
  const loaded = new Map();

  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children.filter((child) => child !== null && child !== undefined));
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
        src: new URL(`../${path}`, HERE).href, onload: done(resolve), onerror: done(failed),
      }));
    }));
    return loaded.get(path);
  }

  // the cards of the book and what can be searched for
  const index = () => load("find/index.js").then(() => window.trustbookIndex);

  // as `row_id` writes ids: letters and digits of ASCII and _.-~/ stay
  const rowId = (key) =>
    encodeURIComponent(key)
      .replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
      .replace(/%2F/g, "/");

  const addressOf = (place, fragment = "") =>
    new URL(`../${place}`, HERE).href + (fragment && `#${fragment}`);

  const ready = (run) =>
    document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", run) : run();

  Object.assign((window.trustbook ??= {}), { make, load, index, rowId, addressOf, ready });
})();
