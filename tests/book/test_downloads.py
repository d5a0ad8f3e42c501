"""What a reader takes away: workbooks, documents and pictures, opened as programs open them."""

import io
import json
import pickle
import re
import struct
import xml.etree.ElementTree as ET
from operator import call

import pandas as pd
import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from nbformat.v4 import new_code_cell, new_notebook, new_output
from openpyxl import load_workbook

from trustbook.book.downloads.document import document_bytes
from trustbook.book.downloads.files import Shelf, begin_files, write_downloads
from trustbook.book.downloads.pictures import drawings_of, picture_file, png_bytes
from trustbook.book.downloads.plain import Source
from trustbook.book.downloads.workbook import workbook_bytes
from trustbook.book.notebooks import write_notebook
from trustbook.book.outputs import FIGURE, Output, output_of, outputs_of
from trustbook.corpus.language import speaking

SOURCE = Source(
    title="Trust on the farm", authors="K. Pii and A. Boe", terms="CC BY 4.0.", language="da"
)
FRAME = pd.DataFrame(
    {
        "who": ["=1+1", "Baker & <son>", "See [Codes](coding.html#codes), `kappa`\nand more"],
        "n": [3, 1234567, 0],
        "mean": [0.123456789, None, 2.5],
        "mutual": [True, False, True],
    }
)


def ties(frame=FRAME, **words):
    about = {"title": "Who trusts whom", "subtitle": "3 ties", "notes": ("One `unit`.", "Two.")}
    output = output_of(frame, name="ties", labels={"n": "Sources"}, **{**about, **words})
    return Output(**{**{f: getattr(output, f) for f in output.__slots__}, "chapter": "networks"})


def workbook(output):
    return load_workbook(io.BytesIO(workbook_bytes(output, SOURCE)))


def document(output):
    return Document(io.BytesIO(document_bytes(output, SOURCE)))


def test_a_workbook_has_numbers_as_numbers_and_no_formula():
    sheet = workbook(ties())["Table"]
    assert [cell.value for cell in sheet[1]] == ["Who", "Sources", "Mean", "Mutual"]
    assert [cell.value for cell in sheet[2]] == ["=1+1", 3, 0.123456789, True]
    assert [cell.data_type for cell in sheet[2]] == ["s", "n", "n", "b"]
    assert [cell.number_format for cell in sheet[2]][1:3] == ["0", "0.00"]
    assert sheet["A4"].value == "See Codes, kappa\nand more"
    assert sheet["C3"].value is None


def test_the_headings_of_a_workbook_stay_in_sight_and_can_be_told_from_the_rows():
    sheet = workbook(ties())["Table"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:D4"
    assert sheet["A1"].font.bold and not sheet["A2"].font.bold
    assert sheet.column_dimensions["A"].width > sheet.column_dimensions["B"].width


def test_a_workbook_says_what_it_is_and_where_it_is_from():
    book = workbook(ties())
    rows = [[cell for cell in row if cell] for row in book["About"].values]
    assert rows[0] == ["Title", "Who trusts whom"]
    assert ["Note", "One unit."] in rows and ["Note", "Two."] in rows
    source = "Trust on the farm, networks/ties. K. Pii and A. Boe. CC BY 4.0."
    assert ["Source", source] in rows
    assert ["n", "Sources", "integer"] in rows
    assert book.properties.title == "Who trusts whom"


def test_files_are_in_the_language_of_the_book():
    with speaking("da"):
        book, file = workbook(ties()), document(ties())
    assert book.sheetnames == ["Tabel", "Om"]
    assert book["Om"]["A1"].value == "Titel"
    assert file.paragraphs[0].text.strip() == "Tabel"
    assert file.paragraphs[2].text.startswith("Note. ")


def test_a_document_has_the_number_that_the_book_gives_until_the_program_counts():
    content = document_bytes(ties(), SOURCE, number="Table 12")
    field = Document(io.BytesIO(content)).paragraphs[0]._p.find(qn("w:fldSimple"))
    assert [each.text for each in field.iter(qn("w:t"))] == ["12"]


def test_a_document_has_a_number_a_title_three_rules_and_notes_below():
    file = document(ties())
    number, title, *notes = file.paragraphs
    assert (number.text.strip(), number.style.name) == ("Table", "Caption")
    assert "SEQ Table" in number._p.xml
    assert title.text == "Who trusts whom. 3 ties" and title.runs[0].italic
    source = "Trust on the farm, networks/ties. K. Pii and A. Boe. CC BY 4.0."
    assert [each.text for each in notes] == ["Note. One unit.", "Two.", source]
    table = file.tables[0]
    rules = table._tbl.tblPr.find(qn("w:tblBorders"))
    assert [rule.tag for rule in rules] == [qn("w:top"), qn("w:bottom")]
    cells = [cell._tc.xml.count("<w:tcBorders>") for row in table.rows for cell in row.cells]
    assert cells == [1] * 4 + [0] * 12, "one rule, below the headings"


def test_the_heading_row_of_a_document_is_one_to_machines_and_comes_again():
    table = document(ties()).tables[0]
    heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert heads == [True, False, False, False]
    properties = table._tbl.tblPr
    assert properties.find(qn("w:tblCaption")).get(qn("w:val")) == "Who trusts whom"
    assert properties.find(qn("w:tblLook")).get(qn("w:firstRow")) == "1"


def test_the_cells_of_a_document_read_as_those_of_the_page():
    table = document(ties()).tables[0]
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[1:3] == [["=1+1", "3", "0.12", "yes"], ["Baker & <son>", "1,234,567", "", "no"]]
    assert rows[3][0] == "See Codes, kappa\nand more"


def test_a_wide_table_lies_on_its_side_and_fits_the_page():
    upright, wide = ties(), ties(pd.DataFrame({f"c{n}": ["word"] for n in range(9)}))
    assert document(upright).sections[0].orientation == WD_ORIENT.PORTRAIT
    section = document(wide).sections[0]
    assert section.orientation == WD_ORIENT.LANDSCAPE
    room = section.page_width - section.left_margin - section.right_margin
    assert sum(column.width for column in document(wide).tables[0].columns) <= room * 1.01


def test_a_document_has_the_title_and_language_of_its_book():
    file = document(ties())
    assert (file.core_properties.title, file.core_properties.language) == ("Who trusts whom", "da")
    languages = {each.get(qn("w:val")) for each in file.styles.element.iter(qn("w:lang"))}
    assert languages == {"da"}


def test_a_long_table_is_whole_as_a_workbook_and_shortened_as_a_document():
    note = "The first 2,000 of 2,001 rows are shown; the data have all of them."
    long = ties(pd.DataFrame({"n": range(2001)}), notes=("Why.",))
    about = [row[1] for row in workbook(long)["About"].values]
    assert workbook(long)["Table"].max_row == 2002
    assert "Why." in about and note not in about
    file = document(long)
    assert len(file.tables[0]._tbl.tr_lst) == 2001
    assert note in [paragraph.text for paragraph in file.paragraphs]


def test_letters_that_no_document_may_hold_are_left_out():
    odd = ties(pd.DataFrame({"who": ["a\x00b\x0bc", "x" * 40_000]}), title='“<&>" ]]>')
    assert workbook(odd)["Table"]["A2"].value == "abc"
    assert document(odd).tables[0].cell(1, 0).text == "abc"


@pytest.mark.parametrize("make", [workbook_bytes, document_bytes])
def test_files_are_the_same_bytes_whenever_they_are_made(make, monkeypatch):
    first = make(ties(), SOURCE)
    monkeypatch.setattr("time.localtime", lambda *_: (2030, 1, 1, 0, 0, 0, 0, 1, 0))
    assert make(ties(), SOURCE) == first
    assert b"2026" not in first


DRAWING = (
    '<svg role="group" aria-labelledby="net-title" style="max-width:96px" width="96" height="48" '
    'viewBox="0 0 96 48" xmlns="http://www.w3.org/2000/svg"><title id="net-title">Net</title>'
    '<desc id="net-desc">A &amp; B</desc><a href="#tie"><path d="M0,0h9v9z"/></a></svg>'
)


def test_a_picture_stands_alone_on_white_without_links():
    root = ET.fromstring(picture_file(DRAWING))
    names = [each.tag.rpartition("}")[2] for each in root.iter()]
    assert names == ["svg", "title", "desc", "rect", "path"]
    assert (root.get("role"), root.get("style")) == ("img", None)


def test_a_picture_for_print_has_300_dots_per_inch():
    """96 pixels of a page are an inch."""
    data = png_bytes(picture_file(DRAWING))
    assert struct.unpack(">II", data[16:24]) == (300, 150)
    (density,) = re.findall(rb"pHYs(.{4}).{4}\x01", data, re.DOTALL)
    assert struct.unpack(">I", density)[0] == round(300 / 0.0254)


def test_a_picture_for_print_is_no_wider_than_a_page_holds():
    wide = DRAWING.replace('width="96"', 'width="960"').replace('height="48"', 'height="480"')
    assert struct.unpack(">II", png_bytes(wide)[16:24]) == (1950, 975), "6.5 inches"


@pytest.fixture
def notebook():
    """An executed chapter with a figure, drawn for pages and for phones."""
    page = f"<figure>{DRAWING}</figure>{DRAWING.replace('net-', 'net-phone-')}"
    part = {"outputs": [{"name": "net", "kind": FIGURE}]}
    display = new_output(
        "display_data", {"text/html": page, "application/vnd.trustbook.output+json": part}
    )
    return new_notebook(cells=[new_code_cell("", id="a", outputs=[display])])


def test_a_figure_is_drawn_as_it_stands_on_its_page(notebook):
    outputs = outputs_of(notebook, chapter="networks")
    assert drawings_of(notebook, outputs) == {"net": DRAWING}


def test_files_are_made_once_and_again_where_something_changed(tmp_path):
    kept = tmp_path / "kept"

    def files(output):
        write_downloads(
            tmp_path, [output], drawings={"ties": DRAWING}, shelf=Shelf(folder=kept, source=SOURCE)
        )
        return {path.name: path.stat().st_mtime_ns for path in kept.rglob("*") if path.is_file()}

    first = files(ties())
    names = {path.name for path in (tmp_path / "tables" / "networks").iterdir()}
    assert names == {f"ties.{suffix}" for suffix in ("csv", "xlsx", "docx", "svg", "png")}
    assert files(ties()) == first
    again = files(ties(title="Another"))
    (picture,) = {*again} & {*first}
    assert len(again) == len(first) and picture.startswith("ties.png.")


def test_files_can_be_written_later_by_another_process(tmp_path):
    begun = []
    shelf = Shelf(folder=tmp_path / "kept", source=SOURCE)
    drawings = {"ties": DRAWING}
    write_downloads(tmp_path, [ties()], drawings=drawings, shelf=shelf, begin=begun.append)
    assert not [*tmp_path.iterdir()]
    for thunk in begun:
        pickle.loads(pickle.dumps(thunk))()
    assert (tmp_path / "tables" / "networks" / "ties.png").read_bytes()[:4] == b"\x89PNG"


def test_files_of_a_chapter_that_was_run_are_not_made_again(tmp_path, notebook, monkeypatch):
    """All but documents, which call a table by its number, are there when the page is staged."""
    shelf = Shelf(folder=tmp_path / "kept", source=SOURCE)
    path = write_notebook(notebook, tmp_path / "networks.ipynb")
    begin_files(shelf, call, "networks", path)
    for maker in ("files.png_bytes", "workbook.workbook_bytes"):
        monkeypatch.setattr(f"trustbook.book.downloads.{maker}", None)
    write_downloads(
        tmp_path, outputs_of(notebook, chapter="networks"), drawings={"net": DRAWING}, shelf=shelf
    )
    names = {path.suffix for path in (tmp_path / "tables" / "networks").iterdir()}
    assert names == {".csv", ".xlsx", ".docx", ".svg", ".png"}


def test_a_kept_file_that_was_damaged_is_made_again(tmp_path):
    shelf = Shelf(folder=tmp_path / "kept", source=SOURCE)
    document = tmp_path / "tables" / "networks" / "ties.docx"
    for cut in (0, 3, -1):
        write_downloads(tmp_path, [ties()], drawings={}, shelf=shelf)
        whole = document.read_bytes()
        for path in shelf.folder.rglob("*.docx*"):
            path.write_bytes(path.read_bytes()[:cut])
        write_downloads(tmp_path, [ties()], drawings={}, shelf=shelf)
        assert document.read_bytes() == whole


def test_all_rows_of_a_long_table_are_a_script_beside_the_page(tmp_path):
    """Each text once, numbers in their order; the place of its text for each row."""
    shelf = Shelf(folder=tmp_path / "kept", source=SOURCE)
    frame = pd.DataFrame({"who": ["A", "B"] * 1_500, "n": [2.5, None, 1.0] * 1_000})
    write_downloads(tmp_path, [ties(frame)], drawings={}, shelf=shelf)
    text = (tmp_path / "tables" / "networks" / "ties.js").read_text(encoding="utf-8")
    head, _, data = text.partition(" = ")
    assert head == '(window.trustbookRows ??= {})["tables/networks/ties.js"]'
    who, n = json.loads(data.strip().removesuffix(";"))["columns"]
    assert (who["texts"], who["at"]) == (["A", "B"], [0, 1] * 1_500)
    assert (n["texts"], n["at"]) == (["1,0", "2,5", ""], [1, 2, 0] * 1_000)
