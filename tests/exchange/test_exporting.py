"""Files that an export or a template leaves behind, and what is never overwritten."""

import shutil
from pathlib import Path

import pytest

from trustbook.checking.corpora import check_corpus
from trustbook.corpus.packing import members_of_zip
from trustbook.corpus.reading import read_corpus
from trustbook.corpus.schema import OBLIGATORY, TABLES, UNLESS_RELATIONS
from trustbook.errors import CorpusError
from trustbook.exchange.exporting import FORMATS, export_corpus, new_corpus

CORPORA = Path(__file__).parents[1] / "corpora"
CLINIC, SMALL = CORPORA / "clinic", CORPORA / "ten-segments"


@pytest.mark.slow
@pytest.mark.parametrize("format", FORMATS)
def test_the_same_corpus_gives_the_same_file(format, tmp_path):
    copy = shutil.copytree(CLINIC, tmp_path / "copied" / "clinic")
    places = [tmp_path / "one" / f"clinic.{format}", tmp_path / "two" / f"clinic.{format}"]
    one = export_corpus(CLINIC, format=format, into=places[0]).read_bytes()
    two = export_corpus(copy, format=format, into=places[1]).read_bytes()
    assert one == two
    assert str(tmp_path).encode() not in b"".join(parts_of(two))
    assert [path.name for path in places[1].parent.iterdir()] == [places[1].name]


def parts_of(data: bytes) -> list[bytes]:
    return list(members_of_zip(data).values()) if data.startswith(b"PK") else [data]


def test_a_template_names_no_place_outside_of_the_working_directory(tmp_path):
    guide = (new_corpus(tmp_path / "mine") / "README.md").read_text(encoding="utf-8")
    assert "`trustbook check mine`" in guide


def test_without_a_place_the_file_is_named_after_the_corpus(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert export_corpus(SMALL, format="qdpx") == tmp_path / "ten-segments.qdpx"


@pytest.mark.slow
def test_a_workbook_is_exported_like_a_folder(tmp_path):
    book = export_corpus(CLINIC, format="xlsx", into=tmp_path / "clinic.xlsx")
    assert read_corpus(book).name == "clinic"
    assert check_corpus(book) == check_corpus(CLINIC) == []
    from_folder = export_corpus(CLINIC, format="gexf", into=tmp_path / "one.gexf").read_bytes()
    assert (
        export_corpus(book, format="gexf", into=tmp_path / "two.gexf").read_bytes() == from_folder
    )


def test_a_file_that_is_there_stays_unless_it_may_be_overwritten(tmp_path):
    path = tmp_path / "mine.qdpx"
    path.write_bytes(b"years of work")
    with pytest.raises(CorpusError, match="is there already"):
        export_corpus(SMALL, format="qdpx", into=path)
    assert path.read_bytes() == b"years of work"
    export_corpus(SMALL, format="qdpx", into=path, overwrite=True)
    assert path.read_bytes().startswith(b"PK")


def test_nothing_is_written_into_the_corpus_or_over_it(tmp_path):
    copy = shutil.copytree(SMALL, tmp_path / "small")
    with pytest.raises(CorpusError, match="inside it"):
        export_corpus(copy, format="xlsx", into=copy / "small.xlsx", overwrite=True)
    book = export_corpus(copy, format="xlsx", into=tmp_path / "small.xlsx")
    with pytest.raises(CorpusError, match="is the corpus"):
        export_corpus(book, format="xlsx", into=book, overwrite=True)


def test_a_file_is_named_after_its_format(tmp_path):
    with pytest.raises(CorpusError, match=r"does not end in \.qdpx"):
        export_corpus(SMALL, format="qdpx", into=tmp_path / "small.zip")


def test_a_corpus_without_relations_has_no_network(tmp_path):
    with pytest.raises(CorpusError, match="no relations"):
        export_corpus(SMALL, format="gexf", into=tmp_path / "small.gexf")
    assert not list(tmp_path.iterdir())


def test_a_new_corpus_has_a_file_a_table_and_a_guide(tmp_path):
    folder = new_corpus(tmp_path / "data" / "mine")
    assert {path.stem for path in folder.iterdir()} == {*TABLES, "README", "reporting"}
    head = (folder / "codes.csv").read_text(encoding="utf-8")
    assert head == "code,label,kind,parent,definition,include,exclude,origin,added_after\n"
    assert "| `" not in (folder / "README.md").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("as_workbook", [False, True])
def test_a_new_corpus_lacks_rows_and_nothing_else(tmp_path, as_workbook):
    place = new_corpus(tmp_path / "mine", as_workbook=as_workbook)
    findings = check_corpus(place)
    assert [finding.value for finding in findings] == ["no rows"] * len(
        (*OBLIGATORY, *UNLESS_RELATIONS)
    )
    assert all(read_corpus(place).table(name).empty for name in TABLES)


def test_a_name_with_the_suffix_of_a_workbook_means_one(tmp_path):
    assert new_corpus(tmp_path / "mine.xlsx").is_file()
    assert new_corpus(tmp_path / "v1.2", as_workbook=True).name == "v1.2.xlsx"


@pytest.mark.parametrize("existing", ["mine/notes.md", "mine.xlsx", "mine"])
@pytest.mark.parametrize("as_workbook", [False, True])
def test_nothing_that_is_there_is_overwritten(tmp_path, existing, as_workbook):
    path = tmp_path / existing
    path.parent.mkdir(exist_ok=True)
    path.write_text("years of work", encoding="utf-8")
    with pytest.raises(CorpusError, match="stays as it is"):
        new_corpus(tmp_path / "mine", as_workbook=as_workbook)
    assert [p for p in sorted(tmp_path.rglob("*")) if p.is_file()] == [path]


def test_an_empty_folder_may_be_filled(tmp_path):
    (tmp_path / "mine").mkdir()
    assert (new_corpus(tmp_path / "mine") / "codes.csv").is_file()
