"""Strategies, barriers and codes counted under every setting (`networks.settings`)."""

import numpy as np
import pandas as pd

from trustbook.coding.codebook import code_tree
from trustbook.coding.framework import NO_THEME
from trustbook.networks.settings import (
    SUPPORT,
    Counted,
    chosen_rows,
    counted,
    every_setting,
    row_choices,
)
from trustbook.signed.edge_tables import Floats
from trustbook.studies.strategies import STRATEGY

CODE_OF_STUDY, PLACE_IN_STUDY = ["code", "study"], ["theme", "category", "study"]
_KEYS = ["segment", "coder", "is_further"]


def strategies_under_choices(
    strategies: pd.DataFrame,
    *,
    segments: pd.DataFrame,
    recodings: pd.DataFrame | None = None,
    min_support: int = 1,
) -> Counted:
    """The observations of strategies under every setting, and their kinds by effect.

    An observation is an actor, a kind, a truster, a trustee and an effect. Groups: code and effect.
    """
    by = [*STRATEGY, "effect"]
    every = [strategies.assign(is_further=False)]
    if recodings is not None and len(recodings):
        every.append(recodings.dropna(subset=["segment", "effect"]).assign(is_further=True))
    rows = pd.concat([one.reindex(columns=[*by, *_KEYS]) for one in every])
    return _counted(chosen_rows(rows, segments), by, ["code", "effect"], min_support)


def barriers_under_choices(
    barriers: pd.DataFrame, evidence: pd.DataFrame, *, segments: pd.DataFrame
) -> Counted:
    """The lines of the table of barriers under every setting, each with its evidence."""
    linked = evidence[evidence["barrier"].isin(barriers["barrier"])]
    linked = linked[linked["segment"].isin(segments["segment"])]
    return _counted(chosen_rows(linked, segments), ["barrier"], ["barrier"])


def codes_under_choices(  # noqa: PLR0913 - all but two are named
    codings: pd.DataFrame,
    codes: pd.DataFrame,
    *,
    by: list[str],
    segments: pd.DataFrame,
    recodings: pd.DataFrame | None = None,
    anchors: pd.DataFrame | None = None,
) -> Counted:
    """What is coded in each study under every setting: codes or categories, as `by` has them.

    Groups are those of all studies together.

    A unit that a further coder chose counts for the segment with which it shares most letters, or
    for itself. Codes that were added later are the corpus's own under every setting.
    """
    rows = codings.assign(is_further=False).reindex(columns=["code", *_KEYS])
    if recodings is not None and anchors is not None and len(recodings):
        places = segments_of_units(recodings, segments=segments, anchors=anchors)
        further = recodings.assign(segment=recodings["anchor"].map(places), is_further=True)
        own = further[~further["segment"].isin(segments["segment"])]
        added = own[["segment", "study"]].drop_duplicates("segment")
        segments = pd.concat([segments, added], ignore_index=True)
        rows = pd.concat([rows, further[rows.columns]])
    tree = code_tree(codes).set_index("code")
    rows = rows[rows["code"].isin(tree.index)].reset_index(drop=True)
    later = codes.reindex(columns=["code", "added_after"]).dropna()["code"]
    placed = rows.join(tree[["theme", "category"]], on="code").assign(
        added_later=rows["code"].isin(later)
    )
    placed["theme"] = placed["theme"].fillna(NO_THEME)
    placed["category"] = placed["category"].fillna(placed["theme"])
    over_studies = [column for column in by if column != "study"]
    return _counted(chosen_rows(placed, segments), by, over_studies, read=["added_later"])


def segments_of_units(
    recodings: pd.DataFrame, *, segments: pd.DataFrame, anchors: pd.DataFrame
) -> pd.Series:
    """For each unit of a further coder the segment that shares most letters with it, else itself.

    Parameters
    ----------
    recodings : DataFrame
        The codes of coders who chose units of their own: study and anchor.
    segments : DataFrame
        The segments: segment, study and anchor.
    anchors : DataFrame
        Where anchors are in the source: anchor, start and length, in letters.

    Returns
    -------
    Series of str
        The segment, or the anchor where none shares a letter, indexed by anchor.

    Examples
    --------
    >>> segments = pd.DataFrame({"segment": ["s1"], "study": ["t"], "anchor": ["n1"]})
    >>> anchors = pd.DataFrame({"anchor": ["n1", "m1"], "start": [3, 5], "length": [4, 9]})
    >>> recodings = pd.DataFrame({"study": ["t"], "anchor": ["m1"]})
    >>> segments_of_units(recodings, segments=segments, anchors=anchors).to_dict()
    {'m1': 's1'}
    """
    placed = anchors[["anchor", "start"]].assign(end=anchors["start"] + anchors["length"])
    units = recodings[["study", "anchor"]].drop_duplicates().merge(placed, on="anchor")
    own = segments[["segment", "study", "anchor"]].merge(placed, on="anchor").drop(columns="anchor")
    both = units.merge(own, on="study", suffixes=("", "_own"))
    end = both[["end", "end_own"]].min(axis=1)
    both["shared"] = end - both[["start", "start_own"]].max(axis=1)
    letters = both[both["shared"] > 0].groupby(["anchor", "segment"])["shared"].sum().reset_index()
    ordered = letters.sort_values(["shared", "segment"], ascending=[False, True])
    best = ordered.drop_duplicates("anchor").set_index("anchor")["segment"]
    every = pd.Series(recodings["anchor"].unique())
    return pd.Series(every.map(best).fillna(every).to_numpy(), index=every, dtype="str")


def in_studies(result: Counted) -> Floats:
    """In how many studies each group is under each setting: settings × groups."""
    columns = list(result.groups)
    keys = pd.MultiIndex.from_frame(result.groups)
    place = keys.get_indexer(pd.MultiIndex.from_frame(result.cells[columns]))
    return np.asarray((result.support > 0) @ np.eye(len(keys))[place], dtype=np.float64)


def _counted(
    rows: pd.DataFrame,
    by: list[str],
    groups: list[str],
    min_support: int = 1,
    read: list[str] | None = None,
) -> Counted:
    options = row_choices(rows, by=by, read=read or [], min_support=min_support)
    settings = every_setting({SUPPORT: [min_support], **options}, rows)
    return counted(rows, settings, by=by, groups=groups, read=read or [])
