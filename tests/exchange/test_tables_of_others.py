"""Tables as other people and programs make them: other languages, signs, merges, nodes, Word."""

import docx
import openpyxl
import pytest

from trustbook.errors import ExportError
from trustbook.exchange.importing import draft_of, import_corpus
from trustbook.exchange.reading import read_project


def table(path, *lines):
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def asked(project):
    return {one.key for one in project.questions}


@pytest.mark.parametrize(
    ("cell", "other"), [("信任；亲近", "亲近"), ("信任、亲近", "亲近"), ("信任，亲近", "亲近")]
)
def test_codes_between_chinese_signs_are_several(tmp_path, cell, other):
    lines = ("文档,片段,编码", f"甲,我信任她,{cell}", "甲,没有人听我,信任", f"乙,她来了,{other}")
    project = read_project(table(tmp_path / "t.csv", *lines))
    assert project.codes["name"].to_list() == ["信任", other]
    assert len(project.codings) == 4


def test_codes_between_arabic_commas_are_several(tmp_path):
    lines = ("الوثيقة,الاقتباس,الرموز", "I1,أثق بها,ثقة، وقت", "I2,لا أحد,ثقة", "I2,نعرف,وقت")
    project = read_project(table(tmp_path / "t.csv", *lines))
    assert project.codes["name"].to_list() == ["ثقة", "وقت"]


@pytest.mark.parametrize("sign", ["；", "、", "，", "،", "؛"])
def test_a_sign_that_may_stand_between_codes_is_asked_about(tmp_path, sign):
    lines = ("Document,Text,Code", f"I1,She came,Trust{sign}Time", f"I1,He left,Trust{sign}Hope")
    assert asked(read_project(table(tmp_path / "t.csv", *lines))) == {"split_codes"}


@pytest.mark.slow
@pytest.mark.parametrize("sign", ["→", "»", "›"])
def test_an_arrow_in_codes_is_asked_about(tmp_path, sign):
    lines = ("Text,Code", f"She came,Trust {sign} Nurse", f"He left,Trust {sign} Doctor")
    project = read_project(table(tmp_path / "t.csv", *lines))
    assert asked(project) == {"code_paths"}
    result = import_corpus(
        tmp_path / "t.csv",
        into=tmp_path / "mine",
        map_file=draft_of(tmp_path / "t.csv", into=tmp_path / "m.yml"),
    )
    assert result.account.tables["codes"] == 3


@pytest.mark.parametrize("date", ["01. Feb", "2. Mrz", "01-févr", "3-avr.", "1月2日", "02-ene"])
def test_dates_of_spreadsheets_in_other_languages_are_asked_about(tmp_path, date):
    lines = ("Document,Text,Code", f"I1,She came,{date}", "I2,He left,Trust")
    assert asked(read_project(table(tmp_path / "t.csv", *lines))) == {"same"}


@pytest.mark.parametrize("heading", ["訪談對象", "访谈对象"])
def test_the_person_interviewed_is_the_case(tmp_path, heading):
    lines = (f"訪談,{heading},引文,編碼", "甲,P1,我信任她,信任", "乙,P2,沒有人,疏離")
    assert read_project(table(tmp_path / "t.csv", *lines)).cases["name"].to_list() == ["P1", "P2"]


def test_a_heading_merged_over_a_blank_column_is_one_column(tmp_path):
    book = openpyxl.Workbook()
    for row in (["Entretien", "Extrait", None, "Code"], ["E1", "Elle vient", None, "Confiance"]):
        book.active.append(row)
    book.active.merge_cells("B1:C1")
    book.save(tmp_path / "t.xlsx")
    project = read_project(tmp_path / "t.xlsx")
    assert not project.questions
    assert project.selections["quotation"].to_list() == ["Elle vient"]


@pytest.mark.parametrize(
    "heading",
    ["Hvem,Har tillid til,Begreb", "Respondent,Contact,Type of tie", "Qui,Fait confiance à,Lien"],
)
def test_whom_somebody_trusts_is_a_heading_of_relations(tmp_path, heading):
    project = read_project(table(tmp_path / "t.csv", heading, "Nurse,Doctor,trust"))
    assert project.relations[["truster", "trustee"]].to_numpy().tolist() == [["Nurse", "Doctor"]]


NODES = ("Id,Label,timeset,Degree", "n1,Nurse,,3", "n2,Patient,,2")


def test_nodes_give_the_names_of_the_ends_of_ties(tmp_path):
    table(tmp_path / "nodes.csv", *NODES)
    table(tmp_path / "edges.csv", "Source,Target,Type,Label,Weight", "n1,n2,Directed,trust,1.0")
    project = read_project(tmp_path)
    assert project.relations[["truster", "trustee"]].to_numpy().tolist() == [["Nurse", "Patient"]]
    assert not project.account.warnings


def test_nodes_alone_are_refused_with_what_to_do(tmp_path):
    with pytest.raises(ExportError, match=r"edges \(Source, Target\), too, put both into one fold"):
        read_project(table(tmp_path / "nodes.csv", *NODES))


def test_a_table_of_ids_labels_and_texts_holds_excerpts(tmp_path):
    lines = ("id,label,text", "1,Trust,She came", "2,Doubt,He left")
    assert len(read_project(table(tmp_path / "t.csv", *lines)).codings) == 2


def word_table(path, rows, *, merged=()):
    document = docx.Document()
    cells = document.add_table(rows=len(rows), cols=len(rows[0]))
    for at, row in enumerate(rows):
        for place, words in enumerate(row):
            cells.cell(at, place).text = words
    for first, last in merged:
        cells.cell(*first).merge(cells.cell(*last))
    document.save(path)
    return path


def test_a_table_of_excerpts_in_word_is_read_with_its_merged_cells(tmp_path):
    rows = [["Interview", "Quote", "Code"], ["I1", "She came", "Trust"], ["", "He left", "Doubt"]]
    path = word_table(tmp_path / "t.docx", rows, merged=[((1, 0), (2, 0))])
    project = read_project(path)
    assert not project.questions
    assert project.sources["name"].to_list() == ["I1"]
    assert project.codes["name"].to_list() == ["Trust", "Doubt"]


def test_a_title_merged_over_a_table_of_word_shifts_no_cell(tmp_path):
    rows = [["Ward", "", ""], ["Interview", "Quote", "Code"], ["I1", "She came", "Trust"]]
    path = word_table(tmp_path / "t.docx", rows, merged=[((0, 0), (0, 2))])
    assert read_project(path).selections["quotation"].to_list() == ["She came"]


def test_a_table_of_relations_in_word_is_read(tmp_path):
    rows = [["Truster", "Trustee", "Concept"], ["Nurse", "Patient", "trust"]]
    assert len(read_project(word_table(tmp_path / "t.docx", rows)).relations) == 1


def test_a_table_of_word_in_which_nothing_is_coded_is_refused(tmp_path):
    path = word_table(tmp_path / "t.docx", [["Speaker", "Words"], ["Nurse", "She came"]])
    with pytest.raises(ExportError, match="one row for each passage and code"):
        read_project(path)


CATMA = (
    "Query ID;Document ID;Document Name;Document length;Keyword;Keyword in context;Start offset;"
    "End offset;Collection ID;Collection Name;Tag;Tag Version;Tag Color;Annotation ID;"
    "Property ID;Property Name;Property Value;Comment ID;Comment/Reply;Comment Author;"
    "Reply count;Reply ID",
    "q;D1;I1;90;comes every;She comes every;4;15;C1;ana;/Trust/Close;1;#f;A1;P1;mood;high;;;;;",
    "q;D1;I1;90;comes every;She comes every;4;15;C1;ana;/Trust/Close;1;#f;A1;P2;pace;low;;;;;",
    "q;D1;I1;90;comes every;She comes every;4;15;C2;bo;/Trust/Close;1;#f;A2;;;;;;;;",
    "q;D2;I2;90;Nobody called;Nobody called me;0;13;C1;ana;/Distrust;1;#f;A3;;;;;;;;",
)


def test_what_catma_found_in_a_query_is_read_and_its_collections_are_asked_about(tmp_path):
    path = table(tmp_path / "t.csv", *CATMA)
    assert {one.about for one in read_project(path).questions} == {"Collection Name"}
    draft = draft_of(path, into=tmp_path / "m.yml")
    tables = import_corpus(path, into=tmp_path / "mine", map_file=draft).account.tables
    assert (tables["codes"], tables["segments"], tables["codings"]) == (3, 2, 3)
