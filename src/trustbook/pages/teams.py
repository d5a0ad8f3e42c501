"""Teams on a page: who works with whom, in pictures, tables and words."""

from collections.abc import Hashable, Mapping
from functools import partial
from typing import Any

import pandas as pd

from trustbook.charts.facing_arcs import facing_arcs
from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import (
    count,
    form_for,
    in_words,
    joined,
    span,
    within,
)
from trustbook.corpus.reading import Corpus
from trustbook.pages.certainty import certainty_notes
from trustbook.pages.figures import figure
from trustbook.pages.prose import Prose, notice, paragraphs, prose
from trustbook.pages.tables import View, table, values
from trustbook.pages.team_splits import NONE, split_title, splits_of, team_within
from trustbook.studies import teams as t

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
        sentence("{n} in {team}", n=_about(row["partners_mean"]), team=team_within(row["team"]))
        + _in_print(off[off["team"] == row["team"]])
        for row in busy.to_dict("records")
    ]
    return sentence("Colleagues of another sector: {means}", means=joined(means))


def finding_in_words(corpus: Corpus) -> Prose:
    """With how many colleagues of another sector a professional works, and what a split leaves."""
    return finding_sentences(t.team_totals(corpus.table("teams")), split=_split_of(corpus))


def _split_of(corpus: Corpus) -> str:
    team, _, effects, ranges = splits_of(corpus)
    return split_title(effects, ranges=ranges, team=team)


def finding_sentences(totals: pd.DataFrame, *, split: str) -> Prose:
    """The sentences on what `studies.teams.team_totals` returns, then the one on a `split`."""
    busy = totals[totals["professionals"] > 0].to_dict("records")
    if not busy:
        return notice(NONE)
    first, *rest = [(team_within(row["team"]), _about(row["partners_mean"])) for row in busy]
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
            team=team_within(row["team"]),
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
        sentence("{position} of {team}", position=within(post), team=team_within(team))
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
        team=team_within(row["team"]),
        reported=int(row["reported"]),
        computed=span(row["partners_min"], row["partners_max"]),
    )


def named_values(corpus: Corpus) -> View:
    """What texts can cite of the teams."""
    totals = t.team_totals(corpus.table("teams"))
    working = totals[totals["professionals"] > 0].sort_values("professionals", kind="stable")
    _, _, effects, ranges = splits_of(corpus)
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
