"""How often an interval from redrawn sources holds the number that it is meant to hold."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from scipy import special

from trustbook.networks.resampling import incidence_matrix, members, tail_of, voices
from trustbook.signed.edge_tables import Edges, Floats, Places

COLUMNS = ("stakeholder", "net", "covered")
ENUMERATED = 60  # sources up to which every make-up of a sample is tried
_SAME = 1e-9
_AT_ONCE = 512


def received_coverage(
    rows: Edges,
    *,
    seed: int,
    samples: int = 2000,
    coverage: float = 0.95,
    units: Iterable[str] | None = None,
) -> pd.DataFrame:
    """How often the interval of `resampled_received` would hold the true number.

    The units are taken for all there are, and samples of as many are drawn from them. In each
    sample the percentile interval is worked out, and it covers when it holds the number of all.
    Nothing is drawn for up to 60 units: every make-up of a sample counts with its chance, and the
    intervals are those of endless resamples.

    Parameters
    ----------
    rows : DataFrame or networkx graph
        One row (or edge) per tie and independent source that states it, as `incidence` returns
        them: source, target, sign (1, −1 or 0), unit and, where it matters, concept.
    seed : int
        Where the random numbers start, where there are more than 60 units.
    samples : int
        How many samples are drawn then.
    coverage : float
        The share of resamples that an interval covers, which it should reach.
    units : iterable of str, optional
        Units to add, which may state no tie.

    Returns
    -------
    DataFrame
        One row per stakeholder for or against whom a unit speaks: stakeholder, net (units for less
        units against) and covered (the share of samples whose interval holds it).

    Raises
    ------
    TableError
        Where a column is missing, a row has no unit, or a sign is none of 1, −1 and 0.

    References
    ----------
    Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapters 13 and 18.

    Examples
    --------
    One of two units speaks for N. Half of the samples hold it once, and their line reaches from 0
    to 2; the others hold it twice or not at all, and their line is a point.

    >>> rows = pd.DataFrame({"source": ["P"], "target": ["N"], "sign": [1], "unit": ["p1"]})
    >>> received_coverage(rows, seed=1, units=["p2"])[["net", "covered"]].values.tolist()
    [[1.0, 0.5]]
    """
    matrix = incidence_matrix(rows, units=units)
    n, names = len(matrix.units), members(matrix.ties)
    if not n:
        return pd.DataFrame(columns=list(COLUMNS))
    towards = [voices(matrix, names, sign=sign).toarray() for sign in (1, -1)]
    spoken = np.flatnonzero((towards[0] + towards[1]).any(axis=0))
    worth = (towards[0] - towards[1])[:, spoken].astype("int64")
    kinds = np.stack([(worth == x).sum(axis=0) for x in (1, -1, 0)], axis=1)
    different, kind = np.unique(kinds, axis=0, return_inverse=True)
    covered = _covered(n, different, tail=tail_of(coverage), seed=seed, samples=samples)
    net = kinds[:, 0] - kinds[:, 1]
    lines = [
        (names[at], int(net[place]), float(covered[kind[place]])) for place, at in enumerate(spoken)
    ]
    return pd.DataFrame(lines, columns=list(COLUMNS)).sort_values(
        ["net", "stakeholder"], ascending=[False, True], ignore_index=True
    )


def _covered(n: int, kinds: Places, *, tail: float, seed: int, samples: int) -> Floats:
    """The share of samples whose interval holds the true number, for each kind of stakeholder.

    A kind is how many units are for, against and neither; a make-up of a sample, which many kinds
    share, is worked out once.
    """
    sampled = [_samples(n, kind / n, seed=seed, samples=samples) for kind in kinds]
    makeups = np.concatenate([own for own, _ in sampled])
    different, place = np.unique(makeups, axis=0, return_inverse=True)
    low, high = (ends[place] for ends in _intervals(different, tail))
    net = np.repeat(kinds[:, 0] - kinds[:, 1], [len(own) for own, _ in sampled])
    holds = np.split((low <= net) & (net <= high), np.cumsum([len(own) for own, _ in sampled]))
    return np.array([weight @ own for (_, weight), own in zip(sampled, holds[:-1], strict=True)])


def _samples(n: int, chances: Floats, *, seed: int, samples: int) -> tuple[Places, Floats]:
    """How many of a sample are for, against and neither, and the weight of each such sample."""
    if n > ENUMERATED:
        drawn = np.random.default_rng(seed).multinomial(n, chances, size=samples)
        makeups, times = np.unique(drawn, axis=0, return_counts=True)
        return makeups, times / samples
    plus, minus = (part.ravel() for part in np.indices((n + 1, n + 1)))
    makeups = np.stack([plus, minus, n - plus - minus], axis=1)[plus + minus <= n]
    possible = makeups[(makeups[:, chances == 0] == 0).all(axis=1)]
    log = (special.xlogy(possible, chances) - special.gammaln(possible + 1)).sum(axis=1)
    return possible, np.exp(log + special.gammaln(n + 1))


def _intervals(makeups: Places, tail: float) -> tuple[Places, Places]:
    """The percentile interval of each sample: of the sum of n draws of 1, −1 and 0 from it.

    The chances of the sum are those of one draw convolved n times, by their Fourier transform.
    """
    n = int(makeups[0].sum())
    ends = []
    for part in np.array_split(makeups, 1 + len(makeups) // _AT_ONCE):
        one = np.zeros((len(part), 2 * n + 1))
        one[:, [1, -1, 0]] = part / n
        chance = np.fft.irfft(np.fft.rfft(one, axis=1) ** n, n=2 * n + 1, axis=1)
        reached = np.roll(chance, n, axis=1).cumsum(axis=1)  # from −n to n
        ends.append([(reached >= at - _SAME).argmax(axis=1) - n for at in (tail, 1 - tail)])
    low, high = np.concatenate(ends, axis=1)
    return low, high
