"""The table WebAnno TSV 3 of INCEpTION, read as the structures that its JSON holds.

A row is a token; a column is a feature of a layer. What is in brackets behind a value joins the
rows of one annotation; `|` is between annotations of one token. Positions count UTF-16 units.

References
----------
INCEpTION user guide, WebAnno TSV 3.3 File format.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from trustbook.errors import ExportError

BEGINNING = "#FORMAT=WebAnno TSV 3"
ADVICE = (
    "in INCEpTION choose Settings > Export, the secondary format UIMA CAS JSON 0.4.0, and Export "
    "backup archive, and give that archive"
)
_LAYER = re.compile(r"#T_(SP|RL|CH)=([^|]+)\|?(.*)")
_TEXT = "#Text="
_TOKEN = re.compile(r"(\d+-\d+(?:\.\d+)?)\t(\d+)-(\d+)\t")
_STACKED = re.compile(r"(?<!\\)((?:\\\\)*)\|")
_NUMBER = re.compile(r"(?<!\\)((?:\\\\)*)\[(\d+)\]$")
_LINK = re.compile(r"(?<!\\)((?:\\\\)*)->(\d+-\d+)$")
_JOINS = {"SP": _NUMBER, "CH": _LINK}  # what joins the rows of one annotation
_SOURCE = re.compile(r"(\d+-\d+(?:\.\d+)?)(?:\[(\d+)(?:_(\d+))?\])?")
_ESCAPED = re.compile(r"\\(->|.)", re.DOTALL)
_SIGNS = {"t": "\t", "n": "\n", "r": "\r"}
_UNITS = "utf-16-le"
_NOTHING, _NO_VALUE = "_", "*"
_BASE = "BT_"

Structure = dict[str, Any]


class _Layer(NamedTuple):
    """A layer: its kind (SP, RL, CH), its name, its features and its first column."""

    kind: str
    name: str
    features: Sequence[str]
    first: int

    @property
    def width(self) -> int:
        return max(1, len(self.features))


class _Token(NamedTuple):
    """A row: its number, its place in the text, its cells behind the words."""

    number: str
    start: int
    end: int
    cells: Sequence[str]


def structures_of_table(text: str, *, file: str) -> list[Structure]:
    r"""The text and the annotations in a table of WebAnno, as UIMA CAS JSON lists them.

    >>> rows = "1-1\t0-3\tShe\tTrust[1]\t\n1-2\t4-8\tcame\tTrust[1]\t"
    >>> head = f"{BEGINNING}.3\n#T_SP=custom.Tie|sign\n\n\n#Text=She came\n"
    >>> structures_of_table(head + rows, file="ann.tsv")[1]
    {'%ID': 2, '%TYPE': 'custom.Tie', 'begin': 0, 'end': 8, 'sign': 'Trust'}
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    layers, tokens, units = list(_layers(lines)), [], b""
    sentence: list[str] = []
    for number, line in enumerate(lines, start=1):
        if line.startswith(_TEXT):
            sentence.append(_plain(line.removeprefix(_TEXT)))
        elif line.startswith("#") or not line.strip():
            continue
        elif match := _TOKEN.match(line):
            token = _Token(match[1], int(match[2]), int(match[3]), line.split("\t")[3:])
            if sentence:
                gap = token.start - len(units) // 2
                units = units[: 2 * token.start] + ("\n" * gap + "\n".join(sentence)).encode(_UNITS)
                sentence = []
            tokens.append(token)
        else:
            raise ExportError(f"{file}: line {number} is no row of WebAnno TSV 3; {ADVICE}")
    words = units.decode(_UNITS, "replace")
    return [
        {"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaString": words},
        *_annotations(layers, tokens),
    ]


def _layers(lines: Sequence[str]) -> Iterator[_Layer]:
    first = 0
    for line in lines:
        if match := _LAYER.match(line):
            layer = _Layer(match[1], match[2], match[3].split("|"), first)
            first += layer.width
            yield layer


def _annotations(layers: Sequence[_Layer], tokens: Sequence[_Token]) -> list[Structure]:
    """The annotations of spans, then those that link two of them."""
    spans: dict[tuple[str, str], Structure] = {}
    for layer in layers:
        if layer.kind in _JOINS:
            for token in tokens:
                _add_spans(spans, layer, token)
    rows = {token.number: token for token in tokens}
    links = [
        link
        for layer in layers
        if layer.kind == "RL"
        for token in tokens
        for link in _links(layer, token, spans, rows)
    ]
    for number, one in enumerate((*spans.values(), *links), start=2):
        one["%ID"] = number
    for one in links:
        one |= {end: spans.get(one[end], {}).get("%ID") for end in ("@Governor", "@Dependent")}
    return [*spans.values(), *links]


def _add_spans(spans: dict[tuple[str, str], Structure], layer: _Layer, token: _Token) -> None:
    """Add the annotations of a layer at a token; those that are there reach to its end."""
    columns = [_stacked(token, layer.first + at) for at in range(layer.width)]
    for at, first in enumerate(columns[0]):
        if first == _NOTHING:
            continue
        values = [cells[at] if at < len(cells) else _NO_VALUE for cells in columns]
        numbers = [match[2] for value in values if (match := _JOINS[layer.kind].search(value))]
        key = (layer.name, f"[{numbers[0]}]" if numbers else token.number)
        one = spans.setdefault(
            key, {"%ID": 0, "%TYPE": layer.name, "begin": token.start, "end": token.end}
        )
        one["begin"], one["end"] = min(one["begin"], token.start), max(one["end"], token.end)
        one |= {
            name: _plain(value)
            for name, cell in zip(layer.features, values, strict=True)
            if (value := _value(cell, layer)) != _NO_VALUE and _is_value(name)
        }


def _value(cell: str, layer: _Layer) -> str:
    """The cell without what joins it to others."""
    return _NUMBER.sub(r"\1", _JOINS[layer.kind].sub(r"\1", cell))


def _is_value(feature: str) -> bool:
    """Whether a column holds a value of its own, not what it links to."""
    return bool(feature) and not feature.startswith("ROLE_") and "." not in feature


def _stacked(token: _Token, column: int) -> list[str]:
    """The values in a cell, one for each annotation."""
    cell = token.cells[column] if column < len(token.cells) else _NOTHING
    return _STACKED.sub("\\1\0", cell).split("\0")


def _links(
    layer: _Layer,
    token: _Token,
    spans: dict[tuple[str, str], Structure],
    rows: dict[str, _Token],
) -> Iterator[Structure]:
    """The links that end at a token; an end that is not to be found is missing."""
    base = layer.features[-1].removeprefix(_BASE)
    columns = [_stacked(token, layer.first + at) for at in range(layer.width)]
    for at, source in enumerate(columns[-1]):
        if not (match := _SOURCE.fullmatch(source)):
            continue
        values = {
            name: _plain(cells[at])
            for name, cells in zip(layer.features[:-1], columns, strict=False)
            if at < len(cells) and cells[at] not in (_NO_VALUE, _NOTHING)
        }
        origin = rows.get(match[1])
        yield {
            "%TYPE": layer.name,
            "begin": token.start,
            "end": token.end,
            "@Governor": _key(base, origin.number if origin else "", match[2]),
            "@Dependent": _key(base, token.number, match[3]),
            **values,
        }


def _key(layer: str, token: str, number: str | None) -> tuple[str, str]:
    return layer, f"[{number}]" if number not in (None, "0") else token


def _plain(text: str) -> str:
    r"""The text without the marks that keep its signs from meaning something.

    >>> _plain(r"a\|b\_c\->d\\")
    'a|b_c->d\\'
    """
    return _ESCAPED.sub(lambda match: _SIGNS.get(match[1], match[1]), text)
