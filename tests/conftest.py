"""What all tests share: steady invented examples, and one finished book for all who look at it."""

import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("steady", deadline=None, derandomize=True, max_examples=50)
settings.register_profile("brief", settings.get_profile("steady"), max_examples=10)
settings.load_profile("steady")

ROOT = Path(__file__).parents[1]
PARTS = ("src", "chapters", "data", "text", "assets", "tests/corpora", "tests/reference")
FILES = (
    "CITATION.cff",
    "_config.yml",
    "_toc.yml",
    "requirements.txt",
    "pyproject.toml",
    "parameters.yml",
)


def pytest_collection_modifyitems(items):
    """Whole builds begin first, so that no process ends with them while another has nothing."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


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
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(project / part, folder / part, ignore=ignored, dirs_exist_ok=True)
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
def shared(tmp_path_factory):
    """The folder that all processes of this run of the tests share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


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
