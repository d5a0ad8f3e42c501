"""Names in texts: found whatever their capitals, accents, composition and separators.

A name is looked for word by word, so that Ann is not found in annual. `anna-example`,
`AnnaExample`, `Example, Anna` and `Anna Example's` all hold Anna Example. Where a script puts no
blanks between words, the letters are looked for as they are.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d_]+|\d+")
_UNBROKEN = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_DIGEST = re.compile(r"\b[0-9a-f]{16,}\b")  # a run of signs that no name has
_DIGEST_IN_CELL = re.compile(r",[0-9a-f]{16,}(?=[,\n])")  # the same, found faster
_LETTERS_ALONE = bytes(at if chr(at).isalpha() else ord(" ") for at in range(128)).ljust(256)
_DIGITS_ALONE = bytes(at if chr(at).isdigit() else ord(" ") for at in range(128)).ljust(256)
_LONG_ENOUGH = 4  # letters of a word that may take an s, as in Annas
_LONG_JOINED = 7  # letters of words written as one
_SHORT = 3  # letters before a number, as in SU1
_TWO = 2


def folded(text: str) -> str:
    """The text without capitals, accents and signs that are not seen.

    >>> folded("J\u00f3n"), folded("Jo\u0301n")
    ('jon', 'jon')
    """
    if text.isascii():
        return text.casefold()
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(
        c for c in plain if not unicodedata.combining(c) and (c.isprintable() or c.isspace())
    )


def words_of(name: str) -> tuple[str, ...]:
    """The words and numbers of a name, folded.

    >>> words_of("AnnaExample_2.docx")
    ('anna', 'example', '2', 'docx')
    """
    one_form = unicodedata.normalize("NFKC", name)
    words = re.sub(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])", " ", one_form)
    return tuple(_WORD.findall(folded(words)))


def is_code(name: str) -> bool:
    """Whether a name is a number, a letter or a few letters and a number: it names nobody.

    >>> is_code("SU-03"), is_code("A"), is_code("Bo")
    (True, True, False)
    """
    words = words_of(name)
    letters = [word for word in words if not word.isdigit()]
    if any(map(_UNBROKEN.search, letters)):
        return False
    has_number = len(letters) < len(words)
    return (
        all(len(word) <= _SHORT for word in letters) if has_number else len("".join(letters)) < _TWO
    )


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A name, and where it is in a text."""

    name: str
    start: int
    end: int


class NameSearch:
    """Finds names in texts.

    Parameters
    ----------
    names
        The names; those that are codes (`is_code`) are not looked for.

    Examples
    --------
    >>> search = NameSearch(["Anna Example", "Bo", "P01"])
    >>> [one.name for one in search.in_text("p01: anna-example, annual, Bo's")]
    ['Anna Example', 'Bo']
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        unbroken: dict[str, str] = {}
        for name in dict.fromkeys(names):
            if is_code(name):
                continue
            for words in _spellings(words_of(name)):
                self._by_first.setdefault(words[0], []).append((words, name))
            if _UNBROKEN.search(name):
                unbroken["".join(words_of(name))] = name
        self._firsts = frozenset(self._by_first)
        self._has_numbers = any(map(str.isdecimal, self._firsts))
        self._unbroken = unbroken
        longest_first = sorted(unbroken, key=len, reverse=True)
        self._letters = re.compile("|".join(map(re.escape, longest_first))) if unbroken else None

    def may_be_in(self, text: str) -> bool:
        """Whether the first word of a name is in the text; fast, also for a long one."""
        if text.isascii():
            plain = folded(_DIGEST_IN_CELL.sub(",", text))
            if self._firsts.isdisjoint(self._words_of_ascii(plain)):
                return False
        plain = folded(_DIGEST.sub(" ", text))
        if self._letters is not None and self._letters.search(plain):
            return True
        return not self._firsts.isdisjoint(_WORD.findall(plain))

    def _words_of_ascii(self, plain: str) -> Iterator[str]:
        """The different words of a text without other letters, and its numbers where one counts."""
        data = plain.encode("ascii")
        for table in (_LETTERS_ALONE, _DIGITS_ALONE)[: 1 + self._has_numbers]:
            yield from (word.decode("ascii") for word in set(data.translate(table).split()))

    def in_text(self, text: str) -> list[Occurrence]:
        """Where names are in the text, in order and none inside another."""
        if not self.may_be_in(text):
            return []
        everywhere = sorted(self._everywhere(text), key=lambda one: (one.start, -one.end))
        occurrences: list[Occurrence] = []
        for one in everywhere:
            if not occurrences or one.start >= occurrences[-1].end:
                occurrences.append(one)
        return occurrences

    def _everywhere(self, text: str) -> Iterator[Occurrence]:
        plain, places = _words_with_places(text)
        matches = list(_WORD.finditer(plain))
        words = [match[0] for match in matches]
        for at, word in enumerate(words):
            for spelling, name in self._by_first.get(word, ()):
                end = at + len(spelling)
                if tuple(words[at:end]) == spelling:
                    yield Occurrence(name, places[matches[at].start()],
                                     places[matches[end - 1].end() - 1] + 1)  # fmt: skip
        for match in self._letters.finditer(plain) if self._letters else ():
            yield Occurrence(self._unbroken[match[0]], places[match.start()],
                             places[match.end() - 1] + 1)  # fmt: skip


def _words_with_places(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the place in `text`."""
    plain: list[str] = []
    places: list[int] = []
    for at, character in enumerate(text):
        for letter in folded(character):
            plain.append(letter)
            places.append(at)
    return "".join(plain), places


def _spellings(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The words as they may be written: with an s, as one word, the last name first."""
    yield words
    letters = [word for word in words if not word.isdigit()]
    if len(words[-1]) >= _LONG_ENOUGH and words[-1] in letters:
        yield (*words[:-1], f"{words[-1]}s")
    if len(letters) == len(words) >= _TWO and len("".join(words)) >= _LONG_JOINED:
        yield ("".join(words),)
    if len(letters) == len(words) == _TWO:
        yield words[::-1]


_OF_EVERYONE = ("public", "shared", "default", "all users")
_ACCOUNT = re.compile(r"[\\/](?:users|home|brugere|benutzer)[\\/]+([^\\/]+)[\\/]", re.IGNORECASE)


def names_in_path(path: str) -> dict[str, str]:
    r"""What a path on a computer tells: itself, and the account in whose folder it is.

    >>> names_in_path(r"C:\Users\anna\trust.docx")
    {'C:\\Users\\anna\\trust.docx': 'path', 'anna': 'account'}
    """
    account = _ACCOUNT.search(f"{path}/")
    is_personal = account is not None and account[1].casefold() not in _OF_EVERYONE
    names = {path: "path"} if re.search(r"[\\/]", path) else {}
    return names | ({account[1]: "account"} if account and is_personal else {})
