"""What the chapters on coding, material and barriers say of a few rows, and of none."""

import pandas as pd
import pytest

from trustbook.pages import barriers, coding, material
from trustbook.pages.prose import Prose

BARRIERS = pd.DataFrame(
    [("b1", 1, "Culture", "o1", "i1"), ("b2", 2, "Goals", "o2", None)],
    columns=["barrier", "line", "aspect", "obstacle", "implication"],
).assign(study="a", strategy="s", strategy_type="law")
CODES = pd.DataFrame(
    [("t", "Theme", "theme", None), ("x", "信任", "code", "t"), ("y", "Calling", "code", "t")],
    columns=["code", "label", "kind", "parent"],
)
STUDIES = pd.DataFrame({"study": ["a"], "label": ["First"]})
LINES = pd.DataFrame(
    [(1, "Interviews", 16, 10, 6), (2, "Documents", 4, 3, 0)],
    columns=["line", "data_type", "n", "n_primary", "n_secondary"],
).assign(study="a", unit="interview")


def test_the_chapter_on_barriers_opens_with_how_they_were_met(corpus_of):
    """Both barriers were met by law; o2 states nothing that may follow."""
    corpus = corpus_of(barriers=BARRIERS, studies=STUDIES)
    assert barriers.finding_in_words(corpus).plain == (
        "**Two barriers were met by one kind of strategy.** The barriers belong to culture and "
        "goals. “law” was used on barriers of more than one aspect. For 1 barrier nothing is "
        "stated that may follow."
    )
    assert barriers.support_in_words(corpus).plain.startswith(
        "None of 2 lines rests on a single source, and two have none."
    )


def test_codes_that_were_not_used_are_counted(corpus_of):
    assert coding.finding_in_words(corpus_of(codes=CODES)).plain == (
        "**The codebook has 1 theme and 2 codes.** Nothing was coded with 2 codes "
        "in this selection."
    )


def test_lines_that_do_not_add_up_are_counted(corpus_of):
    """10 + 6 = 16, but 3 + 0 is not 4."""
    corpus = corpus_of(material=LINES, studies=STUDIES)
    claims = material.material_claims(corpus, whole=corpus)
    assert material.agreement_in_words(corpus, claims).plain == (
        "In one of 2 lines that state both, primary and secondary analysis add up to N."
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "show",
    [
        coding.tree_figure,
        coding.speaker_figure,
        coding.analysis_table,
        coding.codebook_table,
        barriers.barriers_table,
        barriers.flows_figure,
        barriers.evidence_table,
        material.printed_tables,
        material.material_table,
        material.totals_table,
        material.timeline_figure,
    ],
)
def test_nothing_to_show_is_one_line(corpus_of, show):
    nothing = show(corpus_of())
    assert isinstance(nothing, Prose)
    assert nothing.plain
    assert "\n" not in nothing.plain
    assert barriers.finding_in_words(corpus_of()).markdown == ""
