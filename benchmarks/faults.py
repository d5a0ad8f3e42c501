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
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.request import urlopen

import psutil
from stops import NEVER_ENDS, stopped, undone
from trials import (
    COMMANDS,
    NOBODY,
    RESULTS,
    WRITES,
    change,
    compendium,
    content_of,
    ended,
    faults_left,
    left_over,
    place,
    run,
    started,
    toggle,
    verdict,
)
from warm import SECONDS_TO_END, warm

from trustbook.book.staging import file_digests

PAIRS = (
    *(("build", "build"), ("import", "import"), ("freeze", "freeze"), ("sweep", "sweep")),
    *(("build", "import"), ("build", "freeze"), ("build", "archive"), ("build", "sweep")),
    *(("freeze", "archive"), ("archive", "archive"), ("text", "build")),
)


def at_once(times: int) -> tuple[int, str]:
    """Two commands at once, of which only an import may find that the other was there."""
    faults = []
    with place() as folder:
        run(compendium(folder), "build", "--jobs", "2")
        for pair in PAIRS:
            for _ in range(times):
                undone(folder)
                change(folder)
                processes = [started(folder, *COMMANDS[command]) for command in pair]
                for command, process in zip(pair, processes, strict=True):
                    code, output = ended(process)
                    is_second = command == "import" and "is there already" in output
                    faults += [f"{pair}: {output[-200:]}"] if code and not is_second else []
                    faults += [f"{pair}: {fault}" for fault in faults_left(folder, output)]
                    shutil.rmtree(process.temporary, ignore_errors=True)
                faults += [f"{pair}: {name} stays" for name in left_over(folder)]
                code, output = run(folder, "build")
                faults += [f"{pair}, build after: {output[-200:]}"] if code else []
    return verdict(times * len(PAIRS), faults)


def signals(times: int, commands: Sequence[str] = (*WRITES, *NEVER_ENDS)) -> tuple[int, str]:
    """An interrupt or terminate to a real process alone, at any time after its start."""
    faults, tried = [], 0
    for command in commands:
        waits, early, load = list[float](), 0, os.getloadavg()[0]
        with place() as folder:
            run(compendium(folder), "build", "--jobs", "2")
            undone(folder)
            change(folder)  # else there is little to do, and the moments all come early
            begun = time.monotonic()
            if command not in NEVER_ENDS:
                ended(process := started(folder, *COMMANDS[command]))
                shutil.rmtree(process.temporary)
            latest = NEVER_ENDS.get(command, time.monotonic() - begun)
            for number in range(times):
                undone(folder)
                change(folder)
                process = started(folder, *COMMANDS[command])
                time.sleep(random.uniform(0, latest))
                sent = signal.SIGTERM if number % 2 else signal.SIGINT
                is_running = psutil.Process(process.pid).status() != psutil.STATUS_ZOMBIE
                seconds, output, living = stop(process, sent)
                tried += 1
                if "Traceback" in output and "trustbook" not in output:
                    early += 1  # Python had not come to the command yet
                    continue
                waits += [seconds] if is_running and process.returncode else []
                mine = [*faults_left(folder, output), *living]
                mine += [f"{name} stays" for name in left_over(folder)]
                mine += ["more than 2 s"] if seconds > 2 else []
                is_said = process.returncode in (0, 128 + sent, -sent)
                mine += [] if is_said else [f"status {process.returncode}: {output[-200:]}"]
                faults += [f"{command}: {fault}" for fault in mine]
        words = f"{len(waits)} of {times} stopped, median {statistics.median(waits or [0]):.2f}"
        words += f", slowest {max(waits, default=0):.2f} s, load {load:.0f}, {early} too early"
        print(f"  {command}: {words} {faults or ''}"[:600], flush=True)
    return verdict(tried, faults)


def full_disk(times: int, commands: Sequence[str] = (*WRITES, "export")) -> tuple[int, str]:
    """A disk of many sizes, on which each command fails until there is room."""
    faults, tried, failed = [], 0, 0
    with place() as source:
        run(compendium(source), "build", "--jobs", "2")
        run(source, "freeze", "--jobs", "2")
        size = sum(path.stat().st_blocks * 512 for path in source.rglob("*"))
        for command, arguments in ((name, COMMANDS[name]) for name in commands):
            failed_before = failed
            for share in range(1, max(2, times) + 1):
                with place() as folder:
                    options = ["-t", "tmpfs", "-o", f"size={size * 4 + 100_000_000}"]
                    subprocess.run(["mount", *options, "tmpfs", folder], check=True)
                    try:
                        shutil.copytree(source, folder, dirs_exist_ok=True)
                        before = _files_to_survive(folder)
                        if command in ("build", "freeze", "archive"):
                            with (folder / "data/mine/segments.csv").open("a") as file:
                                file.write("\n")
                            before = _files_to_survive(folder)
                        _leave_room(folder, pages=(share - 1) ** 3)
                        code, output = run(folder, *arguments)
                        tried += 1
                        failed += bool(code)
                        faults += [f"{command}: {fault}" for fault in faults_left(folder, output)]
                        if code:
                            lost = [p for p, c in before.items() if content_of(p) != c]
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
            mine = [fault for fault in faults if fault.startswith(command)]
            print(f"  {command}: {failed - failed_before} failed {mine or ''}"[:600], flush=True)
    tried, words = verdict(tried, faults)
    return tried, f"{words}; {failed} failed for want of room"


def _leave_room(folder: Path, *, pages: int) -> None:
    """Let a file system in memory have room for so many more pages of memory."""
    now = os.statvfs(folder)
    room = (now.f_blocks - now.f_bfree + pages) * now.f_frsize
    subprocess.run(["mount", "-o", f"remount,size={max(room, 1)}", folder], check=True)


def _files_to_survive(folder: Path) -> dict[Path, bytes]:
    parts = ("_build/book", "data", "tests/reference")
    paths = [path for part in parts for path in (folder / part).rglob("*") if path.is_file()]
    return {path: path.read_bytes() for path in paths}


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
            change(folder)  # else a build has nothing to write
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
    """What a build keeps and made, each kind of file damaged at random; clocks that run back."""
    faults, tried = [], 0
    with place() as folder:
        run(compendium(folder), "build")
        run(folder, "text", "--accept")
        whole = _books_of_states(folder)
        run(folder, "sweep", "grid.yml")
        run(folder, "archive")
        build = folder / "_build"
        kinds = {(*path.relative_to(build).parts[:1], path.suffix)
                 for path in build.rglob("*") if path.is_file()}  # fmt: skip
        for part, suffix in random.sample(sorted(kinds), len(kinds)):
            for _ in range(times):
                files = [path for path in (build / part).rglob(f"*{suffix}") if path.is_file()]
                if not files:
                    continue
                path = random.choice(files)
                path.write_bytes(_damaged(path.read_bytes()))
                label, tried = f"{part}/{path.name}", tried + 1
                state, book = _book_of_state(folder)
                different = sorted(name for name in {**book, **whole[state]}
                                   if book.get(name) != whole[state].get(name))  # fmt: skip
                faults += [f"{label}: {different[:2]} differ"] if different else []
                commands = [("sweep", "grid.yml")] if part in ("runs", "sweeps") else []
                commands += [("archive",)] if part in ("archive", "book") else []
                for command in commands:
                    code, output = run(folder, *command)
                    faults += [f"{label} {command[0]}: {output[-200:]}"] if code else []
                print(f"  {label}: {[fault for fault in faults if label in fault]}", flush=True)
        for moment in (0, 2**32, time.time() + 10**6):
            for path in folder.rglob("*"):
                os.utime(path, (moment, moment))
            code, output = run(folder, "build")
            faults += [f"clock: {output[-200:]}"] if code else []
            change(folder)
            code, output = run(folder, "build", "--json")
            report = json.loads(output[output.index("{") : output.rindex("}") + 1])
            faults += [] if report["pages_made"] else ["clock: an old book"]
    return verdict(tried + 6, faults)


def _books_of_states(folder: Path) -> dict[str, dict[str, str]]:
    books: dict[str, dict[str, str]] = {}
    while len(books) < 4:
        state, book = _book_of_state(folder)
        books[state] = book
    return books


def _book_of_state(folder: Path) -> tuple[str, dict[str, str]]:
    """The next of a few states of a compendium, and the digests of the book that is built of it."""
    if random.random() < 1 / 2:
        toggle(folder / "data/mine/segments.csv", "\n")
    toggle(folder / "text/two.md", "\nThey said so again.\n")
    code, output = run(folder, "build")
    texts = [folder / "data/mine/segments.csv", folder / "text/two.md"]
    state = "".join(path.read_text(encoding="utf-8") for path in texts)
    book = {name: str(digest) for name, digest in file_digests(folder / RESULTS["build"]).items()}
    return state, {"build": output[-200:] if code else ""} | book


def _damaged(content: bytes) -> bytes:
    """The content cut off anywhere, with fifty bytes changed, or something else entirely."""
    shapes = [b"", b"[]", b"{}", b"null", b"\0" * 100, b'{"files": 3}', b"[[1, 2]]", b"[" * 10_000]
    changed = bytearray(content)
    for _ in range(50 if content else 0):
        changed[random.randrange(len(content))] = random.randrange(256)
    cut = content[: random.randrange(len(content) or 1)]
    return random.choice([cut, cut, bytes(changed), bytes(changed), random.choice(shapes)])


def served(times: int) -> tuple[int, str]:
    """Builds while the book is served and read: every answer is whole."""
    faults, answers = [], 0
    with place() as folder:
        run(compendium(folder), "build")
        server = started(folder, "serve")
        words = ""
        while not (address := re.search(r"http://\S+", words)):
            words += server.stdout.readline()
        pages = ("chapters/one.html", "chapters/two.html", "index.html", "records.json")
        for _ in range(times):
            change(folder)
            build = started(folder, "build")
            while build.poll() is None:
                for page in pages:
                    try:
                        with urlopen(f"{address[0].rstrip('/.')}/{page}", timeout=30) as answer:
                            whole = answer.read()
                        is_whole = whole.rstrip().endswith((b"</html>", b"}", b"]"))
                        faults += [] if is_whole else [f"half of {page}"]
                    except OSError as error:
                        faults += [f"{page}: {error}"]
                    answers += 1
                time.sleep(0.01)
            code, output = ended(build)
            faults += [output[-200:]] if code else []
            faults += faults_left(folder, output)
        _, _, living = stop(server, signal.SIGINT)
        faults += living
    tried, words = verdict(times, faults)
    return tried, f"{words}; {answers} answers"


def stop(process: subprocess.Popen, number: signal.Signals) -> tuple[float, str, list[str]]:
    """After how many seconds a command ended that got a signal, what it printed, what lives on."""
    children = psutil.Process(process.pid).children(recursive=True)
    begun = time.monotonic()
    process.send_signal(number)
    _, output = ended(process, within=120)
    seconds = time.monotonic() - begun
    psutil.wait_procs(children, timeout=SECONDS_TO_END)
    left = [f"temporary {path.name} stays" for path in process.temporary.iterdir()]
    shutil.rmtree(process.temporary, ignore_errors=True)
    return seconds, output, [f"{one} lives on" for one in children if one.is_running()] + left


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


SIGNALS = {"kill -9": signal.SIGKILL, "interrupt": signal.SIGINT, "terminate": signal.SIGTERM}
OF_COMMANDS = {"signals": signals, "full disk": full_disk}
CASES: dict[str, Callable[[int], tuple[int, str]]] = {
    "two at once": at_once,
    "cells": cells,
    "surroundings": surroundings,
    "rights": rights,
    "damage": damage,
    "served": served,
    "odd places": odd_places,
}


def main() -> None:
    """Try the cases that are named, or all."""
    parser = argparse.ArgumentParser()
    parser.add_argument("cases", nargs="*", default=[*SIGNALS, *OF_COMMANDS, *CASES])
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--command", action="append", choices=COMMANDS, help="to stop or starve")
    options = parser.parse_args()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
    with place() as folder:
        commands = [name for name in options.command or WRITES if name not in NEVER_ENDS]
        warm(
            compendium(folder), [COMMANDS[name] for name in {**dict.fromkeys(commands), "build": 0}]
        )
    for name in options.cases:
        begun = time.monotonic()
        if name in SIGNALS:
            commands = options.command or COMMANDS
            tried, words = stopped(options.times, SIGNALS[name], commands)
        elif name in OF_COMMANDS and options.command:
            tried, words = OF_COMMANDS[name](options.times, options.command)
        else:
            tried, words = {**OF_COMMANDS, **CASES}[name](options.times)
        print(f"{name:<14} {tried:>4} {time.monotonic() - begun:>6.0f} s  {words}", flush=True)


if __name__ == "__main__":
    main()
