"""How the tables and charts of a finished book came about, and the files that say so."""

import json
from collections.abc import Mapping
from dataclasses import replace
from importlib import metadata
from pathlib import Path

import pandas as pd

from trustbook.archive import Member, digests_of
from trustbook.book import read_citation
from trustbook.citation import CITATION_FILE, Citation
from trustbook.codecheck import CERTIFICATE_FILE, CODECHECK_FILE, certificate_text, codecheck_text
from trustbook.corpus import project_root, quoted
from trustbook.crate import CRATE_FILE, ChapterRun, Contents, Program, crate
from trustbook.edition import Edition
from trustbook.errors import ArchiveError
from trustbook.imprint import CODE_LICENCE, citation_of
from trustbook.notebooks import read_notebook, title
from trustbook.package import PACKAGE_FILE, read_package
from trustbook.preview import PREVIEW_FILE, preview_text
from trustbook.records import records
from trustbook.runs import RunSpec, read_record

OUTPUT_COLUMNS = ("chapter", "output", "title")
NOTES: Mapping[str, str] = {
    CITATION_FILE: "How to cite this",
    "LICENSE": "Licence of the code",
    "LICENSE-CC-BY-4.0.txt": "Licence of text, data and pictures",
    "README.md": "What this is, how to build it and how to verify it",
    "requirements.txt": "Every package that is installed, with its version and hashes",
    "requirements-lab.txt": "The same for JupyterLab, which is installed apart",
    CODECHECK_FILE: "Every table and chart, for a codechecker",
    CERTIFICATE_FILE: "A certificate with open fields, for a codechecker",
}
_PROGRAMS = (
    ("papermill", "papermill", "https://papermill.readthedocs.io/"),
    ("Jupyter Book", "jupyter-book", "https://jupyterbook.org/"),
)


def placed(path: Path) -> str:
    """The place of a file of the project in an archive of it."""
    return path.relative_to(project_root()).as_posix()


def outputs_of(book: Edition) -> pd.DataFrame:
    """Every table and chart of a book that is built: chapter, output (id on its page), title."""
    rows = [
        (record.chapter, record.id.removeprefix(f"{record.chapter}/"), record.title)
        for record in records(book.default_output)
    ]
    return pd.DataFrame(rows, columns=list(OUTPUT_COLUMNS), dtype="str")


def descriptions(
    book: Edition, files: Mapping[str, Path], *, commit: tuple[str, str]
) -> dict[str, Member]:
    """The files that describe an archive of `files`, by their place in it.

    `commit` is the commit of the checkout and its day, both empty where there is none. ArchiveError
    where nothing says on which day this is published.
    """
    cited = _cited(book)
    outputs, runs = outputs_of(book), [_run(spec) for spec in book.specs]
    pages = {run.chapter: run.page for run in runs}
    paged = outputs.assign(page=outputs["chapter"].map(pages))
    made = {
        CODECHECK_FILE: codecheck_text(paged, cited).encode(),
        CERTIFICATE_FILE: certificate_text(
            paged, cited, corpus=quoted(placed(book.corpus)), is_default=book.is_of_reference
        ).encode(),
    }
    package = read_package(book.corpus)
    contents = Contents(
        title=package.get("title") or cited.title,
        description=package.get("description") or cited.abstract,
        published=cited.released or commit[1] or _no_day(),
        commit=commit[0],
        corpus=placed(book.corpus),
        book=placed(book.default_output),
        code=("src", "chapters"),
        files=_checksums({**files, **made}),
        outputs=outputs,
        runs=runs,
        programs=[Program(name=n, version=metadata.version(p), home=h) for n, p, h in _PROGRAMS],
        data_licences=[each["name"] for each in package.get("licenses", ())],
        studies=package.get("sources", ()),
        notes={name: note for name, note in NOTES.items() if name in {**files, **made}},
    )
    text = json.dumps(crate(contents, cited), ensure_ascii=False, indent=1) + "\n"
    return {**made, CRATE_FILE: text.encode(), PREVIEW_FILE: preview_text(contents, cited).encode()}


def _cited(book: Edition) -> Citation:
    """How the archive is cited; ArchiveError where nothing says whose it is and on what terms."""
    cited = read_citation(project_root())
    if book.is_of_reference:
        return cited
    package = read_package(book.corpus)
    missing = [key for key in ("title", "contributors", "licenses") if not package.get(key)]
    if missing:
        raise ArchiveError(
            f"{PACKAGE_FILE} of {placed(book.corpus)} has no {' and no '.join(missing)}, which say "
            "whose archive it is and on what terms; the page Use your own data shows how to write "
            "them in"
        )
    own = citation_of(package, name=book.name)
    return replace(own, licences=(CODE_LICENCE, *own.licences), released=cited.released)


def _no_day() -> str:
    raise ArchiveError(
        f"{CITATION_FILE} names no day of publication, and there is no commit to take it from; "
        "write a line such as `date-released: 2024-05-31` into it"
    )


def _checksums(members: Mapping[str, Member]) -> pd.DataFrame:
    digests = {name: digests_of(members[name]) for name in sorted(members)}
    rows = [(name, size, short) for name, (_, short, size) in digests.items()]
    return pd.DataFrame(rows, columns=["file", "size", "sha256"])


def _run(spec: RunSpec) -> ChapterRun:
    record = read_record(spec.record_path)
    if record is None:
        raise ArchiveError(f"{spec.chapter} has no record of its run; trustbook build makes it")
    source = placed(spec.source)
    page = f"_build/book/{spec.folder.name}/{source.removesuffix('.ipynb')}.html"
    data = [spec.corpus] if spec.corpus.is_file() else [spec.corpus / name for name in record.data]
    return ChapterRun(
        chapter=spec.chapter,
        title=title(read_notebook(spec.source)) or spec.chapter,
        source=source,
        page=page,
        executed=placed(spec.notebook),
        record=placed(spec.record_path),
        data=[placed(path) for path in data if path.is_file()],
        parameters=record.parameters,
    )
