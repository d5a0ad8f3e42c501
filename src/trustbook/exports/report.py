"""The account of an import: what the file held, what became of it, and what stays open."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from trustbook.exports.model import Export

REPORT, REPORT_DATA = "import-report.md", "import-report.json"
_COLUMNS = ("element", "found", "kept", "changed", "dropped", "reason")
_HEADINGS = ("Element", "Found", "Kept", "Changed", "Dropped", "Why")
_SHOWN = 200
_MARKUP = re.compile(r"([\\`*_\[\]<>&$|])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Everything an import has to say, in a form for people and for machines.

    `counts` has the columns of `Export.counts`; `offsets` names documents as the corpus does.
    """

    format: str
    origin: str
    counts: pd.DataFrame
    offsets: pd.DataFrame
    tables: Mapping[str, int]
    left_open: Sequence[str]
    warnings: Sequence[str]
    columns_read: str = ""

    @property
    def text(self) -> str:
        """The account as Markdown."""
        parts = [
            "# Import report",
            f"Read from a file of {_plain(self.origin)} ({_plain(self.format)}).",
            f"Columns read: {_plain(self.columns_read)}." if self.columns_read else "",
            "## What became of each kind of element",
            "Kept and dropped add up to found. *Changed* counts those kept that are not in the "
            "corpus as they were in the file.",
            _table(self.counts, _COLUMNS, _HEADINGS),
            "## Where quotations stand",
            "Programs count characters differently. For each document: the rule that its "
            "quotations follow, the share of them that stand where they should, and on how many "
            "this rests.",
            _table(
                self.offsets.head(_SHOWN),
                ("document", "rule", "share", "n", "verified", "reason"),
                ("Document", "Rule", "Share", "Quotations", "Verified", "Why"),
            ),
            _more(len(self.offsets)),
            "## What the map leaves open",
            _list(self.left_open) or "Nothing.",
            "## Warnings",
            _list(self.warnings) or "None.",
            "## What the corpus holds",
            _list([f"{name}: {rows}" for name, rows in self.tables.items()]),
        ]
        return "\n\n".join(part for part in parts if part) + "\n"

    @property
    def data(self) -> dict[str, object]:
        """The account as values that JSON can hold."""
        return {
            "format": self.format,
            "origin": self.origin,
            "columns_read": self.columns_read or None,
            "elements": _records(self.counts),
            "offsets": _records(self.offsets),
            "tables": dict(self.tables),
            "left_open": list(self.left_open),
            "warnings": list(self.warnings),
        }


def account(  # noqa: PLR0913
    export: Export,
    counts: pd.DataFrame,
    *,
    encounters: Mapping[str, str],
    tables: Mapping[str, pd.DataFrame],
    left_open: Sequence[str],
    warnings: Sequence[str],
) -> Account:
    """The account of an export that became `tables`; `counts` says what was made of it."""
    return Account(
        format=export.format,
        origin=export.origin,
        counts=joined_counts(export.counts, counts),
        offsets=_offsets(export.offsets, encounters),
        tables={name: len(table) for name, table in tables.items()},
        left_open=left_open,
        warnings=[*export.warnings, *warnings],
        columns_read=export.columns_read,
    )


def joined_counts(read: pd.DataFrame, made: pd.DataFrame) -> pd.DataFrame:
    """One row a kind of element: what reading and then making the tables kept of it.

    `made` begins where `read` ends. A kind of which the two do not speak of the same number stands
    in both: as it was read, and then `in the corpus: …`.
    """
    later = {str(row["element"]): row for row in made.to_dict("records")}
    rows: list[dict[str, object]] = []
    for row in read.to_dict("records"):
        after = later.get(str(row["element"]))
        if after is not None and after["found"] == row["kept"]:
            del later[str(row["element"])]
            rows.append(_joined(row, after))
        else:
            rows.append({str(key): value for key, value in row.items()})
    rows += [
        {**row, "element": f"in the corpus: {name}"}  # type: ignore[dict-item]
        for name, row in later.items()
    ]
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def _joined(read: Mapping[object, object], made: Mapping[object, object]) -> dict[str, object]:
    first, second = _numbers(read), _numbers(made)
    reasons = [str(r) for r in (read["reason"], made["reason"]) if isinstance(r, str) and r]
    return {
        "element": read["element"],
        "found": first["found"],
        "kept": second["kept"],
        "changed": min(second["kept"], first["changed"] + second["changed"]),
        "dropped": first["dropped"] + second["dropped"],
        "reason": "; ".join(dict.fromkeys(reasons)) or None,
    }


def _numbers(row: Mapping[object, object]) -> dict[str, int]:
    return {name: int(str(row[name])) for name in ("found", "kept", "changed", "dropped")}


def _offsets(offsets: pd.DataFrame, encounters: Mapping[str, str]) -> pd.DataFrame:
    shares = offsets["score"].map(lambda score: None if pd.isna(score) else round(float(score), 3))
    return pd.DataFrame(
        {
            "document": offsets["source"].map(dict(encounters)),
            "rule": offsets["rule"],
            "share": shares.astype("object"),
            "n": offsets["n"],
            "verified": offsets["verified"].map({True: "yes", False: "quotations not verified"}),
            "reason": offsets["reason"],
        }
    )


def _records(frame: pd.DataFrame) -> list[dict[str, object]]:
    return [
        {str(key): _value(value) for key, value in row.items()} for row in frame.to_dict("records")
    ]


def _value(value: object) -> object:
    if value is None or value is pd.NA or (isinstance(value, float) and value != value):  # noqa: PLR0124
        return None
    return value if isinstance(value, str | bool | float) else int(str(value))


def _table(frame: pd.DataFrame, columns: Sequence[str], headings: Sequence[str]) -> str:
    if frame.empty:
        return "Nothing."
    lines = [" | ".join(headings), " | ".join("---" for _ in headings)]
    for row in _records(frame):
        lines.append(" | ".join("" if row[c] is None else _plain(str(row[c])) for c in columns))
    return "\n".join(f"| {line} |" for line in lines)


def _list(lines: Sequence[str]) -> str:
    shown = [f"- {_plain(line)}" for line in lines[:_SHOWN]]
    return "\n".join([*shown, *filter(None, [_more(len(lines))])])


def _more(number: int) -> str:
    return f"… and {number - _SHOWN} more; all are in {REPORT_DATA}." if number > _SHOWN else ""


def _plain(text: str) -> str:
    """The text on one line, so written that Markdown shows it as it is."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))
