"""What kappa owes to how often two coders give a code: prevalence, bias, and how high it can be."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from trustbook.agreement.coefficients import Floats, chance_corrected
from trustbook.agreement.differences import NOT_SEEN, Comparison
from trustbook.errors import AgreementError

MARGINS = ("kappa", "kappa_max", "pabak", "prevalence_index", "bias_index")


def kappa_and_margins(crosstab: ArrayLike) -> dict[str, float]:
    """Cohen's kappa of two coders' yes and no, with what explains why it is high or low.

    Parameters
    ----------
    crosstab : array of numbers, 2 × 2
        How many units both coders gave the code, the first alone; the second alone, neither.

    Returns
    -------
    dict of str to float
        kappa; kappa_max, the highest kappa that coders who give the code as often as these can
        reach; pabak, the prevalence-adjusted bias-adjusted kappa, 2 · observed agreement − 1, which
        with two categories is Brennan & Prediger's coefficient; prevalence_index, units with yes
        of both less those with no of both, as a share of all, from −1 (rare) to 1; bias_index, what
        the first coder gave more than the second, as a share of all units. Not a number where it is
        undefined: kappas where both coders gave one answer only.

    Raises
    ------
    AgreementError
        Where the table is not 2 × 2, or a cell is negative.

    References
    ----------
    Byrt, Bishop & Carlin (1993), Journal of Clinical Epidemiology 46, 423–429, doi
    10.1016/0895-4356(93)90018-V; the maximum: Cohen (1960), doi 10.1177/001316446002000104.

    Examples
    --------
    They agree on 85 of 100 units; with 90 and 85 yes, kappa is low.

    >>> values = kappa_and_margins([[80, 10], [5, 5]])
    >>> {name: round(value, 2) for name, value in values.items()}
    {'kappa': 0.32, 'kappa_max': 0.77, 'pabak': 0.7, 'prevalence_index': 0.75, 'bias_index': 0.05}
    """
    cells = np.asarray(crosstab, dtype="float64")
    if cells.shape != (2, 2) or (cells < 0).any():
        raise AgreementError(
            f"a table of two coders' yes and no has 2 × 2 cells from 0 up, found {cells.tolist()}; "
            "give how many units both, the first alone, the second alone and neither gave the code"
        )
    values = _of_counts(*cells.ravel()[:, None])
    return {name: float(value[0]) for name, value in values.items()}


def margins_by_code(comparison: Comparison) -> pd.DataFrame:
    """Kappa on each code, with what it owes to how often two coders gave the code.

    Parameters
    ----------
    comparison : Comparison
        As `coder_comparison` returns it.

    Returns
    -------
    DataFrame
        One row per code, in the order of `comparison.codes`: code, and kappa, kappa_max, pabak,
        prevalence_index and bias_index as in `kappa_and_margins`, from the units (or letters) that
        both coders saw. No rows unless there are two coders.

    References
    ----------
    Byrt, Bishop & Carlin (1993), Journal of Clinical Epidemiology 46, 423–429, doi
    10.1016/0895-4356(93)90018-V.

    Examples
    --------
    >>> comparison = Comparison(
    ...     units=pd.DataFrame({"unit": list("ab"), "letters": 1.0, "block": [0, 1]}),
    ...     coders=("A", "B"),
    ...     codes=("x",),
    ...     values=np.array([[[1], [1]], [[0], [1]]], dtype="int8"),
    ... )
    >>> margins_by_code(comparison)[["code", "pabak", "bias_index"]].values.tolist()
    [['x', 0.0, -0.5]]
    """
    if len(comparison.coders) != 2 or not comparison.codes:  # noqa: PLR2004
        return pd.DataFrame(columns=["code", *MARGINS])
    letters = comparison.units["letters"].to_numpy(dtype="float64")
    seen = (comparison.values != NOT_SEEN).all(axis=1)
    first, second = (comparison.values == 1).swapaxes(0, 1)
    kinds = (first & second, first & ~second, ~first & second, ~first & ~second)
    values = _of_counts(*[letters @ (kind & seen) for kind in kinds])
    return pd.DataFrame({"code": list(comparison.codes), **values})


def _of_counts(both: Floats, first: Floats, second: Floats, neither: Floats) -> dict[str, Floats]:
    n = both + first + second + neither
    n = np.where(n > 0, n, np.nan)
    one, other = (both + first) / n, (both + second) / n
    observed, chance = (both + neither) / n, one * other + (1 - one) * (1 - other)
    highest = np.minimum(one, other) + np.minimum(1 - one, 1 - other)
    return {
        "kappa": chance_corrected(observed, chance),
        "kappa_max": chance_corrected(highest, chance),
        "pabak": 2 * observed - 1,
        "prevalence_index": (both - neither) / n,
        "bias_index": (first - second) / n,
    }
