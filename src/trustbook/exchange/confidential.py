"""What a corpus may keep of its material: anchors, condensed meanings, and what the map keeps."""

import re
from dataclasses import replace

import pandas as pd

from trustbook.claims.anchors import letters_of, placed_anchors, placed_spans
from trustbook.exchange.model import Project
from trustbook.exchange.questions import Reading

MEMOS, TITLE = "memos", "title"  # what a map may keep beside variables
OWNERS = {"case": "cases", "source": "documents", "relation": "relations"}
REPEATED_WORDS = 6  # that many words of the material running are no condensed meaning
_WORD = re.compile(r"\w+")


def keyed_anchors(
    segments: pd.DataFrame, project: Project, *, study: str, key: bytes
) -> tuple[pd.DataFrame, str]:
    """The table `anchors`, and the text in which they are.

    That text is the texts of the documents one after the other; a document without a
    text is represented by its quotations.
    """
    places: list[tuple[str, int, str]] = []
    texts: list[str] = []
    before = 0
    of_source = {str(source): part for source, part in segments.groupby("source", sort=False)}
    for guid, text in zip(project.sources["guid"], project.sources["text"], strict=True):
        part = of_source.get(guid)
        has_text = isinstance(text, str) and bool(text)
        if part is None and not has_text:
            continue
        spans, words = _spans(part, text if has_text else "")
        letters = letters_of(words)
        places += placed_spans(spans, letters, before=before)
        texts.append(words)
        before += len(letters.letters)
    return placed_anchors(places, study=study, key=key), "\n".join(texts)


def _spans(part: pd.DataFrame | None, text: str) -> tuple[list[tuple[str, int, int]], str]:
    """Where segments are: in the text, or in their quotations one after the other."""
    if part is None:
        return [], text
    if text:
        with_place = part.dropna(subset=["start_cp", "end_cp"])
        starts, ends = (with_place[name].astype("int64") for name in ("start_cp", "end_cp"))
        names = with_place["segment"].tolist()
        return list(zip(names, starts.tolist(), ends.tolist(), strict=True)), text
    spans, pieces, at = [], [], 0
    for segment, words in zip(part["segment"].tolist(), part["quotation"].tolist(), strict=True):
        if isinstance(words, str) and words:
            spans.append((str(segment), at, at + len(words)))
            pieces.append(words)
            at += len(words) + 1
    return spans, "\n".join(pieces)


def memos_of_segments(
    segments: pd.DataFrame, project: Project, *, include_text: bool
) -> tuple[dict[str, str], int]:
    """The memos about each segment, and how many are left out as they repeat its words."""
    about = project.memos[project.memos["about_kind"].isin(("selection", "coding"))]
    if about.empty:
        return {}, 0
    parts = segments[["segment", "selection", "quotation"]].explode("selection")
    words = dict(zip(parts["segment"], parts["quotation"], strict=True))
    of_selection = dict(zip(parts["selection"], parts["segment"], strict=True))
    memos: dict[str, str] = {}
    repeated = 0
    for guid, text in zip(about["about"], about["text"], strict=True):
        segment = of_selection.get(guid)
        if segment is None or not isinstance(text, str):
            continue
        if not include_text and repeats_words(text, words[segment]):
            repeated += 1
            continue
        memo = " ".join(text.split())
        memos[segment] = f"{memos[segment]} / {memo}" if segment in memos else memo
    return memos, repeated


def repeats_words(text: object, words: object) -> bool:
    """Whether a text repeats six consecutive words of the material, or all of a shorter piece.

    >>> repeats_words("Fears to be judged", "I was afraid that they would judge me")
    False
    """
    if not isinstance(text, str) or not isinstance(words, str):
        return False
    of_text, of_material = (_WORD.findall(one.casefold()) for one in (text, words))
    run = min(REPEATED_WORDS, len(of_material))
    pieces = {tuple(of_material[at : at + run]) for at in range(len(of_material) - run + 1)}
    return bool(run) and any(
        tuple(of_text[at : at + run]) in pieces for at in range(len(of_text) - run + 1)
    )


def meaning_unit(description: object, words: object, *, include_text: bool) -> str | None:
    """The condensed meaning; the quotation only where text is kept."""
    meaning = " ".join(description.split()) if isinstance(description, str) else ""
    quotation = " ".join(words.split()) if isinstance(words, str) else ""
    if not include_text:
        return meaning if meaning and not repeats_words(description, words) else None
    if meaning and quotation and meaning != quotation:
        return f"{meaning} — “{quotation}”"
    return meaning or (f"“{quotation}”" if quotation else None)


def keeps(reading: Reading, name: str) -> bool:
    """Whether the map keeps the variable, or memos or the title, of this name.

    >>> keeps(Reading(keep=("Role",)), "role"), keeps(Reading(), "role")
    (True, False)
    """
    return name.strip().casefold() in {one.strip().casefold() for one in reading.keep or ()}


def part_to_keep(project: Project, reading: Reading) -> Project:
    """The project without the variables, the memos and the name that the map does not keep."""
    is_kept = project.variables["variable"].map(lambda name: keeps(reading, str(name)))
    return replace(
        project,
        name=project.name if keeps(reading, TITLE) else "",
        variables=project.variables[is_kept.astype("bool")].reset_index(drop=True),
        memos=project.memos if keeps(reading, MEMOS) else project.memos.iloc[:0],
    )


def matters_not_kept(project: Project, reading: Reading) -> list[str]:
    """A line for each kind of thing that stays out as the map does not keep it, with its names."""
    is_kept = project.variables["variable"].map(lambda name: keeps(reading, str(name)))
    rest = project.variables[~is_kept.astype("bool")].groupby("owner_kind", sort=False)
    lines = [
        f"variables of {OWNERS[str(kind)]}: {', '.join(_with_numbers(rows))}" for kind, rows in rest
    ]
    if len(project.memos) and not keeps(reading, MEMOS):
        lines.append(f"{MEMOS}: {len(project.memos)}")
    if project.name and not keeps(reading, TITLE):
        lines.append(f"{TITLE}: {project.name}")
    return lines


def _with_numbers(variables: pd.DataFrame) -> list[str]:
    """The names of variables, each with the number of its values."""
    numbers = variables.groupby("variable", sort=False)["value"].nunique()
    return [f"{name} ({number} {'value' if number == 1 else 'values'})"
            for name, number in numbers.items()]  # fmt: skip
