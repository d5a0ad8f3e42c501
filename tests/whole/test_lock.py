"""The lock and pyproject.toml agree: every requirement is met by a pinned line with hashes."""

import re
import tomllib
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.txt").read_text(encoding="utf-8")
LAB_LOCK = (ROOT / "requirements-lab.txt").read_text(encoding="utf-8")
HEAD = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;]+)(.*)$", flags=re.MULTILINE)
WANTED = sorted(
    {
        *PROJECT["project"]["dependencies"],
        *chain(*PROJECT["project"]["optional-dependencies"].values()),
        *PROJECT["build-system"]["requires"],
    }
)


def pins(name, lock=LOCK):
    wanted = canonicalize_name(name)
    return [
        version for result, version, _ in HEAD.findall(lock) if canonicalize_name(result) == wanted
    ]


@pytest.mark.parametrize("requirement", WANTED)
def test_the_lock_meets_every_requirement(requirement):
    parsed = Requirement(requirement)
    versions = pins(parsed.name)
    assert versions, f"{parsed.name} is not locked: run `make lock`"
    unmet = [v for v in versions if not parsed.specifier.contains(v, prereleases=True)]
    assert not unmet, f"{requirement} is locked at {unmet}: run `make lock`"


@pytest.mark.parametrize("requirement", PROJECT["dependency-groups"]["lab"])
def test_the_lock_of_jupyterlab_meets_its_requirements(requirement):
    parsed = Requirement(requirement)
    (version,) = pins(parsed.name, LAB_LOCK)
    assert parsed.specifier.contains(version)


def test_nothing_slow_to_import_is_installed_with_the_chapters():
    """The checker of addresses that JupyterLab brings took more than half of a chapter's start."""
    assert pins("rfc3987-syntax") == []


@pytest.mark.parametrize("lock", [LOCK, LAB_LOCK])
def test_every_locked_line_has_hashes(lock):
    entries = [entry for entry in re.split(r"\n(?=\S)", lock) if not entry.startswith("#")]
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_lock_was_made_from_what_it_says_it_was_made_from():
    named = set(re.findall(r"#\s+(?:via )?trustbook(?: \(pyproject\.toml\))?", LOCK))
    direct = {canonicalize_name(Requirement(each).name) for each in WANTED}
    assert named
    assert direct >= direct_of_lock()


def direct_of_lock():
    """The packages that the lock says pyproject.toml asks for."""
    entries = re.split(r"\n(?=[A-Za-z0-9])", LOCK)
    questions = [entry for entry in entries if re.search(r"trustbook \(pyproject\.toml\)", entry)]
    return {canonicalize_name(HEAD.search(entry)[1]) for entry in questions}


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-lab.txt", "pyproject.toml", "Makefile", ".ci/run"]
)
def test_nothing_names_a_package_host(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"https?://|--index-url|--extra-index-url|--find-links", text)
