"""What speaks against publishing a corpus: identifiers, participants who stand out, no ethics."""

import json
import shutil
from pathlib import Path

import pytest

from trustbook.corpus.checks.publication import Passage, check_publication, passages_of_json
from trustbook.corpus.template import workbook_of_tables
from trustbook.project import DISCLOSURE_FILE, package_root

CORPORA = Path(__file__).parents[1] / "corpora"
ETHICS = {"ethics": "Approved by the board; all consented in writing."}
SECRET = "kim.holm@example.org"


@pytest.fixture
def corpus(tmp_path):
    """A small sound corpus without participants, with an ethics statement."""
    folder = tmp_path / "mine"
    shutil.copytree(CORPORA / "ten-segments", folder)
    write(folder, "datapackage.json", json.dumps(ETHICS))
    return folder


def write(folder, name, text):
    (folder / name).write_text(text, encoding="utf-8")


def append(folder, name, text):
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write(text)


def places(corpus):
    return [(one.id, one.place) for one in check_publication(corpus).findings]


def identifier_places(corpus):
    return [place for id_, place in places(corpus) if id_ == "disclosure.identifier"]


def test_a_corpus_without_identifiers_may_be_published(corpus):
    assert check_publication(corpus).findings == []


@pytest.mark.slow
def test_the_reference_corpus_may_be_published():
    publication = check_publication(package_root() / "data" / "ibbis")
    assert (publication.findings, publication.granted) == ([], [])


@pytest.mark.slow
@pytest.mark.parametrize("name", ["codes", "codings", "segments", "stakeholders", "studies"])
def test_an_identifier_in_any_column_of_any_table_is_found(corpus, name):
    """Planted into each column in turn, also into one of the researcher's own."""
    header, *rows = (corpus / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    columns = [*header.split(","), "own"]
    for number, column in enumerate(columns):
        row = ["x"] * len(columns)
        row[number] = SECRET
        write(corpus, f"{name}.csv", "\n".join([f"{header},own", *rows, ",".join(row), ""]))
        assert identifier_places(corpus) == [f"{name}.csv, row {len(rows) + 2}, column {column}"]


def test_a_name_of_a_column_may_be_an_identifier(corpus):
    header, *rows = (corpus / "codes.csv").read_text(encoding="utf-8").splitlines()
    write(corpus, "codes.csv", "\n".join([f"{header},{SECRET}", *rows, ""]))
    assert identifier_places(corpus) == [f"codes.csv, row 1, column {SECRET}"]


@pytest.mark.parametrize("name", ["README.md", "coding.md", "import-report.md", "reporting.yml"])
def test_an_identifier_in_a_text_is_found_also_in_a_comment(corpus, name):
    write(corpus, name, f"# A comment\n# by {SECRET}\n")
    assert identifier_places(corpus) == [f"{name}, line 2"]


@pytest.mark.parametrize("name", ["datapackage.json", "import-report.json"])
def test_an_identifier_in_a_field_nobody_knows_is_found(corpus, name):
    write(corpus, name, json.dumps(ETHICS | {"own": {"deep": ["x", SECRET]}, "n": 20304050}))
    place = f"{name}, column own, deep, entry 2"
    assert identifier_places(corpus) == [place, f"{name}, column n"]


def test_what_no_archive_holds_is_not_searched(corpus):
    write(corpus, "diary.md", SECRET)
    assert places(corpus) == []


def test_the_parameters_of_the_compendium_are_searched(corpus, monkeypatch):
    root = corpus.parent
    write(root, "_toc.yml", "root: a\n")
    write(root, "parameters.yml", f"# asked {SECRET}\ncorpus: mine\n")
    monkeypatch.chdir(root)
    assert identifier_places(corpus) == ["parameters.yml, line 1"]


@pytest.mark.slow
def test_a_workbook_is_searched_with_its_properties(tmp_path):
    import openpyxl  # noqa: PLC0415 - slow

    path = tmp_path / "mine.xlsx"
    path.write_bytes(workbook_of_tables({}, corpus="mine"))
    book = openpyxl.load_workbook(path)
    book.properties.creator = SECRET
    book.properties.title = "Bo & Li"
    book["studies"]["A2"] = "010190-1234"
    book.save(path)
    write(tmp_path, DISCLOSURE_FILE, "names: [Bo & Li]\n")
    places_of_identifiers = identifier_places(path)
    assert sum("docProps/core.xml" in place for place in places_of_identifiers) == 2
    assert any("sheet studies, row 2" in place for place in places_of_identifiers)


def test_a_finding_hides_the_value_and_says_what_to_do(corpus):
    append(corpus, "README.md", SECRET)
    (one,) = check_publication(corpus).findings
    assert one.value == 'an e-mail address, "k…" (20 characters)'
    assert "list it below exceptions (email) in disclosure.yml" in one.remedy
    assert SECRET not in json.dumps(one.as_json())


def test_many_of_one_kind_in_one_column_are_counted(corpus):
    """23 rows: the twentieth finding counts three more."""
    append(corpus, "codings.csv", f"s1,x,{SECRET}\n" * 23)
    findings = check_publication(corpus).findings
    assert (len(findings), findings[-1].more) == (20, 3)


def test_names_of_the_list_and_of_its_file_are_found(corpus):
    append(corpus, "README.md", "As Kim Holm said\nand Bo Li too\n")
    write(corpus.parent, "names.txt", "Bo Li\n\n")
    write(corpus, DISCLOSURE_FILE, "names: [Kim Holm]\nnames_file: ../names.txt\n")
    assert identifier_places(corpus) == ["README.md, line 1", "README.md, line 2"]


def test_what_goes_on_in_the_next_line_is_found_where_it_begins(corpus):
    write(corpus, "coding.md", "One.\n\nTwo\nas Kim\nHolm said, ring 20 30\n40 50.\n")
    write(corpus, DISCLOSURE_FILE, "names: [Kim Holm]\n")
    assert identifier_places(corpus) == ["coding.md, line 5", "coding.md, line 4"]
    cell = {"cells": [{"source": ["as Kim\n", "Holm said"]}, {"source": ["One"], "tags": []}]}
    texts = passages_of_json(json.dumps(cell), "one.ipynb")
    assert "as Kim\nHolm said" in [passage.text for passage in texts]


CASES = "case,stakeholder,gender,age\n" + "".join(
    f"P{number},PAT,{gender},{age}\n"
    for number, (gender, age) in enumerate(
        [("f", "40-49")] * 5 + [("m", "40-49")] * 4 + [("m", "80")]
    )
)


def test_participants_who_stand_out_are_named_with_the_combination_and_what_helps_most(corpus):
    """5 women of 40-49; 4 men of 40-49; one man of 80: of 10 the last 5 stand out.

    Without gender, nine are alike and one is not; without age, five men are alike, too: none.
    """
    write(corpus, "cases.csv", CASES)
    first, second = check_publication(corpus).findings
    assert first.place == "cases.csv, row 7, column stakeholder and gender and age"
    assert first.value == '4 participants with stakeholder "PAT", gender "m", age "40-49"'
    assert second.value == '1 participant with stakeholder "PAT", gender "m", age "80"'
    assert first.remedy.startswith("make age coarser or leave it out (without it 0 instead of 5")


def test_where_no_single_attribute_helps_nothing_is_promised(corpus):
    write(corpus, "cases.csv", "case,stakeholder,gender\nP1,PAT,f\nP2,KIN,m\n")
    first, _ = check_publication(corpus).findings
    assert first.remedy.startswith("make several of them coarser or leave them out")


def test_how_many_must_be_alike_and_in_what_is_for_the_researcher_to_say(corpus):
    write(corpus, "cases.csv", CASES)
    write(corpus, DISCLOSURE_FILE, "k: 4\n")
    assert len(places(corpus)) == 1
    write(corpus, DISCLOSURE_FILE, "attributes: [stakeholder, gender]\n")
    assert places(corpus) == []
    write(corpus, DISCLOSURE_FILE, "attributes: [sex]\n")
    assert places(corpus) == [("settings.unknown-name", f"{DISCLOSURE_FILE}, column attributes")]


ILL = "case,stakeholder,age,illness\n" + "".join(
    f"P{number},PAT,{age},{illness}\n"
    for number, (age, illness) in enumerate(
        [("40-49", "stress")] * 5 + [("50-59", "stress")] * 4 + [("50-59", "grief")]
    )
)


def test_participants_who_are_alike_and_share_what_is_sensitive_are_named(corpus):
    """Five of 40-49 have one illness; five of 50-59 have two, and so are 2-diverse."""
    write(corpus, "cases.csv", ILL)
    write(corpus, DISCLOSURE_FILE, "sensitive: [illness]\n")
    (one,) = check_publication(corpus).findings
    assert one.place == "cases.csv, row 2, column illness"
    assert one.value == (
        '5 participants with stakeholder "PAT", age "40-49": all have 1 value of illness'
    )
    write(corpus, DISCLOSURE_FILE, "sensitive: [illness]\nl: 3\n")
    assert [one.row for one in check_publication(corpus).findings] == [2, 7]


def test_what_is_shared_may_be_granted_and_a_column_that_is_not_there_is_a_fault(corpus):
    write(corpus, "cases.csv", ILL)
    grant = GRANT.replace("email", "same-value").replace("README.md", "cases.csv")
    write(corpus, DISCLOSURE_FILE, f"sensitive: [illness]\n{grant}")
    publication = check_publication(corpus)
    assert (len(publication.findings), len(publication.granted)) == (0, 1)
    write(corpus, DISCLOSURE_FILE, "sensitive: [ilness]\n")
    assert places(corpus) == [("settings.unknown-name", f"{DISCLOSURE_FILE}, column sensitive")]


def test_a_corpus_without_an_ethics_statement_may_not_be_published(corpus):
    (corpus / "datapackage.json").unlink()
    assert places(corpus) == [("disclosure.ethics", "datapackage.json, column ethics")]
    write(corpus, "reporting.yml", "this-coding:\n  S9: All consented in writing.\n")
    assert places(corpus) == []


@pytest.mark.parametrize(
    "statement",
    [
        None,
        "",
        " ",
        "\u200b",
        "n/a",
        "TODO",
        "None.",
        "…",
        "-",
        "not yet",
        [],
        {},
        0,
        False,
        ["Yes"],
    ],
)
def test_what_stands_in_the_place_of_an_ethics_statement_is_none(corpus, statement):
    write(corpus, "datapackage.json", json.dumps({"ethics": statement}))
    assert places(corpus) == [("disclosure.ethics", "datapackage.json, column ethics")]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "STUDY: {S9: }",
            "STUDY: {S9: ~}",
            "STUDY: {S9: ''}",
            "STUDY: {S9: {answer: , place: M}}",
        ),
        *(
            "STUDY: {S9: {place: M}}",
            "STUDY: {S9: not reported}",
            "STUDY: {S9: [a]}",
            "S9: Approved",
        ),
        *("STUDY: {s9: Approved}", "another: {S9: Approved}", "STUDY: [S9]", "- S9", "a: ["),
    ],
)
def test_a_checklist_without_an_answer_is_no_ethics_statement(corpus, text):
    write(corpus, "datapackage.json", "{}")
    write(corpus, "reporting.yml", text.replace("STUDY", "schools") + "\n")
    assert places(corpus) == [("disclosure.ethics", "datapackage.json, column ethics")]
    write(corpus, "reporting.yml", "schools: {S9: {answer: Approved by the board}}\n")
    assert places(corpus) == []


GRANT = """\
exceptions:
  - fault: email
    file: README.md
    name: A. Researcher
    date: 2024-05-31
    reason: the address of the project
"""


def test_an_exception_is_granted_by_name_date_and_reason_and_logged(corpus):
    append(corpus, "README.md", SECRET)
    write(corpus, DISCLOSURE_FILE, GRANT)
    publication = check_publication(corpus)
    assert publication.findings == []
    assert [one.line_of_log for one in publication.granted] == [
        "granted by A. Researcher on 2024-05-31: an e-mail address in README.md "
        "(the address of the project)"
    ]


@pytest.mark.parametrize("part", ["fault", "file", "name", "date", "reason"])
def test_an_exception_that_lacks_a_part_grants_nothing(corpus, part):
    append(corpus, "README.md", SECRET)
    lines = [line for line in GRANT.splitlines() if f" {part}:" not in line]
    if part == "fault":
        lines.insert(1, "  - column: ''")
    write(corpus, DISCLOSURE_FILE, "\n".join(lines))
    publication = check_publication(corpus)
    assert [one.id for one in publication.findings] == ["values.missing", "disclosure.identifier"]
    assert f"an exception without {part}" in publication.findings[0].value
    assert not publication.granted


@pytest.mark.parametrize(
    "change", [("A. Researcher", "\u200b"), ("the address of the project", "'-'"), ("the a", "#")]
)
def test_a_name_or_a_reason_that_says_nothing_grants_nothing(corpus, change):
    append(corpus, "README.md", SECRET)
    write(corpus, DISCLOSURE_FILE, GRANT.replace(*change))
    assert not check_publication(corpus).granted


def test_an_exception_may_name_the_folder_of_a_file(corpus):
    more = [Passage(text=SECRET, file=f"{folder}/one.md") for folder in ("chapters", "text")]
    write(corpus, DISCLOSURE_FILE, GRANT.replace("README.md", "text/one.md"))
    (one,) = check_publication(corpus, more=more).findings
    assert one.file == "chapters/one.md"
    write(corpus, DISCLOSURE_FILE, GRANT.replace("README.md", "one.md"))
    assert check_publication(corpus, more=more).findings == []


def test_texts_beside_the_corpus_are_searched_and_what_is_granted_in_them_is_known(corpus):
    more = [Passage(text=f"mail {SECRET}", file="chapters/one.ipynb", column="cells, entry 1")]
    (one,) = check_publication(corpus, more=more).findings
    assert one.place == "chapters/one.ipynb, column cells, entry 1"
    write(corpus, DISCLOSURE_FILE, GRANT.replace("README.md", "one.ipynb"))
    publication = check_publication(corpus, more=more)
    assert publication.findings == []
    assert publication.granted_values == {SECRET}


def test_an_exception_for_nothing_is_a_warning(corpus):
    write(corpus, DISCLOSURE_FILE, GRANT)
    (one,) = check_publication(corpus).findings
    assert (one.id, one.severity, one.line) == ("disclosure.unused-exception", "warning", 2)


def test_an_exception_for_one_column_covers_no_other(corpus):
    append(corpus, "codings.csv", f"s1,{SECRET},{SECRET}\n")
    grant = GRANT.replace("README.md", "codings.csv\n    column: coder")
    write(corpus, DISCLOSURE_FILE, grant)
    rows = len((corpus / "codings.csv").read_text(encoding="utf-8").splitlines())
    assert identifier_places(corpus) == [f"codings.csv, row {rows}, column code"]


@pytest.mark.parametrize("text", ["k: one\n", "nmes: [a]\n", "names_file: nowhere.txt\n", "- a\n"])
def test_a_fault_of_the_file_is_a_finding(corpus, text):
    write(corpus, DISCLOSURE_FILE, text)
    (one,) = check_publication(corpus).findings
    assert one.file == DISCLOSURE_FILE
    assert one.severity == "error"
