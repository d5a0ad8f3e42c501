"""A small corpus in memory, which the tests of pages fill with a few rows each, and its coders."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from trustbook.corpus.cells import typed
from trustbook.corpus.reading import Corpus
from trustbook.corpus.schema import TABLES
from trustbook.pages import agreement

CODES = pd.DataFrame(
    [("t", "Time", "theme", None), ("k", "Waiting", "code", "t"), ("c", "Hurry", "code", "t")],
    columns=["code", "label", "kind", "parent"],
)
OVERALL = pd.DataFrame(
    {
        "coefficient": ["Percent agreement", "Cohen’s kappa", "Krippendorff’s alpha", "Gwet’s AC1"],
        "value": [0.9, 0.5, 0.51, 0.88],
        "lower": [0.8, 0.2, 0.2, np.nan],
        "upper": [1.0, 0.7, 0.7, np.nan],
        "observed": 0.9,
        "expected": [np.nan, 0.8, 0.8, 0.2],
        "n_units": 20,
        "n_codes": 2,
        "n_coders": 2,
    }
)
BY_CODE = pd.DataFrame(
    {
        "code": ["c", "k"],
        "given_by_all": [1.0, 4.0],
        "given_by_some": [2.0, 4.0],
        "percent": [0.9, 1.0],
        "krippendorff": [-0.3, 1.0],
        "krippendorff_lower": [np.nan, np.nan],
        "krippendorff_upper": [np.nan, np.nan],
        "gwet": [0.95, 1.0],
    }
)
UNITS = pd.DataFrame({"agreement": ["same codes", "other codes", "not marked by B"]})


@pytest.fixture(scope="session")
def corpus_of():
    """The corpus with these tables, typed as the schema says, and no row in the others."""

    def corpus(**tables):
        frames = {name: tables.get(name, pd.DataFrame(dtype="str")) for name in TABLES}
        filled = {name: typed(frame, TABLES[name]) for name, frame in frames.items()}
        return Corpus(name="mini", folder=Path("mini"), _tables=filled)

    return corpus


@pytest.fixture
def passes(corpus_of):
    """Passes of nobody over a corpus with a codebook, with parts put in."""

    def with_parts(corpus=None, **parts):
        empty = agreement.passes(
            corpus or corpus_of(codes=CODES), unit="segment", uncoded="include", seed=1, resamples=9
        )
        return (
            replace(empty, overall=OVERALL, units=UNITS, by_code=BY_CODE)
            if not parts
            else (replace(empty, **parts))
        )

    return with_parts
