"""Reading a coded corpus from its folder."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from trustbook.errors import CorpusError, ParameterError
from trustbook.schema import OBLIGATORY, TABLES
from trustbook.selection import ALL, rows_of_study

READ_LOG = "TRUSTBOOK_READ_LOG"


@dataclass(frozen=True, kw_only=True)
class Corpus:
    """A coded corpus: its name, its folder and its tables, read when they are first asked for."""

    name: str
    folder: Path
    study: str = ALL
    _tables: dict[str, pd.DataFrame] = field(default_factory=dict, repr=False)

    def table(self, name: str) -> pd.DataFrame:
        """The table called `name`, with every declared column; no rows where the corpus lacks it."""
        if name not in self._tables:
            frame = read_table(self.folder, name)
            self._tables[name] = rows_of_study(name, frame, study=self.study, table=self.table)
        return self._tables[name].copy()

    def has(self, name: str) -> bool:
        """Whether the corpus has any row in the table called `name`."""
        return not self.table(name).empty


def project_root() -> Path:
    """The folder that holds `_toc.yml`: above this package, or above the working directory."""
    for start in (Path(__file__).resolve(), Path.cwd() / "x"):
        for folder in start.parents:
            if (folder / "_toc.yml").is_file() and (folder / "chapters").is_dir():
                return folder
    return Path.cwd()


def read_corpus(folder: str | os.PathLike[str], *, study: str = ALL) -> Corpus:
    """The corpus in `folder`, or its part that belongs to `study`.

    A relative folder is looked up from the project's root.
    """
    path = project_root() / folder
    if not path.is_dir():
        raise CorpusError(f"no corpus at {folder}: give a folder with {OBLIGATORY[0]}.csv in it")
    corpus = Corpus(name=path.name, folder=path)
    if study == ALL:
        return corpus
    known = sorted(corpus.table("studies")["study"])
    if study not in known:
        raise ParameterError(
            f"no study {study!r} in {path.name}: use all or one of {', '.join(known)}"
        )
    return Corpus(name=path.name, folder=path, study=study)


def read_table(folder: Path, name: str) -> pd.DataFrame:
    """The table `name` of the corpus in `folder`, typed as the schema says."""
    path = folder / f"{name}.csv"
    columns = list(TABLES[name].columns)
    if not path.exists():
        return _typed(pd.DataFrame(columns=columns, dtype="str"), name)
    raw = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    return _typed(raw.reindex(columns=[*columns, *raw.columns.difference(columns)]), name)


_DTYPES: Mapping[str, str] = {"integer": "Int64", "number": "Float64"}


def _typed(raw: pd.DataFrame, name: str) -> pd.DataFrame:
    typed = raw.mask(raw == "")
    for field_ in TABLES[name].fields:
        typed[field_.name] = typed[field_.name].astype(_DTYPES.get(field_.type, "str"))
    return typed
