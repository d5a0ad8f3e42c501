"""What works on Linux works on Windows: letters, places and calls of the system."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from trustbook.book.new_compendium import About, new_compendium
from trustbook.cli import main

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "trustbook"
ON_POSIX_ALONE = {
    "os": "chown chroot fork forkpty getegid geteuid getgid getgroups getloadavg getpgid getpgrp "
    "getpriority getuid killpg lchown mkfifo mknod nice openpty pread pwrite setegid seteuid "
    "setgid setpgid setsid setuid sysconf tcgetpgrp uname wait3 wait4 waitid",
    "signal": "SIGALRM SIGCHLD SIGHUP SIGKILL SIGPIPE SIGQUIT SIGUSR1 SIGUSR2 alarm pause "
    "pthread_kill pthread_sigmask setitimer sigwait",
    "socket": "AF_UNIX fromfd sethostname",
}
BY_NAME = {"AF_UNIX", "fork", "forkserver"}  # given as words: families of sockets, ways to start
MODULES_OF_POSIX = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"}
GUARDS = (
    "hasattr(os,",
    "hasattr(signal,",
    "hasattr(socket,",
    "suppress(ImportError",
    "FORKS",
    "sys.platform",
)


def uses(tree):
    """Each use of what only POSIX has, with the outermost function that it is in."""
    for top in tree.body:
        for node in ast.walk(top):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                if node.attr in ON_POSIX_ALONE.get(node.value.id, "").split():
                    yield f"{node.value.id}.{node.attr}", top
            elif isinstance(node, ast.Constant) and node.value in BY_NAME:
                yield node.value, top
            elif isinstance(node, ast.Import):
                names = {alias.name for alias in node.names} & MODULES_OF_POSIX
                yield from ((name, top) for name in names)
            elif isinstance(node, ast.ImportFrom) and node.module in MODULES_OF_POSIX:
                yield node.module, top


def callers(functions, name):
    """The functions that call the one of this name, and those that call them."""
    direct = [each for each in functions if f"{name}(" in ast.unparse(each) and each.name != name]
    return direct + [above for each in direct for above in callers(functions, each.name)]


def is_guarded(tree, function):
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    sources = map(ast.unparse, [function, *callers(functions, getattr(function, "name", " "))])
    return any(guard in source for source in sources for guard in GUARDS)


def trees(*words):
    """The files of the package that have one of the words, each parsed."""
    for path in sorted(SOURCE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if any(word in text for word in words):
            yield path.relative_to(SOURCE).as_posix(), ast.parse(text)


@pytest.mark.slow
def test_what_only_posix_has_stands_behind_a_question_whether_it_is_there():
    names = [name for names in ON_POSIX_ALONE.values() for name in names.split()]
    open_uses = [
        f"{place}: {name}"
        for place, tree in trees(*names, *(f"import {module}" for module in MODULES_OF_POSIX))
        for name, top in uses(tree)
        if not is_guarded(tree, top)
    ]
    assert open_uses == []


def test_a_use_without_a_question_is_found():
    tree = ast.parse("import os\ndef f():\n    os.setsid()\n")
    assert [name for name, top in uses(tree) if not is_guarded(tree, top)] == ["os.setsid"]


def test_a_use_by_its_name_is_found():
    tree = ast.parse("def f():\n    Listener(place, 'AF_UNIX')\n")
    assert [name for name, top in uses(tree) if not is_guarded(tree, top)] == ["AF_UNIX"]


def test_no_text_is_read_or_written_in_the_letters_of_the_system():
    """On Windows they are cp1252 unless an encoding is named."""
    calls = [
        (place, node)
        for place, tree in trees(".read_text(", ".write_text(")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", "") in ("read_text", "write_text")
        and not ast.unparse(node.func).startswith("metadata.")  # of a package, always UTF-8
    ]
    assert [
        f"{place}, line {node.lineno}"
        for place, node in calls
        if "encoding" not in {keyword.arg for keyword in node.keywords}
    ] == []


@pytest.fixture
def compendium(tmp_path, monkeypatch):
    """A compendium in a folder of spaces and letters, with words that cp1252 does not have."""
    folder = new_compendium(tmp_path / "Blåbær og æø" / "Mit studie ø", About(title="Øvelse → −1"))
    segments = folder / "data" / "mit-studie-ø" / "segments.csv"
    rows = segments.read_text(encoding="utf-8").replace(",quotation,", ",Łódź → −1,", 1)
    segments.write_text(rows, encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


def invoke(*arguments):
    return CliRunner(charset="cp1252").invoke(main, arguments)


def test_commands_write_letters_that_the_terminal_lacks_by_their_numbers(compendium):
    done = invoke("check")
    assert (done.exit_code, done.exception.code) == (1, 1)
    assert "\\u0141ód\\u017a \\u2192 \\u22121" in done.stdout


def test_what_machines_read_is_whole_in_any_letters(compendium):
    (finding,) = json.loads(invoke("check", "--json").stdout)["findings"]
    assert finding["value"] == '"Łódź → −1"'


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    [
        ["list"],
        ["text"],
        ["text", "--names"],
        ["new", "chapter", "hvem"],
        ["new", "data/nyt ø"],
        ["eject", "networks"],
        ["upgrade"],
        ["tidy"],
        ["describe"],
        ["anchors", "--help"],
        ["export", "data/mit-studie-ø", "--as", "xlsx", "--into", "ud æ.xlsx"],
        ["init", "../et til å"],
    ],
)
def test_commands_work_in_a_folder_of_spaces_and_letters(compendium, arguments):
    segments = compendium / "data" / "mit-studie-ø" / "segments.csv"
    rows = segments.read_text(encoding="utf-8").replace("Łódź → −1", "quotation")
    segments.write_text(rows, encoding="utf-8")
    done = invoke(*arguments)
    assert done.exit_code == 0, done.output
    assert "Traceback" not in done.output


@pytest.mark.slow
def test_a_process_with_the_letters_of_windows_ends_with_its_own_code(compendium):
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252", "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "trustbook", "check"]
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert b"\\u0141\xf3d\\u017a" in done.stdout
