"""The framework matrix: who says what on which theme, in the condensed words of the segments."""

import pandas as pd

from trustbook.coding.codebook import code_tree

NO_THEME = "No theme"
ROWS = {"case": "case", "encounter": "document", "study": "study"}


def framework_unit(segments: pd.DataFrame) -> str:
    """The column of `segments` that gives a framework matrix its rows.

    Parameters
    ----------
    segments : DataFrame
        The segments of the corpus: segment, study, and case and encounter where it has them.

    Returns
    -------
    str
        `case` where every segment has one, else `encounter` where every segment has one, else
        `study`.

    Examples
    --------
    >>> framework_unit(pd.DataFrame({"segment": ["a", "b"], "case": ["p1", None], "study": "s"}))
    'study'
    """
    is_whole = segments.reindex(columns=list(ROWS)).notna().all() & (len(segments) > 0)
    return next((column for column in ROWS if is_whole[column]), "study")


def framework_cells(
    codings: pd.DataFrame, codes: pd.DataFrame, *, segments: pd.DataFrame
) -> pd.DataFrame:
    """One row per case, category and segment: what is in the cells of a framework matrix.

    Parameters
    ----------
    codings : DataFrame
        The codings of the corpus: segment and code.
    codes : DataFrame
        The codebook: code, label, kind, parent.
    segments : DataFrame
        The segments of the corpus: segment, study, meaning_unit, and case and encounter.

    Returns
    -------
    DataFrame
        Columns: row (a value of the column that `framework_unit` names), theme, category (a code
        above which there is no category is under its theme, one without a theme for itself),
        segment, meaning_unit and place (of the segment in the corpus). They come in the order of
        the codebook and then of the segments; a segment appears once in a cell, however many codes
        it has there.

    References
    ----------
    Ritchie & Spencer (1994), Qualitative data analysis for applied policy research; Gale and others
    (2013), BMC Medical Research Methodology 13, 117, doi 10.1186/1471-2288-13-117.

    Examples
    --------
    >>> codes = pd.DataFrame({"code": ["x", "t"], "label": ["X", "T"], "kind": ["code", "theme"],
    ...                       "parent": ["t", None]})
    >>> segments = pd.DataFrame({"segment": ["a"], "study": ["s"], "meaning_unit": ["Waits"]})
    >>> framework_cells(pd.DataFrame({"segment": ["a"], "code": ["x"]}), codes,
    ...                 segments=segments).values.tolist()
    [['s', 'T', 'T', 'a', 'Waits', 0]]
    """
    tree = code_tree(codes)
    places = tree.assign(
        category=tree["category"].fillna(tree["theme"]).fillna(tree["label"]),
        theme=tree["theme"].fillna(NO_THEME),
        column_order=range(len(tree)),
    )[["code", "theme", "category", "column_order"]]
    unit = framework_unit(segments)
    named = segments.reindex(columns=["segment", unit, "meaning_unit"]).rename(
        columns={unit: "row"}
    )
    rows = codings[["segment", "code"]].merge(places, on="code")
    rows = rows.merge(named.assign(place=range(len(named))), on="segment")
    first = rows.groupby(["theme", "category"])["column_order"].transform("min")
    ordered = rows.assign(column_order=first).sort_values(["column_order", "place"])
    cells = ordered.drop_duplicates(["theme", "category", "segment"])
    columns = ["row", "theme", "category", "segment", "meaning_unit", "place"]
    return cells[columns].reset_index(drop=True)


def framework_rows(cells: pd.DataFrame) -> list[str]:
    """The rows of the matrix, in the order in which the corpus first has a segment of each."""
    return list(cells.groupby("row")["place"].min().sort_values().index)


def framework_matrix(cells: pd.DataFrame) -> pd.DataFrame:
    """The matrix as a table to keep: one row per case, one column per category, words in cells.

    Parameters
    ----------
    cells : DataFrame
        As `framework_cells` returns them.

    Returns
    -------
    DataFrame
        Indexed by row, one column per category (theme and category, with a colon between, where
        they differ). A cell has one line per segment, with its id in brackets; no text where
        nothing is coded.

    Examples
    --------
    >>> cells = pd.DataFrame({"row": ["p", "q"], "theme": "T", "category": "C",
    ...                       "segment": ["a", "b"], "meaning_unit": ["Waits", None],
    ...                       "place": [0, 1]})
    >>> framework_matrix(cells)["T: C"].tolist()
    ['Waits [a]', '[b]']
    """
    words = cells["meaning_unit"].fillna("").astype("str") + " [" + cells["segment"] + "]"
    heads = [
        theme if theme == category else f"{theme}: {category}"
        for theme, category in zip(cells["theme"], cells["category"], strict=True)
    ]
    lines = cells.assign(words=words.str.strip(), head=heads)
    texts = lines.groupby(["row", "head"], sort=False)["words"].agg("\n".join)
    wide = texts.unstack("head").reindex(columns=list(dict.fromkeys(heads)))
    return (
        wide.reindex(index=list(dict.fromkeys(cells["row"]))).fillna("").rename_axis(columns=None)
    )
