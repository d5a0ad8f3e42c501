"""Messages of pages, gathered from their sources, and the catalogues that translate them."""

import pytest

from trustbook.book.messages import (
    faults_of,
    messages,
    messages_of_code,
    read_catalogue,
    untold,
    updated_catalogue,
    write_catalogue,
)
from trustbook.corpus.language import PACKAGED
from trustbook.project import package_root

COMPLETE = {"da": ()}  # by language: the files that are translated to the last message


@pytest.fixture(scope="module")
def ids():
    return messages(package_root())


def test_messages_are_what_shows_words():
    source = """
NO = "None."
_HEADINGS = {"n": "Number"}
table(rows, empty=NO, title="All", labels=_HEADINGS | {"m": "Mean"}, notes=["One", f"{n} more"])
prose("{ties} {hinge}.", ties=count(2, "tie"), hinge=form_for(2, "hinges", "hinge"))
count(1, "person", plural="people")
values["not a message"]
"""
    assert messages_of_code(source) == [
        *("None.", "All", "Number", "Mean", "One"),
        *(("tie", "ties"), ("hinges", "hinge"), ("person", "people")),
    ]


def test_an_update_keeps_translations_and_drops_what_is_gone(tmp_path):
    former = read_catalogue(tmp_path / "none.po")
    for id, string, context in [
        ("Why", "Hvorfor", None),
        ("one", "én", None),
        ("one", "ét", "segment"),
        ("Gone", "Væk", None),
    ]:
        former.add(id, string, context=context)
    ids = {"Why": ["a.py"], "one": ["b.py"], ("tie", "ties"): ["b.py"]}
    path = write_catalogue(updated_catalogue(former, ids, language="da"), tmp_path / "da.po")
    catalogue = read_catalogue(path)
    assert {(m.id, m.context): m.string for m in catalogue if m.id} == {
        ("Why", None): "Hvorfor",
        ("one", None): "én",
        ("one", "segment"): "ét",
        (("tie", "ties"), None): ("", ""),
    }
    assert [(each.place, each.message) for each in untold(catalogue)] == [("b.py", "tie")]


def test_names_in_braces_that_a_message_lacks_are_named():
    catalogue = read_catalogue(PACKAGED / "none.po")
    catalogue.add("{n} of {every}", "{n} af {alle}")
    assert faults_of(catalogue) == ["“{n} of {every}”: no {alle} there; allowed: every, n"]


@pytest.mark.parametrize("language", COMPLETE)
def test_pages_that_are_said_to_be_translated_are(language, ids):
    """A sentence that is new on them is to be translated: `trustbook messages LANGUAGE`."""
    former = read_catalogue(PACKAGED / f"{language}.po")
    catalogue = updated_catalogue(former, ids, language=language)
    assert not faults_of(catalogue)
    gaps = [each for each in untold(catalogue) if each.place in COMPLETE[language]]
    assert not gaps
