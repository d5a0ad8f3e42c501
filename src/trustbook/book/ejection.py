"""Chapters that a compendium took from the package to change them, and what moved in them since.

Beside them is a digest of every part (cell, section, or whole file) as the package had it.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import yaml

from trustbook.book.digests import digest_of
from trustbook.book.notebooks import read_notebook, write_notebook, write_text
from trustbook.book.staging import ASSETS, page_sources, unlinked
from trustbook.corpus.findings import suggestion
from trustbook.corpus.parameters import own_corpus
from trustbook.corpus.settings import read_typed_settings
from trustbook.errors import CompendiumError
from trustbook.project import package_root, short_path, write_whole

EJECTED = "chapters/ejected.json"
_LISTS = ("extensions", "html_css_files", "html_js_files")  # of the settings of Sphinx
_CORPUS_LINE = re.compile(r'^corpus = "[^"]*"', flags=re.MULTILINE)
_SECTION = re.compile(r"^(?=#)", flags=re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ejection:
    """A file that was taken from the package: its place, the version, the digests of its parts."""

    file: str
    version: str
    parts: Mapping[str, str]


def eject(
    root: Path, names: Sequence[str], *, every: bool = False, absent: Sequence[str] = ()
) -> list[str]:
    """The places of the chapters in `names` now that they are copied; of all and of the assets.

    The copies have no links to chapters that are `absent` from the book.
    CompendiumError, and nothing is copied, where a name is no chapter of the package, or the
    compendium has a file of that name.
    """
    if root == package_root():
        raise CompendiumError("the chapters of the package are those of this folder: change them")
    pages = page_sources(package_root())
    for name in names:
        if name not in pages:
            hint = suggestion(name, pages, otherwise=f"there are {', '.join(pages)}")
            raise CompendiumError(f"the package has no chapter {name!r}; {hint}")
    files = [pages[name] for name in (pages if every else names)]
    files += _assets() if every else []
    places = [path.relative_to(package_root()).as_posix() for path in files]
    own = [place for place in places if (root / place).exists()]
    if own and not every:
        raise CompendiumError(f"{short_path(root / own[0])} is there already: change it")
    new = [place for place in places if place not in own]
    _write(root, [*ejections(root), *map(_ejection, new)])
    for place in new:
        _copy(package_root() / place, root / place, absent)
    return new


def _assets() -> list[Path]:
    return [path for path in sorted((package_root() / ASSETS).rglob("*")) if path.is_file()]


def _copy(source: Path, target: Path, absent: Sequence[str]) -> None:
    """Copy a file; a chapter gets the corpus of the compendium as its default."""
    if source.suffix == ".md":
        write_text(target, unlinked(source.read_text(encoding="utf-8"), absent))
        return
    if source.suffix != ".ipynb":
        write_whole(target, source.read_bytes())
        return
    notebook = read_notebook(source)
    for cell in notebook.cells:
        cell.source = unlinked(cell.source, absent)
        if "parameters" in cell.metadata.get("tags", []):
            cell.source = _CORPUS_LINE.sub(_own_corpus_line, cell.source)
    write_notebook(notebook, target)


def _own_corpus_line(_: re.Match[str]) -> str:
    return f"corpus = {json.dumps(own_corpus(), ensure_ascii=False)}"


def _ejection(place: str) -> Ejection:
    parts = parts_of(package_root() / place)
    return Ejection(file=place, version=metadata.version("trustbook"), parts=parts)


def parts_of(path: Path) -> dict[str, str]:
    """The digest of each part of a file: of each cell, each section, or of the whole."""
    if path.suffix == ".ipynb":
        return {f"cell {c.id}": digest_of(c.source.encode()) for c in read_notebook(path).cells}
    if path.suffix != ".md":
        return {"the file": digest_of(path.read_bytes())}
    sections = [text for text in _SECTION.split(path.read_text(encoding="utf-8")) if text.strip()]
    return {f"“{text.splitlines()[0].lstrip('# ')}”": digest_of(text.encode()) for text in sections}


def ejections(root: Path) -> list[Ejection]:
    """What the compendium took from the package; CompendiumError where the list is unreadable."""
    path = root / EJECTED
    if not path.is_file():
        return []
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return [Ejection(file=file, **entry) for file, entry in content.items()]
    except (ValueError, TypeError, AttributeError):
        raise CompendiumError(
            f"{EJECTED} cannot be read: take it from your version control, or delete it, after "
            "which trustbook upgrade knows nothing of these chapters"
        ) from None


def _write(root: Path, entries: Sequence[Ejection]) -> None:
    content = {
        entry.file: {"version": entry.version, "parts": dict(entry.parts)}
        for entry in sorted(entries, key=lambda entry: entry.file)
    }
    write_text(root / EJECTED, json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def missing_settings(root: Path) -> list[str]:
    """The lines that the settings of the package have for its pages, and those of `root` lack.

    Scripts, style sheets and extensions that are not named there are not in the book.
    """
    own, theirs = (_sphinx_config(each) for each in (root, package_root()))
    return [
        f"{key}: - {_in_yaml(entry)}"
        for key in _LISTS
        for entry in theirs.get(key, ())
        if entry not in own.get(key, ())
    ]


def _sphinx_config(root: Path) -> Mapping[str, Any]:
    path = root / "_config.yml"
    settings = read_typed_settings(path) if path.is_file() else {}
    return settings.get("sphinx", {}).get("config", {}) or {}


def _in_yaml(entry: object) -> str:
    """An entry of a list on one line, as it is written in YAML."""
    return yaml.safe_dump(entry, default_flow_style=True, width=1_000).removesuffix("...\n").strip()


def accept(root: Path) -> None:
    """Remember that everything that moved in the package since was read."""
    there = [each for each in ejections(root) if (root / each.file).is_file()]
    _write(root, [_ejection(e.file) if (package_root() / e.file).is_file() else e for e in there])


def moved_parts(ejection: Ejection) -> list[str]:
    """What moved in the package since a file was taken from it, in words."""
    path = package_root() / ejection.file
    if not path.is_file():
        return ["the package no longer has it"]
    before, now = ejection.parts, parts_of(path)
    return [
        *(f"{name} is gone" for name in before if name not in now),
        *(f"{name} is new" for name in now if name not in before),
        *(f"{name} changed" for name in now if before.get(name, now[name]) != now[name]),
    ]
