"""Comparisons that a database makes are those made in memory."""

import json

import numpy as np
import pandas as pd
import pytest

from trustbook.agreement.differences import by_segment
from trustbook.agreement.on_disk import segments_on_disk
from trustbook.agreement.passes import spans_of_corpus
from trustbook.agreement.per_code import agreement_by_code, overall_agreement
from trustbook.corpus.database import database_of
from trustbook.corpus.reading import read_corpus

CODES = ("care", "doubt", "late", "open")


@pytest.fixture
def corpus_of(tmp_path):
    """A corpus with these segments and codings, of which the code `late` was added later."""

    def written(segments, codings):
        tables = {
            "codes": pd.DataFrame(
                {
                    "code": CODES,
                    "label": CODES,
                    "added_after": [None, None, "a second reading", None],
                }
            ),
            "segments": segments,
            "codings": codings,
        }
        for name, table in tables.items():
            table.to_csv(tmp_path / f"{name}.csv", index=False)
        (tmp_path / "datapackage.json").write_text(json.dumps({"name": "c", "title": "C"}))
        return read_corpus(tmp_path)

    return written


def drawn(seed):
    """Some segments of two studies, of which one knows no encounters, and codings of up to four."""
    random = np.random.default_rng(seed)
    n, coders = 30, ["A", "B", "C", "D"][: random.integers(1, 5)]
    study = random.choice(["one", "two"], n)
    met = random.choice(["first", "second", "third"], n)
    segments = pd.DataFrame(
        {
            "segment": [f"s{number:02}" for number in random.permutation(n)],
            "study": study,
            "encounter": np.where(study == "one", met, None),
        }
    )
    codings = pd.DataFrame(
        {
            "segment": random.choice(segments["segment"].to_numpy()[: random.integers(5, n)], 60),
            "code": random.choice(CODES, 60),
            "coder": random.choice(coders, 60),
        }
    )
    return segments, codings.drop_duplicates()


@pytest.mark.parametrize("seed", range(12))
def test_segments_that_a_database_compares_agree_as_in_memory(corpus_of, seed):
    corpus = corpus_of(*drawn(seed))
    in_memory = by_segment(spans_of_corpus(corpus))
    with database_of(corpus, ["codings", "segments"]) as database:
        on_disk = segments_on_disk(database, corpus)
    assert on_disk.times is not None
    for table in (overall_agreement, agreement_by_code):
        pd.testing.assert_frame_equal(
            table(on_disk, seed=1, resamples=50),
            table(in_memory, seed=1, resamples=50),
            check_dtype=False,
        )
