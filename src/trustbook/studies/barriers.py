"""Barriers to shared culture, norms and goals: the printed table, its evidence and its flows."""

from collections.abc import Sequence
from itertools import pairwise

import pandas as pd

from trustbook.corpus.language import gettext
from trustbook.corpus.reading import labelled
from trustbook.networks.tie_tables import sources

NOT_STATED = "not stated"
STAGES = ("obstacle", "strategy_type", "implication")
GAP = 0.5  # between neighbouring boxes, in lines


_BRACKETS = r"\s*\([^)]*\)$"


def printed_barriers(barriers: pd.DataFrame, *, extra: Sequence[str] = ()) -> pd.DataFrame:
    """The lines of the table of barriers as printed, by study and line.

    Columns: study, aspect, obstacle, strategy, strategy_type, implication; cells that the print
    merges repeat their text. `extra` names further columns of `barriers` to keep.
    """
    columns = ["study", "aspect", "obstacle", "strategy", "strategy_type", "implication"]
    return _lines(barriers)[[*columns, *extra]]


def barrier_segments(
    barriers: pd.DataFrame,
    evidence: pd.DataFrame,
    *,
    segments: pd.DataFrame,
    stakeholders: pd.DataFrame,
) -> pd.DataFrame:
    """The segments that support each line: one row per line and segment, in the order of the print.

    Columns: line, obstacle, strategy, segment, meaning_unit, kind, speaker (label), study.
    """
    words_of_segments = segments[["segment", "kind", "speaker", "meaning_unit"]]
    rows = barriers.merge(evidence[["barrier", "segment"]].drop_duplicates(), on="barrier")
    rows = rows.merge(words_of_segments, on="segment")
    rows = labelled(rows, stakeholders, key="stakeholder", columns=["speaker"])
    columns = ["line", "obstacle", "strategy", "segment", "meaning_unit", "kind", "speaker"]
    ordered = rows.sort_values(["study", "line", "barrier", "segment"])
    return ordered[[*columns, "study"]].reset_index(drop=True)


def with_support(
    barriers: pd.DataFrame, evidence: pd.DataFrame, *, segments: pd.DataFrame
) -> pd.DataFrame:
    """The lines with a column `support`: the independent sources of the segments behind each.

    0 where no segment is linked to a line.
    """
    linked = evidence.merge(segments[["segment"]], on="segment")
    linked = linked.assign(source=linked["segment"].map(sources(segments)))
    counted = linked.groupby("barrier")["source"].nunique()
    return barriers.assign(support=barriers["barrier"].map(counted).fillna(0).astype("int64"))


def barrier_nodes(barriers: pd.DataFrame) -> pd.DataFrame:
    """The boxes of the picture: one row per stage and text, with its place from top to bottom.

    Columns: stage (0 barrier, 1 kind of strategy, 2 implication), text, aspect (that of all its
    lines, missing where they differ), lines (how many pass through it), top and bottom (in lines).
    Barriers keep the order of the print; the other stages are ordered by the mean place of the
    lines that reach them, so that few ribbons cross.
    """
    lines = _staged(barriers)
    place = pd.Series(range(len(lines)), index=lines.index, dtype="float64")
    stages = []
    for stage, text in enumerate(STAGES):
        boxes = _boxes(lines, text, place=place).assign(stage=stage)
        place = lines[text].map(boxes.set_index("text")["top"]) + place / (len(lines) + 1)
        stages.append(boxes)
    nodes = pd.concat(stages, ignore_index=True)
    height = nodes.groupby("stage")["bottom"].transform("max")
    shift = (nodes["bottom"].max() - height) / 2
    nodes[["top", "bottom"]] = nodes[["top", "bottom"]].add(shift, axis=0).round(3)
    return nodes[["stage", "text", "aspect", "lines", "top", "bottom"]]


def barrier_ribbons(barriers: pd.DataFrame) -> pd.DataFrame:
    """The ribbons of the picture: one row per line of the table and a step between two stages.

    Columns: barrier, aspect, step (0 from the barrier, 1 to the implication), source and target
    (texts), source_top and target_top (in lines; a ribbon is one line thick).
    """
    lines, nodes = _staged(barriers), barrier_nodes(barriers)
    steps = []
    for step, (source, target) in enumerate(pairwise(STAGES)):
        tops = [nodes[nodes["stage"] == step + end].set_index("text")["top"] for end in (0, 1)]
        above, below = lines[source].map(tops[0]), lines[target].map(tops[1])
        ribbons = lines[["barrier", "aspect"]].assign(
            step=step,
            source=lines[source],
            target=lines[target],
            source_top=above + _rank(lines[source], by=below),
            target_top=below + _rank(lines[target], by=above),
        )
        steps.append(ribbons)
    return pd.concat(steps, ignore_index=True)


def _lines(barriers: pd.DataFrame) -> pd.DataFrame:
    return barriers.sort_values(["study", "line", "barrier"]).reset_index(drop=True)


def _staged(barriers: pd.DataFrame) -> pd.DataFrame:
    """The lines, kinds of strategy without what is in brackets after them."""
    lines = _lines(barriers).fillna(dict.fromkeys(STAGES, gettext(NOT_STATED)))
    return lines.assign(strategy_type=lines["strategy_type"].str.replace(_BRACKETS, "", regex=True))


def _boxes(lines: pd.DataFrame, text: str, *, place: pd.Series) -> pd.DataFrame:
    """The boxes of one stage from top to bottom, the space between them kept free."""
    grouped = lines.assign(place=place).groupby(text, sort=True)
    boxes = grouped.agg(place=("place", "mean"), lines=("barrier", "size"))
    aspect = grouped["aspect"].first().where(grouped["aspect"].nunique() == 1)
    boxes = boxes.assign(aspect=aspect).sort_values("place", kind="stable")
    bottom = boxes["lines"].cumsum() + GAP * pd.Series(range(len(boxes)), index=boxes.index)
    return boxes.assign(top=bottom - boxes["lines"], bottom=bottom).reset_index(names="text")


def _rank(nodes: pd.Series, *, by: pd.Series) -> pd.Series:
    """The place of each line within its box, in the order of where it goes or comes from."""
    order = by.rank(method="first")
    return order.groupby(nodes).rank(method="first") - 1
