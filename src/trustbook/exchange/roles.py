"""Which role each column of a table plays: as the map says, by its heading, by what it holds.

What the table leaves uncertain is a question, with the likeliest role as its default.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from trustbook.exchange.column_names import ROLES
from trustbook.exchange.columns_by_content import (
    ask_who_speaks,
    guess_case,
    guess_code,
    guess_coder,
    guess_counts,
    guess_marks,
    guess_words,
)
from trustbook.exchange.columns_by_heading import (
    categories_top_down,
    code_marked,
    forget_names_of_marks,
    order_categories,
    take_coder_or_codes,
    take_from_map,
    take_named,
    take_nearly_named,
    take_numbered,
    take_one_per_coder,
    take_sums,
)
from trustbook.exchange.guesses import MOST_EXAMPLES, UNKNOWN, Guesses
from trustbook.exchange.relation_words import ROLES as ROLES_OF_RELATIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its role, why it has that one, its first values, and what is asked of it.

    `code` is the name of the code that a column of marks stands for, `depth` how far down in the
    codebook a column of categories; `by_content` says whether no heading but only what it holds
    gives it its role, `is_open` whether that is not safe to take.
    """

    name: str
    role: str
    why: str
    examples: tuple[str, ...] = ()
    question: str = ""
    code: str = ""
    depth: int = 0
    by_content: bool = False
    is_open: bool = False


def columns_of(cells: pd.DataFrame, roles: Mapping[str, str] | None = None) -> list[Column]:
    """Each column of a table with its role; `roles` are those that the map gives.

    >>> cells = pd.DataFrame({"Full text": ["She comes"], "Trust": ["x"], "Age": ["41"]})
    >>> [one.role for one in columns_of(cells)]
    ['words', 'mark', 'variable']
    """
    table = Guesses(cells)
    take_from_map(table, roles or {})
    forget_names_of_marks(table)
    take_numbered(table)
    take_named(table)
    take_sums(table)
    order_categories(table)
    if not table.has_codes:
        guess_marks(table)
    take_coder_or_codes(table)
    take_one_per_coder(table)
    take_nearly_named(table)
    guess_words(table)
    guess_case(table)
    ask_who_speaks(table)
    if not table.has_codes:
        guess_code(table)
    guess_counts(table)
    guess_coder(table)
    take_from_map(table, roles or {})  # no guess overrules it
    categories = categories_top_down(table)
    return [_column(table, name, categories) for name in table.names]


def _column(table: Guesses, name: str, categories: Sequence[str]) -> Column:
    guess = table.guesses.get(name, UNKNOWN)
    return Column(
        name=name,
        role=guess.role,
        why=guess.why,
        question=guess.question,
        code=code_marked(name),
        depth=categories.index(name) if name in categories else 0,
        by_content=guess.by_content,
        is_open=guess.is_open,
        examples=tuple(table.contents.values(name)[:MOST_EXAMPLES]),
    )


def role_called(name: str) -> str:
    """The role of this name, however it is written; empty where there is none.

    >>> role_called("Meaning unit"), role_called("words"), role_called("text")
    ('meaning_unit', 'words', '')
    """
    role = "_".join(name.casefold().replace("-", " ").replace("_", " ").split())
    return role if role in ROLES or role in ROLES_OF_RELATIONS else ""


def roles_in_words() -> str:
    """The roles, each with what it means."""
    of_excerpts, of_relations = (
        "; ".join(f"{name} ({one})" for name, one in roles.items())
        for roles in (ROLES, ROLES_OF_RELATIONS)
    )
    return f"{of_excerpts}; in a table of relations {of_relations}"
