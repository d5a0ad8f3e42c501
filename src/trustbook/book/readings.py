"""Readings: the values that a text was last read with, and which of them have moved since."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import yaml

from trustbook.book.cited import Target, state_of, words_for
from trustbook.book.notebooks import write_text
from trustbook.book.outputs import VALUE
from trustbook.book.texts import TEXTS, Citation, Text, citations, sentence_of
from trustbook.corpus.findings import Finding, as_warnings
from trustbook.corpus.settings import read_settings

READINGS = "read.yml"
_HEADER = (
    "# What each text cites, as it stood there when somebody last read the text; values in the\n"
    "# words that readers see, tables, figures, segments and claims as digests.\n"
    "# `trustbook text --accept` writes this file.\n"
)
_ACCEPT = "read it again, change it if need be, then trustbook text --accept"


def read_readings(root: Path) -> dict[str, dict[str, str]]:
    """What each text was last read with: the state of each citation, by text and citation.

    ParameterError where the file cannot be read.
    """
    path = root / TEXTS / READINGS
    if not path.is_file():
        return {}
    whole = read_settings(path)
    readings = {
        name: {key: state.text(strip=False) for key, state in part.named().items()}
        for name, part in whole.named().items()
    }
    whole.require_sound()
    return readings


def write_readings(root: Path, readings: Mapping[str, Mapping[str, str]]) -> Path:
    """The file, after it was written."""
    ordered = {name: dict(sorted(readings[name].items())) for name in sorted(readings)}
    lines = yaml.safe_dump(ordered, allow_unicode=True, sort_keys=False, width=1000)
    return write_text(root / TEXTS / READINGS, f"{_HEADER}{lines}")


def reading_of(text: Text, targets: Mapping[str, Target]) -> dict[str, str]:
    """The state of all that a text cites, as far as it is known now; of pages there is none."""
    return {
        citation.key: state
        for citation in citations(text.source)
        if (target := targets.get(citation.name))
        and target.content is not None
        and (state := state_of(citation, target))
    }


def moved(
    texts: Sequence[Text],
    targets: Mapping[str, Target],
    readings: Mapping[str, Mapping[str, str]],
) -> list[Finding]:
    """A warning for each sentence that cites what has moved since the text was last read.

    And one for each text whose citations nobody is known to have read.
    """
    return as_warnings(
        [finding for text in texts for finding in _moved(text, targets, readings.get(text.name))]
    )


def _moved(
    text: Text, targets: Mapping[str, Target], reading: Mapping[str, str] | None
) -> Iterator[Finding]:
    now = reading_of(text, targets)
    unread = [key for key in now if key not in (reading or {})]
    if unread:
        yield Finding(
            id="text.unread",
            file=text.file,
            value=f"{unread[0]}{' and others' if len(unread) > 1 else ''}, not read yet",
            allowed="a text that was read with its values",
            remedy="read it in the book, then trustbook text --accept",
        )
    for citation in citations(text.source):
        before = (reading or {}).get(citation.key)
        if before is not None and citation.key in now and before != now[citation.key]:
            yield _moved_sentence(text, citation, before, targets)


def _moved_sentence(
    text: Text, citation: Citation, before: str, targets: Mapping[str, Target]
) -> Finding:
    target = targets[citation.name]
    is_value = target.kind == VALUE
    was = f"when {citation.name} was {before}" if is_value else f"before {citation.name} changed"
    is_now = f"; now {state_of(citation, target)}" if is_value else ""

    def words(each: Citation) -> str:
        known = targets.get(each.name)
        return words_for(each, known) if known and known.content is not None else each.name

    return Finding(
        id="text.moved",
        file=text.file,
        line=citation.line,
        value=f"“{sentence_of(text.source, citation, words)}”, written {was}{is_now}",
        allowed="sentences read with the values of now",
        remedy=_ACCEPT,
    )
