"""Checks of numbers that must agree: ranges, sums, lines, and material against encounters."""

import pandas as pd

from trustbook.corpus.cells import values
from trustbook.corpus.checks.tables import Tables, column, has
from trustbook.corpus.findings import Finding, as_warnings, findings_at
from trustbook.corpus.schema import TABLES

_ROUNDING = 0.5  # printed minutes are whole


def check_totals(tables: Tables) -> list[Finding]:
    """Findings for numbers of material and barriers that cannot all be right."""
    return [
        *_ranges(tables),
        *_parts_of_n(tables),
        *_material_against_encounters(tables),
        *_lines_of_barriers(tables),
        *_barriers_without_evidence(tables),
    ]


def _typed(tables: Tables, table: str, *names: str) -> pd.DataFrame:
    """The named columns of the table: numbers as numbers, faulty cells missing."""
    cells = tables[table].reindex(columns=list(names))
    for field in (field for field in TABLES[table].fields if field.name in names):
        if field.type == "text":
            continue
        spelled, _ = values(cells[field.name].astype("str"), field.type)
        is_number = field.type in ("integer", "number")
        cells[field.name] = pd.to_numeric(spelled).astype("Float64") if is_number else spelled
    return cells


def _ranges(tables: Tables) -> list[Finding]:
    if not has(tables, "material"):
        return []
    ordered = (
        ("minutes_min", "minutes_mean"),
        ("minutes_mean", "minutes_max"),
        ("minutes_min", "minutes_max"),
        ("first_month", "last_month"),
    )
    material = _typed(tables, "material", *{name for pair in ordered for name in pair})
    findings: list[Finding] = []
    for low, high in ordered:
        if not has(tables, "material", low, high):
            continue
        pairs = material[[low, high]].dropna()
        findings += findings_at(
            tables["material"][low].reindex(pairs.index[pairs[low] > pairs[high]]),
            ("material.csv", low),
            id="material.range",
            allowed=f"no more than {high} of the same row",
            remedy="look both up in the study; they may have changed places",
        )
    return findings


def _parts_of_n(tables: Tables) -> list[Finding]:
    if not has(tables, "material", "n", "n_primary", "n_secondary"):
        return []
    material = _typed(tables, "material", "n", "n_primary", "n_secondary").dropna()
    total = material["n_primary"] + material["n_secondary"]
    faulty = material.index[total != material["n"]]
    sums = total.astype("Int64").astype("str")
    return findings_at(
        (tables["material"]["n"] + " where the two parts give " + sums).reindex(faulty),
        ("material.csv", "n"),
        id="material.parts-of-n",
        allowed="n_primary + n_secondary",
        remedy="correct n or one of its parts",
    )


def _material_against_encounters(tables: Tables) -> list[Finding]:
    keys = ["study", "data_type"]
    if not (has(tables, "material", "n", *keys) and has(tables, "encounters", *keys)):
        return []
    material = _typed(tables, "material", *keys, "n", *_FROM_ENCOUNTERS).reset_index()
    encounters = _typed(tables, "encounters", *keys, "minutes", "month")
    lines = material.groupby(keys, as_index=False).agg(
        row=("row", "first"),
        lines=("row", "size"),
        n=("n", lambda n: n.sum(min_count=len(n))),
        **{name: (name, "first") for name in _FROM_ENCOUNTERS},
    )
    computed = encounters.groupby(keys, as_index=False).agg(
        n_computed=("study", "size"),
        **{f"{name}_computed": how for name, how in _FROM_ENCOUNTERS.items()},
    )
    both = lines.merge(computed, on=keys)
    findings = _totals_that_disagree(both, "n", tolerance=0)
    for name in _FROM_ENCOUNTERS:
        findings += _totals_that_disagree(both[both["lines"] == 1], name, tolerance=_ROUNDING)
    return [*findings, *_encounters_without_line(encounters, material, keys)]


_FROM_ENCOUNTERS = {
    "minutes_mean": ("minutes", "mean"),
    "minutes_min": ("minutes", "min"),
    "minutes_max": ("minutes", "max"),
    "first_month": ("month", "min"),
    "last_month": ("month", "max"),
}


def _totals_that_disagree(both: pd.DataFrame, name: str, *, tolerance: float) -> list[Finding]:
    complete = both.dropna(subset=[name, f"{name}_computed"])
    printed, computed = complete[name], complete[f"{name}_computed"]
    if name.endswith("_month"):
        differ = printed != computed
    else:
        differ = (printed - computed).abs() > tolerance
    if not differ.any():
        return []
    values_of_both = [
        f"{_plain(left)} where encounters.csv gives {_plain(right)}"
        for left, right in zip(printed[differ], computed[differ], strict=True)
    ]
    return findings_at(
        pd.Series(values_of_both, index=complete["row"][differ], dtype="str"),
        ("material.csv", name),
        value=str,
        id="material.disagrees-with-encounters",
        allowed="what encounters.csv gives for the same study and data_type",
        remedy="correct one of the two tables, or explain the difference in memo",
    )


def _plain(value: object) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _encounters_without_line(
    encounters: pd.DataFrame, material: pd.DataFrame, keys: list[str]
) -> list[Finding]:
    pairs = set(zip(*(material[key] for key in keys), strict=True))
    complete = encounters.dropna(subset=keys)
    faulty = [pair not in pairs for pair in zip(*(complete[key] for key in keys), strict=True)]
    return findings_at(
        complete["data_type"][faulty],
        ("encounters.csv", "data_type"),
        id="encounters.without-line",
        allowed="a data_type of the same study in material.csv",
        remedy="add the line to material.csv, or correct the data_type",
    )


def _lines_of_barriers(tables: Tables) -> list[Finding]:
    if not has(tables, "barriers", "study", "line"):
        return []
    barriers = _typed(tables, "barriers", "study", "line").dropna().sort_values(["study", "line"])
    expected = barriers.groupby("study").cumcount() + 1
    first_wrong = barriers[barriers["line"] != expected].drop_duplicates("study")
    cells = tables["barriers"]["line"].reindex(first_wrong.index)
    return findings_at(
        cells,
        ("barriers.csv", "line"),
        id="barriers.line-numbers",
        allowed="1, 2, 3, … without gaps or repeats within a study",
        remedy="number the lines again as they are printed",
    )


def _barriers_without_evidence(tables: Tables) -> list[Finding]:
    barriers = column(tables, "barriers", "barrier")
    supported = column(tables, "barrier_evidence", "barrier").unique()
    return as_warnings(
        findings_at(
            barriers[~barriers.isin(supported)],
            ("barriers.csv", "barrier"),
            value=lambda barrier: f'"{barrier}" without evidence',
            id="barriers.without-evidence",
            allowed="at least one segment for every line",
            remedy="link it to a segment in barrier_evidence.csv",
        )
    )
