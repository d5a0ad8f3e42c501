"""A deposit as a research object: RO-Crate 1.1 with the profile Process Run Crate 0.5.

Each chapter that was run is an action: its notebook is the instrument, data files and parameters
are its objects, the executed notebook, the page and the tables and charts on it are its results.
No action has a time, as runs know no clock: two runs of the same sources give the same bytes.

Standards: RO-Crate 1.1 (Sefton et al. 2020, doi 10.5281/zenodo.4031327); Workflow Run RO-Crate
(Leo et al. 2024, doi 10.1371/journal.pone.0309210).
"""

import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from trustbook.book.citation import Author, Citation, licence_address
from trustbook.project import argument

CRATE_FILE = "ro-crate-metadata.json"
PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
_CONTEXT = (
    "https://w3id.org/ro/crate/1.1/context",
    {"sha256": "https://w3id.org/ro/terms/workflow-run#sha256"},  # the context of 1.1 has none
)
_COMPLETED = "http://schema.org/CompletedActionStatus"
_FORMATS = {
    "LICENSE": "text/plain",
    ".cff": "application/yaml",
    ".csv": "text/csv",
    ".html": "text/html",
    ".ipynb": "application/x-ipynb+json",
    ".json": "application/json",
    ".md": "text/markdown",
    ".txt": "text/plain",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".yml": "application/yaml",
}


Entity = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A program that took part in making the book."""

    name: str
    version: str
    home: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChapterRun:
    """A chapter that was run: its files by their place in the deposit, and its parameters."""

    chapter: str
    title: str
    source: str
    page: str
    executed: str
    record: str
    data: Sequence[str]
    parameters: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a deposit holds, each by its place in it.

    `files` has the columns file, size (bytes) and sha256; `outputs` has chapter, output and title;
    `studies` are the sources of the Data Package, those with a `path` to their publication.
    """

    title: str
    description: str
    published: str
    corpus: str
    book: str
    code: Sequence[str]
    files: pd.DataFrame
    outputs: pd.DataFrame
    runs: Sequence[ChapterRun]
    programs: Sequence[Program]
    data_licences: Sequence[str] = ()
    studies: Sequence[Mapping[str, str]] = ()
    commit: str = ""
    has_makefile: bool = False
    parameters_file: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)


def crate(contents: Contents, citation: Citation) -> dict[str, Any]:
    """The content of `ro-crate-metadata.json` as a mapping, entities in a steady order."""
    files = _files_by_name(contents)
    graph = [
        _descriptor(),
        _root(contents, citation),
        {"@id": PROFILE, "@type": "CreativeWork", "name": "Process Run Crate", "version": "0.5"},
        *_folders(contents, citation),
        *(_file(row, contents, citation) for row in files),
        *_outputs(contents),
        *(entity for run in contents.runs for entity in _action(run, contents)),
        _making(contents),
        *(_program(each) for each in contents.programs),
        *(_author(each) for each in citation.authors),
        *_licences([*citation.licences, *contents.data_licences]),
        *_studies(contents),
    ]
    return {"@context": list(_CONTEXT), "@graph": [_without_gaps(entity) for entity in graph]}


def _files_by_name(contents: Contents) -> list[Entity]:
    """The files that the crate speaks of one by one: all but the inner parts of folders."""
    files = contents.files["file"].astype("str")
    files_of_runs = {
        name
        for run in contents.runs
        for name in (run.source, run.page, run.executed, run.record, *run.data)
    }
    in_corpus = files.str.startswith(f"{contents.corpus}/") | (files == contents.corpus)
    rows = contents.files[files.isin(files_of_runs | set(contents.notes)) | in_corpus]
    return [{str(key): value for key, value in row.items()} for row in rows.to_dict("records")]


def _descriptor() -> Entity:
    return {
        "@id": CRATE_FILE,
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
    }


def _root(contents: Contents, citation: Citation) -> Entity:
    folders = [entity["@id"] for entity in _folders(contents, citation)]
    sources = [run.source for run in contents.runs]
    corpus = [contents.corpus] if contents.corpus in set(contents.files["file"]) else []
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": contents.title,
        "description": contents.description,
        "datePublished": contents.published,
        "version": citation.version,
        "identifier": f"commit {contents.commit}" if contents.commit else "",
        "conformsTo": {"@id": PROFILE},
        "license": _ids(licence_address(each) for each in citation.licences),
        "author": _ids(_author_id(each) for each in citation.authors),
        "keywords": ", ".join(citation.keywords),
        "isBasedOn": _ids(str(entity["@id"]) for entity in _studies(contents)),
        "hasPart": _ids([*folders, *corpus, *contents.notes, *sources]),
        "mentions": _ids([*(_action_id(run) for run in contents.runs), "#making-the-book"]),
    }


def _folders(contents: Contents, citation: Citation) -> list[Entity]:
    in_corpus = [
        name for name in contents.files["file"] if str(name).startswith(f"{contents.corpus}/")
    ]
    parts = [part for run in contents.runs for part in (run.executed, run.record)]
    runs = contents.runs[0].executed.rpartition("/")[0] if contents.runs else ""
    pages = [run.page for run in contents.runs]
    data_terms = _ids(licence_address(each) for each in contents.data_licences)
    code_terms = _ids([licence_address(citation.licences[0])]) if citation.licences else []
    folders = [
        _folder(contents.book, "The book as static pages", data_terms, parts=pages),
        _folder(runs, "Chapters as they were run, each with its record", data_terms, parts=parts),
        *(_folder(code, f"Code: {code}", code_terms) for code in contents.code),
    ]
    if in_corpus:
        folders.insert(0, _folder(contents.corpus, "Coded corpus", data_terms, parts=in_corpus))
    return [entity for entity in folders if entity["@id"] != "/"]


def _folder(place: str, name: str, terms: list[Entity], *, parts: Iterable[str] = ()) -> Entity:
    return {
        "@id": f"{place}/",
        "@type": "Dataset",
        "name": name,
        "license": terms,
        "hasPart": _ids(parts),
    }


def _file(row: Mapping[str, Any], contents: Contents, citation: Citation) -> Entity:
    name = str(row["file"])
    sources = {run.source: run.title for run in contents.runs}
    is_data = name == contents.corpus or name.startswith(f"{contents.corpus}/")
    entity: Entity = {
        "@id": name,
        "@type": ["File", "SoftwareSourceCode"] if name in sources else "File",
        "name": sources.get(name) or contents.notes.get(name) or name.rpartition("/")[2],
        "encodingFormat": _FORMATS.get(name, _FORMATS.get(name[name.rfind(".") :], "")),
        "contentSize": str(row["size"]),
        "sha256": row["sha256"],
    }
    if is_data:
        entity["license"] = _ids(licence_address(each) for each in contents.data_licences)
    if name in sources:
        entity |= {
            "version": citation.version,
            "programmingLanguage": "Python",
            "softwareRequirements": _ids(each.home for each in contents.programs),
        }
    return entity


def _outputs(contents: Contents) -> list[Entity]:
    pages = {run.chapter: run.page for run in contents.runs}
    return [
        {
            "@id": f"{pages[chapter]}#{output}",
            "@type": "CreativeWork",
            "name": title or output,
            "isPartOf": {"@id": pages[chapter]},
        }
        for chapter, output, title in contents.outputs[["chapter", "output", "title"]].to_numpy()
        if chapter in pages
    ]


def _action(run: ChapterRun, contents: Contents) -> list[Entity]:
    """The action of a chapter's run, and its parameters."""
    parameters = [
        {
            "@id": f"{_action_id(run)}-{name}",
            "@type": "PropertyValue",
            "name": name,
            "value": value if isinstance(value, (int, float, str)) else str(value),
        }
        for name, value in run.parameters.items()
    ]
    outputs = contents.outputs.loc[contents.outputs["chapter"] == run.chapter, "output"]
    action = {
        "@id": _action_id(run),
        "@type": "CreateAction",
        "name": f"Run of the chapter {run.title}",
        "description": "The notebook was run from its first to its last cell by papermill.",
        "instrument": {"@id": run.source},
        "object": _ids([*run.data, *(str(each["@id"]) for each in parameters)]),
        "result": _ids(
            [run.executed, run.record, run.page, *(f"{run.page}#{output}" for output in outputs)]
        ),
        "actionStatus": _COMPLETED,
    }
    return [action, *parameters]


def _making(contents: Contents) -> Entity:
    """The action that made the pages of the chapters that had run."""
    pages = next(each.home for each in contents.programs if each.name == "Jupyter Book")
    return {
        "@id": "#making-the-book",
        "@type": "CreateAction",
        "name": "Making of the pages",
        "description": "Executed chapters were made into static pages with execution turned off.",
        "instrument": {"@id": pages},
        "object": _ids(run.executed for run in contents.runs),
        "result": {"@id": f"{contents.book}/"},
        "actionStatus": _COMPLETED,
    }


def _program(program: Program) -> Entity:
    return {
        "@id": program.home,
        "@type": "SoftwareApplication",
        "name": program.name,
        "url": program.home,
        "softwareVersion": program.version,
    }


def _author(author: Author) -> Entity:
    kind = "Person" if author.is_person else "Organization"
    return {"@id": _author_id(author), "@type": kind, "name": author.name}


def _author_id(author: Author) -> str:
    return author.orcid or f"#{'-'.join(author.name.lower().split())}"


def _licences(licences: Iterable[str]) -> list[Entity]:
    return [
        {
            "@id": licence_address(each),
            "@type": "CreativeWork",
            "name": each,
            "description": f"The licence with the SPDX identifier {each}.",
        }
        for each in dict.fromkeys(licences)
    ]


def _studies(contents: Contents) -> list[Entity]:
    return [
        {"@id": each["path"], "@type": "ScholarlyArticle", "name": each["title"]}
        for each in contents.studies
        if each.get("path")
    ]


def _action_id(run: ChapterRun) -> str:
    return f"#run-{run.chapter}"


def _ids(names: Iterable[str]) -> list[Entity]:
    return [{"@id": name} for name in dict.fromkeys(names)]


def _without_gaps(entity: Entity) -> Entity:
    """The entity without what is not known, and one value where there is a list of one."""
    single = {
        key: value[0] if isinstance(value, list) and len(value) == 1 else value
        for key, value in entity.items()
    }
    return {key: value for key, value in single.items() if value not in ("", [])}


PREVIEW_FILE = "ro-crate-preview.html"


_STYLE = (
    ":root{color-scheme:light dark}body{font:1.05rem/1.6 system-ui,sans-serif;max-width:44rem;"
    "margin:2rem auto;padding:0 1rem;overflow-wrap:anywhere}code{font-size:.95em}"
    "dt{font-weight:600;margin-top:.6rem}"
)


def preview_text(contents: Contents, citation: Citation) -> str:
    """The HTML of the page: a plain list without scripts, in light and dark."""
    title, published = html.escape(contents.title), html.escape(contents.published)
    authors = ", ".join(each.name for each in citation.authors)
    parts = "\n".join(
        f'<dt><a href="{html.escape(place)}">{html.escape(place)}</a></dt>'
        f"<dd>{html.escape(what)}</dd>"
        for place, what in _places(contents)
    )
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{html.escape(contents.description)}</p>
<p>{html.escape(authors)}. Version {html.escape(citation.version)}, {published}.
{html.escape(", ".join(citation.licences))}.</p>
<p><a href="{html.escape(contents.book)}/index.html">Open the book</a></p>
<h2>What is here</h2>
<dl>
{parts}
</dl>
<h2>Check it</h2>
<p><code>sha512sum --check --quiet manifest-sha512.txt</code> says nothing where every file is as
it was archived; <code>trustbook archive --check .</code> does the same in words.
<code>{_made_again(contents)}</code> makes the book again.</p>
</main>
</body>
</html>
"""


def _made_again(contents: Contents) -> str:
    if contents.parameters_file:
        place = argument(contents.corpus)
        return f"trustbook build {place} --parameters {contents.parameters_file}"
    return "make book" if contents.has_makefile else "trustbook build"


def _places(contents: Contents) -> list[tuple[str, str]]:
    runs = contents.runs[0].executed.rpartition("/")[0] if contents.runs else ""
    places = [
        (contents.corpus, "the coded corpus"),
        ("chapters", "the sources of the book, notebooks without results"),
        ("src", "the code"),
        (runs, "the chapters as they were run, each with its record"),
        *contents.notes.items(),
    ]
    return [(place, what) for place, what in places if place]
