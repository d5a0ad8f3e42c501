"""The codebook as a tree, and what was coded with it.

A segment counts once for each node of the tree that one of its codes lies under, however many
codes and coders it has.
"""

from collections.abc import Iterator, Mapping

import pandas as pd

from trustbook.corpus.reading import labelled
from trustbook.networks.evidence import listed_segments
from trustbook.networks.tie_tables import sources


def code_tree(codes: pd.DataFrame) -> pd.DataFrame:
    """The codes in reading order, each below its parent, siblings by label.

    Adds to the columns of `codes`: depth (0 for a root), theme and category (labels of the codes
    above it, or its own, that are of this kind). A code whose parent is unknown is a root; a code
    that lies under itself is left out.

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
    """One row for each code and each node it lies under, itself included: code, node."""
    parents = _parents(codes)
    rows = [(code, node) for code in codes["code"] for node in _way_up(code, parents)]
    return pd.DataFrame(rows, columns=["code", "node"], dtype="str")


def nodes_above(codes: pd.DataFrame, *, kind: str) -> pd.DataFrame:
    """One row for each code that lies under a node of this kind, or is one: code, node."""
    above = codes_above(codes)
    wanted = codes.loc[codes["kind"] == kind, "code"]
    return above[above["node"].isin(wanted)].drop_duplicates("code", ignore_index=True)


def code_counts(
    codes: pd.DataFrame, codings: pd.DataFrame, *, segments: pd.DataFrame
) -> pd.DataFrame:
    """The tree of codes with how many segments and independent sources reach each node.

    Adds to the columns of `code_tree`: segments, sources, segment_ids (listed).
    """
    known = codings[codings["segment"].isin(segments["segment"])]
    source = sources(segments)
    reached = _reached(codes, known).assign(source=lambda rows: rows["segment"].map(source))
    nodes = reached.groupby("node")
    counts, ids = nodes[["segment", "source"]].nunique(), nodes["segment"].agg(listed_segments)
    tree = code_tree(codes)
    return tree.assign(
        segments=tree["code"].map(counts["segment"]).fillna(0).astype("int64"),
        sources=tree["code"].map(counts["source"]).fillna(0).astype("int64"),
        segment_ids=tree["code"].map(ids).astype("str").fillna(""),
    )


def codes_by_speaker(
    codes: pd.DataFrame,
    codings: pd.DataFrame,
    *,
    segments: pd.DataFrame,
    stakeholders: pd.DataFrame,
) -> pd.DataFrame:
    """How many segments of each speaker reach each node: one row a node and speaker with any.

    Only segments with a speaker are counted: the words of participants, not what a study says
    about them. Columns: code, label, kind, theme, speaker (short name), speaker_label, segments,
    sources (independent ones), segment_ids (listed); in the order of the tree, then by speaker.
    """
    spoken = segments.dropna(subset=["speaker"])[["segment", "speaker"]]
    reached = _reached(codes, codings).merge(spoken, on="segment")
    reached = reached.assign(source=reached["segment"].map(sources(segments)))
    counts = reached.groupby(["node", "speaker"]).agg(
        segments=("segment", "nunique"),
        sources=("source", "nunique"),
        segment_ids=("segment", listed_segments),
    )
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
    """The way from material to theme: one row a segment and code, however many coders agree.

    Columns: segment, meaning_unit, code, category, theme (labels), kind, speaker (label), study;
    by study, segment and code. A segment coded with a category or a theme has no code there.
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
    known = set(ordered["code"])
    below: dict[str, list[str]] = {}
    for code, parent in zip(ordered["code"], ordered["parent"], strict=True):
        below.setdefault(parent if parent in known else "", []).append(code)
    waiting = [(code, 0) for code in reversed(below.get("", []))]
    while waiting:
        code, depth = waiting.pop()
        yield code, depth
        waiting += [(child, depth + 1) for child in reversed(below.get(code, []))]


def _reached(codes: pd.DataFrame, codings: pd.DataFrame) -> pd.DataFrame:
    """Each segment once for each node it reaches: segment, node."""
    used = codings[["segment", "code"]].drop_duplicates()
    return used.merge(codes_above(codes), on="code")[["segment", "node"]].drop_duplicates()


def _parents(codes: pd.DataFrame) -> Mapping[str, str]:
    known = codes[codes["parent"].isin(codes["code"])]
    return dict(zip(known["code"], known["parent"], strict=True))


def _way_up(code: str, parents: Mapping[str, str]) -> Iterator[str]:
    seen = set[str]()
    node: str | None = code
    while node is not None and node not in seen:
        yield node
        seen.add(node)
        node = parents.get(node)


def _label_above(nodes: pd.Series, codes: pd.DataFrame, *, kind: str) -> pd.Series:
    parents = _parents(codes)
    kept = codes[codes["kind"] == kind]
    labels = dict(zip(kept["code"], kept["label"], strict=True))
    found = [
        next((labels[above] for above in _way_up(node, parents) if above in labels), None)
        for node in nodes
    ]
    return pd.Series(found, index=nodes.index, dtype="str")
