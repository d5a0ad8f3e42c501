"""What a codechecker gets with a deposit."""

from tests.archive.test_crate import CITED, OUTPUTS, RUN

from trustbook.archive.codecheck import certificate_text, codecheck_text


def test_what_a_codechecker_gets_names_outputs_and_no_checker():
    paged = OUTPUTS.assign(page=RUN.page)
    text = codecheck_text(paged, CITED)
    assert text.startswith("---\nversion: https://codecheck.org.uk/spec/config/1.0/\n")
    assert "comment: 'table-1: Ties | all'" in text
    assert "\ncodechecker:" not in text


def test_the_certificate_of_another_corpus_says_how_that_one_is_built():
    paged = OUTPUTS.assign(page=RUN.page)
    text = certificate_text(paged, CITED, corpus='"data/my ward"', is_default=False)
    assert '.venv/bin/trustbook build "data/my ward"' in text
    assert "make book" not in text


def test_the_certificate_leaves_open_what_is_to_be_found_out():
    text = certificate_text(OUTPUTS.assign(page=RUN.page), CITED, corpus="data/mine")
    assert "| Codechecker (name, ORCID) | |" in text
    assert "\n    make book " in text
    assert "| table-1 | Ties \\| all | |" in text
