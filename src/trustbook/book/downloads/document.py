"""A table as a document (DOCX), set as journals of the field want it.

Number and title above, three rules and no vertical ones, notes below, in the order of the
Publication Manual of the American Psychological Association (7th edition, 2020, chapter 7). The
heading row is marked as one and comes again on every page.
"""

import io
from collections.abc import Iterator, Sequence
from functools import cache
from xml.sax.saxutils import escape, quoteattr

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from trustbook.book.downloads.plain import Source, plain_notes, plain_words
from trustbook.book.outputs import (
    FIGURE,
    NUMERIC,
    SEGMENTS,
    Column,
    Output,
    column_texts,
    rows_in_document,
    shortened_ids,
)
from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.packing import members_of_zip, timeless_office_file, zip_bytes

FONT = "Times New Roman"
_SHORT_SIDE, _LONG_SIDE, _MARGIN = 210, 297, 25  # millimetres of a page of A4
_WIDE_COLUMNS, _WIDE_LETTERS = 6, 90  # from which a table is on its side
_MOST_OF_CELL = 40  # letters by which a column is judged: a longer cell breaks
_LEAST_OF_CELL = 6
_SAMPLE = 200
_SIDES = ("top", "right", "bottom", "left")
_TWIPS = 56.7  # of a millimetre
_BODY, _CORE = "word/document.xml", "docProps/core.xml"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_RULE = 'w:val="single" w:sz="{}" w:space="0" w:color="000000"'
_CAPTION = '<w:pStyle w:val="Caption"/>'
_SMALL = '<w:sz w:val="18"/>'
_UNUSED = ("stylesWithEffects", "customXml", "thumbnail")  # of the template of python-docx


def document_bytes(output: Output, source: Source, *, number: str = "") -> bytes:
    """The document of an output, the same bytes for the same values; long tables are shortened.

    `number` is what the book calls it, such as Table 12.
    """
    members = _template(source.language) | {
        _BODY: _body(output, source, number=number).encode(),
        _CORE: _core(output, source).encode(),
    }
    return zip_bytes(members)


@cache
def _template(language: str) -> dict[str, bytes]:
    """The parts of a document without words, by their place in it."""
    document = Document()
    for part in (document.part, document.part.package):
        for name, relation in list(part.rels.items()):
            if relation.reltype.endswith(_UNUSED):
                del part.rels[name]
    styles = document.styles
    for style in styles.element.findall(qn("w:style")):
        if style.get(qn("w:type")) == "table" and style.get(qn("w:default")) is None:
            styles.element.remove(style)
    normal, caption = styles["Normal"], styles["Caption"]
    normal.font.name, normal.font.size = FONT, Pt(11)
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)
    caption.font.size, caption.font.color.rgb = Pt(11), RGBColor(0, 0, 0)
    caption.paragraph_format.space_after, caption.paragraph_format.keep_with_next = Pt(4), True
    for each in styles.element.iter(qn("w:lang")):
        each.set(qn("w:val"), language)
    content = io.BytesIO()
    document.save(content)
    return members_of_zip(timeless_office_file(content.getvalue()))


def _core(output: Output, source: Source) -> str:
    """What the document says about itself, without the time at which it was made."""
    fields = {
        "dc:title": plain_words(output.title),
        "dc:creator": source.authors or source.title,
        "dc:description": source.words(output),
        "dc:language": source.language,
    }
    words = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in fields.items())
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties xmlns:cp='
        '"http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/">{words}</cp:coreProperties>'
    )


def _body(output: Output, source: Source, *, number: str) -> str:
    """The words of the document: caption, table and notes on a page that is wide enough."""
    texts = _texts(output)
    letters = [_letters(each) for each in texts]
    is_wide = len(letters) >= _WIDE_COLUMNS or sum(letters) > _WIDE_LETTERS
    sides = (_LONG_SIDE, _SHORT_SIDE) if is_wide else (_SHORT_SIDE, _LONG_SIDE)
    widths = _widths(letters, sides[0] - 2 * _MARGIN)
    notes = [*plain_notes(output, rows=rows_in_document(output.rows)), source.words(output)]
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:document {_W}><w:body>'
        f"{_caption(output, number=number)}{_table(output, texts, widths)}{_notes(notes)}"
        f"{_page(*sides, is_wide=is_wide)}</w:body></w:document>"
    )


def _texts(output: Output) -> list[list[str]]:
    """The cells of each column below its heading, as a reader sees them."""
    rows = output.rows[: rows_in_document(output.rows)]
    columns = enumerate(output.columns)
    return [
        [
            shortened_ids(text) if c.type == SEGMENTS else plain_words(text)
            for text in (c.label, *column_texts(c, [row[place] for row in rows]))
        ]
        for place, c in columns
    ]


def _letters(texts: Sequence[str]) -> int:
    longest = max(len(line) for text in texts[:_SAMPLE] for line in (text.splitlines() or [""]))
    return max(_LEAST_OF_CELL, min(_MOST_OF_CELL, longest))


def _widths(letters: Sequence[int], width: float) -> list[int]:
    """The widths of columns that share a width in millimetres, in twentieths of points."""
    return [round(each / sum(letters) * width * _TWIPS) for each in letters]


def _page(width: int, height: int, *, is_wide: bool) -> str:
    size = f'w:w="{width * _TWIPS:.0f}" w:h="{height * _TWIPS:.0f}"'
    sides = " ".join(f'w:{each}="{_MARGIN * _TWIPS:.0f}"' for each in _SIDES)
    turned = ' w:orient="landscape"' if is_wide else ""
    return (
        f"<w:sectPr><w:pgSz {size}{turned}/>"
        f'<w:pgMar {sides} w:header="720" w:footer="720" w:gutter="0"/></w:sectPr>'
    )


def _caption(output: Output, *, number: str) -> str:
    """The number of the book, until the program counts, and the title on a line of its own."""
    kind, _, n = (number or sentence("Table {n}", n=1)).rpartition(" ")
    field = f" SEQ {'Figure' if output.kind == FIGURE else 'Table'} \\* ARABIC "
    counted = f'<w:fldSimple w:instr="{field}"><w:r><w:t>{n}</w:t></w:r></w:fldSimple>'
    title = _run(plain_words(output.title), '<w:b w:val="0"/><w:i/>')
    below = f". {plain_words(output.subtitle)}" if output.subtitle else ""
    words = title + (_run(below, '<w:b w:val="0"/>') if below else "")
    return _paragraph(_run(f"{kind} ") + counted, _CAPTION) + _paragraph(words, _CAPTION)


def _notes(notes: Sequence[str]) -> str:
    opening = _run(f"{gettext('Note')}. ", f"<w:i/>{_SMALL}")
    runs = [opening + _run(notes[0], _SMALL), *(_run(each, _SMALL) for each in notes[1:])]
    return "".join(_paragraph(each, '<w:spacing w:before="40" w:after="40"/>') for each in runs)


def _paragraph(runs: str, properties: str) -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def _run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr>{''.join(_lines(text))}</w:r>"


def _table(output: Output, texts: Sequence[Sequence[str]], widths: Sequence[int]) -> str:
    """The table with its rules; python-docx itself takes a second for a few hundred rows."""
    rows = list(zip(*texts, strict=True))
    lines = [_row(row, output.columns, widths, is_head=n == 0) for n, row in enumerate(rows)]
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    words = quoteattr(plain_words(output.description or output.subtitle or output.title))
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>'
        f"<w:top {_RULE.format(8)}/><w:bottom {_RULE.format(8)}/></w:tblBorders>"
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="00A0" w:firstRow="1" w:lastRow="0" '
        'w:firstColumn="1" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f"<w:tblCaption w:val={quoteattr(plain_words(output.title))}/>"
        f"<w:tblDescription w:val={words}/></w:tblPr>"
        f"<w:tblGrid>{columns}</w:tblGrid>{''.join(lines)}</w:tbl>"
    )


def _row(
    texts: Sequence[str], columns: Sequence[Column], widths: Sequence[int], *, is_head: bool
) -> str:
    cells = "".join(
        _cell(text, width, is_head=is_head, is_number=column.type in NUMERIC)
        for text, column, width in zip(texts, columns, widths, strict=True)
    )
    head = "<w:tblHeader/>" if is_head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{cells}</w:tr>"


def _cell(text: str, width: int, *, is_head: bool, is_number: bool) -> str:
    rule = f"<w:tcBorders><w:bottom {_RULE.format(6)}/></w:tcBorders>" if is_head else ""
    align = '<w:jc w:val="right"/>' if is_number else ""
    keep, bold = ("<w:keepNext/>", "<w:b/>") if is_head else ("", "")
    words = _paragraph(
        _run(text, f'{bold}<w:sz w:val="19"/>'),
        f'{keep}<w:spacing w:before="20" w:after="20"/>{align}',
    )
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{rule}</w:tcPr>{words}</w:tc>'


def _lines(text: str) -> Iterator[str]:
    for number, line in enumerate(text.split("\n")):
        yield "<w:br/>" if number else ""
        yield f'<w:t xml:space="preserve">{escape(line)}</w:t>'
