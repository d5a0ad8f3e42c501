"""The command that asks whether the links that lead out of a book still lead anywhere."""

from collections import Counter
from collections.abc import Mapping, Sequence

import click

from trustbook.book.edition import edition_as_built
from trustbook.book.external_links import (
    ANSWERS,
    BROKEN,
    MOVED,
    REFUSES,
    SILENT,
    Answer,
    answers,
    external_links,
)
from trustbook.cli import options
from trustbook.cli.terminal import Report, ReportCommand, print_progress
from trustbook.corpus.numbers import count
from trustbook.corpus.parameters import command_for
from trustbook.errors import BookError
from trustbook.project import short_path

_FAULTS = (BROKEN, SILENT)
_NEXT = {
    True: "correct these addresses in chapters/, text/ or the tables of the corpus, then build",
    False: "nothing; ask again before you publish",
}
_MOST_PAGES = 2  # named for one address


@click.command(cls=ReportCommand)
@options.corpus_of_parameters
def links(*, corpus: str | None) -> Report:
    """Ask for every address outside the book to which the built book of CORPUS links.

    A build checks the links inside a book. This command needs the network: it asks for each
    address once. Where a site has moved, or answers people only, it says so; that is no fault.

    \b
    Examples: trustbook links
              trustbook links data/mine
    Exit code 0: all lead somewhere; 1: some lead nowhere;
              3: there is no built book, or no network.
    """
    edition = edition_as_built(corpus)
    book = edition.default_output
    if not (book / "index.html").is_file():
        build = command_for("trustbook build", edition.parameters["corpus"])
        raise BookError(f"no book at {short_path(book)}: run {build} first")
    pages = external_links(book)
    print_progress(f"{edition.name}: asking for {count(len(pages), 'address')}")
    every = answers(pages)
    outcomes = Counter(answer.outcome for answer in every.values())
    has_faults = any(outcomes[each] for each in _FAULTS)
    return Report(
        lines=[*_lines(every, pages), _summary(outcomes)],
        values={
            "links": [
                {"address": address, "outcome": a.outcome, "why": a.why, "pages": pages[address]}
                for address, a in every.items()
            ]
        },
        next=_NEXT[has_faults],
        exit_code=int(has_faults),
    )


def _lines(every: Mapping[str, Answer], pages: Mapping[str, Sequence[str]]) -> list[str]:
    """A line for each address that does not just answer, those that lead nowhere first."""
    return [
        f"{address}: {answer.why}; linked on {_pages(pages[address])}"
        for outcome in (*_FAULTS, MOVED, REFUSES)
        for address, answer in every.items()
        if answer.outcome == outcome
    ]


def _pages(pages: Sequence[str]) -> str:
    more = len(pages) - _MOST_PAGES
    names = ", ".join(pages[:_MOST_PAGES])
    return f"{names} and {count(more, 'more page')}" if more > 0 else names


def _summary(outcomes: Mapping[str, int]) -> str:
    words = {
        ANSWERS: "lead where they say",
        MOVED: "have moved",
        REFUSES: "answer people only: open them yourself",
        BROKEN: "broken",
        SILENT: "without an answer",
    }
    parts = [f"{outcomes[each]} {text}" for each, text in words.items() if outcomes[each]]
    every = sum(outcomes.values())
    return (
        f"{count(every, 'address')}: {', '.join(parts)}"
        if every
        else "The book has no link to another site"
    )
