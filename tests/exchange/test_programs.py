"""Files that are not read: the program that wrote them is named, and what to do there."""

import sqlite3
import zipfile

import pytest

from trustbook.errors import ExportError
from trustbook.exchange.importing import draft_of, import_corpus
from trustbook.exchange.reading import read_project

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)
SQLITE = b"SQLite format 3\0" + bytes(84)
NATIVE = {
    **dict.fromkeys(["mx24", "mx22", "mx2020", "mx20", "mx18", "mx12", "mx5", "mx4"], "MAXQDA"),
    **dict.fromkeys(["mex", "mex24", "mtr", "mx24bac", "mqda"], "MAXQDA"),
    **dict.fromkeys(["nvp", "nvpx", "nvcx"], "NVivo"),
    **dict.fromkeys(["atlproj", "atlproj23", "atlproj9", "atlasproj", "atlcb"], "ATLAS.ti"),
    **dict.fromkeys(["hpr7", "hpr6", "hpr"], "ATLAS.ti"),
    **dict.fromkeys(["qpd", "qrk", "quirkos"], "Quirkos"),
    **dict.fromkeys(["f4", "f4p", "f4a"], "f4analyse"),
    **dict.fromkeys(["ppj", "qlt"], "QDA Miner"),
    "tns": "Transana",
}


def refusal(path):
    """The one line in which a file is refused."""
    with pytest.raises(ExportError) as refused:
        read_project(path)
    (line,) = str(refused.value).splitlines()
    assert line.startswith(f"{path.name}: ")
    return line


@pytest.mark.parametrize(("ending", "program"), NATIVE.items())
def test_a_native_project_names_its_program_and_what_to_do_there(tmp_path, ending, program):
    for data in (SQLITE, OLE, b"PK\3\4" + bytes(60), bytes(64), b""):
        path = tmp_path / f"a.{ending.upper()}"
        path.write_bytes(data)
        line = refusal(path)
        assert f"open it in {program}" in line
        assert "REFI-QDA" in line
        assert line.endswith("then give trustbook that .qdpx file")


@pytest.mark.parametrize(
    ("name", "data", "advice"),
    [
        ("a.xls", OLE, "save the table as .xlsx"),
        ("a.docx", b"PK\3\4", "one row for each passage and code"),
        ("a.pdf", b"%PDF-1.7", "one row for each passage and code"),
        ("a.sav", b"$FL2", "save the table as .xlsx"),
        ("a.mp3", b"ID3", "the project in which it was coded"),
        ("a.rar", b"Rar!", "unpack it"),
        ("a.dedoose", b"?", "list the excerpts in Dedoose and export them to Excel"),
        ("a.requal", SQLITE, "in requal"),
        ("a.ann", b"T1", "a table of one row for each passage and code"),
        ("a.txt", b"I: How is it?\nP: Well, fine, thanks", "one row for each passage and code"),
        ("a.txt", b"\xff\xfeI\0:\0", "one row for each passage and code"),
        (
            "a.txt",
            b"<Files\\\\I1> - \xc2\xa7 2 references coded [1%]",
            "open the project in NVivo and choose",
        ),
        ("a.html", b"<h1>Taguette highlights: all</h1>", "in Taguette, export the highlights as"),
        ("a.graphml", b"<graphml/>", "write its ties in a table"),
        ("a.xlsx", OLE, "remove the password"),
        ("a.xyz", b"?", "export a REFI-QDA project"),
        ("noending", b"?", "export a REFI-QDA project"),
    ],
)
def test_other_endings_say_what_to_do_instead(tmp_path, name, data, advice):
    path = tmp_path / name
    path.write_bytes(data)
    assert advice in refusal(path)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        (
            "Document^Text^Code\nI1^She comes^Trust\n",
            r"in one column, separated by \^.*Text to Columns",
        ),
        ("Text,She comes,He calls\nDocument,I1,I2\nCode,Trust,Care\n", "Paste Special > Transpose"),
        ('Text,label\nYes,"[{""labels"": [""Trust""]}]"\n', "export the project as JSON"),
    ],
)
def test_a_table_that_stands_in_another_form_is_refused_in_a_line(tmp_path, text, advice):
    (tmp_path / "t.csv").write_text(text)
    with pytest.raises(ExportError, match=advice):
        read_project(tmp_path / "t.csv")


@pytest.mark.parametrize("name", ["t.csv", "t.txt"])
def test_bars_may_stand_between_the_cells_of_a_text(tmp_path, name):
    (tmp_path / name).write_text("Document|Text|Code\nI1|She comes, daily|Trust\nI2|No|Trust\n")
    project = read_project(tmp_path / name)
    assert project.sources["name"].tolist() == ["I1", "I2"]
    assert project.selections["quotation"].tolist() == ["She comes, daily", "No"]


@pytest.mark.parametrize(
    ("member", "advice"),
    [
        ("exports/study.qdpx", "holds exports/study.qdpx: unpack it"),
        ("study.qda/data.qda", "a project of QualCoder (study.qda/data.qda)"),
        ("tables/codes.csv", "holds tables (tables/codes.csv): unpack it"),
        ("xl/workbook.xml", "give it the ending .xlsx"),
        ("readme.txt", "export a REFI-QDA project"),
    ],
)
def test_an_archive_says_what_in_it_can_be_read(tmp_path, member, advice):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(member, "x")
    assert advice in refusal(tmp_path / "a.zip")


@pytest.mark.parametrize("name", ["p.sqlite3", "p.db", "p.rqda", "p.other"])
def test_an_unknown_database_names_the_programs_it_may_be_of(tmp_path, name):
    database = sqlite3.connect(tmp_path / name)
    database.execute("CREATE TABLE a (b)").connection.commit()
    database.close()
    line = refusal(tmp_path / name)
    assert "not one of QualCoder, Taguette or RQDA" in line
    assert "MAXQDA" in line


def test_a_codebook_or_project_as_xml_is_known_by_its_first_element(tmp_path):
    path = tmp_path / "codes.xml"
    xml = (
        '<?xml version="1.0"?><CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>'
        '<Code guid="1" name="Trust"/></Codes></CodeBook>'
    )
    for encoding in ("utf-8", "utf-16"):
        path.write_bytes(xml.encode(encoding))
        assert read_project(path).codes["name"].to_list() == ["Trust"]


def test_nothing_is_written_for_a_file_that_is_refused(tmp_path):
    path = tmp_path / "a.mx24"
    path.write_bytes(SQLITE)
    with pytest.raises(ExportError, match="MAXQDA"):
        import_corpus(path, into=tmp_path / "mine")
    with pytest.raises(ExportError, match="MAXQDA"):
        draft_of(path, into=tmp_path / "a.yml")
    assert [one.name for one in tmp_path.iterdir()] == ["a.mx24"]


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("name", ["a.txt", "a.tab", "a.tsv", "a.csv"])
def test_a_table_is_read_in_each_encoding_and_ending_that_spreadsheets_write(
    tmp_path, encoding, name
):
    text = "Document\tCase\tSegment\tCode\r\nI1\tP1\tYes, I trust her, søster\tTrust\r\n"
    (tmp_path / name).write_bytes(text.encode(encoding))
    project = read_project(tmp_path / name)
    assert project.selections["quotation"].to_list() == ["Yes, I trust her, søster"]
    assert project.codes["name"].to_list() == ["Trust"]
