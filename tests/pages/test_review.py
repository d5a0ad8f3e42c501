"""The page for reviewers says what is true: of the tables, and of what the commands print."""

from pathlib import Path

import pytest

from trustbook.archive.files import MANIFEST, write_archive
from trustbook.book.notebooks import read_notebook, write_text
from trustbook.checking.corpora import check_corpus
from trustbook.cli.archive import check_report
from trustbook.corpus.reading import read_corpus
from trustbook.pages.review import (
    NO_TIE,
    best_supported_tie,
    check_table,
    tie_in_words,
    trail_table,
)

ROOT = Path(__file__).parents[2]
CORPORA = ("data/ibbis", "tests/corpora/clinic")


@pytest.mark.parametrize("corpus", CORPORA)
def test_the_trail_has_as_many_sources_as_the_tie(corpus):
    corpus = read_corpus(ROOT / corpus)
    tie = best_supported_tie(corpus).iloc[0]
    (output,) = trail_table(corpus).outputs
    place = [column.name for column in output.columns].index("source")
    assert len(output.rows) == len(tie["segments"])
    assert len({row[place] for row in output.rows}) == tie["support"]


@pytest.mark.slow
@pytest.mark.parametrize("corpus", CORPORA)
def test_the_check_says_of_a_copy_what_the_page_says(corpus, tmp_path):
    """The line of the segment is deleted from a copy on disk, as a reviewer would."""
    corpus = read_corpus(ROOT / corpus)
    segment = best_supported_tie(corpus).iloc[0]["segments"][0]
    for path in corpus.folder.glob("*.csv"):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        rest = [x for x in lines if path.name != "segments.csv" or not x.startswith(f"{segment},")]
        write_text(tmp_path / path.name, "".join(rest))
    result = [each for each in check_corpus(tmp_path) if segment in each.value]
    text = [line.split(" | ") for line in check_table(corpus).text.splitlines()[3:]]
    assert [row[:3] for row in text] == [[f.file, str(f.row), f.column] for f in result]
    assert len(text) > 1


def test_a_corpus_without_relations_says_that_there_is_nothing_to_follow():
    corpus = read_corpus(ROOT / "tests/corpora/ten-segments")
    assert tie_in_words(corpus).plain == trail_table(corpus).plain == NO_TIE
    assert check_table(corpus).plain == NO_TIE


def test_what_the_page_quotes_is_what_the_commands_print(tmp_path):
    cells = read_notebook(ROOT / "chapters" / "review.ipynb").cells
    page = "\n".join(cell.source for cell in cells)
    assert "*are as they were archived*" in page
    one = write_archive({"a.txt": b"a"}, tmp_path / "one.zip")
    assert "are as they were archived" in check_report(one).text
    archive = (ROOT / "src" / "trustbook" / "archive" / "files.py").read_text(encoding="utf-8")
    assert "*its content is not what was archived*" in page
    assert "its content is not what was archived" in archive
    assert MANIFEST in page
