"""The part of a draft that says how a file is read, and asks what the file leaves uncertain."""

import json
from collections.abc import Mapping, Sequence

from trustbook.exchange.column_names import ROLES
from trustbook.exchange.model import Project
from trustbook.exchange.questions import COLUMNS, KEYS, SAME, Default, Question
from trustbook.exchange.relation_words import ROLES as ROLES_OF_RELATIONS
from trustbook.exchange.roles import Column

_LONGEST_EXAMPLE = 40
_OPEN = "# Not decided: take the # away where this is right, or write what is.\n"
_COLUMNS = """
# What each column of the file holds: correct what is wrong. Its first values stand beside it.
"""


def reading_in_draft(project: Project) -> str:
    """The keys that say how a file is read: the roles of its columns, and each open question."""
    keys = dict.fromkeys(one.key for one in project.questions if one.key in KEYS)
    questions_of = {key: [one for one in project.questions if one.key == key] for key in keys}
    columns = _columns(project.columns, questions_of.get(COLUMNS, ())) if project.columns else ""
    answers = [_answer(key, questions) for key, questions in questions_of.items()
               if not (columns and key == COLUMNS)]  # fmt: skip
    return "".join([*answers, columns])


def _answer(key: str, questions: Sequence[Question]) -> str:
    """The questions as comments, and as the answer their defaults; comments where not safe."""
    comments = "".join(f"# {one_line(f'{one.about}: {one.text}')}\n" for one in questions)
    if all(one.has_safe_default for one in questions):
        return f"\n{comments}{key}: {_json(_joined([one.default for one in questions]))}\n"
    if key == SAME:
        return f"\n{comments}{_OPEN}{key}:\n{''.join(map(_names, questions))}"
    return f"\n{comments}{_OPEN}# {key}: {_json(_joined([one.default for one in questions]))}\n"


def _names(question: Question) -> str:
    """The names that are the same, one a line; comments where that is not safe."""
    names = question.default if isinstance(question.default, Mapping) else {}
    sign = "" if question.has_safe_default else "# "
    return "".join(f"  {sign}{quoted(one)}: {_json(others)}\n" for one, others in names.items())


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)  # JSON is YAML, too


def _joined(defaults: Sequence[Default]) -> object:
    """The defaults of several questions as one answer."""
    several = [one for one in defaults if one != "no"]
    if not several or len(several) == 1:
        return (several or defaults)[0]
    if all(isinstance(one, Mapping) for one in several):
        return {key: value for one in several for key, value in one.items()}  # type: ignore[union-attr]
    lists = [[one] if isinstance(one, str) else list(one) for one in several]
    return list(dict.fromkeys(name for one in lists for name in one))


def _columns(columns: Sequence[Column], questions: Sequence[Question]) -> str:
    """The roles of all columns; what is asked is above them, or above the column."""
    roles_in_file = {one.role for one in columns if one.role}
    meanings = ROLES if roles_in_file <= set(ROLES) else ROLES_OF_RELATIONS
    roles = "".join(f"#   {role}: {meaning}\n" for role, meaning in meanings.items())
    names = {one.name for one in columns}
    about_all = [f"# {one_line(one.text)}\n" for one in questions if one.about not in names]
    lines = [_column(one) for one in columns]
    return "".join([_COLUMNS, roles, *about_all, "columns:\n", *lines])


def _column(column: Column) -> str:
    values = ", ".join(_example(value) for value in column.examples)
    question = f"  # {one_line(column.question)}\n" if column.question else ""
    beside = ": ".join(filter(None, [column.why, values]))
    if not column.role:
        return f"  # {quoted(column.name)} has no role{': ' * bool(beside)}{beside}\n"
    sign = "# " if column.is_open else ""
    return f"{question}  {sign}{quoted(column.name)}: {column.role}  # {beside}\n"


def _example(value: str) -> str:
    text = one_line(value)
    is_cut = len(text) > _LONGEST_EXAMPLE
    return quoted(f"{text[:_LONGEST_EXAMPLE]}…" if is_cut else text)


def quoted(text: str) -> str:
    """The text in double quotation marks, as YAML and JSON both write it."""
    return json.dumps(text, ensure_ascii=False)


def one_line(text: str) -> str:
    """The text without line breaks and double blanks."""
    return " ".join(text.split())
