"""An archive: the same bytes for the same files, and every change in it named."""

import os
import subprocess
import zipfile

import pytest

from trustbook.archive.files import MANIFEST, check_archive, digests_of, write_archive
from trustbook.book.notebooks import write_text
from trustbook.corpus.packing import PIECE
from trustbook.errors import ArchiveError

# The SHA-512 of "abc" (FIPS 180-4, example of NIST)
ABC = (
    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
    "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
)


@pytest.fixture
def members(tmp_path):
    """Two files and some bytes; one file is longer than what is read at a time."""
    long = write_text(tmp_path / "from" / "long.txt", "trust " * (PIECE // 4))
    return {"b/long.txt": long, "a.txt": write_text(tmp_path / "from" / "a.txt", "abc"), "c": b"x"}


def packed(members, tmp_path, name="one.zip"):
    return write_archive(members, tmp_path / name)


def test_the_same_files_give_the_same_bytes_whatever_their_order_and_age(members, tmp_path):
    first = packed(members, tmp_path).read_bytes()
    os.utime(members["a.txt"], (1, 1))
    members["a.txt"].chmod(0o600)
    again = packed(dict(reversed(members.items())), tmp_path, "two.zip").read_bytes()
    assert first == again


def test_members_are_sorted_without_time_and_with_one_mode(members, tmp_path):
    with zipfile.ZipFile(packed(members, tmp_path)) as archive:
        infos = archive.infolist()
    assert [info.filename for info in infos] == ["a.txt", "b/long.txt", "c", MANIFEST]
    assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}
    assert {info.external_attr >> 16 for info in infos} == {0o100644}


def test_checksums_are_those_of_the_standard(members):
    assert digests_of(members["a.txt"])[0] == ABC
    assert digests_of(b"abc")[2] == 3


def test_the_list_verifies_with_the_tool_of_the_system(members, tmp_path):
    with zipfile.ZipFile(packed(members, tmp_path)) as archive:
        archive.extractall(tmp_path / "unpacked")
    tool = ["sha512sum", "--check", "--quiet", MANIFEST]
    process = subprocess.run(tool, cwd=tmp_path / "unpacked", check=False, capture_output=True)
    assert (process.returncode, process.stdout) == (0, b"")


def test_a_whole_archive_and_its_folder_have_no_faults(members, tmp_path):
    archive = packed(members, tmp_path)
    assert check_archive(archive) == (3, [])
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(tmp_path / "unpacked")
    write_text(tmp_path / "unpacked" / "later.txt", "added after unpacking")
    assert check_archive(tmp_path / "unpacked") == (3, [])


def test_a_changed_byte_and_a_missing_file_are_named(members, tmp_path):
    with zipfile.ZipFile(packed(members, tmp_path)) as archive:
        archive.extractall(tmp_path / "unpacked")
    write_text(tmp_path / "unpacked" / "a.txt", "abd")
    (tmp_path / "unpacked" / "c").unlink()
    assert check_archive(tmp_path / "unpacked")[1] == [
        "a.txt: its content is not what was archived",
        f"c: it is in {MANIFEST}, but missing, or a link",
    ]


def test_a_file_smuggled_into_the_archive_is_named(members, tmp_path):
    archive = packed(members, tmp_path)
    with zipfile.ZipFile(archive, "a") as opened:
        opened.writestr("stranger.txt", "x")
    assert check_archive(archive)[1] == [
        f"stranger.txt: it is in the archive, but not in {MANIFEST}"
    ]


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["a.txt", "A.txt"])
def test_a_second_member_at_a_place_is_named(members, tmp_path, name):
    """The same bytes, so that checksums agree; some systems take a.txt and A.txt for one file."""
    archive = packed(members, tmp_path)
    with zipfile.ZipFile(archive, "a") as opened:
        opened.writestr(name, "abc")
    faults = check_archive(archive)[1]
    assert "a.txt: 2 members have this place, and one would hide the other" in faults


def test_a_link_in_the_archive_is_named_though_its_bytes_are_listed(members, tmp_path):
    archive = packed(members | {"c": b"a.txt"}, tmp_path)
    link = zipfile.ZipInfo("c")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(tmp_path / "two.zip", "w") as new:
        for info in old.infolist():
            new.writestr(link if info.filename == "c" else info, old.read(info))
    assert check_archive(tmp_path / "two.zip")[1] == ["c: it is a link"]


def test_a_listed_file_that_became_a_link_is_not_followed(members, tmp_path):
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(packed(members, tmp_path)) as archive:
        archive.extractall(folder)
    (folder / "a.txt").unlink()
    (folder / "a.txt").symlink_to(tmp_path / "from" / "a.txt")
    assert check_archive(folder)[1] == [f"a.txt: it is in {MANIFEST}, but missing, or a link"]


def test_an_empty_folder_and_a_comment_are_named(members, tmp_path):
    archive = packed(members, tmp_path)
    with zipfile.ZipFile(archive, "a") as opened:
        opened.mkdir("b")
        opened.mkdir("interview with Kim")
        opened.comment = b"Kim"
    assert check_archive(archive)[1] == [
        f"interview with Kim/: it is an empty folder, which is not in {MANIFEST}",
        "the archive has a comment, which is no part of what was archived",
    ]


def test_a_file_that_is_listed_twice_is_refused(tmp_path):
    write_text(tmp_path / MANIFEST, f"{ABC}  a.txt\n{ABC}  a.txt\n")
    with pytest.raises(ArchiveError, match=r"a\.txt is listed twice"):
        check_archive(tmp_path)


def test_a_damaged_archive_is_told_apart_from_a_changed_one(members, tmp_path):
    archive = packed(members, tmp_path)
    archive.write_bytes(archive.read_bytes()[:-30])
    with pytest.raises(ArchiveError, match=r"one\.zip: not a whole zip archive"):
        check_archive(archive)


def test_a_byte_flipped_in_the_zip_is_named(members, tmp_path):
    archive = packed({"a.txt": b"abc" * 100, "b.txt": os.urandom(500)}, tmp_path)
    content = bytearray(archive.read_bytes())
    content[content.index(b"b.txt") + 100] ^= 1
    archive.write_bytes(content)
    faults = check_archive(archive)[1]
    assert [fault.partition(":")[0] for fault in faults] == ["b.txt"]


def test_a_list_that_leads_out_of_the_folder_is_not_followed(tmp_path):
    write_text(tmp_path / "outside.txt", "abc")
    write_text(tmp_path / "unpacked" / MANIFEST, f"{ABC}  ../outside.txt\n")
    faults = check_archive(tmp_path / "unpacked")[1]
    assert faults == [f"../outside.txt: it is in {MANIFEST}, but missing, or a link"]


def test_what_has_no_list_of_checksums_is_said(tmp_path):
    with pytest.raises(ArchiveError, match=f"there is no {MANIFEST} in it"):
        check_archive(tmp_path)
    write_text(tmp_path / MANIFEST, "not a checksum\n")
    with pytest.raises(ArchiveError, match=f"{MANIFEST}, line 1"):
        check_archive(tmp_path)


def test_a_file_that_is_gone_leaves_no_half_archive(members, tmp_path):
    members["b/long.txt"].unlink()
    with pytest.raises(FileNotFoundError):
        packed(members, tmp_path)
    assert not list(tmp_path.glob("one.zip*"))
