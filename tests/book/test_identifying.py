"""Identifiers in files of all kinds that a public edition consists of."""

import base64
import gzip
import io
import json
import struct
import zipfile
import zlib

import pytest

from trustbook.book.identifying import identifying
from trustbook.corpus.packing import zip_bytes

SECRET = "kim@example.org"
CSV = base64.b64encode(f"case,mail\nP1,{SECRET}\n".encode()).decode()
NOTEBOOK = {
    "cells": [{"source": ["# One"], "outputs": [{"text": ["x\n", f"by {SECRET}"]}]}],
    "metadata": {},
}


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + b"\0\0\0\0"


def png(kind, content):
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", b"\0" * 13) + chunk(kind, content)


def jpeg(kind, content):
    size = struct.pack(">H", len(content) + 2)
    return b"\xff\xd8\xff" + kind + size + content + b"\xff\xda\0\2ab"


def zip_with_comment(of_whole, of_member):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        info = zipfile.ZipInfo("a.txt")
        info.comment = of_member
        archive.writestr(info, "x")
        archive.comment = of_whole
    return content.getvalue()


MAIL = SECRET.encode()
PNG = png(b"tEXt", b"Author\0" + MAIL)
FILES = {
    "page.html": f"<p>write to <b>{SECRET}</b></p>",
    "attribute.html": f'<a href="mailto:{SECRET}">mail</a>',
    "download.html": f'<a href="data:text/csv;charset=utf-8;base64,{CSV}">CSV</a>',
    "data.html": f'<script type="application/json">{{"x": "{SECRET}"}}</script>',
    "chart.svg": f"<svg><title>{SECRET}</title></svg>",
    "one.ipynb": json.dumps(NOTEBOOK),
    "metadata.ipynb": json.dumps({"cells": [], "metadata": {"authors": [{"name": SECRET}]}}),
    "rows.js": f'(window.rows ??= {{}})["t.js"] = {json.dumps({"texts": [SECRET]})};\n',
    "records.json": json.dumps({"outputs": {"table": [[SECRET]]}}),
    "index.json": json.dumps({SECRET: 1}),
    "data.csv": f"case,mail\nP1,{SECRET}\n",
    "settings.yml": f"author: {SECRET}\n",
    f"{SECRET}.png": "",
    "cards.zip": zip_bytes({"cards.json": json.dumps([SECRET]).encode()}),
    "table.xlsx": zip_bytes({"xl/sharedStrings.xml": f"<t>{SECRET}</t>".encode()}),
    "comment.html": f"<p>One<!-- {SECRET} --></p>",
    "script.html": f"<p>One</p><script>let mail = '{SECRET}'</script>",
    "style.html": f"<style>p::after {{ content: '{SECRET}' }}</style>",
    "named.html": f'<p id="{SECRET}">One</p>',
    "over lines.html": "<p>write to <b>kim</b>@<i>example</i>.org</p>",
    "whole.js": f"const mail = '{SECRET}';",
    "book.css": f"/* {SECRET} */",
    "notes.tsv": f"case\tmail\nP1\t{SECRET}\n",
    "ties.graphml": f"<graphml><data key='d0'>{SECRET}</data></graphml>",
    "no suffix": SECRET,
    "wide.txt": SECRET.encode("utf-16"),
    "other letters.txt": f"Ærø\n{SECRET}\n".encode("latin-1"),
    "fonts/a.csv": f"mail\n{SECRET}\n",
    "text.png": PNG,
    "packed.png": png(b"zTXt", b"Author\0\0" + zlib.compress(MAIL)),
    "other.png": png(b"iTXt", b"Author\0\1\0en\0\0" + zlib.compress(MAIL)),
    "exif.png": png(b"eXIf", b"II*\0" + MAIL),
    "after.png": png(b"IEND", b"") + MAIL,
    "comment.jpg": jpeg(b"\xfe", MAIL),
    "exif.jpg": jpeg(b"\xe1", b"Exif\0\0II*\0" + SECRET.encode("utf-16-le")),
    "picture.ipynb": json.dumps({"data": {"image/png": base64.b64encode(PNG).decode()}}),
    "picture.html": f'<img src="data:image/png;base64,{base64.b64encode(PNG).decode()}">',
    "picture.docx": zip_bytes({"word/media/a.png": PNG}),
    "comment.zip": zip_with_comment(MAIL, b""),
    "comment of a member.zip": zip_with_comment(b"", MAIL),
    "a.gz": gzip.compress(MAIL),
    "deep.zip": zip_bytes({"a": zip_bytes({"b": zip_bytes({"c": MAIL})})}),
    "objects.inv": b"# Sphinx inventory version 2\n# a\n# 1\n# packed\n" + zlib.compress(MAIL),
    "table.docx": zip_bytes({"word/document.xml": f"<w:t>{SECRET}</w:t>".encode()}),
}


@pytest.mark.parametrize("place", FILES)
def test_an_identifier_is_seen_in_every_kind_of_file(place):
    content = FILES[place]
    member = content if isinstance(content, bytes) else content.encode()
    assert identifying({place: member}) == [f'{place}: an e-mail address, "k…" (15 characters)']


def test_what_was_granted_may_stand_anywhere():
    files = {place: FILES[place].encode() for place in ("page.html", "data.csv")}
    assert identifying(files, allowed={SECRET}) == []


def test_names_are_searched_for_and_numbers_in_json_are_judged_by_what_they_stand_under():
    files = {"a.html": b"<p>Holm, <i>x</i>", "b.json": b'{"latitude": 55.676, "n": 20304050}'}
    assert identifying(files, names=["Holm"]) == [
        'a.html: a name from disclosure.yml, "H…" (4 characters)',
        'b.json: coordinates of a place, "5…" (6 characters)',
        'b.json: a telephone number, "2…" (8 characters)',
    ]


def test_what_a_picture_shows_and_numbers_of_a_word_processor_are_no_texts():
    files = {
        "a.png": b"\x89PNG\r\n\x1a\n" + chunk(b"IDAT", b"\xff20304050\xff"),
        "a.svg": b'<svg><path d="M20 30 40 50"/></svg>',
        "a.docx": zip_bytes({"word/numbering.xml": b'<w:numbering><w:nsid w:val="20304050"/>'}),
    }
    assert identifying(files) == []


def test_the_position_of_a_photograph_is_one_of_a_place():
    """55 degrees 40 minutes north, 12 degrees 34 minutes and 12 seconds east."""
    entries = struct.pack(">HHHIIHHIII", 2, 2, 5, 3, 56, 4, 5, 3, 80, 0)
    first = struct.pack(">HHHIII", 1, 0x8825, 4, 1, 26, 0)
    rationals = struct.pack(">12I", 55, 1, 40, 1, 0, 1, 12, 1, 34, 1, 12, 1)
    exif = b"MM\0*" + struct.pack(">I", 8) + first + entries + rationals
    assert identifying({"a.jpg": jpeg(b"\xe1", b"Exif\0\0" + exif)}) == [
        'a.jpg: coordinates of a place, "l…" (17 characters)',
        'a.jpg: coordinates of a place, "l…" (18 characters)',
    ]
