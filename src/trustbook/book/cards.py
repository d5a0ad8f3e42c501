"""What the cards of a book say: its segments, codes, ties, stakeholders and claims as data.

A card opens wherever the id of a segment, a tie, a code or a claim appears. All of them are in one
file beside the pages, which is loaded when the first card is asked for.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from trustbook.book.outputs import Output, plain_value
from trustbook.corpus.contents import segment_list
from trustbook.corpus.parameters import Value
from trustbook.corpus.reading import Corpus
from trustbook.corpus.schema import ALL
from trustbook.networks.evidence import labels_of, tie_anchor
from trustbook.networks.tie_tables import selected_relations, statements, ties

Card = dict[str, Any]
MOST_TIES = 5_000  # with a card; where there are more, the best supported ones
_OF_CODE = ("definition", "include", "exclude", "kind")
_OF_STAKEHOLDER = ("description", "organisation", "level", "kind")
_OF_CLAIM = ("statement", "expected", "computed", "verdict")


def cards(
    corpus: Corpus, *, parameters: Mapping[str, Value], claims: Output | None = None
) -> dict[str, dict[str, Card]]:
    """The cards of a book by kind and id: studies, segments, codes, ties, stakeholders, claims.

    `parameters` are those of the book; `claims` is the table of its claims, which has verdicts.
    """
    tie_cards = _ties(corpus, parameters)
    claim_cards = _claims(corpus, claims)
    return {
        "studies": _studies(corpus),
        "segments": _segments(corpus, tie_cards, claim_cards),
        "codes": _codes(corpus),
        "ties": tie_cards,
        "stakeholders": _stakeholders(corpus),
        "claims": claim_cards,
    }


def _studies(corpus: Corpus) -> dict[str, Card]:
    rows = corpus.table("studies")
    return _cards(rows, "study", ("label", "authors", "title", "year", "doi"))


def _stakeholders(corpus: Corpus) -> dict[str, Card]:
    return _cards(corpus.table("stakeholders"), "stakeholder", ("label", *_OF_STAKEHOLDER))


def _codes(corpus: Corpus) -> dict[str, Card]:
    return _cards(corpus.table("codes"), "code", ("label", "parent", *_OF_CODE))


def _ties(corpus: Corpus, parameters: Mapping[str, Value]) -> dict[str, Card]:
    """The best supported ties that the chapter on networks shows, by their anchors."""
    relations = selected_relations(
        corpus.table("relations"),
        level=str(parameters.get("level", ALL)),
        concepts=parameters.get("concepts", ALL),
    )
    concepts = corpus.table("concepts")
    if relations.empty or concepts.empty:
        return {}
    rows = ties(
        relations,
        segments=statements(corpus.table("relations"), corpus.table("segments")),
        concepts=concepts,
        min_support=int(str(parameters.get("min_support", 1))),
    )
    what = labels_of(concepts, "concept")
    return {
        tie_anchor(tie["truster"], tie["trustee"], tie["concept"]): {
            "truster": tie["truster"],
            "trustee": tie["trustee"],
            "concept": what[tie["concept"]],
            "sign": int(tie["sign"]),
            "support": int(tie["support"]),
            "segments": [str(each) for each in tie["segments"]],
        }
        for tie in rows.head(MOST_TIES).to_dict("records")
    }


def _claims(corpus: Corpus, claims: Output | None) -> dict[str, Card]:
    """The claims with their verdicts, and the segments that are at the same place in print."""
    if claims is None:
        return {}
    names = [column.name for column in claims.columns]
    verified = {
        str(row[names.index("claim")]): dict(zip(names, row, strict=True)) for row in claims.rows
    }
    beside = _segments_beside(corpus)
    return {
        row["claim"]: _full(
            {name: verified[row["claim"]].get(name) for name in _OF_CLAIM}
            | {"study": row["study"], "section": row["section"]}
            | {"segments": beside.get(row["claim"], [])}
        )
        for row in corpus.table("claims").to_dict("records")
        if row["claim"] in verified
    }


def _segments_beside(corpus: Corpus) -> dict[str, list[str]]:
    """For each claim the segments whose anchors share a letter with its own."""
    places = corpus.table("anchors")[["anchor", "study", "start", "length"]]
    spans = [
        corpus.table(table)[[key, "anchor"]].merge(places, on="anchor")
        for table, key in (("claims", "claim"), ("segments", "segment"))
    ]
    of_claims, of_segments = (each.assign(end=each["start"] + each["length"]) for each in spans)
    pairs = of_claims.merge(of_segments, on="study", suffixes=("", "_of_segment"))
    shared = pairs[
        (pairs["start_of_segment"] < pairs["end"]) & (pairs["end_of_segment"] > pairs["start"])
    ]
    rows = shared.drop_duplicates(["claim", "segment"]).groupby("claim")["segment"]
    return {str(claim): list(segments) for claim, segments in rows}


def _segments(
    corpus: Corpus, tie_cards: Mapping[str, Card], claim_cards: Mapping[str, Card]
) -> dict[str, Card]:
    segments = corpus.table("segments")
    rows = statements(corpus.table("relations"), segments).astype(segments.dtypes)
    listed = segment_list(
        rows,
        corpus.table("anchors"),
        studies=corpus.table("studies"),
        stakeholders=corpus.table("stakeholders"),
    )
    columns = ["segment", "study", "speaker", "phase", "team", "case", "memo"]
    whole = listed.drop(columns="study").merge(rows[columns], on="segment")
    facts = ("meaning_unit", *columns[1:], "section", "kind")
    numbers = ("letters_before", "letters", "percent")
    codes = corpus.table("codings").drop_duplicates(["segment", "code"])
    lists: dict[str, dict[str, list[str]]] = {
        "codes": codes.groupby("segment")["code"].agg(list).to_dict(),  # type: ignore[dict-item]
        "ties": _named_by(tie_cards),
        "claims": _named_by(claim_cards),
    }
    return {
        name: card | _full({kind: ids.get(name) for kind, ids in lists.items()})
        for name, card in _cards(whole, "segment", (*facts, *numbers)).items()
    }


def _named_by(named: Mapping[str, Card]) -> dict[str, list[str]]:
    """For each segment the ids of the cards that name it."""
    by_segment: dict[str, list[str]] = {}
    for name, card in named.items():
        for segment in card.get("segments", ()):
            by_segment.setdefault(segment, []).append(name)
    return by_segment


def _cards(rows: pd.DataFrame, key: str, columns: Sequence[str]) -> dict[str, Card]:
    """The rows by their key, each without its empty cells."""
    return {
        str(row[key]): _full({name: plain_value(row[name]) for name in columns})
        for row in rows.reindex(columns=[key, *columns]).to_dict("records")
    }


def _full(card: Card) -> Card:
    return {name: value for name, value in card.items() if value not in (None, "", [])}
