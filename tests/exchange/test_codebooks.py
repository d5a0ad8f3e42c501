"""Codebooks as tables and Word documents: the tree of codes and what they mean."""

import zipfile

import openpyxl
import pandas as pd
import pytest

from trustbook.checking.corpora import check_corpus
from trustbook.exchange.codes import code_paths
from trustbook.exchange.corpus_tables import is_codebook
from trustbook.exchange.importing import import_corpus
from trustbook.exchange.reading import read_project

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def sheet(path, rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def cell(text, indent=0):
    paragraphs = "".join(
        f'<w:p><w:pPr><w:ind w:left="{indent}"/></w:pPr><w:r><w:t xml:space="preserve">{line}</w:t>'
        "</w:r></w:p>"
        for line in text.split("\n")
    )
    return f"<w:tc>{paragraphs}</w:tc>"


def paragraph(text):
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def document(path, *tables, after=()):
    """A document of Word with tables; a row is texts, or a text with its indent."""
    body = paragraph("Codebook") + "".join(
        "<w:tbl>" + "".join(
            "<w:tr>" + "".join(cell(*one) if isinstance(one, tuple) else cell(one) for one in row)
            + "</w:tr>" for row in rows
        ) + "</w:tbl>" for rows in tables
    ) + "".join(map(paragraph, after))  # fmt: skip
    xml = f'<?xml version="1.0"?><w:document {W}><w:body>{body}</w:body></w:document>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", xml)
    return path


def paths(project):
    assert is_codebook(project)
    return code_paths(project.codes)


def definitions(project):
    return project.codes.set_index("name")["description"].dropna().to_dict()


def test_a_codebook_of_atlas_ti(tmp_path):
    rows = [
        ["Code", "Comment", "Code Group 1", "Code Group 2"],
        ["Trust", "Relies on", "Ties", None],
        ["Distrust", None, "Ties", "Bad"],
    ]
    project = read_project(sheet(tmp_path / "book.xlsx", rows))
    assert paths(project) == ["Trust", "Distrust"]
    assert definitions(project) == {"Trust": "Relies on"}
    assert project.account.origin == "ATLAS.ti"
    assert project.account.columns_read == (
        "Code as code, Comment as definition; not read: Code Group 1, Code Group 2"
    )
    pd.DataFrame(rows[1:], columns=rows[0]).to_csv(tmp_path / "book.csv", sep=";", index=False)
    assert paths(read_project(tmp_path / "book.csv")) == ["Trust", "Distrust"]


@pytest.mark.slow
@pytest.mark.parametrize("separator", [" > ", "\\"])
def test_a_code_system_of_maxqda(tmp_path, separator):
    rows = [
        ["Color", "Parent code", "Code", "Code memo", "Cod. seg. (all documents)", "Created by"],
        ["●", None, "Relations", "of people", 0, "Kim Coder"],
        ["●", "Relations", "Trust", "Relies on", 3, "Kim Coder"],
        ["●", f"Relations{separator}Trust", "Grows", None, 1, "Kim Coder"],
        ["●", "Elsewhere", "Grows", None, 1, "Kim Coder"],
    ]
    project = read_project(sheet(tmp_path / "book.xlsx", rows))
    assert paths(project) == [
        "Relations", "Relations\\Trust", "Relations\\Trust\\Grows", "Elsewhere",
        "Elsewhere\\Grows",
    ]  # fmt: skip
    assert definitions(project) == {"Relations": "of people", "Trust": "Relies on"}
    assert project.account.origin == "MAXQDA"
    import_corpus(tmp_path / "book.xlsx", into=tmp_path / "mine")
    for file in (tmp_path / "mine").iterdir():
        assert file.is_dir() or b"Kim Coder" not in file.read_bytes(), file.name


def test_a_codebook_of_nvivo_in_a_document_of_word(tmp_path):
    header = ["Name", "Description", "Files", "References"]
    first = [
        header,
        ["Trust", "Relies on\nsomebody", "3", "12"],
        [("Grows", 240), "", "1", "2"],
        [("Fast", 480), "Within days", "1", "1"],
        [("Fades", 240), "", "1", "2"],
        ["Distrust", "", "2", "4"],
    ]
    path = document(tmp_path / "Codebook.docx", [["Project"], ["Ward"]], first, [header, ["Time"]])
    project = read_project(path)
    assert paths(project) == [
        "Trust", "Trust\\Grows", "Trust\\Grows\\Fast", "Trust\\Fades", "Distrust", "Time",
    ]  # fmt: skip
    assert definitions(project) == {"Trust": "Relies on\nsomebody", "Fast": "Within days"}
    assert project.account.origin == "NVivo"


@pytest.mark.parametrize("has_root", [True, False])
def test_a_codebook_of_maxqda_in_a_document_of_word(tmp_path, has_root):
    """A table shows the tree; the memos are below the name of their code, in the same order."""
    root = [["Code System", "9"]] if has_root else []
    tree = [
        ["List of Codes", "Frequency"],
        *root,
        [("Trust", 240), "3"],
        [("Grows", 480), "2"],
        [("Distrust", 240), "4"],
        [("Grows", 480), "0"],
    ]
    memos = ["1 Trust", "Relies on", "somebody", "2 Distrust", "Trust", "that is gone", "2.1 Grows",
             "Gets worse"]  # fmt: skip
    path = document(tmp_path / "Codebook.docx", tree, after=memos)
    project = read_project(path)
    assert paths(project) == ["Trust", "Trust\\Grows", "Distrust", "Distrust\\Grows"]
    assert project.codes["description"].fillna("").to_list() == [
        "Relies on\nsomebody", "", "Trust\nthat is gone", "Gets worse",
    ]  # fmt: skip
    assert project.account.origin == "MAXQDA"


def test_a_name_with_its_folder_and_the_codes_above_it_is_a_path(tmp_path):
    rows = [
        ["Name", "Files", "References"],
        ["Nodes\\\\Trust", 1, 1],
        ["Nodes\\\\Trust\\Grows", 1, 1],
    ]
    assert paths(read_project(sheet(tmp_path / "a.xlsx", rows))) == ["Trust", "Trust\\Grows"]


def test_parents_that_are_names_may_come_later_or_stand_in_a_circle(tmp_path):
    rows = "Code,Parent,Definition\nGrows,Trust,\nTrust,,Relies on\nA,B,\nB,A,\nC,Elsewhere,\n"
    (tmp_path / "a.csv").write_text(rows)
    project = read_project(tmp_path / "a.csv")
    assert sorted(paths(project)) == [
        "A", "A\\B", "Elsewhere", "Elsewhere\\C", "Trust", "Trust\\Grows",
    ]  # fmt: skip
    assert any("circle" in line for line in project.account.warnings)


def test_a_tag_list_of_taguette(tmp_path):
    (tmp_path / "a.csv").write_text("tag,description,number of highlights\nTrust,Relies on,4\n")
    project = read_project(tmp_path / "a.csv")
    assert (paths(project), project.account.origin) == (["Trust"], "Taguette")


def test_an_example_beside_a_definition_is_no_coded_passage(tmp_path):
    (tmp_path / "a.csv").write_text("Code,Definition,Example quote\nTrust,Relies on,She listens\n")
    assert paths(read_project(tmp_path / "a.csv")) == ["Trust"]


def test_a_row_without_a_name_is_listed(tmp_path):
    (tmp_path / "a.csv").write_text("Code,Comment\nTrust,\n,Lost meaning\nTime,\n")
    account = read_project(tmp_path / "a.csv").account
    assert [row["place"] for row in account.left_out] == ["a.csv, row 3 of the table"]


def test_a_codebook_becomes_an_empty_corpus_with_its_codes(tmp_path):
    (tmp_path / "a.csv").write_text("Code,Comment\nTrust,Relies on\n")
    import_corpus(tmp_path / "a.csv", into=tmp_path / "mine")
    codes = pd.read_csv(tmp_path / "mine" / "codes.csv")
    assert codes[["label", "definition"]].to_numpy().tolist() == [["Trust", "Relies on"]]
    ids = {one.id for one in check_corpus(tmp_path / "mine") if one.severity == "error"}
    assert not any(one.startswith("codes") for one in ids)


@pytest.mark.parametrize(
    "table",
    [
        "Document,Code,Segment\nA,Trust,She listens\n",
        "Text,Code,Comment\nShe listens,Trust,why\n",
        "Case,Code,Comment\nP1,Trust,why\n",
        "Code,Comment\nTrust,one\nTrust,two\nTrust,three\nTime,four\n",
        "Name,Description\nAnna,a nurse\n",
    ],
)
def test_a_table_of_something_else_is_no_codebook(tmp_path, table):
    (tmp_path / "a.csv").write_text(table)
    assert read_project(tmp_path / "a.csv").account.format != "codebook in a table"


def test_a_document_without_a_codebook_is_refused_with_what_to_do(tmp_path):
    path = document(tmp_path / "a.docx", [["Speaker", "Words"], ["P1", "She listens"]])
    with pytest.raises(Exception, match="one row for each passage and code"):
        read_project(path)


@pytest.mark.slow
def test_a_document_that_means_harm_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    with zipfile.ZipFile(tmp_path / "b.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 300_000_000)
    for name in ("a.docx", "b.docx"):
        with pytest.raises(Exception, match=r"^[ab]\.docx: [^\n]*$"):
            read_project(tmp_path / name)
