"""How many small faults, put into the pure rooms one at a time, their own tests notice.

Each mutant is one slip in one module: a comparison, an operator, a number, a truth value, a minimum
taken for a maximum, a condition turned round, two arguments swapped, a text not folded. It is
written into a copy of the package, and the fast tests of its room run on that copy until one fails.
The sample is drawn with a fixed seed, by turns from each room and within a room by turns from each
module, so the same sources give the same mutants and no room or file is passed over.

A room's tests run once, without a fault, to learn which lines each of them reaches; on a mutant run
those that reach it (all of them, where a line runs at import or in a fixture of many tests), in a
fork of a process that has imported the large libraries.

    python benchmarks/mutants.py                  # 120 mutants
    python benchmarks/mutants.py --part 3 --of 10 # the third tenth of them
    python benchmarks/mutants.py --list           # which they are, without running any
    python benchmarks/mutants.py --room corpus    # those of one room

The tests of a room must pass before its first mutant. A mutant that runs longer than its limit
counts as killed and is marked as late. Left out are decorators, annotations and `strict=`, where a
change cannot alter a result.
"""

import argparse
import ast
import importlib
import multiprocessing
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice, zip_longest
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeVar

import coverage
import pytest

ROOT = Path(__file__).parents[1]
ROOMS = {
    "signed": ["signed/*.py"],
    "agreement": ["agreement/*.py"],
    "networks": ["networks/*.py"],
    "coding": ["coding/*.py"],
    "studies": ["studies/*.py"],
    "claims": ["claims/*.py"],
    "charts": ["charts/geometry/*.py"],
    "corpus": ["corpus/*.py", "corpus/checks/*.py"],
    "exchange": [
        f"exchange/{stem}.py"
        for stem in ("conservation", "headings", "offsets", "roles", "row_spellings", "split_codes")
    ],
}  # the modules of each room that neither read nor draw; in corpus some read, too
TESTS = {
    "exchange": ["conservation", "headings", "offsets", "codebooks", "mapping", "draft",
                 "corpus_tables", "questions", "relation_tables", "row_spellings", "tabular"],
}  # those of the modules above; every file of another room  # fmt: skip
LIBRARIES = ("altair", "networkx", "numpy", "pandas", "scipy.stats")
Result = TypeVar("Result")
KILLED, LATE, SURVIVED = "killed", "late", "SURVIVED"
EVERY_TEST = ""  # what reaches a line that runs at import or in a fixture of many tests
TYPE_TESTS = ("isinstance", "issubclass", "cast", "zip")
FOLDS = ("casefold", "lower", "upper", "strip", "rstrip", "lstrip")
COMPARISONS = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Gt, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
OPERATORS = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult, ast.Pow: ast.Mult, ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}  # fmt: skip
CALLS = {"min": "max", "max": "min", "any": "all", "all": "any", "minimum": "maximum",
         "maximum": "minimum", "first": "last", "union": "intersection"}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """One change at one place: `number` counts the places of a module."""

    path: Path
    number: int
    line: int
    lines: range
    before: str
    after: str

    @property
    def room(self) -> str:
        """The room of the module."""
        return self.path.parts[2]


def places(tree: ast.Module) -> Iterator[tuple[ast.AST, ast.AST]]:
    """Each node that can change, with what it becomes; in the order of the source."""
    outside = {id(node) for part in untouched(tree) for node in ast.walk(part)}
    for node in ast.walk(tree):
        if id(node) not in outside and (other := changed(node)) is not None:
            yield node, other


def untouched(tree: ast.Module) -> Iterator[ast.AST]:
    """The parts of a module in which a change means nothing."""
    for node in ast.walk(tree):
        yield from getattr(node, "decorator_list", [])
        yield from filter(None, [getattr(node, "annotation", None), getattr(node, "returns", None)])
        if isinstance(node, ast.keyword) and node.arg == "strict":
            yield node


def changed(node: ast.AST) -> ast.AST | None:  # noqa: PLR0911, PLR0912 - one case per kind of change
    """The node with one fault, or None where it offers none."""
    match node:
        case ast.Compare(left, [ast.NotEq()], [ast.Constant(str())] as right):
            return ast.Compare(left, [ast.Eq()], right)
        case ast.Compare(left, [op], right) if type(op) in COMPARISONS:
            return ast.Compare(left, [COMPARISONS[type(op)]()], right)
        case ast.BinOp(left, op, right) if type(op) in OPERATORS and not is_text(left, right):
            return ast.BinOp(left, OPERATORS[type(op)](), right)
        case ast.BoolOp(ast.And(), values):
            return ast.BoolOp(ast.Or(), values)
        case ast.BoolOp(ast.Or(), values):
            return ast.BoolOp(ast.And(), values)
        case ast.UnaryOp(ast.Not() | ast.USub() | ast.Invert(), operand):
            return operand
        case ast.Constant(bool(value)):
            return ast.Constant(not value)
        case ast.Constant(int(value) | float(value)):
            return ast.Constant(value + 1)
        case ast.Call(ast.Name(name), args, keywords) if name in CALLS:
            return ast.Call(ast.Name(CALLS[name]), args, keywords)
        case ast.Call(ast.Attribute(value, name), args, keywords) if name in CALLS:
            return ast.Call(ast.Attribute(value, CALLS[name]), args, keywords)
        case ast.Call(ast.Attribute(value, name), [], []) if name in FOLDS:
            return value
        case ast.Call(ast.Name(name), [ast.Name() as first, ast.Name() as second], keywords) if (
            name not in TYPE_TESTS
        ):
            return ast.Call(ast.Name(name), [second, first], keywords)
        case ast.IfExp(test, body, orelse):
            return ast.IfExp(test, orelse, body)
    return None


def is_text(*sides: ast.expr) -> bool:
    """Whether either side is plainly text, of which sums are no arithmetic."""
    return any(
        isinstance(side, ast.JoinedStr | ast.Constant) and not is_number(side) for side in sides
    )


def is_number(side: ast.expr) -> bool:
    """Whether the node is a number."""
    return isinstance(side, ast.Constant) and isinstance(side.value, int | float)


def all_mutants(room: str) -> list[Mutant]:
    """Every mutant of every pure module of a room."""
    package = ROOT / "src" / "trustbook"
    return [
        Mutant(
            path=path.relative_to(ROOT),
            number=number,
            line=node.lineno,
            lines=range(first_line_of(tree, node), node.end_lineno + 1),
            before=ast.unparse(node),
            after=ast.unparse(ast.fix_missing_locations(other)),
        )
        for pattern in ROOMS[room]
        for path in sorted(package.glob(pattern))
        if path.name != "__init__.py"
        for tree in [ast.parse(path.read_text("utf-8"))]
        for number, (node, other) in enumerate(places(tree))
    ]


def first_line_of(tree: ast.Module, node: ast.AST) -> int:
    """The line on which the innermost statement around a node begins."""
    around = (
        each.lineno
        for each in ast.walk(tree)
        if isinstance(each, ast.stmt) and each.lineno <= node.lineno <= each.end_lineno
    )
    return max(around)


def sample_of(rooms: Sequence[str], *, number: int, seed: int) -> list[Mutant]:
    """So many mutants, by turns from each room and within it from each module."""
    by_turns = [turns_of(all_mutants(room), seed=seed) for room in rooms]
    return list(islice(interleaved(by_turns), number))


def turns_of(mutants: Sequence[Mutant], *, seed: int) -> Iterator[Mutant]:
    """The mutants in random order, by turns from each module."""
    drawn = random.Random(seed).sample(mutants, len(mutants))
    modules = dict.fromkeys(mutant.path for mutant in drawn)
    return interleaved([[each for each in drawn if each.path == path] for path in modules])


def interleaved(parts: Iterable[Iterable[Mutant]]) -> Iterator[Mutant]:
    """The first of each part, then the second of each, and so on."""
    rows = zip_longest(*parts)
    return (mutant for row in rows for mutant in row if mutant is not None)


class _Swap(ast.NodeTransformer):
    def __init__(self, node: ast.AST, other: ast.AST) -> None:
        self.node, self.other = node, other

    def visit(self, node: ast.AST) -> ast.AST:
        """The other node in place of the one."""
        if node is self.node:
            return ast.copy_location(self.other, node)
        return self.generic_visit(node)


def source_of(mutant: Mutant) -> str:
    """The module with its fault."""
    tree = ast.parse((ROOT / mutant.path).read_text("utf-8"))
    node, other = list(places(tree))[mutant.number]
    return ast.unparse(ast.fix_missing_locations(_Swap(node, other).visit(tree)))


@contextmanager
def copy_of_package() -> Iterator[Path]:
    """A folder with a copy of the sources, to put a fault into."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "src", Path(folder) / "src")
        yield Path(folder)


class ReachByTest:
    """Which lines of a room each test reaches, as a plug-in of pytest."""

    def __init__(self, room: str) -> None:
        pattern = str(ROOT / "src" / "trustbook" / room / "*")
        self.coverage = coverage.Coverage(data_file=None, include=[pattern])
        self.coverage.start()
        self.coverage.switch_context(EVERY_TEST)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """What runs now runs for this test."""
        self.now = item.nodeid
        self.coverage.switch_context(self.now)
        return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef) -> Iterator[None]:
        """What a fixture of many tests does, it does for all of them."""
        if fixturedef.scope != "function":
            self.coverage.switch_context(EVERY_TEST)
        try:
            return (yield)
        finally:
            self.coverage.switch_context(self.now)

    def tests_by_line(self) -> dict[str, dict[int, list[str]]]:
        """The tests that reach each line of each module."""
        self.coverage.stop()
        data = self.coverage.get_data()
        return {name: data.contexts_by_lineno(name) for name in data.measured_files()}


def tests_by_line(room: str, *, seconds: float) -> Mapping[str, Mapping[int, Sequence[str]]]:
    """The tests of a room that reach each line; stops where one fails without a fault."""

    def reach() -> tuple[int, dict[str, dict[int, list[str]]]]:
        plugin = ReachByTest(room)
        modules = [
            path for pattern in ROOMS[room] for path in (ROOT / "src/trustbook").glob(pattern)
        ]
        status = run_tests([*modules, *test_files(room)], source=ROOT / "src", plugins=[plugin])
        return status, plugin.tests_by_line()

    status, reached = in_a_fork(reach, seconds=seconds) or (1, {})
    if status:
        sys.exit(f"The tests of {room} fail without a fault: mend them first.")
    return reached


def fate_of(
    mutant: Mutant, reached: Mapping[str, Mapping[int, Sequence[str]]], *, seconds: float
) -> str:
    """Whether a test that reaches the fault fails, or does not end, on a copy with it."""
    by_line = reached.get(str(ROOT / mutant.path), {})
    tests = {test for line in mutant.lines for test in by_line.get(line, [])}
    with copy_of_package() as folder:
        module = folder / mutant.path
        module.write_text(source_of(mutant), encoding="utf-8")
        tests_of_room = sorted(test for test in tests if test.startswith("tests/"))
        which = test_files(mutant.room) if EVERY_TEST in tests else tests_of_room
        which = sorted(which, key=lambda test: mutant.path.stem not in str(test))
        status = in_a_fork(
            lambda: run_tests([module, *which], source=folder / "src"), seconds=seconds
        )
    return {0: SURVIVED, None: LATE}.get(status, KILLED)


def run_tests(tests: Sequence[Path | str], *, source: Path, plugins: Sequence[object] = ()) -> int:
    """The status of these tests, the slow ones left out, up to the first that fails."""
    sys.path.insert(0, str(source))
    os.environ["PYTHONPATH"] = str(source)
    options = ["-x", "-q", "-p", "no:cacheprovider", "-m", "not slow", "--hypothesis-seed=1"]
    options += ["-o", "addopts=--import-mode=importlib --doctest-modules", f"--rootdir={ROOT}"]
    status = pytest.main([*options, *map(str, tests)], plugins=list(plugins))
    return 0 if status == pytest.ExitCode.NO_TESTS_COLLECTED else int(status)


def test_files(room: str) -> list[Path]:
    """The files with the tests of a room."""
    folder = ROOT / "tests" / room
    tests = [folder / f"test_{stem}.py" for stem in TESTS.get(room, [])]
    return tests or sorted(folder.glob("test_*.py"))


def in_a_fork(work: Callable[[], Result], *, seconds: float) -> Result | None:
    """What a function returns in a fork of this process that prints nothing; None if it is late."""
    fork = multiprocessing.get_context("fork")
    ours, theirs = fork.Pipe(duplex=False)
    process = fork.Process(target=_send_result, args=(work, theirs))
    process.start()
    theirs.close()
    try:
        return ours.recv() if ours.poll(seconds) else None
    except EOFError:
        return None
    finally:
        process.kill()
        process.join()


def _send_result(work: Callable[[], object], connection: Connection) -> None:
    silence = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(silence, stream)
    os.chdir(ROOT)
    connection.send(work())


def main() -> None:
    """Run the mutants and print which survive."""
    options = arguments()
    sample = sample_of(options.room or list(ROOMS), number=options.number, seed=options.seed)
    part = sample[options.part - 1 :: options.of]
    if options.list:
        print(*map(line_of, part), sep="\n")
        return
    for library in LIBRARIES:
        importlib.import_module(library)
    reached: dict[str, Mapping[str, Mapping[int, Sequence[str]]]] = {}
    killed = 0
    for mutant in part:
        if mutant.room not in reached:
            reached[mutant.room] = tests_by_line(mutant.room, seconds=10 * options.seconds)
        fate = fate_of(mutant, reached[mutant.room], seconds=options.seconds)
        killed += fate != SURVIVED
        print(f"{fate:<9}{line_of(mutant)}", flush=True)
    print(f"{killed} of {len(part)} killed ({killed / len(part):.0%})")


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--number", type=int, default=120)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--room", action="append", choices=ROOMS)
    parser.add_argument("--part", type=int, default=1)
    parser.add_argument("--of", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=300.0, help="limit of one mutant")
    parser.add_argument("--list", action="store_true")
    return parser.parse_args()


def line_of(mutant: Mutant) -> str:
    """Where the fault is and what it is."""
    return f"{mutant.path}:{mutant.line}  {mutant.before}  →  {mutant.after}"


if __name__ == "__main__":
    main()
