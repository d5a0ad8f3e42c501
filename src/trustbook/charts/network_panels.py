"""The networks of a picture: what each holds, where it is and who is where in it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from trustbook.charts.geometry.layout import (
    HALF,
    WIDE,
    Box,
    Label,
    Stage,
    by_sum,
    labelled,
    staged,
)
from trustbook.charts.geometry.routing import Way, ways
from trustbook.charts.network_style import Style
from trustbook.corpus.language import sentence
from trustbook.networks.evidence import labels_of
from trustbook.networks.tie_counts import components, stakeholders_of

_SMALL = 4  # stakeholders in a picture that takes half the width
HEADING = 46.0
_BETWEEN = 28.0
MOST_DRAWN, MOST_TIES = 30, 50  # stakeholders and ties that a picture can show one by one
NO_ORGANISATION = "no organisation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One network of the picture: its ties, who is where, and its heading."""

    ties: pd.DataFrame
    people: pd.DataFrame
    stage: Stage
    labels: dict[str, Label]
    ways: list[Way]
    heading: str
    below: str

    @property
    def bottom(self) -> float:
        """Where the network ends, names below its stakeholders included."""
        names = [label.box.bottom for label in self.labels.values()]
        return max(self.stage.outline.bottom, *names)


def panels_of(  # noqa: PLR0913
    ties: pd.DataFrame,
    stakeholders: pd.DataFrame,
    *,
    studies: pd.DataFrame,
    style: Style,
    by: str,
    headings: Mapping[str, str],
    width: float = WIDE,
) -> list[Panel]:
    """The networks of the ties: one for each value of `by` and each part that no tie connects."""
    parts = [(str(value), part) for value, part in ties.groupby(by, sort=False)] if by else []
    pieces = [
        (value, part[part["truster"].isin(members)])
        for value, part in parts or [("", ties)]
        for members in components(part)
    ]
    where = labels_of(studies, "study")
    alone = len(pieces) == 1 and not by
    panels: list[Panel] = []
    places = _places(pieces, alone=alone, stakeholders=stakeholders, wide=width)
    words = []
    for value, part in pieces:
        of_part = {study for row in part["studies"] for study in row}
        names = ", ".join(where.get(study, study) for study in sorted(of_part))
        words.append((headings.get(value, value), "" if alone or by == "study" else names))
    for place, (_, part), heading in zip(places, pieces, _numbered(words), strict=True):
        panels.append(_panel(part, stakeholders, style, place, heading))
    return panels


def _numbered(words: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The headings, each with what is below it; the parts of one that no tie connects in order.

    >>> _numbered([("Doubt", "A"), ("Doubt", "B"), ("Hope", "A"), ("", "A"), ("", "A")])
    [('Doubt, part 1 of 2', 'A'), ('Doubt, part 2 of 2', 'B'), ('Hope', 'A'), ('', 'A'), ('', 'A')]
    """
    n, number = Counter(heading for heading, _ in words), Counter[str]()
    headings = []
    for heading, below in words:
        number[heading] += 1
        place = sentence(", part {n} of {parts}", n=number[heading], parts=n[heading])
        headings.append((heading + place * (heading != "" and n[heading] > 1), below))
    return headings


def _places(
    pieces: Sequence[tuple[str, pd.DataFrame]],
    *,
    alone: bool,
    stakeholders: pd.DataFrame,
    wide: float,
) -> list[tuple[float, float, float]]:
    """Left, top and width of each network: small ones side by side, the others below each other."""
    head = 0.0 if alone else HEADING
    sizes = [members_of(part, stakeholders) for _, part in pieces]
    places: list[tuple[float, float, float]] = []
    top, i = 0.0, 0
    while i < len(pieces):
        pair = wide >= WIDE and i + 1 < len(pieces) and all(map(_is_small, sizes[i : i + 2]))
        width = HALF if pair else wide
        lefts = (0.0, WIDE - HALF) if pair else (0.0,)
        row = [staged(sizes[i + k], top=top + head, width=width) for k in range(len(lefts))]
        places += [(left, top + head, width) for left in lefts]
        top = max(stage.outline.bottom for stage in row) + _BETWEEN
        i += len(lefts)
    return places


def _is_small(people: pd.DataFrame) -> bool:
    """Whether the stakeholders fit into half the width of the picture."""
    return len(people) <= _SMALL and staged(people, width=HALF).outline.right <= HALF


def members_of(ties: pd.DataFrame, stakeholders: pd.DataFrame) -> pd.DataFrame:
    """The stakeholders of the ties, those the corpus does not describe included."""
    names = stakeholders_of(ties, stakeholders)
    members = stakeholders.set_index("stakeholder").reindex(names)
    members = members.rename_axis("stakeholder").reset_index()
    return members.assign(
        label=members["stakeholder"].map(labels_of(stakeholders, "stakeholder")),
        kind=members["kind"].fillna("role"),
        level=members["level"].fillna("micro"),
    )


def _panel(
    ties: pd.DataFrame,
    stakeholders: pd.DataFrame,
    style: Style,
    place: tuple[float, float, float],
    words: tuple[str, str],
) -> Panel:
    people = members_of(ties, stakeholders)
    stage = staged(people, left=place[0], top=place[1], width=place[2])
    pairs = list(zip(ties["truster"], ties["trustee"], strict=True))
    band_words = [_band_box(stage, top) for _, top, _ in stage.bands]
    labels = labelled(stage, people, pairs=pairs, occupied=band_words)
    among = frozenset(ties["concept"])
    numbers = [
        style.number(concept, n, among=among)
        for concept, n in zip(ties["concept"], ties["support"], strict=True)
    ]
    routes = ways(stage, labels, ties, numbers=numbers, occupied=band_words)
    return Panel(
        ties=ties,
        people=people,
        stage=stage,
        labels=labels,
        ways=routes,
        heading=words[0],
        below=words[1],
    )


def _band_box(stage: Stage, top: float) -> Box:
    """What the name of a level covers at the left end of its band."""
    left, wide = stage.outline.left, stage.outline.right - stage.outline.left >= WIDE
    return Box(
        left=left,
        top=top + 9,
        right=left + (150 if wide else 46),
        bottom=top + (38 if wide else 23),
    )


def is_crowded(every: pd.DataFrame) -> bool:
    """Whether there are more stakeholders or ties than a picture can show one by one."""
    people = {*every["truster"], *every["trustee"]}
    return len(people) > MOST_DRAWN or len(every) > MOST_TIES


def groups_of(
    every: pd.DataFrame, stakeholders: pd.DataFrame, *, most: int = MOST_DRAWN
) -> dict[str, str]:
    """For each stakeholder of many ties the group in whose place it is drawn.

    That is itself where there are no more than `most` of them, else its organisation where there
    are several and not too many. Of more than `most` groups those with most sources are drawn and
    the others together. Groups come in the order of their sources, the others last.
    """
    rows = members_of(every, stakeholders).set_index("stakeholder")
    organisations = rows["organisation"].fillna(NO_ORGANISATION).astype("str")
    is_by_organisation = len(rows) > most and 1 < organisations.nunique() <= MOST_DRAWN
    group = organisations if is_by_organisation else rows["label"].astype("str")
    ends = every.melt("support", ["truster", "trustee"])
    ends = ends.assign(group=ends["value"].map(group)).sort_values("group")
    order = by_sum(ends["group"], ends["support"])
    first = order if len(order) <= most else order[: most - 1]
    place = {name: n for n, name in enumerate(first)}
    others = sentence("Others ({n})", n=len(order) - len(first))
    called = group.where(group.isin(first), others)
    in_order = called.sort_values(key=lambda n: n.map(place).fillna(len(first)), kind="stable")
    return {str(name): str(one) for name, one in in_order.items()}
