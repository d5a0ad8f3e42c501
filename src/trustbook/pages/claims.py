"""What the chapter on claims shows: verdicts, every claim, disagreements, and what stays open."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from trustbook.claims.claims import (
    DIFFERS,
    FAILED,
    NOT_COMPUTABLE,
    REPRODUCED,
    differences,
    failure,
    of_study,
    verdicts,
    verified_claims,
)
from trustbook.claims.measures import NOT_COMPUTED
from trustbook.corpus.numbers import at_start, count, form_for, joined
from trustbook.corpus.reading import Corpus, labelled
from trustbook.networks.evidence import labels_of
from trustbook.pages.prose import Prose, prose
from trustbook.pages.tables import View, table

HEADINGS = {
    "statement": "What is claimed",
    "expected": "Printed",
    "note": "What is to be said",
    "rows": "Rows it rests on",
    "fault": "What is wrong",
    "here": "One place",
    "there": "Another place",
    "why": "Why it cannot be computed",
    "claims": "All claims",
}
NO_CLAIMS = "No claim is on record for this selection."
MOST_KEYS = 8  # of rows that a note names


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """The verified claims of a corpus, and those of their disagreements that concern it."""

    corpus: Corpus
    verified: pd.DataFrame
    disagreements: pd.DataFrame

    def labelled(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The rows with the label of their study."""
        return labelled(rows, self.corpus.table("studies"), key="study", columns=["study"])

    def with_verdict(self, verdict: str) -> pd.DataFrame:
        """The claims with this verdict."""
        return self.verified[self.verified["verdict"] == verdict].reset_index(drop=True)


def claims(corpus: Corpus, *, whole: Corpus) -> Claims:
    """The verified claims of `corpus`; they may rest on other studies of the `whole` corpus."""
    verified, studies = verified_claims(whole.tables()), corpus.table("studies")
    return Claims(
        corpus=corpus,
        verified=of_study(verified, studies),
        disagreements=of_study(differences(verified), studies),
    )


def verdicts_in_words(claims: Claims) -> Prose:
    """How many claims have which verdict, in one sentence or two."""
    if claims.verified.empty:
        return prose("")
    n = claims.verified["verdict"].value_counts()
    reproduced, differing = (int(n.get(name, 0)) for name in (REPRODUCED, DIFFERS))
    return prose(
        "Of **{claims}**, **{reproduced}** {are} reproduced, **{differing}** {differ} because "
        "places in print disagree, and **{open}** cannot be computed. {failed}",
        claims=count(len(claims.verified), "claim"),
        reproduced=reproduced,
        are=form_for(reproduced, "is", "are"),
        differing=differing,
        differ=form_for(differing, "differs", "differ"),
        open=int(n.get(NOT_COMPUTABLE, 0)),
        failed=_failed_in_words(claims.with_verdict(FAILED)),
    )


def _failed_in_words(rows: pd.DataFrame) -> Prose:
    if rows.empty:
        return prose("**None failed**: all that the tables give is printed somewhere.")
    return prose(
        "**{n} failed**: the tables contradict what is printed ({names}).",
        n=len(rows),
        names=joined(rows["claim"]),
    )


def verdicts_table(claims: Claims) -> View | Prose:
    """How many claims of each study have which verdict."""
    return table(
        claims.labelled(verdicts(claims.verified)),
        name="table-verdicts",
        title="Claims by study and verdict",
        labels=HEADINGS,
        empty=NO_CLAIMS,
    )


def failed_table(claims: Claims) -> View | Prose:
    """The claims that failed, each with what is wrong and the rows it rests on."""
    failed = claims.labelled(claims.with_verdict(FAILED))
    rows = [
        (
            claim["claim"],
            claim["statement"],
            failure(claim),
            _place(claim["study"], claim["section"]),
            _keys(claim["rows"]),
        )
        for claim in failed.to_dict("records")
    ]
    return table(
        pd.DataFrame(rows, columns=["claim", "statement", "fault", "place", "rows"]),
        name="table-failed",
        title="Claims that the tables contradict",
        labels=HEADINGS,
        empty="There is no failed claim to list.",
    )


def claims_table(claims: Claims) -> View | Prose:
    """Every claim in the order of print, that is of the places of their anchors."""
    starts = claims.corpus.table("anchors").groupby("anchor")["start"].min()
    order = {study: at for at, study in enumerate(claims.corpus.table("studies")["study"])}
    rows = claims.verified.assign(
        order=claims.verified["study"].map(order), start=claims.verified["anchor"].map(starts)
    )
    rows = claims.labelled(rows.sort_values(["order", "start"], kind="stable", ignore_index=True))
    notes = [_note(claim) for claim in rows.to_dict("records")]
    places = [_place(study, section) for study, section in rows[["study", "section"]].to_numpy()]
    rows = rows.assign(place=places, note=notes)
    return table(
        rows[["place", "claim", "study", "statement", "expected", "computed", "verdict", "note"]],
        name="table-claims",
        title="What is printed, and what the tables give",
        labels=HEADINGS,
        group="place",
        filters=["verdict", "study"],
        ids="claim",
        empty=NO_CLAIMS,
    )


def _note(claim: Mapping[Hashable, Any]) -> str:
    """What is to be said of a claim; below it the measure, and the rows it used."""
    if claim["measure"] in NOT_COMPUTED:
        return str(claim["note"])
    basis = f"`{claim['measure']}`: {_keys(claim['rows'])}"
    return "\n".join(filter(None, [claim["note"], basis]))


def _keys(rows: Sequence[str]) -> str:
    if not rows:
        return "no rows"
    name = rows[0].split(" ", 1)[0]
    keys = [row.removeprefix(f"{name} ") for row in rows]
    more = f" and {len(keys) - MOST_KEYS} more" if len(keys) > MOST_KEYS else ""
    return f"{name} {', '.join(keys[:MOST_KEYS])}{more}"


def _place(study: str, section: str) -> str:
    return ", ".join(filter(None, [study, section]))


def disagreements_in_words(claims: Claims) -> Prose:
    """How many statements another place contradicts, within a study and between two."""
    rows = claims.disagreements
    if rows.empty:
        return prose("No two places in print are known to disagree.")
    between = (rows["study"] != rows["other_study"]).groupby(rows["claim"]).any()
    return prose(
        "{n} {are} contradicted by another place: {within} within one study, {between} between "
        "two. The tables follow one of the two places.",
        n=at_start(count(len(between), "printed statement")),
        are=form_for(len(between), "is", "are"),
        within=int((~between).sum()),
        between=int(between.sum()),
    )


def disagreements_table(
    claims: Claims,
    *,
    name: str = "table-disagreements",
    title: str = "Two places side by side, each with what it states",
) -> View | Prose:
    """Places that disagree side by side, one row per claim."""
    labels = labels_of(claims.corpus.table("studies"), "study")
    rows = [
        (
            _statement(pairs[0], labels, claim="claim"),
            "\n".join(_statement(pair, labels, claim="other", prefix="other_") for pair in pairs),
            pairs[0]["note"],
        )
        for _, group in claims.disagreements.groupby("claim", sort=False)
        for pairs in [group.to_dict("records")]
    ]
    return table(
        pd.DataFrame(rows, columns=["here", "there", "note"]),
        name=name,
        title=title,
        labels=HEADINGS,
        empty="There is no disagreement to list.",
    )


def _statement(
    pair: Mapping[Hashable, Any], labels: Mapping[str, str], *, claim: str, prefix: str = ""
) -> str:
    """One of the two places: what it states, its value, and where it stands."""
    study, section, statement, expected = (
        pair[f"{prefix}{name}"] for name in ("study", "section", "statement", "expected")
    )
    return f"{statement}: {expected}\n({_place(labels.get(study, study), section)}; {pair[claim]})"


def open_table(claims: Claims) -> View | Prose:
    """The claims that cannot be computed, each with the reason."""
    rows = claims.labelled(claims.with_verdict(NOT_COMPUTABLE)).rename(columns={"note": "why"})
    return table(
        rows[["claim", "statement", "expected", "study", "section", "why"]],
        name="table-open",
        title="Printed statements that the tables cannot settle",
        labels=HEADINGS,
        filters=["study"],
        empty="There is nothing that could not be computed.",
    )
