"""What the Explorer gets of a corpus, and which books have one."""

import pandas as pd
import pytest

from trustbook.book.explorer import explored_relations, explorer_data
from trustbook.corpus.reading import read_corpus
from trustbook.networks.tie_tables import statements, ties


@pytest.fixture(scope="module")
def reference():
    return read_corpus("data/ibbis")


@pytest.mark.slow
def test_the_arrays_say_of_each_relation_what_the_tables_say(reference):
    data, rows = explorer_data(reference, parameters={}), explored_relations(reference)
    relations = data["relations"]
    named = [data["ties"][tie] for tie in relations["tie"]]
    people = [each["id"] for each in data["stakeholders"]]
    assert [people[tie["truster"]] for tie in named] == rows["truster"].tolist()
    assert [data["segments"][n] for n in relations["segment"]] == rows["segment"].tolist()
    assert [data["coders"][n]["id"] for n in relations["coder"]] == rows["coder"].tolist()
    assert len(set(relations["source"])) == rows["source"].nunique()


@pytest.mark.slow
def test_it_begins_with_what_a_book_counts(reference):
    """The leading concepts, and every coder but those whose ties a book only compares."""
    data = explorer_data(reference, parameters={"min_support": 2, "level": "meso"})
    assert data["begins"]["concepts"] == ["trust", "distrust"]
    assert (data["begins"]["support"], data["begins"]["level"]) == (2, "meso")
    read = {each["id"]: each["read"] for each in data["coders"]}
    assert all("second" not in read[coder] for coder in data["begins"]["coders"])


def test_a_relation_without_a_segment_is_a_statement_of_its_own():
    village = read_corpus("tests/corpora/village")
    rows = explored_relations(village)
    assert rows["segment"].tolist() == village.table("relations")["relation"].tolist()
    assert explorer_data(village, parameters={})["agreement"] == []


@pytest.mark.slow
def test_everybody_stands_where_the_pictures_have_them(reference):
    drawings = explorer_data(reference, parameters={})["drawings"]
    for drawing in drawings.values():
        places = {(person["x"], person["y"]) for person in drawing["people"]}
        assert len(places) == len(drawing["people"])
        assert max(x for x, _ in places) < drawing["width"]


def test_crowds_are_listed_and_put_into_groups(tmp_path):
    names = [f"p{n}" for n in range(40)]
    tables = {
        "studies": ["study,label", "s,Study"],
        "stakeholders": [
            "stakeholder,label,kind,organisation,level",
            *(f"{name},{name},role,Org {n % 3},micro" for n, name in enumerate(names)),
        ],
        "concepts": ["concept,label,sign", "help,Help,1"],
        "relations": [
            "relation,study,truster,trustee,concept,level,coder",
            *(f"r{n},s,p{n},p{(n + 1) % 40},help,micro,A" for n in range(40)),
        ],
    }
    for name, lines in tables.items():
        (tmp_path / f"{name}.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
    data = explorer_data(read_corpus(tmp_path), parameters={})
    assert data["drawings"] is None
    assert set(data["groups"].values()) == {"Org 0", "Org 1", "Org 2"}


def test_a_second_reading_is_added_below(reference):
    rows = explored_relations(reference)
    usual = reference.table("relations")
    segments = statements(usual, reference.table("segments"))
    first = rows.iloc[: len(usual)]
    every = ties(usual, segments=segments, concepts=reference.table("concepts"))
    again = ties(first, segments=segments, concepts=reference.table("concepts"))
    pd.testing.assert_frame_equal(every, again)
