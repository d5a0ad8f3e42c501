"""Measures: each recomputes a printed value from the tables, or from other printed values.

A measure is a function of the tables and of the arguments that a claim gives: texts, as its column
`arguments` has them. Most arguments choose rows: those whose cell is one of the values (several
are joined by commas), of a list at least one. `section` and `phase` choose what begins with them.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import prod

import pandas as pd

from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.schema import LIST_SEPARATOR, TABLES, TIE_KEY
from trustbook.studies.material import known_material
from trustbook.studies.printed import Printed, month_number, printed_value
from trustbook.studies.teams import intersectoral_ties, people, person_partners, working

Tables = Mapping[str, pd.DataFrame]
Arguments = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Computation:
    """What a measure computes: a value (None where the rows give none), and the rows it used."""

    value: Printed | None
    table: str
    rows: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure: its function, the arguments it takes, and those among them that it needs."""

    compute: Callable[[Tables, Arguments], Computation]
    arguments: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()


def material_n(tables: Tables, arguments: Arguments) -> Computation:
    """The sum of a number (`column`, by default n) over lines of the material table."""
    rows = _rows(tables, "material", arguments)
    return _computation("material", rows, _total(rows, arguments.get("column", "n")))


def material_lines(tables: Tables, arguments: Arguments) -> Computation:
    """The number of lines of the material table."""
    rows = _rows(tables, "material", arguments)
    return _computation("material", rows, len(rows))


def material_percent(tables: Tables, arguments: Arguments) -> Computation:
    """The share of all encounters of a study that some lines hold, in percent."""
    every = _rows(tables, "material", {"study": arguments["study"]})
    rows = _rows(tables, "material", arguments)
    part, whole = _total(rows, "n"), _total(every, "n")
    share = 100 * part / whole if part is not None and whole else None
    return _computation("material", rows, share)


def material_characteristics(tables: Tables, arguments: Arguments) -> Computation:
    """The numbers among the characteristics of the participants of one line, in printed order."""
    rows = _rows(tables, "material", arguments)
    text = " ".join(rows["characteristics"].dropna().drop_duplicates())
    return _computation("material", rows, *(float(n) for n in re.findall(r"\d+", text)))


def material_participants(tables: Tables, arguments: Arguments) -> Computation:
    """How many different stakeholders took part."""
    rows = _rows(tables, "material", arguments)
    stakeholders = {
        name for cell in rows["participants"].dropna() for name in cell.split(LIST_SEPARATOR)
    }
    return _computation("material", rows, len(stakeholders))


def material_minutes(tables: Tables, arguments: Arguments) -> Computation:
    """The mean length in minutes, weighted by the number of encounters, shortest and longest."""
    rows = _rows(tables, "material", arguments)
    stated = rows[["n", "minutes_mean", "minutes_min", "minutes_max"]]
    if rows.empty or stated.isna().any(axis=None) or not rows["n"].sum():
        return _computation("material", rows)
    mean = (rows["n"] * rows["minutes_mean"]).sum() / rows["n"].sum()
    return _computation(
        "material", rows, mean, rows["minutes_min"].min(), rows["minutes_max"].max()
    )


def material_period(tables: Tables, arguments: Arguments) -> Computation:
    """The first and the last month of some lines."""
    rows = _rows(tables, "material", arguments)
    return Computation(value=_period(rows), table="material", rows=rows)


def material_delivery(tables: Tables, arguments: Arguments) -> Computation:
    """How many months into the delivery some lines begin and end."""
    rows = _rows(tables, "material", arguments)
    months = rows[["delivery_months_min", "delivery_months_max"]]
    if rows.empty or months.isna().any(axis=None):
        return _computation("material", rows)
    ends = dict.fromkeys([months.iloc[:, 0].min(), months.iloc[:, 1].max()])
    return _computation("material", rows, *ends)


def months_into(tables: Tables, arguments: Arguments) -> Computation:
    """How many months after the first month of the claim `start` the lines begin and end."""
    rows = _rows(tables, "material", arguments)
    period, begin = _period(rows), _values(_claims(tables, arguments["start"]))
    if period is None or not begin:
        return _computation("material", rows)
    return _computation("material", rows, *(month - begin[0] for month in period.values))


def segments_n(tables: Tables, arguments: Arguments) -> Computation:
    """The number of segments."""
    rows = _rows(tables, "segments", arguments)
    return _computation("segments", rows, len(rows))


def team_n(tables: Tables, arguments: Arguments) -> Computation:
    """The sum of a number (`column`, by default n, of persons) over positions in teams."""
    rows = _rows(tables, "teams", arguments)
    return _computation("teams", rows, _total(rows, arguments.get("column", "n")))


def teams_n(tables: Tables, arguments: Arguments) -> Computation:
    """How many teams, or values of another `column`, those who work across sectors have."""
    rows = working(_rows(tables, "teams", arguments))
    return _computation("teams", rows, _different(rows, arguments.get("column", "team")))


def team_partners(tables: Tables, arguments: Arguments) -> Computation:
    """With how many colleagues of another sector one person of a stakeholder works, at most."""
    rows = _rows(tables, "teams", {"team": arguments["team"]})
    persons = people(rows)
    partners = person_partners(persons)["partners"][
        persons["stakeholder"] == arguments["stakeholder"]
    ]
    return _computation("teams", rows, partners.max() if len(partners) else None)


def team_ties(tables: Tables, arguments: Arguments) -> Computation:
    """The number of pairs of colleagues of two sectors who work together in a team."""
    rows = _rows(tables, "teams", arguments)
    return _computation("teams", rows, len(intersectoral_ties(people(rows))))


def barriers_n(tables: Tables, arguments: Arguments) -> Computation:
    """How many lines, or different values of another `column`, the table of barriers has."""
    rows = _rows(tables, "barriers", arguments)
    return _computation("barriers", rows, _different(rows, arguments.get("column", "barrier")))


def relations_n(tables: Tables, arguments: Arguments) -> Computation:
    """The number of different ties that are stated: truster, trustee and concept with its sign."""
    rows = _rows(tables, "relations", arguments)
    ties = set(zip(*(rows[column].astype("str") for column in TIE_KEY), strict=True))
    return _computation("relations", rows, len(ties))


def strategies_n(tables: Tables, arguments: Arguments) -> Computation:
    """How many codes, or different values of another `column`, the table of strategies has."""
    rows = _rows(tables, "strategies", arguments)
    return _computation("strategies", rows, _different(rows, arguments.get("column", "code")))


def concepts_n(tables: Tables, arguments: Arguments) -> Computation:
    """The number of concepts that relations can be about."""
    rows = _rows(tables, "concepts", arguments)
    return _computation("concepts", rows, len(rows))


def studies_n(tables: Tables, arguments: Arguments) -> Computation:
    """The number of studies."""
    rows = _rows(tables, "studies", arguments)
    return _computation("studies", rows, len(rows))


def study_authors(tables: Tables, arguments: Arguments) -> Computation:
    """The number of authors of a study; nothing where the table names none."""
    rows = _rows(tables, "studies", arguments)
    authors = [name for cell in rows["authors"].dropna() for name in values_in(cell)]
    return _computation("studies", rows, len(authors) or None)


def study_pages(tables: Tables, arguments: Arguments) -> Computation:
    """The first and the last page of a study, as given at the end of its source."""
    rows = _rows(tables, "studies", arguments)
    pages = [re.search(r"(\d+)\s*[–-]\s*(\d+)\s*$", cell) for cell in rows["source"].dropna()]
    return _computation(
        "studies", rows, *(float(n) for match in pages if match for n in match.groups())
    )


def claim_value(tables: Tables, arguments: Arguments) -> Computation:
    """The value that another claim prints."""
    rows = _claims(tables, arguments["claim"])
    value = printed_value(rows["expected"].iloc[0]) if len(rows) else None
    return Computation(value=value, table="claims", rows=rows)


def claims_sum(tables: Tables, arguments: Arguments) -> Computation:
    """The sum of all values that other claims print."""
    rows = _claims(tables, arguments["claims"])
    values = _values(rows)
    return _computation("claims", rows, sum(values) if values else None)


def claims_product(tables: Tables, arguments: Arguments) -> Computation:
    """The product of all values that other claims print."""
    rows = _claims(tables, arguments["claims"])
    values = _values(rows)
    return _computation("claims", rows, prod(values) if values else None)


def claims_difference(tables: Tables, arguments: Arguments) -> Computation:
    """The value that the first of some claims prints, less those of the others."""
    rows = _claims(tables, arguments["claims"])
    values = _values(rows)
    return _computation("claims", rows, values[0] - sum(values[1:]) if values else None)


def claims_mean(tables: Tables, arguments: Arguments) -> Computation:
    """The mean of the means (with their ranges) of some claims, weighted by the values of others.

    The shortest and the longest of all ranges are with it.
    """
    rows, by = _claims(tables, arguments["claims"]), _claims(tables, arguments["weights"])
    both = pd.concat([rows, by])
    parts = [value.values for text in rows["expected"] if (value := printed_value(text))]
    sizes = _values(by)
    is_whole = all(len(part) == len(("mean", "low", "high")) for part in parts)
    if not sum(sizes) or len(parts) != len(sizes) or not is_whole:
        return _computation("claims", both)
    means, lows, highs = zip(*parts, strict=True)
    mean = sum(m * n for m, n in zip(means, sizes, strict=True)) / sum(sizes)
    return _computation("claims", both, mean, min(lows), max(highs))


def period_months(tables: Tables, arguments: Arguments) -> Computation:
    """The number of months of the period that another claim prints, both ends counted."""
    rows = _claims(tables, arguments["claim"])
    values = _values(rows)
    return _computation("claims", rows, values[-1] - values[0] + 1 if values else None)


_STUDY, _LINES, _TEAM = ("study",), ("study", "unit", "participants", "lines"), ("study", "team")
_TIES = ("study", "segments", "truster", "trustee")


MEASURES: Mapping[str, Measure] = {
    "material_n": Measure(material_n, (*_LINES, "column")),
    "material_lines": Measure(material_lines, _LINES),
    "material_percent": Measure(material_percent, _LINES, _STUDY),
    "material_characteristics": Measure(material_characteristics, _LINES, ("study", "lines")),
    "material_participants": Measure(material_participants, _LINES, _STUDY),
    "material_minutes": Measure(material_minutes, _LINES, _STUDY),
    "material_period": Measure(material_period, _LINES, _STUDY),
    "material_delivery": Measure(material_delivery, _LINES, _STUDY),
    "months_into": Measure(months_into, (*_LINES, "start"), ("study", "start")),
    "segments_n": Measure(
        segments_n, ("study", "segments", "kind", "speaker", "section", "team", "phase")
    ),
    "team_n": Measure(
        team_n, (*_TEAM, "stakeholder", "position", "employment", "sector", "column")
    ),
    "teams_n": Measure(teams_n, ("study", "column")),
    "team_partners": Measure(team_partners, ("team", "stakeholder"), ("team", "stakeholder")),
    "team_ties": Measure(team_ties, _TEAM, ("team",)),
    "barriers_n": Measure(
        barriers_n,
        ("study", "lines", "aspect", "obstacle", "strategy_type", "level", "column"),
    ),
    "relations_n": Measure(relations_n, (*_TIES, "concept", "sign", "level")),
    "strategies_n": Measure(strategies_n, (*_TIES, "actor", "code", "effect", "column")),
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


def arguments_in(text: object) -> dict[str, str]:
    """The arguments that a cell states as name=value.

    >>> arguments_in("study=s | lines=1,2"), arguments_in(None)
    ({'study': 's', 'lines': '1,2'}, {})
    """
    parts = text.split(LIST_SEPARATOR) if isinstance(text, str) else []
    pairs = (part.partition("=") for part in parts)
    return {name.strip(): value.strip() for name, _, value in pairs if name.strip()}


def values_in(text: str) -> list[str]:
    """The values that commas join.

    >>> values_in("1, 2"), values_in("")
    (['1', '2'], [])
    """
    return [value.strip() for value in text.split(",") if value.strip()]


# what measures add to a table comes from these
ADDED_FROM: Mapping[str, tuple[str, ...]] = {
    "material": ("encounters",),
    "strategies": ("segments",),
    "relations": ("segments", "concepts"),
}


class _Prepared(dict[str, pd.DataFrame]):
    """The tables with what measures add, and where in them each value is."""

    def __init__(self, tables: Tables) -> None:
        super().__init__({name: _table(tables, name) for name in TABLES})
        segments, concepts = self["segments"], self["concepts"]
        study_of = dict(zip(segments["segment"], segments["study"], strict=True))
        sign_of = dict(zip(concepts["concept"], concepts["sign"].astype("str"), strict=True))
        relations, strategies = self["relations"], self["strategies"]
        self["material"] = known_material(self["material"], self["encounters"])
        self["strategies"] = strategies.assign(study=strategies["segment"].map(study_of))
        self["relations"] = relations.assign(
            study=relations["segment"].map(study_of).fillna(relations["study"]),
            sign=relations["concept"].map(sign_of),
        )
        self._places: dict[tuple[str, str], dict[str, set[int]]] = {}

    def places(self, name: str, column: str) -> Mapping[str, set[int]]:
        """In which rows of a table each value of a column is, found once for many claims."""
        if (name, column) not in self._places:
            rows: dict[str, set[int]] = {}
            for place, cell in enumerate(self[name][column].tolist()):
                for value in str(cell).split(LIST_SEPARATOR):
                    rows.setdefault(value, set()).add(place)
            self._places[name, column] = rows
        return self._places[name, column]


def prepared(tables: Tables) -> _Prepared:
    """The tables with what measures add: once for many claims, since it takes most of their time.

    Relations and strategies get their study, relations their sign, and material the lines that
    single encounters add up to. Tables that already have all this are returned as they are.
    """
    return tables if isinstance(tables, _Prepared) else _Prepared(tables)


def _table(tables: Tables, name: str) -> pd.DataFrame:
    """The table with every declared column; no rows where the corpus lacks it."""
    table, columns = tables.get(name), list(TABLES[name].columns)
    if table is not None and set(columns) <= set(table.columns):
        return table
    return (pd.DataFrame() if table is None else table).reindex(columns=columns)


def _rows(tables: Tables, name: str, arguments: Arguments) -> pd.DataFrame:
    whole = prepared(tables)
    fitting = set(range(len(whole[name])))
    for argument, text in arguments.items():
        if text and argument not in _CHOOSE_NO_ROWS:
            places = whole.places(name, _COLUMNS.get(argument, argument))
            fitting &= set().union(*(places[value] for value in _values_of(argument, text, places)))
    return whole[name].take(sorted(fitting))


def _values_of(argument: str, text: str, every: Iterable[str]) -> list[str]:
    """Those of all values that the text names, or that begin with it."""
    if argument in _BEGINNINGS:
        return [value for value in every if value.startswith(text)]
    return sorted({text, *values_in(text)}.intersection(every))


def _claims(tables: Tables, names: str) -> pd.DataFrame:
    """The claims in the order they are named in."""
    every = _table(tables, "claims")
    places = {name: place for place, name in enumerate(every["claim"])}
    return every.iloc[[places[name] for name in values_in(names) if name in places]]


def _values(claims: pd.DataFrame) -> list[float]:
    """All values the claims print; none where one of them prints none."""
    printed = [printed_value(text) for text in claims["expected"]]
    values = [number for value in printed if value for number in value.values]
    return values if all(printed) else []


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


def _computation(table: str, rows: pd.DataFrame, *values: float | None) -> Computation:
    is_known = bool(values) and not any(value is None or pd.isna(value) for value in values)
    value = Printed(values=tuple(float(v) for v in values if v is not None)) if is_known else None
    return Computation(value=value, table=table, rows=rows)


def meanings_of_measures() -> list[str]:
    """What each measure computes, in the order of `MEASURES`."""
    return [str(each.compute.__doc__).splitlines()[0] for each in MEASURES.values()]


def measures_of_claims() -> pd.DataFrame:
    """One row per measure: measure, meaning, arguments (those it needs first, marked so)."""
    return pd.DataFrame(
        {
            "measure": list(MEASURES),
            "meaning": [gettext(meaning) for meaning in meanings_of_measures()],
            "arguments": [_arguments(measure) for measure in MEASURES.values()],
        }
    )


def _arguments(measure: Measure) -> str:
    needed = [sentence("{name} (needed)", name=name) for name in measure.needed]
    return ", ".join([*needed, *(n for n in measure.arguments if n not in measure.needed)])
