"""Codes and what they are given to: codebook, co-occurrence, saturation, groups."""

from importlib import import_module
from typing import Any

_HOME = {
    name: module
    for module, names in {
        "associations": (
            "association_strength code_pairs cooccurrence_graph expected_cooccurrence "
            "expected_in_window inclusion jaccard times_expected"
        ),
        "codebook": (
            "analytical_table code_counts code_tree codes_above codes_by_speaker nodes_above"
        ),
        "cooccurrence": (
            "coarser_codings cooccurrence_counts cooccurrence_counts_in_window pair_segments "
            "segment_order window_sizes"
        ),
        "counting": "corpus_counts",
        "framework": "framework_cells framework_matrix framework_unit",
        "groups": "mentions participants shared_and_own",
        "saturation": (
            "expected_codes first_runs new_codes random_orders runs stated_order unit_codings "
            "unit_of"
        ),
        "unseen_codes": "codes_in_all sample_coverage",
    }.items()
    for name in names.split()
}

__all__ = list(_HOME)


def __getattr__(name: str) -> Any:
    """What is called `name`, from the module that holds it, imported when it is first asked for."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
