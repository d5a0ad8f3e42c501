"""Numbers that somebody typed into prose: which are refused, and which are none."""

from inspect import signature
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from trustbook.book.notebooks import write_notebook
from trustbook.book.outputs import SIGNIFICANT
from trustbook.book.typed_numbers import ALLOWED, typed_number_faults, typed_numbers
from trustbook.corpus.reporting import CHECKLISTS
from trustbook.corpus.schema import OBLIGATORY, TABLES, UNLESS_RELATIONS
from trustbook.exchange.column_names import NAMES
from trustbook.signed.qap import EXACT_NODES
from trustbook.studies.synthesis import side_by_side

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Seventeen studies asked, and 12 ties bind.", ["Seventeen", "12"]),
        ("In 64% of cases, −0.5 or 1,159 rows.", ["64%", "−0.5", "1,159"]),
        ("Ninety-nine of a hundred, twenty one.", ["Ninety-nine", "hundred", "twenty one"]),
        ("dozens of codes, two of which are new", ["dozens", "two"]),
        ("It is **12** interviews and _three_ groups (4–10).", ["12", "three", "4", "10"]),
        ("One study and the first of its kind, the 2nd of them, somebody twice.", []),
        ("In 2021 (Cohen 1960) and 2019–2022 it was known.", []),
        ("C1, it-012, b06, UTF-8, `12 ties`, v2, P01 and <b id='3'>bold</b>", []),
        ("See [here](page.md#3) and [doi 10.1177/0013](https://doi.org/10.1177/0013).", []),
        ("Table 1 and Figure 2, in step 4 and steps 5", []),
        ("## 1. Make it\n\n1. Do this.\n2. Do that.\n\n(part-2)=\n", []),
        ("```sh\nhead -n 12 file\n```\nAnd 3.", ["3"]),
    ],
)
def test_numbers_are_told_from_names_years_and_code(text, numbers):
    assert [number for _, number in typed_numbers(text)] == numbers


def test_a_number_has_its_line():
    assert typed_numbers("# Title\n\n```\n9\n```\nNow 3.") == [(6, "3")]


@pytest.fixture
def chapters(tmp_path):
    cells = [
        new_markdown_cell("# One\n\nSeventeen studies asked.", id="title"),
        new_code_cell("12 + 3", id="sum"),
    ]
    write_notebook(new_notebook(cells=cells), tmp_path / "one.ipynb")
    (tmp_path / "page.md").write_text("# Page\n\nWrite 1\nor 0.\n", encoding="utf-8")
    return tmp_path


def test_typed_numbers_are_named_with_their_place(chapters):
    advice = "let a cell compute it, or allow it with its reason in numbers.yml"
    assert typed_number_faults(chapters) == [
        f"one.ipynb, cell title, line 3: the number “Seventeen” is typed; {advice}",
        f"page.md, line 3: the number “1” is typed; {advice}",
        f"page.md, line 4: the number “0” is typed; {advice}",
    ]


def test_allowed_phrases_may_span_lines_and_those_that_allow_nothing_are_named(chapters):
    allowed = "digits to type: [Write 1 or 0, eleven]\n"
    (chapters / ALLOWED).write_text(allowed, encoding="utf-8")
    result = typed_number_faults(chapters)
    assert [fault.partition(":")[0] for fault in result] == [
        "one.ipynb, cell title, line 3",
        "numbers.yml",
    ]
    assert result[1] == "numbers.yml: no page has the words “eleven”; take them out of it"


@pytest.mark.parametrize("text", ["a reason: phrase\n", "a reason: [1]\n"])
def test_what_is_allowed_stands_below_its_reason(chapters, text):
    (chapters / ALLOWED).write_text(text, encoding="utf-8")
    expected = "numbers.yml: below each reason a list of phrases is expected, each of them a text"
    assert expected in typed_number_faults(chapters)


def test_no_page_has_a_typed_number_without_a_reason():
    assert typed_number_faults(ROOT / "chapters") == []


def test_typed_numbers_that_restate_the_code_are_those_of_the_code():
    """Those that chapters/numbers.yml says are compared here."""
    assert [len(CHECKLISTS[name]) for name in ("COREQ", "SRQR")] == [32, 21]
    assert len({language for by_language in NAMES.values() for language in by_language}) == 20
    assert len(OBLIGATORY) + len(UNLESS_RELATIONS) == 5
    assert len(TABLES["codes"].field("kind").allowed) == 3
    assert SIGNIFICANT == 12
    assert EXACT_NODES == 8
    assert signature(side_by_side).parameters["most"].default == 3
