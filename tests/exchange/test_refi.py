"""What programs write as REFI-QDA, dialect by dialect, read with the right words and counts."""

import io
import zipfile

import pandas as pd
import pytest

from trustbook.errors import ExportError
from trustbook.exchange.reading import read_project
from trustbook.exchange.refi.reader import read_refi

NS = "urn:QDA-XML:project:1.0"
LINES = [
    "Åse 😀 said: nobody called me back.",
    "لم يتصل بي أحد أبدا",
    "They were 👩🏽‍⚕️ kind, “us and them” was gone.",
    "Så kom jeg på arbejde igen, øh, ja.",
    "Trust grew slowly over the summer",
]
WORDS = ["nobody called me", "يتصل بي", "us and them", "på arbejde igen", "Trust grew", "summer"]


def elements_of(project):
    """One row per kind of element of the account."""
    return pd.DataFrame(project.account.elements)


def offsets_of(project):
    return pd.DataFrame(project.account.offsets)


def guid(number):
    return f"0000000{number // 1000}-0000-4000-8000-{number:012x}"


def utf16(text):
    return len(text.encode("utf-16-le")) // 2


def spans(text, *, count=len, words=WORDS):
    """Start and end of each of the words, as a program counts that measures text with `count`."""
    starts = [text.index(word) for word in words]
    places = [(start, start + len(word)) for start, word in zip(starts, words, strict=True)]
    return [(count(text[:start]), count(text[:end])) for start, end in places]


def selection(number, span, *, code=None, more="", coder=1):
    coding = f'<Coding guid="{guid(number + 500)}" creatingUser="{guid(coder)}">' + (
        f'<CodeRef targetGUID="{code}"/></Coding>'
    )
    return (
        f'<PlainTextSelection guid="{guid(number)}" startPosition="{span[0]}" '
        f'endPosition="{span[1]}" creatingUser="{guid(coder)}" '
        f'creationDateTime="2021-05-0{coder}T10:00:00Z" {more}>'
        f"{coding if code else ''}</PlainTextSelection>"
    )


def selections(places, *, code, first=100):
    return "".join(
        selection(first + number, place, code=code, coder=1 + number % 2)
        for number, place in enumerate(places)
    )


def project(body, *, origin, more=""):
    return (
        '<?xml version="1.0" encoding="utf-8"?>\r\n'
        f'<Project name="P" origin="{origin}" {more} xmlns="{NS}">'
        f'<Users><User guid="{guid(1)}" name="Ann Smith"/><User guid="{guid(2)}" name="Bo"/>'
        f"</Users>{body}</Project>"
    )


def codebook(*extra, code=None):
    return (
        f'<CodeBook><Codes><Code guid="{guid(10)}" name="Trust" isCodable="false">'
        f'<Code guid="{code or guid(11)}" name="Grows" isCodable="true" color="#AbC">'
        "<Description>Trust that grows</Description></Code></Code>"
        f"{''.join(extra)}</Codes></CodeBook>"
    )


def source(inner, *, path="", more='name="Interview 1"', number=20):
    where = f'plainTextPath="{path}"' if path else ""
    return f'<TextSource guid="{guid(number)}" {more} {where}>{inner}</TextSource>'


def write(path, xml, members=(), *, inner="project.qde"):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(inner, xml if isinstance(xml, bytes) else xml.encode())
        for name, data in dict(members).items():
            archive.writestr(name, data)
    return path


def read(tmp_path, xml, members=(), *, inner="project.qde"):
    return read_refi(write(tmp_path / "p.qdpx", xml, members, inner=inner))


def one_source(places, *, origin, path, code=None, more='name="Interview 1"'):
    code = code or guid(11)
    body = codebook() + f"<Sources>{source(selections(places, code=code), path=path, more=more)}"
    return project(body + "</Sources>", origin=origin)


def count(export, element):
    rows = elements_of(export).set_index("element")
    assert (rows["kept"] + rows["dropped"] == rows["found"]).all()
    row = rows.loc[element]
    return int(row["found"]), int(row["kept"]), int(row["changed"]), int(row["dropped"])


def require_words(export, words=WORDS):
    assert export.selections["quotation"].to_list() == words
    assert offsets_of(export)["verified"].all()
    text = export.sources.set_index("guid")["text"]
    for row in export.selections.itertuples():
        assert text[row.source][row.start_cp : row.end_cp] == row.quotation


def test_nvivo_for_windows_counts_utf16_units_without_mark_and_line_breaks_as_two(tmp_path):
    text = "\r\n".join(LINES)
    xml = one_source(spans(text, count=utf16), origin="NVivo", path="internal://A1.txt")
    export = read(tmp_path, xml, {"Sources/A1.txt": text.encode("utf-8-sig")})
    require_words(export)
    assert export.sources["text"].iloc[0] == text
    assert offsets_of(export)["rule"].iloc[0].startswith("UTF-16 units, CR LF as two")
    assert count(export, "selections of text") == (6, 6, 0, 0)
    assert count(export, "codings") == (6, 6, 0, 0)
    assert export.codings["code"].unique().tolist() == [guid(11)]


def test_atlas_ti_counts_a_line_break_as_one(tmp_path):
    text = "\r\n".join(LINES)
    places = spans(text, count=lambda before: len(before.replace("\r\n", "\n")))
    xml = one_source(places, origin="ATLAS.ti 9", path="internal://a1.txt")
    require_words(read(tmp_path, xml, {"Sources/a1.txt": text.encode()}))


@pytest.mark.parametrize("origin", ["MAXQDA24", "QualCoder 3.6", "qc 1.3", "Quirkos 2.5"])
def test_others_count_code_points_as_they_are(tmp_path, origin):
    text = "\r\n".join(LINES)
    xml = one_source(spans(text), origin=origin, path="internal://a1.txt")
    require_words(read(tmp_path, xml, {"sources/a1.txt": text.encode()}))


def test_an_unknown_program_is_judged_by_the_edges_of_words(tmp_path):
    text = "\r\n".join(LINES)
    xml = one_source(spans(text, count=utf16), origin="Something new", path="internal://a1.txt")
    export = read(tmp_path, xml, {"sources/a1.txt": text.encode()})
    require_words(export)
    assert "does not fit" in offsets_of(export)["reason"].iloc[0]


def test_nvivo_for_mac_writes_cases_as_codes(tmp_path):
    """Code and case share one GUID: two of the eight codings are membership, not themes."""
    text = "\n".join(LINES)
    case = guid(30)
    body = (
        codebook(f'<Code guid="{case.upper()}" name="Anna" isCodable="true"/>')
        + f'<Cases><Case guid="{case}" name="Anna"/></Cases><Sources>'
        + source(
            selections(spans(text, count=utf16), code=guid(11))
            + selection(150, (0, utf16(text)), code=case)
            + f'<Coding guid="{guid(800)}"><CodeRef targetGUID="{{{case}}}"/></Coding>',
            path="internal://A1.txt",
        )
        + "</Sources>"
    )
    members = {"sources/.root": b"", "sources/A1.txt": text.encode()}
    export = read(tmp_path, project(body, origin="NVivo"), members)
    assert export.selections["quotation"].to_list() == [*WORDS, text]
    assert export.codes["guid"].to_list() == [guid(10), guid(11)]
    assert count(export, "codes") == (3, 2, 0, 1)
    assert len(export.codings) == 6
    assert export.members["case"].to_list() == [case, case]
    assert export.members["selection"].to_list()[0] == guid(150)
    assert export.members["selection"].isna().to_list() == [False, True]
    assert count(export, "codings") == (8, 8, 2, 0)


def test_a_tree_of_cases_written_as_codes_is_no_codebook(tmp_path):
    """Below Cases is the case People, below it Anna; a code below Anna moves up to the top.

    People holds all of Talk, Anna what is marked in it: the coding with Anna is no coding.
    """
    people, anna = guid(31), guid(32)
    tree = (
        f'<Code guid="{guid(40)}" name="Cases" isCodable="false">'
        f'<Code guid="{people}" name="People"><Code guid="{anna.upper()}" name="Anna">'
        f'<Code guid="{guid(41)}" name="Hope"/></Code></Code></Code>'
        f'<Code guid="{guid(42)}" name="Nodes"><Code guid="{guid(43)}" name="Time"/></Code>'
    )
    body = (
        codebook(tree)
        + f'<Cases><Case guid="{people}" name="People"/><Case guid="{{{anna}}}" name="Anna"/>'
        f"</Cases><Sources>{source(selection(150, (0, 4), code=anna))}</Sources>"
    )
    export = read(tmp_path, project(body, origin="NVivo for Mac"))
    assert export.codes["name"].to_list() == ["Trust", "Grows", "Hope", "Nodes", "Time"]
    assert export.codes["parent"].isna().to_list() == [True, False, True, True, False]
    assert export.cases.set_index("name")["parent"].dropna().to_dict() == {"Anna": people}
    assert export.members["case"].to_list() == [anna]
    assert count(export, "codes") == (8, 5, 0, 3)
    assert any("1 code below a case" in line for line in export.account.warnings)


def test_a_code_of_nvivo_that_is_called_like_a_case_is_that_case(tmp_path):
    """Written with a number of its own, it is the person all the same; `Nurse` may be a theme.

    One of the three codings says whose words a passage is; the folder of the cases goes.
    """
    anna, nurse = guid(30), guid(31)
    tree = (
        f'<Code guid="{guid(40)}" name="Cases"><Code guid="{guid(41)}" name="ANNA  Example"/>'
        f'</Code><Code guid="{guid(42)}" name="Nurse"/>'
    )
    cases = f'<Case guid="{anna}" name="Anna Example"/><Case guid="{nurse}" name="Nurse"/>'
    passages = (
        selection(150, (0, 4), code=guid(41))
        + selection(151, (0, 4), code=guid(42))
        + selection(152, (0, 4), code=guid(11))
    )
    body = codebook(tree) + f"<Cases>{cases}</Cases><Sources>{source(passages)}</Sources>"
    export = read(tmp_path, project(body, origin="NVivo for Mac 15"))
    assert export.codes["name"].to_list() == ["Trust", "Grows", "Nurse"]
    assert export.members["case"].to_list() == [anna]
    assert len(export.codings) == 2
    assert any("1 code has the name of a case" in line for line in export.account.warnings)
    other = read(tmp_path, project(body, origin="QualCoder-3.8"))
    assert "ANNA  Example" in other.codes["name"].to_list()


def test_nvivo_for_mac_drift_is_flagged_and_left(tmp_path):
    text = "\n".join(["nobody called me back"] * 12)
    places = [(22 * line + line, 22 * line + line + 6) for line in range(1, 9)]
    xml = one_source(places, origin="NVivo", path="internal://a1.txt")
    export = read(tmp_path, xml, {"sources/a1.txt": text.encode()})
    assert not offsets_of(export)["verified"].any()
    assert export.selections["start_cp"].to_list() == [start for start, _ in places]
    assert "quotations not verified in 1 of 1 sources" in export.account.warnings[-1]


def test_atlas_ti_26_names_the_project_and_pdfs_share_a_guid_with_their_text(tmp_path):
    text = "\r\n".join(LINES)
    places = spans(text, count=lambda before: len(before.replace("\r\n", "\n")))
    pdf = guid(21)
    region = (
        f'<PDFSelection guid="{guid(100)}" page="1" firstX="1" firstY="1" secondX="2" secondY="2">'
        f'<Coding guid="{guid(900)}" creatingUser="{guid(1)}"><CodeRef targetGUID="{guid(11)}"/>'
        "</Coding></PDFSelection>"
    )
    body = (
        codebook()
        + f'<Sources><PDFSource guid="{pdf}" name="Report.pdf" path="internal://{pdf}.pdf">{region}'
        + f'<Representation guid="{pdf}" plainTextPath="internal://{pdf}.txt">'
        + selections(places, code=guid(11))
        + "</Representation></PDFSource></Sources>"
        + f'<Links><Link guid="{guid(70)}" name="is cause of" direction="Bidirectional" '
        + f'originGUID="{guid(10)}" targetGUID="{guid(11)}"/></Links>'
    )
    xml = project(body, origin="ATLAS.ti 26")
    export = read(tmp_path, xml, {f"sources/{pdf}.TXT": text.encode()}, inner="My study.qde")
    require_words(export)
    assert export.sources[["guid", "kind"]].values.tolist() == [[pdf, "pdf"]]
    assert len(export.codings) == 6
    assert count(export, "regions of a PDF page") == (1, 0, 0, 1)
    assert count(export, "codings") == (7, 6, 0, 1)
    link = export.links.iloc[0]
    assert (link.direction, link.origin_kind, link.target_kind) == ("both", "code", "code")


def test_names_cut_at_seventy_characters_serve_as_stored_quotations(tmp_path):
    quotation = "they never called me back although they had said that they would do so before May"
    text = f"Well: {quotation}, and so I lost trust in them."
    chosen = selection(100, (6, 6 + len(quotation)), code=guid(11), more=f'name="{quotation[:70]}"')
    body = f"{codebook()}<Sources>{source(chosen, path='internal://a.txt')}</Sources>"
    export = read(tmp_path, project(body, origin="ATLAS.ti 9"), {"a.txt": text.encode()})
    require_words(export, [quotation])


def test_maxqda_memos_nameless_cases_and_answers_of_one_name(tmp_path):
    answer = source("", path="internal://b.txt", more='name="Answer"', number=22)
    body = (
        codebook()
        + f'<Cases><Case guid="{guid(30)}"><SourceRef targetGUID="{guid(20)}"/>'
        + f'<SelectionRef targetGUID="{guid(160)}"/></Case></Cases>'
        + "<Sources>"
        + source(
            selection(160, (0, 3)).replace("><", "><Description>Who is she?</Description><", 1),
            path="internal://a.txt",
            more='name="Answer"',
        )
        + answer
        + "</Sources>"
    )
    members = {"sources/a.txt": LINES[0].encode(), "sources/b.txt": LINES[3].encode()}
    export = read(tmp_path, project(body, origin="MAXQDA24"), members)
    assert export.cases["name"].isna().all()
    assert export.sources["name"].to_list() == ["Answer", "Answer"]
    assert export.sources["text"].to_list() == [LINES[0], LINES[3]]
    memo = export.memos.iloc[0]
    assert (memo["text"], memo.about_kind, memo.about) == ("Who is she?", "selection", guid(160))
    assert export.members["source"].to_list() == [guid(20), guid(20)]


def test_qc_writes_paths_without_scheme_and_sources_without_name(tmp_path):
    text = "\n".join(LINES)
    xml = one_source(spans(text), origin="qc", path="interview.txt", more="")
    export = read(tmp_path, xml, {"sources/interview.txt": text.encode()})
    require_words(export)
    assert export.sources["name"].isna().all()
    assert export.account.warnings == ["sources without a name"]


def test_guids_are_compared_without_capitals_and_braces(tmp_path):
    text = "\n".join(LINES)
    code = "{ABCDEF00-0000-4000-8000-0000000000AB}"
    body = codebook(code=code) + "<Sources>"
    body += source(selections(spans(text), code=code[1:-1].lower()), path="internal://A.txt")
    export = read(tmp_path, project(body + "</Sources>", origin="MAXQDA24"), {"a.TXT": text})
    assert export.codings["code"].unique().tolist() == [code[1:-1].lower()]
    assert len(export.codings) == 6


def test_what_holds_no_words_is_kept_and_counted(tmp_path):
    coding = f'<Coding guid="{guid(901)}"><CodeRef targetGUID="{guid(11)}"/></Coding>'
    corners = 'firstX="1" firstY="1" secondX="2" secondY="2"'
    body = (
        codebook()
        + "<Sources>"
        + source(selection(100, (5, 5), code=guid(11)), path="internal://a.txt")
        + f'<PictureSource guid="{guid(23)}" name="Photo" path="internal://x.png">'
        + f'<PictureSelection guid="{guid(110)}" {corners}>{coding}</PictureSelection>'
        + "</PictureSource>"
        + f'<AudioSource guid="{guid(24)}" name="Tape">'
        + f'<AudioSelection guid="{guid(111)}" begin="1" end="2">{coding}</AudioSelection>'
        + f"{coding}</AudioSource>"
        + f'<VideoSource guid="{guid(25)}" name="Film"><Transcript guid="{guid(26)}">'
        + "<PlainTextContent>They called me</PlainTextContent>"
        + f'<SyncPoint guid="{guid(41)}" position="5"/><SyncPoint guid="{guid(42)}" position="11"/>'
        + f'<TranscriptSelection guid="{guid(112)}" fromSyncPoint="{guid(41)}" '
        + f'toSyncPoint="{guid(42)}">{coding}</TranscriptSelection></Transcript></VideoSource>'
        + "</Sources>"
    )
    export = read(tmp_path, project(body, origin="NVivo"), {"a.txt": LINES[0].encode()})
    words = export.selections.set_index("guid")["quotation"]
    assert words[guid(112)] == "called"
    assert words.drop(guid(112)).isna().all()
    assert len(export.codings) == 5
    assert count(export, "selections of text") == (1, 1, 1, 0)
    assert count(export, "regions of a picture") == (1, 1, 1, 0)
    assert count(export, "stretches of audio") == (1, 1, 1, 0)
    assert count(export, "selections of a transcript") == (1, 1, 0, 0)


def test_cases_variables_memos_sets_and_links_are_carried_over(tmp_path):
    case, other = guid(30), guid(31)
    body = (
        f'<CodeBook><Codes><Code guid="{guid(11)}" name="Trust" isCodable="true">'
        f'<NoteRef targetGUID="{guid(60)}"/></Code></Codes></CodeBook>'
        f'<Variables><Variable guid="{guid(50)}" name="Role" typeOfVariable="Text"/></Variables>'
        f'<Cases><Case guid="{case}" name="Anna"><Description>First</Description>'
        f'<CodeRef targetGUID="{guid(11)}"/><VariableValue><VariableRef targetGUID="{guid(50)}"/>'
        "<TextValue>service user</TextValue></VariableValue></Case>"
        f'<Case guid="{other}" name="Team"/></Cases>'
        f"<Sources>{source('<PlainTextContent>Hello</PlainTextContent>')}</Sources>"
        f'<Notes><Note guid="{guid(60)}" name="Idea">'
        "<PlainTextContent>Think</PlainTextContent></Note>"
        f'<Note guid="{guid(61)}" plainTextPath="internal://n.txt"/></Notes>'
        f'<Links><Link guid="{guid(70)}" name="distrust" direction="OneWay" originGUID="{case}" '
        f'targetGUID="{other}"/><Link guid="{guid(71)}" originGUID="{case}" targetGUID="x"/>'
        "</Links>"
        f'<Sets><Set guid="{guid(80)}" name="Early"><MemberSource targetGUID="{guid(20)}"/>'
        f'<MemberCode targetGUID="{guid(11)}"/></Set><Set guid="{guid(81)}" name="None"/></Sets>'
        f'<Graphs><Graph guid="{guid(90)}"/></Graphs><Description>About trust</Description>'
    )
    export = read(tmp_path, project(body, origin="NVivo"), {"n.txt": b"A memo in a file"})
    assert export.description == "About trust"
    first = export.cases.iloc[0]
    assert first[["guid", "name", "description"]].to_list() == [case, "Anna", "First"]
    assert export.members["code"].to_list() == [guid(11)]
    assert export.variables.values.tolist() == [["case", case, "Role", "service user", "text"]]
    assert export.memos[["name", "text", "about_kind"]].fillna("").values.tolist() == [
        ["Idea", "Think", "code"],
        ["", "A memo in a file", "project"],
    ]
    link = export.links.iloc[0]
    assert (link["name"], link.direction, link.origin, link.target) == (
        "distrust",
        "one-way",
        case,
        other,
    )
    assert count(export, "links") == (2, 1, 0, 1)
    assert export.sets[["name", "member_kind"]].fillna("").values.tolist() == [
        ["Early", "source"],
        ["Early", "code"],
        ["None", ""],
    ]
    assert count(export, "drawings") == (1, 0, 0, 1)


def test_names_of_people_and_machines_are_left_out(tmp_path):
    text = "\n".join(LINES)
    xml = project(
        codebook()
        + "<Sources>"
        + source(
            selections(spans(text), code=guid(11)),
            path=r"relative:///secret/Ann Smith/a.txt",
            more=r'name="C:\Users\annsmith\Interviews\One.docx" richTextPath="absolute:///home/annsmith/x"',
        )
        + "</Sources>",
        origin="MAXQDA24",
        more=r'basePath="C:\Users\annsmith"',
    )
    export = read(tmp_path, xml, {"a.txt": text.encode()})
    everything = " ".join(
        getattr(export, name).to_csv() for name in ("sources", "selections", "users")
    )
    everything += (
        export.codings.to_csv() + elements_of(export).to_csv() + " ".join(export.account.warnings)
    )
    assert "mith" not in everything
    assert export.sources["name"].to_list() == ["One.docx"]
    assert export.users["coder"].to_list() == ["C1", "C2"]
    assert export.codings["coder"].to_list() == ["C1", "C2"] * 3
    assert count(export, "base path") == (1, 0, 0, 1)


def test_a_codebook_alone_gives_codes(tmp_path):
    """Taguette writes an empty Sets, against the schema."""
    path = tmp_path / "codes.qdc"
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?><CodeBook xmlns="urn:QDA-XML:codebook:1.0" '
        f'origin="Taguette 1.4"><Codes><Code guid="{guid(1)}" name="Tillid" isCodable="true">'
        f'<Code guid="{guid(2)}" name="ثقة" isCodable="true"/></Code></Codes><Sets/></CodeBook>',
        encoding="utf-8",
    )
    export = read_refi(path)
    assert export.codes["name"].to_list() == ["Tillid", "ثقة"]
    assert export.codes["parent"].to_list()[1] == guid(1)
    assert export.account.origin == "Taguette 1.4"
    assert count(export, "codes") == (2, 2, 0, 0)


def test_a_project_file_alone_has_no_texts(tmp_path):
    path = tmp_path / "project.qde"
    path.write_text(one_source([(0, 3)], origin="NVivo", path="internal://a.txt"), encoding="utf-8")
    export = read_refi(path)
    assert export.selections["quotation"].isna().all()
    assert export.selections["start"].to_list() == [0]
    assert not offsets_of(export)["verified"].any()
    assert export.account.warnings[0].startswith("texts that are not in the file")


def test_the_order_of_elements_does_not_matter(tmp_path):
    text = "\n".join(LINES)
    chosen = source(selections(spans(text), code=guid(11)), path="internal://a.txt")
    xml = project(f"<Sources>{chosen}</Sources>{codebook()}", origin="MAXQDA24")
    require_words(read(tmp_path, xml, {"a.txt": text.encode()}))


def test_codings_that_are_there_twice_or_name_no_code_are_dropped(tmp_path):
    coding = f'<Coding guid="{guid(1)}"><CodeRef targetGUID="{guid(11)}"/></Coding>'
    stray = f'<Coding guid="{guid(2)}"><CodeRef targetGUID="{guid(99)}"/></Coding>'
    empty = f'<Coding guid="{guid(3)}"/>'
    body = codebook() + f"<Sources>{source(coding + coding + stray + empty)}</Sources>"
    export = read(tmp_path, project(body, origin="NVivo"))
    assert count(export, "codings") == (4, 1, 0, 3)
    assert export.codings["selection"].isna().all()


DEEP = 100_000
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
HOSTILE = {
    "a document type": f'<!DOCTYPE Project SYSTEM "x.dtd"><Project xmlns="{NS}"/>',
    "expanding entities": f'<!DOCTYPE Project [<!ENTITY l0 "lol">{LAUGHS}]>'
    f'<Project xmlns="{NS}" name="&l9;"/>',
    "an external entity": '<!DOCTYPE Project [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    f'<Project xmlns="{NS}"><Description>&x;</Description></Project>',
    "a document type behind a comment": f'<!-- a --><?b?><!DOCTYPE a><Project xmlns="{NS}"/>',
    "deep nesting": f'<Project xmlns="{NS}">' + "<Code>" * DEEP + "</Code>" * DEEP + "</Project>",
    "an end too early": f'<Project xmlns="{NS}"><Users>',
    "another kind of XML": "<html/>",
    "no XML": "hello",
    "nothing": "",
}


@pytest.mark.parametrize("xml", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_hostile_xml_is_refused_in_a_line(tmp_path, xml, encoding):
    with pytest.raises(ExportError) as caught:
        read(tmp_path, xml.encode(encoding))
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 1


@pytest.mark.parametrize(
    "xml",
    [
        project("", origin="Ærø").encode("latin-1"),
        project("", origin="x").replace("utf-8", "utf-7").encode(),
        project("", origin="x").replace("utf-8", "cp037").encode("cp037"),
    ],
    ids=["Latin-1 said to be UTF-8", "UTF-7", "EBCDIC"],
)
def test_a_wrong_encoding_is_refused_in_a_line(tmp_path, xml):
    with pytest.raises(ExportError) as caught:
        read(tmp_path, xml)
    assert "\n" not in str(caught.value)


def test_utf16_with_a_mark_is_read(tmp_path):
    xml = project(codebook(), origin="Ærø").replace("utf-8", "utf-16").encode("utf-16")
    assert read(tmp_path, xml).account.origin == "Ærø"


def test_names_of_members_lead_nowhere(tmp_path):
    """A member named ../../a.txt is read by its last part and nothing is written."""
    text = "\n".join(LINES)
    xml = one_source(spans(text), origin="MAXQDA24", path="internal://../../../etc/a.txt")
    folder = tmp_path / "deep" / "deeper"
    folder.mkdir(parents=True)
    require_words(read(folder, xml, {"../../a.txt": text.encode()}))
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["deep", "deeper", "p.qdpx"]


def test_paths_to_elsewhere_are_not_followed(tmp_path):
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    xml = one_source([(0, 3)], origin="x", path=f"absolute://{tmp_path}/secret.txt")
    assert read(tmp_path, xml).sources["text"].isna().all()


def test_a_text_in_no_known_encoding_is_left_out_with_a_warning(tmp_path):
    xml = one_source([(0, 3)], origin="x", path="internal://a.txt")
    export = read(tmp_path, xml, {"a.txt": bytes([0x81, 0xFF, 0x8D])})
    assert "texts in an unknown encoding" in export.account.warnings[0]


def test_a_text_in_windows_letters_is_read_with_a_warning(tmp_path):
    text = "Så kom jeg på arbejde igen, og så blev det mere trygt"
    places = spans(text, words=["kom", "arbejde igen", "blev", "mere", "trygt"])
    xml = one_source(places, origin="QualCoder", path="internal://a.txt")
    export = read(tmp_path, xml, {"a.txt": text.encode("cp1252")})
    require_words(export, ["kom", "arbejde igen", "blev", "mere", "trygt"])
    assert export.account.warnings == ["texts in cp1252 instead of UTF-8"]


def test_two_members_of_one_name_are_not_guessed_between(tmp_path):
    xml = one_source([(0, 3)], origin="x", path="internal://a.txt")
    export = read(tmp_path, xml, {"one/a.txt": b"one", "two/A.txt": b"two"})
    assert export.sources["text"].isna().all()
    assert "holds several" in export.account.warnings[0]


def bomb(path):
    return write(path, project("", origin="x"), {"Sources/a.txt": b"0" * 60_000_000})


def xml_bomb(path):
    return write(path, project(" " * 60_000_000, origin="x"))


def truncated(path):
    whole = write(path, one_source([(0, 3)], origin="x", path="internal://a.txt"))
    path.write_bytes(whole.read_bytes()[:-40])
    return path


def damaged(path):
    """A member whose bytes were changed under its checksum."""
    data = bytearray(write(path, project(codebook(), origin="x")).read_bytes())
    data[60:80] = bytes(20)
    path.write_bytes(data)
    return path


def no_zip(path):
    path.write_bytes(b"PK but not a zip")
    return path


def two_projects(path):
    return write(path, project("", origin="x"), {"other.qde": b"<Project/>"})


def no_project(path):
    return write(path, "", inner="readme.txt")


def projects_in_two_folders(path):
    xml = project("", origin="x")
    return write(path, xml, {"b/project.qde": xml.encode()}, inner="a/project.qde")


def protected(path):
    """The flag that says a member is protected by a password."""
    data = bytearray(write(path, project("", origin="x")).read_bytes())
    for mark, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        data[data.index(mark) + place] |= 1
    path.write_bytes(data)
    return path


def many_members(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.qde", project("", origin="x"))
        for number in range(50_001):
            archive.writestr(zipfile.ZipInfo(str(number)), b"")
    return path


@pytest.mark.slow
@pytest.mark.parametrize(
    "make",
    [
        bomb,
        xml_bomb,
        truncated,
        damaged,
        no_zip,
        two_projects,
        no_project,
        projects_in_two_folders,
        protected,
        many_members,
    ],
    ids=lambda make: make.__name__,
)
def test_hostile_archives_are_refused_in_a_line(tmp_path, make):
    path = make(tmp_path / "hostile.qdpx")
    with pytest.raises(ExportError) as caught:
        read_refi(path)
    assert "\n" not in str(caught.value)
    assert "hostile.qdpx" in str(caught.value)


def test_many_texts_from_one_small_member_stop_at_a_bound(tmp_path, monkeypatch):
    monkeypatch.setattr("trustbook.exchange.refi.reader.MOST_TEXT", 1_000)
    many = "".join(source("", path="a.txt", number=n) for n in range(20, 40))
    xml = project(f"<Sources>{many}</Sources>", origin="x")
    with pytest.raises(ExportError, match="too large to be read"):
        read(tmp_path, xml, {"a.txt": b"word " * 20})


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(ExportError, match="no file at"):
        read_refi(tmp_path / "none.qdpx")


def test_reading_changes_nothing_on_disk(tmp_path):
    path = write(tmp_path / "p.qdpx", project(codebook(), origin="x"))
    before = path.read_bytes()
    read_refi(path)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["p.qdpx"]
    assert zipfile.is_zipfile(io.BytesIO(before))


def test_a_coding_without_a_user_is_of_whoever_made_its_selection(tmp_path):
    text = "They listened to me"
    inner = selection(100, (0, 4), code=guid(11), coder=2)
    inner = inner.replace(f'<Coding guid="{guid(600)}" creatingUser="{guid(2)}">',
                          f'<Coding guid="{guid(600)}">')  # fmt: skip
    body = codebook() + f"<Sources>{source(inner, path='internal://a1.txt')}</Sources>"
    xml = project(body, origin="qc 1.3")
    assert "creatingUser" not in xml.partition("<Coding")[2].partition(">")[0]
    export = read(tmp_path, xml, {"sources/a1.txt": text.encode()})
    assert export.codings["coder"].to_list() == ["C2"]


def pdf(*regions, text="Nobody\r\ncalled. She comes every  week and is kind. Yes. Nobody", more=""):
    body = "".join(
        f'<PDFSelection guid="{guid(100 + n)}" name="{name}" page="0" firstX="1" firstY="2">'
        f'<Coding guid="{guid(600 + n)}"><CodeRef targetGUID="{guid(11)}"/></Coding>{more}'
        "</PDFSelection>"
        for n, name in enumerate(regions)
    )
    rendition = f'<Representation guid="{guid(20)}" name="A" plainTextPath="internal://b1.txt"/>'
    return (
        codebook() + f'<Sources><PDFSource guid="{guid(20)}" name="A" path="internal://b1.pdf">'
        f"{body}{rendition}</PDFSource></Sources>",
        {"sources/b1.txt": text.encode(), "sources/b1.pdf": b"%PDF"},
    )


def test_a_region_of_a_pdf_has_the_words_of_its_name_at_their_place(tmp_path):
    """ATLAS.ti writes the beginning of the words as the name, and joins lines."""
    body, members = pdf("Nobody called. She", "She comes every week and is k…", "is kind. Yes")
    export = read(tmp_path, project(body, origin="ATLAS.ti 9.1.3"), members)
    text = export.sources["text"].item()
    words = ["Nobody\r\ncalled. She", "She comes every  week and is k", "is kind. Yes"]
    assert export.selections["quotation"].to_list() == words
    for row in export.selections.itertuples():
        assert text[row.start_cp : row.end_cp] == row.quotation
    assert count(export, "regions of a PDF page") == (3, 3, 3, 0)
    assert offsets_of(export)["score"].to_list() == [1.0]


def test_words_of_a_region_that_do_not_stand_in_the_text_once_have_no_place(tmp_path):
    """Another wording, words that are there twice; a number of ATLAS.ti is no words at all."""
    body, members = pdf("She never comes at all", "Nobody", "3:12")
    export = read(tmp_path, project(body, origin="ATLAS.ti 23"), members)
    words = export.selections["quotation"].dropna().to_list()
    assert words == ["She never comes at all", "Nobody"]
    assert export.selections["start_cp"].isna().all()
    assert not offsets_of(export)["verified"].item()


def test_a_region_of_a_pdf_without_a_text_has_the_words_of_its_name(tmp_path):
    body, _ = pdf("She comes every week")
    export = read(tmp_path, project(body, origin="ATLAS.ti 26"))
    assert export.selections["quotation"].to_list() == ["She comes every week"]


def test_the_name_of_a_region_of_another_program_is_no_quotation(tmp_path):
    """Unless it is long, and is in the text."""
    body, members = pdf("Yes", "My own long name for it all", "comes every week and is kind")
    export = read(tmp_path, project(body, origin="NVivo 12"), members)
    words = [None, None, "comes every  week and is kind"]
    assert export.selections["quotation"].fillna("").to_list() == [word or "" for word in words]


def test_each_coding_that_is_left_out_is_listed(tmp_path):
    """One without a code, one of no code of the file, one that comes twice, a second code."""
    ref = f'<CodeRef targetGUID="{guid(11)}"/>'
    inner = "".join(
        f'<PlainTextSelection guid="{guid(100)}" startPosition="0" endPosition="3">{codings}'
        "</PlainTextSelection>"
        for codings in [
            f'<Coding guid="a"/><Coding guid="b"><CodeRef targetGUID="{guid(99)}"/></Coding>'
            f'<Coding guid="c">{ref}</Coding><Coding guid="d">{ref}</Coding>'
            f'<Coding guid="e"><CodeRef targetGUID="{guid(10)}"/>{ref}</Coding>'
        ]
    )
    body = codebook() + f"<Sources>{source(inner, path='internal://a.txt')}</Sources>"
    path = write(tmp_path / "p.qdpx", project(body, origin="x"), {"a.txt": b"one two"})
    export = read_project(path)
    assert len(export.codings) == 2
    assert export.account.counted == {"codings": 5}
    assert [(row["place"], row["reason"]) for row in export.account.left_out] == [
        ("Coding 1", "without a code"),
        ("Coding 5", "where the standard allows one"),
        ("Coding 2", "with a code that is not in the file"),
        ("Coding 4", "in the file twice"),
    ]
