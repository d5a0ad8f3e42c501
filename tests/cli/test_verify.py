import json

import pytest
from click.testing import CliRunner

from trustbook.cli import main

FILES = {
    "corpus/studies.csv": "study,label,title\ns,S,A study\n",
    "corpus/segments.csv": "segment,study,kind,anchor\ng1,s,finding,a1\ng2,s,finding,\n",
    "corpus/material.csv": "study,line,data_type,unit,anchor\ns,1,Talks,interview,m1\n",
    "texts/s.txt": "Alpha beta gamma\ndelta. Forty-eight talks were held.",
    "spans.csv": "anchor,part,study,text\na1,1,s,beta gamma\na1,2,s,delta\nm1,1,s,eight talks\n",
}


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A corpus with two anchored rows, its source and its spans, in the working directory."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def make(*more: str):
    arguments = ["--spans", "spans.csv", "--sources", "texts", "--into", "corpus", *more]
    return CliRunner().invoke(main, ["anchors", "make", *arguments])


def verify(*more: str):
    arguments = ["--sources", "texts", "--corpus", "corpus", *more]
    return CliRunner().invoke(main, ["verify", "anchors", *arguments])


def test_anchors_are_made_and_found(place):
    made = make()
    assert made.output.splitlines() == [
        "2 anchors (3 parts) in corpus/anchors.csv.",
        "Next: trustbook verify anchors --sources texts --corpus corpus",
    ]
    result = verify()
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "s: 2 found, 0 moved, 0 not found",
        "1 segment has no anchor and could not be verified.",
        "All 2 anchored rows are found. Next: trustbook check corpus",
    ]


def test_a_changed_source_is_told_row_by_row(place):
    make()
    (place / "texts" / "s.txt").write_text("New. Alpha beta gamma, delfa. Forty-eight talks.")
    result = verify()
    assert result.exit_code == 1
    assert result.output.splitlines()[:3] == [
        "s: 0 found, 1 moved, 1 not found",
        "material.csv, s 1: moved by 3 letters further on",
        "segments.csv, g1: not found",
    ]
    assert result.output.splitlines()[-1].startswith("2 of 2 anchored rows are not where they were")


def test_one_letter_is_no_letters(place):
    make()
    (place / "texts" / "s.txt").write_text(f"I. {FILES['texts/s.txt']}", encoding="utf-8")
    assert "moved by 1 letter further on" in verify().output


def test_a_span_in_several_places_is_told(place):
    make()
    text = FILES["texts/s.txt"]
    (place / "texts" / "s.txt").write_text(f"So: {text} {text}", encoding="utf-8")
    assert "moved by 2 letters further on; it stands 2 times there" in verify().output


def test_an_anchor_that_the_corpus_lacks_is_told(place):
    make()
    (place / "corpus" / "segments.csv").write_text("segment,study,kind,anchor\ng1,s,finding,zz\n")
    assert "segments.csv, g1: not found; anchors.csv has no anchor of this name" in verify().output


def test_a_missing_source_is_told(place):
    make()
    (place / "texts" / "s.txt").unlink()
    result = verify()
    assert result.exit_code == 1
    assert "s: 0 found, 0 moved, 2 no source, 0 not found" in result.output


def test_keyed_anchors_say_that_they_need_their_key(place):
    made = make("--new-key", "secret.key")
    assert "Keep secret.key" in made.output
    assert "--key secret.key" in made.output
    without = verify()
    assert without.exit_code == 1
    assert "2 needs the key" in without.output
    assert "give it with --key FILE" in without.output
    assert verify("--key", "secret.key").exit_code == 0


def test_two_keys_are_one_too_many(place):
    result = make("--key", "a.key", "--new-key", "b.key")
    assert result.exit_code == 2
    assert "not both" in result.output


def test_a_fault_among_the_spans_leaves_no_key_and_no_anchors(place):
    (place / "spans.csv").write_text("anchor,part,study,text\na1,1,s,nowhere\n", encoding="utf-8")
    result = make("--new-key", "secret.key")
    assert result.exit_code == 2
    assert "anchor a1, part 1: not in the source of s" in result.output
    assert not (place / "secret.key").exists()
    assert not (place / "corpus" / "anchors.csv").exists()


def test_the_report_for_machines_has_rows_and_parts(place):
    make()
    report = json.loads(verify("--json").output)
    assert report["rows"] == [
        {"table": "material", "row": "s 1", "study": "s", "anchor": "m1", "outcome": "found"},
        {"table": "segments", "row": "g1", "study": "s", "anchor": "a1", "outcome": "found"},
    ]
    assert [(a["anchor"], a["part"], a["moved_by"]) for a in report["anchors"]] == [
        ("a1", 1, 0),
        ("a1", 2, 0),
        ("m1", 1, 0),
    ]


def test_anchors_that_no_row_names_are_told_when_made_and_when_looked_for(place):
    (place / "corpus" / "segments.csv").write_text("segment,study,kind\ng1,s,finding\n")
    (place / "corpus" / "material.csv").unlink()
    assert "No row names " in make().output
    told = verify().output
    assert "No row of corpus names an anchor. Next: write the names of anchors.csv" in told


def test_a_corpus_without_anchors_says_how_to_make_them(place):
    (place / "corpus" / "material.csv").unlink()
    (place / "corpus" / "segments.csv").write_text("segment,study,kind\ng1,s,finding\n")
    result = verify()
    assert result.exit_code == 1
    assert result.output.splitlines()[-1] == (
        "corpus has no anchors. Next: trustbook anchors make --help"
    )
