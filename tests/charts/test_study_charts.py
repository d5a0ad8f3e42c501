"""Charts of material, codebook and barriers."""

import json

import altair as alt
import pandas as pd
import pytest

from trustbook.charts.barrier_flows import barrier_flows
from trustbook.charts.canvas import layered, texts
from trustbook.charts.code_matrix import code_matrix
from trustbook.charts.codebook_tree import codebook_tree
from trustbook.charts.material_timeline import material_timeline
from trustbook.charts.new_codes_curve import new_codes_curve
from trustbook.pages.figures import figure
from trustbook.pages.tables import View
from trustbook.studies.barriers import printed_barriers

COUNTS = pd.DataFrame(
    {
        "code": ["t", "x", "y"],
        "label": ["Theme", "信任", "<b>Y</b>"],
        "kind": ["theme", "code", "code"],
        "parent": [None, "t", "t"],
        "definition": [None, "d", None],
        "depth": [0, 1, 1],
        "theme": ["Theme"] * 3,
        "category": [None] * 3,
        "segments": [3, 2, 2],
        "sources": [2, 2, 1],
        "segment_ids": ["a, b, c", "a, b", "c"],
    }
)
SPOKEN = pd.DataFrame(
    {
        "code": ["t", "x", "x"],
        "label": ["Theme", "信任", "信任"],
        "kind": ["theme", "code", "code"],
        "theme": ["Theme"] * 3,
        "speaker": ["P", "P", "Q"],
        "speaker_label": ["Patients", "Patients", "Nurses"],
        "segments": [2, 1, 1],
        "sources": [2, 1, 1],
        "segment_ids": ["a, b", "a", "c"],
    }
)
PERIODS = pd.DataFrame(
    {
        "study": ["a"],
        "data_type": ["Interviews"],
        "participants": ["P"],
        "unit": ["interview"],
        "n": pd.array([8], dtype="Int64"),
        "period": ["November 2019–January 2020"],
        "start": pd.to_datetime(["2019-11-01"]),
        "end": pd.to_datetime(["2020-02-01"]),
    }
)
STUDIES = pd.DataFrame({"study": ["a"], "label": ["First"]})
BARRIERS = pd.DataFrame(
    {
        "barrier": ["b1", "b2"],
        "study": ["a", "a"],
        "line": [1, 2],
        "aspect": ["Culture", "Goals"],
        "obstacle": ["o1", "o2"],
        "strategy": ["s1", "s2"],
        "strategy_type": ["law", "law"],
        "implication": ["i1", None],
        "support": [1, 2],
    }
)


def _drawn(chart: object, data: pd.DataFrame) -> str:
    view = figure(chart, data, name="f")
    assert isinstance(view, View)
    return view.html


def test_the_tree_names_the_code_with_most_sources():
    page = _drawn(codebook_tree(COUNTS), COUNTS[["label", "segments"]])
    assert "信任 rests on the most independent sources (2)" in page
    assert "<b>" not in page


def test_the_tree_names_codes_with_as_many_sources_together():
    page = _drawn(codebook_tree(COUNTS.assign(sources=2)), COUNTS[["label", "segments"]])
    assert "rest on the most independent sources (2 each)" in page


def test_of_very_many_codes_the_tree_draws_those_with_most_segments(monkeypatch):
    """A theme has what its codes have, so that it is drawn with the first of them."""
    monkeypatch.setattr("trustbook.charts.codebook_tree.MOST_ROWS", 2)
    page = _drawn(codebook_tree(COUNTS), COUNTS[["label", "segments"]])
    assert f"The 2 of {len(COUNTS)} lines with the most segments are drawn" in page


def test_the_tree_is_drawn_before_anything_is_coded():
    none = COUNTS.assign(segments=0, sources=0)
    assert "with nothing coded yet" in _drawn(codebook_tree(none), none[["label"]])


def test_names_of_codes_that_are_sentences_leave_room_for_the_bars():
    long = COUNTS.assign(label=COUNTS["label"] + " in each of the various settings of care" * 4)
    chart = codebook_tree(long)
    assert chart.width < 800
    assert chart.height > codebook_tree(COUNTS).height


def test_the_matrix_counts_codes_of_more_than_one_speaker():
    page = _drawn(code_matrix(SPOKEN), SPOKEN[["label"]])
    assert "The only code occurs in the words of more than one stakeholder" in page


def test_of_very_many_codes_the_matrix_draws_those_with_most_segments():
    """1,500 codes of one speaker, of which the last has most segments: 240 are drawn."""
    codes = [f"c{n}" for n in range(1_500)]
    many = pd.DataFrame({"code": codes, "label": codes, "segments": range(1_500)}).assign(
        kind="code", theme="T", speaker="P", speaker_label="P", sources=2
    )
    spec = code_matrix(many).to_dict(validate=False)
    assert "Only 240 of 1500 rows are drawn" in " ".join(spec["title"]["subtitle"])
    labels = {row.get("label") for rows in spec["datasets"].values() for row in rows}
    assert labels >= {"c1499", "c1260"}
    assert "c1259" not in labels


def test_the_timeline_counts_months_with_both_ends():
    """November, December and January are three months."""
    page = _drawn(material_timeline(PERIODS, studies=STUDIES), PERIODS[["period"]])
    assert "Material collected over 3 months, from 2019 to 2020" in page


def test_the_timeline_tells_studies_with_one_label_apart():
    two = pd.concat([PERIODS, PERIODS.assign(study="b")], ignore_index=True)
    studies = pd.DataFrame({"study": ["a", "b"], "label": ["First", "First"]})
    page = _drawn(material_timeline(two, studies=studies), two[["period"]])
    assert "First (a)" in page
    assert "First (b)" in page


def test_the_flows_have_a_ribbon_per_line():
    page = _drawn(barrier_flows(BARRIERS), printed_barriers(BARRIERS))
    assert "One ribbon per line of the printed table (2 lines)" in page


@pytest.mark.slow
@pytest.mark.parametrize(
    "draw",
    [
        lambda: codebook_tree(COUNTS),
        lambda: code_matrix(SPOKEN),
        lambda: material_timeline(PERIODS, studies=STUDIES),
        lambda: barrier_flows(BARRIERS),
    ],
)
def test_two_drawings_are_the_same_and_have_a_description(draw):
    first, second = (_drawn(draw(), STUDIES) for _ in range(2))
    assert first == second
    assert len(draw().to_dict(validate=False)["description"]) > 20


def test_a_curve_of_few_numbers_names_each_once():
    places = pd.DataFrame({"place": [1, 2, 3], "known_codes": [1, 1, 2], "mean": [1.0, 1.5, 2.0]})
    curve = places.assign(unit=["a", "b", "c"], least=[1, 1, 2], most=[1, 2, 2])
    chart = new_codes_curve(curve, unit="u", title="t", subtitle="s", description="d")
    drawn = json.dumps(chart.to_dict())
    assert '"values": [1, 2, 3]' in drawn and '"values": [0, 1, 2]' in drawn


def test_layers_are_what_altair_makes_of_them_without_its_copies():
    layers = [texts([(0, 0, "a")]), texts([(0, 9, "b")], on_paper=True)]
    chart = layered(layers, width=9)
    assert chart.to_dict() == alt.layer(*layers, width=9).to_dict()
    assert chart.layer[0] is layers[0]
    answering = texts([(0, 0, "c")]).add_params(alt.selection_point(name="node"))
    both = [*layers, answering]
    assert layered(both, width=9).to_dict() == alt.layer(*both, width=9).to_dict()
