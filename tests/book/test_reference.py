"""The frozen reference: what is kept of an executed chapter."""

from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from trustbook.book.chapters import chapters_left_out
from trustbook.book.execution import INJECTED
from trustbook.book.notebooks import chapter_paths, read_notebook, write_notebook
from trustbook.book.outputs import PART, outputs_of
from trustbook.book.reference import freeze, frozen_notebook, reference_text
from trustbook.book.runs import RunSpec
from trustbook.corpus.reading import read_corpus
from trustbook.pages import prose, table

ROOT = Path(__file__).parents[2]
TIES = pd.DataFrame({"truster": ["SU", "line 0"], "share": [0.1 + 0.2, None]})


def executed():
    data = table(TIES, name="ties", title="Ties")._repr_mimebundle_()
    output = new_output("execute_result", data, execution_count=3)
    injected = new_code_cell("seed = 1", execution_count=2, metadata={"tags": [INJECTED]})
    code = new_code_cell("ties", id="figure-1", execution_count=3, outputs=[output])
    return new_notebook(cells=[injected, code])


def test_a_reference_keeps_the_values_and_words_of_an_output_at_twelve_digits():
    reference = frozen_notebook(executed())
    (cell,) = reference.cells
    assert list(cell.outputs[0].data) == [PART]
    (output,) = outputs_of(reference, chapter="ch")
    assert (output.title, output.rows) == ("Ties", (("SU", 0.3), ("line 0", None)))
    assert cell.execution_count == cell.outputs[0].execution_count == 1


def test_a_reference_keeps_sentences_as_they_are():
    data = prose("{n} ties.", n=3)._repr_mimebundle_()
    cell = new_code_cell("", id="said", outputs=[new_output("display_data", data)])
    assert frozen_notebook(new_notebook(cells=[cell])).cells[0].outputs[0].data == data


def test_each_row_is_a_line_of_the_file_so_that_a_difference_shows_it():
    text = reference_text(executed())
    assert nbformat.reads(text, as_version=4) == frozen_notebook(executed())
    lines = [line.strip() for line in text.splitlines()]
    assert '["SU", 0.3],' in lines
    assert '{"label": "Share", "name": "share", "type": "number"}' in lines


def test_freezing_tells_what_changed_and_removes_what_is_no_chapter(tmp_path):
    spec = RunSpec(chapter="ties", source=tmp_path, parameters={}, folder=tmp_path / "runs")
    write_notebook(executed(), spec.notebook)
    write_notebook(executed(), tmp_path / "reference" / "gone.ipynb")
    assert freeze([spec], into=tmp_path / "reference") == {"ties": True}
    assert freeze([spec], into=tmp_path / "reference") == {"ties": False}
    assert list(chapter_paths(tmp_path / "reference")) == ["ties"]


def test_chapters_without_a_reference_are_those_that_are_not_in_the_book():
    chapters, references = (
        chapter_paths(ROOT / place) for place in ("chapters", "tests/reference")
    )
    corpus = read_corpus(ROOT / "data" / "ibbis")
    assert {*chapters} - {*references} == {*chapters_left_out(chapters, corpus)}


@pytest.mark.parametrize("name", chapter_paths(ROOT / "tests" / "reference"))
def test_every_chapter_has_a_reference_of_its_present_source(name):
    """The code cells of the reference are those of the chapter; else `trustbook freeze`."""
    reference = ROOT / "tests" / "reference" / f"{name}.ipynb"
    assert reference.exists(), "run `trustbook freeze`"
    assert sources(reference) == sources(ROOT / "chapters" / f"{name}.ipynb")


def sources(path):
    return [cell.source for cell in read_notebook(path).cells if cell.cell_type == "code"]
