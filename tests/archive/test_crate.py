"""The research object (RO-Crate): every chapter an action with what it used and what it gave."""

import json
from dataclasses import replace

import pandas as pd
import pytest

from trustbook.archive.codecheck import certificate_text
from trustbook.archive.crate import (
    PROFILE,
    ChapterRun,
    Contents,
    Program,
    crate,
    preview_text,
)
from trustbook.book.citation import Author, Citation

CITED = Citation(
    title="T",
    authors=(Author(name="A | B", is_person=False),),
    version="1.0",
    licences=("BSD-3-Clause", "CC-BY-4.0"),
)
RUN = ChapterRun(
    chapter="ties",
    title="Who trusts whom",
    source="chapters/ties.ipynb",
    page="_build/book/mine/chapters/ties.html",
    executed="_build/runs/mine/ties.ipynb",
    record="_build/runs/mine/ties.json",
    data=["data/mine/relations.csv"],
    parameters={"min_support": 2, "concepts": ["trust"]},
)
FILES = [RUN.source, RUN.page, RUN.executed, RUN.record, *RUN.data, "data/mine/notes.md", "LICENSE"]
OUTPUTS = pd.DataFrame({"chapter": ["ties"], "output": ["table-1"], "title": ["Ties | all"]})
CONTENTS = Contents(
    title="Mine",
    description="What it is.",
    published="2024-05-31",
    corpus="data/mine",
    book="_build/book/mine",
    code=("src",),
    files=pd.DataFrame({"file": FILES, "size": 3, "sha256": "ab"}),
    outputs=OUTPUTS,
    runs=[RUN],
    programs=[Program(name="Jupyter Book", version="1.0", home="https://jupyterbook.org/")],
    data_licences=["CC-BY-4.0"],
    studies=[{"title": "An article", "path": "https://doi.org/10.1/x"}, {"title": "A report"}],
    notes={"LICENSE": "Licence of the code"},
)


def test_a_book_with_parameters_of_its_own_is_made_again_with_them():
    for has_makefile in (True, False):
        text = certificate_text(
            OUTPUTS.assign(page="x.html"),
            CITED,
            corpus="data/mine",
            has_makefile=has_makefile,
            parameters_file="book-parameters.yml",
        )
        assert "trustbook build data/mine --parameters book-parameters.yml" in text
        assert "make book" not in text
    page = preview_text(replace(CONTENTS, parameters_file="book-parameters.yml"), CITED)
    assert "trustbook build data/mine --parameters book-parameters.yml" in page


@pytest.fixture
def entities():
    graph = crate(CONTENTS, CITED)["@graph"]
    return {entity["@id"]: entity for entity in graph}


def test_the_root_says_what_it_is_and_keeps_the_profile(entities):
    root = entities["./"]
    assert root["conformsTo"] == {"@id": PROFILE}
    assert (root["name"], root["datePublished"]) == ("Mine", "2024-05-31")
    assert root["author"] == {"@id": "#a-|-b"}
    assert entities["ro-crate-metadata.json"]["about"] == {"@id": "./"}


def test_a_run_names_its_notebook_its_data_its_parameters_and_its_outputs(entities):
    run = entities["#run-ties"]
    assert run["@type"] == "CreateAction"
    assert run["instrument"] == {"@id": RUN.source}
    assert [each["@id"] for each in run["object"]] == [
        "data/mine/relations.csv",
        "#run-ties-min_support",
        "#run-ties-concepts",
    ]
    assert {"@id": f"{RUN.page}#table-1"} in run["result"]
    assert entities["#run-ties-min_support"]["value"] == 2


def test_no_run_has_a_time(entities):
    assert not any({"startTime", "endTime"} & set(entity) for entity in entities.values())


def test_every_reference_within_the_crate_leads_to_an_entity(entities):
    text = json.dumps(list(entities.values()))
    named = {part.partition('"')[0] for part in text.split('{"@id": "')[1:]}
    outside = {"https://w3id.org/ro/crate/1.1"}
    assert named - set(entities) - outside == set()


def test_files_of_the_corpus_carry_their_digest_and_terms(entities):
    file = entities["data/mine/notes.md"]
    assert (file["sha256"], file["contentSize"], file["encodingFormat"]) == (
        *("ab", "3"),
        "text/markdown",
    )
    assert file["license"] == {"@id": "https://spdx.org/licenses/CC-BY-4.0"}
    assert "license" not in entities[RUN.page]
