"""A corpus as a REFI-QDA project: valid, complete, and the same corpus when it is read back."""

import hashlib
import io
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from lxml import etree

from trustbook.corpus.packing import members_of_zip
from trustbook.corpus.reading import read_corpus, table_file
from trustbook.corpus.schema import TABLES
from trustbook.exchange.own_tables import MANIFEST, restored_files
from trustbook.exchange.refi.writer import KIND_OF_CASE, XML_NAMESPACE, qdpx_bytes

ROOT = Path(__file__).parents[2]
CORPORA = [
    ROOT / "data" / "ibbis",
    ROOT / "tests" / "corpora" / "clinic",
    ROOT / "tests" / "corpora" / "ten-segments",
]
NAMES = {"q": XML_NAMESPACE}


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    """What the standard allows: its own schema, as its publisher gives it away (MIT licence)."""
    return etree.XMLSchema(etree.parse(ROOT / "tests" / "vendor" / "refi-qda" / "Project.xsd"))


def tables_of(folder: Path) -> dict[str, pd.DataFrame]:
    corpus = read_corpus(folder)
    return {name: corpus.table(name) for name in TABLES if table_file(folder, name)}


def members_of(folder: Path) -> dict[str, bytes]:
    return members_of_zip(qdpx_bytes(tables_of(folder), name=folder.name))


def small(**tables: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Two segments of one study, of which the second is confidential."""
    frames = {
        "studies": {"study": ["s"], "label": ["Søvn"], "title": ["Sleep"]},
        "stakeholders": {
            "stakeholder": ["NU", "PA"],
            "label": ["Nurses", "Patients"],
            "kind": ["role", "role"],
            "level": ["micro", "micro"],
        },
        "segments": {
            "segment": ["g1", "g2"],
            "study": ["s", "s"],
            "speaker": ["PA", None],
            "kind": ["quotation", "finding"],
            "meaning_unit": ["Føler sig tryg 🙂\r\nnu", None],
            "memo": [None, "Two readings"],
        },
        "codes": {
            "code": ["t", "k"],
            "label": ["Theme", "Code"],
            "kind": ["theme", "code"],
            "parent": [None, "t"],
        },
        "codings": {"segment": ["g1", "g2"], "code": ["k", "k"], "coder": ["C1", "C2"]},
    }
    result = {name: pd.DataFrame(columns) for name, columns in frames.items()} | tables
    return {
        name: frame.reindex(columns=list(dict.fromkeys([*TABLES[name].columns, *frame.columns])))
        for name, frame in result.items()
    }


def project(tables: dict[str, pd.DataFrame]) -> tuple[etree._Element, dict[str, bytes]]:
    members = members_of_zip(qdpx_bytes(tables, name="small"))
    return etree.fromstring(members["project.qde"]), members


def elements_at(root: etree._Element, path: str) -> list:
    return root.xpath(path, namespaces=NAMES)


@pytest.mark.slow
@pytest.mark.parametrize("folder", CORPORA, ids=lambda folder: folder.name)
def test_the_project_is_as_the_standard_wants_it(folder, schema):
    root = etree.fromstring(members_of(folder)["project.qde"])
    assert schema.validate(root), schema.error_log.last_error
    assert set(root.attrib) <= {"name", "origin"}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda root: root.append(root[0]),
        lambda root: root[0][0].attrib.pop("guid"),
        lambda root: root[0][0].set("guid", "C1"),
        lambda root: root.set("home", "/home/ana"),
    ],
)
def test_the_schema_finds_faults(spoil, schema):
    root, _ = project(small())
    spoil(root)
    assert not schema.validate(root)


@pytest.mark.slow
@pytest.mark.parametrize("folder", CORPORA, ids=lambda folder: folder.name)
def test_identifiers_are_unique_and_lead_somewhere(folder):
    members = members_of(folder)
    root = etree.fromstring(members["project.qde"])
    guids = elements_at(root, "//@guid")
    assert len(guids) == len(set(guids))
    targets = elements_at(root, "//@targetGUID | //@originGUID | //@creatingUser")
    assert set(targets) <= set(guids)
    paths = {
        path.replace("internal://", "sources/") for path in elements_at(root, "//@plainTextPath")
    }
    assert paths == set(members) - {"project.qde"}


@pytest.mark.slow
@pytest.mark.parametrize("folder", CORPORA, ids=lambda folder: folder.name)
def test_the_corpus_comes_back_from_its_export(folder, tmp_path):
    members = members_of(folder)
    digest = hashlib.sha256(members["project.qde"]).hexdigest()
    files = restored_files(members.get, qde_digest=digest)
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    before, after = read_corpus(folder), read_corpus(tmp_path)
    for name in TABLES:
        assert (table_file(tmp_path, name) is None) == (table_file(folder, name) is None)
        pd.testing.assert_frame_equal(after.table(name), before.table(name))


def test_the_same_corpus_gives_the_same_bytes():
    assert qdpx_bytes(small(), name="a") == qdpx_bytes(small(), name="a")
    assert qdpx_bytes(small(), name="a") != qdpx_bytes(small(), name="b")


def test_members_carry_no_time():
    with zipfile.ZipFile(io.BytesIO(qdpx_bytes(small(), name="a"))) as archive:
        assert {member.date_time[0] for member in archive.infolist()} == {1980}


def test_a_selection_holds_the_meaning_unit_in_code_points():
    """An emoji is one code point, a Windows line end becomes one line feed."""
    root, members = project(small())
    (path,) = elements_at(root, "//q:TextSource/@plainTextPath")
    text = members[path.replace("internal://", "sources/")].decode()
    spans = {
        each.get("name"): text[int(each.get("startPosition")) : int(each.get("endPosition"))]
        for each in elements_at(root, "//q:PlainTextSelection")
    }
    assert spans == {"g1": "Føler sig tryg 🙂\nnu", "g2": "[g2: kept confidential]"}
    assert "not the words of the study" in text


def test_codes_stand_under_their_parents():
    root, _ = project(small())
    assert elements_at(root, "//q:Code[@name='Theme']/q:Code/@name") == ["Code"]
    assert elements_at(root, "//q:Code/@isCodable") == ["false", "true"]


def test_codings_name_their_coder_by_pseudonym():
    root, _ = project(small())
    users = dict(
        zip(elements_at(root, "//q:User/@guid"), elements_at(root, "//q:User/@name"), strict=True)
    )
    assert [users[guid] for guid in elements_at(root, "//q:Coding/@creatingUser")] == ["C1", "C2"]


def test_stakeholders_and_participants_are_cases():
    cases = pd.DataFrame({"case": ["P1"], "stakeholder": ["PA"], "age": ["34"]})
    root, _ = project(small(cases=cases))
    assert elements_at(root, "//q:Case/@name") == ["Nurses", "Patients", "P1"]
    kinds = elements_at(root, f"//q:Variable[@name='{KIND_OF_CASE}']/@guid")[0]
    text = elements_at(
        root, f"//q:VariableValue[q:VariableRef/@targetGUID='{kinds}']/q:TextValue/text()"
    )
    assert text == ["stakeholder", "stakeholder", "participant"]
    assert elements_at(root, "//q:Case[@name='P1']//q:TextValue/text()") == [
        "participant",
        "PA",
        "34",
    ]
    spoken = elements_at(root, "//q:Case[@name='Patients']/q:SelectionRef/@targetGUID")
    assert spoken == elements_at(root, "//q:PlainTextSelection[@name='g1']/@guid")


def test_a_relation_is_a_one_way_link_named_after_its_concept():
    concepts = pd.DataFrame({"concept": ["d"], "label": ["Distrust"], "sign": [-1]})
    relations = pd.DataFrame(
        {
            "relation": ["r1"],
            "segment": ["g1"],
            "truster": ["PA"],
            "trustee": ["NU"],
            "concept": ["d"],
            "level": ["micro"],
            "coder": ["C1"],
            "memo": ["Stated of all"],
        }
    )
    root, _ = project(small(concepts=concepts, relations=relations))
    (link,) = elements_at(root, "//q:Link")
    names = {case.get("guid"): case.get("name") for case in elements_at(root, "//q:Case")}
    ends = (names[link.get("originGUID")], names[link.get("targetGUID")])
    assert (link.get("name"), link.get("direction"), ends) == (
        "Distrust",
        "OneWay",
        ("Patients", "Nurses"),
    )
    memos = elements_at(root, "//q:Note/q:PlainTextContent/text()")
    assert memos == ["Two readings", "Stated of all"]


def test_nothing_tells_of_a_place_a_day_or_a_person():
    root, members = project(small())
    assert set(root.attrib) == {"name", "origin"}
    assert b"DateTime" not in members["project.qde"]


def test_characters_that_xml_cannot_hold_stay_in_the_tables():
    tables = small()
    tables["codes"].loc[1, "label"] = "Bell \x07 & <tag>"
    root, members = project(tables)
    assert elements_at(root, "//q:Code/q:Code/@name") == ["Bell \ufffd & <tag>"]
    digest = hashlib.sha256(members["project.qde"]).hexdigest()
    assert b"Bell \x07 & <tag>" in restored_files(members.get, qde_digest=digest)["codes.csv"]


def test_a_corpus_of_the_obligatory_tables_alone_has_no_empty_groups(schema):
    root, _ = project(small())
    assert not elements_at(root, "//q:Links")
    assert schema.validate(root)


@pytest.mark.parametrize("change", ["project.qde", "a table", "no manifest"])
def test_a_project_that_was_changed_is_not_restored(change):
    members = members_of_zip(qdpx_bytes(small(), name="a"))
    if change == "no manifest":
        del members[MANIFEST]
    else:
        is_table = change == "a table"
        name = next(n for n, d in members.items() if d[:7] == b"segment") if is_table else change
        members[name] += b" "
    digest = hashlib.sha256(members["project.qde"]).hexdigest()
    assert restored_files(members.get, qde_digest=digest) is None


def test_a_manifest_that_names_other_files_is_not_followed():
    members = members_of_zip(qdpx_bytes(small(), name="a"))
    members[MANIFEST] = members[MANIFEST].replace(b'"codes.csv"', b'"../codes.csv"')
    digest = hashlib.sha256(members["project.qde"]).hexdigest()
    assert restored_files(members.get, qde_digest=digest) is None


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"format": 1}', b"\xff", b"[" * 100_000])
def test_a_manifest_that_is_none_is_not_followed(content):
    assert restored_files({MANIFEST: content}.get, qde_digest="") is None
