"""Titles and sentences on teams, computed from the tables."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from trustbook.numbers import count, in_words, joined, number
from trustbook.pages.prose import Prose, paragraphs, prose
from trustbook.studies.teams import within_range

HEADINGS = {
    "team": "Team",
    "label": "Person",
    "position": "Position",
    "stakeholder": "Stakeholder",
    "sector": "Sector",
    "n": "Persons",
    "partners": "Colleagues of another sector",
    "partners_min": "Computed, fewest",
    "partners_max": "Computed, most",
    "reported": "As printed",
    "agrees": "Agree",
    "groups": "Groups",
    "persons": "Persons in a group",
    "persons_mean": "Persons in a group, mean",
    "persons_min": "Persons, fewest",
    "persons_max": "Persons, most",
    "relationships": "Relationships",
    "partners_mean": "Colleagues of another sector, mean",
    "partners_range": "from–to",
    "without_partner": "Professionals without any",
    "lost": "Rests on one partner, mean (%)",
    "lost_mean": "Rests on one partner, mean",
    "lost_max": "Rests on one partner, most",
    "stranded_mean": "Left without a partner when one is away, mean",
    "stranded_max": "Left without a partner, most",
}
NONE = "There are no teams to show."
SPLIT_HEADINGS = {
    "groups": "Groups",
    "persons": "Persons in each",
    "relationships": "Relationships",
    "partners_mean": "Mean",
    "partners_range": "From–to",
    "without_partner": "With none",
    "lost": "Rests on one (%)",
    "stranded_mean": "Left alone, mean",
    "stranded_max": "Most",
}
SPLIT_SPANNERS = {
    "Colleagues of another sector": ["partners_mean", "partners_range", "without_partner"],
    "When one is away": ["lost", "stranded_mean", "stranded_max"],
}
SPLIT_NOTES = (
    "Relationships: pairs of colleagues of different sectors, over all groups.",
    "Rests on one: one divided by the number of partners, in percent, the mean over "
    "professionals who have any.",
    "Left alone: how many professionals lose their only partner when one person is "
    "away, the mean and the most over all persons who may be away.",
)


def relationships_title(totals: pd.DataFrame) -> str:
    """How many relationships across sectors a professional has on average, team by team.

    `totals` is what `teams.team_totals` returns.
    """
    busy = totals[totals["professionals"] > 0]
    if busy.empty:
        return "No professionals with these settings"
    means = [
        f"{_short(row['partners_mean'])} in {_within(row['team'])}"
        for row in busy.to_dict("records")
    ]
    return f"Relationships across sectors per professional: {joined(means)}"


def relationships_subtitle(totals: pd.DataFrame) -> str:
    """How many persons and lines the picture of the teams holds."""
    persons = int(totals["professionals"].sum() + totals["supervising"].sum())
    above = int(totals["supervising"].sum())
    return (
        f"{count(persons, 'person')}, {in_words(above)} of them supervising, and "
        f"{count(int(totals['relationships'].sum()), 'relationship')} across sectors. "
        "Bars count a person’s relationships."
    )


def relationships_description(totals: pd.DataFrame) -> str:
    """The picture of the teams in words, team by team."""
    told = [
        f"{row['team']}: {row['by_sector'] or 'nobody across sectors'}, "
        f"{row['supervising']} supervising, {row['relationships']} relationships"
        for row in totals.to_dict("records")
    ]
    return f"Network of persons in teams on facing arcs. {'; '.join(told)}."


def totals_sentence(totals: pd.DataFrame) -> Prose:
    """One sentence a team: who works across sectors in it, in how many relationships."""
    lines = [
        prose(
            "**{team}** has {people} who work across sectors ({sectors}) in {pairs}.",
            team=row["team"],
            people=count(row["professionals"], "professional"),
            sectors=row["by_sector"],
            pairs=count(row["relationships"], "relationship"),
        )
        for row in totals[totals["professionals"] > 0].to_dict("records")
    ]
    return paragraphs(*lines)


def agreement_sentences(relationships: pd.DataFrame) -> Prose:
    """Which printed numbers of relationships are not the computed ones.

    `relationships` is what `teams.relationships_by_position` returns.
    """
    printed = relationships.dropna(subset=["reported"])
    if printed.empty:
        return prose("No number of relationships is printed here to compare with.")
    off = printed[~printed["agrees"].astype(bool)]
    if off.empty:
        return prose(
            "The printed numbers of relationships ({n}) agree with the computed ones.",
            n=len(printed),
        )
    return paragraphs(*(_disagreement(row) for row in off.to_dict("records")))


def _disagreement(row: Mapping[Hashable, Any]) -> Prose:
    low, high = row["partners_min"], row["partners_max"]
    return prose(
        "**Print and data disagree** on {position} in {team}: the number printed is {reported}, "
        "the persons in the table give {computed}. The picture and the counts use {computed}.",
        position=row["position"],
        team=_within(row["team"]),
        reported=int(row["reported"]),
        computed=low if low == high else f"{low} to {high}",
    )


def split_title(effects: pd.DataFrame, *, ranges: pd.DataFrame, team: str) -> str:
    """What the first split that fits a recommended range leaves of the relationships.

    Where no split fits, or nothing is recommended, what splitting in two leaves.
    """
    if len(effects) < 2:  # noqa: PLR2004 - a split takes two groups
        return f"{team} is too small to split" if team else "No team to split"
    whole = int(effects.iloc[0]["relationships"])
    fitting = within_range(effects, ranges)
    row = (fitting if len(fitting) else effects.iloc[1:]).iloc[0]
    left = f"{int(row['relationships'])} of {whole} relationships"
    if row["groups"] == 1:
        return f"{team} already has a recommended size, with {left}"
    fits = " have a recommended size and" if len(fitting) else ""
    return (
        f"{in_words(int(row['groups'])).capitalize()} groups of {_persons(row)}{fits} keep {left}"
    )


def split_subtitle(sizes: Mapping[str, int], *, team: str) -> str:
    """Who is divided, and how."""
    if not team:
        return ""
    members = joined(f"{n} {sector}" for sector, n in sizes.items())
    return f"{team}: {members}, dealt over groups as evenly as whole persons allow."


def split_description(effects: pd.DataFrame, *, team: str) -> str:
    """The effects of splitting in words: each split with its relationships."""
    told = [
        f"{_split(row)}: {count(int(row['relationships']), 'relationship')}, "
        f"{_share(row['lost_mean'])} of the work rests on one partner"
        for _, row in effects.iterrows()
    ]
    return f"Four panels on splitting {_within(team) or 'a team'}. {'; '.join(told)}."


def split_sentences(effects: pd.DataFrame, *, ranges: pd.DataFrame, team: str) -> Prose:
    """What happens from the whole team to its smallest groups, and which splits are recommended.

    `effects` is what `teams.split_effects` returns for `team`.
    """
    if effects.empty:
        return prose("No team here joins two sectors, so there is nothing to split.")
    return paragraphs(_ends(effects, team), _recommended(effects, ranges))


def _ends(effects: pd.DataFrame, team: str) -> Prose:
    whole, last = effects.iloc[0], effects.iloc[-1]
    return prose(
        "As a whole, {team} has {pairs} across sectors, {mean} a professional, and on average "
        "{lost} of a professional’s work across sectors rests on any one partner. In {groups} of "
        "{persons} there are {last_pairs}, {last_mean} a professional; {last_lost} of the work "
        "rests on one partner, and {alone} without a partner in another sector from the start.",
        team=_within(team),
        pairs=count(int(whole["relationships"]), "relationship"),
        mean=_short(whole["partners_mean"]),
        lost=_share(whole["lost_mean"]),
        groups=count(int(last["groups"]), "group"),
        persons=_persons(last),
        last_pairs=int(last["relationships"]),
        last_mean=_short(last["partners_mean"]),
        last_lost=_share(last["lost_mean"]),
        alone=_alone(int(last["without_partner"])),
    )


def _recommended(effects: pd.DataFrame, ranges: pd.DataFrame) -> Prose:
    if ranges.empty:
        return prose("The corpus holds no recommended team size, so no band is drawn.")
    sizes = joined(f"{row.smallest} to {row.largest}" for row in ranges.itertuples())
    fitting = within_range(effects, ranges)
    if fitting.empty:
        return prose("No split has all its groups within the recommended {sizes}.", sizes=sizes)
    groups = [in_words(int(n)) if n > 1 else "no split at all" for n in fitting["groups"]]
    return prose(
        "Within the recommended team size of {sizes} lie the splits into {groups} groups; they "
        "keep {pairs} relationships and leave, on average, {stranded} without a partner when one "
        "person is away.",
        sizes=sizes,
        groups=joined(groups),
        pairs=joined(int(n) for n in fitting["relationships"]),
        stranded=joined(_short(n) for n in fitting["stranded_mean"]),
    )


def _split(row: pd.Series) -> str:
    groups = int(row["groups"])
    return "As a whole" if groups == 1 else f"In {groups} groups of {_persons(row)}"


def _within(team: str) -> str:
    """The name of a team as it stands within a sentence.

    >>> _within("The large team"), _within("Team North")
    ('the large team', 'Team North')
    """
    return f"the {team[4:]}" if team.startswith("The ") else team


def _persons(row: pd.Series) -> str:
    low, high = int(row["persons_min"]), int(row["persons_max"])
    return str(low) if low == high else f"{low} or {high}"


def _alone(n: int) -> str:
    return "nobody is" if n == 0 else "one person is" if n == 1 else f"{in_words(n)} persons are"


def _short(value: float) -> str:
    return number(float(value), decimals=0 if float(value).is_integer() else 1)


def _share(value: float) -> str:
    return f"{100 * float(value):.0f}%"
