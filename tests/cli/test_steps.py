"""The steps of a verification, and the report on them."""

import pytest

from trustbook.cli.steps import Step, report_of, step_or_failure, with_causes
from trustbook.errors import ChapterError, CorpusError

SOUND = Step(name="data", verified="all is well")
WRONG = Step(name="outputs", findings=("5 → 6", "7 → 8"), advice="look")


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        ([SOUND], 0),
        ([SOUND, Step(name="anchors", skipped="give --sources")], 0),
        ([SOUND, WRONG], 1),
        ([WRONG, Step(name="outputs", findings=("died",), is_failed=True)], 3),
    ],
)
def test_the_exit_code_tells_the_worst_of_the_steps(steps, code):
    assert report_of(steps, corpus="mine").exit_code == code


def test_a_report_has_a_line_per_step_then_findings_then_what_to_do():
    steps = [SOUND, WRONG, Step(name="anchors", skipped="give --sources")]
    assert report_of(steps, corpus="mine").text.splitlines() == [
        "data         ok: all is well",
        "outputs      2 findings",
        "anchors      not verified: give --sources",
        "outputs: 5 → 6",
        "outputs: 7 → 8",
        "2 findings (outputs).",
        "Next: look (outputs)",
    ]


def test_counts_are_for_who_asks_for_a_step_alone():
    step = Step(name="claims", verified="2 agree", counts=("s  2",))
    assert "s  2" not in report_of([step], corpus="mine").lines
    assert report_of([step], corpus="mine", with_counts=True).lines[0] == "s  2"


def test_a_report_for_machines_has_every_step():
    report = report_of([SOUND, WRONG], corpus="mine").values
    assert [(step["step"], step["ok"]) for step in report["steps"]] == [
        ("data", True),
        ("outputs", False),
    ]
    assert report["steps"][1]["findings"] == [{"message": "5 → 6"}, {"message": "7 → 8"}]


@pytest.mark.parametrize(("error", "is_failed"), [(ChapterError, True), (CorpusError, False)])
def test_what_keeps_a_step_from_being_taken_is_its_finding(error, is_failed):
    def refuses():
        raise error("one\ntwo")

    step = step_or_failure("outputs", refuses)
    assert step == Step(name="outputs", findings=("one", "two"), is_failed=is_failed)


CHANGED = Step(name="inputs", findings=("relations.csv, row r1: sign 1, was -1",), advice="undo")


def test_the_cause_is_the_first_line_and_is_not_repeated():
    assert report_of([CHANGED, WRONG], corpus="mine").text.splitlines() == [
        "Changed: relations.csv, row r1: sign 1, was -1",
        "inputs       1 finding",
        "outputs      2 findings",
        "outputs: 5 → 6",
        "outputs: 7 → 8",
        "3 findings (inputs, outputs).",
        "Next: undo (inputs); look (outputs)",
    ]


def test_findings_beyond_the_first_of_a_place_are_counted_unless_all_are_asked_for():
    findings = tuple(f"{place}/table: row {n}" for place in "abcdef" for n in range(20))
    step = Step(name="outputs", findings=findings)
    *_, first, last, more, _, _ = report_of([step], corpus="mine").text.splitlines()
    assert (first, last) == ("outputs: c/table: row 2", "outputs: d/table: row 0")
    assert more == "outputs: … and 110 more; --all shows every one"
    assert len(report_of([step], corpus="mine", is_whole=True).lines) == 1 + 120 + 1
    assert len(report_of([step], corpus="mine").values["steps"][0]["findings"]) == 120


def test_changed_code_is_a_cause_where_an_output_moved_and_a_note_where_none_did():
    same = Step(name="inputs", verified="as frozen")
    moved, _ = with_causes([same, WRONG], code=["ties.py changed"])
    assert moved.findings == ("ties.py changed",)
    assert report_of([moved, WRONG], corpus="mine").lines[0] == "Changed: ties.py"
    still, _ = with_causes([same, SOUND], code=["ties.py changed"])
    assert still.verified == "as frozen; 1 file of code changed, which moves no output"
    assert still.findings == ()


def test_outputs_that_moved_without_a_cause_are_said_to_have_none():
    same = Step(name="inputs", verified="as frozen")
    assert (
        report_of(with_causes([same, WRONG], code=[]), corpus="m")
        .lines[0]
        .startswith("Changed: nothing that the book is made from: the reference itself was changed")
    )
    skipped = Step(name="inputs", skipped="no reference")
    assert with_causes([skipped, WRONG], code=[])[0].findings == ()
