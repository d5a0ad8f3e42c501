"""What a public edition has of a corpus, and what is withheld from it."""

import json
import shutil
from pathlib import Path

import pytest

from trustbook.archive.deposit import _require_nothing_restricted
from trustbook.checking.corpora import check_corpus
from trustbook.checking.publishing import check_public, public_corpus, shown_members
from trustbook.corpus.disclosure import read_disclosure
from trustbook.corpus.findings import number_of_faults
from trustbook.corpus.published import write_public_corpus
from trustbook.corpus.reading import Corpus, read_corpus, read_sheet
from trustbook.corpus.schema import TABLES
from trustbook.corpus.small_cells import fewest_in_cell
from trustbook.corpus.template import workbook_of_tables
from trustbook.errors import ArchiveError, CorpusError
from trustbook.exchange.exporting import export_corpus
from trustbook.project import DISCLOSURE_FILE

CORPORA = Path(__file__).parents[1] / "corpora"
RELATIONS = "relation,segment,truster,trustee,concept,level,coder,memo\n"
PEOPLE = """stakeholder,label,kind,organisation,level,description
N,Nurses,role,Ward,micro,Kim and Bo
D,Doctors,role,Ward,micro,
P,Patients,role,,micro,
"""
SEGMENTS = """segment,study,case,kind,meaning_unit,anchor,same_source_as,restricted,memo
s1,t,p1,quotation,She takes her time with me,a1,,,read twice
s2,t,p2,quotation,She does,a2,,yes,
s3,t,p1,quotation,He asks,,s2,no,
"""


def write(folder, **texts):
    for name, text in texts.items():
        suffix = "yml" if name in ("disclosure", "reporting") else "csv"
        (folder / f"{name}.{suffix}").write_text(text, encoding="utf-8")


@pytest.fixture
def corpus(tmp_path):
    """Three segments of two participants, two ties, and words that no page needs."""
    folder = tmp_path / "mine"
    folder.mkdir()
    write(
        folder,
        studies="study,label,title\nt,Trial,A trial\n",
        stakeholders=PEOPLE,
        cases="case,stakeholder,village\np1,P,Ry\np2,P,Ry\n",
        segments=SEGMENTS,
        codes="code,label,kind,parent\nk,Time,theme,\n",
        codings="segment,code,coder\ns1,k,C1\ns2,k,C1\ns3,k,C1\n",
        anchors="anchor,part,study,start,length,head,digest,method\n"
        "a1,1,t,0,4,ab,cd,sha256\na2,1,t,9,4,ab,cd,sha256\n",
        concepts="concept,label,sign\ntrust,Trust,1\n",
        relations=RELATIONS + "r1,s1,P,N,trust,micro,C1,why\nr2,s2,P,D,trust,micro,C1,\n"
        "r3,s3,P,D,trust,micro,C1,\n",
        reporting="# asked Kim\nt:\n  S9: Approved  # by Bo\n",
    )
    (folder / "README.md").write_text("Kim told me", encoding="utf-8")
    package = {
        "title": "Trial",
        "note": "Kim",
        "contributors": [{"title": "A", "email": "a@b.org"}],
    }
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    return folder


def public(corpus, disclosure=""):
    write(corpus, disclosure=disclosure)
    return public_corpus(corpus, read_disclosure(corpus))


def withheld(result):
    return {(one.n, one.what, one.where) for one in result.withheld}


def test_what_rests_on_a_restricted_segment_leaves_with_it(corpus):
    result = public(corpus)
    tables = result.tables
    assert list(tables["segments"]["segment"]) == ["s1", "s3"]
    assert list(tables["segments"]["same_source_as"]) == ["", ""]
    assert list(tables["codings"]["segment"]) == ["s1", "s3"]
    assert list(tables["relations"]["relation"]) == ["r1", "r3"]
    assert list(tables["anchors"]["anchor"]) == ["a1"]
    assert "restricted" not in tables["segments"]
    assert {(1, "segment", "segments.csv"), (1, "row", "anchors.csv")} <= withheld(result)


def test_what_rests_on_restricted_segments_alone_or_stands_there_leaves_with_them(corpus):
    """Barrier b1 has s2 alone, b2 another one, too; recoding 2 begins within s2."""
    write(
        corpus,
        segments=SEGMENTS + "s4,t,p1,observation,She does so,a2,,,\n",
        barriers="barrier,study,line,aspect,obstacle,anchor\nb1,t,1,Time,What s2 says,\n"
        "b2,t,2,Time,Haste,\nb3,t,3,Time,At the place of s2,a2\n",
        barrier_evidence="barrier,segment\nb1,s2\nb2,s2\nb2,s3\nb3,s3\n",
        codes="code,label,kind,parent\nk,Time,theme,\nm,Mine,theme,\nn,In vivo,code,m\n",
        codings="segment,code,coder\ns1,k,C1\ns2,n,C1\ns3,k,C1\n",
        anchors="anchor,part,study,start,length,head,digest,method\n"
        "a1,1,t,0,4,ab,cd,sha256\na2,1,t,9,4,ab,cd,sha256\na3,1,t,12,4,ab,cd,sha256\n",
        recodings="recoding,study,anchor,code,coder\n1,t,a1,k,C2\n2,t,a3,n,C2\n3,t,a2,,C2\n",
        material="study,line,data_type,unit,anchor\nt,1,Interviews,interview,a2\n",
        teams="team,study,position,stakeholder,n,sector,works_with,anchor\n"
        "A,t,Nurse,N,2,Ward,all,a2\nA,t,Doctor,D,1,Ward,all,\n",
    )
    result = public(corpus)
    tables = {name: list(cells[TABLES[name].key[-1]]) for name, cells in result.tables.items()}
    assert tables["segments"] == ["s1", "s3"]
    assert (tables["barriers"], tables["barrier_evidence"]) == (["b2"], ["s3"])
    assert list(result.tables["barriers"]["line"]) == ["1"]
    assert list(result.tables["material"]["anchor"]) == [""]
    assert (tables["codes"], tables["codings"], tables["recodings"]) == (["k"], ["C1"] * 2, ["1"])
    assert (tables["anchors"], tables["teams"]) == (["1"], ["Doctor"])
    reasons = {(one.n, one.where, one.why) for one in result.withheld}
    alone = "it rests on restricted segments alone"
    assert {(1, "barriers.csv", alone), (1, "codes.csv", alone)} <= reasons


def test_columns_and_files_that_no_page_needs_are_withheld_unless_asked_for(corpus):
    result = public(corpus, "publish: [cases.village, README.md, relations.memo]")
    assert "memo" not in result.tables["segments"]
    assert "description" not in result.tables["stakeholders"]
    assert list(result.tables["cases"]["village"]) == ["Ry", "Ry"]
    assert "memo" in result.tables["relations"]
    assert result.files["README.md"] == "Kim told me"
    assert (1, "cell", "stakeholders.csv, description") in withheld(result)
    assert (1, "file", "README.md") in withheld(public(corpus))


def test_comments_and_names_that_nothing_reads_are_no_part_of_what_is_published(corpus):
    files = public(corpus).files
    assert set(files) == {"datapackage.json", "reporting.yml"}
    assert "Kim" not in "".join(files.values()) and "@" not in "".join(files.values())
    assert "Approved" in files["reporting.yml"]


def test_quotations_are_as_short_and_as_few_as_is_chosen(corpus):
    """p1 has two quotations, of six and of two words."""
    shorter = public(corpus, "quotations: {words: 3}").tables["segments"]["meaning_unit"]
    assert list(shorter) == ["She takes her …", "He asks"]
    fewer = public(corpus, "quotations: {per_participant: 1}").tables["segments"]["meaning_unit"]
    assert list(fewer) == ["She takes her time with me", ""]


def test_a_column_that_pages_show_is_withheld_by_name_but_never_a_key(corpus):
    result = public(corpus, "withhold: [segments.case, segments.segment, cases.stakeholder]")
    assert "case" not in result.tables["segments"]
    assert list(result.tables["segments"]["segment"]) == ["s1", "s3"]
    assert (2, "cell", "segments.csv, case") in withheld(result)


def test_counts_of_few_participants_are_announced_and_travel_with_the_corpus(corpus, tmp_path):
    """Of two patients one mentions the code, as s2 is restricted: 1 of 2."""
    result = public(corpus, "cells: 2")
    assert (1, "count", "who mentions which code") in withheld(result)
    folder = write_public_corpus(result, tmp_path / "public" / "mine")
    assert fewest_in_cell(Corpus(name="mine", folder=folder)) == 2
    assert fewest_in_cell(Corpus(name="mine", folder=corpus)) == 0


def test_ties_of_few_informants_are_withheld(corpus):
    """Each tie has one informant, as s2 is restricted."""
    result = public(corpus, "ties: {informants: 2}")
    assert result.tables["relations"].empty
    assert (2, "tie", "relations.csv") in withheld(result)


def test_ties_of_few_informants_are_drawn_between_organisations_where_these_are_enough(corpus):
    """Two participants towards two roles of one ward: one tie with two informants."""
    write(
        corpus,
        segments=SEGMENTS.replace(",yes,", ",,")
        .replace("s3,t,p1", "s3,t,p2")
        .replace(",s2,", ",,"),
    )
    result = public(corpus, "ties: {informants: 2, few: merge}")
    ends = result.tables["relations"][["truster", "trustee"]].drop_duplicates().to_numpy().tolist()
    assert ends == [["P", "Ward"]]
    assert list(result.tables["stakeholders"]["stakeholder"]) == ["N", "D", "P", "Ward"]


def test_an_archive_has_what_pages_show_and_whole_files_where_that_is_all(corpus):
    members, lines = shown_members(corpus)
    assert {"studies.csv", "segments.csv", "datapackage.json"} <= set(members)
    assert not {"README.md", DISCLOSURE_FILE} & set(members)
    assert members["studies.csv"] == corpus / "studies.csv"
    assert b"read twice" not in members["segments.csv"]
    assert b"restricted" not in members["segments.csv"]
    assert b"Kim" not in members["reporting.yml"] + members["datapackage.json"]
    assert {(one.n, one.where) for one in lines} >= {(1, "segments.csv, memo"), (1, "README.md")}


@pytest.mark.slow
def test_a_workbook_is_archived_without_what_no_page_shows(corpus, tmp_path):
    path = export_corpus(
        copy_without_restricted(corpus, tmp_path), format="xlsx", into=tmp_path / "mine.xlsx"
    )
    members, _ = shown_members(path)
    (tmp_path / "again.xlsx").write_bytes(members["mine.xlsx"])
    again = read_corpus(tmp_path / "again.xlsx")
    assert list(again.table("segments")["segment"]) == ["s1", "s2", "s3"]
    assert again.table("segments")["memo"].isna().all()


def test_what_is_said_of_the_ethics_of_a_workbook_is_something_that_can_be_done(tmp_path):
    path = tmp_path / "mine.xlsx"
    path.write_bytes(workbook_of_tables({}, corpus="mine"))
    (ethics,) = check_public(path, read_disclosure(path))[0].findings
    assert ethics.remedy.startswith("a workbook has no datapackage.json: import it into a folder")


def copy_without_restricted(corpus, tmp_path):
    folder = tmp_path / "copy" / "mine"
    shutil.copytree(corpus, folder)
    write(folder, segments=SEGMENTS.replace(",yes,", ",,").replace(",no,", ",,"))
    return folder


@pytest.mark.parametrize("format", ["qdpx", "xlsx", "graphml", "gexf"])
def test_restricted_segments_are_exported_in_no_format(corpus, tmp_path, format):
    with pytest.raises(CorpusError, match="which never leave the corpus; trustbook build --publ"):
        export_corpus(corpus, format=format, into=tmp_path / f"mine.{format}")
    assert not (tmp_path / f"mine.{format}").exists()


def test_restricted_segments_are_archived_in_no_way(corpus, monkeypatch):
    (corpus.parent / "_toc.yml").write_text("root: a\n", encoding="utf-8")
    monkeypatch.chdir(corpus.parent)
    with pytest.raises(ArchiveError, match="which no archive holds; trustbook build mine --publ"):
        _require_nothing_restricted(corpus)


def test_what_is_written_is_a_sound_corpus(corpus, tmp_path):
    result = public(corpus, "ties: {informants: 1}")
    folder = write_public_corpus(result, tmp_path / "public" / "mine")
    assert number_of_faults(check_corpus(folder), severity="error") == 0
    names = {path.name for path in folder.iterdir()}
    assert names == {f"{name}.csv" for name in result.tables} | set(result.files)
    assert result.row_of("segments.csv", 3) == 4
    others = (("segments.csv", 1), ("segments.csv", None), ("README.md", 3))
    assert [result.row_of(*other) for other in others] == [1, None, 3]


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(path.name for path in CORPORA.iterdir()))
def test_every_corpus_stays_sound(name, tmp_path):
    corpus = tmp_path / name
    shutil.copytree(CORPORA / name, corpus)
    result = public(corpus, "ties: {informants: 2, few: merge}\nquotations: {words: 5}")
    folder = write_public_corpus(result, tmp_path / "public" / name)
    errors = {one.id for one in check_corpus(folder) if one.severity == "error"}
    assert errors <= {"tables.no-rows", "tables.missing"} | {one.id for one in check_corpus(corpus)}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("ties: {informants: few}", "values.not-integer"),
        ("ties: {informants: 3, few: hide}", "values.not-allowed"),
        ("quotations: {word: 3}", "settings.unknown-name"),
    ],
)
def test_a_choice_that_is_none_is_a_fault(corpus, text, fault):
    write(corpus, disclosure=text)
    assert [one.id for one in read_disclosure(corpus).findings] == [fault]


def test_the_row_of_a_private_table_is_that_of_a_spreadsheet(corpus):
    assert read_sheet(corpus, "segments").cells.index[0] == 2
    assert (corpus / DISCLOSURE_FILE).name == "disclosure.yml"


@pytest.mark.parametrize("name", ["codes.csv", "README.md", "datapackage.json"])
def test_a_link_that_leads_out_of_the_corpus_is_an_error(corpus, tmp_path, name):
    (tmp_path / "elsewhere").write_bytes((corpus / name).read_bytes())
    (corpus / name).unlink()
    (corpus / name).symlink_to(tmp_path / "elsewhere")
    assert ("files.link", name) in {(one.id, one.file) for one in check_corpus(corpus)}
    (tmp_path / "elsewhere").rename(corpus / "beside")
    (corpus / name).unlink()
    (corpus / name).symlink_to(corpus / "beside")
    assert "files.link" not in {one.id for one in check_corpus(corpus)}
