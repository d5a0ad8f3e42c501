"""The frozen reference: executed chapters of the reference corpus that tests compare with."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from trustbook.book.execution import INJECTED
from trustbook.book.notebooks import chapter_paths, node, notebook_text, read_notebook
from trustbook.book.outputs import PART, outputs_in, part_of, rounded_output
from trustbook.book.runs import RunSpec
from trustbook.project import write_all

_MARK = "\ufdd0"  # that no text has


def frozen_notebook(notebook: NotebookNode) -> NotebookNode:
    """The executed chapter as a reference: without injected parameters, of its outputs the data."""
    cells = [cell for cell in notebook.cells if INJECTED not in cell.metadata.get("tags", [])]
    reference = node({**notebook, "cells": cells})
    code = [cell for cell in reference.cells if cell.cell_type == "code"]
    for number, cell in enumerate(code, start=1):
        cell.execution_count = number
        cell.outputs = [frozen_display(each) for each in cell.outputs]
        for display in cell.outputs:
            if display.output_type == "execute_result":
                display.execution_count = number
    return reference


def frozen_display(display: Mapping[str, Any]) -> NotebookNode:
    """The display with nothing but its structured part, numbers to twelve significant digits.

    A display without one, a sentence for instance, stays as it is.
    """
    outputs = [
        replace(rounded_output(output), segments=())  # which the rows name too
        for output in outputs_in(display.get("data", {}))
    ]
    data = {"data": {PART: part_of(outputs)}} if outputs else {}
    return node({**display, **data})


def reference_text(notebook: NotebookNode) -> str:
    """The text of a reference, in which each row and column of an output is a line."""
    content = json.loads(notebook_text(frozen_notebook(notebook)))
    lines: list[str] = []
    for cell in content["cells"]:
        for display in cell.get("outputs", []):
            for output in display.get("data", {}).get(PART, {}).get("outputs", []):
                for name in {"columns", "rows"} & set(output):
                    output[name] = [_line(entry, lines) for entry in output[name]]
    text = json.dumps(content, indent=1, ensure_ascii=False)
    return re.sub(f'"{_MARK}(\\d+)"', lambda mark: lines[int(mark[1])], text) + "\n"


def _line(content: object, lines: list[str]) -> str:
    """A mark for the content, which is written on one line."""
    lines.append(json.dumps(content, ensure_ascii=False))
    return f"{_MARK}{len(lines) - 1}"


def freeze(specs: Sequence[RunSpec], *, into: Path, is_whole: bool = True) -> Mapping[str, bool]:
    """For each chapter whether its reference changed; what is no longer a chapter is removed.

    Nothing is removed unless these are the chapters of the whole book.
    """
    references = {
        into / f"{spec.chapter}.ipynb": reference_text(read_notebook(spec.notebook)).encode()
        for spec in specs
    }
    changed = {
        path.stem: not path.is_file() or path.read_bytes() != content
        for path, content in references.items()
    }
    write_all(references)
    for name, path in chapter_paths(into).items():
        if is_whole and name not in changed:
            path.unlink()
    return changed
