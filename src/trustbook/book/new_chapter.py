"""A new chapter of one's own: a notebook that runs as it is written."""

import json
import re
from pathlib import Path

from nbformat import NotebookNode

from trustbook.book.chapters import chapter_needs
from trustbook.book.notebooks import canonical, read_notebook, write_notebook
from trustbook.corpus.needs import unmet_needs
from trustbook.corpus.parameters import own_corpus
from trustbook.corpus.reading import Corpus, read_corpus
from trustbook.errors import CompendiumError
from trustbook.project import corpus_from_root, package_root

_TEMPLATES = ("relations", "codes")  # what is counted; the first that the corpus has is taken
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_OF_DEVICES = re.compile(r"con|prn|aux|nul|(com|lpt)[0-9]")  # on Windows no file has such a name


def new_chapter(root: Path, name: str) -> tuple[Path, list[str]]:
    """The notebook of a new chapter in `chapters/`, and what its corpus still lacks for it.

    It has parameters, a table, and a figure with its description. CompendiumError where the name
    is none, or taken.
    """
    if not _NAME.fullmatch(name):
        raise CompendiumError(
            f"{name!r} is not a name for a chapter: use small letters, digits and hyphens, such "
            "as who-is-asked"
        )
    if _OF_DEVICES.fullmatch(name):
        raise CompendiumError(f"{name!r} is the name of a device on Windows; give another name")
    path = root / "chapters" / f"{name}.ipynb"
    for one in (path, path.with_suffix(".md"), package_root() / "chapters" / path.name):
        if one.exists():
            raise CompendiumError(f"there is a chapter {name} already; give another name")
    notebook, unmet = _template(read_corpus(corpus_from_root(own_corpus())))
    marks = {
        "@title@": name.replace("-", " ").capitalize(),
        '"data/ibbis"': json.dumps(own_corpus(), ensure_ascii=False),
    }
    for cell in notebook.cells:
        for mark, text in marks.items():
            cell.source = cell.source.replace(mark, text)
    return write_notebook(canonical(notebook), path), unmet


def _template(corpus: Corpus) -> tuple[NotebookNode, list[str]]:
    """The first template whose needs the corpus meets, else the last; and its unmet needs."""
    for kind in _TEMPLATES:
        notebook = read_notebook(package_root() / "template" / "new" / f"{kind}.ipynb")
        if not (unmet := unmet_needs(corpus, chapter_needs(notebook))):
            break
    return notebook, unmet
