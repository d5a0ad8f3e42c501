"""The sweep as a command: it continues after a kill, and a failure stops no other run."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

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


def runs_begun(folder):
    log = folder / "began.log"
    return log.read_text(encoding="utf-8").split() if log.exists() else []


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_sweep_that_was_killed_repeats_no_run_that_had_finished(compendium):
    killed = sweep(compendium, "--jobs", "1")
    limit = time.monotonic() + PATIENCE
    while len(runs_begun(compendium)) < 2:
        assert time.monotonic() < limit, "waited in vain"
        time.sleep(0.01)
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
