"""Elements of a REFI-QDA project, written."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import metadata
from itertools import groupby
from typing import Any
from uuid import uuid5

import pandas as pd
from lxml import etree

from trustbook.corpus.packing import zip_bytes
from trustbook.corpus.schema import TABLES
from trustbook.exchange.own_tables import (
    FOLDER,
    MANIFEST,
    MANIFEST_GUID,
    NAMESPACE,
    NOTE_NAME,
    ORIGIN,
    csv_bytes,
    file_of,
    manifest_bytes,
)

XML_NAMESPACE = "urn:QDA-XML:project:1.0"


_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


_DEFAULT: Any = {None: XML_NAMESPACE}  # the stubs of lxml know no default namespace


Element = etree._Element


def element(
    tag: str, attributes: Mapping[str, str] | None = None, children: Iterable[Element] = ()
) -> Element:
    """A new element with these attributes and children."""
    new = etree.Element(f"{{{XML_NAMESPACE}}}{tag}", nsmap=_DEFAULT)
    for name, value in (attributes or {}).items():
        new.set(name, of_xml(value))
    new.extend(children)
    return new


def text(tag: str, words: str) -> Element:
    """A new element that holds text alone."""
    new = element(tag)
    new.text = of_xml(words)
    return new


def description(*lines: str) -> list[Element]:
    """A description of the lines that are not empty; none where all are."""
    words = "\n".join(filter(None, lines))
    return [text("Description", words)] if words else []


def group(tag: str, children: Iterable[Element]) -> list[Element]:
    """An element around the children; none around nothing, which the standard does not allow."""
    inner = list(children)
    return [element(tag, children=inner)] if inner else []


def references(tag: str, guids: Iterable[str]) -> list[Element]:
    """An element for each identifier that points at it."""
    return [element(tag, {"targetGUID": guid}) for guid in guids]


def as_document(root: Element) -> bytes:
    """The document of a root element: UTF-8, indented, the namespace declared once."""
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


def of_xml(words: str) -> str:
    """The words without characters that XML cannot hold."""
    return _NOT_XML.sub("\ufffd", words)


PROJECT_FILE = "project.qde"
MANIFEST_NAME = "manifest"
KIND_OF_CASE = "kind of case"


Row = Mapping[str, str]
Facts = Mapping[str, str]


_OF_PROJECT = (
    "A coded corpus exported by trustbook. The texts hold condensed meaning units in the words of "
    "the coders, not the words of the studies. Cases are stakeholders and participants; a one-way "
    "link between two of them is a relation, named after what is stated (trust, distrust, …). "
    f"Notes whose names begin with “{NOTE_NAME.strip()}” hold the tables of the corpus unchanged; "
    "they may be deleted where they disturb."
)
_OF_TEXT = (
    "Condensed meaning units in the words of the coders, one per paragraph in the order of the "
    "corpus. These are not the words of the study."
)
_OF_FILE = "A file of the corpus, from which trustbook restores it. May be deleted."


def qdpx_bytes(
    tables: Mapping[str, pd.DataFrame], *, name: str, texts: Mapping[str, str] | None = None
) -> bytes:
    """The project of the corpus `name` with these typed tables, as the bytes of its archive.

    `texts` are Markdown files of the corpus that travel along. The corpus must be sound.
    """
    corpus = _Corpus(name=name, rows={table: _rows(table, tables) for table in TABLES})
    contents = {file_of(table): csv_bytes(tables[table]) for table in TABLES if table in tables}
    contents |= {file: words.encode() for file, words in (texts or {}).items()}
    files = {
        file: (f"{FOLDER}/{corpus.guid('file', file)}.txt", data) for file, data in contents.items()
    }
    qde = as_document(_project(corpus, files=files))
    study_texts = {f"{FOLDER}/{s.guid}.txt": s.text.encode() for s in _study_texts(corpus)}
    manifest = {MANIFEST: manifest_bytes(files, qde=qde)}
    return zip_bytes({PROJECT_FILE: qde, **study_texts, **dict(files.values()), **manifest})


def _rows(table: str, tables: Mapping[str, pd.DataFrame]) -> list[Row]:
    """The rows of a table as text, empty where missing or where there is no such table."""
    frame = tables.get(table, pd.DataFrame(columns=list(TABLES[table].columns)))
    cells = frame.astype("object").map(lambda value: "" if pd.isna(value) else str(value))
    return [
        {str(name): str(cell) for name, cell in row.items()} for row in cells.to_dict("records")
    ]


@dataclass(frozen=True, kw_only=True)
class _Corpus:
    """The rows of a corpus by table."""

    name: str
    rows: Mapping[str, list[Row]]

    def guid(self, kind: str, *names: str) -> str:
        """The identifier of a thing, made from what it is called."""
        return str(uuid5(NAMESPACE, "\0".join((self.name, kind, *names))))

    @cached_property
    def codings(self) -> Mapping[str, list[Row]]:
        """The codings of each segment."""
        return _by("segment", self.rows["codings"])

    @cached_property
    def coders(self) -> list[str]:
        """The pseudonyms of all who coded."""
        rows = (*self.rows["codings"], *self.rows["relations"])
        return sorted({row["coder"] for row in rows} - {""})


def _by(column: str, rows: Iterable[Row]) -> dict[str, list[Row]]:
    in_order = sorted(rows, key=lambda row: row[column])
    return {key: list(same) for key, same in groupby(in_order, key=lambda row: row[column])}


def _project(corpus: _Corpus, *, files: Iterable[str]) -> Element:
    """The whole project, its parts in the order of the standard."""
    users = (element("User", {"guid": corpus.guid("user", c), "name": c}) for c in corpus.coders)
    return element(
        "Project",
        {"name": corpus.name, "origin": f"{ORIGIN} {metadata.version('trustbook')}"},
        [
            *group("Users", users),
            *group("CodeBook", group("Codes", _codes(corpus))),
            *group("Variables", _variables(corpus)),
            *group("Cases", [*_stakeholders(corpus), *_participants(corpus)]),
            *group("Sources", _sources(corpus)),
            *group("Notes", [*_memos(corpus), *_file_notes(corpus, files)]),
            *group("Links", _links(corpus)),
            *description(_OF_PROJECT),
        ],
    )


def _codes(corpus: _Corpus) -> list[Element]:
    """The codes at the top, each with those under it."""
    coded = {row["code"] for row in corpus.rows["codings"]}
    rows = corpus.rows["codes"]
    elements = {row["code"]: _code(corpus, row, is_used=row["code"] in coded) for row in rows}
    for row in rows:
        if row["parent"]:
            elements[row["parent"]].append(elements[row["code"]])
    return [elements[row["code"]] for row in rows if not row["parent"]]


def _code(corpus: _Corpus, row: Row, *, is_used: bool) -> Element:
    is_codable = is_used or row["kind"] == "code"
    words = description(
        row["definition"],
        row["include"] and f"Use it: {row['include']}",
        row["exclude"] and f"Do not use it: {row['exclude']}",
    )
    guid = corpus.guid("code", row["code"])
    attributes = {"guid": guid, "name": row["label"], "isCodable": str(is_codable).lower()}
    return element("Code", attributes, words)


def _variables(corpus: _Corpus) -> Iterator[Element]:
    """A variable for each fact about cases or texts, in the order in which they have them."""
    owners = [
        *(_of_stakeholder(row) for row in corpus.rows["stakeholders"]),
        *(_of_participant(row) for row in corpus.rows["cases"]),
        *(_of_study(row) for row in corpus.rows["studies"]),
    ]
    for name in dict.fromkeys(name for facts in owners for name in facts):
        guid = corpus.guid("variable", name)
        yield element("Variable", {"guid": guid, "name": name, "typeOfVariable": "Text"})


def _of_stakeholder(row: Row) -> Facts:
    columns = ("stakeholder", "kind", "organisation", "level", "family")
    return {KIND_OF_CASE: "stakeholder", **{name: row[name] for name in columns}}


def _of_participant(row: Row) -> Facts:
    return {KIND_OF_CASE: "participant", **{k: v for k, v in row.items() if k != "case"}}


def _of_study(row: Row) -> Facts:
    return {name: value for name, value in row.items() if name not in ("label", "title")}


def _values(corpus: _Corpus, facts: Facts) -> list[Element]:
    return [
        element(
            "VariableValue",
            children=[
                *references("VariableRef", [corpus.guid("variable", name)]),
                text("TextValue", value),
            ],
        )
        for name, value in facts.items()
        if value
    ]


def _stakeholders(corpus: _Corpus) -> Iterator[Element]:
    """A case for each stakeholder, with the segments in which it speaks."""
    by_speaker = _by("speaker", corpus.rows["segments"])
    for row in corpus.rows["stakeholders"]:
        guid = corpus.guid("stakeholder", row["stakeholder"])
        yield element(
            "Case",
            {"guid": guid, "name": row["label"]},
            [
                *description(row["description"]),
                *_values(corpus, _of_stakeholder(row)),
                *_segments(corpus, by_speaker.get(row["stakeholder"], [])),
            ],
        )


def _participants(corpus: _Corpus) -> Iterator[Element]:
    """A case for each participant, with the segments that come from them."""
    by_case = _by("case", corpus.rows["segments"])
    for row in corpus.rows["cases"]:
        guid = corpus.guid("case", row["case"])
        yield element(
            "Case",
            {"guid": guid, "name": row["case"]},
            [
                *_values(corpus, _of_participant(row)),
                *_segments(corpus, by_case.get(row["case"], [])),
            ],
        )


def _segments(corpus: _Corpus, rows: Iterable[Row]) -> list[Element]:
    return references("SelectionRef", [corpus.guid("segment", row["segment"]) for row in rows])


@dataclass(frozen=True, slots=True, kw_only=True)
class _StudyText:
    """The text that stands for a study, and where in it each segment is."""

    study: Row
    guid: str
    text: str
    spans: list[tuple[Row, int, int]]


def _study_texts(corpus: _Corpus) -> Iterator[_StudyText]:
    """A text for each study, of the meaning units of its segments."""
    by_study = _by("study", corpus.rows["segments"])
    for study in corpus.rows["studies"]:
        parts = [f"{study['label']}\n{_OF_TEXT}\n"]
        spans, place = [], len(parts[0])
        for row in by_study.get(study["study"], []):
            words = _words(row)
            spans.append((row, place + 1, place + 1 + len(words)))
            parts.append(f"\n{words}\n")
            place += len(parts[-1])
        guid = corpus.guid("study", study["study"])
        yield _StudyText(study=study, guid=guid, text="".join(parts), spans=spans)


def _words(row: Row) -> str:
    """The meaning unit with line feeds alone, or what stands for a confidential one."""
    words = row["meaning_unit"].replace("\r\n", "\n").replace("\r", "\n")
    return words or f"[{row['segment']}: kept confidential]"


def _sources(corpus: _Corpus) -> Iterator[Element]:
    for one in _study_texts(corpus):
        study, path = one.study, f"internal://{one.guid}.txt"
        yield element(
            "TextSource",
            {"guid": one.guid, "name": study["label"], "plainTextPath": path},
            [
                *description(study["title"], _OF_TEXT),
                *(_selection(corpus, *span) for span in one.spans),
                *_values(corpus, _of_study(study)),
            ],
        )


def _selection(corpus: _Corpus, row: Row, start: int, end: int) -> Element:
    segment = row["segment"]
    words = "; ".join(part for part in (row["kind"], row["phase"], row["section"]) if part)
    return element(
        "PlainTextSelection",
        {
            "guid": corpus.guid("segment", segment),
            "name": segment,
            "startPosition": str(start),
            "endPosition": str(end),
        },
        [
            *description(words),
            *(_coding(corpus, coding) for coding in corpus.codings.get(segment, [])),
            *_memo_of(corpus, "segment", row),
        ],
    )


def _coding(corpus: _Corpus, row: Row) -> Element:
    guid = corpus.guid("coding", row["segment"], row["code"], row["coder"])
    coder = corpus.guid("user", row["coder"])
    code = references("CodeRef", [corpus.guid("code", row["code"])])
    return element("Coding", {"guid": guid, "creatingUser": coder}, code)


def _memo_of(corpus: _Corpus, key: str, row: Row) -> list[Element]:
    memo = [corpus.guid(f"memo of {key}", row[key])] if row["memo"] else []
    return references("NoteRef", memo)


def _memos(corpus: _Corpus) -> Iterator[Element]:
    """A note for each memo of a segment or a relation."""
    for table, key in (("segments", "segment"), ("relations", "relation")):
        for row in corpus.rows[table]:
            if row["memo"]:
                guid = corpus.guid(f"memo of {key}", row[key])
                content = [text("PlainTextContent", row["memo"])]
                yield element("Note", {"guid": guid, "name": f"Memo of {row[key]}"}, content)


def _file_notes(corpus: _Corpus, files: Iterable[str]) -> Iterator[Element]:
    """A note for each file of the corpus, and one for the manifest of them."""
    guids = {name: corpus.guid("file", name) for name in files} | {MANIFEST_NAME: MANIFEST_GUID}
    for name, guid in guids.items():
        path = f"internal://{guid}.txt"
        attributes = {"guid": guid, "name": f"{NOTE_NAME}{name}", "plainTextPath": path}
        yield element("Note", attributes, description(_OF_FILE))


def _links(corpus: _Corpus) -> Iterator[Element]:
    """A one-way link for each relation, from the truster to the trustee."""
    labels = {row["concept"]: row["label"] for row in corpus.rows["concepts"]}
    for row in corpus.rows["relations"]:
        yield element(
            "Link",
            {
                "guid": corpus.guid("relation", row["relation"]),
                "name": labels.get(row["concept"], row["concept"]),
                "direction": "OneWay",
                "originGUID": corpus.guid("stakeholder", row["truster"]),
                "targetGUID": corpus.guid("stakeholder", row["trustee"]),
            },
            _memo_of(corpus, "relation", row),
        )
