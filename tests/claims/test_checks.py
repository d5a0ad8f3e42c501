"""Each check of how claims are written, with the claims that it leaves alone."""

import pandas as pd

from trustbook.claims.checks import check_claims


def faults(*rows):
    """The id and the row of each finding about claims of these columns."""
    columns = ["claim", "measure", "expected", "note", "against", "elsewhere", "judgement"]
    claims = pd.DataFrame([dict(zip(columns, row, strict=False)) for row in rows], columns=columns)
    claims.index = pd.RangeIndex(2, len(rows) + 2, name="row")
    return [(finding.id, finding.row) for finding in check_claims({"claims": claims})]


def test_what_is_not_computed_is_explained_by_a_note_or_by_who_contradicts_it():
    """a says nothing, b has a note, c is what d speaks against; a claim computed needs no note."""
    assert faults(
        ("a", "none", "3", None),
        ("b", "none", "3", "Nobody coded it"),
        ("c", "none", "3", None),
        ("d", "none", "3", "As printed", "c", "4", "a slip in print"),
        ("e", "material_n", "3", None),
    ) == [("claims.unexplained", 2)]


def test_a_value_of_elsewhere_needs_the_claim_that_prints_it_and_a_judgement():
    assert faults(
        ("a", "none", "3", "n", None, "4"),
        ("b", "none", "3", "n", "a", None, None),
    ) == [("claims.elsewhere-alone", 2), ("claims.unjudged", 3)]


def test_a_measure_has_a_known_name_and_a_value_that_can_be_compared():
    unknown, no_value = faults(("a", "material_m", "3"), ("b", "material_lines", "many"))
    assert unknown == ("claims.unknown-measure", 2)
    assert no_value == ("claims.not-comparable", 3)
