"""The codebook as a tree, and what was coded with it.

A segment counts once for each node of the tree that one of its codes is under, however many
codes and coders it has.
"""

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from trustbook.corpus.reading import labelled
from trustbook.networks.evidence import listed_segments
from trustbook.networks.tie_tables import sources


def code_tree(codes: pd.DataFrame) -> pd.DataFrame:
    """The codes in reading order, each below its parent, siblings by label.

    Parameters
    ----------
    codes : DataFrame
        The codebook: code, label, kind, parent.

    Returns
    -------
    DataFrame
        One row per code, with the columns of `codes` and depth (0 for a root), theme and category
        (labels of the codes above it, or its own, that are of this kind). A code whose parent is
        unknown is a root; a code that is under itself is left out.

    Examples
    --------
    >>> codes = pd.DataFrame({"code": ["b", "a"], "label": ["B", "A"], "kind": ["code", "theme"],
    ...                       "parent": ["a", None]})
    >>> code_tree(codes)[["code", "depth", "theme"]].values.tolist()
    [['a', 0, 'A'], ['b', 1, 'A']]
    """
    lines = pd.DataFrame(list(_walk(codes)), columns=["code", "depth"])
    tree = lines.astype({"code": "str", "depth": "int64"}).merge(codes, on="code", how="left")
    return tree.assign(
        theme=_label_above(tree["code"], codes, kind="theme"),
        category=_label_above(tree["code"], codes, kind="category"),
    )


def codes_above(codes: pd.DataFrame) -> pd.DataFrame:
    """Every node that each code is under, itself included.

    Parameters
    ----------
    codes : DataFrame
        The codebook: code, parent.

    Returns
    -------
    DataFrame
        One row per code and node: code, node.

    Examples
    --------
    >>> codes_above(pd.DataFrame({"code": ["b", "a"], "parent": ["a", None]})).values.tolist()
    [['b', 'b'], ['b', 'a'], ['a', 'a']]
    """
    parents = _parents(codes)
    rows = [(code, node) for code in codes["code"] for node in _way_up(code, parents)]
    return pd.DataFrame(rows, columns=["code", "node"], dtype="str")


def nodes_above(codes: pd.DataFrame, *, kind: str) -> pd.DataFrame:
    """The node of one kind that each code is under.

    Parameters
    ----------
    codes : DataFrame
        The codebook: code, kind, parent.
    kind : str
        theme, category or code.

    Returns
    -------
    DataFrame
        One row per code that is under a node of this kind, or is one: code, node.

    Examples
    --------
    >>> codes = pd.DataFrame({"code": ["b", "a"], "kind": ["code", "theme"], "parent": ["a", None]})
    >>> nodes_above(codes, kind="theme").values.tolist()
    [['b', 'a'], ['a', 'a']]
    """
    above = codes_above(codes)
    nodes = codes.loc[codes["kind"] == kind, "code"]
    return above[above["node"].isin(nodes)].drop_duplicates("code", ignore_index=True)


def code_counts(
    codes: pd.DataFrame, codings: pd.DataFrame, *, segments: pd.DataFrame
) -> pd.DataFrame:
    """The tree of codes with how many segments and independent sources reach each node.

    Parameters
    ----------
    codes : DataFrame
        The codebook: code, label, kind, parent.
    codings : DataFrame
        The codings of the corpus: segment and code.
    segments : DataFrame
        The segments of the corpus: segment, and case or same_source_as.

    Returns
    -------
    DataFrame
        One row per code, with the columns of `code_tree` and segments, sources and segment_ids
        (listed).

    Examples
    --------
    >>> codes = pd.DataFrame({"code": ["b", "a"], "label": ["B", "A"], "kind": ["code", "theme"],
    ...                       "parent": ["a", None]})
    >>> codings = pd.DataFrame({"segment": ["s1"], "code": ["b"]})
    >>> counts = code_counts(codes, codings, segments=pd.DataFrame({"segment": ["s1", "s2"]}))
    >>> counts[["code", "segments"]].values.tolist()
    [['a', 1], ['b', 1]]
    """
    used = codings[codings["segment"].isin(segments["segment"])]
    source = sources(segments)
    reached = _segments_of_nodes(codes, used).assign(
        source=lambda rows: rows["segment"].map(source)
    )
    return tree_with_counts(codes, _counts(reached, ["node"]))


def tree_with_counts(codes: pd.DataFrame, counts: pd.DataFrame) -> pd.DataFrame:
    """The tree of codes with segments, sources and segment_ids, which `counts` has by node."""
    tree = code_tree(codes)
    return tree.assign(
        segments=tree["code"].map(counts["segments"]).fillna(0).astype("int64"),
        sources=tree["code"].map(counts["sources"]).fillna(0).astype("int64"),
        segment_ids=tree["code"].map(counts["segment_ids"]).astype("str").fillna(""),
    )


def codes_by_speaker(
    codes: pd.DataFrame,
    codings: pd.DataFrame,
    *,
    segments: pd.DataFrame,
    stakeholders: pd.DataFrame,
) -> pd.DataFrame:
    """How many segments of each speaker reach each node of the codebook.

    Only segments with a speaker are counted: the words of participants, not what a study says about
    them.

    Parameters
    ----------
    codes : DataFrame
        The codebook: code, label, kind, parent.
    codings : DataFrame
        The codings of the corpus: segment and code.
    segments : DataFrame
        The segments of the corpus: segment, speaker, and case or same_source_as.
    stakeholders : DataFrame
        The stakeholders of the corpus: stakeholder, label.

    Returns
    -------
    DataFrame
        One row per node and speaker with any, in the order of the tree: code, label, kind, theme,
        speaker (short name), speaker_label, segments, sources (independent ones), segment_ids
        (listed).

    Examples
    --------
    >>> codes = pd.DataFrame({"code": ["a"], "label": ["A"], "kind": ["code"], "parent": [None]})
    >>> codings = pd.DataFrame({"segment": ["s1"], "code": ["a"]})
    >>> segments = pd.DataFrame({"segment": ["s1"], "speaker": ["P"]})
    >>> people = pd.DataFrame({"stakeholder": ["P"], "label": ["Patient"]})
    >>> rows = codes_by_speaker(codes, codings, segments=segments, stakeholders=people)
    >>> rows[["code", "speaker_label", "segments"]].values.tolist()
    [['a', 'Patient', 1]]
    """
    spoken = segments.dropna(subset=["speaker"])[["segment", "speaker"]]
    reached = _segments_of_nodes(codes, codings).merge(spoken, on="segment")
    reached = reached.assign(source=reached["segment"].map(sources(segments)))
    return rows_of_speakers(codes, _counts(reached, ["node", "speaker"]), stakeholders)


def _counts(reached: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    return reached.groupby(list(by)).agg(
        segments=("segment", "nunique"),
        sources=("source", "nunique"),
        segment_ids=("segment", listed_segments),
    )


def rows_of_speakers(
    codes: pd.DataFrame, counts: pd.DataFrame, stakeholders: pd.DataFrame
) -> pd.DataFrame:
    """One row per node and speaker, of which `counts` has the numbers, as `codes_by_speaker`."""
    tree = code_tree(codes)[["code", "label", "kind", "theme"]].assign(place=lambda t: t.index)
    rows = tree.merge(counts.reset_index(), left_on="code", right_on="node")
    rows = rows.assign(speaker_label=rows["speaker"])
    rows = labelled(rows, stakeholders, key="stakeholder", columns=["speaker_label"])
    columns = ["code", "label", "kind", "theme", "speaker", "speaker_label"]
    ordered = rows.sort_values(["place", "speaker"])
    return ordered[[*columns, "segments", "sources", "segment_ids"]].reset_index(drop=True)


def analytical_table(
    codes: pd.DataFrame,
    codings: pd.DataFrame,
    *,
    segments: pd.DataFrame,
    stakeholders: pd.DataFrame,
) -> pd.DataFrame:
    """The way from material to theme, however many coders agree.

    Parameters
    ----------
    codes : DataFrame
        The codebook: code, label, kind, parent.
    codings : DataFrame
        The codings of the corpus: segment and code.
    segments : DataFrame
        The segments of the corpus: segment, meaning_unit, kind, speaker, study.
    stakeholders : DataFrame
        The stakeholders of the corpus: stakeholder, label.

    Returns
    -------
    DataFrame
        One row per segment and code, by study, segment and code: segment, meaning_unit, code,
        category, theme (labels), kind, speaker (label), study. A segment coded with a category or a
        theme has no code there.

    Examples
    --------
    >>> codes = pd.DataFrame({"code": ["a"], "label": ["A"], "kind": ["code"], "parent": [None]})
    >>> codings = pd.DataFrame({"segment": ["s1"], "code": ["a"]})
    >>> segments = pd.DataFrame({"segment": ["s1"], "meaning_unit": ["Took her time."],
    ...                          "kind": ["quotation"], "speaker": ["P"], "study": ["t"]})
    >>> people = pd.DataFrame({"stakeholder": ["P"], "label": ["Patient"]})
    >>> rows = analytical_table(codes, codings, segments=segments, stakeholders=people)
    >>> rows[["segment", "code", "speaker"]].values.tolist()
    [['s1', 'A', 'Patient']]
    """
    used = codings[["segment", "code"]].drop_duplicates()
    tree = code_tree(codes).rename(columns={"kind": "place"})
    rows = segments.merge(used, on="segment").merge(
        tree[["code", "label", "place", "category", "theme"]], on="code"
    )
    rows = rows.assign(code=rows["label"].where(rows["place"] == "code"))
    rows = labelled(rows, stakeholders, key="stakeholder", columns=["speaker"])
    columns = ["segment", "meaning_unit", "code", "category", "theme", "kind", "speaker", "study"]
    ordered = rows.sort_values(["study", "segment", "theme", "category", "label"])
    return ordered[columns].reset_index(drop=True)


def _walk(codes: pd.DataFrame) -> Iterator[tuple[str, int]]:
    """Each code with its depth, in reading order."""
    ordered = codes.sort_values(["label", "code"])
    names = set(ordered["code"])
    below: dict[str, list[str]] = {}
    for code, parent in zip(ordered["code"], ordered["parent"], strict=True):
        below.setdefault(parent if parent in names else "", []).append(code)
    waiting = [(code, 0) for code in reversed(below.get("", []))]
    while waiting:
        code, depth = waiting.pop()
        yield code, depth
        waiting += [(child, depth + 1) for child in reversed(below.get(code, []))]


def _segments_of_nodes(codes: pd.DataFrame, codings: pd.DataFrame) -> pd.DataFrame:
    """Each segment once for each node it reaches: segment, node."""
    used = codings[["segment", "code"]].drop_duplicates()
    return used.merge(codes_above(codes), on="code")[["segment", "node"]].drop_duplicates()


def _parents(codes: pd.DataFrame) -> Mapping[str, str]:
    children = codes[codes["parent"].isin(codes["code"])]
    return dict(zip(children["code"], children["parent"], strict=True))


def _way_up(code: str, parents: Mapping[str, str]) -> Iterator[str]:
    passed = set[str]()
    node: str | None = code
    while node is not None and node not in passed:
        yield node
        passed.add(node)
        node = parents.get(node)


def _label_above(nodes: pd.Series, codes: pd.DataFrame, *, kind: str) -> pd.Series:
    parents = _parents(codes)
    of_kind = codes[codes["kind"] == kind]
    labels = dict(zip(of_kind["code"], of_kind["label"], strict=True))
    names = [
        next((labels[above] for above in _way_up(node, parents) if above in labels), None)
        for node in nodes
    ]
    return pd.Series(names, index=nodes.index, dtype="str")
