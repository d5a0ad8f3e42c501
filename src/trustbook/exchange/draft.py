"""The draft of a map: what an export proposes, with comments that say what is to be decided."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from trustbook.exchange.codes import code_paths
from trustbook.exchange.model import Project

_MOST_VALUES = 12  # of a variable that may tell stakeholders apart
_MOST_ITEMS = 40
_MOST_CONCEPTS = 25
_LONG_ENOUGH = 4  # letters that two names must share to be called alike
_MOST_LISTED = 300
_ARROW = re.compile(
    r"^(?:(?P<concept>.+?)\s*[:/\\]\s*)?(?P<truster>.+?)\s*(?:>|->|→)\s*(?P<trustee>.+)$"
)


_HEAD = """\
# Draft of a map for {file}: which of its cases, variables, documents and codes are which
# stakeholder, which codes carry which concept, and where the trustee is found.
# Nothing here is decided: correct it, delete what does not apply, fill in what is empty.
# Names are those of the program; * stands for anything, \\ between a code and the codes above it.
# Keep this file outside the corpus if the names of cases or documents are confidential.
# Then: trustbook import {file} --into data/NAME --map THIS_FILE
"""
_STAKEHOLDERS = """
# Who can trust or be trusted. kind: role, organisation or system; level: micro (people who meet),
# meso (organisations) or macro (laws, policy, systems). A level left empty follows from the kind.
# cases, variables, documents: who speaks; codes: codes that stand for the stakeholder (those
# proposed have a name alike: look whether they mean the same); names: what code names call it.
"""
_CONCEPTS = """
# What a relation is about; keep the items that are concepts of trust, delete the others. sign: 1
# the truster relies on the trustee, -1 guards against the trustee, 0 without direction. A concept
# whose sign is empty gives no relations.
"""
_RELATIONS = """
# Where the trustee is found; the truster is the speaker unless a name says otherwise.
# code: "same segment" where a code of a stakeholder on the same segment is the trustee,
#   "overlapping" where it may also stand on a segment that overlaps; empty: not used.
# pattern: code names that say it, such as "{concept}: {truster} > {trustee}".
# links: "yes" where one-way links between cases, named after a concept, say it.
# sheet: a table with the columns segment, truster, trustee, concept (beside this file, or the
#   name of a sheet of the imported workbook).
# level: of all relations; empty: the higher level of the two stakeholders.
"""
_KINDS = """
# Documents whose segments are not words of participants: observation, document, finding or
# recommendation, with the names of documents. All others are quotations.
"""


def draft_map(project: Project) -> str:
    """The YAML text of a draft, with every proposal as an item and every decision left open."""
    return "".join(
        (
            _HEAD.format(file=_one_line(project.file)),
            "\nstudy:\n",
            f"  study: {_quoted(_short(project.name or 'study'))}\n",
            f"  label: {_quoted(project.name or 'The study')}\n",
            f"  title: {_quoted(project.name or 'The study')}\n",
            _STAKEHOLDERS,
            _stakeholders(project),
            _listed("documents", project.sources["name"]),
            _listed("cases", project.cases["name"]),
            _CONCEPTS,
            _concepts(project),
            _listed("codes", pd.Series(code_paths(project.codes), dtype="str")),
            _RELATIONS,
            _relations(project),
            _KINDS,
            _kinds(project),
        )
    )


def _stakeholders(project: Project) -> str:
    called = _codes_by_name(project)
    found = _from_variables(project) or _from_code_names(project) or _parted(project)
    beside = _beside(found, called)
    found += [
        _Proposal(name=name, speakers="cases: []", why="a code beside codes of stakeholders")
        for name, path in called
        if path in beside
    ]
    if not found:
        return "stakeholders: []  # nothing in the file proposes one\n"
    items = [_item(one, codes=_codes_called(one.name, called)) for one in found[:_MOST_ITEMS]]
    more = len(found) - len(items)
    rest = [f"  # and {more} more\n"] if more > 0 else []
    return "stakeholders:\n" + "".join([*items, *rest])


def _listed(what: str, names: "pd.Series[str]") -> str:
    """A comment with the names of the file, to copy from."""
    known = names.dropna().drop_duplicates()
    shown = [f"#   {_one_line(name)}\n" for name in known.head(_MOST_LISTED)]
    more = len(known) - len(shown)
    rest = [f"#   … and {more} more\n"] if more > 0 else []
    return "".join([f"\n# The {what} of the file:\n", *shown, *rest]) if shown else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Proposal:
    """A stakeholder that something in the file proposes: its name, its speakers, and what."""

    name: str
    speakers: str
    why: str


def _item(one: _Proposal, *, codes: Sequence[str]) -> str:
    listed = ", ".join(_quoted(code) for code in codes)
    return (
        f"  - stakeholder: {_quoted(_short(one.name))}  # {_one_line(one.why)}\n"
        f"    label: {_quoted(one.name)}\n    kind: role\n    level:\n"
        f"    organisation:\n    {one.speakers}\n    codes: [{listed}]\n"
        f"    names: [{_quoted(one.name)}]\n"
    )


def _beside(found: Sequence[_Proposal], called: Sequence[tuple[str, str]]) -> set[str]:
    """The codes that stand under one code with those called like a stakeholder."""
    taken = {code for one in found for code in _codes_called(one.name, called)}
    above = {_above(code) for code in taken} - {""}
    return {path for _, path in called if _above(path) in above} - taken


def _above(path: str) -> str:
    """The path of the code above a code; empty at the top."""
    return path.rpartition("\\")[0]


def _codes_by_name(project: Project) -> list[tuple[str, str]]:
    """The name and the path of each code."""
    names = project.codes["name"].fillna("")
    return list(zip(names, code_paths(project.codes), strict=True))


def _codes_called(name: str, called: Iterable[tuple[str, str]]) -> list[str]:
    """The paths of the codes whose name is like `name`."""
    return [path for other, path in called if _are_alike(name, other)]


def _are_alike(one: str, other: str) -> bool:
    """Whether two names are the same, or the longer one only adds to the shorter one.

    >>> _are_alike("Nurse", "nurses"), _are_alike("Home care worker", "Home care")
    (True, True)
    >>> _are_alike("GP", "GPs in towns"), _are_alike("nurse", "doctor")
    (False, False)
    """
    shorter, longer = sorted((one.casefold().strip(), other.casefold().strip()), key=len)
    return shorter == longer or (len(shorter) >= _LONG_ENOUGH and longer.startswith(shorter))


def _parted(project: Project) -> list[_Proposal]:
    """What parts the cases or documents into groups, else each case."""
    return _from_variables(project) or _from_cases(project) or _from_documents(project)


def _from_variables(project: Project) -> list[_Proposal]:
    """One for each value of the variable that parts the cases, else the documents, into groups."""
    variables = project.variables
    for kind in ("case", "source"):
        owned = variables[variables["owner_kind"] == kind]
        for variable, rows in owned.groupby("variable", sort=False):
            values = rows["value"].dropna().drop_duplicates().to_list()
            if 1 < len(values) <= min(_MOST_VALUES, len(rows) - 1):
                return [_of_variable(str(variable), value) for value in values]
    return []


def _of_variable(variable: str, value: str) -> _Proposal:
    speakers = f"variables: {{{_quoted(variable)}: [{_quoted(value)}]}}"
    return _Proposal(name=value, speakers=speakers, why=f"a value of the variable {variable}")


def _from_code_names(project: Project) -> list[_Proposal]:
    """One for each name that stands beside an arrow in code names."""
    found = [match for name in project.codes["name"].dropna() if (match := _ARROW.match(name))]
    names = dict.fromkeys(match[part] for match in found for part in ("truster", "trustee"))
    return [
        _Proposal(name=name, speakers=_speakers(name, project), why="named in code names")
        for name in names
    ]


def _speakers(name: str, project: Project) -> str:
    """The cases, else the documents, whose names begin with `name`."""
    for key, names in (("cases", project.cases["name"]), ("documents", project.sources["name"])):
        if names.dropna().str.casefold().str.startswith(name.casefold()).any():
            return f"{key}: [{_quoted(name + '*')}]"
    return "cases: []"


def _from_cases(project: Project) -> list[_Proposal]:
    """One for the cases of each first word that several share, one for each other case."""
    names = project.cases["name"].dropna()
    words = _first_words(names)
    others = [name for name in names if not name.startswith(tuple(words))]
    return [
        *(_beginning(word, "cases") for word in words),
        *(_of_case(name) for name in others),
    ]


def _of_case(name: str) -> _Proposal:
    speakers = f"cases: [{_quoted(name)}]"
    return _Proposal(name=name, speakers=speakers, why="a case; join cases of one stakeholder")


def _from_documents(project: Project) -> list[_Proposal]:
    """One for the documents of each first word, where some share it."""
    return [
        _beginning(word, "documents") for word in _first_words(project.sources["name"].dropna())
    ]


def _beginning(word: str, what: str) -> _Proposal:
    speakers = f"{what}: [{_quoted(word + '*')}]"
    return _Proposal(name=word, speakers=speakers, why=f"{what} that begin so")


def _first_words(names: "pd.Series[str]") -> list[str]:
    """The first words that several names share, but not all of them."""
    first = names.str.extract(r"^([^\W\d_]+)", expand=False).dropna()
    shared = first.value_counts()
    return [word for word in first.drop_duplicates() if 1 < shared[word] < len(names)]


def _concepts(project: Project) -> str:
    """An item for each concept that a code name or a link names, else for codes of the file."""
    arrows = [match["concept"] for name in project.codes["name"].dropna()
              if (match := _ARROW.match(name)) and match["concept"]]  # fmt: skip
    one_way = project.links[project.links["direction"] == "one-way"]["name"].dropna()
    named = {name: list[str]() for name in dict.fromkeys([*arrows, *one_way])}
    coded = {} if arrows else _concepts_coded(project)
    items = [_concept(name, codes=codes) for name, codes in (named | coded).items()]
    return "concepts:\n" + "".join(items) if items else "concepts: []\n"


def _concepts_coded(project: Project) -> dict[str, list[str]]:
    """The codes that could be concepts: all but those named like stakeholders, if they are few.

    A large codebook proposes the codes at the top, each with all that stand below it.
    """
    called = _codes_by_name(project)
    stakeholders = _parted(project)
    taken = {code for one in stakeholders for code in _codes_called(one.name, called)}
    taken |= _beside(stakeholders, called)
    above = {_above(path) for _, path in called}
    found: dict[str, list[str]] = {}
    for name, path in called:
        if path not in above and not taken & {path, _above(path)}:
            found.setdefault(name, []).append(path)
    if len(found) <= _MOST_CONCEPTS:
        return found
    tops = [path for _, path in called if not _above(path)][:_MOST_ITEMS]
    return {top: [top, f"{top}\\*"] if top in above else [top] for top in tops}


def _concept(name: str, *, codes: Sequence[str]) -> str:
    listed = ", ".join(_quoted(code) for code in codes)
    return (
        f"  - concept: {_quoted(_short(name))}\n    label: {_quoted(name)}\n"
        f"    sign:  # 1, -1 or 0\n    codes: [{listed}]\n"
    )


def _relations(project: Project) -> str:
    names = project.codes["name"].dropna()
    arrows = [match for name in names if (match := _ARROW.match(name))]
    pattern = ""
    if arrows:
        example = _one_line(arrows[0].string)
        pattern = f" {_quoted(_proposed_pattern(arrows[0]))}  # as in {example}"
    links = project.links
    between = (links["direction"] == "one-way") & (links["origin_kind"] == "case")
    counted = f"  # the file has {int(between.sum())} one-way links between cases"
    return f"relations:\n  code:\n  pattern:{pattern}\n  links: no{counted}\n  sheet:\n  level:\n"


def _proposed_pattern(match: re.Match[str]) -> str:
    """The name with its parts replaced by what they stand for."""
    text = match.string
    for part in ("trustee", "truster", "concept"):
        if match[part]:
            text = text[: match.start(part)] + f"{{{part}}}" + text[match.end(part) :]
    return text


def _kinds(project: Project) -> str:
    notes = project.sources["name"].dropna()
    found = notes[notes.str.contains(r"(?i)field ?note|observ|feltnot|feldnot", regex=True)]
    listed = ", ".join(_quoted(name) for name in pd.unique(found)[:_MOST_ITEMS])
    return f"kinds:\n  observation: [{listed}]\n"


def _short(name: str) -> str:
    """A short name: words by hyphens, letters of any script kept."""
    return re.sub(r"[^\w]+", "-", name.casefold()).strip("-_") or "unnamed"


def _quoted(text: str) -> str:
    """The text in double quotation marks, as YAML and JSON both write it."""
    return json.dumps(text, ensure_ascii=False)


def _one_line(text: str) -> str:
    return " ".join(text.split())
