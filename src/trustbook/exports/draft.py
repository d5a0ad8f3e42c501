"""The draft of a map: what an export proposes, with comments that say what is to be decided."""

import json
import re
from collections.abc import Iterable, Sequence

import pandas as pd

from trustbook.exports.codes import code_paths
from trustbook.exports.model import Export

_MOST_VALUES = 12  # of a variable that may tell stakeholders apart
_MOST_CASES = 40
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
# cases, variables, documents: who speaks; codes: codes that stand for the stakeholder;
# names: what code names call it.
"""
_CONCEPTS = """
# What a relation is about. sign: 1 the truster relies on the trustee, -1 guards against the
# trustee, 0 without direction. A concept whose sign is empty gives no relations.
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


def draft_map(export: Export) -> str:
    """The YAML text of a draft, with every proposal as an item and every decision left open."""
    return "".join(
        (
            _HEAD.format(file=_one_line(export.file)),
            "\nstudy:\n",
            f"  study: {_quoted(_short(export.name or 'study'))}\n",
            f"  label: {_quoted(export.name or 'The study')}\n",
            f"  title: {_quoted(export.name or 'The study')}\n",
            _STAKEHOLDERS,
            _stakeholders(export),
            _listed("documents", export.sources["name"]),
            _listed("cases", export.cases["name"]),
            _CONCEPTS,
            _concepts(export),
            _listed("codes", pd.Series(code_paths(export.codes), dtype="str")),
            _RELATIONS,
            _relations(export),
            _KINDS,
            _kinds(export),
        )
    )


def _stakeholders(export: Export) -> str:
    items = [*_from_variables(export), *_from_code_names(export)] or _from_cases(export)
    items = items or _from_documents(export)
    if not items:
        return "stakeholders: []  # nothing in the file proposes one\n"
    return "stakeholders:\n" + "".join(items)


def _listed(what: str, names: "pd.Series[str]") -> str:
    """A comment with the names of the file, to copy from."""
    known = names.dropna().drop_duplicates()
    shown = [f"#   {_one_line(name)}\n" for name in known.head(_MOST_LISTED)]
    more = len(known) - len(shown)
    rest = [f"#   … and {more} more\n"] if more > 0 else []
    return "".join([f"# The {what} of the file:\n", *shown, *rest]) if shown else ""


def _item(name: str, *, line: str, why: str) -> str:
    return (
        f"  - stakeholder: {_quoted(_short(name))}  # {_one_line(why)}\n"
        f"    label: {_quoted(name)}\n    kind: role\n    level:\n"
        f"    organisation:\n    {line}\n    codes: []\n    names: [{_quoted(name)}]\n"
    )


def _from_variables(export: Export) -> list[str]:
    """One item a value of the variable that parts the cases, else the documents, into groups."""
    variables = export.variables
    for kind in ("case", "source"):
        owned = variables[variables["owner_kind"] == kind]
        for variable, rows in owned.groupby("variable", sort=False):
            values = rows["value"].dropna().drop_duplicates().to_list()
            if 1 < len(values) <= min(_MOST_VALUES, len(rows) - 1):
                return [_of_variable(str(variable), value) for value in values]
    return []


def _of_variable(variable: str, value: str) -> str:
    line = f"variables: {{{_quoted(variable)}: [{_quoted(value)}]}}"
    return _item(value, line=line, why=f"a value of the variable {variable}")


def _from_code_names(export: Export) -> list[str]:
    """One item a name that stands beside an arrow in code names."""
    found = [match for name in export.codes["name"].dropna() if (match := _ARROW.match(name))]
    names = dict.fromkeys(match[part] for match in found for part in ("truster", "trustee"))
    return [_item(name, line="cases: []", why="named in code names") for name in names]


def _from_cases(export: Export) -> list[str]:
    names = export.cases["name"].dropna().to_list()
    lines = [
        _item(name, line=f"cases: [{_quoted(name)}]", why="a case; join cases of one stakeholder")
        for name in names[:_MOST_CASES]
    ]
    more = len(names) - len(lines)
    return [*lines, f"  # and {more} more cases\n"] if more > 0 else lines


def _from_documents(export: Export) -> list[str]:
    """One item for the documents of each first word, where some share it."""
    names = export.sources["name"].dropna()
    first = names.str.extract(r"^([^\W\d_]+)", expand=False).dropna()
    shared = first.value_counts()
    groups = [word for word in first.drop_duplicates() if 1 < shared[word] < len(names)]
    return [
        _item(word, line=f"documents: [{_quoted(word + '*')}]", why="documents that begin so")
        for word in groups
    ]


def _concepts(export: Export) -> str:
    lines = []
    paths = code_paths(export.codes)
    arrows = [match["concept"] for name in export.codes["name"].dropna()
              if (match := _ARROW.match(name)) and match["concept"]]  # fmt: skip
    one_way = export.links[export.links["direction"] == "one-way"]["name"].dropna()
    for name in dict.fromkeys([*arrows, *one_way]):
        lines.append(_concept(name, codes=[]))
    if not lines:
        tops = [path for path in paths if "\\" not in path]
        lines = [_concept(name, codes=_of_code(name, paths)) for name in tops[:_MOST_CASES]]
        note = "  # One item a code at the top; keep those that are concepts of trust.\n"
        lines = [note, *lines] if lines else []
    return "concepts:\n" + "".join(lines) if lines else "concepts: []\n"


def _of_code(name: str, paths: Iterable[str]) -> list[str]:
    below = any(path.startswith(f"{name}\\") for path in paths)
    return [name, f"{name}\\*"] if below else [name]


def _concept(name: str, *, codes: Sequence[str]) -> str:
    listed = ", ".join(_quoted(code) for code in codes)
    return (
        f"  - concept: {_quoted(_short(name))}\n    label: {_quoted(name)}\n"
        f"    sign:  # 1, -1 or 0\n    codes: [{listed}]\n"
    )


def _relations(export: Export) -> str:
    names = export.codes["name"].dropna()
    arrows = [match for name in names if (match := _ARROW.match(name))]
    pattern = ""
    if arrows:
        example = _one_line(arrows[0].string)
        pattern = _proposed_pattern(arrows[0])
        pattern = f"{_quoted(pattern)}  # as in {example}"
    links = export.links
    between = (links["direction"] == "one-way") & (links["origin_kind"] == "case")
    counted = f"  # the file has {int(between.sum())} one-way links between cases"
    return f"relations:\n  code:\n  pattern: {pattern}\n  links: no{counted}\n  sheet:\n  level:\n"


def _proposed_pattern(match: re.Match[str]) -> str:
    """The name with its parts replaced by what they stand for."""
    text = match.string
    for part in ("trustee", "truster", "concept"):
        if match[part]:
            text = text[: match.start(part)] + f"{{{part}}}" + text[match.end(part) :]
    return text


def _kinds(export: Export) -> str:
    notes = export.sources["name"].dropna()
    found = notes[notes.str.contains(r"(?i)field ?note|observ|feltnot|feldnot", regex=True)]
    listed = ", ".join(_quoted(name) for name in pd.unique(found)[:_MOST_CASES])
    return f"kinds:\n  observation: [{listed}]\n"


def _short(name: str) -> str:
    """A short name: words by hyphens, letters of any script kept."""
    return re.sub(r"[^\w]+", "-", name.casefold()).strip("-_") or "unnamed"


def _quoted(text: str) -> str:
    """The text in double quotation marks, as YAML and JSON both write it."""
    return json.dumps(text, ensure_ascii=False)


def _one_line(text: str) -> str:
    return " ".join(text.split())
