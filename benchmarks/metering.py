"""Processor time and memory of a command with everything that it starts."""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

_SECONDS_BETWEEN = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """What a command took: seconds of processor time, and the most memory at one time in MB.

    Memory that processes share is counted for each of them.
    """

    seconds: float
    memory: float


def measured(
    command: Sequence[str], *, cwd: Path, env: Mapping[str, str] | None = None
) -> Measurement:
    """What the command took; subprocess.CalledProcessError with what it printed where it fails.

    Processes are looked at ten times a second, as no account includes those nobody waits for.
    """
    seconds: dict[tuple[int, float], float] = {}
    memory = 0.0
    with subprocess.Popen(
        command,
        cwd=cwd,
        env={**os.environ, **(env or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        before = os.times()
        top = psutil.Process(process.pid)
        output = _Drain(process)
        while process.poll() is None:
            sizes = 0
            for each in _tree(top):
                with suppress(psutil.Error):
                    times = each.cpu_times()
                    seconds[each.pid, each.create_time()] = times.user + times.system
                    sizes += each.memory_info().rss
            memory = max(memory, sizes / 1e6)
            time.sleep(_SECONDS_BETWEEN)
        after = os.times()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, output.text())
    waited_for = sum(after[2:4]) - sum(before[2:4])
    return Measurement(seconds=max(sum(seconds.values()), waited_for), memory=memory)


def _tree(top: psutil.Process) -> list[psutil.Process]:
    with suppress(psutil.Error):
        return [top, *top.children(recursive=True)]
    return []


class _Drain:
    """What a process prints, read as it comes so that it never waits for a reader."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        from threading import Thread  # noqa: PLC0415 - only here

        self.lines: list[str] = []
        self.thread = Thread(target=self.lines.extend, args=(process.stdout,), daemon=True)
        self.thread.start()

    def text(self) -> str:
        self.thread.join()
        return "".join(self.lines)[-3000:]
