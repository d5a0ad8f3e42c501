"""What the studies say side by side: by theme, by study and by family of stakeholders.

A segment counts once under each theme, category or code that it reaches. Silence is reported as 0:
a study that was coded and says nothing on a theme.
"""

from collections.abc import Iterable

import pandas as pd

from trustbook.coding.codebook import code_tree
from trustbook.coding.framework import NO_THEME
from trustbook.corpus.language import sentence
from trustbook.networks.evidence import listed_segments
from trustbook.networks.tie_tables import sources
from trustbook.studies.two_modes import stakeholders_of_segments

PLACE = ["theme", "category", "code"]
CODED = ("segment", "study", "source", *PLACE)
FINDINGS = (*PLACE, "study", "meaning_unit", "kind", "also_in", "segment")
ONLY_HERE = ("study", "theme", "code", "meaning_unit", "segment")


NO_FAMILY = "No family given"


def coded_segments(
    codings: pd.DataFrame, codes: pd.DataFrame, *, segments: pd.DataFrame
) -> pd.DataFrame:
    """One row per segment and code of it, with the labels of the code, category and theme.

    Columns are those of `CODED`; rows follow the order of the codebook. A segment coded with a
    category has no code; one coded with a theme has neither.
    """
    tree = code_tree(codes).rename(columns={"kind": "rank"})
    order = pd.Series(range(len(codes)), index=codes["code"].to_numpy())
    pairs = codings[["segment", "code"]].drop_duplicates()
    rows = pairs.merge(tree[["code", "label", "rank", "theme", "category"]], on="code")
    rows = rows.merge(segments[["segment", "study"]], on="segment")
    rows = rows.assign(
        source=rows["segment"].map(sources(segments)),
        theme=rows["theme"].fillna(NO_THEME),
        category=rows["category"].fillna(rows["theme"]).fillna(NO_THEME),
        place=rows["code"].map(order),
        code=rows["label"].where(rows["rank"] == "code"),
    )
    return rows.sort_values(["place", "segment"]).reindex(columns=list(CODED))


def support(coded: pd.DataFrame, *, by: Iterable[str]) -> pd.DataFrame:
    """How many segments and independent sources are behind each combination of `by`.

    Columns are those of `by`, then segments and sources; no row where there is nothing.
    """
    columns = list(by)
    counts = coded.groupby(columns, sort=False).agg(
        segments=("segment", "nunique"), sources=("source", "nunique")
    )
    return counts.reset_index().reindex(columns=[*columns, "segments", "sources"])


def with_silence(
    counts: pd.DataFrame, *, rows: pd.DataFrame, column: str, columns: Iterable[str]
) -> pd.DataFrame:
    """The counts of `support` with a row, of zeros, for each combination that has nothing.

    `rows` holds what the rows of a matrix are, `columns` the values of `column`.
    """
    values = pd.DataFrame({column: list(columns)}, dtype="str")
    everywhere = rows.drop_duplicates().merge(values, how="cross")
    keys = list(everywhere.columns)
    filled = everywhere.merge(counts.astype(dict.fromkeys(keys, "str")), how="left", on=keys)
    return filled.fillna({"segments": 0, "sources": 0}).astype({"segments": int, "sources": int})


def matrix(
    counts: pd.DataFrame, *, rows: list[str], column: str, columns: Iterable[str], value: str
) -> pd.DataFrame:
    """The counts with one row for each combination of `rows` and one column for each of `columns`.

    What is not counted is 0: silence is a result.
    """
    wide = counts.pivot_table(
        index=rows, columns=column, values=value, aggfunc="sum", fill_value=0, sort=False
    )
    filled = wide.reindex(columns=list(columns), fill_value=0).astype(int)
    return filled.reset_index().rename_axis(columns=None)


def with_segments(wide: pd.DataFrame, coded: pd.DataFrame) -> pd.DataFrame:
    """The rows of a `matrix` with the ids of the segments behind them in a last column, segments.

    The columns that `wide` and `coded` share say which segments are behind a row.
    """
    by = [name for name in wide.columns if name in (*PLACE, "study", "family")]
    behind = coded.groupby(by)["segment"].agg(listed_segments).rename("segments").reset_index()
    return wide.merge(behind, on=by, how="left").fillna({"segments": ""})


def theme_table(counts: pd.DataFrame, *, studies: Iterable[str]) -> pd.DataFrame:
    """One row per theme, one column per study: “segments / independent sources”, 0 for silence.

    `counts` is what `support` returns by theme and study.
    """
    names = list(studies)
    texts = counts.assign(
        both=[f"{row['segments']} / {row['sources']}" for row in counts.to_dict("records")]
    )
    cells = texts.set_index(["theme", "study"])["both"]
    themes = list(dict.fromkeys(counts["theme"]))
    rows = [
        {"theme": theme} | {study: cells.get((theme, study), "0") for study in names}
        for theme in themes
    ]
    return pd.DataFrame(rows, columns=["theme", *names])


def families_of_segments(
    segments: pd.DataFrame,
    stakeholders: pd.DataFrame,
    *,
    relations: pd.DataFrame,
    strategies: pd.DataFrame,
) -> pd.DataFrame:
    """One row per segment and family of stakeholders that speaks or is spoken of in it.

    A family is in a segment when one of its stakeholders speaks there, is truster or trustee of a
    relation, or actor, truster or trustee of a strategy. Columns: segment, family.
    """
    involved = stakeholders_of_segments(segments, relations=relations, strategies=strategies)
    family = stakeholders.set_index("stakeholder")["family"].fillna(NO_FAMILY)
    families = involved.assign(family=involved["stakeholder"].map(family))
    families = families.dropna(subset=["family"])[["segment", "family"]].drop_duplicates()
    return families.sort_values(["segment", "family"]).reset_index(drop=True)


def findings(coded: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """One row per code and segment that says it first in its study, with its meaning unit.

    A segment that repeats another of the same study is left out; one that repeats a segment of
    another study stays. `also_in` holds the other studies that have the code. Columns are those of
    `FINDINGS`.
    """
    study = segments.set_index("segment")["study"]
    root_study = segments["same_source_as"].map(study)
    first = segments[root_study.ne(segments["study"]).fillna(True)]
    rows = coded.merge(first[["segment", "meaning_unit", "kind"]], on="segment")
    studies = coded.dropna(subset=["code"]).groupby(["theme", "code"])["study"].agg(set).to_dict()
    also = [
        ", ".join(sorted(studies.get((theme, code), set()) - {own}))
        for theme, code, own in zip(rows["theme"], rows["code"], rows["study"], strict=True)
    ]
    return rows.assign(also_in=pd.Series(also, index=rows.index, dtype="str")).reindex(
        columns=list(FINDINGS)
    )


def side_by_side(
    statements: pd.DataFrame, *, studies: Iterable[str], most: int = 3
) -> pd.DataFrame:
    """One row per code that at least two studies have, one column per study with what it says.

    `statements` is what `findings` returns. A cell holds at most so many meaning units, one per
    line, and says how many more there are. Columns: theme, code, then the studies.
    """
    shared = statements[statements["also_in"].ne("") & statements["code"].notna()]
    cells = shared.groupby(["theme", "code", "study"], sort=False)["meaning_unit"].agg(
        lambda units: _lines(units.dropna(), most=most)
    )
    wide = cells.unstack("study").reindex(columns=list(studies))
    in_order = wide.reindex(pd.MultiIndex.from_frame(shared[["theme", "code"]].drop_duplicates()))
    return in_order.rename_axis(columns=None).rename_axis(index=["theme", "code"]).reset_index()


def said_by_one_study(statements: pd.DataFrame) -> pd.DataFrame:
    """The findings whose code no other study has, in the columns of `ONLY_HERE`, by study."""
    alone = statements[statements["also_in"].eq("") & statements["code"].notna()]
    return alone.sort_values("study", kind="stable").reindex(columns=list(ONLY_HERE))


def _lines(units: pd.Series, *, most: int) -> str:
    lines = [f"• {unit}" for unit in units.iloc[:most]]
    more = len(units) - most
    return "\n".join([*lines, *([sentence("… and {n} more", n=more)] if more > 0 else [])])
