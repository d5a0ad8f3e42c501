"""Outputs: the tables and figures that an executed chapter shows, their values and digests.

An output is read from the page it stands on: each carries its values with it as CSV. Its digest is
over these values, not over the picture, so that fonts, colours and drawing do not count.
"""

import base64
import csv
import hashlib
import html
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd
from nbformat import NotebookNode

FIGURE = re.compile(
    r'<figure class="tb-[^"]*" id="([^"]*)"( data-digest="[^"]*")?.*?</figure>', flags=re.DOTALL
)
SEGMENT = re.compile(r'<span class="tb-segment">([^<]*)</span>')
SIGNIFICANT = 12  # digits of a number that count: sums of floats differ in the 16th
_TITLE = re.compile(r'<span class="tb-title">(.*?)</span>', flags=re.DOTALL)
_CSV = re.compile(r'href="data:text/csv[^"]*;base64,([^"]*)"')
_LINKED = re.compile(r'<(?:span|a) class="tb-segment"[^>]*>([^<]*)<')
_FLOAT = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")
_DIGEST_LENGTH = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One table or figure: its id, its title, the cell that shows it, and its values as text.

    `segments` are the ids of the segments that it names as evidence, in the order of the page.
    """

    id: str
    title: str
    chapter: str
    cell: str
    values: pd.DataFrame
    segments: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Its id within the chapter.

        >>> nothing = pd.DataFrame()
        >>> Output(id="ch/ties", title="", chapter="ch", cell="", values=nothing).name
        'ties'
        """
        return self.id.partition("/")[2]

    @property
    def digest(self) -> str:
        """The digest of its values."""
        return values_digest(self.values)


def outputs_of(notebook: NotebookNode, *, chapter: str) -> list[Output]:
    """Every table and figure of an executed chapter, in the order of the page."""
    return [
        output
        for cell in notebook.cells
        for page in pages_of_cell(cell)
        for output in outputs_on(page, chapter=chapter, cell=cell.id)
    ]


def pages_of_cell(cell: NotebookNode) -> list[str]:
    """The HTML of the outputs of a cell."""
    found = [output.get("data", {}).get("text/html", "") for output in cell.get("outputs", [])]
    return ["".join(page) for page in found if page]


def outputs_on(page: str, *, chapter: str, cell: str = "") -> list[Output]:
    """Every table and figure in the HTML of a page or of a cell."""
    return list(_outputs(page, chapter, cell))


def _outputs(page: str, chapter: str, cell: str) -> Iterator[Output]:
    for found in FIGURE.finditer(page):
        view = found[0]
        data = _CSV.search(view)
        if data is None:
            continue
        yield Output(
            id=f"{chapter}/{html.unescape(found[1])}",
            title=title_of(view),
            chapter=chapter,
            cell=cell,
            values=_frame(data[1]),
            segments=tuple(dict.fromkeys(map(html.unescape, _LINKED.findall(view)))),
        )


def title_of(view: str) -> str:
    """The title of a table or figure in its HTML; empty where it has none."""
    found = _TITLE.search(view)
    return html.unescape(re.sub(r"<[^>]*>", " ", found[1])).strip() if found else ""


def _frame(code: str) -> pd.DataFrame:
    """The values of a download as text; what cannot be read has none."""
    try:
        text = base64.b64decode(code).decode("utf-8-sig")
    except ValueError:
        return pd.DataFrame()
    heads, *rows = list(csv.reader(io.StringIO(text))) or [[]]
    width = len(heads)
    return pd.DataFrame([(row + [""] * width)[:width] for row in rows], columns=heads, dtype="str")


def values_digest(values: pd.DataFrame) -> str:
    """The digest of a frame's headings and cells, numbers to twelve significant digits.

    >>> one = values_digest(pd.DataFrame({"share": ["0.30000000000000004"]}))
    >>> one == values_digest(pd.DataFrame({"share": ["0.3"]}))
    True
    """
    rows = [[canonical_cell(str(cell)) for cell in row] for row in values.to_numpy()]
    text = json.dumps([[str(name) for name in values.columns], *rows], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGEST_LENGTH]


def canonical_cell(cell: str) -> str:
    """The cell in the one spelling that its digest is made from.

    Only numbers with more digits than count are respelled, so that 3.10 stays 3.10.

    >>> canonical_cell("0.30000000000000004"), canonical_cell("3.10"), canonical_cell("-0.0")
    ('0.3', '3.10', '0.0')
    """
    if cell == "-0.0":
        return "0.0"
    if len(cell) <= SIGNIFICANT or not _FLOAT.fullmatch(cell) or cell.lstrip("-").isdigit():
        return cell
    return repr(float(f"{float(cell):.{SIGNIFICANT}g}"))
