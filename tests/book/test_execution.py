"""Executing chapters: what is kept of a run, and what is said of one that fails."""

import asyncio
import json
import queue
from pathlib import Path
from unittest.mock import AsyncMock, Mock

import psutil
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from trustbook.book import kernels
from trustbook.book.execution import INJECTED, clean, run_chapter, run_chapters
from trustbook.book.kernels import FORKS
from trustbook.book.notebooks import canonical, read_notebook, write_notebook
from trustbook.book.runs import RunSpec, read_record, stale_because

CORPUS = Path(__file__).parents[1] / "corpora" / "ten-segments"
LOAD = "from trustbook import read_corpus\n\ncorpus = read_corpus(corpus)"
WORKER = ".parent().parent()" if FORKS else ".parent()"  # of the process of a kernel
COUNT = 'len(corpus.table("segments")), corpus.has("relations")'


def spec_of(folder, *code, name="ties"):
    """A chapter that loads a corpus outside the project and then has these cells."""
    cells = [
        new_markdown_cell("# Ties"),
        new_code_cell(
            'corpus = "data/ibbis"  # the corpus',
            id="parameters",
            metadata={"tags": ["parameters"]},
        ),
        *(new_code_cell(source, id=f"code-{n}") for n, source in enumerate(code, start=1)),
    ]
    return RunSpec(
        chapter=name,
        source=write_notebook(canonical(new_notebook(cells=cells)), folder / f"{name}.ipynb"),
        parameters={"corpus": CORPUS.resolve().as_posix()},
        folder=folder / "runs {1}",
    )


@pytest.mark.slow
def test_a_run_keeps_its_outputs_and_the_data_it_read(tmp_path):
    spec = spec_of(tmp_path, LOAD, COUNT)
    source = spec.source.read_bytes()
    assert run_chapter(spec).failure == ""
    assert read_notebook(spec.notebook).cells[-1].outputs[0].data["text/plain"] == "(10, False)"
    data = read_record(spec.record_path).data
    assert data["relations.csv"] == "absent"
    assert data["segments.csv"] != "absent"
    assert stale_because(spec) == []
    assert spec.source.read_bytes() == source


OPTIONS = """
import pandas as pd
wide = str(pd.DataFrame({f"c{n}": range(90) for n in range(40)}))
wide, {name: pd.get_option(name) for name in ("display.max_columns", "display.width")}
"""


@pytest.mark.slow
def test_a_forked_kernel_shows_what_any_kernel_shows(tmp_path):
    """A worker runs chapters in forks of a process with everything imported, this process not."""
    spec = spec_of(tmp_path, OPTIONS)
    assert [one.failure for _, one in run_chapters([spec], jobs=1)] == [""]
    forked = spec.notebook.read_bytes()
    assert run_chapter(spec).failure == ""
    assert forked == spec.notebook.read_bytes()


@pytest.mark.slow
def test_two_runs_give_the_same_bytes_and_show_no_path(tmp_path):
    spec = spec_of(tmp_path, LOAD, "import warnings\nwarnings.warn('old'); COUNT = 1\nCOUNT")
    assert run_chapter(spec).warnings == ("UserWarning: old",)
    first = spec.notebook.read_bytes()
    spec.notebook.unlink()
    run_chapter(spec)
    assert spec.notebook.read_bytes() == first
    assert str(tmp_path) not in first.decode()
    assert CORPUS.resolve().as_posix() not in first.decode()


@pytest.mark.slow
def test_a_failure_names_chapter_cell_and_error_and_others_finish(tmp_path):
    good = spec_of(tmp_path, "1 + 1", name="good")
    bad = spec_of(tmp_path, LOAD, 'corpus.table("segments")["meaning"]', "3", name="bad")
    outcomes = {run.chapter: outcome for run, outcome in run_chapters([bad, good], jobs=2)}
    assert outcomes["good"].failure == ""
    first, rest = outcomes["bad"].failure.splitlines()
    assert first == "bad: cell code-2 (number 4): KeyError: 'meaning'"
    assert "bad.failed.ipynb" in rest
    assert bad.partial_notebook.exists()
    assert not bad.notebook.exists()


@pytest.mark.slow
def test_a_chapter_that_fails_keeps_its_last_good_run_until_it_succeeds(tmp_path):
    spec = spec_of(tmp_path, "1 + 1")
    run_chapter(spec)
    good = spec.notebook.read_bytes()
    run_chapter(spec_of(tmp_path, "1 / 0"))
    assert spec.notebook.read_bytes() == good
    assert stale_because(spec) == ["the chapter itself changed"]
    run_chapter(spec_of(tmp_path, "1 + 1"))
    assert not spec.partial_notebook.exists()


@pytest.mark.slow
def test_python_that_dies_is_a_failure_in_words(tmp_path):
    outcome = run_chapter(spec_of(tmp_path, "import os\nos._exit(1)"))
    assert "Python stopped without a word" in outcome.failure


DIED = "Kernel died before replying to kernel_info"


@pytest.mark.parametrize(
    ("times", "failure"), [(2, ""), (3, f"ties: could not be run: RuntimeError: {DIED}")]
)
def test_a_kernel_whose_port_another_program_took_is_started_again(
    tmp_path, monkeypatch, times, failure
):
    tries = []

    def execute(source, output, **settings):
        tries.append(settings)
        if len(tries) <= times:
            raise RuntimeError(DIED)
        write_notebook(source, Path(output))

    monkeypatch.setattr("papermill.execute_notebook", execute)
    assert run_chapter(spec_of(tmp_path, "1 + 1")).failure == failure
    assert len(tries) == 3


@pytest.fixture
def client(monkeypatch):
    """A client of a forked kernel that says nothing of its own accord."""
    monkeypatch.setattr(kernels, "_parents", [None])
    manager = kernels.forked_kernel_manager()["kernel_manager_class"]
    silent = AsyncMock(side_effect=queue.Empty)
    words = {"get_shell_msg": silent, "get_iopub_msg": silent, "kernel_info": Mock()}
    return type("Client", (manager.client_factory.default_value,), words)()


def test_a_kernel_is_ready_once_it_answers_both_ways(client):
    client.is_alive = AsyncMock(return_value=True)
    client.get_shell_msg = AsyncMock(return_value={"content": {"protocol_version": "5.3"}})
    client.get_iopub_msg = AsyncMock(side_effect=[queue.Empty, {}])
    asyncio.run(client.wait_for_ready())
    assert client.kernel_info.call_count == 2


@pytest.mark.parametrize(
    ("is_alive", "seconds", "words"), [(False, 60, "died before replying"), (True, 0.01, "in time")]
)
def test_a_kernel_that_does_not_answer_is_a_fault(client, is_alive, seconds, words):
    client.is_alive = AsyncMock(return_value=is_alive)
    with pytest.raises(RuntimeError, match=words):
        asyncio.run(client.wait_for_ready(timeout=seconds))


@pytest.fixture
def limited(tmp_path, monkeypatch, seconds):
    """A compendium in which a cell may take so many seconds."""
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: ties\n", encoding="utf-8")
    limit = f"execute: {{timeout: {seconds}}}\n"
    (tmp_path / "_config.yml").write_text(limit, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize(
    ("seconds", "code", "words"),
    [
        (1, "while True: pass", "ties: cell code-1 took more than 1 second, the limit of the book"),
        (600, "print('x' * 40_000_000)", "ties: cell code-1 showed more than 20 MB"),
    ],
    ids=["endless", "40 MB"],
)
def test_a_cell_at_a_limit_is_a_failure_in_words(limited, code, words):
    before = set(psutil.Process().children(recursive=True))
    assert run_chapter(spec_of(limited, code)).failure.startswith(words)
    assert set(psutil.Process().children(recursive=True)) == before


@pytest.mark.slow
def test_a_chapter_that_cannot_be_run_is_a_failure_in_words(tmp_path):
    spec = spec_of(tmp_path, "1 + 1")
    spec.source.unlink()
    assert run_chapter(spec).failure == (
        "ties: could not be run: ChapterError: ties.ipynb: not a readable notebook "
        f"([Errno 2] No such file or directory: '{spec.source}')"
    )


def outcomes_beside(tmp_path, code):
    """The failures of a chapter with this code, and of one that is run after it by one worker."""
    specs = [spec_of(tmp_path, code, name="killed"), spec_of(tmp_path, "1 + 1", name="good")]
    return {run.chapter: each.failure for run, each in run_chapters(specs, jobs=1)}


@pytest.mark.slow
def test_a_process_that_is_ended_from_outside_fails_its_chapter_alone(tmp_path):
    outcomes = outcomes_beside(tmp_path, f"import psutil\npsutil.Process(){WORKER}.kill()")
    assert outcomes["good"] == ""
    assert outcomes["killed"].startswith("killed: its process was ended from outside")


@pytest.mark.slow
@pytest.mark.skipif(not FORKS, reason="kernels are no forks here")
def test_a_kernel_begins_also_where_the_process_that_it_should_be_a_fork_of_has_ended(tmp_path):
    assert set(outcomes_beside(tmp_path, "import os\nos.kill(os.getppid(), 9)").values()) == {""}


def test_no_chapter_needs_no_process():
    assert list(run_chapters([], jobs=2)) == []


def executed():
    """What papermill leaves: an injected cell, timings, a warning with a temporary path."""
    injected = new_code_cell(
        '# Parameters\ncorpus = "/home/someone/secret/mine"\nseed = 1',
        id="3fd2a01c",
        execution_count=1,
        metadata={"tags": [INJECTED], "papermill": {"duration": 0.1}},
    )
    outputs = [
        new_output("stream", name="stderr", text="/tmp/ipykernel_1/2.py:1: UserWarning: old\n"),
        new_output("execute_result", {"text/plain": "2"}, execution_count=2),
    ]
    code = new_code_cell("1 + 1", id="code", execution_count=2, outputs=outputs)
    metadata = {"papermill": {"version": "2"}, "language_info": {"name": "python", "version": "3"}}
    return new_notebook(cells=[injected, code], metadata=metadata)


def test_what_differs_between_two_runs_goes():
    notebook = clean(executed(), parameters={"corpus": "/home/someone/secret/mine"})
    text = json.dumps(notebook)
    assert "papermill" not in text
    assert "ipykernel_1" not in text
    assert [len(cell.outputs) for cell in notebook.cells] == [0, 1]


def test_injected_parameters_are_hidden_and_name_the_corpus_without_its_path():
    injected = clean(executed(), parameters={"corpus": "/home/someone/secret/mine"}).cells[0]
    assert injected.metadata.tags == [INJECTED, "remove-input"]
    assert injected.source == '# Parameters\ncorpus = "mine"\nseed = 1'
    assert injected.id == INJECTED
