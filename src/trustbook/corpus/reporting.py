"""Reporting checklists: what each study, and this coding, reports of how it was done.

Sources: COREQ, 32 items (Tong, Sainsbury & Craig 2007, doi 10.1093/intqhc/mzm042); SRQR, 21 items
(O'Brien et al. 2014, doi 10.1097/ACM.0000000000000388). The items are named in our own words. An
answer says what is reported and where; whether that is enough is left to the reader, so that no
item is marked and nothing is added up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import yaml

from trustbook.corpus.findings import Finding, suggestion

REPORTING_FILE = "reporting.yml"
OWN = "this-coding"  # stands in the file for the coding of the corpus itself
NOT_REPORTED = "not reported"
NOWHERE = "nowhere"
READ = "read"  # the line of a study that says which text was read
_HOW_TO_ANSWER = """\
# How each study reports what was done: answers to the items of the checklists COREQ (C1 to C32)
# and SRQR (S1 to S21), in your own words. Much is computed from the tables; answer here what they
# cannot tell. Delete the # before the lines that you fill in. A line is
#
#   C6: The interviewer knew no participant beforehand.
#
# or, with the section of the text in which it stands,
#
#   C6: {answer: The interviewer knew no participant beforehand., place: Methods}
#
# Put an answer in quotation marks when it has a colon or a comma in it. Begin with the short name
# of a study, as in studies.csv; this-coding stands for your own coding. An item without an answer
# is shown as not reported.
#"""
_ANSWER_KEYS = ("answer", "place")
_LONGEST = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item of a checklist: its number, the part of the checklist it is in, what it asks for."""

    item: str
    domain: str
    asks: str


def _items(prefix: str, domains: Mapping[str, Sequence[str]]) -> tuple[Item, ...]:
    asked = [(domain, asks) for domain, each in domains.items() for asks in each]
    return tuple(
        Item(item=f"{prefix}{number}", domain=domain, asks=asks)
        for number, (domain, asks) in enumerate(asked, start=1)
    )


COREQ = _items(
    "C",
    {
        "Research team": (
            "Who interviewed",
            "Degrees of the researchers",
            "Their occupation at the time",
            "Their gender",
            "Their experience and training",
            "Relationship with participants beforehand",
            "What participants knew of the researchers",
            "Interests and assumptions of the researchers",
        ),
        "Study design": (
            "Methodological orientation",
            "How participants were selected",
            "How they were approached",
            "How many took part",
            "Who refused or dropped out, and why",
            "Where data were collected",
            "Who else was present",
            "Who the participants were",
            "Interview guide, and whether it was tried out",
            "Repeated interviews",
            "Sound or video recording",
            "Field notes",
            "Length of interviews or groups",
            "Saturation",
            "Transcripts returned to participants",
        ),
        "Analysis and findings": (
            "How many coded",
            "The coding tree",
            "Where themes came from",
            "Software",
            "Participants' view of the findings",
            "Quotations, and whose they are",
            "Whether findings follow from data",
            "Major themes",
            "Minor themes and diverse cases",
        ),
    },
)
SRQR = _items(
    "S",
    {
        "Title and abstract": ("Title", "Abstract"),
        "Introduction": ("The problem", "Purpose or question"),
        "Methods": (
            "Approach and paradigm",
            "The researchers and their reflexivity",
            "Context",
            "Sampling",
            "Ethics",
            "How data were collected",
            "Instruments",
            "What was studied: how much, of whom",
            "Processing of data",
            "Analysis",
            "What was done for trustworthiness",
        ),
        "Results": ("Synthesis and interpretation", "Evidence shown"),
        "Discussion": ("Prior work, implications, transferability", "Limitations"),
        "Other": ("Conflicts of interest", "Funding"),
    },
)
CHECKLISTS: Mapping[str, tuple[Item, ...]] = {"COREQ": COREQ, "SRQR": SRQR}
ITEMS: Mapping[str, Item] = {each.item: each for items in CHECKLISTS.values() for each in items}


ANSWER_COLUMNS = ("study", "item", "answer", "place")


def reported_answers(text: str, *, studies: Sequence[str]) -> tuple[pd.DataFrame, list[Finding]]:
    """The answers that the text of a `reporting.yml` gives, and every fault of it.

    Columns: study, item (`read` for the line that says which text was read), answer, place. A
    fault names its line as row; what is faulty gives no answer.
    """
    try:
        top = _composed(text)
    except yaml.YAMLError as error:
        return _frame([]), [_unreadable(error)]
    rows: list[tuple[str, str, str, str]] = []
    faults: list[Finding] = []
    for study, line, node in _pairs(top, faults, what="studies"):
        if study not in (*studies, OWN):
            hint = suggestion(study, [*studies, OWN], otherwise="see the table studies")
            faults.append(
                _fault(
                    "reporting.unknown-study",
                    line,
                    f'"{study}"',
                    "a study of the corpus, or this-coding",
                    hint,
                )
            )
            continue
        for item, at, value in _pairs(node, faults, what=f"items of {study}"):
            answer = _answer(item, at, value, faults=faults)
            rows += [(study, item, *answer)] if answer else []
    return _frame(rows), faults


def _composed(text: str) -> yaml.Node | None:
    if len(text) > _LONGEST:
        raise yaml.YAMLError(f"longer than {_LONGEST:,} letters")
    return yaml.compose(text, Loader=yaml.SafeLoader)


def _frame(rows: Sequence[tuple[str, str, str, str]]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(ANSWER_COLUMNS), dtype="str")


def _pairs(
    node: yaml.Node | None, faults: list[Finding], *, what: str
) -> list[tuple[str, int, yaml.Node]]:
    """The names in a mapping with their line and value; a name that comes twice is a fault."""
    if node is None or (isinstance(node, yaml.ScalarNode) and not node.value):
        return []
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        faults.append(
            _fault("settings.not-names", line, "no names", what, "write lines of `name: value`")
        )
        return []
    found: dict[str, tuple[int, yaml.Node]] = {}
    for key, value in node.value:
        at = key.start_mark.line + 1
        if str(key.value) in found:
            faults.append(
                _fault(
                    "yaml.repeated-name",
                    at,
                    f'"{key.value}" again',
                    "each name once",
                    "join the two",
                )
            )
        found[str(key.value)] = (at, value)
    return [(name, at, value) for name, (at, value) in found.items()]


def _answer(
    item: str, line: int, node: yaml.Node, *, faults: list[Finding]
) -> tuple[str, str] | None:
    """The answer and its place; None where the item is unknown or nothing is answered."""
    if item not in (*ITEMS, READ):
        hint = suggestion(item, ITEMS, otherwise="see the page Reporting checklist")
        faults.append(
            _fault(
                "reporting.unknown-item", line, f'"{item}"', "C1 to C32, S1 to S21, or read", hint
            )
        )
        return None
    if isinstance(node, yaml.ScalarNode):
        given = {"answer": node.value}
    else:
        given = {
            key: value.value
            for key, at, value in _pairs(node, faults, what="answer and place")
            if _is_known(key, value, at, faults)
        }
    answer = given.get("answer", "").strip()
    return (answer, given.get("place", "").strip()) if answer else None


def _is_known(key: str, value: yaml.Node, line: int, faults: list[Finding]) -> bool:
    known = key in _ANSWER_KEYS and isinstance(value, yaml.ScalarNode)
    if not known:
        faults.append(
            _fault(
                "settings.unknown-name",
                line,
                f'"{key}"',
                "answer and place, each a text",
                "correct the line",
            )
        )
    return known


def _fault(id_: str, line: int, value: str, allowed: str, remedy: str) -> Finding:
    return Finding(
        id=id_, file=REPORTING_FILE, line=line, value=value, allowed=allowed, remedy=remedy
    )


def _unreadable(error: yaml.YAMLError) -> Finding:
    mark = getattr(error, "problem_mark", None)
    return Finding(
        id="yaml.unreadable",
        file=REPORTING_FILE,
        line=mark.line + 1 if mark else None,
        value=f"text that is not YAML ({getattr(error, 'problem', None) or error})",
        allowed="lines of `name: value`",
        remedy="often a colon within an answer: put the answer in quotation marks",
    )


def reporting_template() -> str:
    """The text of a `reporting.yml` to be filled in: every item, as comments."""
    lines = [f"#   {each.item}:  # {each.asks}" for each in ITEMS.values()]
    return "\n".join([_HOW_TO_ANSWER, "# my-study:", "#   read: the full text", *lines]) + "\n"


def held_studies(studies: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """The studies that are held against the checklists, in the order of the corpus.

    A study of which only a part was coded (an abstract, a summary) is left out unless somebody
    answered for it: what an abstract does not say, the study may.
    """
    part = studies["coded_part"].astype("str").str.casefold()
    is_part = part.str.contains("abstract|summary", na=False)
    return studies[~is_part | studies["study"].isin(answers["study"])].reset_index(drop=True)


def checklist(
    name: str, *, studies: Sequence[str], reported: pd.DataFrame, computed: pd.DataFrame
) -> pd.DataFrame:
    """One row an item and study: item, domain, asks, study, answer, place, from.

    `reported` has the columns of `reported_answers`, `computed` those of `answers_from_data`
    (study, item, answer, page). Both are told where both are there; otherwise the answer is
    `not reported`. `from` says which: data, reporting.yml, both, or nowhere.
    """
    rows = []
    for item in CHECKLISTS[name]:
        for study in studies:
            data = _found(computed, study, item.item)
            told = _found(reported, study, item.item)
            rows.append((item.item, item.domain, item.asks, study, *_joined(data, told)))
    columns = ["item", "domain", "asks", "study", "answer", "place", "from"]
    return pd.DataFrame(rows, columns=columns, dtype="str")


def _found(answers: pd.DataFrame, study: str, item: str) -> list[tuple[str, str]]:
    rows = answers[(answers["study"] == study) & (answers["item"] == item)]
    return [(str(row.iloc[2]), str(row.iloc[3])) for _, row in rows.iterrows()]


def _joined(data: list[tuple[str, str]], told: list[tuple[str, str]]) -> tuple[str, str, str]:
    both = [*data, *told]
    sources = [name for name, found in (("data", data), (REPORTING_FILE, told)) if found]
    answer = "\n".join(answer for answer, _ in both) or NOT_REPORTED
    places = "\n".join(place for _, place in both if place)
    return answer, places, " and ".join(sources) or NOWHERE
