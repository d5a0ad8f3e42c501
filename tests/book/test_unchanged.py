"""A build in which nothing changed says what the last one said, and sees every change."""

import os
import shutil
import time

import pytest

from trustbook.book.unchanged import (
    are_chapters_touched,
    keep_report,
    kept_report,
    sources_digest,
)

FILES = (
    *("_toc.yml", "parameters.yml", "chapters/a.md", "text/a.md", "assets/own/own.css"),
    *("data/mine/segments.csv", "data/mine/more/memo.txt", "_build/runs/mine/a.ipynb"),
    *("_build/runs/mine/a.json", "_build/book/mine/chapters/a.html", "elsewhere.yml"),
)
ASKED = ("data/mine", "elsewhere.yml")


@pytest.fixture
def built(tmp_path, monkeypatch):
    """A compendium whose book was just built."""
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    read = [tmp_path / "data" / "mine", tmp_path / "elsewhere.yml"]
    outputs = [tmp_path / "_build" / kind / "mine" for kind in ("runs", "book")]
    keep_report(
        {"lines": ["the same"]}, ASKED, read=read, folders=outputs, sources=sources_digest(read)
    )
    return tmp_path


def test_what_was_said_is_said_again_to_whoever_asks_for_the_same(built, monkeypatch):
    assert kept_report(ASKED) == {"lines": ["the same"]}
    assert kept_report(("data/other",)) is None
    monkeypatch.chdir(built / "data")
    assert kept_report(ASKED) is None


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_a_file_that_changed_or_is_gone_is_seen(built, name):
    content = (built / name).read_bytes()
    (built / name).write_bytes(content.swapcase())
    assert kept_report(ASKED) is None
    (built / name).write_bytes(content)
    assert kept_report(ASKED) is not None
    (built / name).unlink()
    assert kept_report(ASKED) is None


@pytest.mark.parametrize("folder", ["chapters", "data/mine", "text", "_build/book/mine", "."])
def test_a_new_file_is_seen(built, folder):
    (built / folder / "new.md").touch()
    assert kept_report(ASKED) is None


def test_what_changed_while_the_book_was_built_is_seen(built):
    read, folders = [built / "data" / "mine"], [built / "_build" / "book" / "mine"]
    before = sources_digest(read)
    (built / "chapters" / "a.md").write_text("edited meanwhile", encoding="utf-8")
    keep_report({}, ASKED, read=read, folders=folders, sources=before)
    assert kept_report(ASKED) is None


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"read": 1}'])
def test_a_file_that_nobody_can_read_is_nothing_kept(built, text):
    for path in (built / "_build" / "unchanged").iterdir():
        path.write_text(text, encoding="utf-8")
    assert kept_report(ASKED) is None


def test_without_a_folder_of_builds_nothing_is_kept(built):
    shutil.rmtree(built / "_build")
    assert kept_report(ASKED) is None


@pytest.mark.parametrize(
    ("name", "are_touched"),
    [
        ("chapters/a.ipynb", True),
        ("data/mine/more/memo.txt", True),
        ("elsewhere.yml", True),
        ("chapters/a.md", False),
        ("text/a.md", False),
    ],
)
def test_chapters_are_touched_with_notebooks_and_data_but_not_with_pages(built, name, are_touched):
    assert not are_chapters_touched(ASKED)
    (built / name).touch()
    os.utime(built / name, (time.time() + 9, time.time() + 9))
    assert are_chapters_touched(ASKED) == are_touched


def test_chapters_are_touched_where_nothing_was_built_in_these_words(built):
    assert are_chapters_touched(("data/other",))
