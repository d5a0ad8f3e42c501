import sqlite3

import pandas as pd
import pytest

from trustbook.checking.corpora import check_corpus
from trustbook.errors import ExportError
from trustbook.exchange.importing import import_corpus
from trustbook.exchange.reading import read_project
from trustbook.exchange.rqda import read_rqda

TEXT = "She comes every week 😀. Nobody told me."
SCHEMA = """
CREATE TABLE project (databaseversion text, date text, dateM text, memo text, about text,
    imageDir text);
CREATE TABLE source (name text, id integer, file text, memo text, owner text, date text,
    dateM text, status integer);
CREATE TABLE freecode (name text, memo text, owner text, date text, dateM text, id integer,
    status integer, color text);
CREATE TABLE treecode (cid integer, catid integer, date text, dateM text, memo text,
    status integer, owner text);
CREATE TABLE codecat (name text, cid integer, catid integer, owner text, date text, dateM text,
    memo text, status integer);
CREATE TABLE coding (cid integer, fid integer, seltext text, selfirst real, selend real,
    status integer, owner text, date text, memo text);
CREATE TABLE coding2 (cid integer, fid integer, seltext text, selfirst real, selend real,
    status integer, owner text, date text, memo text);
CREATE TABLE cases (name text, memo text, owner text, date text, dateM text, id integer,
    status integer);
CREATE TABLE caselinkage (caseid integer, fid integer, selfirst real, selend real,
    status integer, owner text, date text, memo text);
CREATE TABLE attributes (name text, status integer, date text, dateM text, owner text,
    memo text, class text);
CREATE TABLE caseAttr (variable text, value text, caseID integer, date text, dateM text,
    owner text, status integer);
CREATE TABLE fileAttr (variable text, value text, fileID integer, date text, dateM text,
    owner text, status integer);
CREATE TABLE annotation (fid integer, position integer, annotation text, owner text, date text,
    dateM text, status integer);
CREATE TABLE journal (name text, journal text, date text, dateM text, owner text,
    status integer);
INSERT INTO project VALUES ('0.2.2', '', '', 'About trust', '', '');
INSERT INTO freecode VALUES ('Trust', 'relies', 'kim', '', '', 1, 1, '#ff0000'),
    ('Distrust', '', 'kim', '', '', 2, 1, ''), ('Gone', '', 'kim', '', '', 3, 0, '');
INSERT INTO codecat VALUES ('Relations', NULL, 1, 'kim', '', '', 'ties', 1),
    ('Feelings', NULL, 2, 'kim', '', '', '', 1);
INSERT INTO treecode VALUES (1, 1, '', '', '', 1, 'kim'), (1, 2, '', '', '', 1, 'kim'),
    (2, 2, '', '', '', 0, 'kim');
INSERT INTO cases VALUES ('Anna Example', '', 'kim', '', '', 1, 1),
    ('Bo Sample', '', 'kim', '', '', 2, 0);
INSERT INTO attributes VALUES ('Role', 1, '', '', 'kim', '', 'character'),
    ('Year', 1, '', '', 'kim', '', 'numeric');
INSERT INTO caseAttr VALUES ('Role', 'patient', 1, '', '', 'kim', 1);
INSERT INTO fileAttr VALUES ('Year', '2019', 1, '', '', 'kim', 1);
INSERT INTO annotation VALUES (1, 3, 'look again', 'kim', '', '', 1);
INSERT INTO journal VALUES ('Day one', 'went well', '', '', 'bo', 1);
"""
DELETED = "deleted in RQDA, but still in the file"


def project_at(path, *, more=""):
    """A project as RQDA 0.2 stores it: three codings, of which one is deleted."""
    database = sqlite3.connect(path)
    database.executescript(SCHEMA)
    database.execute("INSERT INTO source VALUES ('Nurse 1', 1, ?, '', 'kim', '', '', 1)", (TEXT,))
    date = "Fri Dec  6 09:26:07 2019"
    for cid, words, status, owner in [
        (1, "She comes every week 😀", 1, "kim"),
        (2, "Nobody told me", 1, "bo"),
        (1, "Nobody", 0, "kim"),
    ]:
        start = TEXT.index(words)
        place = (words, start, start + len(words), status, owner, date)
        database.execute("INSERT INTO coding VALUES (?, 1, ?, ?, ?, ?, ?, ?, '')", (cid, *place))
    end = float(len(TEXT))
    database.execute("INSERT INTO caselinkage VALUES (1, 1, 0.0, ?, 1, 'kim', '', '')", (end,))
    database.executescript(more)
    database.commit()
    database.close()
    return path


@pytest.mark.parametrize("name", ["ward.rqda", "ward.sqlite3", "ward.db", "ward"])
def test_a_project_is_read_whatever_its_ending(tmp_path, name):
    export = read_project(project_at(tmp_path / name))
    assert export.account.origin == "RQDA"
    assert export.selections["quotation"].to_list() == ["She comes every week 😀", "Nobody told me"]
    assert export.selections["start_cp"].to_list() == [0, TEXT.index("Nobody")]
    assert export.codings["coder"].to_list() == ["C1", "C2"]
    assert export.codings["created"].to_list() == ["2019-12-06", "2019-12-06"]
    assert [row["score"] for row in export.account.offsets] == [1.0]


def test_what_was_deleted_is_left_out_and_said(tmp_path):
    account = read_project(project_at(tmp_path / "p.rqda")).account
    assert account.left_out == [
        {"element": "codes", "place": "freecode, row 3", "reason": DELETED},
        {"element": "codings", "place": "coding, row 3", "reason": DELETED},
        {"element": "cases", "place": "cases, row 2", "reason": DELETED},
    ]
    rows = pd.DataFrame(account.elements).set_index("element")
    assert rows.loc["codings", ["found", "kept", "dropped"]].to_list() == [3, 2, 1]
    assert (rows["found"] == rows["kept"] + rows["dropped"]).all()


def test_categories_cases_attributes_and_memos_are_read(tmp_path):
    export = read_rqda(project_at(tmp_path / "p.rqda"))
    codes = export.codes.set_index("name")
    assert codes["parent"].dropna().to_dict() == {"Trust": "g1"}
    assert codes["description"].dropna().to_dict() == {"Relations": "ties", "Trust": "relies"}
    assert export.cases["name"].to_list() == ["Anna Example"]
    assert export.members[["case", "source"]].to_numpy().tolist() == [["k1", "f1"]]
    assert export.variables[["owner_kind", "variable", "value", "type"]].to_numpy().tolist() == [
        ["case", "Role", "patient", "text"],
        ["source", "Year", "2019", "number"],
    ]
    assert export.memos["text"].to_list() == ["look again", "went well", "About trust"]


def test_a_second_table_of_codings_is_read_too(tmp_path):
    more = """
    INSERT INTO coding2 VALUES (2, 1, 'She', 0.0, 3.0, 1, 'cy', '', 'why'),
        (9, 1, 'She', 0.0, 3.0, 1, 'cy', '', ''), (2, 1, 'She', 0.0, 3.0, 0, 'cy', '', '');
    """
    export = read_project(project_at(tmp_path / "p.rqda", more=more))
    assert export.account.counted == {"codings": 6}
    assert len(export.codings) == 3
    omissions = [row["place"] for row in export.account.left_out if row["element"] == "codings"]
    assert omissions == ["coding, row 3", "coding2, row 3", "coding2, row 2"]
    assert export.memos["text"].to_list()[0] == "why"


def test_codings_of_a_deleted_text_are_left_out_with_it(tmp_path):
    export = read_project(project_at(tmp_path / "p.rqda", more="UPDATE source SET status = 0"))
    assert export.codings.empty
    assert sum(row["element"] == "codings" for row in export.account.left_out) == 3


def test_tables_of_an_older_version_are_enough(tmp_path):
    more = """
    DROP TABLE coding2; DROP TABLE attributes; DROP TABLE caseAttr; DROP TABLE fileAttr;
    DROP TABLE annotation; DROP TABLE journal; ALTER TABLE freecode DROP COLUMN color;
    """
    assert len(read_project(project_at(tmp_path / "p.rqda", more=more)).codings) == 2


def test_the_corpus_has_no_fault_and_no_name(tmp_path):
    import_corpus(project_at(tmp_path / "p.rqda"), into=tmp_path / "mine")
    assert [one for one in check_corpus(tmp_path / "mine") if one.severity == "error"] == []
    for file in (tmp_path / "mine").iterdir():
        assert b"Anna" not in file.read_bytes(), file.name
        assert b"kim" not in file.read_bytes(), file.name


def test_another_database_is_told_in_a_line(tmp_path):
    sqlite3.connect(tmp_path / "p.rqda").execute("CREATE TABLE a (b)").connection.commit()
    with pytest.raises(ExportError, match=r"^p\.rqda: a database, but not one of RQDA$"):
        read_rqda(tmp_path / "p.rqda")


def test_a_project_whose_texts_were_all_deleted_is_no_codebook(tmp_path):
    path = project_at(tmp_path / "p.rqda", more="UPDATE source SET status = 0")
    with pytest.raises(ExportError, match="nothing is coded in it"):
        import_corpus(path, into=tmp_path / "mine")
