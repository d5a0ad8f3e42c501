"""How often percentile intervals hold what they should, against every sample and resample."""

from itertools import product

import numpy as np
import pandas as pd
import pytest

from trustbook.networks import coverage as own
from trustbook.networks import received_coverage


def rows_of(worth):
    """A source for each number: 1 speaks for N, −1 against it, 0 for somebody else."""
    ties = [("P", "N" if x else "M", x or 1, f"u{i}") for i, x in enumerate(worth)]
    return pd.DataFrame(ties, columns=["source", "target", "sign", "unit"])


def by_hand(worth, tail):
    """Every sample of as many, and in each every resample."""
    n, held = len(worth), 0
    for sample in product(worth, repeat=n):
        sums = np.sort([sum(again) for again in product(sample, repeat=n)])
        low, high = (
            sums[np.flatnonzero(np.arange(1, len(sums) + 1) / len(sums) >= at - 1e-9)[0]]
            for at in (tail, 1 - tail)
        )
        held += low <= sum(worth) <= high
    return held / n**n


@pytest.mark.slow
def test_coverage_is_that_of_every_sample_and_every_resample():
    """All make-ups of up to four sources: tails of a tenth, as few sources have no smaller ones."""
    tried = 0
    for n in (1, 2, 3, 4):
        for worth in sorted({tuple(sorted(x)) for x in product((-1, 0, 1), repeat=n)}):
            if any(worth):
                coverages = received_coverage(rows_of(worth), seed=1, coverage=0.8)
                row = coverages.set_index("stakeholder").loc["N"]
                assert (row["net"], row["covered"]) == (
                    sum(worth), pytest.approx(by_hand(worth, 0.1)),
                )  # fmt: skip
                tried += 1
    assert tried == 30


@pytest.mark.slow
def test_drawn_samples_say_what_all_samples_do(monkeypatch):
    """200 random make-ups of up to 15 sources; 2,000 samples err by a point or so."""
    random = np.random.default_rng(1)
    worths = [random.choice([1, -1, 0], int(random.integers(2, 16))) for _ in range(200)]
    for worth in (one for one in worths if one.any()):
        exact = received_coverage(rows_of(worth), seed=1)
        with monkeypatch.context() as patch:
            patch.setattr(own, "ENUMERATED", 0)
            drawn = received_coverage(rows_of(worth), seed=2, samples=2000)
        assert drawn["covered"].tolist() == pytest.approx(exact["covered"].tolist(), abs=0.05)


def test_one_source_of_many_is_missed_by_a_third_of_the_samples():
    """1 of 24: (23/24)²⁴ = 36 % of the samples have no such source, and their line is at zero."""
    coverages = received_coverage(rows_of([1] + [0] * 23), seed=1).set_index("stakeholder")
    assert coverages.loc["N", "covered"] == pytest.approx(1 - (23 / 24) ** 24, abs=0.01)


def test_a_source_that_speaks_for_and_against_leaves_somebody_spoken_of():
    """The only source says both of N: net 0, and so says every sample."""
    both = pd.concat([rows_of([1]), rows_of([-1])])
    assert received_coverage(both, seed=1).values.tolist() == [["N", 0, 1.0]]


def test_nothing_has_no_coverage():
    empty = rows_of([1]).head(0)
    assert received_coverage(empty, seed=1).empty
