"""The picture of a stakeholder network: what is drawn, what is said, how it stays the same."""

import json
from functools import cache

import pandas as pd
import pytest

from trustbook.charts import theme
from trustbook.charts.network_style import stroke_width
from trustbook.charts.stakeholder_network import stakeholder_network
from trustbook.networks.evidence import tie_anchor
from trustbook.networks.tie_tables import ties
from trustbook.pages.figures import figure, specification

CONCEPTS = pd.DataFrame(
    {
        "concept": ["trust", "distrust", "doubt", "talk"],
        "label": ["Trust", "Distrust", "Doubt", "Talk"],
        "sign": [1, -1, -1, 0],
    }
)
STUDIES = pd.DataFrame({"study": ["one", "two"], "label": ["First study", "Second study"]})
PEOPLE = pd.DataFrame(
    [
        ("U", "Users", "role", None, "micro"),
        ("M", "Managers", "role", "Centre", "micro"),
        ("E", "Consultants <b>", "role", "Jobcentre", "micro"),
        ("A", "信頼関係者連絡会", "role", None, "meso"),
        ("B", "Κοινωνικές υπηρεσίες", "organisation", None, "macro"),
    ],
    columns=["stakeholder", "label", "kind", "organisation", "level"],
)


def tied(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    """Ties of relations given as segment, truster, trustee, concept."""
    relations = pd.DataFrame(rows, columns=["segment", "truster", "trustee", "concept"])
    relations = relations.assign(relation=[f"r{i}" for i in range(len(rows))])
    names = sorted(set(relations["segment"]))
    segments = pd.DataFrame({"segment": names, "same_source_as": None, "case": None})
    segments["study"] = ["one" if name < "c" else "two" for name in names]
    return ties(relations, segments=segments, concepts=CONCEPTS)


FOUND = tied(
    ("a", "U", "M", "trust"),
    ("b", "U", "M", "trust"),
    ("a", "M", "U", "trust"),
    ("b", "U", "E", "distrust"),
    ("a", "U", "E", "doubt"),
    ("a", "M", "M", "talk"),
    ("c", "A", "B", "trust"),
)


def chart(ties: pd.DataFrame = FOUND, people: pd.DataFrame = PEOPLE, **settings: str):
    return stakeholder_network(
        ties, people, concepts=CONCEPTS, studies=STUDIES, n_sources=3, **settings
    )


@cache
def drawn_once():
    """The chart of the ties above, which nothing changes."""
    return chart()


def rows_of(drawn, column: str) -> list[dict]:
    """The rows of all data of the chart that have the column."""
    datasets = specification(drawn)["datasets"].values()
    return [row for rows in datasets for row in rows if column in row]


def text_of(drawn) -> str:
    return json.dumps(specification(drawn), ensure_ascii=False)


def test_each_tie_is_one_datum_with_its_words_and_its_link():
    lines = {row["words"]: row for row in rows_of(drawn_once(), "href")}
    assert len(lines) == 6
    tie = lines["Trust of Users towards Managers: 2 independent sources"]
    assert tie["text"] == "+2"
    assert tie["href"] == f"#{tie_anchor('U', 'M', 'trust')}"


def test_a_tie_on_one_source_is_pale():
    opacity = {row["words"]: row["o"] for row in rows_of(drawn_once(), "href")}
    assert opacity["Trust of Users towards Managers: 2 independent sources"] == 1
    assert opacity["Trust of Managers towards Users: 1 independent source"] < 1


def test_concepts_of_one_sign_in_one_network_have_letters_and_dashes_of_their_own():
    lines = {row["Concept"]: row for row in rows_of(drawn_once(), "href")}
    assert (lines["Distrust"]["text"], lines["Doubt"]["text"]) == ("−1 Di", "−1 Do")
    assert lines["Distrust"]["dash"] != lines["Doubt"]["dash"]
    assert lines["Distrust"]["colour"] == lines["Doubt"]["colour"] != lines["Trust"]["colour"]
    assert lines["Talk"]["text"] == "1"


@pytest.mark.slow
def test_the_key_explains_what_is_drawn_and_nothing_else():
    words = text_of(drawn_once())
    assert "distrust (Di)" in words
    assert "pale, open: hinges on one source" in words
    only = text_of(chart(FOUND[FOUND["concept"] == "trust"]))
    assert "distrust" not in only
    strong = text_of(chart(FOUND[FOUND["support"] == 2]))
    assert "pale:" not in strong


def test_parts_that_do_not_touch_are_drawn_apart_and_named_by_their_studies():
    words = text_of(drawn_once())
    assert "First study" in words
    assert "Second study" in words
    places = {
        row["id"]: (row["x"], row["y"]) for row in rows_of(drawn_once(), "near") if "id" in row
    }
    assert places["B"][1] > 300 or places["B"][0] > 400


@pytest.mark.slow
def test_the_title_states_whom_most_is_stated_about():
    """Managers receive trust from two sources; nobody else from more than one."""
    title = " ".join(specification(drawn_once())["title"]["text"])
    assert title.startswith("Trust and talk are stated most often towards managers")
    own_title = " ".join(specification(chart(title="My own words"))["title"]["text"])
    assert own_title == "My own words"


@pytest.mark.slow
def test_the_subtitle_says_what_is_counted():
    assert "independent sources (of 3 segments, repeats counted once)" in text_of(drawn_once())
    assert "independent sources (of 3 cases)" in text_of(chart(unit="cases"))


def test_the_description_names_the_best_supported_ties():
    assert (
        "Trust of Users towards Managers: 2 independent sources"
        in (specification(drawn_once())["description"])
    )


@pytest.mark.slow
def test_one_network_for_each_value_of_a_column():
    parts = pd.concat([FOUND.assign(level="micro"), FOUND.head(1).assign(level="meso")])
    drawn = chart(parts, by="level", headings={"micro": "Micro level", "meso": "Meso level"})
    words = text_of(drawn)
    assert "Micro level" in words
    assert "Meso level" in words


@pytest.mark.slow
def test_a_single_tie_is_drawn():
    view = figure(chart(FOUND.head(1)), FOUND[["truster"]].head(1), name="one")
    assert view.html.count("<a href=") == 1


def test_a_stakeholder_that_the_corpus_does_not_describe_is_drawn_by_its_name():
    odd = tied(("a", "X9", "U", "trust"))
    assert "Trust of X9 towards Users" in text_of(chart(odd))


def test_labels_of_any_script_are_drawn_and_escaped():
    page = figure(drawn_once(), FOUND[["truster", "trustee"]], name="net").html
    assert "Κοινωνικές" in page
    assert "信頼" in page
    assert "<b>" not in page


@pytest.mark.slow
def test_forty_stakeholders_are_drawn():
    crowd = pd.DataFrame(
        {
            "stakeholder": [f"S{i}" for i in range(40)],
            "label": [f"Stakeholder {i}" for i in range(40)],
            "kind": "role",
            "organisation": [None if i % 5 == 0 else f"Organisation {i % 4}" for i in range(40)],
            "level": [("micro", "meso", "macro")[i % 3] for i in range(40)],
        }
    )
    result = tied(*((f"s{i}", f"S{i}", f"S{(i * 7 + 3) % 40}", "trust") for i in range(40)))
    drawn = chart(result, crowd)
    assert len({row["id"] for row in rows_of(drawn, "near") if "id" in row}) == 40


@pytest.mark.slow
def test_the_picture_is_the_same_twice_and_light():
    pages = [figure(chart(), FOUND[["truster"]], name="net").html for _ in range(2)]
    assert pages[0] == pages[1]
    assert len(pages[0]) < 150_000


def test_only_sentinel_colours_are_used():
    whole = {v.lower() for v in vars(theme).values() if isinstance(v, str) and v.startswith("#")}
    whole |= {colour.lower() for colour in theme.ORGANISATIONS}
    drawn = {row[c].lower() for c in ("colour", "fill") for row in rows_of(drawn_once(), c)}
    assert drawn <= whole


@pytest.mark.parametrize(("n", "wider"), [(1, 2), (4, 9), (15, 16)])
def test_width_grows_with_support(n, wider):
    assert stroke_width(n) < stroke_width(wider)
