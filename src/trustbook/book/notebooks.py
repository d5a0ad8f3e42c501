"""Chapters as files: their canonical form, their titles and their parameters."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trustbook.corpus.parameters import Value, assignments, check_parameters_cell
from trustbook.errors import ChapterError, ParameterError
from trustbook.project import write_whole

if TYPE_CHECKING:
    from nbformat import NotebookNode

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
MOST_LINES = 12


_READABLE_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_RANDOM_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{8}")
_ID_LENGTH = 40
_OF_ODD_CONTENT = (AttributeError, KeyError, TypeError, ValueError)  # what is no JSON, too


def chapter_paths(folder: Path) -> dict[str, Path]:
    """The notebooks in `folder` by the name of their chapter, in alphabetical order."""
    return {path.stem: path for path in sorted(folder.glob("*.ipynb"))}


@dataclass(frozen=True, slots=True)
class NotebookCell:
    """What somebody wrote into a cell of a notebook."""

    cell_type: str
    source: str
    metadata: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sources:
    """The cells of a notebook without what they show."""

    cells: Sequence[NotebookCell]


def read_sources(path: Path) -> Sources:
    """The cells of the notebook at `path`; ChapterError where the file is not one."""
    cells = None
    with suppress(*_OF_ODD_CONTENT, OSError):  # as reading it in the other way will say
        content = json.loads(path.read_text(encoding="utf-8"))
        cells = content["cells"] if _is_sound(content) else None
    cells = cells or read_notebook(path).cells
    return Sources(
        [NotebookCell(c["cell_type"], "".join(c["source"]), c["metadata"]) for c in cells]
    )


def read_notebook(path: Path) -> NotebookNode:
    """The notebook at `path`; ChapterError where the file is not one."""
    import nbformat  # noqa: PLC0415 - slow, and many commands read none

    try:
        with warnings.catch_warnings(action="ignore"):  # repeated ids are repaired, which shows
            notebook: NotebookNode = nbformat.reader.reads(path.read_text(encoding="utf-8"))  # type: ignore[no-untyped-call]
            if not _is_sound(notebook):
                notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    except (*_OF_ODD_CONTENT, nbformat.ValidationError, OSError) as error:
        raise ChapterError(f"{path.name}: not a readable notebook ({_first_line(error)})") from None
    return notebook


def _is_sound(notebook: Mapping[str, Any]) -> bool:
    """Whether it is of the version of now, with ids, so that nothing has to be repaired."""
    cells = notebook.get("cells")
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        return False
    ids = [cell.get("id") for cell in cells]
    version = (notebook.get("nbformat"), notebook.get("nbformat_minor"))
    are_ids = all(isinstance(each, str) for each in ids) and len({*ids}) == len(ids)
    return version == (4, 5) and are_ids


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]


def node(content: Mapping[str, Any]) -> NotebookNode:
    """A notebook, or a part of one, with this content."""
    import nbformat  # noqa: PLC0415 - likewise

    return nbformat.from_dict(content)  # type: ignore[no-untyped-call, no-any-return]


def markdown_cell(source: str, *, id: str) -> NotebookNode:
    """A cell of Markdown."""
    return node({"cell_type": "markdown", "id": id, "metadata": {}, "source": source})


def notebook_text(notebook: NotebookNode) -> str:
    """The text of a notebook file: indented by one, letters as they are, a newline at the end."""
    import nbformat  # noqa: PLC0415 - likewise

    text: str = nbformat.v4.writes(notebook)  # type: ignore[no-untyped-call]
    return text.rstrip("\n") + "\n"


def write_notebook(notebook: NotebookNode, path: Path) -> Path:
    """The path, after the notebook was written there in one step."""
    return write_text(path, notebook_text(notebook))


def write_text(path: Path, text: str) -> Path:
    """The path, after `text` replaced what was there, never leaving half a file behind."""
    return write_whole(path, text.encode())


def canonical(notebook: NotebookNode) -> NotebookNode:
    """The notebook as it is stored under version control: no outputs, stable readable cell ids."""
    used_ids: set[str] = set()
    cells = [_canonical_cell(cell, used_ids) for cell in notebook.cells]
    return node(
        {
            "cells": cells,
            "metadata": {"kernelspec": KERNEL, "language_info": {"name": "python"}},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )


def _canonical_cell(cell: NotebookNode, used_ids: set[str]) -> dict[str, object]:
    tags = sorted(cell.metadata.get("tags", []))
    canonical_cell: dict[str, object] = {
        "cell_type": cell.cell_type,
        "id": _free_id(_readable_id(cell, tags), used_ids),
        "metadata": {"tags": tags} if tags else {},
        "source": cell.source.rstrip(),
    }
    if cell.cell_type == "code":
        canonical_cell |= {"execution_count": None, "outputs": []}
    return canonical_cell


def _readable_id(cell: NotebookNode, tags: Sequence[str]) -> str:
    own_id = str(cell.get("id", ""))
    if is_readable(own_id):
        return own_id
    if "parameters" in tags:
        return "parameters"
    heading = re.match(r"#+\s+(.+)", cell.source)
    words = re.findall(r"[a-z0-9]+", heading[1].lower()) if heading else []
    slug = "-".join(words).lstrip("0123456789-")[:_ID_LENGTH].strip("-")
    return slug or ("code" if cell.cell_type == "code" else "text")


def is_readable(cell_id: str) -> bool:
    """Whether a person could have given the cell this id.

    >>> is_readable("table-1"), is_readable("3fd2a01c")
    (True, False)
    """
    return bool(_READABLE_ID.fullmatch(cell_id)) and not _RANDOM_ID.fullmatch(cell_id)


def _free_id(name: str, used_ids: set[str]) -> str:
    number = 1
    free = name
    while free in used_ids:
        number += 1
        free = f"{name}-{number}"
    used_ids.add(free)
    return free


def tidy(path: Path) -> bool:
    """Whether the notebook at `path` had to be rewritten to be in its canonical form."""
    text = notebook_text(canonical(read_notebook(path)))
    if path.read_bytes() == text.encode():
        return False
    write_text(path, text)
    return True


def title(notebook: NotebookNode | Sources) -> str:
    """The first heading of the notebook; empty where it has none."""
    for cell in notebook.cells:
        heading = re.search(r"^#\s+(.+)$", cell.source, flags=re.MULTILINE)
        if cell.cell_type == "markdown" and heading:
            return heading[1].strip()
    return ""


def parameters_source(notebook: NotebookNode | Sources) -> str:
    """The source of the cell tagged `parameters`; empty where there is none."""
    return next((cell.source for cell in _tagged(notebook, "parameters")), "")


def chapter_parameters(notebook: NotebookNode | Sources) -> dict[str, Value]:
    """The parameters a chapter declares with their defaults."""
    return {line.name: line.value for line in assignments(parameters_source(notebook))}  # type: ignore[misc]


def _tagged(notebook: NotebookNode | Sources, tag: str) -> list[NotebookNode | NotebookCell]:
    return [cell for cell in notebook.cells if tag in cell.metadata.get("tags", [])]


def check_chapter(path: Path) -> list[str]:
    """What keeps the notebook at `path` from being a chapter's source, each in one line."""
    notebook = read_notebook(path)
    faults = [*_form_faults(path, notebook), *_parameter_faults(notebook), *_cell_faults(notebook)]
    return [f"{path.name}: {fault}" for fault in faults]


def _form_faults(path: Path, notebook: NotebookNode) -> list[str]:
    faults = []
    if path.read_bytes() != notebook_text(canonical(notebook)).encode():
        faults.append("not in canonical form; run `trustbook tidy`")
    first = notebook.cells[0] if notebook.cells else None
    if first is None or first.cell_type != "markdown" or not first.source.startswith("# "):
        faults.append("the first cell is the title, a Markdown heading")
    return faults


def _parameter_faults(notebook: NotebookNode | Sources) -> list[str]:
    tagged = _tagged(notebook, "parameters")
    if len(tagged) != 1:
        return [f"exactly one cell is tagged parameters, found {len(tagged)}"]
    return [f"parameters cell: {fault}" for fault in check_parameters_cell(tagged[0].source)]


def _cell_faults(notebook: NotebookNode) -> list[str]:
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    lines = {cell.get("id", "?"): len(cell.source.splitlines()) for cell in code}
    return [
        f"cell {cell_id} has {n} lines; at most {MOST_LINES} are allowed"
        for cell_id, n in lines.items()
        if n > MOST_LINES
    ]


def require_parameters_cell(path: Path) -> dict[str, Value]:
    """The parameters of the chapter at `path`; ChapterError where its cell is not valid."""
    notebook = read_sources(path)
    faults = _parameter_faults(notebook)
    if faults:
        raise ChapterError("\n".join(f"{path.name}: {fault}" for fault in faults))
    try:
        return chapter_parameters(notebook)
    except (ParameterError, SyntaxError) as error:
        raise ChapterError(f"{path.name}: {_first_line(error)}") from None
