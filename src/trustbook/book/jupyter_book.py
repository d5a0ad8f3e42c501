"""Jupyter Book, which imports what it needs while the pages that it is for are got ready.

Nothing slow is imported here, so that it can begin before anything else.
"""

import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager

from trustbook.book.workers import code_in_waiting

_Call = Callable[[Sequence[str]], subprocess.CompletedProcess[bytes]]
_IMPORTS = """
import jupyter_book.sphinx
from jupyter_book.cli.main import main
from sphinx.builders.html import StandaloneHTMLBuilder
import myst_nb.sphinx_ext, sphinx.writers.html5
import sphinx_book_theme, sphinx_comments, sphinx_copybutton, sphinx_design, sphinx_external_toc
import sphinx_togglebutton
"""
_JUPYTER_BOOK = """
import gc
gc.freeze()
gc.set_threshold(50_000, 20, 50)  # looking for garbage as often as usual is a fifth of its time

for step in ("load_indexer", "index_page", "dump_search_index"):  # the book has a search of its own
    setattr(StandaloneHTMLBuilder, step, lambda *_: None)
main(standalone_mode=False)
sys.stdout.flush()
sys.stderr.flush()
os._exit(0)  # to clear up all that was imported takes a fifth of a second
"""
_STEADY = {
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "PYTHONIOENCODING": "utf-8",
    "NO_COLOR": "1",
    "LC_ALL": "C.UTF-8",
}


class JupyterBook:
    """Jupyter Book in processes of its own: one for each time that it is called."""

    def __init__(self, processes: ExitStack) -> None:
        self._processes = processes
        self._waiting: list[_Call] = []

    def begin(self) -> None:
        """Let a process import what it needs until it is called, unless one does already."""
        if not self._waiting:
            env = {**os.environ, **_STEADY}
            process = code_in_waiting(_IMPORTS, _JUPYTER_BOOK, env=env)
            self._waiting.append(self._processes.enter_context(process))

    def __call__(self, arguments: Sequence[str]) -> subprocess.CompletedProcess[bytes]:
        """What became of it when it was called with these arguments."""
        self.begin()
        return self._waiting.pop()(arguments)


@contextmanager
def jupyter_book_in_waiting() -> Iterator[JupyterBook]:
    """Jupyter Book, whose processes end with this."""
    with ExitStack() as processes:
        yield JupyterBook(processes)
