"""Trials: a small compendium, the commands tried in it, and what is not as it should be after."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from warm import ending

from trustbook.book.notebooks import canonical, write_notebook
from trustbook.book.staging import changed_files

ROOT = Path(__file__).resolve().parents[1]
ONE_MORE = "from trustbook import read_corpus\n\ndata = read_corpus(corpus)"
GRID = "chapters: [one, two]\nparameters:\n  level: [all, micro, meso]\n"
ROWS = 'data.table("segments")[["segment", "study"]]'
EXCERPTS = "Text,Code\n" + "She listens to me,Trust\n" * 50
NOBODY = 65534
PLAIN = ("setpriv", "--bounding-set=-all", "--inh-caps=-all")
COMMANDS = {
    "build": ("build", "--jobs", "2"),
    "import": ("import", "excerpts.csv", "--into", "data/new"),
    "freeze": ("freeze", "--jobs", "2"),
    "archive": ("archive", "--jobs", "2"),
    "init": ("init", "sub"),
    "sweep": ("sweep", "grid.yml", "--jobs", "2"),
    "text": ("text", "--accept"),
    "check": ("check",),
    "new": ("new", "data/new"),
    "eject": ("eject", "networks"),
    "export": ("export", "--as", "qdpx"),
    "workbook": ("export", "--as", "xlsx"),
    "describe": ("describe",),
    "pdf": ("pdf",),
    "serve": ("serve",),
}
WRITES = ("build", "import", "freeze", "archive", "init", "sweep", "text")
RESULTS = {
    "build": "_build/book/mine",
    "import": "data/new",
    "freeze": "tests/reference",
    "archive": "_build/archive",
    "init": "sub",
    "sweep": "_build/sweeps/grid",
    "text": "text",
    "new": "data/new",
    "eject": "chapters",
    "describe": "data/mine",
}


_whole_books: dict[str, list[tuple[str, int]]] = {}  # the times of the files of those found whole


def compendium(folder: Path, *, cell: str = ROWS, corpus: str = "mine", timeout: int = 600) -> Path:
    """A compendium of two chapters about a small corpus, with an export to import."""
    shutil.copytree(ROOT / "tests" / "corpora" / "clinic", folder / "data" / corpus)
    for name, code in (("one", cell), ("two", ROWS)):
        cells = [
            new_markdown_cell(f"# {name}"),
            new_code_cell(
                f'corpus = "data/{corpus}"  # x\nlevel = "all"  # x',
                metadata={"tags": ["parameters"]},
            ),
            new_code_cell(ONE_MORE),
            new_code_cell(code),
        ]
        write_notebook(canonical(new_notebook(cells=cells)), folder / f"chapters/{name}.ipynb")
    toc = "format: jb-book\nroot: chapters/one\nchapters:\n  - file: chapters/two\n"
    (folder / "_toc.yml").write_text(toc, encoding="utf-8")
    config = (ROOT / "_config.yml").read_text(encoding="utf-8")
    limited = config.replace("timeout: 600", f"timeout: {timeout}")
    (folder / "_config.yml").write_text(limited, encoding="utf-8")
    (folder / "parameters.yml").write_text(f'corpus: "data/{corpus}"\n', encoding="utf-8")
    shutil.copy(ROOT / "CITATION.cff", folder / "CITATION.cff")
    with (folder / "CITATION.cff").open("a", encoding="utf-8") as file:
        file.write("date-released: 2024-05-31\n")
    (folder / "excerpts.csv").write_text(EXCERPTS, encoding="utf-8")
    (folder / "grid.yml").write_text(GRID, encoding="utf-8")
    (folder / "text").mkdir()
    (folder / "text" / "two.md").write_text("They said so {{ d01 }}.\n", encoding="utf-8")
    return folder


def started(
    folder: Path, *arguments: str, plain: bool = False, **env: str | None
) -> subprocess.Popen:
    """The process of a command; a `plain` one has no rights beyond those of its own files."""
    temporary = Path(tempfile.mkdtemp(prefix="faults-"))
    temporary.chmod(0o777)
    values = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "TMPDIR": str(temporary), **env}
    process = subprocess.Popen(
        [*(PLAIN if plain else ()), sys.executable, "-m", "trustbook", *arguments],
        cwd=folder,
        env={name: value for name, value in values.items() if value is not None},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    )
    process.temporary = temporary
    return process


def ended(process: subprocess.Popen, *, within: float = 600) -> tuple[int, str]:
    """How a command ended, and what it printed."""
    output, errors = process.communicate(timeout=within)
    return process.returncode, output + errors


def run(folder: Path, *arguments: str, **rest: str | None) -> tuple[int, str]:
    """How a command ended that ran to its end, and what it printed.

    Where nothing is odd about the process, it is a fork.
    """
    if not rest:
        whole = ending(folder, arguments)
        return whole.status, whole.output
    process = started(folder, *arguments, **rest)
    result = ended(process)
    shutil.rmtree(process.temporary, ignore_errors=True)
    return result


def faults_left(folder: Path, output: str) -> list[str]:
    """What is not as it should be after a command failed."""
    faults = ["a traceback"] if "Traceback" in output else []
    for book in (folder / "_build" / "book").glob("[!.]*"):
        state = [(str(path), path.stat().st_mtime_ns) for path in book.rglob("*")]
        if state != _whole_books.get(str(book)):
            lines = changed_files(book)
            faults += [f"{book.name}: {line}" for line in lines[:1]]
            _whole_books[str(book)] = [] if lines else state
    faults += [f"empty {path.name}" for path in folder.rglob("*.key") if not path.stat().st_size]
    faults += [f"torn {path.name}" for path in (folder / "tests").rglob("*.*") if _is_torn(path)]
    faults += [
        f"torn {path.name}" for path in folder.glob("_build/archive/*.zip") if _is_torn(path)
    ]
    return faults


def _is_torn(path: Path) -> bool:
    """Whether a file of the reference, or an archive, is not whole."""
    if path.suffix in (".zip", ".qdpx", ".xlsx"):
        return not zipfile.is_zipfile(path)
    if path.suffix in (".ipynb", ".json"):
        with suppress(ValueError):
            return not json.loads(path.read_text(encoding="utf-8"))
        return True
    return not path.is_file()


def left_over(folder: Path) -> list[str]:
    """The temporary files that stay."""
    shapes = ("*.partial", ".*.new", ".*.old", ".new.*", ".mine.*", ".sub.*")
    names = {path for shape in shapes for path in folder.rglob(shape)}
    return [without_chance(str(path.relative_to(folder))) for path in sorted(names)]


def verdict(tried: int, faults: list[str]) -> tuple[int, str]:
    """How often it was tried, and what happened."""
    unique = sorted(set(faults))
    return tried, f"{len(faults)} faults: {'; '.join(unique)[:300]}" if faults else "holds"


def change(folder: Path) -> None:
    """Change the data, so that there is something to do again; twice, it is as it was."""
    for path, end in (
        (folder / "data/mine/README.md", "x\n"),
        (folder / "data/mine/segments.csv", "\n"),
    ):
        toggle(path, end)


def toggle(path: Path, end: str) -> None:
    """Add these last words to a file, or take them away."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    is_there = text.endswith(f"\n{end}")
    path.write_text(text.removesuffix(end) if is_there else text + end, encoding="utf-8")


def names_in(folder: Path) -> set[str]:
    """The files in a folder, by their names."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def without_chance(name: str) -> str:
    """The name of a temporary file without the letters that are drawn."""
    return re.sub(r"[a-z0-9_]{8}$", "…", name)


def content_of(path: Path) -> bytes | None:
    """What stands in a file; None where there is none."""
    return path.read_bytes() if path.is_file() else None


@contextmanager
def place() -> Iterator[Path]:
    """A new folder, which is removed."""
    with tempfile.TemporaryDirectory(prefix="faults-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        yield Path(name)
