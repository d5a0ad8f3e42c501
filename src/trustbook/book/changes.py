"""What moved between two runs of a chapter, in words: cells of tables, rows, sentences."""

import difflib
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence

import pandas as pd
from nbformat import NotebookNode

from trustbook.book.outputs import PART, VALUE, Output, csv_frame, csv_text, outputs_in

TOLERANCE = 1e-9  # relative: what two processors may differ by in a sum of floats
MOST_CHANGES = 12  # of an output that are listed
_MANY = 200  # rows from which only their number is compared
_SHORT = 60
_CONTEXT = 3  # words shown before a changed word
_SKIPPED = {"injected-parameters", "nbval-ignore-output"}

Row = tuple[str, ...]


def moved(before: pd.DataFrame, now: pd.DataFrame, *, tolerance: float = TOLERANCE) -> list[str]:
    """What differs between two tables of text, one change per line.

    Rows are paired by what they have in common, so that a row in another place is not a changed
    one. Numbers that differ by less than the tolerance (relative to the larger) are equal.

    >>> one = pd.DataFrame({"who": ["Jobcentre", "Users"], "distrust": ["5", "2"]})
    >>> moved(one, one.replace("5", "6"))
    ['row Jobcentre, distrust: 5 → 6']
    """
    heads = [list(map(str, frame.columns)) for frame in (before, now)]
    if heads[0] != heads[1]:
        return [*_other_columns(heads[0], heads[1]), *_other_sizes(before, now)]
    old, new = (_rows(frame) for frame in (before, now))
    gone, added = _only(old, new, tolerance), _only(new, old, tolerance)
    if not gone and not added:
        same = all(_alike(a, b, tolerance) for a, b in zip(old, new, strict=True))
        return [] if same else ["the rows stand in another order"]
    if len(gone) > _MANY or len(added) > _MANY:
        return [f"{len(gone)} of {len(old)} rows are not the same; there are {len(new)} now"]
    return list(_changes(heads[0], gone, added, tolerance))


def _rows(frame: pd.DataFrame) -> list[Row]:
    return [tuple(map(str, row)) for row in frame.itertuples(index=False, name=None)]


def _only(rows: Sequence[Row], others: Sequence[Row], tolerance: float) -> list[Row]:
    """The rows that the others do not have, each as often as it is missing there."""
    left = Counter(others)
    missing = []
    for row in rows:
        if left[row]:
            left[row] -= 1
        else:
            missing.append(row)
    rest = list(left.elements())
    kept = []
    for row in missing:
        twin = next((other for other in rest if _alike(row, other, tolerance)), None)
        if twin is None:
            kept.append(row)
        else:
            rest.remove(twin)
    return kept


def _alike(one: Row, other: Row, tolerance: float) -> bool:
    return all(_equal(a, b, tolerance) for a, b in zip(one, other, strict=True))


def _equal(one: str, other: str, tolerance: float) -> bool:
    if one == other:
        return True
    try:
        return math.isclose(float(one), float(other), rel_tol=tolerance)
    except ValueError:
        return False


def _changes(
    heads: Sequence[str], gone: list[Row], added: list[Row], tolerance: float
) -> Iterator[str]:
    twins = _twins(gone, added, tolerance)
    for number, row in enumerate(gone):
        if number not in twins:
            yield f"row {_name(row)} is gone"
            continue
        twin = added[twins[number]]
        name = _name(row, twin)
        for head, was, is_now in zip(heads, row, twin, strict=True):
            if not _equal(was, is_now, tolerance):
                yield f"row {name}, {head}: {_words(was)} → {_words(is_now)}"
    for number, row in enumerate(added):
        if number not in twins.values():
            yield f"row {_name(row)} is new"


def _twins(gone: list[Row], added: list[Row], tolerance: float) -> dict[int, int]:
    """Which of the added rows each row became, those that are most alike first."""
    pairs = [
        (_likeness(one, other, tolerance), number, place)
        for number, one in enumerate(gone)
        for place, other in enumerate(added)
    ]
    twins: dict[int, int] = {}
    for likeness, number, place in sorted(pairs, key=lambda p: (-p[0][0], -p[0][1], p[1], p[2])):
        if likeness != (0, 0) and number not in twins and place not in twins.values():
            twins[number] = place
    return twins


def _likeness(one: Row, other: Row, tolerance: float) -> tuple[int, int]:
    """How many cells in words, and how many in all, two rows share; none below half of them."""
    shared = [a for a, b in zip(one, other, strict=True) if _equal(a, b, tolerance)]
    if 2 * len(shared) < len(one):
        return (0, 0)
    return (sum(not _is_number(cell) for cell in shared), len(shared))


def _name(row: Row, other: Row | None = None) -> str:
    """The first two cells in words that name a row, of those that did not change."""
    kept = [a for a, b in zip(row, other or row, strict=True) if a == b]
    words = [cell for cell in kept if cell and not _is_number(cell)]
    return " · ".join(map(_words, words[:2] or kept[:2] or row[:2]))


def _is_number(cell: str) -> bool:
    return bool(re.fullmatch(r"[-−+]?[\d.,]+%?", cell))


def _words(cell: str) -> str:
    if not cell:
        return "empty"
    return cell if len(cell) <= _SHORT else f"{cell[:_SHORT]}…"


def _other_columns(before: Sequence[str], now: Sequence[str]) -> list[str]:
    gone = [f"column {name} is gone" for name in before if name not in now]
    new = [f"column {name} is new" for name in now if name not in before]
    return [*gone, *new] or ["the columns stand in another order"]


def _other_sizes(before: pd.DataFrame, now: pd.DataFrame) -> list[str]:
    return [f"rows: {len(before)} → {len(now)}"] if len(before) != len(now) else []


def moved_words(before: str, now: str) -> list[str]:
    """The words that differ between two texts, with those that stand before them.

    >>> moved_words("The book has 12 ties.", "The book has 13 ties.")
    ["“The book has”: '12' → '13'"]
    """
    old, new = before.split(), now.split()
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    return [
        f"{_place(old, start)}{_quoted(old[start:end])} → {_quoted(new[other:other_end])}"
        for kind, start, end, other, other_end in matcher.get_opcodes()
        if kind != "equal"
    ]


def _place(words: Sequence[str], start: int) -> str:
    before = " ".join(words[max(0, start - _CONTEXT) : start])
    return f"“{before}”: " if before else ""


def _quoted(words: Sequence[str]) -> str:
    text = " ".join(words)
    return f"'{text if len(text) <= 2 * _SHORT else text[: 2 * _SHORT] + '…'}'"


def chapter_moves(before: NotebookNode, now: NotebookNode, *, chapter: str) -> list[str]:
    """What a chapter shows otherwise than before: each change with its output or its cell.

    Cells whose output a chapter says depends on the computer are left out.
    """
    old, new = _compared_cells(before), _compared_cells(now)
    lines = [f"chapter {chapter}, cell {name} is gone" for name in old if name not in new]
    lines += [f"chapter {chapter}, cell {name} is new" for name in new if name not in old]
    for name in (name for name in old if name in new):
        lines += [
            f"sentence in chapter {chapter}, cell {name}: {line}"
            for line in moved_words(_sentences(old[name]), _sentences(new[name]))
        ]
        lines += output_moves(_outputs(old[name]), _outputs(new[name]), chapter=chapter)
    return lines


def output_moves(
    before: Sequence[Output], now: Sequence[Output], *, chapter: str = ""
) -> list[str]:
    """What differs between the outputs of a cell, each change with the id of its output."""
    old, new = ({output.name: output for output in outputs} for outputs in (before, now))
    lines = []
    for name in [*old, *(name for name in new if name not in old)]:
        if name not in new:
            moves = [f"{_size(old[name])} is gone"]
        elif name not in old:
            moves = [f"{_size(new[name])} is new"]
        else:
            moves = _moves(old[name], new[name])
        place = f"{chapter}/{name}" if chapter else name
        lines += _shortened([f"{place}: {line}" for line in moves])
    return lines


def _size(output: Output) -> str:
    return "a value" if output.kind == VALUE else f"a {output.kind} of {len(output.rows)} rows"


def _moves(before: Output, now: Output) -> list[str]:
    lines = moved_words(before.words, now.words) + moved(_frame(before), _frame(now))
    for name, value in now.values.items():
        one, other = str(before.values.get(name, "")), str(value)
        lines += [] if _equal(one, other, TOLERANCE) else [f"{_words(one)} → {_words(other)}"]
    if not lines and before.drawing != now.drawing:
        return ["its drawing changed, though its words and numbers did not"]
    return lines


def _frame(output: Output) -> pd.DataFrame:
    labels = [column.label for column in output.columns]
    return csv_frame(csv_text(output)).set_axis(labels, axis="columns")


def _compared_cells(notebook: NotebookNode) -> dict[str, NotebookNode]:
    return {
        cell.id: cell
        for cell in notebook.cells
        if cell.cell_type == "code" and not _SKIPPED & set(cell.metadata.get("tags", []))
    }


def _shortened(lines: list[str]) -> list[str]:
    more = len(lines) - MOST_CHANGES
    rest = [f"{lines[0].partition(':')[0]}: … and {more} more changes"] if more > 0 else []
    return [*lines[:MOST_CHANGES], *rest]


def _outputs(cell: NotebookNode) -> list[Output]:
    return [output for display in cell.outputs for output in outputs_in(display.get("data", {}))]


def _sentences(cell: NotebookNode) -> str:
    """The text of those displays of a cell that are no outputs."""
    data = [display.get("data", display) for display in cell.outputs]
    return "\n".join("".join(each.get("text/plain", "")) for each in data if PART not in each)
