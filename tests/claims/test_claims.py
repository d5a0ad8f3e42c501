"""Verdicts of claims, places that disagree, and faults put into the reference corpus."""

import shutil
from pathlib import Path

import pandas as pd
import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from trustbook.checking.corpora import check_corpus
from trustbook.claims.claims import (
    DIFFERENCES,
    KINDS,
    VERDICTS,
    VERIFIED,
    WITH_VERDICT,
    about,
    between_studies,
    differences,
    failure,
    kinds,
    of_study,
    verdicts,
    verified_claims,
)
from trustbook.cli import main
from trustbook.corpus.reading import read_corpus
from trustbook.corpus.schema import JUDGEMENTS

REFERENCE = Path(__file__).parents[2] / "data" / "ibbis"
MATERIAL = pd.DataFrame(
    [("s", 1, "interview", 16), ("t", 1, "interview", 9)], columns=["study", "line", "unit", "n"]
).astype({"line": "Int64", "n": "Int64"})
RELATIONS = pd.DataFrame(
    [("r1", "g1", "P", "N", "faith")],
    columns=["relation", "segment", "truster", "trustee", "concept"],
)
CLAIM = {"study": "s", "section": "p. 1", "statement": "So many", "measure": "material_n"}


def claims(*rows: dict[str, object]) -> pd.DataFrame:
    return pd.DataFrame([{"claim": f"c{i}", **CLAIM, **row} for i, row in enumerate(rows, 1)])


def verified(*rows: dict[str, object]) -> pd.DataFrame:
    return verified_claims({"claims": claims(*rows), "material": MATERIAL, "relations": RELATIONS})


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        ({"arguments": "study=s", "expected": "16"}, "agrees"),
        ({"arguments": "study=s", "expected": "17"}, "failed"),
        ({"arguments": "study=s", "expected": "17", "tolerance": 1}, "agrees"),
        ({"arguments": "study=s", "expected": ">10"}, "agrees"),
        ({"arguments": "study=s", "expected": "many"}, "failed"),
        ({"arguments": "study=s", "expected": "17", "elsewhere": "16"}, "differs"),
        ({"arguments": "study=s", "expected": "17", "elsewhere": "15"}, "failed"),
        ({"arguments": "study=s", "expected": "16", "elsewhere": "17"}, "failed"),
        ({"arguments": "study=s", "expected": "16", "against": "c9"}, "differs"),
        ({"arguments": "study=s", "expected": "16", "value_from": "transcribed"}, "consistent"),
        ({"arguments": "study=s", "expected": "17", "value_from": "transcribed"}, "failed"),
        ({"measure": "relations_n", "expected": "1"}, "consistent"),
        ({"measure": "none", "expected": "17"}, "not computable"),
        ({"measure": "none", "expected": "17", "against": "c9"}, "differs"),
        ({"measure": "team_size_range", "expected": "4|10"}, "not computable"),
        ({"measure": "material_m", "expected": "16"}, "failed"),
        ({"arguments": "study=s|colour=red", "expected": "16"}, "failed"),
        ({"measure": "claim_value", "expected": "16"}, "failed"),
    ],
)
def test_a_verdict_follows_from_what_is_printed_and_what_is_computed(row, verdict):
    """Study s has 16 interviews."""
    assert list(verified(row)["verdict"]) == [verdict]


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ({"arguments": "unit=interview", "expected": "25"}, "recomputed from tables"),
        ({"arguments": "study=s", "expected": "16"}, "print against print"),
        (
            {"measure": "claim_value", "arguments": "claim=c1", "expected": "1"},
            "print against print",
        ),
        ({"arguments": "study=s", "value_from": "transcribed"}, "transcribed"),
        ({"arguments": "unit=interview", "value_from": "counted"}, "counted in our coding"),
        ({"measure": "relations_n", "expected": "1"}, "counted in our coding"),
        ({"measure": "none"}, "stated only"),
        ({"measure": "none", "against": "c9"}, "print against print"),
    ],
)
def test_the_kind_of_a_claim_follows_from_its_measure_and_where_its_value_comes_from(row, kind):
    """One cell is a printed number itself; a sum of two cells, 16 and 9, is not."""
    assert list(verified(row)["kind"]) == [kind]


def test_a_statement_that_another_contradicts_is_part_of_the_disagreement():
    result = verified(
        {"measure": "none", "against": "c2", "judgement": "both can hold"}, {"measure": "none"}
    )
    assert list(result["verdict"]) == ["differs", "differs"]
    assert list(differences(result)["judgement"]) == ["both can hold"]


def test_kinds_with_a_verdict_on_the_studies_come_first():
    counted = kinds(verified({"measure": "none"}, {"arguments": "study=s", "expected": "16"}))
    assert list(counted["kind"]) == list(KINDS)
    assert list(counted["claims"]) == [0, 1, 0, 0, 1]


def test_a_claim_says_what_it_rests_on():
    """16 in one line and 9 in another make 25, one less than is printed."""
    result = verified({"arguments": "unit=interview", "expected": "26", "anchor": "a1"}).iloc[0]
    assert (result["computed"], result["difference"], result["anchor"]) == ("25", -1, "a1")
    assert result["rows"] == ["material s 1", "material t 1"]


def test_a_claim_on_relations_names_their_segments():
    result = verified({"measure": "relations_n", "arguments": "concept=faith", "expected": "1"})
    assert list(result["rows"].iloc[0]) == ["relations r1"]
    assert list(result["segments"].iloc[0]) == ["g1"]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"arguments": "study=s", "expected": "17"}, "printed: 17; the tables give 16, 1 too low"),
        (
            {"arguments": "study=s", "expected": "14", "tolerance": 1},
            "printed: 14 (± 1); the tables give 16, 2 too high",
        ),
        (
            {"arguments": "study=s", "expected": "9", "elsewhere": "8", "against": "c9"},
            "printed: 9 here and 8 in c9, which the tables should follow; they give 16",
        ),
        ({"measure": "material_m", "expected": "9"}, "there is no measure material_m"),
        ({"arguments": "study=x|column=colour"}, "printed: nothing; the tables give nothing"),
    ],
)
def test_a_failure_is_told_in_words(row, words):
    assert failure(verified(row).iloc[0].to_dict()) == words


def test_places_that_disagree_stand_side_by_side():
    result = differences(
        verified(
            {"arguments": "study=s", "expected": "17", "elsewhere": "16", "against": "c2|c3"},
            {"arguments": "study=s", "expected": "16", "study": "t"},
            {"arguments": "study=s", "expected": "16", "section": "p. 2"},
        )
    )
    assert list(result.columns) == list(DIFFERENCES)
    assert result[["claim", "other", "other_study", "other_section"]].values.tolist() == [
        ["c1", "c2", "t", "p. 1"],
        ["c1", "c3", "s", "p. 2"],
    ]
    assert list(between_studies(result)["other"]) == ["c2"]


def test_verdicts_are_counted_by_study_and_add_up():
    counted = verdicts(
        verified(
            {"arguments": "study=s", "expected": "16"},
            {"measure": "none", "study": "t"},
            {"arguments": "study=s", "expected": "1"},
        )
    )
    assert counted.values.tolist() == [["s", 1, 0, 0, 0, 1, 2], ["t", 0, 0, 0, 1, 0, 1]]


def test_claims_can_be_chosen_by_study_and_by_the_table_they_rest_on():
    result = verified({"arguments": "study=t", "expected": "9"}, {"measure": "none", "study": "t"})
    assert list(about(result, "material")["claim"]) == ["c1"]
    assert list(of_study(result, pd.DataFrame({"study": ["t"]}))["claim"]) == ["c2"]


@pytest.mark.parametrize("tables", [{}, {"claims": claims()}])
def test_no_claims_give_no_rows_and_no_error(tables):
    nothing = verified_claims(tables)
    assert list(nothing.columns) == list(VERIFIED)
    assert nothing.empty
    assert differences(nothing).empty
    assert verdicts(nothing).empty
    assert about(nothing, "material").empty


@given(st.permutations(range(2)))
def test_the_order_of_the_rows_changes_no_verdict(order):
    rows = claims({"arguments": "study=s", "expected": "16"}, {"arguments": "", "expected": "25"})
    shuffled = {"claims": rows.iloc[list(order)], "material": MATERIAL.iloc[list(order)]}
    result = verified_claims(shuffled).sort_values("claim")
    assert list(result["verdict"]) == ["agrees", "agrees"]


# ---- the reference corpus, and faults in a copy of it


@pytest.fixture(scope="module")
def tables():
    return read_corpus(REFERENCE).tables()


@pytest.fixture(scope="module")
def reference(tables):
    return verified_claims(tables)


@pytest.mark.slow
def test_no_claim_of_the_reference_corpus_fails(reference):
    failed = reference[reference["verdict"] == "failed"]
    assert failed["claim"].tolist() == []
    assert set(reference["verdict"]) == set(VERDICTS) - {"failed"}


@pytest.mark.parametrize("table", ["material", "relations", "claims"])
def test_claims_on_one_table_are_verified_as_among_all(tables, reference, table):
    every = about(reference, table)
    alone = about(verified_claims(tables, resting_on=table), table)
    assert len(every) > 10
    pd.testing.assert_frame_equal(alone, every)


def test_every_claim_of_the_reference_corpus_has_a_place_and_a_reason(reference):
    assert (reference["anchor"] != "").all()
    explained = {name for names in reference["against"] for name in names}
    is_open = reference["verdict"].isin(["differs", "not computable"])
    is_silent = reference["note"].eq("") & ~reference["claim"].isin(list(explained))
    silent = reference[is_open & is_silent]
    assert silent["claim"].tolist() == []


def test_every_disagreement_names_the_other_place(reference):
    differing = set(reference.loc[reference["verdict"] == "differs", "claim"])
    pairs = differences(reference)
    assert set(pairs["claim"]) <= differing <= set(pairs["claim"]) | set(pairs["other"])
    assert set(pairs["judgement"]) == set(JUDGEMENTS)


def test_numbers_of_stakeholders_are_not_computed_from_who_attended_a_meeting(reference):
    """Such claims once agreed with the list of participants of a meeting."""
    by_attendance = reference[reference["measure"] == "material_participants"]
    assert not set(by_attendance["kind"]) & set(WITH_VERDICT)


def changed(tables, table, row, **cells):
    """The tables with cells of one row changed; the row is named by the first column(s)."""
    frame = tables[table].copy()
    names = frame.iloc[:, : len(row)].astype("str").agg(" ".join, axis=1)
    place = frame.index[names == " ".join(row)]
    assert len(place) == 1
    for column, value in cells.items():
        assert frame.loc[place[0], column] != value
        frame.loc[place[0], column] = value
    return {**tables, table: frame}


def without(tables, table, name):
    frame = tables[table]
    rest = frame[frame.iloc[:, 0] != name]
    assert len(rest) == len(frame) - 1
    return {**tables, table: rest}


def failures(tables):
    """Every failed claim in words, by its name."""
    result = verified_claims(tables)
    failed = result[result["verdict"] == "failed"].to_dict("records")
    return {claim["claim"]: failure(claim) for claim in failed}


@pytest.mark.slow
def test_a_changed_number_of_material_is_caught(tables):
    faults = failures(changed(tables, "material", ("interpersonal-trust", "5"), n=7))
    assert faults["it-c17"] == "printed: 6; the tables give 7, 1 too high"
    assert faults["it-c31"] == "printed: 48; the tables give 49, 1 too high"
    assert faults["ta-c03"].endswith("which the tables should follow; they give 17")


@pytest.mark.slow
def test_a_changed_length_is_caught(tables):
    faults = failures(changed(tables, "material", ("interpersonal-trust", "4"), minutes_max=43))
    assert list(faults.values()) == ["printed: 25 (13–34); the tables give 25 (13–43), 9 too high"]


@pytest.mark.slow
def test_a_changed_printed_number_is_caught(tables):
    faults = failures(changed(tables, "claims", ("it-c02",), expected="15"))
    assert faults["it-c02"] == "printed: 15; the tables give 16, 1 too high"
    assert "printed: 48; the tables give 47, 1 too low" in faults.values()


@pytest.mark.slow
def test_a_removed_segment_is_caught(tables):
    faults = failures(without(tables, "segments", "it-017"))
    assert faults["it-c23"] == "printed: 18; the tables give 17, 1 too low"
    assert faults["it-c27"] == "printed: 3; the tables give 2, 1 too low"


@pytest.mark.slow
def test_a_removed_line_of_barriers_is_caught(tables):
    faults = failures(without(tables, "barriers", "b06"))
    assert faults["ni-c26"] == "printed: 9; the tables give 8, 1 too low"


@pytest.mark.slow
def test_a_changed_team_is_caught(tables):
    faults = failures(
        changed(
            tables,
            "teams",
            ("The small team", "normative-integration", "Employment consultants"),
            n=4,
        )
    )
    assert faults["ni-c12"] == "printed: 3; the tables give 4, 1 too high"


@pytest.mark.slow
def test_a_changed_concept_of_a_relation_is_caught(tables):
    """Mental health care centres' distrust of jobcentres turned into trust, in one sentence."""
    faults = failures(changed(tables, "relations", ("it-r57",), concept="trust"))
    assert list(faults.values()) == ["printed: 2; the tables give 1, 1 too low"]


@pytest.mark.slow
def test_a_relation_turned_round_is_caught(tables):
    faults = failures(changed(tables, "relations", ("it-r12",), truster="JC", trustee="SU"))
    assert list(faults.values()) == ["printed: 2; the tables give 1, 1 too low"]


@pytest.mark.slow
@pytest.mark.parametrize("concept", ["trust", "distrust", "vulnerability", "uncertainty"])
def test_a_swapped_sign_of_a_concept_is_caught(tables, concept):
    concepts = tables["concepts"].set_index("concept")
    swapped = -int(concepts.loc[concept, "sign"])
    faults = failures(changed(tables, "concepts", (concept,), sign=swapped))
    assert faults
    assert all("the tables give 0" in fault for fault in faults.values())


@pytest.mark.slow
def test_a_changed_effect_of_a_strategy_is_caught(tables):
    strategies = tables["strategies"]
    name = strategies.loc[strategies["segment"] == "it-080", "strategy"].iloc[0]
    faults = failures(changed(tables, "strategies", (name,), effect="supports"))
    assert list(faults.values()) == ["printed: 1; the tables give 0, 1 too low"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("table", "row", "cells"),
    [
        (
            "teams",
            ("The large team", "normative-integration", "Care managers"),
            {"works_with_reported": 10},
        ),
        ("barriers", ("b06",), {"strategy_type": "Organisational change"}),
        ("barriers", ("b07",), {"level": "macro"}),
        ("strategies", ("it-s15",), {"effect": "supports"}),
        ("relations", ("it-r12",), {"level": "micro"}),
        ("relations", ("ni-r26",), {"concept": "vulnerability"}),
    ],
)
def test_a_change_in_a_cell_that_no_number_counts_is_caught(tables, table, row, cells):
    assert failures(changed(tables, table, row, **cells))


@pytest.mark.slow
def test_two_speakers_that_changed_places_are_caught(tables):
    """The numbers of quotations of each stay as they are."""
    first = changed(tables, "segments", ("it-039",), speaker="EC")
    both = changed(first, "segments", ("it-041",), speaker="CM")
    assert set(failures(both)) == {"it-c25", "it-c26"}


@pytest.fixture
def copy(tmp_path):
    """A copy of the reference corpus, whose files a test may change."""
    return shutil.copytree(REFERENCE, tmp_path / "ibbis")


def replace_once(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.slow
def test_an_unknown_measure_is_a_finding_and_a_failed_claim(copy):
    replace_once(
        copy / "claims.csv", "teams_n,study=normative-integration|column=sector", "tems_n,"
    )
    (finding,) = [f for f in check_corpus(copy) if f.column == "measure"]
    assert (finding.value, finding.remedy) == ('"tems_n"', 'did you mean "teams_n"?')
    result = CliRunner().invoke(main, ["verify", str(copy), "--step", "claims"])
    assert result.exit_code == 1
    assert "there is no measure tems_n" in result.output


@pytest.mark.slow
def test_a_fault_in_a_file_is_named_with_its_place(copy):
    replace_once(copy / "teams.csv", "Care managers,CM,5,", "Care managers,CM,6,")
    result = CliRunner().invoke(main, ["verify", str(copy), "--step", "claims"])
    assert result.exit_code == 1
    place = result.output.index("claims.csv, ni-c11 failed: The large team had five care managers")
    assert result.output[place:].splitlines()[1:4] == [
        "  printed: 5; the tables give 6, 1 too high",
        "  printed in: normative-integration, Empirical setting, anchor ni-c11",
        "  rests on: teams The large team Care managers",
    ]


def test_years_and_dois_of_the_reference_corpus_are_those_of_its_citations():
    """No coded text prints the year of its article, so no claim can guard it."""
    root = REFERENCE.parents[1]
    references = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))["references"]
    cited = {each["doi"]: each["year"] for each in references if "doi" in each}
    studies = read_corpus(REFERENCE).table("studies").dropna(subset=["doi"])
    dated = studies.dropna(subset=["year"])
    assert dict(zip(dated["doi"], dated["year"], strict=True)) == cited
    readme = (root / "README.md").read_text(encoding="utf-8")
    assert [doi for doi in studies["doi"] if f"doi:{doi}" not in readme] == []
