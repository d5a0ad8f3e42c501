"""Steps of a verification: the reference, runs changed by hand, and how findings are told."""

from pathlib import Path

from nbformat.v4 import new_code_cell, new_notebook, new_output

from trustbook.book.digests import digest_of
from trustbook.book.notebooks import notebook_text, write_notebook
from trustbook.book.reference import freeze
from trustbook.book.runs import Record, RunSpec, write_record
from trustbook.book.verification import (
    changed_runs,
    data_findings,
    is_of_now,
    reference_findings,
    run_findings,
)
from trustbook.pages.prose import prose

CORPORA = Path(__file__).parents[1] / "corpora"


def saying(ties):
    words = prose("{n} ties.", n=ties)._repr_mimebundle_()
    output = new_output("execute_result", words, execution_count=1)
    return new_notebook(cells=[new_code_cell("said", id="said", outputs=[output])])


def ran(folder, ties, *, chapter="networks"):
    spec = RunSpec(chapter=chapter, source=folder, parameters={}, folder=folder / "runs")
    write_notebook(saying(ties), spec.notebook)
    output = digest_of(notebook_text(saying(ties)).encode())
    parts = {key: {} for key in ("parameters", "data", "package", "environment")}
    write_record(Record(chapter=chapter, source="s", output=output, **parts), spec.record_path)
    return spec


def test_chapters_that_say_what_their_reference_says_have_no_findings(tmp_path):
    specs = [ran(tmp_path, 12)]
    freeze(specs, into=tmp_path / "reference")
    assert reference_findings(specs, tmp_path / "reference") == []


def test_a_sentence_that_moved_is_told(tmp_path):
    freeze([ran(tmp_path, 12)], into=tmp_path / "reference")
    assert reference_findings([ran(tmp_path, 13)], tmp_path / "reference") == [
        "sentence in chapter networks, cell said: '12' → '13'"
    ]


def test_chapters_without_a_reference_and_references_without_a_chapter_are_told(tmp_path):
    freeze([ran(tmp_path, 12)], into=tmp_path / "reference")
    assert reference_findings([ran(tmp_path, 12, chapter="teams")], tmp_path / "reference") == [
        "chapter networks is gone; it has a reference",
        "chapter teams has no reference; trustbook freeze makes one",
    ]


def test_a_run_changed_by_hand_is_told_by_what_it_showed(tmp_path):
    spec = ran(tmp_path, 12)
    assert changed_runs([spec]) == {}
    write_notebook(saying(99), spec.notebook)
    former = changed_runs([spec])
    assert run_findings(former, [ran(tmp_path, 12)]) == [
        "the stored run of networks was changed by hand: "
        "sentence in chapter networks, cell said: '99' → '12'"
    ]


def test_a_run_changed_where_it_shows_nothing_is_told_too(tmp_path):
    spec = ran(tmp_path, 12)
    spec.notebook.write_bytes(spec.notebook.read_bytes() + b"\n")
    former = changed_runs([spec])
    assert run_findings(former, [ran(tmp_path, 12)]) == [
        "the stored run of networks was changed by hand: not in what it shows"
    ]


def test_a_book_without_a_stamp_is_not_of_now(tmp_path):
    assert not is_of_now(tmp_path, [ran(tmp_path, 12)])


def test_sound_data_have_no_findings_and_a_fault_has_its_place(tmp_path):
    assert data_findings(CORPORA / "ten-segments") == []
    for path in (CORPORA / "ten-segments").iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "codings.csv").write_text("segment,code,coder\nnone,x,C1\n", encoding="utf-8")
    place = "codings.csv, row 2, column segment"
    assert any(line.startswith(place) for line in data_findings(tmp_path))
