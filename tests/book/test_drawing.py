"""Drawing: another process draws the same, and what it cannot draw is told to whoever asked."""

import pytest

from trustbook.book.drawing import drawing_for_others, svg_of

SPEC = {"data": {"values": [{"a": 1.5, "b": "x"}]}, "mark": "bar"}


@pytest.mark.slow
def test_another_process_draws_the_same(tmp_path, monkeypatch):
    own = svg_of(SPEC)
    for name, value in drawing_for_others(tmp_path).items():
        monkeypatch.setenv(name, value)
    assert svg_of(SPEC) == own
    with pytest.raises(ValueError, match="conversion failed"):
        svg_of({"mark": 7})
    assert svg_of(SPEC) == own


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
