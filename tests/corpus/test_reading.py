import os
import subprocess
import sys

import pandas as pd
import pytest

from trustbook.checking.corpora import check_corpus
from trustbook.corpus.reading import READ_LOG, Corpus, read_corpus, remember_tables
from trustbook.corpus.schema import TABLES
from trustbook.errors import CorpusError, ParameterError
from trustbook.project import corpus_folder

FILES = {
    "studies.csv": "study,label,title\ns,S,A study\nz,Z,Another\n",
    "stakeholders.csv": "stakeholder,label,kind,level\nSU,Users,role,micro\n",
    "segments.csv": "segment,study,speaker,kind\ng1,s,SU,quotation\ng2,z,SU,finding\n",
    "codes.csv": "code,label,kind,parent\nt,T,theme,\nk,K,code,t\n",
    "codings.csv": "segment,code,coder\ng1,k,C1\ng2,k,C1\n",
}


@pytest.fixture
def folder(tmp_path):
    """A small sound corpus."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def put(folder, name: str, text: str, encoding: str = "utf-8") -> None:
    (folder / name).write_bytes(text.encode(encoding))


def messages(folder) -> list[str]:
    return [finding.message for finding in check_corpus(folder)]


def test_a_table_has_its_rows_and_every_declared_column(folder):
    segments = read_corpus(folder).table("segments")
    assert list(segments) == list(TABLES["segments"].columns)
    assert segments["segment"].tolist() == ["g1", "g2"]


def test_a_key_that_comes_twice_is_told_by_whoever_reads_the_table(folder):
    put(folder, "segments.csv", "segment,study,kind\ng1,s,finding\ng1,s,finding\n")
    with pytest.raises(CorpusError, match=r'row 3, .*"g1" again \(first in row 2\)'):
        read_corpus(folder).table("segments")


def test_an_absent_table_has_columns_of_their_types_and_no_rows(folder):
    corpus = read_corpus(folder)
    assert list(corpus.table("material")) == list(TABLES["material"].columns)
    assert str(corpus.table("material")["n"].dtype) == "Int64"
    assert (corpus.has("material"), corpus.has("codings")) == (False, True)


def test_a_table_has_rows_before_anyone_judges_its_cells(folder):
    put(folder, "studies.csv", "study,label,year\ns,S,last year\n")
    put(folder, "material.csv", "study,kind,n\n")
    corpus = read_corpus(folder)
    assert (corpus.has("studies"), corpus.has("material")) == (True, False)
    with pytest.raises(CorpusError, match="column year"):
        corpus.table("studies")


def test_a_corpus_has_the_rows_of_the_tables_that_it_was_given(folder):
    table = read_corpus(folder).table("codes")
    corpus = Corpus(name="c", folder=folder, _tables={"codes": table.iloc[:0], "material": table})
    assert (corpus.has("codes"), corpus.has("material")) == (False, True)


def test_a_study_selects_its_rows(folder):
    corpus = read_corpus(folder, study="z")
    assert corpus.table("codings")["segment"].tolist() == ["g2"]
    assert corpus.table("codes")["code"].tolist() == ["t", "k"]


def test_an_unknown_study_is_named_with_the_known_ones(folder):
    with pytest.raises(ParameterError, match="use all or one of s, z"):
        read_corpus(folder, study="q")


def test_a_missing_corpus_is_named(tmp_path):
    with pytest.raises(CorpusError, match="no corpus at"):
        read_corpus(tmp_path / "nowhere")


def test_a_table_given_away_can_be_changed_without_harm(folder):
    corpus = read_corpus(folder)
    codes = corpus.table("codes")
    codes["code"] = "x"
    assert corpus.table("codes")["code"].tolist() == ["t", "k"]


def test_the_habits_of_a_spreadsheet_are_read_correctly(folder):
    """A UTF-16 file with `;`, decimal commas, Excel's months, blanks and blank rows."""
    put(
        folder,
        "material.csv",
        "sep=;\r\nStudy;line ;data type;unit;n;first_month;minutes_mean;;\r\n"
        "s;1;\u00a0Interviews ;interview;12,0;Apr-17;54,5;;\r\n;;;;;;;;\r\n",
        "utf-16",
    )
    (row,) = read_corpus(folder).table("material").to_dict("records")
    assert (row["study"], row["line"], row["data_type"], row["n"]) == ("s", 1, "Interviews", 12)
    assert (row["first_month"], row["minutes_mean"]) == ("2017-04", 54.5)
    assert messages(folder) == []


def test_further_columns_of_cases_are_kept(folder):
    put(folder, "cases.csv", "case,stakeholder,age,city\nP1,SU,34,\n")
    (case,) = read_corpus(folder).table("cases").to_dict("records")
    assert case["age"] == "34"
    assert pd.isna(case["city"])


def test_a_cell_of_the_wrong_type_stops_reading_and_is_named(folder):
    put(folder, "studies.csv", "study,label,title,year\ns,S,A study,last year\n")
    with pytest.raises(CorpusError, match='row 2, column year: found "last year"'):
        read_corpus(folder).table("studies")


def test_a_row_that_does_not_fit_stops_reading_and_is_named(folder):
    put(folder, "codes.csv", "code,label,kind,parent\nt,T, or so,theme,x\n")
    with pytest.raises(CorpusError, match="row 2: found 5 cells"):
        read_corpus(folder).table("codes")


def test_tables_looked_up_are_logged(folder, tmp_path, monkeypatch):
    log = tmp_path / "log.txt"
    monkeypatch.setenv(READ_LOG, str(log))
    corpus = read_corpus(folder)
    corpus.table("codes")
    corpus.has("relations")
    corpus.table("codes")
    assert log.read_text(encoding="utf-8").splitlines() == ["codes.csv", "absent relations.csv"]


def test_a_folder_is_seen_from_the_working_directory_first(folder, monkeypatch):
    monkeypatch.chdir(folder.parent)
    assert corpus_folder(folder.name) == folder.resolve()
    with pytest.raises(CorpusError, match="no corpus at nowhere"):
        corpus_folder("nowhere")


def test_a_sound_corpus_has_no_findings(folder):
    put(folder, "datapackage.json", "{}")
    put(folder, "README.md", "Notes")
    assert messages(folder) == []


def test_files_that_are_not_read_are_named(folder):
    for name in ("Relations.csv", "team.xlsx", "notes.txt"):
        put(folder, name, "x\n")
    assert [(f.file, f.severity, f.remedy) for f in check_corpus(folder)] == [
        ("Relations.csv", "error", "save it as relations.csv (CSV UTF-8)"),
        ("notes.txt", "warning", "keep it outside the corpus, which is published as it stands"),
        ("team.xlsx", "error", "save it as teams.csv (CSV UTF-8)"),
    ]


def test_what_lies_beside_a_table_is_named_and_never_to_be_saved_over_it(folder):
    for name in ("codes (1).csv", "coding.xlsx", "~$codes.xlsx", "._codes.csv", ".~lock.codes.csv"):
        put(folder, name, "x\n")
    findings = {f.file: f for f in check_corpus(folder)}
    assert len(findings) == 5
    assert {f.severity for f in findings.values()} == {"warning"}
    assert findings["codes (1).csv"].remedy.startswith("codes.csv is read; keep it outside")
    assert findings["~$codes.xlsx"].remedy == "another program left it there: delete it"
    assert not any("save it as" in f.remedy for f in findings.values())


def test_a_workbook_called_csv_is_named(folder):
    (folder / "codes.csv").write_bytes(b"PK\x03\x04\x81\x8d\x8f\xff")
    findings = check_corpus(folder)
    assert findings[0].file == "codes.csv"
    assert findings[0].value == "a file that cannot be read"
    assert not [f for f in findings[1:] if f.file == "codes.csv"]


def test_parquet_is_read_as_csv_is(folder):
    """With whole numbers, dates and cells that are missing."""
    duckdb = pytest.importorskip("duckdb")
    for table in ("codings", "encounters", "segments"):
        path = folder / f"{table}.csv"
        if not path.is_file():
            continue
        from_csv = read_corpus(folder).table(table)
        rows = duckdb.sql(f"select * from read_csv('{path}', header = true)")
        rows.write_parquet(str(path.with_suffix(".parquet")))
        path.unlink()
        pd.testing.assert_frame_equal(read_corpus(folder).table(table), from_csv)
    assert messages(folder) == []


def test_parquet_that_cannot_be_read_is_named(folder):
    pytest.importorskip("duckdb")
    (folder / "codings.csv").unlink()
    put(folder, "codings.parquet", "x")
    with pytest.raises(CorpusError, match=r"codings\.parquet: not a readable Parquet file"):
        read_corpus(folder).table("codings")


def test_parquet_without_its_reader_says_what_to_install(folder, monkeypatch):
    (folder / "codings.csv").unlink()
    put(folder, "codings.parquet", "x")
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(CorpusError, match=r"install trustbook\[large\], or save the table as CSV"):
        read_corpus(folder).table("codings")


def test_two_files_of_one_table_are_named(folder):
    put(folder, "codings.parquet", "x")
    assert [f.remedy for f in check_corpus(folder)] == [
        "delete one of the two; codings.csv was read"
    ]


def test_a_table_that_cannot_be_read_hides_no_other_fault(folder):
    """Three files with a fault each; which studies the answers may name is not known any more."""
    (folder / "studies.csv").write_bytes(b"\xff\xfe\x00")
    put(folder, "reporting.yml", "s:\n  C77: x\n")
    put(folder, "datapackage.json", '{"title":\n')
    ids = {(one.file, one.id) for one in check_corpus(folder)}
    assert {
        ("studies.csv", "files.unreadable"),
        ("reporting.yml", "settings.unknown-name"),
        ("datapackage.json", "package.unreadable"),
    } == {pair for pair in ids if pair[1].partition(".")[0] in ("files", "settings", "package")}


@pytest.mark.parametrize("text", ["{", "[]", "3", "\ufeff{"])
def test_a_description_that_is_no_json_object_is_a_fault_with_a_remedy(folder, text):
    put(folder, "datapackage.json", text)
    (finding,) = [one for one in check_corpus(folder) if one.severity == "error"]
    assert finding.id == "package.unreadable"
    assert finding.remedy.endswith("trustbook describe write it again")


@pytest.mark.slow
def test_reading_a_corpus_imports_no_room_above_and_no_library_but_pandas():
    """openpyxl and lxml are for workbooks, duckdb for Parquet, rooms above for chapters."""
    code = "import sys, trustbook.corpus.reading; print(*sys.modules)"
    process = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    )
    modules = set(process.stdout.split())
    assert {"trustbook.corpus.reading", "pandas"} <= modules
    heavy = {
        "openpyxl",
        "lxml",
        "pyarrow",
        "duckdb",
        "yaml",
        "networkx",
        "scipy",
        "altair",
        "nbformat",
    }
    assert not heavy & modules
    rooms = {name.split(".")[1] for name in modules if name.startswith("trustbook.")}
    assert rooms <= {"corpus", "errors", "project", "numbers"}


def test_what_is_too_large_to_remember_is_not_read_beforehand(tmp_path, monkeypatch):
    (tmp_path / "codes.csv").write_text("code,label\na,A\n", encoding="utf-8")
    (tmp_path / "studies.csv").write_text("study,label\ns,S\n" + " \n" * 500, encoding="utf-8")
    (tmp_path / "teams.parquet").write_bytes(b"PAR1")
    monkeypatch.setattr("trustbook.corpus.reading._REMEMBERED", 100)
    monkeypatch.setenv(READ_LOG, str(tmp_path / "read.log"))
    remember_tables(tmp_path)
    assert (tmp_path / "read.log").read_text(encoding="utf-8").split() == ["codes.csv"]
