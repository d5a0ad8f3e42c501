"""Numbers as readers see them, and the grammar that hangs on them, in the language of the page.

Separators, months and lists are those of Babel, plural rules and words those of the catalogue.
"""

import datetime
import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Literal

import pandas as pd
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from trustbook.corpus.language import MANY, gettext, language, locale, locale_of, ngettext, sentence

GROUPED_FROM = 10_000  # below it thousands are not set apart: 2021 may be a year
_HYPHEN, _MINUS = "-", "−"
_REMEMBERED = 4096  # numbers: a table is written on the page, in words and in files
_CAPITAL_NOUNS = ("de", "lb")  # languages that write every noun with a capital
_WHOLE, _FIGURES = "#,##0", "@#"  # two significant figures, however small a share is
_WORDS = (
    *("no", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)


def number(
    value: float | None, *, decimals: int = 0, missing: str = "", grouped: bool = False
) -> str:
    """The number with a true minus sign and, from 10,000 on, with thousands set apart.

    They are set apart from 1,000 on where numbers are `grouped`, as beside larger ones in a column.

    >>> number(2021), number(12345), number(-0.5, decimals=1), number(-0.001, decimals=2)
    ('2021', '12,345', '−0.5', '0.00')
    >>> number(None), number(None, missing="none")
    ('', 'none')
    """
    if value is None or pd.isna(value):
        return missing
    return _written(value, decimals=decimals, grouped=grouped, language=language())


@lru_cache(maxsize=_REMEMBERED, typed=True)
def _written(value: float, *, decimals: int, grouped: bool, language: str) -> str:
    exact = Decimal(value) if isinstance(value, int) else Decimal(float(value))
    if exact.is_finite():
        exact = abs(exact) if round(exact, decimals) == 0 else exact
    pattern = _WHOLE + (f".{'0' * decimals}" if decimals else "")
    is_grouped = grouped or abs(exact) >= GROUPED_FROM
    text = format_decimal(
        exact, format=pattern, locale=locale_of(language), group_separator=is_grouped
    )
    return text.replace(_HYPHEN, _MINUS)


def coefficient(value: float | None, *, missing: str = "") -> str:
    """The number with two decimals.

    >>> coefficient(-0.5), coefficient(None)
    ('−0.50', '')
    """
    return number(value, decimals=2, missing=missing)


def signed(value: float | None, *, decimals: int = 0) -> str:
    """The number with its sign, plus or minus; nothing has none.

    >>> signed(3), signed(-3), signed(0)
    ('+3', '−3', '0')
    """
    text = number(value, decimals=decimals)
    return f"+{text}" if text.strip("0.,") and not text.startswith(_MINUS) else text


def share(
    value: float | None, *, decimals: int = 0, figures: bool = False, missing: str = ""
) -> str:
    """The share in percent; nearly all is not rounded to all, nor nearly nothing to nothing.

    With `figures` a share below a tenth has two significant figures, however small it is; with
    `decimals` it has that many, and is rounded as any number.

    >>> share(0.637), share(0.9997), share(0.002), share(1), share(0.002, figures=True)
    ('64%', 'over 99%', 'under 1%', '100%', '0.2%')
    >>> share(0.992, decimals=1)
    '99.2%'
    """
    if value is None or pd.isna(value):
        return missing
    if decimals:
        percent = format_percent(Decimal(0), locale=locale()).replace("0", "{}")
        return percent.format(number(100 * value, decimals=decimals))
    if figures and 0 < value < 0.1:  # noqa: PLR2004
        pattern = locale().percent_formats[None].pattern.replace(_WHOLE, _FIGURES)
        return format_percent(Decimal(float(value)), format=pattern, locale=locale())
    if 0 < value < 0.01:  # noqa: PLR2004
        return sentence("under {share}", share=share(0.01))
    if 0.99 < value < 1:  # noqa: PLR2004
        return sentence("over {share}", share=share(0.99))
    text = format_percent(Decimal(100 * float(value)) / 100, locale=locale())
    return text.replace(_HYPHEN, _MINUS)


def number_range(first: object, last: object) -> str:
    """The two ends with an en dash between them; one end where both are the same.

    >>> number_range(4, 10), number_range("April 2017", "April 2017")
    ('4–10', 'April 2017')
    """
    return f"{first}" if first == last else f"{first}–{last}"


def interval(low: float, high: float, *, form: Callable[[float], str] = number) -> str:
    """The two ends of an interval in words, so that a minus sign stays one.

    >>> interval(-2, 3), interval(0.5, 0.5, form=share)
    ('−2 to 3', '50% to 50%')
    """
    return sentence("{low} to {high}", low=form(low), high=form(high))


def span(low: float, high: float, *, form: Callable[[float], str] = number) -> str:
    """The two ends of what was counted in words; one end where both read the same.

    >>> span(4, 10), span(2, 2)
    ('4 to 10', '2')
    """
    return form(low) if form(low) == form(high) else interval(low, high, form=form)


def form_for(n: float, one: str, other: str) -> str:
    """The form of a verb, noun or pronoun that agrees with the number.

    >>> form_for(1, "is", "are"), form_for(2, "it", "them"), form_for(0, "tie", "ties")
    ('is', 'them', 'ties')
    """
    return ngettext(one, other, n)


def count(n: int, noun: str, *, plural: str = "") -> str:
    """The number with its noun, in the singular or the plural.

    >>> count(3, "interview"), count(1, "study"), count(0, "study")
    ('3 interviews', '1 study', 'no studies')
    >>> count(2, "person on sick leave", plural="persons on sick leave")
    '2 persons on sick leave'
    """
    many = number(n) if n else gettext(_WORDS[0], about=noun)
    return f"{many} {form_for(n, noun, plural or plural_of(noun))}"


def plural_nouns(noun: str) -> str:
    """The noun in the plural, without a number.

    >>> plural_nouns("study")
    'studies'
    """
    return form_for(MANY, noun, plural_of(noun))


def in_words(n: int, *, zero: str = _WORDS[0], noun: str = "") -> str:
    """The number in words up to twelve, in figures above; where words depend on a noun, for it.

    >>> in_words(3), in_words(0), in_words(0, zero="none"), in_words(13)
    ('three', 'no', 'none', '13')
    """
    if not n:
        return gettext(zero, about=noun)
    return gettext(_WORDS[n], about=noun) if 0 < n < len(_WORDS) else number(n)


def count_in_words(n: int, noun: str, *, plural: str = "", zero: str = _WORDS[0]) -> str:
    """The number in words with its noun.

    >>> count_in_words(3, "study"), count_in_words(1, "study"), count_in_words(0, "study")
    ('three studies', 'one study', 'no studies')
    """
    return f"{in_words(n, zero=zero, noun=noun)} {form_for(n, noun, plural or plural_of(noun))}"


def count_at_start(n: int, noun: str, *, plural: str = "", zero: str = _WORDS[0]) -> str:
    """The number with its noun, as a sentence begins with it: in words, or in figures after some.

    >>> count_at_start(3, "study"), count_at_start(0, "study"), count_at_start(28, "study")
    ('Three studies', 'No studies', 'A total of 28 studies')
    """
    if n < len(_WORDS):
        return at_start(count_in_words(n, noun, plural=plural, zero=zero))
    return sentence("A total of {count}", count=count(n, noun, plural=plural))


def part_of(n: int, every: int, noun: str, *, plural: str = "") -> str:
    """How many of how many there are, as a sentence begins with it.

    >>> part_of(3, 4, "tie"), part_of(0, 4, "tie"), part_of(1, 1, "tie"), part_of(0, 1, "tie")
    ('Three of 4 ties', 'None of 4 ties', 'The only tie', 'No tie')
    >>> part_of(4, 4, "tie"), part_of(2, 2, "tie")
    ('All 4 ties', 'Both ties')
    >>> part_of(13, 28, "tie")
    'Of 28 ties, 13'
    """
    plural = plural or plural_of(noun)
    if every == 1:
        only = gettext("The only {noun}" if n else "No {noun}", about=noun)
        return only.format(noun=form_for(1, noun, plural))
    if n == every == 2:  # noqa: PLR2004 - both
        return gettext("Both {noun}", about=noun).format(noun=form_for(MANY, noun, plural))
    if n == every and n:
        return gettext("All {every}", about=noun).format(every=count(every, noun, plural=plural))
    if n >= len(_WORDS):
        return sentence("Of {every}, {n}", n=number(n), every=count(every, noun, plural=plural))
    part = at_start(in_words(n, zero="none", noun=noun))
    return sentence("{part} of {every}", part=part, every=count(every, noun, plural=plural))


def part_within(n: int, every: int, noun: str) -> str:
    """How many of how many there are, within a sentence.

    >>> part_within(3, 4, "tie"), part_within(13, 28, "tie"), part_within(28, 28, "tie")
    ('three of 4 ties', '13 of 28 ties', 'all 28 ties')
    """
    if n == every or n < len(_WORDS):
        return within(part_of(n, every, noun))
    return sentence("{part} of {every}", part=number(n), every=count(every, noun))


def joined(words: Iterable[object], *, choice: bool = False) -> str:
    """The words as one enumeration, with “and” before the last, or with “or” for a choice.

    >>> joined(["a", "b", "c"]), joined(["a", "b"], choice=True), joined([])
    ('a, b and c', 'a or b', '')
    """
    style: Literal["standard", "or"] = "or" if choice else "standard"
    return format_list([str(word) for word in words], style=style, locale=locale())


def yes_no(value: object) -> str:
    """Yes or no, as cells of tables say it; nothing where it is not known.

    >>> yes_no(True), yes_no(False), yes_no(None)
    ('yes', 'no', '')
    """
    if pd.isna(value):  # type: ignore[call-overload]
        return ""
    return gettext("yes" if value else "no", about="answer")


def month_name(month: object) -> str:
    """The month in words; no words for no month.

    >>> month_name("2017-04"), month_name(None)
    ('April 2017', '')
    """
    if not isinstance(month, str):
        return ""
    return format_date(datetime.date.fromisoformat(f"{month}-01"), "MMMM y", locale=locale())


def quoted(words: object) -> str:
    """The words in quotation marks.

    >>> quoted("care")
    '“care”'
    """
    return sentence("“{words}”", words=words)


def at_start(text: str) -> str:
    """The text with a capital first, as a sentence begins; the rest stays as it is.

    >>> at_start("trust in IT")
    'Trust in IT'
    """
    return text[:1].upper() + text[1:]


def within(label: str) -> str:
    """The label as it stands within a sentence; letters and names with capitals inside keep theirs.

    >>> within("Case manager"), within("IPS team"), within("Job Centre"), within("A")
    ('case manager', 'IPS team', 'Job Centre', 'A')
    """
    is_plain = (
        len(label) > 1 and label[1:] == label[1:].lower() and language() not in _CAPITAL_NOUNS
    )
    return label[:1].lower() + label[1:] if is_plain else label


def plural_of(noun: str) -> str:
    """The plural of an English noun."""
    if re.search(r"[^aeiou]y$", noun):
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "x", "ch", "sh")) else f"{noun}s"
