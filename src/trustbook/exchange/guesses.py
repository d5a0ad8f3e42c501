"""What is taken for the role of each column of a table, in the order of how sure it is."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from trustbook.exchange.column_names import NO_PROGRAM, ROLES
from trustbook.exchange.contents import Contents
from trustbook.exchange.headings import (
    EXACT_STRONG,
    Meaning,
    code_number,
    meaning_of,
    plain,
    program_of,
)

_DECIDING = {"words", "code", "codes", "coded_by", "coders", "count", "mark", "category", "level"}
_DECIDING |= {"coder", "case", "document"}
CONFUSED = {"document", "group", "words", "code", "codes", "category", "coder", "case", "memo"}
MANY_MARKS = 3  # columns, among which a coder is told from codes
MOST_EXAMPLES = 3


@dataclass(slots=True, kw_only=True)
class Guess:
    """The role that a column is taken to have, why, and what is asked of it.

    `by_content` says whether no heading but only what it holds gives it its role, `is_open` whether
    that is not safe to take.
    """

    role: str
    why: str
    question: str = ""
    by_content: bool = False
    is_open: bool = False


UNKNOWN = Guess(role="variable", why="no known heading")


class Guesses:
    """The guesses about the columns of one table, with what their headings mean and they hold."""

    def __init__(self, cells: pd.DataFrame) -> None:
        self.names = [str(name) for name in cells.columns]
        self.guesses: dict[str, Guess] = {}
        self.contents = Contents(cells)
        self.is_of_program = program_of(self.names)[0] != NO_PROGRAM
        self.meanings = self._meanings()

    @property
    def has_codes(self) -> bool:
        """Whether a column holds or marks codes."""
        return bool({"code", "codes", "level", "mark", "coded_by", "coders"} & self.roles())

    def roles(self) -> set[str]:
        """The roles that columns have so far."""
        return {guess.role for guess in self.guesses.values()}

    def open_names(self) -> list[str]:
        """The columns that nothing is known of yet."""
        return [name for name in self.names if name not in self.guesses]

    def of(self, *roles: str) -> list[str]:
        """The columns of these roles, in the order of the table."""
        return [
            name for name in self.names if name in self.guesses and self.guesses[name].role in roles
        ]

    def folded_values(self, name: str) -> set[str]:
        """The different values of a column without capitals."""
        return {value.casefold() for value in self.contents.values(name)}

    def is_confused(self, name: str) -> bool:
        """Whether a heading could also be the name of a code."""
        return name in self.meanings and self.meanings[name].role in CONFUSED

    def has_single_code(self) -> bool:
        """Whether a column of codes is called so without a number."""
        return any(
            guess.role == "code" and code_number(name) is None
            for name, guess in self.guesses.items()
        )

    def _meanings(self) -> dict[str, Meaning]:
        _, own = program_of(self.names)
        meanings = {name: meaning_of(name) for name in self.names}
        meanings |= {
            name: Meaning(role=own[plain(name)], rank=EXACT_STRONG)
            for name in self.names
            if plain(name) in own
        }
        return {name: one for name, one in meanings.items() if one}


def question_of(role: str, rivals: Sequence[str] = (), *, near: str = "") -> str:
    """Whether a column has the role, or one of its rivals; nothing where that decides nothing."""
    if role not in _DECIDING:
        return ""
    verb = {"coder": "say", "case": "name", "document": "name"}.get(role, "hold")
    others = ", or does " + " or ".join(f'"{name}"' for name in rivals) if rivals else ""
    hint = f' (did you mean "{near}")' if near else ""
    return f"does it {verb} {ROLES[role].partition(';')[0]}{others}{hint}?"
