"""The page of a sweep: which values move with which parameter, and which runs failed."""

import html
from collections.abc import Sequence
from functools import partial

import pandas as pd

from trustbook.book.sweep_results import movements
from trustbook.charts.dot_matrix import dot_matrix
from trustbook.corpus.numbers import count, joined, number
from trustbook.pages.figures import figure
from trustbook.pages.prose import Prose
from trustbook.pages.tables import View, table, together

_MOST_DRAWN = 30  # rows of a chart that a reader still compares
_STYLES = ("book.css", "tables.css")
_DOCUMENT = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 64rem; }}
body {{ padding: 0 1rem; }}
{styles}
</style>
</head>
<body>
<main class="bd-article">
<h1>{title}</h1>
{body}
</main>
</body>
</html>
"""


def sweep_page(  # noqa: PLR0913 - all but one are named
    results: pd.DataFrame,
    *,
    name: str,
    by: Sequence[str],
    runs: int,
    failures: Sequence[str],
    notes: Sequence[str],
    styles: str,
) -> str:
    """The page of a sweep as one HTML file that needs no other.

    Parameters
    ----------
    results
        What `sweep_results` returns.
    name
        What the sweep is called.
    by
        The parameters of its grid, and the corpus where there are several.
    runs
        How many runs have finished.
    failures, notes
        Lines about runs that failed, and about what the grid asks for in vain.
    styles
        The style sheets of the book.
    """
    intro = (
        f"{count(runs, 'run')} with {count(len(results), 'result')}: named values, and the numbers "
        "in tables. Two runs are compared where they differ in one parameter alone; a result "
        "moves with it where they show another value, or where only one of them has it."
    )
    parts = [
        f"<p>{html.escape(intro)}</p>",
        *(f"<p>{html.escape(note)}</p>" for note in notes),
        _failures(failures),
        _html(together(_views(results, by), empty="No result could be compared.")),
    ]
    return _DOCUMENT.format(
        title=f"Sweep {html.escape(name)}", styles=styles, body="\n".join(filter(None, parts))
    )


def _views(results: pd.DataFrame, by: Sequence[str]) -> list[View | Prose]:
    moves = movements(results, by=by)
    if moves.empty:
        return []
    is_named = moves["row"] == ""
    is_named &= moves["column"] == moves["output"]
    views = [
        movement_figure(moves),
        named_values_table(results, moves[is_named], by=by),
        columns_table(moves[~is_named], by=by),
    ]
    return [view for view in views if isinstance(view, View)]


def movement_figure(moves: pd.DataFrame) -> View | Prose:
    """The outputs that move most: in which share of comparisons each parameter moves them."""
    shares = _shares(moves, ["chapter", "output"])
    most = shares.groupby(["chapter", "output"])["percent"].max().nlargest(_MOST_DRAWN).index
    drawn = shares.set_index(["chapter", "output"]).loc[lambda s: s.index.isin(most)].reset_index()
    columns = list(dict.fromkeys(shares["by"]))
    draw = partial(
        dot_matrix,
        drawn,
        row=("chapter", "output"),
        column="by",
        columns=columns,
        value="percent",
        title="What moves with which parameter",
        subtitle="Share of comparisons in which an output moves, in percent",
        description="For each output and parameter, how many in a hundred comparisons moved "
        "it; the same numbers are in the table of this figure.",
        least=None,
        unit="Percent of comparisons",
    )
    return figure(draw, drawn[["chapter", "output", "by", "percent"]], name="figure-moves")


def named_values_table(
    results: pd.DataFrame, moves: pd.DataFrame, *, by: Sequence[str]
) -> View | Prose:
    """One row per named value: its range, and in how many comparisons each parameter moved it."""
    named = results[(results["row"].fillna("") == "") & (results["column"] == results["output"])]
    ranges = named.groupby(["chapter", "output"], sort=False).agg(
        lowest=("value", "min"), highest=("value", "max"), words=("text", _words)
    )
    pairs = zip(ranges["lowest"].tolist(), ranges["highest"].tolist(), strict=True)
    numbers = pd.Series([f"{low:g} to {high:g}" for low, high in pairs], ranges.index, "str")
    spans = ranges["words"].where(ranges["words"] != "", numbers)
    frame = ranges.assign(values=spans).reset_index()[["chapter", "output", "values"]]
    return table(
        frame.merge(_counts(moves, ["chapter", "output"], by), how="left").fillna("–"),
        name="table-values",
        title="Named values",
        subtitle="Lowest to highest, and in how many comparisons each parameter moved it",
        labels={"output": "value", "values": "Lowest to highest", **_labels(by)},
        notes=["– the chapter does not take the parameter, or has one value of it alone."],
        empty="No chapter names a value.",
    )


def columns_table(moves: pd.DataFrame, *, by: Sequence[str]) -> View | Prose:
    """One row per column of a table: in how many comparisons each parameter moved a cell of it."""
    return table(
        _counts(moves, ["chapter", "output", "column"], by).fillna("–"),
        name="table-columns",
        title="Numbers in tables",
        subtitle="In how many comparisons of its cells each parameter moved one",
        labels={"output": "table", **_labels(by)},
        filters=["chapter"],
        notes=["– the chapter does not take the parameter, or has one value of it alone."],
        empty="No chapter shows a table of numbers.",
    )


def _labels(by: Sequence[str]) -> dict[str, str]:
    return {name: name for name in by}


def _shares(moves: pd.DataFrame, place: list[str]) -> pd.DataFrame:
    sums = moves.groupby([*place, "by"], sort=False)[["compared", "moved"]].sum().reset_index()
    return sums.assign(percent=(100 * sums["moved"] / sums["compared"]).round().astype(int))


def _counts(moves: pd.DataFrame, place: list[str], by: Sequence[str]) -> pd.DataFrame:
    """One row per place, and a column per parameter: how often it moved, out of how often."""
    sums = moves.groupby([*place, "by"], sort=False)[["compared", "moved"]].sum().reset_index()
    pairs = zip(sums["moved"].tolist(), sums["compared"].tolist(), strict=True)
    words = sums.assign(words=[f"{number(moved)} of {number(every)}" for moved, every in pairs])
    wide = words.set_index([*place, "by"])["words"].unstack("by").reset_index()
    return wide.reindex(columns=[*place, *by]).rename_axis(columns=None)


def _words(texts: pd.Series) -> str:
    """The different texts of a value that is no number."""
    return joined(sorted(set(texts.dropna())))


def _failures(failures: Sequence[str]) -> str:
    if not failures:
        return ""
    items = "\n".join(f"<li><pre>{html.escape(line)}</pre></li>" for line in failures)
    return f"<h2>Runs that failed</h2>\n<ul>\n{items}\n</ul>"


def _html(view: View | Prose) -> str:
    return view.html if isinstance(view, View) else f"<p>{html.escape(view.plain)}</p>"
