"""Tables of relations: who trusts whom, square matrices, name generators, and what each leaves."""

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustbook.checking.corpora import check_corpus
from trustbook.corpus.reading import read_corpus
from trustbook.errors import ExportError
from trustbook.exchange.importing import draft_of, import_corpus
from trustbook.exchange.mapping import import_map
from trustbook.exchange.questions import Reading
from trustbook.exchange.reading import read_project

WHO_TRUSTS_WHOM = [
    ["Who", "trusts / distrusts", "Whom", "Because", "Interview"],
    ["Nurses", "trusts", "The municipality", "keeps promises", "Int 1"],
    ["Patients", "distrusts", "Nurses", "was let down", "Int 2"],
    ["Nurses", "trusts", "The municipality", "answers calls", "Int 2"],
]
NAME_GENERATOR = [
    ["ego_id", "ego_role", "alter", "alter_role", "relation", "closeness (1-5)"],
    ["E01", "GP", "E02", "Nurse", "trust", 5],
    ["E01", "GP", "E01", "Nurse", "trust", 4],
    ["E02", "Nurse", "E03", "GP", "conflict", 2],
]
MATRIX = [
    [None, "Patients", "Nurses", "The hospital"],
    ["Patients", None, 1, 0],
    ["Nurses", -1, None, None],
    ["The hospital", 1, 0, None],
]


def workbook(path, **sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        page = book.create_sheet(title.replace("_", " "))
        for row in rows:
            page.append(row)
    book.save(path)
    return path


def csv(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def read(path, **reading):
    lines = "\n".join(f"{key}: {value}" for key, value in reading.items())
    return read_project(path, import_map(lines, file="m.yml"))


def stated(project):
    """Truster, trustee, concept and sign of each relation."""
    columns = ["truster", "trustee", "concept", "sign"]
    return project.relations[columns].astype("object").fillna("").values.tolist()


def imported(path, *, draft="", **options):
    """The corpus of an import, after `draft` was written as its map where there is one."""
    if draft:
        options["map_file"] = csv(path.with_suffix(".yml"), draft)
    folder = path.with_name("corpus")
    result = import_corpus(path, into=folder, **options)
    assert [one.message for one in check_corpus(folder)] == []
    return read_corpus(folder), result


def left_out(project):
    rows = project.account.left_out
    return [(row["place"].rpartition(", sheet ")[2], row["reason"]) for row in rows]


def test_who_trusts_whom_needs_no_map_where_words_say_who_and_what(tmp_path):
    corpus, result = imported(workbook(tmp_path / "w.xlsx", Who_trusts_whom=WHO_TRUSTS_WHOM))
    rows = corpus.table("relations")
    assert rows[["truster", "trustee", "concept", "encounter"]].values.tolist() == [
        ["nurses", "the-municipality", "trust", "d01"],
        ["patients", "nurses", "distrust", "d02"],
        ["nurses", "the-municipality", "trust", "d02"],
    ]
    assert corpus.table("concepts")["sign"].tolist() == [1, -1]
    assert not any(corpus.has(name) for name in ("segments", "codes", "codings", "cases"))
    assert result.key_file is None
    assert rows["memo"].isna().all()


def test_notes_are_kept_where_the_map_asks_for_them(tmp_path):
    path = workbook(tmp_path / "w.xlsx", Ties=WHO_TRUSTS_WHOM)
    corpus, _ = imported(path, draft="keep: [memos]")
    assert corpus.table("relations")["memo"].tolist()[0] == "keeps promises"


def test_a_name_generator_asks_for_signs_and_hides_its_egos(tmp_path):
    path = workbook(tmp_path / "n.xlsx", Network=NAME_GENERATOR)
    with pytest.raises(ExportError, match="concepts: Conflict: which sign does it have"):
        imported(path)
    draft = draft_of(path, into=tmp_path / "d.yml").read_text(encoding="utf-8")
    corpus, result = imported(path, draft=draft.replace("sign:  # 1, -1 or 0", "sign: -1"))
    rows = corpus.table("relations")
    assert rows[["case", "truster", "trustee", "concept", "weight"]].values.tolist() == [
        ["P01", "gp", "nurse", "trust", 5],
        ["P02", "nurse", "gp", "conflict", 2],
    ]
    assert corpus.table("cases")["stakeholder"].tolist() == ["gp", "nurse"]
    assert [row["reason"] for row in result.account.left_out] == ["of a person who names themself"]
    written = b"".join(file.read_bytes() for file in result.folder.iterdir())
    assert b"E01" not in written
    assert b"E03" not in written


def test_a_matrix_of_signs_states_trust_and_distrust(tmp_path):
    corpus, result = imported(workbook(tmp_path / "m.xlsx", Matrix=MATRIX))
    assert corpus.table("relations")[["truster", "trustee", "concept"]].values.tolist() == [
        ["patients", "nurses", "trust"],
        ["nurses", "patients", "distrust"],
        ["the-hospital", "patients", "trust"],
    ]
    (element,) = result.account.elements
    assert (element["found"], element["kept"], element["dropped"]) == (5, 3, 2)


def test_ratings_say_what_the_map_says_they_say(tmp_path):
    path = csv(tmp_path / "r.csv", "from,to,trust (1-5)\nNurses,Patients,5\nPatients,Nurses,1\n"
               "Nurses,Patients,3\n")  # fmt: skip
    with pytest.raises(
        ExportError, match=r"concepts: trust \(1-5\) \(5, 1, 3\): which of its values"
    ):
        imported(path)
    draft = (
        "concepts:\n"
        '  - {concept: trust, label: Trust, sign: 1, variables: {"trust (1-5)": [">=4"]}}\n'
        '  - {concept: distrust, label: Distrust, sign: -1, variables: {"trust (1-5)": ["<=2"]}}\n'
    )
    corpus, result = imported(path, draft=draft)
    assert corpus.table("relations")[["truster", "trustee", "concept"]].values.tolist() == [
        ["nurses", "patients", "trust"],
        ["patients", "nurses", "distrust"],
    ]
    assert [row["place"].rpartition(", ")[2] for row in result.account.left_out] == ["row 4"]


def test_several_concepts_of_one_pair_are_columns_of_marks(tmp_path):
    text = "ego;alter;trust;distrust;note\nA;B;x;;one\nA;C;1;1;two\nB;A;0;;three\n"
    project = read(csv(tmp_path / "m.csv", text))
    assert stated(project) == [["A", "B", "trust", "1"], ["A", "C", "trust", "1"],
                               ["A", "C", "distrust", "-1"]]  # fmt: skip
    assert left_out(project) == [("m, row 4", "without a mark")]


@pytest.mark.parametrize(
    ("header", "word", "sign"),
    [
        ("Hvem,Forhold,Til hvem", "mistillid", "-1"),
        ("Wer,Beziehung,Wem", "vertraut", "1"),
        ("Qui,Relation,À qui", "méfiance", "-1"),
        ("Quién,Relación,A quién", "confía en", "1"),
        ("Från,Typ,Till", "förtroende", "1"),
        ("信任者,关系,被信任者", "不信任", "-1"),
        ("من,العلاقة,إلى", "ثقة", "1"),
        ("Source,Type,Target", "mistrusts", "-1"),
    ],
)
def test_headings_and_words_in_many_languages(tmp_path, header, word, sign):
    project = read(csv(tmp_path / "t.csv", f"{header}\nOne,{word},Two\n"))
    assert [row[0::3] for row in stated(project)] == [["One", sign]]


def test_a_column_of_signs_gives_a_concept_its_sign(tmp_path):
    text = "truster,trustee,concept,sign\nA,B,help,+\nB,A,help,-\nA,C,gossip,-1\nC,A,gossip,\n"
    project = read(csv(tmp_path / "t.csv", text))
    assert stated(project)[:3] == [
        ["A", "B", "help (+)", "1"], ["B", "A", "help (-)", "-1"], ["A", "C", "gossip (-1)", "-1"],
    ]  # fmt: skip


def test_signs_alone_are_trust_and_distrust_and_neither(tmp_path):
    text = "truster,trustee,valence\nA,B,1\nB,A,-1\nA,C,0\n"
    project = read(csv(tmp_path / "t.csv", text))
    assert [row[2:] for row in stated(project)] == [["trust", "1"], ["distrust", "-1"],
                                                    ["neither", "0"]]  # fmt: skip


def test_an_undirected_edge_and_a_row_without_a_trustee_are_listed(tmp_path):
    text = "Source,Target,Type,Weight\na,b,Directed,2\nb,a,Undirected,1\na,,Directed,1\n"
    project = read(csv(tmp_path / "trust.csv", text))
    assert stated(project) == [["a", "b", "trust", "1"]]
    assert left_out(project) == [("trust, row 3", "without a direction"),
                                 ("trust, row 4", "without a trustee")]  # fmt: skip


def test_persons_are_asked_about_and_become_person_1_and_2_by_the_draft(tmp_path):
    path = csv(tmp_path / "p.csv", "ego,alter,relation\nAnna Berg,Bo Lind,trust\n"
               "Bo Lind,Anna Berg,distrust\n")  # fmt: skip
    with pytest.raises(ExportError, match="stakeholders: Anna Berg, Bo Lind"):
        imported(path)
    draft = draft_of(path, into=tmp_path / "d.yml").read_text(encoding="utf-8")
    corpus, result = imported(path, draft=draft)
    assert corpus.table("stakeholders")["label"].tolist() == ["Person 1", "Person 2"]
    written = b"".join(file.read_bytes() for file in result.folder.iterdir())
    assert b"Anna" not in written
    assert b"Lind" not in written


@pytest.mark.parametrize(
    "header",
    ["Ego,Egos rolle,Alter,Alters rolle,Type", "ego_id,role of ego,alter,Alter role,relation",
     "Ego,Egorolle,Alter,Alter-Rolle,Beziehung",
     "respondent,respondent role,nominee,role (nominee),tie"],
)  # fmt: skip
def test_roles_of_egos_and_alters_are_found_by_their_headings(tmp_path, header):
    project = read(csv(tmp_path / "t.csv", f"{header}\nAnn,Nurse,Bo,Doctor,trust\n"))
    assert stated(project) == [["Nurse", "Doctor", "trust", "1"]]
    assert project.cases["name"].tolist() == ["Ann"]


def test_a_draft_prints_no_full_name_as_a_label(tmp_path):
    path = csv(tmp_path / "p.csv", "who,whom,concept\nAnna Berg,Kirurger,trust\n")
    draft = draft_of(path).read_text(encoding="utf-8")
    assert 'label: "Person 1"' in draft
    assert 'label: "Anna Berg"' not in draft


def test_the_role_of_an_alter_without_one_is_that_of_the_ego_of_this_name(tmp_path):
    text = "ego,ego role,alter,relation\nA,Nurse,B,trust\nB,Doctor,A,trust\nB,Doctor,C,trust\n"
    project = read(csv(tmp_path / "t.csv", text))
    assert [row[:2] for row in stated(project)] == [["Nurse", "Doctor"], ["Doctor", "Nurse"]]
    assert left_out(project) == [("t, row 4", "without a trustee")]


def test_blank_cells_below_an_ego_are_asked_about_and_filled(tmp_path):
    path = csv(tmp_path / "t.csv", "ego,ego role,alter,alter role,relation\n"
               "A,Nurse,B,Doctor,trust\n,,C,Doctor,trust\n")  # fmt: skip
    assert {one.key for one in read(path).questions} == {"fill_down"}
    assert len(read(path, fill_down="[ego, ego role]").relations) == 2


def test_merged_cells_are_filled(tmp_path):
    rows = [["Who", "Concept", "Whom"], ["Nurses", "trust", "Patients"], [None, "trust", "Doctors"]]
    path = workbook(tmp_path / "t.xlsx", Ties=rows)
    book = openpyxl.load_workbook(path)
    book.active.merge_cells("A2:A3")
    book.save(path)
    assert [row[0] for row in stated(read(path))] == ["Nurses", "Nurses"]


def test_a_sheet_per_participant_is_a_question(tmp_path):
    one = [["Who", "Concept", "Whom"], ["Nurses", "trust", "Patients"]]
    path = workbook(tmp_path / "t.xlsx", Int_1=one, Int_2=one)
    (question,) = read(path).questions
    assert (question.key, question.default) == ("sheets", "documents")
    assert read(path, sheets="documents").sources["name"].tolist() == ["Int 1", "Int 2"]
    assert read(path, sheets="tables").sources.empty


def test_a_sheet_per_concept_says_its_sign(tmp_path):
    marks = [[None, "Nurses", "Patients"], ["Nurses", None, 1], ["Patients", "x", None]]
    project = read(workbook(tmp_path / "t.xlsx", Trust=marks, Distrust=marks))
    assert project.questions == ()
    assert [row[2:] for row in stated(project)] == [["trust", "1"]] * 2 + [["distrust", "-1"]] * 2


def test_the_map_says_which_column_is_the_truster(tmp_path):
    path = csv(tmp_path / "t.csv", "Person 1,Person 2,concept\nNurses,Patients,trust\n")
    project = read(path, columns="{Person 1: truster, Person 2: trustee}")
    assert stated(project) == [["Nurses", "Patients", "trust", "1"]]


def test_messages_with_codes_are_coded_excerpts(tmp_path):
    path = csv(tmp_path / "t.csv", "From,To,Text,Code\nAnn,Bo,She listens,Trust\n")
    assert len(read(path).codings) == 1


def test_a_heading_that_says_trust_says_what_is_stated(tmp_path):
    path = csv(tmp_path / "t.csv", "Hvem,Stoler på,Styrke\nPatienter,Læger,3\n")
    project = read(path)
    assert stated(project) == [["Patienter", "Læger", "stoler på", "1"]]
    assert project.relations["weight"].tolist() == ["3"]
    assert project.questions == ()


@pytest.mark.slow
@pytest.mark.parametrize(
    "header",
    ["Who trusts,Whom,How much", "Truster,Trustee,I trust this person", "Who trusts,Whom,Strength"],
)
def test_degrees_in_words_are_a_question_and_never_trust(tmp_path, header):
    path = csv(
        tmp_path / "t.csv", f"{header}\nNurses,Patients,5: Very much\nPatients,Nurses,not at all"
    )
    with pytest.raises(ExportError, match="which of its values state what, with which sign"):
        import_corpus(path, into=tmp_path / "corpus")
    degree = header.rpartition(",")[2]
    concept = f"{{concept: trust, sign: 1, variables: {{{degree}: ['5: very much']}}}}"
    corpus, _ = imported(path, draft=f"concepts: [{concept}]")
    assert corpus.table("relations")[["truster", "concept"]].values.tolist() == [
        ["nurses", "trust"]
    ]


def test_a_weight_of_nought_is_no_tie(tmp_path):
    path = csv(tmp_path / "t.csv", "Who trusts,Whom,Strength\nA,B,3\nB,A,0\nA,C,\n")
    project = read(path)
    assert [row[:2] for row in stated(project)] == [["A", "B"], ["A", "C"]]
    assert project.account.number_dropped("relations", reason="cells saying that there is none (0)")


def test_messages_without_codes_are_no_relations(tmp_path):
    path = csv(tmp_path / "t.csv", "From,To,Message\nAnn,Bo,How are you today\n")
    assert read(path).relations.empty


def test_sums_of_a_matrix_are_counted_apart(tmp_path):
    rows = [["", "Nurses", "Doctors", "Total"], ["Nurses", "", 1, 1], ["Doctors", 1, "", 1],
            ["Total", 1, 1, 2]]  # fmt: skip
    project = read(workbook(tmp_path / "m.xlsx", Trust=rows))
    assert len(project.relations) == 2
    (element,) = project.account.elements
    assert element["reason"] == "5 cells that are sums of others"


def test_a_matrix_of_1_beside_one_of_signs_is_one_of_signs(tmp_path):
    one = [["", "Nurses", "Doctors"], ["Nurses", "", 1], ["Doctors", -1, ""]]
    other = [["", "Nurses", "Doctors"], ["Nurses", "", 1], ["Doctors", 1, ""]]
    path = workbook(tmp_path / "m.xlsx", Int_1=one, Int_2=other)
    project = read(path, sheets="documents")
    assert [row[3] for row in stated(project)] == ["1", "-1", "1", "1"]
    assert project.relations["source"].nunique() == 2
    assert project.questions == ()


def test_what_stands_beside_a_matrix_is_listed(tmp_path):
    path = csv(tmp_path / "trust.csv", ";Nurses;Doctors\nNurses;;1;\nDoctors;1;\n")
    book = openpyxl.Workbook()
    for row in (["", "Nurses", "Doctors"], ["Nurses", "", 1, "see notes"], ["Doctors", 1]):
        book.active.append(row)
    book.save(tmp_path / "m.xlsx")
    assert len(read(path).relations) == 2
    assert left_out(read(tmp_path / "m.xlsx")) == [
        ("Sheet, row 2, column D", "without a trustee"),
    ]


def test_hidden_rows_are_asked_about_and_listed_where_they_are_skipped(tmp_path):
    path = workbook(tmp_path / "w.xlsx", Ties=WHO_TRUSTS_WHOM)
    book = openpyxl.load_workbook(path)
    book.active.row_dimensions[3].hidden = True
    book.save(path)
    (question,) = read(path).questions
    assert (question.key, question.default) == ("hidden", "read")
    assert len(read(path, hidden="read").relations) == 3
    skipped = read(path, hidden="skip")
    assert len(skipped.relations) == 2
    assert left_out(skipped) == [("Ties, row 3", "hidden, which the map says to skip")]


def test_a_formula_without_a_stored_value_is_refused(tmp_path):
    rows = [*WHO_TRUSTS_WHOM, ["Nurses", '=IF(1>0,"trusts","")', "Patients", "", "Int 3"]]
    with pytest.raises(ExportError, match="1 formula without a stored value, such as in B5"):
        read(workbook(tmp_path / "w.xlsx", Ties=rows))


NAMES = ["Nurses", "Patients", "Doctors", ""]
ROWS = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.sampled_from(NAMES),
        st.sampled_from(["trust", "distrusts", "advice", ""]),
        st.sampled_from(["3", "2,5", "much", ""]),
    ),
    min_size=1,
    max_size=12,
)


@given(rows=ROWS, number=st.integers(0, 10**6))
def test_relations_in_are_relations_out_and_listed(tmp_path_factory, rows, number):
    text = "".join(f"{a};{b};{c};{w}\n" for a, b, c, w in rows)
    path = csv(tmp_path_factory.mktemp("t") / "t.csv", f"who;whom;concept;weight\n{text}")
    project = read(path)
    filled = [row for row in rows if any(row)]
    assert len(project.relations) + len(project.account.left_out) == len(filled)


CELLS = st.lists(st.sampled_from(["", "0", "1", "-1", "x", "trust"]), min_size=9, max_size=9)


@given(cells=CELLS)
def test_cells_of_a_matrix_are_relations_or_counted(tmp_path_factory, cells):
    names = NAMES[:3]
    lines = [";".join([name, *cells[at * 3 : at * 3 + 3]]) for at, name in enumerate(names)]
    path = csv(tmp_path_factory.mktemp("m") / "m.csv", "\n".join([";".join(["", *names]), *lines]))
    project = read(path)
    (element,) = project.account.elements or [{"found": 0, "kept": 0, "dropped": 0}]
    assert element["found"] == sum(map(bool, cells))
    assert element["kept"] == len(project.relations)


def test_ratings_of_a_matrix_are_a_question(tmp_path):
    rows = [["", "Nurses", "Patients"], ["Nurses", "", 5], ["Patients", 2, ""]]
    path = workbook(tmp_path / "m.xlsx", Closeness=rows)
    assert [one.key for one in read(path).questions] == ["concepts"]
    draft = "concepts: [{concept: close, sign: 1, variables: {value: ['>=4']}}]"
    corpus, _ = imported(path, draft=draft)
    assert corpus.table("relations")[["truster", "weight"]].values.tolist() == [["nurses", 5]]


def test_relations_without_a_stakeholder_of_the_map_are_listed(tmp_path):
    path = workbook(tmp_path / "w.xlsx", Ties=WHO_TRUSTS_WHOM)
    draft = (
        "stakeholders: [{stakeholder: N, label: Nurses, level: micro}, "
        "{stakeholder: M, names: [The municipality], level: meso}]"
    )
    corpus, result = imported(path, draft=draft)
    assert len(corpus.table("relations")) == 2
    assert [row["reason"] for row in result.account.left_out] == [
        "of a truster who is no stakeholder of the map"
    ]


def test_a_reading_without_answers_is_undecided():
    assert not Reading().answers("concepts")
