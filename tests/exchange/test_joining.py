"""Several projects as one: what is the same once, coders apart, nothing lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustbook.checking.corpora import check_corpus
from trustbook.corpus.reading import read_corpus
from trustbook.errors import ExportError
from trustbook.exchange.account import Account
from trustbook.exchange.importing import draft_of, import_corpus
from trustbook.exchange.joining import joined
from trustbook.exchange.model import Project, frame
from trustbook.exchange.questions import Reading
from trustbook.exchange.reading import read_project
from trustbook.exchange.segments import codings_of, segments_of

TEXT = "She took her time. Nobody asked me what I wanted."


def project(file, *, text=TEXT, codes=("Trust",), spans=((0, 18, "Trust"),), name="SU1", **more):
    """A project of one document whose spans (start, end, code) one coder coded."""
    guid_of = {code: f"c{number}" for number, code in enumerate(codes)}
    selections = [
        {"guid": f"s{n}", "source": "d", "start": start, "end": end, "start_cp": start,
         "end_cp": end, "quotation": text[start:end], "coder": "C1"}
        for n, (start, end, _) in enumerate(spans)
    ]  # fmt: skip
    codings = [
        {"selection": f"s{n}", "source": "d", "code": guid_of[code], "coder": "C1"}
        for n, (*_, code) in enumerate(spans)
    ]
    account = Account(format="REFI-QDA", origin="a program")
    account.find("codes", len(codes))
    account.find("codings", len(codings))
    return Project(
        file=file,
        account=account,
        sources=frame("sources", [{"guid": "d", "name": name, "kind": "text", "text": text}]),
        codes=frame("codes", ({"guid": g, "name": code} for code, g in guid_of.items())),
        selections=frame("selections", selections),
        codings=frame("codings", codings),
        users=frame("users", [{"coder": "C1"}]),
        **more,
    )


def codings(one):
    segments = segments_of(one)
    rows = codings_of(one, segments)
    names = dict(zip(one.codes["guid"], one.codes["name"], strict=True))
    return sorted(
        (row["segment"], names[row["code"]], row["coder"]) for row in rows.to_dict("records")
    )


def test_two_coders_of_one_text_coded_the_same_segment():
    one = joined(
        [project("ana.qdpx"), project("bo.qdpx", codes=(" trust",), spans=((0, 18, " trust"),))]
    )
    assert codings(one) == [("s0001", "Trust", "C1"), ("s0001", "Trust", "C2")]
    assert len(one.sources) == 1
    assert one.account.files == [
        "ana.qdpx (a program): 1 code, 1 coding", "bo.qdpx (a program): 1 code, 1 coding",
    ]  # fmt: skip
    result = {row["element"]: (row["found"], row["kept"]) for row in one.account.elements}
    assert result == {"codes": (2, 1), "codings": (2, 2)}


def test_a_place_is_found_in_the_same_text_with_other_line_breaks():
    other = "She took her time.\r\n\r\nNobody asked me what I wanted."
    at = other.index("Nobody")
    one = joined([
        project("ana.qdpx", spans=((19, 49, "Trust"),)),
        project("bo.qdpx", text=other, spans=((at, len(other), "Trust"),)),
    ])  # fmt: skip
    assert codings(one) == [("s0001", "Trust", "C1"), ("s0001", "Trust", "C2")]


def test_a_user_of_one_name_in_two_files_is_one_coder():
    names = {"coder_names": {"C1": "Ana Example"}}
    one = joined([project("a.qdpx", **names), project("b.qdpx", **names)])
    assert one.users["coder"].tolist() == ["C1"]
    assert codings(one) == [("s0001", "Trust", "C1")]


def test_codings_without_a_coder_are_those_of_a_coder_of_their_file():
    one, other = project("a.qdpx"), project("b.qdpx")
    for each in (one, other):
        each.codings["coder"] = None
        each.codings["coder"] = each.codings["coder"].astype("str")
    assert len({coder for *_, coder in codings(joined([one, other]))}) == 2


def test_codes_of_nearly_one_name_are_asked_about_and_joined_by_the_map():
    one = project("a.qdpx", codes=("Vulnerability",), spans=((0, 18, "Vulnerability"),))
    other = project("b.qdpx", codes=("Vulnerabilty",), spans=((0, 18, "Vulnerabilty"),))
    (question,) = joined([one, other]).questions
    assert (question.key, question.default) == ("same_codes", {"Vulnerability": ["Vulnerabilty"]})
    reading = Reading(same_codes={"Vulnerability": ["Vulnerabilty"]})
    both = joined([one, other], reading)
    assert both.questions == ()
    assert both.codes["name"].tolist() == ["Vulnerability"]
    assert len(joined([one, other], Reading(same_codes={})).codes) == 2


def test_three_nearly_equal_names_are_one_question():
    names = ("Vulnerability", "Vulnerabilty", "Vulnerabilitys")
    parts = [project(f"{name}.qdpx", codes=(name,), spans=((0, 18, name),)) for name in names]
    (question,) = joined(parts).questions
    assert question.default == {names[0]: list(names[1:])}
    assert len(joined(parts, Reading(same_codes={names[0]: names[1:]})).codes) == 1


def test_documents_of_one_name_and_other_words_are_two():
    one = joined([project("a.qdpx"), project("b.qdpx", text="Another talk.", spans=())])
    assert len(one.sources) == 2
    assert one.questions == ()


def csv(path, text):
    path.write_text(text, encoding="utf-8")
    return path


HEAD = "Document,Text,Code,Case\n"
ANA = f"{HEAD}SU1,She took her time,Trust,Kim Example\nSU1,Nobody asked,Trust,Kim Example\n"
BO = f"{HEAD}su1,She took her time,trust,Kim Example\nsu1,Later then,Time,Kim Example\n"


@pytest.mark.slow
def test_two_tables_are_one_corpus_once_their_documents_are_known_to_be_the_same(tmp_path):
    ana, bo = csv(tmp_path / "ana.csv", ANA), csv(tmp_path / "bo.csv", BO)
    with pytest.raises(ExportError, match="same_documents: SU1, su1: are they one document"):
        import_corpus(ana, others=[bo], into=tmp_path / "joint")
    draft = draft_of(ana, others=[bo])
    assert draft.name == "ana-bo.map.yml"
    result = import_corpus(ana, others=[bo], into=tmp_path / "joint", map_file=draft)
    assert not [one for one in check_corpus(tmp_path / "joint") if one.severity == "error"]
    corpus = read_corpus(tmp_path / "joint")
    assert len(corpus.table("segments")) == 3
    assert len(corpus.table("encounters")) == 1
    assert len(corpus.table("cases")) == 1
    both = corpus.table("codings").groupby("segment")["coder"].nunique()
    assert both.tolist().count(2) == 1
    report = (result.folder / "import-report.md").read_text(encoding="utf-8")
    assert "Of the files: " in report
    assert "Kim" not in report


def test_quotations_of_the_same_document_are_counted_together(tmp_path):
    for name, code in (("a.csv", "Trust"), ("b.csv", "Care")):
        (tmp_path / name).write_text(f"Document,Text,Code\nI1,She listens,{code}\n")
    paths = (tmp_path / "a.csv", tmp_path / "b.csv")
    one = joined([read_project(path) for path in paths], Reading(same_documents={"I1": ["I1"]}))
    (row,) = one.account.offsets
    assert (row["source"], row["n"]) == (one.sources["guid"][0], 2)


@pytest.mark.slow
def test_a_table_of_relations_joins_coded_excerpts(tmp_path):
    ana = csv(tmp_path / "ana.csv", ANA)
    ties = csv(tmp_path / "ties.csv", "who,whom,concept\nNurses,Patients,trust\n")
    import_corpus(ana, others=[ties], into=tmp_path / "joint")
    corpus = read_corpus(tmp_path / "joint")
    assert len(corpus.table("codings")) == 2
    assert corpus.table("relations")["truster"].tolist() == ["nurses"]
    assert not [one for one in check_corpus(tmp_path / "joint") if one.severity == "error"]


SPANS = st.lists(
    st.tuples(st.integers(0, 20), st.integers(1, 25), st.sampled_from(["Trust", "Time", "Care"])),
    max_size=8,
    unique=True,
)


@pytest.mark.slow
@given(first=SPANS, second=SPANS, is_same_coder=st.booleans())
def test_joined_codings_are_the_sum_without_repetitions(first, second, is_same_coder):
    names = {"coder_names": {"C1": "Ana"}} if is_same_coder else {}
    codes = ("Trust", "Time", "Care")
    parts = [
        project(file, codes=codes, spans=tuple((a, a + n, code) for a, n, code in spans), **names)
        for file, spans in (("a.qdpx", first), ("b.qdpx", second))
    ]
    shared = len(set(first) & set(second)) if is_same_coder else 0
    assert len(codings(joined(parts))) == len(first) + len(second) - shared
