"""The layers: files → pure → show, and which room may import which."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "trustbook"
FILES = {
    "colophon",
    "corpus",
    "package",
    "sources",
    "notebooks",
    "runs",
    "execution",
    "environment",
    "records",
    "verification",
    "reference",
    "edition",
    "book",
    "server",
    "archive",
    "deposit",
    "provenance",
    "exports.archive",
    "exports.database",
    "exports.exporting",
    "exports.importing",
    "exports.qualcoder",
    "exports.refi",
    "exports.sheets",
    "exports.tabular",
    "exports.taguette",
    "importing",
}
SHOW = {"show", "charts"}
TOP = {"cli", "__main__", "__init__"}
OUTSIDE = {"pathlib", "os", "time", "random", "subprocess", "socket", "tempfile"}
CLOCK = {"now", "today", "utcnow"}


def modules():
    return {
        ".".join(path.relative_to(SOURCE).with_suffix("").parts): path
        for path in sorted(SOURCE.rglob("*.py"))
    }


def room(module):
    """The first name of a module; in `exports`, where readers and pure rooms meet, two names."""
    names = module.split(".")
    return ".".join(names[: 2 if names[0] == "exports" else 1])


def layer(module):
    if room(module) in FILES:
        return "files"
    if room(module) in SHOW:
        return "show"
    return "top" if room(module) in TOP else "pure"


def imports(path):
    """Every module that the file imports when it runs, wherever in the file."""
    found = set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for_types = [node for node in ast.walk(tree) if is_for_types(node)]
    never_run = {id(inner) for node in for_types for inner in ast.walk(node)}
    for node in (node for node in ast.walk(tree) if id(node) not in never_run):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path.name}: imports are absolute"
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def is_for_types(node):
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def own_imports(path):
    names = (name.removeprefix("trustbook.") for name in imports(path) if "trustbook." in name)
    return {room(name) for name in names}


MAY_IMPORT = {
    "pure": {"pure"},
    "files": {"pure", "files"},
    "show": {"pure", "show"},
    "top": {"pure", "files", "show", "top"},
}


@pytest.mark.parametrize("module", modules())
def test_arrows_between_layers_point_one_way(module):
    own = own_imports(modules()[module])
    wrong = {name for name in own if layer(name) not in MAY_IMPORT[layer(module)]}
    assert not wrong, f"{module} ({layer(module)}) must not import {sorted(wrong)}"


@pytest.mark.parametrize("module", [name for name in modules() if layer(name) == "pure"])
def test_the_pure_layer_touches_nothing_outside(module):
    tree = ast.parse(modules()[module].read_text(encoding="utf-8"))
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    opened = [call.id for call in calls if isinstance(call, ast.Name) and call.id == "open"]
    clocks = [call.attr for call in calls if isinstance(call, ast.Attribute) and call.attr in CLOCK]
    touched = {room(name) for name in imports(modules()[module])} & OUTSIDE
    assert not opened + clocks
    assert not touched, f"{module} is pure, but imports {sorted(touched)}"


@pytest.mark.parametrize("module", modules())
def test_no_room_is_a_junk_room(module):
    assert not {"utils", "helpers", "common", "manager"} & set(module.split("."))
