"""What the page on other methods tells to hand over is there, under the names that it gives."""

import re
from pathlib import Path

import networkx as nx
import pandas as pd
import pytest

from trustbook.corpus.schema import TABLES
from trustbook.exchange.exporting import export_corpus

PAGE = Path("chapters/other-methods.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `([\w.]+)`(?:, (\w+))? \| (.+) \|$", PAGE, flags=re.MULTILINE)
SECTIONS = re.split(r"^\((\w+)\)=$", PAGE, flags=re.MULTILINE)[1:]
SNIPPETS = dict(zip(SECTIONS[::2], SECTIONS[1::2], strict=True))


def names_in(text):
    return re.findall(r"`([\w-]+)`", text)


@pytest.mark.parametrize(("file", "part", "columns"), [row for row in ROWS if not row[1]])
def test_each_table_that_is_named_has_the_columns_that_are_named(file, part, columns):
    table = TABLES[file.removesuffix(".csv")]
    assert set(names_in(columns)) <= {field.name for field in table.fields}


def test_the_tables_of_the_reference_corpus_are_read_as_the_snippets_read_them():
    """Each file that a snippet reads is named in the table of its section, with each column."""
    for name, section in SNIPPETS.items():
        listed = {file: names_in(columns) for file, _, columns in ROWS if f"`{file}`" in section}
        for file in re.findall(r'read\.csv\("data/mine/([\w.]+)"\)', section):
            assert file in listed, (name, file)
            header = pd.read_csv(Path("data/ibbis") / file, nrows=0).columns
            missing = set(listed[file]) - set(header)
            assert missing <= {"encounter", "case", "speaker", "phase"}, (name, file)


def test_the_network_file_has_the_attributes_that_are_named(tmp_path):
    path = export_corpus(Path("data/ibbis"), format="graphml", into=tmp_path / "mine.graphml")
    graph = nx.read_graphml(path)
    named = {part: names_in(columns) for file, part, columns in ROWS if file == "mine.graphml"}
    of_nodes = {key for _, attributes in graph.nodes(data=True) for key in attributes}
    of_edges = {key for *_, attributes in graph.edges(data=True) for key in attributes}
    assert set(named["nodes"]) <= of_nodes
    assert set(named["edges"]) <= of_edges


def test_the_file_for_gamma_is_written_as_its_reader_expects(tmp_path, monkeypatch):
    """Coder, code, first and last letter; no headings, a file for each text."""
    code = re.search(r"```python\n(from trustbook.*?)```", PAGE, flags=re.DOTALL)
    corpus = Path("data/ibbis").resolve()
    monkeypatch.chdir(tmp_path)
    exec(code[1].replace("data/mine", corpus.as_posix()), {})
    files = sorted(tmp_path.glob("*.csv"))
    assert len(files) == len(pd.read_csv(corpus / "studies.csv"))
    for file in files:
        units = pd.read_csv(file, header=None)
        assert units.shape[1] == 4
        assert units[0].nunique() == 2
        assert (units[3] > units[2]).all()
