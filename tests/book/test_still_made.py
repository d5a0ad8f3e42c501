"""What a build before left is taken again where nothing changed that it was made from."""

import pytest

from trustbook.book.notebooks import write_text
from trustbook.book.still_made import forget_made, still_made, write_made

MADE_FROM = {"": "all", "a": "1", "b": "2"}


@pytest.fixture
def folder(tmp_path):
    for name in ("a", "b"):
        write_text(tmp_path / "stage" / name, "as it was")
    write_made(tmp_path / "stage", MADE_FROM)
    return tmp_path / "stage"


@pytest.mark.parametrize(
    ("now", "names"),
    [
        (MADE_FROM, ["a", "b"]),
        (MADE_FROM | {"b": "3", "c": "4"}, ["a"]),
        (MADE_FROM | {"": "others"}, []),
    ],
)
def test_only_what_would_be_made_from_the_same_is_still_made(folder, now, names):
    assert still_made(folder, now) == names


def test_nothing_is_still_made_in_a_folder_that_was_changed_or_forgotten(folder):
    write_text(folder / "a", "damage")
    assert still_made(folder, MADE_FROM) == []
    write_made(folder, MADE_FROM)
    write_text(folder.with_name("stage.json"), "[]")
    assert still_made(folder, MADE_FROM) == []
    forget_made(folder)
    assert still_made(folder, MADE_FROM) == []
