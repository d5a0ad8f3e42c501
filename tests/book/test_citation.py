"""Who made a compendium, from CITATION.cff."""

from pathlib import Path

import pytest
import yaml

from trustbook.book.citation import book_config, cff_citation
from trustbook.book.notebooks import write_text
from trustbook.book.staging import read_citation
from trustbook.errors import BookError, ParameterError

ROOT = Path(__file__).parents[2]
PERSON = {"family-names": "Bültmann", "given-names": "Ute", "orcid": "https://orcid.org/0000-1"}


def test_the_projects_own_file_is_read():
    cited = read_citation(ROOT)
    assert [(each.name, each.is_person) for each in cited.authors] == [
        ("The trustbook developers", False)
    ]
    assert cited.licences == ("BSD-3-Clause", "CC-BY-4.0")


def test_a_person_has_a_name_as_it_is_read_and_an_orcid():
    (author,) = cff_citation({"title": "T", "authors": [PERSON]}).authors
    assert (author.name, author.is_person) == ("Ute Bültmann", True)
    assert author.orcid == "https://orcid.org/0000-1"


def test_one_licence_and_a_day_are_read_as_they_are_written():
    parsed = yaml.safe_load(
        "{title: T, authors: [{name: A}], license: MIT, date-released: 2024-05-31}"
    )
    cited = cff_citation(parsed)
    assert (cited.licences, cited.released) == (("MIT",), "2024-05-31")


@pytest.mark.parametrize(
    ("parsed", "words"),
    [
        ({}, "no title and no authors"),
        ({"title": "T"}, "it has no authors"),
        ({"title": "T", "authors": [PERSON], "date-released": "31.5.2024"}, "write a day such as"),
    ],
)
def test_what_is_missing_or_wrong_is_said(parsed, words):
    with pytest.raises(BookError, match=words):
        cff_citation(parsed)


def test_a_file_that_is_missing_or_no_yaml_is_said(tmp_path):
    with pytest.raises(BookError, match=r"no CITATION\.cff"):
        read_citation(tmp_path)
    write_text(tmp_path / "CITATION.cff", "title: a: b\n")
    with pytest.raises(ParameterError, match=r"CITATION\.cff, line 1: found `title: a: b`"):
        read_citation(tmp_path)


def test_no_tag_of_a_data_package_reaches_a_template():
    package = {"title": "T</title><script>", "contributors": [{"title": "<img src=x\n>"}]}
    config = book_config({}, package, name="n")
    assert (config["title"], config["author"]) == ("T‹/title›‹script›", "‹img src=x ›")
