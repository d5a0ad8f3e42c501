"""Projects of Taguette, as the program stores them in SQLite.

Offsets count the UTF-8 bytes of the text of a document, without its tags; the end is exclusive.
Each highlight also stores its words as HTML, against which its offsets are checked. The table of
user accounts is never read: who highlighted what is in the log of commands.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from html.parser import HTMLParser
from pathlib import Path

import numpy as np

from trustbook.errors import ExportError
from trustbook.exchange.account import Account
from trustbook.exchange.database import (
    Row,
    day,
    number,
    open_database,
    rows_of,
    size_of,
    tables_of,
    unsaved_changes,
    words,
)
from trustbook.exchange.model import Project, frame, pseudonym, pseudonyms

RULE = "UTF-8 bytes of the text without tags, end exclusive"
_NO_TARGET = "pointing at something that is not in the file"
_BLANKS = " \t\n\f"
_TABLES = {"projects", "documents", "highlights", "tags", "highlight_tags"}


def is_taguette(database: sqlite3.Connection) -> bool:
    """Whether the database has the tables of Taguette."""
    return tables_of(database) >= _TABLES


def read_taguette(path: Path) -> Project:
    """The project in a SQLite file of Taguette; several projects become one.

    Parameters
    ----------
    path
        A file .sqlite3 of Taguette.

    Returns
    -------
    Project
        Its tables, and the account of what was found in the file.

    Raises
    ------
    ExportError
        In one line, where it is no such database, or damaged.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "project.sqlite3"
    >>> _ = path.write_text("no database")
    >>> read_taguette(path)
    Traceback (most recent call last):
    trustbook.errors.ExportError: project.sqlite3: not a database; export it again, or give \
another file
    """
    with open_database(path) as database:
        if not is_taguette(database):
            raise ExportError(f"{path.name}: a database, but not one of Taguette or QualCoder")
        account = Account(format="Taguette SQLite", origin="Taguette")
        account.warnings += unsaved_changes(path)
        return _project(database, account, file=path.name)


def _project(database: sqlite3.Connection, account: Account, *, file: str) -> Project:
    projects = rows_of(database, "projects", "id", "name", "description")
    several = projects if len(projects) > 1 else []
    if several:
        account.warnings.append(f"The file holds {len(projects)} projects; they were read as one.")
    coder_of = _coders(database)
    coders = pseudonyms(coder_of.values())
    documents = _documents(database, projects=several)
    codes = _codes(database, projects=several)
    texts = {str(row["guid"]): str(row["text"] or "") for row in documents}
    highlights = rows_of(
        database,
        "highlights",
        "id",
        "document_id",
        "start_offset",
        "end_offset",
        "snippet",
    )
    selections = _selections(highlights, texts=texts)
    for row in selections:
        row["coder"] = pseudonym(coder_of.get(str(row["guid"])[1:]), coders)
    _account_for(
        account,
        texts,
        highlights=highlights,
        selections=selections,
        number_of_tags=len(codes) - len(several),
    )
    return Project(
        file=file,
        account=account,
        name="" if several or not projects else str(projects[0]["name"] or ""),
        withheld=dict.fromkeys(coders, "user") | {str(one["name"]): "project" for one in several},
        sources=frame("sources", documents),
        codes=frame("codes", codes),
        selections=frame("selections", selections),
        codings=frame("codings", _codings(database, account, selections, codes)),
        coder_names={coder: name for name, coder in coders.items()},
        users=frame("users", [{"coder": coder} for coder in coders.values()]),
    )


def _documents(database: sqlite3.Connection, *, projects: list[Row]) -> list[Row]:
    columns = ("id", "name", "description", "created", "project_id", "contents")
    project = {row["id"]: row["name"] for row in projects}
    return [
        {
            "guid": f"d{row['id']}",
            "name": "/".join(
                str(part) for part in (project.get(row["project_id"]), row["name"]) if part
            ),
            "kind": "text",
            "text": text_of_html(str(row["contents"] or "")),
            "description": words(row["description"]),
            "created": day(row["created"]),
        }
        for row in rows_of(database, "documents", *columns)
    ]


def _codes(database: sqlite3.Connection, *, projects: list[Row]) -> list[Row]:
    """The tags, below a number for their project where there are several."""
    tops: list[Row] = [
        {"guid": f"p{row['id']}", "name": f"Project {number}"}
        for number, row in enumerate(projects, start=1)
    ]
    tags = rows_of(database, "tags", "id", "project_id", "path", "description", "parent_id")
    parents = {row["id"]: f"t{row['id']}" for row in tags}
    tops_by_id = {row["id"]: f"p{row['id']}" for row in projects}
    return tops + [
        {
            "guid": f"t{row['id']}",
            "name": words(row["path"]) or f"Tag {row['id']}",
            "parent": parents.get(row["parent_id"]) or tops_by_id.get(row["project_id"]),
            "description": words(row["description"]),
            "is_codable": True,
        }
        for row in tags
    ]


def _coders(database: sqlite3.Connection) -> dict[str, str]:
    """The account that first set each highlight, by the id of the highlight."""
    coders: dict[str, str] = {}
    for row in rows_of(database, "commands", "user_login", "payload"):
        try:
            command = json.loads(str(row["payload"]))
        except ValueError:
            continue
        if isinstance(command, dict) and command.get("type") == "highlight_add":
            coders.setdefault(str(command.get("highlight_id")), str(row["user_login"]))
    return coders


def _selections(highlights: list[Row], *, texts: dict[str, str]) -> list[Row]:
    points = {guid: _code_points(text) for guid, text in texts.items()}
    rows: list[Row] = []
    for highlight in highlights:
        source = f"d{highlight['document_id']}"
        if source not in texts:
            continue
        start, end = number(highlight["start_offset"]), number(highlight["end_offset"])
        stored = text_of_html(str(highlight["snippet"] or ""))
        start_cp, end_cp = (_at(place, points[source]) for place in (start, end))
        row: Row = {"guid": f"h{highlight['id']}", "source": source, "start": start, "end": end}
        if start_cp is not None and end_cp is not None and start_cp <= end_cp:
            sliced = texts[source][start_cp:end_cp]
            if not stored.strip() or sliced.strip() == stored.strip():
                rows.append(row | {"start_cp": start_cp, "end_cp": end_cp, "quotation": sliced})
                continue
        rows.append(row | {"quotation": words(stored)})
    return rows


def _code_points(text: str) -> np.ndarray:
    """For each byte offset how many code points begin before it; −1 within a code point."""
    data = np.frombuffer(text.encode("utf-8", "replace"), dtype=np.uint8)
    begins = (data & 0xC0) != 0x80  # noqa: PLR2004
    places = np.concatenate([np.cumsum(begins) - begins, [begins.sum()]])
    places[:-1][~begins] = -1
    return places


def _at(offset: int | None, points: np.ndarray) -> int | None:
    if offset is None or not 0 <= offset < len(points) or points[offset] < 0:
        return None
    return int(points[offset])


def _codings(
    database: sqlite3.Connection, account: Account, selections: list[Row], codes: list[Row]
) -> list[Row]:
    """The codings between highlights and tags that are in the file."""
    by_guid = {row["guid"]: row for row in selections}
    guids = {row["guid"] for row in codes}
    links = rows_of(database, "highlight_tags", "highlight_id", "tag_id")
    account.count("codings", size_of(database, "highlight_tags"))
    account.find("codings", len(links))
    codings: list[Row] = []
    for place, link in enumerate(links, start=1):
        row, code = by_guid.get(f"h{link['highlight_id']}"), f"t{link['tag_id']}"
        if row is None or code not in guids:
            account.leave_out("codings", place=f"highlight_tags, row {place}", reason=_NO_TARGET)
            continue
        codings.append({"selection": row["guid"], "source": row["source"], "code": code,
                        "coder": row["coder"]})  # fmt: skip
    return codings


def _account_for(
    account: Account,
    texts: Iterable[str],
    *,
    highlights: Sequence[Row],
    selections: Sequence[Row],
    number_of_tags: int,
) -> None:
    are_equal: dict[str, list[bool]] = {guid: [] for guid in texts}
    for row in selections:
        are_equal[str(row["source"])].append("start_cp" in row)
    account.find("texts", len(are_equal))
    account.find("codes", number_of_tags)
    account.find("selections of text", len(highlights))
    account.drop("selections of text", len(highlights) - len(selections), reason=_NO_TARGET)
    number = sum("start_cp" not in row for row in selections)
    reason = "with offsets that do not lead to the stored words, which are kept"
    account.change("selections of text", number, reason=reason)
    account.compare_quotations(are_equal, rule=RULE)


def text_of_html(html: str) -> str:
    """The text of an HTML document: all of it, in order, without tags.

    >>> text_of_html("<p>Trust &amp; <b>care</b></p>")
    'Trust & care'
    """
    reader = _TextOfHtml(convert_charrefs=True)
    reader.feed(html.replace("\r\n", "\n").replace("\r", "\n"))
    reader.close()
    return "".join(reader.pieces)


class _TextOfHtml(HTMLParser):
    """Collects the pieces of text of a document; blanks before its first tag are none."""

    def __init__(self, *, convert_charrefs: bool) -> None:
        super().__init__(convert_charrefs=convert_charrefs)
        self.pieces: list[str] = []
        self._has_begun = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note that the document has begun."""
        self._has_begun = True

    def handle_data(self, data: str) -> None:
        """Keep a piece of text."""
        piece = data if self._has_begun else data.lstrip(_BLANKS)
        self._has_begun = self._has_begun or bool(piece)
        self.pieces.append(piece)
