"""A small corpus in memory, which the tests of pages fill with a few rows each."""

from pathlib import Path

import pandas as pd
import pytest

from trustbook.corpus.cells import typed
from trustbook.corpus.reading import Corpus
from trustbook.corpus.schema import TABLES


@pytest.fixture(scope="session")
def corpus_of():
    """The corpus with these tables, typed as the schema says, and no row in the others."""

    def corpus(**tables):
        frames = {name: tables.get(name, pd.DataFrame(dtype="str")) for name in TABLES}
        filled = {name: typed(frame, TABLES[name]) for name, frame in frames.items()}
        return Corpus(name="mini", folder=Path("mini"), _tables=filled)

    return corpus
