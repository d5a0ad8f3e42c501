"""A corpus of one document: whatever is said in it several times, one source says it."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import html

from trustbook.book.edition import edition_of
from trustbook.cli import main
from trustbook.corpus.reading import read_corpus
from trustbook.networks.tie_tables import source_unit, ties

ROOT = Path(__file__).parents[2]
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
def test_no_page_counts_a_second_source(imported, cell_views, monkeypatch):
    """Every number of sources in any table of any page is 0 or 1, and pages say what they count."""
    monkeypatch.chdir(ROOT)
    pages = {spec.chapter: _page(cell_views, spec) for spec in edition_of(str(imported)).specs}
    counted = {
        (name, heading, cell)
        for name, page in pages.items()
        for table in page.iter("table")
        for heading, cell in _cells(table)
        if COUNTED.search(heading) and cell.isdigit()
    }
    assert len({name for name, *_ in counted}) > 3
    assert [one for one in counted if int(one[2]) > 1] == []
    for name in ("introduction", "coding", "review", "networks", "structure", "uncertainty"):
        assert "a source is a document" in pages[name].text_content(), name
    many = re.compile(r"\b(?:[2-9]|two|three|four|five) independent sources")
    assert [name for name, page in pages.items() if many.search(page.text_content())] == []


def _page(cell_views, spec):
    """What the cells of a chapter show, as one element of HTML."""
    displays = [view._repr_mimebundle_() for view in cell_views(spec.source, spec.parameters)]
    forms = [d.get("text/markdown", "") + d.get("text/html", "") for d in displays]
    return html.fromstring(f"<article>{''.join(f'<div>{each}</div>' for each in forms)}</article>")


def _cells(table):
    headings = [one.text_content().strip() for one in table.findall(".//thead//th")]
    for row in table.findall(".//tbody/tr"):
        yield from zip(headings, (one.text_content().strip() for one in row), strict=False)
