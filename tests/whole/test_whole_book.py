"""Whole builds, in copies of the project."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from trustbook.book.notebooks import chapter_paths, read_notebook
from trustbook.book.outputs import PART

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def first_cell_with(chapter, words):
    cells = json.loads(chapter.read_text(encoding="utf-8"))["cells"]
    return next(
        (cell["id"], number)
        for number, cell in enumerate(cells, start=1)
        if cell["cell_type"] == "code" and words in "".join(cell["source"])
    )


def sources(project):
    return {part: contents(project / part) for part in ("chapters", "data")}


@pytest.fixture(scope="module")
def own(project, tmp_path_factory):
    """A copy of the project with its book, in which no other process reads meanwhile."""
    return shutil.copytree(project, tmp_path_factory.mktemp("own") / "project")


@pytest.fixture(scope="module")
def own_book(own):
    return own / "_build" / "book" / "ibbis"


def test_every_page_of_the_contents_is_in_the_book(own, own_book):
    assert (own_book / "index.html").is_file()
    names = {path.stem for path in (own_book / "chapters").glob("*.html")}
    pages = (p for p in (own / "chapters").iterdir() if p.suffix in {".ipynb", ".md"})
    assert names == {page.stem for page in pages} - {
        "imported",
        "withheld",
    }  # there was nothing of either


def test_values_are_files_beside_the_pages_and_not_in_their_addresses(own, own_book):
    for page in own_book.rglob("*.html"):
        assert "data:text/csv" not in page.read_text(encoding="utf-8"), page.name
    tables = list((own_book / "tables").rglob("*.csv"))
    assert len(tables) > len(chapter_paths(own / "chapters"))
    assert all(table.read_bytes().startswith(b"\xef\xbb\xbf") for table in tables)


def test_the_words_of_the_authors_stand_in_the_book_with_the_values_they_cite(own_book):
    page = (own_book / "chapters" / "introduction.html").read_text(encoding="utf-8")
    assert "The story of the studies" in page
    assert re.search(
        r'<a class="tb-value" href="outputs.html#networks/ties" [^>]*>\d+ ties</a>', page
    )
    assert "{{" not in page


def test_jupyter_book_sees_no_structured_part(own, own_book):
    """It warns about kinds of output that it does not know, and warnings are errors."""
    staged = chapter_paths(own / "_build" / "stage" / "ibbis" / "chapters")
    assert set(staged) == set(chapter_paths(own / "_build" / "runs" / "ibbis"))
    for name, path in staged.items():
        assert PART not in path.read_text(encoding="utf-8"), name


def test_a_second_build_runs_no_chapter_and_makes_no_pages(own, own_book, build):
    report = build(own)
    assert (report["run"], report["pages_made"]) == ([], False)


def test_a_build_changes_neither_chapters_nor_data(own, own_book):
    assert sources(own) == sources(ROOT)


def test_a_corpus_of_ten_segments_with_the_obligatory_tables_has_a_book(own, tmp_path, build):
    corpus = "tests/corpora/ten-segments"
    report = build(own, corpus, "--output", str(tmp_path / "book"))
    pages = {path.stem for path in (tmp_path / "book" / "chapters").glob("*.html")}
    assert "coding" in report["run"] and set(report["run"]) <= pages
    runs = chapter_paths(own / "_build" / "runs" / "ten-segments")
    assert set(runs) == set(report["run"])
    for name, path in runs.items():
        cells = [cell for cell in read_notebook(path).cells if cell.cell_type == "code"]
        texts = [output["data"]["text/plain"] for cell in cells for output in cell.outputs]
        assert texts, name
        assert all("Traceback" not in text for text in texts), name
    left_out = (tmp_path / "book" / "chapters" / "left-out.html").read_text(encoding="utf-8")
    assert "networks" not in pages
    assert "would need rows in relations and rows in concepts" in left_out


def test_a_part_of_the_book_leaves_the_whole_one_alone(own, own_book, build):
    before = contents(own_book)
    name = list(chapter_paths(own / "chapters"))[-1]
    report = build(own, "--only", name)
    assert Path(report["book"]) != own_book
    assert contents(own_book) == before


def test_a_chapter_that_fails_leaves_the_last_good_book(own, own_book, python):
    before = contents(own_book)
    chapter = next(iter(chapter_paths(own / "chapters").values()))
    good = chapter.read_text(encoding="utf-8")
    cell, number = first_cell_with(chapter, "read_corpus(corpus")
    chapter.write_text(good.replace("read_corpus(corpus", "raed_corpus(corpus"), encoding="utf-8")
    try:
        process = python(own, "-m", "trustbook", "build")
    finally:
        chapter.write_text(good, encoding="utf-8", newline="\n")
    assert process.returncode == 3
    assert f"{chapter.stem}: cell {cell} (number {number}): NameError" in process.stderr
    assert "Traceback" not in process.stderr
    assert contents(own_book) == before


@pytest.mark.skipif(
    sys.platform == "win32", reason="interrupts a group of processes as Ctrl-C does"
)
def test_an_interrupted_build_loses_nothing_that_finished(own):
    runs = own / "_build" / "runs" / "clinic"
    former = signal.signal(signal.SIGINT, signal.default_int_handler)  # a build would ignore it too
    build = subprocess.Popen(
        [sys.executable, "-m", "trustbook", "build", "tests/corpora/clinic"],
        cwd=own,
        env={**os.environ, "PYTHONPATH": str(own / "src")},
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    signal.signal(signal.SIGINT, former)
    while build.poll() is None and not list(runs.glob("*.json")):
        time.sleep(0.2)
    os.killpg(build.pid, signal.SIGINT)
    text = build.communicate(timeout=300)[1]
    assert build.returncode == 130
    assert "Finished chapters are kept; the same command continues." in text
    assert "Traceback" not in text
    assert 0 < len(list(runs.glob("*.json"))) < len(chapter_paths(own / "chapters"))


def test_changing_one_datum_fails_the_reference_in_words(own, tmp_path, copy_of_project, python):
    """One study becomes younger by a year; the comparison names the row and the column."""
    other = copy_of_project(tmp_path / "changed")
    table = other / "data" / "ibbis" / "studies.csv"
    text = table.read_text(encoding="utf-8")
    assert ",2021," in text
    table.write_text(text.replace(",2021,", ",2022,", 1), encoding="utf-8", newline="")
    reference = "tests/reference/introduction.ipynb"
    process = python(
        other, "-m", "pytest", "--nbval", "--nbval-current-env", "--color=no", reference
    )
    assert process.returncode == 1
    assert "the chapter no longer says what its reference says" in process.stdout
    assert re.search(r"table-studies: row .*, Year: 2021 → 2022", process.stdout)
    assert len(process.stdout) < 20_000, "a person reads this"


def words(page):
    """The words of the article of a page, without its code and what only a build knows of it."""
    article = page.read_text(encoding="utf-8").partition("<article")[2].partition("</article>")[0]
    heading = "<h1>.*?</h1>"  # may be a computed value
    added = (
        '<a class="tb-made".*?</a>|<details class="tb-take".*?</details>|'
        '<span class="tb-nr">.*?</span>'
    )
    text = re.sub(rf"<pre>.*?</pre>|{heading}|{added}", " ", article, flags=re.DOTALL)
    within_words = r"</?(?:a|span)\b[^>]*>"  # a term is a link in our pages alone
    return re.sub("<[^>]*>", " ", re.sub(within_words, "", text)).split()


def test_plain_jupyter_book_executes_the_chapters_and_says_the_same(
    own, own_book, tmp_path, copy_of_project, python
):
    """One chapter of each part, which stands for the rest: the reference runs every one of them."""
    plain = copy_of_project(tmp_path / "plain", project=own)
    toc = yaml.safe_load((plain / "_toc.yml").read_text(encoding="utf-8"))
    texts = {path.stem for path in (plain / "text").glob("*.md")}  # are in our pages alone
    for part in toc["parts"]:
        entries = [one for one in part["chapters"] if is_notebook(plain, one)]
        part["chapters"] = [one for one in entries if Path(one["file"]).name not in texts][:1]
    toc["parts"] = [part for part in toc["parts"] if part["chapters"]]
    (plain / "_toc.yml").write_text(yaml.safe_dump(toc), encoding="utf-8")
    code = "import sys; from jupyter_book.cli.main import main; sys.exit(main())"
    process = python(plain, "-c", code, "build", ".", "-q")
    assert process.returncode == 0, process.stderr
    pages = sorted((plain / "_build" / "html" / "chapters").glob("*.html"))
    compared = [page for page in pages if page.stem not in texts]
    assert len(compared) > 3
    for page in compared:
        assert words(page) == words(own_book / "chapters" / page.name), page.name


def is_notebook(project, entry):
    return (project / f"{entry['file']}.ipynb").is_file()


def test_plain_papermill_runs_a_chapter_on_another_corpus_from_any_folder(own, tmp_path, python):
    name, chapter = list(chapter_paths(own / "chapters").items())[-1]
    out = tmp_path / f"{name}.ipynb"
    arguments = [str(chapter), str(out), "-p", "corpus", "tests/corpora/ten-segments"]
    arguments += ["--start-timeout", "600"]  # where the computer is busy
    process = python(tmp_path, "-m", "papermill", *arguments, code=own / "src")
    assert process.returncode == 0, process.stderr
    assert "ten-segments" in out.read_text(encoding="utf-8")
