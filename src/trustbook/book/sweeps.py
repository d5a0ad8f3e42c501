"""A sweep: chapters run with many settings on several corpora, each run kept like any other.

A chapter is run once for each set of those parameters that it takes.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path

from trustbook.book.digests import digest_of
from trustbook.book.edition import Edition, edition_with, names_of, only_pages, own_parameters
from trustbook.book.runs import RunSpec
from trustbook.book.staging import page_sources
from trustbook.corpus.findings import require_none
from trustbook.corpus.needs import needs_in_words
from trustbook.corpus.parameters import (
    Value,
    check_parameters,
    compendium_parameters,
    own_corpus,
    require_parameters,
)
from trustbook.corpus.settings import Setting, read_settings
from trustbook.errors import ParameterError
from trustbook.project import build_folder, corpus_folder, project_root

_EXAMPLE = """\
# A grid: every chapter below is run on every corpus with every combination of the values.
# A chapter is run once for each set of those parameters that it takes.
# corpora: [data/mine, data/other] # without this line the corpus of the compendium
chapters: [{chapter}] # without this line every chapter of the book
parameters:
  {parameters}
"""
_EXAMPLES = {  # chapters that take parameters, those that the book of a corpus may lack first
    "networks": ["level: [all, micro, meso]", "min_support: [1, 2, 3]"],
    "cooccurrence": ["min_support: [1, 2, 3]", "window: [2, 3]"],
    "reporting": ["uncoded: [include, exclude]", "unit: [segment, text]"],
}
_STUDY = "study"  # the parameter that decides which chapters a book has


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Corpora, chapters (all where there are none) and the values of parameters to combine."""

    name: str
    corpora: Sequence[str]
    chapters: Sequence[str] = ()
    values: Mapping[str, Sequence[Value]] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """Where the results of its sweep are stored."""
        return build_folder("sweeps") / self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """What a grid asks for: its runs, what is left out, and parameters that no chapter takes."""

    grid: Grid
    specs: Sequence[RunSpec]
    left_out: Sequence[str]
    unused: Sequence[str]


def example_grid() -> str:
    """A grid to begin with, of a chapter that is in the book of this compendium."""
    edition = edition_with(compendium_parameters(), corpus=None)
    chapter = next(name for name in _EXAMPLES if name not in edition.left_out)
    return _EXAMPLE.format(chapter=chapter, parameters="\n  ".join(_EXAMPLES[chapter]))


def read_grid(path: Path) -> Grid:
    """The grid in a YAML file; ParameterError with its faults, each with its line."""
    whole = read_settings(path)
    parts = whole.parts(["corpora", "chapters", "parameters"])
    corpora = parts["corpora"].texts()
    chapters = parts["chapters"].texts()
    choices = {name: _choices(each) for name, each in parts["parameters"].named().items()}
    whole.require_sound()
    pairs = [{name: each} for name, values in choices.items() for each in values]
    faults = [finding for pair in pairs for finding in check_parameters(pair)]
    if "corpus" in choices:
        raise ParameterError(f"{path.name}: corpora belong below `corpora`, not below `parameters`")
    require_none(faults, error=ParameterError)
    only_pages(chapters, page_sources(project_root()))
    values = {
        name: list(dict.fromkeys(require_parameters({name: each})[name] for each in settings))
        for name, settings in choices.items()
    }
    return Grid(
        name=path.stem,
        corpora=list(dict.fromkeys(corpora or [own_corpus()])),
        chapters=chapters,
        values=values,
    )


def _choices(setting: Setting) -> Sequence[Setting]:
    """The values to try: those of a list, or the one that is there."""
    if isinstance(setting.value, str):
        return [setting]
    items = setting.items()
    if not items:
        setting.add("settings.not-list", allowed="at least one value", remedy="write [a, b]")
    return items


def sweep_of(grid: Grid) -> Sweep:
    """The runs that a grid asks for; ParameterError where a corpus lacks a name in the grid."""
    specs: dict[Path, RunSpec] = {}
    left_out: dict[str, None] = {}
    for edition in _editions(grid):
        names = [name for name in grid.chapters if name not in edition.left_out]
        left_out |= dict.fromkeys(_left_out(grid, edition))
        if names or not grid.chapters:
            specs |= {spec.notebook: spec for spec in _specs(grid, edition, names)}
    parameters = {name for spec in specs.values() for name in spec.parameters}
    return Sweep(
        grid=grid,
        specs=list(specs.values()),
        left_out=list(left_out),
        unused=[name for name in grid.values if name not in parameters],
    )


def _editions(grid: Grid) -> Iterator[Edition]:
    """One edition per corpus and study; other parameters do not change which chapters there are."""
    for corpus in grid.corpora:
        names, own = names_of(corpus_folder(corpus)), own_parameters(corpus)
        for name, values in grid.values.items():
            for value in values:
                file = f"the grid, with the corpus {corpus}"
                require_parameters({name: value}, names=names, file=file)
        for study in grid.values.get(_STUDY, [None]):
            chosen = {} if study is None else {_STUDY: study}
            yield edition_with({**own, **chosen}, corpus=corpus)


def _left_out(grid: Grid, edition: Edition) -> list[str]:
    names = grid.chapters or edition.left_out
    return [
        f"{name} on {edition.name} would need {needs_in_words(edition.left_out[name])}"
        for name in names
        if name in edition.left_out
    ]


def _specs(grid: Grid, edition: Edition, names: Sequence[str]) -> Iterator[RunSpec]:
    """The runs of the chapters of one edition, one per set of the parameters that each takes."""
    folder = build_folder("runs") / f"{edition.name}.settings"
    for spec in edition.specs_of(names):
        own = [name for name in grid.values if name in spec.parameters and name != _STUDY]
        for combination in product(*(grid.values[name] for name in own)):
            parameters = {**spec.parameters, **dict(zip(own, combination, strict=True))}
            digest = digest_of(json.dumps(parameters, sort_keys=True).encode())
            yield replace(spec, parameters=parameters, folder=folder / digest)
