"""Measures of whole networks that have few ties for their stakeholders."""

import numpy as np
import pandas as pd

from trustbook.networks.whole_network import network_measures, tied_pairs


def ring(n: int, *, chord: int) -> pd.DataFrame:
    """A circle of n stakeholders, with a tie over every second one that closes a triangle."""
    source = np.arange(n)
    return pd.DataFrame(
        {
            "source": np.concatenate([source, source]),
            "target": np.concatenate([(source + 1) % n, (source + 2) % n]),
            "sign": np.repeat([1, chord], n),
        }
    ).astype({"source": "str", "target": "str"})


def test_the_work_grows_with_the_ties_and_not_with_the_square_of_the_stakeholders():
    """5,000 in a circle: 10,000 pairs of two ways each and 5,000 triangles, none balanced."""
    ties = ring(5_000, chord=-1)
    pairs = tied_pairs(ties)
    assert pairs.widest == 20_000
    measures = network_measures(pairs, np.ones((2, len(ties))))
    assert measures["triad_balance"].tolist() == [0, 0]
    assert measures["positive_share"].tolist() == [0.5, 0.5]


def test_a_tie_that_too_few_state_closes_no_triangle():
    """Without one of its four chords a circle of four has lost two of its four triangles."""
    ties = ring(4, chord=1).drop_duplicates()
    counts = np.ones((1, len(ties)))
    counts[0, 4] = 0
    assert network_measures(tied_pairs(ties), counts)["ties"].tolist() == [7]


def test_ties_of_one_stakeholder_with_itself_are_none():
    ties = pd.DataFrame({"source": ["a"], "target": ["a"], "sign": [1]})
    measures = network_measures(tied_pairs(ties), np.ones((1, 1)))
    assert measures["ties"].tolist() == [0]
    assert np.isnan(measures["triad_balance"]).all()
