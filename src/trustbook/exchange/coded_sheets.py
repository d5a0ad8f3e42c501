"""The sheets with coded excerpts: their excerpts, what is asked of them, what is left out."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from trustbook.exchange.account import Account
from trustbook.exchange.blanks import question_of_blanks
from trustbook.exchange.coded_cells import number_of_codings
from trustbook.exchange.columns import Header
from trustbook.exchange.count_tables import NO_PASSAGES, count_in
from trustbook.exchange.excerpts import (
    Excerpt,
    RowsOfSheet,
    code_columns,
    place_in,
)
from trustbook.exchange.garbled import question_of_garbled
from trustbook.exchange.marks import coders_in, marks_nothing, says_no_code
from trustbook.exchange.odd_cells import (
    hidden_code_columns,
    hidden_columns_in_words,
    question_of_dates,
    question_of_hidden,
    require_codes,
    require_stored_values,
)
from trustbook.exchange.questions import Question, Reading
from trustbook.exchange.sheets import NamedSheet
from trustbook.exchange.split_codes import Parts, parts_of_cells

_HALF = 0.5
_NAMING = ("document", "case", "coder")
HIDDEN = "hidden, which the map says to skip"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedSheets:
    """The sheets with their headers, the excerpts in them, and how many codes their cells hold."""

    sheets: Sequence[NamedSheet]
    headers: Sequence[Header]
    excerpts: Sequence[Excerpt]
    questions: Sequence[Question]
    number_of_codings: int


def coded_sheets(
    sheets: Sequence[NamedSheet],
    headers: Sequence[Header],
    reading: Reading,
    account: Account,
    *,
    codes: Collection[str] = (),
) -> CodedSheets:
    """What the sheets with excerpts hold; the account says what is left out, and where.

    `codes` are those of a codebook beside them.
    """
    coded: list[tuple[NamedSheet, Header]] = []
    for sheet, header in zip(sheets, headers, strict=True):
        if header.has_excerpts:
            require_stored_values(sheet, header)
            require_codes(sheet, header)
            _leave_out_rows(sheet, account)
            account.warnings += hidden_columns_in_words(sheet, header)
            coded.append((sheet.filled_down(sheet.columns_among(reading.fill_down or ())), header))
        elif len(sheet.cells):
            account.warnings.append(
                f"{sheet.file}: the sheet {sheet.name} has no coded excerpts; it was not read"
            )
    parts, questions = _parts(coded, reading, codes)
    blanks = _blanks(coded, parts, reading, codes)
    if any(header.count_columns for _, header in coded):
        account.warnings.append(NO_PASSAGES)
    if blanks:
        account.warnings.append(
            f"Cells of codes that say that there is none ({', '.join(sorted(blanks))}) are listed "
            "as left out. Where one is a code, write it in the map under same: "
            f'{{"{min(blanks)}": []}}.'
        )
    questions += _questions(coded, reading)
    document_of, of_sheets = _documents(coded, reading)
    questions += of_sheets
    excerpts: list[Excerpt] = []
    number = 0
    for at, (sheet, header) in enumerate(coded):
        number += number_of_codings(sheet, header, parts, fill_down=list(sheet.filled_from))
        visible_cells = _without_hidden(sheet, header, parts, reading, account)
        rows = RowsOfSheet(visible_cells, header, parts, blanks=blanks, number=at)
        of_sheet = rows.excerpts(
            document=document_of[at], names_document=reading.sheets == "documents"
        )
        is_of_coder = reading.sheets == "coders" and "coder" not in header.by_meaning
        excerpts += (
            one._replace(cells={**one.cells, "coder": sheet.name}) if is_of_coder else one
            for one in of_sheet
        )
        for one in rows.left_out:
            account.leave_out("codings", place=one.place, reason=one.reason)
    return CodedSheets(
        sheets=[sheet for sheet, _ in coded],
        headers=[header for _, header in coded],
        excerpts=_in_groups(excerpts),
        questions=questions,
        number_of_codings=number,
    )


def _in_groups(excerpts: Sequence[Excerpt]) -> Sequence[Excerpt]:
    """The excerpts; documents of one name in several groups, which are several, are told apart."""
    pairs = {(one.document, group) for one in excerpts if (group := one.cells.get("group"))}
    times = Counter(document for document, _ in pairs)

    def in_group(one: Excerpt) -> Excerpt:
        if times[one.document] < 2 or not (group := one.cells.get("group")):  # noqa: PLR2004
            return one
        name = f"{group}/{one.document}"
        return one._replace(document=name, key=(name, *one.key[1:]))

    return list(map(in_group, excerpts)) if len(times) < len(pairs) else excerpts


def _leave_out_rows(sheet: NamedSheet, account: Account) -> None:
    """List the rows that count others, or name the columns again."""
    for row in (*sheet.totals, *sheet.units):
        account.find("rows")
        is_total = row in sheet.totals
        reason = "counting what is above" if is_total else "saying what the columns hold"
        account.leave_out("rows", place=place_in(sheet, row, "all"), reason=reason)


def _parts(
    coded: Sequence[tuple[NamedSheet, Header]], reading: Reading, codes: Collection[str]
) -> tuple[Parts, list[Question]]:
    """The codes in each cell that holds several, or one that is spelt in another way."""
    spelling = {other: name for name, others in (reading.same or {}).items() for other in others}
    parts: Parts = {}
    questions: list[Question] = []
    names: list[str] = []
    for several in (False, True):
        cells = _cells_of_codes(coded, several=several)
        split, doubts = parts_of_cells(cells, reading, several=several, codes=codes)
        for cell in cells:
            of_cell = split.get(cell, (cell,))
            if of_cell != (cell,) or any(name in spelling for name in of_cell):
                parts[cell] = tuple(spelling.get(name, name) for name in of_cell)
        questions += doubts
        names += [name for cell in cells for name in split.get(cell, (cell,))]
    garbled = question_of_garbled([*names, *_names_in(coded)], reading)
    return parts, [*questions, *([garbled] if garbled else [])]


def _names_in(coded: Sequence[tuple[NamedSheet, Header]]) -> Iterator[str]:
    """The names of documents, cases and coders, and the codes that headings name."""
    for sheet, header in coded:
        yield from header.mark_columns.values()
        for role in _NAMING:
            if role in header.by_meaning:
                yield from dict.fromkeys(sheet.texts(header.by_meaning[role]))


def _blanks(
    coded: Sequence[tuple[NamedSheet, Header]],
    parts: Parts,
    reading: Reading,
    codes: Collection[str],
) -> set[str]:
    """What cells of codes hold where they name none, unless the map or a codebook has it."""
    cells = {cell for several in (False, True) for cell in _cells_of_codes(coded, several=several)}
    names = {name for cell in cells for name in parts.get(cell, (cell,))} - set(codes)
    return {name for name in names if says_no_code(name) and not reading.settles(name)}


def _cells_of_codes(
    coded: Sequence[tuple[NamedSheet, Header]], *, several: bool
) -> dict[str, set[int]]:
    """Each text of a cell of codes, with the numbers of codes that the file counts in it."""
    cells: dict[str, set[int]] = {}
    for sheet, header in coded:
        for column in code_columns(header):
            if (header.by_meaning.get("codes") == column) != several:
                continue
            counts = header.by_meaning.get("number_of_codes")
            numbers = sheet.texts(counts) if counts and several else []
            texts = sheet.texts(column)
            cells |= {text: set() for text in dict.fromkeys(texts) if text and text not in cells}
            for text, number in zip(texts, numbers, strict=False):
                if text and number.isdecimal():
                    cells[text].add(int(number))
    return cells


def _questions(coded: Iterable[tuple[NamedSheet, Header]], reading: Reading) -> list[Question]:
    questions: list[Question | None] = []
    for sheet, header in coded:
        is_coded = _is_coded(sheet, header)
        if reading.fill_down is None:
            questions.append(question_of_blanks(sheet, header, is_coded))
        if reading.hidden is None:
            questions.append(question_of_hidden(sheet, header, is_coded))
        questions.append(question_of_dates(sheet, header, reading))
    return [one for one in questions if one]


def _is_coded(sheet: NamedSheet, header: Header) -> list[bool]:
    """Whether each row has a code."""
    coded = [False] * len(sheet.rows)
    for column in (*code_columns(header), *header.level_columns):
        coded = [one or bool(text) for one, text in zip(coded, sheet.texts(column), strict=True)]
    for column in header.mark_columns:
        cells = sheet.cells[column].tolist()
        coded = [one or not marks_nothing(cell) for one, cell in zip(coded, cells, strict=True)]
    for column in header.count_columns:
        texts = sheet.texts(column)
        coded = [one or count_in(text) != 0 for one, text in zip(coded, texts, strict=True)]
    for column in header.columns_of_coders:
        texts = sheet.texts(column)
        coded = [one or bool(coders_in(text)) for one, text in zip(coded, texts, strict=True)]
    return coded


def _documents(
    coded: Sequence[tuple[NamedSheet, Header]], reading: Reading
) -> tuple[list[str], list[Question]]:
    """The document of each sheet for rows that name none: the sheet or the file."""
    documents = [Path(sheet.file).stem for sheet, _ in coded]
    questions = []
    for file in dict.fromkeys(sheet.file for sheet, _ in coded):
        of_file = [
            at
            for at, (sheet, header) in enumerate(coded)
            if sheet.file == file
            and (reading.sheets == "documents" or "document" not in header.by_meaning)
        ]
        question = None if reading.sheets else _question_of_coders(coded, file)
        questions += [question] if question else []
        is_one = reading.sheets is None and len(of_file) < 2  # noqa: PLR2004
        if question or is_one or reading.sheets in ("tables", "coders"):
            continue
        for at in of_file:
            documents[at] = coded[at][0].name
        if reading.sheets is None and not _are_alike([coded[at] for at in of_file]):
            names = ", ".join(coded[at][0].name for at in of_file)
            questions.append(
                Question(
                    key="sheets",
                    about=f"{file} ({names})",
                    text="is each of these sheets a document, or are they tables of one?",
                    default="documents",
                )
            )
    return documents, questions


def _question_of_coders(coded: Sequence[tuple[NamedSheet, Header]], file: str) -> Question | None:
    """What is asked where sheets that name no coder have the same words, as those of coders do."""
    of_file = [
        (sheet, header)
        for sheet, header in coded
        if sheet.file == file and "coder" not in header.by_meaning
    ]
    if not _share_words(of_file):
        return None
    names = ", ".join(sheet.name for sheet, _ in of_file)
    return Question(
        key="sheets",
        about=f"{file} ({names})",
        text="is each of these sheets, which have the same words, what one coder coded (coders), a "
        "document (documents), or are they tables of one (tables)?",
        default="coders",
    )


def _share_words(coded: Sequence[tuple[NamedSheet, Header]]) -> bool:
    """Whether two sheets have more than half of their words in common."""
    words = [
        set(sheet.texts(header.by_meaning["words"])) - {""}
        for sheet, header in coded
        if "words" in header.by_meaning
    ]
    return any(
        len(one & other) > _HALF * min(len(one), len(other))
        for at, one in enumerate(words)
        for other in words[:at]
    )


def _are_alike(coded: Sequence[tuple[NamedSheet, Header]]) -> bool:
    """Whether sheets have the same columns and not the same words, as those of documents have."""
    (_, first), *others = coded
    return not _share_words(coded) and all(
        set(header.by_meaning.items()) == set(first.by_meaning.items()) for _, header in others
    )


def _without_hidden(
    sheet: NamedSheet,
    header: Header,
    parts: Mapping[str, Sequence[str]],
    reading: Reading,
    account: Account,
) -> NamedSheet:
    """The sheet without hidden rows and codes, where the map says so; each is listed."""
    if reading.hidden != "skip":
        return sheet
    hidden = {row for row in sheet.rows if row in sheet.raw.hidden_rows}
    columns = hidden_code_columns(sheet, header)
    visible = sheet.without_rows(hidden)
    rows = RowsOfSheet(sheet, header, parts, number=0)
    for one in rows.excerpts(document="", names_document=False):
        for _ in one.codes if one.row in hidden else ():
            place = place_in(sheet, one.row, "of codes")
            account.leave_out("codings", place=place, reason=HIDDEN)
    return _without_columns(visible, header, columns, parts, account)


def _without_columns(
    sheet: NamedSheet,
    header: Header,
    columns: Sequence[str],
    parts: Mapping[str, Sequence[str]],
    account: Account,
) -> NamedSheet:
    for column in columns:
        for row, text in zip(sheet.rows, sheet.texts(column), strict=True):
            names: Sequence[str] = parts.get(text, [text][: bool(text)])
            if column in header.mark_columns:
                names = [text][: not marks_nothing(text)]
            elif column in header.columns_of_coders:
                names = coders_in(text)
            elif column in header.count_columns:
                count = count_in(text)
                names = [text] * (1 if count is None else count)
            for _ in names:
                account.leave_out("codings", place=place_in(sheet, row, column), reason=HIDDEN)
    return sheet.emptied(columns)
