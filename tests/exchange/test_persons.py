"""Who is one person: spellings that are one, cases that are groups, and what is asked."""

import json

import pandas as pd
import pytest

from trustbook.errors import ExportError
from trustbook.exchange.account import Account
from trustbook.exchange.importing import draft_of, import_corpus
from trustbook.exchange.model import Project, frame
from trustbook.exchange.persons import GROUP, with_one_case_per_person
from trustbook.exchange.questions import Reading
from trustbook.exchange.reading import read_project


def cases(*names, parents=()):
    rows = [{"guid": f"k{n}", "name": name} for n, name in enumerate(names, start=1)]
    for row, parent in zip(rows, parents, strict=False):
        row["parent"] = parent
    return frame("cases", rows)


def members(*pairs):
    rows = ({"case": p[0], "source": p[1], "selection": (*p, None)[2]} for p in pairs)
    return frame("members", rows)


def one_each(reading=None, **tables):
    account = Account(format="f")
    for element, table in (("cases", "cases"), ("members of cases", "members")):
        account.find(element, len(tables.get(table, ())))
    return with_one_case_per_person(
        Project(file="f", account=account, **tables), reading or Reading()
    )


def imported(path, text, *, folder, map_text=""):
    """The tables and the report of an import of a table, with the map where one is given."""
    path.write_text(text, encoding="utf-8")
    map_file = None
    if map_text:
        map_file = path.with_suffix(".map.yml")
        map_file.write_text(map_text, encoding="utf-8")
    import_corpus(path, into=folder, map_file=map_file)
    tables = {p.stem: pd.read_csv(p, dtype="str") for p in folder.glob("*.csv")}
    return tables, json.loads((folder / "import-report.json").read_text(encoding="utf-8"))


SPELT = (
    "Document,Case,Role,Coder,Segment,Code\n"
    "I1,Anna,Nurse,Bo,Alpha,Trust\nI1,anna ,Nurse,bo,Beta,Trust\n"
    "I2,ANNA,Nurse,BO ,Gamma,Distrust\nI2,A\u0301sa,Patient,Cy,Delta,Distrust\n"
    "I3,\u00c1sa,Patient,Cy,Epsilon,Trust\nI3,Bo\u00a0Li,Patient,Cy,Eta,Trust\n"
    "I4,Bo  Li,Patient,Cy,Theta,Trust\n"
)


def test_spellings_of_a_person_and_of_a_coder_are_one(tmp_path):
    tables, report = imported(tmp_path / "t.csv", SPELT, folder=tmp_path / "into")
    assert tables["cases"]["case"].to_list() == ["P01", "P02", "P03"]
    assert tables["segments"]["case"].value_counts().to_dict() == {"P01": 3, "P02": 2, "P03": 2}
    assert tables["codings"]["coder"].value_counts().to_dict() == {"C2": 4, "C1": 3}
    reasons = {row["element"]: row["reason"] for row in report["elements"]}
    assert "4 with a document, person, coder, code or value that is spelt" in reasons["rows"]


NEAR = "Document,Case,Segment,Code\nI1,P-07,Alpha,Trust\nI2,Bo,Beta,Trust\nI3,P7,Gamma,Trust\n"


def test_names_that_are_near_are_asked(tmp_path):
    with pytest.raises(ExportError, match="same: case P-07 / P7: Are these spellings of one name"):
        imported(tmp_path / "t.csv", NEAR, folder=tmp_path / "into")
    assert not (tmp_path / "into").exists()
    draft = draft_of(tmp_path / "t.csv", into=tmp_path / "draft.yml")
    assert 'same: {"P-07": ["P7"]}' in draft.read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize(("answer", "number"), [("{P-07: [P7]}", 2), ("no", 3)])
def test_the_map_says_whether_they_are_one(tmp_path, answer, number):
    tables, _ = imported(
        tmp_path / "t.csv", NEAR, folder=tmp_path / "into", map_text=f"same: {answer}"
    )
    assert len(tables["cases"]) == number


def test_the_map_joins_any_names(tmp_path):
    text = "same: {P-07: [bo, P7]}"
    tables, _ = imported(tmp_path / "t.csv", NEAR, folder=tmp_path / "into", map_text=text)
    assert set(tables["segments"]["case"]) == {"P01"}


def test_cases_of_exactly_one_name_are_what_the_file_tells_apart():
    assert len(one_each(cases=cases("Patient", "Patient", "patient")).cases) == 3


def test_a_case_above_others_is_a_group_and_the_narrowest_the_person():
    """2021 holds Anna and Bo, each with an interview; the year has both interviews, too."""
    project = one_each(
        cases=cases("2021", "Anna", "Bo", parents=(None, "k1", "k1")),
        members=members(("k1", "d1"), ("k1", "d2"), ("k2", "d1"), ("k3", "d2")),
    )
    assert project.cases["name"].to_list() == ["Anna", "Bo"]
    assert set(project.members["case"]) == {"k2", "k3"}
    groups = project.variables[project.variables["variable"] == GROUP]
    assert dict(zip(groups["owner"], groups["value"], strict=True)) == {"k2": "2021", "k3": "2021"}
    assert project.questions == ()
    assert "1 case held other cases" in project.account.warnings[0]


def test_a_case_whose_documents_are_those_of_others_is_a_group():
    project = one_each(
        cases=cases("2021", "Anna", "Bo"),
        members=members(("k1", "d1"), ("k1", "d2"), ("k2", "d1"), ("k3", "d2")),
    )
    assert project.cases["name"].to_list() == ["Anna", "Bo"]


def test_a_relative_in_one_of_two_interviews_makes_no_group():
    both = members(("k1", "d1"), ("k1", "d2"), ("k2", "d2", "s1"))
    assert len(one_each(cases=cases("Anna", "Bo"), members=both).cases) == 2


def test_cases_with_many_documents_are_asked_and_what_one_source_is_reported():
    """A year that holds 16 interviews may be one person, for all the file says."""
    pairs = [("k1", f"d{n}") for n in range(16)] + [("k2", "e1"), ("k2", "e2")]
    held = {"cases": cases("2021", "Anna"), "members": members(*pairs)}
    project = one_each(**held)
    (question,) = project.questions
    assert (question.key, question.about, question.decides) == (
        "groups", "2021 (16 documents)", True,
    )  # fmt: skip
    assert "Both cases have more than one document (up to 16)" in project.account.warnings[0]
    answered = one_each(Reading(groups=("2021",)), **held)
    assert answered.questions == ()
    assert answered.cases["name"].to_list() == ["Anna"]
    assert one_each(Reading(groups=()), **held).questions == ()


def test_coders_are_numbered_without_gaps():
    users = frame("users", [{"coder": coder} for coder in ("C1", "C2", "C3")])
    codings = frame("codings", [{"code": "c", "coder": coder} for coder in ("C1", "C2", "C3")])
    names = {"C1": "a", "C2": "A ", "C3": "b"}
    project = one_each(users=users, codings=codings, coder_names=names)
    assert project.codings["coder"].to_list() == ["C1", "C1", "C2"]
    assert project.users["coder"].to_list() == ["C1", "C2"]


def test_a_project_without_doubts_stays_as_it_is(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("Document,Case,Coder,Segment,Code\nI1,P1,a,Alpha,Trust\nI2,P2,b,Beta,Trust\n")
    project = read_project(path)
    assert project.questions == ()
    assert len(project.cases) == len(project.users) == 2


def test_documents_codes_and_values_of_a_table_are_one_in_all_spellings(tmp_path):
    path = tmp_path / "t.csv"
    rows = ("I1,P1,Nurse,Alpha,Care\\Trust", "i1 ,P1,nurse,Alpha,care\\trust",
            "I1,P2,NURSE,Beta,Care\\Trust")  # fmt: skip
    path.write_text("\n".join(["Document,Case,Role,Segment,Code", *rows]), encoding="utf-8")
    project = read_project(path)
    assert project.sources["name"].to_list() == ["I1"]
    assert project.codes["name"].to_list() == ["Care", "Trust"]
    assert len(project.selections) == 2
    assert project.variables["value"].to_list() == ["Nurse", "Nurse"]


def test_a_column_of_who_modified_names_no_coder(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("Document,Segment,Code,Modified by\nI1,Alpha,Trust,carl\n", encoding="utf-8")
    assert read_project(path).users.empty


def test_a_table_without_documents_and_cases_is_said_to_be_one_source(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("Segment,Code\nAlpha,Trust\nBeta,Trust\n", encoding="utf-8")
    assert any("counts as one source" in line for line in read_project(path).account.warnings)
    path.write_text("Case,Segment,Code\nP1,Alpha,Trust\nP2,Beta,Trust\n", encoding="utf-8")
    assert not any("one source" in line for line in read_project(path).account.warnings)
