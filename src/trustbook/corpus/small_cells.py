"""Counts of persons that are too small to be shown, and others that would give them back.

Method: threshold rule with complementary suppression (Hundepool et al. 2012, Statistical Disclosure
Control, chapter 4). Where one cell of a line is not shown, a total of the line would give it back;
then the smallest of the others, rather one that is neither nobody nor everybody, is not shown
either.
"""

import json

import pandas as pd

from trustbook.corpus.package import FEWEST_IN_CELL, PACKAGE_FILE
from trustbook.corpus.reading import Corpus

NOT_SHOWN = "not shown"


def fewest_in_cell(corpus: Corpus) -> int:
    """Counts of fewer participants are not shown; 0 where all are, as in a private edition."""
    fewest = json.loads(corpus.text(PACKAGE_FILE) or "{}").get(FEWEST_IN_CELL, 0)
    return fewest if isinstance(fewest, int) else 0


def hidden_cells(
    counts: pd.DataFrame, *, line: str, n: str, of: str, fewest: int
) -> "pd.Series[bool]":
    """Which counts are not to be shown: `n` of `of` persons, some lines of several cells each.

    Hidden are counts of one to `fewest` - 1 persons, whether these are counted or the rest of them.
    With `fewest` 0 nothing is.

    >>> counts = pd.DataFrame({"code": ["a", "a", "a"], "n": [2, 7, 6], "of": [12, 14, 11]})
    >>> hidden_cells(counts, line="code", n="n", of="of", fewest=5).tolist()
    [True, False, True]
    """
    rest = counts[of] - counts[n]
    hidden = counts[n].between(1, fewest - 1) | rest.between(1, fewest - 1)
    is_alone = hidden.groupby(counts[line]).transform("sum").eq(1)
    others = counts[is_alone & ~hidden]
    says_all = others[n].eq(0) | others[n].eq(others[of])  # the total with it would say as much
    smallest = others.assign(says_all=says_all).sort_values(["says_all", n], kind="stable")
    return hidden | counts.index.isin(smallest.drop_duplicates(line).index)


def explained(fewest: int) -> str:
    """What a dash stands for, in a sentence; no words where everything is shown."""
    if not fewest:
        return ""
    return (
        f" Counts of fewer than {fewest} participants, or of all but so few, are {NOT_SHOWN}, nor "
        "is a second one of a line whose total would give the first back."
    )
