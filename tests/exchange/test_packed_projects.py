"""Archives as people and computers pack them: every quotation is found, whatever the names."""

import unicodedata
import zipfile

import pytest

from trustbook.errors import ExportError
from trustbook.exchange.reading import read_project
from trustbook.exchange.refi.reader import read_refi

NS = "urn:QDA-XML:project:1.0"
TEXT = "She comes every week. Nobody told me."


def project(path="internal://talk.txt"):
    return (
        f'<Project xmlns="{NS}" origin="x"><CodeBook><Codes><Code guid="c1" name="Trust"/></Codes>'
        f'</CodeBook><Sources><TextSource guid="t1" name="Talk" plainTextPath="{path}">'
        '<PlainTextSelection guid="s1" startPosition="0" endPosition="20"><Coding guid="k1">'
        '<CodeRef targetGUID="c1"/></Coding></PlainTextSelection></TextSource></Sources></Project>'
    )


def packed(path, members):
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return path


def quotations(path):
    return read_project(path).selections["quotation"].to_list()


@pytest.mark.parametrize("file", ["p.qdpx", "p.zip", "p.qde", "p.ZIP"])
def test_a_project_is_known_by_what_is_packed_and_not_by_the_ending(tmp_path, file):
    members = {"project.qde": project(), "sources/talk.txt": TEXT}
    assert quotations(packed(tmp_path / file, members)) == ["She comes every week"]


def test_a_project_packed_in_a_folder_with_the_doubles_of_a_mac_is_read(tmp_path):
    members = {
        "__MACOSX/My project/._project.qde": "no project",
        "__MACOSX/My project/sources/._talk.txt": "no text",
        "My project/._project.qde": "no project",
        "My project/.DS_Store": "",
        "My project/project.qde": project(),
        "My project/sources/talk.txt": TEXT,
    }
    for file in ("p.qdpx", "p.zip"):
        assert quotations(packed(tmp_path / file, members)) == ["She comes every week"]


@pytest.mark.parametrize(
    ("path", "member"),
    [
        ("Int%201.txt", "Int 1.txt"),
        ("Int 1.txt", "Int%201.txt"),
        ("Int%20%C3%A9%202.txt", "Int é 2.txt"),
        ("Int é 2.txt", unicodedata.normalize("NFD", "Int é 2.txt")),
        (unicodedata.normalize("NFD", "INT É 2.txt"), "Int é 2.txt"),
        ("Int%20e%CC%81%202.txt", "int é 2.TXT"),
        ("100 %.txt", "100 %.txt"),
    ],
)
def test_a_text_is_found_however_its_name_is_written(tmp_path, path, member):
    members = {"project.qde": project(f"internal://{path}"), f"sources/{member}": TEXT}
    assert quotations(packed(tmp_path / "p.qdpx", members)) == ["She comes every week"]


def test_a_name_in_utf_8_is_found_where_the_archive_does_not_say_so(tmp_path):
    """The archiver of a Mac sets no flag for UTF-8."""
    members = {"project.qde": project("internal://Åse.txt"), "sources/Xse.txt": TEXT}
    path = packed(tmp_path / "p.qdpx", members)
    name = "Åse.txt".encode()
    data = path.read_bytes().replace(b"sources/Xse.txt", b"source/" + name)
    path.write_bytes(data)
    assert quotations(path) == ["She comes every week"]


@pytest.mark.parametrize("folder", ["sources", "Sources"])
def test_a_project_that_was_unpacked_is_read_with_its_texts(tmp_path, folder):
    place = tmp_path / "study"
    (place / folder).mkdir(parents=True)
    (place / "project.qde").write_text(project("internal://Talk.txt"))
    (place / folder / "talk.txt").write_text(TEXT)
    assert quotations(place) == ["She comes every week"]
    assert quotations(place / "project.qde") == ["She comes every week"]


def test_an_unpacked_project_reaches_for_no_file_elsewhere(tmp_path):
    (tmp_path / "talk.txt").write_text("secret of somebody else")
    place = tmp_path / "study"
    (place / "sources").mkdir(parents=True)
    (place / "sources" / "link.txt").symlink_to(tmp_path / "talk.txt")
    for path in ("../talk.txt", "relative:///../talk.txt", "internal://link.txt"):
        (place / "project.qde").write_text(project(path))
        assert read_project(place).sources["text"].isna().all()


def test_an_archive_says_which_export_in_it_to_give(tmp_path):
    with zipfile.ZipFile(tmp_path / "w.zip", "w") as outer:
        outer.writestr("out/ward.qdpx", "PK")
    with pytest.raises(ExportError, match=r"unpack it, and give ward\.qdpx in it"):
        read_refi(tmp_path / "w.zip")


def test_a_folder_says_which_export_in_it_to_give(tmp_path):
    packed(tmp_path / "study.qdpx", {"project.qde": project(), "talk.txt": TEXT})
    with pytest.raises(ExportError, match=r"give study\.qdpx in it"):
        read_project(tmp_path)
    (tmp_path / "a.atlproj").mkdir()
    with pytest.raises(ExportError, match=r"open it in ATLAS\.ti"):
        read_project(tmp_path / "a.atlproj")


def test_a_text_that_is_packed_twice_is_read_and_two_texts_of_one_name_are_not(tmp_path):
    twice = {"project.qde": project(), "sources/talk.txt": TEXT, "copy/talk.txt": TEXT}
    assert quotations(packed(tmp_path / "twice.qdpx", twice)) == ["She comes every week"]
    two = twice | {"copy/talk.txt": "something else altogether"}
    export = read_project(packed(tmp_path / "two.qdpx", two))
    assert export.selections["quotation"].isna().all()
    assert "several times" in export.account.warnings[0]
