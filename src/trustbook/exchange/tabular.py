"""Tables of coded excerpts (CSV, XLSX, ODS): one row a coding, `Code 1 … n`, or a column a code."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from trustbook.errors import ExportError
from trustbook.exchange.account import Row, pseudonym, pseudonyms, tally
from trustbook.exchange.columns import (
    Header,
    column_counts,
    columns_in_words,
    columns_meant,
    header_of,
    is_marked,
    without_excerpts,
)
from trustbook.exchange.model import Export, frame
from trustbook.exchange.sheets import SUFFIXES, NamedSheet, read_sheets

LEVELS_BY = "\\"  # MAXQDA writes the codes above a code in front of it
NOT_VERIFIED = "a table holds no text to compare its quotations with"
_ORIGINS = (
    ({"id", "document", "tag", "content"}, "Taguette"),
    ({"file", "coder", "coded", "codename"}, "QualCoder"),
    ({"document name", "code", "segment"}, "MAXQDA"),
    ({"codes", "quotation content"}, "ATLAS.ti"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Excerpt:
    """A row of a table: where it stands, its words, the paths of its codes, what else it says."""

    document: str
    words: str
    codes: tuple[tuple[str, ...], ...]
    said: Mapping[str, str]
    place: tuple[str, ...] = ()
    further: Mapping[str, str] = field(default_factory=dict)


def tables_in(path: Path) -> list[Path]:
    """The tables that `path` names: itself, or those in the folder, by name."""
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.iterdir() if file.suffix.casefold() in SUFFIXES)


def read_tabular(path: Path) -> Export:
    """The coded excerpts in a table, or in all tables of a folder, as an export.

    ExportError in a line where no sheet has excerpts and codes.
    """
    files = tables_in(path)
    sheets = [(file, one) for file in files for one in read_sheets(file)]
    headers = [header_of(one.cells) for _, one in sheets]
    coded = [(file, one, header) for (file, one), header in zip(sheets, headers, strict=True)
             if header.has_excerpts]  # fmt: skip
    if not coded:
        raise ExportError(
            f"{path.name}: no table of coded excerpts; it needs a column with the words "
            "(text, segment, content, …) and one with the code, or a column for each code; "
            f"{without_excerpts(headers)}"
        )
    excerpts = [row for file, one, header in coded
                for row in _excerpts(one, header, document=file.stem)]  # fmt: skip
    unread = [f"{file.name}: the sheet {one.name} has no coded excerpts; it was not read"
              for (file, one), header in zip(sheets, headers, strict=True)
              if not header.has_excerpts]  # fmt: skip
    meant = [
        f"{file.name}: the column {name} was not read as one of a known meaning; "
        f'did you mean "{near}"?'
        for file, _, header in coded
        for name, near in columns_meant(header).items()
    ]
    return _export(
        excerpts,
        file=path.name,
        origin=_origin(coded[0][1].cells),
        headers=[header for _, _, header in coded],
        warnings=[*unread, *meant, *(said for _, one, _ in coded for said in one.warnings)],
    )


def read_table(path: Path, *, sheet: str = "") -> pd.DataFrame:
    """The cells of the sheet called `sheet` of a file, else of its first sheet, as text."""
    sheets = read_sheets(path)
    wanted = [one for one in sheets if one.name.casefold() == sheet.casefold()] if sheet else sheets
    if not wanted:
        names = ", ".join(one.name for one in sheets)
        raise ExportError(f"{path.name}: no sheet {sheet}; there are {names}")
    return wanted[0].cells


def _origin(cells: pd.DataFrame) -> str:
    header = {str(name).casefold().replace("_", " ") for name in cells.columns}
    return next((origin for names, origin in _ORIGINS if names <= header), "a table")


def _excerpts(sheet: NamedSheet, header: Header, *, document: str) -> Iterable[_Excerpt]:
    """The rows of a sheet; without a column for the document, the file is the document."""
    cells, known = sheet.cells, header.known
    marks = {name: is_marked(cells[name]).tolist() for name in header.marked}
    trusted = _names_excerpts(cells, known)
    for number, row in enumerate(cells.to_dict("records")):
        said = {meaning: str(row[name]).strip() for meaning, name in known.items()}
        names = [str(row[name]) for name in header.numbered]
        names += [name for name in header.marked if marks[name][number]]
        words = said.get("words", "")
        place = (said["id"],) if trusted else (words, said.get("begin", ""), said.get("end", ""))
        yield _Excerpt(
            document=said.get("document") or document,
            words=words,
            codes=tuple(_paths(said, names)),
            said=said,
            place=place,
            further={n: cell for n in header.further if (cell := str(row[n]).strip())},
        )


def _names_excerpts(cells: pd.DataFrame, known: Mapping[str, str]) -> bool:
    """Whether the ids name excerpts: each has one text in its document, and every row has one.

    In a report of QualCoder each coding has its own.
    """
    if "id" not in known or _origin(cells) == "QualCoder":
        return False
    by = [known[name] for name in ("document", "id") if name in known]
    filled = cells[known["id"]].str.strip() != ""
    return bool(filled.all() and (cells.groupby(by)[known["words"]].nunique() == 1).all())


def _paths(said: Mapping[str, str], names: Sequence[str]) -> Iterable[tuple[str, ...]]:
    """The codes of a row, each with the codes above it in front."""
    several = [part for line in said.get("codes", "").splitlines() for part in line.split(";")]
    above = _path(said.get("category", ""))
    for name in [said.get("code", ""), *several, *names]:
        path = _path(name)
        if path:
            yield (*above, *path) if name == said.get("code") else path


def _path(name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in name.split(LEVELS_BY) if part.strip())


def _export(
    excerpts: Sequence[_Excerpt],
    *,
    file: str,
    origin: str,
    headers: Sequence[Header],
    warnings: Sequence[str],
) -> Export:
    used = [row for row in excerpts if row.words]
    documents = _numbered("d", (row.document for row in used))
    paths = _numbered("c", (path[:n] for row in used for path in row.codes
                            for n in range(1, len(path) + 1)))  # fmt: skip
    selections = _numbered("s", ((row.document, *row.place) for row in used))
    cases = _numbered("k", (row.said["case"] for row in used if row.said.get("case")))
    coders = pseudonyms(row.said.get("coder") for row in used)
    guids = [selections[row.document, *row.place] for row in used]
    codings = _codings(used, guids, documents=documents, paths=paths, coders=coders)
    variables = _variables(used, cases=cases, documents=documents)
    names = _names_of_variables(variables, headers)
    return Export(
        file=file,
        format="table of coded excerpts",
        origin=origin,
        name=Path(file).stem,
        sources=frame(
            "sources", ({"guid": g, "name": n, "kind": "text"} for n, g in documents.items())
        ),
        codes=frame("codes", _code_rows(paths, used)),
        selections=frame("selections", _selections(used, guids, documents, coders)),
        codings=frame("codings", codings),
        cases=frame("cases", ({"guid": guid, "name": name} for name, guid in cases.items())),
        members=frame("members", _members(used, guids, cases=cases, documents=documents)),
        variables=frame("variables", variables),
        memos=frame("memos", _memos(used, guids, coders)),
        users=frame("users", ({"coder": coder} for coder in coders.values())),
        offsets=frame("offsets", _offsets(documents, selections)),
        counts=frame(
            "counts",
            [
                *_counts(excerpts, used, selections, codings, paths, cases, documents),
                column_counts(headers, names),
            ],
        ),
        columns_read=columns_in_words(headers, variables=names),
        warnings=tuple(warnings),
    )


def _numbered(letter: str, things: Iterable[object]) -> dict[object, str]:
    """A guid for each thing, in the order in which the things come first."""
    return {thing: f"{letter}{n}" for n, thing in enumerate(dict.fromkeys(things), start=1)}


def _code_rows(paths: Mapping[object, str], used: Sequence[_Excerpt]) -> list[Row]:
    coded = {path for row in used for path in row.codes}
    return [
        {
            "guid": guid,
            "name": path[-1],
            "parent": paths.get(path[:-1]),
            "is_codable": path in coded,
        }
        for path, guid in paths.items()
        if isinstance(path, tuple)
    ]


def _selections(
    used: Sequence[_Excerpt],
    guids: Sequence[str],
    documents: Mapping[object, str],
    coders: Mapping[str, str],
) -> list[Row]:
    rows: dict[str, Row] = {}
    for guid, row in zip(guids, used, strict=True):
        known = rows.setdefault(
            guid,
            {
                "guid": guid,
                "source": documents[row.document],
                "quotation": row.words,
                "name": row.place[0] if len(row.place) == 1 else None,
                "coder": pseudonym(row.said.get("coder"), coders),
            },
        )
        known["description"] = known.get("description") or row.said.get("meaning_unit") or None
    return list(rows.values())


def _codings(
    used: Sequence[_Excerpt],
    guids: Sequence[str],
    *,
    documents: Mapping[object, str],
    paths: Mapping[object, str],
    coders: Mapping[str, str],
) -> list[Row]:
    rows: dict[tuple[object, ...], Row] = {}
    for guid, row in zip(guids, used, strict=True):
        coder = pseudonym(row.said.get("coder"), coders)
        for path in row.codes:
            coding = {"selection": guid, "source": documents[row.document], "code": paths[path]}
            rows.setdefault((guid, paths[path], coder), {**coding, "coder": coder})
    return list(rows.values())


def _members(
    used: Sequence[_Excerpt],
    guids: Sequence[str],
    *,
    cases: Mapping[object, str],
    documents: Mapping[object, str],
) -> list[Row]:
    members = {
        (cases[row.said["case"]], documents[row.document], guid): None
        for guid, row in zip(guids, used, strict=True)
        if row.said.get("case")
    }
    return [{"case": case, "source": source, "selection": guid} for case, source, guid in members]


def _variables(
    used: Sequence[_Excerpt], *, cases: Mapping[object, str], documents: Mapping[object, str]
) -> list[Row]:
    """What further columns say, of cases where they agree within a case, else of documents."""
    names = dict.fromkeys(name for row in used for name in row.further)
    rows = [
        *_agreed("source", documents, ((row.document, "Document group", row.said.get("group", ""))
                                       for row in used)),
    ]  # fmt: skip
    for name in names:
        of_cases = [(row.said.get("case", ""), name, row.further.get(name, "")) for row in used]
        of_files = [(row.document, name, row.further.get(name, "")) for row in used]
        rows += _agreed("case", cases, of_cases) or _agreed("source", documents, of_files)
    return rows


def _agreed(
    kind: str, owners: Mapping[object, str], values: Iterable[tuple[str, str, str]]
) -> list[Row]:
    """One value an owner, where no owner has two of them; else nothing."""
    said: dict[tuple[str, str], str] = {}
    for owner, name, value in values:
        if value and owner in owners and said.setdefault((owner, name), value) != value:
            return []
    return [
        {"owner_kind": kind, "owner": owners[owner], "variable": name, "value": value,
         "type": "text"}
        for (owner, name), value in said.items()
    ]  # fmt: skip


def _memos(used: Sequence[_Excerpt], guids: Sequence[str], coders: Mapping[str, str]) -> list[Row]:
    memos = {
        (guid, row.said["memo"]): pseudonym(row.said.get("coder"), coders)
        for guid, row in zip(guids, used, strict=True)
        if row.said.get("memo")
    }
    return [
        {"guid": f"m{n}", "text": text, "about_kind": "selection", "about": guid, "coder": coder}
        for n, ((guid, text), coder) in enumerate(memos.items(), start=1)
    ]


def _offsets(documents: Mapping[object, str], selections: Mapping[Any, str]) -> list[Row]:
    numbers = Counter(document for document, *_ in selections)
    return [
        {"source": guid, "rule": "none: the words stand in the table", "n": numbers[str(name)],
         "verified": False, "reason": NOT_VERIFIED}
        for name, guid in documents.items()
    ]  # fmt: skip


def _counts(  # noqa: PLR0913, PLR0917
    excerpts: Sequence[_Excerpt],
    used: Sequence[_Excerpt],
    selections: Mapping[object, str],
    codings: Sequence[Row],
    paths: Mapping[object, str],
    cases: Mapping[object, str],
    documents: Mapping[object, str],
) -> list[Row]:
    empty = "rows without words" if len(excerpts) > len(used) else ""
    given = sum(len(row.codes) for row in used)
    twice = "the same code for the same words by the same coder" if given > len(codings) else ""
    memos = len(
        {(row.document, row.place, row.said["memo"]) for row in used if row.said.get("memo")}
    )
    rows = [
        tally("rows", found=len(excerpts), kept=len(used), reason=empty),
        tally("texts", found=len(documents)),
        tally("selections of text", found=len(selections)),
        tally("codes", found=len(paths)),
        tally("codings", found=given, kept=len(codings), reason=twice),
        tally("cases", found=len(cases)),
        tally("memos", found=memos),
    ]
    return [row for row in rows if row["found"]]


def _names_of_variables(
    variables: Sequence[Row], headers: Sequence[Header]
) -> dict[str, list[str]]:
    """The further columns that became variables of cases, and of documents."""
    further = dict.fromkeys(name for one in headers for name in one.further)
    kinds = {str(row["variable"]): row["owner_kind"] for row in variables}
    return {k: [n for n in further if kinds.get(n) == k] for k in ("case", "source")}
