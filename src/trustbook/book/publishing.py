"""How an edition becomes a book: its pages staged, linked, made and put into place."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial
from operator import call
from pathlib import Path

from trustbook.book.authored import Authored
from trustbook.book.bibliography import BIBLIOGRAPHY_HERE, bibliography_text
from trustbook.book.chapters import (
    EXPLORER_PAGE,
    LEFT_OUT_HERE,
    LEFT_OUT_PAGE,
    OWN_COPY_PAGE,
    left_out_text,
)
from trustbook.book.digests import digest_of, environment_digests, file_digest, package_digest
from trustbook.book.downloads.files import Shelf, begin_files, kept_bytes, write_downloads
from trustbook.book.downloads.pictures import drawings_of
from trustbook.book.edition import PARAMETERS_OF_BOOK, Edition, chosen_parameters
from trustbook.book.entries import Entry, as_data
from trustbook.book.explaining import (
    BIBLIOGRAPHY_PAGE,
    EXPLAINED,
    GLOSSARY_PAGE,
    explained_words,
    words_text,
)
from trustbook.book.explorer import (
    EXPLORER,
    EXPLORER_HERE,
    explorer_text,
    still_pictures,
)
from trustbook.book.imprint import (
    about,
    config_of,
    reference_of,
    source_of,
)
from trustbook.book.index import index_files, page_entries
from trustbook.book.jupyter_book import JupyterBook
from trustbook.book.linking import (
    HEADING,
    RECORDS_PAGE,
    SEGMENTS_PAGE,
    Places,
    linked_html,
    linked_notebook,
    row_ids,
)
from trustbook.book.making import make_pages
from trustbook.book.notebooks import read_notebook, write_notebook, write_text
from trustbook.book.numbering import output_numbers
from trustbook.book.outputs import Output, outputs_of, outputs_of_file
from trustbook.book.own_copy import ANCHORS, anchors_text
from trustbook.book.records import (
    RECORDS,
    OutputRecord,
    Provenance,
    chapter_records,
    provenance_of,
    records_text,
)
from trustbook.book.references import reference_data
from trustbook.book.runs import RunSpec, corpus_digests, run_inputs
from trustbook.book.sections import shown_chapter
from trustbook.book.staging import (
    ABOUT,
    BESIDE,
    CITED,
    absent_pages,
    entries_of_stage,
    is_current,
    page_sources,
    pages_of,
    put_right,
    read_toc,
    stage,
    stamp_of,
    swap,
    translated_places,
)
from trustbook.book.still_made import forget_made, still_made, write_made
from trustbook.book.texts import END, OPENING, PAGE, TEXTS, WordsOfAuthors, with_texts
from trustbook.book.withheld import WITHHELD_HERE, WITHHELD_PAGE
from trustbook.book.workers import Background, Thunk
from trustbook.corpus.findings import require_none
from trustbook.corpus.language import catalogue_files, language_of, speaking
from trustbook.corpus.numbers import at_start
from trustbook.corpus.reading import Corpus, read_corpus
from trustbook.corpus.schema import ALL
from trustbook.errors import BookError
from trustbook.project import (
    build_folder,
    homes,
    package_root,
    project_root,
)

RECORDS_HERE = "<!-- records -->"
_UNSHOWN = "*This page cites chapters that are not in this book.*"


WriteFiles = Callable[..., None]  # of the outputs of a page, with their drawings
PageOfRecords = Callable[[Sequence[OutputRecord], Provenance], tuple[str, Sequence[Output]]]


def publish(  # noqa: PLR0913 - all but two are named
    edition: Edition,
    specs: Sequence[RunSpec],
    *,
    texts: Authored,
    output: Path,
    page_of_records: PageOfRecords,
    jupyter_book: JupyterBook,
    files: Background,
) -> bool:
    """Whether the pages had to be made again; afterwards the finished book is at `output`.

    The processes in the background, where they have begun, write the files beside the pages
    meanwhile. BookError, and the last good book stays, where Jupyter Book finds a fault.
    """
    put_right(output)
    begin = files.begin if files.has_begun else call
    with speaking(language_of(config_of(edition))):
        staged, made_from = _stage(edition, specs, texts, page_of_records, begin)
    if output.exists():
        files.finish()
        write_made(staged, made_from)
        if is_current(output, _stamp(edition, specs, staged)):
            return False
    pages = make_pages(
        staged,
        work=build_folder("pages") / edition.label,
        log=edition.log,
        jupyter_book=jupyter_book,
        files=files,
        strict=edition.is_whole,
    )
    write_made(staged, made_from)  # pages that did not change got the times of before
    swap(pages, output, stamp=_stamp(edition, specs, staged))
    return True


def _stamp(edition: Edition, specs: Sequence[RunSpec], staged: Path) -> dict[str, object]:
    """What the book is made from."""
    return stamp_of(staged) | {
        "runs": run_inputs(specs),
        PARAMETERS_OF_BOOK: chosen_parameters(edition),
    }


def _stage(
    edition: Edition,
    specs: Sequence[RunSpec],
    texts: Authored,
    page_of_records: PageOfRecords,
    begin: Callable[[Thunk], object],
) -> tuple[Path, dict[str, str]]:
    """The stage of the book, its pages linked with each other and with the records.

    And what its chapters were made from, as `write_made` takes it. The files beside its pages are
    only begun.
    """
    runs = {spec.chapter: spec.notebook for spec in specs}
    places = {place.rpartition("/")[2]: place for place in pages_of(read_toc(project_root()))}
    pages = {places[name]: runs.get(name, path) for name, path in edition.pages.items()}
    outputs = chapter_records(specs, root=project_root())
    provenance = provenance_of(project_root())
    records, of_records = page_of_records(outputs, provenance)
    of_chapters = {
        name: outputs_of_file(runs[name], chapter=name) for name in edition.pages if name in runs
    }
    numbers = _numbers(edition, of_chapters, of_records)
    names = {page.rpartition("/")[2]: page for page in pages}
    here = Places(
        page="",
        records=names.get(RECORDS_PAGE, ""),
        segments=names.get(SEGMENTS_PAGE, ""),
        segment_rows=row_ids(of_chapters.get(SEGMENTS_PAGE, [])),
        numbers=numbers,
    )
    require_none(texts.findings, error=BookError)
    words_of_authors = {
        name: _words_of_authors(texts, replace(here, page=names[name]), outputs)
        for name, outputs in of_chapters.items()
    }
    private = [project_root(), package_root(), edition.corpus, *homes()]
    folder = build_folder("stage") / edition.label
    made_from = _made_from(edition, pages, here, private) | {
        names[name]: digest_of(json.dumps([file_digest(runs[name]), asdict(words)]).encode())
        for name, words in words_of_authors.items()
    }
    unchanged = still_made(folder, made_from)
    forget_made(folder)
    staged = stage(
        project_root(),
        folder,
        pages=pages,
        config=config_of(edition),
        private=private,
        numbers=numbers,
        unchanged=unchanged,
    )
    write_text(staged / BESIDE / RECORDS, records_text(outputs, provenance=provenance))
    _write_data(edition, staged, begin)
    write_files = partial(
        write_downloads,
        staged / BESIDE,
        numbers=numbers,
        shelf=_shelf_of(edition),
        begin=begin,
    )
    for name, page in names.items():
        if page in unchanged:
            continue
        if name in runs:
            _link_chapter(write_files, staged, replace(here, page=page), words_of_authors[name])
        elif name == RECORDS_PAGE:
            no_records = replace(here, page=page, records="")  # of its own tables
            _write_records(write_files, staged, no_records, records, of_records)
        elif page == f"{TEXTS}/{name}":
            words = texts.text(name, PAGE, replace(here, page=page))
            write_text(staged / f"{page}.md", words or f"# {at_start(name)}\n\n{_UNSHOWN}\n")
        elif name == EXPLORER_PAGE:
            networks = runs.get("networks")
            still = still_pictures(read_notebook(networks)) if networks else ""
            _fill(staged / f"{page}.md", EXPLORER_HERE, still)
        elif name == BIBLIOGRAPHY_PAGE:
            studies = bibliography_text(_corpus_of(edition))
            _fill(staged / f"{page}.md", BIBLIOGRAPHY_HERE, studies)
        elif name == LEFT_OUT_PAGE:
            _fill(staged / f"{page}.md", LEFT_OUT_HERE, _left_out_text(edition))
        elif name == WITHHELD_PAGE:
            _fill(staged / f"{page}.md", WITHHELD_HERE, edition.withheld)
    own = {page: staged / f"{page}.md" for page in names.values() if page.startswith(f"{TEXTS}/")}
    all_pages = {**pages, **own}  # the authors' pages with their values
    entries = {
        name: page_entries(name, path, numbers=numbers, texts=words_of_authors.get(name))
        for page, path in all_pages.items()
        if page not in unchanged and (name := page.rpartition("/")[2])
    }
    _write_index(edition, staged, all_pages, entries)
    _write_explained(edition, staged, names)
    _write_about(edition, staged)
    return staged, made_from


def _write_about(edition: Edition, staged: Path) -> None:
    """Keep in the stage how the book is cited and described."""
    write_text(staged / CITED, reference_data(reference_of(edition)))
    if description := about(edition):
        write_text(staged / ABOUT, json.dumps(description, ensure_ascii=False, indent=1) + "\n")


def _made_from(
    edition: Edition, pages: Mapping[str, Path], here: Places, private: Sequence[Path]
) -> dict[str, str]:
    """Below no name what stands for all that every chapter of the stage is made from."""
    root, config = project_root(), config_of(edition)
    made_from = [
        *(package_digest(), environment_digests(), config, asdict(source_of(edition))),
        *([file_digest(path) for path in catalogue_files(language_of(config))], asdict(here)),
        *(absent_pages(root, pages), translated_places(root, language_of(config)), private),
    ]
    return {"": digest_of(json.dumps(made_from, default=_plain).encode())}


def _plain(part: Collection[str] | Path) -> str | list[str]:
    return str(part) if isinstance(part, Path) else sorted(part)


def _numbers(
    edition: Edition, of_chapters: Mapping[str, Sequence[Output]], of_records: Sequence[Output]
) -> dict[str, str]:
    """What the tables and figures of the book are called, by their ids."""
    records = [replace(output, chapter=RECORDS_PAGE) for output in of_records]
    outputs = {**of_chapters, RECORDS_PAGE: records}
    return output_numbers(each for name in edition.pages for each in outputs.get(name, []))


def _corpus_of(edition: Edition) -> Corpus:
    return read_corpus(edition.corpus, study=str(edition.parameters.get("study", ALL)))


def _write_explained(edition: Edition, staged: Path, pages: Mapping[str, str]) -> None:
    """Keep in the stage which words of its pages lead to what explains them."""
    place = pages.get(GLOSSARY_PAGE)
    glossary = (staged / f"{place}.md").read_text(encoding="utf-8") if place else ""
    words = explained_words(_corpus_of(edition), glossary, pages)
    write_text(staged / EXPLAINED, words_text(words))


def _words_of_authors(texts: Authored, places: Places, outputs: Sequence[Output]) -> WordsOfAuthors:
    """What the authors wrote for a page; one whose chapter gives its own title is the first."""
    name = places.page.rpartition("/")[2]
    opening, end = (texts.text(name, role, places) for role in (OPENING, END))
    is_landing = HEADING in (output.name for output in outputs)
    return WordsOfAuthors(opening=opening, end=end, is_landing=is_landing)


def _write_index(
    edition: Edition,
    staged: Path,
    pages: Mapping[str, Path],
    entries: Mapping[str, Sequence[Entry]],
) -> None:
    """Put the index of the book beside its pages.

    What can be found on a page that is not in `entries` is what the stage has of it.
    """
    corpus = _corpus_of(edition)
    every = {}
    for page in pages:
        name, path = page.rpartition("/")[2], entries_of_stage(staged, page)
        if name in entries:
            write_text(path, json.dumps(as_data(entries[name])))
        every[name] = json.loads(path.read_text(encoding="utf-8"))
    files = index_files(corpus, pages, parameters=edition.parameters, entries=every)
    for place, text in files.items():
        write_text(staged / BESIDE / place, text)


def _write_data(edition: Edition, staged: Path, begin: Callable[[Thunk], object]) -> None:
    """Begin to put the data of pages that compute in the browser beside them."""
    corpus = _corpus_of(edition)
    if OWN_COPY_PAGE in edition.pages:
        begin(partial(_write_kept, edition, staged, ANCHORS, partial(anchors_text, corpus)))
    if EXPLORER_PAGE in edition.pages:
        explored = partial(explorer_text, corpus, parameters=edition.parameters)
        begin(partial(_write_kept, edition, staged, EXPLORER, explored))


def _write_kept(edition: Edition, staged: Path, name: str, make: Callable[[], str]) -> None:
    """Put a file of data into the stage: made once, and kept until corpus or parameters change."""
    language = language_of(config_of(edition))
    made_from = [
        *(package_digest(), environment_digests(), corpus_digests(edition.corpus)),
        *(edition.parameters, [file_digest(path) for path in catalogue_files(language)]),
    ]
    key = digest_of(json.dumps(made_from).encode())
    with speaking(language):
        path = _shelf_of(edition).folder / f"{name}.{key}"
        text = kept_bytes(path, lambda: make().encode()).decode()
    write_text(staged / BESIDE / name, text)


def files_ahead(edition: Edition, files: Background) -> Callable[[str, Path], None]:
    """What lets processes in the background begin with the files of a chapter that was run."""
    return partial(begin_files, _shelf_of(edition), files.begin)


def _shelf_of(edition: Edition) -> Shelf:
    """Where the files beside the pages of an edition are stored for the next time."""
    folder = build_folder("runs") / edition.name / "files"
    return Shelf(folder=folder, source=source_of(edition))


def _link_chapter(
    write_files: WriteFiles, staged: Path, places: Places, texts: WordsOfAuthors
) -> None:
    """Put links and texts into an executed chapter of the stage, and its values beside it."""
    path = staged / f"{places.page}.ipynb"
    notebook = read_notebook(path)
    outputs = outputs_of(notebook, chapter=path.stem)
    drawings = drawings_of(notebook, outputs)
    write_files(outputs, drawings=drawings)
    write_notebook(with_texts(linked_notebook(shown_chapter(notebook), places), texts), path)


def _write_records(
    write_files: WriteFiles, staged: Path, places: Places, text: str, outputs: Sequence[Output]
) -> None:
    """Put the records of this book into the page of records, and their values beside it."""
    path = staged / f"{places.page}.md"
    outputs = [replace(output, chapter=path.stem) for output in outputs]
    write_files(outputs, drawings={})
    _fill(path, RECORDS_HERE, linked_html(text, outputs, places))


def _left_out_text(edition: Edition) -> str:
    return left_out_text(edition.left_out, page_sources(project_root()))


def _fill(path: Path, mark: str, text: str) -> None:
    """Put the text into a page of the stage, in place of a mark."""
    write_text(path, path.read_text(encoding="utf-8").replace(mark, text))
