"""A draft that nobody edits gives what a careful person would give, or stops with a question."""

from typing import NamedTuple

import openpyxl
import pytest

from trustbook.corpus.reading import read_corpus
from trustbook.errors import ExportError
from trustbook.exchange.importing import draft_of, import_corpus, read_map
from trustbook.exchange.reading import read_project

WORDS = (
    "She comes every week and listens to me",
    "Nobody told me anything about the plan",
    "They ring back at once when I call them",
    "We meet on Mondays and talk it all over",
    "He said he would come but he never did",
    "I know her now and so I tell her things",
)
TRUST = ("Trust", "Time", "Trust", "Time", "Trust", "Time")


class Sibling(NamedTuple):
    """A table: its rows, and the numbers of a careful person or what must be decided."""

    rows: list
    numbers: dict | None = None
    question: str = ""
    left_out: tuple = ()
    suffix: str = ".csv"


def rows(header, *columns):
    return [header.split(","), *(list(row) for row in zip(*columns, strict=True))]


def written(folder, name, sibling):
    path = folder / f"{name}{sibling.suffix}"
    if sibling.suffix == ".xlsx":
        book = openpyxl.Workbook()
        for row in sibling.rows:
            book.active.append(row)
        book.save(path)
    else:
        cells = [['"' + str(c).replace('"', '""') + '"' for c in row] for row in sibling.rows]
        text = "".join(",".join(row) + "\n" for row in cells)
        path.write_text(text, encoding="utf-8")
    return path


def numbers_of(folder):
    corpus = read_corpus(folder)

    def column(table, name):
        return corpus.table(table)[name].tolist() if corpus.has(table) else []

    labels = dict(zip(column("codes", "code"), column("codes", "label"), strict=True))
    coded = [labels[code] for code in column("codings", "code")]
    return {
        "codings": {name: coded.count(name) for name in dict.fromkeys(coded)},
        "cases": len(column("cases", "case")),
        "documents": len(set(column("segments", "encounter"))),
        "coders": len(set(column("codings", "coder"))),
        "relations": len(column("relations", "concept")),
    }


def walked(path, folder):
    """What the unedited draft of a file gives: the corpus, or the message."""
    draft = draft_of(path, into=folder / "draft.yml")
    try:
        return import_corpus(path, into=folder / "corpus", map_file=draft)
    except ExportError as error:
        assert not (folder / "corpus").exists()
        return str(error)


FOOTER = rows(
    "Interview,Segment,Code", "AABBCC", WORDS, ("Trust", "Time", "-", "NA", "Trust", "none")
)
SIBLINGS = {
    "footer of a column": Sibling(
        [*FOOTER, ["Total", "", "6"]], {"codings": {"Trust": 2, "Time": 1}, "documents": 2},
        left_out=("row 8, column all", "row 4, column Code", "row 5, column Code",
                  "row 7, column Code"),
    ),
    "footer of a sheet": Sibling(
        [*rows("Interview,Citat,Kode", "AABBCC", WORDS, ("Tillid", "ikke relevant", "keine", "?",
                                                        "–", "Tid")), ["I alt", None, 6]],
        {"codings": {"Tillid": 1, "Tid": 1}}, suffix=".xlsx",
        left_out=("row 8, column all", *(f"row {n}, column Kode" for n in (3, 4, 5, 6))),
    ),
    "words in a footer": Sibling(
        [*rows("Interview,Segment,Code", "AABBCC", WORDS, TRUST),
         ["Gesamt:", "6 segments", "Trust: 3"], ["Source: the survey of 2025", "", ""]],
        {"codings": {"Trust": 3, "Time": 3}}, left_out=("row 8, column all",),
    ),
    "no code in a cell of several": Sibling(
        rows("Interview,Segment,Codes", "AABBCC", WORDS,
             ("Trust; Time", "Trust; n/a", "ingen", "Time", "Trust", "N/A")),
        {"codings": {"Trust": 3, "Time": 2}},
        left_out=tuple(f"row {n}, column Codes" for n in (3, 4, 7)),
    ),
    "an id as text and as number": Sibling(
        rows("Participant,Segment,Code", ("7", 7.0, 7, "7.0", "8.0", 8), WORDS, TRUST),
        {"cases": 2}, suffix=".xlsx",
    ),
    "an id of another program": Sibling(
        rows("Participant,Segment,Code", ("7", "7.0", "8,0", "8", "1.5", "1.5"), WORDS, TRUST),
        {"cases": 3},
    ),
    "coders below codes": Sibling(
        rows("Interview,Segment,Trust,Distrust", "AAAAAA", WORDS,
             ("Anna", "Bo", "", "Anna", "", ""), ("", "", "Bo", "", "Anna", "")),
        {"codings": {"Trust": 3, "Distrust": 2}, "coders": 2},
    ),
    "several coders below codes": Sibling(
        rows("Interview,Segment,Trust,Distrust,Time", "AAAAAA", WORDS,
             ("Anna, Bo", "Bo", "", "Anna", "-", ""), ("", "", "Bo", "", "Anna;Bo", ""),
             ("", "Anna", "", "", "", "")),
        {"codings": {"Trust": 4, "Time": 1, "Distrust": 3}, "coders": 2},
    ),
    "names below words that may be codes": Sibling(
        rows("Interview,Segment,Privacy,Fear", "AAAAAA", WORDS,
             ("Anna", "Bo", "", "Anna", "", ""), ("", "", "Bo", "", "Anna", "")),
        question="Privacy: .* or those who gave the code of the heading",
    ),
    "Koder beside Kode": Sibling(
        rows("Citat,Koder,Kode", WORDS, ("Anna", "Bo") * 3, TRUST), {"coders": 2},
    ),
    "two people of nearly one name": Sibling(
        rows("Case,Segment,Code", ("Anna L.", "Ánna L.", "Bo") * 2, WORDS, TRUST), {"cases": 3},
    ),
    "one person spelt in two ways": Sibling(
        rows("Case,Segment,Code", ("P-07", "P7", "Bo") * 2, WORDS, TRUST), {"cases": 2},
    ),
    "a comma in a name": Sibling(
        rows("Case,Segment,Kode", "ABABAB", WORDS, ("Tillid, generelt", "Tid", "Tillid, specifikt",
                                                   "Tid", "Tid", "Mistillid")),
        question='split_codes: "Tillid, generelt"; "Tillid, specifikt": does ","',
    ),
    "a date of a spreadsheet": Sibling(
        rows("Case,Segment,Code", "ABABAB", WORDS, ("Trust", "2026-09-02", "Time", "Trust",
                                                   "02-Jan", "Time")),
        question="same: 2026-09-02, 02-Jan .* has a spreadsheet turned a code",
    ),
    "how often interviews have codes": Sibling(
        [["Interview", "Trust", "Distrust", "Time", "Total"], ["Int 1", 3, 0, 2, 5],
         ["Int 2", 1, 4, 0, 5], ["Int 3", "", "n/a", 5, 5], ["Total", 4, 4, 7, 15]],
        {"codings": {"Trust": 4, "Distrust": 4, "Time": 7}, "documents": 3},
        left_out=("row 5, column all",),
    ),
    "how often codes are in interviews": Sibling(
        [["Code System", "Int 1", "Int 2", "SUM"], ["Trust", 3, 0, 3], ["Distrust", 1, 4, 5],
         ["SUM", 4, 4, 8]],
        {"codings": {"Trust": 3, "Distrust": 5}, "documents": 2}, suffix=".xlsx",
        left_out=("row 4, column all",),
    ),
    "how often persons have codes, labels without a heading": Sibling(
        [[None, "A : Trust", "B : Time"], ["1 : Int 1", 3, 0], ["2 : Int 2", 1, 4]],
        {"codings": {"Trust": 4, "Time": 4}, "documents": 2}, suffix=".xlsx",
    ),
    "counts of an Atlas": Sibling(
        [["", "1: Int 1\nGr=6", "2: Int 2\nGr=5", "Totals"], ["○ Trust\nGr=3", 3, 0, 3],
         ["○ Time\nGr=5", 1, 4, 5], ["Totals", 4, 4, 8]],
        {"codings": {"Trust": 3, "Time": 5}, "documents": 2}, suffix=".xlsx",
        left_out=("row 4, column all",),
    ),
    "which interviews have codes": Sibling(
        [["Participant", "Trust", "Time"], ["Anna", "x", ""], ["Bo", "x", "x"], ["Cy", "", "x"]],
        {"codings": {"Trust": 2, "Time": 2}, "cases": 3},
    ),
    "numbers of what may be anything": Sibling(
        [[None, "Alpha", "Beta"], ["Gamma", 1, 2], ["Delta", 0, 3]], suffix=".xlsx",
        question="column A: does it name documents .* codes .* or those who trust",
    ),
    "counts and shares": Sibling(
        [["Interview", "Trust", "Time"], ["Int 1", "3 (60%)", "2 (40%)"], ["Int 2", "1", "0"]],
        question="which column",
    ),
    "how much roles rely on each other": Sibling(
        [[None, "GP", "Nurse", "Patient"], ["GP", "-", 3, 1], ["Nurse", 2, "-", 0],
         ["Patient", 3, 2, "-"]], suffix=".xlsx",
        question=r"concepts: value \(3, 1, 2\): which of its values state what",
    ),
    "signs between those who trust and others": Sibling(
        [[None, "GP", "Hospital", "Municipality"], ["Patient", 1, 0, -1], ["Relative", 1, 1, 0]],
        {"relations": 4}, suffix=".xlsx",
    ),
    "words between those who trust and others": Sibling(
        [["", "GP", "Hospital"], ["Patient", "trust", "distrust"], ["Relative", "", "trust"]],
        {"relations": 3},
    ),
    "marks between those who trust and others, with sums": Sibling(
        [["Who trusts whom", "GP", "Hospital", "Total"], ["Patient", 1, 0, 1],
         ["Relative", 1, 1, 2], ["Total", 2, 1, 3]], {"relations": 3}, suffix=".xlsx",
    ),
    "numbers between those who trust and others": Sibling(
        [["Truster \\ trustee", "GP", "Hospital"], ["Patient", 3, 0], ["Relative", 1, 2]],
        question=r"concepts: value \(3, 1, 2\): which of its values state what",
    ),
    "a wide name generator": Sibling(
        rows("ego,alter1,rating1,alter2,rating2", ("E1", "E2"), ("E2", "E1"), (5, 4), ("E3", ""),
             (2, "")),
        question=r"concepts: rating \(5, 2, 4\): which of its values state what",
    ),
    "a wide name generator with roles": Sibling(
        rows("ego_id,alter_1,alter_1_role,alter_1_trust,alter_2,alter_2_role,alter_2_trust",
             ("E1", "E2", "E3"), ("Bo", "Ann", ""), ("GP", "Nurse", ""), ("yes", "yes", ""),
             ("Cy", "", ""), ("Nurse", "", ""), ("no", "", "")),
        {"relations": 2, "cases": 2}, left_out=("row 2, number 2", "row 4, number 1"),
    ),
    "a wide name generator without numbers": Sibling(
        [["Respondent", "Name", "Trusts", "Name", "Trusts"], ["E1", "GP", "x", "Nurse", "x"],
         ["E2", "Nurse", "x", "", ""]], {"relations": 3},
    ),
    "checkboxes that REDCap numbers": Sibling(
        rows("record_id,interview_text,code___1,code___2", range(1, 7), WORDS, (1, 0) * 3,
             (0, 1) * 3),
        {"codings": {"code___1": 3, "code___2": 3}, "cases": 6},
    ),
    "answers to a form, with addresses": Sibling(
        rows("Timestamp,Email Address,Why do you trust her?,Code,Code 2",
             [f"2025/01/0{n} 10:00:00" for n in range(1, 7)],
             [f"p{n // 2}@example.org" for n in range(6)], WORDS, TRUST, ("", "Trust", "") * 2),
        {"codings": {"Trust": 4, "Time": 3}, "cases": 3},
    ),
    "Y and N of LimeSurvey": Sibling(
        rows("id,Q01,Trust,Time", range(6), WORDS, "YNYNYN", "NYNYNY"),
        {"codings": {"Trust": 3, "Time": 3}},
    ),
    "headings in two rows": Sibling(
        [["Interview", "Citat", "Relation", "", "System"], ["", "", "Tillid", "Mistillid", "Tid"],
         *([name, words, "x", "", "x"] for name, words in zip("AABBCC", WORDS, strict=True))],
        {"codings": {"Tillid": 6, "Tid": 6}, "documents": 3},
        suffix=".xlsx",
    ),
    "units below the headings": Sibling(
        [["Interview", "Segment", "Code", "Minutes"], ["(name)", "(text)", "(label)", "(min)"],
         *rows("", "AABBCC", WORDS, TRUST, range(6))[1:]],
        {"codings": {"Trust": 3, "Time": 3}, "documents": 3}, left_out=("row 2, column all",),
    ),
    "headings that come again": Sibling(
        [*rows("Interview,Segment,Code", "AAB", WORDS[:3], TRUST[:3]), ["", "", ""],
         *rows("Interview,Segment,Code", "BCC", WORDS[3:], TRUST[3:])],
        {"codings": {"Trust": 3, "Time": 3}, "documents": 3}, left_out=("row 6, column all",),
    ),
    "sums beside marks": Sibling(
        [["Interview", "Citat", "Tillid", "Tid", "I alt"],
         *([name, words, "x", "", 1] for name, words in zip("AABBCC", WORDS, strict=True))],
        {"codings": {"Tillid": 6}}, suffix=".xlsx",
    ),
    "a list of persons": Sibling(
        rows("Participant,Age,Children,Minutes", ("P1", "P2", "P3"), (41, 52, 33), (2, 1, 0),
             (45, 60, 50)),
        question="do the columns Children, Minutes count how often",
    ),
    "marks of codes in interviews": Sibling(
        [["Kode", "Int 1", "Int 2"], ["Tillid", "x", ""], ["Tid", "x", "x"]],
        {"codings": {"Tillid": 1, "Tid": 2}, "documents": 2}, suffix=".xlsx",
    ),
    "a pivot table": Sibling(
        [["Row Labels", "Count of Segment"], ["Int 1", ""], ["Trust", 3], ["Grand Total", 3]],
        question="which column holds the words", suffix=".xlsx",
    ),
    "a pivot table of codes": Sibling(
        [["Count of Segment", "Column Labels", "", ""], ["Row Labels", "Time", "Trust", "Total"],
         ["Int 1", 2, 3, 5], ["Int 2", "", 1, 1], ["Grand Total", 2, 4, 6]],
        {"codings": {"Time": 2, "Trust": 4}, "documents": 2}, left_out=("row 5, column all",),
        suffix=".xlsx",
    ),
    "codes called like sums": Sibling(
        rows("Interview,Segment,Code", "AABBCC", WORDS, ("Trust", "Total", "Sum") * 2),
        {"codings": {"Trust": 2, "Total": 2, "Sum": 2}},
    ),
    "what says that there is no level": Sibling(
        rows("Interview,Segment,Level 1,Level 2", "AABBCC", WORDS,
             ("Needs", "-", "Needs", "System", "n/a", "System"),
             ("Trust", "Time", "-", "Time", "-", "none")),
        {"codings": {"Trust": 1, "Time": 2, "Needs": 1, "System": 1}},
        left_out=("row 6, column Level 1",),
    ),
    "paths that may be names": Sibling(
        rows("Interview,Segment,Code", "AABBCC", WORDS,
             ("Trust > early", "Trust > late", "Time", "Trust/Nurse", "Time", "Time")),
        question="code_paths: Trust > early, Trust > late, Trust/Nurse",
    ),
    "relations that say that there is none": Sibling(
        rows("truster,trustee,concept", ("Nurses", "Patients", "Doctors", "Doctors", "Total"),
             ("Patients", "Nurses", "Nurses", "?", ""), ("trust", "-", "n/a", "trust", "")),
        {"relations": 1}, left_out=tuple(f"row {n}" for n in (3, 4, 5, 6)),
    ),
    "dashes between marks": Sibling(
        [["who trusts", "GP", "Nurse"], ["GP", "-", "x"], ["Nurse", "-", "-"]],
        {"relations": 1}, suffix=".xlsx",
        left_out=("row 2, column B", "row 3, column B", "row 3, column C"),
    ),
    "signs that are plus and minus": Sibling(
        [["", "GP", "Nurse"], ["GP", "", "+"], ["Nurse", "-", ""]], {"relations": 2},
    ),
    "full names below codes": Sibling(
        rows("Interview,Segment,Trust,Distrust", "AAAAAA", WORDS,
             ("Anna Berg", "Bo Lind", "", "Anna Berg", "", ""),
             ("", "", "Bo Lind", "", "Anna Berg and Bo Lind", "")),
        {"codings": {"Trust": 3, "Distrust": 3}, "coders": 2},
    ),
    "grades below codes": Sibling(
        rows("Interview,Segment,Trust,Distrust", "AAAAAA", WORDS, ("High", "Low", "") * 2,
             ("", "", "High") * 2),
        question="Trust: does it hold the code",
    ),
    "Koder beside several codes": Sibling(
        rows("Citat,Kode 1,Kode 2,Koder", WORDS, TRUST, ("", "Trust") * 3, ("AB", "CD") * 3),
        {"coders": 2, "codings": {"Trust": 6, "Time": 3}},
    ),
    "counts with decimals": Sibling(
        [["Interview", "Trust", "Time"], ["Int 1", "3,0", "0,0"], ["Int 2", "1,0", "2,0"]],
        {"codings": {"Trust": 4, "Time": 2}, "documents": 2},
    ),
    "a wide name generator of contacts": Sibling(
        rows("ID,Contact 1,Role 1,Trust (1-5) 1,Contact 2,Role 2,Trust (1-5) 2", ("E1", "E2"),
             ("Bo", "Di"), ("GP", "GP"), (5, 4), ("Cy", ""), ("Nurse", ""), (2, "")),
        question=r"concepts: Trust \(1-5\) \(5, 2, 4\)",
    ),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", SIBLINGS)
def test_an_unedited_draft_is_right_or_stops_with_a_question(tmp_path, name):
    sibling = SIBLINGS[name]
    path = written(tmp_path, "table", sibling)
    result = walked(path, tmp_path)
    if sibling.question:
        assert isinstance(result, str), numbers_of(result.folder)
        with pytest.raises(ExportError, match=sibling.question):
            import_corpus(path, into=tmp_path / "other")
        assert "not certain how to read it" in result
        return
    assert not isinstance(result, str), result
    numbers = numbers_of(result.folder)
    assert {key: numbers[key] for key in sibling.numbers} == sibling.numbers
    places = [row["place"] for row in result.account.left_out]
    assert all(any(place.endswith(end) for place in places) for end in sibling.left_out), places
    assert len(places) == len(sibling.left_out)
    assert not any("the file has no such code" in line for line in result.account.warnings)


def test_what_says_that_there_is_no_code_is_one_where_the_map_or_a_codebook_has_it(tmp_path):
    path = written(tmp_path, "table", Sibling(FOOTER))
    (tmp_path / "m.yml").write_text('same: {"NA": []}\n', encoding="utf-8")
    result = import_corpus(path, into=tmp_path / "mine", map_file=tmp_path / "m.yml")
    assert numbers_of(result.folder)["codings"] == {"Trust": 2, "Time": 1, "NA": 1}


@pytest.mark.slow
def test_a_code_of_the_codebook_is_never_taken_apart(tmp_path):
    book = openpyxl.Workbook()
    cells = ("Tillid, generelt", "Tid", "Tillid, generelt, Tid", "ingen", "Tid", "Mistillid")
    for row in rows("Case,Segment,Koder", "ABABAB", WORDS, cells):
        book.active.append(row)
    page = book.create_sheet("Kodebog")
    for row in (["Kode", "Beskrivelse"], ["Tillid, generelt", "som helhed"], ["Tid", "at vente"],
                ["Mistillid", "at tvivle"], ["ingen", "ingen af dem"]):  # fmt: skip
        page.append(row)
    book.save(tmp_path / "t.xlsx")
    result = walked(tmp_path / "t.xlsx", tmp_path)
    assert numbers_of(result.folder)["codings"] == {
        "Tillid, generelt": 2, "Tid": 3, "ingen": 1, "Mistillid": 1,
    }  # fmt: skip


def test_a_draft_is_about_the_codes_that_its_answers_give(tmp_path):
    cells = ("Trust|Fear", "Fear|Hope", "Trust|Hope", "Time", "Time", "Time")
    path = written(tmp_path, "table", Sibling(rows("Case,Segment,Codes", "ABABAB", WORDS, cells)))
    draft = draft_of(path, into=tmp_path / "d.yml").read_text(encoding="utf-8")
    assert 'split_codes: ["|"]' in draft
    assert 'codes: ["Hope"]' in draft
    result = import_corpus(path, into=tmp_path / "mine", map_file=tmp_path / "d.yml")
    assert len(result.account.tables) and result.account.tables["codings"] == 9
    assert not any("no such code" in line for line in result.account.warnings)


def test_a_case_with_two_values_is_named_as_in_the_file_on_the_terminal_alone(tmp_path):
    people = ("Anna Example", "Bo Example", "Cy Example") * 2
    table = rows("Case,Gender,Segment,Code", people, "fmmfmf", WORDS, TRUST)
    path = written(tmp_path, "table", Sibling(table))
    result = import_corpus(path, into=tmp_path / "mine")
    assert 'Gender: case Cy Example has "m" and "f" in the file' in result.left_open
    assert any("Gender: case P03 has several values" in line for line in result.account.warnings)
    assert not any(b"Cy Example" in file.read_bytes() for file in result.folder.iterdir())


@pytest.mark.slow
@pytest.mark.parametrize("end", ["\n", "\r\n", " \n "])
def test_a_heading_over_two_lines_is_the_same_heading(tmp_path, end):
    table = rows(f"ID,Document,Quotation Content,Codes,Number{end}of Codes", range(6), "AABBCC",
                 WORDS, ("Trust, Time", "Trust", "Time", "Trust, general", "Trust, Time", "Time"),
                 (2, 1, 1, 1, 2, 1))  # fmt: skip
    for suffix in (".csv", ".xlsx"):
        folder = tmp_path / suffix
        folder.mkdir()
        result = walked(written(folder, "t", Sibling(table, suffix=suffix)), folder)
        assert not isinstance(result, str), result
        assert numbers_of(result.folder)["codings"] == {"Trust": 3, "Time": 4, "Trust, general": 1}


def test_columns_of_codes_may_be_told_apart_by_letters(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("Respondent,Answer,Code A,Code B\n1,She listens,Trust,\n2,He left,Doubt,Time\n")
    project = read_project(path)
    assert (len(project.codings), len(project.selections), len(project.users)) == (3, 2, 0)


def test_a_draft_proposes_no_concept_that_names_a_participant(tmp_path):
    """The name is in that of a document; a map that writes it would be taken at its word."""
    path = tmp_path / "t.csv"
    rows = ("Interview,Text,Code", "Kirsten Holm 12-03,She listens,Trust")
    rows += ("Per Dahl 13-03,He left,Trust in Kirsten Holm",)
    path.write_text("\n".join(rows) + "\n")
    draft = draft_of(path, into=tmp_path / "m.yml")
    assert [one.row["label"] for one in read_map(draft).concepts] == ["Trust"]
    with pytest.raises(ExportError, match="the corpus would name somebody"):
        import_corpus(path, into=tmp_path / "c", map_file=draft)


def test_a_table_without_names_of_columns_is_refused_and_no_row_taken_for_them(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("D1,She listens to me,Trust\nD2,He left for good,Doubt\nD3,Never,Doubt\n")
    with pytest.raises(ExportError, match="D1 looks like a value, as D2 and D3 do below it"):
        read_project(path)


def test_a_coder_may_be_called_as_the_examples_of_the_data_dictionary_say(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("Document,Text,Code,Coder\nD1,She listens,Trust,Time\nD2,He left,Doubt,Bo\n")
    import_corpus(path, into=tmp_path / "c")
    assert len((tmp_path / "c" / "codings.csv").read_text().splitlines()) == 1 + 2
