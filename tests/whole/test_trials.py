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
