"""What moved between two runs of a chapter, said in words: cells of tables, rows, sentences."""

import difflib
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence

import pandas as pd
from nbformat import NotebookNode

from trustbook.book.outputs import pages_of_cell

TOLERANCE = 1e-9  # relative: what two processors may differ by in a sum of floats
TOLD = 12
_FIGURE = re.compile(r'<figure(?: class="tb-[^"]*")? id="([^"]*)"( data-digest="[^"]*")?')
_RULE = re.compile(r"---( \| ---)*")
_BETWEEN = " | "
_MANY = 200  # rows from which only their number is compared
_SHORT = 60
_CONTEXT = 3  # words shown before a changed word
_SKIPPED = {"injected-parameters", "nbval-ignore-output"}


Row = tuple[str, ...]


def moved(before: pd.DataFrame, now: pd.DataFrame, *, tolerance: float = TOLERANCE) -> list[str]:
    """What differs between two tables of text, one change a line.

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
                yield f"row {name}, {head}: {_told(was)} → {_told(is_now)}"
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
    return " · ".join(map(_told, words[:2] or kept[:2] or row[:2]))


def _is_number(cell: str) -> bool:
    return bool(re.fullmatch(r"[-−+]?[\d.,]+%?", cell))


def _told(cell: str) -> str:
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
    """What a chapter shows otherwise than before: each change with its table or its cell.

    Cells whose output a chapter says depends on the computer are left out.
    """
    old, new = _shown(before), _shown(now)
    lines = [f"chapter {chapter}, cell {name} is gone" for name in old if name not in new]
    lines += [f"chapter {chapter}, cell {name} is new" for name in new if name not in old]
    for name in (name for name in old if name in new):
        lines += _shortened(list(_cell_moves(old[name], new[name], f"{chapter}/", name)))
    return lines


def _shown(notebook: NotebookNode) -> dict[str, NotebookNode]:
    return {
        cell.id: cell
        for cell in notebook.cells
        if cell.cell_type == "code" and not _SKIPPED & set(cell.metadata.get("tags", []))
    }


def _shortened(lines: list[str]) -> list[str]:
    more = len(lines) - TOLD
    rest = [f"{lines[0].partition(':')[0]}: … and {more} more changes"] if more > 0 else []
    return [*lines[:TOLD], *rest]


def _cell_moves(before: NotebookNode, now: NotebookNode, chapter: str, name: str) -> Iterator[str]:
    words_before, tables_before = _parts(_text(before))
    words_now, tables_now = _parts(_text(now))
    figures = [figures_of(cell) for cell in (before, now)]
    ids = list(figures[1] or figures[0])
    place = f"sentence in chapter {chapter[:-1]}, cell {name}" if not ids else chapter + ids[0]
    yield from (f"{place}: {line}" for line in moved_words(words_before, words_now))
    for number in range(max(len(tables_before), len(tables_now))):
        table = chapter + (ids[number] if number < len(ids) else name)
        if number >= len(tables_now):
            yield f"{table}: a table of {len(tables_before[number])} rows is gone"
        elif number >= len(tables_before):
            yield f"{table}: a table of {len(tables_now[number])} rows is new"
        else:
            told = moved(tables_before[number], tables_now[number])
            yield from (f"{table}: {line}" for line in told)
    if _text(before) == _text(now):
        yield from _drawings(figures[0], figures[1], chapter)


def _drawings(before: dict[str, str], now: dict[str, str], chapter: str) -> Iterator[str]:
    for name in [*before, *(name for name in now if name not in before)]:
        if name not in now:
            yield f"{chapter}{name} is gone"
        elif name not in before:
            yield f"{chapter}{name} is new"
        elif before[name] != now[name]:
            yield f"{chapter}{name}: its drawing changed, though its words and numbers did not"


def figures_of(cell: NotebookNode) -> dict[str, str]:
    """The tables and figures of a cell, whole or collapsed: id to the digest of a drawing."""
    return {
        found[1]: found[2] or "" for page in pages_of_cell(cell) for found in _FIGURE.finditer(page)
    }


def _text(cell: NotebookNode) -> str:
    found = [output.get("data", output).get("text/plain", "") for output in cell.outputs]
    return "\n".join("".join(text) for text in found)


def _parts(text: str) -> tuple[str, list[pd.DataFrame]]:
    """The words of an output, and the tables in it: a rule stands below their headings."""
    lines = text.split("\n")
    rules = [number for number, line in enumerate(lines) if number and _RULE.fullmatch(line)]
    words, tables, done = list[str](), list[pd.DataFrame](), 0
    for rule in rules:
        heads = lines[rule - 1].split(_BETWEEN)
        end = rule + 1
        while end < len(lines) and len(lines[end].split(_BETWEEN)) == len(heads) and lines[end]:
            end += 1
        rows = [line.split(_BETWEEN) for line in lines[rule + 1 : end]]
        words += lines[done : rule - 1]
        tables.append(pd.DataFrame(rows, columns=heads, dtype="str"))
        done = end
    return "\n".join([*words, *lines[done:]]), tables
