"""Figures of speed, each as a ratio to a named peer that is measured in turns with it.

    make bench, or python benchmarks/bench.py [--accept] [--times N] [FIGURE ...]

Seconds are of processor time, of all processes together, so that another program on the computer
changes little; each is the median of several. A ratio that is a fifth worse than the committed one
fails; --accept commits the new ones, which the colophon of the book draws.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from statistics import median

import psutil
from metering import Measurement, measured

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "src" / "trustbook" / "book" / "benchmarks.json"
CHAPTERS = ("introduction", "networks", "teams", "claims")
PAGE = "own-data"  # a page of plain Markdown in the same book
SWEPT, SEEDS = "agreement", (1, 2, 3)
PARTS = ("src", "chapters", "data", "text", "assets", "template")
FILES = (
    "_toc.yml",
    "_config.yml",
    "parameters.yml",
    "requirements.txt",
    "pyproject.toml",
    "CITATION.cff",
)
WORSE = 1.2
CODINGS = 1_000_000
PYTHON = sys.executable
BIN = Path(sys.executable).parent
TRUSTBOOK = (PYTHON, "-m", "trustbook")
BUILD = (*TRUSTBOOK, "build", "--only", ",".join((*CHAPTERS, PAGE)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What is measured, and the peer that does the same; both are run in the same folder."""

    id: str
    what: str
    peer: str
    ours: Callable[[Path], Measurement]
    theirs: Callable[[Path], Measurement]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The medians of a figure: ratio, its least and its greatest, seconds and MB of both.

    `times` is how often both were measured.
    """

    id: str
    what: str
    peer: str
    times: int
    ratio: float
    least: float
    greatest: float
    seconds: float
    peer_seconds: float
    memory: float
    peer_memory: float


def project(folder: Path) -> Path:
    """A copy of the project."""
    copy = folder / "project"
    for part in PARTS:
        shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
    for file in FILES:
        shutil.copy(ROOT / file, copy)
    return copy


def run(folder: Path, *command: str) -> Measurement:
    """What a command takes with the code of the copy."""
    return measured(command, cwd=folder, env={"PYTHONPATH": str(folder / "src")})


def plain_book(folder: Path) -> Measurement:
    """Jupyter Book as it comes, which runs the same chapters itself, from nothing."""
    plain = folder / "plain"
    shutil.rmtree(plain, ignore_errors=True)
    shutil.copytree(folder, plain, ignore=shutil.ignore_patterns("_build", "plain"))
    first, *others = (*CHAPTERS, PAGE)
    pages = "".join(f"  - file: chapters/{name}\n" for name in others)
    toc = f"format: jb-book\nroot: chapters/{first}\nchapters:\n{pages}"
    (plain / "_toc.yml").write_text(toc, encoding="utf-8")
    return run(plain, str(BIN / "jupyter-book"), "build", ".")


def cold_book(folder: Path) -> Measurement:
    """A build where there is none."""
    shutil.rmtree(folder / "_build", ignore_errors=True)
    return run(folder, *BUILD)


def chapter_edited(folder: Path) -> Measurement:
    """A build after a sentence was added to a chapter."""
    return _after_an_edit(folder, "teams.ipynb")


def page_edited(folder: Path) -> Measurement:
    """A build after a sentence was added to a page of Markdown."""
    run(folder, *BUILD)
    path = folder / "chapters" / f"{PAGE}.md"
    with path.open("a", encoding="utf-8") as file:
        file.write("\nOne more sentence.\n")
    return run(folder, *BUILD)


def nothing_changed(folder: Path) -> Measurement:
    """A build after a build."""
    return run(folder, *BUILD)


def _after_an_edit(folder: Path, name: str) -> Measurement:
    path = folder / "chapters" / name
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cell = next(each for each in notebook["cells"][1:] if each["cell_type"] == "markdown")
    cell["source"] = [*cell["source"], "\n\nOne more sentence."]
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return run(folder, *BUILD)


def chapters_run(folder: Path) -> Measurement:
    """Chapters run as for a book."""
    shutil.rmtree(folder / "_build" / "runs", ignore_errors=True)
    return run(folder, *TRUSTBOOK, "run", "--only", ",".join(CHAPTERS))


def papermill_loop(folder: Path) -> Measurement:
    """The same chapters by papermill, one after the other."""
    return _papermill(folder, [(name, {}) for name in CHAPTERS])


def swept(folder: Path) -> Measurement:
    """A chapter run once for each seed, and the results gathered."""
    for kind in ("sweeps", "runs"):
        shutil.rmtree(folder / "_build" / kind, ignore_errors=True)
    grid = {"chapters": [SWEPT], "parameters": {"seed": list(SEEDS)}}
    (folder / "grid.yml").write_text(json.dumps(grid), encoding="utf-8")  # JSON is YAML
    return run(folder, *TRUSTBOOK, "sweep", "grid.yml")


def papermill_seeds(folder: Path) -> Measurement:
    """The same runs by papermill, one after the other, nothing gathered."""
    return _papermill(folder, [(SWEPT, {"seed": seed}) for seed in SEEDS])


def _papermill(folder: Path, runs: list[tuple[str, dict[str, int]]]) -> Measurement:
    code = (
        "import sys, json, papermill\n"
        "for name, parameters in json.loads(sys.argv[1]):\n"
        "    papermill.execute_notebook(f'chapters/{name}.ipynb', '/dev/null', parameters,"
        " cwd='chapters', progress_bar=False)\n"
    )
    return run(folder, PYTHON, "-W", "ignore", "-c", code, json.dumps(runs))


def checked(folder: Path) -> Measurement:
    """The reference corpus checked, nothing kept from a check before."""
    shutil.rmtree(folder / "_build", ignore_errors=True)
    return run(folder, *TRUSTBOOK, "check")


def validated(folder: Path) -> Measurement:
    """Its Data Package validated by frictionless."""
    return run(folder, str(BIN / "frictionless"), "validate", "data/ibbis/datapackage.json")


def checked_again(folder: Path) -> Measurement:
    """The reference corpus checked once more, nothing having changed."""
    run(folder, *TRUSTBOOK, "check")
    return run(folder, *TRUSTBOOK, "check")


def _count(way: str) -> Callable[[Path], Measurement]:
    """Counting which codes occur together, without making the codings."""

    def counted(folder: Path) -> Measurement:
        command = [PYTHON, ROOT / "benchmarks" / "cooccurrence.py", "--run", way, str(CODINGS)]
        env = {**os.environ, "PYTHONPATH": str(folder / "src")}
        done = subprocess.run(command, env=env, check=True, capture_output=True, encoding="utf-8")
        _, peak, _, _, seconds = json.loads(done.stdout)
        return Measurement(seconds=seconds, memory=peak)

    return counted


FIGURES = (
    Figure(id="help", what="`trustbook --help`", peer="jupyter-book --help",
           ours=lambda folder: run(folder, *TRUSTBOOK, "--help"),
           theirs=lambda folder: run(folder, str(BIN / "jupyter-book"), "--help")),
    Figure(id="check", what="Checking the reference corpus", peer="frictionless validate",
           ours=checked, theirs=validated),
    Figure(id="check-again", what="Checking it again with nothing changed",
           peer="frictionless validate", ours=checked_again, theirs=validated),
    Figure(id="pairs-merge", what="Counting pairs of codes in a million codings",
           peer="pandas, codings merged with themselves",
           ours=_count("trustbook"), theirs=_count("pandas self-merge")),
    Figure(id="pairs-duckdb", what="Counting pairs of codes in a million codings",
           peer="duckdb, codings joined with themselves",
           ours=_count("trustbook"), theirs=_count("duckdb join")),
    *([Figure(id="pairs-polars", what="Counting pairs of codes in a million codings",
              peer="polars, codings joined with themselves",
              ours=_count("trustbook"), theirs=_count("polars join"))]
      if find_spec("polars") else []),
    Figure(id="runs", what="Running four chapters", peer="papermill in a loop",
           ours=chapters_run, theirs=papermill_loop),
    Figure(id="sweep", what="One chapter with three seeds, results gathered",
           peer="papermill in a loop", ours=swept, theirs=papermill_seeds),
    Figure(id="book-cold", what="The book of four chapters and a page, from nothing",
           peer="jupyter-book build", ours=cold_book, theirs=plain_book),
    Figure(id="book-chapter", what="The same after one chapter was edited",
           peer="jupyter-book build", ours=chapter_edited, theirs=plain_book),
    Figure(id="book-page", what="The same after one page of Markdown was edited",
           peer="jupyter-book build", ours=page_edited, theirs=plain_book),
    Figure(id="book-nothing", what="The same when nothing changed",
           peer="jupyter-book build", ours=nothing_changed, theirs=plain_book),
)  # fmt: skip


def results(ids: list[str], *, times: int) -> Iterator[Result]:
    """The result of each figure; a peer that several share is measured once for all of them."""
    plain: dict[int, Measurement] = {}
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        folder = project(Path(place))
        for figure in (each for each in FIGURES if not ids or each.id in ids):
            pairs = []
            for turn in range(times):
                ours = figure.ours(folder)
                if figure.theirs is plain_book:
                    theirs = plain[turn] = plain.get(turn) or plain_book(folder)
                else:
                    theirs = figure.theirs(folder)
                pairs.append((ours, theirs))
            yield _result(figure, pairs)


def _result(figure: Figure, pairs: list[tuple[Measurement, Measurement]]) -> Result:
    ratios = [ours.seconds / theirs.seconds for ours, theirs in pairs]
    return Result(
        id=figure.id,
        what=figure.what,
        peer=figure.peer,
        times=len(pairs),
        ratio=round(median(ratios), 3),
        least=round(min(ratios), 3),
        greatest=round(max(ratios), 3),
        seconds=round(median(ours.seconds for ours, _ in pairs), 2),
        peer_seconds=round(median(theirs.seconds for _, theirs in pairs), 2),
        memory=round(median(ours.memory for ours, _ in pairs)),
        peer_memory=round(median(theirs.memory for _, theirs in pairs)),
    )


def machine() -> dict[str, str]:
    """What was measured on."""
    memory = psutil.virtual_memory().total / 2**30
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "cores": str(os.cpu_count()),
        "memory": f"{memory:.0f} GB ",
    }


def main() -> int:
    """Print each figure beside its committed ratio; 1 where one is a fifth worse."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("figures", nargs="*", metavar="FIGURE")
    parser.add_argument("--accept", action="store_true", help="commit the new ratios")
    parser.add_argument("--times", type=int, default=3, help="how often each is measured")
    options = parser.parse_args()
    if unknown := {*options.figures} - {each.id for each in FIGURES}:
        parser.error(
            f"no figure {', '.join(unknown)}: there are {', '.join(f.id for f in FIGURES)}"
        )
    committed = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    former = {each["id"]: each for each in committed.get("figures", [])}
    is_worse = False
    measured_now = {}
    for result in results(options.figures, times=options.times):
        measured_now[result.id] = asdict(result)
        before = former.get(result.id, {}).get("ratio")
        worse = bool(before) and result.ratio > before * WORSE
        is_worse |= worse
        print(
            f"{result.id:<14} {result.ratio:6.3f} of {result.peer}"
            f"  ({result.seconds:.2f} s : {result.peer_seconds:.2f} s,"
            f" {result.memory:.0f} MB : {result.peer_memory:.0f} MB)"
            f"  committed {before or '–'}{'  WORSE' if worse else ''}",
            flush=True,
        )
    if options.accept:
        figures = [each for f in FIGURES if (each := (former | measured_now).get(f.id))]
        content = {"machine": machine(), "figures": figures}
        RESULTS.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return int(is_worse and not options.accept)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.CalledProcessError as error:
        sys.exit(f"{' '.join(map(str, error.cmd[:4]))} failed:\n{error.output}")
