import json
import warnings

import pytest

from trustbook.corpus.package import (
    PACKAGE_FILE,
    check_package,
    check_package_file,
    package_of_files,
    package_text,
    read_package,
    write_package,
)
from trustbook.errors import CorpusError

FILES = {
    "studies.csv": "study,label,title,doi,licence\ns,S,A study,10.1/x,CC BY 4.0\nz,Z,,,\n",
    "material.csv": "study,line,data_type,unit,participants,n,first_month,minutes_mean\n"
    "s,1,Interviews,interview,SU|CM,3,2017-04,55.5\n",
    "stakeholders.csv": "stakeholder,label,kind,level\n"
    "SU,Users,role,micro\nCM,Managers,role,micro\n",
    "cases.csv": "case,stakeholder,age\nP1,SU,34\n",
    "anchors.csv": "anchor,part,study,start,length,head,digest,method\n"
    "a1,1,s,0,10,ab,cd,sha256\na1,2,s,20,10,ef,01,sha256\n",
    "segments.csv": "segment,study,speaker,case,kind,same_source_as,anchor\n"
    "g1,s,SU,P1,quotation,,a1\ng2,s,,,finding,g1,\n",
    "codes.csv": "code,label,kind,parent\nt,T,theme,\nk,K,code,t\n",
    "codings.csv": "segment,code,coder\ng1,k,C1\ng2,k,C1\n",
    "concepts.csv": "concept,label,sign\ntrust,Trust,1\n",
}


@pytest.fixture
def folder(tmp_path):
    """A small corpus with every kind of column."""
    corpus = tmp_path / "Mine own"
    corpus.mkdir()
    for name, text in FILES.items():
        (corpus / name).write_text(text, encoding="utf-8")
    return corpus


def package(folder) -> dict:
    return json.loads(package_text(folder))


def resource(folder, name: str) -> dict:
    return next(each for each in package(folder)["resources"] if each["name"] == name)


def field(folder, table: str, name: str) -> dict:
    fields = resource(folder, table)["schema"]["fields"]
    return next(each for each in fields if each["name"] == name)


def faults(folder) -> list[str]:
    """What the frictionless tool says against the package; its own deprecations are not ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from frictionless import Package, system  # noqa: PLC0415 (warns when it is imported)

        with system.use_context(trusted=True):
            report = Package(str(folder / PACKAGE_FILE)).validate()
    tables = [f"{task.name}: {error.message}" for task in report.tasks for error in task.errors]
    return [error.message for error in report.errors] + tables


@pytest.mark.slow
def test_frictionless_accepts_a_sound_corpus(folder):
    (folder / "studies.csv").write_text("study,label,title\ns,S,A study\n", encoding="utf-8")
    write_package(folder)
    assert faults(folder) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("table", "text", "fault"),
    [
        ("codings", "segment,code,coder\ng1,gone,C1\n", "foreign key"),
        ("segments", "segment,study,kind,same_source_as\ng1,s,finding,g7\n", "foreign key"),
        ("codings", "segment,code,coder\ng1,k,C1\ng1,k,C1\n", "primary key"),
        ("codings", "segment,code,coder\ng1,k,\n", 'constraint "required"'),
        ("concepts", "concept,label,sign\ntrust,Trust,5\n", 'constraint "enum"'),
        ("material", "study,line,data_type,unit\ns,0,Talks,interview\n", 'constraint "minimum"'),
    ],
)
def test_frictionless_finds_what_the_package_forbids(folder, table, text, fault):
    (folder / f"{table}.csv").write_text(text, encoding="utf-8")
    write_package(folder)
    assert any(fault in message for message in faults(folder)), faults(folder)


def test_the_dialect_of_a_spreadsheet_is_described(folder):
    text = FILES["material.csv"].replace(",", ";").replace("55.5", "55,5")
    (folder / "material.csv").write_text(text, encoding="cp1252")
    (folder / "studies.csv").write_text(
        "study;label;title\ns;S;A stüdy\n", encoding="utf-8-sig", newline="\r\n"
    )
    write_package(folder)
    assert resource(folder, "material")["dialect"]["delimiter"] == ";"
    assert field(folder, "material", "minutes_mean")["decimalChar"] == ","
    assert faults(folder) == []


def test_only_tables_that_are_there_are_described(folder):
    names = [each["name"] for each in package(folder)["resources"]]
    assert names == [
        "studies",
        "material",
        "stakeholders",
        "cases",
        "anchors",
        "segments",
        "codes",
        "codings",
        "concepts",
    ]


def test_keys_point_at_tables_that_are_there(folder):
    """The column encounter would point at a table that this corpus lacks."""
    keys = resource(folder, "segments")["schema"]["foreignKeys"]
    assert [(key["fields"], key["reference"]["resource"]) for key in keys] == [
        (["study"], "studies"),
        (["speaker"], "stakeholders"),
        (["case"], "cases"),
        (["same_source_as"], ""),
        (["anchor"], "anchors"),
    ]


def test_what_a_list_points_at_is_said_in_words(folder):
    participants = field(folder, "material", "participants")
    assert participants["type"] == "string"
    assert "joined by |, each a stakeholder of stakeholders.csv" in participants["description"]


def test_types_and_constraints_come_from_the_schema(folder):
    assert field(folder, "material", "first_month")["type"] == "yearmonth"
    assert field(folder, "concepts", "sign")["constraints"]["enum"] == [-1, 0, 1]
    assert field(folder, "cases", "age")["type"] == "string"


def test_sources_are_the_studies_with_their_licences(folder):
    assert package(folder)["sources"] == [
        {"title": "A study", "path": "https://doi.org/10.1/x", "licence": "CC BY 4.0"},
        {"title": "Z"},
    ]


def test_the_name_is_made_of_plain_letters(folder):
    assert package(folder)["name"] == "mine-own"


def test_a_package_is_the_same_every_time_and_keeps_what_a_person_wrote(folder):
    written = {"title": "My title", "licenses": [{"name": "CC-BY-4.0"}], "resources": []}
    (folder / PACKAGE_FILE).write_text(json.dumps(written), encoding="utf-8")
    first = write_package(folder).read_bytes()
    assert write_package(folder).read_bytes() == first
    assert b"\r" not in first
    described = json.loads(first)
    assert (described["title"], described["licenses"]) == ("My title", [{"name": "CC-BY-4.0"}])
    assert described["resources"]


def test_a_description_that_lags_behind_is_a_warning(folder):
    assert check_package(folder) == []
    write_package(folder)
    assert check_package(folder) == []
    (folder / "concepts.csv").unlink()
    (finding,) = check_package(folder)
    assert (finding.severity, finding.file) == ("warning", PACKAGE_FILE)


def test_a_description_that_is_no_json_is_named(folder):
    (folder / PACKAGE_FILE).write_text('{\n"title": ', encoding="utf-8")
    with pytest.raises(CorpusError, match="line 2 is not JSON"):
        package_text(folder)


@pytest.mark.parametrize(
    ("package", "fault"),
    [
        ({"title": ["T"]}, "title is not text"),
        ({"licenses": {"name": "CC0"}}, "licenses is not a list"),
        ({"licenses": [{}]}, "licenses: entry 1 has no name and no title and no path"),
        ({"contributors": [{"title": "A"}, {"name": "B"}]}, "contributors: entry 2 has no title"),
        ({"keywords": "trust"}, "keywords is not a list of texts"),
        ({"title": "\ud800"}, "half a letter"),
    ],
)
def test_what_a_data_package_cannot_have_is_named(tmp_path, package, fault):
    (tmp_path / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    assert fault in check_package_file(tmp_path)[0].message


def test_a_licence_or_resource_without_a_name_is_called_by_what_it_has(tmp_path):
    package = {"licenses": [{"path": "https://example.org/by"}], "resources": [{"name": "codes"}]}
    (tmp_path / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    named = read_package(tmp_path)
    assert named["licenses"][0]["name"] == "https://example.org/by"
    assert named["resources"][0]["title"] == "codes"


def test_a_new_corpus_is_described_from_its_files_as_from_its_folder(folder):
    files = {name: text.encode() for name, text in FILES.items()}
    assert package_of_files(files, name="Mine own").decode() == package_text(folder)
