"""Watching files: a change is seen once, and what changes meanwhile is seen, too."""

import threading
from itertools import pairwise

from trustbook.book.watching import state_of, watch_files


class Watch:
    """A watch over a folder in a thread, with the changes that it saw."""

    def __init__(self, folder):
        self.folder, self.seen, self.looks = folder, 0, threading.Semaphore(0)
        self.end, self.event = threading.Event(), threading.Event()
        self.arguments = {"then": self.see, "end": self.end, "pause": 0.02}
        self.thread = threading.Thread(target=watch_files, args=[self.look], kwargs=self.arguments)

    def look(self):
        self.looks.release()
        return [self.folder]

    def see(self):
        self.seen += 1
        self.event.set()

    def __enter__(self):
        self.thread.start()
        assert all(self.looks.acquire(timeout=20) for _ in range(2)), "the first look is over"
        return self

    def __exit__(self, *_):
        self.end.set()
        self.thread.join(timeout=10)


def test_new_changed_and_deleted_files_are_seen(tmp_path):
    (tmp_path / "a.csv").write_text("1", encoding="utf-8")
    states = [state_of([tmp_path])]
    (tmp_path / "a.csv").write_text("12", encoding="utf-8")
    states.append(state_of([tmp_path]))
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "c.md").write_text("", encoding="utf-8")
    states.append(state_of([tmp_path]))
    (tmp_path / "a.csv").unlink()
    states.append(state_of([tmp_path]))
    assert all(one != other for one, other in pairwise(states))
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "x.pyc").write_bytes(b"")
    assert state_of([tmp_path, tmp_path / "not there"]) == states[-1]


def test_a_change_is_acted_on_once_and_the_watch_ends(tmp_path):
    with Watch(tmp_path) as watch:
        (tmp_path / "a.csv").write_text("1", encoding="utf-8")
        assert watch.event.wait(timeout=20)
        watch.event.clear()
        (tmp_path / "a.csv").write_text("22", encoding="utf-8")
        assert watch.event.wait(timeout=20)
    assert watch.seen == 2
    assert not watch.thread.is_alive()
