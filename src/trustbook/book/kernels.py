"""Kernels that begin with everything imported.

Where the system can fork safely, each worker has a process beside it that has imported what
chapters use, and has done nothing else: every kernel is a fork of it, so that nothing passes from
one chapter to the next. Elsewhere a kernel begins in the ordinary way.
"""

from __future__ import annotations

import gc
import os
import queue
import signal
import sys
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from importlib.util import find_spec
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn, cast

import psutil

FORKS = sys.platform == "linux"  # elsewhere libraries of the system do not survive a fork
_ENVIRONMENT = {"PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1"}
_IMPORTS = (
    "papermill",
    "altair",
    "networkx",
    "ipykernel.kernelapp",
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "narwhals._interchange.dataframe",
    "narwhals._pandas_like.namespace",
    "narwhals.stable.v1._namespace",
    "pandas.core.methods.to_dict",
    "pandas.core.reshape.reshape",
    "pandas.io.formats.string",
    "scipy.optimize",
    "tornado.platform.asyncio",
    "zmq.utils.garbage",
)
_DEBUGGER = "debugpy"  # which each kernel would start, and no chapter uses

_parents: list[Connection[Any, Any]] = []  # the connection to the process that kernels are forks of


@contextmanager
def steady_environment() -> Iterator[None]:
    """Processes that are started meanwhile hash alike, and have no thread but their own."""
    former = dict(os.environ)
    os.environ.update(_ENVIRONMENT)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(former)


def begin_forking(prepare: Callable[[], object]) -> None:
    """Set apart, before this process has threads, the process that its kernels are forks of.

    `prepare` does what all kernels would do alike, and leaves nothing but what it remembers.
    """
    if not FORKS:
        return
    import_for_chapters()
    with no_collecting():
        prepare()
    ours, theirs = Pipe()
    if os.fork():
        theirs.close()
        _parents[:] = [ours]
    else:
        ours.close()
        _fork_kernels(theirs)


def import_for_chapters() -> None:
    """Import what all chapters use, but for a debugger, which none does."""
    sys.modules[_DEBUGGER] = cast("ModuleType", None)  # as if it were not there
    with no_collecting():
        for module in _IMPORTS:
            import_module(module)


@contextmanager
def no_collecting() -> Iterator[None]:
    """Look for no garbage in what is made meanwhile, then or ever."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def modules_of(chapters: Collection[str] = ()) -> list[str]:
    """The modules that some chapters have for themselves, those of all where none is named.

    What a chapter imports beside is soon done.
    """
    spec = find_spec("trustbook.pages")
    folders = spec.submodule_search_locations if spec else None
    files = [file for folder in folders or () for file in sorted(Path(folder).glob("[!_]*.py"))]
    names = [file.stem for file in files if not chapters or file.stem in chapters]
    return [f"trustbook.pages.{name}" for name in names]


def import_pages(chapters: Collection[str] = ()) -> None:
    """Import the modules of some chapters, see `modules_of`."""
    for module in modules_of(chapters):
        import_module(module)


def _fork_kernels(requests: Connection[Any, Any]) -> NoReturn:
    """Fork a kernel for each request; end, with all of them, when nobody can ask any more."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with suppress(EOFError, OSError):
        while True:
            request = requests.recv()
            pid = os.fork()
            if not pid:
                requests.close()
                _run_kernel(*request)
            requests.send(pid)
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            child.kill()
    os._exit(0)


def _run_kernel(arguments: Sequence[str], folder: str, env: Mapping[str, str]) -> NoReturn:
    import pandas as pd  # noqa: PLC0415 - imported before the fork
    from ipykernel.kernelapp import IPKernelApp  # noqa: PLC0415 - likewise

    # What pandas takes up when a kernel imports it, and no terminal: names of views rest on it.
    pd.set_option("display.max_columns", 20)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for stream in (1, 2):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
    os.environ.clear()
    os.environ.update(env)
    os.chdir(folder)
    sys.argv = ["ipykernel_launcher", *arguments]
    try:
        IPKernelApp.launch_instance(argv=list(arguments))
    finally:
        os._exit(0)


class _Process(psutil.Process):  # type: ignore[misc]
    """A process with what a kernel manager asks of a `subprocess.Popen`."""

    stdin = stdout = stderr = None

    def poll(self) -> int | None:
        return None if self.is_running() else 0


def forked_kernel_manager() -> dict[str, Any]:
    """The manager of kernels that are forks, as an argument for papermill; none elsewhere.

    A kernel begins in the ordinary way where the process that it should be a fork of has ended.
    """
    if not _parents:
        return {}
    # slow, and for those who run chapters
    from jupyter_client.asynchronous.client import AsyncKernelClient  # noqa: PLC0415
    from jupyter_client.manager import AsyncKernelManager  # noqa: PLC0415
    from traitlets import Type  # noqa: PLC0415

    class QuickClient(AsyncKernelClient):
        async def wait_for_ready(self, timeout: float | None = None) -> None:
            """Wait until the kernel answers both ways, and not, as others do, for its silence."""
            latest = time.monotonic() + (timeout or float("inf"))
            while time.monotonic() < latest:
                self.kernel_info()
                try:
                    reply = await self.get_shell_msg(timeout=1)
                    await self.get_iopub_msg(timeout=1)
                except queue.Empty:
                    if not await self.is_alive():
                        raise RuntimeError("the kernel died before replying") from None
                else:
                    self._handle_kernel_info_reply(reply)
                    return
            raise RuntimeError("the kernel did not answer in time")

    class ForkedKernelManager(AsyncKernelManager):
        client_factory = Type(klass=QuickClient)

        async def _async_launch_kernel(self, kernel_cmd: list[str], **kw: Any) -> None:
            arguments = kernel_cmd[kernel_cmd.index("-f") :]
            try:
                _parents[0].send((arguments, kw.get("cwd") or str(Path.cwd()), dict(kw["env"])))
                pid = _parents[0].recv()
            except (EOFError, OSError):  # it was ended from outside
                await super()._async_launch_kernel(kernel_cmd, **kw)
                return
            provisioner: Any = self.provisioner
            provisioner.process = _Process(pid)
            provisioner.pid = provisioner.process.pid
            self._reconcile_connection_info(provisioner.connection_info)

        _launch_kernel = _async_launch_kernel

        async def _async_request_shutdown(self, *_: object, **__: object) -> None:
            """End the kernel at once: it has said all that it had to say."""
            provisioner: Any = self.provisioner
            process = provisioner.process
            with suppress(psutil.NoSuchProcess):
                process.kill()
            process.wait()

    return {"kernel_manager_class": ForkedKernelManager}
