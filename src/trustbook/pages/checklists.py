"""The reporting checklists on a page: what each study reports, and where."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from trustbook.corpus.contents import study_labels
from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import joined
from trustbook.corpus.reading import Corpus
from trustbook.corpus.reporting import (
    OWN,
    READ,
    REPORTING_FILE,
    checklist,
    held_studies,
    reported_answers,
)
from trustbook.networks.evidence import labels_of
from trustbook.pages.prose import Prose, prose
from trustbook.pages.tables import View, table
from trustbook.studies.checklists import answers_from_data


def _answers(corpus: Corpus) -> pd.DataFrame:
    """What the `reporting.yml` of the corpus answers: study, item, answer, place."""
    studies = list(corpus.table("studies")["study"])
    return reported_answers(corpus.text(REPORTING_FILE), studies=studies)[0]


def checklist_table(name: str, corpus: Corpus) -> View | Prose:
    """The checklist as a table, the studies and this coding below each item."""
    answers, studies = _answers(corpus), corpus.table("studies")
    rows = checklist(
        name,
        studies=[*held_studies(studies, answers)["study"], OWN],
        reported=answers,
        computed=answers_from_data(corpus.table),
    )
    labels = {**labels_of(studies, "study"), OWN: gettext("This coding")}
    rows = rows.assign(
        item=[_item(row) for row in rows.to_dict("records")],
        answer=rows["answer"].map(gettext),
        **{"from": rows["from"].map(_sources)},
        study=rows["study"].map(labels),
    )
    texts = answers.loc[answers["item"] == READ, ["study", "answer"]]
    return table(
        rows[["item", "study", "answer", "place", "from"]],
        name=f"table-{name.lower()}",
        title=sentence("{checklist}: what is reported, item by item", checklist=name),
        subtitle="Whether an answer is enough is left to the reader; nothing is added up.",
        labels={
            "item": "Item",
            "answer": "Answer",
            "place": "Where",
            "from": "Answered from",
        },
        group="item",
        filters=["study", "from"],
        notes=[f"{labels.get(study, labels[OWN])}: {text}" for study, text in texts.to_numpy()],
    )


def _item(row: Mapping[Any, Any]) -> str:
    """The number of an item, what it asks for, and of which part of a report."""
    return f"{row['item'][1:]}  {gettext(row['asks'])} ({gettext(row['domain']).lower()})"


def _sources(names: str) -> str:
    """Where an answer comes from, in words."""
    return f" {gettext('and')} ".join(map(gettext, names.split(" and ")))


def left_out_in_words(corpus: Corpus) -> Prose:
    """A sentence on the studies that no checklist is held against; no words when there are none."""
    studies = corpus.table("studies")
    others = studies[~studies["study"].isin(held_studies(studies, _answers(corpus))["study"])]
    if others.empty:
        return prose("")
    return prose(
        "Not compared with the checklists: {studies}. Only a part of the text was coded "
        "({parts}), and the study may well report what an abstract or a summary leaves out.",
        studies=joined(study_labels(others[["study"]], studies)["study"]),
        parts=joined(dict.fromkeys(others["coded_part"])),
    )
