"""What a public edition publishes of a corpus: cells of tables, settings, and what is withheld."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from trustbook.corpus.numbers import count
from trustbook.corpus.package import FEWEST_IN_CELL, PACKAGE_FILE, PRESERVED, package_of_files
from trustbook.corpus.reporting import REPORTING_FILE
from trustbook.project import write_whole

TEXTS = ("coding.md",)  # that a page shows
_OF_ENTRIES = {
    "contributors": ("title", "role", "organization"),
    "licenses": ("name", "title", "path"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """What a public edition does not have: how many of what, where, and why."""

    n: int
    what: str
    where: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicCorpus:
    """A corpus as a public edition has it.

    The cells of its tables are text, empty where missing, below the row numbers of the private
    corpus; `files` are the further files by name.
    """

    name: str
    tables: Mapping[str, pd.DataFrame]
    files: Mapping[str, str]
    withheld: Sequence[Withheld]

    def row_of(self, file: str, row: int | None) -> int | None:
        """The row of the private corpus that has become this row of a table."""
        table = file.removesuffix(".csv")
        if row is None or row < 2 or table not in self.tables:  # noqa: PLR2004 - below the heading
            return row
        return int(self.tables[table].index[row - 2])

    def line_of(self, file: str, line: int | None) -> int | None:
        """The line of the private corpus; None in files that are written anew."""
        return None if file in (PACKAGE_FILE, REPORTING_FILE) else line


def files_of(corpus: PublicCorpus) -> dict[str, bytes]:
    """The files of the corpus by name, described as a Data Package."""
    tables = {
        f"{name}.csv": cells.to_csv(index=False, lineterminator="\n").encode()
        for name, cells in corpus.tables.items()
    }
    files = tables | {name: text.encode() for name, text in corpus.files.items()}
    own = json.loads(files.get(PACKAGE_FILE, b"{}"))
    return files | {PACKAGE_FILE: package_of_files(tables, name=corpus.name, own=own)}


def write_public_corpus(corpus: PublicCorpus, folder: Path) -> Path:
    """The folder, new, with the files of the corpus."""
    for name, content in files_of(corpus).items():
        write_whole(folder / name, content)
    return folder


def public_files(
    folder: Path, *, asked_for: Sequence[str], fewest_in_cell: int = 0
) -> dict[str, str]:
    """The further files that are published: those that pages show, and those asked for by name."""
    names = [*TEXTS, *asked_for]
    files = {
        name: (folder / name).read_text(encoding="utf-8-sig")
        for name in dict.fromkeys(names)
        if (folder / name).is_file() and name not in (PACKAGE_FILE, REPORTING_FILE)
    }
    own = _public_package(folder / PACKAGE_FILE) if (folder / PACKAGE_FILE).is_file() else {}
    own |= {FEWEST_IN_CELL: fewest_in_cell} if fewest_in_cell else {}
    if own:
        files[PACKAGE_FILE] = json.dumps(own, ensure_ascii=False)
    if (folder / REPORTING_FILE).is_file():
        files[REPORTING_FILE] = without_comments(folder / REPORTING_FILE)
    return files


def _public_package(path: Path) -> dict[str, Any]:
    """What of a Data Package is kept: what this package reads of it, no other names."""
    package = json.loads(path.read_text(encoding="utf-8-sig"))
    return {key: _public_entries(key, package[key]) for key in PRESERVED if key in package}


def _public_entries(key: str, value: Any) -> Any:
    if key not in _OF_ENTRIES or not isinstance(value, list):
        return value
    names = _OF_ENTRIES[key]
    return [{name: entry[name] for name in names if name in entry} for entry in value]


def without_comments(path: Path) -> str:
    """The settings of a YAML file, each as it is written there, without comments."""
    settings = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=yaml.BaseLoader)
    return yaml.safe_dump(settings, sort_keys=False, allow_unicode=True)


def withheld_lines(withheld: Sequence[Withheld]) -> list[str]:
    """What a public edition lacks, one line each."""
    return [f"withheld {one.where} ({count(one.n, one.what)}): {one.why}" for one in withheld]
