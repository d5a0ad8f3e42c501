"""Several codes in one cell: taken apart where it is certain, else asked about."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations, pairwise

from trustbook.corpus.spellings import folded
from trustbook.corpus.spreadsheet import clean
from trustbook.exchange.questions import Question, Reading

_CERTAIN = ("\n", ";", "；", "؛")  # in a column of several codes; no name holds a line break
_COMMAS = (",", "，", "、", "،")
_SLASH = " / "  # between codes; without blanks it is part of a name
_SEPARATORS = (*_CERTAIN, "|", *_COMMAS, _SLASH)
_LINE_BREAK = "line break"
_MOST_EXAMPLES = 3
_MOST_COMMAS = 12  # in a cell whose parts are looked for by their number

_ITEM = r"""(?:"[^"]+"|'[^']+')"""
_LIST = re.compile(rf"(?:\[|c?\(){_ITEM}(?:, ?{_ITEM})*[\])]")
_TAGS = re.compile(r"#[^\s#]+(?: #[^\s#]+)*")
_ANY_SEPARATOR = re.compile("|".join(map(re.escape, _SEPARATORS)))

Parts = dict[str, tuple[str, ...]]


def parts_of_cells(
    cells: Mapping[str, set[int]],
    reading: Reading,
    *,
    several: bool,
    codes: Collection[str] = (),
) -> tuple[Parts, list[Question]]:
    r"""The codes in each cell that holds more than one, and the question where it is not certain.

    `cells` has each text of a cell, with the numbers of codes that the file counts in it;
    `several` says whether the heading of the column does; `codes` are those of a codebook.

    >>> parts, _ = parts_of_cells({"Trust": set(), "Time": set(), "Trust, Time": set()},
    ...                           Reading(), several=False)
    >>> parts
    {'Trust, Time': ('Trust', 'Time')}
    """
    book = {folded(code) for code in codes}
    in_book = {cell: _split_as_in_book(cell, book) or _parts_of_list(cell) for cell in cells}
    if reading.split_codes is not None:
        signs = [_sign(written, cells) for written in reading.split_codes]
        return _several({cell: in_book[cell] or _split(cell, signs) for cell in cells}), []
    first = {cell: _split(cell, _CERTAIN) if several else (cell,) for cell in cells}
    by_count = {
        cell: in_book[cell] or _split_as_counted(cell, numbers) for cell, numbers in cells.items()
    }
    certain_codes = {part for parts in by_count.values() for part in parts}
    by_count |= {
        cell: _split_by_codes(cell, numbers, certain_codes)
        for cell, numbers in cells.items()
        if not by_count[cell]
    }
    open_cells = {cell: parts for cell, parts in first.items() if not by_count[cell]}
    names = dict.fromkeys(part for parts in open_cells.values() for part in parts)
    may_slash = several and _SLASH.strip() not in map(str.strip, reading.code_paths or ())
    separators = [sign for sign in _SEPARATORS if sign != _SLASH or may_slash]
    split = _split_at_known(names, certain_codes, separators)
    parts = {cell: by_count[cell] or _flat(split.get(one, (one,)) for one in first[cell])
             for cell in cells}  # fmt: skip
    doubtful = [
        name for name in names if name not in split and set(_signs_in(name)) & set(separators)
    ]
    open_names = doubtful if several else _likely_lists(doubtful, names, split)
    return _several(parts), _questions(open_names)


def _sign(written: str, cells: Iterable[str]) -> str:
    """The sign that a map writes; a slash has blanks beside it where it has them in the file."""
    if written.strip() == _SLASH.strip():
        return _SLASH if any(_SLASH in cell for cell in cells) else written.strip()
    return "\n" if written == _LINE_BREAK else written


def _several(parts: Mapping[str, tuple[str, ...]]) -> Parts:
    return {cell: names for cell, names in parts.items() if names != (cell,)}


def _flat(parts: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(name for one in parts for name in one)


def _signs_in(cell: str) -> list[str]:
    """The separators in a cell that could be between codes."""
    return [sign for sign in _SEPARATORS if len(_split(cell, [sign])) > 1]


def _split(cell: str, signs: Sequence[str]) -> tuple[str, ...]:
    """The parts of a cell between the signs; a comma between digits is none."""
    if not any(sign in cell for sign in signs):
        return (cell,)
    patterns = [r"(?<!\d),|,(?!\d)" if sign == "," else re.escape(sign) for sign in signs]
    parts = tuple(part for one in re.split("|".join(patterns), cell) if (part := clean(one)))
    return parts or (cell,)


def _parts_of_list(cell: str) -> tuple[str, ...]:
    """The codes in a list as Python or R prints it, or in a row of tags with hashes; else none.

    >>> _parts_of_list("['Trust', 'Time']"), _parts_of_list("#trust #time"), _parts_of_list("a, b")
    (('Trust', 'Time'), ('trust', 'time'), ())
    """
    if _LIST.fullmatch(cell):
        return tuple(clean(item[1:-1]) for item in re.findall(_ITEM, cell))
    return tuple(cell[1:].split(" #")) if _TAGS.fullmatch(cell) else ()


def _split_as_in_book(cell: str, book: Collection[str]) -> tuple[str, ...]:
    """The codes of a codebook that a cell is made of, the longest first; none where a part is none.

    >>> _split_as_in_book("Trust, general, Time", {"trust, general", "time"})
    ('Trust, general', 'Time')
    """
    if folded(cell) in book:
        return (cell,)
    ends = list(_ANY_SEPARATOR.finditer(cell)) if book else []
    for end in reversed(ends):
        name, rest = clean(cell[: end.start()]), clean(cell[end.end() :])
        if folded(name) in book and (others := _split_as_in_book(rest, book)):
            return (name, *others)
    return ()


def _split_as_counted(cell: str, numbers: set[int]) -> tuple[str, ...]:
    """The parts of a cell that are as many as the file counts; none where not one way is sure."""
    if numbers == {1}:
        return (cell,)
    sure = [parts for sign in _CERTAIN if {len(parts := _split(cell, [sign]))} == numbers]
    ways = [_split(cell, signs) for signs in (("|",), (",",), (_SLASH,), _SEPARATORS)]
    rest = dict.fromkeys(parts for parts in ways if {len(parts)} == numbers)
    return sure[0] if sure else next(iter(rest)) if len(rest) == 1 else ()


def _split_by_codes(cell: str, numbers: set[int], codes: Collection[str]) -> tuple[str, ...]:
    """As many parts between commas as the file counts, all but one of them codes elsewhere.

    >>> _split_by_codes("Time, lack of, Trust", {2}, {"Trust"})
    ('Time, lack of', 'Trust')
    """
    commas = [match.start() for match in re.finditer(",", cell)]
    number = max(numbers, default=0)
    if len(numbers) != 1 or not 0 < number <= len(commas) + 1 <= _MOST_COMMAS:
        return ()
    ways = [
        tuple(clean(cell[before + 1 : after]) for before, after in pairwise([-1, *ends, len(cell)]))
        for ends in combinations(commas, number - 1)
    ]
    likely = [parts for parts in ways if sum(one in codes for one in parts) >= number - 1]
    return likely[0] if len(likely) == 1 else ()


def _split_at_known(names: Iterable[str], codes: set[str], signs: Sequence[str]) -> Parts:
    """The names all of whose parts between the signs are codes elsewhere."""
    codes = codes | {name for name in names if not _signs_in(name)}
    split: Parts = {}
    rest = [name for name in names if _signs_in(name)]
    while True:
        in_parts = {
            name: parts
            for name in rest
            if name not in split and set(parts := _split(name, signs)) <= codes
        }
        if not in_parts:
            return split
        split |= in_parts
        codes |= {part for parts in in_parts.values() for part in parts}


def _likely_lists(doubtful: Sequence[str], names: Iterable[str], split: Parts) -> list[str]:
    """Those of the doubtful names with a sign that names rarely have, or with parts met again."""
    times = Counter(part for name in names for part in set(_split(name, _SEPARATORS)))
    times.update(part for parts in split.values() for part in parts)
    return [
        name
        for name in doubtful
        if set(signs := _signs_in(name)) - {*_COMMAS, _SLASH}
        or (signs != [_SLASH] and any(times[one] > 1 for one in _split(name, _SEPARATORS)))
    ]


def _questions(names: Sequence[str]) -> list[Question]:
    if not names:
        return []
    separators = list(dict.fromkeys(sign for name in names for sign in _signs_in(name)))
    signs = [sign.strip() or _LINE_BREAK for sign in separators]
    examples = [" ".join(name.split()) for name in names[:_MOST_EXAMPLES]]
    more = ", …" if len(names) > _MOST_EXAMPLES else ""
    in_words = " or ".join(f'"{sign}"' if sign != _LINE_BREAK else f"a {sign}" for sign in signs)
    above = ", between a code and the one above it (code_paths)" if _SLASH in separators else ""
    return [
        Question(
            key="split_codes",
            about="; ".join(f'"{name}"' for name in examples) + more,
            text=f"does {in_words} separate several codes{above}, or is it part of a name?",
            default=signs,
            has_safe_default=not {*_COMMAS, _SLASH} & set(separators),
        )
    ]
