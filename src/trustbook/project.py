"""project."""

import re
from pathlib import Path


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


def quoted(place: object) -> str:
    """A place as it is typed in a command: in quotation marks where it has a space.

    >>> quoted("data/mine"), quoted("data/my ward")
    ('data/mine', '"data/my ward"')
    """
    text = str(place)
    return f'"{text}"' if re.search(r"\s", text) else text


def shown(folder: Path) -> str:
    """The folder as a person would type it: from the working directory or the project's root."""
    for start in (Path.cwd(), project_root()):
        if folder.is_relative_to(start):
            return folder.relative_to(start).as_posix()
    return folder.as_posix()


def as_typed(path: Path) -> str:
    """The place as a person would type it; the name alone where that would tell of a machine."""
    typed = shown(path)
    return path.name if Path(typed).is_absolute() else typed
