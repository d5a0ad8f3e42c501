"""What a book is made from, against what was kept beside its reference."""

from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from trustbook.book.inputs import code_changes, freeze_inputs, input_changes
from trustbook.book.notebooks import write_notebook

ROOT = Path(__file__).parents[2]
FILES = {
    "_toc.yml": "root: chapters/one\n",
    "chapters/words.md": "# Words\n\nSeveral studies asked. A tie is\nwhat binds two.\n",
    "assets/book.css": "a {}\n",
    "data/mine/concepts.csv": "concept,label,sign\ntrust,Trust,1\ndistrust,Distrust,-1\n",
    "data/mine/relations.csv": "relation,truster,trustee,level\nr1,SU,JC,micro\nr2,JC,SU,macro\n",
    "data/mine/coding.md": "Read twice.\n",
    "requirements.txt": "altair==6.0.0 \\\n  --hash=sha256:aa\nclick==8.1 \\\n  --hash=sha256:bb\n",
}


def chapter(prose):
    cells = [new_markdown_cell(prose, id="title"), new_code_cell("1 + 1", id="sum")]
    return new_notebook(cells=cells)


@pytest.fixture
def place(tmp_path):
    """A small project, frozen."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(text, encoding="utf-8", newline="")
    for folder in ("chapters", "reference"):
        write_notebook(chapter("# One\n\nSeveral studies."), tmp_path / folder / "one.ipynb")
    assert freeze_inputs(tmp_path, tmp_path / "data" / "mine", into=tmp_path / "reference")
    return tmp_path


def test_the_reference_corpus_and_its_book_are_as_they_were_frozen():
    """After a change of data, prose, pages, settings, assets or lock: `trustbook freeze`."""
    assert input_changes(ROOT, ROOT / "data" / "ibbis", reference=ROOT / "tests/reference") == []


def changes(place):
    return input_changes(place, place / "data" / "mine", reference=place / "reference")


def rewrite(place, name, old, new):
    path = place / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8", newline="")


def test_what_was_frozen_has_not_changed(place):
    assert changes(place) == code_changes(place / "reference") == []
    assert not freeze_inputs(place, place / "data" / "mine", into=place / "reference")


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (
            "data/mine/concepts.csv",
            "distrust,Distrust,-1",
            "distrust,Distrust,1",
            ["data/mine/concepts.csv, row distrust: sign 1, was -1"],
        ),
        (
            "data/mine/relations.csv",
            "r2,JC,SU,macro\n",
            "r3,JC,SU,\n",
            [
                "data/mine/relations.csv, row r2 is gone",
                "data/mine/relations.csv, row r3 is new",
            ],
        ),
        (
            "data/mine/coding.md",
            "twice",
            "once",
            ["data/mine/coding.md, line 1: “Read”: 'twice.' → 'once.'"],
        ),
        (
            "chapters/words.md",
            "Several",
            "Seventeen",
            ["chapters/words.md, line 3: 'Several' → 'Seventeen'"],
        ),
        (
            "chapters/words.md",
            "two",
            "two\nor three",
            [
                "chapters/words.md, line 4: “what binds”: 'two.' → 'two'",
                "chapters/words.md, line 5 is new: or three.",
            ],
        ),
        ("_toc.yml", "one", "two", ["_toc.yml, line 1: “root:”: 'chapters/one' → 'chapters/two'"]),
        ("assets/book.css", "{}", "{ }", ["assets/book.css changed"]),
        (
            "requirements.txt",
            "altair==6.0.0",
            "altair==6.1.0",
            ["requirements.txt: altair 6.1.0, was 6.0.0"],
        ),
        (
            "requirements.txt",
            ":aa",
            ":cc",
            ["requirements.txt: its hashes changed"],
        ),
        (
            "chapters/one.ipynb",
            "Several",
            "Seventeen",
            ["chapters/one.ipynb, cell title, line 3: 'Several' → 'Seventeen'"],
        ),
        (
            "chapters/one.ipynb",
            "1 + 1",
            "1 + 2",
            ["chapters/one.ipynb, cell sum, line 1: “1 +”: '1' → '2'"],
        ),
    ],
)
def test_a_change_is_named_by_its_place_with_old_and_new_words(place, file, old, new, expected):
    rewrite(place, file, old, new)
    assert changes(place) == expected


def test_a_missing_column_hides_no_other_change(place):
    rewrite(place, "data/mine/relations.csv", "truster", "giver")
    rewrite(place, "data/mine/relations.csv", "micro", "meso")
    rewrite(place, "data/mine/concepts.csv", "-1", "0")
    assert changes(place) == [
        "data/mine/concepts.csv, row distrust: sign 0, was -1",
        "data/mine/relations.csv: column truster is gone",
        "data/mine/relations.csv: column giver is new",
        "data/mine/relations.csv, row r1: level meso, was micro",
    ]


def test_files_that_are_gone_new_or_unreadable_are_named(place):
    (place / "data" / "mine" / "relations.csv").write_bytes(b"\xff\xfe\x00\xd8,")
    (place / "data" / "mine" / "coding.md").unlink()
    (place / "chapters" / "more.md").write_text("# More\n")
    (place / "assets" / "book.css").unlink()
    (place / "chapters" / "one.ipynb").write_text("{")
    lines = changes(place)
    assert "data/mine/coding.md is gone" in lines
    assert "chapters/more.md is new" in lines
    assert "assets/book.css is gone" in lines
    assert any(line.startswith("data/mine/relations.csv cannot be compared: ") for line in lines)
    assert any(line.startswith("chapters/one.ipynb cannot be compared: ") for line in lines)


def test_remains_of_a_freeze_that_was_killed_are_no_input_and_go(place):
    corpus, reference = place / "data" / "mine", place / "reference"
    remains = reference / "inputs" / "data" / "mine" / "segments.csv.partial"
    remains.write_text("half", encoding="utf-8")
    assert input_changes(place, corpus, reference=reference) == []
    (corpus / "segments.csv").write_text("segment\n", encoding="utf-8")
    assert freeze_inputs(place, corpus, into=reference)
    assert not remains.exists()


def test_keys_that_come_twice_leave_rows_to_be_paired_by_likeness(place):
    rewrite(place, "data/mine/relations.csv", "r2,JC,SU,macro", "r1,JC,SU,macro")
    assert changes(place) == ["data/mine/relations.csv, row JC · SU, relation: r2 → r1"]


def test_a_corpus_that_is_one_workbook_is_compared_as_a_file(place):
    workbook, reference = place / "data" / "mine.xlsx", place / "reference"
    workbook.write_bytes(b"one")
    freeze_inputs(place, workbook, into=reference)
    assert input_changes(place, workbook, reference=reference) == []
    workbook.write_bytes(b"two")
    assert input_changes(place, workbook, reference=reference) == ["data/mine.xlsx changed"]


def test_changed_code_is_named_by_its_file(place):
    digests = place / "reference" / "inputs" / "digests.txt"
    lines = digests.read_text(encoding="utf-8").splitlines(keepends=True)
    (number,) = [n for n, line in enumerate(lines) if line.endswith(" src/trustbook/errors.py\n")]
    lines[number] = f"{'0' * 16} src/trustbook/errors.py\n"
    digests.write_text("".join(lines), encoding="utf-8")
    assert code_changes(place / "reference") == ["src/trustbook/errors.py changed"]
    assert changes(place) == []


def test_without_frozen_inputs_nothing_can_be_compared_which_is_said(place, tmp_path):
    lines = input_changes(place, place / "data" / "mine", reference=tmp_path / "none")
    assert lines == ["no inputs are frozen beside the reference; trustbook freeze keeps them"]


def test_chapters_and_pages_that_the_package_carries_are_inputs_too(tmp_path, monkeypatch):
    carried, own = tmp_path / "package", tmp_path / "own"
    monkeypatch.setattr("trustbook.book.staging.package_root", lambda: carried)
    write_notebook(chapter("# One\n\nSeveral studies."), carried / "chapters" / "one.ipynb")
    (carried / "chapters" / "words.md").write_text("# Words\n", encoding="utf-8")
    contents = "root: chapters/one\nparts:\n- chapters:\n  - file: chapters/words\n"
    (own / "data" / "mine").mkdir(parents=True)
    (own / "_toc.yml").write_text(contents, encoding="utf-8")
    write_notebook(chapter("# One\n\nSeveral studies."), own / "reference" / "one.ipynb")
    freeze_inputs(own, own / "data" / "mine", into=own / "reference")
    assert changes(own) == []
    write_notebook(chapter("# One\n\nMany studies."), carried / "chapters" / "one.ipynb")
    (carried / "chapters" / "words.md").write_text("# Other words\n", encoding="utf-8")
    assert changes(own) == [
        "chapters/one.ipynb, cell title, line 3: 'Several' → 'Many'",
        "chapters/words.md, line 1: “#”: 'Words' → 'Other words'",
    ]
