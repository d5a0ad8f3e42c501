"""What each column holds: by its heading, its content, the map; and what the draft asks."""

import pytest
import yaml

from trustbook.errors import ExportError, ParameterError
from trustbook.exchange.account import Account
from trustbook.exchange.columns import header_of
from trustbook.exchange.importing import draft_of, import_corpus, read_map
from trustbook.exchange.model import Project, frame
from trustbook.exchange.paths import with_paths_as_tree
from trustbook.exchange.questions import Reading
from trustbook.exchange.sheets import read_sheets
from trustbook.exchange.tabular import read_tabular

WORDS = (
    "She comes every week and listens",
    "Nobody told me anything about it",
    "They ring back at once when I call",
    "We meet on Mondays and talk it over",
)
CODES = ("Trust", "Distrust", "Trust", "Time")
MARKED = [(int(code == "Trust"), int(code == "Distrust"), int(code == "Time")) for code in CODES]
PEOPLE = ("A", "A", "B", "B")


def table(path, header, *columns):
    """A CSV file of these columns."""
    rows = [header.split(","), *(map(str, row) for row in zip(*columns, strict=True))]
    lines = (",".join(f'"{cell}"' for cell in row) for row in rows)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def header_in(path):
    """The columns of a table by their roles."""
    return header_of(read_sheets(path)[0].cells)


def roles_in(path):
    """The role of each column of a table."""
    return {one.name: one.role for one in header_in(path).roles}


def asked_of(path):
    """The column and the likeliest role of each question."""
    return {
        name: role for one in read_tabular(path).questions for name, role in one.default.items()
    }


def codes_of(project):
    """The path of each code."""
    names = project.codes.set_index("guid")["name"]
    parents = project.codes["parent"].map(names).fillna("")
    return list(zip(parents, project.codes["name"], strict=True))


@pytest.mark.parametrize(
    ("header", "meaning"),
    [
        ("Dokument,Fall,Rolle,Segment,Code", "document case variable words code"),
        ("文件,受访者,角色,片段,编码", "document case variable words code"),
        ("文档,文本,编码", "document words code"),
        ("المقابلة,المشارك,الدور,الاقتباس,الرمز", "document case variable words code"),
        ("Documento,Contenido de la cita,Códigos", "document words codes"),
        ("Entretien,Participante,Verbatim,Thème,Sous-thème,Codé par",
         "document case words category code coder"),
        ("Documento,Trecho,Código,Codificado por", "document words code coder"),
        ("Intervista,Citazione,Codice,Note", "document words code memo"),
        ("Bestand,Citaat,Code,Opmerking", "document words code memo"),
        ("Intervju,Deltagare,Citat,Kod,Kodare", "document case words code coder"),
        ("Intervju,Deltaker,Sitat,Kode,Kommentar", "document case words code memo"),
        ("Interview,Informant,Citat,Kodet af,Kode", "document case words coder code"),
        ("participant_id,full_response_text,code_level3,coded_text_excerpt",
         "case ignore level words"),
        ("passage_id,passage_text,code", "id words code"),
        ("text_chunk,label", "words code"),
        ("ResponseId,Full Text,Code 1,Code 2", "case words code code"),
        ("Participant Number,response,Code", "case words code"),
        ("ID,Text Content,Document,Codes,Number of Codes,Created by,Modified by",
         "id words document codes number_of_codes coder ignore"),
        ("doc_name,doc_id,code_name,code_id,segment_text,user_name",
         "document ignore code ignore words coder"),
        ("document,annotation collection,annotator,tag,properties,left_context,annotation",
         "document ignore coder code ignore ignore words"),
        ("Media Title,Excerpt Creator,Excerpt Copy,Codes Applied Combined,Code: Time Applied",
         "document coder words ignore mark"),
    ],
)  # fmt: skip
def test_headings_of_many_languages_and_programs_are_known(tmp_path, header, meaning):
    cells = [[f"cell {number}"] * 4 for number in range(header.count(",") + 1)]
    path = table(tmp_path / "t.csv", header, *cells)
    assert list(roles_in(path).values()) == meaning.split()
    assert not header_in(path).questions


@pytest.mark.parametrize(
    "lines",
    [
        ["Passus,Emneord 1", f"{WORDS[0]},Person", f"{WORDS[1]},Trust"],
        ["Interview", "Passus,Emneord 1", f"{WORDS[0]},Person", f"{WORDS[1]},Trust"],
        ["Segment,Code 1,Code 2,Code 3", f"{WORDS[0]},Person,Note,Case", f"{WORDS[1]},Trust,,"],
    ],
)
def test_a_code_or_a_title_called_like_a_column_is_no_heading(tmp_path, lines):
    path = tmp_path / "t.csv"
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    heading = next(line for line in lines if "," in line)
    assert list(roles_in(path)) == heading.split(",")


def test_a_question_as_heading_before_codes_holds_the_words(tmp_path):
    path = table(tmp_path / "t.csv", "Why do you trust her?,Code 1,Code 2", WORDS, CODES, CODES)
    assert roles_in(path)["Why do you trust her?"] == "words"
    assert not asked_of(path)


def test_levels_of_a_code_are_a_path_as_far_as_they_are_filled(tmp_path):
    path = table(tmp_path / "t.csv", "text,code_level2,code_level1", WORDS[:2], ("early", ""),
                 ("Trust", "Time"))  # fmt: skip
    assert codes_of(read_tabular(path)) == [("", "Trust"), ("Trust", "early"), ("", "Time")]


def test_the_last_category_is_the_code_where_no_column_holds_codes(tmp_path):
    path = table(tmp_path / "t.csv", "Text,Theme,Sub-theme", WORDS, ["Needs"] * 4, CODES)
    assert codes_of(read_tabular(path))[:2] == [("", "Needs"), ("Needs", "Trust")]


def test_what_dedoose_marks_is_named_without_its_frame(tmp_path):
    header = "Excerpt Copy,Code: Needs\\Trust Applied,Code: Needs\\Trust Weight"
    path = table(tmp_path / "t.csv", header, WORDS, ["True", "False"] * 2, [""] * 4)
    assert codes_of(read_tabular(path)) == [("", "Needs"), ("Needs", "Trust")]


def test_koder_beside_columns_of_marks_is_who_coded(tmp_path):
    columns = list(zip(*MARKED, strict=True))
    path = table(tmp_path / "t.csv", "Citat,Koder,Tillid,Mistillid,Tid", WORDS, "ÅJÅJ", *columns)
    assert roles_in(path)["Koder"] == "coder"
    assert len(read_tabular(path).users) == 2


def test_koder_without_other_codes_are_codes_and_beside_other_codes_who_coded(tmp_path):
    assert roles_in(table(tmp_path / "a.csv", "Citat,Koder", WORDS, CODES))["Koder"] == "codes"
    path = table(tmp_path / "b.csv", "Citat,Kode,Koder", WORDS, CODES, "ÅJÅJ")
    assert roles_in(path)["Koder"] == "coder"
    assert asked_of(path) == {}
    path = table(tmp_path / "c.csv", "Citat,Kode,Koder", WORDS, CODES, CODES[::-1])
    assert asked_of(path) == {"Koder": "coder"}


def test_a_column_for_each_coder_holds_what_that_coder_gave(tmp_path):
    """Four passages, two coders: one code each, but the second coder left out the last."""
    path = table(tmp_path / "t.csv", "Text,Rater 1,Rater 2", WORDS, CODES, (*CODES[:3], ""))
    project = read_tabular(path)
    assert not project.questions
    assert len(project.selections) == 4
    assert project.codings["coder"].value_counts().to_dict() == {"C1": 4, "C2": 3}
    assert project.users["coder"].to_list() == ["C1", "C2"]
    rows = {one["element"]: one["found"] for one in project.account.elements}
    assert (rows["rows"], rows["codings"]) == (4, 7)


def test_a_property_of_the_case_among_marks_is_asked_about(tmp_path):
    marks = list(zip(*MARKED, strict=True))
    people, manager = (*PEOPLE, "C", "C"), (1, 1, 0, 0, 1, 1)
    columns = [(*column, 0, 1) for column in marks]
    words = (*WORDS, "One more passage of words", "The last passage of words")
    path = table(tmp_path / "t.csv", "Case,Manager,Text,Trust,Distrust,Time", people, manager,
                 words, *columns)  # fmt: skip
    assert asked_of(path) == {"Manager": "variable"}


def test_numbers_beside_marks_are_asked_about_and_not_lost(tmp_path):
    trust, distrust, time = zip(*MARKED, strict=True)
    path = table(tmp_path / "t.csv", "Text,Trust,Distrust,Time", WORDS, [2 * one for one in trust],
                 distrust, time)  # fmt: skip
    assert asked_of(path) == {"Trust": "mark"}
    assert len(read_tabular(path).codings) == 4


def test_a_column_of_marks_that_is_called_like_a_role_is_asked_about(tmp_path):
    columns = list(zip(*MARKED, strict=True))
    path = table(tmp_path / "t.csv", "Text,Person,Distrust,Time", WORDS, *columns)
    assert asked_of(path) == {"Person": "mark"}


def test_who_changed_a_coding_last_is_not_who_coded_it(tmp_path):
    path = table(tmp_path / "t.csv", "ID,Document,Codes,Quotation Content,Modified by,Created by",
                 range(4), ["D"] * 4, CODES, WORDS, ["carl"] * 4, "abab")  # fmt: skip
    assert read_tabular(path).codings["coder"].to_list() == ["C1", "C2", "C1", "C2"]


def test_a_coder_with_rows_and_no_code_is_a_coder(tmp_path):
    path = table(tmp_path / "t.csv", "Segment,Code,Coder", [*WORDS[:2], *WORDS[:2]],
                 ["Trust", "Time", "", ""], ["ana", "ana", "bo", "bo"])  # fmt: skip
    assert read_tabular(path).users["coder"].to_list() == ["C1", "C2"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("header", "columns", "questions"),
    [
        ("Segment,Code,Codr", (WORDS, CODES, "abab"), {"Codr": "coder"}),
        ("Segmnt,Code", (WORDS, CODES), {"Segmnt": "words"}),
        ("Text,Answer,Code", (WORDS, WORDS[::-1], CODES), {"Text": "words"}),
        ("Document,File,Text,Code", ("ABAB", "AABB", WORDS, CODES), {"Document": "document"}),
        ("ID,Text,Code", (PEOPLE, WORDS, CODES), {"ID": "case"}),
        ("Name,Text,Code", (PEOPLE, WORDS, CODES), {"Name": "case"}),
        ("ID,Comment,Code", (range(4), WORDS, CODES), {"Comment": "words"}),
        ("A,B", (WORDS, CODES), {"A": "words", "B": "code"}),
        (
            "Text,Code (AB),Code (CD)",
            (WORDS, CODES, CODES),
            {"Code (AB)": "coded_by", "Code (CD)": "coded_by"},
        ),
        (
            "Text,Primary code,Secondary code",
            (WORDS, CODES, (*CODES[1:], CODES[0])),
            {"Primary code": "code", "Secondary code": "code"},
        ),
        ("Text,Anna,Bo", (WORDS, CODES, CODES), {"Anna": "coded_by", "Bo": "coded_by"}),
        (
            "Text,Code,Rater 1,Rater 2",
            (WORDS, CODES, "abab", "cdcd"),
            {"Rater 1": "ignore", "Rater 2": "ignore"},
        ),
    ],
)
def test_what_is_not_certain_is_asked_and_stops_an_import(tmp_path, header, columns, questions):
    path = table(tmp_path / "t.csv", header, *columns)
    assert asked_of(path) == questions
    with pytest.raises(ExportError, match="not certain how to read it") as raised:
        import_corpus(path, into=tmp_path / "mine")
    for name, role in questions.items():
        assert f"{role}={name}" in str(raised.value)
    assert not (tmp_path / "mine").exists()


def test_two_columns_that_tell_the_same_rows_apart_are_not_asked_about(tmp_path):
    path = table(tmp_path / "t.csv", "Document,File,Text,Code", "AABB", "ccdd", WORDS, CODES)
    assert not asked_of(path)


@pytest.mark.parametrize("heading", ["Because", "Gender", "Interviewer", "Mode", "Care", "Date"])
def test_words_that_are_only_a_little_like_a_name_are_not_asked_about(tmp_path, heading):
    path = table(tmp_path / "t.csv", f"Text,Code,{heading}", WORDS, CODES, "abcd")
    assert roles_in(path)[heading] == "variable"
    assert not asked_of(path)


def test_a_codebook_beside_excerpts_is_not_asked_about_but_other_codings_are(tmp_path):
    folder = tmp_path / "tables"
    folder.mkdir()
    table(folder / "a.csv", "Text,Code", WORDS, CODES)
    table(folder / "b.csv", "Code,When to use it", sorted(set(CODES)), WORDS[:3])
    project = read_tabular(folder)
    assert not project.questions
    assert any("b has no coded excerpts" in line for line in project.account.warnings)
    table(folder / "c.csv", "Code,Body of it", CODES, WORDS)
    assert [one.about for one in read_tabular(folder).questions] == ["Body of it"]


def test_the_map_says_what_a_column_is(tmp_path):
    path = table(tmp_path / "t.csv", "A,B,C", PEOPLE, WORDS, CODES)
    columns = {"A": "case", "B": "words", "c": "code"}
    project = read_tabular(path, Reading(columns=columns))
    assert not project.questions
    assert project.cases["name"].to_list() == ["A", "B"]
    assert project.codes["name"].to_list() == ["Trust", "Distrust", "Time"]


def test_several_columns_may_hold_codes_or_codes_above(tmp_path):
    path = table(tmp_path / "t.csv", "A,B,C,D", WORDS, ["Needs"] * 4, ["Safety"] * 4, CODES)
    columns = {"A": "words", "B": "category", "C": "category", "D": "code"}
    project = read_tabular(path, Reading(columns=columns))
    assert codes_of(project)[:3] == [("", "Needs"), ("Needs", "Safety"), ("Safety", "Trust")]


@pytest.mark.parametrize(
    ("columns", "fault"),
    [
        ({"Text": "speech"}, "column Text: there is no role speech; the roles are document"),
        ({"Words": "words"}, "t.csv has no column Words; it has Text, Code"),
        ({"Text": "words", "Code": "words"}, "the columns Text and Code cannot all be words"),
    ],
)
def test_faults_of_roles_are_told(tmp_path, columns, fault):
    path = table(tmp_path / "t.csv", "Text,Code", WORDS, CODES)
    with pytest.raises(ParameterError, match=fault):
        import_corpus(path, into=tmp_path / "mine", columns=columns)


def test_roles_of_columns_are_refused_for_what_is_no_table(tmp_path):
    path = tmp_path / "t.qdc"
    path.write_text('<CodeBook xmlns="urn:QDA-XML:codebook:1.0"/>', encoding="utf-8")
    with pytest.raises(ExportError, match=r"t\.qdc is no table"):
        import_corpus(path, into=tmp_path / "mine", columns={"A": "words"})


def test_columns_of_a_table_of_relations_have_roles_of_their_own(tmp_path):
    path = table(tmp_path / "t.csv", "A,B,C", "abab", "cdcd", ["trust", "distrust"] * 2)
    columns = {"A": "truster", "B": "trustee", "C": "concept"}
    project = read_tabular(path, Reading(columns=columns))
    assert project.relations[["truster", "trustee"]].drop_duplicates().to_numpy().tolist() == [
        ["a", "c"], ["b", "d"],
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    "header", ["Interview,Brødtekst,Stikord", "Who,Whom,Note", "a,b,c", "1,2,3", "Text,Code,Codr"]
)
def test_every_table_gives_a_draft_with_all_columns_and_their_first_values(tmp_path, header):
    path = table(tmp_path / "t.csv", header, PEOPLE, WORDS, CODES)
    draft = draft_of(path, into=tmp_path / "draft.yml")
    names = header.split(",")
    assert list(read_map(draft).reading.columns) == names
    line = next(
        one for one in draft.read_text(encoding="utf-8").splitlines() if f'"{names[2]}": ' in one
    )
    assert line.endswith('"Trust", "Distrust", "Time"')


def test_a_draft_answers_its_own_questions(tmp_path):
    path = table(tmp_path / "t.csv", "ID,Comment,Kode,Koder", PEOPLE, WORDS, CODES, "abab")
    draft = draft_of(path, into=tmp_path / "draft.yml")
    result = import_corpus(path, into=tmp_path / "mine", map_file=draft)
    assert result.account.tables["codings"] == 4


def test_paths_in_names_of_codes_are_asked_about(tmp_path):
    """t06: five ways to write what may be a path, a comparison or an arrow."""
    names = ("Trust > Nurse", "Trust::Nurse", "Trust/Nurse", "Trust – Nurse")
    path = table(tmp_path / "t.csv", "Text,Code", WORDS, names)
    (question,) = read_tabular(path).questions
    assert (question.key, question.default) == ("code_paths", [" > ", "::", "/", " – "])
    with pytest.raises(ExportError, match="code_paths: Trust > Nurse, "):
        import_corpus(path, into=tmp_path / "mine")
    draft = draft_of(path, into=tmp_path / "draft.yml").read_text(encoding="utf-8")
    assert yaml.safe_load(draft)["relations"]["pattern"] is None
    assert yaml.safe_load(draft)["stakeholders"] == []


@pytest.mark.parametrize(
    ("answer", "codes"),
    [("no", [("", "Trust > early")]), ("' > '", [("", "Trust"), ("Trust", "early")]),
     ("['>', /]", [("", "Trust"), ("Trust", "early")])],
)  # fmt: skip
def test_the_map_says_whether_names_are_paths(tmp_path, answer, codes):
    path = table(tmp_path / "t.csv", "Text,Code", WORDS[:1], ["Trust > early"])
    (tmp_path / "m.yml").write_text(f"code_paths: {answer}\n", encoding="utf-8")
    reading = read_map(tmp_path / "m.yml").reading
    project = read_tabular(path, reading)
    assert codes_of(project) == codes
    assert not project.questions


def test_maxqda_writes_paths_with_an_arrow(tmp_path):
    header = "Document group,Document name,Code,Beginning,End,Segment,Created by"
    path = table(tmp_path / "t.csv", header, ["Ward"] * 2, ["N1"] * 2,
                 ["Relations > Trust", "Relations > Distrust"], [3, 5], [3, 5], WORDS[:2],
                 ["AB"] * 2)  # fmt: skip
    project = read_tabular(path)
    assert not project.questions
    assert codes_of(project) == [("", "Relations"), ("Relations", "Trust"),
                                 ("Relations", "Distrust")]  # fmt: skip


@pytest.mark.parametrize(
    "name", ["and/or", "24/7", "Trust: parent > teacher", "self-care", "a -> b"]
)
def test_names_that_are_no_paths_are_not_asked_about(tmp_path, name):
    path = table(tmp_path / "t.csv", "Text,Code", WORDS[:1], [name])
    assert not read_tabular(path).questions


def test_names_of_a_program_without_a_tree_are_asked_about_and_the_map_makes_the_tree():
    rows = [{"guid": "1", "name": "Trust"}, {"guid": "2", "name": "Trust > early"},
            {"guid": "3", "name": "Time > waiting > long"}]  # fmt: skip
    project = Project(file="t.qdpx", account=Account(format="x"), codes=frame("codes", rows))
    (question,) = with_paths_as_tree(project, Reading()).questions
    assert (question.key, question.decides) == ("code_paths", False)
    tree = with_paths_as_tree(project, Reading(code_paths=(" > ",)))
    assert codes_of(tree) == [("", "Trust"), ("Trust", "early"), ("", "Time"),
                              ("Time", "waiting"), ("waiting", "long")]  # fmt: skip
    assert tree.codes["guid"].is_unique
    assert not with_paths_as_tree(tree, Reading()).questions


def test_null_in_a_map_is_empty(tmp_path):
    text = "stakeholders:\n- {stakeholder: n, level: null, documents: ['N*']}\n"
    (tmp_path / "m.yml").write_text(
        f"{text}relations: {{code: null, level: ~}}\n", encoding="utf-8"
    )
    mapping = read_map(tmp_path / "m.yml")
    assert (mapping.stakeholders[0].row["level"], mapping.trustee_code) == ("", "")


def test_a_map_without_stakeholders_is_not_called_missing(tmp_path):
    path = table(tmp_path / "t.csv", "Text,Code", WORDS, CODES)
    (tmp_path / "m.yml").write_text("stakeholders: []\n", encoding="utf-8")
    account = import_corpus(path, into=tmp_path / "mine", map_file=tmp_path / "m.yml").account
    assert "no stakeholder, speaker or relation is known: m.yml names none" in account.left_open


def test_a_map_that_grows_without_end_is_refused_in_a_line(tmp_path):
    levels = ["a: &a [x,x,x,x,x,x,x,x,x,x]"]
    for above, name in zip("abcdefgh", "bcdefghi", strict=True):
        levels.append(f"{name}: &{name} [{','.join([f'*{above}'] * 10)}]")
    (tmp_path / "m.yml").write_text("\n".join(levels), encoding="utf-8")
    with pytest.raises(ParameterError) as raised:
        read_map(tmp_path / "m.yml")
    assert len(str(raised.value).splitlines()) == 1
