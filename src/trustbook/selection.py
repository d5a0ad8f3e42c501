"""The rows of each table that belong to one study."""

from collections.abc import Callable

import pandas as pd

ALL = "all"

# tables without a column `study`, with the table that leads to it and the column they share
_VIA = {
    "codings": ("segments", "segment"),
    "contradictions": ("segments", "segment"),
    "relations": ("segments", "segment"),
    "strategies": ("segments", "segment"),
    "barrier_evidence": ("barriers", "barrier"),
}


def rows_of_study(
    name: str, frame: pd.DataFrame, *, study: str, table: Callable[[str], pd.DataFrame]
) -> pd.DataFrame:
    """The rows of the table `name` that belong to `study`; all of a table that is not by study.

    `table` gives another table of the same corpus, already restricted to the study.
    """
    if study == ALL:
        return frame
    if "study" in frame:
        return frame[frame["study"] == study]
    if name not in _VIA:
        return frame
    via, column = _VIA[name]
    return frame[frame[column].isin(table(via)[column])]
