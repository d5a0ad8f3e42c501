"""How strongly codes go together: counts beside what chance gives, measures, pairs and a network.

All of it is computed from a matrix of counts as `cooccurrence_counts` gives it.
"""

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trustbook.coding.cooccurrence import Numbers, matrix_of

PAIRS = (
    *("one", "other", "together", "one_alone", "other_alone"),
    *("expected", "times_expected", "association_strength"),
)


def expected_cooccurrence(counts: pd.DataFrame, *, units: int) -> pd.DataFrame:
    """How many of `units` units would hold both codes if codes were spread independently.

    s(i) · s(j) / units, where s is the diagonal of `counts`: the mean of the hypergeometric
    distribution when each code keeps the number of its units and these fall anywhere.

    Parameters
    ----------
    counts : DataFrame of int, codes × codes
        Counts as `cooccurrence_counts` returns them, the code's own on the diagonal.
    units : int
        How many units could hold a code.

    Returns
    -------
    DataFrame of float, codes × codes
        The expected counts; missing where there are no units.

    References
    ----------
    Van Eck & Waltman (2009), doi 10.1002/asi.21075, who motivate the association strength by it.

    Examples
    --------
    >>> counts = pd.DataFrame([[4, 2], [2, 5]], index=list("ab"), columns=list("ab"))
    >>> float(expected_cooccurrence(counts, units=10).loc["a", "b"])
    2.0
    """
    held = _held(counts)
    return matrix_of(np.outer(held, held) / (units or np.nan), counts)


def expected_in_window(counts: pd.DataFrame, *, sizes: "pd.Series[int]") -> pd.DataFrame:
    """The expected counts of `cooccurrence_counts_in_window` if codes were spread independently.

    Each code keeps the number s of its segments and these fall anywhere among the N segments. A
    window of k segments then holds code j with q(j, k) = 1 − C(N − k, s(j)) / C(N, s(j)), and the
    expectation is exactly Σ over all windows of [s(i) q(j, k) + s(j) q(i, k)] / N − s(i) s(j) / N.
    With a window of 1 it is `expected_cooccurrence`.

    Parameters
    ----------
    counts : DataFrame of int, codes × codes
        Counts as `cooccurrence_counts` returns them, the code's own on the diagonal.
    sizes : Series of int
        The size of the window of each segment, as `window_sizes` returns it.

    Returns
    -------
    DataFrame of float, codes × codes
        The expected counts.

    References
    ----------
    Van Eck & Waltman (2009), doi 10.1002/asi.21075, for the units without windows.

    Examples
    --------
    Two segments, one with a and one with b: whichever comes first, it is within reach of the other.

    >>> counts = pd.DataFrame([[1, 1], [1, 1]], index=list("ab"), columns=list("ab"))
    >>> float(expected_in_window(counts, sizes=pd.Series([1, 2])).loc["a", "b"])
    1.0
    """
    n, held = len(sizes), _held(counts)
    if not n:
        return expected_cooccurrence(counts, units=0)
    number_of = np.bincount(sizes.to_numpy())[1:]
    steps = np.arange(len(number_of))[:, None]
    missed = np.cumprod(np.clip((n - held - steps) / (n - steps), 0, None), axis=0)
    windows = (number_of[:, None] * (1 - missed)).sum(axis=0)
    return matrix_of(
        (np.outer(held, windows) + np.outer(windows, held) - np.outer(held, held)) / n, counts
    )


def association_strength(counts: pd.DataFrame) -> pd.DataFrame:
    """The association strength c(i, j) / (s(i) · s(j)), without a further factor.

    Times the number of units it is observed over expected (`times_expected`).

    Parameters
    ----------
    counts : DataFrame of int, codes × codes
        Counts as `cooccurrence_counts` returns them, the code's own on the diagonal.

    Returns
    -------
    DataFrame of float, codes × codes
        The strengths; missing for a code without units.

    References
    ----------
    Van Eck & Waltman (2009), doi 10.1002/asi.21075.

    Examples
    --------
    >>> counts = pd.DataFrame([[4, 2], [2, 5]], index=list("ab"), columns=list("ab"))
    >>> float(association_strength(counts).loc["a", "b"])
    0.1
    """
    held = _held(counts)
    return _ratio(counts, np.outer(held, held))


def times_expected(counts: pd.DataFrame, expected: pd.DataFrame) -> pd.DataFrame:
    """Observed over expected: 1 as often as independent codes, 2 twice as often.

    Parameters
    ----------
    counts : DataFrame of int, codes × codes
        Counts as `cooccurrence_counts` returns them, the code's own on the diagonal.
    expected : DataFrame, codes × codes
        As `expected_cooccurrence` or `expected_in_window` returns it.

    Returns
    -------
    DataFrame of float, codes × codes
        The ratios; missing where nothing is expected.

    Examples
    --------
    >>> counts = pd.DataFrame([[4, 2], [2, 5]], index=list("ab"), columns=list("ab"))
    >>> expected = expected_cooccurrence(counts, units=20)
    >>> float(times_expected(counts, expected).loc["a", "b"])
    2.0
    """
    return _ratio(counts, expected.to_numpy())


def jaccard(counts: pd.DataFrame) -> pd.DataFrame:
    """The Jaccard index c(i, j) / (s(i) + s(j) − c(i, j)): which share of either code has both.

    Parameters
    ----------
    counts : DataFrame of int, codes × codes
        Counts as `cooccurrence_counts` returns them, the code's own on the diagonal.

    Returns
    -------
    DataFrame of float, codes × codes
        Shares from 0 to 1; missing where no unit has either code.

    Raises
    ------
    ValueError
        Where a pair has more than one of its codes: counts in windows are not meant.

    References
    ----------
    Jaccard (1901), as in van Eck & Waltman (2009), doi 10.1002/asi.21075.

    Examples
    --------
    >>> counts = pd.DataFrame([[4, 2], [2, 6]], index=list("ab"), columns=list("ab"))
    >>> float(jaccard(counts).loc["a", "b"])
    0.25
    """
    _require_units(counts)
    held = _held(counts)
    return _ratio(counts, np.add.outer(held, held) - counts.to_numpy())


def inclusion(counts: pd.DataFrame) -> pd.DataFrame:
    """The inclusion index c(i, j) / min(s(i), s(j)): which share of the rarer code has both.

    Parameters
    ----------
    counts : DataFrame of int, codes × codes
        Counts as `cooccurrence_counts` returns them, the code's own on the diagonal.

    Returns
    -------
    DataFrame of float, codes × codes
        Shares from 0 to 1; missing for a code without units.

    Raises
    ------
    ValueError
        Where a pair has more than one of its codes: counts in windows are not meant.

    References
    ----------
    Van Eck & Waltman (2009), doi 10.1002/asi.21075.

    Examples
    --------
    >>> counts = pd.DataFrame([[4, 2], [2, 6]], index=list("ab"), columns=list("ab"))
    >>> float(inclusion(counts).loc["a", "b"])
    0.5
    """
    _require_units(counts)
    held = _held(counts)
    return _ratio(counts, np.minimum.outer(held, held))


def code_pairs(counts: pd.DataFrame, *, expected: pd.DataFrame) -> pd.DataFrame:
    """The pairs of codes that occur, those that occur most often first.

    Parameters
    ----------
    counts : DataFrame of int, codes × codes
        Counts as `cooccurrence_counts` returns them, the code's own on the diagonal.
    expected : DataFrame, codes × codes
        As `expected_cooccurrence` or `expected_in_window` returns it.

    Returns
    -------
    DataFrame
        One row per pair: one, other (in the order of the matrix), together, one_alone and
        other_alone (units with the code: the diagonal less the pair, never below 0), expected,
        times_expected, association_strength.

    Examples
    --------
    >>> counts = pd.DataFrame([[4, 2], [2, 5]], index=list("ab"), columns=list("ab"))
    >>> pairs = code_pairs(counts, expected=expected_cooccurrence(counts, units=20))
    >>> pairs[["one", "other", "together", "one_alone", "times_expected"]].values.tolist()
    [['a', 'b', 2, 2, 2.0]]
    """
    table = counts.to_numpy()
    i, j = np.nonzero(np.triu(table, k=1))
    held, both = _held(counts), table[i, j]
    pairs = pd.DataFrame(
        {
            "one": counts.index.to_numpy()[i],
            "other": counts.index.to_numpy()[j],
            "together": both,
            "one_alone": np.clip(held[i] - both, 0, None),
            "other_alone": np.clip(held[j] - both, 0, None),
            "expected": expected.to_numpy()[i, j],
            "times_expected": times_expected(counts, expected).to_numpy()[i, j],
            "association_strength": association_strength(counts).to_numpy()[i, j],
        },
        columns=list(PAIRS),
    )
    order = ["together", "times_expected"]
    return pairs.sort_values(order, ascending=False, kind="stable").reset_index(drop=True)


def with_sources(pairs: pd.DataFrame, held: pd.DataFrame) -> pd.DataFrame:
    """The pairs with a column sources: how many independent sources hold both in one segment.

    `held` is the result of `pair_segments` with the codes in the order of the pairs' matrix.
    """
    n = held.groupby(["one", "other"])["source"].nunique().rename("sources").reset_index()
    rows = pairs.merge(n, on=["one", "other"], how="left")
    return rows.assign(sources=rows["sources"].fillna(0).astype("int64"))


def cooccurrence_graph(pairs: pd.DataFrame, counts: pd.DataFrame) -> "nx.Graph[str]":
    """The network of codes, in which codes that occur together are tied.

    Parameters
    ----------
    pairs : DataFrame
        One row per pair, as `code_pairs` returns them.
    counts : DataFrame of int, codes × codes
        Counts as `cooccurrence_counts` returns them, the code's own on the diagonal.

    Returns
    -------
    Graph
        Nodes are the codes of `counts`, each with its number of `units`, the unconnected included;
        edges are the pairs, with the further columns of `pairs` as attributes.

    Examples
    --------
    >>> counts = pd.DataFrame([[4, 2], [2, 5]], index=list("ab"), columns=list("ab"))
    >>> pairs = code_pairs(counts, expected=expected_cooccurrence(counts, units=20))
    >>> int(cooccurrence_graph(pairs, counts).edges["a", "b"]["together"])
    2
    """
    graph: nx.Graph[str] = nx.Graph()
    for code, units in zip(counts.index, _held(counts), strict=True):
        graph.add_node(code, units=int(units))
    for pair in pairs.to_dict("records"):
        facts = {str(name): value for name, value in pair.items() if name not in ("one", "other")}
        graph.add_edge(pair["one"], pair["other"], **facts)
    return graph


def _require_units(counts: pd.DataFrame) -> None:
    held = _held(counts)
    if (counts.to_numpy() > np.minimum.outer(held, held)).any():
        raise ValueError("a pair occurs more often than one of its codes: counts of windows?")


def _held(counts: pd.DataFrame) -> Numbers:
    return counts.to_numpy().diagonal()


def _ratio(counts: pd.DataFrame, divisor: NDArray[np.generic]) -> pd.DataFrame:
    """The counts over a divisor; missing where that is 0."""
    whole = divisor.astype("float64")
    return matrix_of(counts.to_numpy() / np.where(whole > 0, whole, np.nan), counts)
