import sqlite3

import pandas as pd
import pytest

from trustbook.checking.corpora import check_corpus
from trustbook.errors import ExportError
from trustbook.exchange.importing import import_corpus
from trustbook.exchange.qualcoder import read_qualcoder
from trustbook.exchange.reading import read_project

TEXT = "I: Hvordan går det?\nP: Jeg har tillid til hende 😀 nu.\nثقة"
SCHEMA = """
CREATE TABLE project (databaseversion text, date text, memo text, about text);
CREATE TABLE source (id integer primary key, name text, fulltext text, mediapath text, memo text,
    owner text, date text, av_text_id integer, risid integer);
CREATE TABLE code_cat (catid integer primary key, name text, owner text, date text, memo text,
    supercatid integer);
CREATE TABLE code_name (cid integer primary key, name text, memo text, catid integer, owner text,
    date text, color text);
CREATE TABLE code_text (ctid integer primary key, cid integer, fid integer, seltext text,
    pos0 integer, pos1 integer, owner text, date text, memo text, avid integer, important integer);
CREATE TABLE code_image (imid integer primary key, id integer, x1 integer, cid integer);
CREATE TABLE code_av (avid integer primary key, id integer, pos0 integer, cid integer);
CREATE TABLE annotation (anid integer primary key, fid integer, pos0 integer, pos1 integer,
    memo text, owner text, date text);
CREATE TABLE attribute_type (name text, date text, owner text, memo text, caseOrFile text,
    valuetype text);
CREATE TABLE attribute (attrid integer primary key, name text, attr_type text, value text,
    id integer, date text, owner text);
CREATE TABLE case_text (id integer primary key, caseid integer, fid integer, pos0 integer,
    pos1 integer, owner text, date text, memo text);
CREATE TABLE cases (caseid integer primary key, name text, memo text, owner text, date text);
CREATE TABLE journal (jid integer primary key, name text, jentry text, date text, owner text);
"""


def elements_of(project):
    """One row per kind of element of the account."""
    return pd.DataFrame(project.account.elements)


def offsets_of(project):
    return pd.DataFrame(project.account.offsets)


def project_in(folder, *, shift=0):
    """A project as QualCoder 3.6 stores it; `shift` moves the positions of every coding."""
    folder.mkdir()
    database = sqlite3.connect(folder / "data.qda")
    database.executescript(SCHEMA)
    insert = database.execute
    insert("INSERT INTO project VALUES ('v8', '', 'About', 'QualCoder 3.6')")
    insert(
        "INSERT INTO source (id, name, fulltext, mediapath) VALUES (1, 'SU1.txt', ?, NULL), "
        "(2, 'photo.png', NULL, '/images/photo.png'), (3, 'a.pdf', 'PDF', '/docs/a.pdf')",
        (TEXT,),
    )
    insert("INSERT INTO code_cat VALUES (1, 'Needs', 'anna', '', 'm', NULL), "
           "(2, 'Ties', 'anna', '', '', 1)")  # fmt: skip
    insert("INSERT INTO code_name VALUES (1, 'Trust', 'relies', 2, 'anna', '', '#FF0000'), "
           "(2, 'Nurse', '', NULL, 'anna', '', '#00FF00')")  # fmt: skip
    for number, (words, code, owner) in enumerate(
        [("tillid til hende 😀", 1, "anna"), ("tillid til hende 😀", 2, "bo"), ("ثقة", 1, "bo")], 1
    ):
        start = TEXT.index(words) + shift
        memo = "why" if number == 1 else ""
        insert(
            "INSERT INTO code_text (ctid, cid, fid, seltext, pos0, pos1, owner, date, memo) "
            "VALUES (?, ?, 1, ?, ?, ?, ?, '2024-03-05 10:00:00', ?)",
            (number, code, words, start, start + len(words), owner, memo),
        )
    insert("INSERT INTO code_image VALUES (1, 2, 0, 1)")
    insert("INSERT INTO cases VALUES (1, 'Anna', '', '', '')")
    insert("INSERT INTO case_text VALUES (1, 1, 1, 0, ?, '', '', '')", (len(TEXT),))
    insert("INSERT INTO attribute_type VALUES ('Role', '', '', '', 'case', 'character')")
    insert("INSERT INTO attribute VALUES (1, 'Role', 'case', 'patient', 1, '', ''), "
           "(2, 'Age', 'case', '', 1, '', ''), (3, 'Role', 'case', 'lost', 9, '', '')")  # fmt: skip
    insert("INSERT INTO journal VALUES (1, 'J', 'entry', '', 'anna')")
    database.commit()
    database.close()
    return folder


def test_positions_are_code_points_and_agree_with_the_stored_words(tmp_path):
    export = read_qualcoder(project_in(tmp_path / "p.qda"))
    assert export.selections["quotation"].to_list() == ["tillid til hende 😀", "ثقة"]
    assert export.selections["start_cp"].to_list() == [TEXT.index("tillid"), TEXT.index("ثقة")]
    assert offsets_of(export).set_index("source").loc["f1", ["score", "n"]].to_list() == [1.0, 2]
    assert len(export.codings) == 3
    assert export.codings["coder"].to_list() == ["C1", "C2", "C2"]


def test_words_that_stand_elsewhere_are_kept_and_flagged(tmp_path):
    export = read_qualcoder(project_in(tmp_path / "p.qda", shift=1))
    assert export.selections["quotation"].to_list() == ["tillid til hende 😀", "ثقة"]
    assert export.selections["start_cp"].isna().all()
    assert not offsets_of(export)["verified"].any()
    assert export.account.warnings == ["2 quotations are not where the file says; see the report."]


def test_categories_are_codes_that_are_not_coded_with(tmp_path):
    codes = read_qualcoder(project_in(tmp_path / "p.qda")).codes.set_index("name")
    assert codes["parent"].dropna().to_dict() == {"Ties": "g1", "Trust": "g2"}
    assert codes["is_codable"].to_list() == [False, False, True, True]


def test_cases_attributes_and_memos_are_carried_over(tmp_path):
    export = read_qualcoder(project_in(tmp_path / "p.qda"))
    assert export.members[["case", "source"]].to_numpy().tolist() == [["k1", "f1"]]
    assert export.members["selection"].isna().all()
    assert export.variables[["variable", "value"]].to_numpy().tolist() == [["Role", "patient"]]
    assert export.memos["about_kind"].to_list() == ["coding", "project", "project"]


def test_codings_of_pictures_are_counted_as_dropped(tmp_path):
    counts = elements_of(read_qualcoder(project_in(tmp_path / "p.qda"))).set_index("element")
    assert counts.loc["codings of pictures", ["found", "kept", "dropped"]].to_list() == [1, 0, 1]
    assert counts.loc["values of variables", ["found", "kept"]].to_list() == [2, 1]
    assert (counts["found"] == counts["kept"] + counts["dropped"]).all()
    assert counts.loc[["texts", "pictures", "PDF documents"], "found"].to_list() == [1, 1, 1]


def test_the_database_alone_is_read_too(tmp_path):
    folder = project_in(tmp_path / "p.qda")
    assert len(read_qualcoder(folder / "data.qda").codings) == 3


def test_a_folder_without_a_database_is_told_in_a_line(tmp_path):
    with pytest.raises(ExportError, match=r"no data\.qda in this folder"):
        read_qualcoder(tmp_path)


def test_a_database_that_is_open_elsewhere_is_not_read_by_half(tmp_path):
    folder = project_in(tmp_path / "p.qda")
    (folder / "data.qda-wal").write_bytes(b"x")
    with pytest.raises(ExportError, match="not all of it is saved"):
        read_qualcoder(folder)


def test_a_project_with_circles_is_imported_without_a_fault(tmp_path):
    folder = project_in(tmp_path / "p.qda")
    database = sqlite3.connect(folder / "data.qda")
    database.executescript(
        """
        UPDATE code_cat SET supercatid = 2 WHERE catid = 1;
        INSERT INTO code_cat VALUES (3, 'Own parent', '', '', '', 3);
        ALTER TABLE code_name ADD COLUMN supercid integer;
        INSERT INTO code_name (cid, name, supercid) VALUES (8, 'Sub one', 9), (9, 'Sub two', 8);
        INSERT INTO code_text (ctid, cid, fid, seltext, pos0, pos1)
            VALUES (8, 8, 1, 'I:', 0, 2), (9, 9, 1, 'I:', 0, 2);
        """
    )
    database.commit()
    database.close()
    export = read_project(folder)
    assert [line for line in export.account.warnings if "circle" in line] == [
        "codes form a circle (Needs below Ties below Needs): Needs was put at the top",
        "codes form a circle (Own parent below Own parent): Own parent was put at the top",
        "codes form a circle (Sub one below Sub two below Sub one): Sub one was put at the top",
    ]
    imported = import_corpus(folder, into=tmp_path / "mine")
    faults = [one for one in check_corpus(tmp_path / "mine") if one.severity == "error"]
    assert faults == []
    assert any("circle" in str(row["reason"]) for row in imported.account.elements)
