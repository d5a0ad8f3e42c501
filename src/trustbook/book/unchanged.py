"""Whether a book is still what the last build that was asked for in the same words left behind.

A digest of every file that a book can be made from, of the code, the commit and what is installed
is taken before anything slow is imported. Where it is that of the last build, and neither the runs
nor the book have changed since, there is nothing to check, to run or to make.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from trustbook.book.digests import (
    commit_of,
    digest_of,
    environment_digests,
    file_digest,
    package_digest,
)
from trustbook.project import build_folder, package_root, project_root, write_whole

_FOLDERS = (
    "chapters",
    "text",
    "languages",
    "assets",
    "template",
)  # of a compendium, beside its corpora


def sources_digest(read: Iterable[Path]) -> str:
    """What stands for everything that a book is made from.

    `read` are its corpus, and files outside the compendium that the build was told to read.
    """
    parts = [package_digest(), environment_digests(), commit_of(project_root())]
    return digest_of(json.dumps([*parts, _digest(source_places(read))]).encode())


def source_places(read: Iterable[Path]) -> list[Path]:
    """The files and folders that a book is made from, beside the code; `read` are further ones."""
    roots = dict.fromkeys([project_root(), package_root()])
    files = [path for root in roots for path in sorted(root.iterdir()) if path.is_file()]
    return [*files, *read, *(root / each for root in roots for each in _FOLDERS)]


def _digest(places: Iterable[Path]) -> str:
    """One digest of files and of all files in folders, each with its place."""
    files = (path for place in places for path in (place, *sorted(place.rglob("*"))))
    lines = [f"{path} {file_digest(path)}" for path in files if path.is_file()]
    return digest_of("\n".join(lines).encode())


def kept_report(asked: Sequence[object]) -> dict[str, Any] | None:
    """What the last build that was asked for so said, where all is as it was; else None."""
    try:
        record = json.loads(_place(asked).read_text(encoding="utf-8"))
        is_same = record["sources_digest"] == sources_digest(map(Path, record["read"])) and (
            record["made_digest"] == _digest(map(Path, record["made"]))
        )
        return dict(record["report"]) if is_same else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def are_chapters_touched(asked: Sequence[object]) -> bool:
    """Whether chapters or data were written to since the last build that was asked for so.

    A guess that takes no time: that nothing in them changed shows only when all has been imported.
    """
    try:
        moment = _place(asked).stat().st_mtime_ns
        read = json.loads(_place(asked).read_text(encoding="utf-8"))["read"]
    except (OSError, ValueError, KeyError, TypeError):
        return True
    folders = [root / "chapters" for root in (project_root(), package_root())]
    notebooks = (path for folder in folders for path in folder.glob("*.ipynb"))
    data = (path for place in map(Path, read) for path in (place, *place.rglob("*")))
    return any(path.stat().st_mtime_ns > moment for path in (*notebooks, *data) if path.exists())


def keep_report(
    report: Mapping[str, Any],
    asked: Sequence[object],
    *,
    read: Sequence[Path],
    folders: Sequence[Path],
    sources: str,
) -> None:
    """Keep what a build said, to be said again as long as nothing changes.

    Parameters
    ----------
    report
        What to say.
    asked
        The words that the build was asked for with.
    read
        What `sources_digest` takes.
    folders
        The folders that the build made.
    sources
        The `sources_digest` of the time before anything was read.
    """
    record = {
        "report": dict(report),
        "read": [str(path) for path in read],
        "made": [str(path) for path in folders],
        "sources_digest": sources,
        "made_digest": _digest(folders),
    }
    write_whole(_place(asked), json.dumps(record).encode())


def _place(asked: Sequence[object]) -> Path:
    words = json.dumps([str(Path.cwd()), *map(str, asked)])
    return build_folder("unchanged") / f"{digest_of(words.encode())}.json"
