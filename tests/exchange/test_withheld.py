"""What an import withholds is looked for in all that it is about to write."""

import pandas as pd
import pytest

from trustbook.errors import ExportError
from trustbook.exchange.account import Account
from trustbook.exchange.importing import import_corpus
from trustbook.exchange.mapping import import_map
from trustbook.exchange.model import Project, frame
from trustbook.exchange.names import NameSearch, names_in_path
from trustbook.exchange.ordinary import ordinary_names
from trustbook.exchange.report import report_files
from trustbook.exchange.withheld import Withheld, remarks_on

TEXT = "The nurse came. The nurse left. Anna said that home care is better."
NVIVO = """<Project name="Trial" origin="NVivo" basePath="C:\\Users\\karla\\ward" \
xmlns="urn:QDA-XML:project:1.0"><Users><User guid="1" name="Kim Coder"/></Users><CodeBook><Codes>
<Code guid="2" name="Trust"><Description>{description}</Description></Code>
<Code guid="3" name="{code}"/></Codes></CodeBook>
<Cases><Case guid="4" name="{case}"><SourceRef targetGUID="5"/></Case></Cases>
<Sources><TextSource guid="5" name="Talk one">
<PlainTextContent>We are here, and the nurse is kind to us.</PlainTextContent>
<PlainTextSelection guid="6" startPosition="0" endPosition="11">
<Coding guid="7" creatingUser="1"><CodeRef targetGUID="2"/></Coding></PlainTextSelection>
</TextSource></Sources></Project>
"""


def project(*, cases=(), documents=(), withheld=(), codes=()):
    return Project(
        file="trial.qdpx",
        account=Account(format="x"),
        withheld=dict(withheld),
        sources=frame("sources", ({"guid": str(n), "name": name, "text": TEXT}
                                  for n, name in enumerate(documents))),
        codes=frame("codes", ({"guid": name, "name": name} for name in codes)),
        cases=frame("cases", ({"guid": name, "name": name} for name in cases)),
    )  # fmt: skip


def exposures(cell, *, text="", **more):
    withheld = Withheld(project(**more), import_map(text, file="m.yml"))
    table = pd.DataFrame({"code": [cell]})
    return withheld.exposures({"codes.csv": table.to_csv(index=False).encode()})


def stopping(cell, **more):
    return [one.what for one in exposures(cell, **more) if one.stops]


@pytest.mark.parametrize(
    "cell",
    ["Anna Example", "about-anna-example-and", "ANNA EXAMPLE", "AnnaExample", "Example, Anna",
     "Anna  Examples ting", "x%20Anna%20Example", "Anna&nbsp;Example", "anna_example.docx"],
)  # fmt: skip
def test_a_name_is_found_however_it_is_written(cell):
    assert stopping(cell, cases=["Anna Example"]) == ["case"]


def test_a_name_is_found_in_either_composition_and_without_accents():
    for cell in ("J\u00f8rgen \u00c5se", "J\u00f8rgen A\u030ase", "j\u00f8rgen-ase"):
        assert stopping(cell, cases=["Jørgen Åse"]) == ["case"], cell


def test_a_name_is_found_where_no_blanks_part_the_words():
    assert stopping("关于李雷的信任", cases=["李雷"]) == ["case"]


def test_a_name_is_not_found_inside_a_word():
    assert not exposures("annual exam", cases=["Ann", "Anna Example"])


def test_numbers_and_letters_name_nobody():
    assert not exposures("P01 and A, SU-3 on 7", cases=["P01", "A", "SU-3", "7"])


@pytest.mark.parametrize(
    ("name", "text"),
    [("Nurse", ""), ("Home care", ""), ("nurse", ""), ("Mutual respect", ""),
     ("Stationen", "stakeholders: [{stakeholder: ST, label: Stationen}]")],
)  # fmt: skip
def test_a_case_that_is_an_ordinary_word_is_said_and_stops_nothing(name, text):
    """Common, in small letters in the material, or called so by the map."""
    (one,) = exposures(name, text=text, cases=[name], documents=["d"])
    assert not one.stops
    (line,) = remarks_on([one])
    assert "codes.csv, row 2, column code" in line
    assert not exposures(f"how the {name} helps", text=text, cases=[name], documents=["d"])


def test_a_first_name_alone_stops_and_one_word_of_a_name_is_said():
    assert stopping("What Anna said", cases=["Anna"], documents=["d"]) == ["case"]
    (one,) = exposures("What Anna said", cases=["Anna Jensen"], documents=["d"])
    assert (one.stops, one.what) == (False, "part of the name of a case")


def test_what_the_map_keeps_or_writes_is_the_decision_of_the_researcher():
    map_text = "study: {title: Notes of Kim Coder, authors: Kim Coder}"
    user = [("Kim Coder", "user")]
    assert not stopping("Kim Coder", text=map_text, withheld=user)
    assert stopping("By Kim Coder", text=map_text, withheld=user) == ["user"]
    assert not exposures("By Kim Coder", text='keep: ["kim coder"]', withheld=user)


def test_a_document_stops_only_where_its_name_is_one_of_a_person():
    names = ["Interview with Bo Sample.docx", "Field notes 3", "Summer", "Trust"]
    for cell in ("Bo Sample", "talk-with-bo-sample", "interview with Bo Sample"):
        assert stopping(cell, documents=names) == ["document"], cell
    for cell in ("Summer", "All of Summer", "Trust", "field notes 3", "Field"):
        assert not stopping(cell, documents=names), cell
    assert not stopping("What was said on Ward A", documents=["Ward A", "Ward B"])


def test_documents_that_are_called_by_first_names_stop():
    names = ["Anna.docx", "Birk.docx", "Notes.docx"]
    assert stopping("What Anna said", documents=names) == ["document"]


def test_paths_and_programs_of_everyone_name_nobody():
    assert names_in_path(r"C:\Users\Public\Trust") == {r"C:\Users\Public\Trust": "path"}
    assert not names_in_path("NVivo")
    assert not stopping("all that was coded in MAXQDA 24", withheld=[("MAXQDA", "user")])


def test_sheets_and_files_stop_nothing():
    assert not exposures("Wave 1", withheld=[("Wave 1", "sheet"), ("Waves", "file")])


def test_names_of_files_and_properties_are_searched_too():
    withheld = Withheld(project(cases=["Anna Example"]), import_map("", file="m.yml"))
    files = {"anna-example.md": b"", "datapackage.json": b'{"a": [{"Anna Example": 1}]}'}
    places = [one.place for one in withheld.exposures(files)]
    assert places == ["the name of anna-example.md", "datapackage.json"]


def test_a_report_has_another_word_for_each_name():
    withheld = Withheld(
        project(cases=["Anna Example", "Nurse"], withheld=[("Karlotta", "sheet")]),
        import_map("", file="m.yml"),
    )
    account = Account(format="x")
    account.warnings.append("Karlotta, row 2: Anna Example and the nurse")
    account.leave_out("codings", place="sheet karlotta, row 3", reason="of Anna-Example")
    report = report_files(withheld.redacted(account))["import-report.json"].decode()
    assert "[sheet 1], row 2: [case 1] and the nurse" in report
    assert "sheet [sheet 1], row 3" in report
    assert "of [case 1]" in report


def test_ordinary_names_are_told_by_how_the_material_writes_them():
    source = project(documents=["d"])
    names = ["Nurse", "Anna", "home care", "Anna Jensen", "anna jensen", "Bo i egen bolig", "أحمد"]
    assert ordinary_names(names, source, import_map("", file="m.yml")) == {
        "Nurse", "home care", "Bo i egen bolig"}  # fmt: skip


def test_a_search_keeps_up_with_a_large_corpus():
    """Two thousand names in 50,000 different cells."""
    search = NameSearch([f"First{n} Last{n}" for n in range(2000)])
    cells = [f"s{n:05} a cell about trust and time number {n}" for n in range(50_000)]
    assert not [one for cell in cells for one in search.in_text(cell)]


def trial(folder, *, description="Relies on the other", code="Time", case="Anna Example"):
    path = folder / "trial.qde"
    xml = NVIVO.format(description=description, code=code, case=case)
    path.write_text(xml, encoding="utf-8")
    return path


@pytest.mark.slow
@pytest.mark.parametrize(
    "more",
    [{"description": "What Anna Example said"}, {"code": "as anna example says"},
     {"description": "by KIM CODER"}, {"code": "karla"}],
)  # fmt: skip
def test_an_import_that_would_name_somebody_writes_nothing(tmp_path, more):
    path = trial(tmp_path, **more)
    with pytest.raises(ExportError, match=r"codes\.csv, row \d, column \w+: ") as raised:
        import_corpus(path, into=tmp_path / "data" / "mine")
    assert "keep: [" in str(raised.value)
    assert raised.value.exit_code == 1
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["trial.qde"]
    assert not (tmp_path / "data" / "mine").exists()


def test_a_case_and_a_code_called_nurse_are_imported_and_said(tmp_path):
    result = import_corpus(trial(tmp_path, code="Nurse", case="Nurse"), into=tmp_path / "mine")
    (line,) = [one for one in result.account.warnings if "ordinary word" in one]
    assert "codes.csv, row 3" in line


def test_the_name_of_the_folder_is_searched_too(tmp_path):
    with pytest.raises(ExportError, match=r"datapackage\.json"):
        import_corpus(trial(tmp_path), into=tmp_path / "anna-example")
    assert not (tmp_path / "anna-example").exists()


def test_what_the_map_keeps_and_the_file_does_not_have_is_said(tmp_path):
    text = "Text,Code,Case,Village\nShe came,Trust,A,Ribe\n"
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    (tmp_path / "m.yml").write_text("keep: [Vilage, memos, nothing]", encoding="utf-8")
    result = import_corpus(tmp_path / "t.csv", into=tmp_path / "mine", map_file=tmp_path / "m.yml")
    lines = [line for line in result.account.warnings if line.startswith("The map keeps")]
    assert [line.partition(";")[2] for line in lines] == [
        ' did you mean "Village"?',
        " correct it in the map, or delete it there",
    ]


def test_headings_of_columns_that_are_not_taken_in_are_not_named_in_the_report(tmp_path):
    text = "Text,Code,Participant,Remarks of Karlotta\nShe came,Trust,Bo,Yes\nHe left,Trust,Cy,No\n"
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    result = import_corpus(tmp_path / "t.csv", into=tmp_path / "mine")
    assert "Karlotta" in result.account.columns_read
    assert "Karlotta" not in (result.folder / "import-report.md").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["relations", "codings", "codebook", "Cases"])
def test_a_file_called_like_a_table_hides_no_word_of_the_report(tmp_path, name):
    rows = "Document,Case,Segment,Code\nI1,P1,Yes of course,Trust\n"
    (tmp_path / f"{name}.csv").write_text(rows, encoding="utf-8")
    account = import_corpus(tmp_path / f"{name}.csv", into=tmp_path / "mine").account
    assert "[file" not in (tmp_path / "mine" / "import-report.md").read_text(encoding="utf-8")
    assert not any("same name" in line for line in account.warnings)


@pytest.mark.parametrize("name", ["label", "Label Studio", "requal", "inception", "nvivo"])
def test_a_file_called_like_a_program_hides_no_program(name):
    """The report says of which program the file is."""
    account = Account(format="x", origin=name)
    withheld = Withheld(project(withheld={name: "project"}), import_map("", file="m.yml"))
    assert withheld.redacted(account).origin == name


def test_the_report_of_a_joint_import_numbers_the_files_as_they_were_given(tmp_path):
    files = [tmp_path / name for name in ("ana.csv", "Karen Lund.csv", "bo.csv")]
    for number, file in enumerate(files):
        rows = f"Document,Text,Code\nI{number},She came in {number},Trust\nI{number},So,#N/A\n"
        file.write_text(rows, encoding="utf-8")
    result = import_corpus(files[0], others=files[1:], into=tmp_path / "mine")
    assert [row["place"] for row in result.report["left_out"]] == [
        f"[file {number}], row 3, column Code" for number in (1, 2, 3)
    ]
