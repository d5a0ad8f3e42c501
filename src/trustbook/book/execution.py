"""Executing chapters through papermill, several at a time."""

import logging
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from nbformat import NotebookNode

from trustbook.book.drawing import drawing_for_others
from trustbook.book.kernels import forked_kernel_manager, import_pages
from trustbook.book.notebooks import (
    KERNEL,
    canonical,
    node,
    notebook_text,
    read_notebook,
    write_notebook,
    write_text,
)
from trustbook.book.runs import Record, RunSpec, begun_record, ended_record, write_record
from trustbook.book.translation import translated_notebook
from trustbook.book.workers import each_in_a_worker
from trustbook.corpus.language import configured_language, speaking
from trustbook.corpus.numbers import share
from trustbook.corpus.reading import READ_LOG, remember_tables
from trustbook.corpus.settings import read_typed_settings
from trustbook.project import book_file, project_root, short_path

INJECTED = "injected-parameters"
_OF_KERNELS = ["--IPKernelApp.log_level=50", "--HistoryManager.enabled=False"]
_SECONDS_TO_START = 600  # of Python, on a computer that is busy with much else


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one chapter: a failure in words, or none, and the warnings it printed."""

    chapter: str
    failure: str = ""
    warnings: tuple[str, ...] = ()


def run_chapters(specs: Sequence[RunSpec], *, jobs: int) -> Iterator[tuple[RunSpec, Outcome]]:
    """Each run with its outcome as it finishes; a chapter that fails stops no other.

    An interruption ends what runs at once and loses nothing that has finished.
    """
    chapters, corpora = ({spec.chapter for spec in specs}, {spec.corpus for spec in specs})
    prepare = partial(prepare_chapters, sorted(chapters), sorted(corpora))
    for spec, outcome in each_in_a_worker(run_chapter, specs, jobs=jobs, prepare=prepare):
        yield spec, outcome or ended_from_outside(spec)


def prepare_chapters(chapters: Sequence[str], corpora: Sequence[Path]) -> None:
    """Do what chapters would begin with: import, read the tables, and how numbers are written.

    That a chart follows the schema is for the tests to see, as in `trustbook.pages.figures`.
    """
    import altair as alt  # noqa: PLC0415 - slow, and imported before for those who run chapters

    alt.utils.schemapi.disable_debug_mode()
    import_pages(chapters)
    for folder in corpora:
        remember_tables(folder)
    share(0.5)


def ended_from_outside(spec: RunSpec) -> Outcome:
    """The outcome of a run whose process was killed."""
    return Outcome(
        chapter=spec.chapter,
        failure=f"{spec.chapter}: its process was ended from outside, often for lack of memory; "
        "try --jobs 1",
    )


def run_chapter(spec: RunSpec, parent: Path | None = None) -> Outcome:
    """The outcome of running one chapter; its notebook and record are kept when it succeeds.

    Temporary files go into a folder of `parent`, else of the system.
    """
    try:
        with tempfile.TemporaryDirectory(
            prefix="trustbook-", dir=parent, ignore_cleanup_errors=True
        ) as name:
            begun = begun_record(spec)
            if error := _execute(spec, Path(name), parent):
                failure = _keep_partial(spec, Path(name), error)
                return Outcome(chapter=spec.chapter, failure=failure)
            return _keep(spec, Path(name), begun)
    except Exception as error:
        words = _one_line(f"{type(error).__name__}: {error}")
        return Outcome(chapter=spec.chapter, failure=f"{spec.chapter}: could not be run: {words}")


def _execute(spec: RunSpec, folder: Path, parent: Path | None) -> str:
    import papermill  # noqa: PLC0415 - takes a second, and only those who run chapters need it
    from nbclient.exceptions import DeadKernelError  # noqa: PLC0415

    from trustbook.book.engine import ENGINE, LimitError  # noqa: PLC0415

    logging.getLogger("papermill").setLevel(logging.ERROR)
    try:
        drawing = drawing_for_others(parent.parent) if parent else {}
        with _kernel_environment(folder, drawing):
            _started_again(
                lambda: papermill.execute_notebook(
                    _in_language(read_notebook(spec.source)),
                    _escaped(folder / "executed.ipynb"),
                    parameters=dict(spec.parameters),
                    cwd=_working_directory(spec),
                    progress_bar=False,
                    request_save_on_cell_execute=False,
                    extra_arguments=_OF_KERNELS,
                    engine_name=ENGINE,
                    seconds=_seconds_per_cell(),
                    start_timeout=_SECONDS_TO_START,
                    **forked_kernel_manager(),
                )
            )
    except papermill.PapermillExecutionError as error:
        return _one_line(f"{error.ename}: {error.evalue}")
    except LimitError as error:
        return str(error)
    except DeadKernelError:
        return "Python stopped without a word, often for lack of memory"
    return ""


def _started_again(execute: Callable[[], object]) -> None:
    """Execute, again where the kernel did not begin: another program took a port that was free."""
    for are_left in (2, 1, 0):
        try:
            execute()
        except RuntimeError as error:
            if not (are_left and "died before replying" in str(error)):
                raise
        else:
            return


def _in_language(notebook: NotebookNode) -> NotebookNode:
    with speaking(configured_language()):
        return translated_notebook(canonical(notebook))


def _seconds_per_cell() -> int | None:
    """How long a cell may take: the `timeout` of `execute` in `_config.yml`; None for ever."""
    path = book_file("_config.yml")
    settings = read_typed_settings(path) if path.is_file() else {}
    seconds = (settings.get("execute") or {}).get("timeout")
    return seconds if isinstance(seconds, int) and seconds > 0 else None


def _working_directory(spec: RunSpec) -> Path:
    """The folder of the chapter; the compendium for a chapter that the package carries."""
    root, folder = project_root(), spec.source.parent
    return folder if folder.is_relative_to(root) else root


@contextmanager
def _kernel_environment(folder: Path, drawing: Mapping[str, str]) -> Iterator[None]:
    """Start kernels that log what they read, know no settings of the user and hash alike.

    What they leave on disk is in the folder.
    """
    former, former_temporary = dict(os.environ), tempfile.tempdir
    tempfile.tempdir = str(folder)
    os.environ |= {
        READ_LOG: str(folder / "read.log"),
        "IPYTHONDIR": str(folder / "ipython"),
        "JUPYTER_RUNTIME_DIR": str(folder / "jupyter"),
        "JUPYTER_PREFER_ENV_PATH": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "PYTHONHASHSEED": "0",
        **drawing,
    }
    try:
        yield
    finally:
        tempfile.tempdir = former_temporary
        os.environ.clear()
        os.environ.update(former)


def _escaped(path: Path) -> str:
    """Papermill fills in braces of a path, so they are doubled."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _one_line(text: str) -> str:
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    return next((line.strip() for line in plain.splitlines() if line.strip()), "unknown error")


def _keep(spec: RunSpec, folder: Path, begun: Record) -> Outcome:
    executed = read_notebook(folder / "executed.ipynb")
    warnings = _warnings(executed)
    text = notebook_text(clean(executed, parameters=spec.parameters))
    log = folder / "read.log"
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    record = ended_record(begun, read_log=lines, output=text, warnings=warnings)
    write_text(spec.notebook, text)
    write_record(record, spec.record_path)
    spec.partial_notebook.unlink(missing_ok=True)
    return Outcome(chapter=spec.chapter, warnings=tuple(warnings))


def _keep_partial(spec: RunSpec, folder: Path, error: str) -> str:
    executed = folder / "executed.ipynb"
    if not executed.exists():
        return f"{spec.chapter}: {error}"
    notebook = read_notebook(executed)
    write_notebook(notebook, spec.partial_notebook)
    return (
        f"{spec.chapter}: {_failed_cell(notebook)}: {error}\n"
        f"  what ran before it is stored in {short_path(spec.partial_notebook)}"
    )


def _failed_cell(notebook: NotebookNode) -> str:
    for number, cell in enumerate(_own_cells(notebook), start=1):
        if any(output.output_type == "error" for output in cell.get("outputs", [])):
            return f"cell {cell.id} (number {number})"
    return "a cell before the first"


def _own_cells(notebook: NotebookNode) -> list[NotebookNode]:
    added = {INJECTED, "papermill-error-cell-tag"}
    return [cell for cell in notebook.cells if not added & set(cell.metadata.get("tags", []))]


def _warnings(notebook: NotebookNode) -> list[str]:
    errors = [
        line
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.get("name") == "stderr"
        for line in output.text.splitlines()
        if "Warning" in line
    ]
    return sorted({re.sub(r"^.*?(\w+Warning: )", r"\1", line) for line in errors})


def clean(notebook: NotebookNode, *, parameters: Mapping[str, object]) -> NotebookNode:
    """The executed notebook without anything that differs between two runs or two machines.

    Timings, versions and warnings go, the injected parameters are hidden, and a corpus outside
    the project is called by the name of its folder.
    """
    cells = [_clean_cell(cell, parameters) for cell in notebook.cells]
    return node(
        {
            "cells": cells,
            "metadata": {"kernelspec": KERNEL, "language_info": {"name": "python"}},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )


def _clean_cell(cell: NotebookNode, parameters: Mapping[str, object]) -> dict[str, object]:
    tags = list(cell.metadata.get("tags", []))
    clean_cell = {"cell_type": cell.cell_type, "id": cell.id, "source": cell.source}
    if INJECTED in tags:
        tags.append("remove-input")
        clean_cell |= {"id": INJECTED, "source": _named_corpus(cell.source, parameters)}
    clean_cell["metadata"] = {"tags": tags} if tags else {}
    if cell.cell_type == "code":
        outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
        clean_cell |= {"execution_count": cell.execution_count, "outputs": outputs}
    return clean_cell


def _named_corpus(source: str, parameters: Mapping[str, object]) -> str:
    corpus = Path(str(parameters.get("corpus", "")))
    if not corpus.is_absolute():
        return source
    return re.sub(r"^corpus = .*$", f'corpus = "{corpus.name}"', source, flags=re.MULTILINE)
