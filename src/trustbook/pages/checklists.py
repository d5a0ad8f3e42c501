"""The reporting checklists on a page: what each study reports, and where."""

import pandas as pd

from trustbook.corpus.contents import study_labels
from trustbook.corpus.reading import Corpus
from trustbook.corpus.reporting import (
    OWN,
    READ,
    REPORTING_FILE,
    checklist,
    held_studies,
    reported_answers,
)
from trustbook.numbers import joined
from trustbook.pages.prose import Prose, prose
from trustbook.pages.tables import TableView, table
from trustbook.studies.checklists import answers_from_data

OWN_LABEL = "This coding"


def reported(corpus: Corpus) -> pd.DataFrame:
    """What the corpus' `reporting.yml` answers: study, item, answer, place."""
    studies = list(corpus.table("studies")["study"])
    return reported_answers(corpus.text(REPORTING_FILE), studies=studies)[0]


def checklist_table(name: str, corpus: Corpus) -> TableView | Prose:
    """The checklist as a table, the studies and this coding below each item."""
    answers = reported(corpus)
    held = list(held_studies(corpus.table("studies"), answers)["study"])
    rows = checklist(
        name, studies=[*held, OWN], reported=answers, computed=answers_from_data(corpus.table)
    )
    labels = dict(corpus.table("studies")[["study", "label"]].to_numpy())
    shown = rows.assign(
        item=rows["item"].str[1:] + "  " + rows["asks"] + " (" + rows["domain"].str.lower() + ")",
        study=rows["study"].map({**labels, OWN: OWN_LABEL}),
    )
    return table(
        shown[["item", "study", "answer", "place", "from"]],
        name=f"table-{name.lower()}",
        title=f"{name}: what is reported, item by item",
        subtitle="Whether an answer is enough is left to the reader; nothing is added up.",
        labels={"place": "Where", "from": "Answered from"},
        group="item",
        filters=["study", "from"],
        notes=_read(answers, labels),
    )


def _read(answers: pd.DataFrame, labels: dict[str, str]) -> list[str]:
    """A note for each study that says which text was read."""
    rows = answers[answers["item"] == READ]
    return [
        f"{labels.get(study, OWN_LABEL)}: {answer}"
        for study, answer in rows[["study", "answer"]].to_numpy()
    ]


def left_out_words(corpus: Corpus) -> Prose:
    """A sentence on the studies that no checklist is held against; no words when there are none."""
    studies = corpus.table("studies")
    held = held_studies(studies, reported(corpus))
    out = studies[~studies["study"].isin(held["study"])]
    if out.empty:
        return prose("")
    return prose(
        "Not held against the checklists: {studies}. Only a part of the text was coded ({parts}), "
        "and what an abstract or a summary leaves out the study may well report.",
        studies=joined(study_labels(out[["study"]], studies)["study"]),
        parts=joined(dict.fromkeys(out["coded_part"])),
    )
