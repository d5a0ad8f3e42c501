"""A paragraph on methods for a paper: what was coded, by whom, how it was counted and with what."""

import json
from collections.abc import Mapping
from importlib import metadata
from typing import Any

import numpy as np
import pandas as pd

from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import (
    at_start,
    coefficient,
    count,
    count_in_words,
    form_for,
    interval,
    joined,
    number,
    quoted,
)
from trustbook.corpus.reading import Corpus
from trustbook.pages.agreement import alpha_of
from trustbook.pages.labels import statements_of
from trustbook.pages.prose import Prose, basis_in_words, prose, source_in_words

_CODED = ("codings", "recodings", "relations")


def methods_paragraph(
    corpus: Corpus, *, unit: str, uncoded: Any, seed: int, resamples: int
) -> Prose:
    """What a paper says of how the corpus was coded and counted, ready to be pasted.

    `unit` and `uncoded` are how coders are compared, `resamples` from `seed` give the interval.
    """
    bootstrap = {"seed": seed, "resamples": resamples}
    alpha = alpha_of(corpus, unit=unit, uncoded=uncoded, **bootstrap)
    parts = [
        _coded_in_words(corpus),
        _coders_in_words(corpus),
        _agreement_in_words(alpha, unit=unit, resamples=resamples),
        _counted_in_words(corpus),
        _software_in_words(corpus),
    ]
    return prose("{words}", words=" ".join(part for part in parts if part))


def _coded_in_words(corpus: Corpus) -> str:
    studies = corpus.table("studies")
    named = {"studies": count(len(studies), "study"), "what": _what_was_coded(corpus)}
    basis = at_start(basis_in_words(corpus))
    if len(studies) > 1:
        labels = joined(studies["label"])
        coded = sentence("We coded {studies} ({labels}): {what}.", labels=labels, **named)
    else:
        coded = sentence("We coded {studies}: {what}.", **named)
    return f"{coded} {basis}."


def _what_was_coded(corpus: Corpus) -> str:
    codings, relations = corpus.table("codings"), corpus.table("relations")
    with_codes = sentence(
        "{segments} were given {codings} with {codes}",
        segments=count(len(corpus.table("segments")), "segment"),
        codings=count(len(codings), "coding"),
        codes=count(codings["code"].nunique(), "code"),
    )
    ends = pd.concat([relations["truster"], relations["trustee"]]).nunique()
    between = sentence(
        "{relations} between {ends} {were} coded",
        relations=count(len(relations), "relation"),
        ends=count(ends, "stakeholder"),
        were=form_for(len(relations), "was", "were"),
    )
    if len(codings) and len(relations):
        return sentence("{codings}, and {relations}", codings=with_codes, relations=between)
    return with_codes if len(codings) else between


def _coders_in_words(corpus: Corpus) -> str:
    """By how many coders; that it is not stated, where no row names one."""
    coders = pd.concat([corpus.table(table)["coder"] for table in _CODED]).dropna().nunique()
    if not coders:
        return gettext("Who coded is not stated.")
    if coders == 1:
        return gettext(
            "Coding was done by one coder, so that agreement between coders could not be assessed."
        )
    return sentence("Coding was done by {coders}.", coders=count_in_words(coders, "coder"))


def _agreement_in_words(alpha: Mapping[str, Any], *, unit: str, resamples: int) -> str:
    if not alpha or np.isnan(alpha["value"]):
        return ""
    n = int(alpha["n_units"])
    values = {
        "coders": count_in_words(int(alpha["n_coders"]), "coder"),
        "units": count(n, "letter") if unit == "text" else count(n, "unit"),
        "alpha": coefficient(alpha["value"]),
    }
    if np.isnan(alpha["lower"]):
        return sentence(
            "Agreement of {coders} over all codes on {units} was Krippendorff’s alpha = {alpha}.",
            **values,
        )
    return sentence(
        "Agreement of {coders} over all codes on {units} was Krippendorff’s alpha = {alpha} (95% "
        "interval {interval}, from {n} resamples of independent sources).",
        interval=interval(alpha["lower"], alpha["upper"], form=coefficient),
        n=number(resamples),
        **values,
    )


def _counted_in_words(corpus: Corpus) -> str:
    if statements_of(corpus).empty or corpus.table("relations").empty:
        return ""
    return sentence(
        "A tie is everything that one stakeholder states about another under one concept; its "
        "support is the number of independent sources that state it, where {source}.",
        source=source_in_words(corpus),
    )


def _software_in_words(corpus: Corpus) -> str:
    """With what the results were computed, and where they are."""
    package = json.loads(corpus.text("datapackage.json") or "{}")
    place = package.get("homepage") or package.get("id", "")
    licences = [each.get("name") or each.get("title", "") for each in package.get("licenses", ())]
    release = package.get("version")
    facts = [
        sentence("version {number}", number=release) if release else "",
        place if "://" in place else "",
        joined(filter(None, licences)),
    ]
    about = ", ".join(filter(None, facts))
    return sentence(
        "Tables, networks and intervals were computed with trustbook {version}. The coded data, "
        "the computations and every result are in the compendium {title}.",
        version=metadata.version("trustbook"),
        title=quoted(gettext(package.get("title") or corpus.name))
        + (f" ({about})" if about else ""),
    )
