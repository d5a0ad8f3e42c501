"""Agreement on the set of codes of a unit, between a code at a time and the exact set."""

import numpy as np
import pandas as pd

from trustbook.agreement.differences import NOT_SEEN, Comparison
from trustbook.agreement.units import krippendorffs_alpha
from trustbook.errors import AgreementError


def alpha_of_sets(comparison: Comparison) -> pd.DataFrame:
    """Krippendorff's alpha of the sets of codes that coders gave to whole units.

    Parameters
    ----------
    comparison : Comparison
        As `coder_comparison` returns it of segments.

    Returns
    -------
    DataFrame
        One row per metric: metric (nominal: two sets are the same or not; masi: those that share
        codes agree in part), value (missing where undefined), observed, expected, n_units (that
        two coders saw).

    Raises
    ------
    AgreementError
        Where letters are compared.

    References
    ----------
    Passonneau (2006), Measuring Agreement on Set-valued Items (MASI) for Semantic and Pragmatic
    Annotation, LREC 2006.

    Examples
    --------
    A gave x and B x and y; then both gave y. With MASI observed disagreement is 1/3, expected 2/3.

    >>> comparison = Comparison(
    ...     units=pd.DataFrame({"unit": list("ab"), "letters": 1.0, "block": [0, 1]}),
    ...     coders=("A", "B"),
    ...     codes=("x", "y"),
    ...     values=np.array([[[1, 0], [1, 1]], [[0, 1], [0, 1]]], dtype="int8"),
    ... )
    >>> alpha_of_sets(comparison)["value"].round(2).tolist()
    [0.4, 0.5]
    """
    if not np.allclose(comparison.units["letters"].to_numpy(dtype="float64"), 1):
        raise AgreementError("letters have no set of codes of their own; compare segments")
    sets = pd.DataFrame(
        [[_code_set(row, comparison.codes) for row in unit] for unit in comparison.values],
        columns=list(comparison.coders),
        dtype="object",
    )
    rows = []
    for metric in ("nominal", "masi"):
        alpha = krippendorffs_alpha(sets, metric=metric, coders="columns")
        rows.append((metric, alpha.value, alpha.observed, alpha.expected, alpha.n_units))
    columns = ["metric", "value", "observed", "expected", "n_units"]
    return pd.DataFrame(rows, columns=columns).astype({"value": "float64"})


def _code_set(values: np.ndarray, codes: tuple[str, ...]) -> frozenset[str] | None:
    """The codes that one coder gave to a unit; None where the coder could give none."""
    if (values == NOT_SEEN).all():
        return None
    return frozenset(code for code, value in zip(codes, values, strict=True) if value == 1)
