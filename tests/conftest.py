"""What all tests share: steady invented examples, and one finished book for all who look at it."""

import ast
import gc
import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # many small matrices, in every process

settings.register_profile("steady", deadline=None, derandomize=True, max_examples=50)
settings.register_profile("brief", settings.get_profile("steady"), max_examples=5)
settings.load_profile("steady")

TESTS = Path(__file__).parent
ROOT = TESTS.parent
PARTS = ("src", "chapters", "data", "text", "assets", "tests/corpora", "tests/reference")
FILES = (
    "CITATION.cff",
    "_config.yml",
    "_toc.yml",
    "requirements.txt",
    "pyproject.toml",
    "parameters.yml",
)


LONGEST = (  # files or folders of tests, the longest first, as far as it matters when they begin
    "browser/test_pages.py",
    "whole/test_seeded_faults.py",
    "whole/test_whole_book.py",
    "archive/test_deposit.py",
    "whole/test_chapters.py",
    "whole/test_words_of_pages.py",
    "whole/test_wheel.py",
    "whole/test_every_cell.py",
    "exchange/test_import_walk.py",
    "cli/test_sweep.py",
    "browser/test_hostile_content.py",
    "browser",
    "whole/test_public_edition.py",
    "book/test_execution.py",
    "book/test_workers.py",
    "exchange/test_importing.py",
    "exchange/test_unedited_drafts.py",
    "corpus/test_checks.py",
    "exchange/test_one_document.py",
    "signed/test_properties.py",
    "signed/test_measures.py",
    "signed/test_baseline.py",
)


gc.disable()  # while tests are collected: what is imported and collected all stays


def pytest_collection_finish():
    """Look for garbage seldom, and not among what was imported and collected."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    gc.enable()


def pytest_collection_modifyitems(items):
    """Files begin the longest first, so that no process ends with one while another has nothing.

    The first two are begun by two processes: one builds the book, the other needs none.
    Those of a browser follow one another, so that each process starts one for all it runs of them.
    """
    ranks = {TESTS / name: rank for rank, name in enumerate(LONGEST)}
    last = len(ranks)
    items.sort(key=lambda item: ranks.get(item.path, ranks.get(item.path.parent, last)))


@pytest.fixture
def full_disk():
    """While it is entered no file can grow beyond some bytes, as where a disk is full."""
    resource = pytest.importorskip("resource")

    @contextmanager
    def limited(size=8):
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    return limited


@pytest.fixture(scope="session")
def copy_of_project():
    """The folder, after everything a build needs was copied there from a project."""

    def copied(folder, *, project=ROOT):
        for part in PARTS:
            unfinished = shutil.ignore_patterns("*.pyc.*")
            shutil.copytree(project / part, folder / part, ignore=unfinished, dirs_exist_ok=True)
        for file in FILES:
            shutil.copy(project / file, folder / file)
        return folder

    return copied


@pytest.fixture(scope="session")
def python():
    """The process of a command in a folder, with the code of that copy of the project."""

    def process(folder, *arguments, code=None):
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(code or folder / "src")},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    return process


@pytest.fixture(scope="session")
def build(python):
    """What a build of a copy of the project reported."""

    def built(project, *arguments):
        process = python(project, "-m", "trustbook", "build", "--json", *arguments)
        assert process.returncode == 0, process.stderr
        return json.loads(process.stdout)

    return built


@pytest.fixture(scope="session")
def cell_views():
    """What the code cells of a chapter show, run in this process with these parameters.

    Their charts are not checked against the schema, as in builds.
    """
    from altair.utils.schemapi import debug_mode  # noqa: PLC0415 - slow, and few need it

    from trustbook.book.notebooks import read_notebook  # noqa: PLC0415 - it loads OpenBLAS

    def outputs(chapter, parameters):
        names, views = {}, []
        for cell in read_notebook(chapter).cells:
            if cell.cell_type != "code":
                continue
            *body, last = ast.parse(cell.source).body
            body += [] if isinstance(last, ast.Expr) else [last]
            with debug_mode(False):
                exec(compile(ast.Module(body, []), cell.id, "exec"), names)
                if "parameters" in cell.metadata.get("tags", []):
                    names |= {name: value for name, value in parameters.items() if name in names}
                if isinstance(last, ast.Expr):
                    views.append(eval(compile(ast.Expression(last.value), cell.id, "eval"), names))
        return [view for view in views if view is not None]

    return outputs


@pytest.fixture(scope="session")
def shared(tmp_path_factory):
    """The folder that all processes of this run of the tests share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session", autouse=True)
def _one_engine(shared):
    """The process that comes first draws for all others, for kernels of nbval and for builds.

    It draws nothing twice: many tests show the same chart.
    """
    from trustbook.book import drawing  # noqa: PLC0415 - not for collecting

    drawing.draw = cache(drawing.draw)
    os.environ.update(drawing.drawing_for_others(shared))


@pytest.fixture(scope="session")
def book(shared, copy_of_project, build):
    """The finished book of the reference corpus, built by the process that comes first.

    Chapters that `make book` ran are not run again where nothing has changed, as in any build.
    """
    report = shared / "book.txt"
    try:
        (shared / "book of trust").mkdir()
    except FileExistsError:
        while not report.exists():
            time.sleep(0.2)
    else:
        folder = copy_of_project(shared / "book of trust")
        runs = ROOT / "_build" / "runs" / "ibbis"
        if runs.is_dir():
            shutil.copytree(runs, folder / "_build" / "runs" / "ibbis")
        _report(report, lambda: build(folder))
    place = report.read_text(encoding="utf-8")
    assert place, "the book was not built; another process says why"
    return Path(place)


def _report(report, built):
    """Write where the book is in one step; nothing where it could not be built."""
    place = ""
    try:
        place = built()["book"]
    finally:
        partial = report.with_suffix(".partial")
        partial.write_text(place, encoding="utf-8")
        partial.rename(report)


@pytest.fixture(scope="session")
def project(book, shared):
    """The copy of the project in which the book was built."""
    return shared / "book of trust"
