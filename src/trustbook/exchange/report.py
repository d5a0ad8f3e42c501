"""The report of an import: a page that is read in a minute, and the same for machines.

The page says in sentences what became of the file, the worst first; then come the numbers, what to
do next, and the details.
"""

import json
import re
from collections.abc import Sequence

from trustbook.exchange.account import Account, Row, in_words, noun_for
from trustbook.exchange.conservation import AS_MEMBERS

REPORT, REPORT_DATA = "import-report.md", "import-report.json"
OPEN = "Open:"
_IN_CORPUS = "in the corpus: "
_WORST = ("codings", "relations", "rows", "selections of text", "texts", "codes", "cases", "links")
_MOST_LINES = 200
_MOST_SENTENCES = 12
_MOST_DOCUMENTS = 10
_MOST_REASONS = 3
_MARKUP = re.compile(r"([\\`*_\[\]{}<>&$|~#!^@])")
_BEGINNING = re.compile(r"^(\d*)([-+=%:]|[.)](?=\s|$))")


def report_files(account: Account) -> dict[str, bytes]:
    """The files of the report by name: Markdown for people, JSON for machines."""
    data = json.dumps(report_data(account), ensure_ascii=False, indent=1) + "\n"
    return {REPORT: _report_text(account).encode(), REPORT_DATA: data.encode()}


def report_data(account: Account) -> dict[str, object]:
    """The account as values that JSON can hold, documents named as in the corpus."""
    return {
        "format": account.format,
        "origin": account.origin,
        "columns_read": account.columns_read or None,
        "in_short": sentences(account),
        "elements": _elements(account),
        "steps": steps(account),
        "offsets": _offsets(account),
        "tables": dict(account.tables),
        "left_open": list(account.left_open),
        "warnings": list(account.warnings),
        "left_out": list(account.left_out),
        "files": list(account.files),
    }


def _elements(account: Account) -> list[Row]:
    """The rows of the account, the elements in words of a researcher."""
    rows = []
    for row in account.elements:
        element = str(row["element"])
        name = element.removeprefix(_IN_CORPUS)
        rows.append({**row, "element": element.removesuffix(name) + in_words(name)})
    return rows


def sentences(account: Account, *, matters: bool = True) -> list[str]:
    """What became of the file, a sentence each, the worst first.

    Where nothing that matters most was left out, what came in is said first. `matters` says whether
    warnings and what stays open are among them.

    >>> account = Account(format="REFI-QDA")
    >>> account.find("codings", 3)
    >>> account.drop("codings", reason="in the file twice")
    >>> sentences(account)
    ['Left out: 1 of 3 codings, in the file twice.', 'Came in: 2 codings.']
    """
    elements = _by_element(account)
    left_out = {name: _left_out(account, name, rows) for name, rows in elements.items()}
    changes = [line for rows in elements.values() for line in _changes(account, rows)]
    came_in = [line for name, rows in elements.items() if (line := _came_in(account, name, rows))]
    whole = [f"Came in: {', '.join(came_in)}."] if came_in else []
    is_worst = any(line for name, line in left_out.items() if name in _WORST)
    return [
        *([] if is_worst else whole),
        *(line for name, line in left_out.items() if line and name in _WORST),
        *([f"Of the files: {'; '.join(account.files)}."] if account.files else []),
        *([*account.warnings, *_open(account)] if matters else []),
        *(line for name, line in left_out.items() if line and name not in _WORST),
        *([f"Changed: {'; '.join(changes)}."] if changes else []),
        *(whole if is_worst else []),
    ]


def _number(rows: Sequence[Row], column: str) -> int:
    """How many of an element were found in the file, or were dropped on the way to the corpus."""
    numbers = [int(str(row[column])) for row in rows] or [0]
    return numbers[0] if column == "found" else sum(numbers)


def _left_out(account: Account, element: str, rows: Sequence[Row]) -> str:
    """A sentence on how many of an element were left out and why; empty where none was."""
    number = _number(rows, "dropped")
    reasons = [why for row in rows for why in account.reasons(str(row["element"]), "dropped")]
    if not number:
        return ""
    if len(reasons) == 1:
        why = f", {reasons[0].removeprefix(f'{number:,} ')}"
    else:
        more = ["the table has more"] if len(reasons) > _MOST_REASONS else []
        why = f" ({'; '.join([*reasons[:_MOST_REASONS], *more])})"
    return f"Left out: {_of_all(number, _number(rows, 'found'), element)}{why}."


def _of_all(number: int, total: int, element: str) -> str:
    """How many of all there were of an element.

    >>> _of_all(1, 1, "memos"), _of_all(2, 2, "memos"), _of_all(1, 2, "memos")
    ('the only memo', 'all 2 memos', '1 of 2 memos')
    """
    called = in_words(element)
    if number < total:
        return f"{number:,} of {total:,} {called}"
    return f"the only {noun_for(called, 1)}" if number == 1 else f"all {number:,} {called}"


def _came_in(account: Account, element: str, rows: Sequence[Row]) -> str:
    """How many of an element came in, and whether these are all; empty where none did."""
    total = _number(rows, "found") - account.number_changed(element, reason=AS_MEMBERS)
    number = total - _number(rows, "dropped")
    every = "all " if number == total > 1 else ""
    return f"{every}{number:,} {noun_for(in_words(element), number)}" if number else ""


def _changes(account: Account, rows: Sequence[Row]) -> list[str]:
    """How many of an element were changed, for each reason."""
    element = str(rows[0]["element"]).removeprefix(_IN_CORPUS)
    reasons = [why for row in rows for why in account.reasons(str(row["element"]), "changed")]
    parts = [why.partition(" ") for why in reasons]
    return [f"{number} {noun_for(in_words(element), int(number.replace(',', '')))} {why}"
            for number, _, why in parts]  # fmt: skip


def _by_element(account: Account) -> dict[str, list[Row]]:
    """The rows of each element, from the file to the corpus; those that matter most first."""
    rows: dict[str, list[Row]] = {}
    for row in account.elements:
        rows.setdefault(str(row["element"]).removeprefix(_IN_CORPUS), []).append(row)
    rank = {element: number for number, element in enumerate(_WORST)}
    return dict(sorted(rows.items(), key=lambda item: rank.get(item[0], len(rank))))


def _open(account: Account) -> list[str]:
    number = len(account.left_open)
    if not number:
        return []
    matters = "1 matter is" if number == 1 else f"{number:,} matters are"
    return [f"{OPEN} {matters} not decided by the map, such as this: {account.left_open[0]}."]


def steps(account: Account) -> list[str]:
    """What to do next, a sentence each, in order."""
    steps = []
    if account.left_out or _number(_by_element(account).get("codings", []), "dropped"):
        what = {str(row["element"]) for row in account.left_out} or {"codings"}
        steps.append(
            f"Look at the {' and '.join(sorted(what))} that were left out. Where they should be "
            "in the corpus, correct them in the program, export again and import into a new "
            "folder."
        )
    if any(not row["verified"] and row["score"] is not None for row in account.offsets):
        steps.append("Look up the quotations of the documents that are marked as not verified.")
    if account.left_open:
        steps.append("Write into the map what is open, and import again into a new folder; "
                     "trustbook import FILE --draft-map drafts a map.")  # fmt: skip
    return [
        *steps,
        "Check this folder with trustbook check; it says what the tables still need.",
        "Build the book with trustbook build.",
    ]


def _offsets(account: Account) -> list[Row]:
    return [
        {
            "document": account.documents.get(str(row["source"])),
            "rule": row["rule"],
            "share": None if row["score"] is None else round(float(str(row["score"])), 3),
            "n": row["n"],
            "verified": "yes" if row["verified"] else "quotations not verified",
            "reason": row["reason"],
        }
        for row in account.offsets
    ]


def _joined(offsets: Sequence[Row]) -> list[Row]:
    """One row for documents of which the same is to be said."""
    alike: dict[tuple[object, ...], list[Row]] = {}
    for row in offsets:
        what = tuple(row[name] for name in ("rule", "share", "verified", "reason"))
        alike.setdefault(what, []).append(row)
    return [
        {**rows[0], "document": _document_names([str(row["document"]) for row in rows]),
         "n": sum(int(str(row["n"])) for row in rows)}
        for rows in alike.values()
    ]  # fmt: skip


def _document_names(documents: Sequence[str]) -> str:
    more = len(documents) - _MOST_DOCUMENTS
    return ", ".join(documents[:_MOST_DOCUMENTS]) + (f" and {more:,} more" if more > 0 else "")


def _report_text(account: Account) -> str:
    columns_read = f"Columns read: {_escaped(account.columns_read)}."
    parts = [
        "# Import report",
        f"Read from a file of {_escaped(account.origin)} ({_escaped(account.format)}).",
        "## In short",
        _list(sentences(account), at_most=_MOST_SENTENCES),
        "## In numbers",
        columns_read if account.columns_read else "",
        "Elements kept and dropped add up to those found. *Changed* counts those that were kept, "
        "but not as they were in the file.",
        _table(
            _elements(account),
            element="Element",
            found="Found",
            kept="Kept",
            changed="Changed",
            dropped="Dropped",
            reason="Why",
        ),
        f"Rows in the corpus: {_escaped(_sizes(account))}." if account.tables else "",
        "## What to do next",
        "\n".join(f"{n}. {_escaped(step)}" for n, step in enumerate(steps(account), start=1)),
        *_details(account),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _details(account: Account) -> list[str]:
    lines_left_out = [
        f"{row['place']}: {row['element']} ({row['reason']})" for row in account.left_out
    ]
    return [
        *_section("What the map leaves open", _list(account.left_open)),
        *_section("Warnings", _list(account.warnings)),
        *_section("Left out, one by one", _list(lines_left_out)),
        *_section(
            "Where the quotations are",
            "Programs count characters differently. The rule that the quotations of documents "
            "follow, the share of them that are where they should be, and on how many this rests.",
            _table(
                _joined(_offsets(account)),
                document="Documents",
                rule="Rule",
                share="Share",
                n="Quotations",
                verified="Verified",
                reason="Why",
            ),
        ),
    ]


def _section(heading: str, *parts: str) -> list[str]:
    """The parts below a heading; nothing where one of the first is empty."""
    return [f"## {heading}", *parts] if all(parts[:2]) else []


def _sizes(account: Account) -> str:
    return ", ".join(f"{name} {number:,}" for name, number in account.tables.items())


def _table(rows: Sequence[Row], **headings: str) -> str:
    if not rows:
        return ""
    lines = [" | ".join(headings.values()), " | ".join("---" for _ in headings)]
    for row in rows:
        lines.append(" | ".join("" if row[c] is None else _escaped(str(row[c])) for c in headings))
    return "\n".join(f"| {line} |" for line in lines)


def _list(lines: Sequence[str], *, at_most: int = _MOST_LINES) -> str:
    items = [f"- {_escaped(line)}" for line in lines[:at_most]]
    more = _more(len(lines), at_most=at_most)
    return "\n".join([*items, *([f"- {more}"] if more else [])])


def _more(number: int, *, at_most: int) -> str:
    more = number - at_most
    return f"… and {more:,} more; all are in {REPORT_DATA}." if more > 0 else ""


def _escaped(text: str) -> str:
    r"""The text on one line, so written that Markdown shows it as it is.

    >>> print(_escaped("*Trust* www.x.org"), _escaped("1. a@b"))
    \*Trust\* www\.x.org 1\. a\@b
    """
    line = " ".join(text.split())
    plain = "".join(sign if sign.isprintable() else "�" for sign in line)
    escaped = _MARKUP.sub(r"\\\1", plain).replace("://", r"\://").replace("www.", r"www\.")
    return _BEGINNING.sub(r"\1\\\2", escaped)
