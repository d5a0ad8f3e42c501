"""Networks of stakeholders: ties, the independent sources behind them, and how sure they are."""

from importlib import import_module
from typing import Any

_HOME = {
    name: module
    for module, names in {
        "tie_tables": "source_unit sources ties ties_by",
        "tie_counts": (
            "components disagreeing_pairs received_by_sign reciprocal_ties ties_received "
            "trust_graph"
        ),
        "evidence": "tie_evidence",
        "resampling": "incidence resampled_measures resampled_received resampled_ties",
        "coverage": "received_coverage",
        "phases": "Phases early_and_late phase_totals",
        "leave_out": "comparisons lost_ties measures_without_each received_without_each",
        "structure": (
            "answered_ties both_signs connected_parts edges_of one_sign stakeholder_standing "
            "sway_of_each_pair"
        ),
    }.items()
    for name in names.split()
}

__all__ = list(_HOME)


def __getattr__(name: str) -> Any:
    """What is called `name`, from the module that holds it, imported when it is first asked for."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
