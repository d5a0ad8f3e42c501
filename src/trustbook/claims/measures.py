"""Measures: each recomputes a printed value from the tables, or from other printed values.

A measure is a function of the tables and of the arguments that a claim gives: texts, as its column
`arguments` has them. Most arguments choose rows: those whose cell is one of the values (several
are joined by commas), of a list at least one. `section` and `phase` choose what begins with them.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import prod

import pandas as pd

from trustbook.corpus.schema import LIST_SEPARATOR, TABLES
from trustbook.networks.tie_tables import TIE_KEY
from trustbook.studies.material import known_material
from trustbook.studies.printed import Printed, month_number, printed
from trustbook.studies.teams import intersectoral_ties, people, person_partners, working

Tables = Mapping[str, pd.DataFrame]
Given = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """What a measure found: a value (None where the rows do not give one) and the rows it used."""

    value: Printed | None
    table: str
    rows: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure: its function, the arguments it may get, and those among them that it must get."""

    find: Callable[[Tables, Given], Reckoning]
    arguments: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()


def material_n(tables: Tables, given: Given) -> Reckoning:
    """The sum of a number (`column`, by default n) over lines of the material table."""
    rows = _kept(tables, "material", given)
    return _reckoned("material", rows, _total(rows, given.get("column", "n")))


def material_lines(tables: Tables, given: Given) -> Reckoning:
    """The number of lines of the material table."""
    rows = _kept(tables, "material", given)
    return _reckoned("material", rows, len(rows))


def material_percent(tables: Tables, given: Given) -> Reckoning:
    """The share of some lines in all encounters of a study, in percent."""
    every = _kept(tables, "material", {"study": given["study"]})
    rows = _kept(tables, "material", given)
    part, whole = _total(rows, "n"), _total(every, "n")
    share = 100 * part / whole if part is not None and whole else None
    return _reckoned("material", rows, share)


def material_characteristics(tables: Tables, given: Given) -> Reckoning:
    """The numbers among the characteristics of the participants of one line, in printed order."""
    rows = _kept(tables, "material", given)
    text = " ".join(rows["characteristics"].dropna().drop_duplicates())
    return _reckoned("material", rows, *(float(n) for n in re.findall(r"\d+", text)))


def material_participants(tables: Tables, given: Given) -> Reckoning:
    """How many different stakeholders took part."""
    rows = _kept(tables, "material", given)
    named = {name for cell in rows["participants"].dropna() for name in cell.split(LIST_SEPARATOR)}
    return _reckoned("material", rows, len(named))


def material_minutes(tables: Tables, given: Given) -> Reckoning:
    """The mean length in minutes, weighted by the number of encounters, shortest and longest."""
    rows = _kept(tables, "material", given)
    known = rows[["n", "minutes_mean", "minutes_min", "minutes_max"]]
    if rows.empty or known.isna().any(axis=None) or not rows["n"].sum():
        return _reckoned("material", rows)
    mean = (rows["n"] * rows["minutes_mean"]).sum() / rows["n"].sum()
    return _reckoned("material", rows, mean, rows["minutes_min"].min(), rows["minutes_max"].max())


def material_period(tables: Tables, given: Given) -> Reckoning:
    """The first and the last month of some lines."""
    rows = _kept(tables, "material", given)
    return Reckoning(value=_period(rows), table="material", rows=rows)


def months_into(tables: Tables, given: Given) -> Reckoning:
    """How many months after the first month of the claim `start` lines begin and end."""
    rows = _kept(tables, "material", given)
    period, begin = _period(rows), _values(_claims(tables, given["start"]))
    if period is None or not begin:
        return _reckoned("material", rows)
    return _reckoned("material", rows, *(month - begin[0] for month in period.values))


def segments_n(tables: Tables, given: Given) -> Reckoning:
    """The number of segments."""
    rows = _kept(tables, "segments", given)
    return _reckoned("segments", rows, len(rows))


def team_n(tables: Tables, given: Given) -> Reckoning:
    """The number of persons in teams."""
    rows = _kept(tables, "teams", given)
    return _reckoned("teams", rows, _total(rows, "n"))


def teams_n(tables: Tables, given: Given) -> Reckoning:
    """How many teams, or values of another `column`, those have who work across sectors."""
    rows = working(_kept(tables, "teams", given))
    return _reckoned("teams", rows, _different(rows, given.get("column", "team")))


def team_partners(tables: Tables, given: Given) -> Reckoning:
    """With how many colleagues of another sector one person of a stakeholder works, at most."""
    rows = _kept(tables, "teams", {"team": given["team"]})
    persons = people(rows)
    counted = person_partners(persons)["partners"][persons["stakeholder"] == given["stakeholder"]]
    return _reckoned("teams", rows, counted.max() if len(counted) else None)


def team_ties(tables: Tables, given: Given) -> Reckoning:
    """The number of pairs of colleagues of two sectors who work together in a team."""
    rows = _kept(tables, "teams", given)
    return _reckoned("teams", rows, len(intersectoral_ties(people(rows))))


def barriers_n(tables: Tables, given: Given) -> Reckoning:
    """How many lines, or different values of another `column`, the table of barriers has."""
    rows = _kept(tables, "barriers", given)
    return _reckoned("barriers", rows, _different(rows, given.get("column", "barrier")))


def relations_n(tables: Tables, given: Given) -> Reckoning:
    """The number of different ties that are stated: truster, trustee and concept with its sign."""
    rows = _kept(prepared(tables), "relations", given)
    return _reckoned("relations", rows, len(rows[TIE_KEY].drop_duplicates()))


def strategies_n(tables: Tables, given: Given) -> Reckoning:
    """How many codes, or different values of another `column`, the table of strategies has."""
    rows = _kept(prepared(tables), "strategies", given)
    return _reckoned("strategies", rows, _different(rows, given.get("column", "code")))


def concepts_n(tables: Tables, given: Given) -> Reckoning:
    """The number of concepts that relations can be about."""
    rows = _kept(tables, "concepts", given)
    return _reckoned("concepts", rows, len(rows))


def studies_n(tables: Tables, given: Given) -> Reckoning:
    """The number of studies."""
    rows = _kept(tables, "studies", given)
    return _reckoned("studies", rows, len(rows))


def study_authors(tables: Tables, given: Given) -> Reckoning:
    """The number of authors of a study; nothing where the table names none."""
    rows = _kept(tables, "studies", given)
    authors = [name for cell in rows["authors"].dropna() for name in listed(cell)]
    return _reckoned("studies", rows, len(authors) or None)


def study_pages(tables: Tables, given: Given) -> Reckoning:
    """The first and the last page of a study, which its source ends with."""
    rows = _kept(tables, "studies", given)
    pages = [re.search(r"(\d+)\s*[–-]\s*(\d+)\s*$", cell) for cell in rows["source"].dropna()]
    return _reckoned(
        "studies", rows, *(float(n) for found in pages if found for n in found.groups())
    )


def claim_value(tables: Tables, given: Given) -> Reckoning:
    """The value that another claim prints."""
    rows = _claims(tables, given["claim"])
    value = printed(rows["expected"].iloc[0]) if len(rows) else None
    return Reckoning(value=value, table="claims", rows=rows)


def claims_sum(tables: Tables, given: Given) -> Reckoning:
    """The sum of all values that other claims print."""
    rows = _claims(tables, given["claims"])
    values = _values(rows)
    return _reckoned("claims", rows, sum(values) if values else None)


def claims_product(tables: Tables, given: Given) -> Reckoning:
    """The product of all values that other claims print."""
    rows = _claims(tables, given["claims"])
    values = _values(rows)
    return _reckoned("claims", rows, prod(values) if values else None)


def claims_difference(tables: Tables, given: Given) -> Reckoning:
    """The value that the first of some claims prints, less those of the others."""
    rows = _claims(tables, given["claims"])
    values = _values(rows)
    return _reckoned("claims", rows, values[0] - sum(values[1:]) if values else None)


def claims_mean(tables: Tables, given: Given) -> Reckoning:
    """The mean of the means (with their ranges) of some claims, weighted by the values of others.

    The shortest and the longest of all ranges stand with it.
    """
    rows, by = _claims(tables, given["claims"]), _claims(tables, given["weights"])
    both = pd.concat([rows, by])
    parts = [value.values for text in rows["expected"] if (value := printed(text))]
    sizes = _values(by)
    is_whole = all(len(part) == len(("mean", "low", "high")) for part in parts)
    if not sum(sizes) or len(parts) != len(sizes) or not is_whole:
        return _reckoned("claims", both)
    means, lows, highs = zip(*parts, strict=True)
    mean = sum(m * n for m, n in zip(means, sizes, strict=True)) / sum(sizes)
    return _reckoned("claims", both, mean, min(lows), max(highs))


def period_months(tables: Tables, given: Given) -> Reckoning:
    """The number of months of the period that another claim prints, both ends counted."""
    rows = _claims(tables, given["claim"])
    values = _values(rows)
    return _reckoned("claims", rows, values[-1] - values[0] + 1 if values else None)


_STUDY, _LINES, _TEAM = ("study",), ("study", "unit", "participants", "lines"), ("study", "team")
_TIE = ("study", "segments", "truster", "trustee")


MEASURES: Mapping[str, Measure] = {
    "material_n": Measure(material_n, (*_LINES, "column")),
    "material_lines": Measure(material_lines, _LINES),
    "material_percent": Measure(material_percent, _LINES, _STUDY),
    "material_characteristics": Measure(material_characteristics, _LINES, ("study", "lines")),
    "material_participants": Measure(material_participants, _LINES, _STUDY),
    "material_minutes": Measure(material_minutes, _LINES, _STUDY),
    "material_period": Measure(material_period, _LINES, _STUDY),
    "months_into": Measure(months_into, (*_LINES, "start"), ("study", "start")),
    "segments_n": Measure(
        segments_n, ("study", "segments", "kind", "speaker", "section", "team", "phase")
    ),
    "team_n": Measure(team_n, (*_TEAM, "stakeholder", "position", "employment", "sector")),
    "teams_n": Measure(teams_n, ("study", "column")),
    "team_partners": Measure(team_partners, ("team", "stakeholder"), ("team", "stakeholder")),
    "team_ties": Measure(team_ties, _TEAM, ("team",)),
    "barriers_n": Measure(barriers_n, ("study", "aspect", "column")),
    "relations_n": Measure(relations_n, (*_TIE, "concept", "sign")),
    "strategies_n": Measure(strategies_n, (*_TIE, "actor", "code", "effect", "column")),
    "concepts_n": Measure(concepts_n, ("sign",)),
    "studies_n": Measure(studies_n, ("study", "doi", "year")),
    "study_authors": Measure(study_authors, _STUDY, _STUDY),
    "study_pages": Measure(study_pages, _STUDY, _STUDY),
    "claim_value": Measure(claim_value, ("claim",), ("claim",)),
    "claims_sum": Measure(claims_sum, ("claims",), ("claims",)),
    "claims_product": Measure(claims_product, ("claims",), ("claims",)),
    "claims_difference": Measure(claims_difference, ("claims",), ("claims",)),
    "claims_mean": Measure(claims_mean, ("claims", "weights"), ("claims", "weights")),
    "period_months": Measure(period_months, ("claim",), ("claim",)),
}
NONE, RECOMMENDED_SIZE = "none", "team_size_range"
NOT_COMPUTED = (NONE, RECOMMENDED_SIZE)  # printed, but no table can say whether it holds


_COLUMNS = {"lines": "line", "segments": "segment"}
_CHOOSE_NO_ROWS = ("column", "start")
_BEGINNINGS = ("section", "phase")


def arguments(text: object) -> dict[str, str]:
    """The arguments that a cell gives as name=value.

    >>> arguments("study=s | lines=1,2"), arguments(None)
    ({'study': 's', 'lines': '1,2'}, {})
    """
    parts = text.split(LIST_SEPARATOR) if isinstance(text, str) else []
    pairs = (part.partition("=") for part in parts)
    return {name.strip(): value.strip() for name, _, value in pairs if name.strip()}


def listed(text: str) -> list[str]:
    """The values that commas join.

    >>> listed("1, 2"), listed("")
    (['1', '2'], [])
    """
    return [value.strip() for value in text.split(",") if value.strip()]


def prepared(tables: Tables) -> Tables:
    """The tables with what measures add: once for many claims, since it takes most of their time.

    Relations and strategies get their study, relations their sign, and material the lines that
    single encounters add up to. Given back as they are where that was done before.
    """
    if "sign" in tables.get("relations", pd.DataFrame()):
        return tables
    whole = {name: _table(tables, name) for name in TABLES}
    segments, concepts, relations = whole["segments"], whole["concepts"], whole["relations"]
    study_of = dict(zip(segments["segment"], segments["study"], strict=True))
    sign_of = dict(zip(concepts["concept"], concepts["sign"].astype("str"), strict=True))
    return {
        **whole,
        "material": known_material(whole["material"], whole["encounters"]),
        "strategies": whole["strategies"].assign(study=lambda d: d["segment"].map(study_of)),
        "relations": relations.assign(
            study=relations["segment"].map(study_of), sign=relations["concept"].map(sign_of)
        ),
    }


def _table(tables: Tables, name: str) -> pd.DataFrame:
    """The table with every declared column; no rows where the corpus lacks it."""
    known, columns = tables.get(name, pd.DataFrame()), list(TABLES[name].columns)
    return known if set(columns) <= set(known.columns) else known.reindex(columns=columns)


def _kept(tables: Tables, name: str, given: Given) -> pd.DataFrame:
    rows = _table(tables, name)
    mask = [True] * len(rows)
    for argument, text in given.items():
        if text and argument not in _CHOOSE_NO_ROWS:
            cells = rows[_COLUMNS.get(argument, argument)]
            fits = [_fits(cell, text, is_beginning=argument in _BEGINNINGS) for cell in cells]
            mask = [one and other for one, other in zip(mask, fits, strict=True)]
    return rows.loc[mask]


def _fits(cell: object, text: str, *, is_beginning: bool) -> bool:
    if is_beginning:
        return str(cell).startswith(text)
    return not {text, *listed(text)}.isdisjoint(str(cell).split(LIST_SEPARATOR))


def _claims(tables: Tables, names: str) -> pd.DataFrame:
    """The claims in the order they are named in."""
    every = _table(tables, "claims")
    places = {name: place for place, name in enumerate(every["claim"])}
    return every.iloc[[places[name] for name in listed(names) if name in places]]


def _values(claims: pd.DataFrame) -> list[float]:
    """All values the claims print; none where one of them prints none."""
    found = [printed(text) for text in claims["expected"]]
    known = [value for value in found if value is not None]
    return [v for value in known for v in value.values] if len(known) == len(found) else []


def _total(rows: pd.DataFrame, column: str) -> float | None:
    """The sum of a column of numbers; None where a row does not state its number."""
    if column not in rows or rows[column].isna().any():
        return None
    return float(pd.to_numeric(rows[column], errors="coerce").sum())


def _different(rows: pd.DataFrame, column: str) -> int | None:
    return int(rows[column].nunique()) if column in rows else None


def _period(rows: pd.DataFrame) -> Printed | None:
    months = rows[["first_month", "last_month"]]
    if rows.empty or months.isna().any(axis=None):
        return None
    ends = (months["first_month"].min(), months["last_month"].max())
    return Printed(values=tuple(month_number(str(month)) for month in ends), are_months=True)


def _reckoned(table: str, rows: pd.DataFrame, *values: float | None) -> Reckoning:
    known = [float(value) for value in values if value is not None and not pd.isna(value)]
    value = Printed(values=tuple(known)) if known and len(known) == len(values) else None
    return Reckoning(value=value, table=table, rows=rows)


def measures_of_claims() -> pd.DataFrame:
    """One row a measure: measure, meaning, arguments (those it must get first, marked so)."""
    return pd.DataFrame(
        {
            "measure": list(MEASURES),
            "meaning": [str(m.find.__doc__).splitlines()[0] for m in MEASURES.values()],
            "arguments": [_arguments(measure) for measure in MEASURES.values()],
        }
    )


def _arguments(measure: Measure) -> str:
    needed = [f"{name} (needed)" for name in measure.needed]
    return ", ".join([*needed, *(n for n in measure.arguments if n not in measure.needed)])
