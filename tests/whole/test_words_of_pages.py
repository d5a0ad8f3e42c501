"""Pages about another subject have no word of the reference corpus."""

import re
import shutil
from pathlib import Path

import pytest

from trustbook.book.edition import edition_of
from trustbook.book.new_compendium import About, new_compendium
from trustbook.book.notebooks import read_notebook

pytestmark = pytest.mark.slow

CORPORA = Path(__file__).parents[1] / "corpora"
ABOUT_THE_PROGRAM = {"dictionary", "functions"}  # they are the same in every book
WORDS = re.compile(
    r"\b(?:dis|mis)?trust(?:s|ed|ing)?\b|ibbis|sick leave|job ?cent|rainbow|roundtable|copenhagen|"
    r"in our own words|intersectoral|case manager|mental health|return to work|normative|"
    r"service user|integrated (?:care|service)|\bTable 1\b|\bFigure 1\b",
    flags=re.IGNORECASE,
)


@pytest.fixture(scope="module")
def compendium(tmp_path_factory):
    folder = new_compendium(tmp_path_factory.mktemp("words") / "lab", About(title="Lab"))
    for corpus in ("exercise", "village", "sleep"):
        shutil.copytree(CORPORA / corpus, folder / "data" / corpus)
    return folder


def words_on(chapter: Path, displays) -> str:
    """What a reader sees of a chapter: its prose and what its cells show."""
    cells = read_notebook(chapter).cells
    texts = [cell["source"] for cell in cells if cell["cell_type"] == "markdown"]
    texts += [d[form] for d in displays for form in ("text/markdown", "text/html") if form in d]
    return re.sub(r"<script.*?</script>|<[^>]+>", " ", "\n".join(texts), flags=re.DOTALL)


@pytest.mark.parametrize("corpus", ["exercise", "village", "sleep"])
def test_no_page_has_a_word_of_the_reference_corpus(compendium, corpus, shown, monkeypatch):
    monkeypatch.chdir(compendium)
    specs = edition_of(f"data/{corpus}").specs
    assert len(specs) > len(ABOUT_THE_PROGRAM)
    words = {}
    for spec in specs:
        displays = [view._repr_mimebundle_() for view in shown(spec.source, spec.parameters)]
        words[spec.chapter] = WORDS.findall(words_on(spec.source, displays))
    assert {n: each for n, each in words.items() if each and n not in ABOUT_THE_PROGRAM} == {}
