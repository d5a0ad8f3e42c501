"""The description of a corpus as a Frictionless Data Package, derived from the schema.

Standard: Data Package and Table Schema 1.0 (specs.frictionlessdata.io). What Table Schema cannot
say is said in words in the description of a column: that a list holds values joined by a
separator, and that each of them is in another table.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from trustbook.corpus.cells import values
from trustbook.corpus.findings import Finding
from trustbook.corpus.parameters import command_for
from trustbook.corpus.reading import read_sheet, table_file
from trustbook.corpus.schema import LIST_SEPARATOR, TABLES, Field, Table, Type
from trustbook.corpus.spreadsheet import Sheet, sheet
from trustbook.errors import CorpusError
from trustbook.project import argument, is_workbook, short_path, write_whole

PACKAGE_FILE = "datapackage.json"
_TEXT_FILES = (  # that a corpus consists of, beside its tables
    *(PACKAGE_FILE, "README.md", "coding.md", "reporting.yml"),
    *("import-report.md", "import-report.json"),
)


FEWEST_IN_CELL = "fewestInCell"  # what a public edition is not to show of its participants

# what a person writes into the file and describing a corpus again keeps
PRESERVED = (
    "name",
    "title",
    "question",
    "description",
    "homepage",
    "version",
    "licenses",
    "contributors",
    "keywords",
    "created",
    "ethics",
    FEWEST_IN_CELL,
)


_TYPES: Mapping[Type, str] = {
    "text": "string",
    "integer": "integer",
    "number": "number",
    "month": "yearmonth",
    "date": "date",
    "list": "string",
}


def corpus_files(corpus: Path) -> list[Path]:
    """The files in the folder of a corpus that it consists of; the file of a workbook."""
    if is_workbook(corpus):
        return [corpus]
    tables = [f"{table}{suffix}" for table in TABLES for suffix in (".csv", ".parquet")]
    return [path for name in (*tables, *_TEXT_FILES) if (path := corpus / name).is_file()]


def package_text(folder: Path, *, name: str = "") -> str:
    """The content of `datapackage.json` for the corpus in `folder`, the same for the same tables.

    It is called as its folder unless a name is given. Properties that a person wrote into an
    existing file (PRESERVED) are kept.
    """
    sheets = {name: read_sheet(folder, name) for name in TABLES if table_file(folder, name)}
    return _package_json(
        data_package(sheets, name=name or folder.name, own=_own_properties(folder))
    )


def _package_json(package: Mapping[str, Any]) -> str:
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def package_of_files(
    files: Mapping[str, bytes], *, name: str, own: Mapping[str, Any] | None = None
) -> bytes:
    """The content of `datapackage.json` for a new corpus `name` of such CSV files as we write.

    Of a table that is described by its columns alone only their names are read. `own` are the
    properties that go in unchanged.
    """
    sheets = {
        table: sheet(_described_part(data, TABLES[table]), file=file, columns=TABLES[table].columns)
        for table in TABLES
        if (data := files.get(file := f"{table}.csv"))
    }
    return _package_json(data_package(sheets, name=name, own=own or {})).encode()


def _described_part(data: bytes, table: Table) -> bytes:
    """The part of a CSV file on which its description depends."""
    head, line_break, _ = data.partition(b"\n")
    has_described_cells = table.name == "studies" or any(
        one.type == "number" for one in table.fields
    )
    return data if has_described_cells or b'"' in head else head + line_break


def write_package(folder: Path, *, name: str = "") -> Path:
    """The file `datapackage.json`, written into the folder of the corpus; see `package_text`."""
    if is_workbook(folder):
        raise CorpusError(
            f"{folder.name} is one workbook, which a Data Package does not describe. "
            f"Next: trustbook import {argument(short_path(folder))} "
            f"--into {argument(short_path(folder.with_suffix('')))}"
        )
    return write_whole(folder / PACKAGE_FILE, package_text(folder, name=name).encode())


def check_package(folder: Path) -> list[Finding]:
    """A warning when the corpus has a `datapackage.json` that no longer describes its tables."""
    path = folder / PACKAGE_FILE
    if not path.is_file() or path.read_text(encoding="utf-8") == package_text(folder):
        return []
    return [
        Finding(
            id="package.outdated",
            file=PACKAGE_FILE,
            value="a description that no longer agrees with the tables",
            allowed="what the tables and the data dictionary give",
            remedy=f"write it again: {command_for('trustbook describe', short_path(folder))}",
            severity="warning",
        )
    ]


def check_package_file(folder: Path) -> list[Finding]:
    """A finding when the corpus has a `datapackage.json` that cannot be read."""
    try:
        read_package(folder)
    except CorpusError as error:
        return [
            Finding(
                id="package.unreadable",
                file=PACKAGE_FILE,
                value="a description that cannot be read",
                allowed="one JSON object",
                remedy=str(error).removeprefix(f"{PACKAGE_FILE}: "),
            )
        ]
    return []


def read_package(folder: Path) -> dict[str, Any]:
    """The Data Package that the folder of a corpus has; nothing where it has none.

    A licence without a name is called by its title or address, a resource without a title by its
    name. CorpusError where the file is not JSON, or a value is not what a Data Package has there.
    """
    package = _parsed_package(folder)
    for licence in package.get("licenses", ()):
        licence["name"] = _first_text(licence, "name", "title", "path")
    for resource in package.get("resources", ()):
        resource["title"] = _first_text(resource, "title", "name", "path")
    return package


def _parsed_package(folder: Path) -> dict[str, Any]:
    path = folder / PACKAGE_FILE
    if not path.is_file():
        return {}
    again = "correct it, or delete it and let trustbook describe write it again"
    try:
        package = json.loads(path.read_text(encoding="utf-8-sig"))
    except json.JSONDecodeError as error:
        raise CorpusError(f"{path.name}: line {error.lineno} is not JSON; {again}") from None
    except (UnicodeDecodeError, RecursionError):
        raise CorpusError(f"{path.name}: it is not JSON; {again}") from None
    if re.search("[\ud800-\udfff]", json.dumps(package, ensure_ascii=False)):
        raise CorpusError(f"{path.name}: it has half a letter (a surrogate alone); {again}")
    if not isinstance(package, dict):
        raise CorpusError(f"{path.name}: it is not a JSON object, {{…}}; {again}")
    if fault := _fault_of(package):
        raise CorpusError(f"{path.name}: {fault}; {again}")
    return package


_TEXTS = ("name", "title", "question", "description", "homepage", "version", "created", "ethics")
_NEEDED = {  # of each entry of a list, one of these
    "licenses": ("name", "title", "path"),
    "contributors": ("title",),
    "sources": ("title",),
    "resources": ("name", "title", "path"),
}


def _fault_of(package: Mapping[str, Any]) -> str:
    """What in a Data Package is of a kind that it cannot have; empty where nothing is."""
    for key in _TEXTS:
        if not isinstance(package.get(key, ""), str):
            return f"{key} is not text"
    for key, needed in _NEEDED.items():
        entries = package.get(key, [])
        if not isinstance(entries, list):
            return f"{key} is not a list, […]"
        for number, entry in enumerate(entries, start=1):
            if not isinstance(entry, dict) or not _first_text(entry, *needed):
                return f"{key}: entry {number} has no {' and no '.join(needed)}"
    keywords = package.get("keywords", [])
    if not isinstance(keywords, list) or not all(isinstance(one, str) for one in keywords):
        return "keywords is not a list of texts"
    return ""


def _first_text(entry: Mapping[str, Any], *keys: str) -> str:
    return next((text for key in keys if isinstance(text := entry.get(key), str) and text), "")


def _own_properties(folder: Path) -> dict[str, Any]:
    """What a person wrote into the description."""
    package = _parsed_package(folder)
    return {key: package[key] for key in PRESERVED if key in package}


def data_package(
    sheets: Mapping[str, Sheet], *, name: str, own: Mapping[str, Any]
) -> dict[str, Any]:
    """The Data Package of the corpus `name` whose tables are `sheets`; `own` goes in unchanged."""
    studies = sheets["studies"].cells if "studies" in sheets else pd.DataFrame()
    return {
        "profile": "tabular-data-package",
        **{"name": _slug(name), "title": f"Coded corpus {name}", **own},
        "sources": package_sources(studies),
        "resources": [
            _resource(TABLES[table], sheets[table], present=sheets)
            for table in TABLES
            if table in sheets
        ],
    }


def _slug(name: str) -> str:
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "-" for c in name.lower())


def package_sources(studies: pd.DataFrame) -> list[dict[str, str]]:
    """One source per study, with its licence, for a licence is not the same for all of them."""
    sources = []
    columns = ["study", "label", "title", "doi", "licence"]
    for row in studies.reindex(columns=columns, fill_value="").to_dict("records"):
        source = {"title": row["title"] or row["label"] or row["study"]}
        if row["doi"]:
            source["path"] = f"https://doi.org/{row['doi']}"
        if row["licence"]:
            source["licence"] = row["licence"]
        sources.append(source)
    return sources


def _resource(table: Table, sheet: Sheet, *, present: Mapping[str, Sheet]) -> dict[str, Any]:
    others = [str(name) for name in sheet.cells.columns if name not in table.columns]
    declared = [table.field(str(name)) for name in sheet.cells.columns if name in table.columns]
    by_name = {field.name: _field(field, sheet) for field in declared}
    schema: dict[str, Any] = {
        "fields": [by_name.get(str(name), _free(str(name))) for name in sheet.cells.columns],
        "missingValues": [""],
    }
    if set(table.key) <= set(by_name):
        schema["primaryKey"] = list(table.key)
    if foreign_keys := _foreign_keys(table, declared, present):
        schema["foreignKeys"] = foreign_keys
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"{table.name}.csv",
        "title": table.title,
        "description": table.description + (" Further columns are attributes." if others else ""),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": sheet.encoding,
        "dialect": {"delimiter": sheet.separator, "doubleQuote": True},
        "schema": schema,
    }


def _free(name: str) -> dict[str, Any]:
    return {"name": name, "type": "string", "description": "An attribute of this corpus."}


def _field(field: Field, sheet: Sheet) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": field.name,
        "type": _TYPES[field.type],
        "description": _description(field),
    }
    if field.type == "number" and _has_decimal_comma(sheet.cells[field.name]):
        described["decimalChar"] = ","
    if field.example:
        described["example"] = field.example
    if constraints := _constraints(field):
        described["constraints"] = constraints
    return described


def _description(field: Field) -> str:
    if field.type != "list":
        return field.description
    target, column = field.referenced or ("", "")
    of = f", each a {column} of {target}.csv" if target else ""
    return f"{field.description} Values joined by {LIST_SEPARATOR}{of}."


def _has_decimal_comma(cells: "pd.Series[str]") -> bool:
    return bool((cells.str.contains(",", regex=False) & values(cells, "number")[0].notna()).any())


def _constraints(field: Field) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if field.required:
        constraints["required"] = True
    if field.allowed:
        whole = field.type == "integer"
        constraints["enum"] = [int(a) if whole else a for a in field.allowed]
    if field.minimum is not None:
        constraints["minimum"] = int(field.minimum) if field.minimum % 1 == 0 else field.minimum
    return constraints


def _foreign_keys(
    table: Table, declared: list[Field], present: Mapping[str, Sheet]
) -> list[dict[str, Any]]:
    keys = []
    for field in declared:
        target, column = field.referenced or ("", "")
        if target in present and field.type != "list":
            resource = "" if target == table.name else target
            reference = {"resource": resource, "fields": [column]}
            keys.append({"fields": [field.name], "reference": reference})
    return keys
