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
from trustbook.exchange.refi.writer import qdpx_bytes
from trustbook.networks.tie_tables import segments_of, source_unit, ties, trust_graph
from trustbook.project import WORKBOOK_SUFFIX, corpus_name, portable_path, short_path

_MODIFIED = re.compile(r' lastmodifieddate="[^"]*"')
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def network(
    relations: pd.DataFrame,
    *,
    segments: pd.DataFrame,
    concepts: pd.DataFrame,
    stakeholders: pd.DataFrame,
) -> "nx.MultiDiGraph[str]":
    """The network of all relations as other programs read it: plain attributes, none missing."""
    found = ties(relations, segments=segments, concepts=concepts)
    labels = dict(zip(concepts["concept"], concepts["label"], strict=True))
    counted = source_unit(segments_of(relations, segments))
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    told = trust_graph(found, stakeholders)
    for name, facts in told.nodes(data=True):
        known = {key: _plain(str(value)) for key, value in facts.items() if pd.notna(value)}
        graph.add_node(_plain(name), **({"label": _plain(name)} | known))
    for number, (truster, trustee, concept, facts) in enumerate(told.edges(keys=True, data=True)):
        graph.add_edge(
            *(_plain(truster), _plain(trustee)),
            key=f"e{number}",
            label=_plain(str(labels.get(concept, concept))),
            concept=_plain(str(concept)),
            sign=int(facts["sign"]),
            support=int(facts["support"]),
            weight=int(facts["support"]),
            support_counts=counted,
            stability=float(facts["stability"]),
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


def _plain(text: str) -> str:
    """The text without characters that XML cannot hold."""
    return _NOT_XML.sub("\ufffd", text)


FORMATS = ("qdpx", "xlsx", "graphml", "gexf")


def export_corpus(
    folder: Path, *, format: str, into: Path | None = None, overwrite: bool = False
) -> Path:
    """The file that now holds the corpus in one of FORMATS; NAME.FORMAT here unless `into` says.

    CorpusError, and nothing is written, where the file is there already or inside the corpus.
    """
    path = into or Path.cwd() / f"{corpus_name(folder)}.{format}"
    _require_suffix(path, format)
    _require_place(path, folder=folder, overwrite=overwrite)
    corpus = read_corpus(folder)
    data = _WRITERS[format](corpus, path)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.partial")
    partial.write_bytes(data)
    return partial.replace(path)


def tables_of(corpus: Corpus) -> dict[str, pd.DataFrame]:
    """The tables that the corpus has, by name."""
    return {name: corpus.table(name) for name in TABLES if table_file(corpus.folder, name)}


def _qdpx(corpus: Corpus, _path: Path) -> bytes:
    texts = {name: words for name in TEXT_FILES if (words := corpus.text(name))}
    return qdpx_bytes(tables_of(corpus), name=corpus.name, texts=texts)


def _xlsx(corpus: Corpus, path: Path) -> bytes:
    return workbook_of_tables(tables_of(corpus), corpus=path.name)


def _graphml(corpus: Corpus, _path: Path) -> bytes:
    return graphml_text(_network_of(corpus)).encode()


def _gexf(corpus: Corpus, _path: Path) -> bytes:
    return gexf_text(_network_of(corpus)).encode()


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
    "graphml": _graphml,
    "gexf": _gexf,
}


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
    """The new corpus at this place: a folder of tables without rows, or one workbook.

    CorpusError, and nothing is written, where something stands there already.
    """
    is_file = as_workbook or place.suffix.lower() == WORKBOOK_SUFFIX
    path = place if not is_file or place.suffix.lower() == WORKBOOK_SUFFIX else _with_suffix(place)
    _require_free(path)
    return _new_workbook(path) if is_file else _new_folder(path)


def _with_suffix(place: Path) -> Path:
    return place.with_name(f"{place.name}{WORKBOOK_SUFFIX}")


def _require_free(path: Path) -> None:
    twin = path.with_suffix("") if path.suffix.lower() == WORKBOOK_SUFFIX else _with_suffix(path)
    for taken in (path, twin):
        is_empty = taken.is_dir() and not any(taken.iterdir())
        if taken.exists() and not is_empty:
            raise CorpusError(
                f"{short_path(taken)} is there already and stays as it is; give another name"
            )


def _new_workbook(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.partial")
    partial.write_bytes(workbook_of_tables({}, corpus=portable_path(path)))
    return partial.replace(path)


def _new_folder(path: Path) -> Path:
    partial = path.with_name(f"{path.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    for name, text in template_files(portable_path(path)).items():
        (partial / name).write_text(text, encoding="utf-8", newline="\n")
    if path.is_dir():
        path.rmdir()
    return partial.replace(path)
