"""Settings: what a person writes as YAML, with lines, and every fault at once."""

import pytest

from trustbook.corpus.schema import Field
from trustbook.corpus.settings import LONGEST, read_settings, read_typed_settings, settings
from trustbook.errors import ParameterError

# each name stands for ten of the one before: written out, 10,000,000,000 letters
LAUGHS = "a: &a [x,x]\n" + "".join(
    f"{name}: &{name} [{','.join([f'*{before}'] * 10)}]\n"
    for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)


DEEP = "a: " + "[" * 1_500 + "]" * 1_500
TOO_LARGE = [LAUGHS, "a: &a [*a]", "[" * 5_000, DEEP, "x" * (LONGEST + 1)]


def fault(text):
    (one,) = settings(text, file="s.yml").findings
    return one


def test_a_value_is_the_text_that_stands_in_the_file_and_null_is_empty():
    whole = settings("a: no\nb: 007\nc: 2017-04\nd: null\ne: ~\nf: 'null'\n", file="s.yml")
    texts = {name: value.text() for name, value in whole.named().items()}
    assert texts == {"a": "no", "b": "007", "c": "2017-04", "d": "", "e": "", "f": "null"}


def test_a_value_knows_its_line_and_its_place():
    whole = settings("a:\n  b:\n    - x\n    - {c: y}\n", file="s.yml")
    last = whole.parts(["a"])["a"].parts(["b"])["b"].items()[1].parts(["c"])["c"]
    assert (last.line, last.name, last.text()) == (4, "a, b, item 2, c", "y")


@pytest.mark.parametrize(
    ("text", "line", "remedy"),
    [
        ('# mine\ncorpus: "C:\\Users\\anna\\data"', 2, "use single ones, or / in a path"),
        ("a: he said: no", 1, "put a text that has a colon in it in quotation marks"),
        ("a:\n\tb: 1", 2, "indent with spaces, not with tabs"),
        ("a: @me", 1, "put a text that begins with such a sign in quotation marks"),
        ("cases: *GP", 1, "put a text that begins with * in quotation marks"),
        ("cases: [*GP*]", 1, "put a text that begins with * or & in quotation marks"),
        ("a: 1\n---\nb: 2", 2, "delete the line ---"),
        ("a: [", 1, "look for a missing quotation mark or bracket"),
        ("a: 1\nb: \x01", 2, "delete it"),
    ],
)
def test_a_text_that_is_no_yaml_gets_its_line_and_a_remedy(text, line, remedy):
    one = fault(text)
    assert (one.id, one.file, one.line) == ("yaml.unreadable", "s.yml", line)
    assert remedy in one.remedy
    assert "\n" not in one.message


def test_a_path_of_windows_is_shown_as_it_was_written():
    assert fault('corpus: "C:\\Users\\anna"').value == '`corpus: "C:\\Users\\anna"`'


def test_only_the_line_with_the_fault_is_shown():
    assert fault("a: 1\nb: @me\nc: 2").value == "`b: @me`"


def test_a_part_may_be_written_once_and_referred_to():
    whole = settings("a: &nobody {answer: Nobody}\nb: *nobody\n", file="s.yml")
    assert whole.parts(["a", "b"])["b"].parts(["answer"])["answer"].text() == "Nobody"


@pytest.mark.slow
@pytest.mark.parametrize("text", TOO_LARGE)
def test_a_text_that_would_grow_without_end_is_refused_in_a_line(text):
    assert len(fault(text).message.splitlines()) == 1


def test_a_name_that_stands_twice_is_a_fault_that_names_both_lines():
    one = fault("a:\n  b: 1\n  c: 2\n  b: 3\n")
    assert (one.id, one.line, one.column) == ("yaml.repeated-name", 4, "a, b")
    assert "first in line 2" in one.value


def test_an_unknown_name_gets_a_suggestion():
    whole = settings("\nconcept: []\n", file="s.yml")
    whole.parts(["concepts"])
    (one,) = whole.findings
    assert (one.id, one.line, one.remedy) == (
        "settings.unknown-name",
        2,
        'did you mean "concepts"?',
    )


def test_all_faults_are_raised_at_once():
    whole = settings("a: [1]\nb: {c: 1}\n", file="s.yml")
    parts = whole.parts(["a", "b"])
    assert (parts["a"].text(), parts["a"].named(), parts["b"].items()) == ("", {}, ())
    with pytest.raises(ParameterError) as raised:
        whole.require_sound()
    assert [line.partition(":")[0] for line in str(raised.value).splitlines()] == [
        "s.yml, line 1, a",
        "s.yml, line 1, a",
        "s.yml, line 2, b",
    ]


@pytest.mark.parametrize(
    ("text", "cell", "faults"),
    [("+1", "1", []), ("−1", "-1", []), ("", "", []), ("2", "", ["values.not-allowed"]),
     ("many", "", ["values.not-integer"])],
)  # fmt: skip
def test_a_cell_is_read_as_the_cell_of_a_table_is(text, cell, faults):
    sign = Field(name="sign", type="integer", allowed=("1", "0", "-1"), description="Sign.")
    whole = settings(f"sign: {text}", file="s.yml")
    assert whole.parts(["sign"])["sign"].cell(sign) == cell
    assert [one.id for one in whole.findings] == faults


@pytest.mark.parametrize("content", [b"a: \xff\xfe\xfa", None])
def test_a_file_that_cannot_be_read_is_a_fault(tmp_path, content):
    path = tmp_path / "s.yml"
    if content:
        path.write_bytes(content)
    (one,) = read_settings(path).findings
    assert (one.id, one.file) == ("files.unreadable", "s.yml")


def typed(folder, text):
    path = folder / "_config.yml"
    path.write_text(text, encoding="utf-8")
    return read_typed_settings(path)


def test_settings_that_another_program_reads_have_their_types(tmp_path):
    text = "a: true\nb: 3\nc: null\nd: [x, false]\n"
    assert typed(tmp_path, text) == {"a": True, "b": 3, "c": None, "d": ["x", False]}
    assert typed(tmp_path, "") == {}


@pytest.mark.parametrize("word", ["no", "Yes", "on", "OFF"])
def test_a_word_that_might_be_true_or_false_is_refused(tmp_path, word):
    with pytest.raises(ParameterError, match=rf'_config\.yml, line 2: found {word}.*"{word}"'):
        typed(tmp_path, f"a: {{}}\nlanguage: [{word}]\n")


@pytest.mark.parametrize("text", ["a: 1\na: 2", "- a", "a: 2024-02-30", "a: !mine 1", LAUGHS])
def test_faults_of_such_settings_are_raised_with_the_name_of_the_file(tmp_path, text):
    with pytest.raises(ParameterError, match=r"^_config\.yml"):
        typed(tmp_path, text)
