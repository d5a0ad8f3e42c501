"""Runs: what a record holds, and why a run has become stale."""

import json
from dataclasses import replace

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from trustbook.book.digests import package_digests
from trustbook.book.notebooks import canonical, write_notebook, write_text
from trustbook.book.runs import (
    RunSpec,
    begun_record,
    ended_record,
    read_record,
    run_specs,
    stale_because,
    write_record,
)
from trustbook.errors import ChapterError


def chapter(folder, name="ties", cell='study = "all"  # one study, or all'):
    cells = [
        new_markdown_cell("# Ties"),
        new_code_cell(cell, metadata={"tags": ["parameters"]}),
        new_code_cell("1 + 1"),
    ]
    return write_notebook(canonical(new_notebook(cells=cells)), folder / f"{name}.ipynb")


@pytest.fixture
def spec(tmp_path):
    """A chapter that has just been run on two data files, one of them absent."""
    corpus = tmp_path / "corpus"
    write_text(corpus / "segments.csv", "segment\ns1\n")
    result = RunSpec(
        chapter="ties",
        source=chapter(tmp_path),
        parameters={"corpus": corpus.as_posix(), "study": "all"},
        folder=tmp_path / "runs",
    )
    write_text(result.notebook, "executed")
    log = ["segments.csv", "absent relations.csv", "segments.csv"]
    record = ended_record(begun_record(result), read_log=log, output="executed", warnings=[])
    write_record(record, result.record_path)
    return result


def test_a_fresh_run_is_not_stale(spec):
    assert stale_because(spec) == []


def test_a_record_names_each_data_file_once_and_says_which_were_absent(spec):
    data = read_record(spec.record_path).data
    assert list(data) == ["relations.csv", "segments.csv"]
    assert data["relations.csv"] == "absent"


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", "null", "[" * 5000, '{"chapter": 1}', "\x00", "WHOLE", "DIGESTS", "NUMBER"],
)
def test_a_record_that_is_damaged_is_as_none(spec, text):
    record = json.loads(spec.record_path.read_text(encoding="utf-8"))
    damaged = {
        "WHOLE": json.dumps(record | {"data": "x"}),
        "DIGESTS": json.dumps(record | {"package": {"a.py": ["x"]}}),
        "NUMBER": json.dumps(record | {"output": 3}),
    }
    write_text(spec.record_path, damaged.get(text, text))
    assert stale_because(spec) == ["it has not been run yet"]


def test_a_record_comes_back_as_it_was_written(spec):
    record = read_record(spec.record_path)
    write_record(record, spec.record_path)
    assert read_record(spec.record_path) == record


def test_a_record_reads_as_plain_json(spec):
    assert json.loads(spec.record_path.read_text(encoding="utf-8"))["chapter"] == "ties"


def test_a_chapter_that_was_never_run_is_stale(spec):
    spec.record_path.unlink()
    assert stale_because(spec) == ["it has not been run yet"]


def test_a_record_that_cannot_be_read_counts_as_none(spec):
    spec.record_path.write_text("{", encoding="utf-8")
    assert stale_because(spec) == ["it has not been run yet"]


def test_a_run_changed_by_hand_is_stale(spec):
    write_text(spec.notebook, "edited")
    assert stale_because(spec) == ["its last run is missing or was changed by hand"]


def test_a_changed_data_file_is_named(spec):
    write_text(spec.corpus / "segments.csv", "segment\ns1\ns2\n")
    assert stale_because(spec) == ["data file segments.csv changed"]


def test_a_data_file_edited_while_the_chapter_ran_is_named(spec):
    begun = begun_record(spec)
    write_text(spec.corpus / "segments.csv", "segment\ns1\ns2\n")
    record = ended_record(begun, read_log=["segments.csv"], output="executed", warnings=[])
    write_record(record, spec.record_path)
    assert stale_because(spec) == ["data file segments.csv changed"]


def test_a_removed_data_file_is_named(spec):
    (spec.corpus / "segments.csv").unlink()
    assert stale_because(spec) == ["data file segments.csv was removed"]


@pytest.mark.parametrize("name", ["relations.csv", "relations.parquet"])
def test_a_data_file_that_has_come_since_is_named(spec, name):
    write_text(spec.corpus / name, "relation\nr1\n")
    assert stale_because(spec) == ["data file relations.csv was added"]


def test_a_data_file_that_the_chapter_does_not_read_changes_nothing(spec):
    write_text(spec.corpus / "teams.csv", "team\nt1\n")
    assert stale_because(spec) == []


def test_a_changed_parameter_is_told_with_both_values(spec):
    other = replace(spec, parameters={**spec.parameters, "study": "article"})
    assert stale_because(other) == ["parameter study: all → article"]


def test_a_changed_chapter_is_stale(spec):
    chapter(spec.source.parent, cell='study = "all"  # other words')
    assert stale_because(spec) == ["the chapter itself changed"]


def test_outputs_saved_in_a_chapter_do_not_make_it_stale(spec):
    notebook = json.loads(spec.source.read_text(encoding="utf-8"))
    notebook["cells"][2]["execution_count"] = 4
    spec.source.write_text(json.dumps(notebook), encoding="utf-8")
    assert stale_because(spec) == []


def test_changed_code_and_environment_are_told_in_a_line_each(spec):
    record = read_record(spec.record_path)
    package = {**record.package, "networks.py": "old", "gone.py": "old"}
    environment = {"requirements.txt": "old", "python": "3.10"}
    old = replace(record, package=package, environment=environment)
    write_record(old, spec.record_path)
    package_line, python, lock = stale_because(spec)
    assert package_line == "helper package changed: gone.py, networks.py"
    assert python.startswith("environment python changed: 3.10 → 3.")
    assert lock == "environment requirements.txt changed"


def test_many_changed_files_of_the_package_are_counted(spec):
    record = read_record(spec.record_path)
    write_record(replace(record, package={}), spec.record_path)
    (line,) = stale_because(spec)
    assert line.endswith(f" and {len(package_digests()) - 3} more")


def test_a_chapter_takes_only_the_parameters_it_declares(tmp_path):
    sources = {"ties": chapter(tmp_path)}
    (spec,) = run_specs(sources, {"study": "article", "seed": 3}, folder=tmp_path)
    assert spec.parameters == {"study": "article"}


def test_every_chapter_with_a_faulty_parameters_cell_is_named(tmp_path):
    sources = {name: chapter(tmp_path, name, cell="x = 1  # what") for name in ("a", "b")}
    with pytest.raises(ChapterError, match=r"(?s)a\.ipynb: .*not a declared.*b\.ipynb: "):
        run_specs(sources, {}, folder=tmp_path)
