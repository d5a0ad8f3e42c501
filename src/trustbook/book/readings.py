"""Readings: the values that a text was last read with, and which of them have moved since."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import yaml

from trustbook.book.cited import Target, state_of, words_for
from trustbook.book.notebooks import write_text
from trustbook.book.outputs import VALUE
from trustbook.book.texts import TEXTS, Citation, Text, citations, sentence_of
from trustbook.corpus.findings import Finding, as_warnings
from trustbook.corpus.language import speaking
from trustbook.corpus.numbers import joined
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
    with speaking(text.language):
        return {
            citation.key: state
            for citation in citations(text.source)
            if (target := targets.get(citation.name))
            and target.content is not None
            and (state := state_of(citation, target))
        }


def readings_now(
    texts: Sequence[Text],
    targets: Mapping[str, Target],
    readings: Mapping[str, Mapping[str, str]],
) -> dict[str, dict[str, str]]:
    """The readings of texts with the state of now; what is not known now keeps its former one."""
    now: dict[str, dict[str, str]] = {}
    for text in texts:
        keys = {citation.key for citation in citations(text.source)}
        former = readings.get(text.name, {})
        cited = {key: state for key, state in former.items() if key in keys}
        now[text.name] = cited | reading_of(text, targets)
    return now


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
    changes: dict[str, list[str]] = {}
    lines: dict[str, int] = {}
    for citation in citations(text.source):
        before = (reading or {}).get(citation.key)
        if before is not None and citation.key in now and before != now[citation.key]:
            with speaking(text.language):
                sentence = sentence_of(text.source, citation, _words_now(targets))
            change = _change(citation, before, now[citation.key], targets)
            changes.setdefault(sentence, []).append(change)
            lines.setdefault(sentence, citation.line)
    for sentence, several in changes.items():
        yield Finding(
            id="text.moved",
            file=text.file,
            line=lines[sentence],
            value=f"“{sentence}”, written {joined(dict.fromkeys(several))}",
            allowed="sentences that were read as they stand now",
            remedy=_ACCEPT,
        )


def _words_now(targets: Mapping[str, Target]) -> Callable[[Citation], str]:
    def words(citation: Citation) -> str:
        target = targets.get(citation.name, Target(kind=""))
        return citation.name if target.content is None else words_for(citation, target)

    return words


def _change(citation: Citation, before: str, now: str, targets: Mapping[str, Target]) -> str:
    """What of a citation changed since the text was read, in words."""
    if targets[citation.name].kind != VALUE:
        return f"before {citation.name} changed"
    return f"when {citation.name} was {before} (now {now})"
