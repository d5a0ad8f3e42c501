"""A new compendium: the folder that `trustbook init` makes, in which every other command works."""

import json
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from trustbook.book.environment import LOCK, direct_requirements, needed_pins
from trustbook.corpus.package import PACKAGE_FILE, corpus_files, write_package
from trustbook.corpus.reporting import REPORTING_FILE, reporting_template
from trustbook.errors import CompendiumError
from trustbook.project import CONTENTS, argument, move, package_root, short_path

_TEMPLATE = "template"
_DOTTED = {name: f".{name}" for name in ("gitattributes", "gitignore")}  # they act where copied
_IGNORED = {".git", ".DS_Store"}  # what may be in a folder that counts as empty
_EXAMPLE = "What is there now is a made-up example: replace its rows, or make the corpus anew."
_IMPORTED = "What is there was imported; `import-report.md` says what was left out."


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a new compendium says about itself; `created` is the day on which it was made."""

    title: str
    authors: Sequence[str] = ()
    licence: str = ""
    created: str = ""


def new_compendium(
    place: Path, about: About, *, write_corpus: Callable[[Path], object] | None = None
) -> Path:
    """The folder of the new compendium, which appears there when all of it is written.

    Parameters
    ----------
    place
        The folder: new, or empty.
    about
        Its title, authors, licence and day.
    write_corpus
        Writes the corpus into the new folder that it is given; a made-up example by default.

    Raises
    ------
    CompendiumError
        Where something is in the folder; nothing is written.
    """
    require_empty(place)
    partial = place.with_name(f".{place.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        partial.mkdir(parents=True)
        corpus = partial / "data" / corpus_name_of(place)
        (write_corpus or _write_example)(corpus)
        _describe(corpus, about)
        for file, text in _files(about, name=corpus.name, is_example=not write_corpus).items():
            path = partial / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        _move(partial, place)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return place


def require_empty(place: Path) -> None:
    """Raise CompendiumError unless a compendium can be made at this place without any loss."""
    if not place.exists():
        return
    if not place.is_dir():
        raise CompendiumError(f"{short_path(place)} is a file; give the name of a new folder")
    names = sorted(path.name for path in place.iterdir() if path.name not in _IGNORED)
    if CONTENTS in names:
        raise CompendiumError(
            f"{short_path(place)} is a compendium already; in it run trustbook list, or give "
            "another name"
        )
    if names:
        raise CompendiumError(
            f"{short_path(place)} is not empty: it has {names[0]}, which stays as it is; give the "
            f"name of a new folder, such as {argument(short_path(place / 'compendium'))}"
        )


def corpus_name_of(place: Path) -> str:
    """The name of the corpus of a compendium at a place: that of its folder, fit for addresses.

    >>> corpus_name_of(Path("My study (2)"))
    'my-study-2'
    """
    return re.sub(r"[^\w.]+", "-", place.name.lower()).strip("-.") or "mine"


def copy_corpus(corpus: Path, *, into: Path) -> None:
    """Copy the files that a corpus consists of; CompendiumError where there are none."""
    files = corpus_files(corpus)
    if not files:
        raise CompendiumError(
            f"{short_path(corpus)} is no corpus: give a folder with studies.csv in it, or an export"
        )
    into.mkdir(parents=True)
    for path in files:
        shutil.copy(path, into / path.name)


def _write_example(corpus: Path) -> None:
    shutil.copytree(package_root() / _TEMPLATE / "data", corpus)
    reporting = corpus / REPORTING_FILE
    reporting.write_text(reporting_template(), encoding="utf-8", newline="\n")


def _describe(corpus: Path, about: About) -> None:
    """Write the Data Package of the corpus, with what the compendium says about itself."""
    path = corpus / PACKAGE_FILE
    package = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    own = {
        "title": about.title,
        "contributors": [{"title": author} for author in about.authors],
        "licenses": [{"name": about.licence}] if about.licence else [],
        "created": about.created,
    }
    package |= {key: value for key, value in own.items() if value}
    path.write_text(json.dumps(package, ensure_ascii=False), encoding="utf-8", newline="\n")
    write_package(corpus)


def _files(about: About, *, name: str, is_example: bool) -> dict[str, str]:
    """The text of every file beside the corpus, by its place."""
    marks = {
        "title": about.title,
        "name": name,
        "version": metadata.version("trustbook"),
        "data": _EXAMPLE if is_example else _IMPORTED,
    }
    template = package_root() / _TEMPLATE
    files = [path for path in sorted(template.rglob("*")) if path.is_file()]
    places = {path.relative_to(template).as_posix(): path for path in files}
    texts = {
        _DOTTED.get(place, place): _filled(path.read_text(encoding="utf-8"), marks)
        for place, path in places.items()
        if not place.startswith(("data/", "new/"))
    }
    return {**texts, **_settings(about, name=name)}


def _filled(text: str, marks: Mapping[str, str]) -> str:
    return re.sub(r"@(\w+)@", lambda mark: marks.get(mark[1], mark[0]), text)


def _settings(about: About, *, name: str) -> dict[str, str]:
    """The settings that the package has for its own book, as those of this one."""
    config, parameters, contents = (
        (package_root() / file).read_text(encoding="utf-8")
        for file in ("_config.yml", "parameters.yml", CONTENTS)
    )
    return {
        "_config.yml": _own_config(config, about),
        "parameters.yml": re.sub(
            r"^corpus: \S+", f"corpus: {json.dumps(f'data/{name}', ensure_ascii=False)}",
            parameters, count=1, flags=re.MULTILINE,
        ),
        CONTENTS: contents,
        LOCK: _pinned(),
    }  # fmt: skip


def _pinned() -> str:
    """The pins of trustbook and of all that it needs, at the versions that it was tested with."""
    lock = (package_root() / LOCK).read_text(encoding="utf-8")
    own = f"trustbook=={metadata.version('trustbook')}"
    return "\n".join([own, *needed_pins(lock, roots=direct_requirements()), ""])


def _own_config(config: str, about: About) -> str:
    """The settings with title and authors of the compendium; the footer follows from the data."""
    own = {"title": about.title, "author": ", ".join(about.authors)}
    lines = "".join(f"{key}: {json.dumps(own[key], ensure_ascii=False)}\n" for key in own)
    body = re.sub(r"^(#.*|title:.*|author:.*)\n", "", config, flags=re.MULTILINE)
    body = re.sub(r"^  extra_footer: >-\n(    .*\n)+", "", body, flags=re.MULTILINE)
    return f"# The book, as Jupyter Book reads it.\n\n{lines}{body.lstrip()}"


def _move(partial: Path, place: Path) -> None:
    """Put a finished folder into place; into one that is there, the file of contents comes last."""
    if not place.exists():
        move(partial, place)
        return
    for path in sorted(partial.iterdir(), key=lambda path: path.name == CONTENTS):
        move(path, place / path.name)
