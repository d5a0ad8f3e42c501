"""An edition: the book of one corpus with one set of parameters, and how it comes about."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from trustbook.book.authored import Authored, authored
from trustbook.book.bibliography import BIBLIOGRAPHY_HERE, bibliography_text
from trustbook.book.chapters import (
    LEFT_OUT_HERE,
    LEFT_OUT_PAGE,
    chapters_left_out,
    left_out_text,
)
from trustbook.book.citation import (
    CITATION_FILE,
    Citation,
    book_config,
    book_description,
    package_citation,
    terms,
)
from trustbook.book.downloads.files import write_downloads
from trustbook.book.downloads.pictures import drawings_of
from trustbook.book.downloads.plain import Source
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
    EXPLORER_PAGE,
    NEEDS,
    explorer_text,
    still_pictures,
)
from trustbook.book.index import INDEX, index_text
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
from trustbook.book.outputs import Output, outputs_of
from trustbook.book.own_copy import ANCHORS, OWN_COPY_PAGE, anchors_text
from trustbook.book.printing import Front
from trustbook.book.records import (
    RECORDS,
    OutputRecord,
    Provenance,
    chapter_records,
    provenance_of,
    records_text,
)
from trustbook.book.references import Reference, reference_data, reference_text
from trustbook.book.runs import RunSpec, run_inputs, run_specs, staleness
from trustbook.book.sections import shown_chapter
from trustbook.book.staging import (
    ABOUT,
    CITED,
    STAMP,
    base_address,
    is_current,
    page_sources,
    pages_of,
    read_citation,
    read_config,
    read_stamp,
    read_toc,
    stage,
    stamp_of,
    swap,
    toc_of,
)
from trustbook.book.texts import END, OPENING, PAGE, TEXTS, with_texts
from trustbook.book.withheld import WITHHELD_HERE, WITHHELD_PAGE, withheld_text
from trustbook.checking.corpora import check_corpus
from trustbook.corpus.findings import require_none, suggestion
from trustbook.corpus.language import language_of, speaking
from trustbook.corpus.needs import needs_in_words
from trustbook.corpus.numbers import at_start, joined
from trustbook.corpus.package import read_package
from trustbook.corpus.parameters import (
    Value,
    compendium_parameters,
    own_corpus,
    read_parameters,
    require_parameters,
)
from trustbook.corpus.reading import Corpus, read_corpus, read_table
from trustbook.corpus.schema import ALL
from trustbook.corpus.settings import Setting
from trustbook.errors import BookError, CorpusError, ParameterError
from trustbook.project import (
    argument,
    build_folder,
    corpus_folder,
    corpus_from_root,
    corpus_name,
    homes,
    package_root,
    project_root,
    require_compendium,
    short_path,
)

RECORDS_HERE = "<!-- records -->"
_UNSHOWN = "*This page cites chapters that are not in this book.*"
PARAMETERS_OF_BOOK = "parameters"  # in the stamp of a book


PageOfRecords = Callable[[Sequence[OutputRecord], Provenance], tuple[str, Sequence[Output]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """The book of one corpus: its parameters, its pages by name and whether it is the whole.

    `withheld` is what it says of what a public edition withholds, empty where it says nothing.
    """

    name: str
    corpus: Path
    parameters: Mapping[str, Value]
    pages: Mapping[str, Path]
    is_whole: bool = True
    left_out: Mapping[str, Sequence[str]] = field(default_factory=dict)
    withheld: str = ""

    @property
    def is_own(self) -> bool:
        """Whether it is of the corpus for which `_config.yml` and `CITATION.cff` speak."""
        return is_own_corpus(self.corpus)

    @property
    def label(self) -> str:
        """The name under which its files are kept: a part never replaces the whole book."""
        return self.name if self.is_whole else f"{self.name}.part"

    @property
    def default_output(self) -> Path:
        """Where its book goes unless another place is given."""
        return build_folder("book") / self.label

    @property
    def log(self) -> Path:
        """Where the whole output of Jupyter Book is kept."""
        return build_folder("logs") / f"{self.label}.log"

    @property
    def specs(self) -> list[RunSpec]:
        """What is to be run for it, one per chapter."""
        return self.specs_of([])

    def specs_of(self, only: Sequence[str]) -> list[RunSpec]:
        """What is to be run for the chapters in `only`, for every chapter where it is empty.

        ParameterError where a name is that of no page, or of a page without code.
        """
        _require_in_book(only, self.left_out)
        names = only_pages(only, self.pages)
        chapters = {n: self.pages[n] for n in names if self.pages[n].suffix == ".ipynb"}
        for name in only:
            if name not in chapters:
                raise ParameterError(
                    f"{name} is a page of text, not a chapter: there is nothing to run; "
                    f"trustbook build --only {name} makes the page"
                )
        return run_specs(chapters, self.parameters, folder=build_folder("runs") / self.name)

    def authored(self, *, run: Sequence[RunSpec] | None = None) -> Authored:
        """What the authors wrote for it, with the values of `run`, its chapters that have just run.

        Without them, with those values that are still those of now. The texts of a compendium are
        about its own corpus; the book of another has none.
        """
        if not self.is_own:
            return Authored()
        just_run = list(run or [])
        others = {*page_sources(project_root())} - {spec.chapter for spec in just_run}
        return authored(
            project_root(),
            read_corpus(self.corpus),
            pages=self.pages,
            left_out={n: f"it needs {needs_in_words(each)}" for n, each in self.left_out.items()},
            runs_of=lambda names: [*just_run, *self._fresh_runs(others.intersection(names))],
            are_all_run=run is not None,
        )

    def _fresh_runs(self, names: Collection[str]) -> list[RunSpec]:
        """The runs of those of the chapters, in this edition or not, that are up to date."""
        sources = page_sources(project_root())
        chapters = {name: sources[name] for name in names if sources[name].suffix == ".ipynb"}
        specs = run_specs(chapters, self.parameters, folder=build_folder("runs") / self.name)
        reasons = staleness(specs)
        return [spec for spec in specs if not reasons[spec.notebook]]


def edition_of(
    corpus: str | None = None, *, parameters_file: Path | None = None, only: Sequence[str] = ()
) -> Edition:
    """The edition of `corpus`, else of the one the parameters file names, else of the own one.

    Without a parameters file `parameters.yml` of the compendium speaks for the corpus it is about.
    ParameterError with every fault of the parameters; `only` chooses chapters by name.
    """
    require_compendium()
    settings = read_parameters(parameters_file) if parameters_file else own_parameters(corpus)
    return edition_with(settings, corpus=corpus, only=only)


def edition_as_built(corpus: str | None = None) -> Edition:
    """The edition of the book of `corpus` that is built, with the parameters it was built with.

    Where no book is built, that of `edition_of`. BookError where a book does not say its
    parameters.
    """
    edition = edition_of(corpus)
    book, place = edition.default_output, str(edition.parameters["corpus"])
    if not book.is_dir():
        return edition
    parameters = read_stamp(book).get(PARAMETERS_OF_BOOK)
    if not isinstance(parameters, dict):
        raise BookError(
            f"{short_path(book / STAMP)} does not say with which parameters the book was built; "
            f"build it again: trustbook build {argument(place)}, with --parameters if it had any"
        )
    return edition_with(parameters, corpus=str(edition.corpus))


def edition_with(
    settings: Mapping[str, object], *, corpus: str | None, only: Sequence[str] = ()
) -> Edition:
    """The edition with these parameters; ParameterError with every fault of them."""
    values = require_parameters(settings)
    folder = corpus_folder(corpus or str(values.get("corpus") or own_corpus()))
    if {"study", "concepts"} & set(values):
        values = require_parameters(settings, names=names_of(folder))
    pages = page_sources(project_root())
    left_out = _left_out(pages, folder, study=str(values.get("study", ALL)))
    _require_in_book(only, left_out)
    withheld = withheld_text(folder)
    absent = {*left_out} if left_out else {LEFT_OUT_PAGE}
    if not is_own_corpus(folder):
        absent |= own_pages(pages)
    absent |= set() if withheld else {WITHHELD_PAGE}
    absent |= set() if _has_rows(folder, "anchors") else {OWN_COPY_PAGE}
    absent |= set() if all(_has_rows(folder, table) for table in NEEDS) else {EXPLORER_PAGE}
    pages = {name: path for name, path in pages.items() if name not in absent}
    names = only_pages(only, pages)
    landing = next(iter(pages))  # a book needs its root
    return Edition(
        name=corpus_name(folder),
        corpus=folder,
        parameters=values | {"corpus": _corpus_parameter(folder)},
        pages={name: pages[name] for name in dict.fromkeys([landing, *names])},
        is_whole=len(names) == len(pages),
        left_out=left_out,
        withheld=withheld,
    )


def _has_rows(folder: Path, table: str) -> bool:
    try:
        return not read_table(folder, table).empty
    except CorpusError:  # a check of the corpus says more
        return False


def own_pages(pages: Mapping[str, Path]) -> set[str]:
    """The pages that are texts of the authors, who speak of the corpus of the compendium alone."""
    texts = project_root() / TEXTS
    return {name for name, path in list(pages.items())[1:] if path.parent == texts}


def _left_out(pages: Mapping[str, Path], folder: Path, *, study: str) -> dict[str, list[str]]:
    """What each chapter that is not in the book would need; the first page is always in it."""
    root = next(iter(pages))
    others = {name: path for name, path in pages.items() if name != root}
    try:
        return chapters_left_out(others, read_corpus(folder, study=study))
    except CorpusError:  # a check of the corpus says more
        return {}


def _require_in_book(only: Sequence[str], left_out: Mapping[str, Sequence[str]]) -> None:
    for name in only:
        if name in left_out:
            raise ParameterError(
                f"chapter {name} is not in the book of this corpus: it needs "
                f"{needs_in_words(left_out[name])}"
            )


def is_own_corpus(folder: Path) -> bool:
    """Whether the corpus in a folder is the one that the compendium is about."""
    return folder == corpus_from_root(own_corpus())


def own_parameters(corpus: str | None) -> Mapping[str, Setting]:
    """The parameters of the compendium; none for the book of another corpus."""
    is_another = corpus and not is_own_corpus(corpus_folder(corpus))
    return {} if is_another else compendium_parameters()


def require_sound_corpus(folder: Path) -> list[str]:
    """The warnings about a corpus, one line each; CorpusError where it has errors.

    Everything that `trustbook check` calls an error keeps a book from being built.
    """
    findings = check_corpus(folder)
    advice = f"The corpus has errors. Next: trustbook check {_corpus_parameter(folder)}"
    require_none(findings, error=CorpusError, advice=advice)
    return [finding.message for finding in findings]


def names_of(corpus: Path) -> dict[str, list[str]]:
    """The names that the corpus has for a study and for a concept, by parameter."""
    columns = {"study": ("studies", "study"), "concepts": ("concepts", "concept")}
    return {
        name: sorted(read_table(corpus, table)[column].dropna())
        for name, (table, column) in columns.items()
    }


def _corpus_parameter(folder: Path) -> str:
    root = project_root()
    inside = folder.is_relative_to(root)
    return (folder.relative_to(root) if inside else folder).as_posix()


def only_pages(only: Sequence[str], pages: Mapping[str, Path]) -> list[str]:
    """The names of the pages in `only`, of all where it is empty, in the order of the book.

    ParameterError where there is no page of such a name.
    """
    for name in only:
        if name not in pages:
            hint = suggestion(name, pages, otherwise=f"there are {', '.join(pages)}")
            raise ParameterError(f"no chapter {name!r}; {hint}")
    return [name for name in pages if not only or name in only]


def publish(
    edition: Edition,
    specs: Sequence[RunSpec],
    *,
    texts: Authored,
    output: Path,
    page_of_records: PageOfRecords,
) -> bool:
    """Whether the pages had to be made again; afterwards the finished book stands at `output`.

    BookError, and the last good book stays, where Jupyter Book finds a fault.
    """
    with speaking(language_of(config_of(edition))):
        staged = _stage(edition, specs, texts, page_of_records)
    stamp = stamp_of(staged) | {
        "runs": run_inputs(specs),
        PARAMETERS_OF_BOOK: chosen_parameters(edition),
    }
    if is_current(output, stamp):
        return False
    work = build_folder("pages") / edition.label
    pages = make_pages(staged, work=work, log=edition.log, strict=edition.is_whole)
    swap(pages, output, stamp=stamp)
    return True


def chosen_parameters(edition: Edition) -> dict[str, Value]:
    """The parameters that somebody chose for the book, without the place of its corpus."""
    return {name: value for name, value in edition.parameters.items() if name != "corpus"}


def _stage(
    edition: Edition, specs: Sequence[RunSpec], texts: Authored, page_of_records: PageOfRecords
) -> Path:
    """The stage of the book, its pages linked with each other and with the records."""
    runs = {spec.chapter: spec.notebook for spec in specs}
    places = {place.rpartition("/")[2]: place for place in pages_of(read_toc(project_root()))}
    pages = {places[name]: runs.get(name, path) for name, path in edition.pages.items()}
    outputs = chapter_records(specs, root=project_root())
    provenance = provenance_of(project_root())
    records, of_records = page_of_records(outputs, provenance)
    numbers = _numbers(edition, runs, of_records)
    staged = stage(
        project_root(),
        build_folder("stage") / edition.label,
        pages=pages,
        config=config_of(edition),
        private=[project_root(), package_root(), edition.corpus, *homes()],
        numbers=numbers,
    )
    write_text(staged / "assets" / RECORDS, records_text(outputs, provenance=provenance))
    names = {page.rpartition("/")[2]: page for page in pages}
    segments = runs.get(SEGMENTS_PAGE)
    segment_outputs = outputs_of(read_notebook(segments), chapter=SEGMENTS_PAGE) if segments else []
    here = Places(
        page="",
        records=names.get(RECORDS_PAGE, ""),
        segments=names.get(SEGMENTS_PAGE, ""),
        segment_rows=row_ids(segment_outputs),
        numbers=numbers,
    )
    require_none(texts.findings, error=BookError)
    for name, page in names.items():
        if name in runs:
            _link_chapter(edition, staged, replace(here, page=page), texts)
        elif name == RECORDS_PAGE:
            no_records = replace(here, page=page, records="")  # of its own tables
            _write_records(edition, staged, no_records, records, of_records)
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
    _write_index(edition, staged, {**pages, **own})  # the authors' pages with their values
    _write_explained(edition, staged, names)
    write_text(staged / CITED, reference_data(reference_of(edition)))
    if about := _about(edition):
        write_text(staged / ABOUT, json.dumps(about, ensure_ascii=False, indent=1) + "\n")
    return staged


def _numbers(
    edition: Edition, runs: Mapping[str, Path], of_records: Sequence[Output]
) -> dict[str, str]:
    """What the tables and figures of the book are called, by their ids."""
    outputs = {
        name: outputs_of(read_notebook(runs[name]), chapter=name)
        for name in edition.pages
        if name in runs
    }
    outputs[RECORDS_PAGE] = [replace(output, chapter=RECORDS_PAGE) for output in of_records]
    return output_numbers(each for name in edition.pages for each in outputs.get(name, []))


def _corpus_of(edition: Edition) -> Corpus:
    return read_corpus(edition.corpus, study=str(edition.parameters.get("study", ALL)))


def _write_explained(edition: Edition, staged: Path, pages: Mapping[str, str]) -> None:
    """Keep in the stage which words of its pages lead to what explains them."""
    place = pages.get(GLOSSARY_PAGE)
    glossary = (staged / f"{place}.md").read_text(encoding="utf-8") if place else ""
    words = explained_words(_corpus_of(edition), glossary, pages)
    write_text(staged / EXPLAINED, words_text(words))


def _write_index(edition: Edition, staged: Path, pages: Mapping[str, Path]) -> None:
    """Put the index of the book beside its pages, and its anchors where a page uses them."""
    corpus = _corpus_of(edition)
    write_text(staged / "assets" / INDEX, index_text(corpus, pages, parameters=edition.parameters))
    if OWN_COPY_PAGE in edition.pages:
        write_text(staged / "assets" / ANCHORS, anchors_text(corpus))
    if EXPLORER_PAGE in edition.pages:
        text = explorer_text(corpus, parameters=edition.parameters)
        write_text(staged / "assets" / EXPLORER, text)


def _link_chapter(edition: Edition, staged: Path, places: Places, texts: Authored) -> None:
    """Put links and texts into an executed chapter of the stage, and its values beside it."""
    path = staged / f"{places.page}.ipynb"
    notebook = read_notebook(path)
    outputs = outputs_of(notebook, chapter=path.stem)
    _write_files(edition, staged, outputs, drawings=drawings_of(notebook, outputs))
    opening, end = (texts.text(path.stem, role, places) for role in (OPENING, END))
    is_landing = HEADING in (output.name for output in outputs)
    linked = with_texts(
        linked_notebook(shown_chapter(notebook), places), opening, end, is_landing=is_landing
    )
    write_notebook(linked, path)


def _write_records(
    edition: Edition, staged: Path, places: Places, text: str, outputs: Sequence[Output]
) -> None:
    """Put the records of this book into the page of records, and their values beside it."""
    path = staged / f"{places.page}.md"
    outputs = [replace(output, chapter=path.stem) for output in outputs]
    _write_files(edition, staged, outputs)
    _fill(path, RECORDS_HERE, linked_html(text, outputs, places))


def _left_out_text(edition: Edition) -> str:
    return left_out_text(edition.left_out, page_sources(project_root()))


def _fill(path: Path, mark: str, text: str) -> None:
    """Put the text into a page of the stage, in place of a mark."""
    write_text(path, path.read_text(encoding="utf-8").replace(mark, text))


def _write_files(
    edition: Edition,
    staged: Path,
    outputs: Sequence[Output],
    *,
    drawings: Mapping[str, str] | None = None,
) -> None:
    write_downloads(
        staged / "assets",
        outputs,
        drawings=drawings or {},
        source=source_of(edition),
        kept=build_folder("runs") / edition.name / "files",
    )


def source_of(edition: Edition) -> Source:
    """What files that a reader takes away say of the book."""
    config = config_of(edition)
    authors = [each.name for each in citation_of(edition).authors]
    return Source(
        title=str(config["title"]),
        authors=joined(authors),
        terms=terms(read_package(edition.corpus)),
        language=language_of(config),
    )


def config_of(edition: Edition) -> dict[str, Any]:
    """The settings of the book, which say whose it is."""
    package = read_package(edition.corpus)
    config = read_config(project_root())
    return book_config(config, package, name=edition.name, is_own=edition.is_own)


def _about(edition: Edition) -> dict[str, Any]:
    """What the landing page tells machines."""
    package, config = read_package(edition.corpus), config_of(edition)
    return book_description(
        citation_of(edition),
        title=str(config["title"]),
        package=package,
        language=language_of(config),
    )


def parts_of_book(edition: Edition) -> dict[str, list[str]]:
    """The places of the pages of a built book, in its order, by the caption of their part."""
    places = [
        place
        for place in pages_of(read_toc(project_root()))
        if (edition.default_output / f"{place}.html").is_file()
    ]
    toc = toc_of(read_toc(project_root()), places)
    parts = {part["caption"]: pages_of(part | {"root": ""})[1:] for part in toc.get("parts", ())}
    return {"": [toc["root"]], **parts}


def front_of(edition: Edition) -> Front:
    """What stands before the chapters where the book is printed as a whole."""
    with speaking(language_of(config_of(edition))):
        source, cited = source_of(edition), reference_text(reference_of(edition))
    return Front(
        title=source.title,
        authors=source.authors,
        cited=cited,
        terms=source.terms,
        language=source.language,
    )


def reference_of(edition: Edition) -> Reference:
    """How the book as a whole is cited."""
    config = config_of(edition)
    return Reference(
        citation=citation_of(edition), book=str(config["title"]), address=base_address(config)
    )


def citation_of(edition: Edition) -> Citation:
    """How its book is cited: by `CITATION.cff` of the compendium, else by its Data Package.

    `CITATION.cff` speaks for the corpus that the compendium is about alone; a day of publication
    that it names is that of any other book, too, unless its Data Package names one.
    """
    root, own = project_root(), package_citation(read_package(edition.corpus), name=edition.name)
    if not (root / CITATION_FILE).is_file():
        return own
    citation = read_citation(root)
    released = own.released or citation.released
    return citation if edition.is_own else replace(own, released=released)
