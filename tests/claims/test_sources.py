import os

import pytest

from trustbook.claims.sources import make_anchors, read_key, read_sources, read_spans, write_new_key
from trustbook.errors import AnchorError

SPANS = "anchor,part,study,text\na1,1,s,beta gamma\n"


@pytest.fixture
def places(tmp_path):
    """A corpus folder, a folder of sources with one text, and a file of spans beside them."""
    for name in ("corpus", "texts"):
        (tmp_path / name).mkdir()
    (tmp_path / "texts" / "s.txt").write_text("Alpha beta\ngamma delta.", encoding="utf-8")
    (tmp_path / "spans.csv").write_text(SPANS, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_source_is_read_in_any_encoding(tmp_path, encoding):
    (tmp_path / "s.txt").write_bytes("Blåbærgrød – “ja”".encode(encoding))
    assert read_sources(tmp_path, studies=["s"]) == {"s": "Blåbærgrød – “ja”"}


def test_a_study_without_a_source_is_left_out(places):
    assert list(read_sources(places / "texts", studies=["s", "other", "../corpus/x"])) == ["s"]


def test_a_missing_folder_of_sources_is_named(tmp_path):
    with pytest.raises(AnchorError, match="no folder of sources"):
        read_sources(tmp_path / "nowhere", studies=["s"])


def test_spans_of_several_files_are_joined(places):
    (places / "more.csv").write_text("anchor;part;study;text\na2;1;s;alpha\n", encoding="utf-8-sig")
    assert read_spans([places / "spans.csv", places / "more.csv"])["anchor"].tolist() == [
        "a1",
        "a2",
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("anchor,part,study\na1,1,s\n", "lack the column text"),
        ("anchor,part,study,text\na1,one,s,beta\n", "a part 'one'"),
        ("anchor,part,study,text\na1,,s,beta\n", "a part"),
    ],
)
def test_faulty_spans_are_named(places, content, words):
    (places / "spans.csv").write_text(content, encoding="utf-8")
    with pytest.raises(AnchorError, match=words):
        read_spans([places / "spans.csv"])


def test_anchors_are_written_without_the_words(places):
    make_anchors([places / "spans.csv"], places / "texts", into=places / "corpus")
    written = (places / "corpus" / "anchors.csv").read_bytes()
    assert written.startswith(b"anchor,part,study,start,length,head,digest,method\na1,1,s,5,9,")
    assert b"beta" not in written
    assert b"\r" not in written


def test_spans_inside_the_corpus_are_refused(places):
    (places / "corpus" / "spans.csv").write_text(SPANS, encoding="utf-8")
    with pytest.raises(AnchorError, match="inside the corpus"):
        make_anchors([places / "corpus" / "spans.csv"], places / "texts", into=places / "corpus")


def test_a_new_key_is_secret_random_and_never_overwritten(places):
    first = write_new_key(places / "one.key", corpus=places / "corpus")
    second = write_new_key(places / "two.key", corpus=places / "corpus")
    keys = {read_key(path, corpus=places / "corpus") for path in (first, second)}
    assert sorted(map(len, keys)) == [64, 64]
    if os.name == "posix":
        assert first.stat().st_mode & 0o077 == 0
    with pytest.raises(AnchorError, match="there already"):
        write_new_key(first, corpus=places / "corpus")


def test_a_key_that_does_not_fit_on_the_disk_is_no_empty_file(places, full_disk):
    before = sorted(places.iterdir())
    with full_disk(), pytest.raises(OSError, match="large"):
        write_new_key(places / "one.key", corpus=places / "corpus")
    assert sorted(places.iterdir()) == before


def test_white_space_around_a_key_does_not_change_it(places):
    (places / "a.key").write_bytes(b"0123456789abcdef")
    (places / "b.key").write_bytes(b"0123456789abcdef\r\n")
    keys = {read_key(places / name, corpus=places / "corpus") for name in ("a.key", "b.key")}
    assert len(keys) == 1


@pytest.mark.parametrize(
    ("content", "words"), [(b"", "is empty"), (b" \n", "is empty"), (b"short", "has 5 bytes")]
)
def test_a_key_that_protects_nothing_is_refused(places, content, words):
    (places / "a.key").write_bytes(content)
    with pytest.raises(AnchorError, match=words):
        read_key(places / "a.key", corpus=places / "corpus")


def test_a_missing_key_is_named(places):
    with pytest.raises(AnchorError, match="no key at"):
        read_key(places / "a.key", corpus=places / "corpus")


def test_a_key_inside_the_corpus_is_refused(places):
    inside = places / "corpus" / "a.key"
    with pytest.raises(AnchorError, match="a published key protects nothing"):
        write_new_key(inside, corpus=places / "corpus")
    inside.write_bytes(b"0123456789abcdef")
    with pytest.raises(AnchorError, match="a published key protects nothing"):
        read_key(inside, corpus=places / "corpus")
