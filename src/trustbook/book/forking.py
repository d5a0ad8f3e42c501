"""The process that workers are forks of: it has imported what chapters use, once for all of them.

It waits at one end of a pair of sockets, takes connections from the other and forks for each one a
process that works for whoever has the other end of the connection. It ends when nobody can ask any
more.
"""

from __future__ import annotations

import atexit
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from typing import IO, Any, NoReturn, cast

import psutil

from trustbook.book.kernels import (
    FORKS,
    import_for_chapters,
    no_collecting,
    steady_environment,
)

_BEGIN = "from trustbook.book.forking import fork_on_request; fork_on_request()"
_LENGTH = 8  # in bytes, of the number of a process
_FORK, _PREPARE = b"f", b"p"

_begun: list[tuple[socket.socket, subprocess.Popen[bytes]]] = []


class Fork(psutil.Process):  # type: ignore[misc]
    """A process with what is asked of one of multiprocessing."""

    def join(self, timeout: float | None = None) -> None:
        """Wait until it has ended, at most so many seconds."""
        with suppress(psutil.TimeoutExpired):
            self.wait(timeout)

    def is_alive(self) -> bool:
        """Whether it has not ended."""
        return bool(self.is_running())


def begin_importing(*modules: str) -> IO[bytes]:
    """Begin the process that workers are forks of: it imports what all chapters use, and more.

    What this returns can be read once the process has imported all, or has ended.
    """
    if _begun and _begun[0][1].poll() is None:
        return cast("IO[bytes]", _begun[0][1].stdout)
    _end()
    ours, theirs = socket.socketpair()
    with theirs, steady_environment():
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", _BEGIN, *modules],
            stdin=theirs.fileno(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    _begun[:] = [(ours, process)]
    return cast("IO[bytes]", process.stdout)


@atexit.register
def _end() -> None:
    """End that process with this one."""
    for link, process in _begun:
        link.close()
        process.kill()
        process.communicate()
    _begun.clear()


def prepare_forks(prepare: Callable[[], object]) -> None:
    """Let that process do, before it forks again, what all its forks would do alike.

    OSError where there is none to be had.
    """
    with _connection(_PREPARE) as connection, connection:
        connection.send(prepare)


@contextmanager
def _connection(asked: bytes) -> Iterator[Connection[Any, Any]]:
    """A connection to that process, or to the fork that it is asked for."""
    begin_importing()
    here, there = socket.socketpair()
    with here, there:
        socket.send_fds(_begun[0][0], [asked], [there.fileno()])
        yield Connection(os.dup(here.fileno()))


def forked(*arguments: Any) -> tuple[Fork, Connection[Any, Any]]:
    """A fork and the connection to it: it calls the first argument with its end and the others.

    OSError where there is none to be had.
    """
    with _connection(_FORK) as connection:
        pid = int.from_bytes(_begun[0][0].recv(_LENGTH, socket.MSG_WAITALL))
    try:
        fork = Fork(pid)  # of number 0 where nothing answered, and there is none of that number
        connection.send((dict(os.environ), str(Path.cwd()), sys.path, sys.argv))
        connection.send(arguments)
    except psutil.NoSuchProcess:
        raise OSError("a process that was to be forked has ended") from None
    return fork, connection


def fork_on_request() -> NoReturn:
    """Import, and then fork for whoever is at the other end of standard input."""
    if not FORKS:
        sys.exit("processes cannot be forked safely here")
    link = socket.socket(fileno=os.dup(0))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    import_for_chapters()
    import_module("trustbook.book.execution")
    for module in sys.argv[1:]:
        import_module(module)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    with suppress(OSError):
        while True:
            asked, handles, *_ = socket.recv_fds(link, 1, 1)
            if not handles:
                break
            connection: Connection[Any, Any] = Connection(handles[0])
            if asked == _PREPARE:
                _do(connection)
                continue
            pid = os.fork()
            if not pid:
                link.close()
                _work(connection)
            connection.close()
            link.sendall(pid.to_bytes(_LENGTH))
    os._exit(0)


def _do(connection: Connection[Any, Any]) -> None:
    """Do what comes through the connection; its faults wait for whoever meets them."""
    with connection, no_collecting(), suppress(Exception):
        connection.recv()()


def _work(connection: Connection[Any, Any]) -> NoReturn:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    try:
        environment, folder, sys.path[:], sys.argv[:] = connection.recv()
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(folder)
        function, *arguments = connection.recv()
        function(connection, *arguments)
    finally:
        os._exit(1)
