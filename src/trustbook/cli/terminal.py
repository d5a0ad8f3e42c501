"""What a command prints: a report at its end, and lines for a person who waits."""

import errno
import json
import os
import re
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from trustbook.errors import StorageError, TrustbookError
from trustbook.project import short_path

_JSON = "trustbook.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a command did: lines for a person, values for a machine, and what to do next."""

    next: str
    lines: Sequence[str] = ()
    values: Mapping[str, object] = field(default_factory=dict)
    exit_code: int = 0

    @property
    def text(self) -> str:
        """The report for a person; its last line says what to do next."""
        return "\n".join([*self.lines, f"Next: {self.next}"])


class ReportCommand(click.Command):
    """A command whose function returns a Report, printed as lines or, with --json, as one object.

    The object has the keys command and ok, those of the values, and next; where the command could
    not do its work it has command, ok and error.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.append(
            click.Option(["--json"], is_flag=True, help="Print one JSON object, for machines.")
        )

    def invoke(self, ctx: click.Context) -> None:
        """Print the report, and end with its exit code."""
        ctx.meta[_JSON] = ctx.params.pop("json")
        try:
            report: Report = super().invoke(ctx)
        except TrustbookError as error:
            _print_object(ctx, ok=False, error=str(error))
            raise
        except OSError as error:
            if error.errno == errno.EPIPE:  # whoever read this has left
                raise
            words = fault_of_storage(error)
            _print_object(ctx, ok=False, error=words)
            raise StorageError(words) from error
        _print_object(ctx, ok=not report.exit_code, **report.values, next=report.next)
        if not is_for_machines():
            click.echo(report.text)
        ctx.exit(report.exit_code)


_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_OPEN_ELSEWHERE = {32, 33}  # the numbers that Windows has for it
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_LAST_GOOD = "what was whole before is untouched"


def fault_of_storage(error: OSError) -> str:
    """What kept a file from being read or written, where, and what to do, in one line."""
    error = _first_of_several(error)
    where = f" at {short_path(Path(str(error.filename)))}" if error.filename else ""
    if error.errno in _FULL:
        return f"no space left{where}: free some, then run the same command again; {_LAST_GOOD}"
    if getattr(error, "winerror", None) in _OPEN_ELSEWHERE:
        return f"another program has a file open{where}: close it there and try again; {_LAST_GOOD}"
    if error.errno in _FORBIDDEN:
        return f"no permission{where}: change its owner or rights, or work elsewhere; {_LAST_GOOD}"
    return f"{error.strerror or error}{where}; {_LAST_GOOD}"


def _first_of_several(error: OSError) -> OSError:
    """The error of the first file, where a whole folder could not be copied."""
    if not isinstance(error, shutil.Error):
        return error
    _, target, words = error.args[0][0]
    number = int((re.search(r"\[Errno (\d+)\]", str(words)) or ("", "0"))[1])
    return OSError(number, os.strerror(number) if number else str(words), str(target))


def _print_object(ctx: click.Context, **values: object) -> None:
    if is_for_machines():
        report = {"command": ctx.info_name, **values}
        is_utf_8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
        click.echo(json.dumps(report, ensure_ascii=not is_utf_8, indent=1))


def is_for_machines() -> bool:
    """Whether the command that runs was asked for JSON."""
    context = click.get_current_context(silent=True)
    return bool(context and context.meta.get(_JSON))


def print_progress(line: str) -> None:
    """Print a line for a person who waits; standard output stays free for the report."""
    if not is_for_machines():
        click.echo(line, err=True)
