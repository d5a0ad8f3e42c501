"""Each check passes on one sound corpus and fails on it with one change."""

import pandas as pd
import pytest

from trustbook.checking.corpora import check_tables
from trustbook.corpus.checks.references import cycles
from trustbook.corpus.findings import LISTED, Finding, number_of_faults

SOUND = {
    "studies": "study,label,title;s,S,A study",
    "material": "study,line,data_type,unit,participants,n,first_month,last_month,minutes_mean,"
    "minutes_min,minutes_max,n_primary,n_secondary,anchor"
    ";s,1,talks,interview,SU|CM,3,2017-04,2018-01,55,27,93,1,2,a2",
    "encounters": "encounter,study,data_type,unit,month,minutes,participants"
    ";e1,s,talks,interview,2017-04,27,SU;e2,s,talks,interview,2017-06,45,SU"
    ";e3,s,talks,interview,2018-01,93,CM",
    "stakeholders": "stakeholder,label,kind,level"
    ";SU,Users,role,micro;CM,Managers,role,micro;JC,Centre,organisation,meso",
    "cases": "case,stakeholder,age;P1,SU,34",
    "anchors": "anchor,part,study,start,length,head,digest,method"
    ";a1,1,s,0,20,ab,cd,sha256;a1,2,s,30,20,ef,01,sha256;a2,1,s,60,20,23,45,sha256",
    "segments": "segment,study,encounter,speaker,case,kind,same_source_as,anchor"
    ";g1,s,e1,SU,P1,quotation,,a1;g2,s,,,,finding,g1,;g3,s,,,,finding,,",
    "codes": "code,label,kind,parent;t,T,theme,;c,C,category,t;k,K,code,c;k2,K2,code,t",
    "codings": "segment,code,coder;g1,k,C1;g2,k,C1;g3,k2,C1",
    "recodings": "recoding,study,anchor,code,coder;n1,s,a1,k,C2;n2,s,a1,k2,C2;n3,s,a2,,C2",
    "concepts": "concept,label,sign;trust,Trust,1;distrust,Distrust,-1",
    "relations": "relation,segment,truster,trustee,concept,level,coder;r1,g1,SU,CM,trust,micro,C1",
    "relation_recodings": "recoding,study,segment,truster,trustee,concept,coder"
    ";m1,s,g1,SU,CM,trust,C3",
    "strategies": "strategy,segment,actor,truster,trustee,code,effect;x1,g1,CM,SU,CM,k,supports",
    "barriers": "barrier,study,line,aspect,obstacle;b1,s,1,A,B;b2,s,2,A,B",
    "barrier_evidence": "barrier,segment;b1,g1;b2,g2",
    "teams": "team,study,position,stakeholder,n,sector,works_with;T1,s,manager,JC,2,health,all",
    "claims": "claim,study,statement,measure,tolerance,anchor,arguments,expected,against,elsewhere,"
    "note,judgement;q1,s,Three talks,material_n,0,a2,study=s|participants=SU,3,,,,"
    ";q2,s,As many,claim_value,0,,claim=q1,4,q1,3,Four in one place,not settled"
    ";q3,s,Most came,none,,,,most,,,Not in the tables,",
}


def frame(text: str) -> pd.DataFrame:
    header, *rows = (line.split(",") for line in text.split(";"))
    return pd.DataFrame(rows, columns=header, dtype="str")


def check(**changed: str | None) -> list[Finding]:
    """The findings for the sound corpus with some tables replaced, or left out (None)."""
    texts = {name: text for name, text in (SOUND | changed).items() if text}
    return check_tables({name: frame(text) for name, text in texts.items()})


def changed(table: str, old: str, new: str) -> list[Finding]:
    """The findings for the sound corpus with one change in one table."""
    assert SOUND[table].count(old) == 1, f"{old} is not once in {table}"
    return check(**{table: SOUND[table].replace(old, new)})


def test_phases_are_free_text_until_they_are_declared():
    phased = "segment,study,kind,phase;g1,s,finding,first;g2,s,finding,;g3,s,finding,frist"
    declared = "phase,label,order;first,First,1"
    ids = [finding.id for finding in check(segments=phased, phases=declared)]
    assert ids.count("references.unknown") == 1
    assert "references.unknown" not in [finding.id for finding in check(segments=phased)]


def test_a_sound_corpus_has_no_findings():
    assert [finding.message for finding in check()] == []


def test_the_obligatory_tables_are_enough():
    few = dict.fromkeys(set(SOUND) - {"studies", "stakeholders", "segments", "codes", "codings"})
    segments = "segment,study,speaker,kind;g1,s,SU,quotation;g2,s,CM,finding;g3,s,JC,finding"
    assert check(**few, segments=segments) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("table", "old", "new", "message"),
    [
        # types
        ("material", ",3,2017", ",three,2017", 'row 2, column n: found "three", allowed a whole'),
        ("material", "2017-04", "42826", "Excel's number of a day (2017-04-01)"),
        ("material", ",55,", ",55 min,", 'column minutes_mean: found "55 min", allowed a number'),
        ("encounters", "27,SU", "#REF!,SU", "an error of the spreadsheet"),
        # allowed values, required cells, minimum
        ("stakeholders", "organisation", "organization", 'did you mean "organisation"?'),
        ("concepts", "Distrust,-1", "Distrust,-2", 'found "-2", allowed one of -1, 0, 1'),
        ("codes", "k,K,code", "k,,code", "row 4, column label: found an empty cell"),
        ("teams", ",2,health", ",-2,health", 'column n: found "-2", allowed 0 or more'),
        # unique keys
        ("concepts", "distrust", "trust", 'row 3, column concept: found "trust" again (first in'),
        ("codings", "g2,k,C1", "g1,k,C1", 'found "g1 / k / C1" again (first in row 2)'),
        # references
        (
            "codings",
            "g3,k2",
            "g3,k3",
            'row 4, column code: found "k3", allowed a code of codes.csv',
        ),
        ("relations", "g1,SU", "g9,SU", 'row 2, column segment: found "g9", allowed a segment of'),
        ("relations", "CM,trust", "CM,trus", 'did you mean "trust"?'),
        ("relations", "CM,trust", "CM,tru\u200bst", 'copy "trust" from the other table'),
        ("material", "SU|CM", "SU|XX", 'column participants: found "XX", allowed a stakeholder'),
        ("material", "SU|CM", "SU/CM", 'join the values of a list by |: "SU|CM"'),
        ("barrier_evidence", "b2,g2", "b3,g2", 'column barrier: found "b3"'),
        ("segments", "quotation,,a1", "quotation,,a9", 'column anchor: found "a9"'),
        # rows that say something else than the row they point at
        ("segments", "e1,SU,P1", "e1,CM,P1", 'column speaker: found "CM", allowed what cases.csv'),
        # codebook
        ("codes", "T,theme,", "T,theme,c", "found a circle: c under t under c, allowed a tree"),
        ("codes", "code,c", "code,k2", 'found "k2", a code, allowed a category or a theme above'),
        ("codes", "category,t", "category,k2", "allowed a theme above a category"),
        # sources of segments
        (
            "segments",
            ",,,,finding,,",
            ",,,,finding,g3,",
            "row 4, column same_source_as: found a cir",
        ),
        # second codings
        ("recodings", "n1,s,a1,k,C2", "n1,s,a1,k,C1", 'row 2, column coder: found "C1", allowed a'),
        ("recodings", "a1,k2,C2", "a1,k,C2", "row 3, column code: found k a second time"),
        ("recodings", "n3,s,a2", "n3,s,a9", 'row 4, column anchor: found "a9"'),
        ("recodings", "n3,s,a2", "n3,s,", "row 4, column anchor: found an empty cell"),
        (
            "relation_recodings",
            "trust,C3",
            "trust,C1",
            'row 2, column coder: found "C1", allowed a coder who has no row in relations.csv',
        ),
        # totals
        ("material", ",1,2,a2", ",1,1,a2", 'found "3 where the two parts give 2"'),
        ("material", "27,93", "57,93", "column minutes_min"),
        ("material", "27,93", "27,53", "column minutes_mean"),
        ("material", "2018-01", "2017-01", 'found "2017-04", allowed no more than last_month'),
        ("material", "CM,3,", "CM,4,", "column n: found 4 where encounters.csv gives 3"),
        ("material", ",55,", ",58,", "column minutes_mean: found 58 where encounters.csv gives 55"),
        ("material", "2018-01", "2018-02", "found 2018-02 where encounters.csv gives 2018-01"),
        (
            "encounters",
            "e3,s,talks",
            "e3,s,walks",
            'found "walks", allowed a data_type of the same',
        ),
        ("barriers", "s,2,A", "s,3,A", 'row 3, column line: found "3", allowed 1, 2, 3'),
    ],
)
def test_an_error_is_found(table, old, new, message):
    errors = [f.message for f in changed(table, old, new) if f.severity == "error"]
    assert any(message in error for error in errors), errors


@pytest.mark.slow
@pytest.mark.parametrize(
    ("table", "old", "new", "message"),
    [
        ("codings", "g3,k2", "g3,k", 'codes.csv, row 5, column code: warning: found "k2", allowed'),
        ("codes", "k2,K2,code,t", "k2,K2,code,;u,U,theme,", 'found "k2" under nothing'),
        (
            "codes",
            "k2,K2,code,t",
            "k2,K2,code,t;u,U,theme,",
            'found "u", allowed themes that reach',
        ),
        (
            "codings",
            "g2,k,C1",
            "g1,k2,C1",
            'segments.csv, row 3, column segment: warning: found "g2"',
        ),
        ("segments", "finding,,", "finding,g2,", 'found "g2", which itself points at another'),
        ("teams", "JC", "SU", 'stakeholders.csv, row 4, column stakeholder: warning: found "JC"'),
        ("barrier_evidence", "b2,g2", "b1,g2", "barriers.csv, row 3, column barrier: warning"),
        ("claims", "tolerance", "colour", "claims.csv, column colour: warning: found a column"),
    ],
)
def test_what_may_be_meant_is_only_a_warning(table, old, new, message):
    findings = changed(table, old, new)
    assert [f.message for f in findings if f.severity == "error"] == []
    assert any(message in f.message for f in findings), findings


def test_a_segment_with_a_relation_needs_no_code():
    uncoded = SOUND["codings"].replace(";g3,k2,C1", "")
    related = SOUND["relations"] + ";r2,g3,CM,SU,trust,micro,C1"
    codes = SOUND["codes"].replace(";k2,K2,code,t", "")
    assert check(codings=uncoded, codes=codes, relations=related, recodings="") == []


@pytest.mark.slow
@pytest.mark.parametrize("label", ["=1+1", "@SUM(A1)", "+a", "-a b", "\t=x", "- so"])
def test_what_a_spreadsheet_would_compute_is_told_and_left(label):
    (finding,) = changed("codes", "K,code", f"{label},code")
    assert (finding.severity, finding.file, finding.column) == ("warning", "codes.csv", "label")
    assert "computes it" in finding.remedy


@pytest.mark.slow
@pytest.mark.parametrize("label", ["-1", "+4.5", "K=1", "–a", "a-b", "- "])
def test_what_no_spreadsheet_would_compute_is_not_told(label):
    assert changed("codes", "K,code", f"{label},code") == []


def test_a_strategy_uses_its_code_too():
    assert check(codings="segment,code,coder;g1,k2,C1;g2,k2,C1;g3,k2,C1") == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["studies", "stakeholders", "segments", "codes", "codings"])
def test_a_missing_obligatory_table_is_an_error(name):
    header = SOUND[name].split(";", maxsplit=1)[0]
    absent = [f for f in check(**{name: None}, relations=None) if f.value == "no such file"]
    assert [f.file for f in absent] == [f"{name}.csv"]
    empty = [f for f in check(**{name: header}, relations=None) if f.value == "no rows"]
    assert [f.file for f in empty] == [f"{name}.csv"]


WHO_TRUSTS_WHOM = {
    **dict.fromkeys(SOUND),
    "studies": SOUND["studies"],
    "stakeholders": "stakeholder,label,kind,level;SU,Users,role,micro;CM,Managers,role,micro",
    "concepts": SOUND["concepts"],
    "relations": "relation,truster,trustee,concept,level,weight,coder,frequency"
    ";r1,SU,CM,trust,micro,4.5,C1,weekly;r2,CM,SU,distrust,micro,,C1,daily",
}


def test_relations_alone_are_a_corpus():
    assert check(**WHO_TRUSTS_WHOM) == []


def test_a_column_of_relations_near_a_known_one_is_a_warning():
    relations = WHO_TRUSTS_WHOM["relations"].replace("frequency", "cases")
    (finding,) = check(**WHO_TRUSTS_WHOM | {"relations": relations})
    assert (finding.severity, finding.remedy) == ("warning", 'did you mean "case"?')


def test_a_relation_without_a_segment_needs_a_study_where_there_are_several():
    studies = SOUND["studies"] + ";t,T,Another study"
    findings = check(**WHO_TRUSTS_WHOM | {"studies": studies})
    assert {finding.id for finding in findings} == {"relations.without-study"}
    assert [finding.row for finding in findings] == [2, 3]


def test_a_relation_without_a_segment_is_not_named_as_one():
    (finding, *_) = changed("relations", "r1,g1,", "g1,,")
    assert finding.id == "relations.named-as-segment"


def test_a_relation_of_coded_material_without_any_source_is_a_warning():
    (finding,) = changed("relations", "r1,g1,", "r1,,")
    assert (finding.id, finding.severity) == ("relations.without-source", "warning")


def test_a_missing_column_is_an_error_with_its_meaning():
    (finding,) = check(concepts="concept,label;trust,Trust;distrust,Distrust")
    assert (finding.column, finding.value) == ("sign", "no such column")
    assert finding.remedy.startswith("add it: +1 where")


def test_an_unknown_column_near_a_known_one_is_an_error():
    (finding,) = changed("claims", "tolerance", "tolerence")
    assert (finding.severity, finding.remedy) == ("error", 'did you mean "tolerance"?')


def test_cases_may_have_any_column():
    assert changed("cases", "age", "shoe_size") == []


@pytest.mark.parametrize(("name", "severity"), [("relation", "error"), ("weather", "warning")])
def test_an_unknown_table_is_named(name, severity):
    tables = {table: frame(text) for table, text in SOUND.items()}
    (finding,) = check_tables(tables | {name: frame("x;1")})
    assert (finding.file, finding.severity) == (f"{name}.csv", severity)


def test_references_to_a_missing_table_are_one_finding():
    findings = check(encounters=None)
    assert [(f.file, f.column, f.allowed) for f in findings] == [
        ("segments.csv", "encounter", "an encounter of encounters.csv, which the corpus lacks")
    ]


def test_anchors_must_be_of_the_study_of_their_row():
    two = "study,label,title;s,S,A study;z,Z,Another"
    anchors = SOUND["anchors"].replace("a2,1,s", "a2,1,z")
    findings = check(studies=two, anchors=anchors)
    assert [f.place for f in findings] == [
        "material.csv, row 2, column study",
        "recodings.csv, row 4, column study",
        "claims.csv, row 2, column study",
    ]


def test_minutes_may_differ_from_encounters_by_rounding():
    """The mean of 27, 45 and 93 is 55."""
    assert changed("material", ",55,", ",55.4,") == []


def test_lines_of_material_that_share_a_data_type_are_summed():
    """Two lines of 1 and 2 talks agree with three encounters."""
    material = "study,line,data_type,unit,n;s,1,talks,interview,1;s,2,talks,interview,2"
    assert check(material=material, claims=None) == []


def test_lines_of_barriers_are_counted_within_each_study():
    two = "study,label,title;s,S,A study;z,Z,Another"
    barriers = "barrier,study,line,aspect,obstacle;b1,s,1,A,B;b2,z,1,A,B"
    assert check(studies=two, barriers=barriers) == []


def test_all_faults_are_told_at_once_in_the_order_of_the_tables():
    findings = check(
        studies="study,label,title;s,,A study",
        codings="segment,code,coder;g1,x,C1;g2,k,;g3,k2,C1",
        concepts="concept,label,sign;trust,Trust,one",
    )
    assert [finding.place for finding in findings] == [
        "studies.csv, row 2, column label",
        "codings.csv, row 2, column code",
        "codings.csv, row 3, column coder",
        "concepts.csv, row 2, column sign",
    ]


def test_twenty_faults_of_a_kind_are_listed_and_the_others_counted():
    rows = ";".join(f"g1,x{n},C1" for n in range(25))
    findings = check(codings=f"segment,code,coder;g1,k,C1;g2,k,C1;g3,k2,C1;{rows}")
    assert len(findings) == LISTED
    assert [finding.more for finding in findings] == [0] * 19 + [5]
    assert number_of_faults(findings, severity="error") == 25


def test_rows_are_numbered_by_an_index_called_row():
    tables = {name: frame(text) for name, text in SOUND.items()}
    codings = frame(SOUND["codings"].replace("g3,k2", "g3,k3"))
    codings.index = pd.Index([2, 5, 9], name="row")
    assert check_tables(tables | {"codings": codings})[-1].row == 9


def test_typed_tables_are_checked_like_text():
    tables = {name: frame(text) for name, text in SOUND.items()}
    numbers = ["n", "minutes_mean", "n_primary", "n_secondary"]
    tables["material"][numbers] = tables["material"][numbers].astype("float64")
    tables["concepts"]["sign"] = tables["concepts"]["sign"].astype("Int64")
    assert check_tables(tables) == []


def test_an_empty_corpus_lacks_five_tables():
    assert len(check_tables({})) == 5


def test_circles_are_told_once_from_their_smallest_name():
    parents = pd.Series({"b": "c", "c": "a", "a": "b", "x": "a", "y": "y", "z": "gone"})
    assert cycles(parents) == [["a", "b", "c"], ["y"]]


def test_a_message_gives_place_found_allowed_and_remedy():
    finding = changed("codings", "g3,k2", "g3,k9")[-1]
    assert finding.as_json()["message"] == finding.message
    assert finding.message.startswith('codings.csv, row 4, column code: found "k9", allowed a code')


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("material_n", "matrial_n", 'measure: found "matrial_n", allowed a measure, or none; did'),
        ("study=s|", "studie=s|", 'arguments: found "studie", allowed arguments of material_n:'),
        ("study=s|", "study=z|", 'arguments: found study "z", allowed a study of studies.csv'),
        ("=SU", "=SV", 'arguments: found participants "SV", allowed a stakeholder of stakeholders'),
        ("claim=q1", "claim=q9", 'arguments: found claim "q9", allowed a claim of claims.csv'),
        ("claim=q1", "", 'arguments: found no "claim", allowed arguments of claim_value: claim'),
        ("SU,3,", "SU,three,", 'expected: found "three", allowed a number, > or < with a number'),
        ("SU,3,", "SU,,", "expected: found an empty cell, allowed a number"),
        (",3,Four", ",many,Four", 'elsewhere: found "many", allowed a number'),
        (",q1,3,", ",,3,", 'elsewhere: found "3", allowed a value only where against names'),
        (",q1,3,", ",q9,3,", 'against: found "q9", allowed a claim of claims.csv'),
        ("Not in the tables", "", "note: warning: found an empty cell, allowed why it cannot"),
        (
            ",not settled",
            ",",
            "judgement: warning: found an empty cell, allowed one of both",
        ),
    ],
)
def test_a_claim_that_cannot_be_computed_as_it_is_written_is_found(old, new, message):
    (finding,) = changed("claims", old, new)
    assert message in finding.message


@pytest.mark.slow
@pytest.mark.parametrize(
    ("table", "row", "place"),
    [
        ("cases", ";p-1,SU,34", 'cases.csv, row 3, column case: warning: found "p-1"'),
        ("codings", ";g3,k,c1", 'codings.csv, row 5, column coder: warning: found "c1"'),
        ("recodings", ";n4,s,a1,,c1", 'recodings.csv, row 5, column coder: warning: found "c1"'),
        ("codes", ";k3,k2,code,c", 'codes.csv, row 6, column label: warning: found "k2"'),
        ("stakeholders", ";SÚ,Ü,role,micro", "stakeholders.csv, row 5, column stakeholder: warn"),
    ],
)
def test_a_name_that_is_near_an_earlier_one_is_named(table, row, place):
    findings = check(**{table: SOUND[table] + row})
    (near,) = [finding for finding in findings if finding.id == "names.spelling"]
    assert near.message.startswith(place)
    assert "if the two are one" in near.remedy


def test_names_with_other_numbers_are_no_spellings_of_each_other():
    assert check(cases=SOUND["cases"] + ";P2,SU,1;P11,SU,1;P12,SU,1") == []
