"""Teams on a page: who works with whom, and what splitting a team does, in pictures and words."""

from collections.abc import Hashable, Mapping
from functools import partial
from typing import Any

import pandas as pd

from trustbook.charts.facing_arcs import facing_arcs
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
from trustbook.pages.certainty import certainty_notes
from trustbook.pages.figures import figure
from trustbook.pages.prose import Prose, notice, paragraphs, prose
from trustbook.pages.tables import View, table, values
from trustbook.studies import teams as t

NONE = "There are no teams to show."
_HEADINGS = {
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
}
_PLACE = ["team", "position"]
_CELLS = {"n": "persons", "works_with": "whom they work with"}
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


def teams_figure(corpus: Corpus) -> View | Prose:
    """The persons of each team on facing arcs, joined where they work together."""
    teams = corpus.table("teams")
    persons, totals = t.people(teams), t.team_totals(teams)
    relationships = t.relationships_by_position(teams)
    draw = partial(
        facing_arcs,
        t.picture(persons),
        t.intersectoral_ties(persons),
        title=relationships_title(totals, relationships),
        subtitle=_relationships_subtitle(totals, relationships),
        description=_relationships_description(totals),
    )
    twin = t.person_partners(persons)
    return figure(draw, twin, name="teams", labels=_HEADINGS, empty=NONE)


def relationships_title(totals: pd.DataFrame, relationships: pd.DataFrame | None = None) -> str:
    """With how many colleagues of another sector a professional works on average, team by team.

    `totals` is what `studies.teams.team_totals` returns, `relationships` what
    `relationships_by_position` does: a printed number that they do not give is named.
    """
    busy = totals[totals["professionals"] > 0]
    if busy.empty:
        return gettext("No professionals with these settings")
    off = _printed_otherwise(relationships)
    means = [
        sentence("{n} in {team}", n=_about(row["partners_mean"]), team=_within(row["team"]))
        + _in_print(off[off["team"] == row["team"]])
        for row in busy.to_dict("records")
    ]
    return sentence("Colleagues of another sector: {means}", means=joined(means))


def finding_in_words(corpus: Corpus) -> Prose:
    """With how many colleagues of another sector a professional works, and what a split leaves."""
    return finding_sentences(t.team_totals(corpus.table("teams")), split=_split_of(corpus))


def _split_of(corpus: Corpus) -> str:
    team, _, effects, ranges = _splits(corpus)
    return split_title(effects, ranges=ranges, team=team)


def finding_sentences(totals: pd.DataFrame, *, split: str) -> Prose:
    """The sentences on what `studies.teams.team_totals` returns, then the one on a `split`."""
    busy = totals[totals["professionals"] > 0].to_dict("records")
    if not busy:
        return notice(NONE)
    first, *rest = [(_within(row["team"]), _about(row["partners_mean"])) for row in busy]
    return prose(
        "**In {team} a professional works with {n} colleagues of another sector{others}.** "
        "{split}.",
        team=first[0],
        n=first[1],
        others="".join(sentence(", in {team} with {n}", team=team, n=n) for team, n in rest),
        split=split,
    )


def _about(mean: float) -> str:
    """The mean as one would say it.

    >>> _about(1.0), _about(20 / 3)
    ('one', 'about seven')
    """
    n = in_words(round(mean))
    return n if float(mean).is_integer() else sentence("about {n}", n=n)


def _printed_otherwise(relationships: pd.DataFrame | None) -> pd.DataFrame:
    """The positions whose printed number of colleagues is not the computed one."""
    if relationships is None:
        return pd.DataFrame(columns=list(t.RELATIONSHIPS))
    return relationships[relationships["agrees"].eq(False).fillna(value=False).astype(bool)]


def _in_print(off: pd.DataFrame) -> str:
    pairs = zip(off["reported"], off["position"], strict=True)
    parts = joined(
        sentence("up to {n} for {position}", n=int(n), position=within(position))
        for n, position in pairs
    )
    return f" ({gettext('print')}: {parts})" if parts else ""


def drawn_instead(totals: pd.DataFrame, relationships: pd.DataFrame) -> str:
    """How many relationships are drawn, and how many the printed numbers would make."""
    drawn = dict(zip(totals["team"], totals["relationships"], strict=True))
    return " ".join(
        sentence(
            "In {team} {drawn} are drawn; the printed {printed} for each of {n} {position} would "
            "make at most {most}.",
            team=_within(row["team"]),
            drawn=drawn[row["team"]],
            printed=int(row["reported"]),
            n=row["n"],
            position=within(row["position"]),
            most=int(row["n"] * row["reported"]),
        )
        for row in _printed_otherwise(relationships).to_dict("records")
    )


def _relationships_subtitle(totals: pd.DataFrame, relationships: pd.DataFrame) -> str:
    supervising = int(totals["supervising"].sum())
    words = sentence(
        "{persons}, {supervising} of them supervising, and {pairs} across sectors. "
        "Bars count a person’s relationships.",
        persons=count(int(totals["professionals"].sum()) + supervising, "person"),
        supervising=in_words(supervising, zero="none"),
        pairs=count(int(totals["relationships"].sum()), "relationship"),
    )
    return f"{words} {drawn_instead(totals, relationships)}".strip()


def _relationships_description(totals: pd.DataFrame) -> str:
    teams = [
        sentence(
            "{team}: {sectors}, {n} supervising, {pairs}",
            team=row["team"],
            sectors=row["by_sector"] or gettext("nobody across sectors"),
            n=row["supervising"],
            pairs=count(row["relationships"], "relationship"),
        )
        for row in totals.to_dict("records")
    ]
    return sentence("Network of persons in teams on facing arcs. {teams}.", teams="; ".join(teams))


def totals_in_words(corpus: Corpus) -> Prose:
    """For each team, who works across sectors in it."""
    totals = t.team_totals(corpus.table("teams"))
    return paragraphs(
        *(
            prose(
                "**{team}** has {people} who {work} across sectors ({sectors}) in {pairs}.",
                team=row["team"],
                people=count(row["professionals"], "professional"),
                work=form_for(row["professionals"], "works", "work"),
                sectors=row["by_sector"],
                pairs=count(row["relationships"], "relationship"),
            )
            for row in totals[totals["professionals"] > 0].to_dict("records")
        ),
    )


def drawn_from(teams: pd.DataFrame, studies: pd.DataFrame) -> Prose:
    """Which parts of the studies with teams the coder did not have, where the corpus says so."""
    partial = studies[studies["study"].isin(teams["study"])].dropna(subset=["parts_not_available"])
    return paragraphs(
        *(
            prose(
                "Drawn from the text of {study}. Not available to us: {parts}.",
                study=study,
                parts=parts,
            )
            for study, parts in partial[["label", "parts_not_available"]].to_numpy()
        )
    )


def relationships_table(corpus: Corpus) -> View | Prose:
    """The colleagues of another sector for each position, as computed and as printed."""
    return table(
        t.relationships_by_position(corpus.table("teams")),
        name="relationships",
        title="Relationships across sectors for each position",
        subtitle="Computed from who is in a team, and as printed.",
        labels=_HEADINGS,
        group="team",
        notes=[
            "For supervising positions no number of colleagues is given; they have none here.",
            *_certainty(corpus.table("teams")),
        ],
        empty=NONE,
    )


def _certainty(teams: pd.DataFrame) -> list[str]:
    place = [
        sentence("{position} of {team}", position=within(post), team=_within(team))
        for team, post in teams[_PLACE].to_numpy()
    ]
    cells = {column: gettext(_CELLS[column]) for column in _CELLS}
    return certainty_notes(teams.assign(place=place), cells, line="place")


def agreement_in_words(corpus: Corpus) -> Prose:
    """Which printed numbers of relationships are not the computed ones."""
    return agreement_sentences(t.relationships_by_position(corpus.table("teams")))


def sources_in_words(corpus: Corpus) -> Prose:
    """What the picture was drawn from, where the corpus says so."""
    return drawn_from(corpus.table("teams"), corpus.table("studies"))


def agreement_sentences(relationships: pd.DataFrame) -> Prose:
    """The sentences on what `studies.teams.relationships_by_position` returns."""
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
    return prose(
        "**Print and data disagree** on {position} in {team}: the printed number is {reported}, "
        "the persons in the table give {computed}. The picture and the counts use {computed}.",
        position=within(row["position"]),
        team=_within(row["team"]),
        reported=int(row["reported"]),
        computed=span(row["partners_min"], row["partners_max"]),
    )


def split_figure(corpus: Corpus) -> View | Prose:
    """What splitting the largest team gives and takes, split by split."""
    team, sizes, effects, ranges = _splits(corpus)
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
        team=_within(team) or gettext("a team"),
        splits="; ".join(splits),
    )


def split_in_words(corpus: Corpus) -> Prose:
    """What happens from the whole team to its smallest groups, and which splits are recommended."""
    team, _, effects, ranges = _splits(corpus)
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
        team=_within(team),
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
        "Within the recommended team size of {sizes} lie the splits into {groups} groups; they "
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
    team, sizes, effects, _ = _splits(corpus)
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


def _splits(corpus: Corpus) -> tuple[str, dict[str, int], pd.DataFrame, pd.DataFrame]:
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


def _within(team: str) -> str:
    """The name of a team as it stands within a sentence.

    >>> _within("The large team"), _within("Team North")
    ('the large team', 'Team North')
    """
    if language() != ENGLISH:
        return within(team)
    return f"the {team[4:]}" if team.startswith("The ") else team


def _persons(row: pd.Series) -> str:
    return joined(sorted({int(row["persons_min"]), int(row["persons_max"])}), choice=True)


def _short(value: float) -> str:
    return number(value, decimals=0 if float(value).is_integer() else 1)


def named_values(corpus: Corpus) -> View:
    """What texts can cite of the teams."""
    totals = t.team_totals(corpus.table("teams"))
    working = totals[totals["professionals"] > 0].sort_values("professionals", kind="stable")
    _, _, effects, ranges = _splits(corpus)
    fitting = t.within_range(effects, ranges) if len(ranges) else effects.head(0)
    smallest, largest = working.iloc[:1], working.iloc[-1:]
    return values(
        teams_across_sectors=len(working),  # teams in which professionals work across sectors
        largest_professionals=_only(largest, "professionals"),  # professionals in the largest team
        largest_relationships=_only(largest, "relationships"),  # relationships in the largest team
        largest_colleagues=_only(
            largest, "partners_mean"
        ),  # colleagues of another sector there, on average
        smallest_professionals=_only(
            smallest, "professionals"
        ),  # professionals in the smallest team
        smallest_relationships=_only(
            smallest, "relationships"
        ),  # relationships in the smallest team
        smallest_colleagues=_only(smallest, "partners_mean"),  # colleagues of another sector there
        recommended_groups=joined(
            in_words(int(n)) for n in fitting["groups"]
        ),  # groups of splits of recommended size
    )


def _only(row: pd.DataFrame, column: str) -> Any:
    """The value of the one row of a table; nothing where it has none."""
    return None if row.empty else row[column].iloc[0]
