"""The first screen of a book: its question, what was found, the network and three ways in.

Everything is worded from the labels of the corpus; a corpus gets the parts that it has tables for.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from trustbook.book.citation import without_tags
from trustbook.book.linking import HEADING
from trustbook.claims.claims import AGREES, CONSISTENT, DIFFERS, FAILED, NOT_COMPUTABLE
from trustbook.coding.codebook import code_counts
from trustbook.corpus.language import gettext, ngettext, sentence
from trustbook.corpus.needs import unmet_needs
from trustbook.corpus.numbers import (
    count,
    count_at_start,
    form_for,
    in_words,
    joined,
    part_of,
    plural_nouns,
)
from trustbook.corpus.reading import Corpus
from trustbook.corpus.schema import TIE_KEY
from trustbook.networks.tie_counts import components
from trustbook.networks.tie_tables import leading_relations, ties
from trustbook.pages import strategies
from trustbook.pages.claims import claims
from trustbook.pages.labels import statements_of
from trustbook.pages.networks import finding_of, network_figure, network_title
from trustbook.pages.prose import Prose, prose, source_unit_of
from trustbook.pages.tables import View, together, value

COLUMN = 500.0  # pixels of the picture beside the findings
FINDINGS = 3
WORTH_READING = {  # chapter: what it answers
    "networks": "how stakeholders see one another",
    "strategies": "what was tried",
    "barriers": "what stands in the way",
    "coding": "what was coded",
    "uncertainty": "how sure that is",
    "material": "on what it rests",
    "synthesis": "what the studies share",
}
NEEDED = {  # chapter: the tables it needs
    "networks": ("relations", "concepts"),
    "strategies": ("relations", "concepts", "strategies"),
    "barriers": ("barriers",),
    "coding": ("segments", "codes", "codings"),
    "uncertainty": ("relations", "concepts"),
    "material": ("material or encounters",),
    "synthesis": ("segments", "codings", "2 studies"),
}
CHAPTERS = 5


def heading(corpus: Corpus) -> View:
    """The title of the page: the question of the Data Package, else the title of the corpus."""
    package = json.loads(corpus.text("datapackage.json") or "{}")
    return value(HEADING, title_of(package, name=corpus.name))


def title_of(package: Mapping[str, Any], *, name: str) -> str:
    """The question or title in a Data Package, else the name of the corpus, as Markdown."""
    words = package.get("question") or package.get("title") or name
    return prose("{words}", words=without_tags(gettext(str(words)))).markdown


def lead_in_words(corpus: Corpus) -> Prose:
    """What the book is made of, in one sentence."""
    n = len(statements_of(corpus))
    if not n:
        return prose("")
    studies = len(corpus.table("studies"))
    return prose(
        "{studies}, coded in {pieces} and computed again, so that you can see what {they} {say}, "
        "how sure it is, and check it.",
        studies=count_at_start(studies, "study"),
        pieces=count(n, "segment" if corpus.has("segments") else "relation"),
        they=form_for(studies, "it", "they"),
        say=form_for(studies, "says", "say"),
    )


def findings_in_words(corpus: Corpus) -> Prose:
    """What was found, as a list: at most `FINDINGS`, each with the chapter that shows it."""
    sure = _of_sureness(corpus)
    others = [*_of_network(corpus), *_of_strategies(corpus), *_of_codes(corpus)]
    return _bullets([*others[: FINDINGS - len(sure)], *sure])


def network_picture(corpus: Corpus) -> View | Prose:
    """The largest network of the first positive and negative concept."""
    relations = _leading(corpus)
    if relations.empty:
        return prose("")
    picture = network_figure(
        relations,
        corpus,
        name="network",
        title=network_title(relations, corpus),
        width=COLUMN,
        evidence="networks.html",
    )
    n = len(components(_ties(_selected(corpus), corpus)))
    rest = prose("The largest of {n} networks; the chapter on networks shows all.", n=n)
    return together([picture, *([rest] if n > 1 else [])], empty="")


def ways_in_words(corpus: Corpus, *, whole: Corpus) -> Prose:
    """Three ways into the book: to read it, to check it, to use one's own data.

    Claims of `corpus` may rest on other studies of the `whole` corpus.
    """
    own = prose(
        "**[Use your own data](own-data.html)** An export of NVivo, MAXQDA, ATLAS.ti, QualCoder or "
        "Taguette, or a spreadsheet, makes a book like this."
    )
    return _bullets([*_reading(corpus), *_checking(corpus, whole), own])


def counting_in_words(corpus: Corpus) -> Prose:
    """What a number on these pages counts, in one line."""
    unit = source_unit_of(corpus)
    return prose(
        "A number counts the independent {what} in which something is stated, of what was coded "
        "here; it never says how common it is.",
        what=plural_nouns("case")
        if unit == "cases"
        else plural_nouns("document" if unit == "documents" else "source"),
    )


def _of_network(corpus: Corpus) -> list[Prose]:
    """Towards whom the leading concepts are stated, and what is said of organisations."""
    every = _ties(_leading(corpus), corpus)
    if every.empty:
        return []
    first, rest = finding_of(every, corpus)
    return [
        prose(
            "**{first}** {rest}[How they see one another](networks.html)",
            first=first,
            rest=f"{rest} " if rest else "",
        )
    ]


def _of_strategies(corpus: Corpus) -> list[Prose]:
    """How many strategies backfired, and which are best supported."""
    if not corpus.has("strategies"):
        return []
    first, rest = strategies.finding_of(corpus.table("strategies"), corpus)
    return [
        prose(
            "**{first}** {rest}[What was tried, and what came of it](strategies.html)",
            first=first,
            rest=f"{rest} " if rest else "",
        )
    ]


def _of_codes(corpus: Corpus) -> list[Prose]:
    """The codes that most independent sources speak of."""
    if unmet_needs(corpus, ["codes", "codings", "segments"]):
        return []
    codes, codings, segments = map(corpus.table, ("codes", "codings", "segments"))
    counts = code_counts(codes, codings, segments=segments)
    used = counts[(counts["kind"] == "code") & (counts["sources"] > 0)]
    used = used.sort_values(["sources", "label"], ascending=[False, True])
    most = strategies.foremost(used, "sources")
    if most.empty:
        return []
    first = most["label"][most["sources"] == most["sources"].max()]
    return [
        prose(
            ngettext(
                "**{first} rests on the most sources of all codes.** Most independent sources: "
                "{most}. [What was coded](coding.html)",
                "**{first} rest on the most sources of all codes.** Most independent sources: "
                "{most}. [What was coded](coding.html)",
                len(first),
            ),
            first=strategies.some_quoted(first),
            most=strategies.with_sources(most, "sources"),
        )
    ]


def _of_sureness(corpus: Corpus) -> list[Prose]:
    """How many of all ties hinge on one source, and on one coder."""
    relations = corpus.table("relations")
    every = _ties(relations, corpus)
    if every.empty:
        return []
    n = int((every["stability"] == 0).sum())
    return [
        prose(
            "**{hinging} {hinge} on a single source.** {rest}{coders} "
            "[How sure that is](uncertainty.html)",
            hinging=part_of(n, len(every), "tie"),
            hinge=form_for(n or 1, "hinges", "hinge"),
            rest=_others(len(every) - n, n),
            coders=_of_coders(relations),
        )
    ]


def _others(firm: int, hinging: int) -> str:
    if not firm:
        return gettext("Each would be gone without it.")
    if not hinging:
        return ngettext(
            "It stands whichever source is left out.",
            "They stand whichever source is left out.",
            firm,
        )
    return ngettext(
        "The other stands whichever source is left out.",
        "The other {n} stand whichever source is left out.",
        firm,
    ).format(n=in_words(firm))


def _of_coders(relations: pd.DataFrame) -> str:
    """How many ties one coder alone stated, where several coders stated any."""
    if relations["coder"].nunique() < 2:  # noqa: PLR2004
        return ""
    coders = relations.groupby(TIE_KEY)["coder"].nunique()
    alone = int((coders == 1).sum())
    words = sentence(
        "{part} {were} read by one coder alone.",
        part=part_of(alone, len(coders), "tie"),
        were=form_for(alone or 1, "was", "were"),
    )
    return f" {words}"


def _reading(corpus: Corpus) -> list[Prose]:
    chapters = {
        chapter: gettext(WORTH_READING[chapter])
        for chapter, tables in NEEDED.items()
        if not unmet_needs(corpus, tables)
    }
    names = list(chapters)[:CHAPTERS]
    if not names:
        return []
    links = joined(f"[{chapters[name]}]({name}.html)" for name in names)
    return [
        prose(
            "**[Read]({first}.html)** {number}: {links}.",
            first=Prose(names[0]),
            number=count_at_start(len(names), "chapter"),
            links=Prose(links),
        )
    ]


def _checking(corpus: Corpus, whole: Corpus) -> list[Prose]:
    """How many claims agree with what is printed elsewhere, and how many do not."""
    if not corpus.has("claims"):
        return []
    n = claims(corpus, whole=whole).verified["verdict"].value_counts()
    agreeing, differing, uncomputable, failed, own = (
        int(n.get(verdict, 0)) for verdict in (AGREES, DIFFERS, NOT_COMPUTABLE, FAILED, CONSISTENT)
    )
    return [
        prose(
            "**[Check](claims.html)** {claims}: {agreeing} {agree} with tables or another place "
            "in print, {differing} {differ}, {uncomputable} cannot be computed, {failed} failed."
            if failed
            else "**[Check](claims.html)** {claims}: {agreeing} {agree} with tables or another "
            "place in print, {differing} {differ}, {uncomputable} cannot be computed.",
            claims=count(int(n.sum()) - own, "printed statement"),
            agreeing=agreeing,
            agree=form_for(agreeing, "agrees", "agree"),
            differing=differing,
            differ=form_for(differing, "differs", "differ"),
            uncomputable=uncomputable,
            failed=failed,
        )
    ]


def _leading(corpus: Corpus) -> pd.DataFrame:
    """The relations of the leading concepts in the largest network that they make."""
    leading = _selected(corpus)
    every = _ties(leading, corpus)
    if every.empty:
        return leading.head(0)
    largest = components(every)[0]
    return leading[leading["truster"].isin(largest)]


def _selected(corpus: Corpus) -> pd.DataFrame:
    return leading_relations(corpus.table("relations"), corpus.table("concepts"))


def _ties(relations: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    return ties(relations, segments=statements_of(corpus), concepts=corpus.table("concepts"))


def _bullets(parts: Sequence[Prose]) -> Prose:
    lines = [f"- {part.markdown}" for part in parts]
    return Prose("\n".join(lines), "\n".join(f"- {part.plain}" for part in parts))
