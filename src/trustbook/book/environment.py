"""The environment: what is installed, compared with the lock in words."""

import hashlib
import re
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from importlib import metadata
from pathlib import Path

import pandas as pd
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import NormalizedName, canonicalize_name

from trustbook.corpus.reading import Corpus, table_file
from trustbook.corpus.schema import TABLES

LOCK = "requirements.txt"
BILL_FILE = "sbom.cdx.json"  # what an archive makes of the lock
OWN = "trustbook"
_LINE = re.compile(r"^[A-Za-z0-9][^\n\\]*", flags=re.MULTILINE)
_PINNED = re.compile(r"^([A-Za-z0-9][^\n\\]*)((?:\\?\n[ \t].*)*)", flags=re.MULTILINE)


def package_versions() -> pd.DataFrame:
    """The packages that trustbook requires, with the version that ran: package, version."""
    names = direct_requirements()
    versions = [metadata.version(name) for name in names]
    return pd.DataFrame({"package": [OWN, *names], "version": [metadata.version(OWN), *versions]})


def python_version() -> str:
    """The major and the minor version of Python, such as 3.11."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def data_digests(corpus: Corpus) -> pd.DataFrame:
    """One row per table of the corpus: table, rows, sha256 (first 16 digits of its file's digest).

    Line ends don't count, so that a file has one digest on every system. Every table is looked up,
    also one that is absent, so that a run which shows this becomes stale when it is added.
    """
    rows = {name: len(corpus.table(name)) for name in TABLES}
    files = {name: path for name in TABLES if (path := table_file(corpus.folder, name))}
    return pd.DataFrame(
        {
            "table": list(files),
            "rows": [rows[name] for name in files],
            "sha256": [data_digest(path) for path in files.values()],
        }
    )


def data_digest(path: Path) -> str:
    """The first 16 digits of a file's SHA-256; line ends don't count."""
    content = path.read_bytes()
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()[:16]


def locked_versions(lock: str) -> dict[str, str]:
    r"""The version that a lock asks for of each package, for this system and this Python.

    >>> locked_versions('altair==6.0.0 \\\n  --hash=sha256:aa\nx==1 ; python_version < "3"\n')
    {'altair': '6.0.0'}
    """
    return {
        canonicalize_name(each.name): str(each.specifier).removeprefix("==")
        for each in _requirements(lock)
        if each.marker is None or each.marker.evaluate()
    }


def pinned_versions(lock: str) -> dict[str, str]:
    r"""The version that a lock asks for of each package, with the systems it is for.

    >>> pinned_versions('altair==6.0.0 \\\n  --hash=sha256:aa\nx==1 ; python_version < "3"\n')
    {'altair': '6.0.0', 'x': '1 ; python_version < "3"'}
    """
    pins: dict[str, list[str]] = {}
    for each in _requirements(lock):
        marker = f" ; {each.marker}" if each.marker else ""
        version = f"{each.specifier}".removeprefix("==") + marker
        pins.setdefault(canonicalize_name(each.name), []).append(version)
    return {name: " | ".join(versions) for name, versions in pins.items()}


def needed_pins(lock: str, *, roots: Iterable[str]) -> list[str]:
    r"""The lines of a lock for `roots` and all that they need, without hashes.

    Who needs a package is in the comments that `uv pip compile` writes below it.

    >>> lock = "a==1\n    # via x\nb==2 ; python_version < '4'\n    # via\n    #   a\n    #   c\n"
    >>> needed_pins(lock + "c==3\n", roots=["A"])
    ['a==1', "b==2 ; python_version < '4'"]
    """
    parts = [(line.strip(), _names_in(below)) for line, below in _PINNED.findall(lock)]
    needed = {canonicalize_name(root) for root in roots}
    while more := {_name(line) for line, via in parts if via & needed} - needed:
        needed = needed | more
    return [line for line, _ in parts if _name(line) in needed]


def _names_in(below: str) -> set[NormalizedName]:
    """The packages in the comments below a pin."""
    words = " ".join(each.partition("#")[2] for each in below.splitlines() if "#" in each)
    return {canonicalize_name(word) for word in words.removeprefix(" via").split()}


def _name(line: str) -> NormalizedName:
    return canonicalize_name(re.split(r"[=\[ ;]", line, maxsplit=1)[0])


def direct_requirements() -> list[str]:
    """The names of the packages that trustbook itself asks for."""
    requirements = [line for line in metadata.requires("trustbook") or () if "extra ==" not in line]
    return sorted({Requirement(line).name for line in requirements})


def _requirements(lock: str) -> list[Requirement]:
    """The lines that pin a version; paths, addresses and bounds pin none."""
    requirements = []
    for line in _LINE.findall(lock):
        with suppress(InvalidRequirement):  # a path
            requirements.append(Requirement(line.partition(" #")[0].strip()))
    return [each for each in requirements if str(each.specifier).startswith("==")]


def installed_versions() -> dict[str, str]:
    """The version of every package that this Python finds."""
    versions = [(each.metadata["Name"], each.version) for each in metadata.distributions()]
    return {canonicalize_name(name): version for name, version in reversed(versions) if name}


def environment_differences(locked: Mapping[str, str], installed: Mapping[str, str]) -> list[str]:
    """Each package of the lock that is not installed as the lock has it, in words.

    >>> environment_differences({"altair": "6.0.0", "click": "8.1"}, {"altair": "6.1.0"})
    ['altair: 6.1.0 is installed, the lock has 6.0.0', 'click: not installed, the lock has 8.1']
    """
    return [
        f"{name}: {f'{installed[name]} is' if name in installed else 'not'} installed, "
        f"the lock has {version}"
        for name, version in sorted(locked.items())
        if installed.get(name) != version
    ]


def packages_beyond(locked: Mapping[str, str], installed: Mapping[str, str]) -> list[str]:
    """The installed packages that the lock does not name; they may do no harm."""
    return sorted(set(installed) - set(locked) - {OWN, "pip"})


def python_findings() -> list[str]:
    """A line when this Python is not one that the package supports."""
    supported = metadata.metadata(OWN)["Requires-Python"] or ""
    if SpecifierSet(supported).contains(python_version()):
        return []
    return [f"Python {python_version()} runs, {supported} is supported"]


def environment_findings(root: Path) -> list[str]:
    """How this environment differs from the lock of the project at `root`."""
    path = root / LOCK
    if not path.is_file():
        return [f"{LOCK} is not in {root.name}, so the versions that are meant are not stated"]
    locked = locked_versions(path.read_text(encoding="utf-8"))
    return [*python_findings(), *environment_differences(locked, installed_versions())]
