"""The framework matrix on a page: a table for each theme, and the whole matrix to keep."""

import html
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from trustbook.book.linking import segment_mark
from trustbook.book.outputs import Output, output_of
from trustbook.coding.framework import (
    ROWS,
    framework_cells,
    framework_matrix,
    framework_rows,
    framework_unit,
)
from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import at_start, count, form_for, joined, number, part_of, quoted
from trustbook.corpus.reading import Corpus
from trustbook.networks.evidence import listed_segments
from trustbook.pages.direction import isolated_cell
from trustbook.pages.labels import labels
from trustbook.pages.prose import Prose, notice, prose, wording
from trustbook.pages.tables import View, caption, foot

NOTHING = "Nothing is coded with these settings."
_REASONS = {  # by the unit of a row
    "case": "every segment has one",
    "encounter": "not every segment has a case",
    "study": "not every segment has a case or a document",
}
ACROSS = 3  # categories beside each other
FIRST, MOST = 3, 15  # segments of a cell that are shown, and that are shown when asked for
MOST_ROWS = 60  # of a table on the page
LONGEST = 30_000  # letters of a cell; a sheet takes 32,767


def cells_of(corpus: Corpus) -> pd.DataFrame:
    """What is in the cells of the matrix, studies by their labels."""
    segments = corpus.table("segments")
    cells = framework_cells(corpus.table("codings"), corpus.table("codes"), segments=segments)
    if framework_unit(segments) != "study":
        return cells
    return cells.assign(row=cells["row"].map(labels(corpus, "study")))


def _columns(n: int, corpus: Corpus) -> str:
    """How many columns there are: categories, or what the codebook has in place of them."""
    kinds = set(corpus.table("codes")["kind"])
    if "category" in kinds:
        return count(n, "category")
    return count(n, "theme") if "theme" in kinds else count(n, "code")


def finding_in_words(cells: pd.DataFrame, corpus: Corpus) -> Prose:
    """How many rows and columns the matrix has, how full it is, and what is said most widely."""
    if cells.empty:
        return notice(NOTHING)
    unit = ROWS[framework_unit(corpus.table("segments"))]
    n_rows, columns = cells["row"].nunique(), cells[["theme", "category"]].drop_duplicates()
    filled = len(cells[["row", "theme", "category"]].drop_duplicates())
    widest = cells.groupby(["theme", "category"], sort=False)["row"].nunique()
    most = widest[widest == widest.max()]
    named = joined(quoted(category) for _, category in most.index[:FIRST])
    return prose(
        "**{filled} {have} something to read** ({rows} by {columns}). Most widely spoken of: "
        "{named}, by {n} of {of}.",
        filled=part_of(filled, n_rows * len(columns), "cell"),
        have=form_for(filled, "has", "have"),
        rows=count(n_rows, unit),
        columns=_columns(len(columns), corpus),
        named=named,
        n=number(int(widest.max())),
        of=count(n_rows, unit),
    )


def sureness_in_words(cells: pd.DataFrame, corpus: Corpus) -> Prose:
    """What a row is, what the words are, and what an empty cell does not say."""
    if cells.empty:
        return prose("")
    unit = framework_unit(corpus.table("segments"))
    return prose(
        "A row is a {unit}, because {reason}. A line in a cell is {wording}. An empty cell says "
        "that nothing was coded there, not that nothing was meant or asked.",
        unit=gettext(ROWS[unit]),
        reason=gettext(_REASONS[unit]),
        wording=wording(corpus),
    )


def matrix_view(cells: pd.DataFrame, corpus: Corpus, *, name: str) -> View | Prose:
    """The matrix, a table for each theme; the whole of it as the file to keep."""
    if cells.empty:
        return notice(NOTHING)
    unit = ROWS[framework_unit(corpus.table("segments"))]
    output = _output(cells, corpus, name=name, unit=unit)
    folds = [
        _theme(str(theme), part, corpus, unit=unit, rows=framework_rows(cells))
        for theme, part in cells.groupby("theme", sort=False)
    ]
    page = "\n".join(
        (
            f'<figure class="tb-table tb-framework" id="{html.escape(name)}">',
            caption(output),
            *folds,
            f"{foot(output)}\n</figure>",
        )
    )
    return View(page, _text(output, cells), (output,))


def _output(cells: pd.DataFrame, corpus: Corpus, *, name: str, unit: str) -> Output:
    wide = framework_matrix(cells)
    short = wide.map(lambda text: text if len(text) <= LONGEST else f"{text[:LONGEST]} …")
    segments = cells.groupby("row", sort=False)["segment"].agg(_every_id)
    frame = short.reset_index().assign(segments=short.index.map(segments.to_dict()))
    heads = {"row": at_start(gettext(unit))}
    return output_of(
        frame,
        name=name,
        labels=heads | {column: column for column in wide.columns},
        title=sentence(
            "The framework matrix: {rows} by {columns}",
            rows=count(len(wide), unit),
            columns=_columns(len(wide.columns), corpus),
        ),
        subtitle=sentence(
            "Open a theme. The files below have the whole matrix, one row per {unit}.",
            unit=gettext(unit),
        ),
        notes=tuple(_notes(cells, corpus)),
    )


def _every_id(segments: "pd.Series[str]") -> str:
    return listed_segments(segments, most=len(segments))


def _notes(cells: pd.DataFrame, corpus: Corpus) -> list[str]:
    """Which categories have no column, and how many rows a page shows."""
    codes = corpus.table("codes")
    categories = codes.loc[codes["kind"] == "category", "label"]
    empty = [label for label in categories if label not in set(cells["category"])]
    named = joined(map(quoted, empty))
    notes = [sentence("Nothing was coded under {categories}.", categories=named)] if empty else []
    n = cells["row"].nunique()
    if n > MOST_ROWS:
        notes.append(
            sentence(
                "The first {first} of {n} rows are shown; the files have all.",
                first=MOST_ROWS,
                n=number(n),
            )
        )
    return notes


def _theme(
    theme: str, part: pd.DataFrame, corpus: Corpus, *, unit: str, rows: Sequence[str]
) -> str:
    """A theme as a fold, with as many tables as its categories need."""
    categories = list(dict.fromkeys(part["category"]))
    tables = "\n".join(
        _grid(part, categories[start : start + ACROSS], theme=theme, unit=unit, rows=rows)
        for start in range(0, len(categories), ACROSS)
    )
    size = f"{_columns(len(categories), corpus)}, {count(part['segment'].nunique(), 'segment')}"
    return (
        f'<details class="tb-fold"><summary>{_html(theme)} ({size})</summary>\n{tables}\n</details>'
    )


def _grid(
    part: pd.DataFrame, categories: Sequence[str], *, theme: str, unit: str, rows: Sequence[str]
) -> str:
    """Some categories of a theme as a table; rows in which none of them is coded are left out."""
    cells = dict(list(part.groupby(["row", "category"], sort=False)))
    filled = [row for row in rows if any((row, each) in cells for each in categories)]
    heads = "".join(f'<th scope="col" class="tb-text">{_html(each)}</th>' for each in categories)
    lines = "\n".join(_line(row, categories, cells) for row in filled[:MOST_ROWS])
    label = html.escape(f"{theme}: {joined(categories)}")
    return (
        f'<div class="tb-scroll" role="group" aria-label="{label}" tabindex="0">\n'
        f'<table class="tb-cards" aria-label="{label}">\n<thead>\n<tr><th scope="col">'
        f"{_html(at_start(gettext(unit)))}</th>{heads}</tr>\n</thead>\n<tbody>\n{lines}\n</tbody>\n</table>"
        "\n</div>"
    )


def _line(row: str, categories: Sequence[str], cells: Mapping[Any, pd.DataFrame]) -> str:
    filled = "".join(
        f'<td class="tb-text" data-head="{html.escape(each)}">{_cell(cells[row, each])}</td>'
        if (row, each) in cells
        else "<td></td>"
        for each in categories
    )
    return f'<tr><th scope="row">{_html(row)}</th>{filled}</tr>'


def _cell(cell: pd.DataFrame) -> str:
    """The segments of a cell: how many, the first of them, and the others when asked for."""
    items = [_item(row["meaning_unit"], row["segment"]) for row in cell.to_dict("records")]
    first, others = items[:FIRST], items[FIRST:MOST]
    page = f"<strong>{len(items)}</strong><ul>{''.join(first)}</ul>"
    if not others:
        return page
    beyond = len(items) - MOST
    words = sentence("… and {n} more in the files", n=number(beyond))
    further = f"<li>{words}</li>" if beyond > 0 else ""
    more = sentence("{n} more", n=number(len(items) - FIRST))
    return f"{page}<details><summary>{more}</summary><ul>{''.join(others)}{further}</ul></details>"


def _item(words: Any, segment: str) -> str:
    text = "" if pd.isna(words) else f"{_html(str(words))} "
    return f"<li>{text}{segment_mark(segment)}</li>"


def _html(text: str) -> str:
    return isolated_cell(html.escape(text, quote=False), text=text)


def _text(output: Output, cells: pd.DataFrame) -> str:
    """The numbers of the matrix as plain text, one line per cell."""
    counts = cells.groupby(["theme", "category", "row"], sort=False)["segment"].size()
    lines = (" | ".join(map(str, row)) for row in counts.reset_index().to_numpy().tolist())
    return "\n".join([output.title, output.subtitle, *lines, *output.notes])
