"""A paragraph on methods, for a corpus of any kind."""

import json
import re
import shutil

import pytest

from trustbook.corpus.language import speaking
from trustbook.corpus.reading import read_corpus
from trustbook.pages.methods import methods_paragraph
from trustbook.project import package_root

CORPORA = package_root() / "tests" / "corpora"
SETTINGS = {"unit": "segment", "uncoded": "include", "seed": 1, "resamples": 20}


def paragraph(folder):
    return methods_paragraph(read_corpus(folder), **SETTINGS).plain


def test_two_coders_are_compared_with_an_interval():
    text = paragraph(CORPORA / "clinic")
    assert text.startswith("We coded 3 studies (Discharge study, Night study and Leaflet): 40 segm")
    assert (
        "Coding was done by two coders. Agreement of two coders over all codes on 23 units" in text
    )
    assert "Krippendorff’s alpha = 0.69 (95% interval" in text
    assert "from 20 resamples of independent sources)." in text


def test_with_one_coder_it_says_that_agreement_could_not_be_assessed():
    text = paragraph(CORPORA / "sleep")
    assert "by one coder, so that agreement between coders could not be assessed." in text
    assert "alpha" not in text and "tie" not in text


def test_relations_alone_are_described_without_segments():
    text = paragraph(CORPORA / "village")
    assert text.startswith("We coded 1 study: 5 relations between 3 stakeholders were coded.")
    assert "segment" not in text.replace("without segments", "")
    assert "where a source is a relation" in text


@pytest.mark.slow
@pytest.mark.parametrize("corpus", sorted(path.name for path in CORPORA.iterdir()))
def test_there_is_a_paragraph_for_every_corpus(corpus):
    text = paragraph(CORPORA / corpus)
    assert "nan" not in text.split() and ".." not in text and "  " not in text
    assert text.endswith(".")


def test_it_says_where_the_material_is_and_on_what_terms(tmp_path):
    folder = shutil.copytree(CORPORA / "sleep", tmp_path / "sleep")
    about = {
        "title": "Sleep on the ward",
        "version": "2.0",
        "homepage": "https://example.org/sleep",
        "licenses": [{"name": "CC-BY-4.0"}],
    }
    (folder / "datapackage.json").write_text(json.dumps(about), encoding="utf-8")
    where = "“Sleep on the ward” (version 2.0, https://example.org/sleep, CC-BY-4.0)."
    assert paragraph(folder).endswith(where)


def test_who_coded_is_not_guessed(tmp_path):
    folder = shutil.copytree(CORPORA / "village", tmp_path / "village")
    relations = (folder / "relations.csv").read_text(encoding="utf-8")
    (folder / "relations.csv").write_text(relations.replace(",A\n", ",\n"), encoding="utf-8")
    assert "Who coded is not stated." in paragraph(folder)


def test_it_is_in_the_language_of_the_page():
    with speaking("da"):
        text = paragraph(CORPORA / "clinic")
    assert (
        text.startswith("Vi kodede 3 studier (") and "Kodningen blev udført af to kodere." in text
    )
    assert not re.search(r"\b(?:the|were|of|with)\b", text)
