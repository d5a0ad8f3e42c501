"""Stakeholders and codes on the page."""

import pandas as pd

from trustbook.pages import synthesis
from trustbook.pages import two_modes as show

CODES = pd.DataFrame(
    [("t", "Time", "theme", None), ("c", "Pace", "category", "t"), ("x", "Hurry", "code", "c")],
    columns=["code", "label", "kind", "parent"],
)


def corpus_with(corpus_of, speakers):
    names = [f"s{i}" for i in range(len(speakers))]
    return corpus_of(
        codes=CODES,
        segments=pd.DataFrame({"segment": names, "study": "a", "speaker": speakers}),
        codings=pd.DataFrame({"segment": names, "code": "x", "coder": "C1"}),
        studies=pd.DataFrame({"study": ["a"], "label": ["First"]}),
        stakeholders=pd.DataFrame({"stakeholder": ["P", "N"], "label": ["Peers", "Nurses"]}),
    )


def test_two_stakeholders_with_one_code_share_it(corpus_of):
    corpus = corpus_with(corpus_of, ["P", "N", "P"])
    assert show.two_modes_in_words(corpus).plain == (
        "Two stakeholders and 1 code are tied by the sources that speak of the one and are coded "
        "with the other. Nurses and peers have the most codes in common: 1, 100% of those that "
        "either has."
    )
    [output] = show.two_modes_figure(synthesis.coded_segments(corpus), corpus).outputs
    assert [column.label for column in output.columns][:4] == ["Theme", "Category", "Peers",
                                                               "Nurses"]  # fmt: skip
    assert output.rows[0][2:4] == (2, 1)
    [table] = show.projection_table(corpus, name="t").outputs
    assert table.rows == (("Nurses", "Peers", 1, "100%"),)


def test_without_a_stakeholder_in_coded_segments_each_part_says_so(corpus_of):
    corpus = corpus_with(corpus_of, [None])
    assert show.two_modes_in_words(corpus).plain == show.NOTHING
    assert show.two_modes_figure(synthesis.coded_segments(corpus), corpus).plain == show.NOTHING
    assert show.projection_table(corpus, name="t").plain == show.NOTHING
