"""Stakeholder trust networks: ties, their support, and what they add up to.

A tie is everything coded about one truster, one trustee and one concept. Its support is the number
of independent sources it rests on.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trustbook.corpus.parameters import chosen_names
from trustbook.corpus.schema import ALL, READ, TIE_KEY

TIES = (
    *(*TIE_KEY, "sign", "support", "stability", "is_directed"),
    *("relations", "segments", "sources", "studies"),
)
_UNITS = {"case": "cases", "encounter": "documents"}
STATEMENT = "relation stated without a segment"  # in place of a kind of segment
NODE_FACTS = ("label", "kind", "organisation", "level")


def sources(segments: pd.DataFrame) -> pd.Series:
    """The independent source each segment rests on, indexed by segment.

    `source_unit` says what a source is: the case, else the document (encounter), of the first
    segment of the chain that `same_source_as` leads back to, else that segment, which may be one
    that `segments` does not hold. Where sources are segments, those known to be of one document or
    of one case are one source. Give all segments of a corpus: what a source is must not change
    from one count to the next.

    Parameters
    ----------
    segments : DataFrame
        The segments: segment, and case, encounter or same_source_as where the corpus has them.

    Returns
    -------
    Series of str
        The source of each segment.

    Examples
    --------
    >>> sources(pd.DataFrame({"segment": ["a", "b"], "same_source_as": [None, "a"]})).to_dict()
    {'a': 'a', 'b': 'a'}
    >>> sources(pd.DataFrame({"segment": ["a", "b"], "encounter": ["d1", "d1"]})).to_dict()
    {'a': 'd1', 'b': 'd1'}
    """
    unit = source_unit(segments)
    names = segments["segment"].astype("str")
    roots = _roots(names.tolist(), segments)
    if unit == "cases":
        ids = segments["case"].tolist()
    elif unit == "documents":
        ids = _of_roots(roots, names, segments, "encounter")
    else:
        ids = _joined_roots(roots, names, segments)
    return pd.Series(ids, index=pd.Index(names, name="segment"), name="source", dtype="str")


def root_segments(segments: pd.DataFrame) -> pd.Series:
    """The first segment of the chain that `same_source_as` leads back to, indexed by segment."""
    names = segments["segment"].astype("str")
    roots = _roots(names.tolist(), segments)
    return pd.Series(roots, index=pd.Index(names, name="segment"), name="source", dtype="str")


def source_unit(segments: pd.DataFrame) -> str:
    """What a source is in these segments, which are all of a corpus.

    Cases where every segment has one, else documents (encounters) where every segment has one, else
    segments.

    Parameters
    ----------
    segments : DataFrame
        The segments: segment, and case and encounter where the corpus has them.

    Returns
    -------
    str
        "cases", "documents" or "segments".

    Examples
    --------
    >>> source_unit(pd.DataFrame({"segment": ["a", "b"], "case": ["p1", None]}))
    'segments'
    >>> source_unit(pd.DataFrame({"segment": ["a", "b"], "encounter": ["d1", "d2"]}))
    'documents'
    """
    units = (
        unit for column, unit in _UNITS.items()
        if len(segments) and column in segments and segments[column].notna().all()
    )  # fmt: skip
    return next(units, "segments")


def sources_of(relations: pd.DataFrame, segments: pd.DataFrame) -> pd.Series:
    """The independent source of each statement of any of the relations, by its segment."""
    every = sources(statements(relations, segments))
    return every[every.index.isin(stated(relations)["segment"])]


def segments_of(relations: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """The segments that state any of the relations."""
    return segments[segments["segment"].isin(relations["segment"])]


def stated(relations: pd.DataFrame) -> pd.DataFrame:
    """The relations with a segment each: what no segment states stands for itself.

    Parameters
    ----------
    relations : DataFrame
        The relations of the corpus: relation and segment.

    Returns
    -------
    DataFrame
        The same rows; where the segment was missing it is the name of the relation.

    Examples
    --------
    >>> rows = pd.DataFrame({"relation": ["r1", "r2"], "segment": ["a", None]})
    >>> stated(rows)["segment"].tolist()
    ['a', 'r2']
    """
    if relations["segment"].notna().all():
        return relations
    return relations.assign(segment=relations["segment"].fillna(relations["relation"]))


def statements(relations: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """The segments, and below them the relations that no segment states, each as one.

    Parameters
    ----------
    relations : DataFrame
        The relations of the corpus: relation, segment, and study, encounter, case and memo.
    segments : DataFrame
        The segments of the corpus.

    Returns
    -------
    DataFrame
        Rows in the columns of `segments`. That of a relation without a segment has the name of the
        relation, its memo as the meaning unit, and `STATEMENT` as its kind.

    Examples
    --------
    >>> rows = pd.DataFrame({"relation": ["r1", "r2"], "segment": ["a", None], "case": "p1"})
    >>> segments = pd.DataFrame({"segment": ["a"], "case": ["p1"]})
    >>> statements(rows, segments).values.tolist()
    [['a', 'p1'], ['r2', 'p1']]
    """
    is_alone = relations["segment"].isna() & ~relations["relation"].isin(segments["segment"])
    if not is_alone.any():
        return segments
    columns = ["relation", "study", "encounter", "case", "memo"]
    rows = (
        relations[is_alone]
        .reindex(columns=columns)
        .rename(columns={"relation": "segment", "memo": "meaning_unit"})
    )
    own = rows.assign(kind=STATEMENT).reindex(columns=segments.columns)
    return own if segments.empty else pd.concat([segments, own], ignore_index=True)


def selected_relations(
    relations: pd.DataFrame, *, level: str = ALL, concepts: object = ALL
) -> pd.DataFrame:
    """The relations at one level and of the chosen concepts; `all` chooses everything.

    `concepts` is written as the parameter is: all, a list, or names with commas between them.
    """
    names = chosen_names(concepts)
    chosen = relations["concept"].isin(names) if names else relations["concept"].notna()
    if level != ALL:
        chosen &= relations["level"] == level
    return relations[chosen]


def is_directed(relations: pd.DataFrame) -> "pd.Series[bool]":
    """Whether the source states the direction of each relation; where nothing is said, it does.

    >>> is_directed(pd.DataFrame({"direction": ["stated", "read", None]})).tolist()
    [True, False, True]
    """
    return relations.reindex(columns=["direction"])["direction"].ne(READ)


def leading_concepts(concepts: pd.DataFrame) -> list[str]:
    """The first concept a corpus declares with a positive sign and the first with a negative one.

    >>> leading_concepts(pd.DataFrame({"concept": list("abc"), "sign": [-1, 1, -1]}))
    ['b', 'a']
    """
    return [
        str(names.iloc[0])
        for sign in (1, -1)
        if len(names := concepts.loc[concepts["sign"] == sign, "concept"])
    ]


def leading_relations(relations: pd.DataFrame, concepts: pd.DataFrame) -> pd.DataFrame:
    """The relations of the leading concepts; all of them where none of those is among them."""
    lead = relations[relations["concept"].isin(leading_concepts(concepts))]
    return relations if lead.empty else lead


def ties(
    relations: pd.DataFrame,
    *,
    segments: pd.DataFrame,
    concepts: pd.DataFrame,
    min_support: int = 1,
) -> pd.DataFrame:
    """The ties that at least `min_support` independent sources state.

    Parameters
    ----------
    relations : DataFrame
        The relations of the corpus: relation, segment, truster, trustee, concept, level.
    segments : DataFrame
        The segments of the corpus: segment, study, and case, encounter or same_source_as.
    concepts : DataFrame
        The concepts of the corpus: concept and sign (1, −1 or 0).
    min_support : int
        How many independent sources have to state a tie.

    Returns
    -------
    DataFrame
        One row per truster, trustee and concept. `support` counts independent sources (`sources`),
        `stability` is the share of the tie's own sources that can each be left out while the tie
        keeps `min_support` others: 0 for a tie that hinges on every one of its sources, as a tie
        with a single source does, 1 for one that hinges on none. `is_directed` says whether any
        relation of the tie states its direction. Lists of `relations`, `segments`,
        `sources` and `studies` lead back to the material. The best supported ties come first; a
        concept that `concepts` does not declare has sign 0.

    Examples
    --------
    >>> relations = pd.DataFrame({"relation": ["r1", "r2"], "segment": ["a", "b"], "truster": "P",
    ...                           "trustee": "N", "concept": "trust"})
    >>> segments = pd.DataFrame({"segment": ["a", "b"], "study": "s", "case": ["p1", "p2"]})
    >>> concepts = pd.DataFrame({"concept": ["trust"], "sign": [1]})
    >>> table = ties(relations, segments=segments, concepts=concepts)
    >>> table[["truster", "trustee", "sign", "support", "stability"]].values.tolist()
    [['P', 'N', 1, 2, 1.0]]
    """
    return _tied(sourced_relations(relations, segments), concepts, min_support)


def at_least(ties: pd.DataFrame, min_support: int) -> pd.DataFrame:
    """The ties that rest on at least `min_support` independent sources."""
    return ties[ties["support"] >= min_support].reindex(columns=list(TIES)).reset_index(drop=True)


def ties_by(  # noqa: PLR0913 - all but one are named
    relations: pd.DataFrame,
    *,
    by: str,
    segments: pd.DataFrame,
    concepts: pd.DataFrame,
    min_support: int = 1,
    order: Sequence[str] = (),
) -> pd.DataFrame:
    """The ties of each part of the relations, such as of each level, concept or study.

    What a source is (a case, a document or a segment) is the same in all parts.

    Parameters
    ----------
    relations : DataFrame
        The relations of the corpus: relation, segment, truster, trustee, concept, level.
    by : {"level", "concept", "study", "phase"}
        What the relations are divided by.
    segments : DataFrame
        The segments of the corpus: segment, study, and case, encounter or same_source_as.
    concepts : DataFrame
        The concepts of the corpus: concept and sign (1, −1 or 0).
    min_support : int
        How many independent sources have to state a tie within a part.
    order : sequence of str
        Parts that come first; the others follow by name.

    Returns
    -------
    DataFrame
        One row per tie and part, in the columns of `ties` and one called as `by` is.

    Examples
    --------
    >>> relations = pd.DataFrame({"relation": ["r1", "r2"], "segment": ["a", "b"], "truster": "P",
    ...                           "trustee": "N", "concept": "trust", "level": ["micro", "macro"]})
    >>> segments = pd.DataFrame({"segment": ["a", "b"], "study": "s", "case": ["p1", "p2"]})
    >>> concepts = pd.DataFrame({"concept": ["trust"], "sign": [1]})
    >>> parts = ties_by(relations, by="level", segments=segments, concepts=concepts,
    ...                 order=["micro"])
    >>> parts[["level", "support"]].values.tolist()
    [['micro', 1], ['macro', 1]]
    """
    place = {part: number for number, part in enumerate(order)}
    rows = sourced_relations(relations, segments)
    names = sorted(rows[by].dropna().unique(), key=lambda part: (place.get(part, len(place)), part))
    tables = [
        _tied(rows[rows[by] == name], concepts, min_support).assign(**{by: name}) for name in names
    ]
    parts = [table for table in tables if len(table)]
    if not parts:
        return pd.DataFrame(columns=list(dict.fromkeys([*TIES, by])))
    return pd.concat(parts, ignore_index=True)


def sourced_relations(relations: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """The relations of which it is known what states them, with their source and study.

    Parameters
    ----------
    relations : DataFrame
        The relations of the corpus: relation and segment.
    segments : DataFrame
        The segments of the corpus: segment, study, and case, encounter or same_source_as.

    Returns
    -------
    DataFrame
        Rows of `relations` with a segment each (`stated`), the independent source of the segment
        (`sources`) as `source`, and its `study`.

    Examples
    --------
    >>> rows = pd.DataFrame({"relation": ["r1", "r2"], "segment": ["a", "unknown"]})
    >>> segments = pd.DataFrame({"segment": ["a"], "study": "s", "case": "p1"})
    >>> sourced_relations(rows, segments).values.tolist()
    [['r1', 'a', 'p1', 's']]
    """
    every, rows = statements(relations, segments), stated(relations)
    return rows[rows["segment"].isin(every["segment"])].assign(
        source=lambda d: d["segment"].map(sources(every)),
        study=lambda d: d["segment"].map(every.set_index("segment")["study"]),
    )


def _tied(sourced: pd.DataFrame, concepts: pd.DataFrame, min_support: int) -> pd.DataFrame:
    if sourced.empty:
        return pd.DataFrame(columns=list(TIES))
    lists = {
        "relations": "relation",
        "segments": "segment",
        "sources": "source",
        "studies": "study",
    }
    grouped = sourced.groupby(TIE_KEY)
    number = grouped.ngroup().to_numpy()
    table = grouped.size().index.to_frame(index=False)
    for to, of in lists.items():
        table[to] = _distinct(sourced[of], number, len(table))
    table["is_directed"] = is_directed(sourced).groupby(number).any().loc[0:].to_numpy()
    return tie_table(table, concepts, min_support=min_support)


def tie_table(table: pd.DataFrame, concepts: pd.DataFrame, *, min_support: int = 1) -> pd.DataFrame:
    """The ties as `ties` returns them, from their keys, their lists and `is_directed`."""
    signs = dict(zip(concepts["concept"], concepts["sign"], strict=True))
    support = table["sources"].map(len)
    rated = table.assign(
        support=support,
        stability=(support > min_support).astype(float),
        sign=table["concept"].map(signs).fillna(0).astype(int),
    )
    order = ["support", *TIE_KEY]
    return at_least(rated, min_support).sort_values(
        order, ascending=[False, True, True, True], ignore_index=True
    )


def _root(name: str, above: Mapping[str, str]) -> str:
    """The end of the chain above `name`; of a chain that runs in a circle, its smallest name."""
    chain = [name]
    while chain[-1] in above:
        nxt = above[chain[-1]]
        if nxt in chain:
            return min(chain[chain.index(nxt) :])
        chain.append(nxt)
    return chain[-1]


def _distinct(cells: "pd.Series[str]", number: NDArray[np.integer[Any]], n_ties: int) -> pd.Series:
    """The distinct cells of each tie in a sorted list; `number` is that of the tie of a cell."""
    place, names = pd.factorize(cells, sort=True, use_na_sentinel=False)
    pairs = np.unique((number * len(names) + place)[number >= 0])
    parts = np.split(names.to_numpy(dtype="object")[pairs % len(names)],
                     np.searchsorted(pairs, np.arange(1, n_ties) * len(names)))  # fmt: skip
    return pd.Series([part.tolist() for part in parts], dtype="object")


def _roots(names: Sequence[str], segments: pd.DataFrame) -> list[str]:
    links = _cells(segments, "same_source_as")
    above = {name: link for name, link in zip(names, links, strict=True) if link is not None}
    return [_root(name, above) if name in above else name for name in names]


def _cells(segments: pd.DataFrame, column: str) -> list[Any]:
    """The cells of a column, None where there is nothing."""
    if column not in segments:
        return [None] * len(segments)
    both = zip(segments[column].tolist(), segments[column].isna().tolist(), strict=True)
    return [None if is_missing else cell for cell, is_missing in both]


def _of_roots(
    roots: Sequence[str], names: Iterable[str], segments: pd.DataFrame, column: str
) -> list[Any]:
    """What the root of each segment has in a column; the segment's own where the root is absent."""
    own = _cells(segments, column)
    first: dict[str, Any] = {}
    for name, cell in zip(names, own, strict=True):
        first.setdefault(name, cell)
    return [first.get(root, cell) for root, cell in zip(roots, own, strict=True)]


def _joined_roots(roots: Sequence[str], names: Iterable[str], segments: pd.DataFrame) -> list[str]:
    """The roots, those of one document, or where none is known of one case, under one name."""
    groups: list[Any] = list(roots)
    for column in _UNITS:
        units = _of_roots(roots, names, segments, column)
        both = zip(groups, units, strict=True)
        groups = [group if unit is None else (column, unit) for group, unit in both]
    least: dict[Any, str] = {}
    for group, root in zip(groups, roots, strict=True):
        least[group] = min(root, least.get(group, root))
    return [least[group] for group in groups]
