"""The command line: help, exit codes, messages."""

import json
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from trustbook.cli import main

ROOT = Path(__file__).parents[2]
SCREEN = 40
WIDTH = 80


def invoke(*arguments):
    return CliRunner().invoke(main, arguments)


def commands(group=main, path=()):
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


COMMANDS = {" ".join(path): command for path, command in commands()}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_one_screen_of_help_with_an_example(name):
    shown = invoke(*name.split(), "--help").output
    assert re.search(rf"^  (Examples?: )?trustbook {name}", shown, flags=re.MULTILINE)
    assert len(shown.splitlines()) <= SCREEN
    assert max(map(len, shown.splitlines())) <= WIDTH


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_shows_its_examples_line_by_line(name):
    """click joins the lines of a paragraph unless it begins with a mark, which it hides."""
    shown = invoke(*name.split(), "--help").output
    assert "\\b" not in shown
    assert "\b" not in shown
    assert not re.search(r"\S.*(Example|Exit code)", shown)


def test_the_list_of_commands_says_in_whole_sentences_what_each_does():
    assert "..." not in invoke("--help").output.partition("Commands:")[2]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_says_what_it_does(name):
    options = [each for each in COMMANDS[name].params if isinstance(each, click.Option)]
    assert [option.name for option in options if not option.help] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_named_in_the_documents(name):
    documents = [*ROOT.glob("*.md"), *(ROOT / "chapters").glob("*.md"), ROOT / "Makefile"]
    text = "\n".join(path.read_text(encoding="utf-8") for path in documents)
    assert f"trustbook {name}" in text.replace("-m trustbook", "trustbook")


def test_the_version_is_that_of_the_package():
    assert "0.1.0" in invoke("--version").output


def test_a_command_that_does_not_exist_is_wrong_usage():
    assert invoke("bulid").exit_code == 2


def test_an_unknown_parameter_is_plain_lines_and_exit_code_2(tmp_path):
    (tmp_path / "mine.yml").write_text("sed: 1\n", encoding="utf-8")
    done = invoke("build", "--parameters", str(tmp_path / "mine.yml"))
    assert done.exit_code == 2
    assert 'did you mean "seed"?' in done.stderr
    assert "Traceback" not in done.output


def test_a_corpus_with_errors_is_exit_code_1(tmp_path):
    (tmp_path / "studies.csv").write_text("study,label,title\na,,\n", encoding="utf-8")
    done = invoke("build", str(tmp_path))
    assert done.exit_code == 1
    assert "row 2" in done.stderr


def test_chapters_that_are_tidy_leave_nothing_to_do():
    done = invoke("tidy", "--check")
    assert done.exit_code == 0, done.output
    assert "0 faults. Next: trustbook build" in done.output


def test_serving_a_book_that_is_not_built_says_what_to_do(tmp_path):
    done = invoke("serve", str(tmp_path))
    assert done.exit_code == 3
    assert "run `trustbook build` first" in done.stderr


def test_a_folder_that_is_no_book_is_refused_as_output(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    done = invoke("build", "tests/corpora/ten-segments", "--output", str(tmp_path))
    assert done.exit_code == 3
    assert "give --output an empty or a new folder" in done.stderr


def test_the_package_runs_as_a_module():
    done = subprocess.run(
        [sys.executable, "-m", "trustbook", "check", "tests/corpora/ten-segments", "--json"],
        cwd=ROOT,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert json.loads(done.stdout)["errors"] == 0
