"""Codes above a code that its name holds, such as `Trust > early`: read where that is certain."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

import pandas as pd

from trustbook.exchange.model import Project, frame
from trustbook.exchange.questions import Question, Reading

_SIGNS = {
    **{">": r"(?<![-=<>])>(?!>)", "→": "→", "»": "[»›]", "::": "::", "/": "//?"},
    **{"–": r"(?<=\s)[–—-](?=\s)", ":": r"(?<!:):(?=\s)", ".": r"(?<=[^\W\d_])\.(?=[^\W\d_])"},
}
_ALWAYS_ASKED = (">", "→", "»", "::")
_OFTEN_OF_NAMES = (":", ".")  # the draft of a map asks, and no import stops
_WORD = 4  # letters on both sides of a / that may be a path and not `and/or`
_RELATION = re.compile(r"[^>→]+: [^>→]+[>→][^>→]+")  # Trust: nurse > doctor
_MOST_NAMES = 3

Path = tuple[str, ...]


def separators_of(
    names: Iterable[str], reading: Reading, *, writes_paths: bool, asked: Collection[str] = ()
) -> tuple[tuple[str, ...], list[Question]]:
    """What is between a code and those above it, and the question where that is not certain.

    `writes_paths` says whether the program that wrote the names puts ` > ` there; the signs that
    were `asked` about already are not asked about again.

    >>> separators_of(["Trust > early"], Reading(), writes_paths=True)
    ((' > ',), [])
    >>> separators_of(["Trust > early"], Reading(code_paths=()), writes_paths=False)
    ((), [])
    """
    names = list(dict.fromkeys(names))
    if reading.code_paths is not None:
        return tuple(reading.code_paths), []
    if writes_paths and not any("\\" in name for name in names):
        return (" > ",) if any(" > " in name for name in names) else (), []
    by_sign = {
        sign: with_sign
        for sign in _SIGNS
        if sign not in asked and (with_sign := _with_sign(sign, names))
    }
    if not by_sign:
        return (), []
    decides = not set(by_sign) <= {*_OFTEN_OF_NAMES}
    if decides:
        by_sign = {one: names for one, names in by_sign.items() if one not in _OFTEN_OF_NAMES}
    shared = _shared_beginnings(names)
    likely = [
        _spelling(sign, with_sign)
        for sign, with_sign in by_sign.items()
        if any(_parts(sign, name)[0] in shared for name in with_sign)
    ]
    signs = _in_words([f'"{_spelling(sign, with_sign)}"' for sign, with_sign in by_sign.items()])
    does = "does" if len(by_sign) == 1 else "do"
    examples = list(dict.fromkeys(name for with_sign in by_sign.values() for name in with_sign))
    more = ", …" if len(examples) > _MOST_NAMES else ""
    question = Question(
        key="code_paths",
        about=", ".join(examples[:_MOST_NAMES]) + more,
        text=f"{does} {signs} separate a code from the one above it, and not belong to its name?",
        default=likely or "no",
        decides=decides,
        has_safe_default=not likely or (len(by_sign) == 1 and set(by_sign) <= {*_ALWAYS_ASKED}),
    )
    return tuple(likely) if decides else (), [question]


def _in_words(names: Sequence[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def _parts(sign: str, name: str) -> list[str]:
    return [part.strip() for part in re.split(_SIGNS[sign], name)]


def _with_sign(sign: str, names: Sequence[str]) -> list[str]:
    """The names in which the sign may be between codes."""
    split = {name: _parts(sign, name) for name in names}
    with_sign = {name: parts for name, parts in split.items() if len(parts) > 1 and all(parts)}
    if sign in (">", "→") and all(_RELATION.fullmatch(name) for name in with_sign):
        return []
    shared = _shared_beginnings(names)
    return [
        name
        for name, parts in with_sign.items()
        if sign in _ALWAYS_ASKED
        or parts[0] in shared
        or (sign == "/" and all(len(part) >= _WORD for part in parts))
    ]


def _shared_beginnings(names: Collection[str]) -> set[str]:
    """What is before a sign in two names, or is itself a name."""
    firsts = Counter(parts[0] for name in names for sign in _SIGNS
                     if len(parts := _parts(sign, name)) > 1)  # fmt: skip
    return {first for first, number in firsts.items() if number > 1 or first in names}


def _spelling(sign: str, names: Sequence[str]) -> str:
    """The sign with blanks around it, where it has them in every name."""
    with_spaces = re.compile(rf"\s{_SIGNS[sign]}\s")
    return f" {sign} " if all(with_spaces.search(name) for name in names) else sign


def with_codes_above(path: Path, separators: Sequence[str]) -> Path:
    """The path of a code whose names are taken apart at the separators.

    >>> with_codes_above(("Trust > early", "a/b"), [" > "])
    ('Trust', 'early', 'a/b')
    """
    if not separators:
        return path
    pattern = re.compile("|".join(map(_expression, separators)))
    return tuple(
        part
        for name in path
        for part in ([one.strip() for one in pattern.split(name)] if _splits(pattern, name)
                     else [name])
    )  # fmt: skip


def _splits(pattern: re.Pattern[str], name: str) -> bool:
    return all(part.strip() for part in pattern.split(name))


def _expression(separator: str) -> str:
    """The separator with any white space where it has some, and no arrow for a >."""
    bare = separator.strip()
    sign = _SIGNS.get(bare, re.escape(bare))
    return rf"(?:^|(?<=\s)){sign}(?=\s)" if separator != bare else sign


def with_paths_as_tree(project: Project, reading: Reading) -> Project:
    """The project of a program, with codes above those whose names the map says are paths.

    Names without a tree are asked about; a program that keeps a tree says it there.
    """
    names = project.codes["name"].dropna()
    if project.columns or names.empty:
        return project
    if reading.code_paths is not None:
        return replace(project, codes=_tree(project.codes, reading.code_paths))
    is_flat = bool(project.codes["parent"].isna().all())
    _, questions = separators_of(names, reading, writes_paths=False) if is_flat else ((), [])
    open_questions = (replace(one, decides=False) for one in questions)
    return replace(project, questions=(*project.questions, *open_questions))


def _tree(codes: pd.DataFrame, separators: Sequence[str]) -> pd.DataFrame:
    """The codes with one for each part of a path; a code of that name and place is the same."""
    rows: list[dict[str, object]] = [
        {str(name): None if pd.isna(cell) else cell for name, cell in row.items()}
        for row in codes.to_dict("records")
    ]
    guid_at = {(row["parent"], row["name"]): row["guid"] for row in rows}
    tree: list[dict[str, object]] = []
    for row in rows:
        *above, last = with_codes_above((str(row["name"] or ""),), separators)
        row["name"] = last or None
        for name in above:
            guid = guid_at.get((row["parent"], name))
            if guid is None:
                guid = guid_at[row["parent"], name] = f"{row['guid']}-{name}"
                tree.append({"guid": guid, "name": name, "parent": row["parent"]})
            row["parent"] = guid
        tree.append(row)
    return frame("codes", tree)
