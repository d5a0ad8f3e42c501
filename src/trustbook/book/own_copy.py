"""The page on which readers check a book against their own copy of a paper, and its anchors.

All of it happens in the reader's browser: it gets the fingerprints of the corpus and how case is
folded, and neither the copy nor anything computed from it leaves the browser.
"""

import json

from trustbook.claims.anchors import anchored_rows
from trustbook.corpus.reading import Corpus

ANCHORS = "find/anchors.js"
_CASED = 0x20000  # from here on Unicode has ideographs, marks and places for private use
_PART = ("anchor", "part", "study", "start", "length", "head", "digest", "method")


def anchors_text(corpus: Corpus) -> str:
    """The script that gives the page its anchors, and the rows of the corpus that name each."""
    rows = anchored_rows(corpus.tables())
    by_anchor: dict[str, list[list[str]]] = {}
    for anchor, table, row in zip(rows["anchor"], rows["table"], rows["row"], strict=True):
        by_anchor.setdefault(anchor, []).append([table, row])
    content = {
        "folding": case_folding(),
        "parts": corpus.table("anchors")[list(_PART)].to_dict("records"),
        "rows": by_anchor,
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return f"window.trustbookAnchors = {text};\n"


def case_folding() -> dict[str, str]:
    """What case folding makes of the characters that it treats otherwise than small letters.

    >>> case_folding()["ß"]
    'ss'
    """
    every = map(chr, range(_CASED))
    return {each: each.casefold() for each in every if each.casefold() != each.lower()}
