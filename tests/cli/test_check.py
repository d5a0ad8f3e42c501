import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from trustbook.cli import main

SMALL = Path(__file__).parents[1] / "corpora" / "ten-segments"


@pytest.fixture
def corpus(tmp_path, monkeypatch):
    """A copy of a small sound corpus at data/mine, seen from its project."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(SMALL, tmp_path / "data" / "mine")
    return tmp_path / "data" / "mine"


def run(*arguments: str):
    return CliRunner().invoke(main, arguments)


def spoil(corpus, *, lines: int = 1) -> None:
    with (corpus / "codings.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"nowhere-{n},no-code,C1\n" for n in range(lines))


def test_a_sound_corpus_ends_with_0_and_says_what_to_do_next(corpus):
    result = run("check", "data/mine")
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "data/mine: 0 errors, 0 warnings.",
        "Next: trustbook build data/mine",
    ]


def test_a_faulty_corpus_ends_with_1_and_a_line_for_each_fault(corpus):
    spoil(corpus)
    rows = len((corpus / "codings.csv").read_text(encoding="utf-8").splitlines())
    result = run("check", "data/mine")
    first, second, counts, last = result.output.splitlines()
    assert result.exit_code == 1
    assert first.startswith(
        f'data/mine/codings.csv, row {rows}, column code: found "no-code", allowed a code of codes'
    )
    assert "column segment" in second
    assert counts == "data/mine: 2 errors, 0 warnings."
    assert last.startswith("Next: correct the errors")


def test_faults_that_are_not_listed_are_counted(corpus):
    spoil(corpus, lines=1022)
    result = run("check", "data/mine")
    assert "data/mine/codings.csv, column code: 1,002 more, allowed a code of" in result.output
    assert "2,044 errors" in result.output


def test_findings_for_machines_have_fields_and_messages(corpus):
    spoil(corpus)
    report = json.loads(run("check", "data/mine", "--json").output)
    assert (report["errors"], report["warnings"]) == (2, 0)
    assert report["findings"][0]["column"] == "code"
    assert report["findings"][0]["message"].startswith("codings.csv, row")


def test_a_missing_corpus_is_told_in_a_line(corpus):
    result = run("check", "data/nowhere")
    assert result.exit_code == 1
    assert "no corpus at data/nowhere" in result.output
    assert "Traceback" not in result.output


def test_an_unknown_option_ends_with_2(corpus):
    assert run("check", "--colour").exit_code == 2


def test_a_corpus_is_described_and_a_lagging_description_is_a_warning(corpus):
    result = run("describe", "data/mine")
    assert result.exit_code == 0
    assert "data/mine/datapackage.json" in result.output
    assert (corpus / "datapackage.json").is_file()
    assert "0 warnings" in run("check", "data/mine").output
    (corpus / "concepts.csv").write_text("concept,label,sign\n", encoding="utf-8")
    assert "1 warning." in run("check", "data/mine").output


def test_warnings_of_one_kind_are_one_line_with_their_number(corpus):
    """Five codes that nothing uses: a line, the first three of them named."""
    header = (corpus / "codes.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    with (corpus / "codes.csv").open("a", encoding="utf-8") as file:
        for number in range(5):
            row = {"code": f"spare-{number}", "label": "Spare", "kind": "code"}
            file.write(",".join(row.get(name, "") for name in header) + "\n")
    lines = run("check", "data/mine").output.splitlines()
    (line,) = [one for one in lines if one.startswith("5 warnings: No coding uses the code.")]
    assert "and 2 more; nothing to do if that is meant" in line


def test_a_faulty_corpus_is_not_said_to_be_searched(corpus):
    spoil(corpus)
    result = run("check", "data/mine", "--publish")
    assert "Nothing was searched for what identifies a person: correct" in result.output
    assert "Patterns" not in result.output
    report = json.loads(run("check", "data/mine", "--publish", "--json").output)
    assert report["searched_for_identifiers"] is False


@pytest.mark.slow
def test_what_speaks_against_publishing_is_asked_for_by_name(corpus):
    """Without --publish nothing of it is said; with it exceptions are logged, and limits."""
    (corpus / "README.md").write_text("Write to kim@example.org\n", encoding="utf-8")
    (corpus / "coding.md").write_text("Write to kim@example.org\n", encoding="utf-8")
    assert run("check", "data/mine").exit_code == 0
    result = run("check", "data/mine", "--publish")
    first, second, *withheld, limit, counts, last = result.output.splitlines()
    assert result.exit_code == 1
    assert any(line.startswith("withheld README.md (1 file)") for line in withheld)
    assert first.startswith('data/mine/coding.md, line 1: found an e-mail address, "k…" (15')
    assert second.startswith("data/mine/datapackage.json, column ethics: found no ethics statement")
    assert limit.startswith("Patterns know no name")
    assert counts == "data/mine: 2 errors, 0 warnings."
    assert last == "Next: correct the errors, then trustbook check data/mine --publish"
    grant = "name: A, date: 2024-05-31, reason: R"
    (corpus / "disclosure.yml").write_text(
        f"exceptions:\n- {{fault: email, file: coding.md, {grant}}}\n"
        f"- {{fault: ethics, file: datapackage.json, {grant}}}\n",
        encoding="utf-8",
    )
    report = json.loads(run("check", "data/mine", "--publish", "--json").output)
    assert (report["ok"], report["errors"], len(report["granted"])) == (True, 0, 2)


def test_a_check_is_made_again_only_when_something_changed(corpus, tmp_path, monkeypatch):
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: chapters/introduction\n")
    spoil(corpus)
    first = run("check", "data/mine")
    with monkeypatch.context() as patch:
        patch.delattr("trustbook.cli.checking.check_corpus")
        again = run("check", "data/mine")
    assert (again.exit_code, again.output) == (first.exit_code, first.output) != (0, "")
    spoil(corpus)
    assert len(run("check", "data/mine").output) > len(first.output)
