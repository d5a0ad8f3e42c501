"""Processes that work for this one and end with it, however it ends.

A worker hears of its work through a connection. When the other end is closed, because this process
is done, was asked to stop or was killed, the worker ends at once, with all that it started.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from operator import methodcaller
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn, Protocol, TypeVar

import psutil

from trustbook.book.forking import Fork, begin_importing, forked, prepare_forks
from trustbook.book.kernels import FORKS, begin_forking, steady_environment
from trustbook.project import private_folder

_SECONDS_TO_END = 1  # more than a worker needs; then it is killed with all that it started
_LATER = 15  # how far processes in the background stand back
_SECONDS_TO_HEED = 0.2  # a signal; then it is sent again
_WAIT = """
import json, os, sys, threading
from functools import partial
line = b""
while not line.endswith(b"\\n"):
    line += os.read(0, 65536) or os._exit(1)
sys.argv[1:] = json.loads(line)
end = partial(os.killpg, 0, 9) if hasattr(os, "killpg") else partial(os._exit, 1)
threading.Thread(target=lambda: (os.read(0, 1), end()), daemon=True).start()
"""

Item = TypeVar("Item")
Result = TypeVar("Result")
Thunk = Callable[[], object]


@dataclass(frozen=True, slots=True)
class _Worker:
    process: BaseProcess | Fork
    connection: Connection[Any, Any]

    def end(self, within: float = _SECONDS_TO_END) -> None:
        """End the process and wait until it has ended; after so many seconds it is killed."""
        self.connection.close()
        self.process.join(max(0, within))
        if self.process.is_alive():
            _kill_tree(self.process.pid or 0)
            self.process.join()


def each_in_a_worker(
    work: Callable[[Item, Path], Result],
    items: Sequence[Item],
    *,
    jobs: int,
    prepare: Callable[[], object] | None = None,
) -> Iterator[tuple[Item, Result | None]]:
    """Each item with its result, as they are done; None where its process was ended from outside.

    SIGINT and SIGTERM end every worker at once, and only then do to this process what they did
    before. Nothing that a worker started and no temporary file is left, even after SIGKILL.

    Parameters
    ----------
    work
        A function of a module, called with an item and a folder for temporary files.
    items
        What there is to work on; it must be possible to pickle it.
    jobs
        How many workers there are at a time.
    prepare
        What the process that kernels are forks of does before; a function that can be pickled.
        Without it nothing forks.
    """
    waiting, idle = deque(items), list[_Worker]()
    busy: dict[Connection[Any, Any], tuple[_Worker, Item]] = {}
    with _deferred_signals() as stop, private_folder() as folder:
        forks = FORKS and prepare is not None
        start = partial(_started_worker, work, folder, prepare, forks=forks)
        try:
            if waiting and forks and prepare:
                if stop in _ready([stop, begin_importing()]):
                    return
                with suppress(OSError):
                    prepare_forks(prepare)
            while waiting or busy:
                while waiting and len(busy) < max(1, jobs):
                    worker = idle.pop() if idle else start()
                    busy[worker.connection] = (worker, waiting.popleft())
                    with suppress(OSError):  # it has ended, as is seen when its result is read
                        worker.connection.send(busy[worker.connection][1])
                for connection in _ready([stop, *busy]):
                    if connection is stop:
                        return
                    worker, item = busy.pop(connection)
                    try:
                        result = connection.recv()
                        idle.append(worker)
                    except (EOFError, OSError):
                        result = None
                        worker.end()
                    yield item, result
        finally:
            _end_all([*idle, *(worker for worker, _ in busy.values())])


class Background:
    """Processes that do things while this one goes on; see `in_the_background`."""

    def __init__(self, start: Callable[[], _Worker], *, jobs: int) -> None:
        self._start, self._jobs = start, jobs
        self._threads = ThreadPoolExecutor(max(1, jobs))
        self._futures: list[Future[None]] = []
        self._idle: queue.SimpleQueue[_Worker] = queue.SimpleQueue()
        self._workers: list[_Worker] = []
        self._is_over = False

    @property
    def has_begun(self) -> bool:
        """Whether there are processes that have begun."""
        return bool(self._workers)

    def begin(self, thunk: Thunk) -> None:
        """Let something be done; here and at once where no process is to do it."""
        if not self._jobs:
            thunk()
            return
        if len(self._workers) < self._jobs:
            self._workers.append(self._start())
            self._idle.put(self._workers[-1])
        self._futures.append(self._threads.submit(self._do, thunk))

    def _do(self, thunk: Thunk) -> None:
        """Let an idle process do something; do what it could not do."""
        worker = self._idle.get()
        try:
            worker.connection.send(thunk)
            worker.connection.recv()
        except (EOFError, OSError):
            if not self._is_over:
                thunk()
        finally:
            self._idle.put(worker)

    def finish(self) -> None:
        """Wait until all is done."""
        for future in self._futures:
            future.result()
        self._futures.clear()

    def end(self) -> None:
        """End the processes, whether they are done or not."""
        self._is_over = True
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in self._workers:
            worker.end(within=0)
        self._threads.shutdown()


@contextmanager
def in_the_background(*, jobs: int) -> Iterator[Background]:
    """Processes that do what can be pickled, called without arguments; none for no `jobs`.

    One is enough for two chapters that run at a time, and so on: these processes never wait. They
    stand back for this process, and end with this, whether they are done or not.
    """
    with private_folder() if jobs else nullcontext(Path()) as folder:
        background = Background(
            partial(_started_worker, _called, folder, None, forks=FORKS),
            jobs=min(jobs, max(1, jobs - 1)),
        )
        try:
            yield background
        finally:
            background.end()


def _called(thunk: Thunk, _folder: Path) -> None:
    """Do something after what others wait for."""
    with suppress(AttributeError, OSError):  # of Windows, which has no such thing
        os.setpriority(os.PRIO_PROCESS, 0, _LATER)
    with suppress(OSError):  # Linux compares the sessions first
        Path("/proc/self/autogroup").write_text(str(_LATER), encoding="utf-8")
    thunk()


def _end_all(workers: Sequence[_Worker]) -> None:
    """End workers, all within the seconds that one has."""
    for worker in workers:
        worker.connection.close()
    latest = time.monotonic() + _SECONDS_TO_END
    for worker in workers:
        worker.end(latest - time.monotonic())


@contextmanager
def code_in_waiting(
    first: str, then: str, *, env: Mapping[str, str]
) -> Iterator[Callable[[Sequence[str]], subprocess.CompletedProcess[bytes]]]:
    """What runs Python code with the arguments that it is called with, and says what became of it.

    The code runs in a process of its own, which is begun at once, so that what has to come `first`
    is done by the time it is called, and which ends with this one or when it is not needed.
    """
    reader, writer = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-P", "-c", f"{first}{_WAIT}{then}"],
        stdin=reader,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=env,
        start_new_session=True,
    )
    os.close(reader)

    def run(arguments: Sequence[str]) -> subprocess.CompletedProcess[bytes]:
        with suppress(BrokenPipeError):  # it has ended, as its output says
            os.write(writer, json.dumps([*arguments]).encode() + b"\n")
        stdout, stderr = process.communicate()
        return subprocess.CompletedProcess(process.args, process.returncode, stdout, stderr)

    try:
        with process:
            try:
                yield run
            finally:
                if process.poll() is None:
                    _kill_tree(process.pid)
    finally:
        os.close(writer)


@contextmanager
def _deferred_signals() -> Iterator[Connection[Any, Any]]:
    """A connection that can be read once a signal came, which takes effect when this ends.

    A signal that whoever started this process wants to be ignored is ignored.
    """
    numbers: list[int] = []
    stop, sender = multiprocessing.Pipe(duplex=False)

    def defer(number: int, _frame: FrameType | None) -> None:
        numbers.append(number)
        sender.send(number)

    is_main = threading.current_thread() is threading.main_thread()
    stopping = (signal.SIGINT, signal.SIGTERM) if is_main else ()
    former = {each: signal.getsignal(each) for each in stopping}
    former = {each: handler for each, handler in former.items() if handler != signal.SIG_IGN}
    for each in former:
        signal.signal(each, defer)
    try:
        yield stop
    finally:
        for each, handler in former.items():
            signal.signal(each, handler)
        stop.close()
        sender.close()
        if numbers:
            signal.raise_signal(numbers[0])


def _ready(connections: list[Any]) -> list[Any]:
    try:
        return wait(connections)
    except InterruptedError:  # Windows: the signal can be read by now
        return []


def _started_worker(
    work: Callable[[Item, Path], object],
    folder: Path,
    prepare: Callable[[], object] | None,
    *,
    forks: bool,
) -> _Worker:
    """A process that works on what it is sent; it never hears an interrupt from the terminal."""
    if forks:
        with suppress(OSError), steady_environment():
            return _Worker(*forked(serve, work, folder, prepare))
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    process = spawn.Process(target=serve, args=(theirs, work, folder, prepare), daemon=True)
    with _blocked_interrupts(), steady_environment():
        process.start()
    theirs.close()
    return _Worker(process, ours)


@contextmanager
def _blocked_interrupts() -> Iterator[None]:
    """Keep SIGINT from the processes that are started meanwhile, and from this one until then."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # starting it would unblock the signal
    former = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, former)


class Link(Protocol):
    """A connection to whoever this process works for; EOFError once that is gone."""

    def recv(self) -> Any:
        """What comes next."""

    def send(self, obj: Any, /) -> None:
        """Send what came of it."""


def serve(
    connection: Link,
    work: Callable[[Item, Path], object],
    folder: Path,
    prepare: Callable[[], object] | None,
) -> NoReturn:
    """Work on what comes, until there is nobody to work for; without `prepare` nothing forks.

    Temporary files are in a folder of its own within the folder: when it ends, it removes nothing
    that others still use.
    """
    folder = folder / str(os.getpid())
    with suppress(FileNotFoundError):  # nobody is left to work for, as will be heard
        folder.mkdir()
    if hasattr(os, "setsid"):
        os.setsid()
        if prepare:
            begin_forking(prepare)
        signal.signal(signal.SIGUSR1, partial(_heed, folder))
    else:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_memory()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what dying kernels print
    items: queue.SimpleQueue[Item] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(connection, items, folder), daemon=True).start()
    with suppress(OSError):
        while True:
            connection.send(work(items.get(), folder))
    _end(folder)


def _kill_tree(pid: int) -> None:
    """Kill a process and all that it started."""
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        process.suspend()
        _kill_children(process)
        process.kill()


def _kill_children(process: psutil.Process) -> None:
    """Kill all that a process started, and first stop it, so that it starts nothing meanwhile."""
    for act in (methodcaller("suspend"), methodcaller("kill")):
        for child in process.children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                act(child)


def _limit_memory() -> None:
    """Let this process and each that it starts ask for no more memory than the computer has.

    Python then says so in a MemoryError, before the system ends processes of its choice. What is
    only reserved does not count: the engine that draws charts reserves more than any computer has.
    """
    with suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415 - Windows has none

        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (psutil.virtual_memory().total, hard))


def _listen(connection: Link, items: queue.SimpleQueue[Item], folder: Path) -> None:
    """Pass on what comes; end the process when the other end of the connection is closed.

    The main thread does it where it can be reached, so that it starts nothing meanwhile.
    """
    with suppress(EOFError, OSError):
        while True:
            items.put(connection.recv())
    while hasattr(signal, "pthread_kill"):  # one that comes just before a wait does not end it
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGUSR1)
        time.sleep(_SECONDS_TO_HEED)
    _end(folder)


def _heed(folder: Path, number: int, _frame: FrameType | None) -> None:
    """End at the first signal that is heard."""
    signal.signal(number, signal.SIG_IGN)
    _end(folder)


def _end(folder: Path) -> NoReturn:
    """End this process and all that it started, and remove the temporary files."""
    _kill_children(psutil.Process())
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)
