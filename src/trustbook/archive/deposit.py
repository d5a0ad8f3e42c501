"""What goes into the archive of a book: the project, its corpus, the finished book, the records.

The project is the usual parts of a compendium, in a checkout those that git tracks, as they are on
disk. Of a corpus only what pages show goes in, and nothing that could hold a key or somebody's
words: what is left out is named, with the reason.
"""

import json
import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path

import pandas as pd
import yaml

from trustbook.archive.bill import bill_text
from trustbook.archive.codecheck import (
    CERTIFICATE_FILE,
    CODECHECK_FILE,
    certificate_text,
    codecheck_text,
)
from trustbook.archive.crate import (
    CRATE_FILE,
    PREVIEW_FILE,
    ChapterRun,
    Contents,
    Program,
    crate,
    preview_text,
)
from trustbook.archive.files import digests_of
from trustbook.book.citation import CITATION_FILE, CODE_LICENCE, Citation
from trustbook.book.digests import package_files
from trustbook.book.edition import Edition, chosen_parameters, edition_of
from trustbook.book.environment import BILL_FILE, LOCK, OWN
from trustbook.book.imprint import citation_of
from trustbook.book.notebooks import read_notebook, title
from trustbook.book.outputs import VALUE
from trustbook.book.records import records
from trustbook.book.runs import RunSpec, read_record
from trustbook.book.staging import ASSETS
from trustbook.book.withheld import PUBLIC_FILE
from trustbook.checking.publishing import shown_members
from trustbook.corpus.numbers import count
from trustbook.corpus.package import PACKAGE_FILE, corpus_files, read_package
from trustbook.corpus.packing import Member
from trustbook.corpus.parameters import command_for, own_corpus
from trustbook.corpus.reading import read_table
from trustbook.corpus.schema import PARAMETERS
from trustbook.errors import ArchiveError
from trustbook.project import (
    argument,
    book_file,
    build_folder,
    corpus_from_root,
    is_workbook,
    package_root,
    project_root,
)

BOOK_PARAMETERS = "book-parameters.yml"
OUTPUT_COLUMNS = ("chapter", "output", "title")
NOTES: Mapping[str, str] = {
    CITATION_FILE: "How to cite this",
    "LICENSE": "Licence of the code",
    "LICENSE-CC-BY-4.0.txt": "Licence of text, data and pictures",
    "README.md": "What this is, how to build it and how to verify it",
    "requirements.txt": "Every package that is installed, with its version and hashes",
    "requirements-lab.txt": "The same for JupyterLab, which is installed apart",
    BOOK_PARAMETERS: "The parameters that the book was built with, for `--parameters`",
    CODECHECK_FILE: "Every table and chart, for a codechecker",
    BILL_FILE: "Every package of the lock, for programs that look for known weaknesses (CycloneDX)",
    CERTIFICATE_FILE: "A certificate with open fields, for a codechecker",
}
_PROGRAMS = (
    ("papermill", "papermill", "https://papermill.readthedocs.io/"),
    ("Jupyter Book", "jupyter-book", "https://jupyterbook.org/"),
)


def place_of(path: Path) -> str:
    """The place in an archive of a file of the project, or of one that the package carries."""
    root = project_root()
    return path.relative_to(root if path.is_relative_to(root) else package_root()).as_posix()


def outputs_of(edition: Edition) -> pd.DataFrame:
    """Every table and chart of a book that is built: chapter, output (id on its page), title."""
    rows = [
        (record.chapter, record.name, record.title)
        for record in records(edition.default_output)
        if record.kind != VALUE
    ]
    return pd.DataFrame(rows, columns=list(OUTPUT_COLUMNS), dtype="str")


def descriptions(
    edition: Edition, files: Mapping[str, Member], *, commit: tuple[str, str]
) -> dict[str, Member]:
    """The files that describe an archive of `files`, by their place in it.

    `commit` is the commit of the checkout and its day, both empty where there is none. ArchiveError
    where nothing says on which day this is published.
    """
    citation = _citation(edition)
    outputs, runs = outputs_of(edition), [_run(spec) for spec in edition.specs]
    pages = {run.chapter: run.page for run in runs}
    own_parameters = _own_parameters(edition)
    parameters_file = next(iter(own_parameters), "")
    outputs_with_page = outputs.assign(page=outputs["chapter"].map(pages))
    checklists = {
        CODECHECK_FILE: codecheck_text(outputs_with_page, citation).encode(),
        CERTIFICATE_FILE: certificate_text(
            outputs_with_page,
            citation,
            corpus=argument(place_of(edition.corpus)),
            is_default=edition.is_own,
            has_makefile=MAKEFILE in files,
            parameters_file=parameters_file,
        ).encode(),
        **own_parameters,
        **_bill(),
    }
    package = read_package(edition.corpus)
    contents = Contents(
        title=package.get("title") or citation.title,
        description=package.get("description") or citation.abstract,
        published=citation.released or commit[1] or _no_day(),
        commit=commit[0],
        corpus=place_of(edition.corpus),
        book=place_of(edition.default_output),
        code=("src", "chapters"),
        files=_checksums({**files, **checklists}),
        outputs=outputs,
        runs=runs,
        programs=[Program(name=n, version=metadata.version(p), home=h) for n, p, h in _PROGRAMS],
        data_licences=[each["name"] for each in package.get("licenses", ())],
        studies=package.get("sources", ()),
        has_makefile=MAKEFILE in files,
        parameters_file=parameters_file,
        notes={name: note for name, note in NOTES.items() if name in {**files, **checklists}},
    )
    text = json.dumps(crate(contents, citation), ensure_ascii=False, indent=1) + "\n"
    return {
        **checklists,
        CRATE_FILE: text.encode(),
        PREVIEW_FILE: preview_text(contents, citation).encode(),
    }


def _bill() -> dict[str, Member]:
    """The bill of materials of the lock; none where there is no lock."""
    lock = book_file(LOCK)
    if not lock.is_file():
        return {}
    text = bill_text(lock.read_text(encoding="utf-8"), version=metadata.version(OWN))
    return {BILL_FILE: text.encode()}


def require_described(edition: Edition) -> None:
    """Raise ArchiveError where nothing says whose an archive would be, or on what terms."""
    if not _citation(edition).released and not _commit(project_root())[1]:
        _no_day()


def _own_parameters(edition: Edition) -> dict[str, Member]:
    """The file of the parameters that a build would not take by itself; none where it would."""
    chosen = chosen_parameters(edition)
    if chosen == chosen_parameters(edition_of(str(edition.corpus))):
        return {}
    return {BOOK_PARAMETERS: yaml.safe_dump(chosen, allow_unicode=True).encode()}


def _citation(edition: Edition) -> Citation:
    """How the archive is cited; ArchiveError where nothing says whose it is and on what terms."""
    citation = citation_of(edition)
    if edition.is_own and (project_root() / CITATION_FILE).is_file():
        return citation
    package = read_package(edition.corpus)
    missing = [key for key in ("title", "contributors", "licenses") if not package.get(key)]
    if missing:
        raise ArchiveError(
            f"{PACKAGE_FILE} of {place_of(edition.corpus)} has no {' and no '.join(missing)}, "
            "which say whose archive it is and on what terms; "
            "the page Use your own data shows how to write them in"
        )
    return replace(citation, licences=(CODE_LICENCE, *citation.licences))


def _no_day() -> str:
    raise ArchiveError(
        "nothing names the day of publication, and there is no commit to take it from; write a "
        f'line such as `date-released: 2024-05-31` into {CITATION_FILE}, or "created": '
        f'"2024-05-31" into {PACKAGE_FILE}'
    )


def _checksums(members: Mapping[str, Member]) -> pd.DataFrame:
    digests = {name: digests_of(members[name]) for name in sorted(members)}
    rows = [(name, size, short) for name, (_, short, size) in digests.items()]
    return pd.DataFrame(rows, columns=["file", "size", "sha256"])


def _run(spec: RunSpec) -> ChapterRun:
    record = read_record(spec.record_path)
    if record is None:
        raise ArchiveError(f"{spec.chapter} has no record of its run; trustbook build makes it")
    source = place_of(spec.source)
    page = f"_build/book/{spec.folder.name}/{source.removesuffix('.ipynb')}.html"
    data = [spec.corpus] if spec.corpus.is_file() else [spec.corpus / name for name in record.data]
    return ChapterRun(
        chapter=spec.chapter,
        title=title(read_notebook(spec.source)) or spec.chapter,
        source=source,
        page=page,
        executed=place_of(spec.notebook),
        record=place_of(spec.record_path),
        data=[place_of(path) for path in data if path.is_file()],
        parameters=record.parameters,
    )


MAKEFILE = "Makefile"
USUAL_FOLDERS = (
    *(
        ".binder",
        ".ci",
        ".github",
        "assets",
        "benchmarks",
        "chapters",
        "docs",
        "src",
        "tests",
        "text",
    ),
)
USUAL_FILES = (
    *(".editorconfig", ".gitattributes", ".gitignore", ".pre-commit-config.yaml", "Makefile"),
    *("CHANGELOG.md", "CITATION.cff", "CONTRIBUTING.md", "LICENSE", "LICENSE-CC-BY-4.0.txt"),
    *("SECURITY.md",),
    *("README.md", "_config.yml", "_toc.yml", "parameters.yml", "pyproject.toml"),
    PUBLIC_FILE,
    *("requirements.txt", "requirements-lab.txt"),
)
MADE_BY_TOOLS = frozenset({"__pycache__", ".ipynb_checkpoints", "_build"})
CONFIDENTIAL: Mapping[str, Sequence[str]] = {
    "a key": (".key", ".pem", ".p12", ".env", ".gpg"),
    "a project or export of QDA software": (
        *(".qdpx", ".qdc", ".qde", ".nvp", ".nvpx", ".nvcx", ".atlproj", ".atlproj9", ".qda"),
        *(".mx18", ".mx20", ".mx22", ".mx24", ".mex24", ".sqlite", ".sqlite3", ".db"),
    ),
    "a recording": (".mp3", ".m4a", ".wav", ".ogg", ".flac", ".mp4", ".mov", ".avi", ".wma"),
    "a text of a word processor": (".doc", ".docx", ".odt", ".rtf"),
}
_KEY = re.compile(rb"\s*[0-9a-f]{64}\s*")
_LONGEST_KEY = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Deposit:
    """The members of an archive by their place in it, and what was left out, one line each."""

    members: Mapping[str, Member]
    left_out: Sequence[str]


def deposit(edition: Edition, *, is_whole: bool = False) -> Deposit:
    """All that belongs in the archive of a book that is built, with what describes it.

    Of a corpus that is what pages show, and of the files of a compendium the usual ones; all of
    them where it `is_whole`, or the corpus is the one that the package carries. ArchiveError where
    the corpus is outside the project, for an archive is one whole.
    """
    root = project_root()
    if not edition.corpus.is_relative_to(root):
        raise ArchiveError(
            f"{edition.corpus} is outside the project, and an archive holds both; "
            f"copy it to data/{edition.name}, then trustbook archive data/{edition.name}"
        )
    of_project, unusual = _project(root, is_whole=is_whole)
    paths = {
        **_package_files(root, edition),
        **{place_of(path): path for path in (*of_project, *_book_files(edition))},
    }
    others = [] if edition.is_own else [corpus_from_root(own_corpus())]
    corpus_members: dict[str, Member] = {}
    withheld: list[str] = []
    for corpus in (edition.corpus, *others):
        _require_nothing_restricted(corpus)
        members, lines = _of_corpus(corpus, is_whole=is_whole)
        corpus_members |= members
        withheld += lines
    studies = set(read_table(edition.corpus, "studies")["study"])
    reasons = {
        name: why for name, path in paths.items() if (why := _confidential(path, studies=studies))
    }
    files: dict[str, Member] = {
        **{name: path for name, path in paths.items() if name not in reasons},
        **corpus_members,
    }
    left_out = [f"{name}: {why}" for name, why in sorted(reasons.items())]
    return Deposit(
        members={**files, **descriptions(edition, files, commit=_commit(root))},
        left_out=[*left_out, *unusual, *withheld, *_others_in_corpus(edition)],
    )


def _require_nothing_restricted(corpus: Path) -> None:
    """Raise ArchiveError where the corpus has segments that must not leave it."""
    segments = read_table(corpus, "segments")
    if segments["restricted"].eq("yes").any():
        place = place_of(corpus)
        raise ArchiveError(
            f"{place}/segments.csv has segments that are marked as restricted, which no archive "
            f"holds; {command_for('trustbook build', place)} --publish makes an archive without "
            "them"
        )


def _of_corpus(corpus: Path, *, is_whole: bool) -> tuple[dict[str, Member], list[str]]:
    """The files of a corpus by their place, and what of it is left out, one line each."""
    if is_whole or corpus == package_root() / str(PARAMETERS["corpus"].default):
        return {place_of(path): path for path in corpus_files(corpus)}, []
    members, withheld = shown_members(corpus)
    folder = corpus.parent if is_workbook(corpus) else corpus
    lines = [
        f"{place_of(folder / one.where)} ({count(one.n, one.what)}): {_NOT_SHOWN}"
        for one in withheld
    ]
    return {place_of(folder / name): member for name, member in members.items()}, lines


def _project(root: Path, *, is_whole: bool) -> tuple[list[Path], list[str]]:
    """The files of the project without its data, and those left out as unusual, one line each."""
    usual = [path for path in _usual_files(root) if path.is_file()]
    tracked = [path for path in _tracked_files(root) if path.is_file()]
    paths = [path for path in tracked or usual if not path.is_relative_to(root / "data")]
    if is_whole or root == package_root():
        return paths, []
    unusual = [path for path in paths if path not in set(usual)]
    lines = [
        f"{place_of(path)}: not a part that every compendium has ({_WHOLE})" for path in unusual
    ]
    return [path for path in paths if path not in set(unusual)], lines


_WHOLE = "--whole archives it"
_NOT_SHOWN = f"no page shows it ({_WHOLE}, or publish in disclosure.yml)"


def _package_files(root: Path, edition: Edition) -> dict[str, Path]:
    """What the book is made with and the project does not have: code, assets, chapters."""
    if (root / "src" / OWN).is_dir():
        return {}
    assets = sorted((package_root() / ASSETS).rglob("*"))
    carried = [path for path in (*assets, *edition.pages.values()) if path.is_file()]
    code = {f"src/{OWN}/{name}": path for name, path in package_files().items()}
    return {**code, **{place_of(path): path for path in carried}}


def _tracked_files(root: Path) -> list[Path]:
    """The files that git tracks in a checkout; none elsewhere."""
    if not (root / ".git").exists():
        return []
    names = _git(root, "ls-files", "-z").split("\0")
    return [root / name for name in names if name]


def _git(root: Path, *arguments: str) -> str:
    """What git says; nothing where it is not installed or refuses."""
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *arguments],
            capture_output=True,
            check=True,
            env={**os.environ, "TZ": "UTC0"},
        )
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.decode("utf-8")


def _commit(root: Path) -> tuple[str, str]:
    """The commit of a checkout and the day it was made (UTC); empty where there is none."""
    format_ = ("--date=format-local:%Y-%m-%d", "--format=%H %cd")
    line = _git(root, "log", "-1", *format_) if (root / ".git").exists() else ""
    commit, _, day = line.strip().partition(" ")
    return commit, day


def _usual_files(root: Path) -> Iterator[Path]:
    yield from (root / name for name in USUAL_FILES)
    for name in USUAL_FOLDERS:
        paths = sorted((root / name).rglob("*"))
        yield from (path for path in paths if not MADE_BY_TOOLS & set(path.relative_to(root).parts))


def _others_in_corpus(edition: Edition) -> list[str]:
    if is_workbook(edition.corpus):
        return []
    own = set(corpus_files(edition.corpus))
    others = sorted(path for path in edition.corpus.iterdir() if path not in own)
    return [f"{place_of(path)}: not a part of a corpus" for path in others]


def _book_files(edition: Edition) -> Iterator[Path]:
    """The pages of the book, the chapters as they were run and the records of the runs."""
    yield from (path for path in sorted(edition.default_output.rglob("*")) if path.is_file())
    for spec in edition.specs:
        yield from (spec.notebook, spec.record_path)


def _confidential(path: Path, *, studies: set[str]) -> str:
    """Why the file must not be published; empty where nothing speaks against it."""
    if path.is_symlink():
        return "a link to a file elsewhere"
    if path.suffix.casefold() == ".txt" and path.stem in studies:
        return "the text of a source"
    if path.is_relative_to(build_folder("book")):  # trustbook made it
        return ""
    suffixes = {path.suffix.casefold(), path.name.casefold()}
    kinds = (kind for kind, ends in CONFIDENTIAL.items() if suffixes & set(ends))
    return next(kinds, "a key" if _holds_key(path) else "")


def _holds_key(path: Path) -> bool:
    """Whether a file holds nothing but what `trustbook anchors --new-key` writes."""
    return path.stat().st_size <= _LONGEST_KEY and bool(_KEY.fullmatch(path.read_bytes()))
