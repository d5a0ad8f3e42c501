"""The command that deposits: only a public edition, whole and of today, and only as a draft."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from trustbook.archive.files import write_archive
from trustbook.checking.publishing import public_corpus
from trustbook.cli import main
from trustbook.corpus.disclosure import read_disclosure
from trustbook.corpus.published import write_public_corpus

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "tests" / "corpora" / "ten-segments"
ABOUT = {
    "title": "Ten segments",
    "description": "A made-up corpus.",
    "ethics": "Made up: nobody was asked.",
    "contributors": [{"title": "Ana Berg", "path": "https://orcid.org/0000-0002-1825-0097"}],
    "licenses": [{"name": "CC0-1.0"}],
}


@pytest.fixture
def corpus(tmp_path, monkeypatch):
    """A corpus in a compendium, whose public edition is made."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "data" / "mine"
    shutil.copytree(SMALL, folder)
    (folder / "datapackage.json").write_text(json.dumps(ABOUT), encoding="utf-8")
    for name in ("_toc.yml", "_config.yml"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "parameters.yml").write_text("corpus: data/mine\n", encoding="utf-8")
    run("describe", "data/mine")
    public = write_public_corpus(public_corpus(folder, read_disclosure(folder)), tmp_path / "p")
    members = {f"data/mine/{path.name}": path for path in public.iterdir()}
    write_archive(members, tmp_path / "_build" / "public" / "mine" / "mine.zip")
    return folder


def run(*arguments, **named):
    return CliRunner().invoke(main, arguments, **named)


@pytest.mark.slow
def test_a_dry_run_says_what_would_be_sent_and_sends_nothing(corpus):
    result = run("deposit", "data/mine", "--to", "zenodo", "--dry-run")
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert lines[:2] == ["to: Zenodo at https://zenodo.org, as a draft", "title: Ten segments"]
    assert lines[-1] == "Next: trustbook deposit --to zenodo"
    report = json.loads(run("deposit", "data/mine", "--to", "osf", "--dry-run", "--json").output)
    assert (report["ok"], report["draft"]) == (True, None)
    assert report["metadata"]["data"]["attributes"]["public"] is False


@pytest.mark.slow
def test_nothing_else_is_deposited_than_a_public_edition_of_today(corpus):
    with (corpus / "codings.csv").open("a", encoding="utf-8") as file:
        file.write((corpus / "codings.csv").read_text("utf-8").splitlines()[1][:-1] + "9\n")
    changed = run("deposit", "data/mine", "--to", "zenodo", "--dry-run")
    assert changed.exit_code == 2
    assert "another state of the corpus (codings.csv" in changed.output
    shutil.rmtree("_build")
    absent = run("deposit", "data/mine", "--to", "zenodo", "--dry-run")
    assert absent.output.splitlines()[-1].endswith("Next: trustbook build --publish")
    about = {name: value for name, value in ABOUT.items() if name != "ethics"}
    (corpus / "datapackage.json").write_text(json.dumps(about), encoding="utf-8")
    refused = run("deposit", "data/mine", "--to", "zenodo", "--dry-run")
    assert refused.exit_code == 1
    assert "Nothing was sent. Next: trustbook check --publish" in refused.output


def test_a_token_is_no_argument_and_where_it_is_missing_its_variable_is_named(corpus, monkeypatch):
    monkeypatch.delenv("ZENODO_TOKEN", raising=False)
    result = run("deposit", "data/mine", "--to", "zenodo")
    assert result.exit_code == 2
    assert "put it into the variable ZENODO_TOKEN" in result.output
    without_house = run("deposit", "data/mine", "--to", "dataverse", "--dry-run")
    assert "--server https://demo.dataverse.org/dataverse/mine" in without_house.output


def test_a_broken_connection_names_the_draft_if_one_was_made(corpus, monkeypatch):
    monkeypatch.setenv("ZENODO_TOKEN", "t0ken")
    asked = ("deposit", "--to", "zenodo", "--server", "http://127.0.0.1:9")
    result = run(*asked, "--draft", "7")
    assert result.exit_code == 1
    assert "the connection to Zenodo at http://127.0.0.1:9 broke" in result.output
    assert result.output.splitlines()[-1] == f"The draft 7 stays there. Next: trustbook {' '.join(asked)} --draft 7"  # fmt: skip  # noqa: E501
    assert "t0ken" not in result.output
