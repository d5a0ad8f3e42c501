"""The draft of a map: what a project proposes, with comments on what is left to decide."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from trustbook.exchange.codes import code_paths, short_names
from trustbook.exchange.draft_reading import one_line, quoted, reading_in_draft
from trustbook.exchange.draft_relations import concepts_of_relations, stakeholders_of_relations
from trustbook.exchange.mapping import EMPTY_MAP
from trustbook.exchange.model import Project
from trustbook.exchange.ordinary import are_persons, ordinary_names
from trustbook.exchange.withheld import texts_that_name_somebody

_MOST_VALUES = 12  # of a variable that may tell stakeholders apart
_MOST_ITEMS = 40
_VALUES_SHOWN = 3
_MOST_CONCEPTS = 25
_LONG_ENOUGH = 4  # letters that two names must share to be called alike
_MOST_LISTED = 300
_ARROW = re.compile(
    r"^(?:(?P<concept>.+?)\s*[:/\\]\s*)?(?P<truster>.+?)\s*(?:>|->|→)\s*(?P<trustee>.+)$"
)
_HEAD = """\
# Draft of a map for {file}: which of its cases, variables, documents and codes stand for which
# stakeholder, which codes stand for which concept, and where the trustee is to be found.
# Nothing here is decided yet: correct it, delete what does not apply, fill in what is empty.
# Names are those of the program; * stands for anything, \\ separates a code from those above it.
# This file holds names of the export: keep it where the export is, never in the corpus.
# Then: trustbook import {file} --into data/NAME --map THIS_FILE
"""
_STAKEHOLDERS = """
# Who can trust or be trusted. kind: role, organisation or system; level: micro (people who meet),
# meso (organisations) or macro (laws, policies, systems). An empty level follows from the kind.
# cases, variables, documents: who speaks; codes: the codes that stand for the stakeholder (those
# proposed have a similar name: check that they mean the same); names: what code names call it.
"""
_CONCEPTS = """
# What a relation is about; keep the items that are concepts of trust, and delete the others.
# sign: 1 if the truster relies on the trustee, -1 if the truster guards against the trustee, 0 if
# neither. A concept with an empty sign gives no relations.
"""
_RELATIONS = """
# Where the trustee is to be found; the truster is the speaker unless a name says otherwise.
# code: "same segment" if the trustee is the stakeholder whose code is on the same segment,
#   "overlapping" if that code may also be on an overlapping segment; empty if neither.
# pattern: how code names say it, such as "{concept}: {truster} > {trustee}".
# links: "yes" if one-way links between cases, named after a concept, say it.
# sheet: a table with the columns segment, truster, trustee, concept (a file beside this one, or
#   the name of a sheet of the imported workbook).
# level: the level of all relations; empty for the higher level of the two stakeholders.
"""
_KINDS = """
# Documents whose segments are not the words of participants: observation, document, finding or
# recommendation, each with the names of documents. All others are quotations.
"""
_KEEP = """
# What the corpus keeps although it could tell who somebody is: names of variables of cases, memos
# (what you wrote beside segments), title (the name of the project). Proposed are variables with few
# values, by which groups could be compared; delete any that could identify somebody. The file has:
"""


def draft_map(project: Project) -> str:
    """The YAML text of a draft: every proposal an item, every decision left open."""
    return "".join(
        (
            _HEAD.format(file=one_line(project.file)),
            reading_in_draft(project),
            "\nstudy:\n",
            f"  study: study\n  label: The study\n  title: The study{_comment(project.name)}\n",
            _STAKEHOLDERS,
            _stakeholders(project),
            _names_in_file("documents", project.sources["name"]),
            _names_in_file("cases", project.cases["name"]),
            _CONCEPTS,
            _concepts(project),
            _names_in_file("codes", pd.Series(code_paths(project.codes), dtype="str")),
            *(() if len(project.relations) else (_RELATIONS, _relations(project))),
            *(() if len(project.relations) else (_KINDS, _kinds(project))),
            _keep(project),
        )
    )


def _comment(name: str) -> str:
    """A comment with the name of the project."""
    return f"  # called {one_line(name)} in the program" if name else ""


def _keep(project: Project) -> str:
    """The variables by which groups could be compared, and in comments what else there is."""
    proposals: list[tuple[str, str]] = []
    others: list[tuple[str, str]] = []
    for name, values in project.variables.groupby("variable", sort=False)["value"]:
        number = values.nunique()
        is_grouping = 1 < number <= min(_MOST_VALUES, len(values) / 2)
        is_grouping = is_grouping and not are_persons(values.dropna().unique(), project)
        examples = ", ".join(map(one_line, values.drop_duplicates()[:_VALUES_SHOWN]))
        (proposals if is_grouping else others).append((str(name), f"{number} values: {examples}"))
    lines = [f"#   {one_line(name)}: {values}\n" for name, values in (*proposals, *others)]
    memos = [f"#   memos: {len(project.memos)} of them\n"] if len(project.memos) else []
    title = [f"#   title: {one_line(project.name)}\n"] if project.name else []
    return "".join([_KEEP, *lines, *memos, *title,
                    f"keep: [{_list(name for name, _ in proposals)}]\n"])  # fmt: skip


def _stakeholders(project: Project) -> str:
    if len(project.relations):
        return stakeholders_of_relations(project)
    codes = _codes_by_name(project)
    proposals = _from_variables(project) or _from_code_names(project) or _groups(project)
    siblings = _siblings(proposals, codes)
    proposals += [
        _Proposal(name=name, speakers="cases: []", why="a code beside codes of stakeholders")
        for name, path in codes
        if path in siblings
    ]
    if not proposals:
        return "stakeholders: []  # nothing in the file proposes one\n"
    leading = proposals[:_MOST_ITEMS]
    items = [
        _item(one, short=short, codes=_codes_like(one.name, codes))
        for short, one in zip(short_names(one.name for one in leading), leading, strict=True)
    ]
    more = len(proposals) - len(items)
    rest = [f"  # and {more} more\n"] if more > 0 else []
    return "stakeholders:\n" + "".join([*items, *rest])


def _names_in_file(what: str, names: "pd.Series[str]") -> str:
    """A comment with the names of the file, to copy from."""
    unique = names.dropna().drop_duplicates()
    lines = [f"#   {one_line(name)}\n" for name in unique.head(_MOST_LISTED)]
    more = len(unique) - len(lines)
    rest = [f"#   … and {more} more\n"] if more > 0 else []
    return "".join([f"\n# The {what} of the file:\n", *lines, *rest]) if lines else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Proposal:
    """A stakeholder that something in the file proposes: its name, its speakers, and what."""

    name: str
    speakers: str
    why: str


def _item(one: _Proposal, *, short: str, codes: Sequence[str]) -> str:
    return (
        f"  - stakeholder: {quoted(short)}  # {one_line(one.why)}\n"
        f"    label: {quoted(one.name)}\n    kind: role\n    level:\n"
        f"    organisation:\n    {one.speakers}\n    codes: [{_list(codes)}]\n"
        f"    names: [{quoted(one.name)}]\n"
    )


def _siblings(proposals: Sequence[_Proposal], codes: Sequence[tuple[str, str]]) -> set[str]:
    """The codes under the same code as those with a name like that of a stakeholder."""
    like_stakeholders = {path for one in proposals for path in _codes_like(one.name, codes)}
    above = {_above(path) for path in like_stakeholders} - {""}
    return {path for _, path in codes if _above(path) in above} - like_stakeholders


def _above(path: str) -> str:
    """The path of the code above a code; empty at the top."""
    return path.rpartition("\\")[0]


def _codes_by_name(project: Project) -> list[tuple[str, str]]:
    """The name and the path of each code."""
    names = project.codes["name"].fillna("")
    return list(zip(names, code_paths(project.codes), strict=True))


def _codes_like(name: str, codes: Iterable[tuple[str, str]]) -> list[str]:
    """The paths of the codes whose name is like `name`."""
    return [path for other, path in codes if _are_alike(name, other)]


def _are_alike(one: str, other: str) -> bool:
    """Whether two names are the same, or the longer one only adds to the shorter one.

    >>> _are_alike("Nurse", "nurses"), _are_alike("Home care worker", "Home care")
    (True, True)
    >>> _are_alike("GP", "GPs in towns"), _are_alike("nurse", "doctor")
    (False, False)
    """
    shorter, longer = sorted((one.casefold().strip(), other.casefold().strip()), key=len)
    return shorter == longer or (len(shorter) >= _LONG_ENOUGH and longer.startswith(shorter))


def _groups(project: Project) -> list[_Proposal]:
    """The groups of cases or documents, else each case."""
    return _from_variables(project) or _from_cases(project) or _from_documents(project)


def _from_variables(project: Project) -> list[_Proposal]:
    """One for each value of the variable that divides the cases, else the documents."""
    variables = project.variables
    for kind in ("case", "source"):
        rows_of_kind = variables[variables["owner_kind"] == kind]
        for variable, rows in rows_of_kind.groupby("variable", sort=False):
            values = rows["value"].dropna().drop_duplicates().to_list()
            are_few = 1 < len(values) <= min(_MOST_VALUES, len(rows) - 1)
            if are_few and not are_persons(values, project):
                return [
                    _Proposal(
                        name=value,
                        speakers=f"variables: {{{quoted(str(variable))}: [{quoted(value)}]}}",
                        why=f"a value of the variable {variable}",
                    )
                    for value in values
                ]
    return []


def _from_code_names(project: Project) -> list[_Proposal]:
    """One for each name that is beside an arrow in code names."""
    names = dict.fromkeys(
        match[part] for match in _arrows(project) for part in ("truster", "trustee")
    )
    return [
        _Proposal(name=name, speakers=_speakers(name, project), why="named in code names")
        for name in names
    ]


def _arrows(project: Project) -> list[re.Match[str]]:
    """The code names that say who trusts whom, taken apart; `a > b` alone may mean anything."""
    matches = [match for name in project.codes["name"].dropna() if (match := _ARROW.match(name))]
    return [match for match in matches if match["concept"] or _has_arrow(match.string)]


def _has_arrow(name: str) -> bool:
    return "->" in name or "→" in name


def _speakers(name: str, project: Project) -> str:
    """The cases, else the documents, whose names begin with `name`."""
    for key, names in (("cases", project.cases["name"]), ("documents", project.sources["name"])):
        if names.dropna().str.casefold().str.startswith(name.casefold()).any():
            return f"{key}: [{quoted(name + '*')}]"
    return "cases: []"


def _from_cases(project: Project) -> list[_Proposal]:
    """One for the cases of each first word that several share, one for each other case."""
    names = project.cases["name"].dropna()
    words = _first_words(names)
    others = [name for name in names if not name.startswith(tuple(words))]
    ordinary = ordinary_names(others, project, EMPTY_MAP)
    return [
        *(_beginning(word, "cases") for word in words),
        *(
            _Proposal(
                name=name if name in ordinary else f"Stakeholder {number}",
                speakers=f"cases: [{quoted(name)}]",
                why="a case; join the cases of one stakeholder",
            )
            for number, name in enumerate(others, start=1)
        ),
    ]


def _from_documents(project: Project) -> list[_Proposal]:
    """One for the documents of each first word, where some share it."""
    return [
        _beginning(word, "documents") for word in _first_words(project.sources["name"].dropna())
    ]


def _beginning(word: str, what: str) -> _Proposal:
    speakers = f"{what}: [{quoted(word + '*')}]"
    return _Proposal(name=word, speakers=speakers, why=f"{what} whose names begin with it")


def _first_words(names: "pd.Series[str]") -> list[str]:
    """The first words that several names share, but not all of them."""
    first = names.str.extract(r"^([^\W\d_]+)", expand=False).dropna()
    shared = first.value_counts()
    return [word for word in first.drop_duplicates() if 1 < shared[word] < len(names)]


def _concepts(project: Project) -> str:
    """An item for each concept that a code name or a link names, else for codes of the file."""
    if len(project.relations):
        return concepts_of_relations(project)
    arrows = [match["concept"] for match in _arrows(project) if match["concept"]]
    one_way = _links_between_cases(project)["name"].dropna()
    by_name = {name: list[str]() for name in dict.fromkeys([*arrows, *one_way])}
    by_code = {} if arrows else _concept_codes(project)
    concepts = by_name | by_code
    items = [
        _concept(name, short=short, codes=codes)
        for short, (name, codes) in zip(short_names(concepts), concepts.items(), strict=True)
    ]
    return "concepts:\n" + "".join(items) if items else "concepts: []\n"


def _concept_codes(project: Project) -> dict[str, list[str]]:
    """The codes that could be concepts: all but those named like stakeholders, if they are few.

    A code that names somebody is none: what a map says is written as it stands. A large codebook
    proposes the codes at the top, each with all that are below it.
    """
    every_code = _codes_by_name(project)
    private = texts_that_name_somebody((path for _, path in every_code), project)
    codes = [(name, path) for name, path in every_code if path not in private]
    groups = _groups(project)
    of_stakeholders = {path for one in groups for path in _codes_like(one.name, codes)}
    of_stakeholders |= _siblings(groups, codes)
    above = {_above(path) for _, path in codes}
    concepts: dict[str, list[str]] = {}
    for name, path in codes:
        if path not in above and not of_stakeholders & {path, _above(path)}:
            concepts.setdefault(name, []).append(path)
    if len(concepts) <= _MOST_CONCEPTS:
        return concepts
    tops = [path for _, path in codes if not _above(path)][:_MOST_ITEMS]
    return {top: [top, f"{top}\\*"] if top in above else [top] for top in tops}


def _concept(name: str, *, short: str, codes: Sequence[str]) -> str:
    return (
        f"  - concept: {quoted(short)}\n    label: {quoted(name)}\n"
        f"    sign:  # 1, -1 or 0\n    codes: [{_list(codes)}]\n"
    )


def _relations(project: Project) -> str:
    pattern, arrows = "", _arrows(project)
    if arrows:
        example = one_line(arrows[0].string)
        pattern = f" {quoted(_proposed_pattern(arrows[0]))}  # as in {example}"
    elif bare := [name for name in project.codes["name"].dropna() if ">" in name]:
        pattern = f'  # "{{truster}} > {{trustee}}" if {one_line(bare[0])} says who trusts whom'
    number = len(_links_between_cases(project))
    comment = f"  # one-way links between cases in the file: {number}"
    return f"relations:\n  code:\n  pattern:{pattern}\n  links: no{comment}\n  sheet:\n  level:\n"


def _links_between_cases(project: Project) -> pd.DataFrame:
    """The links from one case to another: those that may be relations."""
    links = project.links
    ends = links["origin_kind"].eq("case") & links["target_kind"].eq("case")
    return links[ends & links["direction"].eq("one-way")]


def _proposed_pattern(match: re.Match[str]) -> str:
    """The name with its parts replaced by what they stand for."""
    text = match.string
    for part in ("trustee", "truster", "concept"):
        if match[part]:
            text = text[: match.start(part)] + f"{{{part}}}" + text[match.end(part) :]
    return text


def _kinds(project: Project) -> str:
    names = project.sources["name"].dropna().drop_duplicates()
    notes = names[names.str.contains(r"(?i)field ?note|observ|feltnot|feldnot", regex=True)]
    return f"kinds:\n  observation: [{_list(notes[:_MOST_ITEMS])}]\n"


def _list(names: Iterable[str]) -> str:
    return ", ".join(map(quoted, names))
