"""What the chapter on claims shows: a summary, every claim, disagreements, what stays open."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from trustbook.claims.claims import DIFFERS, FAILED, NOT_COMPUTABLE, REPRODUCED, failure
from trustbook.claims.measures import NOT_COMPUTED
from trustbook.networks.evidence import labels_of
from trustbook.numbers import count, joined
from trustbook.pages.prose import Prose, prose

HEADINGS = {
    "claim": "Claim",
    "study": "Study",
    "verdict": "Verdict",
    "statement": "What is claimed",
    "expected": "Printed",
    "computed": "Computed",
    "section": "Section",
    "note": "What is to be said",
    "place": "Place",
    "rows": "Rows it rests on",
    "fault": "What is wrong",
    "here": "One place",
    "there": "Another place",
    "why": "Why it cannot be computed",
    "claims": "All claims",
}
NO_CLAIMS = "No claim is on record for this selection."
_SHOWN_KEYS = 8


def summary(claims: pd.DataFrame) -> Prose:
    """How many claims have which verdict, in one sentence or two."""
    if claims.empty:
        return prose("")
    n = claims["verdict"].value_counts()
    return prose(
        "Of **{claims}**, **{reproduced}** {are} reproduced, **{differs}** {differ} because places "
        "in print disagree, and **{open}** cannot be computed. {failed}",
        claims=count(len(claims), "claim"),
        reproduced=int(n.get(REPRODUCED, 0)),
        are="is" if n.get(REPRODUCED, 0) == 1 else "are",
        differs=int(n.get(DIFFERS, 0)),
        differ="differs" if n.get(DIFFERS, 0) == 1 else "differ",
        open=int(n.get(NOT_COMPUTABLE, 0)),
        failed=_failed_in_words(claims[claims["verdict"] == FAILED]),
    )


def _failed_in_words(failed: pd.DataFrame) -> Prose:
    if failed.empty:
        return prose("**None failed**: all that the tables give is printed somewhere.")
    return prose(
        "**{n} failed**: the tables contradict what is printed ({names}).",
        n=len(failed),
        names=joined(failed["claim"]),
    )


def all_claims(
    claims: pd.DataFrame, *, studies: pd.DataFrame, anchors: pd.DataFrame
) -> pd.DataFrame:
    """One row a claim in the order of print, that is of the places of their anchors.

    Columns: place (study and section), claim, study (label), statement, expected, computed,
    verdict, note (with the measure and the rows it used).
    """
    starts = anchors.groupby("anchor")["start"].min()
    order = {study: number for number, study in enumerate(studies["study"])}
    placed = claims.assign(
        order=claims["study"].map(order), start=claims["anchor"].map(starts)
    ).sort_values(["order", "start"], kind="stable", ignore_index=True)
    named = _labelled(placed, studies)
    notes = [_note(claim) for claim in placed.to_dict("records")]
    return named.assign(
        place=[_joined(study, section) for study, section in named[["study", "section"]].values],
        note=pd.Series(notes, dtype="str"),
    )[["place", "claim", "study", "statement", "expected", "computed", "verdict", "note"]]


def failed_claims(claims: pd.DataFrame, *, studies: pd.DataFrame) -> pd.DataFrame:
    """The claims that failed: claim, statement, fault, place (study and section), rows."""
    failed = _labelled(claims[claims["verdict"] == FAILED], studies).to_dict("records")
    rows = [
        (
            claim["claim"],
            claim["statement"],
            failure(claim),
            _joined(claim["study"], claim["section"]),
            _keys(claim["rows"]),
        )
        for claim in failed
    ]
    columns = ["claim", "statement", "fault", "place", "rows"]
    return pd.DataFrame(rows, columns=columns, dtype="str")


def open_claims(claims: pd.DataFrame, *, studies: pd.DataFrame) -> pd.DataFrame:
    """The claims that cannot be computed: claim, statement, expected, study, section, why."""
    left = claims[claims["verdict"] == NOT_COMPUTABLE].reset_index(drop=True)
    shown = _labelled(left, studies).rename(columns={"note": "why"})
    return shown[["claim", "statement", "expected", "study", "section", "why"]]


def disagreements(differences: pd.DataFrame, *, studies: pd.DataFrame) -> pd.DataFrame:
    """Places that disagree side by side, one row a claim: here, there, note."""
    labels = labels_of(studies, "study")
    rows = [
        (
            _place(pairs[0], labels, ("claim", "")),
            "\n".join(_place(pair, labels, ("other", "other_")) for pair in pairs),
            pairs[0]["note"],
        )
        for _, group in differences.groupby("claim", sort=False)
        for pairs in [group.to_dict("records")]
    ]
    return pd.DataFrame(rows, columns=["here", "there", "note"], dtype="str")


def disagreements_sentence(differences: pd.DataFrame) -> Prose:
    """How many statements another place contradicts, within a study and between two."""
    if differences.empty:
        return prose("No two places in print are known to disagree.")
    between = differences["study"] != differences["other_study"]
    pairs = differences.assign(between=between).groupby("claim")["between"].any()
    return prose(
        "{n} {are} contradicted by another place: {within} within one study, {between} between "
        "two. The tables follow one of the two places.",
        n=count(len(pairs), "printed statement").capitalize(),
        are="is" if len(pairs) == 1 else "are",
        within=int((~pairs).sum()),
        between=int(pairs.sum()),
    )


def _place(pair: Mapping[Hashable, Any], labels: Mapping[str, str], names: tuple[str, str]) -> str:
    """One of the two places: what it states, its value, and where it stands."""
    claim, prefix = names
    study = pair[f"{prefix}study"]
    where = _joined(labels.get(study, study), pair[f"{prefix}section"])
    return f"{pair[f'{prefix}statement']}: {pair[f'{prefix}expected']}\n({where}; {pair[claim]})"


def _joined(study: str, section: str) -> str:
    return ", ".join(filter(None, [study, section]))


def _labelled(claims: pd.DataFrame, studies: pd.DataFrame) -> pd.DataFrame:
    labels = labels_of(studies, "study")
    return claims.assign(study=claims["study"].map(lambda study: labels.get(study, study)))


def _note(claim: Mapping[Hashable, Any]) -> str:
    """What is to be said of a claim; below it the measure, and the rows it used."""
    if claim["measure"] in NOT_COMPUTED:
        return str(claim["note"])
    used = f"`{claim['measure']}`: {_keys(claim['rows'])}"
    return "\n".join(filter(None, [claim["note"], used]))


def _keys(rows: Sequence[str]) -> str:
    if not rows:
        return "no rows"
    table = rows[0].split(" ", 1)[0]
    keys = [row.removeprefix(f"{table} ") for row in rows]
    more = f" and {len(keys) - _SHOWN_KEYS} more" if len(keys) > _SHOWN_KEYS else ""
    return f"{table} {', '.join(keys[:_SHOWN_KEYS])}{more}"
