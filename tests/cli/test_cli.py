"""The command line: help, exit codes, messages."""

import errno
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from filelock import FileLock

from trustbook.cli import _signals, main
from trustbook.cli.progress import wait_for_turn
from trustbook.cli.terminal import fault_of_storage
from trustbook.corpus.package import write_package

ROOT = Path(__file__).parents[2]
SCREEN = 25
WIDTH = 80


def invoke(*arguments):
    return CliRunner().invoke(main, arguments)


COMMANDS = {name: main.get_command(None, name) for name in main.list_commands(None)}


def options(name):
    return [each for each in COMMANDS[name].params if isinstance(each, click.Option)]


def documents():
    paths = [*ROOT.glob("*.md"), *(ROOT / "chapters").glob("*.md"), ROOT / "Makefile"]
    text = "\n".join(path.read_text(encoding="utf-8") for path in paths)
    return text.replace("-m trustbook", "trustbook")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_one_screen_of_help_with_an_example(name):
    result = invoke(*name.split(), "--help").output
    assert re.search(rf"^  (Examples?: )?trustbook {name}", result, flags=re.MULTILINE)
    assert len(result.splitlines()) <= SCREEN
    assert max(map(len, result.splitlines())) <= WIDTH


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_shows_its_examples_line_by_line(name):
    """click joins the lines of a paragraph unless it begins with a mark, which it hides."""
    result = invoke(*name.split(), "--help").output
    assert "\\b" not in result
    assert "\b" not in result
    assert not re.search(r"\S.*(Example|Exit code)", result)


def test_the_list_of_commands_says_in_whole_sentences_what_each_does():
    lines = invoke("--help").output.partition("A compendium:")[2].splitlines()
    summaries = [line.split(maxsplit=1)[1] for line in lines if line.startswith("  ")]
    assert len(summaries) == len(COMMANDS)
    assert all(re.fullmatch("[A-Z].*[^.][.]", summary) for summary in summaries)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_says_what_it_does(name):
    assert [option.name for option in options(name) if not option.help] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_named_in_the_documents(name):
    assert f"trustbook {name}" in documents()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_named_in_the_documents(name):
    """In the line of the command in the table of all commands; --json is above the table."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    row = re.search(rf"^\| `trustbook {name}\b.*", readme, flags=re.MULTILINE)[0]
    assert set(re.findall(r"--[a-z-]+", row)) == {each.opts[0] for each in options(name)} - {
        "--json"
    }


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_ends_with_a_report_for_people_or_machines(name):
    assert name == "serve" or any("--json" in option.opts for option in options(name))


@pytest.mark.parametrize("name", ["build", "run", "check", "describe", "export", "serve",
                                  "verify", "freeze", "archive"])  # fmt: skip
def test_the_corpus_comes_first_and_may_be_left_out(name):
    first, *_ = (each for each in COMMANDS[name].params if isinstance(each, click.Argument))
    assert (first.name, first.required) == ("corpus", False)


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_help_and_version_import_no_library_of_the_analysis(arguments):
    """Modules are counted, not seconds, so that a loaded machine changes nothing."""
    code = (
        "import sys\nfrom trustbook.cli import main\n"
        f"main({arguments}, standalone_mode=False)\n"
        "heavy = {'pandas', 'numpy', 'altair', 'networkx', 'scipy', 'nbformat', 'yaml'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    process = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, encoding="utf-8"
    )
    assert process.stderr.strip() == "[]"


def test_a_build_that_runs_no_chapter_imports_nothing_that_only_chapters_use():
    code = "import sys, trustbook.cli.building\nprint({'altair', 'scipy'} & {*sys.modules})"
    process = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, encoding="utf-8"
    )
    assert process.stdout.strip() == "set()"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_an_interrupt_while_python_still_imports_is_one_line(tmp_path):
    (tmp_path / "click.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n")
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT / 'src'}"}
    process = subprocess.run(
        [sys.executable, "-m", "trustbook", "check"],
        env=environment,
        capture_output=True,
        check=False,
        encoding="utf-8",
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert (process.returncode, process.stderr) == (130, "Stopped before anything was done.\n")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_an_interrupt_of_code_in_a_string_ends_with_the_code_of_an_interrupt(tmp_path):
    """As dataclasses are made; Python would send itself the signal again when it ends."""
    (tmp_path / "stopped.py").write_text(
        "import os, signal, sys, types, click\n"
        "from trustbook.cli import main\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "stop = 'os.kill(os.getpid(), signal.SIGINT)\\nfor _ in range(10**9): pass'\n"
        "check = click.command()(lambda: exec(stop))\n"
        "sys.modules['trustbook.cli.check'] = types.SimpleNamespace(check=check)\n"
        "main(['check'])\n"
    )
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT / 'src'}"}
    command = [sys.executable, "-m", "stopped"]
    process = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert process.returncode == 130


@pytest.mark.parametrize("name", ["run", "verify", "freeze"])
def test_a_page_that_is_no_chapter_has_nothing_to_run(name):
    step = ["--step", "outputs"] if name == "verify" else []
    result = invoke(name, "--only", "glossary", *step)
    assert result.exit_code in (1, 2)
    assert "glossary is a page of text, not a chapter" in result.output
    assert len(result.stderr.splitlines()) <= 1


def test_what_a_command_could_not_do_is_one_object_for_machines_too():
    result = invoke("run", "--only", "glossary", "--json")
    report = json.loads(result.stdout)
    assert (report["command"], report["ok"], result.exit_code) == ("run", False, 2)
    assert report["error"].startswith("glossary is a page")


def test_only_the_reference_corpus_is_frozen():
    result = invoke("freeze", "tests/corpora/clinic")
    assert result.exit_code == 2
    assert "only data/ibbis has a frozen reference" in result.stderr


def test_the_version_is_that_of_the_package():
    assert "0.1.0" in invoke("--version").output


def test_a_command_that_does_not_exist_is_wrong_usage():
    assert invoke("bulid").exit_code == 2


def test_an_unknown_parameter_is_plain_lines_and_exit_code_2(tmp_path):
    (tmp_path / "mine.yml").write_text("sed: 1\n", encoding="utf-8")
    result = invoke("build", "--parameters", str(tmp_path / "mine.yml"))
    assert result.exit_code == 2
    assert 'did you mean "seed"?' in result.stderr
    assert "Traceback" not in result.output


def test_a_corpus_with_errors_is_exit_code_1(tmp_path):
    (tmp_path / "studies.csv").write_text("study,label,title\na,,\n", encoding="utf-8")
    result = invoke("build", str(tmp_path))
    assert result.exit_code == 1
    assert "row 2" in result.stderr


def test_chapters_that_are_tidy_leave_nothing_to_do():
    result = invoke("tidy", "--check")
    assert result.exit_code == 0, result.output
    assert result.output.splitlines()[-1] == "Next: trustbook build"
    assert "no faults." in result.output


def test_serving_a_book_that_is_not_built_says_what_to_do(tmp_path):
    result = invoke("serve", str(tmp_path))
    assert result.exit_code == 3
    assert "run `trustbook build` first" in result.stderr


def test_a_folder_that_is_no_book_is_refused_as_output(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    result = invoke("build", "tests/corpora/ten-segments", "--output", str(tmp_path))
    assert result.exit_code == 3
    assert "give --output an empty or a new folder" in result.stderr


@pytest.mark.slow
def test_the_package_runs_as_a_module():
    process = subprocess.run(
        [sys.executable, "-m", "trustbook", "check", "tests/corpora/ten-segments", "--json"],
        cwd=ROOT,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert json.loads(process.stdout)["errors"] == 0


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="threads are listed on Linux")
def test_a_command_starts_no_threads_for_large_matrices():
    code = (
        "import contextlib, os, sys\nfrom trustbook.__main__ import main\n"
        "sys.argv = ['trustbook', 'check', 'tests/corpora/ten-segments']\n"
        "with contextlib.suppress(SystemExit):\n    main()\n"
        "print(len(os.listdir('/proc/self/task')))"
    )
    settings = {k: v for k, v in os.environ.items() if k != "OPENBLAS_NUM_THREADS"}
    arguments = [sys.executable, "-c", code]
    process = subprocess.run(
        arguments, cwd=ROOT, capture_output=True, check=True, env=settings, encoding="utf-8"
    )
    assert process.stdout.splitlines()[-1] == "1"


def test_a_folder_that_could_not_be_copied_is_said_by_its_first_file(tmp_path, full_disk):
    with full_disk(), pytest.raises(shutil.Error) as error:
        shutil.copytree(ROOT / "tests" / "corpora" / "village", tmp_path / "copy")
    words = fault_of_storage(error.value)
    assert re.match(r"no space left at \S*\.csv: free some, then", words)


def test_a_file_that_another_program_has_open_is_said():
    """As Excel has on Windows, which says so by a number of its own."""
    error = PermissionError(errno.EACCES, "Permission denied", "codings.csv")
    error.winerror = 32
    assert fault_of_storage(error).startswith(
        "another program has a file open at codings.csv: close it there and try again; "
    )


def test_a_full_disk_is_said_in_one_line_and_leaves_what_was_there(tmp_path, full_disk):
    shutil.copytree(ROOT / "tests" / "corpora" / "clinic", tmp_path / "mine")
    write_package(tmp_path / "mine")
    before = {path: path.read_bytes() for path in (tmp_path / "mine").iterdir()}
    with (tmp_path / "mine" / "studies.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    with full_disk(1000):
        done = invoke("describe", str(tmp_path / "mine"), "--json")
    assert (done.exit_code, len(done.stderr.splitlines())) == (3, 1)
    assert done.stderr.startswith("no space left: free some, then run the same command again")
    assert json.loads(done.stdout)["error"] == done.stderr.rstrip()
    assert set((tmp_path / "mine").iterdir()) == set(before)
    assert (tmp_path / "mine" / "datapackage.json").read_bytes() in before.values()


@pytest.fixture
def turn(tmp_path, monkeypatch):
    """A command that waits for its turn in an empty compendium."""
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: one\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return click.Command("turn", callback=lambda: wait_for_turn("mine"))


def test_a_lock_of_a_process_that_has_ended_holds_nobody_up(turn, tmp_path):
    for _ in range(2):
        assert CliRunner().invoke(turn).output == ""
    assert (tmp_path / "_build" / "locks" / "mine.lock").exists()


def test_who_comes_second_waits_and_says_so(turn, tmp_path):
    is_locked = threading.Event()

    def work():
        with FileLock(tmp_path / "_build" / "locks" / "mine.lock"):
            is_locked.set()
            time.sleep(0.2)

    CliRunner().invoke(turn)
    threading.Thread(target=work).start()
    is_locked.wait()
    done = CliRunner().invoke(turn)
    assert done.stderr == "mine: another command works on it; this one waits until that has ended\n"
    assert done.exit_code == 0


@pytest.mark.slow
def test_names_that_a_locale_does_not_know_are_read_and_printed(tmp_path):
    shutil.copytree(ROOT / "tests" / "corpora" / "clinic", tmp_path / "Ærø")
    env = {**os.environ, "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "trustbook", "check", "Ærø"]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "Ærø: 0 errors" in done.stdout.decode()


class _Swallowing:
    """What swallows an interruption, as Python does while it forgets a module's lock."""

    def __del__(self):
        signal.raise_signal(signal.SIGTERM)


def test_an_interruption_that_is_swallowed_comes_again(capfd):
    with pytest.raises(KeyboardInterrupt), _signals() as signals:
        _Swallowing()
        time.sleep(10)
    assert len(signals) > 1
    assert set(signals) == {signal.SIGTERM}
    assert "Exception ignored" not in capfd.readouterr().err


def test_what_is_cleared_up_after_an_interruption_is_not_interrupted_again():
    is_clear = False
    with pytest.raises(KeyboardInterrupt), _signals():
        try:
            signal.raise_signal(signal.SIGTERM)  # an interrupt is ignored in the background
        finally:
            time.sleep(0.5)
            is_clear = True
    assert is_clear
