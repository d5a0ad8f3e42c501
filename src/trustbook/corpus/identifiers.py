r"""Identifiers of persons in a text, as far as a pattern can tell them.

A pattern knows what has a form: numbers with a check, addresses, paths. It knows no name, nickname
or story; names are searched for where a researcher lists them.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial

from trustbook.corpus.national_numbers import (
    CPR,
    LOOKS_NATIONAL,
    is_iban,
    is_national_number,
    is_valid,
)

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_DOI = re.compile(r"(?<![\w.])10\.\d{4,9}/[^\s\"<>]+")
_LONGEST_RANGE = 100  # of pages or years
_BIRTH = r"born|birth|birthday|dob|født|fødsel\w*|foedt|geboren|geburt\w*|fødd|född|né|née"
_NATIONAL = (
    r"cpr|ssn|bsn|nhs|nino|oib|pesel|hetu|insz|niss|amka|personnummer|personnr|fødselsnummer"
    r"|social.?security.?n\w*|national.?(?:id|number)|passport"
)
_PHONE = r"tlf|telefon\w*|tel|phone|mobile?|mobil\w*"
_MONTHS = (
    *("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
    *("maj", "okt", "mai", "dez", "mär"),
)
_DATE = (
    r"(?<!\d)(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./ ]\s?\d{1,2}[-./ ]\s?(?:\d{4}|\d{2})"
    rf"|\d{{1,2}}\.?(?:st|nd|rd|th)?\s(?:{'|'.join(_MONTHS)})\w*\.?,?\s\d{{4}}"
    rf"|(?:{'|'.join(_MONTHS)})\w*\.?\s\d{{1,2}}(?:st|nd|rd|th)?,?\s\d{{4}})(?!\d)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """What may identify a person: its kind, one of `KINDS` or `name`, and its letters."""

    kind: str
    value: str

    @property
    def masked(self) -> str:
        """The first letter and how many there are, so that a report gives nothing away.

        >>> Identifier(kind="email", value="kim@example.org").masked
        '"k…" (15 characters)'
        """
        return f'"{self.value[0]}…" ({len(self.value)} characters)'


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        return bool(date(year, month, day))
    except ValueError:
        return False


def _is_no_date_or_range(text: str) -> bool:
    """Whether eight digits are no day such as 20240531, no years or pages, no year said twice."""
    digits = "".join(filter(str.isdigit, text))
    first, second = int(digits[:4]), int(digits[4:])
    is_range = re.fullmatch(r"\d{4}-\d{4}", text) and 0 < second - first < _LONGEST_RANGE
    is_day = digits[:2] in ("19", "20") and _is_day(first, second // 100, second % 100)
    is_year_twice = first == second and " " in text and digits[:2] in ("19", "20")
    return not (is_range or is_day or is_year_twice)


def _is_on_land(text: str) -> bool:
    """Whether two numbers can be degrees; a share or coefficient beside another is open sea."""
    degrees = [abs(float(part)) for part in re.findall(r"\d+\.\d+", text)]
    return degrees[0] <= 90 and degrees[-1] <= 180 and max(degrees) > 1  # noqa: PLR2004


def _always(_: str) -> bool:
    return True


_LATITUDE = r"-?\d{1,2}\.\d{3,}"
_LONGITUDE = r"(?:[EWØV]\s?)?-?\d{1,3}\.\d{3,}(?:°?\s?[EWØV])?"

Pattern = tuple[str, str, Callable[[str], bool]]
_PATTERNS: tuple[Pattern, ...] = (  # kind, what it looks like, what decides
    ("user-address", r"\b[a-z][a-z0-9+.-]{,20}://[^\s/@:]{1,99}(?::[^\s/@]{,99})?@[\w.-]+",
     _always),
    ("email", r"[\w.+-]{1,64}(?:@|\s?[(\[](?:at|@)[)\]]\s?)[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}(?!\w)",
     _always),
    (
        "user-address",
        r"(?:https?://|www\.)?(?<![\w-])(?:(?:www|m|\w\w)\.)?(?:facebook|instagram|twitter|tiktok"
        r"|snapchat|x|threads|linkedin|reddit|t|youtube|orkut|vk|strava)\.(?:com|net|me)/"
        r"(?:in/|add/|u/|user/|athletes/|people/|profile\.php\?id=)?@?[\w.-]{2,}",
        _always,
    ),
    ("user-address", r"https?://github\.com/[\w-]+/?(?![\w/-])", _always),
    ("user-address", r"https?://\S{1,300}?/(?:~|@|users?/|profiles?/|members?/|u/)[\w.-]{2,}",
     _always),
    ("cpr", r"(?<![\w.,/-])\d{6}[- ]?\d{4}(?![\w/-]|[.,]\d)", partial(is_valid, CPR)),
    ("national", LOOKS_NATIONAL, is_national_number),
    ("national", rf"\b(?:{_NATIONAL})\b\W{{0,3}}(?:nr\.?|no\.?|number)?\W{{0,3}}"
     r"[A-Z]{0,2}(?:\d[ .-]{0,2}){5,12}\d[A-Z]?", _always),
    ("iban", r"(?<!\w)[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]{4}){2,7}(?:[ -]?[A-Za-z0-9]{1,3})?(?!\w)",
     is_iban),
    ("telephone", r"(?<![\w/.-])(?:\+|00)[1-9]\d{0,2}[ .()-]{0,2}(?:\d[ .()-]{0,2}){5,11}\d(?!\w)",
     _always),
    ("telephone", r"(?<![\w.,/+-])[2-9]\d(?:[ .-]?\d\d){3}(?![\w/-]|[.,]\d| \d)",
     _is_no_date_or_range),
    ("telephone", r"(?<![\w.,/+-])(?:\(0?\d{2,4}\)|0\d{2,4})[ .-]?\d{3,4}[ .-]?\d{3,4}(?![\w-])",
     _always),
    ("telephone", r"(?<![\w.,/+-])\d{3}[ .-]\d{3}[ .-]\d{4}(?![\w-])", _always),
    ("telephone", rf"\b(?:{_PHONE})\b\W{{0,3}}(?:nr\.?|no\.?)?\W{{0,3}}"
     r"\+?(?:\d[ .()-]{0,2}){5,12}\d", _always),
    ("coordinates", r"(?<![\w.])(?:[NS]\s?)?-?\d{1,2}\.\d{3,9}°?\s?[NS]?\s?[,;/ ]\s?(?:[EWØV]\s?)?"
     r"-?\d{1,3}\.\d{3,9}(?:°?\s?[EWØV])?(?!\w)",
     _is_on_land),
    # more decimals than any map has: as prose and as the whole of a cell, not in a row of results
    ("coordinates", rf"(?<![\w.]){_LATITUDE}(?:\s*[,;/]\s+|\s+){_LONGITUDE}(?!\w)", _is_on_land),
    ("coordinates", rf"(?<![\w.])(?:[NS]\s?{_LATITUDE}|{_LATITUDE}(?:°\s?[NS]?|\s?[NS]))"
     rf"\s?[,;/ ]?\s?{_LONGITUDE}(?!\w)", _is_on_land),
    ("coordinates", rf"\A{_LATITUDE}[,;/]{_LONGITUDE}\Z", _is_on_land),
    ("coordinates", r"\d{1,3}°\s?\d{1,2}['′’](?:\s?\d{1,2}(?:\.\d+)?[\"″”])?\s?[NSEWØV]?",
     _always),
    ("birth", rf"\b(?:{_BIRTH})\b[^\d\n]{{0,25}}{_DATE}", _always),
    ("birth", rf"(?<![\w.])(?:f|b|geb|d\.o\.b)\.\s?{_DATE}", _always),
    ("path", r"(?<!\w)[A-Za-z]:[\\/](?![/\s])[^\s\"'<>|]+", _always),
    ("path", r"(?<![\w/.~-])/(?:home|Users|root|mnt|media|Volumes|private|var|tmp)/[^\s\"'<>)]+",
     _always),
    ("path", r"(?<![\w\\])\\{2,4}[\w.$-]+\\{1,2}[^\s\"'<>]+|(?<![\w/])~/[\w.][^\s]*"
     r"|\b(?:file|smb|afp|nfs|sftp|ssh):/{1,3}[^\s\"'<>]+", _always),
)  # fmt: skip
_COMPILED = [(kind, re.compile(form, re.IGNORECASE), decides) for kind, form, decides in _PATTERNS]
_IN_EVERY_FORM = re.compile(r"[\d@/\\]|[(\[]at[)\]]", re.IGNORECASE)  # to search less
_OF_NUMBERS = {"cpr", "national", "telephone", "coordinates"}  # which a DOI may look like

KINDS: Mapping[str, str] = {
    "cpr": "a CPR number",
    "national": "a national number",
    "email": "an e-mail address",
    "telephone": "a telephone number",
    "iban": "an account number (IBAN)",
    "user-address": "an address with a user name",
    "coordinates": "coordinates of a place",
    "birth": "a date of birth",
    "path": "a path on a computer",
    "name": "a name from disclosure.yml",
}


def identifiers(text: str, *, label: str = "", names: Iterable[str] = ()) -> list[Identifier]:
    """The identifiers in a text, each once, none inside another.

    Parameters
    ----------
    text
        Any text, such as a cell.
    label
        What the text stands under, such as the name of its column: a date under `born` is one of
        birth, a number under `latitude` a coordinate.
    names
        Names to search for, in either order of their parts and whatever stands between these.

    Examples
    --------
    >>> [one.kind for one in identifiers("Ring 20 30 40 50 or write to kim@example.org")]
    ['email', 'telephone']
    >>> identifiers("1962-03-01"), [one.kind for one in identifiers("1962-03-01", label="born")]
    ([], ['birth'])
    """
    plain = _plain(text)
    without_doi = _DOI.sub(lambda match: " " * len(match[0]), plain)
    is_taken = bytearray(len(plain))
    results: dict[Identifier, None] = {}
    for kind, start, end in _matches(plain, without_doi, label, tuple(names)):
        if not any(is_taken[start:end]):
            is_taken[start:end] = b"\1" * (end - start)
            results[Identifier(kind=kind, value=plain[start:end].strip())] = None
    return list(results)


def _plain(text: str) -> str:
    """The text in one Unicode form, with one kind of dash and without letters nobody sees."""
    visible = "".join(c for c in text if unicodedata.category(c) != "Cf")
    return unicodedata.normalize("NFKC", visible).translate(_DASHES)


def _without_accents(text: str) -> str:
    """The text with the plain letter in place of each that has an accent."""
    return "".join(unicodedata.normalize("NFD", letter)[0] for letter in text)


def _matches(
    text: str, without_doi: str, label: str, names: tuple[str, ...]
) -> Iterator[tuple[str, int, int]]:
    """The kind and the span of each match, in the order in which kinds are tried."""
    forms = (*_COMPILED, *_forms_under(_plain(label))) if _IN_EVERY_FORM.search(text) else ()
    for kind, form, decides in forms:
        for match in form.finditer(without_doi if kind in _OF_NUMBERS else text):
            if end := _end_of(match, kind, decides):
                yield kind, match.start(), end
    bare = _without_accents(text) if names else ""
    for form in filter(None, map(name_form, names)):
        yield from (("name", *match.span()) for match in form.finditer(bare))


def _end_of(match: re.Match[str], kind: str, decides: Callable[[str], bool]) -> int:
    """Where the match ends; 0 where it is none. Of an IBAN a word after it is left out."""
    value = match[0]
    while kind == "iban" and not decides(value) and " " in value:
        value = value.rpartition(" ")[0]
    return match.start() + len(value) if decides(value) else 0


_UNDER = (
    ("birth", re.compile(rf"(?:^|[\W_])(?:{_BIRTH})(?:$|[\W_])", re.IGNORECASE),
     re.compile(rf"{_DATE}|(?<!\d)\d{{8}}(?!\d)", re.IGNORECASE)),
    ("coordinates", re.compile(r"(?:^|[\W_])(?:lat|lon|lng|latitude|longitude|breddegrad"
     r"|længdegrad|coordinates?|gps)(?:$|[\W_])", re.IGNORECASE),
     re.compile(r"-?\d{1,3}[.,]\d{3,}")),
    ("national", re.compile(rf"(?:^|[\W_])(?:{_NATIONAL})(?:$|[\W_])", re.IGNORECASE),
     re.compile(r"[A-Z]{0,2}(?:\d[ .-]{0,2}){5,12}\d[A-Z]?", re.IGNORECASE)),
    ("telephone", re.compile(rf"(?:^|[\W_])(?:{_PHONE})(?:$|[\W_])", re.IGNORECASE),
     re.compile(r"\+?(?:\d[ .()-]{0,2}){5,14}\d")),
)  # fmt: skip


def _forms_under(label: str) -> Iterator[tuple[str, re.Pattern[str], Callable[[str], bool]]]:
    """What counts as an identifier only under such a label."""
    return ((kind, form, _always) for kind, of_label, form in _UNDER if of_label.search(label))


@lru_cache(maxsize=10_000)
def name_form(name: str) -> re.Pattern[str] | None:
    """What finds a name: its parts in either order, between them no letters but one initial.

    It is to be searched for in a text without accents. None for a name without letters.

    >>> bool(name_form("Kim Holm").search("holm, KIM's")), bool(name_form("Kim").search("Kimono"))
    (True, False)
    """
    parts = [
        re.escape(part)
        for part in re.findall(r"\w+", _without_accents(_plain(name)).replace("_", " "))
    ]
    if not parts:
        return None
    between = r"[\W_]*(?:\w\.?[\W_]+)?"
    orders = dict.fromkeys((between.join(parts), between.join([parts[-1], *parts[:-1]])))
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(orders)})(?:['’]?s)?(?![^\W_])", re.IGNORECASE)
