"""Figures: an Altair chart as a static picture that comes alive where scripts run."""

from dataclasses import dataclass
from typing import Any

import pandas as pd


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart ready for the page: `html` for readers, `text` for a comparison a person can read."""

    html: str
    text: str

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.text}


def figure(chart: Any, data: pd.DataFrame, *, name: str) -> Figure:
    """The chart with `data` as its table twin; `name` is its stable id within the chapter."""
    raise NotImplementedError
