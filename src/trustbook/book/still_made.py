"""Files that a build before left as they have to be: nothing that they were made from changed."""

import json
from collections.abc import Mapping
from pathlib import Path

from trustbook.book.digests import state_of
from trustbook.book.notebooks import write_text


def still_made(folder: Path, made_from: Mapping[str, str]) -> list[str]:
    """The names of what is in a folder as it was left, and would be made from the same now.

    `made_from` has a digest for each name, and below no name that of what all are made from.
    Whoever changes the folder forgets this first, and writes it down again in the end.
    """
    try:
        former = json.loads(_record(folder).read_text(encoding="utf-8"))
        before, state = dict(former["made_from"]), former["state"]
    except (OSError, ValueError, TypeError, KeyError):
        return []
    if before.get("") != made_from[""] or state != state_of(folder):
        return []
    return [name for name, digest in made_from.items() if name and before.get(name) == digest]


def forget_made(folder: Path) -> None:
    """Let nothing in a folder count as made, from before it is changed."""
    _record(folder).unlink(missing_ok=True)


def write_made(folder: Path, made_from: Mapping[str, str]) -> None:
    """Write down what the files of a folder were made from, and how they were left."""
    state = {"made_from": dict(made_from), "state": state_of(folder)}
    write_text(_record(folder), json.dumps(state))


def _record(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.json")
