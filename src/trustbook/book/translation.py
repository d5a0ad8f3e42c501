"""Chapters, contents and settings of a book in its language."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from trustbook.book.notebooks import node
from trustbook.corpus.language import catalogue_files, gettext, locale

if TYPE_CHECKING:
    from nbformat import NotebookNode

# What is between messages: headings, items of lists, folds, cells of tables, empty lines
_BETWEEN = re.compile(
    r"(\n\s*\n|^#+[ ]+|\n?^[ ]*(?:[-*]|\d+\.)[ ]+|</?(?:details|summary)[^>]*>|^:{3,}.*$"
    r"|^[ ]*\|[ -:|]*\||[ ]*\|[ ]*(?:\n\||$)|[ ]+\|[ ]+|^<[^>]+>$)",
    flags=re.MULTILINE,
)
_PLACE = re.compile(r"\b((?:ipynb|md|html)#)([a-z0-9-]+)")
_HEADING = re.compile(r'^(?: *")?#{2,} +(.+?)(?:\\n)?"?,?$', flags=re.MULTILINE)
_FENCED = re.compile(
    r"(^```.*?^```[ ]*$|^\([^()\n]+\)=$|<!--.*?-->)", flags=re.DOTALL | re.MULTILINE
)
_GLOSSARY = "```{glossary}"
_ENTRY = re.compile(r"^(?!```)(\S.*)$|^  (\S.*(?:\n  \S.*)*)$", flags=re.MULTILINE)
_SAYS_SOMETHING = re.compile(r"[^\W\d_]{2}")
TITLE, AUTHOR, FOOTER = "title", "author", "extra_footer"  # of a book, as its compendium has them
SETTINGS = {  # of Sphinx and its theme, which readers see
    "nb_code_prompt_show": "Show code",
    "nb_code_prompt_hide": "Hide code",
    "togglebutton_hint": "Show",
    "togglebutton_hint_hide": "Hide",
    "search_bar_text": "Search this book",
    "toc_title": "On this page",
}
OF_THEME = (  # what Sphinx and its theme say themselves, and not in every language
    *("Link to this heading", "Link to this term", "Skip to main content", "Back to top"),
    *("previous page", "next page", "Color mode"),
)


SCRIPT = "messages.js"  # what the other scripts say in the language of the book
OF_SCRIPTS = ("assets/", "corpus/schema.py")  # the places of what they say in a catalogue
_LONGEST = 40  # letters of what is in cards and choices; meanings of tables do not


def script_of_messages(language: str) -> str:
    """The script that tells the others what stands for their English texts in a language."""
    from babel.messages.pofile import read_po  # noqa: PLC0415 - slow, and English does without

    messages: dict[str, list[str]] = {}
    for path in catalogue_files(language):
        with path.open("rb") as lines:
            for message in read_po(lines):
                if any(place.startswith(OF_SCRIPTS) for place, _ in message.locations):
                    id, *_ = [message.id] if isinstance(message.id, str) else message.id
                    is_said = len(id) <= _LONGEST or OF_SCRIPTS[0] in str(message.locations)
                    forms = (
                        [message.string]
                        if isinstance(message.string, str)
                        else message.string or ()
                    )
                    messages |= {id: list(forms)} if all(forms) and is_said else {}
    return (
        f"window.trustbookMessages = {json.dumps(messages, ensure_ascii=False, sort_keys=True)};\n"
    )


def with_messages(markdown: str, translate: Callable[[str], str]) -> str:
    r"""The Markdown with each message translated: a heading, an item of a list or a paragraph.

    >>> with_messages("# Why\n\nTo see\nit.\n\n- One\n- Two", str.upper)
    '# WHY\n\nTO SEE IT.\n\n- ONE\n- TWO'
    >>> with_messages("(a)=\n## One\n\n(b)=\n## Two", str.upper)
    '(a)=\n## ONE\n\n(b)=\n## TWO'
    >>> with_messages("```{glossary}\nterm\n  What it\n  means.\n\n```", str.upper)
    '```{glossary}\nTERM\n  WHAT IT MEANS.\n\n```'
    """
    parts = _FENCED.split(markdown)
    parts[::2] = [_with_messages(part, translate) for part in parts[::2]]
    parts[1::2] = [_with_terms(part, translate) for part in parts[1::2]]
    return "".join(parts)


def _with_terms(block: str, translate: Callable[[str], str]) -> str:
    """The block, where it is a glossary with each term and each meaning translated."""
    if not block.startswith(_GLOSSARY):
        return block
    return _ENTRY.sub(
        lambda entry: (
            translate(entry[1]) if entry[1] else f"  {translate(' '.join(entry[2].split()))}"
        ),
        block,
    )


def _with_messages(text: str, translate: Callable[[str], str]) -> str:
    parts = _BETWEEN.split(text)
    parts[::2] = [_translated_part(part, translate) for part in parts[::2]]
    return "".join(parts)


def _translated_part(part: str, translate: Callable[[str], str]) -> str:
    message = " ".join(part.split())
    if not _SAYS_SOMETHING.search(message):
        return part
    words = translate(message)
    return part if words == message else part.replace(part.strip(), words)


def messages_of(markdown: str) -> list[str]:
    r"""The messages of a Markdown text in its order.

    >>> messages_of("# Why\n\n1. See `it`\n\n```\ncode\n```")
    ['Why', 'See `it`']
    """
    messages: list[str] = []
    with_messages(markdown, lambda message: messages.append(message) or message)  # type: ignore[func-returns-value]
    return messages


def translated_markdown(markdown: str) -> str:
    """The Markdown in the language of the page, as far as a catalogue has it."""
    return with_messages(markdown, gettext)


def places_in_language(headings: Iterable[str]) -> dict[str, tuple[str, str]]:
    """For each place of a page that a heading makes its names in the language of the page.

    The first is that of HTML, the second that of links in Markdown.
    """
    translations = {heading: gettext(heading) for heading in headings}
    if translations == {heading: heading for heading in translations}:
        return {}
    from docutils.nodes import make_id  # noqa: PLC0415 - slow, and English does without
    from myst_parser.mdit_to_docutils.base import default_slugify  # noqa: PLC0415 - likewise

    return {
        make_id(heading): (make_id(words), default_slugify(words))
        for heading, words in translations.items()
    }


def with_places(text: str, places: Mapping[str, tuple[str, str]]) -> str:
    """The text of a page whose links lead to the places of translated headings.

    >>> with_places("[b](a.md#b), [b](a.html#b)", {"b": ("c-ae", "c-æ")})
    '[b](a.md#c-æ), [b](a.html#c-ae)'
    """

    def place(match: re.Match[str]) -> str:
        in_html, in_markdown = places.get(match[2], (match[2], match[2]))
        return f"{match[1]}{in_html if match[1].startswith('html') else in_markdown}"

    return _PLACE.sub(place, text) if places else text


def headings_of(text: str) -> list[str]:
    r"""The headings of a page below its title, also of the text of a notebook's file.

    >>> headings_of('# Title\n\n## Why\n'), headings_of('    "## Why so\n"')
    (['Why'], ['Why so'])
    """
    return _HEADING.findall(text)


def translated_notebook(notebook: NotebookNode) -> NotebookNode:
    """The chapter with its Markdown in the language of the page."""
    cells = [
        {**cell, "source": translated_markdown(cell.source)}
        if cell.cell_type == "markdown"
        else cell
        for cell in notebook.cells
    ]
    return node({**notebook, "cells": cells})


def catalogue_of_theme() -> bytes:
    """The words of Sphinx and its theme in the language of the page, as Sphinx reads a catalogue.

    >>> from trustbook.corpus.language import speaking
    >>> with speaking("da"):
    ...     catalogue = catalogue_of_theme()
    >>> b"Til sidens top" in catalogue
    True
    """
    from babel.messages.catalog import Catalog  # noqa: PLC0415 - slow, and English does without
    from babel.messages.mofile import write_mo  # noqa: PLC0415

    undated = datetime.fromtimestamp(0, UTC)  # or no two catalogues would have the same bytes
    catalogue, content = Catalog(locale=locale(), creation_date=undated), BytesIO()
    for words in OF_THEME:
        if (translation := gettext(words)) != words:
            catalogue.add(words, translation)
    write_mo(content, catalogue)
    return content.getvalue()


def translated_contents(toc: Mapping[str, Any]) -> dict[str, Any]:
    """The table of contents with the captions of its parts in the language of the page."""
    parts = [part | {"caption": gettext(part["caption"])} if "caption" in part else part
             for part in toc.get("parts", [])]  # fmt: skip
    return {**toc, "parts": parts} if parts else dict(toc)


def settings_in_language(
    config: Mapping[str, Any], language: str, *, script: str
) -> dict[str, Any]:
    """The settings of a book in a language, which loads its `script` before all others.

    >>> settings_in_language({}, "da", script="da.js")["sphinx"]["config"]["language"]
    'da'
    """
    sphinx = config.get("sphinx") or {}
    settings = sphinx.get("config") or {}
    scripts = [[script, {"defer": "defer"}], *settings.get("html_js_files", [])]
    own = {**settings, "language": language, "html_js_files": scripts}
    return {**config, "sphinx": {**sphinx, "config": own}}


def translated_settings(config: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of a book with those that readers see in the language of the page.

    >>> translated_settings({"sphinx": {"config": {"togglebutton_hint": "Show"}}})
    {'sphinx': {'config': {'togglebutton_hint': 'Show'}}}
    """
    return {
        name: translated_settings(value)
        if isinstance(value, Mapping)
        else gettext(value)
        if name in (*SETTINGS, TITLE, AUTHOR, FOOTER) and isinstance(value, str)
        else value
        for name, value in config.items()
    }
