"""Workers: what they give back, and that they end with whoever started them."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from trustbook.book import forking, workers
from trustbook.book.kernels import FORKS
from trustbook.book.notebooks import canonical, write_notebook
from trustbook.book.workers import code_in_waiting, each_in_a_worker, in_the_background

ROOT = Path(__file__).parents[2]
PATIENCE = 120  # seconds; how long a loaded machine may take, not how long it should
WORK = """
import os
def work(item, folder):
    if item == 0:
        os._exit(1)
    return item * 10
def folder_of(item, folder):
    return str(folder)
"""


def wait_until(holds):
    limit = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < limit, "waited in vain"
        time.sleep(0.02)


@pytest.fixture
def work(tmp_path, monkeypatch):
    (tmp_path / "work_of_a_test.py").write_text(WORK, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    return __import__("work_of_a_test").work


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2, 9])
def test_each_item_comes_with_its_result(work, jobs):
    assert sorted(each_in_a_worker(work, [1, 2, 3], jobs=jobs)) == [(1, 10), (2, 20), (3, 30)]


@pytest.mark.slow
def test_workers_have_temporary_folders_of_their_own(work):
    """One that ends removes nothing under the kernels of another."""
    folder_of = sys.modules[work.__module__].folder_of
    first, second = (Path(place) for _, place in each_in_a_worker(folder_of, [1, 2], jobs=2))
    assert (first.parent, first != second) == (second.parent, True)


def test_no_item_needs_no_worker(work):
    assert list(each_in_a_worker(work, [], jobs=2)) == []


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_worker_that_dies_takes_no_other_item_with_it(work, jobs):
    results = dict(each_in_a_worker(work, [1, 0, 2, 0, 3], jobs=jobs))
    assert results == {1: 10, 0: None, 2: 20, 3: 30}


def write(path, words):
    path.write_text(words, encoding="utf-8")


def end_in_a_worker(path, own):
    """End the process, unless it is that of the test."""
    if os.getpid() != own:
        os._exit(1)
    write(path, "here")


def wait_for(path, mark):
    write(mark, "")
    while not path.exists():
        time.sleep(0.02)


@pytest.mark.slow
@pytest.mark.parametrize(("jobs", "forks"), [(0, FORKS), (1, FORKS), (2, FORKS), (2, False)])
def test_what_is_done_in_the_background_is_done_once_it_is_finished(
    tmp_path, monkeypatch, jobs, forks
):
    monkeypatch.setattr(workers, "FORKS", forks)
    paths = [tmp_path / f"{n}.txt" for n in range(5)]
    with in_the_background(jobs=jobs) as background:
        assert not background.has_begun
        for path in paths:
            background.begin(partial(write, path, path.stem))
        assert background.has_begun == bool(jobs)
        background.finish()
        assert [path.read_text(encoding="utf-8") for path in paths] == ["0", "1", "2", "3", "4"]


@pytest.mark.slow
@pytest.mark.skipif(not FORKS, reason="nothing is a fork there")
def test_processes_begin_though_what_they_are_forks_of_was_killed(tmp_path):
    for number in range(2):
        with in_the_background(jobs=1) as background:
            background.begin(partial(write, tmp_path / "a.txt", str(number)))
            background.finish()
        os.kill(forking._begun[0][1].pid, signal.SIGKILL)
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == "1"


@pytest.mark.slow
def test_what_a_process_in_the_background_died_of_is_done_here(tmp_path):
    path, other = tmp_path / "a.txt", tmp_path / "b.txt"
    with in_the_background(jobs=1) as background:
        background.begin(partial(end_in_a_worker, path, os.getpid()))
        background.begin(partial(write, other, "here"))
        background.finish()
    assert path.read_text(encoding="utf-8") == other.read_text(encoding="utf-8") == "here"


@pytest.mark.slow
def test_a_fault_in_the_background_is_one_here(tmp_path):
    with in_the_background(jobs=1) as background, pytest.raises(FileNotFoundError):
        background.begin(partial(write, tmp_path / "none" / "a.txt", ""))
        background.finish()


@pytest.mark.slow
def test_nothing_goes_on_in_the_background_afterwards(tmp_path):
    mark = tmp_path / "mark"
    with suppress(InterruptedError), in_the_background(jobs=1) as background:
        for path in (tmp_path / "a", tmp_path / "b"):
            background.begin(partial(wait_for, path, mark))
        wait_until(mark.exists)
        (worker,) = background._workers
        raise InterruptedError
    assert not psutil.pid_exists(worker.process.pid)


def test_code_runs_when_it_is_called_and_says_how_it_ended():
    with code_in_waiting("a = 6\n", "print(sys.argv[1])\nsys.exit(a + 1)", env=os.environ) as run:
        process = run(["word"])
    assert (process.returncode, process.stdout.decode().strip()) == (7, "word")


def processes_with(words):
    """The processes that this one started with these words; none has any before it has begun."""
    children = psutil.Process().children()
    return [each for each in children if words in " ".join(each.cmdline())]


def test_code_that_nobody_calls_does_not_run_and_its_process_ends(tmp_path):
    note = tmp_path / "note"
    with code_in_waiting("", f"open({str(note)!r}, 'w')", env=os.environ):
        started = []
        wait_until(lambda: started.extend(processes_with(str(note))) or started)
    assert not started[0].is_running()
    assert not note.exists()


def test_what_the_code_started_ends_with_it(tmp_path):
    """Jupyter Book writes pages by processes of its own, which would go on writing."""
    note = tmp_path / "note"
    then = (
        "import subprocess, time\n"
        "sleep = 'import time; time.sleep(600)'\n"
        "started = subprocess.Popen([sys.executable, '-c', sleep])\n"
        f"open({str(note)!r}, 'w').write(f'{{started.pid}}.')\n"
        "time.sleep(600)"
    )

    def call(run):
        with suppress(OSError, ValueError):  # its output is closed meanwhile
            run([])

    with code_in_waiting("", then, env=os.environ) as run:
        thread = threading.Thread(target=call, args=(run,))
        thread.start()
        while not (note.exists() and note.read_text("utf-8").endswith(".")):
            time.sleep(0.05)
        started = psutil.Process(int(note.read_text("utf-8")[:-1]))
    thread.join()
    wait_until(lambda: not started.is_running() or started.status() == psutil.STATUS_ZOMBIE)


NOTE = """
import os, pathlib, tempfile
note = pathlib.Path(os.environ["NOTE"])
note.with_suffix(".partial").write_text(f"{os.getpid()} {os.getppid()}")
note.with_suffix(".partial").rename(note)
"""


@pytest.fixture
def slow_project(tmp_path, chapters):
    """A compendium whose chapters note the processes that run them, and then take ages."""
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("*.pyc.*"))
    shutil.copytree(ROOT / "tests" / "corpora" / "ten-segments", tmp_path / "data" / "ibbis")
    shutil.copy(ROOT / "_config.yml", tmp_path)
    names = [f"slow{number}" for number in range(chapters)]
    rest = "".join(f"  - file: chapters/{name}\n" for name in names[1:])
    toc = f"format: jb-book\nroot: chapters/{names[0]}\nchapters:\n{rest}"
    (tmp_path / "_toc.yml").write_text(toc, encoding="utf-8")
    cells = [
        new_markdown_cell("# Slow"),
        new_code_cell('corpus = "data/ibbis"  # the corpus', metadata={"tags": ["parameters"]}),
        new_code_cell(NOTE),
        new_code_cell("import time\ntime.sleep(3600)"),
    ]
    for name in names:
        write_notebook(canonical(new_notebook(cells=cells)), tmp_path / f"chapters/{name}.ipynb")
    (tmp_path / "tmp").mkdir()
    return tmp_path


@pytest.fixture
def start(slow_project):
    """Start a run in that compendium, as from a terminal; what is left of it is killed."""
    former = signal.signal(signal.SIGINT, signal.default_int_handler)
    processes = []

    def started():
        environment = {
            **os.environ,
            "PYTHONPATH": str(slow_project / "src"),
            "NOTE": str(slow_project / "note"),
            "TMPDIR": str(slow_project / "tmp"),
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "trustbook", "run"],
            cwd=slow_project,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
        )
        processes.append(process)
        return process

    yield started
    signal.signal(signal.SIGINT, former)
    for process in processes:
        process.kill()
        process.communicate()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize(
    ("number", "code", "chapters"),
    [(signal.SIGINT, 130, 4), (signal.SIGTERM, 143, 1), (getattr(signal, "SIGKILL", 9), -9, 4)],
)  # four chapters are forks of a process with everything imported, one is not
@pytest.mark.parametrize("to", ["the command alone", "its group, as Ctrl-C does"])
def test_a_signal_ends_the_command_and_all_that_it_started(slow_project, start, number, code, to):
    command = start()
    note = slow_project / "note"
    wait_until(lambda: note.exists() or command.poll() is not None)
    kernel, worker = map(int, note.read_text().split())
    ours = [psutil.Process(pid) for pid in (kernel, worker)]
    assert list((slow_project / "tmp").iterdir())
    if to == "the command alone":
        os.kill(command.pid, number)
    else:
        os.killpg(command.pid, number)
    output, errors = command.communicate(timeout=PATIENCE)
    assert (command.returncode, output) == (code, "")
    assert ("Stopped. Finished chapters are kept" in errors) == (code > 0)
    assert "Traceback" not in errors
    wait_until(lambda: not any(process.is_running() for process in ours))
    wait_until(lambda: not list((slow_project / "tmp").iterdir()))
    assert not list((slow_project / "_build").rglob("slow*"))


@pytest.mark.skipif(sys.platform == "win32", reason="there a worker ends without a signal")
def test_a_worker_of_which_the_signal_to_end_is_lost_gets_it_again():
    """One that comes just before the process begins to wait wakes it no more."""
    code = "\n".join([
        "import os, queue, signal, threading, time",
        "from pathlib import Path",
        "from trustbook.book.workers import _listen",
        "came = []",
        "signal.signal(signal.SIGUSR1, lambda *_: came.append(1) or len(came) < 2 or os._exit(7))",
        "class Link:",
        "    def recv(self): raise EOFError",
        "values = (Link(), queue.SimpleQueue(), Path('nowhere'))",
        "threading.Thread(target=_listen, args=values, daemon=True).start()",
        "time.sleep(30)",
    ])  # fmt: skip
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 7


def test_several_workers_that_hear_nothing_end_within_the_time_of_one(monkeypatch):
    """As those that are still importing."""
    monkeypatch.setattr(workers, "_SECONDS_TO_END", 0.2)

    class Deaf:
        pid = None

        def join(self, timeout=0):
            time.sleep(timeout)

        def is_alive(self):
            return True

    class Connection:
        def close(self):
            pass

    begun = time.monotonic()
    workers._end_all([workers._Worker(Deaf(), Connection()) for _ in range(20)])
    assert 0.2 <= time.monotonic() - begun < 2


def test_what_a_process_starts_while_it_is_to_end_ends_too():
    """One that forks kernels has forked one more by the time that it is stopped."""
    ends = []

    def child(name):
        acts = {act: partial(ends.append, (name, act)) for act in ("suspend", "kill")}
        return SimpleNamespace(**acts)

    listings = iter([[child("forks")], [child("forks"), child("kernel")]])
    workers._kill_children(SimpleNamespace(children=lambda *, recursive: next(listings)))
    assert ends == [("forks", "suspend"), ("forks", "kill"), ("kernel", "kill")]
