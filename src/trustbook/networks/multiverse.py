"""The same results under every reasonable choice: a multiverse of settings.

A multiverse analysis (Steegen et al. 2016, doi 10.1177/1745691616658637) counts again under each
combination of the choices that somebody could defend; a specification curve (Simonsohn, Simmons &
Nelson 2020, doi 10.1038/s41562-020-0912-z) draws the results in order with the choices below them.
Both say how much a result owes to choices. Settings are no sample: the share of them under which a
result holds is no probability.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from trustbook.corpus.schema import TIE_KEY
from trustbook.networks.tie_tables import (
    is_directed,
    leading_concepts,
    sources,
    stated,
    statements,
)
from trustbook.signed.edge_tables import Floats, Truths

SOURCE, SUPPORT, CODER, DIRECTION = "source", "min_support", "coder", "direction"
LEVEL, CONCEPTS, WITHOUT = "level", "concepts", "without"
AS_CODED, EVERY, NONE, LEADING, STATED = "as coded", "all", "none", "leading", "stated"
SEGMENTS, DOCUMENTS, STUDIES = "segments", "documents", "studies"
SUPPORTS = (1, 2, 3)
_COLUMNS = {AS_CODED: "root", SEGMENTS: "segment", DOCUMENTS: "encounter", STUDIES: "study"}
_CELLS = 4_000_000  # numbers held at a time

Option = str | int


@dataclass(frozen=True, slots=True, kw_only=True)
class Multiverse:
    """What is counted under each setting.

    Parameters
    ----------
    settings
        One row per setting and one column per choice; the first row has the first option of each.
    ties
        The ties that stand under any setting: truster, trustee, concept and sign.
    support
        Settings × ties: how many sources state a tie; 0 where these are too few, or none.
    stakeholders
        Those towards whom a tie of a counted concept is stated under any setting.
    balance
        Settings × stakeholders: sources for less sources against; missing where none speaks.
    """

    settings: pd.DataFrame
    ties: pd.DataFrame
    support: Floats
    stakeholders: tuple[str, ...]
    balance: Floats


def choices(
    relations: pd.DataFrame,
    *,
    segments: pd.DataFrame,
    concepts: pd.DataFrame,
    recodings: pd.DataFrame | None = None,
    min_support: int = 1,
) -> dict[str, list[Option]]:
    """The choices that make a difference to these relations, each with its options.

    Parameters
    ----------
    relations : DataFrame
        The relations of the corpus: relation, segment, truster, trustee, concept, and level, coder
        and direction where the corpus has them.
    segments : DataFrame
        The segments of the corpus: segment, study, and case, encounter or same_source_as.
    concepts : DataFrame
        The concepts of the corpus: concept and sign (1, −1 or 0).
    recodings : DataFrame, optional
        What further coders read: study, segment, truster, trustee, concept and coder.
    min_support : int
        How many sources a tie needs by the first option.

    Returns
    -------
    dict
        For each choice its options, of which the first is that of the corpus: `source` (what counts
        as one), `min_support`, `coder`, `direction`, `level`, `concepts` (whose ties count for the
        balance) and `without` (a study left out). A choice with one option is left out.

    Examples
    --------
    >>> relations = pd.DataFrame({"relation": ["r1", "r2"], "segment": ["a", "b"], "truster": "P",
    ...                           "trustee": "N", "concept": "trust"})
    >>> segments = pd.DataFrame({"segment": ["a", "b"], "study": ["s", "t"]})
    >>> choices(relations, segments=segments,
    ...         concepts=pd.DataFrame({"concept": ["trust"], "sign": [1]}))
    {'min_support': [1, 2], 'without': ['none', 's', 't']}
    """
    rows = _rows(relations, segments, recodings)
    signed = [str(one) for one in concepts.loc[concepts["sign"] != 0, "concept"]]
    used = [one for one in signed if one in set(rows["concept"])]
    options: dict[str, list[Option]] = {
        SOURCE: list(_partitions(rows)),
        SUPPORT: list(dict.fromkeys((min_support, *SUPPORTS))),
        CODER: _readings(rows),
        DIRECTION: [EVERY, *([STATED] if rows["is_directed"].nunique() > 1 else [])],
        LEVEL: [EVERY, *_names(rows["level"])],
        CONCEPTS: [LEADING, *([EVERY] if set(used) - set(leading_concepts(concepts)) else [])],
        WITHOUT: [NONE, *_names(rows["study"])],
    }
    most = int(rows.groupby(TIE_KEY)["segment"].nunique().max()) if len(rows) else 0
    options[SUPPORT] = [one for one in options[SUPPORT] if one in (min_support, *range(most + 1))]
    of_two = {LEVEL, WITHOUT}  # one level or one study: to choose it changes nothing
    return {name: values for name, values in options.items() if len(values) > 1 + (name in of_two)}


def multiverse(  # noqa: PLR0913 - all but one are named
    relations: pd.DataFrame,
    *,
    segments: pd.DataFrame,
    concepts: pd.DataFrame,
    recodings: pd.DataFrame | None = None,
    options: Mapping[str, Sequence[Option]] | None = None,
    min_support: int = 1,
) -> Multiverse:
    """The ties and the balance of stakeholders under every combination of the options.

    Parameters
    ----------
    relations, segments, concepts, recodings, min_support
        As for `choices`.
    options : mapping, optional
        The choices with their options; `choices` by default.

    Returns
    -------
    Multiverse
        The settings and what is counted under each.

    References
    ----------
    Steegen, Tuerlinckx, Gelman & Vanpaemel (2016), Increasing transparency through a multiverse
    analysis, doi 10.1177/1745691616658637.

    Examples
    --------
    >>> relations = pd.DataFrame({"relation": ["r1", "r2"], "segment": ["a", "b"], "truster": "P",
    ...                           "trustee": ["N", "N"], "concept": "trust"})
    >>> segments = pd.DataFrame({"segment": ["a", "b"], "study": ["s", "t"]})
    >>> result = multiverse(relations, segments=segments,
    ...                     concepts=pd.DataFrame({"concept": ["trust"], "sign": [1]}))
    >>> len(result.settings), result.support[:, 0].astype(int).tolist()
    (6, [2, 1, 1, 2, 0, 0])
    """
    if options is None:
        options = choices(
            relations,
            segments=segments,
            concepts=concepts,
            recodings=recodings,
            min_support=min_support,
        )
    rows = _rows(relations, segments, recodings)
    every: dict[str, Sequence[Option]] = {SOURCE: [AS_CODED], SUPPORT: [min_support]}
    every |= {CODER: [EVERY], DIRECTION: [EVERY], LEVEL: [EVERY], CONCEPTS: [LEADING]}
    every |= {WITHOUT: [NONE], **options}
    settings = pd.DataFrame(product(*every.values()), columns=list(every))
    return _counted(rows, concepts, settings)


def tie_survival(result: Multiverse) -> pd.DataFrame:
    """Under how many settings each tie stands.

    Settings that leave out its level are not counted: there no one could ask for it.

    Parameters
    ----------
    result : Multiverse
        As `multiverse` returns it.

    Returns
    -------
    DataFrame
        One row per tie that stands under the first setting: truster, trustee, concept, sign,
        support (under the first setting), settings, survives (of these), falls_when (a list of
        choice and option, each of which alone ends it). Those that survive fewest come first.
    """
    columns = ["truster", "trustee", "concept", "sign"]
    counted = (result.settings[LEVEL] == EVERY).to_numpy()
    first = np.flatnonzero(result.support[0])
    tie_is_there = result.support[:, first] > 0
    endings = _endings(result)
    table = result.ties.loc[first, columns].assign(
        support=result.support[0, first].astype("int64"),
        settings=int(counted.sum()),
        survives=tie_is_there[counted].sum(axis=0),
    )
    table["falls_when"] = pd.Series(
        [
            [(name, option) for at, name, option in endings if not there[at] and name != LEVEL]
            for there in tie_is_there.T
        ],
        index=table.index,
        dtype="object",
    )
    return table.sort_values(["survives", *columns], ignore_index=True)


def falls_when(result: Multiverse, holds: Truths) -> list[tuple[str, Option]]:
    """The choices and options that each alone, the others as at first, end a result.

    Parameters
    ----------
    result : Multiverse
        As `multiverse` returns it.
    holds : array of bool, one per setting
        Under which settings the result holds.

    Returns
    -------
    list of tuple
        Choice and option.
    """
    return [(name, option) for at, name, option in _endings(result) if not holds[at]]


def _endings(result: Multiverse) -> list[tuple[int, str, Option]]:
    """The settings that differ from the first in one choice: place, choice and option."""
    differs = result.settings != result.settings.iloc[0]
    is_alone = differs.sum(axis=1) == 1
    return [
        (int(at), str(name), result.settings[name].iloc[at])
        for name in result.settings
        for at in np.flatnonzero(differs[name] & is_alone)
    ]


def balance_survival(result: Multiverse) -> pd.DataFrame:
    """Under how many settings the balance of each stakeholder keeps its sign, and its place.

    Parameters
    ----------
    result : Multiverse
        As `multiverse` returns it.

    Returns
    -------
    DataFrame
        One row per stakeholder with a balance under the first setting: stakeholder, balance,
        settings (that have a balance for it), same_sign, turned (settings under which the sign is
        the opposite one), lowest and highest (balance), first_place and last_place (settings under
        which no other balance is higher, or lower), falls_when (what alone changes the sign). The
        highest balance comes first.
    """
    rows = []
    most, least = _most(result), -_most(result, -1)
    for at, name in enumerate(result.stakeholders):
        values = result.balance[:, at]
        if np.isnan(values[0]):
            continue
        there = ~np.isnan(values)
        same = np.sign(values) == np.sign(values[0])
        rows.append(
            {
                "stakeholder": name,
                "balance": int(values[0]),
                "settings": int(there.sum()),
                "same_sign": int(same[there].sum()),
                "turned": int((np.sign(values[there]) == -np.sign(values[0])).sum())
                if values[0]
                else 0,
                "lowest": int(values[there].min()),
                "highest": int(values[there].max()),
                "first_place": int((values[there] == most[there]).sum()),
                "last_place": int((values[there] == least[there]).sum()),
                "falls_when": falls_when(result, ~there | same),
            }
        )
    columns = ["stakeholder", "balance", "settings", "same_sign", "turned", "lowest", "highest",
               "first_place", "last_place", "falls_when"]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values(["balance", "stakeholder"], ascending=[False, True], ignore_index=True)


def _most(result: Multiverse, sign: int = 1) -> Floats:
    """The highest balance (or the lowest, with the sign turned) under each setting."""
    values = np.where(np.isnan(result.balance), -np.inf, sign * result.balance)
    return np.asarray(values.max(axis=1, initial=-np.inf), dtype=np.float64)


def _names(column: "pd.Series[str]") -> list[str]:
    return sorted(map(str, column.dropna().unique()))


def _rows(
    relations: pd.DataFrame, segments: pd.DataFrame, recodings: pd.DataFrame | None
) -> pd.DataFrame:
    """One row per relation that any coder read, with what settings choose it by.

    Rows of further coders have the level that the corpus gives the tie.
    """
    every = stated(relations).reindex(columns=["segment", *TIE_KEY, "level", "coder", "direction"])
    segment_table = statements(relations, segments)
    other = pd.DataFrame(columns=every.columns) if recodings is None else recodings.reindex(
        columns=every.columns).dropna(subset=["segment"])  # fmt: skip
    level_of = every.drop_duplicates(TIE_KEY).set_index(TIE_KEY)["level"]
    levels = level_of.reindex(pd.MultiIndex.from_frame(other[TIE_KEY])).to_numpy()
    rows = pd.concat(
        [every.assign(is_further=False), other.assign(level=levels, is_further=True)],
        ignore_index=True,
    )
    rows["is_directed"] = is_directed(rows).to_numpy()
    of_segment = segment_table.set_index("segment").reindex(columns=["study", "encounter"])
    rows = rows.join(of_segment, on="segment")
    rows["root"] = rows["segment"].map(sources(segment_table))
    return rows


def _readings(rows: pd.DataFrame) -> list[Option]:
    """All coders of the corpus, and each coder who reads anything in another way than these."""
    coders: list[Option] = [EVERY, *_names(rows["coder"])]
    masks = [_of_coder(rows, coder).tobytes() for coder in coders]
    return [coder for at, coder in enumerate(coders) if masks[at] not in masks[:at]]


def _partitions(rows: pd.DataFrame) -> Iterator[str]:
    """The ways to say what one source is that give different sources here."""
    patterns: set[bytes] = set()
    for name, column in _COLUMNS.items():
        if rows[column].isna().any():
            continue
        pattern = pd.factorize(rows[column])[0].tobytes()
        if pattern not in patterns:
            patterns.add(pattern)
            yield name


def _masks(rows: pd.DataFrame, settings: pd.DataFrame) -> Truths:
    """Settings × rows: which relations each setting counts."""
    is_directed_row, level, study = (rows[c].to_numpy() for c in ("is_directed", "level", "study"))
    chosen = np.ones((len(settings), len(rows)), dtype=bool)
    for name, mask in (
        (CODER, lambda option: _of_coder(rows, option)),
        (DIRECTION, lambda option: is_directed_row | (option == EVERY)),
        (LEVEL, lambda option: (level == option) | (option == EVERY)),
        (WITHOUT, lambda option: study != option),
    ):
        by_option = {option: mask(option) for option in settings[name].unique()}
        chosen &= np.stack([by_option[option] for option in settings[name]])
    return chosen


def _of_coder(rows: pd.DataFrame, coder: Option) -> Truths:
    """The relations as one coder reads them; the corpus's own where that coder read nothing.

    A coder of recodings has read the studies and the concepts of which any recoding is theirs.
    """
    is_further = rows["is_further"].to_numpy(dtype=bool)
    is_theirs = (rows["coder"] == coder).to_numpy(dtype=bool)
    if coder == EVERY:
        return ~is_further
    if not (is_further & is_theirs).any():
        return ~is_further & is_theirs
    theirs = rows[is_further & is_theirs]
    is_read = rows["study"].isin(theirs["study"]) & rows["concept"].isin(theirs["concept"])
    return np.where(is_read.to_numpy(), is_further & is_theirs, ~is_further)


def _numbered(rows: pd.DataFrame) -> tuple[NDArray[np.int64], pd.DataFrame]:
    """For each row the number of its different values, and these."""
    groups = rows.groupby(list(rows.columns), sort=True)
    different = groups.size().index.to_frame(index=False)
    return np.asarray(groups.ngroup(), dtype=np.int64), different


def _indicator(places: NDArray[np.integer[Any]], n_columns: int) -> sparse.csr_array:
    """Rows × columns: 1 at the place of each row."""
    shape = (len(places), n_columns)
    return sparse.csr_array((np.ones(len(places)), (np.arange(len(places)), places)), shape=shape)


def _counted(rows: pd.DataFrame, concepts: pd.DataFrame, settings: pd.DataFrame) -> Multiverse:
    """What is counted under each setting; the settings of one kind of source at a time."""
    tie_of, ties = _numbered(rows[TIE_KEY])
    signs = dict(zip(concepts["concept"], concepts["sign"], strict=True))
    ties["sign"] = [int(signs.get(concept, 0)) for concept in ties["concept"]]
    names = sorted(ties.loc[ties["sign"] != 0, "trustee"].unique())
    support = np.zeros((len(settings), len(ties)))
    balance = np.full((len(settings), len(names)), np.nan)
    is_leading = ties["concept"].isin(leading_concepts(concepts)).to_numpy()
    is_leading = is_leading | (not is_leading.any())  # as `leading_relations`
    for source, of_source in settings.groupby(SOURCE, sort=False):
        units = pd.factorize(rows[_COLUMNS[str(source)]])[0]
        pair_of, pairs = _numbered(pd.DataFrame({"tie": tie_of, "unit": units}))
        stating = _indicator(pair_of, len(pairs))
        tie_of_pair = pairs["tie"].to_numpy()
        in_tie = _indicator(tie_of_pair, len(ties))
        speak = _Voices(ties.iloc[tie_of_pair], pairs["unit"], names)
        step = max(1, _CELLS // max(len(pairs), len(rows), 1))
        for start in range(0, len(of_source), step):
            part = of_source.iloc[start : start + step]
            is_stated = (_masks(rows, part).astype(np.float64) @ stating) > 0
            numbers = is_stated.astype(np.float64) @ in_tie
            stands = numbers >= part[SUPPORT].to_numpy()[:, None]
            support[part.index] = np.where(stands, numbers, 0)
            counts = stands & (is_leading | (part[CONCEPTS] == EVERY).to_numpy()[:, None])
            balance[part.index] = speak.balances(is_stated & counts[:, tie_of_pair])
    return Multiverse(settings=settings, ties=ties, support=support,
                      stakeholders=tuple(names), balance=balance)  # fmt: skip


class _Voices:
    """Who speaks for and against whom, from pairs of a tie and a source that states it."""

    def __init__(self, ties: pd.DataFrame, units: "pd.Series[int]", names: Sequence[str]) -> None:
        self._has_sign = (ties["sign"] != 0).to_numpy()
        signed = ties[self._has_sign]
        units_of_signed = units.to_numpy()[self._has_sign]
        voice = pd.DataFrame(
            {"to": signed["trustee"].to_numpy(), "sign": signed["sign"].to_numpy(),
             "unit": units_of_signed}
        )  # fmt: skip
        place, voices = _numbered(voice)
        self._voices = _indicator(place, len(voices))
        to = pd.Index(list(names)).get_indexer(pd.Index(voices["to"]))
        towards = _indicator(to, len(names))
        self._towards = towards
        self._signed = towards.multiply(voices["sign"].to_numpy()[:, None]).tocsr()

    def balances(self, is_stated: Truths) -> Floats:
        """Settings × stakeholders: sources for less sources against; missing where none speaks."""
        speaks = ((is_stated[:, self._has_sign].astype(np.float64) @ self._voices) > 0).astype(
            np.float64
        )
        numbers = speaks @ self._towards
        return np.asarray(np.where(numbers > 0, speaks @ self._signed, np.nan), dtype=np.float64)
