"""Checks of what points from one table at another."""

import re

import pandas as pd

from trustbook.corpus.cells import items
from trustbook.corpus.checks.tables import Cells, Tables, column, has
from trustbook.corpus.findings import Finding, as_warnings, findings_at, nearest_of, question
from trustbook.corpus.schema import LIST_SEPARATOR, TABLES, Field
from trustbook.corpus.spellings import folded

_OTHER_SEPARATORS = re.compile(r"\s*[;,/+&]\s*")


# what two rows that belong together must both say: (table, points by, at table, own, other)
AGREEING = (
    ("segments", "encounter", "encounters", "study", "study"),
    ("segments", "case", "cases", "speaker", "stakeholder"),
    ("relations", "segment", "segments", "study", "study"),
    ("relations", "encounter", "encounters", "study", "study"),
    *(
        (name, "anchor", "anchors", "study", "study")
        for name, table in TABLES.items()
        if "anchor" in table.columns and name != "anchors"
    ),
)

_FREE_TEXT_WITHOUT = {"phases"}  # a corpus without such a table may say anything in its place


def check_references(tables: Cells) -> list[Finding]:
    """Findings for cells that point at rows which are not there, or which say something else."""
    findings: list[Finding] = []
    for name, table in TABLES.items():
        for field in table.fields:
            if field.referenced:
                findings += _dangling(tables, name, field)
    for agreement in AGREEING:
        findings += _disagreements(tables, *agreement)
    return [*findings, *_unused_stakeholders(tables)]


def _dangling(tables: Cells, name: str, field: Field) -> list[Finding]:
    cells = column(tables, name, field.name)
    is_list = field.type == "list"
    cells = items(cells) if is_list else cells
    different = dict.fromkeys(cells).keys() if is_list else tables.different(name, field.name)
    target, key = field.referenced or ("", " ")
    names = tables.different(target, key)
    if different <= names:
        return []
    if target in _FREE_TEXT_WITHOUT and target not in tables:
        return []
    place = (f"{name}.csv", field.name)
    allowed = f"{'an' if key[0] in 'aeiou' else 'a'} {key} of {target}.csv"
    near, twins = nearest_of(names), {folded(each): each for each in names}
    if cells.empty or has(tables, target, key):
        return findings_at(
            cells[~cells.isin(list(names))],
            place,
            id="references.unknown",
            allowed=allowed,
            remedy=lambda cell: (
                _remedy_of_twin(cell, twins.get(folded(cell), ""))
                or _remedy(cell, near(cell), is_list=is_list)
            ),
        )
    return [
        Finding(
            id="references.missing-table",
            file=place[0],
            row=int(str(cells.index[0])),
            column=field.name,
            value=f'"{cells.iloc[0]}"',
            allowed=f"{allowed}, which the corpus lacks",
            remedy=f"add {target}.csv, or leave the cells empty",
            more=len(cells) - 1,
        )
    ]


def _remedy_of_twin(cell: str, twin: str) -> str:
    """What to do where a cell looks like a name and is stored in other characters."""
    if not twin or twin.casefold() == cell.casefold() or cell.isascii():
        return ""
    return (
        f'it looks like "{twin}" but is stored in other characters (its accent apart, '
        f'or an invisible sign): copy "{twin}" from the other table'
    )


def _remedy(cell: str, near: str, *, is_list: bool) -> str:
    parts = _OTHER_SEPARATORS.split(cell)
    if is_list and len(parts) > 1:
        return f'join the values of a list by {LIST_SEPARATOR}: "{LIST_SEPARATOR.join(parts)}"'
    return question(near, otherwise="correct it, or add the row it points at")


def _disagreements(tables: Tables, *agreement: str) -> list[Finding]:
    name, by, target, own, other = agreement
    if not (has(tables, name, by, own) and has(tables, target, by, other)):
        return []
    rows = tables[target][[by, other]].dropna(subset=[by]).drop_duplicates(by)  # the first of each
    cells = tables[name][own]
    expected = tables[name][by].map(rows.set_index(by)[other])
    faulty = cells.notna() & expected.notna() & (cells.astype("str") != expected.astype("str"))
    return findings_at(
        cells[faulty],
        (f"{name}.csv", own),
        id="references.disagreement",
        allowed=f"what {target}.csv says of its {by}",
        remedy=f"correct the {own} here, the {other} there, or the {by}",
    )


def _unused_stakeholders(tables: Tables) -> list[Finding]:
    used: set[str] = set()
    for name, table in TABLES.items():
        for field in table.fields:
            if field.references == "stakeholders.stakeholder":
                names = pd.Series(column(tables, name, field.name).unique(), dtype="str")
                used |= set(items(names))
    stakeholders = column(tables, "stakeholders", "stakeholder")
    return as_warnings(
        findings_at(
            stakeholders[~stakeholders.isin(used)],
            ("stakeholders.csv", "stakeholder"),
            id="stakeholders.unused",
            allowed="stakeholders that another table names",
            remedy="nothing to do if that is meant; else look for a misspelling",
        )
    )


def cycles(parents: "pd.Series[str]") -> list[list[str]]:
    """The cycles among `parents` (the parent of each name, by name), each from its smallest name.

    >>> cycles(pd.Series({"a": "b", "b": "a", "c": "a"}))
    [['a', 'b']]
    """
    above = dict(zip(parents.index.astype("str"), parents.astype("str"), strict=True))
    settled: set[str] = set()
    circles: list[list[str]] = []
    for start in sorted(above):
        path: dict[str, int] = {}
        name = start
        while name in above and name not in settled and name not in path:
            path[name] = len(path)
            name = above[name]
        if name in path:
            circles.append(_from_smallest(list(path)[path[name] :]))
        settled |= set(path)
    return sorted(circles)


def _from_smallest(cycle: list[str]) -> list[str]:
    start = cycle.index(min(cycle))
    return cycle[start:] + cycle[:start]
