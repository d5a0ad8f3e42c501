"""What the pages on co-occurrence, new codes and groups draw and say."""

import json

import pandas as pd
import pytest

from trustbook.charts.code_arcs import code_arcs
from trustbook.charts.cooccurrence_matrix import cooccurrence_matrix
from trustbook.charts.group_dots import group_dots
from trustbook.pages import cooccurrence as show
from trustbook.pages import groups, saturation
from trustbook.pages.figures import specification

TEXTS = {"title": "What to see", "subtitle": "What is counted", "description": "In words"}
CODES = pd.DataFrame(
    [
        ("t", "Trust", "theme", None),
        ("k", "Keeping", "category", "t"),
        ("a", "Asking", "code", "k"),
        ("b", "信頼", "code", "k"),
        ("c", "Calling", "code", "k"),
    ],
    columns=["code", "label", "kind", "parent"],
).assign(definition=None, include=None, exclude=None, origin=None)
SEGMENTS = pd.DataFrame(
    [
        ("s1", "e1", "K1", None),
        ("s2", "e1", "K1", None),
        ("s3", "e2", "K2", "s2"),
        ("s4", None, None, None),
    ],
    columns=["segment", "encounter", "case", "same_source_as"],
).assign(study="x", meaning_unit="in other words", anchor=None)
CODINGS = pd.DataFrame(
    [("s1", "a"), ("s1", "b"), ("s2", "a"), ("s2", "b"), ("s3", "a"), ("s3", "b"), ("s4", "c")],
    columns=["segment", "code"],
).assign(coder="x")
PEOPLE = pd.DataFrame({"stakeholder": ["P", "N"], "label": ["Patients", "Nurses"]})
CASES = pd.DataFrame({"case": ["K1", "K2", "K3"], "stakeholder": ["P", "N", "N"]})
ENCOUNTERS = pd.DataFrame({"encounter": ["e2", "e1"], "date": None, "month": None})


@pytest.fixture
def corpus(corpus_of):
    """The corpus of the tables above, with other tables put in."""

    def with_tables(**tables):
        whole = {"codes": CODES, "segments": SEGMENTS, "codings": CODINGS, "cases": CASES}
        whole |= {"stakeholders": PEOPLE, "encounters": ENCOUNTERS}
        return corpus_of(**{**whole, **tables})

    return with_tables


@pytest.fixture
def pairs(corpus):
    return show.code_pairs(corpus())


@pytest.fixture
def pairs_of_two(corpus):
    """The pairs where s1 is of another document than s2, on which s3 rests."""
    return show.code_pairs(corpus(segments=SEGMENTS.assign(encounter=["e1", "e2", "e2", None])))


def text_of(view: object) -> str:
    return str(view._repr_mimebundle_()["text/plain"])


def test_the_network_of_codes_is_told_by_what_hangs_together(pairs, corpus):
    """a and b meet each other, c nobody."""
    text = show.network_in_words(pairs).plain
    assert "2 of 3 codes hang together, directly or through others; one meets no other" in text
    assert "Most others" not in text
    alone = show.code_pairs(corpus(codings=CODINGS[CODINGS["code"] == "c"]))
    assert not show.network_in_words(alone).plain


def test_a_code_that_meets_several_others_is_named(corpus):
    """a meets b and c, each of which meets a alone."""
    further = CODINGS.tail(1).assign(code="a")
    text = show.network_in_words(show.code_pairs(corpus(codings=pd.concat([CODINGS, further]))))
    assert text.plain.endswith("Most others meet “Asking” (2): " + text.plain.rpartition(": ")[2])


def test_a_pair_is_shown_with_its_segments_and_its_sources(pairs, pairs_of_two):
    """a and b meet in s1, s2 and s3, which rests on s2: two sources, but one if of one document."""
    assert pairs.measures[["together", "sources"]].values.tolist() == [[3, 1]]
    pairs = pairs_of_two
    assert pairs.measures[["together", "sources"]].values.tolist() == [[3, 2]]
    text = text_of(show.pairs_in_words(pairs))
    assert "Of 4 coded segments, 3 have more than one code" in text
    assert "“Asking” with “信頼” (3 segments from 2 sources; in segments 1.3 times" in text


def test_the_matrix_has_a_cell_for_each_pair_and_the_own_numbers():
    counts = pd.DataFrame([[3, 2, 0], [2, 4, 0], [0, 0, 1]], index=list("abc"), columns=list("abc"))
    nodes = CODES.tail(3).assign(theme="Trust").reset_index(drop=True)
    text = json.dumps(
        specification(cooccurrence_matrix(counts, nodes, **TEXTS)), ensure_ascii=False
    )
    assert "信頼 with Asking: 2" in text
    assert text.count(" with ") == 1


def test_codes_that_are_too_many_for_a_matrix_are_raised(monkeypatch, pairs):
    """All three codes are below one category: raised, nothing is left to meet."""
    assert "No two codes meet more often" in text_of(show.matrix_figure(pairs))
    monkeypatch.setattr(show, "MOST_NODES", 1)
    assert text_of(show.matrix_figure(pairs)) == show.NO_PAIR


@pytest.mark.slow
def test_a_pair_with_one_source_is_drawn_only_where_there_is_nothing_better(corpus, pairs_of_two):
    pairs = pairs_of_two
    assert "those in at least 2 independent sources" in text_of(
        show.arcs_figure(pairs, min_support=1)
    )
    one = show.code_pairs(corpus(codings=CODINGS.head(2)))
    assert "rests on one independent source" in text_of(show.arcs_figure(one, min_support=1))
    assert text_of(show.arcs_figure(pairs, min_support=3)) == show.TOO_FEW


def test_arcs_are_wider_with_more_sources_but_never_wider_than_a_row():
    nodes = CODES.tail(3).assign(theme="Trust", units=9).reset_index(drop=True)
    pairs = pd.DataFrame(
        [("a", "b", 900, 400), ("b", "c", 1, 1)], columns=["one", "other", "together", "sources"]
    )
    sets = specification(code_arcs(nodes, pairs, **TEXTS))["datasets"].values()
    widths = {r["Sources"]: r["width"] for rows in sets for r in rows if "width" in r}
    assert 0 < widths[1] < widths[400] <= 7


def test_neighbours_add_pairs_within_an_encounter(corpus, pairs):
    """s2 follows s1 in e1, which adds nothing to a and b; s4 stands alone."""
    text = text_of(show.window_table(pairs, window=2))
    assert text == "Neighbouring segments add no pair with these settings."
    apart = show.code_pairs(corpus(codings=CODINGS.iloc[[0, 3]]))
    assert "Asking | 信頼 | 1 | 0" in text_of(show.window_table(apart, window=2))


def test_without_cases_the_page_says_so(corpus, pairs):
    assert "With the first alone" in text_of(show.case_table(pairs))
    nobody = corpus(segments=SEGMENTS.assign(case=None))
    assert "does not say which participant" in text_of(show.case_table(show.code_pairs(nobody)))
    assert text_of(groups.groups_in_words(nobody)) == groups.UNKNOWN


def test_groups_are_shown_as_counts(corpus):
    """K3 of the nurses has no segment and stays in the denominator: 1 of 2."""
    text = text_of(groups.groups_figure(corpus()))
    assert "1 of 2" in text
    assert "%" not in text


def test_of_very_many_codes_the_picture_draws_those_that_most_mention(corpus, monkeypatch):
    monkeypatch.setattr("trustbook.charts.grid.MOST_CELLS", 2)
    text = text_of(groups.groups_figure(corpus()))
    assert "those with the largest sums; the table has all." in text


@pytest.mark.slow
def test_counts_of_few_participants_are_not_shown_nor_what_gives_them_back(corpus, monkeypatch):
    """With two as the fewest, 1 of 3 nurses is hidden wherever it is, and the 0 of 2 patients.

    Of the pairs each is with the nurse alone.
    """
    cases = pd.DataFrame({"case": ["K2", "K3", "K4", "K5", "K6"], "stakeholder": list("NNNPP")})
    monkeypatch.setattr(groups, "fewest_in_cell", lambda _: 2)
    monkeypatch.setattr(show, "fewest_in_cell", lambda _: 3)
    text = text_of(groups.groups_figure(corpus(cases=cases)))
    assert "Patients | not shown" in text
    assert "1 of 3" not in text
    assert "Nurses 3 and Patients 2" in text_of(groups.groups_in_words(corpus(cases=cases)))
    assert "they are too small" in text_of(groups.groups_figure(corpus()))
    pairs_text = text_of(show.case_table(show.code_pairs(corpus())))
    assert "not shown, because a count in the line is of fewer than 3." in pairs_text


def test_a_small_group_is_dots_and_a_large_one_a_bar():
    rows = pd.DataFrame(
        [("T", "Asking", "Few", 1, 3), ("T", "Asking", "Many", 9, 30)],
        columns=["theme", "label", "group", "mentioned_by", "participants"],
    ).assign(hidden=False)
    chart = specification(group_dots(rows, groups=["Few", "Many"], **TEXTS))
    sizes = [
        len(rows) for rows in chart["datasets"].values() if rows and set(rows[0]) == {"x", "y"}
    ]
    assert sorted(sizes) == [1, 2]
    assert any(
        rows and "x2" in rows[0] and "y2" not in rows[0] for rows in chart["datasets"].values()
    )


@pytest.fixture
def sequence(corpus):
    return lambda segments=SEGMENTS: saturation.unit_sequence(corpus(segments=segments))


def test_encounters_come_in_their_stated_order_and_the_rest_is_counted(sequence):
    assert sequence().new["unit"].tolist() == ["e2", "e1"]
    text = text_of(saturation.units_in_words(sequence()))
    assert "they have no encounter: 1 coded segment." in text


def test_encounters_that_are_one_case_each_are_said_to_be(sequence):
    cases = {name: f"P{n}" for n, name in enumerate(SEGMENTS["encounter"].dropna().unique())}
    alone = sequence(SEGMENTS.assign(case=SEGMENTS["encounter"].map(cases)))
    assert "each participant has one." in text_of(saturation.units_in_words(alone))
    same = sequence(SEGMENTS.assign(case="P1"))
    assert "each participant has one." not in text_of(saturation.units_in_words(same))


def test_the_order_of_a_table_is_not_called_an_order_of_collection(sequence):
    by_case = sequence(SEGMENTS.assign(encounter=None))
    assert "not that of collection" in text_of(saturation.sureness_in_words(by_case))
    alone = sequence(SEGMENTS.assign(encounter=None, case=None))
    assert alone.unit == "source"
    assert "this corpus names none" in text_of(saturation.runs_in_words(alone))
    assert text_of(saturation.runs_table(alone)) == ""
    assert "other people were met" in text_of(saturation.curve_in_words(sequence()))
    text = text_of(saturation.units_in_words(alone))
    assert "order is that of the table of segments" in text
    assert "other people" not in text


def test_what_was_missed_is_estimated_from_rare_codes(corpus):
    """s1 and s4 of three: a in both, b and c in one each: 3 + 2/3 · 2 · 1 / (2 · 2) = 3.33.

    Coverage: 1 − 2/4 · 2 · 2 / (2 · 2 + 2) = 2/3.
    """
    bare = SEGMENTS.iloc[[0, 1, 3]].assign(encounter=None, case=None)
    codings = pd.DataFrame(
        [("s1", "a"), ("s1", "b"), ("s2", "a"), ("s4", "c")], columns=["segment", "code"]
    ).assign(coder="x")
    units = saturation.unit_sequence(corpus(segments=bare, codings=codings))
    text = text_of(saturation.missed_table(units, seed=1))
    assert "67% of the codings of a further independent source would be of codes already" in text
    assert "2 codes in one independent source alone, 1 in two" in text
    shared = saturation.unit_sequence(corpus(segments=bare, codings=codings.iloc[[0, 2, 3]]))
    assert "hint at none that was missed" in text_of(saturation.missed_table(shared, seed=1))
    one = saturation.unit_sequence(corpus(segments=bare, codings=codings.iloc[:2]))
    assert "takes two" in text_of(saturation.missed_table(one, seed=1))


@pytest.mark.slow
def test_the_borders_of_studies_strung_together_are_marked_and_named(corpus):
    """s1 and s2 (with s3, of the same source) are in x, s4 in y: y begins at the third source."""
    bare = SEGMENTS.assign(encounter=None, case=None, study=["x", "x", "x", "y"])
    studies = pd.DataFrame({"study": ["x", "y"], "label": [None, "Yonder"]})
    both = saturation.unit_sequence(corpus(segments=bare, studies=studies))
    assert both.new["unit"].tolist() == ["s1", "s2", "s4"]
    assert "borders between studies" in text_of(saturation.curve_in_words(both))
    drawn = saturation.curve_figure(both, seed=1)
    assert "2 from 3: Yonder" in drawn._repr_mimebundle_()["text/html"]
    one = saturation.unit_sequence(corpus(segments=bare.assign(study="x")))
    assert "1 from 1" not in saturation.curve_figure(one, seed=1)._repr_mimebundle_()["text/html"]


@pytest.mark.slow
def test_the_chapter_on_new_codes_opens_with_the_mean(monkeypatch, sequence):
    """Of three sources half is one; s1 and s2 have a and b, s4 has c: (2 + 2 + 1) / 3."""
    monkeypatch.setattr(saturation, "MOST_PLACES", 2)
    sources = sequence(SEGMENTS.assign(encounter=None, case=None))
    assert text_of(saturation.finding_in_words(sources, seed=1)) == (
        "**Half of the independent sources, in any order, bring 2 of 3 codes on average; the first "
        "half in the order of their table brings 2.**"
    )
    text = text_of(saturation.curve_figure(sources, seed=1))
    assert "\n2 | s2 | " in text  # which the picture of two places leaves out


def test_no_sentence_says_that_saturation_was_reached(sequence):
    units = sequence()
    view = [
        saturation.units_in_words(units),
        saturation.curve_figure(units, seed=1),
        saturation.runs_table(units),
        saturation.every_run_table(units),
    ]
    assert "saturat" not in " ".join(map(text_of, view)).lower()


def test_without_codings_every_part_says_so_in_a_line(corpus):
    nothing = show.code_pairs(corpus(codings=CODINGS.head(0)))
    for view in (
        show.pairs_in_words(nothing),
        show.matrix_figure(nothing),
        show.arcs_figure(nothing, min_support=1),
        show.pairs_table(nothing),
        show.evidence_table(nothing),
    ):
        assert text_of(view) == show.NO_PAIR
    bare = corpus(
        codings=CODINGS.head(0),
        segments=SEGMENTS.assign(encounter=None),
        encounters=ENCOUNTERS.head(0),
    )
    curve = saturation.curve_figure(saturation.unit_sequence(bare), seed=1)
    assert text_of(curve) == saturation.NOTHING


def test_what_texts_can_cite_of_pairs_is_named(pairs_of_two, corpus):
    """a and b meet in three segments: of s1, and of s2 with s3, which rests on it."""
    named = {output.name: output.values for output in show.named_values(pairs_of_two).outputs}
    assert named["pairs"] == {"pairs": 1}
    assert named["most_sources"] == {"most_sources": 2}
    alone = show.code_pairs(corpus(codings=CODINGS[CODINGS["code"] == "c"]))
    assert show.named_values(alone).outputs[-1].values == {"most_sources": 0}
