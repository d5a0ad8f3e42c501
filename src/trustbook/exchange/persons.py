"""Who is one person in a project: spellings that are one, and cases that hold other cases.

A reader takes every name as it stands. Here the spellings of one person or coder become one, and a
case that holds other cases is a group: the narrowest case is the person. What would make one source
of several persons is asked or reported.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from trustbook.corpus.numbers import count, form_for, part_of
from trustbook.corpus.spellings import bare, folded, near_spellings, one_spelling
from trustbook.exchange.model import Project, frame
from trustbook.exchange.questions import SAME, Question, Reading

GROUP = "Group of cases"  # the variable that names it
_FEW = 3  # documents: more than so many interviews of one person are rare
_MOST_NAMED = 20
_OF_CASES = {
    "members": (("case", None),),
    "variables": (("owner", "owner_kind"),),
    "memos": (("about", "about_kind"),),
    "links": (("origin", "origin_kind"), ("target", "target_kind")),
    "sets": (("member", "member_kind"),),
}
_OF_CODERS = ("selections", "codings", "memos", "links", "assignments", "users")


def with_one_case_per_person(project: Project, reading: Reading) -> Project:
    """The project in which each person is one case and each coder one pseudonym.

    Parameters
    ----------
    project
        What a reader returned; it is left as it is.
    reading
        What the map says: `same` (spellings of one name) and `groups` (cases that are no person).

    Returns
    -------
    Project
        The same project with fewer cases and coders, and with the questions that stay.

    Examples
    --------
    >>> from trustbook.exchange.account import Account
    >>> from trustbook.exchange.model import frame
    >>> cases = frame("cases", [{"guid": "1", "name": "Ann"}, {"guid": "2", "name": "ann "}])
    >>> project = Project(file="f", account=Account(format="f"), cases=cases)
    >>> with_one_case_per_person(project, Reading()).cases["name"].to_list()
    ['Ann']
    """
    project = replace(project, account=project.account.copy())
    project = _with_one_coder_each(project, reading.same or {})
    project = _with_one_spelling(project, reading.same or {})
    project = _without_groups(project, reading.groups or ())
    questions = [*_same_question(project, reading), *_group_question(project, reading)]
    return replace(project, questions=(*project.questions, *questions))


def _spellings(names: "pd.Series[str]", same: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """For the number of each row that another one stands for: the number of that row.

    Two rows of exactly the same name are two things that the file tells apart; they stay.
    """
    twice = names[names.duplicated(keep=False)].map(folded, na_action="ignore")
    single_names = names.dropna()[lambda d: ~d.map(folded).isin(twice)]
    spelling = one_spelling(single_names, same)
    row_of: dict[str, str] = {}
    first = {row: row_of.setdefault(spelling[name], str(row)) for row, name in single_names.items()}
    return {str(row): one for row, one in first.items() if row != one}


def _with_one_coder_each(project: Project, same: Mapping[str, Sequence[str]]) -> Project:
    """The project with one pseudonym for all spellings of a coder, numbered without gaps."""
    first = _spellings(pd.Series(project.coder_names, dtype="str"), same)
    if not first:
        return project
    coders = [coder for coder in project.users["coder"] if coder not in first]
    new = {coder: f"C{n}" for n, coder in enumerate(coders, start=1)}
    pseudonym = new | {coder: new[one] for coder, one in first.items()}
    tables: dict[str, Any] = {
        name: getattr(project, name).assign(coder=lambda d: d["coder"].map(pseudonym))
        for name in _OF_CODERS
    }
    tables["users"] = tables["users"].drop_duplicates("coder", ignore_index=True)
    reason = "of a coder who is spelt in another way elsewhere, taken as one"
    number = int(project.codings["coder"].isin(first).sum())
    project.account.remark("codings", number, reason=reason)
    names = {new[coder]: name for coder, name in project.coder_names.items() if coder in new}
    return replace(project, coder_names=names, **tables)


def _with_one_spelling(project: Project, same: Mapping[str, Sequence[str]]) -> Project:
    """The project with one case for all spellings of a person."""
    first = _spellings(project.cases.set_index("guid")["name"], same)
    reason = "spelt in another way than one before, and the same person"
    project.account.drop("cases", len(first), reason=reason)
    return _with_other_cases(_withholding(project, first), first) if first else project


def _withholding(project: Project, cases: Iterable[str]) -> Project:
    """The project that withholds the names of these cases, which its table will not have."""
    names = project.cases["name"][project.cases["guid"].isin(list(cases))].dropna()
    return replace(project, withheld={**dict.fromkeys(names, "case"), **project.withheld})


def _with_other_cases(project: Project, other: Mapping[str, str]) -> Project:
    """The project in which another case stands for each of some cases."""
    cases = project.cases[~project.cases["guid"].isin(other)].reset_index(drop=True)
    tables: dict[str, Any] = {"cases": cases.assign(parent=_replaced(cases["parent"], other))}
    for name, places in _OF_CASES.items():
        table = getattr(project, name).copy()
        for column, kind in places:
            is_case = table[kind] == "case" if kind else table[column].notna()
            table[column] = _replaced(table[column], other).where(is_case, table[column])
        tables[name] = table
    tables["members"] = tables["members"].drop_duplicates(ignore_index=True)
    return replace(project, **tables)


def _replaced(column: "pd.Series[str]", other: Mapping[str, str]) -> "pd.Series[str]":
    return column.map(lambda guid: other.get(guid, guid), na_action="ignore").astype("str")


def _without_groups(project: Project, group_names: Sequence[str]) -> Project:
    """The project without the cases that hold others; each is a variable of those it holds."""
    groups = _groups(project, group_names)
    if not groups:
        return project
    is_group = project.cases["guid"].isin(groups)
    ends_of_links = {*project.links["origin"], *project.links["target"]}
    variables = _groups_as_variables(project, groups)
    is_group &= ~project.cases["guid"].isin(ends_of_links)
    reason = "holding other cases: groups, not persons"
    project.account.drop("cases", int(is_group.sum()), reason=reason)
    about = project.variables["owner"].isin(groups) & (project.variables["owner_kind"] == "case")
    project.account.drop("values of variables", int(about.sum()), reason="of groups of cases")
    members = project.members["case"].isin(groups)
    reason = "of groups, which are no persons"
    project.account.drop("members of cases", int(members.sum()), reason=reason)
    n = len(groups)
    project.account.warnings.append(
        f"{count(n, 'case')} held other cases or {form_for(n, 'was', 'were')} named as "
        f"{form_for(n, 'a group', 'groups')} in the map: {form_for(n, 'it is', 'they are')} no "
        f"{form_for(n, 'participant', 'participants')}, and the narrowest case is the person."
    )
    return replace(
        _withholding(project, groups),
        cases=project.cases[~is_group].reset_index(drop=True),
        members=project.members[~members].reset_index(drop=True),
        variables=pd.concat([project.variables[~about], variables], ignore_index=True),
    )


def _groups_as_variables(project: Project, groups: set[str]) -> pd.DataFrame:
    """The name of the nearest group above each case, or of the smallest one around it."""
    names = dict(zip(project.cases["guid"], project.cases["name"], strict=True))
    above = dict(zip(project.cases["guid"], project.cases["parent"], strict=True))
    sources_of = _sets(project.members.dropna(subset=["source"]), "case", "source")
    by_size = sorted(groups & set(sources_of), key=lambda group: (len(sources_of[group]), group))
    rows = []
    for guid in [guid for guid in names if guid not in groups]:
        around = [group for group in by_size if sources_of.get(guid, {""}) <= sources_of[group]]
        ancestors = [group for group in _ancestors(guid, above) if group in groups]
        group = next((g for g in [*ancestors, *around] if isinstance(names.get(g), str)), None)
        if group:
            rows.append(
                {
                    "owner_kind": "case",
                    "owner": guid,
                    "variable": GROUP,
                    "value": names[group],
                    "type": "text",
                }
            )
    project.account.find("values of variables", len(rows))
    project.account.change("values of variables", len(rows), reason="naming the group of a case")
    return frame("variables", rows)


def _groups(project: Project, group_names: Sequence[str]) -> set[str]:
    """The cases that are groups: named so, above a case that holds anything, or made of others."""
    folded_names = {folded(name) for name in group_names}
    by_name = project.cases["name"].fillna("").map(folded).isin(folded_names)
    return {
        *project.cases["guid"][by_name],
        *_above_others(project),
        *_made_of_others(project.members),
    }


def _above_others(project: Project) -> set[str]:
    """The cases above one that has members of its own."""
    above = dict(zip(project.cases["guid"], project.cases["parent"], strict=True))
    return {group for guid in project.members["case"].unique() for group in _ancestors(guid, above)}


def _ancestors(guid: str, above: Mapping[str, object]) -> list[str]:
    """The cases above a case, the nearest first."""
    chain = [guid]
    while isinstance(parent := above.get(chain[-1]), str) and parent not in chain:
        chain.append(parent)
    return chain[1:]


def _made_of_others(members: pd.DataFrame) -> set[str]:
    """The cases with several documents, each of which a case with fewer documents has too.

    A stretch of a document counts for that only where there are more documents than one person has
    interviews: a husband who speaks in one of two interviews makes no group of his wife.
    """
    with_source = members.dropna(subset=["source"])
    whole = _sets(with_source[with_source["selection"].isna()], "case", "source")
    of_case, holders = _sets(with_source, "case", "source"), _sets(with_source, "source", "case")
    whole_holders = _sets(with_source[with_source["selection"].isna()], "source", "case")

    def is_shared(case: str, source: str) -> bool:
        others = (holders if len(whole[case]) > _FEW else whole_holders)[source]
        return any(of_case[other] < of_case[case] for other in others)

    return {
        case
        for case, sources in whole.items()
        if len(sources) > 1 and all(is_shared(case, source) for source in sources)
    }


def _sets(rows: pd.DataFrame, key: str, value: str) -> dict[str, set[str]]:
    sets: dict[str, set[str]] = {}
    pairs = rows[[key, value]].drop_duplicates()
    for one, other in zip(pairs[key], pairs[value], strict=True):
        sets.setdefault(one, set()).add(other)
    return sets


def _same_question(project: Project, reading: Reading) -> list[Question]:
    """The question about names of persons and of coders that may be one."""
    groups = {
        "case": near_spellings(project.cases["name"].dropna()),
        "coder": near_spellings(project.coder_names.values()),
    }
    near = [(what, names) for what, several in groups.items() for names in several
            if sum(not reading.settles(name) for name in names) > 0]  # fmt: skip
    if not near:
        return []
    return [
        Question(
            key=SAME,
            about="; ".join(f"{what} {' / '.join(names)}" for what, names in near[:_MOST_NAMED]),
            text="Are these spellings of one name?",
            default={name: same for _, names in near for name, same in _of_same_letters(names)},
        )
    ]


def _of_same_letters(names: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """The first of the names with the same letters, and its other spellings."""
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(bare(name, accents=True), []).append(name)
    for first, *others in groups.values():
        yield first, others


def _group_question(project: Project, reading: Reading) -> list[Question]:
    """The question about cases with more documents than one person usually has interviews."""
    members = project.members.dropna(subset=["source"])
    numbers = Counter(members.drop_duplicates(["case", "source"])["case"])
    whole = set(members["case"][members["selection"].isna()])
    names = dict(zip(project.cases["guid"], project.cases["name"], strict=True))
    several = {guid: n for guid, n in numbers.most_common() if n > 1 and guid in names}
    if several:
        project.account.warnings.append(
            f"{part_of(len(several), len(names), 'case')} {form_for(len(several), 'has', 'have')} "
            f"more than one document (up to {max(several.values())}), and all that one case "
            "says counts as one source. Where a case is a group and no single person, name it "
            "under groups: in the map."
        )
    many = [
        f"{names[guid]} ({n} documents)"
        for guid, n in several.items()
        if n > _FEW and guid in whole
    ]
    if not many or reading.groups is not None:
        return []
    text = "Are any of these cases groups of people and no single person?"
    return [Question(key="groups", about="; ".join(many[:_MOST_NAMED]), text=text, default="no")]
