"""Cells left blank below the first of a block: asked about, never filled by guess."""

from collections.abc import Sequence
from itertools import pairwise

from trustbook.exchange.columns import Header
from trustbook.exchange.questions import Question
from trustbook.exchange.sheets import NamedSheet

_BLOCKS = ("case", "coder")


def question_of_blanks(
    sheet: NamedSheet, header: Header, is_coded: Sequence[bool]
) -> Question | None:
    """Whether blank cells hold what is above them; None where that changes nothing.

    `is_coded` says of each row whether it has a code. A document is asked about where a coded row
    names none; a case, a coder and a code above others where they are named once for each block;
    words where another of these is blank in the same rows, or the coder another one.
    """
    columns = {
        meaning: sheet.texts(name)
        for meaning, name in header.by_meaning.items()
        if meaning in ("document", "words", *_BLOCKS)
    }
    columns |= {name: sheet.texts(name)
                for name in (*header.category_columns, *header.level_columns)}  # fmt: skip
    documents = columns.get("document", [])
    in_blocks = [
        name
        for name, cells in columns.items()
        if name != "words"
        and _blank_below(cells, is_coded)
        and (name == "document" or _is_of_blocks(cells, documents))
    ]
    words = columns.get("words", [])
    if code := _code_of_blocks(sheet, header, columns):
        in_blocks.append(code)
        columns[code] = sheet.texts(code)
        is_coded = [True] * len(sheet.rows)
    if _blank_below(words, is_coded) and _words_are_shared(words, in_blocks, columns, is_coded):
        in_blocks.append("words")
    if not in_blocks:
        return None
    names = [header.by_meaning.get(name, name) for name in in_blocks]
    number = len({at for name in in_blocks for at in _blank_below(columns[name], is_coded)})
    rows = "row" if number == 1 else "rows"
    return Question(
        key="fill_down",
        about=", ".join(names),
        text=f"do the blank cells of {number} {rows} hold what is above them?",
        default=names,
    )


def _code_of_blocks(sheet: NamedSheet, header: Header, columns: dict[str, list[str]]) -> str | None:
    """The column of codes, where it is before the words and names each code once for a block.

    Then a coder never begins with a blank cell, and no code comes again.
    """
    code, words = header.by_meaning.get("code"), header.by_meaning.get("words")
    if not code or not words or sheet.places[code] > sheet.places[words]:
        return None
    cells, coders = sheet.texts(code), columns.get("coder", [])
    entries = [cell for cell in cells if cell]
    blank = _blank_below(cells, [bool(one) for one in columns["words"]])
    begins = {at for at, (one, other) in enumerate(pairwise(coders), 1) if other not in ("", one)}
    is_of_blocks = len(set(entries)) == len(entries) > 1 and not begins.intersection(blank)
    return code if blank and is_of_blocks else None


def _blank_below(cells: Sequence[str], is_coded: Sequence[bool]) -> list[int]:
    """The coded rows that are blank below a filled cell."""
    if "" not in cells:
        return []
    first = next((at for at, cell in enumerate(cells) if cell), len(cells))
    return [at for at in range(first, len(cells)) if is_coded[at] and not cells[at]]


def _is_of_blocks(cells: Sequence[str], documents: Sequence[str]) -> bool:
    """Whether a value is never repeated in the row below it, nor blank where a document begins."""
    if any(one and one == other for one, other in pairwise(cells)):
        return False
    begins = [
        at for at, (one, other) in enumerate(pairwise(documents), 1) if other not in ("", one)
    ]
    return all(cells[at] for at in begins)


def _words_are_shared(
    words: Sequence[str],
    in_blocks: Sequence[str],
    columns: dict[str, list[str]],
    is_coded: Sequence[bool],
) -> bool:
    blank = _blank_below(words, is_coded)
    coders = columns.get("coder", [])
    is_for_all = all(any(not columns[name][at] for name in in_blocks) for at in blank)
    is_by_coder = bool(coders) and all(
        coders[at] and at > 0 and coders[at] != coders[at - 1] for at in blank
    )
    return is_for_all or is_by_coder
