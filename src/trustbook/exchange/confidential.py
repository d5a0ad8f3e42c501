"""What a corpus may keep of the words of its material: anchors, condensed meanings, memos."""

import re

import pandas as pd

from trustbook.claims.anchors import letters_of, placed_anchor
from trustbook.corpus.schema import TABLES
from trustbook.exchange.model import Export

REPEATED_WORDS = 6  # so many words in a row are words of the material, not a condensed meaning
_WORD = re.compile(r"\w+")


def keyed_anchors(
    segments: pd.DataFrame, export: Export, *, study: str, key: bytes
) -> tuple[pd.DataFrame, str]:
    """The table `anchors`, and the text in which they stand.

    That text is the texts of the documents one after the other; where the export has none of a
    document, its quotations.
    """
    rows: list[dict[str, object]] = []
    texts: list[str] = []
    before = 0
    of_source = {str(source): part for source, part in segments.groupby("source", sort=False)}
    for guid, text in zip(export.sources["guid"], export.sources["text"], strict=True):
        part = of_source.get(guid)
        has_text = isinstance(text, str) and bool(text)
        if part is None and not has_text:
            continue
        spans, words = _spans(part, text if has_text else "")
        letters = letters_of(words)
        for segment, start, end in spans:
            made = placed_anchor(letters, start, end, before=before, key=key)
            if made:
                rows.append({"anchor": segment, "part": 1, "study": study, **made})
        texts.append(words)
        before += len(letters.letters)
    columns = list(TABLES["anchors"].columns)
    return pd.DataFrame(rows, columns=columns), "\n".join(texts)


def _spans(part: pd.DataFrame | None, text: str) -> tuple[list[tuple[str, int, int]], str]:
    """Where segments stand: in the text, or in their quotations one after the other."""
    if part is None:
        return [], text
    if text:
        placed = part.dropna(subset=["start_cp", "end_cp"])
        columns = (placed["segment"], placed["start_cp"], placed["end_cp"])
        return [(str(s), int(a), int(b)) for s, a, b in zip(*columns, strict=True)], text
    spans, pieces, at = [], [], 0
    for segment, words in zip(part["segment"], part["quotation"], strict=True):
        if isinstance(words, str) and words:
            spans.append((str(segment), at, at + len(words)))
            pieces.append(words)
            at += len(words) + 1
    return spans, "\n".join(pieces)


def kept_memos(
    segments: pd.DataFrame, export: Export, *, include_text: bool
) -> tuple[dict[str, str], int]:
    """The memos about each segment, and how many repeat its words and are left out."""
    exploded = segments[["segment", "selection", "quotation"]].explode("selection")
    words = dict(zip(exploded["segment"], exploded["quotation"], strict=True))
    of_selection = dict(zip(exploded["selection"], exploded["segment"], strict=True))
    kept: dict[str, str] = {}
    dropped = 0
    about = export.memos[export.memos["about_kind"].isin(("selection", "coding"))]
    for guid, text in zip(about["about"], about["text"], strict=True):
        segment = of_selection.get(guid)
        if segment is None or not isinstance(text, str):
            continue
        if not include_text and repeats_words(text, words[segment]):
            dropped += 1
            continue
        said = " ".join(text.split())
        kept[segment] = f"{kept[segment]} / {said}" if segment in kept else said
    return kept, dropped


def repeats_words(text: object, words: object) -> bool:
    """Whether a text repeats six words in a row of the material, or all of a shorter piece.

    >>> repeats_words("Fears to be judged", "I was afraid that they would judge me")
    False
    """
    if not isinstance(text, str) or not isinstance(words, str):
        return False
    said, given = (_WORD.findall(one.casefold()) for one in (text, words))
    run = min(REPEATED_WORDS, len(given))
    pieces = {tuple(given[at : at + run]) for at in range(len(given) - run + 1)}
    return bool(run) and any(
        tuple(said[at : at + run]) in pieces for at in range(len(said) - run + 1)
    )


def meaning_unit(said: object, words: object, *, include_text: bool) -> str | None:
    """The condensed meaning; the quotation only where text is kept."""
    condensed = " ".join(said.split()) if isinstance(said, str) else ""
    quotation = " ".join(words.split()) if isinstance(words, str) else ""
    if not include_text:
        return condensed if condensed and not repeats_words(said, words) else None
    if condensed and quotation and condensed != quotation:
        return f"{condensed} — “{quotation}”"
    return condensed or (f"“{quotation}”" if quotation else None)
