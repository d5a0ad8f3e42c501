"""Pages about another subject have no word of the reference corpus."""

import json
import re
import shutil
from pathlib import Path

import pytest

from trustbook.book.new_compendium import About, new_compendium

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


def words_on(chapter: Path) -> str:
    """What a reader sees of an executed chapter: its prose and what its cells show."""
    notebook = json.loads(chapter.read_text(encoding="utf-8"))
    texts = []
    for cell in notebook["cells"]:
        texts += [cell["source"]] if cell["cell_type"] == "markdown" else []
        displays = [output.get("data", {}) for output in cell.get("outputs", [])]
        texts += [d[form] for d in displays for form in ("text/markdown", "text/html") if form in d]
    text = "\n".join("".join(each) for each in texts)
    return re.sub(r"<script.*?</script>|<[^>]+>", " ", text, flags=re.DOTALL)


@pytest.mark.parametrize("corpus", ["exercise", "village", "sleep"])
def test_no_page_has_a_word_of_the_reference_corpus(compendium, corpus, python):
    source = Path(__file__).parents[2] / "src"
    done = python(compendium, "-m", "trustbook", "run", f"data/{corpus}", code=source)
    assert done.returncode == 0, done.stderr
    chapters = sorted((compendium / "_build" / "runs" / corpus).glob("*.ipynb"))
    assert len(chapters) > len(ABOUT_THE_PROGRAM)
    words = {
        chapter.stem: WORDS.findall(words_on(chapter))
        for chapter in chapters
        if chapter.stem not in ABOUT_THE_PROGRAM
    }
    assert {name: each for name, each in words.items() if each} == {}
