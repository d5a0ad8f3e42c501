"""Pages of a built book beside those of plain Jupyter Book: weight, requests, speed, accessibility.

    python benchmarks/page_weight.py [--build DIR] [--times N] [--json FILE] [PAGE ...]

The book is the one that `trustbook build` made in `_build`; the peer is made here with the stock
theme from the same executed chapters, its charts by Altair as it comes. Each page is opened without
a cache, in turns, in headless Chromium: 10 Mbit/s and 40 ms to the server, a processor four times
slower, text compressed. Libraries that the peer asks other hosts for come from the same server, and
those that are not vendored are empty, so that it is lighter than it would be.

LCP: milliseconds until the largest part of the first screen is drawn. TBT: milliseconds beyond 50
of each task that keeps the page from answering. Both are medians. Axe: faults that are serious or
worse, without those of contrast. A page marked with ! is slower than its peer.
"""

import argparse
import gzip
import json
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import unquote, urlsplit

import yaml
from altair.utils.html import spec_to_html
from playwright.sync_api import Browser, Page, sync_playwright

from trustbook.book.notebooks import read_notebook, write_notebook, write_text
from trustbook.book.outputs import PART
from trustbook.book.staging import page_sources, pages_of, read_toc, toc_of

ROOT = Path(__file__).resolve().parents[1]
NAME = "ibbis"
VENDORED = ROOT / "assets" / "trustbook" / "vega"
AXE = ROOT / "tests" / "vendor" / "axe.min.js"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))), None)
COMPRESSED = (".woff2", ".png")  # already
NETWORK = {"offline": False, "latency": 40, "downloadThroughput": 1.25e6, "uploadThroughput": 6e5}
SLOWER = 4
ARGUMENTS = ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
ELSEWHERE = re.compile(r"https://(?:cdnjs\.cloudflare\.com|cdn\.jsdelivr\.net|unpkg\.com)/")
DRAWING = re.compile(r'(?s)<div class="tb-drawing([^"]*)">.*?class="tb-spec">(.*?)</script></div>')
WATCH = """
window.seen = {paint: 0, blocked: 0, last: 0};
new PerformanceObserver(list => {
  for (const each of list.getEntries()) seen.paint = each.startTime;
}).observe({type: "largest-contentful-paint", buffered: true});
new PerformanceObserver(list => {
  for (const each of list.getEntries()) seen.blocked += Math.max(0, each.duration - 50);
}).observe({type: "longtask", buffered: true});
for (const type of ["longtask", "resource"])
  new PerformanceObserver(() => seen.last = performance.now()).observe({type, buffered: true});
"""
QUIET = 2_000  # milliseconds in which nothing is asked for and nothing takes long
FAULTS = """async () => (await axe.run({
  resultTypes: ["violations"], rules: {"color-contrast": {enabled: false},
  "color-contrast-enhanced": {enabled: false}}})).violations
  .filter(each => ["serious", "critical"].includes(each.impact))
  .reduce((sum, each) => sum + each.nodes.length, 0)"""


class Server(ThreadingHTTPServer):
    """One that a browser may ask for many files at a time."""

    daemon_threads, request_queue_size = True, 128


class Compressing(SimpleHTTPRequestHandler):
    """Files of a folder as a web server sends them; what is asked of other hosts, too."""

    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Send a file."""
        place = unquote(urlsplit(self.path).path)
        content, is_packed = sent(Path(self.directory) / place.removeprefix("/"), place)
        self.send_response(200 if content is not None else 404)
        self.send_header("Content-Type", self.guess_type(place.replace("?", ".")))
        self.send_header("Content-Length", str(len(content or b"")))
        if is_packed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(content or b"")


@cache
def sent(path: Path, place: str) -> tuple[bytes | None, bool]:
    """The bytes that are sent for a file, and whether they are compressed."""
    if place.startswith("/cdn/"):
        name = re.match(r"(?:npm/)?(vega(?:-lite|-embed)?)@", place.removeprefix("/cdn/"))
        data = (VENDORED / f"{name[1]}.min.js").read_bytes() if name else b""
        return gzip.compress(data), True
    if not path.is_file():
        return None, False
    data = path.read_bytes()
    if path.suffix == ".html":
        data = ELSEWHERE.sub("/cdn/", data.decode()).encode()
    return (data, False) if path.suffix in COMPRESSED else (gzip.compress(data), True)


def server(folder: Path) -> str:
    """The address of a server of the folder."""
    handler = partial(Compressing, directory=str(folder))
    started = Server(("127.0.0.1", 0), handler)
    threading.Thread(target=started.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{started.server_port}/"


def peer_of(build: Path, names: list[str]) -> Path:
    """Plain Jupyter Book of the same pages."""
    peer, runs = build / "peer", build / "runs" / NAME
    shutil.rmtree(peer, ignore_errors=True)
    toc = read_toc(ROOT)
    places = [place for place in pages_of(toc) if place.rpartition("/")[2] in names]
    for place in places:
        name = place.rpartition("/")[2]
        if (run := runs / f"{name}.ipynb").is_file():
            notebook = read_notebook(run)
            for cell in notebook.cells:
                for output in cell.get("outputs", []):
                    plain_output(output.get("data", {}))
            (peer / place).parent.mkdir(parents=True, exist_ok=True)
            write_notebook(notebook, peer / f"{place}.ipynb")
        else:
            write_text(peer / f"{place}.md", page_sources(ROOT)[name].read_text(encoding="utf-8"))
    write_text(peer / "_toc.yml", yaml.safe_dump(toc_of(toc, places), sort_keys=False))
    config = {"title": "Peer", "execute": {"execute_notebooks": "off"}}
    write_text(peer / "_config.yml", yaml.safe_dump(config))
    program = Path(sys.executable).parent / "jupyter-book"
    subprocess.run([program, "build", "-q", peer], check=True, capture_output=True)
    return peer / "_build" / "html"


def plain_output(data: dict[str, Any]) -> None:
    """Turn an output of a chapter into what plain Jupyter Book would have of it."""
    data.pop(PART, None)
    if "text/html" in data:
        data["text/html"] = DRAWING.sub(plain_chart, "".join(data["text/html"]))


def plain_chart(drawing: re.Match[str]) -> str:
    """A chart as Altair writes it; nothing for one that is drawn for phones."""
    if "tb-for-phone" in drawing[1]:
        return ""
    return spec_to_html(
        json.loads(drawing[2]),
        mode="vega-lite",
        vega_version="6",
        vegalite_version="6",
        vegaembed_version="7",
        fullhtml=False,
        template="universal",
        output_div=f"vis-{drawing.start()}",
    )


def visit(browser: Browser, url: str) -> dict[str, float]:
    """What a visit without a cache took: kilobytes, requests, LCP and TBT in milliseconds."""
    context = browser.new_context(viewport={"width": 1300, "height": 900})
    page = context.new_page()
    control = context.new_cdp_session(page)
    sizes: list[float] = []
    control.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    control.send("Network.enable")
    control.send("Network.emulateNetworkConditions", NETWORK)
    control.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.add_init_script(WATCH)
    page.goto(url, wait_until="load", timeout=120_000)
    while page.evaluate("performance.now() - seen.last") < QUIET:
        page.wait_for_timeout(250)
    seen = page.evaluate("seen")
    context.close()
    return {
        "kB": sum(sizes) / 1000,
        "requests": len(sizes),
        "LCP": seen["paint"],
        "TBT": seen["blocked"],
    }


def faults(page: Page, url: str) -> int:
    """How many serious faults of accessibility a page has."""
    page.goto(url, wait_until="load")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    return int(page.evaluate(FAULTS))


def measured(build: Path, names: list[str], *, times: int) -> Iterator[dict[str, Any]]:
    """Each page with what it and its peer took."""
    starts = {"ours": server(build / "book" / NAME), "peer": server(peer_of(build, names))}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        looking = browser.new_page(bypass_csp=True)
        for name in names:
            urls = {whose: f"{start}chapters/{name}.html" for whose, start in starts.items()}
            visits: dict[str, list[dict[str, float]]] = {whose: [] for whose in urls}
            for _ in range(times):
                for whose, url in urls.items():
                    visits[whose].append(visit(browser, url))
            result: dict[str, Any] = {"page": name}
            for whose, several in visits.items():
                result[whose] = {k: round(median(v[k] for v in several)) for k in several[0]}
                result[whose]["axe"] = faults(looking, urls[whose])
            yield result
        browser.close()


def main() -> None:
    """Print a line per page: ours, then the peer."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("pages", nargs="*", metavar="PAGE")
    parser.add_argument("--times", type=int, default=3, help="how often each is opened")
    parser.add_argument("--json", type=Path, help="also write the results there")
    parser.add_argument("--build", type=Path, default=ROOT / "_build", help="what was built")
    options = parser.parse_args()
    built = [path.stem for path in sorted((options.build / "book" / NAME / "chapters").iterdir())]
    own = {"left-out", "withheld", "bibliography", "explorer", "own-copy", "outputs"}
    names = [n for n in built if n not in own and (not options.pages or n in options.pages)]
    columns = ("kB", "requests", "LCP", "TBT", "axe")
    print(f"{'page':<18}" + "".join(f"{each:>16}" for each in columns), flush=True)
    results = []
    for result in measured(options.build, names, times=options.times):
        results.append(result)
        ours, peer = result["ours"], result["peer"]
        pairs = (f"{ours[each]} : {peer[each]}" for each in columns)
        slow = "  !" if ours["LCP"] > peer["LCP"] or ours["TBT"] > peer["TBT"] else ""
        print(f"{result['page']:<18}" + "".join(f"{p:>16}" for p in pairs) + slow, flush=True)
    if options.json:
        write_text(options.json, json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
