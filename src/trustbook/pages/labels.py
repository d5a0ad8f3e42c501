"""What the short names of a corpus stand for, as its pages write them."""

import pandas as pd

from trustbook.corpus.reading import Corpus, labelled
from trustbook.networks.evidence import labels_of
from trustbook.networks.tie_tables import statements

_STAKEHOLDERS = ("stakeholder", "truster", "trustee", "actor")
_KEYS = dict.fromkeys(_STAKEHOLDERS, "stakeholder") | {k: k for k in ("concept", "code", "study")}
_TABLES = {
    "stakeholder": "stakeholders",
    "concept": "concepts",
    "code": "codes",
    "study": "studies",
    "phase": "phases",
}


def labels(corpus: Corpus, key: str) -> dict[str, str]:
    """The labels of the stakeholders, concepts, codes, studies or phases by their short names.

    A short name without a label stands for itself. The order is that of the corpus.
    """
    return labels_of(corpus.table(_TABLES[key]), key)


def statements_of(corpus: Corpus) -> pd.DataFrame:
    """What states the relations of a corpus: its segments, and relations without a segment."""
    return statements(corpus.table("relations"), corpus.table("segments"))


def piece_of(corpus: Corpus) -> str:
    """What states a tie: a segment, or a relation where the corpus has no segments."""
    return "segment" if corpus.has("segments") else "relation"


def with_labels(frame: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """The frame with labels in place of the short names of stakeholders, concepts, codes, studies.

    These are the columns truster, trustee, actor and stakeholder, concept, code, study.
    """
    for column in frame.columns.intersection(list(_KEYS)):
        key = _KEYS[column]
        frame = labelled(frame, corpus.table(_TABLES[key]), key=key, columns=[column])
    return frame
