from dataclasses import replace

import pandas as pd

from trustbook.checking.corpora import check_tables
from trustbook.exchange.account import Account
from trustbook.exchange.codes import code_paths, codebook
from trustbook.exchange.confidential import repeats_words
from trustbook.exchange.corpus_tables import corpus_tables
from trustbook.exchange.mapping import ImportMap, import_map
from trustbook.exchange.model import Project, frame
from trustbook.exchange.report import report_files

TEXT = "I trust my nurse with everything I have. The office never answers me at all."
KEY = b"0123456789abcdef"
MAP = """
stakeholders:
  - {stakeholder: SU, label: Service users, level: micro, variables: {Role: [patient]}}
  - {stakeholder: NU, label: Nurses, level: micro, codes: [Nurse], names: [nurse]}
  - {stakeholder: OF, label: The office, kind: organisation, codes: [Office], cases: [Office]}
concepts:
  - {concept: trust, sign: 1, codes: [Trust]}
  - {concept: distrust, sign: -1, codes: [Distrust]}
"""


def elements_of(result):
    """One row per kind of element of the account; no reader accounted for any before."""
    rows = pd.DataFrame(result.account.elements)
    return rows.assign(element=rows["element"].str.removeprefix("in the corpus: "))


def selection(guid, words, **more):
    start = TEXT.index(words)
    end = start + len(words)
    place = {"start": start, "end": end, "start_cp": start, "end_cp": end}
    return {"guid": guid, "source": "d1", "quotation": words, **place, **more}


def export(*, codings=(), selections=(), **more):
    """Two segments of one patient: one on the nurse, one on the office."""
    names = ("Trust", "Distrust", "Nurse", "Office")
    tables = {
        "sources": [{"guid": "d1", "name": "Interview Ann", "kind": "text", "text": TEXT}],
        "codes": [{"guid": name, "name": name, "is_codable": True} for name in names],
        "selections": [
            selection("s1", "I trust my nurse with everything I have"),
            selection("s2", "The office never answers me at all"),
            *selections,
        ],
        "codings": [
            {"selection": guid, "source": "d1", "code": code, "coder": "C1"}
            for guid, code in [("s1", "Trust"), ("s1", "Nurse"), ("s2", "Distrust"), *codings]
        ],
        "cases": [{"guid": "k1", "name": "Ann"}, {"guid": "k2", "name": "Office"}],
        "members": [{"case": "k1", "source": "d1"}],
        "variables": [
            {"owner_kind": "case", "owner": "k1", "variable": "Role", "value": "patient"}
        ],
        **more,
    }  # fmt: skip
    return Project(
        file="e",
        account=Account(format="x"),
        name="Trial",
        **{name: frame(name, rows) for name, rows in tables.items()},
    )


def corpus_of(project, *, relations="", **more):
    return corpus_tables(project, import_map(MAP + relations, file="m.yml"), key=KEY, **more)


def ties(result):
    relations = result.tables.get("relations", pd.DataFrame())
    return [tuple(row) for row in relations[["truster", "trustee", "concept"]].to_numpy()]


def errors(result):
    return [f.message for f in check_tables(result.tables) if f.severity == "error"]


def test_no_words_and_no_names_are_kept_unless_asked_for():
    result = corpus_of(export())
    everything = "".join(table.to_csv() for table in result.tables.values())
    assert not errors(result)
    for word in ("trust my", "answers", "Ann", "Interview"):
        assert word not in everything
    assert result.tables["segments"]["anchor"].to_list() == ["s0001", "s0002"]
    assert set(result.tables["anchors"]["method"]) == {"hmac-sha256"}


def test_words_and_names_are_kept_when_asked_for():
    result = corpus_of(export(), include_text=True)
    assert not errors(result)
    assert result.tables["segments"]["meaning_unit"][0].startswith("“I trust my nurse")
    assert result.tables["segments"]["encounter"].to_list() == ["interview-ann"] * 2
    assert result.tables["cases"]["case"].to_list() == ["Ann", "Office"]


def test_a_condensed_meaning_is_kept_and_a_copied_one_is_not():
    copied = selection("s3", "The office", description="The office")
    own = selection("s4", "never answers", description="Waits in vain for a reply")
    result = corpus_of(
        export(selections=[copied, own], codings=[("s3", "Office"), ("s4", "Office")])
    )
    units = result.tables["segments"]["meaning_unit"].dropna().to_list()
    assert units == ["Waits in vain for a reply"]
    assert any("meanings of passages (1)" in line for line in result.account.warnings)
    assert repeats_words("The office", "the OFFICE")


def test_who_speaks_follows_from_the_case_and_its_variable():
    result = corpus_of(export(), relations="keep: [role]")
    assert result.tables["segments"]["speaker"].to_list() == ["SU", "SU"]
    assert result.tables["cases"].fillna("").to_numpy().tolist() == [
        ["P01", "SU", "patient"],
        ["P02", "OF", ""],
    ]


def test_a_code_on_the_same_segment_is_the_trustee():
    result = corpus_of(export(), relations="relations: {code: same segment}")
    assert ties(result) == [("SU", "NU", "trust")]
    assert any("no code of a stakeholder" in line for line in result.account.left_open)


def test_a_relation_is_stated_by_each_coder_who_gave_the_concept():
    second = {"selection": "s1", "source": "d1", "code": "Trust", "coder": "C2"}
    project = export()
    codings = pd.concat([project.codings, frame("codings", [second])], ignore_index=True)
    result = corpus_of(
        replace(project, codings=codings), relations="relations: {code: same segment}"
    )
    assert result.tables["relations"]["coder"].to_list() == ["C1", "C2"]


def test_coders_who_differ_on_the_trustee_each_state_their_own_tie():
    """C1 gave trust in the nurse, C2 trust in the office: one tie each, not two each."""
    second = [{"selection": "s1", "source": "d1", "code": code, "coder": "C2"}
              for code in ("Trust", "Office")]  # fmt: skip
    project = export()
    codings = pd.concat([project.codings, frame("codings", second)], ignore_index=True)
    result = corpus_of(
        replace(project, codings=codings), relations="relations: {code: same segment}"
    )
    relations = result.tables["relations"]
    assert relations[["coder", "trustee"]].to_numpy().tolist() == [["C1", "NU"], ["C2", "OF"]]


def test_a_coder_who_left_the_trustee_out_states_no_tie():
    """C2 names trustees elsewhere, but gave s1 a concept alone: nobody is put in for C2."""
    second = [{"selection": guid, "source": "d1", "code": code, "coder": "C2"}
              for guid, code in (("s1", "Trust"), ("s2", "Office"))]  # fmt: skip
    project = export()
    codings = pd.concat([project.codings, frame("codings", second)], ignore_index=True)
    result = corpus_of(
        replace(project, codings=codings), relations="relations: {code: same segment}"
    )
    assert result.tables["relations"]["coder"].to_list() == ["C1"]


def test_one_passage_that_coders_end_differently_is_one_source():
    """s3 is s1 without its last two words, marked by C2; s4 is in s2 and is of the same coder."""
    shorter = selection("s3", "I trust my nurse with everything")
    inner = selection("s4", "never answers me")
    project = export(selections=[shorter, inner], codings=[("s4", "Distrust")])
    second = frame("codings", [{"selection": "s3", "source": "d1", "code": "Trust", "coder": "C2"}])
    codings = pd.concat([project.codings, second], ignore_index=True)
    result = corpus_of(replace(project, codings=codings))
    assert not errors(result)
    outcome = result.tables["segments"].set_index("segment")["same_source_as"].fillna("")
    assert outcome.to_list() == ["", "s0001", "", ""]
    row = elements_of(result).set_index("element").loc["selections of text"]
    reason, changed = row["reason"], row["changed"]
    assert changed == 0
    assert (
        "1 overlapping one of another coder by half or more, counted as the same source" in reason
    )


def test_what_a_file_does_not_say_of_its_coders_stays_open():
    second = frame("codings", [{"selection": "s1", "source": "d1", "code": "Trust", "coder": "C2"}])
    project = export()
    codings = pd.concat([project.codings, second], ignore_index=True)
    assert not any("C1" in line for line in corpus_of(project).account.left_open)
    assert (
        "whether the coders C1 (3 codings) and C2 (1) worked without seeing each other's codes: "
        "only then does their agreement say anything"
    ) in corpus_of(replace(project, codings=codings)).account.left_open


def test_a_code_on_an_overlapping_segment_counts_only_where_the_map_says_so():
    project = export(selections=[selection("s3", "office")], codings=[("s3", "Office")])
    assert ties(corpus_of(project, relations="relations: {code: same segment}")) == [
        ("SU", "NU", "trust")
    ]
    wide = corpus_of(project, relations="relations: {code: overlapping}")
    assert sorted(ties(wide)) == [("SU", "NU", "trust"), ("SU", "OF", "distrust")]
    assert wide.tables["relations"].set_index("trustee")["level"].to_dict() == {
        "NU": "micro",
        "OF": "meso",
    }


def test_several_concepts_with_several_stakeholders_stay_open():
    project = export(codings=[("s1", "Distrust"), ("s1", "Office")])
    result = corpus_of(project, relations="relations: {code: same segment}")
    assert "relations" not in result.tables
    assert any("which of them?" in line for line in result.account.left_open)


def test_a_code_name_says_truster_and_trustee():
    codes = [{"guid": "x", "name": "Distrust: nurse > Office"}]
    codings = [{"selection": "s1", "source": "d1", "code": "x"}]
    project = export(codes=codes, codings=[])
    project = replace(project, codings=frame("codings", codings))
    result = corpus_of(
        project, relations='relations: {pattern: "{concept}: {truster} > {trustee}"}'
    )
    assert ties(result) == [("NU", "OF", "distrust")]
    assert not errors(result)


def test_a_concept_without_a_sign_gives_no_relation_and_stays_open():
    text = MAP.replace("sign: 1,", "") + "relations: {code: same segment}"
    result = corpus_tables(export(), import_map(text, file="m.yml"), key=KEY)
    assert "relations" not in result.tables
    assert "concept without a sign, which gives no relation: trust" in result.account.left_open


def test_only_one_way_links_named_after_a_concept_are_relations():
    links = [
        {"guid": str(n), "name": name, "direction": direction, "origin_kind": "case",
         "origin": "k1", "target_kind": "case", "target": "k2"}
        for n, (name, direction) in enumerate(
            [("Trust", "one-way"), ("Trust", "both"), ("knows", "one-way")])
    ]  # fmt: skip
    result = corpus_of(export(links=links), relations="relations: {links: yes}")
    assert ties(result) == [("SU", "OF", "trust")]
    assert not errors(result)
    stated = result.tables["segments"].iloc[-1]
    assert (stated["kind"], stated["case"]) == ("finding", "P01")
    counts = elements_of(result).set_index("element").loc["links"]
    assert counts[["found", "kept", "dropped"]].to_list() == [3, 1, 2]


def test_a_sheet_of_relations_names_segments_or_none():
    sheet = pd.DataFrame(
        {"Segment": ["s0002", "", "s9"], "Truster": ["SU", "NU", "SU"],
         "Trustee": ["The office", "SU", "NU"], "Concept": ["distrust", "trust", "trust"]}
    )  # fmt: skip
    result = corpus_of(export(), sheet=sheet)
    assert ties(result) == [("SU", "OF", "distrust"), ("NU", "SU", "trust")]
    assert "sheet of relations, row 4: no segments are called s9" in result.account.left_open
    assert not errors(result)
    assert set(result.tables["segments"]["encounter"]) == {"d01"}


def test_without_a_map_the_corpus_is_sound_and_says_what_it_lacks():
    result = corpus_tables(export(), ImportMap(), key=KEY)
    assert not errors(result)
    assert result.tables["stakeholders"]["stakeholder"].to_list() == ["unassigned"]
    assert "no stakeholder, speaker or relation is known" in result.account.left_open[0]


def test_selections_of_one_place_are_one_segment():
    again = selection("s3", "The office never answers me at all")
    result = corpus_of(export(selections=[again], codings=[("s3", "Office"), ("s3", "Distrust")]))
    assert len(result.tables["segments"]) == 2
    assert len(result.tables["codings"]) == 4
    counts = elements_of(result).set_index("element")
    assert counts.loc["selections of text", ["kept", "changed"]].to_list() == [3, 2]
    assert counts.loc["codings", ["found", "dropped"]].to_list() == [5, 1]


def test_counts_add_up_and_the_report_names_no_person():
    project = export(selections=[selection("s9", "me at all")])
    result = corpus_of(project)
    rows = elements_of(result)
    assert (rows["found"] == rows["kept"] + rows["dropped"]).all()
    files = report_files(result.account)
    text = files["import-report.md"].decode()
    assert "| in the corpus: passages | 3 | 2 | 0 | 1 | 1 without a code |" in text
    assert "Ann" not in text + files["import-report.json"].decode()


def test_what_reading_and_what_making_dropped_are_one_row():
    """5 codes of which reading kept 4, and making the tables 3 of these."""
    account = Account(format="x")
    account.find("codes", 5)
    account.drop("codes", reason="in the file twice")
    account.drop(account.in_corpus("codes", 4), reason="empty")
    assert [list(row.values()) for row in account.elements] == [
        ["codes", 5, 3, 0, 2, "1 in the file twice; 1 empty"]
    ]


def test_an_account_of_other_elements_than_were_read_is_a_row_of_its_own():
    """Reading counts texts and pictures apart, the corpus counts the selections of both."""
    account = Account(format="x")
    account.find("selections of text", 2)
    account.change(account.in_corpus("selections of text", 3), 9, reason="moved")
    assert [list(row.values())[:4] for row in account.elements] == [
        ["selections of text", 2, 2, 0],
        ["in the corpus: selections of text", 3, 3, 3],
    ]


def test_making_a_corpus_leaves_the_account_of_the_reader_as_it_is():
    project = export()
    assert corpus_of(project).account.elements == corpus_of(project).account.elements
    assert project.account.elements == []


def test_a_deep_codebook_becomes_three_levels_and_says_so():
    names = {"a": None, "b": "a", "c": "b", "d": "c", "e": None, "f": "a"}
    codes = frame("codes", [{"guid": n, "name": n.upper(), "parent": p} for n, p in names.items()])
    table, _, deeper = codebook(codes)
    rows = table.set_index("code")[["label", "kind", "parent"]].fillna("").to_numpy().tolist()
    assert rows == [
        ["A", "theme", ""],
        ["B", "category", "a"],
        ["C", "code", "b"],
        ["C › D", "code", "b"],
        ["E", "code", ""],
        ["F", "code", "a"],
    ]
    assert deeper == 1


def test_a_circle_of_codes_is_cut():
    codes = frame("codes", [{"guid": "a", "name": "A", "parent": "b"},
                            {"guid": "b", "name": "B", "parent": "a"}])  # fmt: skip
    assert len(code_paths(codes)) == 2
    codebook(codes)


def unnamed(selection, code):
    return {"selection": selection, "source": "d1", "code": code}


def test_a_coding_without_a_coder_is_not_taken_for_that_of_a_named_coder():
    """C1 gave Trust to s1; nobody knows who gave Trust to s1 and Office to s2: both are kept."""
    loose = frame("codings", [unnamed("s1", "Trust"), unnamed("s2", "Office")])
    project = export()
    result = corpus_of(
        replace(project, codings=pd.concat([project.codings, loose], ignore_index=True))
    )
    rows = result.tables["codings"]
    assert len(rows) == 5
    assert rows.loc[rows["coder"] == "C2", ["segment", "code"]].to_numpy().tolist() == [
        ["s0001", "trust"],
        ["s0002", "office"],
    ]
    text = [line for line in result.account.warnings if "no coder" in line]
    assert len(text) == 1
    assert "2 of 5 codings name no coder; they are entered as C2, the coder not named" in text[0]
    assert any("C2 (2, coder not named)" in line for line in result.account.left_open)


def test_the_coder_not_named_is_nobody_among_the_users_of_the_file():
    source = replace(
        export(),
        codings=frame("codings", [unnamed("s1", "Trust")]),
        users=frame("users", [{"coder": "C1"}, {"coder": "C2"}]),
    )
    result = corpus_of(source)
    assert result.tables["codings"]["coder"].to_list() == ["C3"]
    assert any(
        "1 of 1 codings names no coder; it is entered as C3" in line
        for line in result.account.warnings
    )


def test_a_file_that_names_no_coder_at_all_leaves_open_whether_c1_is_one():
    result = corpus_of(replace(export(), codings=frame("codings", [unnamed("s1", "Trust")])))
    assert result.tables["codings"]["coder"].to_list() == ["C1"]
    assert not [line for line in result.account.warnings if "coder" in line]
    words = "the file names no coder: its one coding is entered as that of C1"
    assert words in result.account.left_open


def named_in_vain(text, project=None, **more):
    result = corpus_tables(project or export(), import_map(text, file="m.yml"), key=KEY, **more)
    return [line for line in result.account.warnings if "has no such code" in line]


def test_a_code_of_the_map_that_the_file_does_not_have_is_named_with_what_was_meant():
    wrong = MAP.replace("codes: [Nurse]", "codes: [Nures, Nurse]")
    assert named_in_vain(wrong) == [
        'The map gives NU the code Nures, but the file has no such code; did you mean "Nurse"?'
    ]
    assert named_in_vain(MAP) == []


def test_a_path_of_the_map_that_the_file_does_not_have_is_asked_by_path():
    codes = [
        {"guid": "t", "name": "Towards", "is_codable": False},
        {"guid": "n", "name": "Nurses", "parent": "t", "is_codable": True},
    ]
    source = replace(export(), codes=frame("codes", codes), codings=export().codings.iloc[:0])
    text = r"""
stakeholders: [{stakeholder: NU, codes: ['Towards\Nures', 'Towards\*']}]
concepts: [{concept: trust, sign: 1, codes: [Xyz]}]
"""
    assert named_in_vain(text, source) == [
        "The map gives NU the code Towards\\Nures, but the file has no such code; "
        'did you mean "Towards\\Nurses"?',
        "The map gives trust the code Xyz, but the file has no such code; "
        "correct it in the map, or delete it there",
    ]


def test_a_code_of_the_map_that_stands_within_a_code_name_or_a_sheet_is_not_named_in_vain():
    arrows = [{"guid": "a", "name": "Faith: Ann > Carer", "is_codable": True}]
    source = replace(export(), codes=frame("codes", arrows), codings=export().codings.iloc[:0])
    text = """
stakeholders: [{stakeholder: NU, codes: [Carer]}, {stakeholder: OF, codes: [Bureau]}]
concepts: [{concept: trust, sign: 1, codes: [Faith]}]
relations: {pattern: "{concept}: {truster} > {trustee}"}
"""
    sheet = pd.DataFrame({"truster": ["Carer"], "trustee": ["Bureau"], "concept": ["Faith"]})
    assert named_in_vain(text, source, sheet=sheet) == []
