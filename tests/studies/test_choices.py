"""Strategies and codes under every setting, against counting each setting alone."""

import numpy as np
import pandas as pd
import pytest

from trustbook.networks.tie_tables import sources
from trustbook.studies.choices import (
    CODE_OF_STUDY,
    barriers_under_choices,
    codes_under_choices,
    in_studies,
    segments_of_units,
    strategies_under_choices,
)
from trustbook.studies.strategies import STRATEGY, strategy_effects

KINDS = [f"k{i}" for i in range(40)]  # each actor and kind of strategy is a case of its own


def random_segments(random):
    n = 40
    names = [f"s{i}" for i in range(n)]
    above = [None] + [names[int(random.integers(i))] if random.random() < 0.3 else None
                      for i in range(1, n)]  # fmt: skip
    return pd.DataFrame(
        {"segment": names, "study": random.choice(["a", "b", "c"], n), "same_source_as": above,
         "encounter": None, "anchor": None}
    )  # fmt: skip


def random_strategies(random, segments, coder):
    m = 300
    columns = {"segment": segments["segment"], "actor": ["P", "Q", "R"], "code": KINDS,
               "truster": ["U"], "trustee": ["P", "Q"]}  # fmt: skip
    drawn = {name: random.choice(list(values), m) for name, values in columns.items()}
    effects = random.choice(["supports", "backfires"], m)
    return pd.DataFrame(drawn).assign(effect=effects, coder=coder)


def units_of(setting, segments):
    """What one source is under a setting."""
    names = segments["segment"]
    return {
        "as coded": sources(segments).to_dict(),
        "segments": dict(zip(names, names, strict=True)),
        "studies": dict(zip(names, segments["study"], strict=True)),
    }[setting["source"]]


def alone(setting, rows, further, segments, by):
    """The sources of each cell under one setting, by a loop."""
    study = dict(zip(segments["segment"], segments["study"], strict=True))
    unit = units_of(setting, segments)
    if setting["coder"] != "all":
        read = {study[s] for s in further["segment"]}
        rows = [r for r in rows.to_dict("records") if study[r["segment"]] not in read]
        rows += further.to_dict("records")
    else:
        rows = rows.to_dict("records")
    cells = {}
    for row in rows:
        if study[row["segment"]] != setting["without"]:
            cells.setdefault(tuple(row[c] for c in by), set()).add(unit[row["segment"]])
    return {cell: units for cell, units in cells.items() if len(units) >= setting["min_support"]}


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_strategies_under_every_setting_are_those_counted_setting_by_setting(seed):
    """Some 200 observations and 80 kinds with their effect, under a dozen settings."""
    random = np.random.default_rng(seed)
    segments = random_segments(random)
    rows, further = (random_strategies(random, segments, coder) for coder in ("C1", "C2"))
    by = [*STRATEGY, "effect"]
    result = strategies_under_choices(rows, segments=segments, recodings=further)
    for at in random.choice(len(result.settings), 12, replace=False):
        cells = alone(result.settings.loc[at], rows, further, segments, by)
        keys = result.cells.itertuples(index=False, name=None)
        counted = {k: n for k, n in zip(keys, result.support[at], strict=True) if n}
        assert counted == {cell: len(units) for cell, units in cells.items()}
        kinds = {}
        for (_, code, _, _, effect), units in cells.items():
            kinds.setdefault((code, effect), set()).update(units)
        groups = result.groups.itertuples(index=False, name=None)
        numbers = {k: n for k, n in zip(groups, result.numbers[at], strict=True) if n}
        assert numbers == {kind: len(units) for kind, units in kinds.items()}


def test_the_first_setting_is_that_of_the_chapter():
    random = np.random.default_rng(1)
    segments = random_segments(random)
    rows = random_strategies(random, segments, "C1")
    result = strategies_under_choices(rows, segments=segments)
    effects = strategy_effects(rows, segments)
    assert sorted(result.support[0]) == sorted(effects["support"])


def test_codes_of_a_further_coder_replace_those_of_the_corpus_but_for_later_codes():
    """C2 gives y where the corpus gives x; z was added later, and C2 was not asked for it."""
    segments = pd.DataFrame(
        {"segment": ["s1", "s2"], "study": ["a", "b"], "anchor": ["n1", "n2"], "encounter": None}
    )
    codes = pd.DataFrame(
        [("t", "T", "theme", None, None), ("x", "X", "code", "t", None),
         ("y", "Y", "code", "t", None), ("z", "Z", "code", "t", "second coding")],
        columns=["code", "label", "kind", "parent", "added_after"],
    )  # fmt: skip
    codings = pd.DataFrame({"segment": ["s1", "s1", "s2"], "code": ["x", "z", "x"], "coder": "C1"})
    recodings = pd.DataFrame({"study": ["a"], "anchor": ["m1"], "code": ["y"], "coder": ["C2"]})
    anchors = pd.DataFrame(
        {"anchor": ["n1", "n2", "m1"], "start": [0, 0, 5], "length": [10, 10, 9]}
    )
    result = codes_under_choices(
        codings, codes, by=CODE_OF_STUDY, segments=segments, recodings=recodings, anchors=anchors
    )
    second = (result.settings["coder"] == "C2") & (result.settings["without"] == "none")
    sums = dict(zip(result.groups["code"], result.numbers[second.to_numpy()][0], strict=True))
    assert sums == {"x": 1, "y": 1, "z": 1}
    studies = dict(zip(result.groups["code"], in_studies(result)[0], strict=True))
    assert studies == {"x": 2, "y": 0, "z": 1}


def test_a_unit_counts_for_the_segment_with_which_it_shares_most():
    """m1 shares 2 letters with s1 and 4 with s2; m2 shares none."""
    segments = pd.DataFrame({"segment": ["s1", "s2"], "study": "a", "anchor": ["n1", "n2"]})
    anchors = pd.DataFrame(
        {"anchor": ["n1", "n2", "m1", "m2"], "start": [0, 10, 8, 50], "length": [10, 10, 6, 2]}
    )
    recodings = pd.DataFrame({"study": ["a", "a"], "anchor": ["m1", "m2"]})
    places = segments_of_units(recodings, segments=segments, anchors=anchors)
    assert places.to_dict() == {"m1": "s2", "m2": "m2"}


def test_no_setting_asks_for_more_sources_than_there_are():
    """Both segments are of one study: as one source it can give no line two."""
    segments = pd.DataFrame({"segment": ["s1", "s2"], "study": "a", "encounter": None})
    evidence = pd.DataFrame({"barrier": ["b", "b"], "segment": ["s1", "s2"]})
    barriers = pd.DataFrame({"barrier": ["b"]})
    result = barriers_under_choices(barriers, evidence, segments=segments)
    chosen = result.settings[["source", "min_support"]].values.tolist()
    assert chosen == [["as coded", 1], ["as coded", 2], ["studies", 1]]
    assert result.support[:, 0].tolist() == [2, 2, 1]
