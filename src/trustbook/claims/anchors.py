"""Anchors: fingerprints of spans of a source, and the places where they are found again.

A span is reduced to its letters and digits: NFKC, case folding, NFKC again (folding can undo a
composition), then every character that is not a letter or a digit is dropped. Line breaks,
hyphenation, ligatures and quotation marks of a rendition therefore do not matter. The order is
that of the Unicode Standard's NFKC_Casefold (section 3.13), which also keeps the result stable.

An anchor holds how many letters are before the span, how many it has, a digest of its first
16 letters (`head`, by which one pass over a source finds it) and a digest of all of them.
Digests are SHA-256 (FIPS 180-4) or, with a secret key, HMAC-SHA-256 (RFC 2104), shortened to 64
bits for the head and 128 bits for the whole: a head only proposes a place, so that a chance
agreement costs one more comparison, and 128 bits leave no chance agreement to fear. Without a
key, anyone can test a guess of what was said; with one, only whoever holds it can.
"""

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from trustbook.corpus.schema import TABLES
from trustbook.errors import AnchorError

HEAD_LETTERS = 16
HEAD_HEX = 16
DIGEST_HEX = 32
PLAIN, KEYED = "sha256", "hmac-sha256"


FOUND, MOVED, NOT_FOUND = "found", "moved", "not found"
NEEDS_KEY, NO_SOURCE = "needs the key", "no source"
OUTCOMES = (FOUND, MOVED, NEEDS_KEY, NO_SOURCE, NOT_FOUND)  # from best to worst


SPAN_COLUMNS = ("anchor", "part", "study", "text")
_LISTED = 20
_HANGUL_VOWELS_AND_ENDINGS = range(0x1160, 0x1200)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Letters:
    """The letters and digits of a text, and where each of them is in it."""

    text: str
    letters: str
    begins: "np.ndarray[tuple[int], np.dtype[np.int64]]"
    ends: "np.ndarray[tuple[int], np.dtype[np.int64]]"

    def span(self, start: int, length: int) -> str:
        """The piece of the text from letter number `start` on that has `length` letters.

        >>> letters_of("Trust, “once lost”, …").span(5, 8)
        'once lost'
        """
        if not 0 < length <= len(self.letters) - start:
            return ""
        return self.text[self.begins[start] : self.ends[start + length - 1]]


def letters_of(text: str) -> Letters:
    r"""The letters and digits of `text`, folded, with the place of each in `text`.

    >>> letters_of("Co-\noperation, ﬁrst!").letters
    'cooperationfirst'
    """
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="uint32")
    characters = np.flatnonzero(np.bincount(codes))
    folded = {chr(code): _folded(chr(code)) for code in characters.tolist()}
    if joining := "".join(filter(_joins_what_precedes, folded)):
        clusters = re.findall(f"(?s:.)[{re.escape(joining)}]*", text)
        return _letters_of_clusters(text, clusters)
    number_of = np.zeros(characters.max(initial=0) + 1, dtype="int64")
    number_of[characters] = list(map(len, folded.values()))
    begins = np.repeat(np.arange(len(text)), number_of[codes])
    letters = text.translate({ord(one): part or None for one, part in folded.items()})
    return Letters(text=text, letters=letters, begins=begins, ends=begins + 1)


def _letters_of_clusters(text: str, clusters: Sequence[str]) -> Letters:
    """The letters of a text cut in runs that normalise independently of their neighbours."""
    folded = {cluster: _folded(cluster) for cluster in set(clusters)}
    sizes, numbers = (
        np.array([len(one) for one in texts], dtype="int64")
        for texts in (clusters, map(folded.__getitem__, clusters))
    )
    stops = sizes.cumsum()
    begins, ends = (np.repeat(places, numbers) for places in (stops - sizes, stops))
    letters = "".join(map(folded.__getitem__, clusters))
    return Letters(text=text, letters=letters, begins=begins, ends=ends)


@lru_cache(maxsize=1 << 12)
def _folded(cluster: str) -> str:
    normal = unicodedata.normalize("NFKC", cluster).casefold()
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", normal)))


@lru_cache(maxsize=1 << 12)
def _joins_what_precedes(character: str) -> bool:
    """Whether NFKC may compose `character` with the character before it."""
    first = unicodedata.normalize("NFKD", character)[0]
    is_mark = unicodedata.category(first).startswith("M")
    return is_mark or ord(first) in _HANGUL_VOWELS_AND_ENDINGS


def fingerprint(letters: str, *, key: bytes | None = None, size: int = DIGEST_HEX) -> str:
    """The first `size` hexadecimal digits of the digest of `letters`, keyed when `key` is given.

    >>> fingerprint("abc", size=16)
    'ba7816bf8f01cfea'
    """
    return next(fingerprints([letters], key=key, size=size))


def fingerprints(
    texts: Iterable[str], *, key: bytes | None = None, size: int = DIGEST_HEX
) -> Iterator[str]:
    """The `fingerprint` of each text: the key is worked in once, not once for each text."""
    if key is None:
        yield from (hashlib.sha256(text.encode()).hexdigest()[:size] for text in texts)
        return
    begun_within, begun_around = _begun_with(key)
    for text in texts:
        within, around = begun_within.copy(), begun_around.copy()
        within.update(text.encode())
        around.update(within.digest())
        yield around.hexdigest()[:size]


def _begun_with(key: bytes) -> "tuple[hashlib._Hash, hashlib._Hash]":
    """The inner and the outer digest of HMAC (RFC 2104, section 2), as far as the key goes."""
    plain = hashlib.sha256()
    short = key if len(key) <= plain.block_size else hashlib.sha256(key).digest()
    padded = short.ljust(plain.block_size, b"\0")
    inner, outer = (bytes(byte ^ pad for byte in padded) for pad in (0x36, 0x5C))
    return hashlib.sha256(inner), hashlib.sha256(outer)


def anchor_rows(
    spans: pd.DataFrame, texts: Mapping[str, str], *, key: bytes | None = None
) -> pd.DataFrame:
    """The table `anchors` for spans given in words, in the order of anchor and part.

    `spans` has the columns anchor, part, study and text; `texts` gives the source of each study.
    Raises AnchorError that names every span which is not in its source, is there more than
    once, has no letters or comes twice.
    """
    sources = {study: letters_of(text) for study, text in texts.items()}
    faults: list[str] = []
    places: list[tuple[str, int, str]] = []
    parts: list[tuple[int, str]] = []
    for (anchor, part), group in spans.groupby(["anchor", "part"], sort=True):
        study, text = str(group["study"].iloc[0]), str(group["text"].iloc[0])
        letters = letters_of(text).letters
        fault = _fault_of_span(letters, source=sources.get(study), times=len(group), study=study)
        if fault:
            faults.append(f"anchor {anchor}, part {part}: {fault}")
            continue
        start = sources[study].letters.index(letters)
        places.append((str(anchor), start, letters))
        parts.append((int(str(part)), study))
    _require_no_faults(faults)
    numbers, studies = list(zip(*parts, strict=True)) or [(), ()]
    return placed_anchors(places, study="", key=key).assign(part=numbers, study=studies)


def _fault_of_span(letters: str, *, source: Letters | None, times: int, study: str) -> str:
    if times > 1:
        return f"is in the list {times} times; list each part of an anchor once"
    if source is None:
        return f"there is no source text of the study {study}; put it into the folder of sources"
    if not letters:
        return "the span has no letters or digits; give the words it stands for"
    places = sum(1 for _ in _places(letters, within=source.letters))
    if places == 0:
        return f"not in the source of {study}; copy the words exactly as they are there"
    if places > 1:
        return f"occurs {places} times in the source of {study}; make the span longer"
    return ""


def _places(letters: str, *, within: str) -> Iterator[int]:
    place = within.find(letters)
    while place >= 0:
        yield place
        place = within.find(letters, place + 1)


def placed_spans(
    spans: Sequence[tuple[str, int, int]], letters: Letters, *, before: int = 0
) -> Iterator[tuple[str, int, str]]:
    """The spans (name, start, end) of a text that have a letter: name, first letter, letters.

    `before` letters are in front of the text in the source that the anchors are for.
    """
    names, *ends = list(zip(*spans, strict=True)) or [(), (), ()]
    firsts, lasts = (np.searchsorted(letters.begins, places).tolist() for places in ends)
    for name, first, last in zip(names, firsts, lasts, strict=True):
        if first < last:
            yield name, before + first, letters.letters[first:last]


def placed_anchors(
    places: Sequence[tuple[str, int, str]], *, study: str, key: bytes | None = None
) -> pd.DataFrame:
    """The table `anchors` for places as `placed_spans` has them, each an anchor of one part."""
    names, starts, spans = list(zip(*places, strict=True)) or [(), (), ()]
    heads = fingerprints((letters[:HEAD_LETTERS] for letters in spans), key=key, size=HEAD_HEX)
    columns = {
        "anchor": names,
        "part": 1,
        "study": study,
        "start": starts,
        "length": list(map(len, spans)),
        "head": list(heads),
        "digest": list(fingerprints(spans, key=key)),
        "method": PLAIN if key is None else KEYED,
    }
    return pd.DataFrame(columns, index=pd.RangeIndex(len(names)))[[*TABLES["anchors"].columns]]


def _require_no_faults(faults: list[str]) -> None:
    if not faults:
        return
    more = [f"and {len(faults) - _LISTED} more"] if len(faults) > _LISTED else []
    raise AnchorError("\n".join([*faults[:_LISTED], *more]))


def locate(
    anchors: pd.DataFrame, texts: Mapping[str, str], *, key: bytes | None = None
) -> pd.DataFrame:
    """Where each part of each anchor is in the source of its study.

    Columns: anchor, part, study, outcome (one of OUTCOMES), start (as recorded), found_at (the
    place nearest to it, in letters), moved_by (letters, positive towards the end) and places
    (how often the span occurs). Each source is read once, however many anchors there are.
    """
    parts = [
        _with_places(rows, source=texts.get(str(study)), key=key)
        for study, rows in anchors.groupby("study", sort=False)
    ]
    columns = {"outcome": "str", "found_at": "Int64", "moved_by": "Int64", "places": "Int64"}
    names = ["anchor", "part", "study", "outcome", "start", "found_at", "moved_by", "places"]
    located = pd.concat(parts) if parts else anchors.assign(**dict.fromkeys(columns))
    return located[names].astype(columns).sort_values(["anchor", "part"], ignore_index=True)


def _with_places(rows: pd.DataFrame, *, source: str | None, key: bytes | None) -> pd.DataFrame:
    places: dict[tuple[str, str, str, int], list[int]] = {}
    if source is not None:
        letters = letters_of(source).letters
        for method, same in rows.groupby("method"):
            method_key = key if method == KEYED else None
            if method == PLAIN or method_key:
                places |= _places_of(same, letters=letters, key=method_key)
    outcomes = [
        _outcome(
            places.get(identity, []),
            start=identity_start,
            readable=source is not None,
            keyless=identity[0] == KEYED and not key,
        )
        for identity, identity_start in zip(_identities(rows), rows["start"], strict=True)
    ]
    columns = ["outcome", "found_at", "moved_by", "places"]
    return rows.assign(**pd.DataFrame(outcomes, columns=columns, index=rows.index, dtype="object"))


def _identities(rows: pd.DataFrame) -> list[tuple[str, str, str, int]]:
    columns = (rows["method"], rows["head"], rows["digest"], rows["length"])
    return [(str(m), str(h), str(d), int(n)) for m, h, d, n in zip(*columns, strict=True)]


def _places_of(
    rows: pd.DataFrame, *, letters: str, key: bytes | None
) -> dict[tuple[str, str, str, int], list[int]]:
    """Every place of every span, found in one pass per window size over `letters`."""
    heads: dict[int, dict[str, list[tuple[str, str, str, int]]]] = defaultdict(dict)
    for identity in dict.fromkeys(_identities(rows)):
        _, head, _, length = identity
        heads[min(length, HEAD_LETTERS)].setdefault(head, []).append(identity)
    places: dict[tuple[str, str, str, int], list[int]] = defaultdict(list)
    for window, by_head in heads.items():
        for place, head in _heads(letters, window=window, key=key):
            for identity in by_head.get(head, ()):
                span = letters[place : place + identity[3]]
                if len(span) == identity[3] and fingerprint(span, key=key) == identity[2]:
                    places[identity].append(place)
    return places


def _heads(letters: str, *, window: int, key: bytes | None) -> Iterator[tuple[int, str]]:
    windows = (letters[place : place + window] for place in range(len(letters) - window + 1))
    return enumerate(fingerprints(windows, key=key, size=HEAD_HEX))


def _outcome(
    places: Iterable[int], *, start: int, readable: bool, keyless: bool
) -> tuple[str, int | None, int | None, int | None]:
    if not readable:
        return NO_SOURCE, None, None, None
    if keyless:
        return NEEDS_KEY, None, None, None
    nearest = min(places, key=lambda place: abs(place - start), default=None)
    if nearest is None:
        return NOT_FOUND, None, None, 0
    outcome = FOUND if nearest == start else MOVED
    return outcome, nearest, nearest - start, len(list(places))


def worst_outcomes(located: pd.DataFrame) -> pd.Series:
    """The worst outcome among the parts of each anchor, as a series by anchor."""
    ranks = located["outcome"].map(OUTCOMES.index)
    worst = ranks.groupby(located["anchor"]).max()
    return worst.map(lambda rank: OUTCOMES[int(rank)]).astype("str").rename("outcome")


def anchored_rows(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The rows of a corpus that name an anchor: table, row (its key), study and anchor."""
    frames = []
    for name, table in TABLES.items():
        if name == "anchors" or "anchor" not in table.columns:
            continue
        rows = tables[name].dropna(subset=["anchor"])
        keys = zip(*(rows[column] for column in table.key), strict=True)
        row = pd.Series([" ".join(map(str, key)) for key in keys], index=rows.index, dtype="str")
        frames.append(rows[["study", "anchor"]].assign(table=name, row=row))
    return pd.concat(frames, ignore_index=True)[["table", "row", "study", "anchor"]]
