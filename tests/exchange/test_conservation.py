"""Codings in are codings out and codings listed: for any project, however odd."""

import io
import re
import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trustbook.errors import ExportError
from trustbook.exchange.account import Account
from trustbook.exchange.conservation import AS_MEMBERS, REPEATED, require_conserved
from trustbook.exchange.corpus_tables import corpus_tables
from trustbook.exchange.importing import import_corpus
from trustbook.exchange.mapping import EMPTY_MAP
from trustbook.exchange.reading import read_project
from trustbook.exchange.refi.markup import CountedTags

TEXT = "Åse 😀 said: nobody called me back, and nobody will."
GUIDS = [f"g{n}" for n in range(6)]
guids = st.sampled_from(GUIDS)
references = st.one_of(st.none(), guids)


@st.composite
def codings(draw):
    """Elements Coding: with a code, with a case, with nothing, with two codes, self-closed."""
    parts = []
    for _ in range(draw(st.integers(0, 4))):
        refs = "".join(
            f'<CodeRef targetGUID="{guid}"/>' for guid in draw(st.lists(guids, max_size=2))
        )
        user = draw(st.sampled_from(["", ' creatingUser="u1"', ' creatingUser="u2"']))
        parts.append(f"<Coding{user}>{refs}</Coding>" if refs else f"<Coding{user}/>")
    return "".join(parts)


@st.composite
def selections(draw):
    """A selection anywhere, in the text or not, of a name that may be words of it."""
    name = draw(st.sampled_from(["PlainTextSelection", "PDFSelection", "PictureSelection"]))
    start, end = draw(st.integers(-2, 60)), draw(st.integers(-2, 60))
    words = draw(st.sampled_from(["", "nobody called me back", "7"]))
    return (
        f'<{name} guid="{draw(guids)}" name="{words}" startPosition="{start}" endPosition="{end}">'
        f"{draw(codings())}<Description>d</Description></{name}>"
    )


@st.composite
def sources(draw):
    """A source with codings of its own and of its parts, and a memo that may be coded too."""
    name = draw(st.sampled_from(["TextSource", "PDFSource", "AudioSource"]))
    parts = "".join(draw(st.lists(selections(), max_size=4)))
    text = f"<PlainTextContent>{TEXT}</PlainTextContent>" if draw(st.booleans()) else ""
    return f'<{name} guid="{draw(guids)}">{text}{parts}{draw(codings())}</{name}>'


@st.composite
def projects(draw):
    """A project of codes, cases (some of them codes too), sources and a memo."""
    codes = "".join(f'<Code guid="{guid}" name="c"/>' for guid in draw(st.lists(guids)))
    cases = "".join(f'<Case guid="{guid}" name="k"/>' for guid in draw(st.lists(guids, max_size=2)))
    body = "".join(draw(st.lists(sources(), max_size=4)))
    note = (
        f'<Note guid="n"><PlainTextSelection guid="m">{draw(codings())}</PlainTextSelection></Note>'
    )
    origin = draw(st.sampled_from(["NVivo for Mac", "ATLAS.ti 9", "x"]))
    return (
        f'<Project xmlns="urn:QDA-XML:project:1.0" origin="{origin}"><CodeBook><Codes>{codes}'
        f"</Codes></CodeBook><Cases>{cases}</Cases><Sources>{body}</Sources><Notes>{note}</Notes>"
        "</Project>"
    )


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(xml=projects(), encoding=st.sampled_from(["utf-8", "utf-16"]))
def test_codings_of_a_random_project_are_read_or_listed(tmp_path_factory, xml, encoding):
    path = tmp_path_factory.mktemp("p") / "p.qde"
    path.write_bytes(xml.encode(encoding))
    export = read_project(path)
    moved = export.account.number_changed("codings", reason=AS_MEMBERS)
    omissions = [row for row in export.account.left_out if row["element"] == "codings"]
    assert len(re.findall(r"<Coding\b", xml)) == len(export.codings) + moved + len(omissions)
    places = [row["place"] for row in omissions]
    assert len(set(places)) == len(places)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(xml=projects())
def test_codings_of_a_random_project_are_in_the_corpus_or_listed_or_repeated(tmp_path_factory, xml):
    """Codings of a place without text are listed; the same one at the same place is counted."""
    path = tmp_path_factory.mktemp("p") / "p.qde"
    path.write_text(xml)
    result = corpus_tables(read_project(path), EMPTY_MAP, key=b"key")
    account = result.account
    elements = ("codings", "in the corpus: codings")
    omissions = sum(row["element"] in elements for row in account.left_out)
    repeated = sum(account.number_dropped(one, reason=REPEATED) for one in elements)
    moved = account.number_changed("codings", reason=AS_MEMBERS)
    number = len(result.tables["codings"]) if "codings" in result.tables else 0
    assert len(re.findall(r"<Coding\b", xml)) == number + omissions + repeated + moved
    assert all(row["found"] == row["kept"] + row["dropped"] for row in account.elements)


def test_a_coding_that_is_lost_on_the_way_is_an_error(tmp_path):
    path = tmp_path / "p.qde"
    path.write_text(
        '<Project><CodeBook><Codes><Code guid="c" name="Trust"/></Codes></CodeBook><Sources>'
        '<TextSource guid="t"><Coding><CodeRef targetGUID="c"/></Coding></TextSource></Sources>'
        "</Project>"
    )
    project = read_project(path)
    with pytest.raises(ExportError, match=r"1 coding in it, but 0 were read and 0 listed"):
        require_conserved(project.account, codings=0, file=project.file)


@pytest.mark.slow
def test_the_same_file_twice_is_repeated_and_not_lost(tmp_path):
    """Where the map says that a coder of both is one, each coding is in the corpus once."""
    for name in ("a.rqda", "b.rqda"):
        database = sqlite3.connect(tmp_path / name)
        database.executescript(
            """
            CREATE TABLE source (name text, id integer, file text, status integer);
            CREATE TABLE freecode (name text, id integer, status integer);
            CREATE TABLE treecode (cid integer, catid integer);
            CREATE TABLE codecat (name text, catid integer);
            CREATE TABLE coding (cid integer, fid integer, seltext text, selfirst real,
                selend real, status integer, owner text);
            INSERT INTO source VALUES ('Talk', 1, 'She comes every week, as she said.', 1);
            INSERT INTO freecode VALUES ('Trust', 1, 1);
            INSERT INTO coding VALUES (1, 1, 'She comes', 0, 9, 1, 'kim');
            """
        )
        database.commit()
        database.close()
    (tmp_path / "map.yml").write_text("same: {'a.rqda: C1': ['b.rqda: C1']}\n")
    for answers in (None, tmp_path / "map.yml"):
        folder = tmp_path / f"joint-{answers is None}"
        import_corpus(
            tmp_path / "a.rqda", others=[tmp_path / "b.rqda"], into=folder, map_file=answers
        )
        assert len((folder / "codings.csv").read_text().splitlines()) in (2, 3)


@given(
    st.lists(
        st.sampled_from(
            ["<Coding", "<q:Coding", " ", "/>", ">", "<Codings/>", "x" * 300, "<CodingX", "Coding "]
        )
    ),
    st.integers(1, 40),
)
def test_tags_are_counted_wherever_the_stream_is_cut(parts, size):
    data = "".join(parts).encode()
    stream = CountedTags(io.BytesIO(data), "Coding")
    while stream.read(size):
        pass
    assert stream.number == len(re.findall(rb"<(?:[\w.-]+:)?Coding[\s/>]", data))


def test_more_codings_than_were_counted_are_a_fault_too():
    account = Account(format="REFI-QDA")
    account.count("codings", 1)
    with pytest.raises(ExportError, match=r"^p: 1 coding in it, but 2 were read and 0 listed"):
        require_conserved(account, codings=2, file="p")


def test_what_is_read_kept_as_members_and_left_out_adds_up():
    """Of six codings three were read, two say whose words a passage is, and one is left out."""
    account = Account(format="REFI-QDA")
    account.count("codings", 6)
    account.change("codings", 2, reason=AS_MEMBERS)
    account.leave_out("codings", place="p", reason="empty")
    require_conserved(account, codings=3, file="p")
