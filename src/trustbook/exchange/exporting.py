"""A corpus written for other programs, and the template of a new one."""

import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import networkx as nx
import pandas as pd

from trustbook.corpus.reading import Corpus, read_corpus, table_file
from trustbook.corpus.schema import TABLES
from trustbook.corpus.template import template_files, workbook_of_tables
from trustbook.errors import CorpusError
from trustbook.exchange.own_tables import TEXT_FILES
from trustbook.exchange.refi.writer import of_xml, qdpx_bytes
from trustbook.networks.evidence import labels_of
from trustbook.networks.tie_counts import trust_graph
from trustbook.networks.tie_tables import source_unit, statements, ties
from trustbook.project import (
    PARTIAL,
    WORKBOOK_SUFFIX,
    corpus_name,
    move,
    portable_path,
    short_path,
    write_whole,
)

_MODIFIED = re.compile(r' lastmodifieddate="[^"]*"')


def network(
    relations: pd.DataFrame,
    *,
    segments: pd.DataFrame,
    concepts: pd.DataFrame,
    stakeholders: pd.DataFrame,
) -> "nx.MultiDiGraph[str]":
    """The network of all relations as other programs read it: plain attributes, none missing."""
    tie_table = ties(relations, segments=segments, concepts=concepts)
    labels = labels_of(concepts, "concept")
    unit = source_unit(statements(relations, segments))
    trust = trust_graph(tie_table, stakeholders)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for name, attributes in trust.nodes(data=True):
        texts = {key: of_xml(str(value)) for key, value in attributes.items() if pd.notna(value)}
        graph.add_node(of_xml(name), **({"label": of_xml(name)} | texts))
    for number, (truster, trustee, concept, tie) in enumerate(trust.edges(keys=True, data=True)):
        graph.add_edge(
            *(of_xml(truster), of_xml(trustee)),
            key=f"e{number}",
            label=of_xml(labels[concept]),
            concept=of_xml(str(concept)),
            sign=int(tie["sign"]),
            support=int(tie["support"]),
            weight=int(tie["support"]),
            support_counts=unit,
            stability=float(tie["stability"]),
        )
    return graph


def graphml_text(graph: "nx.MultiDiGraph[str]") -> str:
    """The network as GraphML."""
    return _document("\n".join(nx.generate_graphml(graph)))


def gexf_text(graph: "nx.MultiDiGraph[str]") -> str:
    """The network as GEXF, without the day on which it was written."""
    return _document(_MODIFIED.sub("", "\n".join(nx.generate_gexf(graph))))


def _document(text: str) -> str:
    body = text.removeprefix("<?xml version='1.0' encoding='utf-8'?>").strip()
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def export_corpus(
    folder: Path, *, format: str, into: Path | None = None, overwrite: bool = False
) -> Path:
    """The file that now holds a corpus in one of FORMATS; the same bytes for the same corpus.

    Parameters
    ----------
    folder
        The corpus.
    format
        `qdpx` (a REFI-QDA project), `xlsx` (a workbook), `graphml` or `gexf` (the network).
    into
        The file to write; NAME.FORMAT in the working directory where missing.
    overwrite
        Whether a file that is there is replaced.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    CorpusError
        Where the file is there already or inside the corpus, or there is no network to write.

    Examples
    --------
    >>> import tempfile
    >>> folder = new_corpus(Path(tempfile.mkdtemp()) / "mine")
    >>> export_corpus(folder, format="xlsx", into=folder.with_suffix(".xlsx")).name
    'mine.xlsx'
    """
    path = into or Path.cwd() / f"{corpus_name(folder)}.{format}"
    _require_suffix(path, format)
    _require_place(path, folder=folder, overwrite=overwrite)
    corpus = read_corpus(folder)
    if corpus.table("segments")["restricted"].eq("yes").any():
        raise CorpusError(
            f"{short_path(folder)} has segments that are marked as restricted, which never leave "
            "the corpus; trustbook build --publish makes one without them in "
            f"_build/public/{corpus.name}/compendium/data, which can be exported"
        )
    data = _WRITERS[format](corpus, path)
    return write_whole(path, data)


def _qdpx(corpus: Corpus, _path: Path) -> bytes:
    texts = {name: words for name in TEXT_FILES if (words := corpus.text(name))}
    return qdpx_bytes(_tables_of(corpus), name=corpus.name, texts=texts)


def _xlsx(corpus: Corpus, path: Path) -> bytes:
    return workbook_of_tables(_tables_of(corpus), corpus=path.name)


def _tables_of(corpus: Corpus) -> dict[str, pd.DataFrame]:
    return {name: corpus.table(name) for name in TABLES if table_file(corpus.folder, name)}


def _network_of(corpus: Corpus) -> "nx.MultiDiGraph[str]":
    if not corpus.has("relations"):
        raise CorpusError(
            f"{corpus.name} has no relations, so there is no network to export; "
            "fill in the tables concepts and relations"
        )
    return network(
        corpus.table("relations"),
        segments=corpus.table("segments"),
        concepts=corpus.table("concepts"),
        stakeholders=corpus.table("stakeholders"),
    )


_WRITERS: Mapping[str, Callable[[Corpus, Path], bytes]] = {
    "qdpx": _qdpx,
    "xlsx": _xlsx,
    "graphml": lambda corpus, _: graphml_text(_network_of(corpus)).encode(),
    "gexf": lambda corpus, _: gexf_text(_network_of(corpus)).encode(),
}
FORMATS = tuple(_WRITERS)


def _require_suffix(path: Path, format: str) -> None:
    if path.suffix.lower() != f".{format}":
        raise CorpusError(f"{path.name} does not end in .{format}; give --into FILE.{format}")


def _require_place(path: Path, *, folder: Path, overwrite: bool) -> None:
    if path.resolve().is_relative_to(folder.resolve()):
        raise CorpusError(
            f"{short_path(path)} is the corpus or inside it; give --into another place"
        )
    if path.is_dir():
        raise CorpusError(f"{short_path(path)} is a folder; give --into a file")
    if path.exists() and not overwrite:
        raise CorpusError(
            f"{short_path(path)} is there already; give --overwrite, or --into another file"
        )


def new_corpus(place: Path, *, as_workbook: bool = False) -> Path:
    """The new corpus at a place: a folder of tables without rows, or one workbook.

    Parameters
    ----------
    place
        The folder or, with the suffix .xlsx, the workbook.
    as_workbook
        Whether a place without that suffix becomes a workbook, too.

    Returns
    -------
    Path
        The folder or the workbook.

    Raises
    ------
    CorpusError
        Where something is there already; nothing is written.

    Examples
    --------
    >>> import tempfile
    >>> new_corpus(Path(tempfile.mkdtemp()) / "mine", as_workbook=True).name
    'mine.xlsx'
    """
    has_suffix = place.suffix.lower() == WORKBOOK_SUFFIX
    path = _with_suffix(place) if as_workbook and not has_suffix else place
    twin = path.with_suffix("") if as_workbook or has_suffix else _with_suffix(path)
    for one in (path, twin):
        is_empty = one.is_dir() and not any(one.iterdir())
        if one.exists() and not is_empty:
            raise CorpusError(
                f"{short_path(one)} is there already and stays as it is; give another name"
            )
    return _new_workbook(path) if as_workbook or has_suffix else _new_folder(path)


def _with_suffix(place: Path) -> Path:
    return place.with_name(f"{place.name}{WORKBOOK_SUFFIX}")


def _new_workbook(path: Path) -> Path:
    return write_whole(path, workbook_of_tables({}, corpus=portable_path(path)))


def _new_folder(path: Path) -> Path:
    partial = path.with_name(f"{path.name}{PARTIAL}")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        partial.mkdir(parents=True)
        for name, text in template_files(portable_path(path)).items():
            (partial / name).write_text(text, encoding="utf-8", newline="\n")
        if path.is_dir():
            path.rmdir()
        return move(partial, path)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
