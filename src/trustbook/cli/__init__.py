"""The command line of trustbook: which commands there are, and how each of them ends."""

import _thread
import atexit
import builtins
import gc
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from io import TextIOWrapper
from keyword import iskeyword
from types import FrameType
from typing import Any

import click

from trustbook.errors import TrustbookError

COMMANDS = {
    "A compendium": {
        "init": "Make a compendium of your own.",
        "list": "List the chapters, where each comes from and what it needs.",
        "eject": "Copy chapters of the package, to change them.",
        "upgrade": "Say what moved in the package since chapters were copied.",
    },
    "Data": {
        "new": "Make an empty corpus, or a chapter that runs.",
        "import": "Make a corpus from an export of QDA software.",
        "check": "List every fault of a corpus.",
        "describe": "Describe a corpus to other programs.",
        "anchors": "Write the anchors of a corpus from spans of its sources.",
        "export": "Write a corpus for other programs.",
    },
    "The book": {
        "build": "Build the book of a corpus.",
        "run": "Run chapters, without making a book.",
        "sweep": "Run chapters with many settings, and say what moves.",
        "text": "List the texts in text/, what they cite and what has moved.",
        "messages": "Write the catalogue of a language, to be translated.",
        "pdf": "Print a built book as one PDF.",
        "links": "Ask whether links that lead out of a book still lead somewhere.",
        "serve": "Serve a built book to this computer.",
        "tidy": "Put the chapters into canonical form.",
    },
    "Trust in it": {
        "verify": "Verify inputs, data, claims, anchors, outputs and environment.",
        "freeze": "Freeze the reference that tests compare with.",
        "archive": "Make one archive of a book, or check one.",
        "deposit": "Make a draft of a public edition at a repository.",
    },
}


_UTF8 = "PYTHONUTF8"
_SECONDS_TO_HEED = 0.3  # a signal; then it is sent again

atexit.register(gc.freeze)  # a process that ends need not look for garbage: 0.2 seconds


class Commands(click.Group):
    """The commands by section; each is imported when it is used, and its errors are plain lines."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Whatever click does, in a Python that can name and print everything."""
        if sys.getfilesystemencoding() != "utf-8" and os.environ.get(_UTF8) != "1":
            env = {**os.environ, _UTF8: "1"}
            os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], env)
        return super().main(*args, **kwargs)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands, section by section."""
        return [name for section in COMMANDS.values() for name in section]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, from the module of its name."""
        if cmd_name not in self.list_commands(ctx):
            return None
        is_taken = iskeyword(cmd_name) or hasattr(builtins, cmd_name)
        name = f"{cmd_name}_" if is_taken else cmd_name
        command: click.Command = getattr(import_module(f"trustbook.cli.{name}"), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what each command does, without importing it."""
        for title, section in COMMANDS.items():
            with formatter.section(title):
                formatter.write_dl(list(section.items()))

    def invoke(self, ctx: click.Context) -> object:
        """Whatever the command returns; errors end with their exit code, signals with 128 + n."""
        _write_any_letter()
        with _signals() as signals:
            try:
                return super().invoke(ctx)
            except BaseException as error:
                if not signals and isinstance(error, TrustbookError):
                    click.echo(str(error), err=True)
                    ctx.exit(error.exit_code)
                if not signals and not isinstance(error, KeyboardInterrupt):
                    raise
                words = "Stopped. Finished chapters are kept; the same command continues."
                click.echo(words, err=True)
                exec("")  # else Python, where code in a string was interrupted, ends by a signal
                raise click.exceptions.Exit(128 + (signals or [signal.SIGINT])[0]) from None


def _write_any_letter() -> None:
    """Let letters that a terminal does not have, as on Windows, be written by their numbers."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


@contextmanager
def _signals() -> Iterator[list[int]]:
    """The signals that asked this process to stop, filled as they come; each interrupts it.

    An interruption that a library swallows, as when it meets a module being imported, comes again
    until it is heeded. A signal that whoever started this process wants to be ignored is ignored.
    """
    numbers: list[int] = []
    has_ended, sending, former_hook = threading.Event(), threading.Lock(), sys.unraisablehook
    again = threading.Thread(target=_send_again, args=(numbers, has_ended, sending), daemon=True)

    def interrupt(number: int, _frame: FrameType | None) -> None:
        numbers.append(number)
        if not again.is_alive() and not has_ended.is_set():
            again.start()
        if not _is_stopping(sys.exception()):
            raise KeyboardInterrupt

    def hook(lost: "sys.UnraisableHookArgs") -> None:
        if not (numbers and issubclass(lost.exc_type, KeyboardInterrupt)):
            former_hook(lost)

    is_main = threading.current_thread() is threading.main_thread()
    stopping = (signal.SIGINT, signal.SIGTERM) if is_main else ()
    former = {each: signal.getsignal(each) for each in stopping}
    former = {each: handler for each, handler in former.items() if handler != signal.SIG_IGN}
    for each in former:
        signal.signal(each, interrupt)
    sys.unraisablehook = hook
    try:
        yield numbers
    finally:
        with sending:  # so that none comes when Python does what it does with any signal
            has_ended.set()
        for each, handler in former.items():
            signal.signal(each, handler)
        sys.unraisablehook = former_hook


def _send_again(numbers: list[int], has_ended: threading.Event, sending: threading.Lock) -> None:
    """Send the main thread its first signal again and again, until the command has ended."""
    while not has_ended.wait(_SECONDS_TO_HEED):
        with sending:
            if has_ended.is_set():
                return
            if hasattr(signal, "pthread_kill"):
                signal.pthread_kill(threading.main_thread().ident or 0, numbers[0])
            else:
                _thread.interrupt_main(signal.Signals(numbers[0]))


def _is_stopping(error: BaseException | None) -> bool:
    """Whether an interruption is what is being handled, or led to it."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__context__
    return error is not None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="trustbook")
def main() -> None:
    """Build, check and verify compendia of coded qualitative data.

    \b
    Every command has the same order: trustbook COMMAND [CORPUS] [OPTIONS]
    Examples: trustbook init my-study           a compendium of your own
              trustbook build                   its book
              trustbook COMMAND --help          one screen about a command
    Exit code 0: fine; 1: findings; 2: wrong usage; 3: a chapter or page failed;
              130: interrupted (Ctrl-C); 143: terminated.
    """
