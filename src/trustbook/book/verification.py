"""Verification: what a compendium says now, compared with what was kept of it."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path

from nbformat import NotebookNode

from trustbook.book.changes import chapter_changes, table_changes, word_changes
from trustbook.book.digests import environment_digests, package_digest
from trustbook.book.notebooks import chapter_paths, read_notebook
from trustbook.book.outputs import VALUE, Output, csv_frame, csv_text, outputs_of_file
from trustbook.book.records import OutputRecord, TableDigest, chapter_records, records
from trustbook.book.reference import frozen_notebook
from trustbook.book.runs import (
    RunSpec,
    run_inputs,
    was_changed_by_hand,
)
from trustbook.book.staging import changed_files, read_stamp
from trustbook.checking.corpora import check_corpus
from trustbook.corpus.package import check_package
from trustbook.errors import BookError

_NOT_COMPARED = {"provenance"}


def data_findings(folder: Path) -> list[str]:
    """The errors of a corpus, and whether its `datapackage.json` describes something else."""
    faults = check_corpus(folder)
    errors = [finding for finding in faults if finding.severity == "error"]
    return [finding.message for finding in errors or check_package(folder)]


def changed_runs(specs: Sequence[RunSpec]) -> dict[str, NotebookNode]:
    """The executed chapters that were changed after they ran, as they stand."""
    return {
        spec.chapter: read_notebook(spec.notebook) for spec in specs if was_changed_by_hand(spec)
    }


def run_findings(edited_runs: Mapping[str, NotebookNode], specs: Sequence[RunSpec]) -> list[str]:
    """What was changed by hand in executed chapters, seen from what they show when they run."""
    lines = []
    for spec in (spec for spec in specs if spec.chapter in edited_runs):
        edited, now = edited_runs[spec.chapter], read_notebook(spec.notebook)
        changes = chapter_changes(edited, now, chapter=spec.chapter) or ["not in what it shows"]
        lines += [f"the stored run of {spec.chapter} was changed by hand: {c}" for c in changes]
    return lines


def reference_findings(
    specs: Sequence[RunSpec], reference: Path, *, is_whole: bool = True
) -> list[str]:
    """What the chapters show otherwise than their frozen reference does.

    References without a chapter are named where these are the chapters of the whole book.
    """
    references, chapters = chapter_paths(reference), {spec.chapter for spec in specs}
    lost = [name for name in references if is_whole and name not in chapters]
    lines = [f"chapter {name} is gone; it has a reference" for name in lost]
    for spec in specs:
        if spec.chapter not in references:
            lines.append(f"chapter {spec.chapter} has no reference; trustbook freeze makes one")
            continue
        before = read_notebook(references[spec.chapter])
        now = frozen_notebook(read_notebook(spec.notebook))
        lines += chapter_changes(before, now, chapter=spec.chapter)
    return lines


def book_findings(
    book: Path, specs: Sequence[RunSpec], *, root: Path, is_whole: bool = True
) -> list[str]:
    """What a built book says otherwise than the chapters do now, and which files were changed.

    Values beside the pages are compared with those of the chapters, records field by field with
    those that would be made now; versions and commits do not count. Records of other chapters are
    named where these are the chapters of the whole book.
    """
    lines = changed_files(book)
    try:
        old = {record.id: record for record in records(book)}
    except BookError as error:
        return [*lines, str(error)]
    now = {record.id: record for record in chapter_records(specs, root=root)}
    chapters = {spec.chapter for spec in specs}
    lost = [n for n in old if n not in now and (is_whole or old[n].chapter in chapters)]
    lines += [f"record {name}: no chapter shows this" for name in lost]
    lines += [f"record {name}: the book has none" for name in now if name not in old]
    for name in (name for name in now if name in old):
        lines += _record_changes(old[name], now[name])
    for spec in specs:
        lines += _page_changes(book, spec)
    return lines


def _record_changes(before: OutputRecord, now: OutputRecord) -> list[str]:
    names = [each.name for each in fields(OutputRecord) if each.name not in _NOT_COMPARED]
    return [
        f"record {now.id}, {name}: {line}"
        for name in names
        for line in word_changes(_words(getattr(before, name)), _words(getattr(now, name)))
    ]


def _words(value: object) -> str:
    """A field of a record as words that can be compared one by one."""
    if isinstance(value, Mapping):
        return "; ".join(f"{name} = {each}" for name, each in value.items())
    if isinstance(value, tuple):
        return ", ".join(map(_words, value))
    if isinstance(value, TableDigest):
        return f"{value.table} {value.rows} rows {value.sha256}"
    return str(value)


def _page_changes(book: Path, spec: RunSpec) -> list[str]:
    """What the page of a chapter lacks, and what the CSV files beside it say otherwise."""
    lines = []
    text = "".join(page.read_text(encoding="utf-8") for page in book.rglob(f"{spec.chapter}.html"))
    for output in views_of(spec) if text else []:
        file = book / output.file("csv")
        if f'id="{html.escape(output.name)}"' not in text:
            lines.append(f"{output.id}: the page does not have it")
        elif not file.is_file():
            lines.append(f"{output.id}: the book has no {output.file('csv')}")
        else:
            data = csv_frame(file.read_text(encoding="utf-8"))
            changes = table_changes(data, csv_frame(csv_text(output)))
            lines += [f"{output.id}: {line}" for line in changes]
    return lines


def is_of_now(book: Path, specs: Sequence[RunSpec], *, is_whole: bool = True) -> bool:
    """Whether a built book was made from the data, parameters, chapters and code of now.

    Only the runs of these chapters count unless they are those of the whole book.
    """
    stamp = read_stamp(book)
    runs = dict(stamp.get("runs", {}))
    inputs = run_inputs(specs)
    return (
        stamp.get("package") == package_digest()
        and stamp.get("environment") == environment_digests()
        and inputs == (runs if is_whole else {n: v for n, v in runs.items() if n in inputs})
    )


def views_of(spec: RunSpec) -> list[Output]:
    """The tables and figures that a chapter shows."""
    outputs = outputs_of_file(spec.notebook, chapter=spec.chapter)
    return [output for output in outputs if output.kind != VALUE]
