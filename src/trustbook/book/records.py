"""Records: where each output of a built book comes from, and a digest of its values.

They are made when a book is built, from the runs of its chapters, and are stored in one readable
file of the book. What is the same for all of them (packages, Python, commit) is in it once.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from trustbook.book.digests import commit_of, file_digest
from trustbook.book.environment import data_digest, python_version
from trustbook.book.outputs import Cell, outputs_of_file
from trustbook.book.runs import RunSpec, read_record
from trustbook.corpus.parameters import Value
from trustbook.corpus.reading import Corpus, read_corpus, table_file
from trustbook.corpus.schema import ALL, TABLES
from trustbook.errors import BookError

RECORDS = "records.json"
_ABOUT = (
    "Every table, figure and named value of this book: where it comes from and a digest of it. "
    "`trustbook verify --step outputs` computes it all again and says what differs."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableDigest:
    """A table of the corpus that a chapter read: the digest of its file and its rows.

    Rows are those of the study that the chapter was run for, where it was run for one.
    """

    table: str
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What a book is made with: versions of trustbook and Python, digest of the lock, commit."""

    trustbook: str
    python: str
    lock: str
    commit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputRecord:
    """Where one table, figure or named value comes from, and the digest of its values.

    `digest` is over the `rows` of `columns`, numbers to twelve significant digits; `segments` are
    the segments it names as evidence, `values` those it gives a name; `data` and `parameters` are
    those of its chapter.
    """

    id: str
    kind: str
    title: str
    chapter: str
    cell: str
    digest: str
    rows: int
    columns: tuple[str, ...]
    segments: tuple[str, ...]
    values: Mapping[str, Cell]
    parameters: Mapping[str, Value]
    data: tuple[TableDigest, ...]
    provenance: Provenance

    @property
    def name(self) -> str:
        """Its id within the chapter."""
        return self.id.partition("/")[2]


def records(book: Path) -> list[OutputRecord]:
    """The records of every output of the book built at `book`, in its order.

    BookError where the book has none that can be read.
    """
    try:
        return _records(json.loads((book / RECORDS).read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BookError(
            f"{book / RECORDS}: no records that can be read ({type(error).__name__}); "
            "run trustbook build to make them again"
        ) from None


def _records(content: Mapping[str, Any]) -> list[OutputRecord]:
    provenance = Provenance(**content["provenance"])
    data = {
        name: tuple(TableDigest(**table) for table in chapter["data"])
        for name, chapter in content["chapters"].items()
    }
    return [
        OutputRecord(
            **{
                **output,
                "columns": tuple(output["columns"]),
                "segments": tuple(output["segments"]),
            },
            parameters=content["chapters"][output["chapter"]]["parameters"],
            data=data[output["chapter"]],
            provenance=provenance,
        )
        for output in content["outputs"]
    ]


def chapter_records(specs: Sequence[RunSpec], *, root: Path) -> list[OutputRecord]:
    """The records of what the chapters of `specs` showed when they were last run."""
    provenance = provenance_of(root)
    chosen = {(spec.corpus, _study(spec)) for spec in specs}
    corpora = {(folder, study): read_corpus(folder, study=study) for folder, study in chosen}
    return [
        record
        for spec in specs
        for record in _records_of(spec, corpora[spec.corpus, _study(spec)], provenance=provenance)
    ]


def _study(spec: RunSpec) -> str:
    return str(spec.parameters.get("study", ALL))


def _records_of(spec: RunSpec, corpus: Corpus, *, provenance: Provenance) -> list[OutputRecord]:
    data = table_digests(spec, corpus)
    parameters = dict(spec.parameters)
    if Path(str(parameters.get("corpus", ""))).is_absolute():
        parameters["corpus"] = spec.corpus.name
    return [
        OutputRecord(
            id=output.id,
            kind=output.kind,
            title=output.title,
            chapter=output.chapter,
            cell=output.cell,
            digest=output.digest,
            rows=len(output.rows),
            columns=tuple(column.name for column in output.columns),
            segments=output.segments,
            values=output.values,
            parameters=parameters,
            data=data,
            provenance=provenance,
        )
        for output in outputs_of_file(spec.notebook, chapter=spec.chapter)
    ]


def table_digests(spec: RunSpec, corpus: Corpus) -> tuple[TableDigest, ...]:
    """The tables of its corpus that a chapter looked up in its last run, as the schema has them."""
    run = read_record(spec.record_path)
    looked_up = {Path(name).stem for name in run.data} if run else set()
    return tuple(
        TableDigest(table=name, rows=len(corpus.table(name)), sha256=data_digest(file))
        for name in TABLES
        if name in looked_up and (file := table_file(corpus.folder, name))
    )


def records_text(outputs: Sequence[OutputRecord], *, provenance: Provenance) -> str:
    """The records as the file of a book, which a person can read too."""
    fields = [asdict(record) for record in outputs]
    chapters = {
        record["chapter"]: {"parameters": record["parameters"], "data": record["data"]}
        for record in fields
    }
    for record in fields:
        for shared in ("parameters", "data", "provenance"):
            del record[shared]
    content = {
        "about": _ABOUT,
        "provenance": asdict(provenance),
        "chapters": chapters,
        "outputs": fields,
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def provenance_of(root: Path) -> Provenance:
    """With what a book of the project at `root` is made now."""
    return Provenance(
        trustbook=metadata.version("trustbook"),
        python=python_version(),
        lock=file_digest(root / "requirements.txt"),
        commit=commit_of(root),
    )
