"""Measures: each recomputes a printed value from the tables, or from other printed values.

A measure is a function of the tables whose other parameters are its arguments: texts, as the
column `arguments` of the table `claims` gives them. Where an argument names values of a column,
several are joined by commas. A row that such an argument does not match is left out.
"""

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import prod

import pandas as pd

from trustbook.networks import TIE_KEY
from trustbook.printed import Printed, month_number, printed
from trustbook.schema import LIST_SEPARATOR, TABLES
from trustbook.teams import intersectoral_ties, people, person_partners, working

Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """What a measure found: a value (None where the rows do not give one) and the rows it used."""

    value: Printed | None
    table: str
    rows: pd.DataFrame


def material_n(
    tables: Tables,
    *,
    study: str = "",
    unit: str = "",
    participants: str = "",
    lines: str = "",
    column: str = "n",
) -> Reckoning:
    """The sum of a number (`column`) over lines of the material table.

    A line matches `participants` when at least one of them took part.
    """
    rows = _kept(
        tables,
        "material",
        {"study": study, "unit": unit, "participants": participants, "line": lines},
    )
    return _reckoned("material", rows, _total(rows, column))


def material_lines(tables: Tables, *, study: str = "", unit: str = "") -> Reckoning:
    """The number of lines of the material table."""
    rows = _kept(tables, "material", {"study": study, "unit": unit})
    return _reckoned("material", rows, len(rows))


def material_percent(tables: Tables, *, study: str, lines: str, unit: str = "") -> Reckoning:
    """The share of some lines in all encounters of a study, in percent."""
    every = _kept(tables, "material", {"study": study, "unit": unit})
    rows = _kept(tables, "material", {"study": study, "unit": unit, "line": lines})
    part, whole = _total(rows, "n"), _total(every, "n")
    share = 100 * part / whole if part is not None and whole else None
    return _reckoned("material", rows, share)


def material_characteristics(tables: Tables, *, study: str, lines: str) -> Reckoning:
    """The numbers among the characteristics of the participants of one line, in printed order."""
    rows = _kept(tables, "material", {"study": study, "line": lines})
    text = " ".join(rows["characteristics"].dropna().drop_duplicates())
    return _reckoned("material", rows, *(float(n) for n in re.findall(r"\d+", text)))


def material_participants(tables: Tables, *, study: str, lines: str = "") -> Reckoning:
    """How many different stakeholders took part."""
    rows = _kept(tables, "material", {"study": study, "line": lines})
    named = rows["participants"].dropna().str.split(LIST_SEPARATOR).explode()
    return _reckoned("material", rows, named.nunique())


def material_minutes(tables: Tables, *, study: str, lines: str = "", unit: str = "") -> Reckoning:
    """The mean length in minutes, weighted by the number of encounters, shortest and longest."""
    rows = _kept(tables, "material", {"study": study, "line": lines, "unit": unit})
    known = ["n", "minutes_mean", "minutes_min", "minutes_max"]
    if rows.empty or rows[known].isna().any(axis=None) or not rows["n"].sum():
        return _reckoned("material", rows)
    mean = (rows["n"] * rows["minutes_mean"]).sum() / rows["n"].sum()
    return _reckoned(
        "material", rows, mean, rows["minutes_min"].min(), rows["minutes_max"].max()
    )


def material_period(tables: Tables, *, study: str, lines: str = "", unit: str = "") -> Reckoning:
    """The first and the last month of some lines."""
    rows = _kept(tables, "material", {"study": study, "line": lines, "unit": unit})
    return Reckoning(value=_period(rows), table="material", rows=rows)


def months_into(tables: Tables, *, study: str, start: str, lines: str = "") -> Reckoning:
    """How many months after the first month of the claim `start` lines begin and end."""
    rows = _kept(tables, "material", {"study": study, "line": lines})
    period, begin = _period(rows), _values(_claims(tables, start))
    if period is None or not begin:
        return _reckoned("material", rows)
    return _reckoned("material", rows, *(month - begin[0] for month in period.values))


def segments_n(
    tables: Tables,
    *,
    study: str = "",
    segments: str = "",
    kind: str = "",
    speaker: str = "",
    section: str = "",
    team: str = "",
    phase: str = "",
) -> Reckoning:
    """The number of segments; `section` and `phase` match what begins with them."""
    wanted = {"study": study, "segment": segments, "kind": kind, "speaker": speaker, "team": team}
    rows = _beginning(_kept(tables, "segments", wanted), {"section": section, "phase": phase})
    return _reckoned("segments", rows, len(rows))


def team_n(
    tables: Tables,
    *,
    study: str = "",
    team: str = "",
    stakeholder: str = "",
    position: str = "",
    employment: str = "",
) -> Reckoning:
    """The number of persons in teams."""
    wanted = {
        "study": study,
        "team": team,
        "stakeholder": stakeholder,
        "position": position,
        "employment": employment,
    }
    rows = _kept(tables, "teams", wanted)
    return _reckoned("teams", rows, _total(rows, "n"))


def teams_n(tables: Tables, *, study: str = "", column: str = "team") -> Reckoning:
    """How many different teams, or values of another column, those have who work across sectors."""
    rows = working(_kept(tables, "teams", {"study": study}))
    return _reckoned("teams", rows, rows[column].nunique() if column in rows else None)


def team_partners(tables: Tables, *, team: str, stakeholder: str) -> Reckoning:
    """With how many colleagues of another sector one person of a stakeholder works, at most."""
    rows = _kept(tables, "teams", {"team": team})
    persons = people(rows)
    counted = person_partners(persons)["partners"][persons["stakeholder"] == stakeholder]
    return _reckoned("teams", rows, counted.max() if len(counted) else None)


def team_ties(tables: Tables, *, team: str) -> Reckoning:
    """The number of pairs of colleagues of two sectors who work together in a team."""
    rows = _kept(tables, "teams", {"team": team})
    return _reckoned("teams", rows, len(intersectoral_ties(people(rows))))


def barriers_n(
    tables: Tables, *, study: str = "", aspect: str = "", column: str = "barrier"
) -> Reckoning:
    """How many different values a column of the table of barriers has: by default its lines."""
    rows = _kept(tables, "barriers", {"study": study, "aspect": aspect})
    return _reckoned("barriers", rows, rows[column].nunique() if column in rows else None)


def relations_n(
    tables: Tables,
    *,
    study: str = "",
    segments: str = "",
    truster: str = "",
    trustee: str = "",
    concept: str = "",
    sign: str = "",
) -> Reckoning:
    """The number of different ties that are stated: truster, trustee and concept with its sign."""
    wanted = {
        "study": study,
        "segment": segments,
        "truster": truster,
        "trustee": trustee,
        "concept": concept,
        "sign": sign,
    }
    rows = _kept(tables, "relations", wanted)
    return _reckoned("relations", rows, len(rows[TIE_KEY].drop_duplicates()))


def strategies_n(
    tables: Tables,
    *,
    study: str = "",
    segments: str = "",
    actor: str = "",
    truster: str = "",
    trustee: str = "",
    code: str = "",
    effect: str = "",
    column: str = "code",
) -> Reckoning:
    """How many different values a column of the table of strategies has: by default its codes."""
    wanted = {
        "study": study,
        "segment": segments,
        "actor": actor,
        "truster": truster,
        "trustee": trustee,
        "code": code,
        "effect": effect,
    }
    rows = _kept(tables, "strategies", wanted)
    return _reckoned("strategies", rows, rows[column].nunique() if column in rows else None)


def concepts_n(tables: Tables, *, sign: str = "") -> Reckoning:
    """The number of concepts that relations can be about."""
    rows = _kept(tables, "concepts", {"sign": sign})
    return _reckoned("concepts", rows, len(rows))


def studies_n(tables: Tables, *, study: str = "", doi: str = "", year: str = "") -> Reckoning:
    """The number of studies."""
    rows = _kept(tables, "studies", {"study": study, "doi": doi, "year": year})
    return _reckoned("studies", rows, len(rows))


def study_authors(tables: Tables, *, study: str) -> Reckoning:
    """The number of authors of a study."""
    rows = _kept(tables, "studies", {"study": study})
    authors = rows["authors"].dropna().str.split(",").explode()
    return _reckoned("studies", rows, len(authors) or None)


def study_pages(tables: Tables, *, study: str) -> Reckoning:
    """The first and the last page of a study, which its source ends with."""
    rows = _kept(tables, "studies", {"study": study})
    pages = rows["source"].str.extract(r"(\d+)\s*[–-]\s*(\d+)\s*$").dropna()
    return _reckoned("studies", rows, *pages.to_numpy().astype(float).ravel())


def claim_value(tables: Tables, *, claim: str) -> Reckoning:
    """The value that another claim prints."""
    rows = _claims(tables, claim)
    value = printed(rows["expected"].iloc[0]) if len(rows) else None
    return Reckoning(value=value, table="claims", rows=rows)


def claims_sum(tables: Tables, *, claims: str) -> Reckoning:
    """The sum of the values that other claims print."""
    rows = _claims(tables, claims)
    values = _values(rows)
    return _reckoned("claims", rows, sum(values) if values else None)


def claims_product(tables: Tables, *, claims: str) -> Reckoning:
    """The product of the values that other claims print."""
    rows = _claims(tables, claims)
    values = _values(rows)
    return _reckoned("claims", rows, prod(values) if values else None)


def claims_difference(tables: Tables, *, claims: str) -> Reckoning:
    """The value that the first of some claims prints, less those of the others."""
    rows = _claims(tables, claims)
    values = _values(rows)
    return _reckoned("claims", rows, values[0] - sum(values[1:]) if values else None)


def claims_mean(tables: Tables, *, claims: str, weights: str) -> Reckoning:
    """The mean of the means (with their ranges) of some claims, weighted by the values of others.

    The shortest and the longest of all ranges stand with it.
    """
    rows, by = _claims(tables, claims), _claims(tables, weights)
    both = pd.concat([rows, by])
    parts = [value.values for text in rows["expected"] if (value := printed(text))]
    sizes = _values(by)
    is_whole = all(len(part) == len(("mean", "low", "high")) for part in parts)
    if not sum(sizes) or len(parts) != len(sizes) or not is_whole:
        return _reckoned("claims", both)
    means, lows, highs = zip(*parts, strict=True)
    mean = sum(m * n for m, n in zip(means, sizes, strict=True)) / sum(sizes)
    return _reckoned("claims", both, mean, min(lows), max(highs))


def period_months(tables: Tables, *, claim: str) -> Reckoning:
    """The number of months of the period that another claim prints, both ends counted."""
    rows = _claims(tables, claim)
    values = _values(rows)
    return _reckoned("claims", rows, values[-1] - values[0] + 1 if values else None)


Measure = Callable[..., Reckoning]

MEASURES: Mapping[str, Measure] = {
    measure.__name__: measure
    for measure in (
        material_n,
        material_lines,
        material_percent,
        material_characteristics,
        material_participants,
        material_minutes,
        material_period,
        months_into,
        segments_n,
        team_n,
        teams_n,
        team_partners,
        team_ties,
        barriers_n,
        relations_n,
        strategies_n,
        concepts_n,
        studies_n,
        study_authors,
        study_pages,
        claim_value,
        claims_sum,
        claims_product,
        claims_difference,
        claims_mean,
        period_months,
    )
}
NONE, RECOMMENDED_SIZE = "none", "team_size_range"
NOT_COMPUTED = (NONE, RECOMMENDED_SIZE)  # printed, but no table can say whether it holds


def parameters(measure: str) -> dict[str, bool]:
    """The arguments of a measure, and whether each must be given.

    >>> parameters("claims_mean")
    {'claims': True, 'weights': True}
    """
    given = inspect.signature(MEASURES[measure]).parameters.values()
    return {p.name: p.default is p.empty for p in given if p.kind is p.KEYWORD_ONLY}


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


def with_studies(tables: Tables) -> Tables:
    """The tables, those of what segments state with the study of the segment, and concept's sign.

    The measures need it; done once for many claims, it saves most of their time.
    """
    segments, concepts = _table(tables, "segments"), _table(tables, "concepts")
    studies = dict(zip(segments["segment"], segments["study"], strict=True))
    signs = dict(zip(concepts["concept"], concepts["sign"], strict=True))
    relations, strategies = _table(tables, "relations"), _table(tables, "strategies")
    return {
        **{name: _table(tables, name) for name in TABLES},
        "relations": relations.assign(
            study=relations["segment"].map(studies), sign=relations["concept"].map(signs)
        ),
        "strategies": strategies.assign(study=strategies["segment"].map(studies)),
    }


def _table(tables: Tables, name: str) -> pd.DataFrame:
    """The table with every declared column; no rows where the corpus lacks it."""
    known, columns = tables.get(name, pd.DataFrame()), list(TABLES[name].columns)
    return known if set(columns) <= set(known.columns) else known.reindex(columns=columns)


def _kept(tables: Tables, name: str, wanted: Mapping[str, str]) -> pd.DataFrame:
    """The rows whose cell is, or of a list whose cell has, one of the wanted values."""
    rows = _table(tables, name)
    mask = [True] * len(rows)
    for column, text in wanted.items():
        if text:
            values = {text, *listed(text)}
            cells = (str(cell).split(LIST_SEPARATOR) for cell in rows[column])
            mask = [fits and not values.isdisjoint(c) for fits, c in zip(mask, cells, strict=True)]
    return rows[mask]


def _beginning(rows: pd.DataFrame, wanted: Mapping[str, str]) -> pd.DataFrame:
    for column, text in wanted.items():
        if text:
            rows = rows[[str(cell).startswith(text) for cell in rows[column]]]
    return rows


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
    """The sum of a column; None where a row does not state its number."""
    if column not in rows or rows[column].isna().any():
        return None
    return float(rows[column].sum())


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

