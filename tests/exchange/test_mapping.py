import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from trustbook.errors import ParameterError
from trustbook.exchange.account import Account
from trustbook.exchange.draft import draft_map
from trustbook.exchange.mapping import (
    concept_called,
    import_map,
    is_named,
    parts_of_name,
    stakeholder_called,
)
from trustbook.exchange.model import Project, frame

MAP = """
study: {study: s, title: A study}
stakeholders:
  - {stakeholder: SU, label: Service users, variables: {Role: [patient]}, names: [service user]}
  - {stakeholder: CM, label: Care managers, kind: role, level: micro, codes: ["Persons\\\\nurse*"]}
concepts:
  - {concept: trust, sign: +1, codes: [Trust]}
  - {concept: doubt, codes: [Doubt]}
relations: {code: overlapping, pattern: "{concept}: {truster} > {trustee}", links: yes}
kinds: {observation: ["Field notes*"]}
"""


def test_a_map_is_read_with_its_text_as_text():
    read = import_map(MAP, file="m.yml")
    assert [one.stakeholder for one in read.stakeholders] == ["SU", "CM"]
    assert read.stakeholders[0].variables == {"Role": ("patient",)}
    assert read.concepts[0].row["sign"] == "1"
    assert not read.concepts[1].has_sign
    assert (read.trustee_code, read.links) == ("overlapping", True)


def test_an_empty_map_knows_nothing():
    assert import_map("", file="m.yml").stakeholders == ()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: [", "line 1: found `a: [`, allowed lines of `name: value`"),
        ("- a", "lines of `name: value`"),
        ("stakeholder: []", 'found "stakeholder", allowed study, stakeholders'),
        ("stakeholders: [{label: x}]", "no short name"),
        ("stakeholders: [{stakeholder: A}, {stakeholder: A}]", "join the two"),
        ("stakeholders: [{stakeholder: A, level: high}]", 'found "high", allowed'),
        ("concepts: [{concept: trust, sign: 2}]", 'found "2", allowed one of -1, 0, 1'),
        ("relations: {pattern: '{truster} trusts'}", 'found "{truster} trusts", allowed {trustee}'),
        ("relations: {pattern: '{who} > {trustee}'}", "found {who}"),
        ("relations: {links: perhaps}", 'found "perhaps"'),
        ("kinds: {note: [a]}", 'found "note"'),
    ],
)
def test_a_fault_of_a_map_is_told_with_its_place(text, fault):
    with pytest.raises(ParameterError) as raised:
        import_map(text, file="m.yml")
    assert fault in str(raised.value)
    assert str(raised.value).startswith("m.yml, line 1")


def test_all_faults_are_told_at_once():
    text = "concepts: [{concept: a, sign: 7}, {label: b}]\nkind: {}"
    with pytest.raises(ParameterError) as raised:
        import_map(text, file="m.yml")
    assert len(str(raised.value).splitlines()) == 3


def test_a_star_stands_for_anything_and_brackets_for_themselves():
    assert is_named("Interview [SU] 3", ["interview [su]*"])
    assert not is_named("Interview SU", ["interview [su]*"])


def test_parts_of_names_may_leave_out_the_truster():
    assert parts_of_name("Trust > nurse", "{concept} > {trustee}") == {
        "concept": "Trust",
        "trustee": "nurse",
    }
    assert parts_of_name("Time", "{concept} > {trustee}") is None


def test_names_lead_to_concepts_and_stakeholders():
    read = import_map(MAP, file="m.yml")
    assert concept_called("TRUST", read).concept == "trust"
    assert stakeholder_called("service user", read).stakeholder == "SU"
    assert stakeholder_called("Persons\\nurse at night", read).stakeholder == "CM"
    assert stakeholder_called("somebody", read) is None


def test_a_draft_is_a_map_that_decides_nothing():
    project = Project(
        file="study.qdpx",
        account=Account(format="x"),
        name="A: study",
        codes=frame("codes", [{"guid": "1", "name": 'Trust: "us" > them'}]),
        cases=frame("cases", [{"guid": "k1", "name": "Ann"}, {"guid": "k2", "name": "Bo"},
                              {"guid": "k3", "name": "Cy"}]),
        variables=frame("variables", [
            {"owner_kind": "case", "owner": owner, "variable": "Role", "value": value}
            for owner, value in [("k1", "patient"), ("k2", "nurse"), ("k3", "patient")]
        ]),
    )  # fmt: skip
    text = draft_map(project)
    read = import_map(text, file="draft.yml")
    names = [one.stakeholder for one in read.stakeholders]
    assert names[:2] == ["patient", "nurse"]
    assert read.patterns == ("{concept}: {truster} > {trustee}",)
    assert not any(one.has_sign for one in read.concepts)
    assert yaml.safe_load(text)["study"]["label"] == "The study"
    assert "called A: study in the program" in text
    assert not read.reading.keep


def test_a_draft_of_nothing_is_a_map_too():
    import_map(draft_map(Project(file="a", account=Account(format="x"))), file="draft.yml")


def proposed(**tables):
    frames = {name: frame(name, rows) for name, rows in tables.items()}
    project = Project(file="a", account=Account(format="x"), **frames)
    return import_map(draft_map(project), file="draft.yml")


def test_a_draft_joins_cases_of_one_first_word():
    cases = [{"guid": str(n), "name": name} for n, name in enumerate(["GP 1", "GP 2", "Nurse 1"])]
    assert [one.cases for one in proposed(cases=cases).stakeholders] == [("GP*",), ("Nurse 1",)]


def test_a_draft_proposes_codes_named_like_a_stakeholder_as_its_codes_and_no_concepts():
    """Two groups of documents; `Nurses` begins with `Nurse`, `Trust` is left as a concept."""
    names = ["Nurse 1", "Nurse 2", "Patient 1", "Patient 2"]
    read = proposed(
        sources=[{"guid": name, "name": name, "kind": "text"} for name in names],
        codes=[
            {"guid": "1", "name": "Concepts"},
            {"guid": "2", "name": "Trust", "parent": "1"},
            {"guid": "3", "name": "Nurses"},
        ],
    )
    nurse, patient = read.stakeholders
    assert (nurse.documents, nurse.codes) == (("Nurse*",), ("Nurses",))
    assert patient.codes == ()
    assert [one.codes for one in read.concepts] == [("Concepts\\Trust",)]
    assert not read.concepts[0].has_sign


def test_a_draft_of_a_large_codebook_proposes_the_codes_at_the_top():
    codes = [{"guid": "t", "name": "Trust"}]
    codes += [{"guid": str(n), "name": f"code {n}", "parent": "t"} for n in range(30)]
    assert [one.codes for one in proposed(codes=codes).concepts] == [("Trust", "Trust\\*")]


def test_a_draft_says_who_speaks_for_the_names_in_code_names():
    read = proposed(
        codes=[{"guid": "1", "name": "Trust: parent > teacher"}],
        cases=[{"guid": "k", "name": "Parent 1"}],
    )
    parent, teacher = read.stakeholders
    assert (parent.cases, teacher.cases) == (("parent*",), ())


def test_a_draft_takes_codes_beside_those_of_stakeholders_for_stakeholders_too():
    """Nobody speaks for the hospital; it is under the same code as the nurses."""
    names = ["Nurse 1", "Nurse 2", "Patient 1"]
    read = proposed(
        sources=[{"guid": name, "name": name, "kind": "text"} for name in names],
        codes=[
            {"guid": "1", "name": "Towards"},
            {"guid": "2", "name": "Nurses", "parent": "1"},
            {"guid": "3", "name": "Hospital", "parent": "1"},
        ],
    )
    assert [one.codes for one in read.stakeholders] == [
        ("Towards\\Nurses",),
        ("Towards\\Hospital",),
    ]
    assert read.concepts == ()


def test_a_draft_keeps_variables_that_group_cases_and_none_that_names_people():
    """Four cases: two of each role, two of each interviewer, four of four villages."""
    values = {
        "Role": ["nurse", "nurse", "patient", "patient"],
        "Interviewer": ["Kim", "Kim", "Lone", "Lone"],
        "Contact": ["Bo Lind", "Bo Lind", "Cy Dahl", "Cy Dahl"],
        "Village": ["Ribe", "Thy", "Als", "Mors"],
    }
    rows = [
        {"owner_kind": "case", "owner": f"k{n}", "variable": name, "value": value}
        for name, column in values.items()
        for n, value in enumerate(column)
    ]
    project = Project(
        file="t.csv",
        account=Account(format="x"),
        cases=frame("cases", ({"guid": f"k{n}", "name": f"Case {n}"} for n in range(4))),
        variables=frame("variables", rows),
        coder_names={"C1": "Kim Coder"},
    )
    text = draft_map(project)
    draft = import_map(text, file="m.yml")
    assert draft.reading.keep == ("Role",)
    assert [one.stakeholder for one in draft.stakeholders] == ["nurse", "patient"]
    assert "#   Village: 4 values: Ribe, Thy, Als" in text


CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=4),
    st.sampled_from(["trust", "{concept} {trustee}", ">5", "*", "same segment", "micro", "role"]),
)  # fmt: skip
KEYS = st.sampled_from(
    ["study", "stakeholders", "concepts", "relations", "kinds", "stakeholder", "concept", "sign",
     "codes", "variables", "names", "cases", "pattern", "code", "links", "level", "keep", "x"]
)  # fmt: skip
PARTS = st.recursive(
    CELLS,
    lambda part: st.lists(part, max_size=3) | st.dictionaries(KEYS, part, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(KEYS, PARTS, max_size=4))
def test_a_map_of_any_parts_is_read_or_refused_by_its_name(parts):
    text = yaml.safe_dump(parts, allow_unicode=True)
    try:
        import_map(text, file="m.yml")
    except ParameterError as error:
        assert all(line.startswith("m.yml") for line in str(error).splitlines())


@given(st.integers(0, len(MAP)), st.sampled_from(list("[]{}:,&*!|>'\"%@`\t-?\0\x07\u2028")))
def test_a_map_with_a_slip_of_the_pen_is_read_or_refused_in_a_line(place, sign):
    try:
        import_map(MAP[:place] + sign + MAP[place:], file="m.yml")
    except ParameterError as error:
        assert all(line.startswith("m.yml") for line in str(error).splitlines())
