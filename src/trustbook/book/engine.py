"""The engine by which papermill runs chapters: with a limit of time and of output for each cell.

nbclient's own limit on output is one of time (four seconds after a cell has ended) and reads like a
cell that took too long; here what a cell shows is counted as it comes.
"""

from typing import Any

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines

from trustbook.corpus.numbers import count

ENGINE = "trustbook"
MOST_OUTPUT = 20_000_000  # letters of a cell; no page shows more
_SECONDS_FOR_OUTPUT = 120  # in which what was shown has to arrive once a cell has ended


class LimitError(Exception):
    """A cell took too long or showed too much."""


class _Client(PapermillNotebookClient):  # type: ignore[misc]
    """A client that stops a cell at its limits, and says which cell and which limit."""

    letters_of_output = 0
    is_over = False

    def execute_cell(self, cell: NotebookNode, cell_index: int, **kwargs: Any) -> NotebookNode:
        self.letters_of_output = 0
        try:
            executed: NotebookNode = super().execute_cell(cell, cell_index, **kwargs)
        except CellTimeoutError:
            raise LimitError(
                f"cell {cell.id} took more than {count(self.timeout, 'second')}, the limit of the "
                "book; make it faster, or raise `timeout` below `execute` in _config.yml"
            ) from None
        except DeadKernelError:
            if not self.is_over:
                raise
            raise LimitError(
                f"cell {cell.id} showed more than {MOST_OUTPUT // 1_000_000} MB, which no page can "
                "show; print less, or show a part of the table"
            ) from None
        return executed

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> Any:
        self.letters_of_output += _size(msg["content"])
        if self.letters_of_output > MOST_OUTPUT and not self.is_over:
            self.is_over = True
            self.task_poll_for_reply.cancel()
        return None if self.is_over else super().process_message(msg, cell, cell_index)


def _size(content: dict[str, Any]) -> int:
    """How many letters a message from a kernel shows."""
    texts = [content.get("text", ""), *content.get("data", {}).values()]
    return sum(len(text) for text in texts if isinstance(text, str))


class Engine(NBClientEngine):  # type: ignore[misc]
    """An engine that stops cells at their limits."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, kernel_name: str, *, seconds: int | None, **kwargs: Any
    ) -> None:
        """Run the notebook, at most so many `seconds` a cell; LimitError at a limit."""
        manager = {key: kwargs[key] for key in kwargs if key == "kernel_manager_class"}
        extra = kwargs.get("extra_arguments", [])
        _Client(
            nb_man,
            kernel_name=kernel_name,
            timeout=seconds,
            startup_timeout=kwargs["start_timeout"],
            iopub_timeout=_SECONDS_FOR_OUTPUT,
            extra_arguments=extra,
            **manager,
        ).execute()


papermill_engines.register(ENGINE, Engine)
