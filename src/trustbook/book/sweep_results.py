"""The results of a sweep as one tidy table, and which of them move with which parameter."""

import re
from collections.abc import Iterator, Sequence
from errno import EIO
from pathlib import Path
from typing import Any

import pandas as pd

from trustbook.book.outputs import SIGNIFICANT, TABLE, VALUE, Output, outputs_of_file
from trustbook.book.runs import RunSpec
from trustbook.project import corpus_name, move, portable_path, write_whole

CORPUS = "corpus"
PLACE = ["chapter", "output", "row", "column"]  # what a result is called
VALUES_CSV, VALUES_PARQUET = "values.csv", "values.parquet"
_LABEL_LENGTH = 80  # letters of the label of a row


def sweep_results(specs: Sequence[RunSpec], *, parameters: Sequence[str]) -> pd.DataFrame:
    """One row per named value and per number in a table of the runs.

    Parameters
    ----------
    specs
        Runs that have finished.
    parameters
        The parameters of the grid; each becomes a column, empty where a chapter does not take it.

    Returns
    -------
    DataFrame
        Columns corpus, the parameters, chapter, output, row (the words that begin the row of a
        table), column, value (a number, if it is one) and text (if it is not).
    """
    names = _corpus_names(specs)
    frames = [
        _results_of(spec, parameters).assign(corpus=names[spec.corpus], chapter=spec.chapter)
        for spec in specs
    ]
    columns = [CORPUS, *parameters, *PLACE, "value", "text"]
    results = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)
    types = {"value": "float64", "text": "str", **dict.fromkeys(PLACE, "str")}
    return results[columns].convert_dtypes().astype(types)


def _results_of(spec: RunSpec, parameters: Sequence[str]) -> pd.DataFrame:
    outputs = outputs_of_file(spec.notebook, chapter=spec.chapter)
    cells = [cell for output in outputs for cell in _cells(output)]
    frame = pd.DataFrame(cells, columns=[*PLACE[1:], "value", "text"], dtype="object")
    settings = {name: spec.parameters.get(name) for name in parameters}
    return frame.assign(**settings)


def _corpus_names(specs: Sequence[RunSpec]) -> dict[Path, str]:
    """What each corpus is called: by its name, by its place where two have the same name."""
    names = {spec.corpus: corpus_name(spec.corpus) for spec in specs}
    several = {name for name in names.values() if list(names.values()).count(name) > 1}
    return {path: portable_path(path) if name in several else name for path, name in names.items()}


def _cells(output: Output) -> Iterator[tuple[Any, ...]]:
    """Output, row, column, number and text of each result of an output."""
    if output.kind == VALUE:
        for name, cell in output.values.items():
            is_number = isinstance(cell, int | float)
            yield output.name, "", name, *((cell, None) if is_number else (None, cell))
    if output.kind != TABLE:  # a figure shows what a table has
        return
    numbers = [i for i, each in enumerate(output.columns) if each.type in ("integer", "number")]
    for label, row in zip(_labels(output), output.rows, strict=True):
        for place in numbers:
            yield output.name, label, output.columns[place].name, row[place], None


def _labels(output: Output) -> list[str]:
    """The label of each row: its texts up to the first number, counted where they repeat."""
    types = [column.type for column in output.columns]
    first = next((i for i, each in enumerate(types) if each != "string"), len(types))
    seen: dict[str, int] = {}
    labels = []
    for row in output.rows:
        label = " · ".join(str(cell) for cell in row[:first] if cell)[:_LABEL_LENGTH]
        seen[label] = seen.get(label, 0) + 1
        labels.append(label if seen[label] == 1 else f"{label} ({seen[label]})".strip())
    return labels


def movements(results: pd.DataFrame, *, by: Sequence[str]) -> pd.DataFrame:
    """For each result and each column in `by`: how often it was compared, and how often it moved.

    Compared are runs that differ in nothing but that column. A result moves where two of them
    differ, or where some of them have it and others have not.

    Parameters
    ----------
    results
        What `sweep_results` returns.
    by
        The parameters, and the corpus where there are several.

    Returns
    -------
    DataFrame
        Columns chapter, output, row, column, by, compared, moved; one row per result and column
        with which there is something to compare.

    Examples
    --------
    >>> one = {"corpus": "a", "chapter": "ties", "output": "n", "row": "", "column": "n"}
    >>> rows = pd.DataFrame([one, one]).assign(level=["x", "y"], value=[1, 2], text=None)
    >>> movements(rows, by=["level"])[["by", "compared", "moved"]].values.tolist()
    [['level', 1, 1]]
    """
    content = results["text"].fillna("").astype(str) + results["value"].map(_rounded)
    every = results.assign(content=content)
    dimensions = list(dict.fromkeys([CORPUS, *by]))
    frames = [_movements(every, name, [each for each in dimensions if each != name]) for name in by]
    columns = [*PLACE, "by", "compared", "moved"]
    return pd.concat(frames, ignore_index=True)[columns] if frames else pd.DataFrame([], columns)


def _movements(every: pd.DataFrame, name: str, others: list[str]) -> pd.DataFrame:
    taking = every[every[name].notna()]
    alike = ["chapter", *others]
    runs = taking.groupby(alike, dropna=False)[name].nunique().rename("runs").reset_index()
    cells = (
        taking.groupby([*alike, *PLACE[1:]], dropna=False)["content"]
        .agg(distinct="nunique", present="size")
        .reset_index()
        .merge(runs[runs["runs"] > 1], on=alike)
    )
    moved = (cells["distinct"] > 1) | (cells["present"] < cells["runs"])
    return (
        cells.assign(moved=moved, by=name)
        .groupby([*PLACE, "by"], sort=False)["moved"]
        .agg(compared="size", moved="sum")
        .reset_index()
    )


def _rounded(value: Any) -> str:
    return "" if pd.isna(value) else f"{float(value):.{SIGNIFICANT}g}"


def write_results(results: pd.DataFrame, folder: Path) -> list[Path]:
    """The files that the results were written to: CSV, and Parquet where duckdb is installed.

    OSError where one cannot be written.
    """
    text = results.to_csv(index=False, lineterminator="\n")
    path = write_whole(folder / VALUES_CSV, text.encode())
    try:
        import duckdb  # noqa: PLC0415 - installed by those who ask for it
    except ImportError:
        return [path]
    parquet = folder / VALUES_PARQUET
    partial = parquet.with_suffix(".partial")
    try:
        with duckdb.connect() as database:
            database.register("results", results)
            columns = "* replace (cast(text as varchar) as text)"  # without texts it has no type
            database.sql(f"select {columns} from results").write_parquet(str(partial))
    except duckdb.IOException as error:
        number = re.search(r'"errno":"(\d+)"', str(error))
        raise OSError(int(number[1]) if number else EIO, str(error), str(parquet)) from error
    move(partial, parquet)
    return [path, parquet]
