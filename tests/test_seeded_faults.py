"""`trustbook verify` catches seeded faults and names them in words."""

import json
import re

import pytest

from trustbook.notebooks import read_notebook, write_notebook

pytestmark = pytest.mark.slow

TOC = """format: jb-book
root: chapters/networks
parts:
  - caption: Check it yourself
    chapters:
      - file: chapters/segments
      - file: chapters/outputs
"""
REFERENCE = "tests/reference/networks.ipynb"


@pytest.fixture(scope="module")
def small(tmp_path_factory, copy_of_project, python):
    """A compendium of two chapters with its reference and its book."""
    folder = copy_of_project(tmp_path_factory.mktemp("small"))
    (folder / "_toc.yml").write_text(TOC, encoding="utf-8")
    for command in ("freeze", "build"):
        done = python(folder, "-m", "trustbook", command)
        assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def verify(small, python):
    """The exit code and the findings of each step of a verification."""

    def said(*arguments):
        done = python(small, "-m", "trustbook", "verify", "--json", *arguments)
        steps = json.loads(done.stdout)["steps"]
        return done.returncode, {step["step"]: step["findings"] for step in steps}

    return said


@pytest.fixture
def changed(small):
    """A change of one file of the compendium, undone after the test."""
    before = {}

    def change(file, old, new):
        path = small / file
        before[path] = path.read_bytes()
        text = path.read_text(encoding="utf-8")
        assert len(re.findall(old, text, flags=re.MULTILINE)) >= 1, f"{file} has no {old}"
        text = re.sub(old, new, text, count=1, flags=re.MULTILINE)
        path.write_text(text, encoding="utf-8", newline="")

    yield change
    for path, content in before.items():
        path.write_bytes(content)


def test_a_sound_compendium_has_no_findings_and_says_what_was_not_tried(small, verify, python):
    code, findings = verify()
    assert (code, {name for name, lines in findings.items() if lines}) == (0, set())
    lines = python(small, "-m", "trustbook", "verify").stdout.splitlines()
    assert [line.split()[0] for line in lines[:-1]] == ["data", "anchors", "outputs", "environment"]
    assert "and with _build/book/ibbis" in lines[2]
    assert lines[-1] == "All that was verified agrees. Next: trustbook build"


def test_a_swapped_sign_is_named(verify, changed):
    changed("data/ibbis/concepts.csv", r"^distrust,Distrust,-1", "distrust,Distrust,1")
    code, findings = verify("--fresh")
    assert code == 1
    assert "networks/table-concepts: row Distrust" in "\n".join(findings["outputs"])
    assert "Sign: −1 → 1" in "\n".join(findings["outputs"])


def test_a_changed_number_in_the_data_is_named(verify, changed):
    """The place of an anchor moves by one letter, and with it the line of its segment."""
    changed(
        "data/ibbis/anchors.csv",
        r"^it-013,1,interpersonal-trust,15140",
        r"it-013,1,interpersonal-trust,15141",
    )
    code, findings = verify()
    assert code == 1
    assert findings["outputs"] == [
        "segments/table-segments: row Trust article 2021 · it-013, Letters before: 15,140 → 15,141"
    ]


def test_a_removed_segment_is_named(verify, changed):
    changed("data/ibbis/segments.csv", r"^it-013,.*\n", "")
    code, findings = verify()
    assert code == 1
    assert any('found "it-013"' in line for line in findings["data"])
    assert "segments/table-segments: row Trust article 2021 · it-013 is gone" in findings["outputs"]


def test_a_changed_output_in_the_reference_is_named(verify, changed):
    changed(REFERENCE, r"12 ties between 8 stakeholders", "13 ties between 8 stakeholders")
    code, findings = verify()
    assert code == 1
    assert findings["outputs"] == ["sentence in chapter networks, cell prose-leading: '13' → '12'"]


def test_a_changed_version_in_the_lock_is_named(verify, changed):
    changed("requirements.txt", r"^altair==\S+", "altair==0.0.1")
    code, findings = verify()
    assert code == 1
    (line,) = findings["environment"]
    assert line.startswith("altair: ")
    assert line.endswith("is installed, the lock has 0.0.1")
    assert findings["outputs"] == []


def test_an_executed_chapter_changed_by_hand_is_named_and_run_again(small, verify):
    path = small / "_build" / "runs" / "ibbis" / "networks.ipynb"
    notebook = read_notebook(path)
    (cell,) = (cell for cell in notebook.cells if cell.id == "prose-leading")
    data = cell.outputs[0].data
    data["text/plain"] = data["text/plain"].replace("12 ties", "99 ties")
    write_notebook(notebook, path)
    code, findings = verify()
    assert code == 1
    assert findings["outputs"] == [
        "the kept run of networks was changed by hand: sentence in chapter networks, "
        "cell prose-leading: '99' → '12'"
    ]
    assert verify()[0] == 0


def test_a_page_changed_by_hand_is_named(verify, changed):
    changed("_build/book/ibbis/chapters/networks.html", "Care managers", "Case managers")
    code, findings = verify()
    assert code == 1
    assert "chapters/networks.html was changed after the book was made" in findings["outputs"]


def test_a_record_changed_by_hand_is_named(verify, changed):
    changed("_build/book/ibbis/records.json", r'"digest": "[0-9a-f]{4}', '"digest": "0000')
    code, findings = verify()
    assert code == 1
    assert "records.json was changed after the book was made" in findings["outputs"]
    assert any(
        line.startswith("record networks/figure-leading, digest: '0000")
        for line in findings["outputs"]
    )
