import sqlite3
from contextlib import closing

import pandas as pd
import pytest

from trustbook.errors import ExportError
from trustbook.exchange.reading import read_project
from trustbook.exchange.taguette import read_taguette, text_of_html

HTML = "<p>Jeg stoler på hende 😀.</p>\n<p>Hun &amp; jeg: <b>ثقة</b> er alt.</p>"
TEXT = "Jeg stoler på hende 😀.\nHun & jeg: ثقة er alt."


def elements_of(project):
    """One row per kind of element of the account."""
    return pd.DataFrame(project.account.elements)


def offsets_of(project):
    return pd.DataFrame(project.account.offsets)


def project_at(path, *, highlights, html=HTML, second_project=False):
    """A project as Taguette 1.4 stores it, with an account whose password must never be read."""
    database = sqlite3.connect(path)
    database.executescript(
        """
        CREATE TABLE users (login TEXT PRIMARY KEY, hashed_password TEXT, email TEXT);
        CREATE TABLE projects (id INTEGER PRIMARY KEY, name TEXT, description TEXT);
        CREATE TABLE documents (id INTEGER PRIMARY KEY, name TEXT, description TEXT,
            filename TEXT, created TEXT, project_id INTEGER, text_direction TEXT, contents TEXT);
        CREATE TABLE highlights (id INTEGER PRIMARY KEY, document_id INTEGER,
            start_offset INTEGER, end_offset INTEGER, snippet TEXT);
        CREATE TABLE tags (id INTEGER PRIMARY KEY, project_id INTEGER, path TEXT, description TEXT);
        CREATE TABLE highlight_tags (highlight_id INTEGER, tag_id INTEGER);
        CREATE TABLE commands (id INTEGER PRIMARY KEY, date TEXT, user_login TEXT,
            project_id INTEGER, document_id INTEGER, payload TEXT);
        INSERT INTO users VALUES ('admin', 'scrypt:secret', 'a@example.org');
        INSERT INTO projects VALUES (1, 'Tillid', '');
        INSERT INTO tags VALUES (1, 1, 'Trust', 'Relies on'), (2, 1, 'Nurse', '');
        """
    )
    if second_project:
        database.execute("INSERT INTO projects VALUES (2, 'Other', '')")
    database.execute(
        "INSERT INTO documents VALUES (1, 'SU1', '', 'su1.docx', '2024-03-05 10:00:00', 1, '', ?)",
        (html,),
    )
    for number, (start, end, snippet) in enumerate(highlights, start=1):
        database.execute(
            "INSERT INTO highlights VALUES (?, 1, ?, ?, ?)", (number, start, end, snippet)
        )
        database.execute("INSERT INTO highlight_tags VALUES (?, 1), (?, 2)", (number, number))
        payload = f'{{"type": "highlight_add", "highlight_id": {number}}}'
        database.execute("INSERT INTO commands VALUES (?, '', 'admin', 1, 1, ?)", (number, payload))
    database.commit()
    database.close()
    return path


def byte(text: str, words: str) -> tuple[int, int]:
    start = len(text[: text.index(words)].encode())
    return start, start + len(words.encode())


def test_offsets_are_bytes_of_the_text_without_tags(tmp_path):
    """å takes two bytes, the emoji four and each Arabic letter two."""
    wanted = ["hende 😀", "ثقة", "Hun & jeg"]
    highlights = [(*byte(TEXT, words), f"<p>{words.replace('&', '&amp;')}</p>") for words in wanted]
    export = read_taguette(project_at(tmp_path / "p.sqlite3", highlights=highlights))
    assert export.selections["quotation"].to_list() == wanted
    assert export.selections["start_cp"].to_list() == [TEXT.index(words) for words in wanted]
    assert offsets_of(export)["score"].to_list() == [1.0]
    assert len(export.codings) == 6
    rows = elements_of(export)
    assert rows["found"].equals(rows["kept"] + rows["dropped"])


def test_a_highlight_that_stands_elsewhere_is_flagged_and_not_moved(tmp_path):
    start, end = byte(TEXT, "stoler")
    highlights = [(start + 2, end + 2, "stoler"), (start, end, "stoler")]
    export = read_taguette(project_at(tmp_path / "p.sqlite3", highlights=highlights))
    assert export.selections["start_cp"].isna().to_list() == [True, False]
    assert export.selections["quotation"].to_list() == ["stoler", "stoler"]
    assert not offsets_of(export)["verified"].item()
    assert export.account.warnings


def test_accounts_become_pseudonyms_and_passwords_are_never_read(tmp_path):
    path = project_at(tmp_path / "p.sqlite3", highlights=[(0, 3, "Jeg")])
    export = read_taguette(path)
    assert export.users["coder"].to_list() == ["C1"]
    assert export.codings["coder"].to_list() == ["C1", "C1"]
    everything = "".join(getattr(export, name).to_csv() for name in ("users", "codings", "memos"))
    assert "admin" not in everything
    assert "secret" not in everything


def test_several_projects_stay_apart_by_name(tmp_path):
    path = project_at(tmp_path / "p.sqlite3", highlights=[(0, 3, "Jeg")], second_project=True)
    export = read_taguette(path)
    assert export.sources["name"].to_list() == ["Tillid/SU1"]
    assert export.codes["name"].to_list() == ["Project 1", "Project 2", "Trust", "Nurse"]
    assert export.codes["parent"].to_list()[2:] == ["p1", "p1"]


def test_offsets_inside_a_character_or_outside_the_text_are_not_resolved(tmp_path):
    inside = len(b"Jeg stoler p") + 1
    highlights = [(inside, inside + 4, ""), (0, 9_999, ""), (-5, 3, ""), (None, 3, "")]
    export = read_taguette(project_at(tmp_path / "p.sqlite3", highlights=highlights))
    assert export.selections["start_cp"].isna().all()


def test_a_file_that_is_no_database_is_told_in_a_line(tmp_path):
    path = tmp_path / "p.sqlite3"
    path.write_bytes(b"SQLite formal 4\0 not at all")
    with pytest.raises(ExportError, match=r"^p\.sqlite3: not a database[^\n]*$"):
        read_taguette(path)


def test_a_truncated_database_is_told_in_a_line(tmp_path):
    path = project_at(tmp_path / "p.sqlite3", highlights=[(0, 3, "Jeg")])
    path.write_bytes(path.read_bytes()[:6_000])
    with pytest.raises(ExportError, match=r"^p\.sqlite3: a damaged database[^\n]*$"):
        read_taguette(path)


def test_a_row_that_claims_to_be_larger_than_any_memory_is_told_in_a_line(tmp_path):
    path = tmp_path / "p.sqlite3"
    with closing(sqlite3.connect(path)) as database:
        database.executescript("PRAGMA page_size = 512; CREATE TABLE projects (id, name)")
    data = bytearray(path.read_bytes())
    row = int.from_bytes(data[108:110], "big")  # where the schema's first row begins: its size
    data[row : row + 9] = b"\xff" * 9
    path.write_bytes(data)
    with pytest.raises(ExportError, match=r"^p\.sqlite3: a damaged database \([^\n]+\)[^\n]*$"):
        read_taguette(path)


def test_a_table_that_is_too_large_is_told_with_its_file(tmp_path, monkeypatch):
    monkeypatch.setattr("trustbook.exchange.database.LARGEST_TABLE", 10)
    path = project_at(tmp_path / "p.sqlite3", highlights=[(0, 3, "Jeg")])
    with pytest.raises(ExportError, match=r"^p\.sqlite3: its table \w+ has more than [^\n]*$"):
        read_taguette(path)


def test_a_database_of_something_else_is_told_in_a_line(tmp_path):
    path = tmp_path / "p.sqlite3"
    sqlite3.connect(path).execute("CREATE TABLE a (b)").connection.commit()
    with pytest.raises(ExportError, match="not one of Taguette"):
        read_taguette(path)


def test_a_view_in_place_of_a_table_is_not_read(tmp_path):
    """A view could run for ever."""
    path = project_at(tmp_path / "p.sqlite3", highlights=[])
    database = sqlite3.connect(path)
    database.executescript(
        "ALTER TABLE tags RENAME TO kept; CREATE VIEW tags AS WITH RECURSIVE n(id) AS "
        "(SELECT 1 UNION ALL SELECT id + 1 FROM n) SELECT id, 1 project_id, 'x' path FROM n;"
    )
    database.commit()
    database.close()
    with pytest.raises(ExportError, match="not one of Taguette"):
        read_taguette(path)


def test_reading_changes_nothing(tmp_path):
    path = project_at(tmp_path / "p.sqlite3", highlights=[(0, 3, "Jeg")])
    before = path.read_bytes()
    read_taguette(path)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["p.sqlite3"]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p> Trust grew.</p>", " Trust grew."),
        ("\n <p>Trust grew.</p>", "Trust grew."),
        (" \n<p>\n<b> Trust</b> grew.</p> ", "\n Trust grew. "),
        (" Trust <b>grew</b>.", "Trust grew."),
        ("<br> <p>Trust grew.</p>", " Trust grew."),
        ("\u00a0<p>Trust grew.</p>", "\u00a0Trust grew."),
    ],
)
def test_only_blanks_before_the_first_tag_are_no_part_of_the_text(tmp_path, html, text):
    """So does the HTML parser with which Taguette counts."""
    assert text_of_html(html) == text
    highlights = [(*byte(text, words), words) for words in ("Trust", "grew")]
    export = read_taguette(project_at(tmp_path / "p.sqlite3", highlights=highlights, html=html))
    assert export.selections["quotation"].to_list() == ["Trust", "grew"]
    assert offsets_of(export)["score"].to_list() == [1.0]
    assert offsets_of(export)["verified"].all()


def test_the_coder_is_who_made_a_highlight_and_not_who_changed_it(tmp_path):
    path = project_at(tmp_path / "p.sqlite3", highlights=[(0, 3, "Jeg")])
    database = sqlite3.connect(path)
    database.execute(
        "INSERT INTO commands VALUES (9, '', 'other', 1, 1, "
        '\'{"type": "highlight_add", "highlight_id": 1}\')'
    )
    database.commit()
    database.close()
    export = read_taguette(path)
    assert export.codings["coder"].to_list() == ["C1", "C1"]


def test_each_coding_of_a_tag_that_is_gone_is_listed(tmp_path):
    path = project_at(tmp_path / "p.sqlite3", highlights=[(0, 3, "Jeg"), (4, 10, "stoler")])
    database = sqlite3.connect(path)
    database.execute("DELETE FROM tags WHERE id = 2")
    database.execute("INSERT INTO highlight_tags VALUES (77, 1)")
    database.commit()
    database.close()
    account = read_project(path).account
    assert account.counted == {"codings": 5}
    assert [row["place"] for row in account.left_out] == [
        f"highlight_tags, row {row}" for row in (2, 4, 5)
    ]


def test_a_tag_below_a_tag_is_a_code_below_a_code(tmp_path):
    path = project_at(tmp_path / "p.sqlite3", highlights=[])
    database = sqlite3.connect(path)
    database.execute("ALTER TABLE tags ADD COLUMN parent_id INTEGER")
    database.execute("UPDATE tags SET parent_id = 1 WHERE id = 2")
    database.commit()
    database.close()
    codes = read_taguette(path).codes.set_index("name")
    assert codes["parent"].dropna().to_dict() == {"Nurse": "t1"}


def test_text_of_html_keeps_blanks_and_resolves_entities():
    assert text_of_html(HTML) == TEXT
