"""Checks before a corpus is published: identifiers of persons, participants who stand out.

Exceptions are granted by name, date and reason, after ACRO (Green, Ritchie & Smith 2021).
"""

import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path

import pandas as pd

from trustbook.corpus.checks.participants import check_participants
from trustbook.corpus.checks.tables import cells_by_row
from trustbook.corpus.disclosure import (
    ETHICS,
    Disclosure,
    PublicationException,
    is_statement,
    read_disclosure,
)
from trustbook.corpus.findings import LISTED, Finding
from trustbook.corpus.identifiers import KINDS, Identifier, identifiers
from trustbook.corpus.package import PACKAGE_FILE, corpus_files, read_package
from trustbook.corpus.parameters import PARAMETERS_FILE, own_corpus
from trustbook.corpus.reading import in_words_of_corpus, read_sheet, table_file
from trustbook.corpus.reporting import REPORTING_FILE, answers_in
from trustbook.corpus.schema import TABLES
from trustbook.corpus.settings import read_settings
from trustbook.errors import CorpusError
from trustbook.project import DISCLOSURE_FILE, corpus_name, is_workbook, project_root

LIMIT = (
    "Patterns know no name that disclosure.yml does not list, and no story that gives somebody "
    "away: read every text before it is published."
)
_ETHICS_ITEM = "S9"  # of SRQR
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What keeps a corpus from being published, what was granted, and which identifiers thereby."""

    findings: Sequence[Finding] = ()
    granted: Sequence[PublicationException] = ()
    granted_values: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A text that would be published, and where it is."""

    text: str
    file: str
    row: int | None = None
    line: int | None = None
    column: str = ""


def check_publication(
    corpus: Path, disclosure: Disclosure | None = None, *, more: Iterable[Passage] = ()
) -> Publication:
    """Everything in a corpus that speaks against publishing it, without what was granted.

    What is granted is what `disclosure` says, else the file of that name of the corpus. `more` are
    texts beside the corpus that are published with it.
    """
    disclosure = disclosure or read_disclosure(corpus)
    by_place = _identifiers_by_place([*passages(corpus), *more], disclosure)
    faults = [
        *(fault for several in by_place for fault in _first_of(several)),
        *check_participants(read_sheet(corpus, "cases").cells, disclosure),
        *((ETHICS, finding) for finding in _check_ethics(corpus)),
    ]
    granted = [one for one in disclosure.exceptions if any(one.covers(*fault) for fault in faults)]
    findings = [
        finding
        for fault, finding in faults
        if not any(one.covers(fault, finding) for one in granted)
    ]
    unused = [_unused(one) for one in disclosure.exceptions if one not in granted]
    every_finding = [*disclosure.findings, *findings, *unused]
    values = {
        identifier.value
        for several in by_place
        for identifier, finding in several
        if any(one.covers(identifier.kind, finding) for one in granted)
    }
    return Publication(
        findings=in_words_of_corpus(corpus, every_finding),
        granted=granted,
        granted_values=frozenset(values),
    )


def _identifiers_by_place(
    texts: Iterable[Passage], disclosure: Disclosure
) -> list[list[tuple[Identifier, Finding]]]:
    """The identifiers of one kind in one file or column, each with its finding."""
    faults: dict[tuple[str, str, str], list[tuple[Identifier, Finding]]] = {}
    for passage in texts:
        label = f"{passage.column} {Path(passage.file).stem}"
        for one in identifiers(passage.text, label=label, names=disclosure.names):
            key = (one.kind, passage.file, passage.column if passage.row else "")
            faults.setdefault(key, []).append((one, _identifier_finding(one, passage)))
    return list(faults.values())


def _first_of(faults: list[tuple[Identifier, Finding]]) -> list[tuple[str, Finding]]:
    """The first twenty, each with its kind, of which the last says how many more there are."""
    *first, (one, last) = faults[:LISTED]
    last = replace(last, more=len(faults) - len(first) - 1)
    return [*((each.kind, finding) for each, finding in first), (one.kind, last)]


def _identifier_finding(identifier: Identifier, passage: Passage) -> Finding:
    return Finding(
        id="disclosure.identifier",
        file=passage.file,
        row=passage.row,
        line=passage.line and passage.line + identifier.line,
        column=passage.column,
        value=f"{KINDS[identifier.kind]}, {identifier.masked}",
        allowed="nothing that identifies a person",
        remedy="delete it or put something coarser there, or list it below exceptions "
        f"({identifier.kind}) in {DISCLOSURE_FILE}",
    )


def passages(corpus: Path) -> Iterator[Passage]:
    """Every text of a corpus that an archive of it would hold."""
    yield Passage(text=corpus_name(corpus), file=corpus.name, column="name of the corpus")
    for table in TABLES:
        if path := table_file(corpus, table):
            file = f"{table}.csv" if is_workbook(path) else path.name
            yield from _passages_of_table(read_sheet(corpus, table).cells, file)
    for path in corpus_files(corpus):
        if is_workbook(path):
            yield from _passages_of_workbook(path)
        elif path.suffix == ".json":
            yield from passages_of_json(_text_of(path), path.name)
        elif path.stem not in TABLES:
            yield from passages_of_text(_text_of(path), path.name)
    parameters = project_root() / PARAMETERS_FILE
    if parameters.is_file() and corpus == project_root() / own_corpus():
        yield from passages_of_text(_text_of(parameters), PARAMETERS_FILE)


def _text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8-sig", errors="replace")


def _passages_of_table(frame: pd.DataFrame, file: str) -> Iterator[Passage]:
    for name in map(str, frame.columns):
        yield Passage(text=name.replace("_", " "), file=file, row=1, column=name)
    by_row = cells_by_row(frame)
    for name in by_row.columns:
        for row, text in by_row[name].dropna().items():
            yield Passage(text=str(text), file=file, row=int(str(row)), column=str(name))


def passages_of_text(text: str, file: str) -> Iterator[Passage]:
    """The paragraphs of a text: what is one thing may go on in the next line."""
    line = 1
    for paragraph in text.split("\n\n"):
        yield Passage(text=paragraph, file=file, line=line)
        line += paragraph.count("\n") + 2


def passages_of_json(text: str, file: str) -> Iterator[Passage]:
    """The texts of a JSON file, each under the names that lead to it; its lines if it is none."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        yield from passages_of_text(text, file)
        return
    for place, value in texts_in(content):
        yield Passage(text=value, file=file, column=place)


def texts_in(node: object, place: str = "") -> Iterator[tuple[str, str]]:
    """Every name and value below a node, with the names that lead there.

    A list of lines, as notebooks have them, is one value.
    """
    if isinstance(node, dict):
        for name, value in node.items():
            inner = f"{place}, {name}" if place else name
            yield inner, name
            yield from texts_in(value, inner)
    elif isinstance(node, list) and _are_lines(node):
        yield place, "".join(node)
    elif isinstance(node, list):
        for number, value in enumerate(node, start=1):
            yield from texts_in(value, f"{place}, entry {number}")
    elif node is not None:
        yield place, str(node)


def _are_lines(values: list[object]) -> bool:
    """Whether all but the last of several texts end with their line."""
    return (
        len(values) > 1
        and all(isinstance(one, str) for one in values)
        and all(str(one).endswith("\n") for one in values[:-1])
    )


def _passages_of_workbook(path: Path) -> Iterator[Passage]:
    """What no table of a workbook has: its properties, comments and sheets that are not read."""
    texts = {
        passage.text
        for table in TABLES
        if table_file(path, table)
        for passage in _passages_of_table(read_sheet(path, table).cells, "")
    }
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            content = archive.read(name).decode("utf-8", errors="replace")
            for text in map(unescape, filter(str.strip, _TAG.split(content))):
                if text not in texts and not text.replace(".", "").isdecimal():
                    yield Passage(text=text, file=path.name, column=name)


def _check_ethics(corpus: Path) -> list[Finding]:
    """A finding where nothing says on what ethical terms the material was collected."""
    if any(map(is_statement, _ethics_statements(corpus))):
        return []
    return [
        Finding(
            id="disclosure.ethics",
            file=corpus.name if is_workbook(corpus) else PACKAGE_FILE,
            column="" if is_workbook(corpus) else "ethics",
            value="no ethics statement",
            allowed="a sentence on approval and consent",
            remedy=f'write "ethics": "…" into {PACKAGE_FILE}, or answer {_ETHICS_ITEM} in '
            f"{REPORTING_FILE}, or list it below exceptions ({ETHICS}) in {DISCLOSURE_FILE}",
        )
    ]


def _ethics_statements(corpus: Path) -> Iterator[str]:
    """What the description of a corpus and its checklists answer, be it empty."""
    if is_workbook(corpus):
        return
    with suppress(CorpusError):  # a fault of its own, which the check of the corpus names
        yield read_package(corpus).get("ethics", "")
    if (path := corpus / REPORTING_FILE).is_file():
        studies = list(read_sheet(corpus, "studies").cells.get("study", ()))
        answers, _ = answers_in(read_settings(path), studies=studies)
        yield from answers.loc[answers["item"] == _ETHICS_ITEM, "answer"]


def _unused(exception: PublicationException) -> Finding:
    return Finding(
        id="disclosure.unused-exception",
        file=DISCLOSURE_FILE,
        line=exception.line,
        column="exceptions",
        value=f"an exception for {exception.fault} in {exception.file}, where there is none",
        allowed="exceptions that are needed",
        remedy="delete it",
        severity="warning",
    )
