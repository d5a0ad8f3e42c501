"""What happens when things go wrong: killed, interrupted, twice at once, a full disk, odd places.

Each case is tried in a small compendium. It holds when no traceback is printed, the last good book,
corpus, key and reference are whole, no temporary file and no process stays, and the same command,
run again, finishes. Prints one row per case. Run it as root on Linux: full disks are small file
systems in memory, and files without permission are somebody else's.

    python benchmarks/faults.py [--times 20] [--command build]... [CASE...]
"""

import argparse
import json
import os
import random
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from warm import Ending, Moment, ending, warm

from trustbook.book.notebooks import canonical, write_notebook
from trustbook.book.staging import changed_files

ROOT = Path(__file__).resolve().parents[1]
ONE_MORE = "from trustbook import read_corpus\n\ndata = read_corpus(corpus)"
GRID = "chapters: [one, two]\nparameters:\n  level: [all, micro, meso]\n"
ROWS = 'data.table("segments")[["segment", "study"]]'
EXCERPTS = "Text,Code\n" + "She listens to me,Trust\n" * 50
NOBODY = 65534
PLAIN = ("setpriv", "--bounding-set=-all", "--inh-caps=-all")


def compendium(folder: Path, *, cell: str = ROWS, corpus: str = "mine", timeout: int = 600) -> Path:
    """A compendium of two chapters about a small corpus, with an export to import."""
    shutil.copytree(ROOT / "tests" / "corpora" / "clinic", folder / "data" / corpus)
    for name, code in (("one", cell), ("two", ROWS)):
        cells = [
            new_markdown_cell(f"# {name}"),
            new_code_cell(
                f'corpus = "data/{corpus}"  # x\nlevel = "all"  # x',
                metadata={"tags": ["parameters"]},
            ),
            new_code_cell(ONE_MORE),
            new_code_cell(code),
        ]
        write_notebook(canonical(new_notebook(cells=cells)), folder / f"chapters/{name}.ipynb")
    toc = "format: jb-book\nroot: chapters/one\nchapters:\n  - file: chapters/two\n"
    (folder / "_toc.yml").write_text(toc, encoding="utf-8")
    config = (ROOT / "_config.yml").read_text(encoding="utf-8")
    limited = config.replace("timeout: 600", f"timeout: {timeout}")
    (folder / "_config.yml").write_text(limited, encoding="utf-8")
    (folder / "parameters.yml").write_text(f'corpus: "data/{corpus}"\n', encoding="utf-8")
    shutil.copy(ROOT / "CITATION.cff", folder / "CITATION.cff")
    with (folder / "CITATION.cff").open("a", encoding="utf-8") as file:
        file.write("date-released: 2024-05-31\n")
    (folder / "excerpts.csv").write_text(EXCERPTS, encoding="utf-8")
    (folder / "grid.yml").write_text(GRID, encoding="utf-8")
    (folder / "text").mkdir()
    (folder / "text" / "two.md").write_text("They said so {{ d01 }}.\n", encoding="utf-8")
    return folder


def started(
    folder: Path, *arguments: str, plain: bool = False, **env: str | None
) -> subprocess.Popen:
    """The process of a command; a `plain` one has no rights beyond those of its own files."""
    temporary = Path(tempfile.mkdtemp(prefix="faults-"))
    temporary.chmod(0o777)
    values = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "TMPDIR": str(temporary), **env}
    process = subprocess.Popen(
        [*(PLAIN if plain else ()), sys.executable, "-m", "trustbook", *arguments],
        cwd=folder,
        env={name: value for name, value in values.items() if value is not None},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    )
    process.temporary = temporary
    return process


def ended(process: subprocess.Popen, *, within: float = 600) -> tuple[int, str]:
    """How a command ended, and what it printed."""
    output, errors = process.communicate(timeout=within)
    return process.returncode, output + errors


def run(folder: Path, *arguments: str, **rest: str | None) -> tuple[int, str]:
    """How a command ended that ran to its end, and what it printed."""
    process = started(folder, *arguments, **rest)
    result = ended(process)
    shutil.rmtree(process.temporary, ignore_errors=True)
    return result


def faults_left(folder: Path, output: str) -> list[str]:
    """What is not as it should be after a command failed."""
    faults = ["a traceback"] if "Traceback" in output else []
    books = [path for path in (folder / "_build" / "book").glob("[!.]*") if path.is_dir()]
    faults += [f"{book.name}: {line}" for book in books for line in changed_files(book)[:1]]
    faults += [f"empty {path.name}" for path in folder.rglob("*.key") if not path.stat().st_size]
    faults += [f"torn {path.name}" for path in (folder / "tests").rglob("*.*") if _is_torn(path)]
    faults += [
        f"torn {path.name}" for path in folder.glob("_build/archive/*.zip") if _is_torn(path)
    ]
    return faults


def _is_torn(path: Path) -> bool:
    """Whether a file of the reference, or an archive, is not whole."""
    if path.suffix == ".zip":
        return not zipfile.is_zipfile(path)
    if path.suffix in (".ipynb", ".json"):
        with suppress(ValueError):
            return not json.loads(path.read_text(encoding="utf-8"))
        return True
    return not path.is_file()


def left_over(folder: Path) -> list[str]:
    """The temporary files that stay."""
    shapes = ("*.partial", ".*.new", ".*.old", ".new.*", ".mine.*", ".sub.*")
    names = {path for shape in shapes for path in folder.rglob(shape)}
    return [_without_chance(str(path.relative_to(folder))) for path in sorted(names)]


def verdict(tried: int, faults: list[str]) -> tuple[int, str]:
    """How often it was tried, and what happened."""
    unique = sorted(set(faults))
    return tried, f"{len(faults)} faults: {'; '.join(unique)[:300]}" if faults else "holds"


COMMANDS = {
    "build": ("build", "--jobs", "2"),
    "import": ("import", "excerpts.csv", "--into", "data/new"),
    "freeze": ("freeze", "--jobs", "2"),
    "archive": ("archive", "--jobs", "2"),
    "init": ("init", "sub"),
    "sweep": ("sweep", "grid.yml", "--jobs", "2"),
    "text": ("text", "--accept"),
    "check": ("check",),
    "pdf": ("pdf",),
    "serve": ("serve",),
}
WRITES = ("build", "import", "freeze", "archive", "init", "sweep", "text")
NEVER_ENDS = {"serve": 4.0}  # seconds within which it is stopped
MADE = {
    "build": "_build/book/mine",
    "import": "data/new",
    "freeze": "tests/reference",
    "archive": "_build/archive",
    "init": "sub",
    "sweep": "_build/sweeps/grid",
    "text": "text",
}


def _changed(folder: Path) -> None:
    """Change the data, so that there is something to do again."""
    with (folder / "data" / "mine" / "README.md").open("a", encoding="utf-8") as file:
        file.write("x\n")
    table = folder / "data" / "mine" / "segments.csv"
    table.write_text(table.read_text(encoding="utf-8") + "\n", encoding="utf-8")


def _undone(folder: Path) -> None:
    for place in (folder / "data/new", folder / "sub", *folder.glob("data/.*"), *folder.glob(".*")):
        shutil.rmtree(place, ignore_errors=True)
    (folder / "excerpts.key").unlink(missing_ok=True)


def _prepared(folder: Path, command: str, *, is_anew: bool) -> None:
    """Let a command have something to do: all anew, or but a sentence of a text."""
    _undone(folder)
    if is_anew:
        _changed(folder)
    with (folder / "text" / "two.md").open("a", encoding="utf-8") as file:
        file.write("\nThey said so again.\n")
    if command == "import" and not is_anew:
        (folder / "excerpts.key").write_text("5e" * 32 + "\n", encoding="ascii")


def stopped(times: int, number: signal.Signals, commands: Iterable[str]) -> tuple[int, str]:
    """A signal to each command alone at random moments, then the same command again."""
    faults, tried = [], 0
    with place() as folder:
        compendium(folder)
        warm(folder, [COMMANDS[command] for command in commands if command not in NEVER_ENDS])
        for command in ("build", "freeze"):
            ending(folder, COMMANDS[command])
        for command in commands:
            _prepared(folder, command, is_anew=True)
            whole = None if command in NEVER_ENDS else ending(folder, COMMANDS[command])
            names = _names_in(folder / MADE.get(command, "nothing"))
            tries = [
                _one_stop(folder, command, _moment(command, number, whole), whole, names)
                for _ in range(times)
            ]
            tried += times
            faults += [f"{command}: {fault}" for each in tries for fault in each[1]]
            seconds = [each[0] for each in tries if each[0]]
            counts = Counter(fault for each in tries for fault in each[1])
            print(
                f"  {command}: {len(seconds)} of {times} stopped, median "
                f"{statistics.median(seconds or [0]):.2f}, slowest {max(seconds, default=0):.2f} s"
                f" {dict(counts) or ''}",
                flush=True,
            )
    return verdict(tried, faults)


def _moment(command: str, number: signal.Signals, whole: Ending | None) -> Moment:
    """A moment of a command: in two of three cases a change of a file, half of these half done."""
    if whole and random.random() < 2 / 3:
        change, is_halfway = random.randint(1, whole.changes), random.random() < 1 / 2
        return Moment(number=number, change=change, is_halfway=is_halfway)
    seconds = random.uniform(0, whole.seconds if whole else NEVER_ENDS[command])
    return Moment(number=number, seconds=seconds)


def _one_stop(
    folder: Path, command: str, moment: Moment, whole: Ending | None, names: set[str]
) -> tuple[float, list[str]]:
    """After how many seconds a stopped command ended, and what is not as it should be."""
    _prepared(folder, command, is_anew=random.random() < 1 / 2)
    before, key = _corpus_bytes(folder), _content(folder / "excerpts.key")
    end = ending(folder, COMMANDS[command], moment)
    faults = [*faults_left(folder, end.output), *end.living]
    faults += [] if before == _corpus_bytes(folder) else ["the corpus changed"]
    faults += [] if key in (None, _content(folder / "excerpts.key")) else ["the key changed"]
    if moment.number != signal.SIGKILL:
        faults += [f"{name} stays" for name in left_over(folder)]
        is_said = end.status in (0, 128 + moment.number) and (
            not end.status or "Stopped" in end.output
        )
        faults += [] if is_said else [f"status {end.status}: {end.output[-200:]}"]
    faults += [f"temporary {_without_chance(name)} stays" for name in end.temporary]
    if whole:
        faults += _faults_again(folder, command, names)
    return end.seconds_to_stop, faults


def _faults_again(folder: Path, command: str, names: set[str]) -> list[str]:
    """What is not as it should be after the command that was stopped has run again."""
    again = ending(folder, COMMANDS[command])
    is_there = command in ("import", "init") and "already" in again.output
    faults = [] if is_there or not again.status else [f"again: {again.output[-200:]}"]
    faults += [f"again: {fault}" for fault in faults_left(folder, again.output)]
    faults += [f"again: {name} stays" for name in left_over(folder)]
    now = _names_in(folder / MADE[command]) if command in MADE else names
    faults += [f"again: {sorted(now ^ names)[:3]} differ"] if now != names else []
    return faults


def _names_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def _without_chance(name: str) -> str:
    """The name of a temporary file without the letters that are drawn."""
    return re.sub(r"[a-z0-9_]{8}$", "…", name)


def _corpus_bytes(folder: Path) -> dict[Path, bytes]:
    """The corpus, which no command that is stopped may change."""
    return {path: path.read_bytes() for path in (folder / "data/mine").rglob("*") if path.is_file()}


def at_once(times: int) -> tuple[int, str]:
    """Two builds at once."""
    faults = []
    with place() as folder:
        compendium(folder)
        for number in range(times):
            _changed(folder)
            pair = [started(folder, "build", "--jobs", "1") for _ in range(2)]
            for process in pair:
                code, output = ended(process)
                faults += [output[-200:]] if code else []
                faults += faults_left(folder, output)
                shutil.rmtree(process.temporary, ignore_errors=True)
            faults += (
                [f"pair {number}: no book"] if not list(folder.glob("_build/book/mine")) else []
            )
    return verdict(times, faults)


def full_disk(times: int) -> tuple[int, str]:
    """A disk of many sizes, on which each command fails until there is room."""
    faults, tried, failed = [], 0, 0
    with place() as source:
        run(compendium(source), "build", "--jobs", "2")
        run(source, "freeze", "--jobs", "2")
        size = sum(path.stat().st_blocks * 512 for path in source.rglob("*"))
        for command, arguments in ((name, COMMANDS[name]) for name in WRITES):
            for share in range(1, max(2, times) + 1):
                with place() as folder:
                    room = int(size + share**3 * 3000)
                    subprocess.run(
                        ["mount", "-t", "tmpfs", "-o", f"size={room}", "tmpfs", folder], check=True
                    )
                    try:
                        shutil.copytree(source, folder, dirs_exist_ok=True)
                        before = _files_to_survive(folder)
                        if command in ("build", "freeze", "archive"):
                            with (folder / "data/mine/segments.csv").open("a") as file:
                                file.write("\n")
                            before = _files_to_survive(folder)
                        code, output = run(folder, *arguments)
                        tried += 1
                        failed += bool(code)
                        faults += [f"{command}: {fault}" for fault in faults_left(folder, output)]
                        if code:
                            lost = [p for p, c in before.items() if _content(p) != c]
                            faults += [f"{command}: {p.name} changed" for p in lost]
                            words = [line for line in output.splitlines() if "space" in line]
                            faults += [] if words else [f"{command}: {output[-200:]}"]
                            left = left_over(folder)
                            faults += [f"{command}: {name} stays" for name in left]
                            options = ["-o", f"remount,size={size * 4 + 100_000_000}"]
                            subprocess.run(["mount", *options, folder], check=True)
                            code, output = run(folder, *arguments)
                            faults += [f"{command} again: {output[-200:]}"] if code else []
                    finally:
                        subprocess.run(["umount", "-l", folder], check=True)
    tried, words = verdict(tried, faults)
    return tried, f"{words}; {failed} failed for want of room"


def _files_to_survive(folder: Path) -> dict[Path, bytes]:
    parts = ("_build/book", "data", "tests/reference")
    paths = [path for part in parts for path in (folder / part).rglob("*") if path.is_file()]
    return {path: path.read_bytes() for path in paths}


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def cells(_: int) -> tuple[int, str]:
    """Cells that hang, die, show or ask for too much."""
    codes = {
        "while True: pass": "took more than",
        "import time; time.sleep(1000)": "took more than",
        "import numpy; x = numpy.ones(10**8); [x.sort() for _ in range(10**6)]": "took more than",
        "print('x' * 40_000_000)": "showed more than",
        "for n in range(10**9): print('x' * 1000)": "showed more than",
        "import os; os._exit(1)": "stopped without a word",
        "import os; os.kill(os.getpid(), 11)": "stopped without a word",
        "x = bytearray(10**14)": "MemoryError",
        "x = [0]\nwhile True: x = x * 2": "",  # the one or the other limit
        "raise SystemExit(3)": "",
        "1/0": "ZeroDivisionError",
    }
    faults = []
    for code, words in codes.items():
        with place() as folder:
            process = started(compendium(folder, cell=code, timeout=5), "build")
            status, output = ended(process)
            is_said = status == 3 and words in output
            faults += [] if is_said or not words else [f"{code}: {status} {output[-200:]}"]
            faults += [f"{code}: {fault}" for fault in faults_left(folder, output)]
            shutil.rmtree(process.temporary, ignore_errors=True)
    return verdict(len(codes), faults)


def surroundings(_: int) -> tuple[int, str]:
    """Homes that are none, other locales, other users."""
    faults = []
    cases: list[dict] = [
        {"HOME": None},
        {"HOME": "/"},
        {"HOME": "/nowhere"},
        {"HOME": "/proc", "plain": True},
        {"LC_ALL": "C"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
        {"LC_ALL": "da_DK.ISO-8859-1", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"},
        {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "7"},
    ]
    for case in cases:
        with place() as folder:
            compendium(folder, corpus="Ærø")
            for command in (("check",), ("build", "--explain"), ("list",), ("archive",)):
                code, output = run(folder, *command, **case)
                faults += [f"{case} {command[0]}: {output[-300:]}"] if code else []
                faults += [f"{case}: {fault}" for fault in faults_left(folder, output)]
    return verdict(len(cases), faults)


def rights(_: int) -> tuple[int, str]:
    """Data that cannot be written and output that cannot, as another user."""
    faults, commands = [], (*(COMMANDS[name] for name in WRITES), ("describe",), ("check",))
    for command in commands:
        with place() as folder:
            run(compendium(folder), "build")
            _give_away(folder)
            code, output = run(folder, *command, plain=True)
            one_line = len([line for line in output.splitlines() if "permission" in line]) == 1
            if command[0] != "check":
                faults += [] if code and one_line else [f"{command[0]}: {output[-300:]}"]
            faults += [f"{command[0]}: {fault}" for fault in faults_left(folder, output)]
    with place() as folder:
        compendium(folder)
        _give_away(folder)
        (folder / "_build").mkdir()
        code, output = run(folder, "build", plain=True)
        faults += [f"read-only data: {output[-300:]}"] if code else []
    return verdict(len(commands) + 1, faults)


def _give_away(folder: Path) -> None:
    """Make all in the folder somebody else's."""
    for path in (folder, *folder.rglob("*")):
        os.chown(path, NOBODY, -1)


def damage(times: int) -> tuple[int, str]:
    """What a build keeps, damaged at random; clocks that run back."""
    faults = []
    with place() as folder:
        run(compendium(folder), "build")
        records = [p for p in (folder / "_build").rglob("*") if p.suffix in {".json", ".ipynb"}]
        for number in range(times):
            path = random.choice([p for p in records if p.is_file()])
            content = path.read_bytes()
            shapes = [b"", b"[]", b"\0" * 100, b'{"files": 3}', b"[[1, 2]]", b"[" * 10_000]
            shapes += [content[: random.randrange(len(content) or 1)], os.urandom(200)]
            path.write_bytes(random.choice(shapes))
            code, output = run(folder, "build")
            faults += [f"{path.name}: {output[-200:]}"] if code else []
            faults += [f"{number}: {fault}" for fault in faults_left(folder, output)]
        for moment in (0, 2**32, time.time() + 10**6):
            for path in folder.rglob("*"):
                os.utime(path, (moment, moment))
            code, output = run(folder, "build")
            faults += [f"clock: {output[-200:]}"] if code else []
            _changed(folder)
            code, output = run(folder, "build", "--json")
            report = json.loads(output[output.index("{") : output.rindex("}") + 1])
            faults += [] if report["pages_made"] else ["clock: an old book"]
    return verdict(times + 6, faults)


def odd_places(_: int) -> tuple[int, str]:
    """Folders and corpora of odd names."""
    names = (
        *("my study", "Åse's study æøå", "a'b", "{x}", "100%", "[1]", "a#b", "a&b", "ä (2)"),
        *("$HOME", "-x", "e\u0301", "日本", "n" * 200, "a;b", "~", "*"),
    )
    faults = []
    for name in names:
        with place() as folder:
            compendium(folder / name, corpus=name)
            for command in (("check",), ("build",), ("archive",)):
                code, output = run(folder / name, *command)
                faults += [f"{name[:20]} {command[0]}: {output[-300:]}"] if code else []
                faults += [f"{name[:20]}: {fault}" for fault in faults_left(folder, output)]
    return verdict(len(names), faults)


@contextmanager
def place() -> Iterator[Path]:
    """A new folder, which is removed."""
    with tempfile.TemporaryDirectory(prefix="faults-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        yield Path(name)


SIGNALS = {"kill -9": signal.SIGKILL, "interrupt": signal.SIGINT, "terminate": signal.SIGTERM}
CASES: dict[str, Callable[[int], tuple[int, str]]] = {
    "two at once": at_once,
    "full disk": full_disk,
    "cells": cells,
    "surroundings": surroundings,
    "rights": rights,
    "damage": damage,
    "odd places": odd_places,
}


def main() -> None:
    """Try the cases that are named, or all."""
    parser = argparse.ArgumentParser()
    parser.add_argument("cases", nargs="*", default=[*SIGNALS, *CASES])
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--command", action="append", choices=COMMANDS, help="to send signals to")
    options = parser.parse_args()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
    for name in options.cases:
        begun = time.monotonic()
        if name in SIGNALS:
            commands = options.command or COMMANDS
            tried, words = stopped(options.times, SIGNALS[name], commands)
        else:
            tried, words = CASES[name](options.times)
        print(f"{name:<14} {tried:>4} {time.monotonic() - begun:>6.0f} s  {words}", flush=True)


if __name__ == "__main__":
    main()
