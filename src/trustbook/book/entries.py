"""What a reader can search a book for: its pages by section, tables and figures, and glossary.

Entries are made from the cells of chapters, the data of their outputs and the text of plain pages.
Segments, codes, ties, stakeholders and claims are found by their cards.
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace

from nbformat import NotebookNode

from trustbook.book.linking import HEADING
from trustbook.book.outputs import (
    NUMERIC,
    PART,
    SEGMENTS,
    VALUE,
    Output,
    outputs_of,
)

PAGE, VIEW, TERM = "page", "view", "term"
_HEADING = re.compile(r"(?m)^(#{1,4}) +(.+?) *#*$")
_GLOSSARY = re.compile(r"(?ms)^```\{glossary\}\n(.*?)^```")
_TERM = re.compile(r"(?m)^(\S.*)\n((?:(?:[ \t]+.*)?(?:\n|\Z))+)")
_FENCE = re.compile(r"(?m)^(?:```|:::).*$")
_LINK = re.compile(r"!?\[([^\[\]]*)\](?:\([^()\s]*\)|\[[^\[\]]*\])")
_MARKS = re.compile(r"<[^<>]*>|\{[a-z-]+\}|[*`\\|]")
_MOST_ROWS = 40  # of a table whose cells are searched: a longer one has cards or pages of its own
_MOST_LETTERS = 4_000  # of an entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing to find: its kind, the page it is on, the title, the words and where it is.

    `place` is the id on the page; empty where the whole page is meant. `cells` are the words of a
    table, other than those about it, and `number` is what it is called, such as Table 3.
    """

    kind: str
    page: str
    title: str
    words: str = ""
    cells: str = ""
    place: str = ""
    number: str = ""


def entries_of(
    notebook: NotebookNode, *, page: str, numbers: Mapping[str, str] | None = None
) -> list[Entry]:
    """What an executed chapter has to find, in its order; `numbers` are those of its outputs."""
    outputs = {output.name: output for output in outputs_of(notebook, chapter=page)}
    named = outputs.get(HEADING)
    heading = str(named.values[HEADING]) if named else ""
    text = "\n\n".join(_words_of_cell(cell) for cell in notebook.cells)
    by_title = {each.title: each for each in reversed(outputs.values()) if each.kind != VALUE}
    views = [
        replace(view_entry(each, page=page), number=(numbers or {}).get(each.id, ""))
        for each in reversed(by_title.values())
    ]
    return [*entries_in(text, page=page, title=heading), *views]


def _words_of_cell(cell: NotebookNode) -> str:
    if cell.cell_type == "markdown":
        return str(cell.source)
    displays = [each.get("data", {}) for each in cell.get("outputs", [])]
    return "\n\n".join(str(data.get("text/markdown", "")) for data in displays if PART not in data)


def view_entry(output: Output, *, page: str) -> Entry:
    """A table or figure by its title, its words, its headings and, where it is short, its cells."""
    headings = [column.label for column in output.columns]
    return Entry(
        kind=VIEW,
        page=page,
        title=output.title,
        words=_joined([output.subtitle, output.description, *output.notes]),
        cells=_joined([output.name.replace("-", " "), *headings, *_cells(output)]),
        place=output.name,
    )


def _joined(parts: Iterable[str]) -> str:
    return " ".join(" ".join(parts).split())[:_MOST_LETTERS]


def _cells(output: Output) -> Iterator[str]:
    if len(output.rows) > _MOST_ROWS or any(each.type == SEGMENTS for each in output.columns):
        return
    for place, column in enumerate(output.columns):
        if column.type not in NUMERIC:
            yield from dict.fromkeys(str(row[place]) for row in output.rows if row[place])


def entries_in(text: str, *, page: str, title: str = "") -> list[Entry]:
    """The sections of a page of text and the terms of its glossary.

    `title` takes the place of the first heading.
    """
    terms = [_term(*each, page=page) for g in _GLOSSARY.findall(text) for each in _TERM.findall(g)]
    parts = _HEADING.split(_GLOSSARY.sub("", text))
    places: set[str] = set()
    sections: list[Entry] = []
    for heading, words in zip(parts[2::3], parts[3::3], strict=True):
        name = title if title and not sections else heading
        place = _place(_plain(name), places) if sections else ""
        sections.append(
            Entry(kind=PAGE, page=page, title=_plain(name), words=_plain(words), place=place)
        )
    return [*sections, *terms]


def _term(term: str, meaning: str, *, page: str) -> Entry:
    name = _plain(term)
    return Entry(kind=TERM, page=page, title=name, words=_plain(meaning), place=term_id(name))


def _place(heading: str, earlier_places: set[str]) -> str:
    """The id of a section: only the first of a name has one that is known."""
    name = section_id(heading)
    place = "" if name in earlier_places else name
    earlier_places.add(name)
    return place


def section_id(heading: str) -> str:
    """The id that the pages give a section of this heading (`docutils.nodes.make_id`).

    >>> section_id("9. Größe & Zeit")
    'groe-zeit'
    """
    return re.sub(r"^[-0-9]+|-+$", "", re.sub(r"[^a-z0-9]+", "-", _ascii(heading.lower())))


def term_id(term: str) -> str:
    """The id that the pages give a term of the glossary (`sphinx.util.nodes.make_id`).

    >>> term_id("E/I index")
    'term-E-I-index'
    """
    return re.sub(r"-+$", "", re.sub(r"[^a-zA-Z0-9._]+", "-", _ascii(f"term-{term}")))


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return " ".join(plain.split())


def _plain(text: str) -> str:
    """The words of a piece of Markdown."""
    words = _MARKS.sub("", _LINK.sub(r"\1", _FENCE.sub("", text)))
    return " ".join(html.unescape(words).split())[:_MOST_LETTERS]


def as_data(entries: Iterable[Entry]) -> list[dict[str, str]]:
    """The entries without their empty fields."""
    return [{name: value for name, value in asdict(each).items() if value} for each in entries]
