"""What the check of a corpus says: its errors one by one, its warnings by kind."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from trustbook.checking.corpora import check_corpus
from trustbook.cli.terminal import Report
from trustbook.corpus.checks.tables import NO_ROWS
from trustbook.corpus.findings import FAULTS, Finding, number_of_faults
from trustbook.corpus.package import check_package
from trustbook.corpus.parameters import command_for, is_own_corpus
from trustbook.project import compendium, corpus_folder, is_workbook, project_root

if TYPE_CHECKING:
    from trustbook.corpus.checks.publication import Passage, Publication

_PLACES = 3  # of warnings of one kind that are named; --json has all


def check_report(corpus: str, *, publish: bool) -> Report:
    """What is said of a corpus, and of the texts about it."""
    folder = corpus_folder(corpus)
    findings = check_corpus(folder)
    errors = number_of_faults(findings, severity="error")
    findings += [] if errors else check_package(folder)
    publication, withheld = _public(folder) if publish and not errors else (None, [])
    findings += publication.findings if publication else ()
    texts = [] if errors else _findings_of_texts(folder)
    errors = number_of_faults([*findings, *texts], severity="error")
    granted = [one.line_of_log for one in publication.granted] if publication else []
    warnings = number_of_faults([*findings, *texts], severity="warning")
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


def _findings_of_texts(folder: Path) -> Sequence[Finding]:
    """The findings about the texts of the compendium, where it is about this corpus."""
    root = compendium()
    if root is None or not any((root / "text").glob("*.md")):
        return []
    from trustbook.book.edition import edition_of  # noqa: PLC0415 - slow

    return edition_of().authored().findings if is_own_corpus(folder) else []


def _public(folder: Path) -> "tuple[Publication, list[str]]":
    """What speaks against publishing, and the lines about what a public edition withholds."""
    from trustbook.checking.publishing import check_public  # noqa: PLC0415 - slow
    from trustbook.corpus.disclosure import read_disclosure  # noqa: PLC0415 - slow
    from trustbook.corpus.published import withheld_lines  # noqa: PLC0415 - slow

    passages = _passages(folder) if compendium() else ()
    publication, public = check_public(folder, read_disclosure(folder), more=passages)
    return publication, withheld_lines(public.withheld)


def _passages(folder: Path) -> "Iterable[Passage]":
    """The texts of the compendium, which are published with the corpus."""
    from trustbook.book.edition import edition_of  # noqa: PLC0415 - slow
    from trustbook.book.public_edition import compendium_passages  # noqa: PLC0415 - slow

    return compendium_passages(edition_of(str(folder)))


def _limits(publication: "Publication | None", *, asked: bool) -> list[str]:
    """What a check for publication does not know, or that there was none."""
    if publication:
        from trustbook.corpus.checks.publication import LIMIT  # noqa: PLC0415 - slow

        return [LIMIT]
    unsearched = "Nothing was searched for what identifies a person: correct the errors first."
    return [unsearched] if asked else []


def _typed_folder(corpus: str) -> str:
    folder = corpus.replace("\\", "/").rstrip("/")
    return str(PurePosixPath(folder).parent) if is_workbook(corpus_folder(corpus)) else folder


def _place(file: str, folder: str) -> str:
    """The place of a file of the corpus in this folder, or of one of the compendium."""
    is_beside = (project_root() / file).is_file() and not Path(folder, file).is_file()
    return file if is_beside else f"{folder}/{file}".removeprefix("./")


def _lines(findings: list[Finding], *, folder: str) -> list[str]:
    """Each error in a line, then each kind of warning in one, with its number."""
    placed = [replace(one, file=_place(one.file, folder)) for one in findings]
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
    """What several warnings of one kind say, how many there are and where the first ones are."""
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
        return f"fill in {tables}, then {command_for('trustbook check', corpus)}{option}"
    if errors:
        return f"correct the errors, then {command_for('trustbook check', corpus)}{option}"
    return f"{command_for('trustbook build', corpus)}{option}"


def _empty_tables(findings: list[Finding]) -> list[str]:
    return [Path(finding.file).stem for finding in findings if finding.id == NO_ROWS]


def _number_of(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
