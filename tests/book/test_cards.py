"""The cards of a corpus: what each says and to which others it leads."""

import pandas as pd
import pytest

from trustbook.book.cards import cards
from trustbook.book.outputs import output_of
from trustbook.corpus.reading import read_corpus
from trustbook.networks.evidence import tie_anchor

TABLES = {
    "studies": "study,label,title,doi,letters\ns,Study,A study,10.1/x,200\n",
    "stakeholders": "stakeholder,label,kind\nU,Users,role\nM,Managers,role\n",
    "concepts": "concept,label,sign\ntrust,Trust,1\n",
    "codes": "code,label,kind,definition\nc,A code,code,What it means\n",
    "segments": "segment,study,speaker,kind,section,meaning_unit,anchor\n"
    "a,s,U,quotation,Results,Took her time,x\nb,s,,finding,Results,,y\n",
    "codings": "segment,code,coder\na,c,C1\na,c,C2\n",
    "relations": "relation,segment,truster,trustee,concept,level\nr1,a,U,M,trust,micro\n",
    "anchors": "anchor,part,study,start,length,head,digest,method\n"
    "x,1,s,100,20,h,d,sha256\ny,1,s,150,20,h,d,sha256\nz,1,s,119,10,h,d,sha256\n",
    "claims": "claim,study,section,statement,expected,anchor\nk,s,Results,Time is taken,1,z\n",
}
CLAIMS = pd.DataFrame(
    {"claim": ["k"], "statement": "Time is taken", "expected": "1", "computed": "1"}
).assign(verdict="agrees")


@pytest.fixture
def corpus(tmp_path):
    for name, text in TABLES.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return read_corpus(tmp_path)


def all_cards(corpus, **parameters):
    claims = output_of(CLAIMS, name="table-claims")
    return cards(corpus, parameters=parameters, claims=claims)


def test_a_segment_leads_to_its_codes_ties_and_statements(corpus):
    """Letters 100 to 120 of 200: half of them are before; letters 119 to 129 share one."""
    tie = tie_anchor("U", "M", "trust")
    assert all_cards(corpus)["segments"]["a"] == {
        "meaning_unit": "Took her time",
        "study": "s",
        "speaker": "U",
        "section": "Results",
        "kind": "quotation of users",
        "letters_before": 100,
        "letters": 20,
        "percent": 50,
        "codes": ["c"],
        "ties": [tie],
        "claims": ["k"],
    }


def test_a_tie_and_a_statement_lead_back_to_their_segments(corpus):
    every = all_cards(corpus)
    (tie,) = every["ties"].values()
    assert (tie["support"], tie["concept"], tie["segments"]) == (1, "Trust", ["a"])
    assert every["claims"]["k"]["segments"] == ["a"]
    assert every["claims"]["k"]["verdict"] == "agrees"


def test_what_is_empty_is_left_out(corpus):
    assert set(all_cards(corpus)["segments"]["b"]) == {
        *("study", "section", "kind", "letters_before", "letters", "percent")
    }


def test_ties_are_those_that_the_chapter_shows_with_these_parameters(corpus):
    assert all_cards(corpus, level="macro")["ties"] == {}
    assert all_cards(corpus, min_support=2)["ties"] == {}
    assert len(all_cards(corpus, level="micro")["ties"]) == 1


def test_where_ties_are_many_the_best_supported_have_cards(tmp_path, monkeypatch):
    """U trusts M in a and b, and M trusts U in a."""
    monkeypatch.setattr("trustbook.book.cards.MOST_TIES", 1)
    relations = TABLES["relations"] + "r2,b,U,M,trust,micro\nr3,a,M,U,trust,micro\n"
    for name, text in (TABLES | {"relations": relations}).items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    every = all_cards(read_corpus(tmp_path))
    assert list(every["ties"]) == every["segments"]["a"]["ties"] == [tie_anchor("U", "M", "trust")]


def test_a_corpus_of_relations_alone_has_cards_for_what_states_them(tmp_path):
    relations = "relation,truster,trustee,concept,level,case,memo\nr1,U,M,trust,micro,p1,Said so\n"
    for name in ("studies", "stakeholders", "concepts"):
        (tmp_path / f"{name}.csv").write_text(TABLES[name], encoding="utf-8")
    (tmp_path / "relations.csv").write_text(relations, encoding="utf-8")
    every = cards(read_corpus(tmp_path), parameters={})
    assert every["segments"]["r1"]["meaning_unit"] == "Said so"
    assert every["segments"]["r1"]["ties"] == list(every["ties"])
    assert every["claims"] == {}
