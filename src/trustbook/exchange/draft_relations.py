"""The part of a draft that is about a table of relations: who is who in it, and what is stated."""

from collections.abc import Iterable, Mapping

from trustbook.exchange.codes import short_names
from trustbook.exchange.draft_reading import one_line, quoted
from trustbook.exchange.model import Project
from trustbook.exchange.names import is_code
from trustbook.exchange.ordinary import is_role
from trustbook.exchange.relation_matrices import IN_CELL
from trustbook.exchange.relation_tables import ROLE
from trustbook.exchange.stated_relations import (
    CONCEPTS,
    STAKEHOLDERS,
    are_roles,
    names_of_sides,
    ratings_of,
    signs_of_concepts,
)

_LABELS = """\
# The book prints each label: leave no name of a person there. What may be persons is called "Person
# 1", …. To show roles instead, give the names of several persons to one stakeholder.
"""
_RATINGS = """\
# Ratings state a concept where they have certain values: list these, such as [4, 5] or [">=4"].
# One column may state two concepts, such as trust [">=4"] and distrust ["<=2"].
"""


def stakeholders_of_relations(project: Project) -> str:
    """A stakeholder for each name of a truster or trustee; persons under other names."""
    names, questions = names_of_sides(project), _comments(project, STAKEHOLDERS)
    are_known = are_roles(project)
    labels = [
        name if are_known or is_role(name) or is_code(name) else f"Person {number}"
        for number, name in enumerate(names, start=1)
    ]
    items = [
        f"  - stakeholder: {quoted(short)}\n    label: {quoted(label)}\n    kind: role\n"
        f"    level:\n    organisation:\n{_speakers(project, name)}    names: [{quoted(name)}]\n"
        for short, label, name in zip(short_names(labels), labels, names, strict=True)
    ]
    return "".join([questions, _LABELS * (not are_known), "stakeholders:\n", *items])


def _speakers(project: Project, name: str) -> str:
    """Which cases the stakeholder is: those of its role, or of its name."""
    variables = project.variables
    roles = variables[(variables["variable"] == ROLE) & (variables["owner_kind"] == "case")]
    if name in set(roles["value"]):
        return f"    variables: {{{ROLE}: [{quoted(name)}]}}\n"
    return f"    cases: [{quoted(name)}]\n" if name in set(project.cases["name"]) else ""


def concepts_of_relations(project: Project) -> str:
    """A concept for each word for what is stated, with the sign that the table says."""
    signs, ratings = signs_of_concepts(project), ratings_of(project)
    items = [*_items(signs), *(_rating(name, values) for name, values in ratings.items())]
    head = [_comments(project, CONCEPTS), _RATINGS * bool(ratings), "concepts:\n"]
    return "".join([*head, *items]) if items else "concepts: []\n"


def _items(signs: Mapping[str, str]) -> Iterable[str]:
    for (name, sign), short in zip(signs.items(), short_names(signs), strict=True):
        sign_in_draft = f" {sign}\n" if sign else "  # 1, -1 or 0\n"
        label = name[:1].upper() + name[1:]
        yield (
            f"  - concept: {quoted(short)}\n    label: {quoted(label)}\n    sign:{sign_in_draft}"
            f"    codes: [{quoted(name)}]\n"
        )


def _rating(name: str, values: Iterable[str]) -> str:
    short = short_names([name])[0]
    value_list = one_line(", ".join(values))
    proposal = '">0"' if name == IN_CELL else ""  # nought in a matrix is no relation
    return (
        f"  - concept: {quoted(short)}\n    label: {quoted(name)}\n    sign:  # 1, -1 or 0\n"
        f"    variables: {{{quoted(name)}: [{proposal}]}}  # which of {value_list}\n"
    )


def _comments(project: Project, key: str) -> str:
    """The questions of a key as comments."""
    return "".join(
        f"# {one_line(f'{one.about}: {one.text}')}\n" for one in project.questions if one.key == key
    )
