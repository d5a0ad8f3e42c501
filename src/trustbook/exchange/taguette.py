"""Projects of Taguette, as the program stores them in SQLite.

Offsets count the UTF-8 bytes of the text of a document, without its tags; the end is exclusive.
Each highlight also stores its words as HTML, against which its offsets are checked. The table of
user accounts is never read: who highlighted what stands in the log of commands.
"""

import json
import sqlite3
from html.parser import HTMLParser
from pathlib import Path

import numpy as np

from trustbook.errors import ExportError
from trustbook.exchange.account import agreement, pseudonym, pseudonyms, tally
from trustbook.exchange.database import Row, day, number, opened, rows_of, tables_of, words
from trustbook.exchange.model import Export, frame

RULE = "UTF-8 bytes of the text without tags, end exclusive"
_TABLES = {"projects", "documents", "highlights", "tags", "highlight_tags"}


def is_taguette(database: sqlite3.Connection) -> bool:
    """Whether the database has the tables of Taguette."""
    return tables_of(database) >= _TABLES


def read_taguette(path: Path) -> Export:
    """The project in a SQLite file of Taguette; several projects become one.

    ExportError in a line where the file is no such database.
    """
    with opened(path) as database:
        if not is_taguette(database):
            raise ExportError(f"{path.name}: a database, but not one of Taguette or QualCoder")
        return _export(database, file=path.name)


def _export(database: sqlite3.Connection, *, file: str) -> Export:
    projects = rows_of(database, "projects", columns=("id", "name", "description"))
    several = len(projects) > 1
    coder_of = _coders(database)
    coders = pseudonyms(coder_of.values())
    documents = _documents(database, projects=projects if several else [])
    codes = _codes(database, projects=projects if several else [])
    texts = {str(row["guid"]): str(row["text"] or "") for row in documents}
    highlights = rows_of(
        database,
        "highlights",
        columns=("id", "document_id", "start_offset", "end_offset", "snippet"),
    )
    selections = _selections(highlights, texts=texts)
    for row in selections:
        row["coder"] = pseudonym(coder_of.get(str(row["guid"])[1:]), coders)
    codings, found = _codings(database, selections, codes)
    return Export(
        file=file,
        format="Taguette SQLite",
        origin="Taguette",
        name="" if several or not projects else str(projects[0]["name"] or ""),
        sources=frame("sources", documents),
        codes=frame("codes", codes),
        selections=frame("selections", selections),
        codings=frame("codings", codings),
        users=frame("users", [{"coder": coder} for coder in coders.values()]),
        offsets=frame("offsets", _offsets(selections, texts)),
        counts=frame("counts", _counts(documents, codes, highlights, selections, codings, found)),
        warnings=_warnings(projects, selections),
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
        for row in rows_of(database, "documents", columns=columns)
    ]


def _codes(database: sqlite3.Connection, *, projects: list[Row]) -> list[Row]:
    """The tags, below the name of their project where there are several."""
    tops: list[Row] = [
        {"guid": f"p{row['id']}", "name": words(row["name"]) or f"Project {row['id']}"}
        for row in projects
    ]
    tags = rows_of(database, "tags", columns=("id", "project_id", "path", "description"))
    return tops + [
        {
            "guid": f"t{row['id']}",
            "name": words(row["path"]) or f"Tag {row['id']}",
            "parent": f"p{row['project_id']}" if projects else None,
            "description": words(row["description"]),
            "is_codable": True,
        }
        for row in tags
    ]


def _coders(database: sqlite3.Connection) -> dict[str, str]:
    """The account that last set each highlight, by the id of the highlight."""
    coders: dict[str, str] = {}
    for row in rows_of(database, "commands", columns=("user_login", "payload")):
        try:
            command = json.loads(str(row["payload"]))
        except ValueError:
            continue
        if isinstance(command, dict) and command.get("type") == "highlight_add":
            coders[str(command.get("highlight_id"))] = str(row["user_login"])
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
    database: sqlite3.Connection, selections: list[Row], codes: list[Row]
) -> tuple[list[Row], int]:
    """The codings between highlights and tags that are there, and how many the file has."""
    by_guid = {row["guid"]: row for row in selections}
    known = {row["guid"] for row in codes}
    links = rows_of(database, "highlight_tags", columns=("highlight_id", "tag_id"))
    codings: list[Row] = [
        {
            "selection": row["guid"],
            "source": row["source"],
            "code": f"t{link['tag_id']}",
            "coder": row["coder"],
        }
        for link in links
        if (row := by_guid.get(f"h{link['highlight_id']}")) and f"t{link['tag_id']}" in known
    ]
    return codings, len(links)


def _offsets(selections: list[Row], texts: dict[str, str]) -> list[Row]:
    agreed: dict[str, list[bool]] = {guid: [] for guid in texts}
    for row in selections:
        agreed[str(row["source"])].append("start_cp" in row)
    return [agreement(guid, rule=RULE, agreed=known) for guid, known in agreed.items()]


def _counts(  # noqa: PLR0913, PLR0917
    documents: list[Row],
    codes: list[Row],
    highlights: list[Row],
    selections: list[Row],
    codings: list[Row],
    found: int,
) -> list[Row]:
    tags = sum(str(row["guid"]).startswith("t") for row in codes)
    lost = "they point at something that the file does not hold"
    moved = sum("start_cp" not in row for row in selections)
    unlike = "their offsets do not lead to the stored words; the stored words are kept"
    return [
        tally("texts", found=len(documents)),
        tally("codes", found=tags),
        tally(
            "selections of text",
            found=len(highlights),
            kept=len(selections),
            changed=moved,
            reason="; ".join(
                words
                for words, concerned in (
                    (lost, len(highlights) > len(selections)),
                    (unlike, moved),
                )
                if concerned
            ),
        ),
        tally(
            "codings", found=found, kept=len(codings), reason=lost if found > len(codings) else ""
        ),
    ]


def _warnings(projects: list[Row], selections: list[Row]) -> tuple[str, ...]:
    said = []
    if len(projects) > 1:
        said.append(f"The file holds {len(projects)} projects; they were read as one.")
    moved = sum("start_cp" not in row for row in selections)
    if moved:
        said.append(f"{moved} highlights do not stand where the file says; see the offset table.")
    return tuple(said)


def text_of_html(html: str) -> str:
    """The text of an HTML document: all of it, in order, without tags.

    >>> text_of_html("<p>Trust &amp; <b>care</b></p>")
    'Trust & care'
    """
    reader = _TextOfHtml(convert_charrefs=True)
    reader.feed(html.replace("\r\n", "\n").replace("\r", "\n"))
    reader.close()
    return "".join(reader.pieces).lstrip(" \t\n\f")


class _TextOfHtml(HTMLParser):
    """Collects the pieces of text of a document."""

    def __init__(self, *, convert_charrefs: bool) -> None:
        super().__init__(convert_charrefs=convert_charrefs)
        self.pieces: list[str] = []

    def handle_data(self, data: str) -> None:
        """Keep a piece of text."""
        self.pieces.append(data)
