"""What a book was made with: packages, Python and data, without clock, host or place."""

import hashlib
import re
import sys
from importlib import metadata
from pathlib import Path

import pandas as pd

from trustbook.corpus import Corpus, table_file
from trustbook.schema import TABLES

_NAME = re.compile(r"[A-Za-z0-9._-]+")


def package_versions() -> pd.DataFrame:
    """The packages that trustbook asks for by name, with the version that ran: package, version."""
    asked = [line for line in metadata.requires("trustbook") or () if "extra ==" not in line]
    names = sorted({_name(line) for line in asked})
    versions = [metadata.version(name) for name in names]
    return pd.DataFrame({"package": ["trustbook", *names], "version": [_own_version(), *versions]})


def python_version() -> str:
    """The major and the minor version of Python, such as 3.11."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def data_digests(corpus: Corpus) -> pd.DataFrame:
    """One row a table of the corpus: table, rows, sha256 (first 16 digits of its file's digest).

    Line ends don't count, so that a file has one digest on every system. Every table is looked up,
    also one that is absent, so that a run which shows this becomes stale when it is added.
    """
    rows = {name: len(corpus.table(name)) for name in TABLES}
    files = {name: path for name in TABLES if (path := table_file(corpus.folder, name))}
    return pd.DataFrame(
        {
            "table": list(files),
            "rows": [rows[name] for name in files],
            "sha256": [data_digest(path) for path in files.values()],
        }
    )


def data_digest(path: Path) -> str:
    """The first 16 digits of a file's SHA-256; line ends don't count."""
    content = path.read_bytes()
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()[:16]


def _own_version() -> str:
    return metadata.version("trustbook")


def _name(requirement: str) -> str:
    found = _NAME.match(requirement)
    return found[0] if found else requirement
