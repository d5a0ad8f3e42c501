"""The language of pages: each message is written in English, which is its id in a catalogue.

A catalogue (gettext) of another language is `languages/CODE.po` of the compendium, of the package,
or of both; what neither translates stays English. The language is the `language` that Sphinx reads
in `_config.yml`; whoever makes pages speaks it, and everybody else, such as the command line,
speaks English.
"""

import gettext as catalogues
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel import Locale
from babel.core import UnknownLocaleError

from trustbook.errors import ParameterError
from trustbook.project import book_file, package_root, project_root

ENGLISH = "en"
MANY = 100  # a number that agrees as fractions do
CONFIG = "_config.yml"
FOLDER = "languages"
PACKAGED = Path(__file__).parent / FOLDER
_SPOKEN: ContextVar[str] = ContextVar("language", default="")


def gettext(message: str, *, about: str = "") -> str:
    """The message in the language of the page, worded for the noun that it is `about`, if any.

    >>> gettext("Nothing to show.")
    'Nothing to show.'
    """
    if not (catalogue := _catalogue()) or not message:
        return message
    worded = catalogue.pgettext(about, message) if about else message
    return catalogue.gettext(message) if worded == message else worded


def ngettext(one: str, other: str, n: float) -> str:
    """That form of a message, in the language of the page, which agrees with the number.

    >>> ngettext("tie", "ties", 1), ngettext("tie", "ties", 0)
    ('tie', 'ties')
    """
    if catalogue := _catalogue():
        return catalogue.ngettext(one, other, int(n) if float(n).is_integer() else MANY)
    return one if locale().plural_form(float(n)) == "one" else other


def sentence(template: str, /, **values: object) -> str:
    """The template in the language of the page with `values` put in, by the rules of `str.format`.

    >>> sentence("{n} of {every}", n=2, every=3)
    '2 of 3'
    """
    return gettext(template).format(**values)


def language() -> str:
    """The language that pages are made in: the one spoken, in a notebook that of its compendium."""
    if spoken := _SPOKEN.get():
        return spoken
    return _language_at(os.getcwd()) if _is_notebook() else ENGLISH  # noqa: PTH109 - asked often


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Make pages in this language meanwhile."""
    token = _SPOKEN.set(language)
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def locale() -> Locale:
    """How the language writes numbers, dates and lists; English as the British do."""
    return locale_of(language())


@cache
def locale_of(language: str) -> Locale:
    """The locale of a language by its code; ParameterError where there is none of this name.

    >>> locale_of("en"), locale_of("pt-BR"), locale_of("ar").text_direction
    (Locale('en', territory='GB'), Locale('pt', territory='BR'), 'rtl')
    """
    if language == ENGLISH:
        return Locale("en", "GB")
    try:
        return Locale.parse(language.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        raise ParameterError(
            f"{CONFIG}: no language is called {language!r}; allowed is a code such as en, da, "
            "pt_BR or ar: write it behind `language:` below `sphinx`, `config`"
        ) from None


def is_language(code: str) -> bool:
    """Whether a language has this code.

    >>> is_language("da"), is_language("drafts")
    (True, False)
    """
    try:
        return bool(locale_of(code))
    except ParameterError:
        return False


def language_of(config: Mapping[str, Any]) -> str:
    """The language of the pages, as the settings of the book have it, at the top or for Sphinx.

    >>> language_of({"sphinx": {"config": {"language": "da"}}}), language_of({"language": "da"})
    ('da', 'da')
    """
    settings = (config.get("sphinx") or {}).get("config") or {}
    return str(config.get("language") or settings.get("language") or ENGLISH)


def configured_language() -> str:
    """The language of the pages of the compendium."""
    return _configured(book_file(CONFIG))


@cache
def _language_at(_folder: str) -> str:
    """The language of the compendium that a folder, the working directory, is in."""
    return configured_language()


@cache
def _configured(path: Path) -> str:
    from trustbook.corpus.settings import read_typed_settings  # noqa: PLC0415 - needs YAML

    return language_of(read_typed_settings(path)) if path.is_file() else ENGLISH


def _is_notebook() -> bool:
    """Whether this is the process of a notebook, which knows its compendium and nothing else."""
    module = sys.modules.get("IPython.core.interactiveshell")
    return module is not None and module.InteractiveShell.initialized()


def catalogue_files(language: str) -> list[Path]:
    """The catalogues of a language that there are; what the last one says counts."""
    names = dict.fromkeys([locale_of(language).language, language.replace("-", "_")])
    folders = (PACKAGED, package_root() / FOLDER, project_root() / FOLDER)
    places = [folder / f"{name}.po" for folder in folders for name in names]
    return [place for place in dict.fromkeys(places) if place.is_file()]


def _catalogue() -> catalogues.GNUTranslations | None:
    spoken = language()
    return None if spoken == ENGLISH else _catalogue_of(tuple(catalogue_files(spoken)))


@cache
def _catalogue_of(files: tuple[Path, ...]) -> catalogues.GNUTranslations | None:
    whole: catalogues.GNUTranslations | None = None
    for file in files:
        one = catalogues.GNUTranslations(_compiled(file))
        if whole is not None:
            one.add_fallback(whole)
        whole = one
    return whole


def _compiled(file: Path) -> BytesIO:
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - slow, and English does without
    from babel.messages.pofile import PoFileError, read_po  # noqa: PLC0415 - likewise

    compiled = BytesIO()
    try:
        with file.open("rb") as lines:
            catalogue = read_po(lines, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError) as error:
        raise ParameterError(f"{file.name}: not a catalogue of messages ({error})") from None
    for message in list(catalogue):
        if message.pluralizable and not all(message.string or ()):  # to be translated still
            catalogue.delete(message.id, message.context)
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return compiled
