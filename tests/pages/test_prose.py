"""Sentences with computed numbers."""

from pathlib import Path

import pandas as pd
import pytest

from trustbook.corpus.reading import Corpus
from trustbook.corpus.schema import TABLES
from trustbook.pages.prose import (
    Prose,
    basis,
    document,
    needs,
    notice,
    paragraphs,
    prose,
    source_in_words,
    wording,
)


def _corpus(**tables: pd.DataFrame) -> Corpus:
    empty = {name: pd.DataFrame(columns=list(table.columns)) for name, table in TABLES.items()}
    return Corpus(name="mini", folder=Path("mini"), _tables={**empty, **tables})


def _segments(*encounters: str | None) -> pd.DataFrame:
    rows = [{"segment": f"s{i}", "encounter": e} for i, e in enumerate(encounters)]
    return pd.DataFrame(rows).reindex(columns=list(TABLES["segments"].columns))


def test_markdown_of_the_template_is_kept_and_of_the_data_is_not():
    text = prose("**{n}** of {label}", n=3, label="*all* <b> $x$ `y` [z](u) a|b")
    assert text.markdown == r"**3** of \*all\* \<b\> \$x\$ \`y\` \[z\](u) a\|b"
    assert text.text == "**3** of *all* <b> $x$ `y` [z](u) a|b"


def test_prose_within_prose_stays_markdown():
    assert prose("a {b}", b=Prose("**c**", "c")).markdown == "a **c**"


def test_letters_of_any_script_are_kept():
    assert prose("{label}", label="信任 доверие").markdown == "信任 доверие"
    assert prose("{label}", label="ثقة").markdown == "<bdi>ثقة</bdi>"


def test_text_without_words_shows_nothing():
    assert Prose("")._ipython_display_() is None


def test_text_with_words_is_left_to_its_forms():
    with pytest.raises(NotImplementedError):
        Prose("a")._ipython_display_()


def test_paragraphs_leave_out_what_says_nothing():
    assert paragraphs(prose("a"), Prose(""), prose("b")).markdown == "a\n\nb"


def test_a_notice_shows_what_it_is_given_as_it_is():
    assert notice("no *stars*").markdown == r"*no \*stars\**"


def test_headings_of_a_document_become_bold_paragraphs():
    assert document("# A\nb\n## C d\n\ne", empty="x").markdown == "**A**\n\nb\n**C d**\n\ne"


def test_a_document_without_words_is_one_line():
    assert document(" \n", empty="Nothing.") == notice("Nothing.")


@pytest.mark.parametrize("language", ["{raw} html", "{include} /etc/passwd", " nvivo", "python"])
def test_code_in_a_text_has_no_language_and_is_no_directive(language):
    """Jupyter Book warns of a language that it does not know, and warnings are errors."""
    fenced = f"```{language}\n<b> {{{{ 7 }}}}\n```\n\n~~~{language}\nx\n~~~"
    assert document(fenced, empty="").markdown == "```\n<b> {{ 7 }}\n```\n\n~~~\nx\n~~~"


def test_absent_tables_are_named_in_one_line():
    text = needs(_corpus(), "relations", "concepts").text
    assert "rows in relations and rows in concepts; mini has none" in text
    assert "\n" not in text


def test_nothing_is_said_when_all_tables_are_there():
    assert needs(_corpus(segments=_segments(None)), "segments").markdown == ""


def test_the_study_is_named_when_only_its_part_lacks_a_table():
    corpus = Corpus(name="mini", folder=Path("mini"), study="a", _tables=_corpus()._tables)
    assert "a in mini has none" in needs(corpus, "teams").text


def test_the_basis_of_counts_is_published_texts_where_encounters_are_unknown():
    studies = pd.DataFrame({"coded_part": ["abstract", "full text", None]})
    text = basis(_corpus(segments=_segments(None, None), studies=studies)).text
    assert "the 2 segments were coded in published texts (abstract and full text)" in text
    assert "does not say how common" in text


def test_the_basis_of_counts_is_encounters_where_they_are_known():
    text = basis(_corpus(segments=_segments("e1", "e1", "e2"))).text
    assert "the 3 segments come from 2 encounters" in text


def test_the_basis_is_said_without_studies_too():
    assert "without naming its encounter" in basis(_corpus(segments=_segments(None))).text


def test_the_basis_agrees_with_a_single_segment():
    text = basis(_corpus(segments=_segments("e1"))).text
    assert "the 1 segment comes from 1 encounter." in text


def test_a_document_shows_html_as_it_is_written_and_asks_no_other_host():
    text = "A <iframe src=x></iframe> ![p](http://h/p.png) and `a <b>` where 3 < 4"
    assert document(text, empty="").markdown == (
        r"A &lt;iframe src=x>&lt;/iframe> \![p](http://h/p.png) and `a <b>` where 3 < 4"
    )


def test_a_source_is_a_document_as_no_case_is_known_or_not_of_every_segment():
    segments = _segments("d1", "d2")
    assert "because no case is known" in source_in_words(_corpus(segments=segments))
    some = segments.assign(case=["a", None])
    assert "because not every segment has a case" in source_in_words(_corpus(segments=some))


def test_segments_without_words_are_not_called_summaries():
    segments = _segments("d1", "d2")
    assert "whose words are not in this book" in wording(_corpus(segments=segments))
    summaries = segments.assign(meaning_unit=["Trusts", "Waits"])
    assert wording(_corpus(segments=summaries)) == "a summary in the coders' own words"
