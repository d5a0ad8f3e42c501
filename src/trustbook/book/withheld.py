"""The page on what the public edition of a book withholds: line by line, or how much."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from trustbook.corpus.numbers import count, form_for, joined
from trustbook.corpus.settings import read_typed_settings
from trustbook.project import DISCLOSURE_FILE, is_workbook, project_root

if TYPE_CHECKING:
    from trustbook.corpus.checks.publication import Publication
    from trustbook.corpus.published import Withheld

PUBLIC_FILE = "public-edition.yml"  # by which a public edition is known, with what it lacks
WITHHELD_PAGE = "withheld"
WITHHELD_HERE = "<!-- withheld -->"


def withheld_text(corpus: Path) -> str:
    """What the page says, as Markdown; empty where the book has no such page.

    It has one where it is a public edition, or where a `disclosure.yml` prepares for one.
    """
    if (path := project_root() / PUBLIC_FILE).is_file():
        return public_words(read_typed_settings(path))
    folder = corpus.parent if is_workbook(corpus) else corpus
    if not (folder / DISCLOSURE_FILE).is_file():
        return ""
    # slow, and few corpora have one
    from trustbook.checking.publishing import check_public  # noqa: PLC0415
    from trustbook.corpus.disclosure import read_disclosure  # noqa: PLC0415

    publication, public = check_public(corpus, read_disclosure(corpus))
    return private_words(public.withheld, publication)


def counts_of(withheld: Sequence[Withheld]) -> dict[str, int]:
    """How many of each kind of thing are withheld."""
    counts: dict[str, int] = {}
    for each in withheld:
        counts[each.what] = counts.get(each.what, 0) + each.n
    return counts


def public_words(counts: Mapping[str, int]) -> str:
    """What a public edition says of what it lacks, in one sentence.

    >>> public_words({"segment": 3, "cell": 1})
    'This is a public edition: 3 segments and 1 cell of the private corpus are withheld.'
    """
    total = sum(counts.values())
    if not total:
        return "This is a public edition: nothing of the private corpus is withheld."
    parts = joined(count(n, what) for what, n in counts.items())
    verb = form_for(total, "is", "are")
    return f"This is a public edition: {parts} of the private corpus {verb} withheld."


def private_words(withheld: Sequence[Withheld], publication: Publication) -> str:
    """What a private edition says of what the public one will lack, line by line, as Markdown."""
    granted = [one.line_of_log for one in publication.granted]
    lines = [
        f"- {_verbatim(each.where)} ({count(each.n, each.what)}): {_verbatim(each.why)}"
        for each in withheld
    ]
    log = [f"- {_verbatim(line)}" for line in granted]
    return "\n".join(
        [
            *(lines or ["Nothing is withheld."]),
            *(["", "Granted in `disclosure.yml`:", "", *log] if log else []),
        ]
    )


def _verbatim(text: str) -> str:
    """The text such that Markdown and HTML show it as it is."""
    text_of_page = html.escape(" ".join(text.split()))
    return re.sub(r"[\\`*_{}\[\]()#+!|~$:]", lambda mark: f"&#{ord(mark[0])};", text_of_page)
