"""Every count of a whole corpus, in memory or, for corpora beyond it, on disk with duckdb."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from trustbook.agreement.differences import Comparison, by_segment
from trustbook.agreement.on_disk import segments_on_disk
from trustbook.agreement.passes import spans_of_corpus
from trustbook.agreement.per_code import overall_agreement
from trustbook.coding import saturation
from trustbook.coding.codebook import (
    code_counts,
    codes_above,
    codes_by_speaker,
    rows_of_speakers,
    tree_with_counts,
)
from trustbook.coding.cooccurrence import cooccurrence_counts
from trustbook.corpus.database import add_table, database_of
from trustbook.corpus.reading import Corpus
from trustbook.corpus.schema import TIE_KEY
from trustbook.networks.evidence import MOST_LISTED, listed_first
from trustbook.networks.tie_tables import sources, tie_table, ties

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    Database = DuckDBPyConnection

_READ = ("codings", "segments", "relations")


def corpus_counts(corpus: Corpus, *, on_disk: bool = False) -> dict[str, pd.DataFrame]:
    """Every count of the codings and relations of a corpus that has no faults.

    Parameters
    ----------
    corpus : Corpus
        With codings, and relations where there are any.
    on_disk : bool
        Whether duckdb counts in files, for a corpus that does not fit into memory; its tables are
        then best Parquet. What comes of it is the same.

    Returns
    -------
    dict of DataFrame
        frequencies (`code_counts`), speakers (`codes_by_speaker`), pairs (`cooccurrence_counts`),
        new_codes (`new_codes`, in the stated order of encounters), ties (`ties`) and agreement
        (`overall_agreement` segment by segment, with 1,000 resamples).

    Raises
    ------
    CorpusError
        Where duckdb is asked for and is not installed.

    Examples
    --------
    >>> from trustbook.corpus.reading import read_corpus
    >>> counts = corpus_counts(read_corpus("data/ibbis"))
    >>> list(counts)
    ['frequencies', 'speakers', 'pairs', 'new_codes', 'ties', 'agreement']
    """
    if not on_disk:
        return {name: count(corpus) for name, count in _IN_MEMORY.items()}
    with database_of(corpus, _READ) as database:
        _prepare(database, corpus)
        return {name: count(database, corpus) for name, count in _ON_DISK.items()}


def _frequencies(corpus: Corpus) -> pd.DataFrame:
    codes, codings, segments = map(corpus.table, ("codes", "codings", "segments"))
    return code_counts(codes, codings, segments=segments)


def _speakers(corpus: Corpus) -> pd.DataFrame:
    codes, codings, segments = map(corpus.table, ("codes", "codings", "segments"))
    stakeholders = corpus.table("stakeholders")
    return codes_by_speaker(codes, codings, segments=segments, stakeholders=stakeholders)


def _new_codes(corpus: Corpus) -> pd.DataFrame:
    segments = corpus.table("segments")
    rows = saturation.unit_codings(corpus.table("codings"), segments=segments)
    order = _stated_order(corpus, saturation.unit_of(segments)) or list(dict.fromkeys(rows["unit"]))
    return saturation.new_codes(rows, order=order)


def _stated_order(corpus: Corpus, unit: str) -> list[str]:
    return saturation.stated_order(corpus.table("encounters")) if unit == "encounter" else []


def _ties(corpus: Corpus) -> pd.DataFrame:
    relations, segments = corpus.table("relations"), corpus.table("segments")
    return ties(relations, segments=segments, concepts=corpus.table("concepts"))


def _overall(comparison: Comparison) -> pd.DataFrame:
    return overall_agreement(comparison, seed=1, resamples=1_000)


_IN_MEMORY: Mapping[str, Callable[[Corpus], pd.DataFrame]] = {
    "frequencies": _frequencies,
    "speakers": _speakers,
    "pairs": lambda corpus: cooccurrence_counts(corpus.table("codings")),
    "new_codes": _new_codes,
    "ties": _ties,
    "agreement": lambda corpus: _overall(by_segment(spans_of_corpus(corpus))),
}


def _prepare(database: "Database", corpus: Corpus) -> None:
    """Codings as numbers, each segment and code once, and the nodes that segments reach."""
    codes = corpus.table("codes")
    number = {code: place for place, code in enumerate(codes["code"])}
    above = codes_above(codes)
    add_table(database, "codebook", codes[["code"]])
    add_table(database, "above", above.assign(code=above["code"].map(number)))
    _add_sources(database, corpus)
    database.execute(
        """
        create table coded as
        select distinct segments.place, codebook.place::smallint as code
        from codings join segments using (segment) join codebook using (code)
        """
    )
    database.execute(
        """
        create table reached as
        select distinct coded.place, node from coded join above using (code)
        """
    )


def _add_sources(database: "Database", corpus: Corpus) -> None:
    """The independent source of each segment: its case where each has one and none repeats."""
    plain = database.execute(
        """
        select count(*) = count("case") and not exists (
            select * from relations where segment is null
        ) from segments
        """
    ).fetchall()
    if plain == [(True,)]:
        database.execute('create view sources as select segment, "case" as source from segments')
    else:
        of_segments = sources(corpus.table("segments"))
        add_table(database, "sources", of_segments.rename_axis("segment").reset_index())
    database.execute(
        """
        create table spoken as
        select segments.place, segment, speaker, dense_rank() over (order by source) as source
        from segments join sources using (segment)
        """
    )


def _numbers(database: "Database", by: str) -> pd.DataFrame:
    """Segments, sources and segment_ids of each value of these columns."""
    rows = database.execute(
        f"""
        select {by}, count(*) as segments, count(distinct source) as sources,
            min(segment, {MOST_LISTED}) as first_ids
        from reached join spoken using (place) group by {by}
        """
    ).df()
    ids = [listed_first(list(some), n=n) for some, n in zip(rows["first_ids"], rows["segments"],
                                                           strict=True)]  # fmt: skip
    return rows.assign(segment_ids=ids).drop(columns="first_ids")


def _frequencies_on_disk(database: "Database", corpus: Corpus) -> pd.DataFrame:
    return tree_with_counts(corpus.table("codes"), _numbers(database, "node").set_index("node"))


def _speakers_on_disk(database: "Database", corpus: Corpus) -> pd.DataFrame:
    counts = _numbers(database, "node, speaker").dropna(subset=["speaker"])
    return rows_of_speakers(
        corpus.table("codes"), counts.set_index(["node", "speaker"]), corpus.table("stakeholders")
    )


def _pairs_on_disk(database: "Database", corpus: Corpus) -> pd.DataFrame:
    rows = database.execute(
        """
        select one.code as one, other.code as other, count(*) as n
        from coded one join coded other using (place) group by all
        """
    ).df()
    names = corpus.table("codes")["code"].astype("object")
    named = rows.assign(one=rows["one"].map(names), other=rows["other"].map(names))
    counts = named.pivot(index="one", columns="other", values="n").fillna(0).astype("int64")
    return counts.rename_axis(index=None, columns=None)


def _new_codes_on_disk(database: "Database", corpus: Corpus) -> pd.DataFrame:
    columns = database.execute('select count(encounter), count("case") from segments').fetchall()[0]
    named = [name for name, n in zip(("encounter", "case"), columns, strict=True) if n]
    unit = named[0] if named else "source"
    table = "sources" if unit == "source" else "segments"
    database.execute(
        f"""
        create table units as
        select place, code, {table}."{unit}" as unit
        from coded join segments using (place)
        {"join sources using (segment)" if unit == "source" else ""}
        where {table}."{unit}" is not null
        """
    )
    order = _stated_order(corpus, unit) or [
        name
        for (name,) in database.execute(
            "select unit from units group by unit order by min(place)"
        ).fetchall()
    ]
    add_table(database, "ordering", pd.DataFrame({"unit": order}, dtype="str"))
    database.execute(
        """
        create table met as
        select distinct ordering.place, code from units join ordering using (unit)
        """
    )
    first = database.execute("select code, min(place) as first from met group by code").df()
    by_unit = database.execute(
        """
        select count(code) as codes from ordering left join met using (place)
        group by place order by place
        """
    ).df()
    return saturation.new_codes_in_order(
        order, codes=by_unit["codes"].to_numpy(), first=first["first"].to_numpy()
    )


def _ties_on_disk(database: "Database", corpus: Corpus) -> pd.DataFrame:
    alone = database.execute("select count(*) from relations where segment is null").fetchall()
    if alone != [(0,)]:  # stands for itself, which the counts in memory know
        return _ties(corpus)
    key = ", ".join(TIE_KEY)
    table = database.execute(
        f"""
        select {key},
            list_sort(list(distinct relation)) as relations,
            list_sort(list(distinct segment)) as segments,
            list_sort(list(distinct source)) as sources,
            list_sort(list(distinct segments.study)) as studies,
            bool_or(direction is distinct from 'read') as is_directed
        from relations join segments using (segment) join sources using (segment)
        group by {key} order by {key}
        """
    ).df()
    lists: dict[str, Any] = {
        name: [list(each) for each in table[name]]
        for name in ("relations", "segments", "sources", "studies")
    }
    return tie_table(table.assign(**lists), corpus.table("concepts"))


_ON_DISK: Mapping[str, Callable[["Database", Corpus], pd.DataFrame]] = {
    "frequencies": _frequencies_on_disk,
    "speakers": _speakers_on_disk,
    "pairs": _pairs_on_disk,
    "new_codes": _new_codes_on_disk,
    "ties": _ties_on_disk,
    "agreement": lambda database, corpus: _overall(segments_on_disk(database, corpus)),
}
