"""An edition: the book of one corpus with one set of parameters, and what is to be run for it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from trustbook.book.authored import Authored, authored
from trustbook.book.chapters import (
    LEFT_OUT_PAGE,
    NEEDS_OF_PAGES,
    chapters_left_out,
)
from trustbook.book.runs import RunSpec, run_specs, staleness
from trustbook.book.staging import (
    STAMP,
    page_sources,
    read_stamp,
)
from trustbook.book.texts import TEXTS
from trustbook.book.withheld import WITHHELD_PAGE, withheld_text
from trustbook.checking.corpora import check_corpus
from trustbook.corpus.findings import require_none, suggestion
from trustbook.corpus.needs import needs_in_words
from trustbook.corpus.parameters import (
    Value,
    command_for,
    compendium_parameters,
    is_own_corpus,
    own_corpus,
    read_parameters,
    require_parameters,
)
from trustbook.corpus.reading import read_corpus, read_table
from trustbook.corpus.schema import ALL
from trustbook.corpus.settings import Setting
from trustbook.errors import BookError, CorpusError, ParameterError
from trustbook.project import (
    build_folder,
    corpus_folder,
    corpus_name,
    project_root,
    require_compendium,
    short_path,
)

PARAMETERS_OF_BOOK = "parameters"  # in the stamp of a book


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
        """The name under which its files are stored: a part never replaces the whole book."""
        return self.name if self.is_whole else f"{self.name}.part"

    @property
    def default_output(self) -> Path:
        """Where its book goes unless another place is given."""
        return build_folder("book") / self.label

    @property
    def log(self) -> Path:
        """Where the whole output of Jupyter Book is stored."""
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
    book = edition.default_output
    if not book.is_dir():
        return edition
    parameters = read_stamp(book).get(PARAMETERS_OF_BOOK)
    if not isinstance(parameters, dict):
        build = command_for("trustbook build", edition.parameters["corpus"])
        raise BookError(
            f"{short_path(book / STAMP)} does not say with which parameters the book was built; "
            f"build it again: {build}, with --parameters if it had any"
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
    for page, tables in NEEDS_OF_PAGES.items():
        absent |= set() if all(_has_rows(folder, table) for table in tables) else {page}
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
        return read_corpus(folder).has(table)
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


def own_parameters(corpus: str | None) -> Mapping[str, Setting]:
    """The parameters of the compendium; none for the book of another corpus."""
    is_another = corpus and not is_own_corpus(corpus_folder(corpus))
    return {} if is_another else compendium_parameters()


def require_sound_corpus(folder: Path) -> list[str]:
    """The warnings about a corpus, one line each; CorpusError where it has errors.

    Everything that `trustbook check` calls an error keeps a book from being built.
    """
    findings = check_corpus(folder)
    advice = f"The corpus has errors. Next: {command_for('trustbook check', folder)}"
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


def chosen_parameters(edition: Edition) -> dict[str, Value]:
    """The parameters that somebody chose for the book, without the place of its corpus."""
    return {name: value for name, value in edition.parameters.items() if name != "corpus"}
