"""Reading a coded corpus from its folder, or from its one workbook (XLSX)."""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from trustbook.corpus.cells import missing_where_empty, typed
from trustbook.corpus.checks.values import check_types, repeated_keys
from trustbook.corpus.findings import Finding, require_none
from trustbook.corpus.language import ENGLISH, gettext, language
from trustbook.corpus.schema import ALL, TABLES
from trustbook.corpus.spreadsheet import Sheet, sheet
from trustbook.corpus.workbook import Workbook, in_words_of_sheets, workbook
from trustbook.errors import CorpusError, ParameterError
from trustbook.project import (
    argument,
    corpus_from_root,
    corpus_name,
    is_workbook,
    short_path,
)

READ_LOG = "TRUSTBOOK_READ_LOG"
_REMEMBERED = 1_000_000  # bytes of a file; the cells of a larger one are made anew, to save memory
IN_WORDS = {  # columns whose words are in catalogues; what researchers wrote at length does not
    "studies": ("label", "coded_part", "parts_not_available"),
    "stakeholders": ("label", "organisation", "family"),
    "concepts": ("label", "definition"),
    "codes": ("label",),
    "phases": ("label",),
    "teams": ("team", "position", "sector"),
    "barriers": ("aspect", "obstacle", "strategy", "strategy_type", "implication"),
}
# tables whose rows are of the study of another row: its table, and the column they share
_LEADS_TO_STUDY = {
    "codings": ("segments", "segment"),
    "assignments": ("encounters", "encounter"),
    "contradictions": ("segments", "segment"),
    "relations": ("segments", "segment"),
    "strategies": ("segments", "segment"),
    "barrier_evidence": ("barriers", "barrier"),
}


@dataclass(frozen=True, kw_only=True)
class Corpus:
    """A coded corpus: its name, its folder and its tables, read when they are first asked for.

    `folder` is the file itself where the corpus is one workbook.
    """

    name: str
    folder: Path
    study: str = ALL
    _tables: dict[str, pd.DataFrame] = field(default_factory=dict, repr=False)

    def __fspath__(self) -> str:
        """Where it is, so that a corpus can be read again, for instance whole."""
        return str(self.folder)

    def table(self, name: str) -> pd.DataFrame:
        """The table called `name` with every declared column; no rows where there is no file."""
        key = _remembered_as(name)
        if key not in self._tables:
            frame = _in_language(read_table(self.folder, name), name)
            if name == "relations":
                frame = _with_study(frame, self.table)
            self._tables[key] = _rows_of_study(name, frame, study=self.study, table=self.table)
        return self._tables[key].copy(deep=False)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Every table by its name."""
        return {name: self.table(name) for name in TABLES}

    def text(self, file: str) -> str:
        """The words of a Markdown file of the corpus; no words where there is no such file."""
        path = self.folder / file
        _log_line(file if path.is_file() else f"absent {file}")
        return path.read_text(encoding="utf-8-sig") if path.is_file() else ""

    def has(self, name: str) -> bool:
        """Whether the corpus has any row in the table called `name`, whatever its cells hold."""
        is_read = self.study != ALL or _remembered_as(name) in self._tables
        path = None if is_read else table_file(self.folder, name)
        if path and path.suffix == ".csv" and _is_small(path):
            _log(self.folder, name)
            return not read_sheet(self.folder, name).cells.empty
        return not self.table(name).empty


def _remembered_as(name: str) -> str:
    """The key of a table, whose words are in the language of the page."""
    return name if language() == ENGLISH else f"{name} in {language()}"


def _in_language(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """The table with the words that readers see in the language of the page."""
    columns = IN_WORDS.get(name, ()) if language() != ENGLISH else ()
    return frame.assign(**{c: frame[c].map(gettext, na_action="ignore") for c in columns})


def _rows_of_study(
    name: str, frame: pd.DataFrame, *, study: str, table: Callable[[str], pd.DataFrame]
) -> pd.DataFrame:
    """The rows of the table `name` that belong to `study`; all of a table that is not by study.

    `table` gives another table of the same corpus, already restricted to the study.
    """
    if study == ALL:
        return frame
    if name not in _LEADS_TO_STUDY:
        return frame[frame["study"] == study] if "study" in frame else frame
    via, column = _LEADS_TO_STUDY[name]
    is_of_study = frame[column].isin(table(via)[column])
    if name == "relations":
        is_of_study |= frame[column].isna() & (frame["study"].fillna(study) == study)
    return frame[is_of_study]


def _with_study(relations: pd.DataFrame, table: Callable[[str], pd.DataFrame]) -> pd.DataFrame:
    """The relations; those that name no study and no segment are of the only study there is."""
    alone = relations["segment"].isna() & relations["study"].isna()
    if not alone.any() or len(table("studies")) != 1:
        return relations
    study = table("studies")["study"].iloc[0]
    return relations.assign(study=relations["study"].mask(alone, study))


def read_corpus(folder: str | os.PathLike[str], *, study: str = ALL) -> Corpus:
    """The corpus in `folder`, or its part that belongs to `study`.

    A relative folder is looked up from the project's root.
    """
    path = corpus_from_root(os.fspath(folder))
    name = corpus_name(path)
    corpus = Corpus(name=name, folder=path)
    if study == ALL:
        return corpus
    studies = sorted(corpus.table("studies")["study"])
    if study not in studies:
        raise ParameterError(
            f"no study {study!r} in {path.name}: use all or one of {', '.join(studies)}"
        )
    return Corpus(name=name, folder=path, study=study)


def read_table(folder: Path, name: str) -> pd.DataFrame:
    """The table `name` of the corpus in `folder`, typed as the schema says.

    Raises CorpusError that lists the cells which do not hold what they should and the keys that
    come twice.
    """
    _log(folder, name)
    path = table_file(folder, name)
    data = path.read_bytes() if path and path.suffix == ".csv" else b""
    if path and 0 < len(data) <= _REMEMBERED:
        findings, frame = _small_table(data, file=path.name, name=name)
    else:
        findings, frame = _typed_table(read_sheet(folder, name), name)
    advice = _advice(folder) if findings else ""
    require_none(in_words_of_corpus(folder, findings), error=CorpusError, advice=advice)
    return frame.copy(deep=False)


def remember_tables(folder: Path) -> None:
    """Read the small tables of a corpus for the processes that are forks of this one.

    Faults wait for whoever asks; what is not remembered (a large file, Parquet) is not read.
    """
    for name in TABLES:
        with suppress(CorpusError, OSError):
            path = table_file(folder, name)
            if path and path.suffix != ".parquet" and _is_small(path):
                read_table(folder, name)


def _is_small(path: Path) -> bool:
    """Whether the cells of a file are remembered once they have been read."""
    return path.stat().st_size <= _REMEMBERED


@lru_cache(maxsize=2 * len(TABLES))
def _small_table(data: bytes, *, file: str, name: str) -> tuple[Sequence[Finding], pd.DataFrame]:
    """The table in `data`, which commands and chapters read more than once."""
    return _typed_table(_small_sheet(data, file=file, columns=TABLES[name].columns), name)


def _typed_table(sheet_of_table: Sheet, name: str) -> tuple[Sequence[Finding], pd.DataFrame]:
    """What is wrong with the cells of a table, and the table typed as the schema says."""
    findings = [
        *sheet_of_table.findings,
        *check_types(name, sheet_of_table.cells),
        *repeated_keys(TABLES[name], sheet_of_table.cells),
    ]
    return findings, typed(sheet_of_table.cells, TABLES[name])


def _advice(folder: Path) -> str:
    place = argument(short_path(folder))
    return f"Correct the file; trustbook check {place} lists everything that is wrong."


def _log(folder: Path, name: str) -> None:
    """Note that a table was looked up, for whoever asked by naming a file in READ_LOG."""
    path = table_file(folder, name)
    _log_line(path.name if path else f"absent {name}.csv")


def _log_line(line: str) -> None:
    log = os.environ.get(READ_LOG)
    if not log:
        return
    with Path(log).open("a", encoding="utf-8", newline="\n") as file:
        file.write(f"{line}\n")


def table_file(folder: Path, name: str) -> Path | None:
    """The file of the table `name`: a CSV or else a Parquet file, or the workbook that has it.

    None where there is none.
    """
    if is_workbook(folder):
        return folder if name in read_workbook(folder).sheets else None
    paths = (folder / f"{name}.csv", folder / f"{name}.parquet")
    return next((path for path in paths if path.is_file()), None)


def read_sheet(folder: Path, name: str) -> Sheet:
    """The sheet of the table `name` as its file holds it; without rows where there is no file."""
    columns = TABLES[name].columns
    path = table_file(folder, name)
    if path is None:
        return Sheet(cells=pd.DataFrame(columns=columns, dtype="str"))
    if is_workbook(path):
        return read_workbook(path).sheets[name]
    if path.suffix == ".parquet":
        return Sheet(cells=_parquet_cells(path))
    data = path.read_bytes()
    if len(data) > _REMEMBERED:
        return sheet(data, file=path.name, columns=columns)
    remembered = _small_sheet(data, file=path.name, columns=columns)
    return replace(remembered, cells=remembered.cells.copy(deep=False))


@lru_cache(maxsize=2 * len(TABLES))
def _small_sheet(data: bytes, *, file: str, columns: tuple[str, ...]) -> Sheet:
    """The sheet in `data`, which commands and chapters read more than once."""
    return sheet(data, file=file, columns=columns)


def read_workbook(path: Path) -> Workbook:
    """The sheets of a corpus that is one workbook; it is opened again only when it changed."""
    state = path.stat()
    return _read_workbook(path, changed=state.st_mtime_ns, size=state.st_size)


@lru_cache(maxsize=1)
def _read_workbook(path: Path, *, changed: int, size: int) -> Workbook:
    return workbook(path.read_bytes(), file=path.name)


def in_words_of_corpus(folder: Path, findings: Iterable[Finding]) -> list[Finding]:
    """The findings about tables, in terms of sheets where the corpus is one workbook."""
    if not is_workbook(folder):
        return list(findings)
    return [in_words_of_sheets(finding, file=folder.name) for finding in findings]


def read_cells(path: Path, *, columns: Sequence[str]) -> pd.DataFrame:
    """The cells of one CSV file, missing where empty; `columns` tell its separator.

    Raises CorpusError that lists the faults of the file.
    """
    if not path.is_file():
        raise CorpusError(f"no file at {path}: give a CSV file with {', '.join(columns)}")
    cells_of_file = sheet(path.read_bytes(), file=path.name, columns=columns)
    require_none(cells_of_file.findings, error=CorpusError, advice=_advice(path.parent))
    return missing_where_empty(cells_of_file.cells)


def _parquet_cells(path: Path) -> pd.DataFrame:
    """The cells of a Parquet file as text, as a CSV file would have them."""
    try:
        import duckdb  # noqa: PLC0415 - installed by those who have large corpora
    except ImportError:
        raise CorpusError(
            f"{path.name}: Parquet is read only where the package duckdb is installed; install "
            "trustbook[large], or save the table as CSV UTF-8"
        ) from None
    try:
        with duckdb.connect() as database:
            cells: pd.DataFrame = (
                database.read_parquet(str(path)).select("columns(*)::varchar").df()
            )
    except duckdb.Error as error:
        raise CorpusError(
            f"{path.name}: not a readable Parquet file ({str(error).splitlines()[0]}); write it "
            "again, or save the table as CSV UTF-8"
        ) from None
    rows = pd.RangeIndex(2, len(cells) + 2, name="row")
    return cells.astype("str").fillna("").set_axis(rows)


def distinct_labels(frame: pd.DataFrame, key: str) -> dict[str, str]:
    """The labels of a table by its key; what has none is not among them.

    Those of several stakeholders, concepts or studies have the short name beside them. Codes are
    told apart by their themes, and phases with one label are drawn together.

    >>> people = pd.DataFrame({"stakeholder": ["a", "b", "c"], "label": ["Nurse", "Nurse", "GP"]})
    >>> distinct_labels(people, "stakeholder")
    {'a': 'Nurse (a)', 'b': 'Nurse (b)', 'c': 'GP'}
    """
    first: dict[str, Any] = {}
    for name, label in zip(frame[key], frame["label"], strict=True):
        first.setdefault(name, label)
    labels = {name: label for name, label in first.items() if not pd.isna(label)}
    times = Counter() if key in ("code", "phase") else Counter(labels.values())
    return {n: f"{label} ({n})" if times[label] > 1 else label for n, label in labels.items()}


def labelled(
    frame: pd.DataFrame, labels: pd.DataFrame, *, key: str, columns: Sequence[str]
) -> pd.DataFrame:
    """The frame with the short names in `columns` replaced by the labels they have in `labels`.

    `labels` has the columns `key` and label; a short name without a label stays as it is.

    >>> codes = pd.DataFrame({"code": ["time"], "label": ["Time to meet"]})
    >>> codings = pd.DataFrame({"segment": ["s1", "s2"], "code": ["time", "care"]})
    >>> labelled(codings, codes, key="code", columns=["code"])["code"].tolist()
    ['Time to meet', 'care']
    """
    names = distinct_labels(labels, key)
    label_cells = {column: frame[column].map(names).astype("str") for column in columns}
    return frame.assign(
        **{column: cells.fillna(frame[column]) for column, cells in label_cells.items()}
    )
