"""Reporting checklists: what each study, and this coding, reports of how it was done.

Sources: COREQ, 32 items (Tong, Sainsbury & Craig 2007, doi 10.1093/intqhc/mzm042); SRQR, 21 items
(O'Brien et al. 2014, doi 10.1097/ACM.0000000000000388). The items are named in our own words. An
answer says what is reported and where; whether that is enough is left to the reader, so that no
item is marked and nothing is added up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from trustbook.corpus.confidence import CONFIDENCE
from trustbook.corpus.findings import Finding
from trustbook.corpus.settings import Setting, settings

REPORTING_FILE = "reporting.yml"
OWN = "this-coding"  # is in the file for the coding of the corpus itself
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
#
# How much confidence you have in what a category of the codebook says may stand below `confidence`,
# by the components of GRADE-CERQual (methods, coherence, adequacy, relevance, and overall):
#
# confidence:
#   my-category:
#     methods: {judgement: minor, why: Two of the three studies say little of how they sampled.}
#     overall: {judgement: moderate, why: Few sources speak for it.}
#"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item of a checklist: its number, the part of the checklist it is in, what it asks for."""

    item: str
    domain: str
    asks: str


def _items(prefix: str, domains: Mapping[str, Sequence[str]]) -> tuple[Item, ...]:
    questions = [(domain, asks) for domain, each in domains.items() for asks in each]
    return tuple(
        Item(item=f"{prefix}{number}", domain=domain, asks=asks)
        for number, (domain, asks) in enumerate(questions, start=1)
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

    Columns: study, item (`read` for the line that says which text was read), answer, place. What
    is faulty gives no answer.
    """
    return answers_in(settings(text, file=REPORTING_FILE), studies=studies)


def answers_in(whole: Setting, *, studies: Sequence[str]) -> tuple[pd.DataFrame, list[Finding]]:
    """The answers in the settings of a `reporting.yml` and their faults, as `reported_answers`."""
    rows = [
        (study, item, *answer)
        for study, items in whole.parts([*studies, OWN, CONFIDENCE]).items()
        if study != CONFIDENCE
        for item, setting in items.parts(
            [READ, *ITEMS], allowed="C1 to C32, S1 to S21, or read"
        ).items()
        if any(answer := _answer(setting))
    ]
    return pd.DataFrame(rows, columns=list(ANSWER_COLUMNS), dtype="str"), whole.findings


def _answer(setting: Setting) -> tuple[str, str]:
    """The answer to an item and its place; both empty where nothing is answered."""
    if isinstance(setting.value, str):
        return setting.text(), ""
    parts = setting.parts(("answer", "place"))
    answer = parts["answer"].text()
    return answer, parts["place"].text() if answer else ""


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
    """One row per item and study: item, domain, asks, study, answer, place, from.

    `reported` has the columns of `reported_answers`, `computed` those of `answers_from_data`
    (study, item, answer, page). Where both answer, the row has both; where neither does, the
    answer is `not reported`. `from` says which: data, reporting.yml, both, or nowhere.
    """
    rows = []
    for item in CHECKLISTS[name]:
        for study in studies:
            from_data = _answers_to(item.item, computed, study=study)
            from_file = _answers_to(item.item, reported, study=study)
            both = [*from_data, *from_file]
            by_source = {"data": from_data, REPORTING_FILE: from_file}
            sources = [source for source, answers in by_source.items() if answers]
            rows.append(
                {
                    "item": item.item,
                    "domain": item.domain,
                    "asks": item.asks,
                    "study": study,
                    "answer": "\n".join(answer for answer, _ in both) or NOT_REPORTED,
                    "place": "\n".join(place for _, place in both if place),
                    "from": " and ".join(sources) or NOWHERE,
                }
            )
    columns = ["item", "domain", "asks", "study", "answer", "place", "from"]
    return pd.DataFrame(rows, columns=columns, dtype="str")


def _answers_to(item: str, answers: pd.DataFrame, *, study: str) -> list[tuple[str, str]]:
    """Each answer of a study to an item, with its place."""
    rows = answers[(answers["study"] == study) & (answers["item"] == item)]
    return [(str(row.iloc[2]), str(row.iloc[3])) for _, row in rows.iterrows()]
