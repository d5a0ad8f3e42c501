"""Roles of columns that their headings say, or the map."""

import re
from collections.abc import Mapping
from itertools import pairwise

from trustbook.exchange.column_names import CODER_OR_CODES, SINGLE_ROLES
from trustbook.exchange.columns_by_content import give_several_codes
from trustbook.exchange.count_tables import is_sum
from trustbook.exchange.guesses import MANY_MARKS, Guess, Guesses, question_of
from trustbook.exchange.headings import (
    COMPOSED_STRONG,
    EXACT_STRONG,
    PARTIAL,
    code_number,
    is_one_coder,
    level_in,
    meaning_of,
    near_name,
    plain,
)

_DIVIDING = {"document", "case", "coder"}  # all that matters is which rows they tell apart
_MOST_CODERS = 10
_AGAIN = re.compile(r"(.+) \(\d+\)")
_APPLIED = re.compile(r"Code: (?P<code>.+) (?P<what>Applied|Range|Weight)")


def take_from_map(table: Guesses, roles: Mapping[str, str]) -> None:
    """The columns whose roles the map gives."""
    by_name = {plain(column): role for column, role in roles.items()}
    for name in table.names:
        if role := by_name.get(plain(name)):
            table.guesses[name] = Guess(role=role, why="the map says so")


def forget_names_of_marks(table: Guesses) -> None:
    """Among columns of marks one called `Person` or `Source` marks a code, too."""
    marks = table.contents.marks(table.open_names())
    signs = {v for name in marks if name not in table.meanings for v in table.folded_values(name)}
    for name in marks if len(marks) >= MANY_MARKS else ():
        if table.is_confused(name) and table.folded_values(name) <= signs:
            del table.meanings[name]


def take_numbered(table: Guesses) -> None:
    """Columns such as `Code 1`, `code_level2` and `Code: Trust Applied`.

    Where all that are numbered are columns of marks, their headings stand for the codes.
    """
    numbered = [name for name in table.open_names() if code_number(name) is not None]
    are_marks = all(table.contents.has_only_marks(name) for name in numbered)
    numbered_marks = numbered if are_marks and table.contents.marks(numbered) else []
    for name in table.open_names():
        if match := _APPLIED.fullmatch(name):
            role = "mark" if match["what"] == "Applied" else "ignore"
            table.guesses[name] = Guess(role=role, why="by its heading")
        elif level_in(name) is not None:
            table.guesses[name] = Guess(role="level", why="by its heading")
        elif code_number(name) is not None:
            is_mark = name in numbered_marks
            table.guesses[name] = Guess(
                role="mark" if is_mark else "code",
                why="0 and 1, x or yes" if is_mark else "by its heading",
                question="does it mark the code of its heading (mark), or hold codes (code)?"
                * (is_mark and name == numbered_marks[0]),
            )
        elif (again := _AGAIN.fullmatch(name)) and code_number(again[1]) is not None:
            question = "does it hold codes of the same passage?"
            table.guesses[name] = Guess(
                role="ignore", why="the heading comes again", question=question
            )


def take_named(table: Guesses) -> None:
    """The columns of the roles that one column has, and those that several may have."""
    for role in (*SINGLE_ROLES, "code"):
        if role not in table.roles() or (role == "code" and not table.has_single_code()):
            _best_of(table, role)
    for name in table.open_names():
        has_meaning = name in table.meanings and plain(name) not in CODER_OR_CODES
        role = table.meanings[name].role if has_meaning else ""
        if role == "variable" and table.meanings[name].rank != EXACT_STRONG:
            continue
        if role in ("category", "variable", "ignore"):
            table.guesses[name] = Guess(role=role, why="by its heading")
        elif role:
            table.guesses[name] = _second(table, name, role)


def _best_of(table: Guesses, role: str) -> None:
    candidates = _candidates(table, role)
    if role == "code" and table.has_codes:
        candidates = [one for one in candidates if one[0] <= COMPOSED_STRONG]
    if not candidates:
        return
    rank, _, best = candidates[0]
    rivals = [name for other, _, name in candidates[1:] if other == rank]
    if role in _DIVIDING:
        rivals = [name for name in rivals if not table.contents.tell_same_apart(name, best)]
    alike = [name for name in rivals if role == "code" and table.contents.share_values(name, best)]
    if alike:
        give_several_codes(table, [best, *alike], why="by its heading")
        return
    question = question_of(role, rivals) if rivals or rank == PARTIAL else ""
    table.guesses[best] = Guess(role=role, why="by its heading", question=question)


def _candidates(table: Guesses, role: str) -> list[tuple[int, int, str]]:
    """The open columns whose heading names the role, best first."""
    return sorted(
        (one.rank, one.place, name)
        for name in table.open_names()
        if (one := table.meanings.get(name)) and one.role == role
        and plain(name) not in CODER_OR_CODES
        and (role != "words" or table.contents.has_letters(name))
    )  # fmt: skip


def _second(table: Guesses, name: str, role: str) -> Guess:
    """The guess about a column whose role another one has."""
    if not (others := table.of(role)):
        return Guess(role="variable", why=f"no {role}, but numbers")
    best = others[0]
    is_other = role in _DIVIDING and not table.contents.tell_same_apart(name, best)
    return Guess(role="variable" if is_other else "ignore", why=f"{best} is the {role}")


def take_sums(table: Guesses) -> None:
    """Columns of numbers that are called sums of others; one of 0 and 1 is asked about."""
    for name in table.open_names():
        if is_sum(name) and table.contents.are_small_counts(name):
            is_mark = bool(table.contents.marks([name]))
            question = "is it a sum of the others (ignore), or does it mark a code (mark)?"
            table.guesses[name] = Guess(
                role="ignore", why="a sum of the others", question=question * is_mark
            )


def order_categories(table: Guesses) -> None:
    """The last category is the code where no other column is; each must be in one above."""
    categories = categories_top_down(table)
    if categories and not table.has_codes and not table.contents.marks(table.open_names()):
        table.guesses[categories[-1]].role = "code"
    steps = [*categories, *table.of("code")] if table.has_single_code() else categories
    for above, below in pairwise(dict.fromkeys(steps)):
        is_asked = len(categories) > 1 and above in categories
        if is_asked and not table.contents.stands_below(below, above):
            table.guesses[above].question = f"is it above {below} in the codebook?"


def categories_top_down(table: Guesses) -> list[str]:
    """The columns of categories from the top of the codebook down.

    Which way they go is told by what they hold, else by their names, else they go upwards where
    the code is the first of them, as in content analysis.
    """
    down = table.of("category")
    up = list(reversed(down))
    is_down, is_up = (
        all(table.contents.stands_below(below, above) for above, below in pairwise(steps))
        for steps in (down, up)
    )
    if is_down != is_up:
        return up if is_up else down
    depths = list(map(_depth, down))
    if len(set(depths)) > 1:
        return up if depths == sorted(depths, reverse=True) else down
    codes = table.of("code")
    is_first = codes and down and table.names.index(codes[0]) < table.names.index(down[0])
    return up if is_first else down


def take_coder_or_codes(table: Guesses) -> None:
    """`Koder` is who coded beside columns of marks, and else the codes; between, a question."""
    for name in table.open_names():
        if plain(name) not in CODER_OR_CODES:
            continue
        values, marks = table.contents.values(name), table.of("mark")
        are_names = len(values) <= _MOST_CODERS and not any(";" in one for one in values)
        is_coder = are_names and table.has_codes and "coder" not in table.roles()
        is_certain_coder = len(marks) >= MANY_MARKS or _is_beside_other_codes(table, name)
        certain = is_certain_coder if is_coder else not table.has_codes
        question = "" if certain else "does it say who coded, or which codes?"
        role = "coder" if is_coder else "codes"
        table.guesses[name] = Guess(role=role, why="by its heading", question=question)


def _is_beside_other_codes(table: Guesses, name: str) -> bool:
    """Whether a column that is called one of the code has values, and none of this column."""
    codes = {value for one in table.of("code") if _says_code(table, one)
             for value in table.folded_values(one)}  # fmt: skip
    return bool(codes) and codes.isdisjoint(table.folded_values(name))


def _says_code(table: Guesses, name: str) -> bool:
    """Whether a heading is the word for a code, and nothing else but a number."""
    is_named = name in table.meanings and table.meanings[name].rank == EXACT_STRONG
    return is_named or code_number(name) is not None


def take_one_per_coder(table: Guesses) -> None:
    """Columns such as `Coder 1`, `Coder 2`: what each gave, or who coded."""
    names = [name for name in table.open_names() if is_one_coder(name)]
    if len(names) < 2:  # noqa: PLR2004
        return
    question = "does it name a coder, or the code that one gave?"
    question = question if table.has_codes else ""
    role = "ignore" if question else "coded_by"
    for name in names:
        table.guesses[name] = Guess(role=role, why="by its heading", question=question)


def take_nearly_named(table: Guesses) -> None:
    """The columns whose heading is nearly a name of a role that no column has."""
    for name in table.open_names():
        near = "" if name in table.meanings else near_name(name)
        meaning = meaning_of(near) if near else None
        if meaning and meaning.role not in table.roles() and table.contents.values(name):
            table.guesses[name] = Guess(
                role=meaning.role,
                why=f'nearly "{near}"',
                question=question_of(meaning.role, near=near),
            )


def _depth(heading: str) -> int:
    """How far down in a codebook a column of this name is: themes, categories, parts of them.

    >>> _depth("Aggregate dimension"), _depth("Category"), _depth("Undertema")
    (0, 1, 2)
    """
    if re.match(r"sub|under|unter|sous|sotto", plain(heading)):
        return 2
    return 0 if re.search(r"dimension|them|tema\b|temat|tém|主题|محور", plain(heading)) else 1


def code_marked(name: str) -> str:
    """The code that a column of this name marks."""
    match = _APPLIED.fullmatch(name)
    return match["code"] if match else name
