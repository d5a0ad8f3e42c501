"""The sweep as a command: it continues after a kill, and a failure stops no other run."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from trustbook.book.notebooks import canonical, write_notebook

ROOT = Path(__file__).parents[2]
PATIENCE = 120  # seconds; how long a loaded machine may take, not how long it should
VALUE = """
from pathlib import Path
from trustbook.pages.tables import value

with Path("../began.log").open("a") as log:
    log.write(f"{seed}\\n")
assert seed != 3, "three is too much"
value("seed", seed)
"""


@pytest.fixture
def compendium(tmp_path):
    """One chapter that shows its seed, cannot do with 3, and logs when it runs."""
    parameters = 'corpus = "data/mine"  # the corpus\nseed = 1  # start'
    cells = [
        new_markdown_cell("# Seeds"),
        new_code_cell(parameters, id="parameters", metadata={"tags": ["parameters"]}),
        new_code_cell(VALUE.strip(), id="seed"),
    ]
    notebook = canonical(new_notebook(cells=cells))
    write_notebook(notebook, tmp_path / "chapters" / "seeds.ipynb")
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: chapters/seeds\n", encoding="utf-8")
    (tmp_path / "parameters.yml").write_text("corpus: data/mine\n", encoding="utf-8")
    (tmp_path / "grid.yml").write_text("parameters: {seed: [1, 2, 3, 4]}\n", encoding="utf-8")
    (tmp_path / "data" / "mine").mkdir(parents=True)
    (tmp_path / "data" / "mine" / "studies.csv").write_text("study\nours\n", encoding="utf-8")
    return tmp_path


def sweep(folder, *arguments):
    return subprocess.Popen(
        [sys.executable, "-m", "trustbook", "sweep", "grid.yml", "--json", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )


@contextmanager
def dask(folder, name, *arguments):
    """A process of Dask that cannot import trustbook; its worker ends when the process does."""
    code = (
        "import sys; sys.modules['trustbook'] = None\n"
        f"from distributed.cli.dask_{name} import main\nmain()"
    )
    place = [f"--scheduler-file={folder / 'scheduler.json'}", "--no-dashboard", *arguments]
    with (folder / f"{name}.log").open("a") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", code, *place], cwd=folder, stdout=log, stderr=log
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def worker(folder):
    return dask(
        folder, "worker", "--no-nanny", "--nthreads=1", f"--local-directory={folder / 'scratch'}"
    )


def wait_until(holds):
    limit = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < limit, "waited in vain"
        time.sleep(0.05)


def runs_begun(folder):
    log = folder / "began.log"
    return log.read_text(encoding="utf-8").split() if log.exists() else []


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_sweep_that_was_killed_repeats_no_run_that_had_finished(compendium):
    killed = sweep(compendium, "--jobs", "1")
    wait_until(lambda: len(runs_begun(compendium)) >= 2)
    os.kill(killed.pid, signal.SIGKILL)
    killed.communicate()
    report = json.loads(sweep(compendium, "--jobs", "1").communicate()[0])
    assert (report["runs"], report["run"] + report["kept"], report["kept"] > 0) == (4, 3, True)
    assert runs_begun(compendium).count("1") == 1
    (failure,) = report["failed"]
    assert failure.startswith("seeds: cell seed (number 3): AssertionError: three is too much")
    assert failure.endswith("with corpus: mine, seed: 3")
    text = (compendium / "_build" / "sweeps" / "grid" / "values.csv").read_text(encoding="utf-8")
    assert [line.split(",")[1] for line in text.splitlines()[1:]] == ["1", "2", "4"]


def unpacked(folder):
    """The compendia that workers have unpacked, among folders that come and go meanwhile."""
    return [Path(place) for place, _, names in os.walk(folder / "scratch") if "_toc.yml" in names]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_cluster_gives_what_this_computer_gives_though_workers_come_and_go(
    compendium, tmp_path_factory
):
    """One worker is killed while it runs a chapter, another joins then; code travels with the work.

    A run that was lost with its worker is done by another.
    """
    pytest.importorskip("distributed")
    elsewhere = tmp_path_factory.mktemp("cluster")
    grid = "parameters: {seed: [1, 2, 3, 4, 5, 6]}\n"
    (compendium / "grid.yml").write_text(grid, encoding="utf-8")
    with dask(elsewhere, "scheduler", "--port=0", "--host=127.0.0.1"):
        wait_until((elsewhere / "scheduler.json").exists)
        address = json.loads((elsewhere / "scheduler.json").read_text())["address"]
        with worker(elsewhere) as killed, worker(elsewhere):
            command = sweep(compendium, "--scheduler", address)
            wait_until(lambda: any(runs_begun(each) for each in unpacked(elsewhere)))
            children = psutil.Process(killed.pid).children(recursive=True)
            killed.kill()
            with worker(elsewhere):
                report = json.loads(command.communicate(timeout=PATIENCE)[0])
            psutil.wait_procs(children, timeout=PATIENCE)
        assert not any(child.is_running() for child in children)
    assert (report["runs"], report["run"], len(report["failed"])) == (6, 5, 1)
    assert report["failed"][0].startswith("seeds: cell seed (number 3): AssertionError: three")
    notebooks = sorted((compendium / "_build").rglob("seeds.ipynb"))
    on_cluster = [path.read_bytes() for path in notebooks]
    notebooks[0].unlink()
    again = json.loads(sweep(compendium, "--jobs", "2").communicate()[0])
    assert (again["kept"], again["run"], len(again["failed"])) == (4, 1, 1)
    assert [path.read_bytes() for path in notebooks] == on_cluster
