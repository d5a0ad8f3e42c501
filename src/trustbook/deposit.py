"""What goes into the archive of a book: the project, its corpus, the finished book, the records.

In a checkout the project is what git tracks, as it is on disk; elsewhere it is the known parts of
a compendium. Of the corpus only files that a corpus consists of go in, and nothing that could hold
a key or somebody's words: what is left out is named, with the reason.
"""

import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from trustbook.archive import Member
from trustbook.corpus import is_workbook, project_root, read_table
from trustbook.edition import Edition
from trustbook.errors import ArchiveError
from trustbook.exports.report import REPORT, REPORT_DATA
from trustbook.package import PACKAGE_FILE
from trustbook.parameters import PARAMETERS
from trustbook.provenance import descriptions, placed
from trustbook.schema import TABLES

KNOWN_FOLDERS = (".ci", "assets", "benchmarks", "chapters", "docs", "src", "tests")
KNOWN_FILES = (
    *(".editorconfig", ".gitattributes", ".gitignore", ".pre-commit-config.yaml", "Makefile"),
    *("CHANGELOG.md", "CITATION.cff", "CONTRIBUTING.md", "LICENSE", "LICENSE-CC-BY-4.0.txt"),
    *("README.md", "_config.yml", "_toc.yml", "parameters.yml", "pyproject.toml"),
    *("requirements.txt", "requirements-lab.txt"),
)
TEXTS_OF_CORPUS = (PACKAGE_FILE, "README.md", "coding.md", "reporting.yml", REPORT, REPORT_DATA)
MADE = frozenset({"__pycache__", ".ipynb_checkpoints", "_build"})
CONFIDENTIAL: Mapping[str, Sequence[str]] = {
    "a key": (".key", ".pem", ".p12", ".env", ".gpg"),
    "a project or export of QDA software": (
        *(".qdpx", ".qdc", ".qde", ".nvp", ".nvpx", ".nvcx", ".atlproj", ".atlproj9", ".qda"),
        *(".mx18", ".mx20", ".mx22", ".mx24", ".mex24", ".sqlite", ".sqlite3", ".db"),
    ),
    "a recording": (".mp3", ".m4a", ".wav", ".ogg", ".flac", ".mp4", ".mov", ".avi", ".wma"),
    "a text of a word processor": (".doc", ".docx", ".odt", ".rtf"),
}
_KEY = re.compile(rb"\s*[0-9a-f]{64}\s*")
_LONGEST_KEY = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Deposit:
    """The members of an archive by their place in it, and what was left out, a line each."""

    members: Mapping[str, Member]
    left_out: Sequence[str]


def deposit(book: Edition) -> Deposit:
    """All that belongs into the archive of a book that is built, with what describes it.

    ArchiveError where the corpus is outside the project, for an archive is one whole.
    """
    root = project_root()
    if not book.corpus.is_relative_to(root):
        raise ArchiveError(
            f"{book.corpus} is outside the project, and an archive holds both; "
            f"copy it to data/{book.name}, then trustbook archive data/{book.name}"
        )
    found = {placed(path): path for path in (*_project(root, book), *_made(book))}
    studies = set(read_table(book.corpus, "studies")["study"])
    reasons = {
        name: why for name, path in found.items() if (why := _confidential(path, studies=studies))
    }
    files = {name: path for name, path in found.items() if name not in reasons}
    left_out = [f"{name}: {why}" for name, why in sorted(reasons.items())]
    return Deposit(
        members={**files, **descriptions(book, files, commit=_commit(root))},
        left_out=[*left_out, *_others_in_corpus(book)],
    )


def _project(root: Path, book: Edition) -> Iterator[Path]:
    """The files of the project, and of its corpora those of this book and of the reference."""
    yield from _files_of_corpus(book.corpus)
    reference = root / str(PARAMETERS["corpus"].default)
    if book.corpus != reference:
        yield from _files_of_corpus(reference)
    for path in _tracked(root) or _known(root):
        if path.is_file() and not path.is_relative_to(root / "data"):
            yield path


def _tracked(root: Path) -> list[Path]:
    """The files that git tracks in a checkout; none elsewhere."""
    if not (root / ".git").exists():
        return []
    names = _git(root, "ls-files", "-z").split("\0")
    return [root / name for name in names if name]


def _git(root: Path, *arguments: str) -> str:
    """What git says; nothing where it is not installed or refuses."""
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *arguments],
            capture_output=True,
            check=True,
            env={**os.environ, "TZ": "UTC0"},
        )
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.decode("utf-8")


def _commit(root: Path) -> tuple[str, str]:
    """The commit of a checkout and the day it was made (UTC); empty where there is none."""
    format_ = ("--date=format-local:%Y-%m-%d", "--format=%H %cd")
    said = _git(root, "log", "-1", *format_) if (root / ".git").exists() else ""
    commit, _, day = said.strip().partition(" ")
    return commit, day


def _known(root: Path) -> Iterator[Path]:
    yield from (root / name for name in KNOWN_FILES)
    for name in KNOWN_FOLDERS:
        paths = sorted((root / name).rglob("*"))
        yield from (path for path in paths if not MADE & set(path.relative_to(root).parts))


def _files_of_corpus(corpus: Path) -> Iterator[Path]:
    if is_workbook(corpus):
        yield corpus
        return
    tables = [f"{table}{suffix}" for table in TABLES for suffix in (".csv", ".parquet")]
    names = (*tables, *TEXTS_OF_CORPUS)
    yield from (path for name in names if (path := corpus / name).is_file())


def _others_in_corpus(book: Edition) -> list[str]:
    if is_workbook(book.corpus):
        return []
    known = set(_files_of_corpus(book.corpus))
    others = sorted(path for path in book.corpus.iterdir() if path not in known)
    return [f"{placed(path)}: nothing that a corpus consists of" for path in others]


def _made(book: Edition) -> Iterator[Path]:
    """The pages of the book, the chapters as they were run and the records of the runs."""
    yield from (path for path in sorted(book.default_output.rglob("*")) if path.is_file())
    for spec in book.specs:
        yield from (spec.notebook, spec.record_path)


def _confidential(path: Path, *, studies: set[str]) -> str:
    """Why the file must not be published; empty where nothing speaks against it."""
    if path.is_symlink():
        return "a link to a file elsewhere"
    if path.suffix.casefold() == ".txt" and path.stem in studies:
        return "the text of a source"
    suffixes = {path.suffix.casefold(), path.name.casefold()}
    kinds = (kind for kind, ends in CONFIDENTIAL.items() if suffixes & set(ends))
    return next(kinds, "a key" if _holds_key(path) else "")


def _holds_key(path: Path) -> bool:
    """Whether a file holds nothing but what `trustbook anchors make --new-key` writes."""
    return path.stat().st_size <= _LONGEST_KEY and bool(_KEY.fullmatch(path.read_bytes()))
