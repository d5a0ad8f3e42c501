"""Jupyter Book, which imports what it needs while the pages that it is for are got ready.

Nothing slow is imported here, so that it can begin before anything else.
"""

import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager

from trustbook.book.workers import code_in_waiting

JupyterBook = Callable[[Sequence[str]], subprocess.CompletedProcess[bytes]]
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


@contextmanager
def jupyter_book_in_waiting() -> Iterator[JupyterBook]:
    """Jupyter Book, which imports what it needs in a process of its own until it is called."""
    with ExitStack() as stack:

        def begin() -> JupyterBook:
            env = {**os.environ, **_STEADY}
            return stack.enter_context(code_in_waiting(_IMPORTS, _JUPYTER_BOOK, env=env))

        def run(arguments: Sequence[str]) -> subprocess.CompletedProcess[bytes]:
            jupyter_book = waiting.pop() if waiting else begin()
            return jupyter_book(arguments)

        waiting = [begin()]
        yield run
