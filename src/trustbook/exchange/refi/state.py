"""The state of reading a REFI-QDA project or codebook: the rows so far, the elements still open.

Rows and no tree; names of users, the base path and the paths of files are withheld.
"""

import re
from array import array
from collections import deque
from collections.abc import Mapping
from typing import NamedTuple

from trustbook.exchange.account import Account
from trustbook.exchange.model import COLUMNS
from trustbook.exchange.names import names_in_path

SOURCES = {
    "TextSource": ("text", "texts"),
    "PDFSource": ("pdf", "PDF documents"),
    "PictureSource": ("picture", "pictures"),
    "AudioSource": ("audio", "audio recordings"),
    "VideoSource": ("video", "video recordings"),
}
SELECTIONS = {
    "PlainTextSelection": "selections of text",
    "TranscriptSelection": "selections of a transcript",
    "PDFSelection": "regions of a PDF page",
    "PictureSelection": "regions of a picture",
    "AudioSelection": "stretches of audio",
    "VideoSelection": "stretches of video",
}
REGION = "PDFSelection"
OF_TEXT = ("PlainTextSelection", "TranscriptSelection")
DIRECTIONS = {"oneway": "one-way", "bidirectional": "both", "associative": "none"}
RENDITIONS = ("Representation", "TextDescription")
VALUES = {
    "TextValue": "text",
    "BooleanValue": "boolean",
    "IntegerValue": "integer",
    "FloatValue": "number",
    "DateValue": "date",
    "DateTimeValue": "datetime",
}
MEMBERS = {"MemberCode": "code", "MemberSource": "source", "MemberNote": "memo"}


_LARGEST = 2**62


def plain_guid(guid: str | None) -> str:
    """The GUID case-folded and without braces; empty where there is none.

    >>> plain_guid("{6B2F-1A}")
    '6b2f-1a'
    """
    return guid.strip().strip("{}").casefold() if guid else ""


def whole_number(number: str | None) -> int | None:
    """The number; missing where it is none or larger than any offset."""
    try:
        whole = int(number or "")
    except ValueError:
        return None
    return whole if abs(whole) < _LARGEST else None


def plain_colour(colour: str | None) -> str | None:
    """The colour as #rrggbb; missing where it is none."""
    digits = (colour or "").strip().removeprefix("#").casefold()
    if not re.fullmatch("[0-9a-f]{3}|[0-9a-f]{6}", digits):
        return None
    return "#" + (digits if len(digits) > len("rgb") else "".join(d + d for d in digits))


_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_PATH = re.compile(r"(?:[A-Za-z]:[\\/]|\\\\|/|file:|~/).*[\\/]")


Attributes = Mapping[str, str]


class Opened(NamedTuple):
    """An element that has begun: what it is, its guid and the row it fills."""

    kind: str
    guid: str
    row: int = -1


_COLUMNS = {
    **{
        name: tuple(COLUMNS[name])
        for name in ("codes", "cases", "links", "sets", "codings", "members", "variables")
    },
    "sources": ("guid", "name", "kind", "text", "path", "description", "created"),
    "selections": (
        *("guid", "source", "start", "end", "name", "description", "quotation", "coder"),
        *("created", "element"),
    ),
    "notes": ("guid", "name", "text", "path", "coder", "created"),
}


_do = deque[None](maxlen=0).extend  # whatever an iterator does, without a loop in Python


class Rows:
    """The rows of a table, column by column."""

    def __init__(self, *columns: str) -> None:
        self.columns: dict[str, list[object]] = {name: [] for name in columns}
        self._lists = list(self.columns.values())

    def __len__(self) -> int:
        return len(self._lists[0])

    def add(self, *cells: object) -> int:
        """The number of the row that now holds the cells."""
        _do(map(list.append, self._lists, cells))
        return len(self._lists[0]) - 1


class State:
    """The rows of the tables, and what is open while the elements go by."""

    def __init__(self, *, file: str) -> None:
        self.file = file
        self.root: dict[str, str] = {}
        self.description: str | None = None
        self.account = Account(format="REFI-QDA")
        self.tables = {name: Rows(*columns) for name, columns in _COLUMNS.items()}
        self.noted: list[tuple[str, str, str]] = []
        self.names_of_variables: dict[str, str] = {}
        self.coders: dict[str, str] = {}
        self.withheld: dict[str, str] = {}
        self.names_of_users: dict[str, str] = {}
        self.number_of_coders = 0
        self.aliases: dict[str, str] = {}
        self.warnings: dict[str, int] = {}
        self.stack: list[Opened] = []
        self.text: list[str] | None = None
        self.length = 0
        self.guids: dict[str, dict[str, int]] = {}
        self._dates: dict[str, str] = {}
        self.positions: dict[str, int | None] = {}
        self.coding: tuple[str | None, str | None] = (None, None)
        self.value: dict[str, str] = {}
        self.filled: set[int] = set()
        self.coded = False
        self.number_of_codings = 0
        self.places_of_codings = array("L")

    def leave_out_coding(self, number: int, *, reason: str) -> None:
        """List one coding as left out, by its number among the elements Coding of the file."""
        self.account.leave_out("codings", place=f"Coding {number}", reason=reason)

    def warn(self, message: str) -> None:
        """Keep a warning, once, with the number of times it was raised."""
        self.warnings[message] = self.warnings.get(message, 0) + 1

    @property
    def top(self) -> Opened:
        """The element that is open; the project where none is."""
        return self.stack[-1] if self.stack else Opened("project", "")

    def unique(self, table: str, attributes: Attributes) -> str:
        """The guid of an element, made unique in its table."""
        rows = self.guids.setdefault(table, {})
        guid = plain_guid(attributes.get("guid")) or f"{table}-{len(rows) + 1}"
        if guid in rows:
            self.warn(f"several {table} have the same GUID; they were kept apart")
            guid = f"{guid}-{len(rows) + 1}"
        rows[guid] = len(rows)
        return guid

    def coder(self, attributes: Attributes) -> str | None:
        """The pseudonym of who made an element."""
        user = attributes.get("creatingUser")
        return self.pseudonym(user) if user else None

    def pseudonym(self, user: str) -> str:
        """The pseudonym of a user, by the guid."""
        return self.coders.get(user) or self.coders.setdefault(
            user, self.coders.get(plain_guid(user)) or self._next_coder(plain_guid(user))
        )

    def _next_coder(self, guid: str) -> str:
        self.number_of_coders += 1
        return self.coders.setdefault(guid, f"C{self.number_of_coders}")

    def created(self, attributes: Attributes) -> str | None:
        """The day on which an element was made."""
        date = attributes.get("creationDateTime", "")[:10]
        if date not in self._dates:
            self._dates[date] = date if _DATE.fullmatch(date) else ""
        return self._dates[date] or None

    def name_without_path(self, attributes: Attributes, element: str) -> str | None:
        """The name, of which a path keeps the last part only."""
        name = attributes.get("name", "").strip()
        if _PATH.match(name):
            self.withhold_path(name)
            self.account.change(
                element, 1, reason="named by the path of a file, of which the last part is kept"
            )
            name = re.split(r"[\\/]", name)[-1]
        return name or None

    def withhold_path(self, path: str | None) -> None:
        """Keep a path on a computer out of the corpus; one into the archive says nothing."""
        if path and not path.startswith("internal:"):
            self.withheld |= names_in_path(path)

    def add_member(self, *cells: str | None) -> None:
        """Note what belongs to a case: case, source, selection, code."""
        self.account.find("members of cases")
        self.tables["members"].add(*cells)

    def words(self) -> str | None:
        """The text since it was begun; missing where there is nothing but white space."""
        text, self.text = "".join(self.text or ()), None
        return text if text.strip() else None
