"""What the chapter on agreement says of how often coders give a code."""

from tests.pages.test_agreement import coded

from trustbook.pages import margins


def test_kappa_stands_beside_what_it_owes_to_how_often_coders_give_a_code(corpus_of):
    """k: A on g1, g2, g3 and B on g1, g2, of four; c: A on g4, B on g3 and g4.

    B gives k only where A does and A gives c only where B does: kappas are as high as they can be.
    Sets agree on g1, g2, g4 of four units.
    """
    rows = [(f"g{n}", "k", "A") for n in (1, 2, 3)] + [(f"g{n}", "k", "B") for n in (1, 2)]
    passes = coded(corpus_of, *rows, ("g4", "c", "A"), ("g3", "c", "B"), ("g4", "c", "B"))
    text = margins.margins_table(passes).text
    assert "how readily they give the code on both codes" in text
    assert "Waiting | 0.50 | 0.50 | 0.50 | +0.25 | +0.250" in text
    assert "for exact sets" in margins.sets_table(passes).text
    alone = coded(corpus_of, ("g1", "k", "A"))
    assert "Needs two coders" in margins.margins_table(alone).plain
    assert "Needs two coders" in margins.sets_table(alone).plain
