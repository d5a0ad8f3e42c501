"""What the headings of tables of coded excerpts mean, by the names that such columns have."""

import difflib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from trustbook.exchange.column_names import NAMES, NO_PROGRAM, PROGRAMS

_FILLERS = {
    *("the", "a", "of", "in", "on", "en", "de", "del", "da", "do", "du", "من", "full", "raw"),
    *("original", "translated", "highlighted", "assigned", "asignado", "initial", "open", "final"),
    *("primary", "secondary", "first", "second", "order", "原始", "s"),
}
_QUALIFIERS = {
    *("id", "ids", "no", "nr", "n", "num", "number", "nummer", "numero", "numer", "name", "navn"),
    *("namn", "nom", "nombre", "nome", "naam", "title", "pseudonym", "initials", "key", "编号"),
    *("名称", "رقم", "اسم"),
}
_NAMES_OF_CODES = {"code", "kode", "codigo", "kod", "codice"}  # a participant may have one, too
_SUFFIX = re.compile(r"(?<=\w{4})(s?nummer|s?nr|s?navn|s?namn|s?name|kode)$")
_LONGEST_HEADING = 60
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_LEVEL = re.compile(
    r"(?:(?:code|kode|kod|codigo|codice|theme|tema|thema|category|kategori|kategorie|tag) )?"
    r"(?:level|lvl|niveau|niva|ebene|nivel|livello|stufe) ?(\d)(?: (?:code|kode|kod|theme))?"
)
_CHINESE_LEVEL = re.compile(r"([一二三四五])级(?:编码|代码|主题|类别|节点)")
EXACT_STRONG, COMPOSED_STRONG, EXACT_WEAK, COMPOSED_WEAK, PARTIAL = range(5)
_NEARLY = 4  # letters of a name that a slip of the pen leaves recognisable
_ALIKE = 0.85  # of the letters of a heading and of a name that it perhaps should be
_RANKS = (EXACT_STRONG, EXACT_WEAK, PARTIAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """The role that a heading names, how directly (less is more), and its place among the names."""

    role: str
    rank: int
    place: int = 0


@lru_cache(maxsize=10_000)
def plain(name: str) -> str:
    """A heading without capitals, accents, signs and the Arabic article, in single words.

    >>> plain("Código_1"), plain("ResponseId"), plain("Segment-Nr."), plain("الرمز")
    ('codigo 1', 'response id', 'segment nr', 'رمز')
    """
    apart = re.sub(r"(?<=[a-zà-ÿ])(?=[A-Z])", " ", name)
    letters = unicodedata.normalize("NFKD", apart).casefold()
    bare = "".join(sign for sign in letters if unicodedata.category(sign) != "Mn")
    words = re.sub(r"[^\w]|_", " ", bare).split()
    return " ".join(re.sub(r"^ال(?=\w{2})", "", word) for word in words)


@cache
def _meanings() -> dict[str, list[Meaning]]:
    """What each name means, by its plain spelling."""
    by_name: dict[str, list[Meaning]] = {}
    for role, languages in NAMES.items():
        for names in languages.values():
            for rank, part in zip(_RANKS, names.split("|"), strict=False):
                for name in filter(str.strip, part.split(",")):
                    meanings = by_name.setdefault(plain(name), [])
                    if role not in [one.role for one in meanings]:
                        meanings.append(Meaning(role=role, rank=rank, place=len(by_name)))
    return by_name


@cache
def every_name() -> tuple[str, ...]:
    """Every name of a column of excerpts, as it is written."""
    names = (
        name.strip()
        for role, languages in NAMES.items()
        if role not in ("variable", "ignore")
        for several in languages.values()
        for name in several.replace("|", ",").split(",")
    )
    return tuple(dict.fromkeys(filter(None, names)))


def is_known(name: str) -> bool:
    """Whether a text is a heading of a column of excerpts.

    >>> is_known("passage_text"), is_known("Code 2"), is_known("Trust"), is_known("")
    (True, True, False, False)
    """
    if not name or len(name) > _LONGEST_HEADING:
        return False
    meaning = meaning_of(name)
    is_named = meaning is not None and meaning.role not in ("variable", "ignore")
    is_certain = is_named and meaning is not None and meaning.rank != PARTIAL
    return is_certain or code_number(name) is not None or level_in(name) is not None


def near_name(heading: str) -> str:
    """The name of a column that a heading differs from by a slip of the pen; else empty.

    >>> near_name("Codr"), near_name("Because"), near_name("Gender")
    ('coder', '', '')
    """
    name_of = {
        plain(name): name for name in sorted(every_name(), reverse=True) if len(name) >= _NEARLY
    }
    near = difflib.get_close_matches(plain(heading), name_of, n=1, cutoff=_ALIKE)
    return name_of[near[0]] if near else ""


@cache
def meaning_of(name: str) -> Meaning | None:
    """What a heading says that its column holds; None where it says nothing known.

    >>> meaning_of("passage_text").role, meaning_of("Participant Number").role
    ('words', 'case')
    >>> meaning_of("受访者编号").role, meaning_of("Note(s)").role
    ('case', 'memo')
    >>> meaning_of("Colour of the door") is None
    True
    """
    without_brackets = re.sub(r"\(.*?\)", " ", name)
    for heading in (plain(name), plain(without_brackets)):
        if meanings := _meanings().get(heading):
            return meanings[0]
    return _composed(_apart(plain(without_brackets)))


def _apart(heading: str) -> list[str]:
    """The words of a heading; names and qualifiers that are joined in one word are apart."""
    words = (_SUFFIX.sub(r" \1", word) for word in heading.split())
    return _CHINESE.sub(lambda match: _pieces(match[0]), " ".join(words)).split()


def _pieces(word: str) -> str:
    words = sorted({*_meanings(), *_QUALIFIERS, *_FILLERS}, key=len, reverse=True)
    pattern = "|".join(re.escape(name) for name in words if _CHINESE.fullmatch(name))
    return re.sub(f"({pattern})", r" \1 ", word)


def _composed(words: list[str]) -> Meaning | None:
    """What several words mean together; where they do not agree, the words of a passage first."""
    if len(words) == 1 or any(word.isdecimal() for word in words):
        return None
    telling = [word for word in words if word not in _FILLERS]
    bare = [word for word in telling if word not in _QUALIFIERS]
    nouns = [word for word in bare if word not in _NAMES_OF_CODES] or bare
    meanings = [_meanings().get(word, [None])[0] for word in nouns]
    clear = [one for one in meanings if one]
    if not clear or len(clear) < len(nouns) - 1:
        return None
    roles = {one.role for one in clear}
    is_strong = any(one.rank == EXACT_STRONG for one in clear)
    rank = COMPOSED_STRONG if is_strong else COMPOSED_WEAK
    whole = Meaning(role=clear[-1].role, rank=rank if len(clear) == len(nouns) else PARTIAL)
    for role in ("variable", "memo"):
        if role in roles:
            return replace(whole, role=role)
    if {meanings[0], meanings[-1]} & {one for one in clear if one.role == "words"}:
        return replace(whole, role="id" if telling[-1] in _QUALIFIERS else "words")
    has_code = len(bare) > len(nouns)
    agree = len(clear) == len(nouns) and len(roles) == 1 and not (has_code and roles - {"case"})
    return whole if agree else replace(whole, rank=PARTIAL) if meanings[-1] else None


def level_in(name: str) -> int | None:
    """The number of the level that a heading such as `code_level2` names.

    >>> level_in("code_level3"), level_in("Ebene 1"), level_in("Level of care")
    (3, 1, None)
    """
    if chinese := _CHINESE_LEVEL.fullmatch(name.strip()):
        return "一二三四五".index(chinese[1]) + 1
    match = _LEVEL.fullmatch(re.sub(r"(?<=\D)(?=\d)", " ", plain(name)).replace("  ", " "))
    return int(match[1]) if match else None


def code_number(name: str) -> int | None:
    """The number of a heading such as `Code 1`, whose column holds one code of several.

    >>> code_number("Code 1"), code_number("kode_02"), code_number("编码3"), code_number("Trust 1")
    (1, 2, 3, None)
    >>> code_number("Code A"), code_number("Code B")
    (1, 2)
    """
    heading = plain(name)
    lettered = re.fullmatch(r"(.+) ([a-h])", heading)
    if lettered and _names_codes(lettered[1]):
        return ord(lettered[2]) - ord("a") + 1
    match = re.fullmatch(r"(\D+?) ?(\d{1,3})", heading)
    return int(match[2]) if match and _names_codes(match[1]) else None


def _names_codes(heading: str) -> bool:
    meanings = _meanings().get(heading, [])
    return any(one.role in ("code", "codes", "category") for one in meanings)


def is_one_coder(name: str) -> bool:
    """Whether a heading is that of one coder of several.

    >>> is_one_coder("Coder 1"), is_one_coder("Rater_B"), is_one_coder("Coder")
    (True, True, False)
    """
    words = plain(name).split()
    meanings = _meanings().get(" ".join(words[:-1]), [])
    return any(one.role == "coder" for one in meanings) and len(words[-1]) == 1


def program_of(header: list[str]) -> tuple[str, Mapping[str, str]]:
    """The program whose headings these are, with what its own headings mean; else `a table`."""
    names = {plain(name) for name in header}
    return next(
        ((program, roles) for program, columns, roles in PROGRAMS if columns <= names),
        (NO_PROGRAM, {}),
    )
