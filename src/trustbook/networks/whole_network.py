"""Measures of the whole network, for many resamples of its sources at a time.

Counts are arrays of resamples × ties: how many independent sources state each tie in each resample.
What is looked at are pairs of stakeholders with ties and the triangles that they close, so that
the work grows with the ties and not with the square of the stakeholders.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from trustbook.signed import signed_network
from trustbook.signed.edge_tables import Floats, Places, Truths
from trustbook.signed.triads import triangles

MEASURES = (
    *("ties", "positive_share", "reciprocity", "disagreement"),
    *("triad_balance", "majority_balance"),
)
Signs = NDArray[np.int8]


@dataclass(frozen=True, slots=True, kw_only=True)
class TiedPairs:
    """The pairs of stakeholders that ties with a sign connect, and the triangles of pairs.

    Attributes
    ----------
    positive, negative : sparse arrays, ties × ways
        1 where a tie runs one way of a pair; the two ways of a pair are beside each other.
    triangles : array, 3 × triangles
        The places of the three pairs of each triangle.
    """

    positive: sparse.csr_array
    negative: sparse.csr_array
    triangles: Places

    @property
    def widest(self) -> int:
        """How many numbers one resample needs at most."""
        return int(max(*self.positive.shape, self.triangles.shape[1], 1))


def tied_pairs(ties: pd.DataFrame) -> TiedPairs:
    """The pairs of stakeholders of the ties: source, target and sign; self-ties are left out."""
    is_between = (ties["sign"] != 0) & (ties["source"] != ties["target"])
    rows = ties.loc[is_between, ["source", "target", "sign"]]
    net = signed_network(rows, directed=True)
    one, other = (
        pd.Index(net.nodes).get_indexer(pd.Index(rows[end])) for end in ("source", "target")
    )
    keys, pair = np.unique(_key(one, other, net.n), return_inverse=True)
    ways = [
        _spread(np.flatnonzero(chosen), (2 * pair + (one > other))[chosen[is_between]],
                shape=(len(ties), 2 * len(keys)))
        for chosen in ((is_between & (ties["sign"] == sign)).to_numpy() for sign in (1, -1))
    ]  # fmt: skip
    corners = triangles(net).T.reshape(3, -1)
    sides = [_key(corners[a], corners[b], net.n) for a, b in ((0, 1), (1, 2), (0, 2))]
    return TiedPairs(
        positive=ways[0], negative=ways[1], triangles=np.searchsorted(keys, np.array(sides))
    )


def _key(one: Places, other: Places, n: int) -> Places:
    """A number for each pair, whichever way round."""
    return np.minimum(one, other) * n + np.maximum(one, other)


def _spread(rows: Places, columns: Places, *, shape: tuple[int, int]) -> sparse.csr_array:
    return sparse.csr_array((np.ones(len(rows), np.float32), (rows, columns)), shape=shape)


def network_measures(
    pairs: TiedPairs, counts: Floats, *, min_support: int = 1
) -> dict[str, Floats]:
    """Each of `MEASURES` for each row of counts.

    A tie is there where at least `min_support` sources state it. Triad balance is the share of
    triangles whose signs multiply to plus (Cartwright & Harary 1956): a pair has the sign that all
    its ties share, in both directions together, and a pair with ties of both signs closes none, as
    on the page on structure (`split_ambivalent`). For majority balance a pair has the sign that
    most of its sources state; one that is even closes none.
    """
    stated = np.where(counts >= min_support, counts, 0.0).astype(np.float32)  # exact up to 2^24
    positive, negative = (np.asarray(stated @ way) for way in (pairs.positive, pairs.negative))
    plus, minus = positive > 0, negative > 0
    n_plus = _number(plus)
    surplus = positive - negative
    one_sign = _either(plus) & ~_either(minus), _either(minus) & ~_either(plus)
    return {
        "ties": n_plus + _number(minus),
        "positive_share": _share(n_plus, n_plus + _number(minus)),
        "reciprocity": _share(_number(plus & _back(plus)), n_plus),
        "disagreement": _share(_number(plus & _back(minus)), n_plus),
        "triad_balance": _balanced(one_sign[0].astype(np.int8) - one_sign[1], pairs),
        "majority_balance": _balanced(
            np.sign(surplus[:, ::2] + surplus[:, 1::2]).astype(np.int8), pairs
        ),
    }


def _either(ways: Truths) -> Truths:
    """Whether either way of each pair is there."""
    return ways[:, ::2] | ways[:, 1::2]


def _back(ways: Truths) -> Truths:
    """Whether the other way of the same pair is there."""
    return ways.reshape(len(ways), -1, 2)[:, :, ::-1].reshape(ways.shape)


def _balanced(sign: Signs, pairs: TiedPairs) -> Floats:
    """The share of triangles whose signs multiply to plus, for each row of signs of pairs."""
    one, two, three = (sign[:, side] for side in pairs.triangles)
    product = one * two * three
    return _share(_number(product > 0), _number(product != 0))


def _number(there: Truths) -> Floats:
    return np.asarray(there.sum(axis=1), dtype=np.float64)


def _share(part: Floats, whole: Floats) -> Floats:
    share = np.full(len(whole), np.nan)
    np.divide(part, whole, out=share, where=whole > 0)
    return share
