"""A public edition: a compendium of its own, made of what may be published and of nothing else.

Its book and its archive are made from that compendium, so that they cannot hold what it lacks.
"""

import json
import re
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from trustbook.book.chapters import LEFT_OUT_HERE
from trustbook.book.citation import CITATION_FILE
from trustbook.book.digests import digest_of, file_digest, package_digests
from trustbook.book.edition import Edition, chosen_parameters, own_pages
from trustbook.book.environment import LOCK
from trustbook.book.identifying import identifying, texts_of
from trustbook.book.imprint import config_of
from trustbook.book.leaks import leaks, normal
from trustbook.book.notebooks import canonical, notebook_text, read_notebook, write_text
from trustbook.book.publishing import RECORDS_HERE
from trustbook.book.runs import RunSpec, read_record, write_record
from trustbook.book.staging import ASSETS, page_sources, pages_of, read_toc, toc_of
from trustbook.book.withheld import PUBLIC_FILE, WITHHELD_HERE, counts_of
from trustbook.corpus.checks.publication import Passage, passages_of_json, passages_of_text
from trustbook.corpus.disclosure import Disclosure
from trustbook.corpus.identifiers import KINDS, identifiers
from trustbook.corpus.package import PACKAGE_FILE, corpus_files, package_sources, read_package
from trustbook.corpus.packing import Member
from trustbook.corpus.parameters import PARAMETERS_FILE, own_corpus
from trustbook.corpus.published import PublicCorpus, write_public_corpus
from trustbook.corpus.reading import read_sheet, table_file
from trustbook.corpus.schema import TABLES
from trustbook.corpus.settings import read_typed_settings
from trustbook.project import CONTENTS, book_file, package_root, project_root, write_whole

_LICENCES = "LICENSE*"
_SHORTEST = 16  # letters of withheld words that no page may have
_MOST_SECRETS = 5_000


def write_public_compendium(edition: Edition, corpus: PublicCorpus, folder: Path) -> Path:
    """The folder with all that the book of this corpus is made from, without comments.

    What an earlier build made in it stays.
    """
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name != "_build":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    write_public_corpus(corpus, folder / f"data/{corpus.name}")
    for name, text in compendium_texts(edition, name=corpus.name).items():
        write_text(folder / name, text)
    write_text(folder / PUBLIC_FILE, _yaml(counts_of(corpus.withheld)))
    for place, content in _own_assets().items():
        write_whole(folder / place, content)
    for path in (book_file(LOCK), *sorted(package_root().glob(_LICENCES))):
        if path.is_file():
            shutil.copy(path, folder / path.name)
    return folder


def _own_assets() -> dict[str, bytes]:
    """The assets of the project by their place, without those that are the package's."""
    root, of_package = project_root(), package_contents()
    paths = [path for path in sorted((root / ASSETS).rglob("*")) if not path.is_symlink()]
    assets = {path: path.read_bytes() for path in paths if path.is_file()}
    return {
        path.relative_to(root).as_posix(): content
        for path, content in assets.items()
        if digest_of(content) not in of_package
    }


def compendium_texts(edition: Edition, *, name: str) -> dict[str, str]:
    """What a public compendium has beside its corpus, without comments, by the places of files.

    `name` is that of the corpus. Chapters are in canonical form.
    """
    root = project_root()
    settings: dict[str, Mapping[str, object]] = {
        CONTENTS: _contents(edition),
        "_config.yml": config_of(edition),
        PARAMETERS_FILE: {"corpus": f"data/{name}", **chosen_parameters(edition)},
    }
    if edition.is_own and (root / CITATION_FILE).is_file():
        settings[CITATION_FILE] = read_typed_settings(root / CITATION_FILE)
    own = [] if root == package_root() else page_sources(root).values()
    pages = [path for path in own if path.is_relative_to(root)]
    texts = [root / text.file for text in edition.authored().texts]
    written = {path.relative_to(root).as_posix(): _page_text(path) for path in (*pages, *texts)}
    return {
        **{place: _yaml(values) for place, values in settings.items()},
        **{
            place: _of_public_corpus(text, edition, name) if place.endswith(".ipynb") else text
            for place, text in written.items()
        },
    }


def _of_public_corpus(chapter: str, edition: Edition, name: str) -> str:
    """The text of a notebook, reading the public corpus by default, be its own a workbook."""
    for mark in ('\\"', "'"):
        own, public = (f"{mark}{place}{mark}" for place in (own_corpus(), f"data/{name}"))
        chapter = chapter.replace(own, public) if edition.is_own else chapter
    return chapter


def _yaml(values: Mapping[str, object]) -> str:
    return yaml.safe_dump(dict(values), sort_keys=False, allow_unicode=True)


def _page_text(path: Path) -> str:
    if path.suffix == ".ipynb":
        return notebook_text(canonical(read_notebook(path)))
    return _without_comments(path)


def compendium_passages(edition: Edition) -> Iterator[Passage]:
    """Each text that a public compendium publishes beside its corpus."""
    for file, text in compendium_texts(edition, name=edition.name).items():
        yield Passage(text=file, file=file)
        if file.endswith((".yml", ".cff")):  # written anew: the lines are not those of the project
            for name, value in yaml.safe_load(text).items():
                yield Passage(text=_yaml({name: value}), file=file, column=str(name))
        else:
            passages = passages_of_json if file.endswith(".ipynb") else passages_of_text
            yield from passages(text, file)
    for place, content in _own_assets().items():
        for label, text in texts_of(place, content):
            yield Passage(text=text, file=place, column=label)


def _contents(edition: Edition) -> dict[str, Any]:
    """The table of contents, without the authors' pages where these speak of another corpus."""
    toc = read_toc(project_root())
    others = set() if edition.is_own else own_pages(page_sources(project_root()))
    return toc_of(toc, [place for place in pages_of(toc) if place.rpartition("/")[2] not in others])


def _without_comments(path: Path) -> str:
    """The Markdown of a file without comments, but with the marks of pages that are filled in."""
    marks = "|".join(map(re.escape, (LEFT_OUT_HERE, WITHHELD_HERE, RECORDS_HERE)))
    text = path.read_text(encoding="utf-8")
    return re.sub(rf"(?s)(?!{marks})<!--.*?-->|^%.*\n", "", text, flags=re.MULTILINE)


def forget_warnings(specs: Sequence[RunSpec]) -> None:
    """Leave out of the records what chapters warned of, which may be of anything."""
    for spec in specs:
        if record := read_record(spec.record_path):
            write_record(replace(record, warnings=[]), spec.record_path)


def secrets_of(corpus: Path, public: PublicCorpus, disclosure: Disclosure) -> dict[str, str]:
    """The words that a public edition must not have, each with what it is.

    Names of `disclosure.yml`, identifiers and longer withheld texts of the private corpus, unless
    what is published of the corpus has them too.
    """
    published = normal("\n".join(_public_texts(public)))
    secrets = {normal(name): KINDS["name"] for name in disclosure.names if name.strip()}
    for place, text in _private_texts(corpus):
        for one in identifiers(text, label=place, names=disclosure.names):
            secrets.setdefault(normal(one.value), f"{KINDS[one.kind]} of {place}")
        if len(text) >= _SHORTEST:
            secrets.setdefault(normal(text), f"withheld words of {place}")
    absent = {text: what for text, what in secrets.items() if text and text not in published}
    return dict(list(absent.items())[:_MOST_SECRETS])


def _public_texts(public: PublicCorpus) -> Iterator[str]:
    yield from public.files.values()
    yield from _texts_of(package_sources(public.tables.get("studies", pd.DataFrame())))
    for cells in public.tables.values():
        for name in cells.columns:
            yield from (str(name), *cells[name].drop_duplicates())


def _private_texts(corpus: Path) -> Iterator[tuple[str, str]]:
    """Every text of a private corpus with its place: table and column, or file."""
    for table in TABLES:
        if table_file(corpus, table):
            cells = read_sheet(corpus, table).cells.astype("str")
            for name in cells.columns:
                for text in cells[name].drop_duplicates():
                    yield f"{table}.csv, {name}", text
    written = {n: each for n, each in read_package(corpus).items() if n not in _OF_TABLES}
    yield from ((PACKAGE_FILE, text) for text in _texts_of(written))
    for path in corpus_files(corpus):
        if path.stem not in TABLES and path.name != PACKAGE_FILE and path != corpus:
            yield from ((path.name, text) for text in _texts_of_file(path))


def _texts_of_file(path: Path) -> Iterator[str]:
    """The texts of a JSON file, for a number under a name gives nobody away; else the lines."""
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    if path.suffix == ".json":
        with suppress(ValueError):
            yield from _texts_of(json.loads(text))
            return
    yield from (line.strip(' \t",#*-') for line in text.splitlines())


def _texts_of(value: object) -> Iterator[str]:
    """Every text in a value of JSON, names that are no single word included, as JSON has it."""
    if isinstance(value, Mapping):
        yield from (str(name) for name in value if not str(name).isidentifier())
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _texts_of(each)
    else:
        yield json.dumps(value, ensure_ascii=False).strip('"')


def leaks_of(
    files: Mapping[str, Member],
    secrets: Mapping[str, str],
    *,
    names: Sequence[str] = (),
    allowed: Collection[str] = (),
) -> list[str]:
    """Where a secret or an identifier is in what is to be published.

    Files that are, byte for byte, those of the package are not searched. `names` are searched
    for; `allowed` are identifiers that were granted.
    """
    of_package = package_contents()
    own = {
        place: file
        for place, file in files.items()
        if digest_of(file if isinstance(file, bytes) else file.read_bytes()) not in of_package
    }
    return [
        *leaks(own, secrets),
        *identifying(own, names=names, allowed=set(map(normal, allowed))),
    ]


def package_contents() -> frozenset[str]:
    """The digests of the files that the package has: code, assets, licences, the lock."""
    root = package_root()
    paths = [*(root / ASSETS).rglob("*"), *root.glob(_LICENCES), root / LOCK]
    carried = {file_digest(path) for path in paths if path.is_file()}
    return frozenset({*carried, *package_digests().values()})


_OF_TABLES = ("profile", "name", "resources")  # of a Data Package, which follow from the tables
