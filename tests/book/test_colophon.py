"""What a book was made with."""

import re

import pytest

from trustbook.book.benchmarks import read_benchmarks
from trustbook.book.environment import data_digests, package_versions, python_version
from trustbook.corpus.reading import READ_LOG, read_corpus
from trustbook.corpus.schema import TABLES
from trustbook.pages.colophon import speed


@pytest.mark.slow
def test_each_figure_of_speed_is_drawn_and_stands_in_a_table():
    figure, rows = speed().outputs
    assert len(figure.rows) == len(rows.rows) > 0
    measured = read_benchmarks()["figures"]
    assert all(one["least"] <= one["ratio"] <= one["greatest"] for one in measured)
    assert len({one["id"] for one in measured}) == len(measured)


def _corpus(tmp_path, text: bytes):
    (tmp_path / "codings.csv").write_bytes(text)
    return read_corpus(tmp_path)


def test_packages_that_are_asked_for_are_listed_with_their_version():
    versions = package_versions().set_index("package")["version"]
    assert {"trustbook", "altair", "networkx", "papermill"} <= set(versions.index)
    assert "pytest" not in versions.index


def test_python_is_named_by_its_minor_version():
    assert re.fullmatch(r"3\.\d+", python_version())


def test_a_digest_does_not_depend_on_line_ends(tmp_path):
    lines = b"segment,code,coder\ns1,x,C1\n"
    unix = data_digests(_corpus(tmp_path, lines))
    windows = data_digests(_corpus(tmp_path, lines.replace(b"\n", b"\r\n")))
    assert unix.equals(windows)
    assert unix["rows"].tolist() == [1]


def test_every_table_is_looked_up_so_that_one_that_comes_later_makes_a_run_stale(
    tmp_path, monkeypatch
):
    log = tmp_path / "read.log"
    monkeypatch.setenv(READ_LOG, str(log))
    data_digests(_corpus(tmp_path, b"segment,code,coder\ns1,x,C1\n"))
    lines = log.read_text(encoding="utf-8").splitlines()
    assert sorted(lines) == sorted(
        "codings.csv" if name == "codings" else f"absent {name}.csv" for name in TABLES
    )


def test_a_digest_changes_with_one_letter(tmp_path):
    one = data_digests(_corpus(tmp_path, b"segment,code,coder\ns1,x,C1\n"))
    other = data_digests(_corpus(tmp_path, b"segment,code,coder\ns1,y,C1\n"))
    assert one["sha256"].tolist() != other["sha256"].tolist()
