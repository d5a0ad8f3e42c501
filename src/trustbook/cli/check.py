"""The command that checks a corpus."""

from contextlib import suppress
from dataclasses import asdict

import click

from trustbook.book.unchanged import keep_report, kept_report, sources_digest
from trustbook.cli import options
from trustbook.cli.terminal import Report, ReportCommand
from trustbook.project import build_folder, compendium, corpus_folder, corpus_name


@click.command(cls=ReportCommand)
@options.corpus_of_parameters
@click.option("--publish", is_flag=True, help="Also what speaks against publishing it.")
def check(*, corpus: str | None, publish: bool) -> Report:
    """List every fault of CORPUS (default: your own): file, row, column, found, allowed, remedy.

    CORPUS is a folder of tables, or one workbook such as data/mine.xlsx with a sheet for each
    table. Rows are numbered as a spreadsheet shows them. Warnings do not keep a book from being
    built; each kind of them is one line, and --json lists them one by one. --publish says what a
    public edition withholds, searches every text of it for identifiers of persons, and looks for
    participants who stand out.

    \b
    Examples: trustbook check data/mine
              trustbook check data/mine --publish
    Exit code 0: no errors; 1: errors; 2: wrong usage.
    """
    asked = ("check", corpus)
    is_kept = compendium() is not None and not publish
    if is_kept and (kept := kept_report(asked)):
        return Report(**kept)
    from trustbook.cli.checking import check_report  # noqa: PLC0415 - slow

    corpus = corpus or options.own_corpus()
    folder = corpus_folder(corpus)
    sources = sources_digest([folder]) if is_kept else ""
    report = check_report(corpus, publish=publish)
    if is_kept:
        runs = build_folder("runs") / corpus_name(folder)  # texts cite what they show
        with suppress(OSError):  # a check may be asked for where nothing can be written
            keep_report(asdict(report), asked, read=[folder], folders=[runs], sources=sources)
    return report
