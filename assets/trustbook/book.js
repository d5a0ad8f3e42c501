// Charts come alive when they come into view, tables can be searched, ties open their evidence.
// Without this script the page shows the same charts as pictures and the same tables in full.
(() => {
  "use strict";
  const HERE = document.currentScript.src;
  const LIBRARIES = ["vega/vega.min.js", "vega/vega-lite.min.js", "vega/vega-embed.min.js"];
  let drawing;

  const ready = (run) =>
    document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", run) : run();

  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  // ---- charts ----

  function load(path) {
    return new Promise((resolve, reject) => {
      const script = make("script", { src: new URL(path, HERE).href, onload: resolve, onerror: reject });
      document.head.append(script);
    });
  }

  // one after the other: each needs the one before; a module loader on the page must not catch them
  async function libraries() {
    const define = window.define;
    if (define && define.amd) window.define = undefined;
    try {
      for (const path of LIBRARIES) await load(path);
    } finally {
      if (define) window.define = define;
    }
  }

  async function enliven(figure) {
    const picture = figure.querySelector(".tb-picture");
    const still = picture.querySelector("svg");
    const live = make("div", { className: "tb-live" });
    try {
      await (drawing ??= libraries());
      const specification = JSON.parse(figure.querySelector(".tb-spec").textContent);
      live.style.cssText = "position:absolute;visibility:hidden";
      picture.append(live);
      await window.vegaEmbed(live, specification, {
        mode: "vega-lite",
        actions: false,
        renderer: "svg",
        hover: false,
        tooltip: { theme: "custom", disableDefaultStyle: true },
      });
      const drawn = live.querySelector("svg");
      drawn.style.cssText = still.style.cssText;
      drawn.setAttribute("role", "group");
      drawn.setAttribute("aria-label", still.querySelector("title").textContent);
      live.style.cssText = "";
      reachable(drawn);
      figure.classList.add("tb-is-live");
    } catch (error) {
      live.remove();
      console.warn(`The chart ${figure.id} stays a picture:`, error);
    }
  }

  // Vega follows links on click only: give them a place in the tab order
  function reachable(svg) {
    for (const mark of svg.querySelectorAll("[aria-label]")) {
      const target = mark.__data__ && mark.__data__.href;
      if (!target) continue;
      mark.setAttribute("tabindex", "0");
      mark.setAttribute("role", "link");
      mark.addEventListener("keydown", (event) => {
        if (event.key !== "Enter") return;
        event.preventDefault(); // or the same key press would fold the evidence again
        location.hash = target;
        openTarget(target);
      });
    }
  }

  function watchCharts() {
    const figures = document.querySelectorAll("figure.tb-figure");
    if (!("IntersectionObserver" in window)) return;
    const watcher = new IntersectionObserver((entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        watcher.unobserve(entry.target);
        enliven(entry.target);
      }
    }, { rootMargin: "300px" });
    for (const figure of figures) {
      watcher.observe(figure);
      offerPicture(figure);
    }
  }

  function offerPicture(figure) {
    const still = figure.querySelector(".tb-picture svg");
    const downloads = figure.querySelector(".tb-downloads");
    if (!still || !downloads) return;
    const link = make("a", { textContent: "Picture as SVG", download: `${figure.id}.svg`, href: "#" });
    const prepare = () => {
      const picture = new Blob([still.outerHTML], { type: "image/svg+xml" });
      if (link.href.startsWith("blob:")) URL.revokeObjectURL(link.href);
      link.href = URL.createObjectURL(picture);
    };
    link.addEventListener("click", prepare);
    downloads.append(" ", link);
  }

  // a region that scrolls sideways can be reached with the keyboard
  function watchScrolling() {
    const mark = (box) => {
      if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    };
    const boxes = document.querySelectorAll(".tb-figure .tb-scroll");
    if (!("ResizeObserver" in window)) return;
    const watcher = new ResizeObserver((entries) => entries.forEach((entry) => mark(entry.target)));
    boxes.forEach((box) => watcher.observe(box));
  }

  // ---- evidence ----

  function openTarget(hash) {
    const id = decodeURIComponent(hash.slice(1));
    const target = id && document.getElementById(id);
    if (!target || !target.closest("details")) return;
    for (let box = target.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    const summary = target.matches("details") ? target.querySelector("summary") : target;
    summary.scrollIntoView({ block: "center", behavior: "instant" });
    summary.focus({ preventScroll: true });
  }

  // choosing the same tie again does not change the address: open its evidence all the same
  function watchLinks() {
    window.addEventListener("hashchange", () => openTarget(location.hash));
    document.addEventListener("click", (event) => {
      const mark = event.target.closest("a[href^='#'], .tb-live path");
      const hash = mark && (mark.getAttribute("href") || (mark.__data__ && mark.__data__.href));
      if (hash) setTimeout(() => openTarget(hash), 0);
    }, true);
    openTarget(location.hash);
  }

  ready(() => {
    watchCharts();
    watchScrolling();
    watchLinks();
  });
})();
