"""A database that a program has open, or left open when it crashed: never read half-written."""

import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

import pytest

from trustbook.errors import ExportError
from trustbook.exchange.database import open_database, unsaved_changes

ROWS = 3_000


def open_elsewhere(path, *, mode, pages=10):
    """A connection of a program that has saved ROWS rows of "old"; few pages stay in memory."""
    database = sqlite3.connect(path, isolation_level=None)
    database.execute(f"PRAGMA journal_mode={mode}")
    database.execute(f"PRAGMA cache_size={pages}")
    database.execute("PRAGMA wal_autocheckpoint=0")
    database.execute("CREATE TABLE coding (word TEXT, more TEXT)")
    database.execute("BEGIN")
    database.executemany("INSERT INTO coding VALUES ('old', ?)", [("x" * 200,)] * ROWS)
    database.execute("COMMIT")
    return database


def copied(path, *, folder):
    """The files as they stand on the disk, of a program that has crashed."""
    folder.mkdir()
    for one in path.parent.glob(f"{path.name}*"):
        if not one.name.endswith("-shm"):
            shutil.copyfile(one, folder / one.name)
    return folder / path.name


def words(path):
    with open_database(path) as database:
        return set(database.execute("SELECT word FROM coding").fetchall())


def files(folder):
    return {one.name: one.read_bytes() for one in folder.iterdir()}


def crashed(tmp_path):
    """A database of which half of an unfinished change is written, with its journal."""
    with open_elsewhere(tmp_path / "p.qda", mode="DELETE") as program:
        program.execute("BEGIN")
        program.execute("UPDATE coding SET word = 'new'")
        path = copied(tmp_path / "p.qda", folder=tmp_path / "copy")
        program.execute("ROLLBACK")
    program.close()
    return path


def test_a_change_that_was_not_finished_is_undone_on_a_copy(tmp_path):
    path = crashed(tmp_path)
    before = files(path.parent)
    assert sorted(before) == ["p.qda", "p.qda-journal"]
    assert b"new" in before["p.qda"]
    assert words(path) == {("old",)}
    assert files(path.parent) == before


def test_the_copy_is_gone_afterwards(tmp_path, monkeypatch):
    private = tmp_path / "private"
    private.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(private))
    words(crashed(tmp_path))
    assert list(private.iterdir()) == []


def test_the_copy_is_gone_after_a_kill(tmp_path):
    private = tmp_path / "private"
    private.mkdir()
    code = "\n".join([
        "import pathlib, sys, tempfile",
        "from trustbook.exchange.database import open_database",
        "tempfile.tempdir = sys.argv[1]",
        "with open_database(pathlib.Path(sys.argv[2])): print('open', flush=True); input()",
    ])  # fmt: skip
    command = [sys.executable, "-c", code, private, crashed(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"open\n"
        assert list(private.rglob("p.qda"))
        process.kill()
    deadline = time.monotonic() + 30
    while list(private.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert list(private.iterdir()) == []


def test_a_change_that_was_finished_beside_the_database_is_read(tmp_path):
    with open_elsewhere(tmp_path / "p.qda", mode="WAL") as program:
        program.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        program.execute("UPDATE coding SET word = 'new'")
        path = copied(tmp_path / "p.qda", folder=tmp_path / "copy")
    program.close()
    before = files(path.parent)
    assert sorted(before) == ["p.qda", "p.qda-wal"]
    assert words(path) == {("new",)}
    assert files(path.parent) == before


def test_what_was_done_is_said(tmp_path):
    (line,) = unsaved_changes(crashed(tmp_path))
    assert "p.qda-journal" in line
    assert "open and close it in its program" in line


def test_a_journal_that_is_over_changes_nothing(tmp_path):
    """Some programs empty the journal, or the beginning of it, instead of deleting it."""
    for mode in ("TRUNCATE", "PERSIST"):
        path = tmp_path / f"{mode}.qda"
        with open_elsewhere(path, mode=mode) as program:
            program.execute("UPDATE coding SET word = 'new'")
        program.close()
        assert path.with_name(f"{path.name}-journal").is_file()
        assert words(path) == {("new",)}


@pytest.mark.parametrize("ending", ["-wal", "-journal"])
def test_a_journal_that_is_none_is_not_passed_over(tmp_path, ending):
    open_elsewhere(tmp_path / "p.qda", mode="DELETE").close()
    (tmp_path / f"p.qda{ending}").write_bytes(b"x")
    with pytest.raises(ExportError, match=r"^p\.qda: not all of it is saved yet[^\n]*$"):
        words(tmp_path / "p.qda")


def test_a_journal_that_names_a_file_elsewhere_is_not_followed(tmp_path):
    """SQLite would delete the journal that is above several; here it is any file."""
    path = crashed(tmp_path)
    victim = tmp_path / "victim"
    victim.write_text("mine")
    name = str(victim).encode()
    journal = path.with_name(f"{path.name}-journal")
    numbers = (len(name).to_bytes(4, "big"), sum(name).to_bytes(4, "big"))
    end = b"".join([b"\0\0\0\1", name, *numbers, bytes.fromhex("d9d505f920a163d7")])
    journal.write_bytes(journal.read_bytes() + end)
    with pytest.raises(ExportError, match="not all of it is saved yet"):
        words(path)
    assert victim.read_text() == "mine"


def test_a_database_that_is_written_to_while_it_is_read_is_refused(tmp_path):
    path = tmp_path / "p.qda"
    open_elsewhere(path, mode="DELETE").close()
    with (
        pytest.raises(ExportError, match="being changed while it is read"),
        open_database(path) as database,
    ):
        database.execute("SELECT word FROM coding LIMIT 1").fetchall()
        program = sqlite3.connect(path)
        program.execute("INSERT INTO coding VALUES ('new', '')")
        program.commit()
        program.close()
