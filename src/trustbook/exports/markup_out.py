"""Elements of a REFI-QDA project, written."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from lxml import etree

XML_NAMESPACE = "urn:QDA-XML:project:1.0"

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

_DEFAULT: Any = {None: XML_NAMESPACE}  # the stubs of lxml know no default namespace

Element = etree._Element


def element(
    tag: str, attributes: Mapping[str, str] | None = None, children: Iterable[Element] = ()
) -> Element:
    """A new element with these attributes and children."""
    made = etree.Element(f"{{{XML_NAMESPACE}}}{tag}", nsmap=_DEFAULT)
    for name, value in (attributes or {}).items():
        made.set(name, of_xml(value))
    made.extend(children)
    return made


def text(tag: str, words: str) -> Element:
    """A new element that holds text alone."""
    made = element(tag)
    made.text = of_xml(words)
    return made


def description(*lines: str) -> list[Element]:
    """A description of the lines that say something; none where none does."""
    said = [line for line in lines if line]
    return [text("Description", "\n".join(said))] if said else []


def group(tag: str, children: Iterable[Element]) -> list[Element]:
    """An element around the children; none around nothing, which the standard does not allow."""
    inner = list(children)
    return [element(tag, children=inner)] if inner else []


def references(tag: str, guids: Iterable[str]) -> list[Element]:
    """An element for each identifier that points at it."""
    return [element(tag, {"targetGUID": guid}) for guid in guids]


def as_document(root: Element) -> bytes:
    """The document of a root element: UTF-8, indented, the namespace declared once."""
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


def of_xml(words: str) -> str:
    """The words without characters that XML cannot hold."""
    return _NOT_XML.sub("\ufffd", words)
