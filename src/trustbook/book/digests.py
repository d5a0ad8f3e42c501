"""Digests of files, of the code and of what is installed, and the commit of a project.

Nothing slow is imported here, so that a command can see early that nothing changed.
"""

import hashlib
import json
import os
import platform
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from stat import S_ISREG

import trustbook
from trustbook.project import CARRIED, project_root

ABSENT = "absent"
DIGEST_LENGTH = 16
MADE_FROM = (
    *("src", "chapters", "data", "text", "languages", "assets", "_toc.yml", "_config.yml"),
    *("parameters.yml", "pyproject.toml", "requirements.txt"),
)
UNKNOWN = "not under version control"
CHANGED = " with changes that are not committed"


def digest_of(content: bytes) -> str:
    """A short digest of the content, the same on every machine.

    >>> digest_of(b"trust")
    'f796e2f28ae58117'
    """
    return hashlib.sha256(content).hexdigest()[:DIGEST_LENGTH]


def file_digest(path: Path) -> str:
    """The digest of a file, or `absent`."""
    return digest_of(path.read_bytes()) if path.is_file() else ABSENT


def state_of(folder: Path) -> str:
    """What stands for the sizes and times of all files in a folder, which tell of any change."""
    facts = ((path, path.stat()) for path in sorted(folder.rglob("*")))
    lines = [[path.relative_to(folder).as_posix(), state.st_size, state.st_mtime_ns]
             for path, state in facts if S_ISREG(state.st_mode)]  # fmt: skip
    return digest_of(json.dumps(lines).encode())


@cache
def package_digests() -> Mapping[str, str]:
    """The digest of every file of the helper package by its place in the package.

    They are those of the time when they are first asked for: this process runs no later code.
    The chapters and data that it carries do not count: a run has digests of those it used.
    """
    return {name: file_digest(path) for name, path in package_files().items()}


def package_files() -> dict[str, Path]:
    """Every file of the helper package by its place in it, without the compendium it carries."""
    top = Path(trustbook.__file__).parent
    files = dict[str, Path]()
    for folder, folders, names in os.walk(top):
        folders[:] = {*folders} - {"__pycache__", CARRIED}
        place = folder[len(str(top)) + 1 :].replace(os.sep, "/")
        files |= {f"{place}/{name}".lstrip("/"): Path(folder, name) for name in names}
    return {place: files[place] for place in sorted(files, key=lambda place: place.split("/"))}


def package_digest() -> str:
    """One digest that stands for every file of the helper package."""
    return digest_of(json.dumps(package_digests()).encode())


def environment_digests() -> dict[str, str]:
    """What stands for the locked environment: the lock file and the version of Python."""
    lock = file_digest(project_root() / "requirements.txt")
    return {"requirements.txt": lock, "python": ".".join(platform.python_version_tuple()[:2])}


def commit_of(root: Path) -> str:
    """The commit of the project, and whether what a book is made from differs from it."""
    top = _git(root, "rev-parse", "--show-toplevel")
    head = _git(root, "rev-parse", "HEAD")
    if not top or not head or Path(top).resolve() != root.resolve():
        return UNKNOWN
    changed = _git(root, "status", "--porcelain", "--", *MADE_FROM)
    return f"{head}{CHANGED if changed else ''}"


def _git(root: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *arguments],
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
