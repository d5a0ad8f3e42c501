"""Chapters as files: canonical form, titles, parameters."""

import json
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from trustbook.book.notebooks import (
    canonical,
    chapter_parameters,
    chapter_paths,
    check_chapter,
    is_readable,
    notebook_text,
    read_notebook,
    read_sources,
    require_parameters_cell,
    tidy,
    title,
    write_notebook,
)
from trustbook.errors import ChapterError

ROOT = Path(__file__).parents[2]
CHAPTERS = chapter_paths(ROOT / "chapters")


def edited():
    """A chapter as JupyterLab leaves it: outputs, counts, random ids, volatile metadata."""
    code = new_code_cell(
        "1 + 1\n",
        execution_count=7,
        metadata={"tags": ["hide-input"], "collapsed": True},
        outputs=[new_output("execute_result", {"text/plain": "2"}, execution_count=7)],
    )
    cells = [
        new_markdown_cell("# Ties of trust: a test"),
        new_code_cell("seed = 1  # start", metadata={"tags": ["parameters"]}),
        code,
        new_code_cell("2", id="table-1"),
        new_code_cell("3"),
    ]
    return new_notebook(
        cells=cells, metadata={"toc": 1, "language_info": {"name": "python", "version": "3.13.1"}}
    )


@pytest.fixture
def chapter(tmp_path):
    return write_notebook(canonical(edited()), tmp_path / "ties.ipynb")


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_source_is_a_chapter_in_canonical_form(name):
    assert check_chapter(CHAPTERS[name]) == []


def test_outputs_counts_and_volatile_metadata_go():
    notebook = canonical(edited())
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [(cell.outputs, cell.execution_count) for cell in code] == [([], None)] * 4
    assert code[1].metadata == {"tags": ["hide-input"]}
    assert notebook.metadata.language_info == {"name": "python"}


def test_cells_get_readable_ids_and_keep_those_they_have():
    ids = [cell.id for cell in canonical(edited()).cells]
    assert ids == ["ties-of-trust-a-test", "parameters", "code", "table-1", "code-2"]


def test_canonical_form_is_a_fixed_point():
    once = canonical(edited())
    assert notebook_text(canonical(once)) == notebook_text(once)


def test_letters_of_every_script_stay_as_they_are(tmp_path):
    path = write_notebook(new_notebook(cells=[new_markdown_cell("# Tillid: 信頼")]), tmp_path / "n")
    assert "信頼" in path.read_text(encoding="utf-8")


def test_tidy_changes_an_edited_chapter_once(tmp_path):
    path = tmp_path / "ties.ipynb"
    nbformat.write(edited(), path)
    assert [tidy(path), tidy(path)] == [True, False]
    assert check_chapter(path) == []


@pytest.mark.parametrize("cell_id", ["3fd2a01c", "Table 1", "", "table_1", "-x"])
def test_a_random_or_odd_id_is_not_readable(cell_id):
    assert not is_readable(cell_id)


def test_title_and_parameters_are_read(chapter):
    notebook = read_notebook(chapter)
    assert title(notebook) == "Ties of trust: a test"
    assert chapter_parameters(notebook) == require_parameters_cell(chapter) == {"seed": 1}


def test_a_chapter_without_heading_has_no_title():
    assert title(new_notebook(cells=[new_markdown_cell("text")])) == ""


def changed(path, change):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    change(notebook["cells"])
    path.write_text(json.dumps(notebook, indent=1) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda cells: cells.pop(1), "exactly one cell is tagged parameters, found 0"),
        (lambda cells: cells.append(cells[1]), "is tagged parameters, found 2"),
        (lambda cells: cells[1].update(source="seed = 3  # start"), "declared default is 1"),
        (lambda cells: cells[2].update(source="1\n" * 13), "cell code has 13 lines"),
        (lambda cells: cells[0].update(source="No heading"), "the first cell is the title"),
        (lambda cells: cells[2].update(execution_count=1), "run `trustbook tidy`"),
        (lambda cells: cells[4].update(id="table-1"), "not in canonical form"),
    ],
)
def test_what_keeps_a_file_from_being_a_chapter_is_named(chapter, change, fault):
    assert any(fault in line for line in check_chapter(changed(chapter, change)))


def test_a_chapter_whose_parameters_are_not_valid_cannot_be_run(chapter):
    changed(chapter, lambda cells: cells[1].update(source="seed = 3  # start"))
    with pytest.raises(ChapterError, match=r"ties\.ipynb: parameters cell: seed: the declared"):
        require_parameters_cell(chapter)


def test_sources_are_those_of_the_notebook_also_in_an_older_form(tmp_path):
    notebook = edited()
    cells = [(cell.cell_type, cell.source) for cell in notebook.cells]
    path = write_notebook(notebook, tmp_path / "new.ipynb")
    assert [(cell.cell_type, cell.source) for cell in read_sources(path).cells] == cells
    path.write_text(nbformat.writes(notebook, version=3), encoding="utf-8")
    assert [(cell.cell_type, cell.source) for cell in read_sources(path).cells] == cells


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"cells": 1}'])
def test_there_are_no_sources_in_what_is_no_notebook(tmp_path, text):
    path = tmp_path / "odd.ipynb"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ChapterError, match=r"odd\.ipynb"):
        read_sources(path)


def test_a_file_that_is_no_notebook_is_named(tmp_path):
    path = tmp_path / "ties.ipynb"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(ChapterError, match=r"ties\.ipynb: not a readable notebook"):
        read_notebook(path)
