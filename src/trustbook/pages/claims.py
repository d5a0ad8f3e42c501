"""What the chapter on claims shows: verdicts, every claim, disagreements, and what stays open."""

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from trustbook.claims.claims import (
    AGREES,
    CODED,
    DIFFERS,
    FAILED,
    IN_PRINT,
    NOT_COMPUTABLE,
    RECOMPUTED,
    STATED_ONLY,
    TRANSCRIBED,
    WITH_VERDICT,
    differences,
    failure,
    kinds,
    of_study,
    verdicts,
    verified_claims,
)
from trustbook.claims.measures import NOT_COMPUTED
from trustbook.corpus.language import ENGLISH, gettext, sentence, speaking
from trustbook.corpus.numbers import count, count_at_start, form_for, in_words, joined
from trustbook.corpus.reading import Corpus, labelled
from trustbook.corpus.schema import JUDGEMENTS
from trustbook.networks.evidence import labels_of
from trustbook.pages.prose import Prose, notice, prose
from trustbook.pages.tables import View, table, values

HEADINGS = {
    "statement": "What is claimed",
    "expected": "Printed",
    "note": "What is to be said",
    "rows": "Rows it rests on",
    "fault": "What is wrong",
    "place": "Place",
    "here": "One place",
    "there": "Another place",
    "why": "Why it cannot be computed",
    "meaning": "What it shows",
    "within": "Where",
    "judgement": "Judgement",
    "claims": "All claims",
}
MEANINGS = {
    RECOMPUTED: "A printed number, computed again from several cells of the rebuilt tables.",
    IN_PRINT: "Two or more places in print, compared with each other in numbers or in words.",
    CODED: "What we coded or counted, against what we say of it. No verdict about the study.",
    TRANSCRIBED: "A cell, against the place that it was entered from. No verdict about the study.",
    STATED_ONLY: "Printed, but nothing here can be compared with it.",
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


def tables_as_written(corpus: Corpus) -> dict[str, pd.DataFrame]:
    """The tables in the words in which claims name their rows, whatever the page speaks."""
    with speaking(ENGLISH):
        return corpus.tables()


def claims(corpus: Corpus, *, whole: Corpus) -> Claims:
    """The verified claims of `corpus`; they may rest on other studies of the `whole` corpus."""
    verified, studies = verified_claims(tables_as_written(whole)), corpus.table("studies")
    return Claims(
        corpus=corpus,
        verified=of_study(verified, studies),
        disagreements=of_study(differences(verified), studies),
    )


def finding_in_words(claims: Claims) -> Prose:
    """How many printed statements fit another place, how many do not, and what failed."""
    every = claims.verified
    if every.empty:
        return notice(NO_CLAIMS)
    judged = every[every["kind"].isin(WITH_VERDICT)]
    n = judged["verdict"].value_counts()
    agreeing, differing = (int(n.get(name, 0)) for name in (AGREES, DIFFERS))
    return prose(
        "**Of {printed} that can be checked, {agreeing} {agree} with the tables or with another "
        "place in print, and {differing} {do} not fit another place.** {failed}",
        printed=count(len(judged), "printed statement"),
        agreeing=agreeing or "none",
        agree=form_for(agreeing or 1, "agrees", "agree"),
        differing=differing or "none",
        do=form_for(differing or 1, "does", "do"),
        failed=_failed_in_words(claims.with_verdict(FAILED)),
    )


def sureness_in_words(claims: Claims) -> Prose:
    """How disagreements were judged, and what agreement does not show."""
    if claims.verified.empty:
        return prose("")
    rows = claims.disagreements.drop_duplicates("claim")
    judged = _judged_in_words(rows["judgement"].value_counts())
    return prose(
        "A disagreement is not yet an error. {judged}Agreement shows that a number was read and "
        "entered without a slip; whether a study counted rightly, only its material could show.",
        judged=judged,
    )


def verdicts_in_words(claims: Claims) -> Prose:
    """How many claims have which verdict, in one sentence or two."""
    if claims.verified.empty:
        return prose("")
    every, failing = claims.verified, claims.with_verdict(FAILED)
    judged = every[every["kind"].isin(WITH_VERDICT)]
    n, of_kind = judged["verdict"].value_counts(), every["kind"].value_counts()
    agreeing, differing = (int(n.get(name, 0)) for name in (AGREES, DIFFERS))
    recomputed, in_print, coded, transcribed, stated = (
        int(of_kind.get(kind, 0))
        for kind in (RECOMPUTED, IN_PRINT, CODED, TRANSCRIBED, STATED_ONLY)
    )
    return prose(
        "Of {claims}, **{judged}** say something about the studies: {recomputed} {are} recomputed "
        "from tables, {in_print} {compare} print with print. Of these, **{agreeing}** {agree} and "
        "**{differing}** {belong} to a disagreement between places in print, which is listed "
        "above with our judgement. The others carry no verdict about a study: {coded} {count} what "
        "we coded, {transcribed} {repeat} the cell that was entered from the same place, and "
        "{stated} can be compared with nothing here.{failed}",
        judged=len(judged),
        claims=count(len(every), "claim"),
        recomputed=recomputed,
        are=form_for(recomputed, "is", "are"),
        in_print=in_print,
        compare=form_for(in_print, "compares", "compare"),
        agreeing=agreeing,
        agree=form_for(agreeing, "agrees", "agree"),
        differing=differing,
        belong=form_for(differing, "belongs", "belong"),
        coded=coded,
        count=form_for(coded, "counts", "count"),
        transcribed=transcribed,
        repeat=form_for(transcribed, "repeats", "repeat"),
        stated=stated,
        failed=_behind(_failed_in_words(failing)) if len(failing) else "",
    )


def _behind(words: Prose) -> Prose:
    """The words as they stand behind a sentence."""
    return Prose(f" {words.markdown}", f" {words.plain}")


def _failed_in_words(rows: pd.DataFrame) -> Prose:
    if rows.empty:
        return prose("**None failed**: all that the tables give is printed somewhere.")
    return prose(
        "**{n} failed**: the tables contradict what is printed ({names}).",
        n=len(rows),
        names=joined(rows["claim"]),
    )


def kinds_table(claims: Claims) -> View | Prose:
    """How many claims are of which kind, with what each kind shows and their verdicts."""
    rows = kinds(claims.verified)
    rows.insert(1, "meaning", [gettext(MEANINGS[kind]) for kind in rows["kind"]])
    return table(
        rows[rows["claims"] > 0],
        name="table-kinds",
        title="Claims by kind and verdict",
        subtitle="Only the first two kinds carry a verdict about a study",
        labels=HEADINGS,
        empty=NO_CLAIMS,
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
        rows[
            [
                *("place", "claim", "study", "kind", "statement"),
                *("expected", "computed", "verdict", "note"),
            ]
        ],
        name="table-claims",
        title="What is printed, and what the tables give",
        labels=HEADINGS,
        group="place",
        filters=["kind", "verdict", "study"],
        folded=True,
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
        return gettext("no rows")
    name = rows[0].split(" ", 1)[0]
    keys = [row.removeprefix(f"{name} ") for row in rows]
    rest = len(keys) - MOST_KEYS
    more = sentence(" and {n} more", n=rest) if rest > 0 else ""
    return f"{name} {', '.join(keys[:MOST_KEYS])}{more}"


def _place(study: str, section: str) -> str:
    return ", ".join(filter(None, [study, section]))


def disagreements_in_words(claims: Claims) -> Prose:
    """How often two places do not fit, within a study and between two."""
    rows = claims.disagreements
    if rows.empty:
        return notice("No two places in print are known to disagree.")
    between = (rows["study"] != rows["other_study"]).groupby(rows["claim"]).any()
    return prose(
        "{n} between places in print: {within} within one study, {between} between two studies. "
        "Where numbers disagree, the tables follow one of the two places."
        if not between.all()
        else "{n} between what two studies print. Where numbers disagree, the tables follow one of "
        "the two places.",
        n=count_at_start(len(between), "disagreement"),
        within=int((~between).sum()),
        between=int(between.sum()),
    )


def _judged_in_words(judged: "pd.Series[int]") -> str:
    """How many disagreements were judged in which way; nothing where none was."""
    words = [
        sentence("“{judgement}” for {n}", judgement=gettext(name), n=judged[name])
        for name in JUDGEMENTS
        if name in judged
    ]
    judgement = sentence("Our judgement is {judgements}.", judgements=joined(words))
    return f"{judgement} " if words else ""


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
            _within(pairs),
            pairs[0]["judgement"],
            pairs[0]["note"],
        )
        for _, group in claims.disagreements.groupby("claim", sort=False)
        for pairs in [group.to_dict("records")]
    ]
    return table(
        pd.DataFrame(rows, columns=["here", "there", "within", "judgement", "note"]),
        name=name,
        title=title,
        labels=HEADINGS,
        filters=["judgement", "within"],
        empty="There is no disagreement to list.",
    )


def _statement(
    pair: Mapping[Hashable, Any], labels: Mapping[str, str], *, claim: str, prefix: str = ""
) -> str:
    """One of the two places: what it states, its value, and where it is."""
    study, section, statement, expected = (
        pair[f"{prefix}{name}"] for name in ("study", "section", "statement", "expected")
    )
    stated = statement if _says(statement, expected) else f"{statement}: {expected}"
    return f"{stated}\n({_place(labels.get(study, study), section)}; {pair[claim]})"


def _says(statement: str, value: str) -> bool:
    """Whether a statement has its value in it, in digits or in words.

    >>> _says("Two of 12 lasted from May to June", "2"), _says("From May to June", "May–June")
    (True, True)
    >>> _says("They belong to the same study", "1")
    False
    """
    words = set(re.findall(r"\w+", statement.casefold()))
    return all(
        part in words or (part.isdecimal() and in_words(int(part)) in words)
        for part in re.findall(r"\w+", value.casefold())
    )


def _within(pairs: Sequence[Mapping[Hashable, Any]]) -> str:
    is_one = all(pair["study"] == pair["other_study"] for pair in pairs)
    return gettext("within one study" if is_one else "between two studies")


def open_table(claims: Claims) -> View | Prose:
    """The claims that cannot be computed, each with the reason."""
    rows = claims.labelled(claims.with_verdict(NOT_COMPUTABLE)).rename(columns={"note": "why"})
    return table(
        rows[["claim", "statement", "expected", "study", "section", "why"]],
        name="table-open",
        title="Printed statements that the tables cannot settle",
        labels=HEADINGS,
        filters=["study"],
        folded=True,
        empty="There is nothing that could not be computed.",
    )


def named_values(claims: Claims) -> View:
    """What texts can cite of the claims."""
    every = claims.verified
    verdicts = every[every["kind"].isin(WITH_VERDICT)]["verdict"].value_counts()
    return values(
        claims=len(every),  # claims
        judged=int(verdicts.sum()),  # claims with a verdict about a study
        agree=int(verdicts.get(AGREES, 0)),  # claims that agree
        differ=int(verdicts.get(DIFFERS, 0)),  # claims that belong to a disagreement in print
    )
