"""Teams: who works with whom across sectors, and what splitting a team does to that."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, combinations
from statistics import fmean

import pandas as pd

from trustbook.corpus.language import gettext
from trustbook.corpus.numbers import number_range
from trustbook.studies.printed import printed_value

ALL, ONE, NONE = "all", "one", "none"
PEOPLE = (
    "person",
    "label",
    "team",
    "study",
    "position",
    "stakeholder",
    "sector",
    "employment",
    "works_with",
)
TIES = ("team", "source", "target")
RELATIONSHIPS = (
    "team",
    "position",
    "stakeholder",
    "sector",
    "n",
    "partners_min",
    "partners_max",
    "reported",
    "agrees",
)
TEAMS = ("team", "professionals", "by_sector", "supervising", "relationships", "partners_mean")
SPLITS = (
    "groups",
    "persons_mean",
    "persons_min",
    "persons_max",
    "relationships",
    "partners_mean",
    "partners_min",
    "partners_max",
    "without_partner",
    "lost_mean",
    "lost_max",
    "stranded_mean",
    "stranded_max",
)
RANGES = ("claim", "study", "statement", "smallest", "largest")


def people(teams: pd.DataFrame) -> pd.DataFrame:
    """One row per person of the table `teams`, labelled by stakeholder and number within the team.

    Columns are those of `PEOPLE`; `person` names the person within the corpus, `label` within the
    team (EC 1, EC 2, …), where positions of one stakeholder are numbered on. Who supervises is
    labelled by position.
    """
    counts: Counter[tuple[str, str]] = Counter()
    rows = []
    for line in teams.to_dict("records"):
        supervises = line["works_with"] == NONE
        title = line["position"] if supervises else line["stakeholder"]
        for _ in range(int(line["n"])):
            counts[line["team"], title] += 1
            number = "" if supervises and line["n"] == 1 else f" {counts[line['team'], title]}"
            label = f"{title}{number}"
            rows.append({**line, "person": f"{line['team']}: {label}", "label": label})
    return pd.DataFrame(rows, columns=list(PEOPLE))


def picture(persons: pd.DataFrame) -> pd.DataFrame:
    """The persons as nodes of a picture: id, label, side, group, role and lead (who supervises)."""
    lead = persons["works_with"] == NONE
    nodes = persons.assign(
        lead=lead, role=persons["position"].mask(lead, gettext("Supervising position"))
    )
    names = {"person": "id", "sector": "side", "team": "group"}
    columns = ["id", "label", "side", "group", "role", "lead"]
    return nodes.rename(columns=names).reindex(columns=columns)


def working(persons: pd.DataFrame) -> pd.DataFrame:
    """The persons who work on cases with another sector: all but those who supervise."""
    return persons[persons["works_with"] != NONE]


def intersectoral_ties(persons: pd.DataFrame) -> pd.DataFrame:
    """One row per pair of colleagues of two sectors who work together, in the columns of `TIES`.

    Who works with all is tied to everyone of another sector in the team. Those who work with one
    form as many units as their smallest sector has persons: the first of each sector together, then
    the second, and so on; where a sector has more persons than there are units, they are dealt over
    the units again. Who supervises is tied to nobody.
    """
    rows = [
        {"team": team, "source": one["person"], "target": other["person"]}
        for team, members in working(persons).groupby("team", sort=False)
        for one, other in combinations(_with_units(members), 2)
        if _work_together(one, other)
    ]
    return pd.DataFrame(rows, columns=list(TIES))


def _with_units(members: pd.DataFrame) -> list[dict[str, object]]:
    pairing = members[members["works_with"] == ONE]
    units = max(1, int(pairing["sector"].value_counts().min())) if len(pairing) else 1
    unit = pairing.groupby("sector").cumcount() % units
    records = members.assign(unit=unit.reindex(members.index)).to_dict("records")
    return [{str(key): value for key, value in record.items()} for record in records]


def _work_together(one: Mapping[str, object], other: Mapping[str, object]) -> bool:
    if one["sector"] == other["sector"]:
        return False
    return ALL in (one["works_with"], other["works_with"]) or one["unit"] == other["unit"]


def partners(persons: pd.DataFrame, ties: pd.DataFrame) -> pd.Series:
    """The number of colleagues of another sector each person works with, by person."""
    ends = pd.concat([ties["source"], ties["target"]]).value_counts()
    numbers: pd.Series = ends.reindex(persons["person"], fill_value=0).astype(int)
    return numbers.rename("partners")


def person_partners(persons: pd.DataFrame) -> pd.DataFrame:
    """One row per person: the number of colleagues of another sector, as the picture shows it."""
    number = partners(persons, intersectoral_ties(persons)).to_numpy()
    columns = ["team", "label", "position", "sector", "partners"]
    return persons.assign(partners=number).reindex(columns=columns)


def relationships_by_position(teams: pd.DataFrame) -> pd.DataFrame:
    """Intersectoral relationships per professional, computed from who is in a team and as printed.

    One row per position with the columns of `RELATIONSHIPS`: `partners_min` and `partners_max` over
    the persons who hold it, `reported` the printed number, `agrees` whether it lies between them
    (empty where none is printed).
    """
    persons = people(teams)
    by_position = persons.assign(
        partners=partners(persons, intersectoral_ties(persons)).to_numpy()
    ).groupby(["team", "position"])["partners"]
    span = by_position.agg(partners_min="min", partners_max="max").reset_index()
    table = teams.merge(span, on=["team", "position"]).rename(
        columns={"works_with_reported": "reported"}
    )
    within = table["reported"].between(table["partners_min"], table["partners_max"])
    table["agrees"] = within.astype("boolean").mask(table["reported"].isna())
    return table.reindex(columns=list(RELATIONSHIPS))


def team_totals(teams: pd.DataFrame) -> pd.DataFrame:
    """One row per team, in its printed order: who works across sectors in it and how much.

    Columns are those of `TEAMS`; `by_sector` reads “10 Jobcentre, 5 Mental health care centre”,
    `relationships` counts pairs, `partners_mean` is relationships per professional.
    """
    persons = people(teams)
    ties = intersectoral_ties(persons)
    rows = []
    for team, members in persons.groupby("team", sort=False):
        busy = working(members)
        pairs = int((ties["team"] == str(team)).sum())
        sectors = busy["sector"].value_counts(sort=False).items()
        rows.append(
            {
                "team": team,
                "professionals": len(busy),
                "by_sector": ", ".join(f"{sector}: {n}" for sector, n in sectors),
                "supervising": len(members) - len(busy),
                "relationships": pairs,
                "partners_mean": 2 * pairs / len(busy) if len(busy) else 0.0,
            }
        )
    return pd.DataFrame(rows, columns=list(TEAMS))


def largest_team(teams: pd.DataFrame) -> str:
    """The team in which most professionals work across sectors; empty where there is no team.

    Of equally large teams the one that is printed first.
    """
    totals = team_totals(teams)
    if totals.empty:
        return ""
    return str(totals.sort_values("professionals", ascending=False, kind="stable")["team"].iloc[0])


def sector_sizes(teams: pd.DataFrame, *, team: str) -> dict[str, int]:
    """How many persons of each sector work with another sector in `team`."""
    members = teams[(teams["team"] == team) & (teams["works_with"] != NONE)]
    counts = members.groupby("sector", sort=False)["n"].sum()
    return {str(sector): int(n) for sector, n in counts.items() if n}


Group = tuple[int, ...]  # how many persons of each sector are in one group


def even_split(sizes: Mapping[str, int], *, groups: int) -> tuple[Group, ...]:
    """The persons of each sector dealt over the groups as evenly as whole persons allow.

    The sectors are dealt one after the other, each going on where the one before stopped, so that
    two groups differ by at most one person of a sector, and by at most one person in all.

    >>> even_split({"A": 5, "B": 10}, groups=2)
    ((3, 5), (2, 5))
    """
    dealt = [[0] * len(sizes) for _ in range(groups)]
    place = 0
    for sector, n in enumerate(sizes.values()):
        for _ in range(n):
            dealt[place % groups][sector] += 1
            place += 1
    return tuple(tuple(group) for group in dealt)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Persons of one sector in one group: how many there are, and how many partners each has."""

    n: int
    partners: int


def _places(split: tuple[Group, ...]) -> Iterator[_Place]:
    """Each sector of each group, with everyone of the group's other sectors as partners."""
    for group in split:
        for n in group:
            if n:
                yield _Place(n=n, partners=sum(group) - n)


def _stranded(group: Group) -> Iterator[int]:
    """For each person of a group: how many lose their only partner when this person is away."""
    for sector, n in enumerate(group):
        others = sum(m for other, m in enumerate(group) if other != sector and sum(group) - m == 1)
        yield from [others] * n


def split_effects(sizes: Mapping[str, int]) -> pd.DataFrame:
    """What splitting a team into 1, 2, … groups does to relationships and to single pairs.

    `sizes` says how many persons of each sector the team has. Within a group everyone works with
    everyone of the other sectors. The last split is into dyads, or as near as whole persons allow.
    One row per split, with the columns of `SPLITS`:

    - `persons_*` in a group;
    - `relationships`: pairs of colleagues of two sectors, over all groups;
    - `partners_*`: such colleagues per professional, `without_partner` the professionals with none;
    - `lost_*`: share of a professional's work with the other sectors that rests on one partner, and
      is lost when that partner is away: 1 / partners, among those who have any;
    - `stranded_*`: how many professionals are left without a partner when one person is away, over
      all persons who may be away.
    """
    if len(sizes) < 2:  # noqa: PLR2004 - a relationship between sectors takes two sectors
        return pd.DataFrame(columns=list(SPLITS))
    most = max(1, sum(sizes.values()) // 2)
    rows = [_effects(even_split(sizes, groups=groups)) for groups in range(1, most + 1)]
    return pd.DataFrame(rows, columns=list(SPLITS))


def _effects(split: tuple[Group, ...]) -> dict[str, float]:
    persons = [sum(group) for group in split]
    each = [place.partners for place in _places(split) for _ in range(place.n)]
    lost = [1 / partners for partners in each if partners]
    stranded = list(chain.from_iterable(_stranded(group) for group in split))
    return {
        "groups": len(split),
        "persons_mean": fmean(persons),
        "persons_min": min(persons),
        "persons_max": max(persons),
        "relationships": sum(each) // 2,
        "partners_mean": fmean(each),
        "partners_min": min(each),
        "partners_max": max(each),
        "without_partner": each.count(0),
        "lost_mean": fmean(lost) if lost else 0.0,
        "lost_max": max(lost, default=0.0),
        "stranded_mean": fmean(stranded),
        "stranded_max": max(stranded),
    }


def split_summary(effects: pd.DataFrame) -> pd.DataFrame:
    """The effects of splitting with ranges in one text and shares in percent, for a table."""
    return pd.DataFrame(
        {
            "groups": effects["groups"],
            "persons": _span(effects["persons_min"], effects["persons_max"]),
            "relationships": effects["relationships"],
            "partners_mean": effects["partners_mean"],
            "partners_range": _span(effects["partners_min"], effects["partners_max"]),
            "without_partner": effects["without_partner"],
            "lost": (100 * effects["lost_mean"]).astype(float).round(),
            "stranded_mean": effects["stranded_mean"],
            "stranded_max": effects["stranded_max"],
        }
    )


def _span(low: pd.Series, high: pd.Series) -> pd.Series:
    texts = map(number_range, low, high)
    return pd.Series(list(texts), index=low.index, dtype="str")


def recommended_sizes(claims: pd.DataFrame) -> pd.DataFrame:
    """The team sizes that a source recommends: claims whose measure is `team_size_range`.

    The printed value holds the smallest and the largest size. Columns are those of `RANGES`; no
    rows where nothing is recommended.
    """
    recommended = claims[claims["measure"].eq("team_size_range").fillna(False)].sort_values("claim")
    sizes = [(claim, printed_value(claim["expected"])) for claim in recommended.to_dict("records")]
    rows = [
        {**claim, "smallest": int(size.values[0]), "largest": int(size.values[1])}
        for claim, size in sizes
        if size and len(size.values) == len(("smallest", "largest"))
    ]
    return pd.DataFrame(rows, columns=list(RANGES))


def within_range(effects: pd.DataFrame, ranges: pd.DataFrame) -> pd.DataFrame:
    """The splits whose smallest and largest group both lie within a recommended range."""
    fits = pd.Series(data=False, index=effects.index)
    for low, high in zip(ranges["smallest"], ranges["largest"], strict=True):
        fits |= (effects["persons_min"] >= low) & (effects["persons_max"] <= high)
    return effects[fits]
