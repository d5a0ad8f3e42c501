"""Segments of coders compared by a database, for corpora that do not fit into memory.

What the coefficients need of millions of segments is how many have the same answers: few kinds.
"""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from trustbook.agreement.differences import NOT_SEEN, Comparison, by_segment
from trustbook.agreement.passes import codings_to_compare, spans_of_corpus
from trustbook.corpus.database import add_table
from trustbook.corpus.reading import Corpus

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_MOST_CODERS = 20  # each is a bit of a number, above the 40 of a place
_PLACES = 40

_PREPARED = """
create table read_texts as
select place, segment, study, coalesce(encounter, study) as text from segments;

create table compared as
select codings.place, read_texts.place as unit, text, study, coder, used.place as code
from codings join read_texts using (segment) join used using (code);

create table coders as
select coder, row_number() over (order by min(place)) - 1 as number from compared group by coder;

create table numbered as
select compared.place, unit, text, study, number, code from compared join coders using (coder);

create table of_texts as
select text, bit_or(1::bigint << number) as mask from numbered group by text;

create table marked as
select unit, bit_or(1::bigint << number) as mask, min((number << {places}) + place) as first,
    list_sort(list(distinct number * {codes} + code)) as given
from numbered group by unit
union all
select read_texts.place, mask, (log2(mask & -mask)::bigint << {places})
    + (1::bigint << ({places} - 1)) + read_texts.place, []
from read_texts join of_texts using (text)
where read_texts.place not in (select unit from numbered);
"""

_KINDS = """
with makers as (
    select coalesce(bit_or(mask), 0) as mask from marked where bit_count(mask) = 1
), of_studies as (
    select study, bit_or(1::bigint << number) as mask from numbered
    where text = study group by study
), seen as (
    select unit, first, given, marked.mask | ((of_texts.mask | coalesce(of_studies.mask, 0))
        & (select mask from makers)) as mask
    from marked join read_texts on unit = read_texts.place join of_texts using (text)
        left join of_studies using (study)
)
select given, mask, count(*) as times, arg_min(unit, first) as unit
from seen where bit_count(mask) > 1 group by given, mask order by min(first)
"""


def segments_on_disk(database: "DuckDBPyConnection", corpus: Corpus) -> Comparison:
    """The coders compared segment by segment, those with the same answers once.

    What anchors or further readings bring beside each other is compared in memory.

    Parameters
    ----------
    database : duckdb.DuckDBPyConnection
        With the tables codings and segments, as `trustbook.corpus.database.database_of` has them.
    corpus : Corpus
        The corpus of these tables.

    Returns
    -------
    Comparison
        As `by_segment` returns it of the whole corpus, with `times`.
    """
    codes = codings_to_compare(corpus.table("codes"), corpus.table("codes"))["code"]
    is_plain = corpus.table("recodings").empty and corpus.table("assignments").empty
    anchored, coders = database.execute(
        "select (select count(anchor) from segments), (select count(distinct coder) from codings)"
    ).fetchall()[0]
    if anchored or coders > _MOST_CODERS or not is_plain:
        return by_segment(spans_of_corpus(corpus))
    add_table(database, "used", codes.sort_values().to_frame())
    database.execute(_PREPARED.format(codes=max(len(codes), 1), places=_PLACES))
    names = [name for (name,) in database.execute("select coder from coders order by number")
             .fetchall()]  # fmt: skip
    return _comparison(database.execute(_KINDS).df(), names, sorted(codes))


def _comparison(kinds: pd.DataFrame, coders: list[str], codes: list[str]) -> Comparison:
    """The comparison of kinds of segments, with the codes that somebody gave to one of them."""
    seen = kinds["mask"].to_numpy()[:, None] >> np.arange(len(coders)) & 1
    values = np.where(seen == 1, 0, NOT_SEEN).astype("int8")
    values = np.repeat(values[:, :, None], max(len(codes), 1), axis=2)
    answers = [np.asarray(each, dtype="int64") for each in kinds["given"]]
    kind = np.repeat(np.arange(len(answers)), [len(each) for each in answers])
    coder, code = np.divmod(np.concatenate([*answers, np.zeros(0, "int64")]), values.shape[2])
    values[kind, coder, code] = 1
    used = (values == 1).any(axis=(0, 1))
    return Comparison(
        units=pd.DataFrame({"unit": kinds["unit"], "letters": 1.0, "block": np.arange(len(kinds))}),
        coders=tuple(coders),
        codes=tuple(code for code, is_used in zip(codes, used, strict=False) if is_used),
        values=values[:, :, used],
        times=kinds["times"].to_numpy(dtype="int64"),
    )
