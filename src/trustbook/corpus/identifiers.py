r"""Identifiers of persons in a text, as far as a pattern can tell them.

A pattern knows what has a form: numbers with a check, addresses, paths. It knows no name, nickname
or story; names are searched for where a researcher lists them.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from html import unescape
from urllib.parse import unquote

from trustbook.corpus.national_numbers import (
    LOOKS_NATIONAL,
    is_cpr,
    is_iban,
    is_national_number,
)

_LONGEST_RANGE = 100  # of pages or years
_FEWEST_DIGITS = 9  # of a telephone number with its area
_LARGEST_RATIO = 5
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_STROKES = str.maketrans("øØłŁđĐ", "oOlLdD")
_OF_LITERATURE = re.compile(
    r"(?<![\w.])10\.\d{4,9}/[^\s\"<>]+|\bPMID\W{0,2}\d+|\bISBN(?:-1[03])?\W{0,2}\d[\d -]{8,15}[\dX]"
)
_BIRTH = (
    r"born|birth\w{0,12}|date.?of.?birth|dob|født|fødsel\w{0,12}|foedt|foedsel\w{0,12}"
    r"|geboren|geburt\w{0,12}|fødd|född"
    r"|födelse\w{0,12}|né|née"
)
_NATIONAL = (
    r"cpr|ssn|bsn|nhs|nino|oib|pesel|hetu|insz|niss|amka|personn(?:umme)?r|fødselsn(?:umme)?r"
    r"|samordningsn(?:umme)?r|steuer.?id\w{0,12}|sozialversicherungsn(?:umme)?r|mrn"
    r"|pass?n(?:umme)?r"
    r"|kørekort\w{0,12}|sygesikring\w{0,12}|sundhedskort\w{0,12}"
    r"|social.?security.?n\w{0,12}|national.?(?:id|number)|passport"
)
_PHONE = r"tlf\w{0,12}|telefon\w{0,12}|tel|phone|mobile?|mobil\w{0,12}|handy\w{0,12}|sms|fax"
_NUMBER = r"[\W_]{0,3}(?:n(?:umme)?r\.?|no\.?|number)?[\W_]{0,3}"
_MONTHS = (
    *("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
    *("maj", "okt", "mai", "dez", "mär"),
)
_DATE = (
    r"(?<!\d)(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./ ]\s?\d{1,2}[-./ ]\s?(?:\d{4}|\d{2})"
    rf"|\d{{1,2}}\.?(?:st|nd|rd|th)?\s(?:of\s)?(?:{'|'.join(_MONTHS)})\w*\.?,?"
    r"\s(?:\d{4}|['’]\d\d)"
    rf"|(?:{'|'.join(_MONTHS)})\w*\.?\s\d{{1,2}}(?:st|nd|rd|th)?,?\s\d{{4}})(?!\d)"
)
_SITE = (
    r"facebook|fb|instagram|twitter|tiktok|snapchat|x|threads|linkedin|reddit|t|youtube|orkut|vk"
    r"|strava|pinterest|flickr|soundcloud|twitch|xing|steamcommunity|bsky|researchgate|wa|medium"
)
_NO_USER = (  # what is in the place of a user's name
    r"(?!(?:watch|intent|shar\w*|hashtag|search|home|explore|groups?|events?|p|r|tag|topics?|about"
    r"|playlist|embed|results|features|orgs|publication|in|add|user|people|privacy|policies)\b"
    r"(?:[/?#]|$))"
)
_HANDLE = r"@[^\W\d_][\w.]{2,29}"
_NETWORK = r"insta(?:gram)?|twitter|tiktok|snap(?:chat)?|mastodon|threads|bluesky|facebook|telegram"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """What may identify a person: its kind, one of `KINDS`, its letters, and where it begins.

    `line` is how many lines of the text are above the one in which it begins.
    """

    kind: str
    value: str
    line: int = 0

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
    """Whether eight digits are neither a day such as 20240531 nor two years or pages."""
    digits = "".join(filter(str.isdigit, text))[:8]
    first, second = int(digits[:4]), int(digits[4:])
    is_year = digits[:2] in ("19", "20")
    is_range = re.fullmatch(r"\d{4}-\d{4}", text) and 0 < second - first < _LONGEST_RANGE
    are_years = is_year and digits[4:6] in ("19", "20") and re.fullmatch(r"\d{4}\D\d{4}", text)
    is_day = is_year and _is_day(first, second // 100, second % 100)
    return not (is_range or are_years or is_day)


def _is_long_enough(text: str) -> bool:
    return sum(map(str.isdigit, text)) >= _FEWEST_DIGITS


def _is_on_land(text: str) -> bool:
    """Whether numbers can be degrees; a share, ratio or coefficient beside another is open sea."""
    degrees = [float(part.replace(",", ".")) for part in re.findall(r"\d+[.,]\d+", text)]
    return degrees[0] <= 90 and degrees[-1] <= 180 and max(degrees) > _LARGEST_RATIO  # noqa: PLR2004


def _always(_: str) -> bool:
    return True


_LATITUDE = r"-?\d{1,2}\.\d{3,}"
_LONGITUDE = r"(?:[EWØV]\s?)?-?\d{1,3}\.\d{3,}(?:°?\s?[EWØV])?"
_FAR = r"-?\d{1,3}"
_STREET = r"gade|stræde|vej|vænget?|allé|boulevard|stra(?:ß|ss)e|str\.|gasse|gatan|vägen|gränd"
_HOUSE = r"\d{1,3} ?[A-Z]?(?![\w%]|[.,]\d)"
_DEGREES = r"(?:lat|lon|lng|latitude|longitude|breddegrad|længdegrad|breitengrad|längengrad)"

Pattern = tuple[str, str, Callable[[str], bool]]
_PATTERNS: tuple[Pattern, ...] = (  # kind, what it looks like, what decides
    ("user-address", r"\b[a-z][a-z0-9+.-]{,20}://[^\s/@:]{1,99}(?::[^\s/@]{,99})?@[\w.-]+",
     _always),
    ("email", r"[\w.+-]{1,64}(?: ?\\?@ ?|\s?[(\[{<](?:at|@|a|snabel-?a)[)\]}>]\s?| snabel-?a )"
     r"[\w-]+(?:(?:\.|\s?[(\[{](?:dot|punkt|prik)[)\]}]\s?)[\w-]+)*"
     r"(?:\.|\s?[(\[{](?:dot|punkt|prik)[)\]}]\s?)[^\W\d_]{2,}(?!\w)",
     _always),
    ("email", r"[\w.+-]{1,64} at [\w-]+(?: dot [\w-]+)* dot "
     r"(?:com|net|org|edu|eu|dk|se|no|de|uk|fi|nl)\b", _always),
    (
        "user-address",
        rf"(?:https?://|www\.)?(?<![\w-])(?:(?:www|m|\w\w|\w\w-\w\w)\.)?(?:{_SITE})"
        r"\.(?:com|net|me|tv|app)/(?:(?:in|add|u|user|c|channel|id|photos|athletes|people|profile)/"
        rf"|profile\.php\?id=)?{_NO_USER}@?[\w.-]{{2,}}",
        _always,
    ),
    ("user-address", rf"\b(?:{_NETWORK})\b\W{{1,3}}{_HANDLE}"
     rf"|(?<![\w@]){_HANDLE} (?:on|på|auf|via) (?:{_NETWORK})\b|(?<![\w@])@[\w-]+\.bsky\.social",
     _always),
    ("user-address", rf"(?<![\w.-])(?:https?://)?git(?:hub|lab)\.com/{_NO_USER}[\w-]+/?(?![\w/-])",
     _always),
    ("user-address", r"https?://\S{1,300}?(?:/(?:~|@|users?/|profiles?/|members?/|u/)"
     r"|[?&](?:user(?:_?name|_?id)?|login|account)=)[\w.-]{2,}",
     _always),
    ("user-address", r"\b(?:user.?name|brugernavn|benutzername|användarnamn)\s?[:=]\s?[\w.@-]{3,}"
     r"(?=\s*(?:\Z|[,;.)\]\n]))", _always),
    ("cpr", r"(?<![\d.,])(?:\d{6}|\d\d([ .-])\d\d\1\d\d) ?[-/] ?\d{4}(?![^\W_]|/\d|[.,]\d)",
     is_cpr),
    ("cpr", r"(?<![^\W_]|[.,/-])\d{6}[ _]?\d{4}(?![^\W_]|[/-]|[.,](?!0\b)\d)", is_cpr),
    ("national", LOOKS_NATIONAL, is_national_number),
    ("national", rf"(?<![^\W_])(?:{_NATIONAL}){_NUMBER}"
     r"[A-Z]{0,2}(?:\d[ .-]{0,2}){5,12}\d[A-Z]?", _always),
    ("iban", r"(?<!\w)[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]{4}){2,7}(?:[ -]?[A-Za-z0-9]{1,3})?(?!\w)",
     is_iban),
    ("telephone", r"(?<![\w/.-])(?:\+|00)[1-9]\d{0,2}[ ./()-]{0,2}(?:\d[ ./()-]{0,2}){5,11}\d"
     r"(?!\w)", _always),
    ("telephone", r"(?<![\w.,/+-])(?<!\d )[2-9]\d(?:([ ./-]?)\d\d\1\d\d\1|\d\d[ .-]\d\d)\d\d"
     r"(?![\w/-]|[.,](?!0\b)\d| \d)", _is_no_date_or_range),
    ("telephone", r"(?<![\w.,/+-])(?:\(0[1-9]\d{0,3}\)|0[1-9]\d{0,3})(?: ?[-/] ?|[ .])?"
     r"\d{3,4}(?:[ .-]?\d{2,4}){1,2}(?![\w-])", _is_long_enough),
    ("telephone", r"(?<![\w.,/+-])(?:1[ .-])?(?:\([2-9]\d\d\) ?|[2-9]\d\d([ .-]))"
     r"\d{3}(?(1)\1|[ .-])\d{4}(?![\w-])", _always),
    ("telephone", rf"(?<![^\W_])(?:{_PHONE}){_NUMBER}\+?(?:\d[ .()-]{{0,2}}){{5,12}}\d", _always),
    # pairs of numbers without a mark of degrees have more decimals than results have
    ("coordinates", r"(?<![\w.])-?\d{1,2}\.\d{4,9}\s?[,;/ ]\s?-?\d{1,3}\.\d{4,9}(?!\w)",
     _is_on_land),
    # more decimals than any map has: as prose and as the whole of a cell, not in a row of results
    ("coordinates", rf"(?<![\w.]){_FAR}\.\d{{10,}}(?:\s*[,;/]\s+|\s+){_FAR}\.\d{{10,}}(?!\w)",
     _is_on_land),
    ("coordinates", rf"(?<![\w.])(?:[NS]\s?{_LATITUDE}|{_LATITUDE}(?:°\s?[NS]?|\s?[NS]))"
     rf"\s?[,;/ ]?\s?{_LONGITUDE}(?!\w)", _is_on_land),
    ("coordinates", rf"\A{_FAR}\.\d{{10,}}[,;/]{_FAR}\.\d{{10,}}\Z", _is_on_land),
    ("coordinates", rf"(?<![^\W_]){_DEGREES}\W{{1,3}}-?\d{{1,3}}[.,]\d{{3,}}", _is_on_land),
    ("coordinates", r"\d{1,3}°\s?\d{1,2}(?:\.\d+)?['′’](?:\s?\d{1,2}(?:\.\d+)?[\"″”])?"
     r"\s?[NSEWØV]?", _always),
    ("coordinates", r"(?<![\w+/])[2-9CFGHJMPQRVWX]{8}\+[2-9CFGHJMPQRVWX]{2,3}(?![\w+/=])"
     r"|(?<![\w:/])///[^\W\d_]+(?:\.[^\W\d_]+){2}(?![\w./])", _always),
    ("birth", rf"(?<![^\W_])(?:{_BIRTH})\b(?:[^\d\n.!?]|\b\w{{1,3}}\.){{0,40}}{_DATE}", _always),
    ("birth", rf"(?<![\w.])(?:f|b|geb|d\.o\.b)\.:?\s?(?:(?:am|d\.|den) )?{_DATE}", _always),
    ("address", rf"\b\w{{2,}}(?:{_STREET}) {_HOUSE}"
     rf"|\b\w{{3,}}(?:weg|platz|plads|torv) {_HOUSE},? (?:[A-Z]{{1,2}}-)?\d{{4,5}} "
     r"(?-i:[A-ZÆØÅÄÖÜ])\w+"
     r"|\b\d{1,4}[A-Z]? (?-i:[A-Z][a-z]+ (?:Street|Road|Avenue|Lane|Drive|Close|Crescent))\b",
     _always),
    ("path", r"(?<!\w)[A-Za-z]:[\\/](?![/\s])[^\s\"'<>|]+|(?<![\w\\])\\{1,2}Users\\[^\s\"'<>|]+",
     _always),
    ("path", r"(?<![\w/.~-])(?:/(?:c|run|srv|export|cygdrive/c))?"
     r"/(?:home|Users|root|mnt|media|Volumes|private|var|tmp)/[^\s\"'<>)]+",
     _always),
    ("path", r"(?<![\w\\])\\{2,4}[\w.$-]+\\{1,2}[^\s\"'<>]+|(?<![\w/])~/[\w.][^\s]*"
     r"|\b(?:file|smb|afp|nfs|sftp|ssh):/{1,3}[^\s\"'<>]+", _always),
)  # fmt: skip
_COMPILED = [(kind, re.compile(form, re.IGNORECASE), decides) for kind, form, decides in _PATTERNS]
_IN_EVERY_FORM = re.compile(
    r"[\d@/\\]|[(\[{<]at|[(\[{<]a[)\]}>]|snabel|\bdot\b|navn|name", re.IGNORECASE
)  # to search less
_MARGINS = re.compile(r"[ \t\r]*\n[ \t>#]*")
_END_OF_LINE = re.compile(r"(?<!\n)\n(?!\n)")
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
    "address": "a street with the number of a house",
    "path": "a path on a computer",
    "name": "a name from disclosure.yml",
}


def identifiers(text: str, *, label: str = "", names: Iterable[str] = ()) -> list[Identifier]:
    """The identifiers in a text, each once in a line, none inside another.

    The end of a line is a blank, for a name or a number may go on in the next.

    Parameters
    ----------
    text
        Any text, such as a cell.
    label
        What the text is under, such as the name of its column: a date under `born` is one of
        birth, a number under `latitude` a coordinate.
    names
        Names to search for, in either order of their parts and whatever is between these.

    Examples
    --------
    >>> [one.kind for one in identifiers("Ring 20 30 40 50 or write to kim@example.org")]
    ['email', 'telephone']
    >>> identifiers("1962-03-01"), [one.kind for one in identifiers("1962-03-01", label="born")]
    ([], ['birth'])
    """
    lines = _MARGINS.sub("\n", _plain(text)) if "\n" in text else _plain(text)
    plain = _END_OF_LINE.sub(" ", lines)
    without_literature = _OF_LITERATURE.sub(lambda match: " " * len(match[0]), plain)
    is_taken = bytearray(len(plain))
    results: dict[Identifier, None] = {}
    for kind, start, end in _matches(plain, without_literature, label, tuple(names)):
        if not any(is_taken[start:end]):
            is_taken[start:end] = b"\1" * (end - start)
            line = lines.count("\n", 0, start)
            results[Identifier(kind=kind, value=plain[start:end].strip(), line=line)] = None
    return list(results)


def _plain(text: str) -> str:
    """The text as it is read: without escapes and letters nobody sees, with one kind of dash."""
    text = unescape(unquote(text)) if "%" in text or "&" in text else text
    visible = "".join(c for c in text if unicodedata.category(c) != "Cf")
    return unicodedata.normalize("NFKC", visible).translate(_DASHES)


def _without_accents(text: str) -> str:
    """The text with the plain letter in place of each that has an accent or a stroke."""
    return "".join(unicodedata.normalize("NFD", letter)[0] for letter in text).translate(_STROKES)


def _matches(
    text: str, without_literature: str, label: str, names: tuple[str, ...]
) -> Iterator[tuple[str, int, int]]:
    """The kind and the span of each match, in the order in which kinds are tried."""
    forms = (*_COMPILED, *_forms_under(_plain(label))) if _IN_EVERY_FORM.search(text) else ()
    for kind, form, decides in forms:
        for match in form.finditer(without_literature if kind in _OF_NUMBERS else text):
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


def _labels(words: str) -> re.Pattern[str]:
    """What finds such a word in a label, also before what says that it is a number or a date."""
    ends = r"(?:nr|no|n?umme?r|date|dato|datum)?(?:$|[\W_])"
    return re.compile(rf"(?:^|[\W_])(?:{words}){ends}", re.IGNORECASE)


_UNDER = (
    ("birth", _labels(_BIRTH), re.compile(rf"{_DATE}|(?<!\d)\d{{8}}(?!\d)", re.IGNORECASE)),
    ("coordinates", _labels(rf"{_DEGREES}|coordinates?|gps"), re.compile(r"-?\d{1,3}[.,]\d{3,}")),
    ("national", _labels(_NATIONAL),
     re.compile(r"[A-Z]{0,2}(?:\d[ .-]{0,2}){5,12}\d[A-Z]?", re.IGNORECASE)),
    ("telephone", _labels(_PHONE), re.compile(r"\+?(?:\d[ .()-]{0,2}){5,14}\d")),
)  # fmt: skip


def _forms_under(label: str) -> Iterator[tuple[str, re.Pattern[str], Callable[[str], bool]]]:
    """What counts as an identifier only under such a label."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", label)
    return ((kind, form, _always) for kind, of_label, form in _UNDER if of_label.search(words))


_SPELLINGS = {  # of a letter, as a text without accents may have it
    **dict.fromkeys(("å", "aa"), "aa?"),
    **dict.fromkeys(("æ", "ä", "ae"), "(?:ae?|æ)"),
    **dict.fromkeys(("ø", "ö", "oe"), "oe?"),
    **dict.fromkeys(("ü", "ue"), "ue?"),
    "ss": "(?:ss|ß)",
}
_CAPITAL = "(?-i:[A-ZÆ])"
_HUMP = f"(?-i:(?<=[a-zæ])(?={_CAPITAL}))"  # of a camel
_FIELD = r"[\W_]+(?:given|family|first|last)(?:[\W_]?names?)?[\W_]+"  # of a citation
_BETWEEN = rf"(?:[\W_]*(?:\w\.?[\W_]+)?|{_FIELD}|(?:[\s_-]+{_CAPITAL}\w+){{1,2}}[\s_-]+)"


@lru_cache(maxsize=10_000)
def name_form(name: str) -> re.Pattern[str] | None:
    """What finds a name: its parts in either order, between them no letters but middle names.

    What is before a comma is the last name. It is to be searched for in a text without accents.
    None for a name without letters.

    >>> bool(name_form("Kim Holm").search("holm, KIM's")), bool(name_form("Kim").search("Kimono"))
    (True, False)
    """
    last, _, first = _plain(name).casefold().replace("_", " ").partition(",")
    parts = [_spellings(part) for part in re.findall(r"\w+", f"{first} {last}")]
    if not parts:
        return None
    orders = [[*parts], [parts[-1], *parts[:-1]], [parts[0], parts[-1]], [parts[-1], parts[0]]]
    whole = dict.fromkeys(_BETWEEN.join(dict.fromkeys(order)) for order in orders)
    start, end = r"(?<![^\W_])", r"(?![^\W_])"
    if len(parts) > 1:
        start, end = rf"(?:(?<![^\W\d_])|{_HUMP})", rf"(?:(?![^\W\d_])|{_HUMP})"
    return re.compile(rf"{start}(?:{'|'.join(whole)})(?:['’]?s)?{end}", re.IGNORECASE)


def _spellings(part: str) -> str:
    """The form of a part of a name, with every way to write its letters."""
    forms = re.sub("|".join(_SPELLINGS), lambda match: _SPELLINGS[match[0]], part)
    return _without_accents(forms)
