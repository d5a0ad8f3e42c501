"""A corpus of one document: whatever is said in it several times, one source says it."""

import re

import pytest
from click.testing import CliRunner
from lxml import html

from trustbook.cli import main
from trustbook.corpus.reading import read_corpus
from trustbook.networks.tie_tables import source_unit, ties

ROWS = (
    ("She listens to what I say", "Trust", "Nurse"),
    ("She came back as she had said", "Trust", "Nurse"),
    ("I tell her everything by now", "Trust", "Nurse"),
    ("He wrote without asking me", "Distrust", "Doctor"),
    ("He decided before I had sat down", "Distrust", "Doctor"),
)
MAP = """
stakeholders:
  - {stakeholder: PA, label: Patients, documents: ["*"]}
  - {stakeholder: NU, label: Nurses, codes: [Nurse]}
  - {stakeholder: DO, label: Doctors, codes: [Doctor]}
concepts:
  - {concept: trust, label: Trust, sign: 1, codes: [Trust]}
  - {concept: distrust, label: Distrust, sign: -1, codes: [Distrust]}
relations: {code: same segment}
"""
COUNTED = re.compile("independent sources|sources$|support", re.IGNORECASE)


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    """The folder of a corpus of five passages of one interview."""
    folder = tmp_path_factory.mktemp("one-document")
    lines = [f"Visit 1,{words},{code}" for words, *codes in ROWS for code in codes]
    (folder / "visit.csv").write_text("\n".join(["Document,Text,Code", *lines]), encoding="utf-8")
    (folder / "visit.map.yml").write_text(MAP, encoding="utf-8")
    result = CliRunner().invoke(
        main,
        ["import", str(folder / "visit.csv"), "--into", str(folder / "visit"),
         "--map", str(folder / "visit.map.yml")],
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    return folder / "visit"


def test_no_tie_rests_on_two_sources(imported):
    corpus = read_corpus(imported)
    segments = corpus.table("segments")
    assert source_unit(segments) == "documents"
    every = ties(corpus.table("relations"), segments=segments, concepts=corpus.table("concepts"))
    assert every["support"].tolist() == [1, 1]
    assert every["segments"].map(len).tolist() == [2, 3]


@pytest.mark.slow
def test_no_page_counts_a_second_source(imported, tmp_path):
    """Every number of sources in any table of any page is 0 or 1, and pages say what they count."""
    result = CliRunner().invoke(main, ["build", str(imported), "--output", str(tmp_path / "book")])
    assert result.exit_code == 0, result.output
    pages = {p.stem: html.parse(str(p)) for p in (tmp_path / "book" / "chapters").glob("*.html")}
    counted = {
        (name, heading, cell)
        for name, page in pages.items()
        for table in page.iter("table")
        for heading, cell in _cells(table)
        if COUNTED.search(heading) and cell.isdigit()
    }
    assert len({name for name, *_ in counted}) > 3
    assert [one for one in counted if int(one[2]) > 1] == []
    for name in ("networks", "structure", "uncertainty", "coding", "cooccurrence"):
        words = pages[name].find(".//article").text_content()
        assert "a source is a document, because not every segment has a case" in words, name
        assert not re.search(r"\b(?:[2-9]|two|three|four|five) independent sources", words), name


def _cells(table):
    headings = [one.text_content().strip() for one in table.findall(".//thead//th")]
    for row in table.findall(".//tbody/tr"):
        yield from zip(headings, (one.text_content().strip() for one in row), strict=False)
