import datetime as dt
import zipfile

import openpyxl
import pandas as pd
import pytest

from trustbook.errors import ExportError
from trustbook.exchange.questions import Reading
from trustbook.exchange.reading import read_project
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
    assert counts.loc["rows", ["found", "kept", "dropped"]].to_list() == [3, 3, 0]
    assert counts.loc["codings", ["found", "kept", "dropped"]].to_list() == [3, 2, 1]


def test_a_row_without_words_and_codes_is_counted_and_left_out(tmp_path):
    text = "Document,Text,Code,Coder\nD,One,a,x\nD,,,x\n"
    counts = elements_of(read_tabular(written(tmp_path / "w.csv", text))).set_index("element")
    assert counts.loc["rows", ["found", "kept", "dropped"]].to_list() == [2, 1, 1]


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


def test_a_column_that_only_tells_documents_apart_is_a_variable_of_documents(tmp_path):
    text = "Document,Text,Code,Ward\nD1,One,Trust,A\nD2,Two,Trust,B\n"
    export = read_tabular(written(tmp_path / "w.csv", text))
    assert elements_of(export).set_index("element").loc["columns", "kept"] == 4
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


def table_of(path, *rows, **reading):
    """The project in a CSV file of these lines, read as the map says."""
    return read_tabular(written(path, "\n".join(rows) + "\n"), Reading(**reading))


def test_a_row_with_a_code_is_kept_whatever_else_it_lacks(tmp_path):
    rows = ("Document,Case,Segment,Code", "I1,P1,One,Trust", "I1,P1,,Doubt", "I1,,,Doubt")
    export = table_of(tmp_path / "t.csv", *rows)
    assert len(export.codings) == 3
    assert export.selections["quotation"].isna().to_list() == [False, True, True]
    assert export.account.counted == {"codings": 3}


def test_two_speakers_who_say_the_same_are_two_passages(tmp_path):
    rows = ("Document,Speaker,Text,Code", "D,Ann,Yes,Trust", "D,Bo,Yes,Trust", "D,Bo,Yes,Trust")
    export = table_of(tmp_path / "t.csv", *rows)
    assert export.codings["selection"].to_list() == ["s1", "s2"]
    codings = elements_of(export).set_index("element").loc["codings"]
    assert codings[["found", "kept", "dropped"]].to_list() == [3, 2, 1]


@pytest.mark.parametrize(("heading", "number"), [("Speaker", 1), ("Participant", 0)])
def test_a_speaker_of_several_documents_may_be_several_persons(tmp_path, heading, number):
    rows = ("I1,Nurse,She comes,Trust", "I2,Nurse,He calls,Trust", "I2,Guest,No,Trust")
    text = "\n".join([f"Interview,{heading},Text,Code", *rows, ""])
    export = read_project(written(tmp_path / "t.csv", text))
    assert [one.has_safe_default for one in export.questions] == [False] * number
    assert "One of 2 cases has more than one document (up to 2)" in export.account.warnings[0]
    answer = Reading(columns={heading: "variable"})
    assert len(read_tabular(tmp_path / "t.csv", answer).cases) == 0


@pytest.mark.parametrize(
    ("header", "codes"), [("Speaker,Text,Code", "Trust"), ("Speaker,Text,Trust,Doubt", "x,")]
)
def test_a_chat_without_documents_keeps_each_row(tmp_path, header, codes):
    text = [f"Ann,ok,{codes}", f"Bo,ok,{codes}", f"Ann,ok,{codes}", f"Ann,ok,{codes}"]
    export = table_of(tmp_path / "t.csv", header, *text)
    assert export.codings["selection"].to_list() == ["s1", "s2", "s3", "s4"]


def test_codes_of_one_passage_in_rows_that_follow_each_other_are_of_one_passage(tmp_path):
    rows = ("Text,Code,Coder", "One,Trust,a", "One,Doubt,a", "Two,Trust,a", "One,Trust,b")
    export = table_of(tmp_path / "t.csv", *rows)
    assert export.codings["selection"].to_list() == ["s1", "s1", "s2", "s1"]


def test_rows_of_two_coders_with_columns_of_marks_are_of_one_passage(tmp_path):
    rows = ("Document,Text,Coder,Trust,Doubt,Time", "D,Yes,a,x,,", "D,Yes,b,,x,", "D,Yes,a,x,,x")
    export = table_of(tmp_path / "t.csv", *rows)
    assert export.codings["selection"].to_list() == ["s1", "s1", "s2", "s2"]


def test_blank_cells_below_the_first_of_a_block_are_asked_about(tmp_path):
    rows = ("Document,Case,Segment,Code", "I1,P1,Alpha,Trust", ",,Beta,Doubt", "I2,P2,Gamma,Trust")
    export = table_of(tmp_path / "t.csv", *rows)
    (question,) = export.questions
    assert (question.key, question.decides) == ("fill_down", True)
    assert question.default == ["Document", "Case"]
    filled = table_of(tmp_path / "t.csv", *rows, fill_down=("document", "Case"))
    assert filled.questions == ()
    assert filled.selections["source"].to_list() == ["d1", "d1", "d2"]
    assert filled.members["case"].to_list() == ["k1", "k1", "k2"]


def test_words_that_stand_once_for_their_codes_are_asked_about_with_their_document(tmp_path):
    rows = ("Document,Segment,Code", "I1,Alpha,Trust", ",,Doubt", "I2,Gamma,Trust")
    export = table_of(tmp_path / "t.csv", *rows)
    assert export.questions[0].default == ["Document", "Segment"]
    filled = table_of(tmp_path / "t.csv", *rows, fill_down=("Document", "Segment"))
    assert filled.codings["selection"].to_list() == ["s1", "s1", "s2"]


def test_one_row_in_many_without_a_speaker_is_not_asked_about(tmp_path):
    rows = ("Document,Case,Text,Code", "D,A,One,Trust", "D,A,Two,Trust", "D,,Three,Trust")
    assert table_of(tmp_path / "t.csv", *rows).questions == ()


@pytest.mark.parametrize("column", ["Code", "Codes"])
def test_codes_in_one_cell_are_taken_apart_where_they_occur_alone(tmp_path, column):
    cells = ('"Trust, Nurse"', "Trust; Nurse", "Trust|Nurse", '"Trust\nNurse"', "Trust", "Nurse")
    rows = [f"I1,Words {n},{cell}" for n, cell in enumerate(cells)]
    export = table_of(tmp_path / "t.csv", f"Document,Segment,{column}", *rows)
    assert export.codes["name"].to_list() == ["Trust", "Nurse"]
    assert len(export.codings) == 10
    assert export.questions == ()


def test_codes_in_one_cell_that_do_not_occur_alone_are_asked_about(tmp_path):
    rows = ("Segment,Code", 'One,"Trust, early"', "Two,Trust", 'Three,"Time, lack of"')
    export = table_of(tmp_path / "t.csv", *rows)
    (question,) = export.questions
    assert (question.key, question.about, question.default) == (
        "split_codes", '"Trust, early"', [","],
    )  # fmt: skip
    assert len(table_of(tmp_path / "t.csv", *rows, split_codes=()).codings) == 3
    assert len(table_of(tmp_path / "t.csv", *rows, split_codes=(",",)).codings) == 5


def test_the_number_of_codes_of_a_file_says_how_a_cell_is_taken_apart(tmp_path):
    rows = ("Segment,Codes,Number of Codes", 'One,"Trust, early, Time",1', 'Two,"Nurse, Doctor",2')
    export = table_of(tmp_path / "t.csv", *rows)
    assert export.codes["name"].to_list() == ["Trust, early, Time", "Nurse", "Doctor"]
    assert export.questions == ()


def test_documents_of_one_name_in_two_groups_are_two(tmp_path):
    header = "Document group,Document name,Code,Segment"
    rows = ("Ward A,Interview 1,Trust,Yes", "Ward B,Interview 1,Trust,Yes", "Ward B,Two,Trust,No")
    export = table_of(tmp_path / "t.csv", header, *rows)
    assert export.sources["name"].to_list() == ["Ward A/Interview 1", "Ward B/Interview 1", "Two"]
    assert len(export.selections) == len(export.codings) == 3


@pytest.mark.parametrize(
    "header",
    [
        "Quote,Code,Sub-category,Category,Theme",
        "Quote,Code,Underkategori,Kategori,Hovedkategori",
        "Quote,1st order concept,2nd order theme,2nd order theme,Aggregate dimension",
    ],
)
def test_columns_of_categories_may_go_upwards_from_the_code(tmp_path, header):
    rows = (
        "She comes,near,trust,bond,safe",
        "He calls,far,care,bond,safe",
        "No,off,doubt,gap,risk",
    )
    codes = table_of(tmp_path / "t.csv", header, *rows).codes
    names = codes.set_index("guid")["name"]
    assert dict(zip(codes["name"], codes["parent"].map(names).fillna(""), strict=True)) == {
        **{"near": "trust", "trust": "bond", "bond": "safe", "far": "care", "care": "bond"},
        **{"off": "doubt", "doubt": "gap", "gap": "risk", "safe": "", "risk": ""},
    }


def sheets_of(path, **sheets):
    """A workbook with these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    book.save(path)
    return path


def test_each_of_several_sheets_is_a_document_where_no_column_names_one(tmp_path):
    rows = [["Text", "Code"], ["One", "Trust"]]
    path = sheets_of(tmp_path / "b.xlsx", Ann=rows, Bo=[["Text", "Code"], ["Two", "Trust"]])
    export = read_tabular(path)
    assert export.sources["name"].to_list() == ["Ann", "Bo"]
    assert export.questions == ()
    tables = read_tabular(path, Reading(sheets="tables"))
    assert tables.sources["name"].to_list() == ["b"]


@pytest.mark.parametrize(
    "other", [[["Text", "Tag"], ["Two", "x"]], [["Text", "Code"], ["One", "Trust"]]]
)
def test_sheets_that_may_be_tables_of_one_document_are_asked_about(tmp_path, other):
    rows = [["Text", "Code"], ["One", "Trust"]]
    wide = [["Text", "Code", "Person"], ["Two", "Trust", "P1"]] if "Tag" in other[0] else other
    export = read_tabular(sheets_of(tmp_path / "b.xlsx", One=rows, Other=wide))
    assert [one.key for one in export.questions] == ["sheets"]


def test_dates_among_codes_are_asked_about_with_their_cells(tmp_path):
    rows = [["Segment", "Code"], ["One", dt.datetime(2026, 9, 2)], ["Two", "Trust"]]
    path = workbook(tmp_path / "d.xlsx", rows)
    (question,) = read_tabular(path).questions
    assert (question.key, question.decides) == ("same", True)
    assert "B2" in question.about
    named = read_tabular(path, Reading(same={"2-9": ["2026-09-02"]}))
    assert named.codes["name"].to_list() == ["2-9", "Trust"]
    assert named.questions == ()


def test_dates_of_documents_that_all_are_dates_are_not_asked_about(tmp_path):
    rows = ("Document,Segment,Code", "2026-09-02,One,Trust", "2026-09-03,Two,Doubt")
    assert table_of(tmp_path / "t.csv", *rows).questions == ()


def test_formulas_without_a_stored_value_are_refused_with_their_cells(tmp_path):
    rows = [["Segment", "Code"], ["One", '=CONCATENATE("Tr","ust")'], ["Two", "Trust"]]
    path = workbook(tmp_path / "f.xlsx", rows)
    with pytest.raises(ExportError, match=r"f\.xlsx, sheet Sheet: 1 cell .*\(B2\).* save it"):
        read_tabular(path)


def test_a_row_of_totals_is_no_passage(tmp_path):
    marks = [
        ["Text", "Trust", "Doubt"],
        ["One", "x", None],
        ["Two", "x", "x"],
        ["Three", None, "x"],
    ]
    for total in (["Total", "=COUNTA(B2:B4)", "=COUNTA(C2:C4)"], ["Total", 2, 2]):
        export = read_tabular(workbook(tmp_path / "w.xlsx", [*marks, total]))
        assert len(export.codings) == 4
        assert [row["element"] for row in export.account.left_out] == ["rows"]


def test_hidden_rows_with_codes_are_asked_about_and_listed_where_they_are_skipped(tmp_path):
    rows = [["Segment", "Code"], ["One", "Trust"], ["Two", "Doubt"]]
    path = workbook(tmp_path / "h.xlsx", rows)
    book = openpyxl.load_workbook(path)
    book.active.row_dimensions[3].hidden = True
    book.save(path)
    assert [one.key for one in read_tabular(path).questions] == ["hidden"]
    assert len(read_tabular(path, Reading(hidden="read")).codings) == 2
    view = read_tabular(path, Reading(hidden="skip"))
    assert len(view.codings) == 1
    assert [row["element"] for row in view.account.left_out] == ["codings"]
    assert "row 3" in view.account.left_out[0]["place"]


def test_a_hidden_column_that_is_read_is_said(tmp_path):
    book = openpyxl.Workbook()
    for row in (["Case", "Text", "Code"], ["P1", "We talk.", "Trust"], ["P2", "I wait.", "Trust"]):
        book.active.append(row)
    book.active.column_dimensions["A"].hidden = True
    book.save(tmp_path / "table.xlsx")
    view = read_tabular(tmp_path / "table.xlsx")
    assert len(view.cases) == 2 and not view.questions
    (warning,) = [one for one in view.account.warnings if "hidden" in one]
    assert "a hidden column is read, too: Case" in warning


def test_a_hidden_sheet_is_said_and_not_read(tmp_path):
    rows = [["document", "code", "text"], ["d", "Trust", "fine"]]
    path = sheets_of(tmp_path / "h.xlsx", Seen=rows, Secret=rows, Deep=rows)
    book = openpyxl.load_workbook(path)
    book["Secret"].sheet_state, book["Deep"].sheet_state = "hidden", "veryHidden"
    book.save(path)
    export = read_tabular(path)
    assert len(export.codings) == 1
    assert sum("hidden" in line for line in export.account.warnings) == 2
    assert len(read_tabular(path, Reading(hidden="read")).selections) == 1


def test_a_number_that_is_shown_with_zeros_in_front_has_them(tmp_path):
    path = workbook(tmp_path / "z.xlsx", [["Case", "Segment", "Code"], [7, "One", "Trust"]])
    book = openpyxl.load_workbook(path)
    book.active["A2"].number_format = "000"
    book.save(path)
    assert read_tabular(path).cases["name"].to_list() == ["007"]


def test_marks_stand_below_the_themes_above_them(tmp_path):
    rows = [
        ["", "Barriers", "", "Helps"],
        ["Text", "Time", "Other", "Other"],
        ["One", "x", "x", "x"],
    ]
    path = with_merges(tmp_path / "m.xlsx", rows, "B1:C1")
    export = read_tabular(path)
    names = dict(zip(export.codes["guid"], export.codes["name"], strict=True))
    above = export.codes["parent"].map(names)
    assert list(zip(export.codes["name"], above.fillna(""), strict=True)) == [
        ("Barriers", ""), ("Time", "Barriers"), ("Other", "Barriers"),
        ("Helps", ""), ("Other", "Helps"),
    ]  # fmt: skip


def test_what_programs_leave_beside_a_table_is_no_table(tmp_path):
    written(tmp_path / "t.csv", "Document,Segment,Code\nd1,She listens,Trust\n")
    (tmp_path / "._t.csv").write_bytes(b"\x00\x05\x16\x07")
    (tmp_path / "~$t.xlsx").write_bytes(b"\x05Ana")
    assert len(read_tabular(tmp_path).codings) == 1


def test_a_column_without_a_name_beside_the_codes_holds_codes(tmp_path):
    rows = ("Document,Text,Code,,", "I1,Words one,Trust,Doubt,", "I1,Words two,Doubt,,Trust")
    assert len(table_of(tmp_path / "t.csv", *rows).codings) == 4


def test_a_code_that_stands_once_for_a_block_of_passages_is_asked_about(tmp_path):
    rows = ("Code,Document,Text", "Trust,I1,Words one", ",I1,Words two", "Doubt,I2,Words three")
    (question,) = table_of(tmp_path / "t.csv", *rows).questions
    assert (question.key, question.default) == ("fill_down", ["Code"])
    assert len(table_of(tmp_path / "t.csv", *rows, fill_down=("Code",)).codings) == 3


def test_a_column_of_marks_with_another_entry_is_asked_about(tmp_path):
    rows = ("Interview,Text,Time,Money", "I1,Words one,x,x", "I1,Words two,x?,")
    export = table_of(tmp_path / "t.csv", *rows)
    assert len(export.codings) == 3
    assert [(one.key, one.about) for one in export.questions] == [("columns", "Time")]


def test_merged_and_hidden_rows_of_an_ods_file_are_known(tmp_path):
    rows = [["Document", "Text", "Code"], ["D", "One", "a"], ["", "Two", "b"]]
    path = ods(tmp_path / "t.ods", rows)
    with zipfile.ZipFile(path) as archive:
        content = archive.read("content.xml").decode()
    first = '<table:table-cell office:value-type="string"><text:p>D</text:p>'
    merged = first.replace("cell ", 'cell table:number-rows-spanned="2" ')
    head, last = content.replace(first, merged).rsplit("<table:table-row>", 1)
    hidden = '<table:table-row table:visibility="filter">'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", head + hidden + last)
    export = read_tabular(path)
    assert export.sources["name"].to_list() == ["D"]
    assert [one.key for one in export.questions] == ["hidden"]


def test_garbled_codes_are_said_with_their_repaired_names(tmp_path):
    rows = ("Document,Segment,Code", "I1,Words one,TillidsfÃ¸lelse", "I2,Words two,Mistillid")
    export = table_of(tmp_path / "t.csv", *rows)
    (question,) = export.questions
    assert (question.key, question.decides) == ("same", False)
    warnings = read_project(tmp_path / "t.csv").account.warnings
    assert any("Tillidsfølelse" in line for line in warnings)
    assert question.default == {"Tillidsfølelse": ["TillidsfÃ¸lelse"]}
    named = table_of(tmp_path / "t.csv", *rows, same=question.default)
    assert named.codes["name"].to_list() == ["Tillidsfølelse", "Mistillid"]
    (merging,) = table_of(tmp_path / "t.csv", *rows, "I3,Words three,Tillidsfølelse").questions
    assert merging.decides


def test_garbled_and_lost_letters_of_documents_and_people_are_said(tmp_path):
    rows = ("Document,Case,Segment,Code", "HjÃ¸rring,BjÃ¸rn,One,Trust", "I2,P2,Two,Tillidsf?lelse")
    export = read_project(written(tmp_path / "t.csv", "\n".join(rows) + "\n"))
    garbled, lost = (line for line in export.account.warnings if line.startswith("Letters"))
    assert '"HjÃ¸rring" for "Hjørring", "BjÃ¸rn" for "Bjørn"' in garbled
    assert "(Tillidsf?lelse)" in lost
    (question,) = export.questions
    named = table_of(tmp_path / "t.csv", *rows, same=question.default)
    assert named.sources["name"].to_list() == ["Hjørring", "I2"]
    assert named.cases["name"].to_list() == ["Bjørn", "P2"]


@pytest.mark.parametrize(
    ("encoding", "called", "words"),
    [
        ("cp1252", "Windows-1252", "Så hårdt på øen"),
        ("mac_roman", "Mac Roman", "Så hårdt på øen"),
        ("cp850", "DOS 850", "Så hårdt på øen"),
        ("cp1250", "Windows-1250", "Żółw mówił zawsze prawdę"),
        ("cp1251", "Windows-1251", "Мне спокойно рядом"),
        ("gb18030", "GB 18030", "同一位护士每周来访让我感到安心"),
        ("cp932", "Shift-JIS", "同じ看護師が毎週来てくれるので安心"),
    ],
)
def test_older_encodings_are_told_apart_by_their_words_and_said(tmp_path, encoding, called, words):
    text = f"Document,Segment,Code\nI1,{words},a\nI2,{words},{words}\n"
    export = read_project(written(tmp_path / "t.csv", text, encoding=encoding))
    assert export.codes["name"].to_list() == ["a", words]
    assert any(f"was read as {called}" in line for line in export.account.warnings)


def test_a_workbook_whose_hidden_sheet_alone_has_rows_says_so(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["x"])
    hidden = book.create_sheet("Coding")
    for row in CODED:
        hidden.append(row)
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "t.xlsx")
    with pytest.raises(
        ExportError, match=r"sheet Coding is hidden; .* a map with hidden: read reads it"
    ):
        read_tabular(tmp_path / "t.xlsx")


def test_a_heading_of_marks_that_a_spreadsheet_made_a_date_is_asked_about(tmp_path):
    rows = [["Interview", "Extract", dt.date(2026, 9, 2), "Trust"], ["I1", "One", 1, 0]]
    path = workbook(tmp_path / "t.xlsx", [*rows, ["I2", "Two", 0, 1]])
    (question,) = read_tabular(path).questions
    assert question.about == "2026-09-02 (t.xlsx, C1)"
    named = read_tabular(path, Reading(same={"2-Sep": ["2026-09-02"]}))
    assert named.codes["name"].to_list() == ["2-Sep", "Trust"]


def test_a_number_is_read_with_the_words_that_its_format_puts_beside_it(tmp_path):
    book = openpyxl.Workbook()
    for row in (["Document", "Case", "Text", "Code"], ["D", 7, "One", "a"], ["D", "7", "Two", "a"]):
        book.active.append(row)
    book.active["B2"].number_format = '"P"000'
    book.save(tmp_path / "t.xlsx")
    assert read_tabular(tmp_path / "t.xlsx").cases["name"].to_list() == ["P007", "7"]


CODED = [["Document", "Text", "Code"], ["d1", "She listens", "Trust"], ["d2", "He hides", "Doubt"]]


def test_a_codebook_beside_the_codings_defines_their_codes(tmp_path):
    book = [["Code", "Definition"], ["trust", "relies on"], ["Fear", "is afraid"]]
    project = read_project(sheets_of(tmp_path / "t.xlsx", Codebook=book, Codings=CODED))
    assert len(project.codings) == 2
    assert project.codes["description"].dropna().to_list() == ["relies on"]
    assert any("defines 1 of the codes" in line for line in project.account.warnings)


def test_a_sheet_for_each_coder_is_asked_about_and_read_as_the_map_says(tmp_path):
    path = sheets_of(tmp_path / "t.xlsx", Ana=CODED, Bo=CODED[:2])
    questions = read_tabular(path).questions
    assert [(one.key, one.default, one.decides) for one in questions] == [
        ("sheets", "coders", True)
    ]
    project = read_tabular(path, Reading(sheets="coders"))
    assert project.codings["coder"].to_list() == ["C1", "C1", "C2"]
    assert len(project.selections) == 2


@pytest.mark.parametrize("name", ["Koder navn", "Coder name", "Kodernavn"])
def test_the_name_of_a_coder_is_no_code(tmp_path, name):
    text = f"Interview;Citat;Kode;{name}\n1;Hun lytter;Tillid;Ana\n1;Han tier;Uro;Bo\n"
    project = read_tabular(written(tmp_path / "t.csv", text))
    assert (len(project.codings), len(project.users)) == (2, 2)


def test_names_of_columns_without_a_row_are_no_table(tmp_path):
    with pytest.raises(ExportError, match="no row below them"):
        read_tabular(written(tmp_path / "t.csv", "Document,Text,Code\n"))


def test_a_file_called_like_a_participant_does_not_let_the_name_through(tmp_path):
    rows = "d1,She listens,Mette Holmgaards tillid,Mette Holmgaard\n"
    path = written(tmp_path / "Mette Holmgaard.csv", f"Document,Text,Code,Case\n{rows}")
    assert read_tabular(path).withheld["Mette Holmgaard"] == "case"


def test_a_few_names_that_differ_in_the_rows_of_one_passage_may_be_those_of_coders(tmp_path):
    rows = (
        "Document,Extract,Wer hat,Trust,Time",
        "I1,One,Ana,1,0",
        "I1,One,Bo,1,1",
        "I2,Two,Ana,0,1",
    )
    (question,) = table_of(tmp_path / "t.csv", *rows, "I2,Two,Bo,0,1").questions
    assert (question.about, question.default) == ("Wer hat", {"Wer hat": "coder"})
    same_within = ("I1,One,Ana,1,0", "I1,One,Ana,1,1", "I2,Two,Bo,0,1")
    assert not table_of(tmp_path / "t.csv", rows[0], *same_within).questions


@pytest.mark.parametrize(
    "headings",
    [
        "Dokumentti,Osallistuja,Sitaatti,Koodi",
        "Dokument,Uczestnik,Cytat,Kod",
        "Dokument,Účastník,Citát,Kód",
        "Документ,Участник,Цитата,Код",
        "Belge,Katılımcı,Alıntı,Kod",
        "文書,参加者,発言,コード",
        "문서,참여자,인용문,코드",
        "سند,مشارکت‌کننده,نقل‌قول,کد",
        "Dokument,Fall,Zitatinhalt,Codes",
        "Entretien,Personne interrogée,Contenu de la citation,Codes",
    ],
)
def test_headings_of_further_languages_are_known(tmp_path, headings):
    export = table_of(tmp_path / "t.csv", headings, "I1,P1,She comes,Trust", "I2,P2,He asks,Time")
    assert not export.questions
    assert export.sources["name"].to_list() == ["I1", "I2"]
    assert export.cases["name"].to_list() == ["P1", "P2"]


def test_an_age_in_german_beside_passages_is_no_alter(tmp_path):
    rows = ("Quelle,Befragte,Alter,Textstelle,Kategorie,Unterkategorie",
            "I1,B1,30,Ruhe,Schlaf,Licht", "I2,B2,41,Krach,Schlaf,Lärm")  # fmt: skip
    export = table_of(tmp_path / "t.csv", *rows)
    assert len(export.codings) == 2
    assert set(export.variables["variable"]) == {"Alter"}


def test_colons_and_points_in_names_are_asked_about_in_the_draft_alone(tmp_path):
    rows = (
        "Document,Segment,Code",
        "I1,One,Trust: early",
        "I1,Two,Trust: late",
        "I2,Three,e.g. so",
    )
    (question,) = table_of(tmp_path / "t.csv", *rows).questions
    assert (question.key, question.default, question.decides) == ("code_paths", [":"], False)
    tree = table_of(tmp_path / "t.csv", *rows, code_paths=[":"])
    assert tree.codes["name"].to_list() == ["Trust", "early", "late", "e.g. so"]


def test_a_slash_is_asked_about_once(tmp_path):
    rows = ("Document,Segment,Codes", "I1,One,Trust / Time", "I1,Two,Trust / Cost")
    assert [one.key for one in table_of(tmp_path / "t.csv", *rows).questions] == ["split_codes"]
    whole = table_of(tmp_path / "t.csv", *rows, split_codes=[])
    assert [one.key for one in whole.questions] == ["code_paths"]
