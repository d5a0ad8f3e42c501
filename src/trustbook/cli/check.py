"""The command that checks a corpus."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

import click

from trustbook.checking.corpora import check_corpus
from trustbook.checking.publishing import check_public
from trustbook.cli import options
from trustbook.cli.terminal import Report, ReportCommand
from trustbook.corpus.checks.publication import LIMIT, Publication
from trustbook.corpus.checks.tables import NO_ROWS
from trustbook.corpus.disclosure import read_disclosure
from trustbook.corpus.findings import FAULTS, Finding, number_of_faults
from trustbook.corpus.package import check_package
from trustbook.corpus.published import PublicCorpus, withheld_lines
from trustbook.project import argument, compendium, corpus_folder, is_workbook

_PLACES = 3  # of warnings of one kind that are named; --json has all


@click.command(cls=ReportCommand)
@options.corpus
@click.option("--publish", is_flag=True, help="Also what speaks against publishing it.")
def check(*, corpus: str, publish: bool) -> Report:
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
    folder = corpus_folder(corpus)
    findings = check_corpus(folder)
    errors = number_of_faults(findings, severity="error")
    findings += [] if errors else check_package(folder)
    publication, public = (
        _checked_for_publication(folder) if publish and not errors else (None, None)
    )
    findings += publication.findings if publication else ()
    texts = [] if errors else _findings_of_texts(folder)
    errors = number_of_faults([*findings, *texts], severity="error")
    granted = [one.line_of_log for one in publication.granted] if publication else []
    warnings = number_of_faults([*findings, *texts], severity="warning")
    withheld = withheld_lines(public.withheld) if public else []
    counts = f"{corpus}: {_number_of(errors, 'error')}, {_number_of(warnings, 'warning')}."
    if errors == len(_empty_tables(findings)) and "codings" in _empty_tables(findings):
        counts += " So far it holds no coded material."
    return Report(
        lines=[
            *_lines(findings, folder=_typed_folder(corpus)),
            *(finding.message for finding in texts),
            *withheld,
            *granted,
            *_limits(publication, asked=publish),
            counts,
        ],
        values={
            "corpus": corpus,
            "errors": errors,
            "warnings": warnings,
            "findings": [finding.as_json() for finding in (*findings, *texts)],
            "granted": granted,
            "withheld": withheld,
            "searched_for_identifiers": publication is not None,
        },
        next=_next(findings, errors=errors, corpus=corpus, option=" --publish" * publish),
        exit_code=1 if errors else 0,
    )


def _checked_for_publication(folder: Path) -> tuple[Publication, PublicCorpus]:
    """What speaks against a public edition, with the texts of the compendium where there is one."""
    disclosure = read_disclosure(folder)
    if compendium() is None:
        return check_public(folder, disclosure)
    from trustbook.book.edition import edition_of  # noqa: PLC0415 - slow
    from trustbook.book.public_edition import compendium_passages  # noqa: PLC0415 - slow

    return check_public(folder, disclosure, more=compendium_passages(edition_of(str(folder))))


def _findings_of_texts(folder: Path) -> Sequence[Finding]:
    """The findings about the texts of the compendium, where it is about this corpus."""
    root = compendium()
    if root is None or not any((root / "text").glob("*.md")):
        return []
    from trustbook.book.edition import edition_of, is_own_corpus  # noqa: PLC0415 - slow

    return edition_of().authored().findings if is_own_corpus(folder) else []


def _limits(publication: Publication | None, *, asked: bool) -> list[str]:
    """What a check for publication does not know, or that there was none."""
    if publication:
        return [LIMIT]
    unsearched = "Nothing was searched for what identifies a person: correct the errors first."
    return [unsearched] if asked else []


def _typed_folder(corpus: str) -> str:
    folder = corpus.replace("\\", "/").rstrip("/")
    return str(PurePosixPath(folder).parent) if is_workbook(corpus_folder(corpus)) else folder


def _lines(findings: list[Finding], *, folder: str) -> list[str]:
    """Each error in a line, then each kind of warning in one, with its number."""
    placed = [replace(one, file=f"{folder}/{one.file}".removeprefix("./")) for one in findings]
    kinds: dict[str, list[Finding]] = {}
    for one in placed:
        if one.severity == "warning":
            kinds.setdefault(one.id, []).append(one)
    return [
        *(line for one in placed if one.severity == "error" for line in _error_lines(one)),
        *(_warning_line(several) for several in kinds.values()),
    ]


def _error_lines(finding: Finding) -> list[str]:
    place = replace(finding, row=None).place
    more = f"{place}: {finding.more:,} more, allowed {finding.allowed}"
    return [finding.message, *([more] if finding.more else [])]


def _warning_line(findings: list[Finding]) -> str:
    """What several warnings of one kind say, how many there are and where the first ones stand."""
    first, number = findings[0], number_of_faults(findings, severity="warning")
    if number == 1:
        return first.message
    places = "; ".join(f"{one.place}: {one.value}" for one in findings[:_PLACES])
    more = f"; and {number - _PLACES:,} more" if number > _PLACES else ""
    return f"{number:,} warnings: {FAULTS[first.id]} {places}{more}; {first.remedy}"


def _next(findings: list[Finding], *, errors: int, corpus: str, option: str = "") -> str:
    empty = _empty_tables(findings)
    if errors and errors == len(empty):
        tables = ", ".join(dict.fromkeys(empty))
        return f"fill in {tables}, then trustbook check {argument(corpus)}{option}"
    if errors:
        return f"correct the errors, then trustbook check {argument(corpus)}{option}"
    return f"trustbook build {argument(corpus)}{option}"


def _empty_tables(findings: list[Finding]) -> list[str]:
    return [Path(finding.file).stem for finding in findings if finding.id == NO_ROWS]


def _number_of(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
