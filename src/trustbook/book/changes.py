"""What changed between two runs of a chapter, in words: cells of tables, rows, sentences."""

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
_SHORT = 60  # letters of a cell that are shown
_CONTEXT = 3  # words shown before a changed word
_SKIPPED = {"injected-parameters", "nbval-ignore-output"}

Row = tuple[str, ...]


def table_changes(
    before: pd.DataFrame, now: pd.DataFrame, *, tolerance: float = TOLERANCE
) -> list[str]:
    """What differs between two tables of text, one change per line.

    Rows are paired by what they have in common, so that a row in another place is not a changed
    one. Numbers that differ by less than the tolerance (relative to the larger) are equal.

    >>> one = pd.DataFrame({"who": ["Jobcentre", "Users"], "distrust": ["5", "2"]})
    >>> table_changes(one, one.replace("5", "6"))
    ['row Jobcentre, distrust: 5 → 6']
    """
    old_heads, heads = (list(map(str, frame.columns)) for frame in (before, now))
    old_rows, rows = (
        [tuple(map(str, row)) for row in frame.itertuples(index=False, name=None)]
        for frame in (before, now)
    )
    if old_heads != heads:
        return _changes_of_columns(before, now, tolerance)
    lost, new = _only(old_rows, rows, tolerance), _only(rows, old_rows, tolerance)
    if not lost and not new:
        same = all(_alike(a, b, tolerance) for a, b in zip(old_rows, rows, strict=True))
        return [] if same else ["the rows are in another order"]
    if len(lost) > _MANY or len(new) > _MANY:
        return [f"{len(lost)} of {len(old_rows)} rows are not the same; there are {len(rows)} now"]
    return list(_row_changes(heads, lost, new, tolerance))


def _changes_of_columns(before: pd.DataFrame, now: pd.DataFrame, tolerance: float) -> list[str]:
    """Which columns are gone or new, and what differs in those that both tables have."""
    old_heads, heads = list(map(str, before.columns)), list(map(str, now.columns))
    lines = _column_lines(old_heads, heads) or ["the columns are in another order"]
    shared = [name for name in heads if old_heads.count(name) == heads.count(name) == 1]
    if not shared:
        return [*lines, "no column is in both, so that no cell was compared"]
    old, new = before.set_axis(old_heads, axis="columns"), now.set_axis(heads, axis="columns")
    return [*lines, *table_changes(old[shared], new[shared], tolerance=tolerance)]


def _column_lines(old_heads: Sequence[str], heads: Sequence[str]) -> list[str]:
    gone = [f"column {name} is gone" for name in old_heads if name not in heads]
    return gone + [f"column {name} is new" for name in heads if name not in old_heads]


def keyed_changes(before: pd.DataFrame, now: pd.DataFrame, *, key: Sequence[str]) -> list[str]:
    """What differs between two tables of text whose rows have a key, one change per line.

    Without the key, or where it comes twice, rows are paired by what they have in common.

    >>> one = pd.DataFrame({"concept": ["trust", "distrust"], "sign": ["1", "-1"]})
    >>> keyed_changes(one, one.replace("-1", "1"), key=["concept"])
    ['row distrust: sign 1, was -1']
    """
    keys = list(key)
    if any(not set(keys) <= set(each) or each.duplicated(keys).any() for each in (before, now)):
        return table_changes(before, now)
    old, new = _by_key(before, keys), _by_key(now, keys)
    columns = [name for name in map(str, now) if name in before]
    return [
        *_column_lines(list(map(str, before)), list(map(str, now))),
        *(f"row {name} is gone" for name in old if name not in new),
        *(f"row {name} is new" for name in new if name not in old),
        *(
            f"row {name}: {column} {_cell_change(old[name][column], row[column])}"
            for name, row in new.items()
            for column in columns
            if name in old and old[name][column] != row[column]
        ),
    ]


def _by_key(rows: pd.DataFrame, key: list[str]) -> dict[str, dict[str, str]]:
    cells: list[dict[str, str]] = rows.to_dict("records")  # type: ignore[assignment]
    return {" · ".join(row[name] for name in key): row for row in cells}


def _cell_change(before: str, now: str) -> str:
    """The new and the old cell; of long ones the words that differ."""
    if max(len(before), len(now)) <= _SHORT:
        return f"{now or 'empty'}, was {before or 'empty'}"
    return "; ".join(word_changes(before, now)) or f"{_short(now)}, was {_short(before)}"


def _only(rows: Sequence[Row], others: Sequence[Row], tolerance: float) -> list[Row]:
    """The rows that the others do not have, each as often as it is missing there."""
    unpaired = Counter(others)
    missing = []
    for row in rows:
        if unpaired[row]:
            unpaired[row] -= 1
        else:
            missing.append(row)
    rest = list(unpaired.elements())
    only = []
    for row in missing:
        twin = next((other for other in rest if _alike(row, other, tolerance)), None)
        if twin is None:
            only.append(row)
        else:
            rest.remove(twin)
    return only


def _alike(one: Row, other: Row, tolerance: float) -> bool:
    return all(_equal(a, b, tolerance) for a, b in zip(one, other, strict=True))


def _equal(one: str, other: str, tolerance: float) -> bool:
    if one == other:
        return True
    try:
        return math.isclose(float(one), float(other), rel_tol=tolerance)
    except ValueError:
        return False


def _row_changes(
    heads: Sequence[str], lost: list[Row], new: list[Row], tolerance: float
) -> Iterator[str]:
    twins = _twins(lost, new, tolerance)
    for number, row in enumerate(lost):
        if number not in twins:
            yield f"row {_name(row)} is gone"
            continue
        twin = new[twins[number]]
        name = _name(row, twin)
        for head, old_cell, cell in zip(heads, row, twin, strict=True):
            if not _equal(old_cell, cell, tolerance):
                yield f"row {name}, {head}: {_short(old_cell)} → {_short(cell)}"
    for number, row in enumerate(new):
        if number not in twins.values():
            yield f"row {_name(row)} is new"


def _twins(lost: list[Row], new: list[Row], tolerance: float) -> dict[int, int]:
    """Which of the new rows each row became, those that are most alike first."""
    pairs = [
        (_likeness(one, other, tolerance), number, place)
        for number, one in enumerate(lost)
        for place, other in enumerate(new)
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
    same = [a for a, b in zip(row, other or row, strict=True) if a == b]
    words = [cell for cell in same if cell and not _is_number(cell)]
    return " · ".join(map(_short, words[:2] or same[:2] or row[:2]))


def _is_number(cell: str) -> bool:
    return bool(re.fullmatch(r"[-−+]?[\d.,]+%?", cell))


def _short(cell: str) -> str:
    if not cell:
        return "empty"
    return cell if len(cell) <= _SHORT else f"{cell[:_SHORT]}…"


def word_changes(before: str, now: str) -> list[str]:
    """The words that differ between two texts, with those that are before them.

    >>> word_changes("The book has 12 ties.", "The book has 13 ties.")
    ["“The book has”: '12' → '13'"]
    """
    old, new = before.split(), now.split()
    lines = []
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind != "equal":
            context = " ".join(old[max(0, start - _CONTEXT) : start])
            place = f"“{context}”: " if context else ""
            lines.append(f"{place}{_quoted(old[start:end])} → {_quoted(new[new_start:new_end])}")
    return lines


def _quoted(words: Sequence[str]) -> str:
    text = " ".join(words)
    return f"'{text if len(text) <= 2 * _SHORT else text[: 2 * _SHORT] + '…'}'"


def chapter_changes(before: NotebookNode, now: NotebookNode, *, chapter: str) -> list[str]:
    """What a chapter shows otherwise than before: each change with its output or its cell.

    Cells are left out where the chapter says that their output depends on the computer.
    """
    old, new = (
        {
            cell.id: cell
            for cell in notebook.cells
            if cell.cell_type == "code" and not _SKIPPED & set(cell.metadata.get("tags", []))
        }
        for notebook in (before, now)
    )
    lines = [f"chapter {chapter}, cell {name} is gone" for name in old if name not in new]
    lines += [f"chapter {chapter}, cell {name} is new" for name in new if name not in old]
    for name in (name for name in old if name in new):
        forms = (
            word_changes(_sentences(old[name], form), _sentences(new[name], form))
            for form in ("text/plain", "text/markdown")
        )
        changes = next(filter(None, forms), [])
        lines += [f"sentence in chapter {chapter}, cell {name}: {line}" for line in changes]
        lines += output_changes(_outputs(old[name]), _outputs(new[name]), chapter=chapter)
    return lines


def _sentences(cell: NotebookNode, form: str) -> str:
    """One form of the text of those displays of a cell that carry no outputs."""
    data = [display.get("data", display) for display in cell.outputs]
    return "\n".join("".join(each.get(form, "")) for each in data if PART not in each)


def _outputs(cell: NotebookNode) -> list[Output]:
    return [output for display in cell.outputs for output in outputs_in(display.get("data", {}))]


def output_changes(
    before: Sequence[Output], now: Sequence[Output], *, chapter: str = ""
) -> list[str]:
    """What differs between the outputs of a cell, each change with the id of its output."""
    old, new = ({output.name: output for output in outputs} for outputs in (before, now))
    lines = []
    for name in [*old, *(name for name in new if name not in old)]:
        if name not in new:
            changes = [f"{_size(old[name])} is gone"]
        elif name not in old:
            changes = [f"{_size(new[name])} is new"]
        else:
            changes = _changes(old[name], new[name])
        more = len(changes) - MOST_CHANGES
        rest = [f"… and {more} more changes"] if more > 0 else []
        place = f"{chapter}/{name}" if chapter else name
        lines += [f"{place}: {line}" for line in [*changes[:MOST_CHANGES], *rest]]
    return lines


def _size(output: Output) -> str:
    return "a value" if output.kind == VALUE else f"a {output.kind} of {len(output.rows)} rows"


def _changes(before: Output, now: Output) -> list[str]:
    lines = word_changes(before.words, now.words) + table_changes(_frame(before), _frame(now))
    for name, value in now.values.items():
        old_text, text = str(before.values.get(name, "")), str(value)
        if not _equal(old_text, text, TOLERANCE):
            lines.append(f"{_short(old_text)} → {_short(text)}")
    if not lines and before.drawing != now.drawing:
        return ["its drawing changed, though its words and numbers did not"]
    return lines


def _frame(output: Output) -> pd.DataFrame:
    """The rows of an output as text, below the headings that a reader sees."""
    labels = [column.label for column in output.columns]
    return csv_frame(csv_text(output)).set_axis(labels, axis="columns")
