"""Words and numbers in the language of the page."""

import pytest

from trustbook.corpus.language import gettext, language, locale_of, ngettext, sentence, speaking
from trustbook.corpus.numbers import count, in_words, joined, month_name, number, part_of, share
from trustbook.errors import ParameterError


def test_pages_are_english_unless_somebody_speaks_another_language():
    assert language() == "en"
    with speaking("da"):
        assert language() == "da"
    assert language() == "en"


def test_numbers_lists_and_months_follow_the_language():
    with speaking("da"):
        assert number(12345.5, decimals=1) == "12.345,5"
        assert share(0.064, decimals=1) == "6,4\xa0%"
        assert share(0.002) == "under 1\xa0%"
        assert joined(["a", "b", "c"]) == "a, b og c"
        assert month_name("2017-04") == "april 2017"
    assert number(12345.5, decimals=1) == "12,345.5"


def test_nouns_agree_in_number_and_gender():
    with speaking("da"):
        assert count(2, "segment") == "2 segmenter"
        assert count(0, "tie") == "ingen forbindelser"
        assert part_of(1, 3, "segment") == "Ét af 3 segmenter"
        assert part_of(1, 3, "tie") == "Én af 3 forbindelser"
        assert part_of(1, 1, "segment") == "Det eneste segment"
        assert in_words(12) == "tolv"


def test_what_no_catalogue_has_stays_english():
    with speaking("da"):
        assert gettext("Nobody wrote this.") == "Nobody wrote this."
        assert ngettext("gnu", "gnus", 2) == "gnus"
    with speaking("sw"):
        assert sentence("{n} of {every}", n=1, every=2) == "1 of 2"


def test_an_unknown_language_is_named_with_what_is_allowed():
    with pytest.raises(ParameterError, match=r"no language is called 'danish'.*da, pt_BR"):
        locale_of("danish")


def test_a_compendium_has_the_last_word_on_its_language(tmp_path, monkeypatch):
    (tmp_path / "languages").mkdir()
    (tmp_path / "_toc.yml").write_text("root: a\n")
    (tmp_path / "languages" / "da.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
        'msgid "tie"\nmsgid_plural "ties"\nmsgstr[0] "bånd"\nmsgstr[1] "bånd"\n',
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    with speaking("da"):
        assert count(2, "tie") == "2 bånd"
        assert count(2, "segment") == "2 segmenter"
