"""Commands as forks of a process that has imported all that they need, stopped at a moment.

A fork begins where a new process is after a second of importing, and so do the workers, kernels and
the Jupyter Book that it starts. A moment is a number of seconds, or a change of a file: the command
stops just before it, or when half of what is written stands there. For Linux.
"""

import ctypes
import hashlib
import importlib
import io
import multiprocessing
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import RawArray
from multiprocessing.context import ForkProcess
from pathlib import Path
from typing import Any, NoReturn

import psutil

from trustbook import __main__ as command_line
from trustbook.book import kernels, remaking, workers

SECONDS_TO_END = 5
_LONGEST_SECONDS = 600  # of a command
_ADOPTS_ORPHANS = 36  # PR_SET_CHILD_SUBREAPER
_CHANGES = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.symlink")
_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_WRITES = os.O_WRONLY | os.O_RDWR
pages = Path("/nowhere")  # where to keep what Jupyter Book made of each stage; nowhere at first
_names: list[int] = []  # where to write what was imported


@dataclass(frozen=True, kw_only=True)
class Moment:
    """When a signal comes: after `seconds`, or at a `change` of a file, perhaps in the middle."""

    seconds: float | None = None
    change: int | None = None
    is_halfway: bool = False
    number: signal.Signals = signal.SIGKILL


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How a command ended: its status, what it printed, how long it took and what it left."""

    status: int
    output: str
    seconds: float
    seconds_to_stop: float
    changes: int
    living: Collection[str] = ()
    temporary: Collection[str] = field(default_factory=list)


def warm(folder: Path, commands: Sequence[Sequence[str]]) -> None:
    """Import what these commands and the processes that they start import."""
    for name in (*kernels._IMPORTS, *kernels._pages(), "papermill.execute", "nbclient"):
        importlib.import_module(name)
    for arguments in commands:
        reader, writer = os.pipe()
        with os.fdopen(reader, encoding="utf-8") as names:
            pid = os.fork()
            if not pid:
                _names[:] = [writer]
                _become(folder, arguments, temporary=Path(tempfile.mkdtemp()))
            os.close(writer)
            modules = names.read().split()
        os.waitpid(pid, 0)
        for name in modules:
            with suppress(Exception):
                importlib.import_module(name)


def ending(folder: Path, arguments: Sequence[str], moment: Moment | None = None) -> Ending:
    """How a command ends in a folder, which a signal stops at a moment."""
    ctypes.CDLL(None).prctl(_ADOPTS_ORPHANS, 1)
    moment, changes = moment or Moment(), RawArray("d", 2)
    temporary = Path(tempfile.mkdtemp(prefix="faults-"))
    (temporary / "tmp").mkdir()
    (temporary / "output").touch()
    begun = time.monotonic()
    signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)  # until the command hears them
    pid = os.fork()
    if not pid:
        _become(folder, arguments, temporary=temporary / "tmp", moment=moment, changes=changes)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
    status, sent, endless = None, 0.0, list[str]()
    while status is None:
        time.sleep(0.005)
        if time.monotonic() - begun > _LONGEST_SECONDS and not endless:
            endless.append(f"it took more than {_LONGEST_SECONDS} s")
            os.kill(pid, signal.SIGKILL)
        if moment.seconds is not None and not sent and time.monotonic() - begun > moment.seconds:
            os.kill(pid, moment.number)
            sent = time.monotonic()
        ended, code = os.waitpid(pid, os.WNOHANG)
        status = os.waitstatus_to_exitcode(code) if ended else None
    now = time.monotonic()
    sent = sent or changes[1]
    living = _living()
    output = (temporary / "output").read_text(encoding="utf-8", errors="replace")
    left = sorted(path.name for path in (temporary / "tmp").iterdir() if not _is_of_python(path))
    shutil.rmtree(temporary, ignore_errors=True)
    return Ending(
        status=status,
        output=output,
        seconds=now - begun,
        seconds_to_stop=now - sent if sent else 0,
        changes=int(changes[0]),
        living=[*endless, *living],
        temporary=left,
    )


def _is_of_python(path: Path) -> bool:
    """Whether the file is the one with which Python tries, in each process, where it can write."""
    is_so_named = re.fullmatch("[a-z0-9_]{8}", path.name) is not None and path.is_file()
    return is_so_named and path.read_bytes() in (b"", b"{", b"blat")  # the brace is half a write


def _living() -> list[str]:
    """The processes of a command that has ended which live on, and are ended now."""
    deadline = time.monotonic() + SECONDS_TO_END
    with suppress(ChildProcessError):
        while time.monotonic() < deadline:
            if not os.waitpid(-1, os.WNOHANG)[0]:
                time.sleep(0.005)
    if time.monotonic() < deadline:
        return []
    children = psutil.Process().children(recursive=True)
    for child in children:
        with suppress(psutil.NoSuchProcess):
            child.kill()
    return ["a process lives on" for _ in children]


def _become(
    folder: Path,
    arguments: Sequence[str],
    *,
    temporary: Path,
    moment: Moment | None = None,
    changes: Any = None,
) -> NoReturn:
    """Be a command."""
    _take_streams(temporary.parent / "output")
    os.setsid()
    os.chdir(folder)
    os.environ["TMPDIR"], tempfile.tempdir = str(temporary), None
    workers._MOST_WITHOUT_FORKS = 0
    workers.multiprocessing = _Forking
    remaking.run_code = _run_code
    sys.argv = ["trustbook", *arguments]
    if moment and changes is not None:
        _count_changes(moment, changes)
    status: Any = 0
    try:
        signal.signal(signal.SIGINT, command_line._stop)  # as the command does first
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
        command_line.main()
    except SystemExit as error:
        status = error.code
    except KeyboardInterrupt:
        status = 1
        traceback.print_exc()
    except BaseException:
        status = 1
        traceback.print_exc()
    _end(status)


def _end(status: object) -> NoReturn:
    """End this process, and tell whoever wants to know what it has imported."""
    for names in _names:
        os.write(names, ("\n".join([*sys.modules]) + "\n").encode())
    sys.stdout.flush()
    os._exit(status if isinstance(status, int) else 1)


def _take_streams(path: Path) -> None:
    for stream, file in ((0, os.devnull), (1, path), (2, path)):
        flags = os.O_RDONLY if stream == 0 else os.O_WRONLY | os.O_CREAT | os.O_APPEND
        os.dup2(os.open(file, flags), stream)
    for name, stream in (("stdout", 1), ("stderr", 2)):
        raw = io.FileIO(stream, "w", closefd=False)
        writer = io.TextIOWrapper(io.BufferedWriter(raw), encoding="utf-8", line_buffering=True)
        setattr(sys, name, writer)


def _count_changes(moment: Moment, changes: Any) -> None:
    """Count the changes of files of this process, and stop it at the one of the moment."""
    own, is_here = os.getpid(), [False]

    def hook(event: str, values: tuple[Any, ...]) -> None:
        is_open = event == "open" and isinstance(values[0], str | bytes | os.PathLike)
        if not (event in _CHANGES or (is_open and isinstance(values[2], int))) or is_here[0]:
            return
        if (is_open and not values[2] & _WRITES) or os.getpid() != own:
            return
        if is_open and str(values[0]).startswith("/dev"):
            return
        changes[0] += 1
        if changes[0] != moment.change:
            return
        is_here[0] = True
        if is_open and moment.is_halfway:
            os.write(os.open(values[0], values[2], 0o666), b"{")
        changes[1] = time.monotonic()
        os.kill(own, moment.number)
        is_here[0] = False

    sys.addaudithook(hook)


class _Worker(ForkProcess):
    """A worker that, though a fork, has nothing open but its end of a connection."""

    def run(self) -> None:
        os.environ["PYTHONHASHSEED"] = "0"
        _close_all_but(self._args[1].fileno())
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        super().run()

    def join(self, timeout: float | None = None) -> None:
        """Wait for the end, but not by the pipe that tells others of it: that is closed already."""
        latest = time.monotonic() + (float("inf") if timeout is None else timeout)
        while self.is_alive() and time.monotonic() < latest:
            time.sleep(0.005)


class _Forking:
    """The part of multiprocessing that starts workers, by forks."""

    Process, Pipe = _Worker, staticmethod(multiprocessing.Pipe)

    @classmethod
    def get_context(cls, _method: str) -> type["_Forking"]:
        return cls


def _close_all_but(*kept: int) -> None:
    for place in [*Path("/proc/self/fd").iterdir()]:
        with suppress(OSError):
            if int(place.name) > 2 and int(place.name) not in kept:
                os.close(int(place.name))


def _run_code(
    code: str, arguments: Sequence[str], *, env: Mapping[str, str]
) -> subprocess.CompletedProcess[bytes]:
    """What `workers.run_code` returns, from a fork, or from the run before with the same stage."""
    if "jupyter_book" not in code or not pages.exists():
        return _run_in_fork(code, arguments, env=env)
    stage, work = Path(arguments[1]), Path(arguments[3])
    former = pages / _digest(stage)
    if not former.is_dir():
        done = _run_in_fork(code, arguments, env=env)
        if not done.returncode:
            new = pages / f"{os.getpid()}"
            subprocess.run(f"cp -aT {work} {new} && mv -T {new} {former}", shell=True, check=True)
        return done
    subprocess.run(["cp", "-aT", former, work], check=True)
    return subprocess.CompletedProcess([], 0, b"", b"")


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(folder)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _run_in_fork(
    code: str, arguments: Sequence[str], *, env: Mapping[str, str]
) -> subprocess.CompletedProcess[bytes]:
    reader, writer = os.pipe()
    with tempfile.TemporaryFile(dir="/dev/shm") as output:
        pid = os.fork()
        if not pid:
            _be_code(code, arguments, env=env, reader=reader, output=output.fileno())
        os.close(reader)
        try:
            while not (ended := os.waitpid(pid, os.WNOHANG))[0]:
                time.sleep(0.005)
        finally:
            os.close(writer)
        output.seek(0)
        return subprocess.CompletedProcess(
            [], os.waitstatus_to_exitcode(ended[1]), output.read(), b""
        )


def _be_code(
    code: str, arguments: Sequence[str], *, env: Mapping[str, str], reader: int, output: int
) -> NoReturn:
    status: Any = 0
    try:
        os.setsid()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        os.dup2(reader, 0)
        os.dup2(output, 1)
        os.dup2(output, 2)
        _close_all_but(*_names)
        os.environ.clear()
        os.environ.update(env)
        sys.argv = ["-c", *arguments]
        exec(f"{workers._END_WITH_PARENT}{code}", {"__name__": "__main__"})
    except SystemExit as error:
        status = error.code or 0
    except BaseException:
        traceback.print_exc()
        status = 1
    _end(status)
