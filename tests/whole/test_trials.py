"""The processes in which commands are tried for the benchmarks."""

import sys
import time
from multiprocessing import Pipe
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
warm = pytest.importorskip("warm", reason="it forks", exc_type=ImportError)


def _hang(*_: object) -> None:
    time.sleep(60)


def test_a_worker_that_does_not_end_is_waited_for_no_longer_than_asked() -> None:
    ours, theirs = Pipe()
    worker = warm._Worker(target=_hang, args=(ours, theirs))
    worker.start()
    worker.join(0.1)
    is_there = worker.is_alive()
    worker.kill()
    worker.join()
    assert is_there


def test_what_python_writes_to_try_a_folder_is_nothing_that_a_command_left(tmp_path) -> None:
    contents = {"abcd_123": b"blat", "abcd_124": b"She", "tmpabcd_123": b"", "abcd_125": b""}
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    of_python = {name for name in contents if warm._is_of_python(tmp_path / name)}
    assert of_python == {"abcd_123", "abcd_125"}
