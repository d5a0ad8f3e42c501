"""What the rooms meant for others promise: a full numpydoc docstring for each name in `__all__`."""

import inspect
import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from numpydoc.docscrape import NumpyDocString

from trustbook.errors import TrustbookError

README = Path(__file__).parents[2] / "README.md"
ROOMS = ("agreement", "coding", "exchange", "networks", "signed")


def test_the_readme_names_modules_that_can_be_imported():
    names = set(re.findall(r"`(trustbook(?:\.[a-z_]+)+)`", README.read_text(encoding="utf-8")))
    assert names
    assert [name for name in names if find_spec(name) is None] == []


def surface():
    for room in ROOMS:
        module = import_module(f"trustbook.{room}")
        assert list(module.__all__), room
        for name in module.__all__:
            yield pytest.param(getattr(module, name), id=f"{room}.{name}")


def documented(docstring, *sections):
    """The names documented in the sections; `first, second : table` documents two."""
    entries = [entry for section in sections for entry in docstring[section]]
    return {name.strip() for entry in entries for name in entry.name.split(",")}


def missing(thing):
    """What the docstring of a function or class lacks."""
    docstring = NumpyDocString(inspect.getdoc(thing) or "")
    lacking = [] if docstring["Summary"] else ["Summary"]
    if inspect.isclass(thing):
        names = documented(docstring, "Attributes", "Parameters")
        return lacking + [name for name in inspect.signature(thing).parameters if name not in names]
    names = documented(docstring, "Parameters")
    parameters = [name for name in inspect.signature(thing).parameters if name not in names]
    return lacking + parameters + [name for name in ("Returns", "Examples") if not docstring[name]]


@pytest.mark.parametrize("thing", list(surface()))
def test_what_others_may_use_is_documented_in_full(thing):
    if inspect.isclass(thing) and issubclass(thing, TrustbookError):
        assert inspect.getdoc(thing)
    elif callable(thing):
        assert not missing(thing)


@pytest.mark.parametrize("room", ROOMS)
def test_no_file_of_a_room_has_the_name_of_what_others_may_use(room):
    """Once it is imported, the room would give the file instead."""
    module = import_module(f"trustbook.{room}")
    files = {path.stem for path in Path(str(module.__file__)).parent.iterdir()}
    assert not files & {*module.__all__}


def test_an_undocumented_parameter_is_found():
    def of(one, two):
        """The first.

        Parameters
        ----------
        one : int
            Any.

        Returns
        -------
        int
            The same.
        """

    assert missing(of) == ["two", "Examples"]
