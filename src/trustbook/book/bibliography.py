"""The bibliography of a book: its studies as they are cited, each with a place of its own."""

import html
from collections.abc import Mapping
from typing import Any

from trustbook.corpus.language import gettext
from trustbook.corpus.reading import Corpus
from trustbook.networks.evidence import row_id

BIBLIOGRAPHY_HERE = "<!-- the studies -->"


def bibliography_text(corpus: Corpus) -> str:
    """The list of the studies as HTML, in the order of the corpus."""
    rows = corpus.table("studies").astype("object").fillna("").astype("str")
    items = [_item(row) for row in rows.to_dict("records")]
    if not items:
        return f"<p>{gettext('This corpus lists no studies.')}</p>"
    return "\n".join(['<ul class="tb-bibliography">', *items, "</ul>"])


def _item(study: Mapping[Any, Any]) -> str:
    name = html.escape(study.get("label") or study["study"])
    return (
        f'<li id="study-{row_id(study["study"])}"><strong>{name}</strong> {_citation(study)}</li>'
    )


def _citation(study: Mapping[Any, Any]) -> str:
    """Authors, year, title, where it is printed, its DOI and its terms, as far as known."""
    entries = {name: html.escape(value) for name, value in study.items() if value}
    title = entries.get("title", "")
    doi = entries.get("doi")
    authors = entries.get("authors", "")
    parts = (
        authors if "year" in entries else _with_stop(authors),
        f"({entries['year']})." if "year" in entries else "",
        f"<em>{title}</em>{_with_stop(title)[len(title) :]}" if title else "",
        f"{entries['source']}." if "source" in entries else "",
        f'<a href="https://doi.org/{doi}">doi {doi}</a>.' if doi else "",
        f"{gettext('Terms')}: {entries['licence']}." if "licence" in entries else "",
    )
    return " ".join(filter(None, parts))


def _with_stop(text: str) -> str:
    """The text with a full stop where it has no such end."""
    return text if not text or text.endswith((".", "?", "!")) else f"{text}."
