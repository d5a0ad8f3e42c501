import json
from pathlib import Path

from trustbook.corpus.reading import Corpus
from trustbook.pages.imported import (
    elements_table,
    import_account,
    import_in_words,
    offsets_table,
    open_table,
)

ACCOUNT = {
    "origin": "NVivo 20",
    "elements": [
        {"element": "codes", "found": 3, "kept": 3, "changed": 0, "dropped": 0, "reason": None},
        {"element": "links", "found": 2, "kept": 1, "changed": 0, "dropped": 1, "reason": "why"},
    ],
    "offsets": [],
    "left_open": ["case P01: the map does not say who it is"],
    "warnings": ["Look."],
    "in_short": ["Left out: 1 of 2 links, *why*.", "Look.", "Open: 1 matter is not decided."],
}


def account_in(folder: Path, text: str):
    (folder / "import-report.json").write_text(text, encoding="utf-8")
    return import_account(Corpus(name="mine", folder=folder))


def test_an_import_is_described_in_a_sentence(tmp_path):
    assert import_in_words(account_in(tmp_path, json.dumps(ACCOUNT))).plain == (
        "This corpus was read from a file of NVivo 20. Of 2 kinds of elements in the file, "
        "1 came over whole; 1 element was left out in all. Left out: 1 of 2 links, *why*."
    )


def test_a_table_is_not_called_a_file_of_a_program(tmp_path):
    words = import_in_words({**ACCOUNT, "origin": "a table"})
    assert words.plain.startswith("This corpus was read from a table.")
    assert words.markdown.endswith("\n\n- Left out: 1 of 2 links, \\*why\\*.")


def test_elements_and_open_matters_are_tables():
    assert "links | 2 | 1 | 0 | 1 | why" in elements_table(ACCOUNT).text
    assert "open | case P01" in open_table(ACCOUNT).text
    assert offsets_table(ACCOUNT).plain == "Nothing to list."


def test_a_corpus_that_was_not_imported_says_so_in_a_line(tmp_path):
    nothing = import_account(Corpus(name="mine", folder=tmp_path))
    assert "was not imported" in import_in_words(nothing).plain
    assert account_in(tmp_path, "no JSON") == {}
