"""The command for the texts of the authors."""

from collections.abc import Mapping, Sequence

import click

from trustbook.book.authored import Authored
from trustbook.book.cited import (
    CLAIM,
    SEGMENT,
    Target,
    in_every_language,
    outputs_of_runs,
    targets,
    words_for,
)
from trustbook.book.edition import Edition, edition_of
from trustbook.book.outputs import VALUE
from trustbook.book.readings import read_readings, readings_now, write_readings
from trustbook.book.staging import page_sources
from trustbook.book.text_checks import citations_without_value
from trustbook.book.texts import END, OPENING, TEXTS, Citation, Text, citations
from trustbook.cli.terminal import Report, ReportCommand
from trustbook.corpus.findings import Finding, require_none, suggestion
from trustbook.corpus.numbers import count
from trustbook.corpus.reading import read_corpus
from trustbook.errors import ParameterError
from trustbook.project import project_root, require_compendium, short_path

_ROLES = {OPENING: "opens", END: "ends"}


@click.command(cls=ReportCommand)
@click.argument("texts", nargs=-1)
@click.option("--accept", is_flag=True, help="Record that you read them with the present values.")
@click.option("--names", is_flag=True, help="List all that a text can cite.")
def text(*, texts: tuple[str, ...], accept: bool, names: bool) -> Report:
    """List the TEXTS in text/ (default: all): what each cites and what has moved.

    text/networks.md opens the chapter networks, text/networks-end.md ends it; a
    page of its own is in _toc.yml. {{ networks.ties }} cites a value,
    {{ networks/table-ties }} a table; segments and claims have their ids. When
    one moves, check and build name the sentence to read again.

    \b
    Examples: trustbook text --names
              trustbook text networks --accept
    Exit code 0: done; 1: a text has faults; 2: wrong usage.
    """
    root = require_compendium()
    edition = edition_of()
    if names:
        return _names(edition)
    authored = edition.authored()
    chosen = _chosen(authored, texts)
    if accept:
        require_none(authored.findings, error=ParameterError)
        _require_values(authored, chosen)
        former = read_readings(root)
        originals = [each for each in chosen if each in authored.texts]
        others = [each for each in chosen if each in authored.translations]
        now = readings_now(originals, authored.targets, former)
        now |= readings_now(others, in_every_language(authored.targets), former)
        present = {n: r for n, r in former.items() if (root / TEXTS / f"{n}.md").is_file()}
        path = write_readings(root, present | now)
        lines = [f"{short_path(path)}: {count(len(now), 'text')} read with the present values"]
        return Report(lines=lines, values={"accepted": sorted(now)}, next="trustbook build")
    findings = [each for each in authored.findings if _is_about(each, chosen) or not texts]
    has_errors = any(each.severity == "error" for each in findings)
    return Report(
        lines=[
            *(_line(each) for each in chosen),
            *(each.message for each in findings),
            *(
                []
                if chosen
                else ["text/ has no text of a page; trustbook text --help says how to begin"]
            ),
        ],
        values={
            "texts": [_as_json(each) for each in chosen],
            "findings": [each.as_json() for each in findings],
        },
        next=_next(findings, has_errors=has_errors, waits=_waits(authored, chosen)),
        exit_code=1 if has_errors else 0,
    )


def _chosen(authored: Authored, names: Sequence[str]) -> list[Text]:
    """The texts of these names, or all; ParameterError where there is none of a name."""
    every = {each.name: each for each in (*authored.texts, *authored.translations)}
    wanted = [name.removeprefix("text/").removesuffix(".md") for name in names]
    for name in wanted:
        if name not in every:
            hint = suggestion(name, every, otherwise=f"there are {', '.join(every) or 'none'}")
            raise ParameterError(f"no text {name!r} that the book shows; {hint}")
    return [every[name] for name in wanted or every]


def _require_values(authored: Authored, texts: Sequence[Text]) -> None:
    """Raise ParameterError unless all that the texts cite is known as it is now."""
    chapters = citations_without_value(texts, authored.targets)
    if chapters:
        raise ParameterError(
            f"what the texts cite of {', '.join(chapters)} is not computed yet, or something has "
            "changed since: trustbook build, read the texts in the book, then accept them"
        )


def _is_about(finding: Finding, texts: Sequence[Text]) -> bool:
    return finding.file in {each.file for each in texts}


def _role(each: Text) -> str:
    return f"{_ROLES[each.role]} {each.page}" if each.role in _ROLES else "a page of its own"


def _line(each: Text) -> str:
    cited = len({citation.key for citation in citations(each.source)})
    return f"{each.file}: {_role(each)}; cites {count(cited, 'name')}"


def _as_json(each: Text) -> Mapping[str, object]:
    return {
        "text": each.file,
        "page": each.page,
        "role": each.role,
        "cites": [citation.key for citation in citations(each.source)],
    }


def _waits(authored: Authored, texts: Sequence[Text]) -> bool:
    """Whether something that the texts cite is not computed yet."""
    return bool(citations_without_value(texts, authored.targets))


def _next(findings: Sequence[Finding], *, has_errors: bool, waits: bool) -> str:
    if has_errors:
        return "correct the errors, then trustbook text"
    ids = {each.id for each in findings}
    accepts = {"text.moved", "text.unread"} & ids
    can_accept = accepts and not waits
    return "trustbook text --accept, once you have read them" if can_accept else "trustbook build"


def _names(edition: Edition) -> Report:
    """Every name that a text can cite, with its content in the last run and what it means."""
    pages, corpus = page_sources(project_root()), read_corpus(edition.corpus)
    every = targets(pages, corpus, outputs_of_runs(edition.specs))
    named = {
        n: target
        for n, target in every.items()
        if target.kind not in (SEGMENT, CLAIM) and n.partition(".")[0] not in edition.left_out
    }
    width = max(map(len, named))
    return Report(
        lines=[
            *(f"{name:<{width}}  {_in_words(target)}".rstrip() for name, target in named.items()),
            "Segments and claims are cited by their ids.",
            *[f"Not in the book: {', '.join(edition.left_out)}."] * bool(edition.left_out),
        ],
        values={"names": {n: [t.kind, t.content, t.meaning] for n, t in every.items()}},
        next="cite one between two braces, then trustbook build",
    )


def _in_words(target: Target) -> str:
    words = [str(target.content or "")] if target.kind != VALUE else [_value(target)]
    return "  ".join(filter(None, [target.kind, *words, target.meaning]))


def _value(target: Target) -> str:
    return "not run yet" if target.content is None else words_for(Citation(name=""), target)
