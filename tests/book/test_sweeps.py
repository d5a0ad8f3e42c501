"""Sweeps: which runs a grid asks for, what their results are, and which of them move."""

import shutil
from pathlib import Path

import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from trustbook.book.cluster import cluster
from trustbook.book.new_compendium import About, new_compendium
from trustbook.book.notebooks import canonical, write_notebook
from trustbook.book.outputs import PART, Output, output_of, part_of
from trustbook.book.runs import RunSpec
from trustbook.book.sweep_results import movements, sweep_results, write_results
from trustbook.book.sweeps import example_grid, read_grid, sweep_of
from trustbook.errors import ClusterError, ParameterError
from trustbook.pages.sweep import sweep_page

ROOT = Path(__file__).parents[2]
CORPORA = ROOT / "tests" / "corpora"
TOC = "format: jb-book\nroot: chapters/ties\nchapters:\n- file: chapters/codes\n"


def write_chapter(folder, name, parameters, *code):
    cells = [
        new_markdown_cell(f"# {name}"),
        new_code_cell(parameters, id="parameters", metadata={"tags": ["parameters"]}),
        *(new_code_cell(source, id=f"code-{n}") for n, source in enumerate(code, start=1)),
    ]
    write_notebook(canonical(new_notebook(cells=cells)), folder / "chapters" / f"{name}.ipynb")


@pytest.fixture
def compendium(tmp_path, monkeypatch):
    """Two chapters, one without the parameter level; two corpora, one without codes."""
    (tmp_path / "chapters").mkdir()
    (tmp_path / "_toc.yml").write_text(TOC, encoding="utf-8")
    corpus = 'corpus = "data/clinic"  # the corpus'
    write_chapter(tmp_path, "ties", f'{corpus}\nlevel = "all"  # level\nseed = 1  # start')
    write_chapter(tmp_path, "codes", f"{corpus}\nseed = 1  # start", 'needs(corpus, "codings")')
    (tmp_path / "parameters.yml").write_text("corpus: data/clinic\n", encoding="utf-8")
    for name in ("clinic", "village"):
        shutil.copytree(CORPORA / name, tmp_path / "data" / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def grid_of(folder, text):
    path = folder / "grid.yml"
    path.write_text(text, encoding="utf-8")
    return read_grid(path)


def test_a_chapter_is_run_once_for_each_set_of_the_parameters_that_it_takes(compendium):
    """2 levels × 3 seeds for ties, 3 seeds for codes."""
    grid = grid_of(compendium, "parameters:\n  level: [all, micro]\n  seed: [1, 2, 3, 3]\n")
    specs = sweep_of(grid).specs
    assert sorted(spec.chapter for spec in specs) == ["codes"] * 3 + ["ties"] * 6
    assert len({spec.notebook for spec in specs}) == 9
    assert all(spec.parameters["corpus"] == "data/clinic" for spec in specs)


def test_a_chapter_that_a_corpus_lacks_tables_for_is_left_out_and_named(compendium):
    sweep = sweep_of(grid_of(compendium, "corpora: [data/clinic, data/village]\n"))
    assert [(spec.chapter, spec.corpus.name) for spec in sweep.specs] == [
        ("ties", "clinic"),
        ("codes", "clinic"),
        ("ties", "village"),
    ]
    assert len(sweep.left_out) == 1
    assert sweep.left_out[0].startswith("codes on village would need ")


def test_a_parameter_that_no_chapter_takes_is_named(compendium):
    grid = grid_of(compendium, "chapters: codes\nparameters: {level: [all, micro]}")
    sweep = sweep_of(grid)
    assert (len(sweep.specs), sweep.unused) == (1, ["level"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("parameters: {levl: [all]}", 'did you mean "level"?'),
        ("parameters: {level: [micro, huge]}", "huge"),
        ("parameters: {level: []}", "at least one value"),
        ("parameters: {seed: [1, few]}", "whole number"),
        ("parameters: {corpus: [data/clinic]}", "corpora belong below"),
        ("chapter: ties", 'did you mean "chapters"?'),
        ("chapters: [tie]", 'did you mean "ties"?'),
        ("corpora: [data/nowhere]", "no corpus at data/nowhere"),
        ("parameters: {study: [no-such-study]}", "no-such-study"),
        ("- a\n- b", "lines of `name: value`"),
    ],
)
def test_a_fault_of_a_grid_is_named_before_anything_runs(compendium, text, words):
    with pytest.raises(Exception, match=words.replace("?", "[?]")) as fault:
        sweep_of(grid_of(compendium, text))
    assert fault.value.exit_code in (1, 2)


def test_the_example_is_a_grid_of_the_reference_corpus(monkeypatch, tmp_path):
    """Three levels and three supports, for one chapter."""
    monkeypatch.chdir(ROOT)
    assert len(sweep_of(grid_of(tmp_path, example_grid())).specs) == 9


@pytest.mark.slow
@pytest.mark.parametrize("corpus", ["village", "ten-segments", "sleep"])
def test_the_example_is_a_grid_of_any_corpus(monkeypatch, tmp_path, corpus):
    """With relations and without, and with too little for any chapter but one."""
    folder = new_compendium(tmp_path / "lab", About(title="Lab"))
    shutil.rmtree(folder / "data" / "lab")
    shutil.copytree(CORPORA / corpus, folder / "data" / "lab")
    monkeypatch.chdir(folder)
    sweep = sweep_of(grid_of(folder, example_grid()))
    assert (len(sweep.specs) > 1, sweep.left_out, sweep.unused) == (True, [], [])


def executed_run(folder, *, level, outputs):
    """A run whose chapter shows the outputs."""
    spec = RunSpec(
        chapter="ties",
        source=folder / "ties.ipynb",
        parameters={"corpus": "data/clinic", "level": level},
        folder=folder / level,
    )
    display = new_output("display_data", data={PART: part_of(outputs)})
    cell = new_code_cell("ties", id="ties", outputs=[display])
    write_notebook(new_notebook(cells=[cell]), spec.notebook)
    return spec


def ties_of(labels, sources):
    frame = pd.DataFrame({"tie": labels, "sources": sources})
    named = Output(name="ties", kind="value", values={"ties": len(labels)})
    words = Output(name="leading", kind="value", values={"leading": labels[0]})
    return [output_of(frame, name="table-ties"), named, words]


@pytest.fixture
def results(tmp_path):
    return sweep_results(
        [
            executed_run(tmp_path, level="all", outputs=ties_of(["a", "b"], [3, 1])),
            executed_run(tmp_path, level="micro", outputs=ties_of(["a"], [3])),
        ],
        parameters=["level", "window"],
    )


def test_results_have_one_row_per_named_value_and_per_number_of_a_table(results):
    rows = results[results["level"] == "all"].drop(columns=["corpus", "level", "chapter"])
    assert rows.drop(columns="window").astype("object").where(rows.notna(), None)[
        ["output", "row", "column", "value", "text"]
    ].to_numpy().tolist() == [
        ["table-ties", "a", "sources", 3.0, None],
        ["table-ties", "b", "sources", 1.0, None],
        ["ties", "", "ties", 2.0, None],
        ["leading", "", "leading", None, "a"],
    ]
    assert results["window"].isna().all()


def test_a_result_moves_when_it_differs_or_when_one_run_alone_has_it(results):
    moves = movements(results, by=["level", "window"]).set_index(["output", "row"])["moved"]
    assert moves.to_dict() == {
        ("leading", ""): 0,
        ("table-ties", "a"): 0,
        ("table-ties", "b"): 1,
        ("ties", ""): 1,
    }


def test_results_are_the_same_as_csv_and_as_parquet(results, tmp_path):
    csv, parquet = write_results(results, tmp_path)
    duckdb = pytest.importorskip("duckdb")
    columns = duckdb.sql(f"describe select * from '{parquet}'").fetchall()
    assert {name: kind for name, kind, *_ in columns}["text"] == "VARCHAR"
    rows = duckdb.sql(f"select output, row, value from '{parquet}'").fetchall()
    assert [tuple(each) for each in pd.read_csv(csv, keep_default_na=False)[
        ["output", "row"]].to_numpy()] == [row[:2] for row in rows]  # fmt: skip
    assert rows[0] == ("table-ties", "a", 3.0)


def test_a_table_that_cannot_be_written_is_a_fault_of_storage(results, tmp_path):
    """As on a full disk; the database has an error of its own for it."""
    pytest.importorskip("duckdb")
    (tmp_path / "values.partial").mkdir()
    with pytest.raises(OSError, match=r"values\.parquet"):
        write_results(results, tmp_path)


def test_the_page_says_what_moves_what_failed_and_what_was_asked_for_in_vain(results):
    page = sweep_page(
        results,
        name="<mine>",
        by=["level"],
        runs=2,
        failures=["ties: cell n (number 2): ValueError: no"],
        notes=["No chapter of the grid takes the parameter window"],
        styles="",
    )
    assert "Sweep &lt;mine&gt;" in page
    assert "ties: cell n (number 2)" in page
    assert "takes the parameter window" in page
    assert "1 to 2" in page
    assert 'id="figure-moves"' in page


def test_a_page_without_results_says_so(results):
    page = sweep_page(
        results[:0], name="none", by=["level"], runs=0, failures=[], notes=[], styles=""
    )
    assert "No result could be compared" in page


def test_a_corpus_among_the_parameters_is_refused(compendium):
    with pytest.raises(ParameterError, match="below `corpora`"):
        grid_of(compendium, "parameters: {corpus: data/clinic}")


def test_a_scheduler_that_does_not_answer_is_named(monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr("trustbook.book.cluster._SECONDS_TO_ANSWER", 0.2)
    message = "no Dask scheduler answers at tcp://127.0.0.1:9"
    with pytest.raises(ClusterError, match=message), cluster("tcp://127.0.0.1:9"):
        pass
