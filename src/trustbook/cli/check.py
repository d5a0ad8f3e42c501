"""The command that checks a corpus."""

import json
from dataclasses import replace
from pathlib import Path, PurePosixPath

import click

from trustbook.checking import check_corpus
from trustbook.cli import options
from trustbook.corpus.checks.tables import NO_ROWS
from trustbook.corpus.findings import Finding, number_of_faults
from trustbook.corpus.package import check_package, write_package
from trustbook.corpus.reading import corpus_folder, is_workbook
from trustbook.project import quoted


@click.command(short_help="List every fault of a corpus.")
@click.argument("corpus", default=options.REFERENCE)
@options.as_json
@click.pass_context
def check(context: click.Context, corpus: str, as_json: bool) -> None:
    """List every fault of CORPUS (default data/ibbis): file, row, column, found, allowed, remedy.

    CORPUS is a folder of tables, or one workbook such as data/mine.xlsx with a sheet a table.
    Rows are numbered as a spreadsheet shows them. Warnings do not keep a book from being built.

    \b
    Example: trustbook check data/mine
    Exit code 0: no errors; 1: errors; 2: wrong usage.
    """
    folder = corpus_folder(corpus)
    findings = check_corpus(folder)
    errors = number_of_faults(findings, severity="error")
    findings += [] if errors else check_package(folder)
    click.echo(_as_json(findings) if as_json else _report(findings, corpus=corpus))
    context.exit(1 if errors else 0)


@click.command(short_help="Describe a corpus to other programs.")
@click.argument("corpus", default=options.REFERENCE)
def describe(corpus: str) -> None:
    """Write datapackage.json, which describes CORPUS (default data/ibbis) to other programs.

    Derived from the tables and the data dictionary. Title, description, licenses and contributors
    that you write into the file are kept.

    \b
    Example: trustbook describe data/mine
    """
    path = write_package(corpus_folder(corpus))
    click.echo(f"{corpus}/{path.name} describes the tables. Next: trustbook check {quoted(corpus)}")


def _as_json(findings: list[Finding]) -> str:
    report = {
        "errors": number_of_faults(findings, severity="error"),
        "warnings": number_of_faults(findings, severity="warning"),
        "findings": [finding.as_json() for finding in findings],
    }
    return json.dumps(report, ensure_ascii=False, indent=1)


def _report(findings: list[Finding], *, corpus: str) -> str:
    folder = corpus.replace("\\", "/").rstrip("/")
    if is_workbook(corpus_folder(corpus)):
        folder = str(PurePosixPath(folder).parent)
    lines: list[str] = []
    for finding in findings:
        placed = replace(finding, file=f"{folder}/{finding.file}".removeprefix("./"))
        lines.append(placed.message)
        if finding.more:
            place = replace(placed, row=None).place
            lines.append(f"{place}: {finding.more:,} more, allowed {finding.allowed}")
    return "\n".join([*lines, _summary(findings, corpus=corpus)])


def _summary(findings: list[Finding], *, corpus: str) -> str:
    errors = number_of_faults(findings, severity="error")
    warnings = number_of_faults(findings, severity="warning")
    counts = f"{corpus}: {_counted(errors, 'error')}, {_counted(warnings, 'warning')}."
    unfilled = [Path(one.file).stem for one in findings if one.id == NO_ROWS]
    if errors and errors == len(unfilled):
        begun = "So far it holds no coded material. " if "codings" in unfilled else ""
        fill = ", ".join(dict.fromkeys(unfilled))
        return f"{counts} {begun}Next: fill in {fill}, then trustbook check {quoted(corpus)}"
    if errors:
        return f"{counts} Next: correct the errors, then trustbook check {quoted(corpus)}"
    return f"{counts} Next: trustbook build {quoted(corpus)}"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
