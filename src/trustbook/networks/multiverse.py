"""The same results under every reasonable choice: a multiverse of settings.

A multiverse analysis (Steegen et al. 2016, doi 10.1177/1745691616658637) counts again under each
combination of the choices that somebody could defend; a specification curve (Simonsohn, Simmons &
Nelson 2020, doi 10.1038/s41562-020-0912-z) draws the results in order with the choices below them.
Both say how much a result owes to choices. Settings are no sample: the share of them under which a
result holds is no probability.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from trustbook.corpus.schema import TIE_KEY
from trustbook.networks.settings import (
    CONCEPTS,
    EVERY,
    LEADING,
    LEVEL,
    SUPPORT,
    Option,
    chosen_rows,
    counted,
    endings,
    every_setting,
    falls_when,
    indicator,
    row_choices,
)
from trustbook.networks.tie_tables import is_directed, leading_concepts, stated, statements
from trustbook.signed.edge_tables import Floats, Truths

_READ = ("concept",)  # what a further coder of relations was asked for, beside the study


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
    counts
        Settings × ties: whether a tie is of a concept that counts for and against.
    stakeholders
        Those towards whom a tie of a counted concept is stated under any setting.
    balance
        Settings × stakeholders: sources for minus sources against; missing where none speaks.
    received
        What is stated towards whom with which sign, of the concepts that count: trustee, sign.
    numbers
        Settings × received: by how many sources.
    """

    settings: pd.DataFrame
    ties: pd.DataFrame
    support: Floats
    counts: Truths
    stakeholders: tuple[str, ...]
    balance: Floats
    received: pd.DataFrame
    numbers: Floats


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
    return _choices(_rows(relations, segments, recodings), concepts, min_support)


def _choices(
    rows: pd.DataFrame, concepts: pd.DataFrame, min_support: int
) -> dict[str, list[Option]]:
    options = row_choices(rows, by=TIE_KEY, read=_READ, min_support=min_support)
    used = set(rows["concept"]) & set(concepts.loc[concepts["sign"] != 0, "concept"])
    if used - set(leading_concepts(concepts)):
        options[CONCEPTS] = [LEADING, EVERY]
    return options


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
    rows = _rows(relations, segments, recodings)
    if options is None:
        options = _choices(rows, concepts, min_support)
    settings = every_setting({SUPPORT: [min_support], **options}, rows)
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
    alone = endings(result.settings)
    table = result.ties.loc[first, columns].assign(
        support=result.support[0, first].astype("int64"),
        settings=int(counted.sum()),
        survives=tie_is_there[counted].sum(axis=0),
    )
    table["falls_when"] = pd.Series(
        [
            [(name, option) for at, name, option in alone if not there[at] and name != LEVEL]
            for there in tie_is_there.T
        ],
        index=table.index,
        dtype="object",
    )
    return table.sort_values(["survives", *columns], ignore_index=True)


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
                "falls_when": falls_when(result.settings, ~there | same),
            }
        )
    columns = ["stakeholder", "balance", "settings", "same_sign", "turned", "lowest", "highest",
               "first_place", "last_place", "falls_when"]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values(["balance", "stakeholder"], ascending=[False, True], ignore_index=True)


def edges_under_choices(result: Multiverse) -> tuple[pd.DataFrame, Truths]:
    """Which pairs have a tie of which sign under each setting, of the concepts that count.

    Parameters
    ----------
    result : Multiverse
        As `multiverse` returns it.

    Returns
    -------
    DataFrame
        One row per truster, trustee and sign (1 or −1); no ties of a stakeholder with itself.
    array of bool
        Settings × rows: whether it is there.
    """
    columns = ["truster", "trustee", "sign"]
    is_edge = (result.ties["sign"] != 0) & (result.ties["truster"] != result.ties["trustee"])
    edges = result.ties.loc[is_edge, columns]
    different = edges.drop_duplicates(ignore_index=True)
    place = pd.MultiIndex.from_frame(different).get_indexer(pd.MultiIndex.from_frame(edges))
    stands = ((result.support > 0) & result.counts)[:, is_edge.to_numpy()]
    return different, stands.astype(np.float64) @ indicator(place, len(different)) > 0


def answered_under_choices(result: Multiverse) -> Floats:
    """The share of ties that are answered by one of the same sign; missing without ties.

    Parameters
    ----------
    result : Multiverse
        As `multiverse` returns it.

    Returns
    -------
    array of float
        One share (0 to 1) per setting.
    """
    edges, stands = edges_under_choices(result)
    keys = pd.MultiIndex.from_frame(edges)
    back = keys.get_indexer(pd.MultiIndex.from_frame(edges[["trustee", "truster", "sign"]]))
    answered = stands & (stands[:, back] & (back >= 0))
    with np.errstate(invalid="ignore"):
        return np.asarray(answered.sum(axis=1) / stands.sum(axis=1), dtype=np.float64)


def received_under_choices(result: Multiverse) -> tuple[list[str], Floats]:
    """Positive minus negative ties that each stakeholder receives under each setting.

    Parameters
    ----------
    result : Multiverse
        As `multiverse` returns it.

    Returns
    -------
    list of str
        The stakeholders.
    array of float
        Settings × stakeholders; missing where a stakeholder receives no tie.
    """
    edges, stands = edges_under_choices(result)
    names = sorted(map(str, edges["trustee"].unique()))
    towards = indicator(pd.Index(names).get_indexer(pd.Index(edges["trustee"])), len(names))
    signs = edges["sign"].to_numpy()
    net = (stands * signs).astype(np.float64) @ towards
    return names, np.where(stands.astype(np.float64) @ towards > 0, net, np.nan)


def _most(result: Multiverse, sign: int = 1) -> Floats:
    """The highest balance (or the lowest, with the sign turned) under each setting."""
    values = np.where(np.isnan(result.balance), -np.inf, sign * result.balance)
    return np.asarray(values.max(axis=1, initial=-np.inf), dtype=np.float64)


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
    return chosen_rows(rows, segment_table)


def _counted(rows: pd.DataFrame, concepts: pd.DataFrame, settings: pd.DataFrame) -> Multiverse:
    """What is counted under each setting."""
    signs = dict(zip(concepts["concept"], concepts["sign"], strict=True))
    rows = rows.assign(sign=[int(signs.get(concept, 0)) for concept in rows["concept"]])
    leading = leading_concepts(concepts)

    def counts(ties: pd.DataFrame, part: pd.DataFrame) -> Truths:
        is_leading = ties["concept"].isin(leading).to_numpy()
        is_leading = is_leading | (not is_leading.any())  # as `leading_relations`
        return np.asarray(is_leading | (part[CONCEPTS] == EVERY).to_numpy()[:, None], dtype=bool)

    by = [*TIE_KEY, "sign"]
    result = counted(rows, settings, by=by, groups=["trustee", "sign"], read=_READ, counts=counts)
    names, balance = _balances(result.groups, result.numbers)
    return Multiverse(settings=settings, ties=result.cells, support=result.support,
                      counts=counts(result.cells, settings), stakeholders=names,
                      balance=balance, received=result.groups,
                      numbers=result.numbers)  # fmt: skip


def _balances(groups: pd.DataFrame, numbers: Floats) -> tuple[tuple[str, ...], Floats]:
    """Settings × stakeholders: sources for minus sources against; missing where none speaks."""
    signs = groups["sign"].to_numpy()
    names = sorted(groups.loc[signs != 0, "trustee"].unique())
    is_signed = signs != 0
    trustees = groups.loc[is_signed, "trustee"]
    towards = indicator(pd.Index(names).get_indexer(pd.Index(trustees)), len(names))
    voices = numbers[:, is_signed] @ towards
    balance = (numbers * signs)[:, is_signed] @ towards
    return tuple(names), np.where(voices > 0, balance, np.nan)
