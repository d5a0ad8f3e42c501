"""Relations that a table states without segments: who and what they are about, and their rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from trustbook.errors import ExportError
from trustbook.exchange.account import Account
from trustbook.exchange.codes import short_names
from trustbook.exchange.mapping import (
    Concept,
    ImportMap,
    Stakeholder,
    concept_called,
    has_value,
    stakeholder_called,
)
from trustbook.exchange.model import Project
from trustbook.exchange.ordinary import is_role
from trustbook.exchange.questions import Question
from trustbook.exchange.relation_rows import is_number
from trustbook.exchange.relation_tables import ELEMENT, ROLE
from trustbook.exchange.relations import level_between
from trustbook.exchange.segments import FIRST_CODER, mapped
from trustbook.exchange.speakers import free_column

STAKEHOLDERS, CONCEPTS = "stakeholders", "concepts"
_MOST_NAMES = 6
_SIGN = "which sign does it have: 1 (the truster relies on the trustee), -1 (guards against) or 0?"


def is_of_relations(project: Project) -> bool:
    """Whether a project holds relations, and no codings."""
    return len(project.relations) > 0 and project.codings.empty


def names_of_sides(project: Project) -> list[str]:
    """What the relations of a project call trusters and trustees, each name once."""
    sides = pd.concat([project.relations["truster"], project.relations["trustee"]])
    return [str(name) for name in sides.dropna().unique()]


def ratings_of(project: Project) -> dict[str, list[str]]:
    """The variables that say what is stated where no concept does, each with its values."""
    open_relations = project.relations["guid"][project.relations["concept"].isna()]
    variables = project.variables
    rows = variables[
        variables["owner_kind"].eq("relation") & variables["owner"].isin(open_relations)
    ]
    values = rows.groupby("variable", sort=False)["value"].agg(lambda cells: list(cells.unique()))
    ratings = {str(name): cells for name, cells in values.items()}
    numbers = {name: cells for name, cells in ratings.items() if all(map(is_number, cells))}
    return numbers or ratings


def signs_of_concepts(project: Project) -> dict[str, str]:
    """What the relations are about, each with the sign that the table says it has, else empty."""
    rows = project.relations.dropna(subset=["concept"])
    signs: dict[str, set[str]] = {}
    for name, sign in zip(rows["concept"], rows["sign"], strict=True):
        signs.setdefault(str(name), set()).update({sign} if isinstance(sign, str) else ())
    return {name: next(iter(some)) if len(some) == 1 else "" for name, some in signs.items()}


def are_roles(project: Project) -> bool:
    """Whether trusters and trustees are roles: by their column, or by words that name nobody."""
    has_roles = bool((project.variables["variable"] == ROLE).any())
    return has_roles or all(map(is_role, names_of_sides(project)))


def completed(mapping: ImportMap, project: Project) -> ImportMap:
    """The map with what a table of relations says itself, where the map says nothing.

    Roles, and words that name nobody, are stakeholders; words for trust and distrust, and what the
    table gives a sign, are concepts.
    """
    if project.relations.empty:
        return mapping
    stakeholders, concepts = mapping.stakeholders, mapping.concepts
    if not stakeholders and are_roles(project):
        names = names_of_sides(project)
        stakeholders = tuple(map(_stakeholder, names, short_names(names)))
    if not concepts:
        signs = signs_of_concepts(project)
        concepts = tuple(map(_concept, signs.items(), short_names(signs)))
    return replace(mapping, stakeholders=stakeholders, concepts=concepts)


def _stakeholder(name: str, short: str) -> Stakeholder:
    row = {"stakeholder": short, "label": name, "kind": "role"}
    return Stakeholder(row=row, names=(name,), variables={ROLE: (name,)})


def _concept(name_and_sign: tuple[str, str], short: str) -> Concept:
    name, sign = name_and_sign
    label = name[:1].upper() + name[1:]
    return Concept(row={"concept": short, "label": label, "sign": sign}, codes=(name,))


def questions_of(project: Project, mapping: ImportMap) -> tuple[Question, ...]:
    """What a map has to say of the relations of a project, and this one does not say.

    Names and concepts that a map leaves out, although it has others, are left out of the corpus.
    """
    if project.relations.empty:
        return ()
    questions = []
    if not completed(mapping, project).stakeholders:
        names = names_of_sides(project)
        more = ", …" if len(names) > _MOST_NAMES else ""
        questions.append(_question(STAKEHOLDERS, ", ".join(names[:_MOST_NAMES]) + more,
                               "are they roles and organisations, or persons who must not be "
                               "named?"))  # fmt: skip
    questions += [
        _question(CONCEPTS, one.row["label"], _SIGN)
        for one in completed(mapping, project).concepts
        if not one.has_sign and (one.codes or any(one.variables.values()))
    ]
    has_values = any(any(one.variables.values()) for one in mapping.concepts)
    ratings = {} if has_values else ratings_of(project)
    questions += [
        _question(CONCEPTS, f"{name} ({', '.join(values[:_MOST_NAMES])})",
                  "which of its values state what, with which sign?")
        for name, values in ratings.items()
    ]  # fmt: skip
    return tuple(questions)


def _question(key: str, about: str, text: str) -> Question:
    return Question(key=key, about=about, text=text, default=[])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sides:
    """The two stakeholders of a relation, or why it has none in the map."""

    truster: str = ""
    trustee: str = ""
    fault: str = ""


def stated_rows(  # noqa: PLR0913 - all but one are named
    project: Project,
    *,
    public: Project,
    mapping: ImportMap,
    cases: pd.DataFrame,
    encounters: Mapping[str, str],
    account: Account,
) -> pd.DataFrame:
    """The rows of the table `relations` that the relations of a project give.

    `public` is the part of the project that may be kept. The account lists each relation of which
    the map has no stakeholder or no concept. ExportError where none is left.
    """
    values = _values_of_relations(project)
    rows: list[dict[str, object]] = []
    records: list[dict[str, object]] = project.relations.to_dict("records")  # type: ignore[assignment]
    for one in records:
        sides = _sides(one, mapping)
        concepts = (
            [] if sides.fault else _concepts_of(one, values.get(str(one["guid"]), {}), mapping)
        )
        if not concepts:
            fault = sides.fault or "about no concept of the map"
            account.leave_out(ELEMENT, place=str(one["place"]), reason=fault)
        rows += [
            {**one, "truster": sides.truster, "trustee": sides.trustee, "concept": concept}
            for concept in concepts
        ]
    if len(project.relations) and not rows:
        raise ExportError(f"{project.file}: none of its {len(project.relations)} relations is "
                          "between stakeholders and about a concept of the map")  # fmt: skip
    return _table(rows, public, mapping, cases=cases, encounters=encounters)


def _sides(one: Mapping[str, object], mapping: ImportMap) -> _Sides:
    truster = stakeholder_called(str(one["truster"]), mapping)
    trustee = stakeholder_called(str(one["trustee"]), mapping)
    if truster is None or trustee is None:
        side = "truster" if truster is None else "trustee"
        return _Sides(fault=f"of a {side} who is no stakeholder of the map")
    return _Sides(truster=truster.stakeholder, trustee=trustee.stakeholder)


def _concepts_of(
    one: Mapping[str, object], values: Mapping[str, str], mapping: ImportMap
) -> list[str]:
    """The concept that a relation names, else those that its ratings state."""
    if isinstance(one["concept"], str):
        concept = concept_called(one["concept"], mapping)
        return [concept.concept] if concept and concept.has_sign else []
    return [
        concept.concept
        for concept in mapping.concepts
        if concept.has_sign
        and any(
            has_value(values.get(variable.casefold()), patterns)
            for variable, patterns in concept.variables.items()
        )
    ]


def _values_of_relations(project: Project) -> dict[str, dict[str, str]]:
    rows = project.variables[project.variables["owner_kind"] == "relation"]
    values: dict[str, dict[str, str]] = {}
    for owner, variable, value in zip(rows["owner"], rows["variable"], rows["value"], strict=True):
        values.setdefault(owner, {})[str(variable).casefold()] = str(value)
    return values


def _table(
    rows: Sequence[Mapping[str, object]],
    public: Project,
    mapping: ImportMap,
    *,
    cases: pd.DataFrame,
    encounters: Mapping[str, str],
) -> pd.DataFrame:
    rows_in_file = pd.DataFrame(rows, columns=list(public.relations.columns), dtype="object")
    memos = public.memos[public.memos["about_kind"] == "relation"]
    pairs = zip(rows_in_file["truster"], rows_in_file["trustee"], strict=True)
    name_of_case = dict(zip(cases["guid"], cases["case"], strict=True))
    table = pd.DataFrame(
        {
            "segment": None,
            "encounter": mapped(rows_in_file["source"], encounters),
            "case": mapped(rows_in_file["case"], name_of_case),
            **{name: rows_in_file[name] for name in ("truster", "trustee", "concept")},
            "level": [level_between(str(a), str(b), mapping) for a, b in pairs],
            "weight": rows_in_file["weight"],
            "coder": rows_in_file["coder"].fillna(FIRST_CODER),
            "memo": mapped(
                rows_in_file["guid"], dict(zip(memos["about"], memos["text"], strict=True))
            ),
        },
        dtype="object",
    )
    for name, values in _free_columns(public):
        column = free_column(name, list(table.columns), table="relations")
        table[column] = mapped(rows_in_file["guid"], values)
    return table


def with_names(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The rows of relations in one table, named r0001, r0002, …."""
    full = [part for part in parts if len(part)]
    table = pd.concat(full, ignore_index=True) if full else parts[0]
    width = max(4, len(str(len(table))))
    names = [f"r{number:0{width}}" for number in range(1, len(table) + 1)]
    return table.assign(relation=names)


def _free_columns(public: Project) -> Iterator[tuple[str, dict[str, str]]]:
    rows = public.variables[public.variables["owner_kind"] == "relation"]
    for name, part in rows.groupby("variable", sort=False):
        yield str(name), dict(zip(part["owner"], part["value"], strict=True))
