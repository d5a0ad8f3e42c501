"""What splitting a team into smaller groups gives and takes, in a picture, a table and words."""

from collections.abc import Mapping
from functools import partial

import pandas as pd

from trustbook.charts.team_size import team_size_tradeoff
from trustbook.corpus.language import ENGLISH, gettext, language, sentence
from trustbook.corpus.numbers import (
    at_start,
    count,
    count_in_words,
    form_for,
    in_words,
    joined,
    number,
    share,
    span,
    within,
)
from trustbook.corpus.reading import Corpus
from trustbook.pages.figures import figure
from trustbook.pages.prose import Prose, paragraphs, prose
from trustbook.pages.tables import View, table
from trustbook.studies import teams as t

NONE = "There are no teams to show."
_SPLIT_TWIN = {
    "groups": "Groups",
    "persons_mean": "Persons in a group, mean",
    "persons_min": "Persons, fewest",
    "persons_max": "Persons, most",
    "relationships": "Relationships",
    "partners_mean": "Colleagues of another sector, mean",
    "partners_min": "Colleagues of another sector, fewest",
    "partners_max": "Colleagues of another sector, most",
    "without_partner": "Professionals without any",
    "lost_mean": "Rests on one partner, mean",
    "lost_max": "Rests on one partner, most",
    "stranded_mean": "Left without a partner when one is away, mean",
    "stranded_max": "Left without a partner, most",
}
_SPLIT_HEADINGS = {
    "groups": "Groups",
    "persons": "Persons in each",
    "partners_mean": "Mean",
    "partners_range": "From–to",
    "without_partner": "With none",
    "lost": "Rests on one (%)",
    "stranded_mean": "Left alone, mean",
    "stranded_max": "Most",
}


def split_figure(corpus: Corpus) -> View | Prose:
    """What splitting the largest team gives and takes, split by split."""
    team, sizes, effects, ranges = splits_of(corpus)
    draw = partial(
        team_size_tradeoff,
        effects,
        ranges=ranges,
        title=split_title(effects, ranges=ranges, team=team),
        subtitle=_split_subtitle(sizes, team),
        description=_split_description(effects, team),
    )
    return figure(draw, effects, name="split", labels=_SPLIT_TWIN, empty=NONE)


def split_title(effects: pd.DataFrame, *, ranges: pd.DataFrame, team: str) -> str:
    """What the first split that fits a recommended range leaves of the relationships.

    Where no split fits, or nothing is recommended, what splitting in two leaves.
    """
    if len(effects) < 2:  # noqa: PLR2004 - a split takes two groups
        return sentence("{team} is too small to split" if team else "No team to split", team=team)
    fitting = t.within_range(effects, ranges)
    row = (fitting if len(fitting) else effects.iloc[1:]).iloc[0]
    whole = count(int(effects.iloc[0]["relationships"]), "relationship")
    rest = sentence("{n} of {every}", n=int(row["relationships"]), every=whole)
    if row["groups"] == 1:
        return sentence(
            "{team} already has a recommended size, with {pairs}", team=team, pairs=rest
        )
    return sentence(
        "{n} groups of {persons} have a recommended size and keep {pairs}"
        if len(fitting)
        else "{n} groups of {persons} keep {pairs}",
        n=at_start(in_words(int(row["groups"]))),
        persons=_persons(row),
        pairs=rest,
    )


def _split_subtitle(sizes: Mapping[str, int], team: str) -> str:
    if not team:
        return ""
    members = joined(f"{sector} ({n})" for sector, n in sizes.items())
    return sentence(
        "{team}: {members}, dealt into groups as evenly as whole persons allow.",
        team=team,
        members=members,
    )


def _split_description(effects: pd.DataFrame, team: str) -> str:
    splits = [
        sentence(
            "{split}: {pairs}, {share} of the work rests on one partner",
            split=_split(row),
            pairs=count(int(row["relationships"]), "relationship"),
            share=share(row["lost_mean"]),
        )
        for _, row in effects.iterrows()
    ]
    return sentence(
        "Four panels on splitting {team}. {splits}.",
        team=team_within(team) or gettext("a team"),
        splits="; ".join(splits),
    )


def split_in_words(corpus: Corpus) -> Prose:
    """What happens from the whole team to its smallest groups, and which splits are recommended."""
    team, _, effects, ranges = splits_of(corpus)
    return split_sentences(effects, ranges=ranges, team=team)


def split_sentences(effects: pd.DataFrame, *, ranges: pd.DataFrame, team: str) -> Prose:
    """The sentences on what `studies.teams.split_effects` returns for `team`."""
    if effects.empty:
        return prose("No team here joins two sectors, so there is nothing to split.")
    return paragraphs(_ends(effects, team), _recommended(effects, ranges))


def _ends(effects: pd.DataFrame, team: str) -> Prose:
    whole, last = effects.iloc[0], effects.iloc[-1]
    alone = int(last["without_partner"])
    return prose(
        "As a whole, {team} has {pairs} across sectors, {mean} per professional, and on average "
        "{lost} of a professional’s work across sectors rests on any one partner. In {groups} of "
        "{persons} there are {last_pairs}, {last_mean} per professional; {last_lost} of the work "
        "rests on one partner, and {alone} {are} without a partner in another sector from the "
        "start.",
        team=team_within(team),
        pairs=count(int(whole["relationships"]), "relationship"),
        mean=_short(whole["partners_mean"]),
        lost=share(whole["lost_mean"]),
        groups=count(int(last["groups"]), "group"),
        persons=_persons(last),
        last_pairs=int(last["relationships"]),
        last_mean=_short(last["partners_mean"]),
        last_lost=share(last["lost_mean"]),
        alone=count_in_words(alone, "person") if alone else gettext("nobody"),
        are=form_for(alone or 1, "is", "are"),
    )


def _recommended(effects: pd.DataFrame, ranges: pd.DataFrame) -> Prose:
    if ranges.empty:
        return prose("The corpus holds no recommended team size, so no band is drawn.")
    sizes = joined(map(span, ranges["smallest"], ranges["largest"]))
    fitting = t.within_range(effects, ranges)
    if fitting.empty:
        return prose("No split has all its groups within the recommended {sizes}.", sizes=sizes)
    return prose(
        "The splits into {groups} groups lie within the recommended team size of {sizes}; they "
        "keep {pairs} relationships and leave, on average, {stranded} without a partner when one "
        "person is away.",
        sizes=sizes,
        groups=joined(
            in_words(int(n)) if n > 1 else gettext("no split at all") for n in fitting["groups"]
        ),
        pairs=joined(int(n) for n in fitting["relationships"]),
        stranded=joined(_short(n) for n in fitting["stranded_mean"]),
    )


def splits_table(corpus: Corpus) -> View | Prose:
    """Every split with its relationships and what rests on single partners."""
    team, sizes, effects, _ = splits_of(corpus)
    return table(
        t.split_summary(effects),
        name="splits",
        title="A team split into smaller and smaller groups",
        subtitle=_split_subtitle(sizes, team),
        labels=_SPLIT_HEADINGS,
        spanners={
            "Colleagues of another sector": ["partners_mean", "partners_range", "without_partner"],
            "When one is away": ["lost", "stranded_mean", "stranded_max"],
        },
        notes=[
            "Relationships: pairs of colleagues of different sectors, over all groups.",
            "Rests on one: one divided by the number of partners, in percent; the mean over "
            "professionals who have any.",
            "Left alone: how many professionals lose their only partner when one person is away; "
            "the mean and the most over all persons who may be away.",
        ],
        empty=NONE,
    )


def splits_of(corpus: Corpus) -> tuple[str, dict[str, int], pd.DataFrame, pd.DataFrame]:
    """The largest team, its persons by sector, what its splits do, and recommended sizes."""
    teams = corpus.table("teams")
    team = t.largest_team(teams)
    sizes = t.sector_sizes(teams, team=team)
    return team, sizes, t.split_effects(sizes), t.recommended_sizes(corpus.table("claims"))


def _split(row: pd.Series) -> str:
    groups = int(row["groups"])
    if groups == 1:
        return gettext("As a whole")
    return sentence("In {n} groups of {persons}", n=groups, persons=_persons(row))


def team_within(team: str) -> str:
    """The name of a team as it stands within a sentence.

    >>> team_within("The large team"), team_within("Team North")
    ('the large team', 'Team North')
    """
    if language() != ENGLISH:
        return within(team)
    return f"the {team[4:]}" if team.startswith("The ") else team


def _persons(row: pd.Series) -> str:
    return joined(sorted({int(row["persons_min"]), int(row["persons_max"])}), choice=True)


def _short(value: float) -> str:
    return number(value, decimals=0 if float(value).is_integer() else 1)
