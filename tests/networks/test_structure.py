"""Ties as edge tables, early and late material, and what the page makes of them."""

import networkx as nx
import pandas as pd
import pytest

from trustbook.corpus.reading import read_corpus
from trustbook.networks.phases import early_and_late
from trustbook.networks.structure import (
    answered_ties,
    both_signs,
    connected_parts,
    edges_of,
    level_layers,
    one_sign,
    stakeholder_standing,
    sway_of_each_pair,
)
from trustbook.pages import balance, layers, structure
from trustbook.signed.edge_tables import EdgeError

CLINIC = read_corpus("tests/corpora/clinic")


def edges(text):
    """Edges from words such as `a+b`, each on one source."""
    rows = [(tie[0], tie[2], 1 if tie[1] == "+" else -1) for tie in text.split()]
    frame = pd.DataFrame(rows, columns=["source", "target", "sign"])
    return frame.assign(concept=frame["sign"].map({1: "trust", -1: "doubt"}), support=1)


def test_ties_without_a_sign_are_no_edges():
    ties = pd.DataFrame(
        {"truster": list("ab"), "trustee": list("bc"), "concept": list("xy"), "sign": [0, -1],
         "support": [1, 2], "stability": [0.0, 1.0]}
    )  # fmt: skip
    assert edges_of(ties).values.tolist() == [["b", "c", -1, "y", 2]]


def test_a_layer_has_the_ties_of_either_sign_and_no_others():
    columns = ["relation", "segment", "truster", "trustee", "concept", "level"]
    rows = [
        ("r1", "s1", "a", "b", "trust", "micro"),
        ("r2", "s1", "a", "b", "doubt", "meso"),
        ("r3", "s1", "a", "b", "power", "meso"),
    ]
    concepts = pd.DataFrame({"concept": ["trust", "doubt", "power"], "sign": [1, -1, 0]})
    segments = pd.DataFrame({"segment": ["s1"], "study": ["s"]})
    result = level_layers(
        pd.DataFrame(rows, columns=columns), segments=segments, concepts=concepts, min_support=1
    )
    assert result[["level", "sign"]].values.tolist() == [["meso", -1], ["micro", 1]]


def test_pairs_that_disagree_have_one_sign_only_in_each_direction():
    result = edges("a+b b-a c+b")
    assert len(one_sign(result, directed=True)) == 3
    assert one_sign(result, directed=False)["source"].tolist() == ["c"]


def test_ties_of_both_signs_keep_the_support_of_each():
    result = edges("a+b a-b b+c").assign(support=[2, 3, 1])
    assert both_signs(result).values.tolist() == [["a", "b", 2, 3]]
    assert both_signs(edges("a+b")).empty


def test_a_tie_of_both_signs_counts_one_of_each_in_the_standing():
    """b receives + and − from a and + from c: polarity (2 − 1) / 3.

    P − 2N of a → b is 1 − 2 = −1, so that with b = 1/4 the score of a is below 1.
    """
    table = stakeholder_standing(edges("a+b a-b c+b")).set_index("node")
    assert table.loc["b", ["positive_received", "negative_received"]].tolist() == [2, 1]
    assert table.loc["b", "polarity_received"] == pytest.approx(1 / 3)
    assert table.loc["a", "pn_out"] < 1 < table.loc["c", "pn_out"]


def test_leaving_out_a_pair_of_the_only_triangle_leaves_none():
    table = sway_of_each_pair(edges("a+b b+c a+c c+d"))
    assert table["balance"].isna().tolist() == [True, True, True, False]
    assert table["balance"].tolist()[3] == 1


RELATIONS = pd.DataFrame({"relation": ["r1", "r2", "r3"], "segment": ["s1", "s2", "s3"]})
NO_DATES = pd.DataFrame(columns=["encounter", "study", "month", "date"], dtype="str")


def segments(**columns):
    return pd.DataFrame({"segment": ["s1", "s2", "s3"], "study": "one"} | columns)


PHASES = pd.DataFrame({"phase": ["talk", "half-way", "second talk"], "order": [1, 2, 3]})
NO_PHASES = PHASES.head(0)


def parts_of(phases, **columns):
    parts = early_and_late(RELATIONS, segments=segments(**columns), phases=phases,
                           encounters=NO_DATES)  # fmt: skip
    return parts and (parts.rule, list(parts.early["relation"]), list(parts.late["relation"]))


def test_declared_phases_tell_early_from_late_by_their_order():
    assert parts_of(PHASES, phase=["second talk", "talk", "workshop"]) == ("phases", ["r2"], ["r1"])


def test_the_first_and_the_last_phase_that_state_anything_are_early_and_late():
    """What lies between them, r3, is neither."""
    parts = parts_of(PHASES, phase=["second talk", "talk", "half-way"])
    assert parts == ("phases", ["r2"], ["r1"])
    assert parts_of(PHASES, phase=["talk", "half-way", None]) == ("phases", ["r1"], ["r2"])


def test_names_of_phases_that_nobody_declared_say_nothing():
    assert parts_of(NO_PHASES, phase=["initial interview", "follow-up interview", None]) is None


@pytest.mark.parametrize("middle", ["2021-01", "2020-01"])
def test_without_phases_each_study_is_parted_at_its_middle_encounter(middle):
    """The encounter in the middle, and what is as early as it, counts as early."""
    dated = pd.DataFrame(
        {"encounter": list("abc"), "study": "one", "month": ["2020-01", middle, "2022-01"]}
    )
    parts = early_and_late(
        RELATIONS, segments=segments(encounter=list("cab")), encounters=dated, phases=NO_PHASES
    )
    assert parts is not None
    assert (parts.rule, list(parts.early["relation"]), list(parts.late["relation"])) == (
        "dates", ["r2", "r3"], ["r1"],
    )  # fmt: skip


def test_one_phase_and_one_date_tell_nothing_apart():
    same = segments(phase=["talk", None, None], encounter=list("abc"))
    dated = pd.DataFrame({"encounter": list("abc"), "study": "one", "month": "2020-01"})
    for encounters in (dated, NO_DATES):
        assert (
            early_and_late(RELATIONS, segments=same, encounters=encounters, phases=PHASES) is None
        )


@pytest.mark.parametrize(
    ("ties", "words"),
    [
        ("a+b", "could not have come out otherwise"),
        ("a+b b+c a+c", "one triangle, which is balanced. Leave out any of 3 of the 3 pairs"),
        ("a+b b+c a-c", "one triangle, which is not balanced"),
        ("a+b b+c a+c a-d b+d c+d", "between 0% and 100%"),
    ],
)
def test_the_footnote_says_what_one_pair_changes(ties, words):
    assert words in balance.balance_in_words(edges(ties)).plain.replace("**", "")


@pytest.mark.parametrize(
    ("ties", "words"),
    [
        ("a+b b+c a-c", "Chance alone gives 0%. If the same signs were shuffled"),
        ("a+b b+c a-c c+d", "25% of the triangles would be balanced on average; here it is 0%"),
        ("a+b b+c a+c c-d", "Of all 4 ways to deal them out, 25% are at least as balanced"),
        ("a+b b+c a+c c-d", "so few ties could not show more balance than chance does"),
    ],
)
def test_the_footnote_says_what_chance_alone_gives(ties, words):
    """Of four ties one is negative: in one of four ways it stands outside the triangle."""
    plain = balance.chance_in_words(edges(ties), seed=1).plain.replace("**", "")
    assert words in plain


def test_chance_is_not_spoken_of_without_a_triangle():
    assert not balance.chance_in_words(edges("a+b b-c"), seed=1).plain


def test_camps_beyond_two_are_shown_where_they_fit_better():
    """Three enemies fit three camps; any two of them in one leave a tie that does not fit."""
    view = balance.clusters_table(edges("a-b b-c a-c"), name="camps")
    assert "Three camps leave the fewest ties that do not fit: 0 of 3" in view.text
    assert not balance.clusters_table(edges("a+b").head(0), name="none").plain


def test_balance_on_paper_counts_ties_of_both_signs_and_says_so():
    view = balance.balance_table(edges("a+b a-b b+c"), name="balance", seed=1)
    assert "One tie has both signs: whatever the sides, one of the two never fits." in view.text
    assert "Frustration index | 1 | 3 ties" in view.text
    assert "counted by their sources | 1 | 3 sources behind 3 ties" in view.text


def test_what_positive_ties_go_with_is_held_against_relabelled_stakeholders():
    """Of three stakeholders each trusts the next: no tie is answered, so an answer is beside 0."""
    view = layers.together_table(edges("a+b b+c c+a"), CLINIC, name="together", seed=1)
    assert "A positive tie the other way | 3 | −1.00" in view.text
    assert "3 of the 6 pairs that 3 stakeholders of the network could form" in view.text


def test_nothing_goes_with_positive_ties_where_there_are_none():
    text = layers.together_table(edges("a-b b-c"), CLINIC, name="together", seed=1).plain
    assert text == "There is nothing here that positive ties could go with."
    two = layers.together_table(edges("a+b"), CLINIC, name="together", seed=1).plain
    assert "3 to 60 connected stakeholders" in two


def test_a_tie_of_a_stakeholder_with_itself_is_said_to_be_left_out():
    text = structure.network_in_words(edges("a+b a+a"), CLINIC).plain
    assert "One tie of a stakeholder with itself is left out of them." in text
    assert "with itself" not in structure.network_in_words(edges("a+b"), CLINIC).plain


def test_the_footnote_on_nothing_is_one_line():
    assert balance.balance_in_words(edges("").head(0)).plain == balance.NO_TIES


def test_a_source_that_states_both_directions_answers_itself():
    """a+b on u, v and b+a on u: answered, yet without u nobody answers. Three and two nodes are
    parted, so 3 × 2 + 2 × 1 ties are possible: 4 positive ones of 8.
    """
    result = edges("a+b b+a b+c d+e")
    rows = pd.DataFrame(
        [("a", "b", 1, "u"), ("a", "b", 1, "v"), ("b", "a", 1, "u"), ("b", "c", 1, "w"),
         ("d", "e", 1, "w")], columns=["source", "target", "sign", "unit"],
    )  # fmt: skip
    row = answered_ties(result, rows).iloc[0]
    assert row[["of", "answered", "apart"]].tolist() == [4, 2, 0]
    assert row["expected"] == pytest.approx(4 / 8)
    own = pd.concat([rows, pd.DataFrame([("b", "a", 1, "x")], columns=rows.columns)])
    assert answered_ties(result, own).iloc[0]["apart"] == 2


def test_the_share_of_answered_ties_is_corrected_for_what_chance_answers():
    """Of a+b, b+a and b+c two are answered; 3 of 6 places are taken: (2/3 − 1/2) / (1 − 1/2)."""
    rows = pd.DataFrame(columns=["source", "target", "sign", "unit"])
    row = answered_ties(edges("a+b b+a b+c"), rows).iloc[0]
    assert row["corrected"] == pytest.approx(1 / 3)


def test_a_tie_of_both_signs_is_counted_in_both_rows():
    rows = pd.DataFrame(columns=["source", "target", "sign", "unit"])
    table = answered_ties(edges("a+b a-b b+a"), rows).set_index("sign")
    assert table["of"].to_dict() == {1: 2, -1: 1}
    assert table["answered"].to_dict() == {1: 2, -1: 0}


def test_no_tie_without_a_direction_is_answered():
    rows = pd.DataFrame(columns=["source", "target", "sign", "unit"])
    with pytest.raises(EdgeError, match="has no directions"):
        answered_ties(nx.Graph([("a", "b", {"sign": 1})]), rows)


def test_the_largest_connected_part_comes_first():
    assert connected_parts(edges("x+y a+b b-c")) == [frozenset("abc"), frozenset("xy")]


def test_one_split_of_the_largest_part_is_named_though_another_part_can_be_flipped():
    text = balance.partitions_in_words(edges("a+b a-c b-c x-y"), CLINIC).plain
    assert "2 unconnected parts" in text
    assert "One split" in text
    assert "Every tie fits." in text


def test_a_direct_tie_closes_a_path_though_the_pair_has_both_signs():
    """a → b → c, and a both trusts and distrusts c: b stands between nobody."""
    view = structure.brokers_table(edges("a+b b+c a+c a-c"), CLINIC, name="t")
    assert "Nobody stands between" in view.plain
