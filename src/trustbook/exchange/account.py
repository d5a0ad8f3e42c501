"""The account of an import: what the file held, what became of it, and what stays open."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from trustbook.exchange.model import Export
from trustbook.exchange.relations import Relations

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


@dataclass(slots=True)
class Ledger:
    """An account of the elements of a file; kept and dropped always add up to found."""

    _found: Counter[str] = field(default_factory=Counter)
    _changed: dict[str, Counter[str]] = field(default_factory=dict)
    _dropped: dict[str, Counter[str]] = field(default_factory=dict)

    def find(self, element: str, number: int = 1) -> None:
        """Note that the file has so many of the element."""
        self._found[element] += number

    def change(self, element: str, number: int, *, reason: str) -> None:
        """Note that so many of those kept are not as in the file."""
        self._note(self._changed, element, number, reason=reason)

    def drop(self, element: str, number: int = 1, *, reason: str) -> None:
        """Note that so many of those found are not kept."""
        self._note(self._dropped, element, number, reason=reason)

    def _note(
        self, book: dict[str, Counter[str]], element: str, number: int, *, reason: str
    ) -> None:
        if number:
            book.setdefault(element, Counter())[reason] += number

    def rows(self) -> list[dict[str, object]]:
        """A row of `Export.counts` for each kind of element, in the order they were found.

        >>> ledger = Ledger(); ledger.find("codes", 3); ledger.drop("codes", reason="twice")
        >>> [(row["found"], row["kept"], row["reason"]) for row in ledger.rows()]
        [(3, 2, '1 twice')]
        """
        return [self._row(element) for element, found in self._found.items() if found]

    def _row(self, element: str) -> dict[str, object]:
        changed = self._changed.get(element, Counter[str]())
        dropped = self._dropped.get(element, Counter[str]())
        reasons = [f"{number} {reason}" for reason, number in (changed + dropped).items()]
        return {
            "element": element,
            "found": self._found[element],
            "kept": self._found[element] - dropped.total(),
            "changed": changed.total(),
            "dropped": dropped.total(),
            "reason": "; ".join(reasons) or None,
        }


ELEMENT_OF_SOURCE = {
    "text": "texts",
    "pdf": "PDF documents",
    "picture": "pictures",
    "audio": "audio recordings",
    "video": "video recordings",
}
VERIFIED_FROM = 0.8  # share of quotations that agree


Row = dict[str, object]


def pseudonyms(names: Iterable[object]) -> dict[str, str]:
    """The pseudonym C1, C2, … of each name, in the order in which the names come first.

    >>> pseudonyms(["Ann", None, "Bo", "Ann"])
    {'Ann': 'C1', 'Bo': 'C2'}
    """
    known = dict.fromkeys(str(name) for name in names if name not in (None, ""))
    return {name: f"C{number}" for number, name in enumerate(known, start=1)}


def pseudonym(name: object, coders: Mapping[str, str]) -> str | None:
    """The pseudonym of a name; None where there is no name."""
    return coders.get(str(name)) if name else None


def tally(
    element: str, *, found: int, kept: int | None = None, changed: int = 0, reason: str = ""
) -> Row:
    """A row of `Export.counts`; everything was kept unless `kept` says otherwise.

    >>> tally("codes", found=3, kept=2, reason="twice")["dropped"]
    1
    """
    kept = found if kept is None else kept
    return {
        "element": element,
        "found": found,
        "kept": kept,
        "changed": changed,
        "dropped": found - kept,
        "reason": reason or None,
    }


def agreement(source: str, *, rule: str, agreed: Iterable[bool]) -> Row:
    """A row of `Export.offsets`: how many quotations are the words that the file stores."""
    checked = list(agreed)
    score = sum(checked) / len(checked) if checked else None
    verified = score is not None and score >= VERIFIED_FROM
    return {
        "source": source,
        "rule": rule,
        "score": score,
        "n": len(checked),
        "verified": verified,
        "reason": _doubt(checked),
    }


def _doubt(checked: list[bool]) -> str | None:
    if not checked:
        return "no quotation to compare with"
    differ = len(checked) - sum(checked)
    return f"{differ} of {len(checked)} are not the words that the file stores" if differ else None


_DEEPER = "deeper than three levels: they stand below their category, named by their path"
_COUNT_COLUMNS = ("element", "found", "kept", "changed", "dropped", "reason")


def outcome_counts(  # noqa: PLR0913, PLR0917
    export: Export,
    segments: pd.DataFrame,
    codings: pd.DataFrame,
    found: Relations,
    deeper: int,
    cases: pd.DataFrame,
    dropped_memos: int,
) -> pd.DataFrame:
    """What became of each table of the export."""
    rows = [
        *_count_sources(export, segments),
        tally("codes", found=len(export.codes), changed=deeper, reason=_DEEPER if deeper else ""),
        _count_selections(export, segments),
        _count_codings(export, codings),
        _count_cases(export, cases),
        _count_variables(export),
        _count_memos(export, segments, dropped_memos),
        tally("links", found=len(export.links), kept=found.used_links,
              reason="only one-way links between cases that the map uses become relations"
              if len(export.links) > found.used_links else ""),
        tally("members of sets", found=len(export.sets), kept=0, reason="a corpus has no sets"),
    ]  # fmt: skip
    return pd.DataFrame([row for row in rows if row["found"]], columns=list(_COUNT_COLUMNS))


def _count_sources(export: Export, segments: pd.DataFrame) -> list[Row]:
    """A row for each kind of source."""
    rows = []
    for kind, element in ELEMENT_OF_SOURCE.items():
        guids = export.sources["guid"][export.sources["kind"] == kind]
        used = int(guids.isin(segments["source"]).sum())
        reasons = [
            f"{len(guids) - used} have no coded text" if used < len(guids) else "",
            "kept is that there is such a document, not its text" if used else "",
        ]
        rows.append(
            tally(
                element,
                found=len(guids),
                kept=used,
                changed=used,
                reason="; ".join(filter(None, reasons)),
            )
        )
    return rows


def _count_selections(export: Export, segments: pd.DataFrame) -> Row:
    kept = int(segments["selection"].map(len).sum())
    joined = int(segments["selection"].map(lambda guids: len(guids) if len(guids) > 1 else 0).sum())
    uncoded = (~export.selections["guid"].isin(export.codings["selection"].dropna())).sum()
    empty = len(export.selections) - kept - int(uncoded)
    ended = int(segments["same_source_as"].notna().sum())
    said = [
        f"{uncoded} have no code" if uncoded else "",
        f"{empty} hold no text" if empty else "",
        f"{joined} stand at the place of another one and are one segment with it" if joined else "",
        f"{ended} {'overlaps' if ended == 1 else 'overlap'} one of another coder by half or more "
        f"and {'rests' if ended == 1 else 'rest'} on the same source" if ended else "",
    ]  # fmt: skip
    reason = "; ".join(filter(None, said))
    return tally(
        "selections of text", found=len(export.selections), kept=kept, changed=joined, reason=reason
    )


def _count_codings(export: Export, codings: pd.DataFrame) -> Row:
    whole = int(export.codings["selection"].isna().sum())
    lost = len(export.codings) - len(codings)
    twice = "the same code at the same place by the same coder, or at a place without text"
    said = [
        twice if lost else "",
        f"{whole} codings of a whole document stand at a segment of kind document" if whole else "",
    ]
    reason = "; ".join(filter(None, said))
    return tally(
        "codings",
        found=len(export.codings),
        kept=len(codings),
        changed=min(whole, len(codings)),
        reason=reason,
    )


def _count_cases(export: Export, cases: pd.DataFrame) -> Row:
    named = set(export.cases["name"].dropna())
    renamed = int((~cases["case"].isin(named)).sum())
    reason = "names became pseudonyms P01, P02, …" if renamed else ""
    return tally("cases", found=len(export.cases), changed=renamed, reason=reason)


def _count_variables(export: Export) -> Row:
    of_cases = export.variables["owner_kind"] == "case"
    unique = export.variables[of_cases].drop_duplicates(["owner", "variable"])
    reason = (
        "a corpus keeps variables of cases, one value each" if len(unique) < len(of_cases) else ""
    )
    return tally("values of variables", found=len(of_cases), kept=len(unique), reason=reason)


def _count_memos(export: Export, segments: pd.DataFrame, repeated: int) -> Row:
    guids = {guid for guids in segments["selection"] for guid in guids}
    about = export.memos["about_kind"].isin(("selection", "coding"))
    placed = about & export.memos["about"].isin(guids) & export.memos["text"].notna()
    kept = int(placed.sum()) - repeated
    said = [
        "a corpus keeps memos about segments only" if len(about) > int(placed.sum()) else "",
        f"{repeated} repeat words of the material" if repeated else "",
    ]
    return tally("memos", found=len(about), kept=kept, reason="; ".join(filter(None, said)))
