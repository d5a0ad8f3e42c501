"""Agreement between coders: coefficients of ratings, of free units, and of coded corpora."""

from importlib import import_module
from typing import Any

_HOME = {
    name: module
    for module, names in {
        "units": (
            "agreement_table bootstrap_interval brennan_prediger cohens_kappa congers_kappa "
            "fleiss_kappa gwets_ac1 krippendorffs_alpha percent_agreement scotts_pi"
        ),
        "estimates": "Agreement",
        "ratings": "ratings_of_counts ratings_of_crosstab units_by_coders",
        "coefficients": "masi_distance",
        "code_sets": "alpha_of_sets",
        "margins": "kappa_and_margins margins_by_code",
        "weighted": "gwets_ac2 weighted_kappa",
        "unitised_codes": "unitised_by_code",
        "unitising": "unitised_alpha unitised_by_value",
        "passes": "coarser_spans coded_spans",
        "differences": (
            "Comparison by_letter by_segment coder_comparison drawn_by_source marked_by_all "
            "same_places"
        ),
        "per_code": "agreement_by_code overall_agreement",
        "second_readings": "read_by_both segments_compared",
        "side_by_side": "codes_side_by_side shared_ties ties_of_coders units_of_coders",
    }.items()
    for name in names.split()
}

__all__ = list(_HOME)


def __getattr__(name: str) -> Any:
    """What is called `name`, from the module that holds it, imported when it is first asked for."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
