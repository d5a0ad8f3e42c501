"""Networks on a page, from a corpus in a folder."""

import re

import pandas as pd
import pytest

from trustbook.charts.network_panels import groups_of, is_crowded
from trustbook.corpus.reading import read_corpus
from trustbook.networks.tie_tables import selected_relations
from trustbook.pages import network_tables
from trustbook.pages.network_tables import evidence_list, pairs_table, received_table, ties_table
from trustbook.pages.networks import (
    FEWEST_GROUPS,
    finding_in_words,
    network_figure,
    network_in_words,
    phases_figure,
)
from trustbook.pages.prose import Prose
from trustbook.pages.tables import View

TABLES = {
    "studies": "study,label,title\none,First,Title\n",
    "stakeholders": (
        "stakeholder,label,kind,organisation,level\n"
        "U,Users,role,,micro\nM,Managers & co,role,Centre,micro\n"
    ),
    "concepts": "concept,label,sign\ntrust,Trust,1\ndistrust,Distrust,-1\n",
    "segments": (
        "segment,study,kind,speaker,section,meaning_unit,memo,same_source_as\n"
        "a,one,finding,,Results,Users <came> to trust,,\n"
        "b,one,quotation,U,Results,She helped,Could be irony,a\n"
        "c,one,finding,,Results,Managers doubt,,\n"
    ),
    "codes": "code,label,kind\n",
    "codings": "segment,code,coder\n",
    "relations": (
        "relation,segment,truster,trustee,concept,level,coder,memo\n"
        "r1,a,U,M,trust,micro,C1,\nr2,b,U,M,trust,micro,C1,\n"
        "r3,c,U,M,trust,meso,C1,\nr4,c,M,U,distrust,micro,C1,A reason\n"
    ),
}


@pytest.fixture
def book(tmp_path):
    for name, text in TABLES.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return read_corpus(tmp_path)


@pytest.fixture
def relations(book):
    return book.table("relations")


@pytest.mark.slow
def test_every_tie_of_a_picture_leads_to_its_evidence(book, relations):
    page = network_figure(relations, book, name="net").html
    behind = evidence_list(relations, book, name="evidence")
    assert isinstance(behind, View)
    links = set(re.findall(r'<a href="#(tie-[0-9a-f]+)"', page))
    assert len(links) == 2
    assert links == set(re.findall(r'<details class="tb-evidence" id="([^"]+)"', behind.html))


def test_evidence_says_what_stands_where_and_why(book, relations):
    """Segments a and b are one source and c another: two sources in three segments."""
    behind = evidence_list(relations, book, name="evidence")
    assert "+2 Users → Managers & co: trust, 2 independent sources in 3 segments" in behind.text
    assert "Users &lt;came&gt; to trust" in behind.html
    assert "First · Results · quotation of users · micro level · b" in behind.text
    assert "Memo: Could be irony" in behind.html
    assert "A reason" in behind.text


def test_of_much_evidence_the_page_has_the_first_of_each_tie(book, relations, monkeypatch):
    """Two ties, one of three segments: of four two at a time are shown, the others counted."""
    monkeypatch.setattr(network_tables, "MOST_PIECES", 3)
    monkeypatch.setattr(network_tables, "FEWEST_PIECES", 2)
    behind = evidence_list(relations, book, name="evidence")
    assert behind.html.count("<li>") == 3
    assert '</ol><p class="tb-note">1 segment more in the files.</p></details>' in behind.html
    assert len(behind.outputs[0].rows) == 4


def test_of_many_ties_the_page_has_the_evidence_of_the_best_supported(book, relations, monkeypatch):
    monkeypatch.setattr(network_tables, "MOST_FOLDS", 1)
    behind = evidence_list(relations, book, name="evidence")
    assert behind.html.count("<details") == 1
    assert "+2 Users → Managers &amp; co" in behind.html.replace("</span>", "")
    rest = "The evidence of the best supported ties; that of 1 further tie is in the files."
    assert rest in behind.html
    assert rest in behind.text
    assert len(behind.outputs[0].rows) == 4


def test_a_network_is_told_in_words(book, relations):
    assert network_in_words(relations, book).plain == (
        "Two ties between 2 stakeholders: 1 of trust and 1 of distrust. One of 2 ties hinges on a "
        "single source (drawn pale) and would be gone without it."
    )


def test_a_chapter_opens_with_towards_whom_most_is_stated_and_the_best_supported_tie(
    book, relations
):
    assert finding_in_words(relations, book).markdown == (
        "**Trust is stated most often towards managers \\& co, distrust towards users.** Best "
        "supported: trust of users towards managers \\& co, on 2 independent sources."
    )


def test_a_network_whose_ties_all_have_more_sources_hinges_on_none(book, relations):
    """Users trust managers in a (with b) and in c: two sources, one of which is enough."""
    text = network_in_words(relations[relations["concept"] == "trust"], book).plain
    assert "None hinges on a single source." in text


@pytest.mark.slow
@pytest.mark.parametrize(
    ("by", "headings"), [("concept", ["Trust", "Distrust"]), ("level", ["Micro level"])]
)
def test_networks_are_drawn_part_by_part(book, relations, by, headings):
    page = network_figure(relations, book, name="net", by=by)
    for heading in headings:
        assert heading in page.html
    assert ("Level" in page.text) == (by == "level")


@pytest.mark.slow
def test_a_network_is_drawn_for_each_phase_that_the_corpus_declares(tmp_path, book, relations):
    assert phases_figure(relations, book, name="net").plain == ""
    for name, text in TABLES.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    phased = "segment,study,kind,phase\na,one,finding,then\nb,one,finding,\nc,one,finding,now\n"
    (tmp_path / "segments.csv").write_text(phased, encoding="utf-8")
    phases = "phase,label,order\nnow,Now,2\nthen,Then,1\n"
    (tmp_path / "phases.csv").write_text(phases, encoding="utf-8")
    page = phases_figure(relations, read_corpus(tmp_path), name="net")
    assert page.html.index("Then") < page.html.index("Now")
    assert "of 2 segments" in page.html


@pytest.mark.slow
def test_a_threshold_leaves_ties_out(book, relations):
    assert "Distrust" not in network_figure(relations, book, name="net", min_support=2).text
    text = network_in_words(relations, book, min_support=2).plain
    assert text.startswith("One tie between 2 stakeholders with at least 2 independent sources")


def test_tables_count_sources(book, relations):
    assert "Managers & co | Trust | 2 | 1" in received_table(relations, book, name="t").text
    ties = ties_table(relations, book, name="t").text
    assert "Users | Managers & co | Trust | 2 | no | stated | First | a, b, c" in ties
    assert "Trust | 2 | Distrust | 1" in pairs_table(relations, book, name="t").text


def test_rows_of_tables_lead_to_their_segments(book, relations):
    """Trust of users in managers is in a, b and c, their distrust in return in c."""
    assert "| 2 | 1 | a, b, c" in received_table(relations, book, name="t").text
    assert "| 1 | 1 | c" in received_table(relations, book, name="t").text
    assert "| Distrust | 1 | a, b, c" in pairs_table(relations, book, name="t").text
    for view in (received_table, pairs_table, ties_table):
        assert '<span class="tb-segment">b</span>' in view(relations, book, name="t").html


def test_nothing_chosen_is_said_in_one_line(book, relations):
    none = selected_relations(relations, concepts="hope")
    assert isinstance(none, pd.DataFrame)
    view = [
        network_figure(none, book, name="n"),
        network_figure(none, book, name="n", by="study"),
        network_in_words(none, book),
        evidence_list(none, book, name="n"),
        ties_table(none, book, name="n"),
        received_table(none, book, name="n"),
        pairs_table(none, book, name="n"),
    ]
    for one in view:
        assert isinstance(one, Prose)
        assert "\n" not in one.plain


def test_pairs_are_compared_by_stated_directions_alone(book, relations):
    """M answers trust with distrust in r4; where its direction was read, nothing is compared."""
    stated = pairs_table(relations, book, name="pairs")
    assert isinstance(stated, View)
    assert len(stated.outputs[0].rows) == 1
    read = relations.assign(direction=["stated"] * 3 + ["read"])
    page = str(pairs_table(read, book, name="pairs")._repr_mimebundle_()["text/plain"])
    assert "1 relation whose direction was read out of a sentence that names none is left" in page
    assert "distrust" not in page


@pytest.mark.slow
def test_a_direction_that_was_read_is_said_in_evidence_and_in_the_key(book, relations):
    read = relations.assign(direction=["stated"] * 3 + ["read"])
    behind = evidence_list(read, book, name="evidence")
    assert str(behind._repr_mimebundle_()["text/plain"]).count("direction read, not stated") == 1
    assert "double line: direction read, not stated" in network_figure(read, book, name="n").html
    assert "double line" not in network_figure(relations, book, name="n").html


def crowd(n, *, organisations):
    """Relations among many stakeholders, a ring, and the stakeholders, in so many organisations."""
    names = [f"s{i}" for i in range(n)]
    people = pd.DataFrame(
        {
            "stakeholder": names,
            "label": names,
            "kind": "role",
            "organisation": [
                f"Org {i % organisations}" if organisations else None for i in range(n)
            ],
            "level": "micro",
        }
    )
    ring = pd.DataFrame({"truster": names, "trustee": names[1:] + names[:1]})
    return ring, people


def test_many_stakeholders_are_drawn_as_their_organisations():
    ring, people = crowd(60, organisations=4)
    assert is_crowded(ring)
    groups = groups_of(ring.assign(support=1), people)
    assert set(groups.values()) == {"Org 0", "Org 1", "Org 2", "Org 3"}
    assert groups["s5"] == "Org 1"


def test_without_organisations_the_best_supported_stand_for_themselves():
    ring, people = crowd(60, organisations=0)
    support = [9 if i == 7 else 1 for i in range(60)]
    groups = groups_of(ring.assign(support=support), people)
    assert groups["s7"] == "s7"
    assert next(iter(groups.values())) == "s7"
    assert list(groups.values())[29:] == ["Others (31)"] * 31
    assert not is_crowded(crowd(20, organisations=2)[0])


def test_stakeholders_with_the_same_label_do_not_share_a_row():
    """Two of a ring of 40 are called Nurses: each stands for itself, with its short name."""
    ring, people = crowd(40, organisations=0)
    people.loc[[3, 4], "label"] = "Nurses"
    groups = groups_of(ring.assign(support=1), people, most=40)
    assert (groups["s3"], groups["s4"], groups["s5"]) == ("Nurses (s3)", "Nurses (s4)", "s5")
    assert len(set(groups.values())) == 40


@pytest.mark.slow
def test_a_crowded_network_is_a_matrix_with_the_best_supported_tie_of_each_cell(
    book, relations, monkeypatch
):
    """U trusts M on two sources, M distrusts U on one: a cell each, with or without levels."""
    monkeypatch.setattr("trustbook.charts.network_panels.MOST_TIES", 1)
    crowded = network_figure(relations, book, name="net")
    assert "The table has the best supported tie of each cell" in crowded.html
    assert [row[:6] for row in crowded.outputs[0].rows] == [
        ("Managers & co", "Users", 1, 0, 1, "Managers & co → Users: Distrust −1"),
        ("Users", "Managers & co", 1, 2, 0, "Users → Managers & co: Trust +2"),
    ]
    by_level = network_figure(relations, book, name="net", by="level")
    assert [row[0] for row in by_level.outputs[0].rows] == ["Meso level", *["Micro level"] * 2]
    assert by_level.outputs[0].title == "By level: 3 ties between 2 stakeholders"
    assert "drawn pale" not in network_in_words(relations, book).plain


def test_of_many_groups_those_with_most_sources_are_drawn_and_the_others_as_one():
    """Org 7 has most; of eight groups three and “Others (5)”, which come last."""
    ring, people = crowd(64, organisations=8)
    groups = groups_of(ring.assign(support=[i % 8 + 1 for i in range(64)]), people, most=4)
    assert list(dict.fromkeys(groups.values())) == ["Org 7", "Org 6", "Org 5", "Others (5)"]


def test_a_crowded_network_of_many_parts_draws_those_with_most_sources(
    book, relations, monkeypatch
):
    monkeypatch.setattr("trustbook.charts.network_panels.MOST_TIES", 1)
    monkeypatch.setattr("trustbook.pages.networks.MOST_CELLS", FEWEST_GROUPS**2)
    by_level = network_figure(relations, book, name="net", by="level")
    assert "The 1 of 2 parts with the most sources are drawn; the table has all." in by_level.html
    assert len(by_level.outputs[0].rows) == 3
