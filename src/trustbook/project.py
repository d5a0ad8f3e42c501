"""Where things are: the compendium, what a build makes of it, and its corpora."""

import re
from pathlib import Path

from trustbook.errors import CorpusError

WORKBOOK_SUFFIX = ".xlsx"  # of a corpus that is one workbook
OF_PROGRAMS = ("~$", "._", ".~")  # a lock of a program that is open, a double of another system


def project_root() -> Path:
    """The folder that holds `_toc.yml`: above this package, or above the working directory."""
    for start in (Path(__file__).resolve(), Path.cwd() / "x"):
        for folder in start.parents:
            if (folder / "_toc.yml").is_file() and (folder / "chapters").is_dir():
                return folder
    return Path.cwd()


def build_folder(kind: str) -> Path:
    """The folder of the project for one kind of thing that a build makes, such as `book`."""
    return project_root() / "_build" / kind


def corpus_folder(place: str) -> Path:
    """The folder (or workbook) of a corpus: from the working directory, else the project's root.

    Raises CorpusError where there is neither.
    """
    here = Path(place).resolve()
    return here if is_corpus_place(here) else require_corpus(project_root() / place, place=place)


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
    """A place as it is typed in a command: in quotation marks where it has a space.

    >>> argument("data/mine"), argument("data/my ward")
    ('data/mine', '"data/my ward"')
    """
    text = str(place)
    return f'"{text}"' if re.search(r"\s", text) else text


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
