"""Labels in place of short names."""

from collections.abc import Sequence

import pandas as pd


def labelled(
    frame: pd.DataFrame, labels: pd.DataFrame, *, key: str, columns: Sequence[str]
) -> pd.DataFrame:
    """The frame with the short names in `columns` replaced by the labels they have in `labels`.

    `labels` has the columns `key` and label; a short name without a label stays as it is.

    >>> codes = pd.DataFrame({"code": ["time"], "label": ["Time to meet"]})
    >>> codings = pd.DataFrame({"segment": ["s1", "s2"], "code": ["time", "care"]})
    >>> labelled(codings, codes, key="code", columns=["code"])["code"].tolist()
    ['Time to meet', 'care']
    """
    names = labels.drop_duplicates(key).set_index(key)["label"].dropna()
    known = {column: frame[column].map(names).astype("str") for column in columns}
    return frame.assign(**{column: found.fillna(frame[column]) for column, found in known.items()})
