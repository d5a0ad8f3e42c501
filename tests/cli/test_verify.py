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
    arguments = ["corpus", "--spans", "spans.csv", "--sources", "texts", *(more or ("--plain",))]
    return CliRunner().invoke(main, ["anchors", *arguments])


def verify(*more: str):
    arguments = ["corpus", "--step", "anchors", "--sources", "texts", *more]
    return CliRunner().invoke(main, ["verify", *arguments])


def test_anchors_are_made_and_found(place):
    outcome = make()
    assert outcome.output.splitlines() == [
        "2 anchors (3 parts) in corpus/anchors.csv.",
        "2 anchors of fewer than 40 letters, without a key: whoever has a list of likely words can "
        "guess them; leave out --plain unless the source is public.",
        "Next: trustbook verify corpus --step anchors --sources texts",
    ]
    result = verify()
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "s: 2 found, 0 moved, 0 not found",
        "anchors      ok: all 2 anchored rows are found in their sources; 1 segment without an "
        "anchor",
        "All that was verified agrees.",
        "Next: trustbook build corpus",
    ]


def test_a_changed_source_is_told_row_by_row(place):
    make()
    (place / "texts" / "s.txt").write_text("New. Alpha beta gamma, delfa. Forty-eight talks.")
    result = verify()
    assert result.exit_code == 1
    *lines, last = result.output.splitlines()
    assert lines == [
        "s: 0 found, 1 moved, 1 not found",
        "anchors      2 findings",
        "anchors: material.csv, s 1: moved by 3 letters further on",
        "anchors: segments.csv, g1: not found",
        "2 findings (anchors).",
    ]
    assert last.startswith("Next: moved = the span is in the source, but elsewhere")


def test_one_letter_is_no_letters(place):
    make()
    (place / "texts" / "s.txt").write_text(f"I. {FILES['texts/s.txt']}", encoding="utf-8")
    assert "moved by 1 letter further on" in verify().output


def test_a_span_in_several_places_is_told(place):
    make()
    text = FILES["texts/s.txt"]
    (place / "texts" / "s.txt").write_text(f"So: {text} {text}", encoding="utf-8")
    assert "moved by 2 letters further on; it occurs 2 times there" in verify().output


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
    result = make("--new-key", "secret.key")
    assert "Keep secret.key" in result.output
    assert "--key secret.key" in result.output
    without = verify()
    assert without.exit_code == 1
    assert "2 needs the key" in without.output
    assert "give it with --key FILE" in without.output
    assert verify("--key", "secret.key").exit_code == 0


def test_anchors_are_keyed_unless_they_are_to_be_plain(place):
    """The key is made beside the spans, and used again the next time."""
    arguments = ["anchors", "corpus", "--spans", "spans.csv", "--sources", "texts"]
    assert "Keep spans.key" in CliRunner().invoke(main, arguments).output
    key = (place / "spans.key").read_bytes()
    anchors = (place / "corpus" / "anchors.csv").read_bytes()
    assert CliRunner().invoke(main, arguments).exit_code == 0
    assert (place / "spans.key").read_bytes() == key
    assert (place / "corpus" / "anchors.csv").read_bytes() == anchors
    assert verify("--key", "spans.key").exit_code == 0


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
    (report,) = json.loads(verify("--json").output)["steps"]
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
    text = verify().output
    assert "no row of corpus names an anchor: write the names of anchors.csv" in text


def test_a_corpus_without_anchors_says_how_to_make_them(place):
    (place / "corpus" / "material.csv").unlink()
    (place / "corpus" / "segments.csv").write_text("segment,study,kind\ng1,s,finding\n")
    result = verify()
    assert result.exit_code == 1
    assert "corpus has no anchors: trustbook anchors --help says how" in result.output


def test_the_anchors_cannot_be_looked_for_without_sources(place):
    result = CliRunner().invoke(main, ["verify", "corpus", "--step", "anchors"])
    assert result.exit_code == 2
    assert "--sources DIR" in result.stderr
