"""The walk of a researcher: a table and a corrected draft map become a corpus that fills a book."""

import json
import runpy
from pathlib import Path

import pytest
from click.testing import CliRunner

from trustbook.cli import main
from trustbook.corpus import read_corpus
from trustbook.exports.mapping import import_map
from trustbook.importing import draft_of

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "docs" / "example"


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    """The folder of the made-up example, imported as the page on other software says."""
    folder = tmp_path_factory.mktemp("walk")
    result = run(
        "import", EXAMPLE / "discharge.csv", "--into", folder / "imported-example",
        "--map", EXAMPLE / "discharge.map.yml", "--new-key", folder / "secret.key",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    return folder / "imported-example"


def test_the_map_of_the_example_is_its_draft_with_decisions(tmp_path):
    """Nothing is added by hand but short names, a kind, signs and where the trustee is found."""
    draft = import_map(
        draft_of(EXAMPLE / "discharge.csv", into=tmp_path / "m.yml").read_text(), file="draft"
    )
    text = (EXAMPLE / "discharge.map.yml").read_text(encoding="utf-8")
    final = import_map(text, file="final")
    for ours, theirs in (
        (draft.stakeholders, final.stakeholders),
        (draft.concepts, final.concepts),
    ):
        assert [one.codes for one in ours] == [one.codes for one in theirs]
    assert [one.variables for one in draft.stakeholders] == [
        one.variables for one in final.stakeholders
    ]
    assert not any(one.has_sign for one in draft.concepts)
    assert draft.trustee_code == ""


def test_the_example_is_a_sound_corpus(imported):
    result = run("check", imported)
    assert result.exit_code == 0
    assert "0 errors, 0 warnings" in result.output
    assert len(read_corpus(imported).table("relations")) == 12


def test_the_picture_of_the_example_is_drawn_from_it():
    drawing = runpy.run_path(str(EXAMPLE / "draw.py"))
    assert drawing["PICTURE"].read_text(encoding="utf-8") == drawing["picture"]()


@pytest.mark.slow
def test_every_chapter_runs_on_an_imported_corpus(imported, tmp_path):
    result = run("build", imported, "--output", tmp_path / "book", "--json")
    assert result.exit_code == 0, result.output
    report = json.loads(result.output)
    assert len(report["run"]) == len(list((ROOT / "chapters").glob("*.ipynb")))
    page = (tmp_path / "book" / "chapters" / "networks.html").read_text(encoding="utf-8")
    assert "Trust is stated most often towards Nurse" in page
