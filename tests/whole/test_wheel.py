"""The wheel alone, in a folder where nothing is: what somebody has who installed the package."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The folder into which the wheel was installed, without the packages that it requires."""
    folder = tmp_path_factory.mktemp("wheel")
    build = ("-m", "hatchling", "build", "-t", "wheel", "-d", str(folder))
    subprocess.run([sys.executable, *build], cwd=ROOT, check=True, capture_output=True)
    wheel = next(folder.glob("*.whl"))
    install = ("-m", "pip", "install", "-q", "--no-deps", "--no-index", "--target")
    subprocess.run([sys.executable, *install, folder / "site", wheel], check=True)
    return folder / "site"


@pytest.fixture
def trustbook(installed, python):
    def outcome(folder, *arguments):
        return python(folder, "-m", "trustbook", *arguments, code=installed)

    return outcome


def test_the_wheel_carries_chapters_assets_settings_and_the_reference_corpus(installed):
    carried = installed / "trustbook" / "compendium"
    for part in ("chapters", "assets/trustbook", "data/ibbis"):
        names, own = ({path.name for path in (each / part).rglob("*")} for each in (carried, ROOT))
        assert names == own - {".ipynb_checkpoints"}, part
    for file in ("_config.yml", "_toc.yml", "parameters.yml", "requirements.txt"):
        assert (carried / file).read_bytes() == (ROOT / file).read_bytes()


def test_the_reference_corpus_is_checked_in_an_empty_folder(trustbook, tmp_path):
    process = trustbook(tmp_path, "check", "data/ibbis")
    assert (process.returncode, process.stderr) == (0, "")
    assert "0 errors" in process.stdout


def test_a_build_in_an_empty_folder_says_in_one_line_what_to_do(trustbook, tmp_path):
    process = trustbook(tmp_path, "build")
    assert process.returncode == 2
    assert process.stderr.splitlines() == [
        "there is no compendium here: go to the folder that has _toc.yml, or make one with "
        "trustbook init my-study"
    ]
    assert list(tmp_path.iterdir()) == []


def test_a_compendium_is_made_checked_built_verified_and_archived(trustbook, tmp_path):
    """By the commands of its README, in their order, in a folder whose name has a space and æ."""
    about = ("--title", "Exercise", "--author", "A. Person", "--licence", "CC-BY-4.0")
    assert trustbook(tmp_path, "init", "My study æ", *about).returncode == 0
    own = tmp_path / "My study æ"
    for command in ("check", "build", "verify", "archive"):
        done = trustbook(own, command, "--json")
        assert done.returncode == 0, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
    landing = (own / "_build/book/my-study-æ/chapters/introduction.html").read_text("utf-8")
    assert "Exercise" in landing and "A. Person" in landing and "Poulsen" not in landing
    with zipfile.ZipFile(json.loads(done.stdout)["archive"]) as archive:
        names = set(archive.namelist())
    assert {"chapters/networks.ipynb", "src/trustbook/project.py", "requirements.txt"} <= names
    assert "data/my-study-æ/segments.csv" in names
