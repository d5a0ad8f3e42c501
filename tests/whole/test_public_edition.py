"""A public edition: what was planted into the private corpus is in no byte of it."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest
import yaml
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from trustbook.book.edition import edition_of
from trustbook.book.leaks import leaks, normal
from trustbook.book.notebooks import write_notebook
from trustbook.book.public_edition import compendium_texts, leaks_of, secrets_of
from trustbook.checking.publishing import public_corpus
from trustbook.cli.checking import check_report
from trustbook.cli.publication import require_no_leak
from trustbook.corpus.disclosure import read_disclosure
from trustbook.corpus.template import workbook_of_tables
from trustbook.errors import CorpusError

ROOT = Path(__file__).parents[2]
KINDS = {
    "cpr": "{day:02}0262-1{n:03}",
    "email": "kim{n}@example.org",
    "telephone": "+45 20 30 4{d} {n:02}",
    "user address": "https://instagram.com/kim.holm.{n}",
    "coordinates": "55.67{n:03}, 12.56{n:03}",
    "birth": "born 3 May 19{n:02}",
    "path": "/home/kim{n}/interviews",
    "name": "Kim Holm{n}",
    "nickname": "Little Kimmy the {n}th",
    "village": "a hamlet behind the hill {n}",
    "workplace": "the bakery of number {n}",
    "story": "lost her only son in the week of {n}",
    "account": "user account kimholm{n:03}",
    "illness": "a rare illness that {n} people have",
}
ICON = "assets/trustbook/icon.svg"
GRANTED = {"name": "A. Researcher", "date": "2024-05-31", "reason": "roles alone"}
SHOWN = """from trustbook import read_corpus
from trustbook.corpus.schema import TABLES

data = read_corpus(corpus)
import os, warnings
warnings.warn(os.environ["PLANTED"])
try:
    raise ValueError(os.environ["PLANTED"])
except ValueError:
    pass"""
EVERYTHING = """import pandas as pd
pd.set_option("display.max_colwidth", None)
tables = [data.table(each).astype("str") for each in TABLES if data.has(each)]
print(pd.concat(tables).to_string())"""


def planted():
    """More than 200 identifiers of 14 kinds, one after the other."""
    for n in range(10, 60):
        for form in KINDS.values():
            yield form.format(n=n, d=n % 10, day=n % 28 + 1)


def with_secrets(corpus, secrets):
    """Plant into every column that is no public one, into texts and into names of files."""
    for path in sorted(corpus.glob("*.csv")):
        cells = pd.read_csv(path, dtype="str", keep_default_na=False)
        for name in {"memo", "description"} & set(cells):
            if path.stem != "contradictions":
                cells[name] = [next(secrets) for _ in range(len(cells))]
        if path.stem in ("cases", "relations", "encounters"):
            for name in ("own", next(secrets)):
                cells[name] = [next(secrets) for _ in range(len(cells))]
        if path.stem == "segments":
            restricted = cells.iloc[[-1]].assign(
                segment="hidden", kind="quotation", restricted="yes"
            )
            words = ["meaning_unit", "section", "phase", "team", "memo"]
            restricted[words] = [next(secrets) for _ in words]
            cells = pd.concat([cells.assign(restricted=""), restricted])
        if path.stem == "codings":
            cells = pd.concat([cells, cells.iloc[[-1]].assign(segment="hidden", coder="C1")])
        cells.to_csv(path, index=False)
    (corpus / "README.md").write_text("\n".join(next(secrets) for _ in range(20)), "utf-8")
    (corpus / "import-report.md").write_text("\n".join(next(secrets) for _ in range(20)), "utf-8")
    (corpus / "notes of Kim Holm.txt").write_text(next(secrets), encoding="utf-8")
    package = {
        "title": "Trial",
        "created": "2024-05-31",
        "ethics": "Approved.",
        "licenses": [{"name": "CC-BY-4.0"}],
        "contributors": [{"title": "A. Researcher", "email": next(secrets)}],
        "unread": {next(secrets): [next(secrets)]},
    }
    (corpus / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")


@pytest.fixture(scope="module")
def compendium(tmp_path_factory):
    """A compendium with one page that shows every cell of its corpus, and what was planted."""
    folder = tmp_path_factory.mktemp("public") / "trial"
    corpus = folder / "data" / "mine"
    shutil.copytree(ROOT / "tests" / "corpora" / "clinic", corpus)
    secrets, every = planted(), []

    def next_secrets():
        for secret in secrets:
            every.append(secret)
            yield secret

    one = next_secrets()
    with_secrets(corpus, one)
    exceptions = [{"fault": "few-alike", "file": "cases.csv", **GRANTED}]
    disclosure = {"names": [f"Kim Holm{n}" for n in range(10, 60)], "exceptions": exceptions}
    (corpus / "disclosure.yml").write_text(yaml.safe_dump(disclosure), encoding="utf-8")
    parameters = new_code_cell('corpus = "data/mine"  # x', metadata={"tags": ["parameters"]})
    cell = new_code_cell(SHOWN, metadata={"author": next(one)})
    cell.outputs = [new_output("stream", name="stdout", text=next(one))]
    cells = [new_markdown_cell("# One"), parameters, cell, new_code_cell(EVERYTHING)]
    metadata = {"authors": [{"name": next(one)}]}
    write_notebook(new_notebook(cells=cells, metadata=metadata), folder / "chapters" / "one.ipynb")
    toc = "format: jb-book\nroot: chapters/one\nchapters:\n  - file: chapters/withheld\n"
    (folder / "_toc.yml").write_text(f"# {next(one)}\n{toc}", encoding="utf-8")
    config = (ROOT / "_config.yml").read_text(encoding="utf-8")
    (folder / "_config.yml").write_text(f"# {next(one)}\n{config}", encoding="utf-8")
    settings = f"# {next(one)}\ncorpus: data/mine\n"
    (folder / "parameters.yml").write_text(settings, encoding="utf-8")
    (folder / "README.md").write_text(next(one), encoding="utf-8")
    environment = next(one)
    return folder, every, {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PLANTED": environment}


def publish(compendium):
    folder, _, env = compendium
    command = [sys.executable, "-m", "trustbook", "build", "--publish", "--json", "--jobs", "1"]
    return subprocess.run(
        command, cwd=folder, env=env, capture_output=True, encoding="utf-8", check=False
    )


@pytest.fixture(scope="module")
def edition(compendium):
    """What the command reported, and every file that it published."""
    done = publish(compendium)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    book, archive = Path(report["book"]), Path(report["archive"])
    files = {p.relative_to(book).as_posix(): p for p in book.rglob("*") if p.is_file()}
    with zipfile.ZipFile(archive) as opened:
        files |= {
            name: opened.read(name) for name in opened.namelist() if "_build/book" not in name
        }
    no_code = {
        n: file for n, file in files.items() if not n.startswith(("src", "assets", "_static"))
    }
    return report, {**no_code, "names": "\n".join(files).encode()}


@pytest.mark.slow
def test_nothing_that_was_planted_is_in_any_byte(compendium, edition):
    _, every, _ = compendium
    assert len(every) > 200
    assert leaks(edition[1], {normal(secret): secret for secret in every}) == []


@pytest.mark.slow
def test_what_is_published_is_on_the_page_and_in_the_archive(edition):
    page = edition[1]["chapters/one.html"].read_text(encoding="utf-8")
    segments = edition[1]["data/mine/segments.csv"].decode()
    for words in ("Felt safer after the nurse had written everything down", "2021-03"):
        assert words in page
    assert "Felt safer after the nurse" in segments
    assert "hidden" not in segments


@pytest.mark.slow
def test_the_public_edition_says_how_much_is_withheld_and_the_report_says_what(edition):
    page = edition[1]["chapters/withheld.html"].read_text(encoding="utf-8")
    assert "This is a public edition: 1 segment" in page
    lines = "\n".join(edition[0]["withheld"])
    assert "withheld segments.csv (1 segment): it is marked as restricted" in lines
    assert "withheld README.md (1 file)" in lines
    assert edition[0]["granted"] == [
        "granted by A. Researcher on 2024-05-31: few-alike in cases.csv (roles alone)"
    ]


def test_what_a_chapter_repeats_of_the_withheld_is_refused_without_repeating_it(compendium):
    folder, every, _ = compendium
    corpus = folder / "data" / "mine"
    disclosure = read_disclosure(corpus)
    secrets = secrets_of(corpus, public_corpus(corpus, disclosure), disclosure)
    words = next(one for one in every if one.startswith("lost her only son"))
    members = {"chapters/one.ipynb": f"# One {words}".encode()}
    with pytest.raises(CorpusError) as refusal:
        require_no_leak(leaks_of(members, secrets))
    first, advice = str(refusal.value).splitlines()
    assert first.startswith("chapters/one.ipynb: withheld words of ")
    assert words not in str(refusal.value)
    assert advice.startswith("Nothing was published")
    require_no_leak(leaks_of({"chapters/one.ipynb": b"# One"}, secrets))


def test_only_files_that_the_package_has_are_passed_over():
    places = ("assets/own.svg", "src/own.py", "LICENSE-own", "requirements.txt", "data/fonts/a.csv")
    own = dict.fromkeys(places, b"<title>Kim Holm10, 20 30 40 50</title>")
    lines = leaks_of(own, {"kim holm10": "a name"})
    assert lines[:5] == [f"{place}: a name" for place in places]
    assert [line.partition(":")[0] for line in lines[5:]] == [*places]
    icon = (ROOT / ICON).read_bytes()
    assert leaks_of({ICON: icon}, {"svg": "a word"}) == []
    assert leaks_of({ICON: icon + b"\n"}, {"svg": "a word"}) == [f"{ICON}: a word"]


def test_a_chapter_of_a_workbook_reads_the_public_tables_by_default(tmp_path, monkeypatch):
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: chapters/one\n", encoding="utf-8")
    (tmp_path / "parameters.yml").write_text("corpus: data/mine.xlsx\n", encoding="utf-8")
    shutil.copy(ROOT / "_config.yml", tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "mine.xlsx").write_bytes(workbook_of_tables({}, corpus="mine"))
    cell = new_code_cell('corpus = "data/mine.xlsx"  # x', metadata={"tags": ["parameters"]})
    write_notebook(new_notebook(cells=[cell]), tmp_path / "chapters" / "one.ipynb")
    monkeypatch.chdir(tmp_path)
    text = compendium_texts(edition_of(), name="mine")["chapters/one.ipynb"]
    assert json.loads(text)["cells"][0]["source"] == ['corpus = "data/mine"  # x']


def test_assets_and_settings_are_searched_before_a_build(tmp_path, monkeypatch):
    shutil.copytree(ROOT / "tests" / "corpora" / "ten-segments", tmp_path / "data" / "mine")
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: chapters/coding\n", encoding="utf-8")
    (tmp_path / "parameters.yml").write_text("corpus: data/mine\n", encoding="utf-8")
    shutil.copy(ROOT / "_config.yml", tmp_path)
    (tmp_path / ICON).parent.mkdir(parents=True)
    shutil.copy(ROOT / ICON, tmp_path / ICON)
    (tmp_path / ICON).with_name("own.svg").write_text("<svg>Kim Holm</svg>", "utf-8")
    monkeypatch.chdir(tmp_path)
    config = (tmp_path / "_config.yml").read_text(encoding="utf-8")
    footer = "extra_footer: >-\n    <p>By Kim\n    Holm.</p>"
    config = config.replace("extra_footer: >-", footer)
    (tmp_path / "_config.yml").write_text(config, encoding="utf-8")
    (tmp_path / "data" / "mine" / "disclosure.yml").write_text("names: [Kim Holm]\n", "utf-8")
    lines = check_report("data/mine", publish=True).lines
    assert [line.partition(": ")[0] for line in lines if "a name" in line] == [
        "_config.yml, column html",
        "assets/trustbook/own.svg",
    ]
