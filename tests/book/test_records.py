"""Records of outputs: what they are made from and what changes them."""

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from trustbook.book.digests import CHANGED, UNKNOWN, commit_of, digest_of
from trustbook.book.notebooks import notebook_text, read_notebook, write_notebook, write_text
from trustbook.book.outputs import csv_text, outputs_of
from trustbook.book.records import RECORDS, Provenance, chapter_records, records, records_text
from trustbook.book.runs import Record, RunSpec, write_record
from trustbook.book.verification import book_findings
from trustbook.errors import BookError
from trustbook.pages import table, value
from trustbook.pages.records import records_page

CORPUS = Path(__file__).parents[1] / "corpora" / "ten-segments"
PROVENANCE = Provenance(trustbook="1", python="3.11", lock="aa", commit=UNKNOWN)
FRAME = pd.DataFrame({"who": ["Users"], "n": [3], "segments": ["t01, t02"]})


def ran(folder, frame=FRAME, *, corpus=CORPUS, code="table(frame)", view=None):
    """A chapter that has run: its executed notebook and the record of its run."""
    view = view or table(frame, name="ties", title="Ties")
    output = new_output("display_data", view._repr_mimebundle_())
    notebook = new_notebook(cells=[new_code_cell(code, id="table-1", outputs=[output])])
    spec = RunSpec(
        chapter="networks",
        source=folder / "networks.ipynb",
        parameters={"corpus": corpus.as_posix(), "study": "all"},
        folder=folder / "runs",
    )
    write_notebook(notebook, spec.notebook)
    run = Record(
        chapter="networks",
        source="s",
        parameters=spec.parameters,
        data={"segments.csv": "d", "relations.csv": "absent"},
        package={},
        environment={},
        output=digest_of(notebook_text(notebook).encode()),
    )
    write_record(run, spec.record_path)
    return spec


def records_of(spec):
    return chapter_records([spec], root=CORPUS)


def test_a_record_tells_where_an_output_comes_from(tmp_path):
    (record,) = records_of(ran(tmp_path))
    assert (record.id, record.title, record.cell) == ("networks/ties", "Ties", "table-1")
    assert (record.rows, record.columns) == (1, ("who", "n", "segments"))
    assert record.segments == ("t01", "t02")
    assert [(read.table, read.rows) for read in record.data] == [("segments", 10)]


def test_a_record_names_no_place_of_the_computer(tmp_path):
    """The same corpus in another folder gives the same record."""
    other = shutil.copytree(CORPUS, tmp_path / "elsewhere" / CORPUS.name)
    one, two = (records_of(ran(tmp_path / str(c.parts[-2]), corpus=c)) for c in (CORPUS, other))
    assert one == two
    assert one[0].parameters == {"corpus": "ten-segments", "study": "all"}


def test_a_record_changes_with_a_value_and_not_with_the_code(tmp_path):
    (first,) = records_of(ran(tmp_path))
    (again,) = records_of(ran(tmp_path, code="table(frame)  # other words"))
    (other,) = records_of(ran(tmp_path, FRAME.assign(n=4)))
    assert first == again
    assert first == replace(other, digest=first.digest)
    assert first.digest != other.digest


def book_of(spec, folder, *, page='<figure id="ties">'):
    (output,) = outputs_of(read_notebook(spec.notebook), chapter="networks")
    files = {
        RECORDS: records_text(records_of(spec), provenance=PROVENANCE),
        "networks.html": page,
        output.file("csv"): csv_text(output),
    }
    for name, text in files.items():
        write_text(folder / name, text)
    stamp = {"files": {name: digest_of(text.encode()) for name, text in files.items()}}
    write_text(folder / "build.json", json.dumps(stamp))
    return folder


def test_records_are_read_as_they_were_written(tmp_path):
    spec = ran(tmp_path)
    assert records(book_of(spec, tmp_path / "book")) == [
        replace(record, provenance=PROVENANCE) for record in records_of(spec)
    ]


def test_a_book_without_readable_records_says_what_to_do(tmp_path):
    (tmp_path / RECORDS).write_text("{}", encoding="utf-8")
    with pytest.raises(BookError, match="run trustbook build to make them again"):
        records(tmp_path)


def test_a_book_that_is_as_it_was_made_has_no_findings(tmp_path):
    spec = ran(tmp_path)
    assert book_findings(book_of(spec, tmp_path / "book"), [spec], root=CORPUS) == []


def test_values_changed_by_hand_are_told_with_their_table_row_and_column(tmp_path):
    spec = ran(tmp_path)
    book = book_of(spec, tmp_path / "book")
    values = book / "tables" / "networks" / "ties.csv"
    write_text(values, values.read_text(encoding="utf-8").replace(",3,", ",4,"))
    assert book_findings(book, [spec], root=CORPUS) == [
        "tables/networks/ties.csv was changed after the book was made",
        "networks/ties: row Users · t01, t02, n: 4 → 3",
    ]


def test_a_page_changed_by_hand_is_told(tmp_path):
    spec = ran(tmp_path)
    book = book_of(spec, tmp_path / "book")
    write_text(book / "networks.html", '<figure id="ties">4')
    assert book_findings(book, [spec], root=CORPUS) == [
        "networks.html was changed after the book was made"
    ]


def test_a_record_changed_by_hand_is_told_with_its_field(tmp_path):
    spec = ran(tmp_path)
    book = book_of(spec, tmp_path / "book")
    text = (book / RECORDS).read_text(encoding="utf-8")
    (book / RECORDS).write_text(text.replace('"rows": 10', '"rows": 11'), encoding="utf-8")
    assert book_findings(book, [spec], root=CORPUS) == [
        "records.json was changed after the book was made",
        "record networks/ties, data: “segments”: '11' → '10'",
    ]


def test_an_output_that_a_page_lost_is_told(tmp_path):
    spec = ran(tmp_path)
    book = book_of(spec, tmp_path / "book", page="<p>Nothing.</p>")
    assert book_findings(book, [spec], root=CORPUS) == ["networks/ties: the page does not have it"]


def test_the_page_of_records_leads_to_each_output_and_can_be_led_to(tmp_path):
    page, outputs = records_page(records_of(ran(tmp_path)), PROVENANCE)
    assert '<tr id="networks/ties">' in page
    assert '<a href="networks.html#ties">networks/ties</a></th>' in page
    assert UNKNOWN in page
    assert "segments: 10 rows, " in page
    assert [each.name for each in outputs] == ["table-outputs", "table-chapters", "table-made"]


def test_a_named_value_has_a_record_with_its_value(tmp_path):
    records = records_of(ran(tmp_path, view=value("ties_on_one_source", 5)))
    assert [(each.id, each.kind, each.values) for each in records] == [
        ("networks/ties_on_one_source", "value", {"ties_on_one_source": 5})
    ]
    page, outputs = records_page(records, PROVENANCE)
    assert '<tr id="networks/ties_on_one_source">' in page
    assert outputs[0].rows == (("networks/ties_on_one_source", "5", "table-1"),)


def git(folder, *arguments):
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True, capture_output=True)


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git on this computer")
def test_a_commit_is_told_and_whether_the_project_differs_from_it(tmp_path):
    assert commit_of(tmp_path) == UNKNOWN
    git(tmp_path, "init", "--quiet")
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.py").write_text("", encoding="utf-8")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "-m", "One")
    commit = commit_of(tmp_path)
    assert len(commit) == 40
    (tmp_path / "README.md").write_text("does not enter the book", encoding="utf-8")
    assert commit_of(tmp_path) == commit
    (tmp_path / "src" / "a.py").write_text("1", encoding="utf-8")
    assert commit_of(tmp_path) == commit + CHANGED
    assert commit_of(tmp_path / "src") == UNKNOWN
