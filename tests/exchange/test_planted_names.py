"""No planted name is found in any byte that an import writes, whatever program the file is of."""

import json
import runpy
import sqlite3
import zipfile
from itertools import islice, product
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

from trustbook.exchange.importing import draft_of, import_corpus

SCHEMA = runpy.run_path(str(Path(__file__).with_name("test_qualcoder.py")))["SCHEMA"]
FIRST = ["Brand", "Cald", "Drav", "Elsk", "Fjor", "Gunv", "Hald", "Ingv", "Jorv", "Kolb", "Lund",
         "Marv", "Nyst", "Orm", "Pelv", "Quist", "Rasm", "Sund", "Torv", "Ulv"]  # fmt: skip
LAST = ["ika", "ilde", "ora", "ester", "une", "agna", "ette", "imus", "olf", "yra"]
NAMES = [first + last for first, last in product(FIRST, LAST)]
TEXT = "The nurse rang me at home. I trust her more than the office. Nobody wrote from the clinic."
QUOTED = "I trust her more than the office"


class Plants:
    """Names that are given out one after the other; `planted` are those that a file holds."""

    def __init__(self):
        self._names = iter(NAMES)
        self.planted = []

    def one(self):
        self.planted.append(next(self._names))
        return self.planted[-1]

    def two(self):
        return f"{self.one()} {self.one()}"

    def rest(self, *, at_most=200):
        names = list(islice(self._names, at_most))
        self.planted += names
        return names


def guid(number):
    return f"00000000-0000-4000-8000-{number:012x}"


def refi(folder, plants, *, origin, cases_as_codes=False, memo_selections=False):
    """A REFI-QDA project with a name wherever one may be."""
    start = TEXT.index(QUOTED)
    user, case, source = guid(1), guid(2), guid(3)
    cases = [(guid(1000 + n), name) for n, name in enumerate(plants.rest(at_most=60))]
    code_of_cases = "".join(f'<Code guid="{g}" name="{name}"/>' for g, name in cases)
    path = f"C:\\Users\\{plants.one()}\\{plants.two()}"
    xml = f"""<?xml version="1.0" encoding="utf-8"?>
<Project name="{plants.two()}" origin="{origin}" basePath="{path}" creatingUserGUID="{user}"
 xmlns="urn:QDA-XML:project:1.0">
<Users><User guid="{user}" name="{plants.two()}" id="{plants.one()}"/></Users>
<CodeBook><Codes><Code guid="{guid(10)}" name="Trust"/><Code guid="{guid(11)}" name="Nurse"/>
{f'<Code guid="{guid(12)}" name="Cases">{code_of_cases}</Code>' if cases_as_codes else ""}
</Codes></CodeBook>
<Variables><Variable guid="{guid(20)}" name="Village"><Description>{plants.one()}</Description>
</Variable><Variable guid="{guid(21)}" name="{plants.one()}"/></Variables>
<Cases><Case guid="{case}" name="{plants.two()}"><Description>{plants.two()}</Description>
<VariableValue><VariableRef targetGUID="{guid(20)}"/><TextValue>{plants.one()}</TextValue>
</VariableValue><VariableValue><VariableRef targetGUID="{guid(21)}"/>
<TextValue>{plants.one()}</TextValue></VariableValue><SourceRef targetGUID="{source}"/></Case>
{"".join(f'<Case guid="{g}" name="{name}"/>' for g, name in cases)}</Cases>
<Sources><TextSource guid="{source}" name="{plants.two()}.docx"
 richTextPath="absolute:///home/{plants.one()}/{plants.one()}.docx">
<Description>{plants.one()}</Description>
<PlainTextContent>{TEXT} {plants.two()} was there.</PlainTextContent>
<PlainTextSelection guid="{guid(30)}" name="{plants.one()}" startPosition="{start}"
 endPosition="{start + len(QUOTED)}" creatingUser="{user}">
<Coding guid="{guid(40)}" creatingUser="{user}"><CodeRef targetGUID="{guid(10)}"/></Coding>
<Coding guid="{guid(41)}" creatingUser="{user}"><CodeRef targetGUID="{guid(11)}"/></Coding>
<NoteRef targetGUID="{guid(50)}"/></PlainTextSelection>
{
        f'''<PlainTextSelection guid="{guid(31)}" name="x" startPosition="0" endPosition="9">
<Description>{plants.two()}</Description></PlainTextSelection>'''
        if memo_selections
        else ""
    }
<VariableValue><VariableRef targetGUID="{guid(20)}"/><TextValue>{plants.one()}</TextValue>
</VariableValue></TextSource>
<PDFSource guid="{guid(4)}" name="D:\\{plants.one()}\\{plants.two()}.pdf" path="relative:///a.pdf"/>
</Sources>
<Notes><Note guid="{guid(50)}" name="{plants.one()}" creatingUser="{user}">
<PlainTextContent>{plants.two()} told me</PlainTextContent></Note>
<Note guid="{guid(51)}" name="{plants.one()}"><PlainTextContent>{plants.one()}</PlainTextContent>
</Note></Notes>
<Links><Link guid="{guid(60)}" name="{plants.one()}" direction="OneWay" originGUID="{case}"
 targetGUID="{source}"/></Links>
<Sets><Set guid="{guid(70)}" name="{plants.one()}"><Description>{plants.one()}</Description>
<MemberSource targetGUID="{source}"/></Set></Sets>
<Graphs><Graph guid="{guid(80)}" name="{plants.one()}"/></Graphs>
<Description>{plants.two()}</Description></Project>"""
    place = folder / f"{plants.two()}.qdpx"
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr("project.qde", xml)
        archive.writestr(f"sources/{plants.one()}.txt", plants.one())
    return place


def nvivo(folder, plants):
    return refi(folder, plants, origin="NVivo for Mac 20", cases_as_codes=True)


def atlas(folder, plants):
    return refi(folder, plants, origin="ATLAS.ti 23")


def maxqda(folder, plants):
    return refi(folder, plants, origin="MAXQDA 24", memo_selections=True)


def qualcoder(folder, plants):
    place = folder / f"{plants.two()}.qda"
    place.mkdir()
    database = sqlite3.connect(place / "data.qda")
    database.executescript(SCHEMA)

    def insert(table, *rows):
        for row in rows:
            marks = ", ".join("?" * len(row))
            database.execute(f"INSERT INTO {table} VALUES ({marks})", row)

    owners = [plants.one(), plants.two()]
    insert("project", ("v8", "", plants.two(), plants.one()))
    insert("source", (1, f"{plants.two()}.txt", f"{TEXT} {plants.one()}.",
                      f"docs:/home/{plants.one()}/{plants.one()}.txt", plants.one(), owners[0],
                      "", None, None))  # fmt: skip
    insert("code_cat", (1, "Needs", owners[0], "", "", None))
    insert("code_name", (1, "Trust", "", 1, owners[0], "", ""), (2, "Nurse", "", None, "", "", ""))
    at = TEXT.index(QUOTED)
    insert("code_text", *((n, n, 1, QUOTED, at, at + len(QUOTED), owner, "", plants.one(), None, 0)
                          for n, owner in enumerate(owners, start=1)))  # fmt: skip
    insert("annotation", (1, 1, 0, 4, plants.two(), owners[1], ""))
    insert("attribute_type", ("Village", "", plants.one(), plants.one(), "case", "character"))
    insert("attribute", (1, "Village", "case", plants.one(), 1, "", ""),
           (2, "Village", "file", plants.one(), 1, "", ""))  # fmt: skip
    insert("journal", (1, plants.one(), plants.two(), "", plants.one()))
    names = [plants.two(), *plants.rest(at_most=40)]
    insert("cases", *((n, name, plants.one() if n == 1 else "", "", "")
                      for n, name in enumerate(names, start=1)))  # fmt: skip
    insert("case_text", (1, 1, 1, 0, len(TEXT) + 30, plants.one(), "", plants.one()))
    database.commit()
    database.close()
    return place


def taguette(folder, plants):
    place = folder / f"{plants.two()}.sqlite3"
    database = sqlite3.connect(place)
    database.executescript(
        """
        CREATE TABLE users (login TEXT, hashed_password TEXT, email TEXT);
        CREATE TABLE projects (id INTEGER, name TEXT, description TEXT);
        CREATE TABLE documents (id INTEGER, name TEXT, description TEXT, filename TEXT,
            created TEXT, project_id INTEGER, text_direction TEXT, contents TEXT);
        CREATE TABLE highlights (id INTEGER, document_id INTEGER, start_offset INTEGER,
            end_offset INTEGER, snippet TEXT);
        CREATE TABLE tags (id INTEGER, project_id INTEGER, path TEXT, description TEXT);
        CREATE TABLE highlight_tags (highlight_id INTEGER, tag_id INTEGER);
        CREATE TABLE commands (id INTEGER, date TEXT, user_login TEXT, project_id INTEGER,
            document_id INTEGER, payload TEXT);
        INSERT INTO tags VALUES (1, 1, 'Trust', ''), (2, 2, 'Nurse', '');
        INSERT INTO highlight_tags VALUES (1, 1), (2, 2);
        """
    )
    at = TEXT.index(QUOTED)
    for number in (1, 2):
        login = plants.one().lower()
        database.execute("INSERT INTO users VALUES (?, ?, ?)",
                         (login, plants.one(), f"{plants.one()}@example.org"))  # fmt: skip
        database.execute("INSERT INTO projects VALUES (?, ?, ?)",
                         (number, plants.two(), plants.two()))  # fmt: skip
        database.execute(
            "INSERT INTO documents VALUES (?, ?, ?, ?, '', ?, '', ?)",
            (number, plants.two(), plants.one(), f"{plants.two()}.docx", number,
             f"<p>{TEXT} {plants.one()} left.</p>"),
        )  # fmt: skip
        database.execute("INSERT INTO highlights VALUES (?, ?, ?, ?, ?)",
                         (number, number, at, at + len(QUOTED), f"<p>{QUOTED}</p>"))  # fmt: skip
        payload = json.dumps({"type": "highlight_add", "highlight_id": number})
        database.execute("INSERT INTO commands VALUES (1, '', ?, 1, 1, ?)", (login, payload))
    database.executemany("INSERT INTO users VALUES (?, '', '')",
                         [(name,) for name in plants.rest(at_most=40)])  # fmt: skip
    database.commit()
    database.close()
    return place


COLUMNS = ["Document", "Document group", "Speaker", "Segment", "Code", "Coder", "Memo", "Village"]


def rows_with(plants, *, number):
    return [
        [f"{plants.two()}.docx", plants.one(), plants.two(), f"{QUOTED} {n}, said {plants.one()}",
         ("Trust", "Nurse")[n % 2], plants.one(), plants.two(), plants.one()]
        for n in range(number)
    ]  # fmt: skip


def csv_file(folder, plants):
    place = folder / f"{plants.two()}.csv"
    lines = [COLUMNS, *rows_with(plants, number=9)]
    place.write_text("\n".join(",".join(f'"{cell}"' for cell in row) for row in lines) + "\n",
                     encoding="utf-8")  # fmt: skip
    return place


def workbook(folder, plants):
    book = openpyxl.Workbook()
    book.properties.creator, book.properties.title = plants.two(), plants.one()
    sheet = book.active
    sheet.title = plants.two()
    for row in [[f"Interviews by {plants.two()}"], [], COLUMNS, *rows_with(plants, number=12)]:
        sheet.append(row)
    sheet["A4"].comment = Comment(plants.two(), plants.one())
    for state in ("visible", "hidden", "veryHidden"):
        other = book.create_sheet(plants.one())
        other.sheet_state = state
        other.append(["Number", "Person", "Telephone"])
        other.append([1, plants.two(), plants.one()])
    place = folder / f"{plants.two()}.xlsx"
    book.save(place)
    return place


def ties(folder, plants):
    """Who trusts whom, by the names of people."""
    place = folder / f"{plants.two()}.csv"
    lines = ["truster,trustee,sign,note"]
    lines += [f"{plants.two()},{plants.two()},1,{plants.one()}" for _ in range(20)]
    place.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return place


FORMATS = {one.__name__: one for one in
           (nvivo, atlas, maxqda, qualcoder, taguette, csv_file, workbook)}  # fmt: skip


def names_in(folder, planted):
    """The planted names in the names and the bytes of the files of a folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    everything = "\n".join(
        f"{path.relative_to(folder)}\n{path.read_bytes().decode('utf-8', 'replace')}"
        for path in files
    ).casefold()
    return [name for name in planted if name.casefold() in everything]


@pytest.fixture(params=FORMATS)
def export(request, tmp_path):
    plants = Plants()
    (tmp_path / "export").mkdir()
    return FORMATS[request.param](tmp_path / "export", plants), plants.planted


@pytest.mark.slow
def test_no_planted_name_is_written(export, tmp_path):
    path, planted = export
    assert len(planted) > 40
    result = import_corpus(path, into=tmp_path / "data" / "mine")
    assert result.account.tables["codings"] >= 2
    assert not names_in(tmp_path / "data", planted)
    assert not names_in_json(result.report, planted)


def names_in_json(report, planted):
    text = json.dumps(report, ensure_ascii=False).casefold()
    return [name for name in planted if name.casefold() in text]


@pytest.mark.slow
def test_no_planted_name_is_written_with_the_draft_as_it_is(export, tmp_path):
    path, planted = export
    import_corpus(path, into=tmp_path / "data" / "mine", map_file=draft_of(path))
    assert not names_in(tmp_path / "data", planted)


def test_persons_who_trust_each_other_are_numbered_by_the_draft(tmp_path):
    plants = Plants()
    path = ties(tmp_path, plants)
    result = import_corpus(path, into=tmp_path / "data" / "mine", map_file=draft_of(path))
    assert result.account.tables["relations"] == 20
    assert not names_in(tmp_path / "data", plants.planted)


@pytest.mark.slow
def test_no_planted_name_of_several_files_is_written(tmp_path):
    plants = Plants()
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
    first = qualcoder(tmp_path / "a", plants)
    others = [csv_file(tmp_path / "b", plants), taguette(tmp_path / "c", plants)]
    draft = draft_of(first, others=others)
    result = import_corpus(first, others=others, into=tmp_path / "data" / "mine", map_file=draft)
    assert result.account.tables["codings"] > 10
    assert not names_in(tmp_path / "data", plants.planted)
