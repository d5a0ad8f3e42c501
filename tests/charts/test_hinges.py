"""What hinges on one source is marked in every chart that counts sources: mark, legend and alt."""

import importlib
import inspect
import json
import pkgutil
from functools import partial

import altair as alt
import pandas as pd
import pytest

from trustbook import charts
from trustbook.charts.barrier_flows import barrier_flows
from trustbook.charts.code_arcs import ALONE, code_arcs
from trustbook.charts.code_matrix import code_matrix
from trustbook.charts.codebook_tree import codebook_tree
from trustbook.charts.cooccurrence_matrix import cooccurrence_matrix
from trustbook.charts.dot_intervals import Key, dot_intervals
from trustbook.charts.dot_matrix import dot_matrix
from trustbook.charts.facing_arcs import facing_arcs
from trustbook.charts.group_dots import group_dots
from trustbook.charts.hinges import OPEN, hinging_names, with_hinges
from trustbook.charts.material_timeline import material_timeline
from trustbook.charts.new_codes_curve import new_codes_curve
from trustbook.charts.polarity_plot import polarity_plot
from trustbook.charts.signed_matrix import signed_matrix
from trustbook.charts.source_strip import source_strip
from trustbook.charts.specification_curve import specification_curve
from trustbook.charts.stakeholder_network import stakeholder_network
from trustbook.charts.strategy_matrix import strategy_matrix
from trustbook.charts.team_size import team_size_tradeoff
from trustbook.charts.theme import DISTRUST, PAPER, TRUST
from trustbook.charts.verdict_matrix import verdict_matrix
from trustbook.networks.structure import stakeholder_standing
from trustbook.studies.teams import split_effects

WORDS = {"title": "T", "subtitle": "S", "description": "D."}
STUDIES = pd.DataFrame({"study": ["s"], "label": ["Study"]})
CONCEPTS = pd.DataFrame({"concept": ["trust"], "label": ["Trust"], "sign": [1]})
PEOPLE = pd.DataFrame(
    {"stakeholder": ["A", "B"], "label": ["Aunts", "Bees"], "kind": "role", "level": "micro"}
).assign(organisation=None)


def network(support: int):
    """Two ties, one of `support` sources and one of 3."""
    ties = pd.DataFrame(
        [("A", "B", support), ("B", "A", 3)], columns=["truster", "trustee", "support"]
    )
    ties = ties.assign(concept="trust", sign=1, stability=(ties["support"] > 1).astype(float))
    ties["sources"] = [[f"u{i}" for i in range(n)] for n in ties["support"]]
    ties["studies"] = [["s"], ["s"]]
    return stakeholder_network(ties, PEOPLE, concepts=CONCEPTS, studies=STUDIES, n_sources=9)


def arcs(support: int):
    nodes = pd.DataFrame({"id": ["a", "b"], "label": ["A", "B"], "side": ["L", "R"]})
    nodes = nodes.assign(group="", role="member", lead=False)
    ties = pd.DataFrame({"source": ["a", "b"], "target": ["b", "a"], "sign": [1, -1]})
    return facing_arcs(nodes, ties.assign(n=[support, 3]), **WORDS)


def strategies(support: int):
    effects = pd.DataFrame(
        [("N", "call", "P", "N", "supports", support), ("N", "ask", "P", "N", "mixed", 3)],
        columns=["actor", "code", "truster", "trustee", "effect", "support"],
    )
    return strategy_matrix(effects, **WORDS)


def dots(support: int, draw=dot_matrix):
    counted = pd.DataFrame({"t": "T", "c": ["x", "y"], "study": "One", "sources": [support, 3]})
    return draw(counted, row=("t", "c"), column="study", columns=["One"], value="sources", **WORDS)


def flows(support: int):
    lines = pd.DataFrame(
        {"barrier": ["b1", "b2"], "line": [1, 2], "support": [support, 3], "study": "s"}
    )
    cells = {"aspect": "Norms", "obstacle": "Words", "strategy_type": "Talk", "implication": "Ease"}
    return barrier_flows(lines.assign(strategy="Meet", **cells))


def codes(support: int):
    spoken = pd.DataFrame(
        {"code": ["x", "y"], "label": ["X", "Y"], "sources": [support, 3], "segments": 3}
    )
    return code_matrix(spoken.assign(kind="code", theme="T", speaker="A", speaker_label="Aunts"))


def tree(support: int):
    counts = pd.DataFrame(
        {"code": ["x", "y"], "label": ["X", "Y"], "sources": [support, 3], "segments": 3}
    )
    return codebook_tree(counts.assign(depth=0, parent=None, definition="", theme="", category=""))


def intervals(support: int):
    rows = pd.DataFrame({"label": ["x", "y"], "value": [support, 3], "lower": 0, "upper": 5})
    rows = rows.assign(group="G", colour=[TRUST, DISTRUST], note="64%", hinges=rows["value"] == 1)
    return dot_intervals(rows, Key(interval="i", axis="a", beside="b"), **WORDS)


def strip(support: int):
    cells = pd.DataFrame({"tie": ["x", "y"], "unit": ["u", "v"], "hinges": [support == 1, False]})
    return source_strip(cells.assign(group="G", colour=TRUST), **WORDS)


def verdicts(support: int):
    stated = pd.DataFrame({"category": ["x", "y"], "for_it": [support, 3], "against_it": 0})
    stated = stated.assign(theme="T", study="One", verdict="supported")
    return verdict_matrix(stated, columns=["One"], **WORDS)


MARKING = {
    "stakeholder_network": network,
    "facing_arcs": arcs,
    "strategy_matrix": strategies,
    "dot_matrix": dots,
    "barrier_flows": flows,
    "code_matrix": codes,
    "codebook_tree": tree,
    "dot_intervals": intervals,
    "source_strip": strip,
    "verdict_matrix": verdicts,
}


def chord(support: int):
    nodes = pd.DataFrame({"code": ["x", "y", "z"], "label": ["X", "Y", "Z"], "theme": "T"})
    pairs = pd.DataFrame({"one": ["x", "y"], "other": ["y", "z"], "together": 3})
    return code_arcs(nodes.assign(units=3), pairs.assign(sources=[support, 3]), **WORDS)


def timeline():
    months = {"start": pd.to_datetime(["2019-11-01"]), "end": pd.to_datetime(["2020-02-01"])}
    lines = {"study": ["s"], "data_type": ["Talks"], "participants": ["A"], "unit": ["interview"]}
    periods = pd.DataFrame({**lines, "n": pd.array([8], dtype="Int64"), **months})
    return material_timeline(periods.assign(period="2019–2020"), studies=STUDIES)


def sizes():
    ranges = pd.DataFrame({"claim": ["c"], "smallest": [4], "largest": [10]})
    return team_size_tradeoff(split_effects({"A": 5, "B": 10}), ranges=ranges, **WORDS)


def matrix():
    counts = pd.DataFrame([[3, 2], [2, 4]], index=["x", "y"], columns=["x", "y"])
    nodes = pd.DataFrame({"code": ["x", "y"], "label": ["X", "Y"], "theme": "T"})
    return cooccurrence_matrix(counts, nodes, **WORDS)


def groups():
    rows = pd.DataFrame(
        [("T", "X", "Few", 1, 3), ("T", "X", "Many", 9, 30)],
        columns=["theme", "label", "group", "mentioned_by", "participants"],
    ).assign(hidden=False)
    return group_dots(rows, groups=["Few", "Many"], **WORDS)


def curve():
    table = pd.DataFrame({"place": [1, 2], "known_codes": [1, 3], "mean": [2.0, 3.0]})
    table = table.assign(unit=["u", "v"], least=[1, 3], most=[2, 3])
    return new_codes_curve(table, unit="sources", borders=[(2, "Two")], **WORDS)


def polarity():
    ties = pd.DataFrame({"source": ["a", "b"], "target": ["b", "a"], "sign": [1, -1]})
    return polarity_plot(stakeholder_standing(ties).assign(label="X"), **WORDS)


def crowd():
    cells = pd.DataFrame({"truster": ["x", "y"], "trustee": ["y", "x"], "plus": [3, 0]})
    cells = cells.assign(group="", minus=[1, 2], neutral=0)
    return signed_matrix(cells, names=["x", "y"], **WORDS)


def specifications():
    choices = pd.DataFrame({"support": ["1 source", "2 sources", "1 source"]})
    heads = {"support": "Sources that a tie needs"}
    return specification_curve(
        pd.Series([-1, 0, 2]), choices, axis="Balance", headings=heads, **WORDS
    )


COUNTS_NO_SOURCES = {
    "material_timeline": timeline,  # months of material
    "team_size": sizes,  # persons and pairs of persons
    "cooccurrence_matrix": matrix,  # segments, or participants, with both codes
    "group_dots": groups,  # participants of each group
    "new_codes_curve": curve,  # codes known after each encounter
    "polarity_plot": polarity,  # ties, each once, whatever its support
    "signed_matrix": crowd,  # sources of all ties between two groups, however few each has
    "specification_curve": specifications,  # settings; each dot is a balance
}
DASHED = {"code_arcs"}  # an arc has neither a fill nor a head that could be open
OTHERS = {
    "canvas",
    "cell_list",
    "facing_key",
    "grid",
    "hinges",
    "network_key",
    "network_panels",
    "network_style",
}


def test_every_chart_module_is_listed_here():
    """A new chart module has to say whether it counts sources; the others hold parts of charts."""
    modules = {module.name for module in pkgutil.iter_modules(charts.__path__)}
    assert modules == MARKING.keys() | COUNTS_NO_SOURCES.keys() | DASHED | OTHERS | {
        "theme",
        "geometry",
    }


@pytest.mark.parametrize("name", MARKING)
def test_the_chart_is_the_function_of_its_module(name):
    module = importlib.import_module(f"trustbook.charts.{name}")
    assert inspect.isfunction(getattr(module, name))


@pytest.mark.parametrize("name", sorted(MARKING.keys() | COUNTS_NO_SOURCES.keys() | DASHED))
def test_every_chart_has_a_drawing_for_a_phone(name):
    """It is asked for with `is_wide`, or with the width in pixels where that is computed with."""
    module = importlib.import_module(f"trustbook.charts.{name}")
    drawing = vars(module)[min(key for key in vars(module) if key.startswith(name))]
    assert {"is_wide", "width"} & inspect.signature(drawing).parameters.keys()


DRAWN = {
    **{name: partial(draw, support=1) for name, draw in {**MARKING, "code_arcs": chord}.items()},
    **COUNTS_NO_SOURCES,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(MARKING.keys() | COUNTS_NO_SOURCES.keys() | DASHED))
def test_every_chart_follows_the_schema_of_its_grammar(name):
    """Charts are written without this check, which takes longer than drawing them."""
    assert DRAWN[name]().to_dict(validate=True)["$schema"]


@pytest.mark.slow
@pytest.mark.parametrize("name", MARKING)
def test_what_hinges_on_one_source_is_open_and_explained(name):
    spec = MARKING[name](1).to_dict(validate=False)
    assert OPEN in json.dumps(spec, ensure_ascii=False)
    assert "One of 2" in spec["description"]
    assert "hinges on one source." in spec["description"]
    assert open_marks(spec) > open_marks(MARKING[name](2).to_dict(validate=False))


@pytest.mark.slow
@pytest.mark.parametrize("name", MARKING)
def test_where_nothing_hinges_the_legend_does_not_speak_of_it(name):
    spec = MARKING[name](2).to_dict(validate=False)
    assert OPEN not in json.dumps(spec, ensure_ascii=False)
    assert "hinges on one source." in spec["description"]
    assert spec["description"].split(". ")[-1].startswith("None of 2 ")


@pytest.mark.parametrize(("support", "dashed"), [(1, True), (2, False)])
def test_an_arc_that_hinges_on_one_source_is_dashed_and_explained(support, dashed):
    spec = json.dumps(chord(support).to_dict(validate=False))
    assert (ALONE in spec) is dashed
    assert ('"strokeDash": [3, 3]' in spec) is dashed


def open_marks(spec) -> int:
    """How many data of a chart are filled with the paper, or not at all."""
    text = json.dumps(spec)
    names = ("fill", "head_fill")
    paper = sum(text.count(f'"{name}": "{PAPER}"') for name in names)
    return paper + sum(text.count(f'"{name}": 0.0') for name in ("share", "paint"))


def test_the_sentence_counts_what_is_open():
    assert with_hinges("Said.", [True, True]) == "Said. Both ties hinge on one source."
    assert with_hinges("Said.", [True]) == "Said. The only tie hinges on one source."
    assert with_hinges("Said.", []) == "Said."


def test_a_matrix_names_the_columns_that_hinge():
    wide = pd.DataFrame({"a": [2, 1], "b": [3, 2]})
    assert hinging_names(wide, ["a", "b"], least=2).tolist() == ["a", "b"]


def test_the_open_marks_are_altair_charts():
    assert isinstance(MARKING["source_strip"](1), alt.LayerChart)
