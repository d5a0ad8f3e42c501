"""Runs: chapters executed with one set of parameters, and why a run has become stale."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path

from trustbook.book.digests import (
    ABSENT,
    DIGEST_LENGTH,
    digest_of,
    environment_digests,
    file_digest,
    package_digests,
)
from trustbook.book.notebooks import (
    canonical,
    notebook_text,
    read_notebook,
    require_parameters_cell,
    write_text,
)
from trustbook.corpus.language import ENGLISH, catalogue_files, configured_language
from trustbook.corpus.parameters import Value
from trustbook.errors import ChapterError
from trustbook.project import project_root

WORKBOOK = "*"
_MOST_FILES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSpec:
    """A chapter that is to be run: its source, its parameters and where the run is stored."""

    chapter: str
    source: Path
    parameters: Mapping[str, Value]
    folder: Path

    @property
    def notebook(self) -> Path:
        """Where the executed chapter is stored."""
        return self.folder / f"{self.chapter}.ipynb"

    @property
    def partial_notebook(self) -> Path:
        """Where the executed part of a chapter that failed is stored."""
        return self.folder / f"{self.chapter}.failed.ipynb"

    @property
    def record_path(self) -> Path:
        """Where the record of the run is stored."""
        return self.folder / f"{self.chapter}.json"

    @property
    def corpus(self) -> Path:
        """The folder of the corpus that the chapter reads."""
        return project_root() / str(self.parameters.get("corpus", ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What a run was made from, each part by a digest of its content, and what it gave."""

    chapter: str
    source: str
    parameters: Mapping[str, Value]
    data: Mapping[str, str]
    package: Mapping[str, str]
    environment: Mapping[str, str]
    output: str
    warnings: Sequence[str] = ()

    @property
    def inputs(self) -> str:
        """The digest of what the run was made from: chapter, parameters and data, not their place.

        The name of the corpus does not count, as its content does.
        """
        values = {name: value for name, value in self.parameters.items() if name != "corpus"}
        return digest_of(json.dumps([self.source, values, dict(self.data)]).encode())


def run_specs(
    chapters: Mapping[str, Path], parameters: Mapping[str, Value], *, folder: Path
) -> list[RunSpec]:
    """One spec per chapter, with those of the parameters that it declares.

    Every chapter whose parameters cell is not valid is named in one ChapterError.
    """
    specs, faults = [], []
    for name, source in chapters.items():
        try:
            declared = require_parameters_cell(source)
        except ChapterError as error:
            faults.append(str(error))
            continue
        own = {key: parameters.get(key, default) for key, default in declared.items()}
        specs.append(RunSpec(chapter=name, source=source, parameters=own, folder=folder))
    if faults:
        raise ChapterError("\n".join(faults))
    return specs


def _data_digest(name: str, files: Mapping[str, str]) -> str:
    """The digest of the file of a table, which may have come as Parquet where there was none."""
    parquet = Path(name).with_suffix(".parquet").name
    return files.get(name) or files.get(parquet) or files.get(WORKBOOK, ABSENT)


def corpus_digests(corpus: Path) -> dict[str, str]:
    """The digest of every file of the corpus by its name; a workbook stands for all its tables."""
    if corpus.is_file():
        return {WORKBOOK: file_digest(corpus)}
    return {path.name: file_digest(path) for path in sorted(corpus.glob("*")) if path.is_file()}


def source_digest(path: Path) -> str:
    """The digest of a chapter's source in canonical form, so that saved outputs don't count."""
    return digest_of(notebook_text(canonical(read_notebook(path))).encode())


def read_record(path: Path) -> Record | None:
    """The record of the last run, or None where there is none that can be read."""
    try:
        record = Record(**json.loads(path.read_text(encoding="utf-8")))
        is_whole = _is_whole(record)
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return None
    return record if is_whole else None


def _is_whole(record: Record) -> bool:
    """Whether every digest is a text; AttributeError where a part has no names."""
    parts = (record.data, record.package, record.environment)
    digests = (record.source, record.output, *(text for part in parts for text in part.values()))
    return all(isinstance(text, str) for text in (*digests, *record.parameters.keys()))


def run_inputs(specs: Sequence[RunSpec]) -> dict[str, str]:
    """For each chapter that has run the digest of what its last run was made from."""
    runs = {spec.chapter: read_record(spec.record_path) for spec in specs}
    return {name: run.inputs for name, run in runs.items() if run is not None}


def write_record(record: Record, path: Path) -> Path:
    """The path, after the record was written there as JSON that a person can read."""
    return write_text(path, json.dumps(asdict(record), indent=2, ensure_ascii=False) + "\n")


def begun_record(spec: RunSpec) -> Record:
    """The record of a run that is about to begin, with every file of the corpus.

    What is edited while the chapter runs differs from it, so that the run is stale afterwards.
    """
    return Record(
        chapter=spec.chapter,
        source=source_digest(spec.source),
        parameters=dict(spec.parameters),
        data=corpus_digests(spec.corpus),
        package=package_digests(),
        environment=_environment(),
        output="",
    )


def _environment() -> dict[str, str]:
    """What stands for the environment, and for the language of pages that are not English."""
    language, root = configured_language(), project_root()
    if language == ENGLISH:
        return environment_digests()
    own = [path for path in catalogue_files(language) if path.is_relative_to(root)]
    catalogues = {path.relative_to(root).as_posix(): file_digest(path) for path in own}
    return environment_digests() | {"language": language} | catalogues


def ended_record(
    begun: Record, *, read_log: Sequence[str], output: str, warnings: Sequence[str]
) -> Record:
    """The record of a run that has ended, with the data files that its log names."""
    names = sorted({line.removeprefix(f"{ABSENT} ").strip() for line in read_log if line.strip()})
    return replace(
        begun,
        data={name: _data_digest(name, begun.data) for name in names},
        output=digest_of(output.encode()),
        warnings=list(warnings),
    )


def was_changed_by_hand(spec: RunSpec) -> bool:
    """Whether the executed chapter is there, but not as its run left it."""
    record = read_record(spec.record_path)
    return record is not None and file_digest(spec.notebook) not in (record.output, ABSENT)


def staleness(specs: Sequence[RunSpec]) -> dict[Path, list[str]]:
    """For each executed chapter the reasons why it has to be run; every file is read once."""
    present = _present()
    return {spec.notebook: stale_because(spec, present=present) for spec in specs}


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """What runs would be made from now, each part by its digest."""

    package: Mapping[str, str]
    environment: Mapping[str, str]
    corpus: Callable[[Path], Mapping[str, str]]
    source: Callable[[Path], str]


def _present() -> Present:
    return Present(
        package=package_digests(),
        environment=_environment(),
        corpus=cache(corpus_digests),
        source=cache(source_digest),
    )


def stale_because(spec: RunSpec, *, present: Present | None = None) -> list[str]:
    """The reasons why the chapter has to be run, in words; none where its run is fresh.

    `present` has the digests of now, where they serve several runs.
    """
    record = read_record(spec.record_path)
    if record is None:
        return ["it has not been run yet"]
    if file_digest(spec.notebook) != record.output:
        return ["its last run is missing or was changed by hand"]
    present = present or _present()
    files = present.corpus(spec.corpus)
    data = {name: _data_digest(name, files) for name in record.data}
    is_changed = present.source(spec.source) != record.source
    return [
        *(["the chapter itself changed"] if is_changed else []),
        *_changed_parameters(record.parameters, spec.parameters),
        *_changed("data file", record.data, data),
        *_changed_package(record.package, present.package),
        *_changed("environment", record.environment, present.environment),
    ]


def _changed_parameters(old: Mapping[str, Value], new: Mapping[str, Value]) -> list[str]:
    return [
        f"parameter {name}: {old.get(name, 'not set')} → {new.get(name, 'not set')}"
        for name in sorted({*old, *new})
        if old.get(name) != new.get(name)
    ]


def _changed(what: str, old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    return [
        f"{what} {name} {_how(old.get(name, ABSENT), new.get(name, ABSENT))}"
        for name in sorted({*old, *new})
        if old.get(name, ABSENT) != new.get(name, ABSENT)
    ]


def _changed_package(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    changed = [name for name in sorted({*old, *new}) if old.get(name) != new.get(name)]
    more = len(changed) - _MOST_FILES
    names = ", ".join(changed[:_MOST_FILES]) + (f" and {more} more" if more > 0 else "")
    return [f"helper package changed: {names}"] if changed else []


def _how(old: str, new: str) -> str:
    if old == ABSENT:
        return "was added"
    if new == ABSENT:
        return "was removed"
    short = all("." in version and len(version) < DIGEST_LENGTH for version in (old, new))
    return f"changed: {old} → {new}" if short else "changed"
