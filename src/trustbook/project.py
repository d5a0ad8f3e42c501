"""Where things are, and how a file is put there: whole or not at all.

A compendium is the nearest folder at or above the working directory with `_toc.yml`. Chapters,
assets and settings that it does not have are those that the package carries.
"""

import os
import re
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from trustbook.errors import CompendiumError, CorpusError

DISCLOSURE_FILE = "disclosure.yml"  # beside a corpus: what its public edition may show
CONTENTS = "_toc.yml"  # the file that makes a folder a compendium
CARRIED = "compendium"  # the folder of the package with what it carries

PARTIAL = ".partial"  # of a file or folder that is not yet whole
WORKBOOK_SUFFIX = ".xlsx"  # of a corpus that is one workbook
_TO_WRITE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
_PAUSES = (0.1, 0.2, 0.4, 0.8) if sys.platform == "win32" else ()  # seconds before trying again
_REMOVE = """
import os, shutil, sys, time
if not sys.stdin.read():  # killed: what it started ends first, and looks for no other folder
    time.sleep(0.5)
for _ in range(50):  # what is ending may still be writing
    shutil.rmtree(sys.argv[1], ignore_errors=True)
    if not os.path.exists(sys.argv[1]):
        break
    time.sleep(0.1)
"""
OF_PROGRAMS = ("~$", "._", ".~")  # a lock of a program that is open, a double of another system


def compendium() -> Path | None:
    """The compendium that the working directory is in; None where it is in none."""
    here = Path.cwd()
    return next((each for each in (here, *here.parents) if (each / CONTENTS).is_file()), None)


def require_compendium() -> Path:
    """The compendium that the working directory is in; CompendiumError where it is in none."""
    if root := compendium():
        return root
    raise CompendiumError(
        f"there is no compendium here: go to the folder that has {CONTENTS}, or make one with "
        "trustbook init my-study"
    )


def project_root() -> Path:
    """The compendium, else the working directory: from here places are looked up and written."""
    return compendium() or Path.cwd()


def package_root() -> Path:
    """The compendium that the package carries: inside the wheel, or the repository of a checkout.

    It has the chapters, assets, settings and the reference corpus.
    """
    here = Path(__file__).resolve()
    carried = here.parent / CARRIED
    return carried if carried.is_dir() else here.parents[2]


def book_file(name: str) -> Path:
    """The file of this name in the compendium, else the one that the package carries."""
    own = project_root() / name
    return own if own.is_file() else package_root() / name


def homes() -> list[Path]:
    """The home folder of the user; none where the system knows of none."""
    with suppress(RuntimeError):
        return [Path.home()]
    return []


def build_folder(kind: str) -> Path:
    """The folder of the project for one kind of thing that a build makes, such as `book`."""
    return project_root() / "_build" / kind


def corpus_folder(place: str) -> Path:
    """The folder (or workbook) of a corpus: from the working directory, else from the root.

    Raises CorpusError where there is neither.
    """
    here = Path(place).resolve()
    return here if is_corpus_place(here) else corpus_from_root(place)


def corpus_from_root(place: object) -> Path:
    """The corpus at a place in the compendium, else in what the package carries."""
    paths = [root / str(place) for root in (project_root(), package_root())]
    return require_corpus(next(filter(is_corpus_place, paths), paths[0]), place=place)


def require_corpus(path: Path, *, place: object) -> Path:
    """The path of a corpus; CorpusError, which names the `place` asked for, where it is none."""
    if not is_corpus_place(path):
        raise CorpusError(
            f"no corpus at {place}: give a folder with studies.csv in it, "
            f"or a workbook ({WORKBOOK_SUFFIX})"
        )
    return path


def is_corpus_place(path: Path) -> bool:
    """Whether a corpus may be there: a folder or a workbook."""
    return path.is_dir() or is_workbook(path)


def is_workbook(path: Path) -> bool:
    """Whether the corpus at this place is one workbook."""
    return path.suffix.lower() == WORKBOOK_SUFFIX and path.is_file()


def corpus_name(folder: Path) -> str:
    """The name of the corpus in a folder, or in a workbook without its suffix."""
    return folder.stem if is_workbook(folder) else folder.name


def argument(place: object) -> str:
    """A place as it is typed in a command: in quotation marks where it has a space or a sign.

    >>> argument("data/mine"), argument("data/my ward"), argument("data/r&d")
    ('data/mine', '"data/my ward"', '"data/r&d"')
    """
    text = str(place)
    return text if re.fullmatch(r"[\w@%+=:,./\\~-]+", text) else f'"{text}"'


def short_path(folder: Path) -> str:
    """The folder as a person would type it: from the working directory or the project's root."""
    for start in (Path.cwd(), project_root()):
        if folder.is_relative_to(start):
            return folder.relative_to(start).as_posix()
    return folder.as_posix()


def portable_path(path: Path) -> str:
    """The place as a person would type it; the name alone where that would tell of a machine."""
    typed = short_path(path)
    return path.name if Path(typed).is_absolute() else typed


def move(path: Path, place: Path) -> Path:
    """The place, after what was at the path took it, and a file that was there is gone.

    On Windows whatever looks at new files, such as a virus scanner, keeps them from being moved
    for a moment: then it is tried again.
    """
    for seconds in _PAUSES:
        with suppress(PermissionError):
            return path.replace(place)
        time.sleep(seconds)
    return path.replace(place)


def write_whole(path: Path, content: bytes, *, mode: int = 0o666) -> Path:
    """The path, after the content replaced what was there; see `write_all`."""
    write_all({path: content}, mode=mode)
    return path


def write_all(contents: Mapping[Path, bytes], *, mode: int = 0o666) -> None:
    """Put each content in the place of the file at its path, all of them or none.

    Where one cannot be written, what was there stays and nothing is added. `mode` is who may read
    new files, as far as the system lets them.
    """
    partials = {path: path.with_name(f"{path.name}{PARTIAL}") for path in contents}
    try:
        for path, partial in partials.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(partial, _TO_WRITE, mode), "wb") as file:
                file.write(contents[path])
        for path, partial in partials.items():
            move(partial, path)
    except BaseException:
        for partial in partials.values():
            with suppress(OSError):
                partial.unlink()
        raise


@contextmanager
def private_folder() -> Iterator[Path]:
    """A new temporary folder that only the user can read, and that goes afterwards.

    A process of its own, which no Ctrl-C reaches, removes it once this one has ended, even by
    SIGKILL.
    """
    folder = Path(tempfile.gettempdir(), f"trustbook-{secrets.token_hex(8)}")
    with subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", _REMOVE, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    ) as remover:
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            remover.communicate(b".")
