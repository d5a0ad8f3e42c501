"""How much confidence each synthesised finding deserves, on a page: GRADE-CERQual as the frame."""

import pandas as pd

from trustbook.corpus.confidence import COMPONENTS, OVERALL, judgements_of
from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import (
    at_start,
    count,
    count_in_words,
    form_for,
    joined,
    number,
    part_of,
)
from trustbook.corpus.reading import Corpus
from trustbook.corpus.reporting import REPORTING_FILE
from trustbook.corpus.settings import settings
from trustbook.networks.evidence import listed_segments
from trustbook.pages.labels import labels
from trustbook.pages.prose import Prose, notice, prose
from trustbook.pages.tables import View, table
from trustbook.studies import synthesis as y

NOTHING = "Nothing is coded with these settings."
NOT_ASSESSED = "not assessed"
_HEADINGS = {
    "methods": "Methodological limitations",
    "coherence": "Coherence",
    "adequacy": "Adequacy of data",
    "relevance": "Relevance",
    OVERALL: "Confidence",
}


def confidence_in_words(corpus: Corpus) -> Prose:
    """How many findings somebody judged, and what is where nobody did."""
    judged = _judgements(corpus)
    overall = judged.loc[judged["component"] == OVERALL, "category"].nunique()
    whole = corpus.table("codes")["kind"].eq("category").sum()
    if not whole:
        return prose("")
    return prose(
        "The components are those of GRADE-CERQual. What the tables can answer is counted; a "
        "person has to judge how serious a concern is and how much confidence follows, and to "
        "give a reason. {judged} {is_} judged so far.",
        judged=at_start(part_of(int(overall), int(whole), "finding")),
        is_=form_for(overall or 1, "is", "are"),
    )


def confidence_table(corpus: Corpus, *, name: str) -> View | Prose:
    """One row per category: what the tables say to each component, and what somebody judged."""
    codes = corpus.table("codes")
    segments = corpus.table("segments")
    coded = y.coded_segments(corpus.table("codings"), codes, segments=segments)
    against = y.coded_segments(corpus.table("contradictions"), codes, segments=segments)
    if coded.empty:
        return notice(NOTHING)
    of_label = dict(zip(codes["label"], codes["code"], strict=True))
    judged = {
        (str(row.category), str(row.component)): f"{row.judgement}. {row.why}"
        for row in _judgements(corpus).itertuples()
    }
    rows = []
    for (theme, category), part in coded.groupby(["theme", "category"], sort=False):
        code = of_label.get(category, "")
        counter = against[(against["theme"] == theme) & (against["category"] == category)]
        data = {
            "methods": "",
            "coherence": _coherence(counter),
            "adequacy": _adequacy(part, n_studies=segments["study"].nunique()),
            "relevance": _relevance(part, corpus),
            OVERALL: "",
        }
        cells = {
            component: _cell(
                data[component], judged.get((code, component), ""), component=component
            )
            for component in (*COMPONENTS, OVERALL)
        }
        rows.append({"theme": theme, "category": category, **cells})
    return table(
        pd.DataFrame(rows),
        name=name,
        title="How much confidence in each finding?",
        subtitle="A finding is what is coded under a category. No score is computed.",
        labels={"category": "Finding", **_HEADINGS},
        group="theme",
        folded=not judged,
        notes=[
            "Methodological limitations: what the studies report of their methods is in the "
            "[reporting checklist](reporting.html)."
        ],
    )


def _judgements(corpus: Corpus) -> pd.DataFrame:
    whole = settings(corpus.text(REPORTING_FILE), file=REPORTING_FILE)
    return judgements_of(whole, categories=list(corpus.table("codes")["code"]))


def _cell(counted: str, judgement: str, *, component: str) -> str:
    """What is counted and what is judged; that nothing is assessed where there is neither."""
    concerns = judgement and sentence("Concerns: {judgement}", judgement=judgement)
    judged = judgement if component == OVERALL else concerns
    return at_start("\n".join(filter(None, (counted, judged))) or gettext(NOT_ASSESSED))


def _adequacy(part: pd.DataFrame, *, n_studies: int) -> str:
    studies = part["study"].nunique()
    return sentence(
        "{segments}, {sources}, {n} of {studies}",
        segments=count(part["segment"].nunique(), "segment"),
        sources=count(part["source"].nunique(), "source"),
        n=number(studies),
        studies=count(n_studies, "study"),
    )


def _coherence(counter: pd.DataFrame) -> str:
    n = counter["segment"].nunique()
    if not n:
        return gettext("no segment judged to speak against it")
    return sentence(
        "{segments} {speak} against it: {ids}",
        segments=count_in_words(n, "segment"),
        speak=form_for(n, "speaks", "speak"),
        ids=listed_segments(counter["segment"].drop_duplicates()),
    )


def _relevance(part: pd.DataFrame, corpus: Corpus) -> str:
    """Whose views are behind a finding, and of which phases, as far as the corpus says so."""
    rows = corpus.table("segments").set_index("segment").loc[part["segment"].unique()]
    who = labels(corpus, "stakeholder")
    speakers = rows["speaker"].dropna()
    label = labels(corpus, "phase")
    phases = [label[phase] for phase in rows["phase"].dropna()] if "phase" in rows else []
    voices = joined(who.get(one, one) for one in speakers.value_counts().index)
    whose = sentence("speakers: {voices}" if voices else "no speaker named", voices=voices)
    if not phases:
        return whose
    return sentence("{whose}; phases: {phases}", whose=whose, phases=joined(dict.fromkeys(phases)))
