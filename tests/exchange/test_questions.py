"""What a file leaves uncertain: asked in the draft, answered by the map, never decided silently."""

import pytest

from trustbook.errors import ExportError
from trustbook.exchange.mapping import import_map
from trustbook.exchange.questions import Question, Reading, require_answers

FILL = Question(key="fill_down", about="Case", text="Are blank cells repetitions?", default="no")
TITLE = Question(key="keep", about="title", text="Keep it?", default="no", decides=False)


def test_a_map_without_these_keys_answers_nothing():
    assert import_map("concepts: []", file="map.yml").reading == Reading()


def test_no_is_an_answer():
    reading = import_map("fill_down: no\nsame: no\ncode_paths: no", file="map.yml").reading
    assert (reading.fill_down, reading.same, reading.code_paths) == ((), {}, ())


def test_each_key_is_read():
    text = (
        'columns: {passage: words}\nfill_down: [Case]\nsheets: documents\nsplit_codes: [";"]\n'
        'code_paths: " > "\nhidden: skip\nkeep: [Age]\nsame: {Anna: [anna]}\n'
        "assignments: {Ann: [d1, d2]}"
    )
    assert import_map(text, file="map.yml").reading == Reading(
        columns={"passage": "words"},
        fill_down=("Case",),
        sheets="documents",
        split_codes=(";",),
        code_paths=(" > ",),
        hidden="skip",
        keep=("Age",),
        same={"Anna": ("anna",)},
        assignments={"Ann": ("d1", "d2")},
    )


def test_an_import_stops_at_a_question_that_decides():
    with pytest.raises(ExportError, match="fill_down: Case: Are blank"):
        require_answers([FILL, TITLE], Reading(), file="t.csv")


def test_an_answer_or_a_question_that_decides_nothing_lets_it_go_on():
    require_answers([FILL], Reading(fill_down=()), file="t.csv")
    require_answers([TITLE], Reading(), file="t.csv")
