"""A coefficient of numbered ratings with all that it rests on, and its interval."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from trustbook.agreement.coefficients import (
    BY_CATEGORIES,
    CHUNK,
    FOR_TWO,
    LABELS,
    MISSING,
    NOMINAL,
    Codes,
    Coefficient,
    Floats,
    Metric,
    Scale,
    Tally,
    coefficient_of,
    draws,
    observed_and_expected,
    percentiles,
    standard_error,
    tally,
    unit_sums,
)
from trustbook.agreement.ratings import NumberedRatings
from trustbook.errors import AgreementError

MOST_SUMS = 100_000_000  # numbers held while an interval is drawn: 0.8 GB
ONE_CODER = "one coder: a second is needed to compare with"
NO_PAIR = "no unit was rated by two coders"
NO_VARIATION = "nothing varies: every rating is the same, so agreement by chance is certain"
ONE_CATEGORY = "nothing varies, and only one category occurs; give all possible categories"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """A coefficient of agreement and what it rests on; `float()` of it is its value.

    Attributes
    ----------
    coefficient : str
        The name of the coefficient as it is printed.
    value : float or None
        None where the coefficient does not exist; `undefined` says why.
    undefined : str
        Why there is no value; empty where there is one.
    observed, expected : float or None
        The shares of agreement that were found, and that chance would give; percent agreement
        expects nothing.
    standard_error : float or None
        That of Gwet 2014, chapter 5, for units that are a sample and coders who are none; None for
        alpha, where `n_units` is 1 and where there is no value.
    n_units : int
        How many units at least two coders rated.
    n_coders : int
        How many coders rated anything.
    prevalence : mapping of category to float
        The share of each category, the mean over units.
    """

    coefficient: str
    value: float | None
    undefined: str
    observed: float | None
    expected: float | None
    standard_error: float | None
    n_units: int
    n_coders: int
    prevalence: Mapping[Any, float]

    def __float__(self) -> float:
        if self.value is None:
            raise AgreementError(f"{self.coefficient} is undefined: {self.undefined}")
        return self.value


def agreement_of(
    prepared: NumberedRatings,
    coefficient: Coefficient,
    *,
    scale: Scale = NOMINAL,
    weights: Floats | None = None,
) -> Agreement:
    """The coefficient of numbered ratings, with all that it rests on."""
    codes = _compared(prepared.codes, coefficient)
    sums = tally(codes, n_categories=prepared.n_categories, weights=weights)
    value = coefficient_of(sums, coefficient, scale=scale)
    observed, expected = observed_and_expected(sums, coefficient, scale=scale)
    has_error = coefficient != "krippendorff" and not np.isnan(value)
    return Agreement(
        coefficient=_label(coefficient, scale.metric),
        value=_number(value),
        undefined=_why_undefined(sums, coefficient) if np.isnan(value) else "",
        observed=_number(observed),
        expected=None if coefficient == "percent" else _number(expected),
        standard_error=_number(
            standard_error(codes, coefficient, n_categories=prepared.n_categories, weights=weights)
        )
        if has_error
        else None,
        n_units=int(sums.compared),
        n_coders=codes.shape[1],
        prevalence=dict(zip(prepared.categories, sums.prevalence.tolist(), strict=False)),
    )


def _compared(codes: Codes, coefficient: Coefficient) -> Codes:
    """The ratings a coefficient can use."""
    if coefficient not in FOR_TWO:
        return codes
    if codes.shape[1] > 2:  # noqa: PLR2004
        raise AgreementError(
            f"{LABELS[coefficient]} is for two coders, found {codes.shape[1]}; take Conger's or "
            "Fleiss' kappa or Krippendorff's alpha"
        )
    return np.asarray(codes[(codes != MISSING).all(axis=1)])


def _label(coefficient: Coefficient, metric: Metric) -> str:
    return LABELS[coefficient] if metric == "nominal" else f"{LABELS[coefficient]}, {metric}"


def _number(value: Floats | float) -> float | None:
    return None if np.isnan(value) else float(value)


def _why_undefined(sums: Tally, coefficient: Coefficient) -> str:
    if sums.n_coders < 2:  # noqa: PLR2004
        return ONE_CODER
    if sums.compared == 0:
        return NO_PAIR
    return ONE_CATEGORY if coefficient in BY_CATEGORIES else NO_VARIATION


def interval_of(
    prepared: NumberedRatings, coefficient: Coefficient, resamples: int, seed: int
) -> tuple[float, float]:
    """The bounds of a coefficient when units are drawn again, no numbers where it has no value."""
    codes = _compared(prepared.codes, coefficient)
    if np.isnan(coefficient_of(tally(codes, n_categories=prepared.n_categories), coefficient)):
        return float("nan"), float("nan")
    kinds, counts = np.unique(codes, axis=0, return_counts=True)
    _require_room(len(kinds), prepared.n_categories)
    sums = unit_sums(kinds, n_categories=prepared.n_categories)
    step = max(1, CHUNK // sums.shape[1])
    shape = {"n_coders": codes.shape[1], "n_categories": prepared.n_categories}
    values = [
        coefficient_of(Tally(sums=(weights[at : at + step] @ sums).T, **shape), coefficient)
        for weights in draws(counts, resamples=resamples, seed=seed)
        for at in range(0, len(weights), step)
    ]
    lower, upper = percentiles(np.concatenate(values))
    return float(lower), float(upper)


def _require_room(n_kinds: int, n_categories: int) -> None:
    if n_kinds * n_categories**2 > MOST_SUMS:
        raise AgreementError(
            f"{n_categories} categories are too many for an interval; group them, for example "
            "into classes of numbers"
        )
