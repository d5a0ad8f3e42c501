"""The persons of teams and who works with whom across sectors."""

from typing import Any

import altair as alt
import pandas as pd

from trustbook.charts.facing_arcs import facing_arcs
from trustbook.charts.theme import themed


def team_network(
    nodes: pd.DataFrame, ties: pd.DataFrame, *, title: str, subtitle: str, description: str
) -> Any:
    """The persons on facing arcs, one pair of arcs a team; an empty picture without persons.

    `nodes` is what `teams.picture` returns, `ties` what `teams.intersectoral_ties` returns.
    """
    if nodes.empty:
        blank = alt.Chart(pd.DataFrame({"x": []})).mark_point()
        return themed(blank, title=title, subtitle=subtitle, description=description)
    return facing_arcs(nodes, ties, title=title, subtitle=subtitle, description=description)
