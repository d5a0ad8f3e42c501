"""Annotations of INCEpTION: one file, or the archive of a project, as JSON, XMI or TSV.

A file holds one text as one person annotated it (its name is that of the person). Spans have a
layer and, in the features of that layer, labels: each label is a code below its layer. In the
archive of a project they are as `annotation/DOCUMENT/PERSON.json`, in that of its curated
documents below `curation`. Which unit offsets count the specification of JSON leaves open; it is
found as for other programs.

References
----------
Apache UIMA, JSON serialization of the CAS, SPECIFICATION.adoc of uima-uimaj-io-jsoncas.
"""

import json
import re
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from trustbook.errors import ExportError
from trustbook.exchange.cas_xmi import SUFFIX as XMI
from trustbook.exchange.cas_xmi import TYPES, structures_of_xmi
from trustbook.exchange.members import Archive, is_archive, open_archive, open_inner_archive
from trustbook.exchange.webanno import BEGINNING, structures_of_table

LARGEST_FILE = 128_000_000
_STRUCTURES = "%FEATURE_STRUCTURES"
_OF_PERSONS = re.compile(
    r"(?:^|/)(annotation|curation)/([^/]+)/(?!INITIAL_CAS)([^/]+)\.(json|tsv|xmi|zip)$"
)
SUFFIXES = (".json", XMI, ".tsv", ".zip")
_TEXT, _STRINGS = "uima.cas.Sofa", "uima.cas.StringArray"
_TITLE = "documentTitle"
_NO_LAYER = re.compile(
    r"uima\.|de\.tudarmstadt\.ukp\.(dkpro\.core\.api\.(segmentation|metadata)|clarin\.|inception\.)|"
    r"org\.dkpro\.core\.api\.(pdf|xml)\."
)
NOTES = ("comment", "note", "memo")
_ENDS = ("@Governor", "@Dependent")


@dataclass(frozen=True)
class AnnotatedText:
    """One text as one person annotated it."""

    document: str
    person: str
    structures: Sequence[Mapping[str, Any]]
    form: str

    @property
    def text(self) -> str | None:
        """The text, where the file holds it."""
        texts = (one.get("sofaString") for one in self.structures if one.get("%TYPE") == _TEXT)
        return next((text for text in texts if isinstance(text, str)), None)

    @property
    def spans(self) -> Iterator["Span"]:
        """The annotations of layers: not the words and sentences that the program finds."""
        for one in self._of_layers:
            if not one.keys() >= set(_ENDS):
                yield self._span(one)

    @property
    def links(self) -> Iterator[tuple["Span", list["Span | None"]]]:
        """The annotations that link two spans, each with these; an end may be missing."""
        for one in self._of_layers:
            if one.keys() >= set(_ENDS):
                ends = [self._by_id.get(str(one[end])) for end in _ENDS]
                yield self._span(one), [self._span(end) if end else None for end in ends]

    @property
    def _of_layers(self) -> Iterator[Mapping[str, Any]]:
        for one in self.structures:
            place = (one.get(f"^{name}", one.get(name)) for name in ("begin", "end"))
            if not _NO_LAYER.match(str(one.get("%TYPE", ""))) and all(
                isinstance(at, int) for at in place
            ):
                yield one

    @cached_property
    def _by_id(self) -> Mapping[str, Mapping[str, Any]]:
        return {str(one.get("%ID")): one for one in self.structures}

    def _span(self, one: Mapping[str, Any]) -> "Span":
        name = str(one["%TYPE"]).rpartition(".")[2]
        start, end = (one.get(f"^{at}", one.get(at, 0)) for at in ("begin", "end"))
        return Span(f"{name} {one.get('%ID')}", name, start, end, _labels(one, self._by_id))


class Span(NamedTuple):
    """An annotation: where it is in the file, its layer, its place in the text, what it says."""

    place: str
    layer: str
    start: int
    end: int
    features: Mapping[str, Sequence[str]]

    @property
    def paths(self) -> list[tuple[str, ...]]:
        """The labels below their layer, and below their feature where there are several."""
        labels = {name: values for name, values in self.features.items() if name not in NOTES}
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
        values = value if isinstance(value, list) else values
        texts = [text for text in values if isinstance(text, str) and text.strip()]
        if texts and not name.startswith("%"):
            labels[name.removeprefix("@")] = texts
    return labels


def is_inception(path: Path) -> bool:
    """Whether a file is an annotated text of INCEpTION, or an archive that holds such files."""
    if is_archive(path):
        with open_archive(path) as archive:
            return bool(_members(archive))
    with path.open("rb") as file:
        start = file.read(4_096)
    signs = ('"%TYPES"', _STRUCTURES, BEGINNING, "http://www.omg.org/XMI")
    return any(sign.encode() in start for sign in signs)


def annotated_texts(path: Path) -> Iterator[AnnotatedText]:
    """Each text in a file or archive as one person annotated it; ExportError in one line."""
    if is_archive(path):
        with open_archive(path) as archive:
            yield from _files_in(archive)
        return
    if path.stat().st_size > LARGEST_FILE:
        raise ExportError(f"{path.name}: larger than {LARGEST_FILE / 1e6:.0f} MB")
    beside = path.with_name(TYPES)
    types = beside.read_bytes() if beside.is_file() else None
    yield _file(path.read_bytes(), path.suffix, file=path.name, person=path.stem, types=types)


def _members(archive: Archive) -> list[str]:
    """The members that annotators wrote; those of the curator, or texts alone, where none did."""
    matches = [match for name in archive.names if (match := _OF_PERSONS.search(name))]
    for folder in ("annotation", "curation"):
        if names := [match.string for match in matches if match[1] == folder]:
            return names
    return archive.highest(XMI)


def _files_in(archive: Archive, *, document: str = "", person: str = "") -> Iterator[AnnotatedText]:
    """The annotated texts in an archive; one of XMI is in an archive of its own."""
    types = archive.read(TYPES) if archive.has(TYPES) else None
    for name in _members(archive):
        data, match = archive.read(name, at_most=LARGEST_FILE), _OF_PERSONS.search(name)
        stem, _, suffix = name.rpartition("/")[2].rpartition(".")
        of = {"document": match[2] if match else document, "person": person or stem}
        if suffix == "zip":
            with open_inner_archive(data, file=archive.file) as inner:
                yield from _files_in(inner, **of)
        else:
            yield _file(data, f".{suffix}", file=archive.file, types=types, **of)


def _file(  # noqa: PLR0913
    data: bytes, suffix: str, *, file: str, person: str, types: bytes | None, document: str = ""
) -> AnnotatedText:
    """The annotated text in the bytes of a file with this ending."""
    if suffix.casefold() == XMI:
        form, structures = "UIMA CAS XMI", structures_of_xmi(data, types=types, file=file)
    elif data.removeprefix(BOM_UTF8).startswith(BEGINNING.encode()):
        text = data.decode("utf-8-sig", "replace")
        form, structures = "WebAnno TSV 3", structures_of_table(text, file=file)
    else:
        form, structures = "UIMA CAS JSON", _structures_of_json(data, file=file)
    titles = [one[_TITLE] for one in structures if isinstance(one.get(_TITLE), str)]
    return AnnotatedText(document or next(iter(titles), person), person, structures, form)


def _structures_of_json(data: bytes, *, file: str) -> list[dict[str, Any]]:
    try:
        structures = json.loads(data)[_STRUCTURES]
        structures = structures.items() if isinstance(structures, dict) else enumerate(structures)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ExportError(f"{file}: not UIMA CAS JSON as INCEpTION writes it; export it again in "
                          "that format") from None  # fmt: skip
    return [{"%ID": key, **one} for key, one in structures if isinstance(one, dict)]
