"""Parameters: what may be given, and what a chapter's cell may say."""

from pathlib import Path

import pytest
import yaml

from trustbook.corpus.parameters import (
    assignments,
    check_parameters,
    check_parameters_cell,
    chosen_names,
    read_parameters,
    require_parameters,
)
from trustbook.corpus.schema import PARAMETERS
from trustbook.errors import ParameterError

DEFAULTS = {name: parameter.default for name, parameter in PARAMETERS.items()}
KNOWN = {"study": ["article", "abstract"], "concepts": ["trust", "distrust"]}


def test_the_declared_defaults_are_allowed():
    assert check_parameters(DEFAULTS, names=KNOWN) == []


def test_the_example_file_holds_every_parameter_with_its_default():
    example = Path(__file__).parents[2] / "parameters.yml"
    assert yaml.safe_load(example.read_text(encoding="utf-8")) == DEFAULTS


def test_an_unknown_parameter_is_an_error_with_a_suggestion():
    with pytest.raises(ParameterError, match=r'"min_suport", allowed .*; did you mean "min_supp'):
        require_parameters({"min_suport": 2})


def test_every_fault_is_told_at_once():
    faults = check_parameters({"level": "mikro", "seed": "1", "colour": "blue"}, file="mine.yml")
    assert [(fault.file, fault.column) for fault in faults] == [
        ("mine.yml", "level"),
        ("mine.yml", "seed"),
        ("mine.yml", ""),
    ]
    assert faults[0].remedy == 'did you mean "micro"?'
    assert faults[1].allowed == "a whole number of at least 0"


@pytest.mark.parametrize("value", ["2", 2.0, True, None, [2], 0, -1])
def test_support_is_a_whole_number_of_at_least_one(value):
    assert check_parameters({"min_support": value})


@pytest.mark.parametrize("value", [7, "", "  ", None, ["all"], "artcle"])
def test_study_is_one_that_the_corpus_knows(value):
    assert check_parameters({"study": value}, names=KNOWN)


@pytest.mark.parametrize("value", ["trust", ["trust", "distrust"], "trust, distrust", "all"])
def test_concepts_are_a_list_or_a_text_with_commas_or_all(value):
    assert check_parameters({"concepts": value}, names=KNOWN) == []


@pytest.mark.parametrize("value", [[], 3, ["trust", 3], "truts", ["all", "trust"], ""])
def test_other_concepts_are_faults(value):
    assert check_parameters({"concepts": value}, names=KNOWN)


def written(folder, text):
    path = folder / "mine.yml"
    path.write_text(text, encoding="utf-8")
    return read_parameters(path)


@pytest.mark.parametrize("text", ["- seed", "seed: [", "just words"])
def test_a_file_that_is_no_mapping_is_a_fault(tmp_path, text):
    with pytest.raises(ParameterError, match=r"^mine\.yml, line 1"):
        written(tmp_path, text)


def test_an_empty_file_changes_nothing(tmp_path):
    assert written(tmp_path, "# nothing\n") == {}


def test_what_a_text_means_is_said_by_the_parameter(tmp_path):
    """A study may be called no, or 2; a whole number may be written 007 or +2."""
    values = written(tmp_path, "study: no\nseed: 007\nwindow: +2\nconcepts: [no, 2]\n")
    expected = {"study": "no", "seed": 7, "window": 2, "concepts": "no,2"}
    assert require_parameters(values) == expected


@pytest.mark.parametrize("value", ["yes", "1.5", "1_000", "0x10", "", "[1]", "{a: 1}", "-1", "--1"])
def test_what_is_no_whole_number_in_a_file_is_a_fault(tmp_path, value):
    values = written(tmp_path, f"level: micro\nseed: {value}\n")
    (fault,) = check_parameters(values)
    assert (fault.file, fault.line, fault.column) == ("mine.yml", 2, "seed")
    assert fault.id in ("values.not-integer", "values.too-small")


def test_a_path_of_windows_whose_backslashes_are_letters_is_a_fault(tmp_path):
    (fault,) = check_parameters(written(tmp_path, 'corpus: "C:\\new\\table"\n'))
    assert (fault.id, fault.line) == ("values.control-character", 1)
    assert "single quotation marks" in fault.remedy


def test_a_list_and_a_text_of_the_same_concepts_are_spelled_alike():
    concepts = require_parameters({"concepts": ["trust", "distrust"]})
    assert concepts == require_parameters({"concepts": " trust ,distrust,trust"})


def test_all_chooses_by_naming_nothing():
    assert chosen_names("all") == chosen_names(["all"]) == ()


def test_a_name_that_is_not_text_is_refused():
    with pytest.raises(ParameterError, match="names are expected, found 3"):
        chosen_names(3)


def test_the_cell_of_a_chapter_has_one_commented_default_a_line():
    lines = [f"{name} = {p.default!r}  # {p.description}" for name, p in PARAMETERS.items()]
    assert check_parameters_cell("\n".join(lines)) == []


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("seed = 2  # start", "declared default is 1, found 2"),
        ("min_support = True  # least", "declared default is 1, found True"),
        ("seed = 1", "say in a comment"),
        ("sed = 1  # start", 'not a declared parameter; did you mean "seed"?'),
        ("seed = int('1')  # start", "line 1: seed is not a literal value"),
        ("import os", "line 1: write one `name = value"),
        ("seed = = 1", "line 1: invalid syntax"),
    ],
)
def test_a_fault_in_the_cell_of_a_chapter_is_named(source, fault):
    assert fault in check_parameters_cell(source)[0]


def test_a_default_with_an_equals_sign_or_a_hash_is_read_whole():
    (line,) = assignments('corpus = "a=b#c"  # where')
    assert (line.value, line.comment) == ("a=b#c", "where")
