"""The steps of a verification, and the report on them: causes first, then what follows."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from trustbook.cli.terminal import Report
from trustbook.corpus.numbers import count
from trustbook.corpus.parameters import command_for
from trustbook.errors import ChapterError, TrustbookError

INPUTS, OUTPUTS = "inputs", "outputs"
STEPS = (INPUTS, "data", "claims", "anchors", OUTPUTS, "environment")
_SHOWN, _SHOWN_OF_PLACE = 10, 3
_UNCAUSED = (
    "nothing that the book is made from: the reference itself was changed, or this computer "
    "computes differently from the one that froze it"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a verification: its findings, else what was verified or why it was not tried.

    `counts` are lines for whoever asks for this step alone, `values` are for machines, and
    `advice` says what to do about the findings.
    """

    name: str
    findings: tuple[str, ...] = ()
    verified: str = ""
    skipped: str = ""
    advice: str = ""
    is_failed: bool = False
    counts: tuple[str, ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)


def step_or_failure(name: str, take: Callable[[], Step]) -> Step:
    """The step; the error that kept it from being taken is its finding."""
    try:
        return take()
    except TrustbookError as error:
        lines = tuple(str(error).splitlines())
        return Step(name=name, findings=lines, is_failed=isinstance(error, ChapterError))


def with_causes(steps: Sequence[Step], *, code: Sequence[str]) -> list[Step]:
    """The steps; changed `code` is a cause among the inputs where an output moved, else a note."""
    moved = any(step.name == OUTPUTS and step.findings for step in steps)
    return [_with_code(step, code, moved=moved) if step.name == INPUTS else step for step in steps]


def _with_code(step: Step, code: Sequence[str], *, moved: bool) -> Step:
    if moved:
        findings = (*step.findings, *code)
        return replace(step, findings=findings or (() if step.skipped else (_UNCAUSED,)))
    note = f"; {count(len(code), 'file')} of code changed, which moves no output" if code else ""
    return replace(step, verified=f"{step.verified}{note}")


def report_of(
    steps: Sequence[Step], *, corpus: str, with_counts: bool = False, is_whole: bool = False
) -> Report:
    """The report on some steps: what changed, a line for each step, findings, what to do.

    Findings beyond the first are counted unless the report `is_whole`.
    """
    causes = [line for step in steps if step.name == INPUTS for line in step.findings]
    wrong = [step for step in steps if step.findings]
    names = ", ".join(step.name for step in wrong)
    number = sum(len(step.findings) for step in wrong)
    failed = any(step.is_failed for step in steps)
    return Report(
        lines=[
            *(
                f"Changed: {line.removesuffix(' changed')}"
                for line in _folded(causes, is_whole=is_whole)
            ),
            *(line for step in steps if with_counts for line in step.counts),
            *map(_line, steps),
            *(
                f"{step.name}: {finding}"
                for step in wrong
                if step.name != INPUTS
                for finding in _folded(step.findings, is_whole=is_whole)
            ),
            f"{count(number, 'finding')} ({names})." if wrong else "All that was verified agrees.",
        ],
        values={"corpus": corpus, "steps": [_values(step) for step in steps]},
        next="; ".join(f"{step.advice} ({step.name})" for step in wrong if step.advice)
        or ("see above" if wrong else command_for("trustbook build", corpus)),
        exit_code=ChapterError.exit_code if failed else int(bool(wrong)),
    )


def _folded(findings: Sequence[str], *, is_whole: bool) -> list[str]:
    """The first findings, few of one file or output, and how many more there are."""
    if is_whole:
        return list(findings)
    places: Counter[str] = Counter()
    first_few: list[str] = []
    for finding in findings:
        place = finding.split(", ")[0].split(": ")[0]
        places[place] += 1
        if places[place] <= _SHOWN_OF_PLACE and len(first_few) < _SHOWN:
            first_few.append(finding)
    more = len(findings) - len(first_few)
    return [*first_few, f"… and {more} more; --all shows every one"] if more else first_few


def _line(step: Step) -> str:
    if step.findings:
        return f"{step.name:<12} {count(len(step.findings), 'finding')}"
    if step.skipped:
        return f"{step.name:<12} not verified: {step.skipped}"
    return f"{step.name:<12} ok: {step.verified}"


def _values(step: Step) -> dict[str, object]:
    return {
        "step": step.name,
        "ok": not step.findings and not step.skipped,
        "findings": [{"message": finding} for finding in step.findings],
        "verified": "" if step.findings else step.verified,
        "skipped": step.skipped,
        **step.values,
    }
