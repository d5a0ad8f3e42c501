"""The numbers of the tables and figures of a book, and the words that refer to them by number."""

import html
import re
from collections.abc import Iterable, Mapping, Sequence

from trustbook.book.outputs import FIGURE, VALUE, Output
from trustbook.corpus.language import gettext, sentence

_REFERENCE = re.compile(r"\[\]\((?:([\w-]+)\.(?:ipynb|md|html))?#([\w-]+)\)")


def output_numbers(outputs: Iterable[Output]) -> dict[str, str]:
    """What each table and figure is called, by its id: both are counted through the whole book.

    `outputs` come in the order of the pages.

    >>> kinds = {"a": FIGURE, "b": "table", "d": FIGURE}
    >>> output_numbers(Output(name=name, kind=kind, chapter="c") for name, kind in kinds.items())
    {'c/a': 'Figure 1', 'c/b': 'Table 1', 'c/d': 'Figure 2'}
    """
    numbers: dict[str, str] = {}
    counts = {True: 0, False: 0}
    for output in outputs:
        if output.kind == VALUE:
            continue
        is_figure = output.kind == FIGURE
        counts[is_figure] += 1
        n = counts[is_figure]
        numbers[output.id] = (
            sentence("Figure {n}", n=n) if is_figure else sentence("Table {n}", n=n)
        )
    return numbers


def numbered_captions(page: str, outputs: Sequence[Output], numbers: Mapping[str, str]) -> str:
    """The HTML of outputs, the title of each behind its number.

    >>> page = '<p id="t-caption"><span class="tb-title">Ties</span>'
    >>> numbered_captions(page, [Output(name="t", chapter="c")], {"c/t": "Table 2"})
    '<p id="t-caption"><span class="tb-title"><span class="tb-nr">Table 2.</span> Ties</span>'
    """
    for output in outputs:
        if number := numbers.get(output.id):
            opening = f'id="{html.escape(output.name)}-caption"><span class="tb-title">'
            page = page.replace(opening, f'{opening}<span class="tb-nr">{number}.</span> ', 1)
    return page


def referenced(text: str, *, page: str, numbers: Mapping[str, str]) -> str:
    """The text of a page in which each link without words has the number of what it leads to.

    >>> text = "See [](#ties) and [](coding.ipynb#table-codebook)."
    >>> referenced(text, page="networks", numbers={"networks/ties": "Figure 3"})
    "See <a href='networks.html#ties'>Figure 3</a> and what this book leaves out."
    """

    def link(match: re.Match[str]) -> str:
        place, name = match[1] or page, match[2]
        number = numbers.get(f"{place}/{name}")
        if not number:
            return gettext("what this book leaves out")
        return f"<a href='{place}.html#{name}'>{number}</a>"  # Markdown knows no id in an output

    return _REFERENCE.sub(link, text)
