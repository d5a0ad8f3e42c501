"""Whether a study supports what a theme or category states, or speaks against a code of it.

A contradiction is a judgement that a coder made and gave a reason for (table `contradictions`);
none is inferred. A study supports a theme when one of its segments is coded under it and is not
judged to speak against it.
"""

from collections.abc import Sequence

import pandas as pd

from trustbook.coding.codebook import code_tree

AGAINST = "against"  # a code of the place, not the place as a whole
VERDICTS = ("supported", "both", AGAINST, "silent")
COUNTED = ("for_it", "against_it", "verdict", "segments", "segments_against")


def verdicts(
    coded: pd.DataFrame, against: pd.DataFrame, *, by: Sequence[str], studies: Sequence[str]
) -> pd.DataFrame:
    """One row per theme (or theme and category) and study: what the study says about it.

    `coded` is what `synthesis.coded_segments` returns for the codings, `against` what it returns
    for the contradictions; `by` names columns of theirs. Columns: those of `by`, study, for_it and
    against_it (independent sources), verdict, and the segments of both kinds in a text each. Rows
    keep the order in which the themes come in `coded`.
    """
    keys = [*by, "segment"]
    judged = set(against[keys].itertuples(index=False, name=None))
    speaks_against = [row in judged for row in coded[keys].itertuples(index=False, name=None)]
    supporting = coded[~pd.Series(speaks_against, index=coded.index, dtype=bool)]
    places = pd.concat([coded[list(by)], against[list(by)]]).drop_duplicates()
    names = pd.DataFrame({"study": list(studies)}, dtype="str")
    everywhere = places.astype("str").merge(names, how="cross")
    for rows, count, segments in (
        (supporting, "for_it", "segments"),
        (against, "against_it", "segments_against"),
    ):
        everywhere = everywhere.merge(_counted(rows, [*by, "study"], count, segments), how="left")
        everywhere[count] = everywhere[count].fillna(0).astype("int64")
        everywhere[segments] = everywhere[segments].fillna("").astype("str")
    verdict = [
        _verdict(f > 0, a > 0)
        for f, a in zip(everywhere["for_it"], everywhere["against_it"], strict=True)
    ]
    return everywhere.assign(verdict=verdict)[[*by, "study", *COUNTED]]


def disputed_codes(coded: pd.DataFrame, against: pd.DataFrame) -> pd.DataFrame:
    """One row per code that a segment is judged to speak against, in the order of the codebook.

    Columns: theme, category, code, for_it and against_it (independent sources of all studies; a
    source can be both).
    """
    keys = ["theme", "category", "code"]
    disputed = against.dropna(subset=["code"])
    rows = disputed.groupby(keys, sort=False)["source"].nunique().rename("against_it").reset_index()
    judged = set(disputed[["code", "segment"]].itertuples(index=False, name=None))
    pairs = coded[["code", "segment"]].itertuples(index=False, name=None)
    supporting = coded[[pair not in judged for pair in pairs]]
    counts = supporting.groupby("code")["source"].nunique()
    for_it = rows["code"].map(counts).fillna(0).astype("int64")
    return rows.assign(for_it=for_it)[[*keys, "for_it", "against_it"]]


def contradicting(
    contradictions: pd.DataFrame, codes: pd.DataFrame, *, segments: pd.DataFrame
) -> pd.DataFrame:
    """One row per judged contradiction: against what, by which segment of which study, and why.

    Columns: theme, code (labels), study, meaning_unit, memo, segment; in the order of the codebook.
    """
    tree = code_tree(codes)[["code", "label", "theme"]].reset_index(names="place")
    rows = contradictions.merge(tree, on="code").merge(
        segments[["segment", "study", "meaning_unit"]], on="segment"
    )
    columns = ["theme", "code", "study", "meaning_unit", "memo", "segment"]
    ordered = rows.assign(code=rows["label"]).sort_values(["place", "study", "segment"])
    return ordered.reindex(columns=columns).reset_index(drop=True)


def _counted(rows: pd.DataFrame, keys: list[str], count: str, segments: str) -> pd.DataFrame:
    grouped = rows.groupby(keys, sort=False)
    sources = grouped.agg(
        **{count: ("source", "nunique"), segments: ("segment", lambda s: ", ".join(sorted(set(s))))}
    )
    return sources.reset_index().astype(dict.fromkeys(keys, "str"))


def _verdict(supported: bool, contradicted: bool) -> str:
    if supported and contradicted:
        return "both"
    if contradicted:
        return AGAINST
    return "supported" if supported else "silent"
