"""Counts of persons that are too small to be shown, and others that would give them back.

Method: threshold rule with complementary suppression (Hundepool et al. 2012, Statistical Disclosure
Control, chapter 4). Where one cell of a line is not shown, a total of the line would give it back;
then the smallest of the others, rather one that is neither nobody nor everybody, is not shown
either, and so on until each hidden count could have two values at least. Where all cells of a line
are hidden and its total is nobody or everybody, the total itself says what they hold.
"""

import json
from typing import Any

import pandas as pd

from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.package import FEWEST_IN_CELL, PACKAGE_FILE
from trustbook.corpus.reading import Corpus


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
    says_all = counts[n].eq(0) | rest.eq(0)  # the total with it would say as much
    order = counts.assign(says_all=says_all).sort_values(["says_all", n], kind="stable")
    while True:
        given_back = _lines_given_back(counts[hidden], line=line, n=n, of=of)
        others = order[order[line].isin(given_back) & ~hidden[order.index]]
        if others.empty:
            return hidden
        hidden |= counts.index.isin(others.drop_duplicates(line).index)


def _lines_given_back(hidden: pd.DataFrame, *, line: str, n: str, of: str) -> "pd.Series[Any]":
    """The lines whose total, less all that is shown, leaves a hidden count but one value."""
    total, people = (hidden.groupby(line)[each].transform("sum") for each in (n, of))
    least = (total - people + hidden[of]).clip(lower=0)
    most = hidden[of].where(hidden[of] < total, total)
    return hidden.loc[least == most, line]


def not_shown() -> str:
    """What is in the place of a count that is not shown."""
    return gettext("not shown")


def explained(fewest: int) -> str:
    """What a dash stands for, in a sentence; no words where everything is shown."""
    if not fewest:
        return ""
    return sentence(
        " Counts of fewer than {fewest} participants, or of all but fewer than {fewest}, are not "
        "shown; nor is a second count in a line whose total would reveal the first.",
        fewest=fewest,
    )
