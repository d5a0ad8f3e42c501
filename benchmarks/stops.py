"""Commands stopped at random moments, and run again."""

import random
import shutil
import signal
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import warm
from trials import (
    COMMANDS,
    RESULTS,
    change,
    compendium,
    content_of,
    faults_left,
    left_over,
    names_in,
    place,
    run,
    toggle,
    verdict,
    without_chance,
)
from warm import Ending, Moment, ending

NEVER_ENDS = {"serve": 4.0}  # seconds within which it is stopped


def undone(folder: Path) -> None:
    """Take away what commands made, so that they make it again."""
    for made in (folder / "data/new", folder / "sub", *folder.glob("data/.*"), *folder.glob(".*")):
        shutil.rmtree(made, ignore_errors=True)
    for name in ("excerpts.key", "mine.qdpx", "mine.xlsx", "chapters/networks.ipynb"):
        (folder / name).unlink(missing_ok=True)
    for name in ("chapters/ejected.json", "data/mine/datapackage.json"):
        (folder / name).unlink(missing_ok=True)


def _prepared(folder: Path, command: str, *, is_anew: bool) -> None:
    """Let a command have something to do: all anew, or but a sentence of a text."""
    undone(folder)
    if is_anew:
        change(folder)
    toggle(folder / "text" / "two.md", "\nThey said so again.\n")
    if command == "import" and not is_anew:
        (folder / "excerpts.key").write_text("5e" * 32 + "\n", encoding="ascii")


def stopped(times: int, number: signal.Signals, commands: Iterable[str]) -> tuple[int, str]:
    """A signal to each command alone at random moments, then the same command again."""
    faults, tried = [], 0
    with place() as folder, place() as warm.pages:
        for command in ("build", "freeze"):
            run(compendium(folder) if command == "build" else folder, *COMMANDS[command])
        for command in commands:
            whole = None
            for number_of_stage in range(0 if command in NEVER_ENDS else 4):
                _prepared(folder, command, is_anew=number_of_stage != 2)
                whole = ending(folder, COMMANDS[command])
            names = names_in(folder / RESULTS.get(command, "nothing"))
            moments = _moments(times, number, whole, NEVER_ENDS.get(command, 0))
            tries = list[tuple[float, list[str]]]()
            for moment in moments:
                tries.append(_one_stop(folder, command, moment, whole, names))
                if len(tries) % 10 == 0 or len(tries) == times:
                    print(f"  {command}: {_summary(tries)}", flush=True)
            tried += times
            faults += [f"{command}: {fault}" for each in tries for fault in each[1]]
    return verdict(tried, faults)


def _summary(tries: Sequence[tuple[float, Sequence[str]]]) -> str:
    """How many commands were stopped, in how many seconds, and how often which fault came."""
    seconds = [each[0] for each in tries if each[0]]
    counts = Counter(fault for each in tries for fault in each[1])
    times = f"median {statistics.median(seconds or [0]):.2f}, slowest {max(seconds, default=0):.2f}"
    return f"{len(seconds)} of {len(tries)} stopped, {times} s {dict(counts) or ''}"


def _moments(
    times: int, number: signal.Signals, whole: Ending | None, seconds: float
) -> Iterator[Moment]:
    """Moments of a command: each change of a file, or so many of them, else any time."""
    changes = [
        Moment(number=number, change=change, is_halfway=is_halfway)
        for change in range(1, whole.changes + 1 if whole else 0)
        for is_halfway in (False, True)
    ]
    drawn = random.sample(changes, min(len(changes), 2 * times // 3))
    yield from drawn
    for _ in range(times - len(drawn)):
        latest = whole.seconds if whole else seconds
        yield Moment(number=number, seconds=random.uniform(0, latest))


def _one_stop(
    folder: Path, command: str, moment: Moment, whole: Ending | None, names: set[str]
) -> tuple[float, list[str]]:
    """After how many seconds a stopped command ended, and what is not as it should be."""
    _prepared(folder, command, is_anew=random.random() < 1 / 2)
    before, key = _corpus_bytes(folder), content_of(folder / "excerpts.key")
    end = ending(folder, COMMANDS[command], moment)
    faults = [*faults_left(folder, end.output), *end.living]
    faults += [] if before == _corpus_bytes(folder) else ["the corpus changed"]
    faults += [] if key in (None, content_of(folder / "excerpts.key")) else ["the key changed"]
    if moment.number != signal.SIGKILL:
        faults += [f"{name} stays" for name in left_over(folder)]
        is_said = end.status in (0, 128 + moment.number) and (
            not end.status or "Stopped" in end.output
        )
        faults += [] if is_said else [f"status {end.status}: {end.output[-200:]}"]
    faults += [f"temporary {without_chance(name)} stays" for name in end.temporary]
    if whole:
        faults += _faults_again(folder, command, names)
    return end.seconds_to_stop, faults


def _faults_again(folder: Path, command: str, names: set[str]) -> list[str]:
    """What is not as it should be after the command that was stopped has run again."""
    again = ending(folder, COMMANDS[command])
    is_there = command not in ("build", "freeze", "archive") and "already" in again.output
    faults = [] if is_there or not again.status else [f"again: {again.output[-200:]}"]
    faults += [f"again: {fault}" for fault in faults_left(folder, again.output)]
    faults += [f"again: {name} stays" for name in left_over(folder)]
    now = names_in(folder / RESULTS[command]) if command in RESULTS else names
    faults += [f"again: {sorted(now ^ names)[:3]} differ"] if now != names else []
    return faults


def _corpus_bytes(folder: Path) -> dict[Path, bytes]:
    """The corpus, which no command that is stopped may change."""
    files = (path for path in (folder / "data/mine").rglob("*") if path.is_file())
    return {path: path.read_bytes() for path in files if "datapackage" not in path.name}
