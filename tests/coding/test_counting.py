"""Counts of a whole corpus: the same in memory and on disk."""

import sys
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from trustbook.coding.counting import corpus_counts as counts_of
from trustbook.corpus.reading import read_corpus
from trustbook.errors import CorpusError

CORPORA = ("data/ibbis", "tests/corpora/exercise", "tests/corpora/clinic")
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
@pytest.mark.parametrize("folder", CORPORA)
def test_counts_on_disk_are_those_in_memory(folder):
    """Sources are segments, documents or cases there; segments repeat each other in one."""
    corpus = read_corpus(ROOT / folder)
    in_memory, on_disk = counts_of(corpus), counts_of(corpus, on_disk=True)
    assert list(in_memory) == list(on_disk)
    for name, table in in_memory.items():
        pd.testing.assert_frame_equal(on_disk[name], table, check_dtype=False, obj=name)


def test_parquet_is_counted_where_it_lies(tmp_path):
    for path in (ROOT / "tests/corpora/exercise").glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    for name in ("codings", "segments", "relations"):
        rows = duckdb.read_csv(str(tmp_path / f"{name}.csv"), all_varchar=True)
        rows.write_parquet(str(tmp_path / f"{name}.parquet"))
        (tmp_path / f"{name}.csv").unlink()
    expected = counts_of(read_corpus(ROOT / "tests/corpora/exercise"))
    for name, table in counts_of(read_corpus(tmp_path), on_disk=True).items():
        pd.testing.assert_frame_equal(table, expected[name], check_dtype=False, obj=name)


def test_without_duckdb_a_count_on_disk_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(CorpusError, match=r"install trustbook\[large\]"):
        counts_of(read_corpus(ROOT / "data/ibbis"), on_disk=True)
