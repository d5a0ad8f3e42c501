"""Early and late on a page: what each phase adds up to, and what became of each tie."""

import pandas as pd

from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import (
    count,
    count_at_start,
    form_for,
    in_words,
    joined,
    number,
    within,
)
from trustbook.corpus.reading import Corpus
from trustbook.networks.evidence import listed_segments
from trustbook.networks.phases import Phases, early_and_late, phase_totals
from trustbook.networks.structure import edges_of_relations
from trustbook.networks.tie_tables import leading_relations
from trustbook.pages.labels import labels, statements_of
from trustbook.pages.prose import Prose, notice, prose
from trustbook.pages.structure import NOTHING
from trustbook.pages.tables import View, table
from trustbook.signed import tie_change

NO_PHASES = (
    "Nothing here tells early material from late. That takes a table of phases in their order, or "
    "dates of encounters."
)
SIGN_CHANGED, BOTH = "sign changed", "both"
_CHANGES = {
    "only early": "only early",
    "only late": "only late",
    SIGN_CHANGED: "sign changed",
    BOTH: "both",
}
_SIGNS = {"+": "positive", "-": "negative", "±": "both"}
_RULES = {
    "phases": "early is the first phase that states any, late the last",
    "dates": "the encounters of each study were divided at the middle one in time",
}
_TOTALS = {
    "phase": "Phase",
    "statements": "Statements",
    "sources": "Independent sources",
    "stakeholders": "Stakeholders",
    "positive": "Positive ties",
    "negative": "Negative ties",
    "net": "Positive minus negative",
    "triangles": "Triangles",
    "balanced": "Balanced",
}


def changes_in_words(relations: pd.DataFrame, corpus: Corpus) -> Prose:
    """How many pairs are spoken of both early and late, and in which of them the sign changed."""
    parted = _parted(leading_relations(relations, corpus.table("concepts")), corpus)
    if parted is None:
        return prose("")
    changes = _changes(parted, corpus)
    twice = changes[changes["change"].isin((SIGN_CHANGED, BOTH))]
    return prose(
        "{pairs} {have} a tie both early and late. {changed} Two points in time are no trend, and "
        "they rest on {early} early and {late} late."
        if len(twice) == len(changes)
        else "{pairs} {have} a tie early or late, {both} of them in both. {changed} Two points in "
        "time are no trend, and they rest on {early} early and {late} late.",
        pairs=count_at_start(len(changes), "pair"),
        have=form_for(len(changes), "has", "have"),
        both=in_words(len(twice), zero="none"),
        changed=_changed(twice, corpus)
        if len(twice)
        else gettext("So nothing can be said of change."),
        early=count(len(parted.early), "statement"),
        late=number(len(parted.late)),
    )


def _changed(twice: pd.DataFrame, corpus: Corpus) -> str:
    """Between whom the sign changed, of the pairs that both parts speak of."""
    changed = twice[twice["change"] == SIGN_CHANGED]
    if twice.empty:
        return gettext("So nothing can be said of change.")
    if changed.empty:
        return gettext("The sign is the same both times.")
    who = labels(corpus, "stakeholder")
    pairs = joined(
        sentence(
            "from {truster} to {trustee} ({early} early, {late} late)",
            truster=within(who[row["source"]]),
            trustee=within(who[row["target"]]),
            early=gettext(_SIGNS[row["early"]]),
            late=gettext(_SIGNS[row["late"]]),
        )
        for row in changed.to_dict("records")
    )
    return sentence("The sign changed {pairs}.", pairs=pairs)


def totals_of_phases(relations: pd.DataFrame, corpus: Corpus, *, name: str) -> View | Prose:
    """Ties, signs and balance of each declared phase; no words where none is declared."""
    totals = phase_totals(
        leading_relations(relations, corpus.table("concepts")),
        segments=statements_of(corpus),
        concepts=corpus.table("concepts"),
        phases=corpus.table("phases"),
    )
    if len(totals) < 2:  # noqa: PLR2004
        return prose("")
    rows = totals.assign(net=totals["positive"] - totals["negative"])
    return table(
        rows[list(_TOTALS)],
        name=name,
        title="What is stated in each phase",
        subtitle="Of the leading concepts; material without a phase is left out.",
        labels=_TOTALS,
        notes=[
            "A phase with more sources states more ties: compare what the ties are, not how many. "
            "Triangles count where all pairs have one sign."
        ],
    )


def change_table(relations: pd.DataFrame, corpus: Corpus, *, name: str) -> View | Prose:
    """Ties of the leading concepts only early, only late, in both, or with another sign."""
    lead = leading_relations(relations, corpus.table("concepts"))
    parted = _parted(lead, corpus)
    if parted is None:
        return notice(NO_PHASES)
    changes = _early_and_late(_changes(parted, corpus), corpus, parted=parted)
    n_parted = len(parted.early) + len(parted.late)
    return table(
        changes,
        name=name,
        title="Ties of early and of late material",
        subtitle=sentence(
            "{n} of {statements}; {rule}.",
            n=n_parted,
            statements=count(len(lead), "statement"),
            rule=gettext(_RULES[parted.rule]),
        ),
        labels={
            "source": "From",
            "target": "Towards",
            "early": "Early",
            "late": "Late",
            "change": "Change",
        },
        notes=["A tie that is missing late was not stated again; it may still hold."],
        empty=NOTHING,
    )


def _early_and_late(changes: pd.DataFrame, corpus: Corpus, *, parted: Phases) -> pd.DataFrame:
    """The changes with the concepts stated early and late, and the segments that state them."""
    who, what = labels(corpus, "stakeholder"), labels(corpus, "concept")
    ends = list(zip(changes["source"], changes["target"], strict=True))
    both = pd.concat([parted.early, parted.late])
    return changes.assign(
        early=[_concepts(_between(parted.early, pair)["concept"], what) for pair in ends],
        late=[_concepts(_between(parted.late, pair)["concept"], what) for pair in ends],
        change=[gettext(_CHANGES[change]) for change in changes["change"]],
        source=[who[one] for one, _ in ends],
        target=[who[other] for _, other in ends],
        segments=[listed_segments(_between(both, pair)["segment"]) for pair in ends],
    )


def _between(relations: pd.DataFrame, pair: tuple[str, str]) -> pd.DataFrame:
    return relations[(relations["truster"] == pair[0]) & (relations["trustee"] == pair[1])]


def _concepts(stated: pd.Series, what: dict[str, str]) -> str:
    """The labels of the concepts stated, in the order of the corpus."""
    names = set(stated)
    return ", ".join(label for name, label in what.items() if name in names)


def _parted(relations: pd.DataFrame, corpus: Corpus) -> Phases | None:
    return early_and_late(
        relations,
        segments=statements_of(corpus),
        encounters=corpus.table("encounters"),
        phases=corpus.table("phases"),
    )


def _changes(parted: Phases, corpus: Corpus) -> pd.DataFrame:
    """What became of each tie (`signed.tie_change`)."""
    early, late = (
        edges_of_relations(part, segments=statements_of(corpus), concepts=corpus.table("concepts"))
        for part in (parted.early, parted.late)
    )
    return tie_change(early, late, directed=True)
