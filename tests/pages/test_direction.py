"""Names that run from right to left keep their numbers beside them."""

from trustbook.pages.direction import isolated
from trustbook.pages.prose import notice, prose
from trustbook.pages.tables import cell_html

TRUST, NURSE = "\u062b\u0642\u0629", "\u0645\u0645\u0631\u0636\u0629"


def test_each_name_is_set_apart_and_its_number_is_not():
    assert isolated(f"{TRUST} (2), {NURSE} (3) and C# (1)") == (
        f"<bdi>{TRUST}</bdi> (2), <bdi>{NURSE}</bdi> (3) and C# (1)"
    )


def test_words_side_by_side_are_one_run():
    assert isolated(f"{TRUST} {NURSE} (2)") == f"<bdi>{TRUST} {NURSE}</bdi> (2)"


def test_sentences_set_apart_what_comes_from_the_data():
    text = prose("Behind {names}.", names=f"{TRUST} (2)")
    assert text.markdown == f"Behind <bdi>{TRUST}</bdi> (2)."
    assert text.plain == f"Behind {TRUST} (2)."
    assert notice(TRUST).markdown == f"*<bdi>{TRUST}</bdi>*"


def test_a_cell_of_such_words_alone_arranges_itself_as_a_whole():
    assert cell_html(f"{TRUST} (2)!") == f"<bdi>{TRUST} (2)!</bdi>"
    assert cell_html(f"only ana: {TRUST}") == f"only ana: <bdi>{TRUST}</bdi>"
    assert cell_html("Trust (2)") == "Trust (2)"
