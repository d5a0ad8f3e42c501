"""A new chapter of one's own: a notebook that runs as it is written."""

import json
import re
from pathlib import Path

from trustbook.book.notebooks import canonical, read_notebook, write_notebook
from trustbook.corpus.parameters import own_corpus
from trustbook.errors import CompendiumError
from trustbook.project import package_root

_TEMPLATE = "template/new/chapter.ipynb"
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_OF_DEVICES = re.compile(r"con|prn|aux|nul|(com|lpt)[0-9]")  # on Windows no file has such a name


def new_chapter(root: Path, name: str) -> Path:
    """The notebook of a new chapter in `chapters/`: parameters, a table, and a figure that is read.

    CompendiumError where the name is none, or taken.
    """
    if not _NAME.fullmatch(name):
        raise CompendiumError(
            f"{name!r} is no name for a chapter: use small letters, digits and hyphens, such as "
            "who-is-asked"
        )
    if _OF_DEVICES.fullmatch(name):
        raise CompendiumError(f"{name!r} is the name of a device on Windows; give another name")
    path = root / "chapters" / f"{name}.ipynb"
    for one in (path, path.with_suffix(".md"), package_root() / "chapters" / path.name):
        if one.exists():
            raise CompendiumError(f"there is a chapter {name} already; give another name")
    marks = {
        "@title@": name.replace("-", " ").capitalize(),
        '"data/ibbis"': json.dumps(own_corpus(), ensure_ascii=False),
    }
    notebook = read_notebook(package_root() / _TEMPLATE)
    for cell in notebook.cells:
        for mark, text in marks.items():
            cell.source = cell.source.replace(mark, text)
    return write_notebook(canonical(notebook), path)
