"""Drawing: another process draws the same, and what it cannot draw is told to whoever asked."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from trustbook.book import drawing
from trustbook.book.drawing import drawing_for_others, png_of, svg_of

SPEC = {"data": {"values": [{"a": 1.5, "b": "x"}]}, "mark": "bar"}


@pytest.fixture(autouse=True)
def _alone(monkeypatch):
    """Nobody draws for this process, nor has drawn the same before, as otherwise in tests."""
    monkeypatch.delenv("TRUSTBOOK_DRAWING", raising=False)
    monkeypatch.setattr(drawing, "draw", drawing.draw.__wrapped__)


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Where this process draws for others, which this process asks as they do."""
    drawing_for_others.cache_clear()
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    ((name, value),) = drawing_for_others(tmp_path).items()
    monkeypatch.setenv(name, value)
    return Path(value)


@pytest.mark.slow
def test_whoever_draws_draws_the_same(place, monkeypatch):
    """Each by an engine of its own, and not what another test has had drawn."""
    drawn = svg_of(SPEC), png_of(svg_of(SPEC), scale=0.5, dots=300)
    with pytest.raises(ValueError, match="conversion failed"):
        svg_of({"mark": 7})
    monkeypatch.delenv("TRUSTBOOK_DRAWING")
    code = (
        "from trustbook.book.drawing import png_of, svg_of\n"
        f"svg = svg_of({SPEC!r})\nprint(repr((svg, png_of(svg, scale=0.5, dots=300))))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ast.literal_eval(done.stdout) == drawn
    assert svg_of(SPEC) == drawn[0]


def test_who_draws_for_a_process_draws_for_its_kernels_too(place, tmp_path):
    assert drawing_for_others(tmp_path / "another") == {"TRUSTBOOK_DRAWING": str(place)}


@pytest.mark.slow
def test_of_processes_with_one_folder_the_first_draws_for_all(place, tmp_path, monkeypatch):
    monkeypatch.delenv("TRUSTBOOK_DRAWING")
    code = (
        "from pathlib import Path; from trustbook.book.drawing import drawing_for_others\n"
        f"print(*drawing_for_others(Path({str(tmp_path)!r})).values())"
    )
    others = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert others.stdout.strip() == str(place)


def test_each_draws_for_itself_once_nobody_draws_for_it(tmp_path, monkeypatch):
    monkeypatch.setenv("TRUSTBOOK_DRAWING", str(tmp_path / "drawing-0"))
    assert svg_of(SPEC)[:4] == "<svg"


def test_who_cannot_be_asked_leaves_each_to_draw_for_itself(tmp_path):
    assert not drawing_for_others(tmp_path / ("long" * 40))


def test_where_processes_cannot_be_asked_each_draws_for_itself(tmp_path, monkeypatch):
    """Windows has no sockets with a path."""
    monkeypatch.delattr("socket.AF_UNIX")
    assert drawing_for_others.__wrapped__(tmp_path) == {}


def test_letters_that_no_picture_can_hold_are_blanks():
    """They would end the process; a backslash before a letter is none of them."""
    label = "a\x0bb\x00c\x1fd\ufffee\b\f\\bg\\u000b"
    marks = {"mark": "text", "encoding": {"text": {"field": "x"}}}
    svg = svg_of({"data": {"values": [{"x": label}]}, **marks})
    assert ">a b c d e  \\bg\\u000b<" in svg
