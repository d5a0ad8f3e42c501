"""Annotations of INCEpTION, exported as UIMA CAS JSON: one file, or the archive of a project.

A file holds one text as one person annotated it (its name is that of the person). Spans have a
layer and, in the features of that layer, labels: each label is a code below its layer. In the
archive of a project they stand as `annotation/DOCUMENT/PERSON.json`. Which unit offsets count the
specification leaves open; it is found as for other programs.

References
----------
Apache UIMA, JSON serialization of the CAS, SPECIFICATION.adoc of uima-uimaj-io-jsoncas.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized
from pathlib import Path
from typing import Any, NamedTuple

from trustbook.errors import ExportError
from trustbook.exchange.account import Account
from trustbook.exchange.database import Row
from trustbook.exchange.members import is_archive, open_archive
from trustbook.exchange.model import Project, frame, pseudonyms
from trustbook.exchange.offsets import Resolution, Rule, Selections, offset_row, resolutions

LARGEST_FILE = 128_000_000
_STRUCTURES = "%FEATURE_STRUCTURES"
_OF_PERSONS = re.compile(r"(?:^|/)annotation/([^/]+)/(?!INITIAL_CAS)([^/]+)\.json$")
_TEXT, _STRINGS = "uima.cas.Sofa", "uima.cas.StringArray"
_TITLE = "documentTitle"
_NO_LAYER = re.compile(
    r"uima\.|de\.tudarmstadt\.ukp\.(dkpro\.core\.api\.(segmentation|metadata)|clarin\.|inception\.)"
)
_NOTES = ("comment", "note", "memo")
_ENDS = {"@Governor", "@Dependent"}


class _File(NamedTuple):
    """One text as one person annotated it."""

    document: str
    person: str
    structures: Sequence[Mapping[str, Any]]

    @property
    def text(self) -> str | None:
        texts = (one.get("sofaString") for one in self.structures if one.get("%TYPE") == _TEXT)
        return next((text for text in texts if isinstance(text, str)), None)

    @property
    def spans(self) -> Iterator["_Span"]:
        """The annotations of layers: not the words and sentences that the program finds."""
        by_id = {str(one.get("%ID")): one for one in self.structures}
        for one in self.structures:
            layer = str(one.get("%TYPE", ""))
            start, end = (one.get(f"^{name}", one.get(name)) for name in ("begin", "end"))
            is_span = isinstance(start, int) and isinstance(end, int)
            if is_span and not _NO_LAYER.match(layer) and not one.keys() >= _ENDS:
                name = layer.rpartition(".")[2]
                yield _Span(f"{name} {one.get('%ID')}", name, start, end, _labels(one, by_id))


class _Span(NamedTuple):
    """An annotation: where it is in the file, its layer, its place in the text, what it says."""

    place: str
    layer: str
    start: int
    end: int
    features: Mapping[str, Sequence[str]]

    @property
    def paths(self) -> list[tuple[str, ...]]:
        """The labels below their layer, and below their feature where there are several."""
        labels = {name: values for name, values in self.features.items() if name not in _NOTES}
        several = len(labels) > 1
        paths = [
            (self.layer, *([name] if several else []), value)
            for name, values in labels.items()
            for value in values
        ]
        return paths or [(self.layer,)]


def _labels(one: Mapping[str, Any], by_id: Mapping[str, Any]) -> dict[str, list[str]]:
    """The texts of the features of a structure, one or several each."""
    labels: dict[str, list[str]] = {}
    for name, value in one.items():
        target = (
            by_id.get(str(value), {}) if name.startswith("@") and isinstance(value, int) else {}
        )
        values = target.get("%ELEMENTS", []) if target.get("%TYPE") == _STRINGS else [value]
        texts = [text for text in values if isinstance(text, str) and text.strip()]
        if texts and not name.startswith("%"):
            labels[name.removeprefix("@")] = texts
    return labels


def is_inception(path: Path) -> bool:
    """Whether a file is UIMA CAS JSON, or an archive that holds such files of annotators."""
    if is_archive(path):
        with open_archive(path) as archive:
            return any(map(_OF_PERSONS.search, archive.names))
    with path.open("rb") as file:
        start = file.read(4_096)
    return b'"%TYPES"' in start or _STRUCTURES.encode() in start


def read_inception(path: Path) -> Project:
    r"""The texts and annotations in an export of INCEpTION.

    Parameters
    ----------
    path
        A file .json in the format UIMA CAS JSON, or the archive of a project with such files.

    Returns
    -------
    Project
        Its tables, and the account of what was found in the file.

    Raises
    ------
    ExportError
        In one line, where it is no such file.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "ann.json"
    >>> text = {"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaString": "She listens"}
    >>> span = {"%ID": 2, "%TYPE": "custom.Tie", "@sofa": 1, "begin": 0, "end": 3, "sign": "Trust"}
    >>> _ = path.write_text(json.dumps({"%FEATURE_STRUCTURES": [text, span]}))
    >>> read_inception(path).codes["name"].to_list()
    ['Tie', 'Trust']
    """
    account = Account(format="UIMA CAS JSON", origin="INCEpTION")
    files = list(_files(path))
    account.count("codings", sum(len(span.paths) for one in files for span in one.spans))
    return _Tables(files, account).project(file=path.name)


def _files(path: Path) -> Iterator[_File]:
    if not is_archive(path):
        if path.stat().st_size > LARGEST_FILE:
            raise ExportError(f"{path.name}: larger than {LARGEST_FILE / 1e6:.0f} MB")
        yield _file(path.read_bytes(), file=path.name, document="", person=path.stem)
        return
    with open_archive(path) as archive:
        for name in archive.names:
            if match := _OF_PERSONS.search(name):
                data = archive.read(name, at_most=LARGEST_FILE)
                yield _file(data, file=path.name, document=match[1], person=match[2])


def _file(data: bytes, *, file: str, document: str, person: str) -> _File:
    try:
        structures = json.loads(data)[_STRUCTURES]
        structures = structures.items() if isinstance(structures, dict) else enumerate(structures)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ExportError(f"{file}: not UIMA CAS JSON as INCEpTION writes it; export it again in "
                          "that format") from None  # fmt: skip
    structures = [{"%ID": key, **one} for key, one in structures if isinstance(one, dict)]
    titles = [one[_TITLE] for one in structures if isinstance(one.get(_TITLE), str)]
    return _File(document or next(iter(titles), person), person, structures)


class _Tables:
    """The tables of a project, made of the files of annotators."""

    def __init__(self, files: Sequence[_File], account: Account) -> None:
        self.account = account
        self.coders = pseudonyms(one.person for one in files)
        self.texts: dict[tuple[str, str | None], str] = {}
        for one in files:
            self.texts.setdefault((one.document, one.text), f"d{len(self.texts) + 1}")
        self.spans = [
            (self.texts[one.document, one.text], self.coders[one.person], span)
            for one in files
            for span in one.spans
        ]
        paths = dict.fromkeys(
            path[:depth] for *_, span in self.spans for path in span.paths
            for depth in range(1, len(path) + 1)
        )  # fmt: skip
        self.codes = {path: f"c{number}" for number, path in enumerate(paths, start=1)}

    def project(self, *, file: str) -> Project:
        """The project, with the account of its annotations."""
        coded = {path for *_, span in self.spans for path in span.paths}
        selections, memos = self._selections(), list(self._memos())
        codings = [
            {"selection": _guid(source, span), "source": source, "code": self.codes[path],
             "coder": coder}
            for source, coder, span in self.spans
            for path in span.paths
        ]  # fmt: skip
        found: dict[str, Sized] = {
            "texts": self.texts,
            "codes": self.codes,
            "selections of text": selections,
            "codings": codings,
            "memos": memos,
        }
        for element, things in found.items():
            self.account.find(element, len(things))
        return Project(
            file=file,
            account=self.account,
            name=Path(file).stem,
            withheld=dict.fromkeys(self.coders, "user"),
            sources=frame("sources", (
                {"guid": guid, "name": name, "kind": "text", "text": text}
                for (name, text), guid in self.texts.items()
            )),
            codes=frame("codes", (
                {"guid": guid, "name": path[-1], "parent": self.codes.get(path[:-1]),
                 "is_codable": path in coded}
                for path, guid in self.codes.items()
            )),
            selections=frame("selections", selections),
            codings=frame("codings", codings),
            memos=frame("memos", memos),
            users=frame("users", [{"coder": coder} for coder in self.coders.values()]),
        )  # fmt: skip

    def _selections(self) -> list[Row]:
        """The spans, each place once, with their words."""
        places: dict[str, dict[tuple[int, int], str]] = {}
        for source, coder, span in self.spans:
            places.setdefault(source, {}).setdefault((span.start, span.end), coder)
        text_of = {guid: text for (_, text), guid in self.texts.items()}
        with_text = {guid: list(spans) for guid, spans in places.items() if text_of[guid]}
        resolved = self._resolved(with_text, text_of)
        return [
            {"guid": f"{source}-{start}-{end}", "source": source, "start": start, "end": end,
             "coder": coder, **resolved.get((source, start, end), {})}
            for source, spans in places.items()
            for (start, end), coder in spans.items()
        ]  # fmt: skip

    def _resolved(
        self, spans: Mapping[str, Sequence[tuple[int, int]]], text_of: Mapping[str, str | None]
    ) -> dict[tuple[str, int, int], Row]:
        """The place and the words of each span that stands in its text."""
        texts = {guid: str(text_of[guid]) for guid in spans}
        selections = [
            Selections(texts[guid], [start for start, _ in ones], [end for _, end in ones])
            for guid, ones in spans.items()
        ]
        results: Iterable[Resolution] = resolutions(selections, prior=Rule(unit="UTF-16 units"))
        resolved: dict[tuple[str, int, int], Row] = {}
        for guid, result in zip(spans, results, strict=True):
            self.account.offsets.append(offset_row(guid, result))
            places = zip(spans[guid], result.starts.tolist(), result.ends.tolist(), strict=True)
            for (start, end), begin, stop in places:
                if begin >= 0:
                    words = texts[guid][begin:stop] or None
                    row: Row = {"start_cp": begin, "end_cp": stop, "quotation": words}
                    resolved[guid, start, end] = row
        return resolved

    def _memos(self) -> Iterator[Row]:
        """The comments of annotators at their spans."""
        for number, (source, coder, span) in enumerate(self.spans, start=1):
            texts = [text for name in _NOTES for text in span.features.get(name, ())]
            if texts:
                yield {"guid": f"m{number}", "text": " / ".join(texts), "about_kind": "selection",
                       "about": _guid(source, span), "coder": coder}  # fmt: skip


def _guid(source: str, span: _Span) -> str:
    return f"{source}-{span.start}-{span.end}"
