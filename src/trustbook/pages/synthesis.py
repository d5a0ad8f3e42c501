"""What the studies say side by side, on a page: pictures, tables and the sentences about them."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pandas as pd

from trustbook.charts.dot_matrix import dot_matrix
from trustbook.charts.hinges import hinging_names
from trustbook.charts.verdict_matrix import verdict_matrix
from trustbook.claims import reports as r
from trustbook.claims.claims import between_studies
from trustbook.corpus.language import gettext, ngettext, sentence
from trustbook.corpus.numbers import (
    count,
    count_at_start,
    form_for,
    in_words,
    joined,
    part_of,
    yes_no,
)
from trustbook.corpus.reading import Corpus, read_corpus
from trustbook.pages import claims as claims_page
from trustbook.pages.claims import Claims
from trustbook.pages.figures import figure
from trustbook.pages.labels import labels, with_labels
from trustbook.pages.prose import Prose, notice, paragraphs, prose
from trustbook.pages.tables import View, table, values
from trustbook.studies import synthesis as y
from trustbook.studies import verdicts as v

NOTHING = "Nothing is coded with these settings."
NO_REPORTS = "No two studies of this selection are joined as reports of the same study."
_PLACE = ["theme", "category"]
_HEADINGS = {
    "theme": "Theme",
    "category": "Category",
    "code": "Code",
    "study": "Study",
    "segments": "Segments",
    "hinges": "Hinges on one source in",
    "memo": "Why",
    "for_it": "Sources for",
    "against_it": "Sources against",
    "verdict": "The study",
    "segments_against": "Segments against",
    "place": "Where",
    "changed": "Changed",
    "said_first": "As the first report says it",
    "said_in_other": "As the other says it",
    "printed_first": "In the first report",
    "printed_in_other": "In the other",
}


MOST_NAMED = 12  # columns in the words of a picture
_TITLES = {
    "study": "Categories by study",
    "family": "Categories by family",
    "stakeholder": "Categories by stakeholder",
}
_DESCRIPTIONS = {
    "study": "Matrix of categories and studies. {title}. Sums of sources: {totals}.",
    "family": "Matrix of categories and families. {title}. Sums of sources: {totals}.",
    "stakeholder": "Matrix of categories and stakeholders. {title}. Sums of sources: {totals}.",
}


def coded_segments(corpus: Corpus) -> pd.DataFrame:
    """One row per segment and code given to it, with labels (`studies.synthesis`)."""
    return _coded(corpus, "codings")


def finding_in_words(coded: pd.DataFrame, corpus: Corpus) -> Prose:
    """How many categories all studies have, how many only one, and what is spoken against."""
    studies = _studies(corpus)
    _, wide = _spread(coded, coded, column="study", columns=studies)
    if wide.empty:
        return notice(NOTHING)
    disputed = len(v.disputed_codes(coded, _coded(corpus, "contradictions")))
    return prose(
        "**{spread}.** Segments were judged to speak against {n} of {codes}."
        if disputed
        else "**{spread}.** No segment was judged to speak against a code.",
        spread=spread_title(wide, columns=studies, among="studies"),
        n=in_words(disputed),
        codes=count(_n_codes(corpus), "code"),
    )


def sureness_in_words(coded: pd.DataFrame, corpus: Corpus) -> Prose:
    """How many cells hinge on one source, and what silence is."""
    counted, _ = _spread(coded, coded, column="study", columns=_studies(corpus))
    cells = counted[counted["sources"] > 0]
    if cells.empty:
        return prose("")
    n = int((cells["sources"] == 1).sum())
    return prose(
        "{part} {hinge} on a single source (open). A study that is silent may have found nothing, "
        "asked nothing or printed nothing: short texts say less than long ones.",
        part=part_of(n, len(cells), "dot"),
        hinge=form_for(n or 1, "hinges", "hinge"),
    )


def themes_figure(coded: pd.DataFrame, corpus: Corpus) -> View | Prose:
    """On how many independent sources of each study each category rests."""
    studies = _studies(corpus)
    return spread_figure(
        coded, coded, column="study", columns=studies, among="studies", name="themes-by-study"
    )


def families_figure(coded: pd.DataFrame, corpus: Corpus) -> View | Prose:
    """On how many independent sources each category rests for each family of stakeholders."""
    people = corpus.table("stakeholders")
    involved = y.families_of_segments(
        _segments(corpus),
        people,
        relations=corpus.table("relations"),
        strategies=corpus.table("strategies"),
    )
    families = list(dict.fromkeys(people["family"].fillna(y.NO_FAMILY)))
    return spread_figure(
        coded,
        coded.merge(involved, on="segment"),
        column="family",
        columns=families,
        among="families",
        name="themes-by-family",
    )


def spread_figure(  # noqa: PLR0913 - all but the frames are named
    coded: pd.DataFrame,
    behind: pd.DataFrame,
    *,
    column: str,
    columns: Sequence[str],
    among: str,
    name: str,
) -> View | Prose:
    """A matrix of the categories of `coded` by `columns`, with the sources that `behind` has."""
    counted, wide = _spread(coded, behind, column=column, columns=columns)
    title = spread_title(wide, columns=columns, among=among)
    totals = _totals(wide[list(columns)].sum())
    draw = partial(
        dot_matrix,
        counted,
        row=("theme", "category"),
        column=column,
        columns=columns,
        value="sources",
        title=gettext(_TITLES[column]),
        subtitle=sentence(
            "Independent sources; categories: {n}. A small point, or none, stands for silence.",
            n=len(wide),
        ),
        description=sentence(_DESCRIPTIONS[column], title=title, totals=totals),
    )
    twin = y.with_segments(wide.assign(hinges=hinging_names(wide, columns)), behind)
    return figure(draw, twin, name=name, labels=_HEADINGS)


def _totals(sums: pd.Series) -> str:
    """The columns with their sums in words: all, or of more than a listener can hold the largest.

    >>> _totals(pd.Series({"it": 3, "mv": 2}))
    'it 3 and mv 2'
    >>> _totals(pd.Series(range(40), index=[f"p{n}" for n in range(40)]))[-27:]
    'p29 29, p28 28… and 28 more'
    """
    named = [f"{each} {n:.0f}" for each, n in sums.nlargest(MOST_NAMED).items()]
    if len(sums) > MOST_NAMED:
        return ", ".join(named) + sentence("… and {n} more", n=len(sums) - MOST_NAMED)
    return joined(f"{each} {n:.0f}" for each, n in sums.items())


def _spread(
    coded: pd.DataFrame, behind: pd.DataFrame, *, column: str, columns: Sequence[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The sources behind each category and column, one row per cell and as a matrix."""
    counted = y.with_silence(
        y.support(behind, by=[*_PLACE, column]), rows=coded[_PLACE], column=column, columns=columns
    )
    wide = y.matrix(counted, rows=_PLACE, column=column, columns=columns, value="sources")
    return counted, wide


def spread_title(wide: pd.DataFrame, *, columns: Sequence[str], among: str) -> str:
    """How many categories of a matrix of counts have something in every column, or in only one.

    `among` names the columns in the plural.
    """
    if wide.empty:
        return gettext(NOTHING).rstrip(".")
    if len(columns) == 1:
        return sentence(
            "{categories} {are} coded for {column}",
            categories=count(len(wide), "category"),
            are=form_for(len(wide), "is", "are"),
            column=columns[0],
        )
    filled = (wide[list(columns)] > 0).sum(axis=1)
    every, alone = int((filled == len(columns)).sum()), int((filled == 1).sum())
    return ngettext(
        "{part} {appear} in both {among}, {alone} in only one",
        "{part} {appear} in all {n} {among}, {alone} in only one",
        len(columns) - 1,
    ).format(
        part=part_of(every, len(wide), "category"),
        appear=form_for(every or 1, "appears", "appear"),
        n=in_words(len(columns)),
        among=gettext(among),
        alone=in_words(alone, zero="none"),
    )


def silence_in_words(coded: pd.DataFrame, corpus: Corpus) -> Prose:
    """On how many categories each study is silent."""
    studies = _studies(corpus)
    _, wide = _spread(coded, coded, column="study", columns=studies)
    return silence_sentence(wide, columns=studies)


def silence_sentence(wide: pd.DataFrame, *, columns: Sequence[str]) -> Prose:
    """The sentence on the zeros in the columns of a matrix of counts, most zeros first."""
    if wide.empty:
        return prose("")
    zeros = {column: int((wide[column] == 0).sum()) for column in columns}
    silent = sorted((-n, column) for column, n in zeros.items() if n)
    if not silent:
        return prose(
            "No category is silent here."
            if len(columns) == 1
            else "None of them is silent on any category."
        )
    return prose(
        "Where a study is silent: {parts}. A silent study may have found nothing, asked nothing, "
        "or printed nothing on it: much less was coded from short texts than from long ones.",
        parts=joined(
            sentence("{study} on {categories}", study=column, categories=count(-n, "category"))
            for n, column in silent
        ),
    )


def themes_table(coded: pd.DataFrame, corpus: Corpus) -> View | Prose:
    """Segments and independent sources for each theme and study."""
    return table(
        y.theme_table(y.support(coded, by=["theme", "study"]), studies=_studies(corpus)),
        name="themes",
        title="Segments and independent sources for each theme and study",
        subtitle="Segments / independent sources; 0 is silence.",
    )


def verdicts_figure(coded: pd.DataFrame, corpus: Corpus) -> View | Prose:
    """Whether each study supports, contradicts or passes over what each category states."""
    studies = _studies(corpus)
    against = _coded(corpus, "contradictions")
    verdicts = v.verdicts(coded, against, by=_PLACE, studies=studies)
    categories = verdicts.groupby(_PLACE, sort=False)["verdict"].agg(set)
    counts = verdicts["verdict"].value_counts()
    words = joined(f"{gettext(word)} {counts.get(word, 0)}" for word in v.VERDICTS)
    draw = partial(
        verdict_matrix,
        verdicts,
        columns=studies,
        title=verdicts_title(categories, v.disputed_codes(coded, against), _n_codes(corpus)),
        subtitle="With independent sources; both: for and against. Against: a segment speaks "
        "against a code of the category, not all of it. Silent: nothing was coded there.",
        description=sentence(
            "Matrix of {categories} by {studies}, what each study says to each. Cells: {cells}.",
            categories=count(len(categories), "category"),
            studies=count(len(studies), "study"),
            cells=words,
        ),
    )
    return figure(draw, verdicts, name="verdicts", labels=_HEADINGS)


def verdicts_title(categories: pd.Series, disputed: pd.DataFrame, n_codes: int) -> str:
    """How many categories (sets of verdicts), and codes of them, a segment speaks against."""
    n = sum(bool(verdicts & {v.AGAINST, "both"}) for verdicts in categories)
    if not n:
        part = part_of(0, len(categories), "category")
        return sentence("{part} has a code that a segment speaks against", part=part)
    return sentence(
        "{part} {have} something that a segment speaks against, {n} of {codes}"
        if len(disputed)
        else "{part} {have} something that a segment speaks against",
        part=part_of(n, len(categories), "category"),
        have=form_for(n, "has", "have"),
        n=in_words(len(disputed)),
        codes=count(n_codes, "code"),
    )


def _n_codes(corpus: Corpus) -> int:
    return int((corpus.table("codes")["kind"] == "code").sum())


def contradictions_in_words(corpus: Corpus) -> Prose:
    """How many segments were judged to contradict a code, in which studies."""
    judged = _contradictions(corpus)
    if judged.empty:
        return prose(
            "No segment of this selection was judged to contradict a code. Where nobody looked for "
            "contradictions (table contradictions), that is no finding."
        )
    n = judged["segment"].nunique()
    counts = judged["study"].value_counts(sort=False)
    disputed = v.disputed_codes(_coded(corpus, "codings"), _coded(corpus, "contradictions"))
    return paragraphs(
        prose(
            "{segments} {were} judged to speak against what a code states: {parts}.",
            segments=count_at_start(n, "segment"),
            were=form_for(n, "was", "were"),
            parts=joined(
                sentence("{n} in {study}", n=n, study=study) for study, n in counts.items()
            ),
        ),
        disputed_in_words(disputed),
    )


def disputed_in_words(disputed: pd.DataFrame) -> Prose:
    """How many sources of how many speak against each code (`verdicts.disputed_codes`)."""
    if disputed.empty:
        return prose("")
    parts = (
        sentence(
            "{code} ({n} of {every})",
            code=row["code"],
            n=row["against_it"],
            every=row["for_it"] + row["against_it"],
        )
        for row in disputed.to_dict("records")
    )
    return prose(
        "A code is spoken against, not the category that it belongs to. Sources against it, of all "
        "that speak for or against it: {parts}.",
        parts=joined(parts),
    )


def contradictions_table(corpus: Corpus) -> View | Prose:
    """The segments that speak against a code, and why they were judged to."""
    return table(
        _contradictions(corpus),
        name="contradictions",
        title="Segments that speak against a code, and why they were judged to",
        folded=True,
        labels=_HEADINGS,
        group="theme",
        empty="No segment was judged to contradict a code.",
    )


def verdicts_table(coded: pd.DataFrame, corpus: Corpus) -> View | Prose:
    """What each study says to each theme, with the segments that say it."""
    against = _coded(corpus, "contradictions")
    verdicts = v.verdicts(coded, against, by=["theme"], studies=_studies(corpus))
    return table(
        verdicts[verdicts["verdict"] != "silent"],
        name="verdicts-of-themes",
        title="What each study says to each theme, with its segments",
        labels=_HEADINGS,
        filters=["theme", "study", "verdict"],
        folded=True,
    )


def side_by_side_table(coded: pd.DataFrame, corpus: Corpus) -> View | Prose:
    """The codes of at least two studies, with the meaning units of each study."""
    return table(
        y.side_by_side(y.findings(coded, _segments(corpus)), studies=_studies(corpus)),
        name="side-by-side",
        title="The same code in several studies",
        folded=True,
        group="theme",
        empty="No code is used in two studies with these settings.",
    )


def alone_in_words(coded: pd.DataFrame, corpus: Corpus) -> Prose:
    """How many codes each study has to itself, of how many it has."""
    findings = y.findings(coded, _segments(corpus))
    alone = y.said_by_one_study(findings)
    if alone.empty:
        return prose("No code belongs to one study alone.")
    own = alone.groupby("study", sort=False)["code"].nunique()
    every = findings.dropna(subset=["code"]).groupby("study")["code"].nunique().to_dict()
    return prose(
        "Codes that a study shares with no other: {parts}.",
        parts=joined(
            sentence("{n} of {every} in {study}", n=n, every=every[study], study=study)
            for study, n in own.items()
        ),
    )


def alone_table(coded: pd.DataFrame, corpus: Corpus) -> View | Prose:
    """The findings under codes that no other study has."""
    return table(
        y.said_by_one_study(y.findings(coded, _segments(corpus))),
        name="one-study",
        title="Findings under a code that only one study has",
        filters=["study", "theme"],
        folded=True,
        empty="Every code is used in more than one study.",
    )


def reports_in_words(corpus: Corpus) -> Prose:
    """How much of the first of two reports of one study is also in the other, and what changed."""
    first, other = _reports(corpus)
    if not first:
        return notice(NO_REPORTS)
    places, numbers = _statements(corpus)["place"].value_counts(), _numbers(corpus)
    both, alone, more = (int(places.get(place, 0)) for place in (r.BOTH, r.FIRST, r.OTHER))
    names = labels(corpus, "study")
    return prose(
        "Of {all_first} of **{first}**, {both} {occur} in **{other}** too and {alone} in {first} "
        "only. {other} has {more} that {first} does not have. Of {numbers} that both print, "
        "{changed} changed.",
        all_first=count(both + alone, "independent statement"),
        both=both,
        occur=form_for(both, "occurs", "occur"),
        alone=alone,
        more=count(more, "statement"),
        numbers=count(len(numbers), "number"),
        changed=in_words(int(numbers["changed"].sum()), zero="none"),
        first=names[first],
        other=names[other],
    )


def reports_table(corpus: Corpus) -> View | Prose:
    """The statements of two reports of one study, and in which of them each is."""
    names = labels(corpus, "study")
    first, other = (names[study] for study in _reports(corpus))
    places = {
        r.BOTH: gettext("In both"),
        r.FIRST: sentence("Only in {study}", study=first),
        r.OTHER: sentence("Only in {study}", study=other),
    }
    statements = _statements(corpus)
    return table(
        statements.assign(place=statements["place"].map(places)),
        name="reports",
        title="What is in both reports, and what in one only",
        labels=_HEADINGS,
        filters=["place"],
        folded=True,
        empty=NO_REPORTS,
    )


def report_numbers_table(corpus: Corpus) -> View | Prose:
    """The numbers that two reports of one study both print."""
    numbers = _numbers(corpus)
    return table(
        numbers.assign(changed=numbers["changed"].map(yes_no)),
        name="report-numbers",
        title="Numbers that both reports print",
        labels=_HEADINGS,
        empty="No number is printed in two reports of the same study here.",
    )


def differences_between_studies(corpus: Corpus) -> Claims:
    """The claims that a study of the corpus contradicts in another, or another in it."""
    claims = claims_page.claims(corpus, whole=read_corpus(corpus))
    return replace(claims, disagreements=between_studies(claims.disagreements))


def differences_in_words(claims: Claims) -> Prose:
    """How many statements another study contradicts."""
    return claims_page.disagreements_in_words(claims)


def differences_table(claims: Claims) -> View | Prose:
    """What two studies print differently, side by side."""
    return claims_page.disagreements_table(
        claims, name="differences", title="What two studies print differently"
    )


def findings_table(coded: pd.DataFrame, corpus: Corpus) -> View | Prose:
    """Every code of every segment that says it first in its study."""
    return table(
        y.findings(coded, _segments(corpus)),
        name="findings",
        title="Findings by theme and study",
        filters=["theme", "study", "kind"],
        folded=True,
    )


def _studies(corpus: Corpus) -> list[str]:
    return list(labels(corpus, "study").values())


def _segments(corpus: Corpus) -> pd.DataFrame:
    return with_labels(corpus.table("segments"), corpus)


def _coded(corpus: Corpus, name: str) -> pd.DataFrame:
    return y.coded_segments(corpus.table(name), corpus.table("codes"), segments=_segments(corpus))


def _contradictions(corpus: Corpus) -> pd.DataFrame:
    judgements, codes = corpus.table("contradictions"), corpus.table("codes")
    return v.contradicting(judgements, codes, segments=_segments(corpus))


def _reports(corpus: Corpus) -> tuple[str, str]:
    """The two studies that report the same one, or no names."""
    pairs = r.joined_reports(corpus.table("segments"))
    return (pairs["report"].iloc[0], pairs["of"].iloc[0]) if len(pairs) else ("", "")


def _statements(corpus: Corpus) -> pd.DataFrame:
    first, other = _reports(corpus)
    return r.placed_statements(corpus.table("segments"), first=first, other=other)


def _numbers(corpus: Corpus) -> pd.DataFrame:
    first, other = _reports(corpus)
    claims, material = corpus.table("claims"), corpus.table("material")
    return r.compared_numbers(claims, material, first=first, other=other)


def named_values(coded: pd.DataFrame, corpus: Corpus) -> View:
    """What texts can cite of the studies side by side."""
    studies = _studies(corpus)
    _, wide = _spread(coded, coded, column="study", columns=studies)
    filled = (wide[list(studies)] > 0).sum(axis=1)
    places = _statements(corpus)["place"] if _reports(corpus)[0] else pd.Series()
    return values(
        studies=len(studies),  # studies that are compared
        categories=len(wide),  # categories of the codebook that are used
        categories_in_all=int((filled == len(studies)).sum()),  # categories in all studies
        categories_in_one=int((filled == 1).sum()),  # categories in one study alone
        segments_against=_contradictions(corpus)["segment"].nunique(),  # segments against a code
        statements_in_both_reports=int(
            (places == r.BOTH).sum()
        ),  # statements in both reports of one study
        statements_in_first_report=int(
            (places == r.FIRST).sum()
        ),  # statements in its first report alone
        statements_in_other_report=int(
            (places == r.OTHER).sum()
        ),  # statements in its other report alone
    )
