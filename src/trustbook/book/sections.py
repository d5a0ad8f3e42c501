"""What a book shows of a chapter: no section that holds nothing, and the settings chosen for it."""

import re

from nbformat import NotebookNode

from trustbook.book.execution import INJECTED
from trustbook.book.notebooks import chapter_parameters, markdown_cell, node
from trustbook.corpus.language import sentence
from trustbook.corpus.numbers import joined
from trustbook.corpus.parameters import assignments

SETTINGS = "settings"  # the id of the cell that names them
NEEDS, OPENING = "missing", "opening"  # the id and the tag of cells that say why nothing is shown
_HEADING = re.compile(r"(#{2,}) ")
_NOTICE = re.compile(r"\*[^*\n][^\n]*\*")  # one line in italics, as `pages.notice` writes it
_FOLD = "<details"


def shown_chapter(notebook: NotebookNode) -> NotebookNode:
    """The executed chapter without what shows nothing, and with the settings chosen for it."""
    cells = notebook.cells
    hollow = {place for start in range(len(cells)) for place in _hollow_section(cells, start)}
    titles = [_title(cells[place]) for place in hollow if _rank(cells[place])]
    visible = [cell for i, cell in enumerate(cells) if i not in hollow and not _is_notice(cell)]
    visible = [_without(cell, titles) for cell in visible]
    settings = chosen_settings(notebook)
    named = [markdown_cell(settings, id=SETTINGS)] if settings else []
    return node({**notebook, "cells": [*visible[:1], *named, *visible[1:]]})


def chosen_settings(notebook: NotebookNode) -> str:
    """A sentence on the parameters that differ from the default; empty where none does."""
    injected = (cell for cell in notebook.cells if INJECTED in cell.metadata.get("tags", []))
    chosen = {line.name: line.value for cell in injected for line in assignments(cell.source)}
    default = chapter_parameters(notebook)
    other = {k: v for k, v in chosen.items() if k != "corpus" and v != default.get(k)}
    if not other:
        return ""
    words = joined(f"{name.replace('_', ' ')} *{value}*" for name, value in other.items())
    return sentence("Made with other settings than the default: {settings}.", settings=words)


def _hollow_section(cells: list[NotebookNode], start: int) -> range:
    """The cells of the section that starts here, if its code shows nothing; else none."""
    rank = _rank(cells[start])
    ends = (i for i in range(start + 1, len(cells)) if _ends(cells[i], rank))
    section = range(start, next(ends, len(cells)))
    code = [cells[i] for i in section if cells[i].cell_type == "code"]
    is_hollow = rank and code and all(not cell.outputs or _is_notice(cell) for cell in code)
    return section if is_hollow else range(0)


def _without(cell: NotebookNode, titles: list[str]) -> NotebookNode:
    """The cell, which if it is a fold says nothing of the sections of these titles."""
    if not titles or not cell.source.startswith(_FOLD):
        return cell
    lead = rf"(?m)^\*\*(?:{'|'.join(map(re.escape, titles))})\.?\*\*.*\n\n"
    return node({**cell, "source": re.sub(lead, "", cell.source)})


def _title(cell: NotebookNode) -> str:
    return str(cell.source.split("\n")[0].lstrip("# ").strip())


def _ends(cell: NotebookNode, rank: int) -> bool:
    return 0 < _rank(cell) <= rank or cell.source.startswith(_FOLD)


def _rank(cell: NotebookNode) -> int:
    heading = _HEADING.match(cell.source) if cell.cell_type == "markdown" else None
    return len(heading[1]) if heading else 0


def _is_notice(cell: NotebookNode) -> bool:
    """Whether a code cell shows but one line that says that there is nothing."""
    displays = [output.get("data", {}) for output in cell.get("outputs", [])]
    is_head = cell.id == NEEDS or OPENING in cell.metadata.get("tags", [])
    texts = ["".join(display.get("text/markdown", "")).strip() for display in displays]
    return bool(texts) and not is_head and all(map(_NOTICE.fullmatch, texts))
