import importlib.util
import json
import os
from pathlib import Path

import pandas as pd
import pytest

from trustbook.checking.corpora import check_corpus
from trustbook.claims.anchors import locate
from trustbook.claims.sources import read_key, read_sources
from trustbook.corpus.reading import read_corpus
from trustbook.corpus.schema import TABLES
from trustbook.errors import AnchorError, CorpusError, ExportError, TrustbookError
from trustbook.exchange.exporting import export_corpus
from trustbook.exchange.importing import draft_of, import_corpus, read_map

HERE = Path(__file__).parent
MAP = """
stakeholders:
  - {stakeholder: SU, label: Service users, documents: ["SU*"], cases: ["Ann*"]}
  - {stakeholder: NU, label: Nurses, codes: [Nurse, "*\\\\Nurse"], names: [nurse]}
concepts: [{concept: trust, sign: 1, codes: [Trust, "*\\\\Trust"]}]
relations: {code: same segment}
"""
PROJECT = """<?xml version="1.0" encoding="utf-8"?>
<Project name="Trial" origin="NVivo 20" basePath="C:\\Users\\anna" xmlns="urn:QDA-XML:project:1.0">
<Users><User guid="11111111-1111-1111-1111-111111111111" name="Anna Jensen"/></Users>
<CodeBook><Codes>
<Code guid="22222222-2222-2222-2222-222222222221" name="Trust" isCodable="true"/>
<Code guid="22222222-2222-2222-2222-222222222222" name="Nurse" isCodable="true"/>
</Codes></CodeBook>
<Cases><Case guid="33333333-3333-3333-3333-333333333331" name="Ann Olsen">
<SourceRef targetGUID="44444444-4444-4444-4444-444444444441"/></Case></Cases>
<Sources><TextSource guid="44444444-4444-4444-4444-444444444441" name="SU1">
<PlainTextContent>Hun er altid 😀 på min side.</PlainTextContent>
<PlainTextSelection guid="55555555-5555-5555-5555-555555555551" name="x" startPosition="0"
 endPosition="27" creatingUser="11111111-1111-1111-1111-111111111111">
<Coding guid="66666666-6666-6666-6666-666666666661">
<CodeRef targetGUID="22222222-2222-2222-2222-222222222221"/></Coding>
<Coding guid="66666666-6666-6666-6666-666666666662">
<CodeRef targetGUID="22222222-2222-2222-2222-222222222222"/></Coding>
</PlainTextSelection></TextSource></Sources></Project>
"""


def builders(name):
    """The module of tests that writes a dialect."""
    place = HERE / f"test_{name}.py"
    spec = importlib.util.spec_from_file_location(f"builders_{name}", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def as_qde(folder):
    path = folder / "trial.qde"
    path.write_text(PROJECT, encoding="utf-8")
    return path


def as_taguette(folder):
    return builders("taguette").project_at(folder / "t.sqlite3", highlights=[(0, 10, "Jeg stoler")])


def as_qualcoder(folder):
    return builders("qualcoder").project_in(folder / "trial.qda")


def as_text(name, text):
    def file_in(folder):
        path = folder / name
        path.write_text(text, encoding="utf-8")
        return path

    return file_in


def as_maxqda(folder):
    rows = [["Document name", "Code", "Segment"], ["SU1", "Needs\\Trust", "Hun er her"],
            ["SU1", "Persons\\Nurse", "Hun er her"]]  # fmt: skip
    return builders("tabular").workbook(folder / "m.xlsx", rows)


def as_ods(folder):
    rows = [["document", "tag", "content"], ["SU1", "Trust", "Hun"], ["SU1", "Nurse", "Hun"]]
    return builders("tabular").ods(folder / "t.ods", rows)


def as_folder(folder):
    (folder / "tables").mkdir()
    for name in ("SU1", "SU2"):
        as_text(f"{name}.csv", "Text,Code\nHun er her,Trust\nHun er her,Nurse\n")(folder / "tables")
    return folder / "tables"


TAGUETTE = "id,document,tag,content\n1,SU1,Trust,Hun er her\n1,SU1,Nurse,Hun er her\n"
REPORT = (
    "\ufeffFile,Coder,Coded,Id,Codename,Coded_Memo,Category\n"
    "SU1,anna,Hun er her,1,Trust,,Needs\nSU1,anna,Hun er her,2,Nurse,,Persons\n"
)
DIALECTS = {
    "qde": as_qde,
    "taguette": as_taguette,
    "qualcoder": as_qualcoder,
    "taguette-csv": as_text("t.csv", TAGUETTE),
    "qualcoder-report": as_text("r.csv", REPORT),
    "numbered": as_text("n.csv", "Document,Text,Code 1,Code 2\nSU1,Hun er her,Trust,Nurse\n"),
    "marks": as_text("m.csv", "Document,Text,Trust,Nurse\nSU1,Hun er her,1,1\n"),
    "maxqda": as_maxqda,
    "ods": as_ods,
    "folder": as_folder,
}


CODEBOOK = """<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="Taguette 1.4.1"><Codes>
<Code guid="77777777-7777-7777-7777-777777777771" name="Trust" isCodable="true">
<Description>Relies on the other</Description></Code></Codes><Sets/></CodeBook>
"""


@pytest.fixture
def map_file(tmp_path):
    path = tmp_path / "map.yml"
    path.write_text(MAP, encoding="utf-8")
    return path


@pytest.fixture(params=DIALECTS)
def export(request, tmp_path):
    (tmp_path / "export").mkdir()
    return DIALECTS[request.param](tmp_path / "export")


@pytest.fixture(scope="module", params=DIALECTS)
def mapped(request, tmp_path_factory):
    """An export of each dialect, imported with the map, and its texts beside the corpus."""
    folder = tmp_path_factory.mktemp("mapped")
    (folder / "export").mkdir()
    map_file = folder / "map.yml"
    map_file.write_text(MAP, encoding="utf-8")
    export, into = DIALECTS[request.param](folder / "export"), folder / "data" / "mine"
    return import_corpus(export, into=into, map_file=map_file, sources_into=folder / "texts")


def errors(folder):
    return [one.message for one in check_corpus(folder) if one.severity == "error"]


@pytest.mark.slow
def test_every_dialect_becomes_a_corpus_without_errors(mapped):
    assert not errors(mapped.folder)
    corpus = read_corpus(mapped.folder)
    ties = corpus.table("relations")[["truster", "trustee", "concept"]].drop_duplicates()
    assert ties.to_numpy().tolist() == [["SU", "NU", "trust"]]
    assert corpus.table("anchors")["method"].unique().tolist() == ["hmac-sha256"]
    everything = "".join(p.read_text(encoding="utf-8") for p in mapped.folder.iterdir())
    for word in ("Hun er", "stoler", "Ann Olsen", "Anna", "anna", "tillid til"):
        assert word not in everything


@pytest.mark.slow
def test_every_dialect_becomes_a_corpus_without_a_map(export, tmp_path):
    result = import_corpus(export, into=tmp_path / "mine")
    assert not errors(result.folder)


@pytest.mark.slow
def test_every_dialect_gives_a_draft_that_is_a_map(export, tmp_path):
    draft = draft_of(export, into=tmp_path / "draft.yml")
    assert read_map(draft).study["label"]
    result = import_corpus(export, into=tmp_path / "mine", map_file=draft)
    assert not errors(result.folder)
    assert not read_corpus(result.folder).has("relations")


@pytest.mark.slow
def test_totals_of_the_report_add_up(mapped):
    report = json.loads((mapped.folder / "import-report.json").read_text(encoding="utf-8"))
    assert report["elements"]
    for row in report["elements"]:
        assert row["found"] == row["kept"] + row["dropped"]
        assert row["changed"] <= row["kept"]


@pytest.mark.slow
def test_quotations_are_kept_when_asked_for(export, tmp_path):
    result = import_corpus(export, into=tmp_path / "mine", include_text=True)
    assert not errors(result.folder)
    assert read_corpus(result.folder).table("segments")["meaning_unit"].str.contains("“").all()


@pytest.mark.slow
def test_an_import_twice_gives_the_same_bytes(tmp_path, map_file):
    """The second time the key beside the export is used again."""
    path = as_qde(tmp_path)
    first = import_corpus(path, into=tmp_path / "a" / "mine", map_file=map_file)
    second = import_corpus(path, into=tmp_path / "b" / "mine", map_file=map_file)
    assert (first.has_new_key, second.has_new_key) == (True, False)
    for file in first.folder.iterdir():
        assert file.read_bytes() == (second.folder / file.name).read_bytes()


def test_a_folder_with_something_in_it_is_never_written_to(tmp_path):
    path = as_qde(tmp_path)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "a.txt").write_text("x")
    with pytest.raises(CorpusError, match="not empty"):
        import_corpus(path, into=tmp_path / "mine")
    assert not (tmp_path / "trial.key").exists()


@pytest.mark.parametrize(
    "name", ["p.sqlite3", "p.qdpx", "p.qde", "p.xlsx", "p.ods", "p.csv", "p.pdf"]
)
def test_nothing_is_left_behind_when_a_file_cannot_be_read(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"no, not at all\n")
    with pytest.raises(TrustbookError) as raised:
        import_corpus(path, into=tmp_path / "data" / "mine")
    assert raised.value.exit_code == 1
    assert len(str(raised.value).splitlines()) == 1
    assert [one.name for one in tmp_path.iterdir()] == [name]


@pytest.mark.slow
def test_texts_of_an_import_verify_its_anchors(mapped):
    """Every dialect: all anchors are found where they are, and none with another key."""
    texts = mapped.folder.parents[1] / "texts"
    corpus = read_corpus(mapped.folder)
    anchors = corpus.table("anchors")
    sources = read_sources(texts, studies=anchors["study"].unique())
    assert mapped.text_file == texts / f"{anchors['study'].iloc[0]}.txt"
    located = locate(anchors, sources, key=read_key(mapped.key_file, corpus=corpus.folder))
    assert len(located) and set(located["outcome"]) == {"found"}
    assert "found" not in set(locate(anchors, sources, key=b"another key of length")["outcome"])


def test_texts_never_go_into_the_corpus_and_replace_nothing(tmp_path, map_file):
    source = DIALECTS["taguette-csv"](tmp_path)
    into = tmp_path / "mine"
    with pytest.raises(AnchorError, match="inside the corpus"):
        import_corpus(source, into=into, map_file=map_file, sources_into=into / "texts")
    (tmp_path / "texts").mkdir()
    existing = tmp_path / "texts" / "imported-material.txt"
    existing.write_text("mine", encoding="utf-8")
    with pytest.raises(CorpusError, match="never overwritten"):
        import_corpus(source, into=into, map_file=map_file, sources_into=tmp_path / "texts")
    assert existing.read_text(encoding="utf-8") == "mine"
    assert not into.exists() and not list(tmp_path.glob("*.key"))


def test_a_codebook_becomes_a_template_with_its_codes(tmp_path):
    """What is left to fill in is all that the check asks for, and no key is made."""
    source = as_text("codes.qdc", CODEBOOK)(tmp_path)
    result = import_corpus(source, into=tmp_path / "mine")
    corpus = read_corpus(result.folder)
    assert corpus.table("codes")[["code", "definition"]].to_numpy().tolist() == [
        ["trust", "Relies on the other"]
    ]
    unfilled = [one.file for one in check_corpus(result.folder) if one.severity == "error"]
    assert unfilled == ["stakeholders.csv", "segments.csv", "codings.csv"]
    assert result.key_file is None and not list(tmp_path.glob("*.key"))
    assert (result.folder / "README.md").is_file()


def test_a_codebook_has_no_texts_to_write(tmp_path):
    source = as_text("codes.qdc", CODEBOOK)(tmp_path)
    with pytest.raises(ExportError, match="holds no texts"):
        import_corpus(source, into=tmp_path / "mine", sources_into=tmp_path / "texts")
    assert [path.name for path in tmp_path.iterdir()] == ["codes.qdc"]


def test_a_failure_while_writing_takes_the_new_key_with_it(tmp_path, monkeypatch):
    path = as_qde(tmp_path)

    def failing(_files, **_):
        raise OSError("full")

    monkeypatch.setattr("trustbook.exchange.importing.package_of_files", failing)
    with pytest.raises(OSError, match="full"):
        import_corpus(path, into=tmp_path / "mine")
    assert [one.name for one in tmp_path.iterdir()] == ["trial.qde"]


def test_an_import_that_is_stopped_once_its_corpus_is_in_place_leaves_nothing_else(
    tmp_path, monkeypatch
):
    def stopping(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("trustbook.exchange.importing.shutil.rmtree", stopping)
    with pytest.raises(KeyboardInterrupt):
        import_corpus(as_qde(tmp_path), into=tmp_path / "mine")
    assert list(tmp_path.glob(".*")) == []


def test_remains_of_an_import_that_was_killed_go_and_those_of_one_that_runs_stay(tmp_path):
    path, same = as_qde(tmp_path), os.getpid()  # as in a container
    running, other = tmp_path / f".mine.{os.getppid()}.partial", tmp_path / ".mine.own.partial"
    for folder in (tmp_path / f".mine.{2**22 + 1}.partial", running, other):
        folder.mkdir()
    (tmp_path / f".mine.{same}.partial").mkdir()
    import_corpus(path, into=tmp_path / "mine")
    assert {one.name for one in tmp_path.glob(".*")} == {running.name, other.name}
    (tmp_path / f".mine.{same}.partial").mkdir()  # it was killed when all was done
    with pytest.raises(CorpusError, match="already"):
        import_corpus(path, into=tmp_path / "mine")
    assert {one.name for one in tmp_path.glob(".*")} == {running.name, other.name}


def test_a_key_never_goes_into_the_corpus(tmp_path):
    path = as_qde(tmp_path)
    with pytest.raises(AnchorError, match="inside the corpus"):
        import_corpus(path, into=tmp_path / "mine", new_key=tmp_path / "mine" / "a.key")
    assert not (tmp_path / "mine").exists()


def test_relations_may_stand_in_a_sheet_beside_the_map(tmp_path, map_file):
    (tmp_path / "relations.csv").write_text(
        "segment,truster,trustee,concept\n1,SU,NU,trust\n,NU,SU,trust\n", encoding="utf-8"
    )
    map_file.write_text(MAP.replace("code: same segment", "sheet: relations.csv"))
    result = import_corpus(
        as_text("t.csv", TAGUETTE)(tmp_path), into=tmp_path / "mine", map_file=map_file
    )
    assert not errors(result.folder)
    rows = read_corpus(result.folder).table("relations")[["segment", "truster"]]
    assert rows.to_numpy().tolist() == [["s0001", "SU"], ["l001", "NU"]]


def test_a_sheet_that_is_not_there_is_told(tmp_path, map_file):
    map_file.write_text(MAP.replace("code: same segment", "sheet: nowhere.csv"))
    with pytest.raises(ExportError, match=r"no sheet of relations at nowhere\.csv"):
        import_corpus(as_qde(tmp_path), into=tmp_path / "mine", map_file=map_file)


def test_our_own_project_gives_the_corpus_back(tmp_path):
    source = HERE.parent / "corpora" / "clinic"
    project = export_corpus(source, format="qdpx", into=tmp_path / "clinic.qdpx")
    result = import_corpus(project, into=tmp_path / "clinic")
    assert result.key_file is None
    for name in TABLES:
        pd.testing.assert_frame_equal(
            read_corpus(result.folder).table(name), read_corpus(source).table(name)
        )
