"""Pages about another subject have no word of the reference corpus."""

import re
import shutil
from pathlib import Path

import pytest

from trustbook.book.chapters import left_out_text
from trustbook.book.edition import edition_of
from trustbook.book.new_compendium import About, new_compendium
from trustbook.book.notebooks import read_notebook
from trustbook.book.staging import page_sources

pytestmark = pytest.mark.slow

CORPORA = Path(__file__).parents[1] / "corpora"
OTHERS = ("exercise", "newspapers", "sleep", "village")
OF_COLUMNS = (  # they name the columns `truster` and `trustee`
    *("dictionary", "functions", "glossary", "own-data", "other-methods", "other-software"),
    "review",
)
OF_THE_PROGRAM = ("dictionary", "functions")  # of the first corpus alone: they hardly differ
WORDS = re.compile(
    r"\b(?:dis|mis)?trust(?:s|ed|ing)?\b|ibbis|sick leave|job ?cent|rainbow|roundtable|copenhagen|"
    r"in our own words|intersectoral|case manager|mental health|return to work|normative|"
    r"service user|integrated (?:care|service)|\bTable 1\b|\bFigure 1\b",
    flags=re.IGNORECASE,
)
ENDS = re.compile(r"\btrust(?:er|ee)s?\b", flags=re.IGNORECASE)


@pytest.fixture(scope="module")
def compendium(tmp_path_factory):
    folder = new_compendium(tmp_path_factory.mktemp("words") / "lab", About(title="Lab"))
    for corpus in OTHERS:
        shutil.copytree(CORPORA / corpus, folder / "data" / corpus)
    return folder


def prose_of(chapter: Path, displays) -> str:
    """The prose of a chapter and what its cells show."""
    cells = read_notebook(chapter).cells
    texts = [cell["source"] for cell in cells if cell["cell_type"] == "markdown"]
    texts += [d[form] for d in displays for form in ("text/markdown", "text/html") if form in d]
    return "\n".join(texts)


def seen_by_readers(text: str, *, without_examples: bool = False) -> str:
    """What a reader sees of a page; examples of functions are code, as addresses are."""
    if without_examples:
        text = re.sub(r"<pre.*?</pre>|^```.*?^```", " ", text, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"<script.*?</script>|<[^>]+>|`[^`\n]+`", " ", text, flags=re.DOTALL)
    return re.sub(r"\]\([^)]*\)", "]", text)


@pytest.mark.parametrize("corpus", OTHERS)
def test_no_page_has_a_word_of_the_reference_corpus(compendium, corpus, cell_views, monkeypatch):
    monkeypatch.chdir(compendium)
    edition = edition_of(f"data/{corpus}")
    pages = {
        n: p.read_text(encoding="utf-8") for n, p in edition.pages.items() if p.suffix == ".md"
    }
    pages["left-out"] = left_out_text(edition.left_out, page_sources(compendium))
    for spec in edition.specs:
        if corpus == OTHERS[0] or spec.chapter not in OF_THE_PROGRAM:
            few = {**spec.parameters, "resamples": 100}
            displays = [view._repr_mimebundle_() for view in cell_views(spec.source, few)]
            pages[spec.chapter] = prose_of(spec.source, displays)
    words = {
        n: WORDS.findall(seen_by_readers(page, without_examples=n == "functions"))
        for n, page in pages.items()
    }
    words |= {
        f"{n}: ends": ENDS.findall(seen_by_readers(page))
        for n, page in pages.items()
        if n not in OF_COLUMNS
    }
    assert {name: each for name, each in words.items() if each} == {}
