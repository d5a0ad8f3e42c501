"""The encoding of a text that is not Unicode: Windows-1252, unless its words read oddly."""

import re

from trustbook.corpus.spreadsheet import WINDOWS

OLD_ENCODINGS = {
    WINDOWS: "Windows-1252",
    "mac_roman": "Mac Roman",
    "cp850": "DOS 850",
    "cp1250": "Windows-1250 (Central Europe)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "cp1253": "Windows-1253 (Greek)",
    "cp1255": "Windows-1255 (Hebrew)",
    "cp1256": "Windows-1256 (Arabic)",
    "gb18030": "GB 18030 (Chinese)",
    "big5": "Big5 (Chinese)",
    "cp932": "Shift-JIS (Japanese)",
    "cp949": "Windows-949 (Korean)",
}
_LONGEST_SAMPLE = 100_000
_ODD_SHARE = 0.2  # of the words with other than plain letters
_WORD = re.compile(r"[^\s!-,./:-@\[-`{-~]*[^\x00-\x7f\s][^\s!-,./:-@\[-`{-~]*")
_LETTER = r"[^\W\d_]"
_ODD = re.compile(
    rf"{_LETTER}[¡-©«-¶¸¹»-¿×÷†‡‰ˆ˜™‹›Ÿ]{_LETTER}"  # a sign amid letters
    r"|[a-z][À-ÖØ-ÞŒŠŽŸ]|[¡-©«-¯±´¶¹¼-¾][a-z]"  # a capital behind a small letter
    r"|[À-ÖØ-öø-ÿŒœŠšŽžŸƒ]{4}"  # as many accents as no word has
)
_CHAOS = 0.1  # of a text, as the library measures it, that is still taken for one
_OTHERS = [one for one in OLD_ENCODINGS if one != WINDOWS]  # the likelier ones first


def is_like_windows(text: str) -> bool:
    """Whether a text that was read as Windows-1252 has the words of a language written in it.

    >>> is_like_windows("Ich vertraue ihr über alles"), is_like_windows("sŒ hŒrdt")
    (True, False)
    """
    return _odd_share(text) <= _ODD_SHARE


def _odd_share(text: str) -> float:
    """The share of odd words among those with other than plain letters."""
    words = _WORD.findall(text[:_LONGEST_SAMPLE])
    return sum(map(bool, map(_ODD.search, words))) / len(words) if words else 0


def likely_encoding(data: bytes) -> str:
    """The likeliest of the older encodings, Windows-1252 left out; empty where none is likely.

    >>> likely_encoding("Det er så hårdt, og på øen".encode("mac_roman"))
    'mac_roman'
    """
    from charset_normalizer import from_bytes  # noqa: PLC0415

    lines = [line for line in data.splitlines() if not line.isascii()]
    sample = b"\n".join(lines)[:_LONGEST_SAMPLE]
    likely = [one.encoding for one in from_bytes(sample, cp_isolation=_OTHERS, threshold=_CHAOS)]
    readable = [one for one in _OTHERS if one in likely and _decodes(data, one)]
    return min(readable, key=lambda one: _odd_share(sample.decode(one, "replace")), default="")


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
