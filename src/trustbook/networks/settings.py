"""Settings: every combination of choices, and what the rows of a table count under each.

A row states something in a segment: a relation, a strategy, a code. What is counted are cells, all
rows that agree in some columns, by their independent sources; what several cells say together
(a group) is counted by the sources of those that stand. All of it is arithmetic on arrays.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from trustbook.networks.tie_tables import sources
from trustbook.signed.edge_tables import Floats, Truths

SOURCE, SUPPORT, CODER, DIRECTION = "source", "min_support", "coder", "direction"
LEVEL, CONCEPTS, WITHOUT = "level", "concepts", "without"
AS_CODED, EVERY, NONE, LEADING, STATED = "as coded", "all", "none", "leading", "stated"
SEGMENTS, DOCUMENTS, STUDIES = "segments", "documents", "studies"
SUPPORTS = (1, 2, 3)
_COLUMNS = {AS_CODED: "root", SEGMENTS: "segment", DOCUMENTS: "encounter", STUDIES: "study"}
_FIRST: dict[str, "Option"] = {SOURCE: AS_CODED, SUPPORT: 1, CODER: EVERY, DIRECTION: EVERY,
                               LEVEL: EVERY, CONCEPTS: LEADING, WITHOUT: NONE}  # fmt: skip
_OF_ROWS = [CODER, DIRECTION, LEVEL, WITHOUT]  # choices of which rows count
_CELLS = 4_000_000  # numbers held at a time

Option = str | int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What is counted under each setting.

    Parameters
    ----------
    settings
        One row per setting and one column per choice; the first row has the first option of each.
    cells
        What is counted, one row each.
    support
        Settings × cells: how many sources state it; 0 where these are too few, or none.
    groups
        What several cells say together, one row each.
    numbers
        Settings × groups: the sources of those of its cells that stand and count.
    """

    settings: pd.DataFrame
    cells: pd.DataFrame
    support: Floats
    groups: pd.DataFrame
    numbers: Floats


def chosen_rows(rows: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """The rows with what settings choose them by.

    Parameters
    ----------
    rows : DataFrame
        One row per statement: segment, and coder, direction, level and is_further (whether a
        further coder read it) where there are any.
    segments : DataFrame
        The segments of the corpus: segment, study, and case, encounter or same_source_as.

    Returns
    -------
    DataFrame
        The rows with study, encounter and root (the independent source of the segment).

    Examples
    --------
    >>> segments = pd.DataFrame({"segment": ["a"], "study": ["s"]})
    >>> chosen_rows(pd.DataFrame({"segment": ["a"]}), segments)[["study", "root"]].values.tolist()
    [['s', 'a']]
    """
    of_segment = segments.set_index("segment").reindex(columns=["study", "encounter"])
    added = {"is_further": False, "is_directed": True, "level": None, "coder": None}
    rows = rows.assign(**{name: value for name, value in added.items() if name not in rows})
    return rows.join(of_segment, on="segment").assign(root=rows["segment"].map(sources(segments)))


def row_choices(
    rows: pd.DataFrame, *, by: Sequence[str], read: Sequence[str] = (), min_support: int = 1
) -> dict[str, list[Option]]:
    """The choices that make a difference to the rows, each with its options.

    Parameters
    ----------
    rows : DataFrame
        As `chosen_rows` returns them.
    by : sequence of str
        The columns that say what is counted.
    read : sequence of str
        Columns that say, beside the study, what a further coder was asked for.
    min_support : int
        How many sources a cell needs by the first option.

    Returns
    -------
    dict
        For each choice its options, of which the first is that of the corpus. A choice with one
        option is left out.

    Examples
    --------
    >>> segments = pd.DataFrame({"segment": ["a", "b"], "study": ["s", "t"]})
    >>> rows = chosen_rows(pd.DataFrame({"segment": ["a", "b"], "code": "x"}), segments)
    >>> row_choices(rows, by=["code"])
    {'min_support': [1, 2], 'without': ['none', 's', 't']}
    """
    most = int(rows.groupby(list(by))["segment"].nunique().max()) if len(rows) else 0
    options: dict[str, list[Option]] = {
        SOURCE: list(_partitions(rows)),
        SUPPORT: [min_support, *(n for n in SUPPORTS if n <= most and n != min_support)],
        CODER: _readings(rows, read),
        DIRECTION: [EVERY, *([STATED] if rows["is_directed"].nunique() > 1 else [])],
        LEVEL: [EVERY, *_names(rows["level"])],
        WITHOUT: [NONE, *_names(rows["study"])],
    }
    of_two = {LEVEL, WITHOUT}  # one level or one study: to choose it changes nothing
    return {name: values for name, values in options.items() if len(values) > 1 + (name in of_two)}


def every_setting(
    options: Mapping[str, Sequence[Option]], rows: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Every combination of the options, one row each; a choice without options has one.

    Combinations that ask for more sources than the rows have are left out, but for the first.

    Parameters
    ----------
    options : mapping
        Choices with their options, as `row_choices` returns them.
    rows : DataFrame, optional
        As `chosen_rows` returns them.

    Returns
    -------
    DataFrame
        One row per setting, one column per choice.

    Examples
    --------
    >>> every_setting({"min_support": [1, 2]})[["source", "min_support"]].values.tolist()
    [['as coded', 1], ['as coded', 2]]
    """
    every = {name: options.get(name, [first]) for name, first in _FIRST.items()}
    settings = pd.DataFrame(product(*every.values()), columns=list(every))
    if rows is None:
        return settings
    most = {source: rows[column].nunique() for source, column in _COLUMNS.items()}
    is_possible = settings[SUPPORT] <= settings[SOURCE].map(most)
    return settings[is_possible | (settings.index == 0)].reset_index(drop=True)


def counted(  # noqa: PLR0913 - all but two are named
    rows: pd.DataFrame,
    settings: pd.DataFrame,
    *,
    by: Sequence[str],
    groups: Sequence[str],
    read: Sequence[str] = (),
    counts: Callable[[pd.DataFrame, pd.DataFrame], Truths] | None = None,
) -> Counted:
    """What is counted under each setting.

    Parameters
    ----------
    rows : DataFrame
        As `chosen_rows` returns them.
    settings : DataFrame
        As `every_setting` returns them.
    by : sequence of str
        The columns that say what is counted; a cell stands that has enough sources.
    groups : sequence of str
        Those of `by` that say what cells say together.
    read : sequence of str
        Columns that say, beside the study, what a further coder was asked for.
    counts : function, optional
        From cells and some settings the cells that count for groups: settings × cells.

    Returns
    -------
    Counted
        Support and numbers.

    Examples
    --------
    >>> segments = pd.DataFrame({"segment": ["a", "b"], "study": ["s", "t"]})
    >>> rows = chosen_rows(pd.DataFrame({"segment": ["a", "b"], "code": "x"}), segments)
    >>> settings = every_setting(row_choices(rows, by=["code"]))
    >>> counted(rows, settings, by=["code"], groups=["code"]).support[:, 0].astype(int).tolist()
    [2, 1, 1, 2, 0, 0]
    """
    cell_of, cells = _numbered(rows[list(by)])
    group_of, group_table = _numbered(cells[list(groups)])
    support = np.zeros((len(settings), len(cells)))
    numbers = np.zeros((len(settings), len(group_table)))
    for source, of_source in settings.groupby(SOURCE, sort=False):
        units = pd.factorize(rows[_COLUMNS[str(source)]])[0]
        pair_of, pairs = _numbered(pd.DataFrame({"cell": cell_of, "unit": units}))
        stating, cell_of_pair = indicator(pair_of, len(pairs)), pairs["cell"].to_numpy()
        in_cell = indicator(cell_of_pair, len(cells))
        voice = pd.DataFrame({"group": group_of[cell_of_pair], "unit": pairs["unit"]})
        voice_of, voices = _numbered(voice)
        speaking = indicator(voice_of, len(voices))
        in_group = indicator(voices["group"].to_numpy(), len(group_table))
        step = max(1, _CELLS // max(len(pairs), len(rows), 1))
        for start in range(0, len(of_source), step):
            part = of_source.iloc[start : start + step]
            mask_of, masks = _numbered(part[_OF_ROWS])
            is_stated = ((_masks(rows, masks, read).astype(np.float64) @ stating) > 0)[mask_of]
            sums = is_stated.astype(np.float64) @ in_cell
            stands = sums >= part[SUPPORT].to_numpy()[:, None]
            support[part.index] = np.where(stands, sums, 0)
            if counts is not None:
                stands &= counts(cells, part)
            speaks = (is_stated & stands[:, cell_of_pair]).astype(np.float64) @ speaking
            numbers[part.index] = (speaks > 0).astype(np.float64) @ in_group
    return Counted(settings=settings, cells=cells, support=support,
                   groups=group_table, numbers=numbers)  # fmt: skip


def falls_when(settings: pd.DataFrame, holds: Truths) -> list[tuple[str, Option]]:
    """The choices and options that each alone, the others as at first, end a result.

    Parameters
    ----------
    settings : DataFrame
        One row per setting, the first with the first option of each choice.
    holds : array of bool, one per setting
        Under which settings the result holds.

    Returns
    -------
    list of tuple
        Choice and option.

    Examples
    --------
    >>> settings = every_setting({"min_support": [1, 2, 3]})
    >>> falls_when(settings, np.array([True, True, False]))
    [('min_support', 3)]
    """
    return [(name, option) for at, name, option in endings(settings) if not holds[at]]


def endings(settings: pd.DataFrame) -> list[tuple[int, str, Option]]:
    """The settings that differ from the first in one choice: place, choice and option."""
    differs = settings != settings.iloc[0]
    is_alone = differs.sum(axis=1) == 1
    return [
        (int(at), str(name), settings[name].tolist()[at])
        for name in settings
        for at in np.flatnonzero(differs[name] & is_alone)
    ]


def _names(column: "pd.Series[str]") -> list[str]:
    return sorted(map(str, column.dropna().unique()))


def _readings(rows: pd.DataFrame, read: Sequence[str]) -> list[Option]:
    """All coders of the corpus, and each coder who reads anything in another way than these."""
    coders: list[Option] = [EVERY, *_names(rows["coder"])]
    masks = [_of_coder(rows, coder, read).tobytes() for coder in coders]
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


def _masks(rows: pd.DataFrame, settings: pd.DataFrame, read: Sequence[str]) -> Truths:
    """Settings × rows: which rows each setting counts."""
    is_directed, level, study = (rows[c].to_numpy() for c in ("is_directed", "level", "study"))
    chosen = np.ones((len(settings), len(rows)), dtype=bool)
    for name, mask in (
        (CODER, lambda option: _of_coder(rows, option, read)),
        (DIRECTION, lambda option: is_directed | (option == EVERY)),
        (LEVEL, lambda option: (level == option) | (option == EVERY)),
        (WITHOUT, lambda option: study != option),
    ):
        by_option = {option: mask(option) for option in settings[name].unique()}
        chosen &= np.stack([by_option[option] for option in settings[name]])
    return chosen


def _of_coder(rows: pd.DataFrame, coder: Option, read: Sequence[str]) -> Truths:
    """The rows as one coder reads them; the corpus's own where that coder read nothing.

    A further coder has read the studies, and the values of `read`, of which any row is theirs.
    """
    is_further = rows["is_further"].to_numpy(dtype=bool)
    is_theirs = (rows["coder"] == coder).to_numpy(dtype=bool)
    if coder == EVERY:
        return ~is_further
    if not (is_further & is_theirs).any():
        return ~is_further & is_theirs
    theirs = rows[is_further & is_theirs]
    is_read = np.logical_and.reduce([rows[c].isin(theirs[c]) for c in ("study", *read)])
    return np.where(is_read, is_further & is_theirs, ~is_further)


def _numbered(rows: pd.DataFrame) -> tuple[NDArray[np.int64], pd.DataFrame]:
    """For each row the number of its different values, and these."""
    groups = rows.groupby(list(rows.columns), dropna=False)
    different = groups.size().index.to_frame(index=False)
    return np.asarray(groups.ngroup(), dtype=np.int64), different


def indicator(places: NDArray[np.integer[Any]], n_columns: int) -> sparse.csr_array:
    """Rows × columns: 1 at the place of each row."""
    shape = (len(places), n_columns)
    return sparse.csr_array((np.ones(len(places)), (np.arange(len(places)), places)), shape=shape)
