"""The command line, as `trustbook` and as `python -m trustbook`."""

import gc
import os
import signal


def main() -> None:
    """Run the command line; an interrupt before it is imported is one line, not Python's own."""
    if signal.getsignal(signal.SIGINT) == signal.default_int_handler:
        signal.signal(signal.SIGINT, _stop)
    gc.set_threshold(50_000, 20, 50)  # most of what is imported and read stays
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # to start more takes longer than they save
    from trustbook.cli import main as command_line  # noqa: PLC0415 - after the handler

    try:
        command_line(prog_name="trustbook")
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # there is nothing left to stop


def _stop(number: int, _frame: object) -> None:
    os.write(2, b"Stopped before anything was done.\n")
    os._exit(128 + number)


if __name__ == "__main__":
    main()
