"""UIMA CAS XMI of INCEpTION, read as the structures that its JSON holds.

An element is a structure, an attribute a feature. The type system that is beside
(`TypeSystem.xml`) says which features are texts; without it, numbers and true or false are none.

References
----------
Apache UIMA, XMI CAS Serialization Reference.
"""

import io
import re
from collections.abc import Mapping
from typing import Any

from trustbook.exchange.refi.markup import read_markup

SUFFIX, TYPES = ".xmi", "TypeSystem.xml"
_ID = "{http://www.omg.org/XMI}id"
_NAMESPACE = re.compile(r"\{http:///(.*)\.ecore\}(.+)")
_ENDS, _PLACE = ("Governor", "Dependent"), ("begin", "end")
_STRING, _STRINGS = "uima.cas.String", "uima.cas.StringArray"
_ELEMENTS = "elements"
_NO_TEXT = re.compile(r"[-\d.\s]*|true|false")

Structure = dict[str, Any]


class _Types:
    """Receives a type system, and keeps which features of which types are texts."""

    def __init__(self) -> None:
        self.above: dict[str, str] = {}
        self.ranges: dict[tuple[str, str], str] = {}
        self._path: list[str] = []
        self._words: list[str] = []
        self._type = self._feature = ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._path.append(tag.rpartition("}")[2])
        self._words = []

    def data(self, text: str) -> None:
        self._words.append(text)

    def end(self, tag: str) -> None:
        name, words = self._path.pop(), "".join(self._words).strip()
        parent = self._path[-1] if self._path else ""
        if (parent, name) == ("typeDescription", "name"):
            self._type = words
        elif name == "supertypeName":
            self.above[self._type] = words
        elif (parent, name) == ("featureDescription", "name"):
            self._feature = words
        elif name == "rangeTypeName":
            self.ranges[self._type, self._feature] = words

    def close(self) -> None:
        pass

    def range_of(self, kind: str, feature: str) -> str:
        """What a feature of a type, or of one above it, holds; empty where nothing says so."""
        chain: set[str] = set()
        while kind and kind not in chain:
            chain.add(kind)
            if range_name := self.ranges.get((kind, feature)):
                return _STRING if self.above.get(range_name) == _STRING else range_name
            kind = self.above.get(kind, "")
        return ""


class _Structures:
    """Receives the elements of a CAS, and keeps them as structures."""

    def __init__(self, types: _Types | None) -> None:
        self.structures: list[Structure] = []
        self._types = types
        self._path: list[str] = []
        self._words: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._words = []
        if len(self._path) == 1 and (match := _NAMESPACE.fullmatch(tag)):
            self.structures.append(self._structure(_type_name(*match.groups()), attributes))
        self._path.append(tag)

    def data(self, text: str) -> None:
        self._words.append(text)

    def end(self, tag: str) -> None:
        self._path.pop()
        if len(self._path) > 1 and self.structures:
            name = "%ELEMENTS" if tag == _ELEMENTS else tag
            self.structures[-1].setdefault(name, []).append("".join(self._words))

    def close(self) -> None:
        pass

    def _structure(self, kind: str, attributes: Mapping[str, str]) -> Structure:
        structure: Structure = {"%ID": attributes.get(_ID), "%TYPE": kind}
        for name, value in attributes.items():
            if name in _PLACE and value.isdecimal():
                structure[name] = int(value)
            elif name in _ENDS or self._range(kind, name) == _STRINGS:
                structure[f"@{name}"] = int(value) if value.isdecimal() else value
            elif self._is_text(kind, name, value):
                structure[name] = value
        return structure

    def _range(self, kind: str, feature: str) -> str:
        return self._types.range_of(kind, feature) if self._types else ""

    def _is_text(self, kind: str, feature: str, value: str) -> bool:
        if feature in (_ID, "sofa"):
            return False
        range_name = self._range(kind, feature)
        return range_name == _STRING if range_name else not _NO_TEXT.fullmatch(value)


def _type_name(space: str, name: str) -> str:
    """The name of a type: its namespace with dots in front.

    >>> _type_name("webanno/custom", "Tie")
    'webanno.custom.Tie'
    """
    return f"{space.replace('/', '.')}.{name}"


def structures_of_xmi(data: bytes, *, types: bytes | None, file: str) -> list[Structure]:
    """The structures in a CAS as XMI; `types` is its type system, where there is one.

    ExportError in one line, where one of them is not XML or not safe to read.
    """
    type_system: _Types | None = None
    if types:
        type_system = _Types()
        read_markup(io.BytesIO(types), type_system, file=f"{file}, {TYPES}")
    target = _Structures(type_system)
    read_markup(io.BytesIO(data), target, file=file)
    return target.structures
