"""Files that mean harm: refused in a line, exit code 1, nothing written, memory bounded."""

import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

resource = pytest.importorskip("resource", reason="the peak of memory is asked of a POSIX system")

NS = "urn:QDA-XML:project:1.0"
DEEP = 100_000
MEGABYTE = 1_000_000
SOUND = f'<Project xmlns="{NS}" origin="x"/>'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
XML = {
    "dtd.qde": f'<!DOCTYPE Project SYSTEM "http://nowhere.invalid/x.dtd"><Project xmlns="{NS}"/>',
    "entities.qde": f'<!DOCTYPE Project [<!ENTITY l0 "lol">{LAUGHS}]>'
    f'<Project xmlns="{NS}" name="&l9;"/>',
    "external.qde": '<!DOCTYPE Project [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    f'<Project xmlns="{NS}"><Description>&x;</Description></Project>',
    "deep.qde": f'<Project xmlns="{NS}">' + "<Code>" * DEEP + "</Code>" * DEEP + "</Project>",
}
MOST_MEGABYTES = 150
RUN = """
import json, resource, sys
from click.testing import CliRunner
from trustbook.cli import main

def peak():
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / (1e6 if sys.platform == "darwin" else 1e3)

def tried(name):
    result = CliRunner().invoke(main, ["import", name, "--into", "data/mine"])
    return [name, result.exit_code, result.output]

CliRunner().invoke(main, ["import", "sound.csv", "--into", "sound"])
before = peak()
outcomes = [tried(name) for name in sys.argv[1:]]
print(json.dumps({"outcomes": outcomes, "megabytes": peak() - before}))
"""


def archive(path, **members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name, data)


def bomb(path, *, megabytes):
    """An archive of a sound project and one text that swells to so many megabytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("project.qde", SOUND)
        with file.open("sources/a.txt", "w", force_zip64=True) as member:
            for _ in range(megabytes):
                member.write(bytes(MEGABYTE))


def write_many_sheets(path, *, number):
    """A workbook with so many sheets of two cells."""
    office = "urn:oasis:names:tc:opendocument:xmlns"
    cells = "<table:table-row><table:table-cell><text:p>Code</text:p></table:table-cell>"
    sheet = f"<table:table>{cells}</table:table-row></table:table>"
    spaces = " ".join(f'xmlns:{n}="{office}:{n}:1.0"' for n in ("office", "table", "text"))
    body = f"<office:spreadsheet>{sheet * number}</office:spreadsheet>"
    archive(
        path,
        **{
            "content.xml": f"<office:document-content {spaces}><office:body>{body}</office:body>"
            "</office:document-content>"
        },
    )


def write_hostile_files(folder):
    for name, text in XML.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "encoding.qde").write_bytes(SOUND.replace('"x"', '"Ærø"').encode("latin-1"))
    archive(folder / "slip.qdpx", **{"../../evil.qde": SOUND, "..\\evil.txt": "evil"})
    bomb(folder / "bomb.qdpx", megabytes=400)
    archive(folder / "sheet-bomb.xlsx", **{"xl/workbook.xml": bytes(60 * MEGABYTE)})
    archive(folder / "cut.qdpx", **{"project.qde": SOUND, "sources/a.txt": "word " * 999})
    (folder / "cut.qdpx").write_bytes((folder / "cut.qdpx").read_bytes()[:-60])
    write_many_sheets(folder / "sheets.ods", number=10_000)
    (folder / "endless.csv").symlink_to("/dev/zero")
    os.mkfifo(folder / "pipe.csv")
    with sqlite3.connect(folder / "swollen.sqlite3") as database:
        database.execute("CREATE TABLE documents (contents TEXT, name TEXT)")
        database.execute("CREATE TABLE tags (path TEXT)")
        database.execute("CREATE TABLE highlights (snippet TEXT)")
        database.execute("CREATE TABLE highlight_tags (tag_id INTEGER)")
        database.execute("CREATE TABLE projects (name TEXT)")
        swollen = (70 * MEGABYTE,)
        database.execute("INSERT INTO documents VALUES (CAST(zeroblob(?) AS TEXT), '')", swollen)
    database.close()
    (folder / "text.sqlite3").write_text("not a database", encoding="utf-8")
    (folder / "head.qda").write_bytes(b"SQLite format 3\0" + bytes(range(256)) * 40)
    with sqlite3.connect(folder / "other.sqlite3") as database:
        database.execute("CREATE TABLE songs (title TEXT)")
    database.close()


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """What became of every hostile file, tried one after the other in one process."""
    folder = tmp_path_factory.mktemp("hostile") / "work"
    folder.mkdir()
    (folder / "sound.csv").write_text("document,code,text\nd,Trust,Well\n", encoding="utf-8")
    write_hostile_files(folder)
    names = sorted(path.name for path in folder.iterdir() if path.name != "sound.csv")
    before = snapshot(folder.parent)
    process = subprocess.run(
        [sys.executable, "-c", RUN, *names], cwd=folder, capture_output=True, text=True, check=True
    )
    new_files = snapshot(folder.parent) - before - {"work/sound", "work/sound.key"}
    new_files = {name for name in new_files if not name.startswith("work/sound/")}
    return json.loads(process.stdout) | {"made": new_files}


def snapshot(folder):
    return {path.relative_to(folder).as_posix() for path in Path(folder).rglob("*")}


@pytest.mark.slow
def test_every_hostile_file_is_refused_in_one_line_that_names_it(report):
    assert len(report["outcomes"]) == 16
    for name, code, output in report["outcomes"]:
        assert code == 1, f"{name}: {output}"
        assert output.count("\n") == 1, output
        assert name in output


@pytest.mark.slow
def test_no_hostile_file_leaves_anything_behind(report):
    assert report["made"] == set()


def test_hostile_files_do_not_take_memory(report):
    assert report["megabytes"] < MOST_MEGABYTES
