"""Checks of large tables in Parquet files: a few rows tell what all of them do."""

import duckdb
import pandas as pd
import pytest

from trustbook.checking.corpora import check_corpus
from trustbook.checking.large import LARGE, telling_rows

SEGMENTS = [f"g{number:02}" for number in range(30)]
PEOPLE = ["SU", "CM", "JC"] * 10
TABLES = {
    "studies": {"study": ["s", "t"], "label": ["S", "T"], "title": ["A", "B"]},
    "encounters": {"encounter": ["e", "f"], "study": ["s", "t"], "data_type": "talks"},
    "stakeholders": {"stakeholder": PEOPLE[:3], "label": PEOPLE[:3], "kind": "role",
                     "level": "micro"},
    "cases": {"case": ["P1", "P2", "P3"], "stakeholder": PEOPLE[:3]},
    "codes": {
        "code": ["t", "k", "l"],
        "label": ["T", "K", "L"],
        "kind": ["theme", "code", "code"],
        "parent": ["", "t", "t"],
    },
    "segments": {
        "segment": SEGMENTS,
        "study": ["s"] * 15 + ["t"] * 15,
        "encounter": ["e"] * 15 + ["f"] * 15,
        "speaker": PEOPLE,
        "case": ["P1", "P2", "P3"] * 10,
        "phase": "early",
        "kind": "quotation",
        "meaning_unit": [f"Of {segment}" for segment in SEGMENTS],
        "same_source_as": ["", "g00", *[""] * 28],
    },
    "codings": {
        "segment": [*SEGMENTS, *SEGMENTS],
        "code": ["k", "l"] * 15 + ["l", "k"] * 15,
        "coder": "C1",
        "remark": [f"Number {number}" for number in range(60)],
    },
    "recodings": {"recoding": ["n"], "study": "s", "anchor": "a", "code": "k", "coder": "C2"},
    "anchors": {"anchor": ["a"], "part": "1", "study": "s", "start": "0", "length": "9",
                "head": "ab", "digest": "cd", "method": "sha256"},
    "claims": {"claim": ["q"], "study": "s", "statement": "Many", "measure": "segments_n",
               "tolerance": "0", "anchor": "a", "arguments": "", "expected": "1"},
    "concepts": {"concept": ["trust"], "label": "Trust", "sign": "1"},
    "relations": {
        "relation": [f"r{number:02}" for number in range(30)],
        "segment": ["", *SEGMENTS[1:]],
        "study": ["s", *[""] * 29],
        "case": ["P1", *[""] * 29],
        "truster": PEOPLE,
        "trustee": [*PEOPLE[1:], "SU"],
        "concept": "trust",
        "level": "micro",
        "weight": "1.5",
        "coder": "C1",
    },
}  # fmt: skip
ALL_DIFFERENT = ("segment", "relation", "same_source_as", "meaning_unit", "remark")
COLUMNS = [
    *(
        (table, [column for column in TABLES[table] if column not in ALL_DIFFERENT])
        for table in LARGE
    ),
    *((table, [column]) for table in LARGE for column in TABLES[table] if column in ALL_DIFFERENT),
]


@pytest.fixture
def frames():
    return {name: pd.DataFrame(columns) for name, columns in TABLES.items()}


def write(folder, frames, *, parquet=()):
    folder.mkdir()
    for name, frame in frames.items():
        if name in parquet:
            duckdb.from_df(frame).write_parquet(str(folder / f"{name}.parquet"))
        else:
            frame.to_csv(folder / f"{name}.csv", index=False)
    return folder


def put(column, cells):
    """A change of some cells of a column, by the numbers of their rows from 0."""
    return lambda rows: rows.assign(
        **{column: [cells.get(row, cell) for row, cell in enumerate(rows[column])]}
    )


def both(tmp_path, frames):
    """What is found in the corpus as CSV, and as Parquet."""
    return (
        check_corpus(write(tmp_path / "csv", frames)),
        check_corpus(write(tmp_path / "parquet", frames, parquet=LARGE)),
    )


def test_a_few_rows_tell_that_there_is_no_fault(tmp_path, frames):
    """Three speakers stand first in the first three rows, the second study in the 16th segment."""
    folder = write(tmp_path / "parquet", frames, parquet=LARGE)
    few = telling_rows(folder)
    assert {name: few[name].index.tolist() for name in few} == {
        name: [2, 3, 4, 17] for name in LARGE
    }
    assert [finding.id for finding in check_corpus(folder)] == ["columns.unknown"]


@pytest.mark.slow
@pytest.mark.parametrize(("table", "columns"), COLUMNS)
def test_faults_of_cells_are_those_in_csv(tmp_path, frames, table, columns):
    """The same fault in two rows below the first, and an empty cell in a third."""
    for column in columns:
        frames[table].loc[[17, 23, 29], column] = ["=1+1", "=1+1", ""]
    of_csv, of_parquet = both(tmp_path, frames)
    assert {(one.row, one.column) for one in of_csv} >= {(25, column) for column in columns}
    assert of_parquet == of_csv


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [
        {"codings": put("coder", dict.fromkeys(range(40, 60), "c1"))},
        {"codings": put("coder", {20: "C2", 35: "C2"})},
        {"codings": put("segment", {17: "g-20"})},
        {"codings": lambda rows: pd.concat([rows, rows.tail(1)])},
        {
            "codings": lambda rows: rows[rows["segment"] != "g20"],
            "relations": lambda rows: rows[rows["segment"] != "g20"],
        },
        {"segments": lambda rows: pd.concat([rows, rows.tail(1)])},
        {"segments": put("same_source_as", {17: "g01"})},
        {"segments": put("speaker", {25: "SU"})},
        {"relations": put("study", {20: "s"})},
        {"relations": put("relation", {0: "g20"})},
        {"relations": put("weight", {row: f"{min(row, 21)} kg" for row in range(30)})},
        {"relations": lambda rows: rows.drop(columns="segment")},
        {"claims": put("arguments", {0: "segments=g20"}), "codings": put("remark", {5: "=1"})},
    ],
)
def test_faults_of_rows_are_those_in_csv(tmp_path, frames, change):
    of_csv, of_parquet = both(
        tmp_path, frames | {name: rows(frames[name]) for name, rows in change.items()}
    )
    assert len(of_csv) > 1
    assert of_parquet == of_csv
