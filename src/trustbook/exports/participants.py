"""The participants of a corpus made of an export: cases under pseudonyms, and stakeholders."""

from collections.abc import Mapping, Sequence

import pandas as pd

from trustbook.exports.mapping import ImportMap
from trustbook.exports.model import Export
from trustbook.exports.relations import level_of
from trustbook.schema import TABLES

UNASSIGNED = "unassigned"


def cases_of(export: Export, of_case: Mapping[str, str], *, include_text: bool) -> pd.DataFrame:
    """The table `cases` with a column for each variable, and the guids."""
    guids = export.cases["guid"].to_list()
    width = max(2, len(str(len(guids))))
    numbered = [f"P{number:0{width}}" for number in range(1, len(guids) + 1)]
    names = export.cases["name"].fillna("").to_list()
    unique = len(set(names)) == len(names) and all(names)
    rows = pd.DataFrame(
        {
            "guid": pd.Series(guids, dtype="str"),
            "case": names if include_text and unique else numbered,
            "stakeholder": [of_case.get(guid, UNASSIGNED) for guid in guids],
        },
        dtype="object",
    )
    values = export.variables[export.variables["owner_kind"] == "case"]
    for variable, said in values.dropna(subset=["variable"]).groupby("variable", sort=False):
        column = _free_column(str(variable), list(rows.columns))
        known = said.drop_duplicates("owner").set_index("owner")["value"]
        rows[column] = rows["guid"].map(known)
    return rows


def _free_column(variable: str, taken: Sequence[str]) -> str:
    """The name of the variable as a column that no other one has."""
    plain = " ".join(variable.split()) or "attribute"
    folded = {name.casefold().replace(" ", "_") for name in (*taken, *TABLES["cases"].columns)}
    while plain.casefold().replace(" ", "_") in folded:
        plain += "_"
    return plain


def stakeholders_of(mapping: ImportMap, cases: pd.DataFrame) -> pd.DataFrame:
    """The table `stakeholders` of the map; one more where it does not say who a case is."""
    rows: list[dict[str, str | None]] = [
        {key: value or None for key, value in one.row.items()} | {"level": level_of(one.row)}
        for one in mapping.stakeholders
    ]
    if not rows or (cases["stakeholder"] == UNASSIGNED).any():
        rows.append(
            {
                "stakeholder": UNASSIGNED,
                "label": "Not assigned",
                "kind": "role",
                "level": "micro",
                "description": "Stands for every case of which the map does not say who it is.",
            }
        )
    return pd.DataFrame(rows)
