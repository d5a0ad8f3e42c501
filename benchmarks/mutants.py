"""How many small faults, put into the pure rooms one at a time, their own tests notice.

Each mutant changes one comparison, operator, number, truth value, minimum or condition of one
module. It is written into a copy of the package, and the tests of its room run on that copy until
one fails. The sample is drawn with a fixed seed, so the same sources give the same mutants.

    python benchmarks/mutants.py                  # 100 mutants
    python benchmarks/mutants.py --part 3 --of 10 # the third tenth of them
    python benchmarks/mutants.py --list           # which they are, without running any

A mutant that runs longer than its limit counts as killed. Left out are decorators, annotations
and `strict=`, where a change cannot alter a result.
"""

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = ("signed", "agreement", "networks", "coding", "studies")
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
    before: str
    after: str

    @property
    def room(self) -> str:
        """The room of the module."""
        return self.path.parent.name


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


def changed(node: ast.AST) -> ast.AST | None:  # noqa: PLR0911 - one case per kind of change
    """The node with one fault, or None where it offers none."""
    match node:
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


def all_mutants() -> list[Mutant]:
    """Every mutant of every module of the pure rooms."""
    return [
        Mutant(
            path=path.relative_to(ROOT),
            number=number,
            line=node.lineno,
            before=ast.unparse(node),
            after=ast.unparse(ast.fix_missing_locations(other)),
        )
        for room in ROOMS
        for path in sorted((ROOT / "src" / "trustbook" / room).glob("*.py"))
        for number, (node, other) in enumerate(places(ast.parse(path.read_text("utf-8"))))
    ]


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


def is_killed(mutant: Mutant, *, seconds: float) -> bool:
    """Whether a test of the room fails, or does not end, on a copy with the fault."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "src"
        shutil.copytree(ROOT / "src", copy, ignore=shutil.ignore_patterns("__pycache__"))
        module = Path(folder) / mutant.path
        module.write_text(source_of(mutant), encoding="utf-8")
        tests = sorted((ROOT / "tests" / mutant.room).glob("test_*.py"))
        tests.sort(key=lambda path: path.stem != f"test_{mutant.path.stem}")
        command = [
            *(sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider"),
            *("-o", "addopts=--import-mode=importlib --doctest-modules", "--hypothesis-seed=1"),
            *(str(module), *map(str, tests)),
        ]
        environment = os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
        try:
            run = subprocess.run(
                command,
                cwd=ROOT,
                env=environment,
                timeout=seconds,
                capture_output=True,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return True
        return run.returncode != 0


def main() -> None:
    """Run the mutants and print which survive."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--number", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--part", type=int, default=1)
    parser.add_argument("--of", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=300.0, help="limit of one mutant")
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    every = all_mutants()
    sample = random.Random(options.seed).sample(every, min(options.number, len(every)))
    killed = 0
    part = sample[options.part - 1 :: options.of]
    for mutant in part:
        outcome = ""
        if not options.list:
            is_dead = is_killed(mutant, seconds=options.seconds)
            killed += is_dead
            outcome = "killed   " if is_dead else "SURVIVED "
        print(
            f"{outcome}{mutant.path}:{mutant.line}  {mutant.before}  →  {mutant.after}", flush=True
        )
    if not options.list:
        print(f"{killed} of {len(part)} killed ({killed / len(part):.0%}); {len(every)} in all")


if __name__ == "__main__":
    main()
