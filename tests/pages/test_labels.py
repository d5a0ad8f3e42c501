"""Labels in place of the short names of a corpus."""

from pathlib import Path

import pandas as pd

from trustbook.corpus.reading import Corpus
from trustbook.corpus.schema import TABLES
from trustbook.pages import synthesis
from trustbook.pages.labels import labels, with_labels


def _table(name: str, **columns: list[str | None]) -> pd.DataFrame:
    return pd.DataFrame(columns, dtype="str").reindex(columns=list(TABLES[name].columns))


CORPUS = Corpus(
    name="mini",
    folder=Path("mini"),
    _tables={
        "stakeholders": _table("stakeholders", stakeholder=["b", "a"], label=["Bees", None]),
        "concepts": _table("concepts", concept=["trust"], label=["Trust"]),
        "codes": _table("codes", code=["a"], label=["A code"]),
        "studies": _table("studies", study=["a"], label=["A study"]),
    },
)


def test_each_column_has_the_labels_of_its_own_table():
    """The short name `a` is a code, a study and a stakeholder without a label."""
    rows = pd.DataFrame({"truster": ["a"], "actor": ["b"], "code": ["a"], "study": ["a"], "n": [1]})
    assert with_labels(rows, CORPUS).iloc[0].tolist() == ["a", "Bees", "A code", "A study", 1]


def test_labels_come_in_the_order_of_the_corpus_and_what_has_none_stands_for_itself():
    who = labels(CORPUS, "stakeholder")
    assert list(who.items()) == [("b", "Bees"), ("a", "a")]
    assert who["unheard of"] == "unheard of"


def test_studies_with_the_same_label_are_columns_of_their_own(corpus_of):
    """Both studies are called Visits, and each has a code without a theme."""
    corpus = corpus_of(
        studies=pd.DataFrame({"study": ["s", "t"], "label": "Visits"}),
        segments=pd.DataFrame({"segment": ["g", "h"], "study": ["s", "t"]}),
        codes=pd.DataFrame({"code": ["a", "b"], "label": ["A", "B"], "kind": "code"}),
        codings=pd.DataFrame({"segment": ["g", "h"], "code": ["a", "b"]}),
    )
    named = synthesis.named_values(synthesis.coded_segments(corpus), corpus)
    values = {output.name: output.values for output in named.outputs}
    assert values["studies"] == {"studies": 2}
    assert values["categories_in_all"] == {"categories_in_all": 1}
