"""`trustbook verify` catches seeded faults and names them in words."""

import json
import re
import shutil
from contextlib import contextmanager

import pytest

from trustbook.book.notebooks import read_notebook, write_notebook

pytestmark = pytest.mark.slow

TOC = """format: jb-book
root: chapters/introduction
parts:
  - caption: Check it yourself
    chapters:
      - file: chapters/segments
      - file: chapters/outputs
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory, copy_of_project, python):
    """A compendium of two chapters with its reference and its book."""
    folder = copy_of_project(tmp_path_factory.mktemp("small"))
    (folder / "_toc.yml").write_text(TOC, encoding="utf-8")
    shutil.rmtree(folder / "text")  # it cites values of chapters that are not in this book
    for command in ("freeze", "build"):
        process = python(folder, "-m", "trustbook", command)
        assert process.returncode == 0, process.stderr
    return folder


def verified(small, python, *arguments):
    """The exit code and the findings of each step of a verification."""
    process = python(small, "-m", "trustbook", "verify", "--json", *arguments)
    steps = json.loads(process.stdout)["steps"]
    return process.returncode, {
        step["step"]: [finding["message"] for finding in step["findings"]] for step in steps
    }


@contextmanager
def seeded(small, *faults):
    """The compendium with a pattern replaced in each of some files, undone at the end."""
    before = {small / file: (small / file).read_bytes() for file, _, _ in faults}
    for file, old, new in faults:
        text = (small / file).read_text(encoding="utf-8")
        assert re.search(old, text, flags=re.MULTILINE), f"{file} has no {old}"
        text = re.sub(old, new, text, count=1, flags=re.MULTILINE)
        (small / file).write_text(text, encoding="utf-8", newline="")
    yield
    for path, content in before.items():
        path.write_bytes(content)


def test_a_sound_compendium_has_no_findings_and_says_what_was_not_tried(small, python):
    process = python(small, "-m", "trustbook", "verify")
    lines = process.stdout.splitlines()
    assert process.returncode == 0
    steps = dict(line.split(maxsplit=1) for line in lines[:-2])
    assert list(steps) == ["inputs", "data", "claims", "anchors", "outputs", "environment"]
    assert steps["claims"].endswith("0 failed")
    assert "not verified: give --sources DIR" in steps["anchors"]
    assert "and with _build/book/ibbis" in steps["outputs"]
    assert lines[-2:] == ["All that was verified agrees.", "Next: trustbook build"]


@pytest.fixture(scope="module")
def faulty_data(small, python):
    """What is found when a sign is swapped, a number changed and a segment removed in the data."""
    faults = (
        ("data/ibbis/concepts.csv", r"^distrust,Distrust,-1", "distrust,Distrust,1"),
        ("data/ibbis/anchors.csv", r"^(it-013,1,[^,]*),15140", r"\1,15141"),
        ("data/ibbis/segments.csv", r"^it-012,.*\n", ""),
    )
    with seeded(small, *faults):
        return verified(small, python, "--fresh")


def test_changed_rows_are_the_cause(faulty_data):
    assert faulty_data[1]["inputs"] == [
        "data/ibbis/anchors.csv, row it-013 · 1: start 15141, was 15140",
        "data/ibbis/concepts.csv, row distrust: sign 1, was -1",
        "data/ibbis/segments.csv, row it-012 is gone",
    ]


def test_a_book_of_other_data_is_said_not_to_have_been_compared(faulty_data):
    assert faulty_data[1]["outputs"][-1] == (
        "_build/book/ibbis was made from other data, chapters or code, so that it could not be "
        "compared; trustbook build makes it anew"
    )


def test_a_swapped_sign_is_named(faulty_data):
    code, findings = faulty_data
    assert code == 1
    line = "introduction/table-concepts: row distrust · Distrust, Sign: -1 → 1"
    assert line in findings["outputs"]


def test_a_changed_number_in_the_data_is_named(faulty_data):
    """The place of an anchor moves by one letter, and with it the line of its segment."""
    line = "row Trust article 2021 · it-013, Letters before: 15140 → 15141"
    assert f"segments/table-segments: {line}" in faulty_data[1]["outputs"]


def test_a_removed_segment_is_named(faulty_data):
    findings = faulty_data[1]
    assert any('found "it-012"' in line for line in findings["data"])
    assert "segments/table-segments: row Trust article 2021 · it-012 is gone" in findings["outputs"]


@pytest.fixture(scope="module")
def faulty_copies(small, python):
    """What is found when the reference, a page and a record were changed by hand."""
    faults = (
        ("tests/reference/introduction.ipynb", "holds 5 studies", "holds 6 studies"),
        ("_build/book/ibbis/chapters/introduction.html", "Care managers", "Case managers"),
        ("_build/book/ibbis/records.json", r'"digest": "[0-9a-f]{4}', '"digest": "0000'),
    )
    with seeded(small, *faults):
        return verified(small, python)


def test_a_changed_output_in_the_reference_is_named(faulty_copies):
    code, findings = faulty_copies
    assert code == 1
    where = "sentence in chapter introduction, cell prose-studies: “corpus *ibbis* holds”"
    assert findings["outputs"][0] == f"{where}: '6' → '5'"


def test_a_page_changed_by_hand_is_named(faulty_copies):
    line = "chapters/introduction.html was changed after the book was made"
    assert line in faulty_copies[1]["outputs"]


def test_a_record_changed_by_hand_is_named(faulty_copies):
    result = faulty_copies[1]["outputs"]
    assert "records.json was changed after the book was made" in result
    assert any(re.match(r"record introduction/\S+, digest: '0000", line) for line in result)


@pytest.mark.parametrize(
    ("fault", "steps", "cause"),
    [
        (
            ("chapters/introduction.ipynb", "say something else", "say anything else"),
            ("inputs",),
            r"chapters/introduction.ipynb, cell \S+, line \d+: .*'something' → 'anything'",
        ),
        (
            ("chapters/outputs.md", "in words what moved", "in brief what moved"),
            ("inputs",),
            r"chapters/outputs.md, line \d+: .*'words' → 'brief'",
        ),
        (
            ("src/trustbook/pages/introduction.py", "What the introduction shows", "What is shown"),
            ("outputs", "--fresh", "--only", "introduction"),
            "src/trustbook/pages/introduction.py",
        ),
        (
            ("requirements.txt", r"^altair==\S+", "altair==0.0.1"),
            ("environment",),
            r"requirements.txt: altair 0.0.1, was \S+",
        ),
    ],
)
def test_a_change_is_the_first_line_of_what_verify_says(small, python, fault, steps, cause):
    """Of prose, a page, code and the lock; data are changed together, above."""
    with seeded(small, fault):
        process = python(small, "-m", "trustbook", "verify", "--step", "inputs", "--step", *steps)
    assert process.returncode == 1
    assert re.match(f"Changed: {cause}\n", process.stdout)


def test_an_executed_chapter_changed_by_hand_is_named_and_run_again(small, python):
    path = small / "_build" / "runs" / "ibbis" / "introduction.ipynb"
    notebook = read_notebook(path)
    (cell,) = (cell for cell in notebook.cells if cell.id == "prose-studies")
    data = cell.outputs[0].data
    n = re.search(r"\d+(?= studies)", data["text/plain"])[0]
    data["text/plain"] = data["text/plain"].replace(f"{n} studies", "99 studies", 1)
    write_notebook(notebook, path)
    code, findings = verified(small, python)
    assert code == 1
    assert findings["outputs"] == [
        "the stored run of introduction was changed by hand: sentence in chapter introduction, "
        f"cell prose-studies: “corpus *ibbis* holds”: '99' → '{n}'"
    ]
    assert verified(small, python)[0] == 0
