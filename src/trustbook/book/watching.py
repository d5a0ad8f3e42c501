"""Watching files for changes, by looking at them again and again."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from threading import Event

from trustbook.book.digests import package_files

PAUSE = 1.0  # seconds between two looks
_UNWATCHED = {"__pycache__", ".ipynb_checkpoints"}

State = Mapping[Path, tuple[int, int]]


def watch_files(
    places: Callable[[], Iterable[Path]],
    *,
    then: Callable[[], object],
    end: Event | None = None,
    pause: float = PAUSE,
) -> None:
    """Call `then` each time that files changed and have come to rest, until `end` is set.

    Parameters
    ----------
    places
        Gives the files and folders to watch; the code of the package is watched, too.
    then
        What to do. What changes while it is done is seen afterwards.
    end
        Ends the watch.
    pause
        Seconds between two looks.
    """
    end = end or Event()
    before = state_of(places())
    while not end.wait(pause):
        now = state_of(places())
        if now == before:
            continue
        while not end.wait(pause) and (later := state_of(places())) != now:
            now = later  # an editor is still writing
        before = now
        then()


def state_of(places: Iterable[Path]) -> State:
    """The time of change and the size of each file at these places, and of the code."""
    paths = (path for place in places for path in (place, *place.rglob("*")))
    files = {*paths, *package_files().values()}
    return {path: state for path in files if (state := _state(path))}


def _state(path: Path) -> tuple[int, int] | None:
    """The state of a file; None for a folder, for what is not ours, and for what has just gone."""
    try:
        if _UNWATCHED & {*path.parts} or not path.is_file():
            return None
        facts = path.stat()
    except OSError:
        return None
    return facts.st_mtime_ns, facts.st_size
