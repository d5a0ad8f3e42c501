"""The rooms of the package and the one direction in which they may import each other."""

import ast
import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "trustbook"
FLOORS = (  # from the ground up: a room imports only what is below its own floor
    ("errors",),
    ("project",),
    ("corpus",),
    ("agreement", "signed"),
    ("networks",),
    ("coding",),
    ("studies",),
    ("charts", "claims"),
    ("exchange", "checking"),
    ("book",),
    ("archive", "pages"),
    ("cli",),
    ("__main__", "__init__"),
)
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
PURE = ("agreement", "signed", "networks", "coding", "studies", "charts", "pages")
OUTSIDE = {"os", "time", "random", "subprocess", "socket", "tempfile", "pathlib"}
CLOCK_OR_FILE = {"now", "today", "utcnow", "open", "read_text", "write_text", "read_bytes"}
JUNK = {"utils", "helpers", "common", "manager"}


def files():
    return sorted(SOURCE.rglob("*.py"))


def room(path):
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imports(path):
    """Every module that the file imports, wherever in the file and for whatever reason."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.slow
def test_imports_run_one_way():
    """A room imports itself and the rooms below it; an import for types alone counts too."""
    wrong = {
        f"{path.relative_to(SOURCE)} imports {name}"
        for path in files()
        for name in imports(path)
        if name.startswith("trustbook.")
        and (other := name.split(".")[1]) in FLOOR
        and other != room(path)
        and FLOOR[other] >= FLOOR[room(path)]
    }
    assert not wrong


def test_every_room_has_a_floor_and_none_is_a_junk_room():
    rooms = {room(path) for path in files()}
    assert rooms == set(FLOOR)
    assert not JUNK & {part for path in files() for part in path.with_suffix("").parts}


@pytest.mark.slow
def test_pure_rooms_touch_nothing_outside():
    """No file, clock, environment or global random state in what works on tables and graphs."""
    pure = [path for path in files() if room(path) in PURE]
    modules = {f"{path}: {name}" for path in pure for name in imports(path) if name in OUTSIDE}
    calls = {
        f"{path}: {ast.unparse(node.func)}"
        for path in pure
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", "")) in CLOCK_OR_FILE
    }
    assert not modules | calls


def test_what_contributors_are_told_to_touch_is_there():
    """Files of the project or the package; a name `in` or `of` a file is in it."""
    root = SOURCE.parents[1]
    guide = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    walk = guide.partition("\n## Adding something\n")[2].partition("\n## ")[0]
    places = re.findall(r"`([\w./-]+/[\w./-]*)`", walk)
    files = [place for place in places if not re.search(r"NAME|TABLE|CODE", place)]
    assert [one for one in files if not ((root / one).exists() or (SOURCE / one).exists())] == []
    names = re.findall(r"`(\w+)` (?:in|of) `([\w./-]+\.py)`", walk)
    assert len(names) > 3
    for name, file in names:
        path = root / file if (root / file).exists() else SOURCE / file
        assert re.search(rf"\b{name}\b", path.read_text(encoding="utf-8")), f"{name} in {file}"
