"""Every result under every choice, against the ties counted setting by setting."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trustbook import read_corpus
from trustbook.networks.multiverse import (
    Multiverse,
    balance_survival,
    choices,
    multiverse,
    tie_survival,
)
from trustbook.networks.resampling import incidence, resampled_received
from trustbook.networks.settings import chosen_rows, counted, every_setting, falls_when
from trustbook.networks.tie_tables import ties

CONCEPTS = pd.DataFrame(
    {"concept": ["trust", "distrust", "doubt", "power"], "sign": [1, -1, -1, 0]}
)


@pytest.fixture(scope="module")
def corpus():
    return read_corpus(Path("data/ibbis"))


def as_one_by_one(setting, relations, segments):
    """The ties of a setting, and the balances, counted with the functions of the other pages."""
    of_study = segments.set_index("segment")["study"]
    chosen = relations[relations["segment"].map(of_study) != setting["without"]]
    if setting["level"] != "all":
        chosen = chosen[chosen["level"] == setting["level"]]
    if setting["direction"] == "stated":
        chosen = chosen[chosen["direction"] != "read"]
    if setting["source"] == "segments":
        segments = segments.assign(case=None, same_source_as=None)
    if setting["source"] == "studies":
        segments = segments.assign(case=segments["study"], same_source_as=None)
    every = ties(chosen, segments=segments, concepts=CONCEPTS, min_support=setting["min_support"])
    is_leading = relations["concept"].isin(["trust", "distrust"])
    takes_all = setting["concepts"] == "all" or not is_leading.any()
    lead = every if takes_all else every[every["concept"].isin(["trust", "distrust"])]
    received = resampled_received(incidence(lead[lead["sign"] != 0]), seed=1, resamples=1)
    spoken = received[received["positive"] + received["negative"] > 0]
    support = every.set_index(["truster", "trustee", "concept"])["support"]
    return support.to_dict(), dict(zip(spoken["stakeholder"], spoken["net"], strict=True))


def tables(seed):
    """Random relations and segments of three studies, of which some repeat each other."""
    random = np.random.default_rng(seed)
    n, m = int(random.integers(2, 12)), int(random.integers(1, 20))
    names = [f"s{i}" for i in range(n)]
    above = [None] + [names[int(random.integers(i))] if random.random() < 0.3 else None
                      for i in range(1, n)]  # fmt: skip
    segments = pd.DataFrame(
        {"segment": names, "study": random.choice(["a", "b", "c"], n), "same_source_as": above}
    )
    relations = pd.DataFrame(
        {
            "relation": [f"r{i}" for i in range(m)],
            "segment": random.choice(names, m),
            "truster": random.choice(list("PQ"), m),
            "trustee": random.choice(list("XYZ"), m),
            "concept": random.choice(CONCEPTS["concept"].tolist(), m),
            "level": random.choice(["micro", "meso"], m),
            "direction": random.choice(["read", "stated"], m),
            "coder": "C1",
        }
    )
    return relations, segments


@pytest.mark.slow
@settings(deadline=None)
@given(st.integers(0, 10**6))
def test_every_setting_counts_what_counting_it_alone_gives(seed):
    relations, segments = tables(seed)
    options = {
        "source": ["as coded", "segments", "studies"],
        "min_support": [1, 2],
        "direction": ["all", "stated"],
        "level": ["all", "meso"],
        "concepts": ["leading", "all"],
        "without": ["none", "a"],
    }
    result = multiverse(relations, segments=segments, concepts=CONCEPTS, options=options)
    keys = list(result.ties[["truster", "trustee", "concept"]].itertuples(index=False, name=None))
    for at in np.random.default_rng(seed).choice(len(result.settings), 3):
        support, balance = as_one_by_one(result.settings.loc[at], relations, segments)
        assert {k: n for k, n in zip(keys, result.support[at], strict=True) if n} == support
        counted = dict(zip(result.stakeholders, result.balance[at], strict=True))
        assert {k: v for k, v in counted.items() if not np.isnan(v)} == balance


def test_another_coder_replaces_what_that_coder_read(corpus):
    tables_of = {
        "segments": corpus.table("segments"),
        "concepts": corpus.table("concepts"),
        "recodings": corpus.table("relation_recodings"),
    }
    relations = corpus.table("relations")
    options = choices(relations, **tables_of)
    assert options["coder"] == ["all", "C3", "C4"]
    result = multiverse(relations, **tables_of, options={"coder": options["coder"]})
    power = (result.ties["concept"] == "power").to_numpy()
    sums = result.support[:, power].sum(axis=1)
    of_coder = dict(zip(result.settings["coder"], sums, strict=True))
    assert of_coder["C3"] == of_coder["all"]  # C3 was not asked for power
    assert of_coder["C4"] != of_coder["all"]


def test_the_first_setting_is_the_network_of_the_other_pages(corpus):
    relations, segments = corpus.table("relations"), corpus.table("segments")
    result = multiverse(relations, segments=segments, concepts=corpus.table("concepts"))
    every = ties(relations, segments=segments, concepts=corpus.table("concepts"))
    first = tie_survival(result)
    assert sorted(first["support"]) == sorted(every["support"])
    assert len(first) == len(every)


def small(balance):
    """A multiverse of two choices with two options each, and one stakeholder for each column."""
    rows = pd.DataFrame(
        [(a, b, "all") for a in (1, 2) for b in ("all", "stated")],
        columns=["min_support", "direction", "level"],
    )
    balance = np.array(balance, dtype=float)
    ties_of = pd.DataFrame({"truster": "P", "trustee": ["X"], "concept": "trust", "sign": 1})
    return Multiverse(
        settings=rows,
        ties=ties_of,
        support=np.array([[3.0], [0.0], [3.0], [2.0]]),
        counts=np.ones((4, 1), dtype=bool),
        stakeholders=tuple("XY"[: balance.shape[1]]),
        balance=balance,
        received=pd.DataFrame({"trustee": ["X"], "sign": [1]}),
        numbers=np.ones((4, 1)),
    )


def test_what_alone_ends_a_result_is_named():
    result = small([[2], [-1], [2], [1]])
    survival = tie_survival(result).iloc[0]
    assert (survival["settings"], survival["survives"]) == (4, 3)
    assert survival["falls_when"] == [("direction", "stated")]
    assert falls_when(result.settings, np.array([True, True, True, False])) == []


def test_signs_that_turn_and_places_that_change_are_counted():
    nan = np.nan
    table = balance_survival(small([[2, 1], [-1, 1], [nan, 1], [0, 0]]))
    rows = table.set_index("stakeholder")
    assert table["stakeholder"].tolist() == ["X", "Y"]
    columns = ["settings", "same_sign", "turned", "lowest", "highest"]
    assert rows.loc["X", columns].tolist() == [3, 1, 1, -1, 2]
    assert rows.loc["X", ["first_place", "last_place"]].tolist() == [2, 2]
    assert rows.loc["Y", ["first_place", "last_place"]].tolist() == [3, 3]
    assert rows.loc["X", "falls_when"] == [("direction", "stated")]


def test_choices_that_change_nothing_are_no_choices():
    relations = pd.DataFrame(
        {"relation": ["r"], "segment": ["a"], "truster": "P", "trustee": "X", "concept": "trust"}
    )
    segments = pd.DataFrame({"segment": ["a"], "study": ["s"]})
    assert choices(relations, segments=segments, concepts=CONCEPTS) == {}
    result = multiverse(relations, segments=segments, concepts=CONCEPTS)
    assert result.support.tolist() == [[1.0]]
    assert result.balance.tolist() == [[1.0]]


def test_one_relation_whose_direction_was_read_makes_the_direction_a_choice():
    relations = pd.DataFrame(
        {"relation": ["r", "q"], "segment": ["a", "b"], "truster": "P", "trustee": "X",
         "concept": "trust", "direction": ["stated", "read"]}
    )  # fmt: skip
    segments = pd.DataFrame({"segment": ["a", "b"], "study": "s"})
    options = choices(relations, segments=segments, concepts=CONCEPTS)
    assert options["direction"] == ["all", "stated"]


def test_without_further_coders_a_setting_of_one_coder_counts_what_that_coder_read():
    segments = pd.DataFrame({"segment": ["a", "b", "c"], "study": "s"})
    codings = segments[["segment"]].assign(code="x", coder=["C1", "C2", "C2"])
    rows = chosen_rows(codings, segments)
    every = every_setting({"coder": ["all", "C1", "C2"]})
    result = counted(rows, every, by=["code"], groups=["code"])
    assert result.support.tolist() == [[3], [1], [2]]


def test_what_is_counted_may_be_empty_in_a_column():
    segments = pd.DataFrame({"segment": ["a", "b"], "study": "s"})
    codings = segments[["segment"]].assign(code="x", theme=["y", None])
    rows = chosen_rows(codings, segments)
    result = counted(rows, every_setting({}), by=["code", "theme"], groups=["code"])
    assert result.support.tolist() == [[1, 1]]
    assert result.numbers.tolist() == [[2]]


def test_a_corpus_without_relations_has_one_setting_and_no_tie():
    columns = ["relation", "segment", "truster", "trustee", "concept"]
    segments = pd.DataFrame({"segment": ["a"], "study": ["s"]})
    none = pd.DataFrame(columns=columns, dtype="str")
    result = multiverse(none, segments=segments, concepts=CONCEPTS)
    assert len(result.settings) == 1
    assert tie_survival(result).empty
    assert balance_survival(result).empty
