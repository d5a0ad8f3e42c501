"""Chapters of a compendium: what each needs, and which are left out of the book of a corpus."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from trustbook.book.notebooks import Sources, read_sources, title
from trustbook.corpus.needs import needs_in_words, unmet_needs
from trustbook.corpus.reading import Corpus

if TYPE_CHECKING:
    from nbformat import NotebookNode

LEFT_OUT_PAGE = "left-out"
LEFT_OUT_HERE = "<!-- left out -->"
EXPLORER_PAGE = "explorer"
OWN_COPY_PAGE = "own-copy"
NEEDS_OF_PAGES: Mapping[str, Sequence[str]] = {  # of those that are no notebooks
    EXPLORER_PAGE: ("relations", "concepts"),
    OWN_COPY_PAGE: ("anchors",),
}


def chapter_needs(notebook: NotebookNode | Sources) -> tuple[str, ...]:
    """What the chapter says that it cannot do without: the words in its call of `needs`."""
    sources = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    calls = [node for source in sources if "needs(" in source for node in _calls(source)]
    return tuple(
        str(argument.value)
        for call in calls
        for argument in call.args[1:]
        if isinstance(argument, ast.Constant)
    )


def _calls(source: str) -> list[ast.Call]:
    try:
        nodes = ast.walk(ast.parse(source))
    except SyntaxError:  # the chapter says so when it runs
        return []
    return [
        node
        for node in nodes
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "needs"
    ]


def chapters_left_out(pages: Mapping[str, Path], corpus: Corpus) -> dict[str, list[str]]:
    """For each chapter whose needs the corpus does not meet, those that are unmet."""
    chapters = {name: path for name, path in pages.items() if path.suffix == ".ipynb"}
    unmet = {
        name: unmet_needs(corpus, chapter_needs(read_sources(path)))
        for name, path in chapters.items()
    }
    return {name: needs for name, needs in unmet.items() if needs}


def left_out_text(left_out: Mapping[str, Sequence[str]], pages: Mapping[str, Path]) -> str:
    """The chapters that are left out with what each would need, as Markdown."""
    return "\n".join(
        f"- **{title(read_sources(pages[name])) or name}** would need {needs_in_words(needs)}."
        for name, needs in left_out.items()
    )
