"""A paragraph on methods for a paper: what was coded, by whom, how it was counted and with what."""

import json
from collections.abc import Mapping
from importlib import metadata
from typing import Any

import numpy as np
import pandas as pd

from trustbook.corpus.numbers import (
    at_start,
    coefficient,
    count,
    form_for,
    in_words,
    interval,
    joined,
    number,
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
    labels = f" ({joined(studies['label'])})" if len(studies) > 1 else ""
    codings, codes = corpus.table("codings"), corpus.table("codings")["code"].nunique()
    given = f" were given {count(len(codings), 'coding')} with {count(codes, 'code')}"
    segments, relations = corpus.table("segments"), corpus.table("relations")
    parts = [f"{count(len(segments), 'segment')}{given}"] if len(codings) else []
    if len(relations):
        roles = pd.concat([relations["truster"], relations["trustee"]]).nunique()
        verb = form_for(len(relations), "was", "were")
        ends = count(roles, "stakeholder")
        parts.append(f"{count(len(relations), 'relation')} between {ends} {verb} coded")
    what = f"We coded {count(len(studies), 'study')}{labels}: {', and '.join(parts)}."
    return f"{what} {at_start(basis_in_words(corpus))}."


def _coders_in_words(corpus: Corpus) -> str:
    """By how many coders; that it is not stated, where no row names one."""
    coders = pd.concat([corpus.table(table)["coder"] for table in _CODED]).dropna().nunique()
    if not coders:
        return "Who coded is not stated."
    alone = ", so that agreement between coders could not be assessed" if coders == 1 else ""
    return f"Coding was done by {in_words(coders)} {form_for(coders, 'coder', 'coders')}{alone}."


def _agreement_in_words(alpha: Mapping[str, Any], *, unit: str, resamples: int) -> str:
    if not alpha or np.isnan(alpha["value"]):
        return ""
    between = interval(alpha["lower"], alpha["upper"], form=coefficient)
    drawn = f"{number(resamples)} resamples of independent sources"
    interval_words = "" if np.isnan(alpha["lower"]) else f" (95% interval {between}, from {drawn})"
    units = count(int(alpha["n_units"]), "letter" if unit == "text" else "unit")
    return (
        f"Agreement of {in_words(int(alpha['n_coders']))} coders over all codes on {units} was "
        f"Krippendorff’s alpha = {coefficient(alpha['value'])}{interval_words}."
    )


def _counted_in_words(corpus: Corpus) -> str:
    if statements_of(corpus).empty or corpus.table("relations").empty:
        return ""
    return (
        "A tie is a truster, a trustee and a concept; its support is the number of independent "
        f"sources that state it, where {source_in_words(corpus)}."
    )


def _software_in_words(corpus: Corpus) -> str:
    """With what the results were computed, and where they are."""
    package = json.loads(corpus.text("datapackage.json") or "{}")
    place = package.get("homepage") or package.get("id", "")
    licences = [each.get("name") or each.get("title", "") for each in package.get("licenses", ())]
    facts = [
        f"version {package['version']}" if package.get("version") else "",
        place if "://" in place else "",
        joined(filter(None, licences)),
    ]
    about = ", ".join(filter(None, facts))
    title = f"“{package.get('title') or corpus.name}”{f' ({about})' if about else ''}"
    version = metadata.version("trustbook")
    return (
        f"Tables, networks and intervals were computed with trustbook {version}. The coded data, "
        f"the computations and every result are in the compendium {title}."
    )
