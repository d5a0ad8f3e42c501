"""The frozen reference: what is kept of an executed chapter."""

import re
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from nbval.plugin import get_sanitize_patterns

from trustbook.book.execution import INJECTED
from trustbook.book.notebooks import chapter_paths, read_notebook, write_notebook
from trustbook.book.reference import collapsed, freeze, frozen, reference_text
from trustbook.book.runs import RunSpec

ROOT = Path(__file__).parents[2]
PAGE = '<figure class="tb-figure" id="ties" data-digest="1a"><svg>…\n</svg></figure>'


def executed():
    data = {"text/html": PAGE, "text/plain": "SU → CM 3"}
    output = new_output("execute_result", data, execution_count=3)
    injected = new_code_cell("seed = 1", execution_count=2, metadata={"tags": [INJECTED]})
    code = new_code_cell("ties", id="figure-1", execution_count=3, outputs=[output])
    return new_notebook(cells=[injected, code])


def test_a_reference_keeps_the_words_and_the_id_of_a_picture():
    (cell,) = frozen(executed()).cells
    assert cell.outputs[0].data == {
        "text/html": '<figure id="ties" data-digest="1a"></figure>',
        "text/plain": "SU → CM 3",
    }
    assert cell.execution_count == cell.outputs[0].execution_count == 1


def test_words_come_before_digests_so_that_a_failure_shows_them():
    text = reference_text(executed())
    assert text.index('"text/plain"') < text.index('"text/html"')


def test_the_comparison_cuts_pages_as_freezing_does():
    sanitize = (ROOT / "tests" / "reference" / "sanitize.cfg").read_text(encoding="utf-8")
    ((pattern, replacement),) = get_sanitize_patterns(sanitize)
    assert re.sub(pattern, replacement, PAGE * 2) == collapsed(PAGE * 2)


def test_freezing_tells_what_changed_and_removes_what_is_no_chapter(tmp_path):
    spec = RunSpec(chapter="ties", source=tmp_path, parameters={}, folder=tmp_path / "runs")
    write_notebook(executed(), spec.notebook)
    write_notebook(executed(), tmp_path / "reference" / "gone.ipynb")
    assert freeze([spec], into=tmp_path / "reference") == {"ties": True}
    assert freeze([spec], into=tmp_path / "reference") == {"ties": False}
    assert list(chapter_paths(tmp_path / "reference")) == ["ties"]


@pytest.mark.parametrize("name", chapter_paths(ROOT / "chapters"))
def test_every_chapter_has_a_reference_of_its_present_source(name):
    """The code cells of the reference are those of the chapter; else `trustbook freeze`."""
    reference = ROOT / "tests" / "reference" / f"{name}.ipynb"
    assert reference.exists(), "run `trustbook freeze`"
    assert sources(reference) == sources(ROOT / "chapters" / f"{name}.ipynb")


def sources(path):
    return [cell.source for cell in read_notebook(path).cells if cell.cell_type == "code"]
