import hashlib
import unicodedata

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustbook.claims.anchors import (
    FOUND,
    HEAD_LETTERS,
    MOVED,
    NEEDS_KEY,
    NO_SOURCE,
    NOT_FOUND,
    anchor_rows,
    anchored_rows,
    letters_of,
    locate,
    worst_outcomes,
)
from trustbook.corpus.schema import TABLES
from trustbook.errors import AnchorError

KEY = b"0123456789abcdef"
TEXT = "Alpha beta, gamma delta epsilon zeta eta theta. Iota kappa lambda my ny xi omikron pi rho."
SPAN = "gamma delta epsilon zeta"


def spans(*rows: tuple[str, int, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["anchor", "part", "text"])
    return frame.assign(study="s")[["anchor", "part", "study", "text"]]


def outcomes(anchors: pd.DataFrame, text: str, *, key: bytes | None = None) -> list[str]:
    return locate(anchors, {"s": text}, key=key)["outcome"].tolist()


def test_letters_are_folded_and_everything_else_is_dropped():
    assert letters_of("“Straße”, ﬁnd\nco-\noperate ½!").letters == "strassefindcooperate12"


@given(st.text())
def test_letters_are_those_of_the_normalised_text_as_a_whole(text):
    """Piece by piece or at once: the same letters, whatever composes with its neighbour."""
    normal = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    assert letters_of(text).letters == "".join(filter(str.isalnum, normal))


@pytest.mark.parametrize(
    "text", ["e\u0301", "ｶ\uff9e", "\u1112\u1161\u11ab", "ㅎㅏㄴ", "\u0915\u093c"]
)
def test_what_composes_stays_together(text):
    assert letters_of(text).letters == "".join(
        filter(str.isalnum, unicodedata.normalize("NFKC", text))
    )


@given(st.text(min_size=1), st.data())
def test_a_span_of_letters_leads_back_to_the_text(text, data):
    letters = letters_of(text)
    if not letters.letters:
        return
    start = data.draw(st.integers(0, len(letters.letters) - 1))
    length = data.draw(st.integers(1, len(letters.letters) - start))
    view = letters.span(start, length)
    assert view in text
    assert letters.letters[start : start + length] in letters_of(view).letters


def test_a_span_beyond_the_text_is_empty():
    assert letters_of("abc").span(2, 2) == ""


def test_an_anchor_holds_place_length_and_digests_of_the_letters():
    """`Alpha beta` has 9 letters; the span has 5 + 5 + 7 + 4 = 21."""
    (row,) = anchor_rows(spans(("a1", 1, SPAN)), {"s": TEXT}).to_dict("records")
    letters = "gammadeltaepsilonzeta"
    assert (row["start"], row["length"], row["method"]) == (9, 21, "sha256")
    assert row["digest"] == hashlib.sha256(letters.encode()).hexdigest()[:32]
    assert row["head"] == hashlib.sha256(letters[:HEAD_LETTERS].encode()).hexdigest()[:16]


def test_anchor_rows_have_the_columns_of_the_schema():
    assert tuple(anchor_rows(spans(("a1", 1, SPAN)), {"s": TEXT})) == TABLES["anchors"].columns
    assert tuple(anchor_rows(spans(), {"s": TEXT})) == TABLES["anchors"].columns


def test_anchor_rows_do_not_depend_on_the_order_of_the_spans():
    given_rows = spans(("b", 1, "kappa lambda"), ("a", 2, "theta. Iota"), ("a", 1, SPAN))
    result = anchor_rows(given_rows, {"s": TEXT})
    assert result[["anchor", "part"]].values.tolist() == [["a", 1], ["a", 2], ["b", 1]]
    pd.testing.assert_frame_equal(result, anchor_rows(given_rows[::-1], {"s": TEXT}))


def test_every_faulty_span_is_named_at_once():
    faulty = spans(
        ("missing", 1, "not there at all"),
        ("often", 1, "eta"),
        ("empty", 1, " … "),
        ("twice", 1, SPAN),
        ("twice", 1, SPAN),
    )
    with pytest.raises(AnchorError) as error:
        anchor_rows(faulty, {"s": TEXT})
    assert "anchor missing, part 1: not in the source of s" in str(error.value)
    assert "anchor often, part 1: occurs 4 times in the source of s" in str(error.value)
    assert "anchor empty, part 1: the span has no letters or digits" in str(error.value)
    assert "anchor twice, part 1: is in the list 2 times" in str(error.value)


def test_a_span_that_overlaps_itself_stands_twice():
    with pytest.raises(AnchorError, match="occurs 2 times"):
        anchor_rows(spans(("a", 1, "1 1")), {"s": "1 1 1"})


def test_more_than_twenty_faulty_spans_are_counted():
    faulty = spans(*((f"a{n:02}", 1, "nowhere") for n in range(23)))
    with pytest.raises(AnchorError, match="and 3 more"):
        anchor_rows(faulty, {"s": TEXT})


def test_a_span_of_a_study_without_a_source_is_named():
    with pytest.raises(AnchorError, match="no source text of the study s"):
        anchor_rows(spans(("a", 1, SPAN)), {})


@pytest.mark.parametrize("key", [None, KEY])
@pytest.mark.parametrize("span", [SPAN, "kappa", "rho", TEXT])
def test_a_span_of_any_length_is_found_where_it_was(span, key):
    anchors = anchor_rows(spans(("a", 1, span)), {"s": TEXT}, key=key)
    assert outcomes(anchors, TEXT, key=key) == [FOUND]


def test_a_moved_span_says_by_how_many_letters():
    """`Eins zwei. ` puts 8 letters before it."""
    anchors = anchor_rows(spans(("a", 1, SPAN)), {"s": TEXT})
    (row,) = locate(anchors, {"s": f"Eins zwei. {TEXT}"}).to_dict("records")
    assert (row["outcome"], row["moved_by"], row["found_at"], row["places"]) == (MOVED, 8, 17, 1)


def test_a_span_that_stands_in_several_places_is_found_at_the_nearest():
    anchors = anchor_rows(spans(("a", 1, SPAN)), {"s": TEXT})
    (row,) = locate(anchors, {"s": f"Eins. {TEXT} {TEXT}"}).to_dict("records")
    assert (row["outcome"], row["moved_by"], row["places"]) == (MOVED, 4, 2)


def test_spans_with_the_same_head_are_told_apart():
    text = "gamma delta epsilon zeta and gamma delta epsilon theta"
    anchors = anchor_rows(spans(("a", 1, SPAN), ("b", 1, "gamma delta epsilon theta")), {"s": text})
    assert anchors["head"].nunique() == 1
    assert outcomes(anchors, text) == [FOUND, FOUND]


def test_without_a_source_nothing_is_said_to_be_missing():
    anchors = anchor_rows(spans(("a", 1, SPAN)), {"s": TEXT})
    assert locate(anchors, {})["outcome"].tolist() == [NO_SOURCE]


def test_a_keyed_anchor_needs_its_key():
    anchors = anchor_rows(spans(("a", 1, SPAN)), {"s": TEXT}, key=KEY)
    assert outcomes(anchors, TEXT) == [NEEDS_KEY]
    assert outcomes(anchors, TEXT, key=b"another key of 16") == [NOT_FOUND]
    assert outcomes(anchors, TEXT, key=KEY) == [FOUND]


def test_a_key_does_not_hinder_plain_anchors():
    anchors = anchor_rows(spans(("a", 1, SPAN)), {"s": TEXT})
    assert outcomes(anchors, TEXT, key=KEY) == [FOUND]


def test_no_anchors_are_located_nowhere():
    assert locate(anchor_rows(spans(), {}), {"s": TEXT}).empty


def test_the_worst_part_of_an_anchor_counts():
    anchors = anchor_rows(spans(("a", 1, "Alpha beta"), ("a", 2, SPAN)), {"s": TEXT})
    changed = TEXT.replace("epsilon", "epsilom")
    assert worst_outcomes(locate(anchors, {"s": changed})).to_dict() == {"a": NOT_FOUND}


words = st.lists(st.sampled_from(TEXT.replace(",", "").replace(".", "").split()), min_size=1)
noise = st.text(alphabet=" \n\t-\u00ad\u2010\u201c\u201d\"'«»,.;:()\u200b\u00a0", max_size=4)


@given(st.lists(noise, min_size=len(TEXT), max_size=len(TEXT)), st.booleans())
def test_white_space_hyphens_and_quotation_marks_do_not_matter(rendition, capitals):
    """Any of them may be between any two characters of another rendition."""
    anchors = anchor_rows(spans(("a", 1, SPAN), ("b", 1, "pi")), {"s": TEXT})
    other = "".join(c + n for c, n in zip(TEXT, rendition, strict=True))
    assert outcomes(anchors, other.upper() if capitals else other) == [FOUND, FOUND]


@given(st.integers(0, len(SPAN) - 1), st.characters(categories=("L", "Nd")))
def test_a_changed_letter_is_not_found(place, letter):
    anchors = anchor_rows(spans(("a", 1, SPAN)), {"s": TEXT})
    changed = SPAN[:place] + letter + SPAN[place + 1 :]
    same = letters_of(changed).letters == letters_of(SPAN).letters
    assert outcomes(anchors, TEXT.replace(SPAN, changed)) == [FOUND if same else NOT_FOUND]


def test_anchored_rows_come_from_every_table_with_anchors():
    tables = {name: pd.DataFrame(columns=list(table.columns)) for name, table in TABLES.items()}
    tables["segments"] = pd.DataFrame({"segment": ["x", "y"], "study": "s", "anchor": ["a", None]})
    tables["material"] = pd.DataFrame({"study": ["s"], "line": [2], "anchor": ["m"]})
    tables["recodings"] = pd.DataFrame({"recoding": ["n1"], "study": ["s"], "anchor": ["b"]})
    assert anchored_rows(tables).values.tolist() == [
        ["material", "s 2", "s", "m"],
        ["segments", "x", "s", "a"],
        ["recodings", "n1", "s", "b"],
    ]
