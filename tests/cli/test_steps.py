"""The steps of a verification, and the report on them."""

import pytest

from trustbook.cli.verify import Step, report_of, step_or_failure
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
