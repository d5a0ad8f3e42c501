import zipfile

import openpyxl
import pandas as pd
import pytest

from trustbook.errors import ExportError
from trustbook.exchange.tabular import read_table, read_tabular

TAGUETTE = (
    "id,document,tag,content\r\n"
    "1,SU1.docx,Trust,Hun er altid på min side 😀\r\n"
    "1,SU1.docx,Nurse,Hun er altid på min side 😀\r\n"
    "2,NU1.docx,Trust,ثقة\r\n"
)
QUALCODER = (
    "\ufeffFile,Coder,Coded,Id,Codename,Coded_Memo,Category\n"
    "SU1,anna,Hun er altid på min side,1,Trust,because,Needs\n"
    "SU1,bo,Hun er altid på min side,2,Nurse,,Persons\n"
)


def elements_of(project):
    """One row per kind of element of the account."""
    return pd.DataFrame(project.account.elements)


def written(path, text, *, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


def codings_of(export):
    """Quotation, code and coder of each coding."""
    rows = export.codings.merge(export.selections, left_on="selection", right_on="guid")
    names = export.codes.set_index("guid")["name"]
    return list(zip(rows["quotation"], rows["code"].map(names), strict=True))


def workbook(path, rows, *, title="Sheet"):
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def ods(path, rows):
    """An ODS workbook with one sheet, written by hand."""
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p>'
            "</table:table-cell>"
            for cell in row
        )
        + '<table:table-cell table:number-columns-repeated="16380"/></table:table-row>'
        for row in rows
    )
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names}><office:body>'
        f'<office:spreadsheet><table:table table:name="One">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return path


def test_taguette_csv_has_a_row_a_tag_and_one_segment_a_highlight(tmp_path):
    export = read_tabular(written(tmp_path / "t.csv", TAGUETTE))
    assert export.account.origin == "Taguette"
    assert codings_of(export) == [
        ("Hun er altid på min side 😀", "Trust"),
        ("Hun er altid på min side 😀", "Nurse"),
        ("ثقة", "Trust"),
    ]
    assert len(export.selections) == 2
    assert export.sources["name"].to_list() == ["SU1.docx", "NU1.docx"]


def test_taguette_xlsx_is_the_same_table(tmp_path):
    rows = [line.split(",") for line in TAGUETTE.splitlines()]
    export = read_tabular(workbook(tmp_path / "t.xlsx", rows))
    assert len(export.codings) == 3
    assert len(export.selections) == 2


def test_an_ods_table_is_read(tmp_path):
    rows = [line.split(",") for line in TAGUETTE.splitlines()]
    export = read_tabular(ods(tmp_path / "t.ods", rows))
    assert codings_of(export)[2] == ("ثقة", "Trust")


def test_a_report_of_qualcoder_has_a_mark_coders_and_categories(tmp_path):
    export = read_tabular(written(tmp_path / "r.csv", QUALCODER))
    codes = export.codes.set_index("name")
    assert export.account.origin == "QualCoder"
    assert codes.loc["Trust", "parent"] == codes.loc["Needs", "guid"]
    assert export.codings["coder"].to_list() == ["C1", "C2"]
    assert export.memos["text"].to_list() == ["because"]


def test_excel_of_maxqda_has_code_paths_and_document_groups(tmp_path):
    rows = [
        ["Colour", "Document group", "Document name", "Code", "Beginning", "End", "Segment"],
        ["●", "Patients", "SU1", "Needs\\Trust", 3, 3, "Hun er altid på min side"],
        ["●", "Patients", "SU1", "Needs\\Doubt\\early", 3, 3, "Hun er altid på min side"],
        ["●", "Staff", "NU1", "Needs\\Trust", 1, 1, "De er væk"],
    ]
    export = read_tabular(workbook(tmp_path / "m.xlsx", rows))
    assert export.codes["name"].to_list() == ["Needs", "Trust", "Doubt", "early"]
    assert len(export.selections) == 2
    assert export.variables[["variable", "value"]].to_numpy().tolist() == [
        ["Document group", "Patients"],
        ["Document group", "Staff"],
    ]
    dropped = elements_of(export).set_index("element").loc["columns"]
    assert dropped["dropped"] == 1
    assert "Colour" in dropped["reason"]


def test_numbered_columns_hold_codes(tmp_path):
    text = "Document;Text;Code 2;Code 1;Participant\nD;Words one;b;a;Ann\nD;Words two;;a;Bo\n"
    export = read_tabular(written(tmp_path / "w.csv", text))
    assert codings_of(export) == [("Words one", "a"), ("Words one", "b"), ("Words two", "a")]
    assert export.cases["name"].to_list() == ["Ann", "Bo"]
    assert export.members["selection"].to_list() == ["s1", "s2"]


def test_columns_of_marks_are_codes(tmp_path):
    text = "Text,Trust,Doubt,Age\nWords one,1,0,41\nWords two,1,1,37\n"
    export = read_tabular(written(tmp_path / "w.csv", text))
    assert codings_of(export) == [
        ("Words one", "Trust"),
        ("Words two", "Trust"),
        ("Words two", "Doubt"),
    ]
    assert export.sources["name"].to_list() == ["w"]


def test_a_folder_of_tables_is_one_export(tmp_path):
    written(tmp_path / "a.csv", "Text,Code\nOne,Trust\n")
    written(tmp_path / "b.csv", "Text,Code\nTwo,Trust\n")
    export = read_tabular(tmp_path)
    assert export.sources["name"].to_list() == ["a", "b"]
    assert export.codes["name"].to_list() == ["Trust"]


def test_a_title_above_the_column_names_is_left_out(tmp_path):
    rows = [["Coded segments"], [], ["Document name", "Code", "Segment"], ["D", "Trust", "Words"]]
    assert codings_of(read_tabular(workbook(tmp_path / "m.xlsx", rows))) == [("Words", "Trust")]


def test_repeated_and_empty_rows_are_counted(tmp_path):
    text = "Document,Text,Code,Coder\nD,One,a,x\nD,One,a,x\nD,,a,x\n"
    counts = elements_of(read_tabular(written(tmp_path / "w.csv", text))).set_index("element")
    assert counts.loc["rows", ["found", "kept", "dropped"]].to_list() == [3, 2, 1]
    assert counts.loc["codings", ["found", "kept", "dropped"]].to_list() == [2, 1, 1]


def test_windows_text_is_read_and_said(tmp_path):
    path = written(tmp_path / "w.csv", "Text,Code\nHun er på min side,Nærhed\n", encoding="cp1252")
    export = read_tabular(path)
    assert export.codes["name"].to_list() == ["Nærhed"]
    assert "UTF-8" in export.account.warnings[0]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("t.xlsx", b"PK\x03\x04 no workbook"),
        ("t.ods", b"nothing"),
        ("t.csv", b"name,address\n"),
        ("t.csv", b""),
    ],
)
def test_what_is_no_table_of_excerpts_is_told_in_a_line(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(ExportError, match=rf"^{name}: [^\n]+$"):
        read_tabular(path)


def test_an_ods_file_with_a_document_type_is_refused(tmp_path):
    path = tmp_path / "t.ods"
    bomb = '<!DOCTYPE a [<!ENTITY x "lol"><!ENTITY y "&x;&x;">]>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "content.xml",
            f'{bomb}<t:table xmlns:t="urn:oasis:names:tc:opendocument:xmlns:table:1.0">'
            "<t:table-row/>&y;</t:table>",
        )
    with pytest.raises(ExportError, match="document type"):
        read_tabular(path)


def test_a_workbook_that_swells_is_refused(tmp_path):
    path = tmp_path / "t.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"\0" * 50_000_000)
    with pytest.raises(ExportError, match="swells"):
        read_tabular(path)


def test_a_sheet_is_found_by_name(tmp_path):
    path = workbook(tmp_path / "t.xlsx", [["a"], ["1"]], title="Relations")
    assert read_table(path, sheet="relations")["a"].to_list() == ["1"]
    with pytest.raises(ExportError, match="no sheet other; there are Relations"):
        read_table(path, sheet="other")


def test_a_misspelt_column_is_asked_about_with_what_it_nearly_says(tmp_path):
    text = "Segment,Code,Codr,Case\nOne,Trust,anna,P1\nTwo,Trust,bo,P1\n"
    export = read_tabular(written(tmp_path / "w.csv", text))
    (question,) = export.questions
    assert (question.about, question.default) == ("Codr", {"Codr": "coder"})
    assert question.decides


def test_a_column_that_only_tells_documents_apart_is_not_kept(tmp_path):
    text = "Document,Text,Code,Ward\nD1,One,Trust,A\nD2,Two,Trust,B\n"
    export = read_tabular(written(tmp_path / "w.csv", text))
    assert elements_of(export).set_index("element").loc["columns", "kept"] == 3
    assert "variables of documents: Ward" in export.account.columns_read
    assert export.account.columns_read.endswith("no column for coder, case")


def test_a_variable_of_cases_is_kept_and_named(tmp_path):
    text = "Text,Code,Person,Age\nOne,Trust,Ann,41\nTwo,Trust,Bo,37\n"
    export = read_tabular(written(tmp_path / "w.csv", text))
    assert elements_of(export).set_index("element").loc["columns", "kept"] == 4
    assert "variables of cases: Age" in export.account.columns_read
    assert export.account.warnings == []


def with_merges(path, rows, *ranges):
    """A workbook in which these ranges are merged."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for one in ranges:
        book.active.merge_cells(one)
    book.save(path)
    return path


def test_merged_cells_hold_for_all_rows_that_they_cover(tmp_path):
    """Three codings of two coders about two passages of one case."""
    rows = [
        ["Interview", "Case", "Text", "Coder", "Code"],
        ["Int 1", "P1", "same passage", "ana", "trust"],
        [None, None, None, "bo", "hope"],
        [None, None, "second passage", "ana", "hope"],
    ]
    path = with_merges(tmp_path / "m.xlsx", rows, "A2:A4", "B2:B4", "C2:C3")
    export = read_tabular(path)
    assert codings_of(export) == [
        ("same passage", "trust"), ("same passage", "hope"), ("second passage", "hope"),
    ]  # fmt: skip
    assert export.codings["selection"].to_list() == ["s1", "s1", "s2"]
    assert export.sources["name"].to_list() == ["Int 1"]
    assert export.members["case"].to_list() == ["k1", "k1"]


def test_a_name_that_is_merged_over_two_rows_of_headings_is_a_heading(tmp_path):
    rows = [
        ["My coding"],
        ["Interview", "Text", "Barriers", None, "Helps"],
        [None, None, "Time", "Money", "Humour"],
        ["Int 1", "One", "x", None, "x"],
    ]
    ranges = ("A1:E1", "A2:A3", "B2:B3", "C2:D2")
    export = read_tabular(with_merges(tmp_path / "m.xlsx", rows, *ranges))
    assert codings_of(export) == [("One", "Time"), ("One", "Humour")]


def test_titles_above_the_header_of_a_csv_are_left_out(tmp_path):
    text = "My thesis codings,,\nexported 2024,,\nDocument,Segment,Code\nI1,Alpha,Trust\n"
    assert codings_of(read_tabular(written(tmp_path / "t.csv", text))) == [("Alpha", "Trust")]


@pytest.mark.parametrize(
    "text",
    [
        'Document,Segment,Code\nI1,"Alpha,Trust\nI2,Beta,Trust\n',
        'Document,Segment,Code\nI1,"Alpha,Trust\nI2,"Beta",Trust\n',
        "Document,Segment,Code\nI1,Alpha,Trust\nI2,Be",
        "Document,Segment,Code\nI1,Alpha, or Beta,Trust\n",
    ],
)
def test_a_table_that_would_be_half_read_is_refused(tmp_path, text):
    with pytest.raises(ExportError, match=r"^t\.csv, row [23][^\n]+$"):
        read_tabular(written(tmp_path / "t.csv", text))


def test_a_table_cut_in_the_middle_of_a_letter_is_refused(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes("Segment,Code\nnæsten,Trust\ntillidsfø".encode()[:-1])
    with pytest.raises(ExportError, match="cut short"):
        read_tabular(path)


def test_rows_that_an_ods_file_repeats_are_all_read(tmp_path):
    path = ods(tmp_path / "t.ods", [["Text", "Code"], ["One", "Trust"]])
    with zipfile.ZipFile(path) as archive:
        content = archive.read("content.xml").decode()
    row = '<table:table-row table:number-rows-repeated="3">'
    head, last = content.rsplit("<table:table-row>", 1)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", head + row + last)
    assert elements_of(read_tabular(path)).set_index("element").loc["rows", "found"] == 3
