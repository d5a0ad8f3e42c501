"""What a chapter needs of a corpus, and whether the corpus has it."""

import pytest

from trustbook.corpus.needs import needs_in_words, unmet_needs
from trustbook.corpus.reading import read_corpus


@pytest.fixture
def corpus(tmp_path):
    """One study, codings of two coders, encounters, no material."""
    tables = {
        "studies": "study,label,title\na,A,A study\n",
        "codings": "segment,code,coder\ns1,c1,C1\ns1,c1,C2\n",
        "encounters": "encounter,study\ne1,a\n",
    }
    for name, text in tables.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return read_corpus(tmp_path)


@pytest.mark.parametrize(
    ("need", "is_met"),
    [
        ("codings", True),
        ("relations", False),
        ("material or encounters", True),
        ("material or teams", False),
        ("2 coders", True),
        ("2 studies", False),
        ("1 studies", True),
        ("import report", False),
    ],
)
def test_a_need_is_met_by_rows_by_a_number_or_by_a_report(corpus, need, is_met):
    assert (unmet_needs(corpus, [need]) == []) == is_met


def test_an_import_report_meets_its_need(corpus):
    (corpus.folder / "import-report.json").write_text("{}", encoding="utf-8")
    assert unmet_needs(corpus, ["import report"]) == []


def test_needs_are_said_in_words():
    words = needs_in_words(["material or encounters", "2 coders", "import report"])
    assert (
        words == "rows in material or encounters, at least two coders and the report of an import"
    )
