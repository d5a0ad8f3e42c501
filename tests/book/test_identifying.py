"""Identifiers in files of all kinds that a public edition consists of."""

import base64
import json

import pytest

from trustbook.book.identifying import identifying
from trustbook.corpus.packing import zip_bytes

SECRET = "kim@example.org"
CSV = base64.b64encode(f"case,mail\nP1,{SECRET}\n".encode()).decode()
NOTEBOOK = {
    "cells": [{"source": ["# One"], "outputs": [{"text": ["x\n", f"by {SECRET}"]}]}],
    "metadata": {},
}
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


def test_pictures_and_programs_are_no_texts():
    files = {"a.png": b"\x89PNG kim@example.org", "b.ipynb": b'{"image/png": "a2ltQGV4YW1wbGU="}'}
    assert identifying(files) == []
