"""The frozen reference: executed chapters of the reference corpus that tests compare with."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from trustbook.book.execution import INJECTED
from trustbook.book.notebooks import chapter_paths, notebook_text, read_notebook, write_text
from trustbook.book.outputs import FIGURE
from trustbook.book.runs import RunSpec

_WORDS = "text/plain"


def collapsed(html: str) -> str:
    """The page with each figure and table cut down to its id, and a figure's digest of its drawing.

    >>> collapsed('<figure class="tb-table" id="t1"><table>…</table></figure>')
    '<figure id="t1"></figure>'
    """
    return FIGURE.sub(r'<figure id="\1"\2></figure>', html)


def frozen(notebook: NotebookNode) -> NotebookNode:
    """The executed chapter as a reference: without injected parameters, its pictures collapsed."""
    cells = [cell for cell in notebook.cells if INJECTED not in cell.metadata.get("tags", [])]
    kept = nbformat.from_dict({**notebook, "cells": cells})  # type: ignore[no-untyped-call]
    code = [cell for cell in kept.cells if cell.cell_type == "code"]
    for number, cell in enumerate(code, start=1):
        cell.execution_count = number
        for output in cell.outputs:
            _collapse(output, number)
    return kept  # type: ignore[no-any-return]


def _collapse(output: NotebookNode, number: int) -> None:
    if output.output_type == "execute_result":
        output.execution_count = number
    data = output.get("data", {})
    if "text/html" in data:
        data["text/html"] = collapsed(data["text/html"])


def reference_text(notebook: NotebookNode) -> str:
    """The text of a reference, in which the words of an output stand before its page.

    A comparison goes in this order, so that one that fails shows words and not a digest.
    """
    kept = json.loads(notebook_text(frozen(notebook)))
    outputs = (output for cell in kept["cells"] for output in cell.get("outputs", []))
    for output in outputs:
        if "data" in output:
            output["data"] = dict(sorted(output["data"].items(), key=_words_first))
    return json.dumps(kept, indent=1, ensure_ascii=False) + "\n"


def _words_first(item: tuple[str, object]) -> tuple[bool, str]:
    return (item[0] != _WORDS, item[0])


def freeze(specs: Sequence[RunSpec], *, into: Path, is_whole: bool = True) -> Mapping[str, bool]:
    """For each chapter whether its reference changed; what is no longer a chapter is removed.

    Nothing is removed unless these are the chapters of the whole book.
    """
    changed = {}
    for spec in specs:
        text = reference_text(read_notebook(spec.notebook))
        path = into / f"{spec.chapter}.ipynb"
        changed[spec.chapter] = not path.is_file() or path.read_bytes() != text.encode()
        write_text(path, text)
    for name, path in chapter_paths(into).items():
        if is_whole and name not in changed:
            path.unlink()
    return changed
