"""Tables of publication quality, with notes and a download."""

import base64
import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import great_tables as gt
import pandas as pd

from trustbook.show.prose import Prose, notice


@dataclass(frozen=True, slots=True)
class TableView:
    """A table ready for the page: `html` for readers, `text` for a comparison a person can read."""

    html: str
    text: str

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.text}


def table(
    frame: pd.DataFrame,
    *,
    name: str,
    title: str,
    subtitle: str = "",
    labels: Mapping[str, str] | None = None,
    group: str = "",
    notes: Sequence[str] = (),
    filterable: bool = False,
    empty: str = "Nothing to show with these settings.",
) -> TableView | Prose:
    """The frame as a table with a caption, notes and a CSV download; one line when it has no rows.

    `name` is its stable id within the chapter, `labels` maps columns to headings (columns without
    one keep their name), `group` names a column whose values become row groups, and a `filterable`
    table has a search box where scripts run.
    """
    if frame.empty:
        return notice(empty)
    shown = frame.astype("object").where(frame.notna(), "")
    styled = gt.GT(shown, id=f"tb-{name}", groupname_col=group or None)
    styled = styled.tab_header(title=title, subtitle=subtitle or None)
    styled = styled.cols_label({c: labels[c] for c in frame.columns if labels and c in labels})
    for note in notes:
        styled = styled.tab_source_note(note)
    body = styled.as_raw_html(inline_css=False)
    classes = "tb-table tb-filterable" if filterable else "tb-table"
    page = f'<figure class="{classes}" id="{name}">{body}{_download(frame, name)}</figure>'
    return TableView(html=page, text=f"{title}\n{frame.to_string(index=False, na_rep='')}")


def _download(frame: pd.DataFrame, name: str) -> str:
    csv = base64.b64encode(frame.to_csv(index=False, lineterminator="\n").encode()).decode()
    return (
        f'<p class="tb-downloads"><a download="{html.escape(name)}.csv" '
        f'href="data:text/csv;charset=utf-8;base64,{csv}">Download as CSV</a></p>'
    )
