"""The words of REFI-QDA: names of elements and what they mean here, GUIDs, numbers, colours."""

import re

SOURCES = {
    "TextSource": ("text", "texts"),
    "PDFSource": ("pdf", "PDF documents"),
    "PictureSource": ("picture", "pictures"),
    "AudioSource": ("audio", "audio recordings"),
    "VideoSource": ("video", "video recordings"),
}
SELECTIONS = {
    "PlainTextSelection": "selections of text",
    "TranscriptSelection": "selections of a transcript",
    "PDFSelection": "regions of a PDF page",
    "PictureSelection": "regions of a picture",
    "AudioSelection": "stretches of audio",
    "VideoSelection": "stretches of video",
}
OF_TEXT = ("PlainTextSelection", "TranscriptSelection")
DIRECTIONS = {"oneway": "one-way", "bidirectional": "both", "associative": "none"}
RENDITIONS = ("Representation", "TextDescription")
VALUES = {
    "TextValue": "text",
    "BooleanValue": "boolean",
    "IntegerValue": "integer",
    "FloatValue": "number",
    "DateValue": "date",
    "DateTimeValue": "datetime",
}
MEMBERS = {"MemberCode": "code", "MemberSource": "source", "MemberNote": "memo"}

_LARGEST = 2**62


def plain_guid(guid: str | None) -> str:
    """The GUID case-folded and without braces; empty where there is none.

    >>> plain_guid("{6B2F-1A}")
    '6b2f-1a'
    """
    return guid.strip().strip("{}").casefold() if guid else ""


def whole_number(number: str | None) -> int | None:
    """The number; missing where it is none or larger than any offset."""
    try:
        whole = int(number or "")
    except ValueError:
        return None
    return whole if abs(whole) < _LARGEST else None


def plain_colour(colour: str | None) -> str | None:
    """The colour as #rrggbb; missing where it is none."""
    digits = (colour or "").strip().removeprefix("#").casefold()
    if not re.fullmatch("[0-9a-f]{3}|[0-9a-f]{6}", digits):
        return None
    return "#" + (digits if len(digits) > len("rgb") else "".join(d + d for d in digits))
