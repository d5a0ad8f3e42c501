"""The elements of REFI-QDA project exchange and codebook exchange (1.0, 1.5) as rows.

Told of one element after the other, this keeps what is gathered and no tree, whatever the order of
elements.
"""

from collections.abc import Callable

from trustbook.errors import ExportError
from trustbook.exchange.refi import codebook_elements as around
from trustbook.exchange.refi import material_elements as material
from trustbook.exchange.refi.gathered import (
    MEMBERS,
    RENDITIONS,
    SELECTIONS,
    SOURCES,
    VALUES,
    Attributes,
    Gathered,
)

DEEPEST = 200
MOST_ELEMENTS = 4_000_000
LONGEST_TEXT = 64_000_000


_HOLDERS = frozenset(
    ("Users", "Codes", "Variables", "Cases", "Sources", "Notes", "Links", "Sets", "Graphs")
)
_NAMESPACES = ("urn:QDA-XML:project:1.0", "urn:QDA-XML:codebook:1.0", "")


class Elements:
    """The elements of a file, one after the other; `found` is what they hold."""

    def __init__(self, *, file: str) -> None:
        self.file = file
        self.found = Gathered(file=file)
        self._local: dict[str, str] = {}
        self._depth = self._elements = 0

    def start(self, tag: str, attributes: Attributes) -> None:
        """Take in the beginning of an element."""
        self._depth += 1
        self._elements += 1
        if self._depth > DEEPEST or self._elements > MOST_ELEMENTS:
            self._refuse()
        name = self._local.get(tag) or self._name(tag)
        begin = _BEGIN.get(name)
        if begin:
            begin(self.found, attributes, name)
        elif name not in _HOLDERS:
            self.found.ledger.find(f"unknown elements {name}")
            self.found.ledger.drop(f"unknown elements {name}", reason="not part of the standard")

    def end(self, tag: str) -> None:
        """Take in the end of an element."""
        self._depth -= 1
        name = self._local[tag]
        finish = _FINISH.get(name)
        if finish:
            finish(self.found, name)
        if name in _STACKED:
            self.found.stack.pop()

    def data(self, text: str) -> None:
        """Take in a piece of text, where it is wanted."""
        if self.found.text is not None:
            self.found.length += len(text)
            if self.found.length > LONGEST_TEXT:
                raise ExportError(f"{self.file}: a text in it is longer than any that can be read")
            self.found.text.append(text)

    def close(self) -> None:
        """Forget what only served to tell elements apart."""
        self.found.guids.clear()

    def _refuse(self) -> None:
        what = (
            f"its elements are nested more than {DEEPEST} deep"
            if self._depth > DEEPEST
            else f"it has more than {MOST_ELEMENTS:,} elements"
        )
        raise ExportError(f"{self.file}: {what}, as no real export does; it was not read")

    def _name(self, tag: str) -> str:
        """The name of a tag without its namespace; the first one must be that of a project."""
        namespace, _, name = tag.rpartition("}")
        if not self._local and (
            name not in ("Project", "CodeBook") or namespace.removeprefix("{") not in _NAMESPACES
        ):
            raise ExportError(
                f"{self.file}: its first element is <{name[:40]}>, not a REFI-QDA project or "
                "codebook; export it as REFI-QDA (.qdpx or .qdc)"
            )
        self._local[tag] = name
        return name


_BEGIN: dict[str, Callable[[Gathered, Attributes, str], None]] = {
    "Project": around.project,
    "CodeBook": around.project,
    "User": around.user,
    "Code": around.code,
    "Case": around.case,
    "Variable": around.variable,
    "VariableValue": around.value_begins,
    "VariableRef": around.variable_ref,
    "Transcript": material.transcript,
    "SyncPoint": material.time_mark,
    "Coding": material.coding_begins,
    "CodeRef": material.code_ref,
    "SourceRef": around.case_ref,
    "SelectionRef": around.case_ref,
    "Note": around.memo,
    "NoteRef": around.memo_ref,
    "Link": around.link,
    "Set": around.set_begins,
    "Description": around.text_begins,
    "PlainTextContent": around.text_begins,
    **dict.fromkeys(SOURCES, material.source),
    **dict.fromkeys(SELECTIONS, material.selection),
    **dict.fromkeys(RENDITIONS, material.rendition),
    **dict.fromkeys(VALUES, around.text_begins),
    **dict.fromkeys(MEMBERS, around.set_member),
    **dict.fromkeys(("Graph", "Vertex", "Edge"), around.drawing),
}
_FINISH: dict[str, Callable[[Gathered, str], None]] = {
    "Coding": material.coding_ends,
    "VariableValue": around.variable_value_ends,
    "Description": around.description_ends,
    "PlainTextContent": around.content_ends,
    **dict.fromkeys(VALUES, around.value_ends),
}
_STACKED = frozenset(
    ("Project", "CodeBook", "Code", "Case", "Variable", "Transcript", "Coding", "Note", "Link")
).union(("Set",), SOURCES, SELECTIONS, RENDITIONS)
