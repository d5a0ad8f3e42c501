import json
import zipfile

import pytest

from trustbook.checking.corpora import check_corpus
from trustbook.errors import ExportError
from trustbook.exchange.importing import import_corpus
from trustbook.exchange.reading import read_project

TEXT = "Åse 😀 said: nobody called me back.\nShe comes every week. Fine, then."
SEGMENTATION = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type"


def utf16(text):
    return len(text.encode("utf-16-le")) // 2


def cas(*spans, title="talk.txt", text=TEXT, count=utf16):
    """A text as one person annotated it; a span is words, a layer and features."""
    structures = [
        {"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaNum": 1, "sofaID": "_InitialView",
         "mimeType": "text", "sofaString": text},
        {"%ID": 2, "%TYPE": "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData",
         "@sofa": 1, "begin": 0, "end": count(text), "documentTitle": title},
        {"%ID": 3, "%TYPE": f"{SEGMENTATION}.Sentence", "@sofa": 1, "begin": 0, "end": 9},
        {"%ID": 4, "%TYPE": f"{SEGMENTATION}.Token", "@sofa": 1, "begin": 0, "end": 3},
        {"%ID": 5, "%TYPE": "uima.cas.StringArray", "%ELEMENTS": ["Warm", None, "Close"]},
    ]  # fmt: skip
    for number, (words, layer, features) in enumerate(spans, start=6):
        start = text.index(words)
        place = {"begin": count(text[:start]), "end": count(text[: start + len(words)])}
        structures.append({"%ID": number, "%TYPE": layer, "@sofa": 1, **place, **features})
    return json.dumps(
        {"%TYPES": {}, "%FEATURE_STRUCTURES": structures, "%VIEWS": {}}, ensure_ascii=False
    )


def names(project):
    codes = project.codes.set_index("guid")
    return {row.name: codes["name"].get(row.parent) for row in project.codes.itertuples()}


def placed(project):
    text = project.sources.set_index("guid")["text"]
    return [text[row.source][row.start_cp : row.end_cp] for row in project.selections.itertuples()]


SPANS = [
    ("nobody called", "webanno.custom.Tie", {"sign": "Distrust"}),
    ("every week", "webanno.custom.Tie", {"sign": "Trust", "comment": "look again"}),
    ("Fine", "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity", {"value": "Mood"}),
    ("then", "webanno.custom.Mark", {}),
    ("said", "webanno.custom.Tone", {"@tones": 5}),
]


@pytest.mark.parametrize("count", [len, utf16])
def test_each_label_is_a_code_below_its_layer(tmp_path, count):
    (tmp_path / "ann.json").write_text(cas(*SPANS, count=count))
    project = read_project(tmp_path / "ann.json")
    assert names(project) == {
        **dict.fromkeys(["Tie", "NamedEntity", "Mark", "Tone"]),
        **{"Distrust": "Tie", "Trust": "Tie", "Mood": "NamedEntity"},
        **{"Warm": "Tone", "Close": "Tone"},
    }
    assert placed(project) == ["nobody called", "every week", "Fine", "then", "said"]
    assert len(project.codings) == 6
    assert project.account.counted == {"codings": 6}
    assert project.memos["text"].to_list() == ["look again"]
    assert project.sources["name"].to_list() == ["talk.txt"]
    assert [row["verified"] for row in project.account.offsets] == [True]


def test_several_features_are_questions_below_their_layer(tmp_path):
    span = ("every week", "custom.Tie", {"sign": "Trust", "whom": "Nurse"})
    (tmp_path / "ann.json").write_text(cas(span))
    assert names(read_project(tmp_path / "ann.json")) == {
        "Tie": None, "sign": "Tie", "Trust": "sign", "whom": "Tie", "Nurse": "whom",
    }  # fmt: skip


def test_relations_between_spans_are_links(tmp_path):
    relation = ("every week", "custom.Link", {"@Governor": 6, "@Dependent": 7, "label": "against"})
    (tmp_path / "ann.json").write_text(cas(*SPANS[:2], relation))
    project = read_project(tmp_path / "ann.json")
    assert len(project.codings) == 2
    ends = project.links[["origin", "target"]].iloc[0].to_list()
    assert ends == project.selections["guid"].to_list()
    assert project.links["name"].to_list() == ["against"]


@pytest.mark.parametrize("odd", [{"%TYPE": 5}, {"@sofa": {}}, {"@tones": 2}, {"begin": 10**30}])
def test_a_value_of_another_kind_is_refused_in_a_line(tmp_path, odd):
    (tmp_path / "ann.json").write_text(cas(("said", "custom.Tone", {"x": "y", "@tones": 5, **odd})))
    try:
        read_project(tmp_path / "ann.json")
    except ExportError as refusal:
        assert "ann.json: " in str(refusal)


def test_the_archive_of_a_project_holds_the_texts_and_annotators(tmp_path):
    with zipfile.ZipFile(tmp_path / "study.zip", "w") as archive:
        archive.writestr("exportedproject.json", "{}")
        archive.writestr("annotation/talk.txt/INITIAL_CAS.json", cas(*SPANS))
        archive.writestr("annotation/talk.txt/kim.json", cas(*SPANS[:2]))
        archive.writestr("annotation/talk.txt/bo.json", cas(SPANS[1]))
        archive.writestr("annotation/other.txt/kim.json", cas(SPANS[0], title="other.txt"))
        archive.writestr("curation/talk.txt/CURATION_USER.json", cas(*SPANS))
    project = read_project(tmp_path / "study.zip")
    assert sorted(project.sources["name"]) == ["other.txt", "talk.txt"]
    assert len(project.codings) == 4
    assert project.codings["coder"].value_counts().to_list() == [3, 1]
    assert len(project.selections) == 3
    assert project.withheld == {"kim": "user", "bo": "user"}
    import_corpus(tmp_path / "study.zip", into=tmp_path / "mine")
    assert [one for one in check_corpus(tmp_path / "mine") if one.severity == "error"] == []


TSV = """#FORMAT=WebAnno TSV 3.3
#T_SP=de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Lemma|value
#T_SP=webanno.custom.Mark|
#T_SP=webanno.custom.Tie|comment|sign
#T_RL=webanno.custom.Link|label|BT_webanno.custom.Tie


#Text=Åse 😀 said: nobody
#Text=called me \\[back\\].
1-1\t0-3\tÅse\t_\t_\t_\t_\t_\t_\t
1-2\t4-6\t😀\t_\t_\t_\t_\t_\t_\t
1-3\t7-11\tsaid\tsay\t*\t_\t_\t_\t_\t
1-4\t13-19\tnobody\t_\t_\t*[1]|*[2]\tDistrust[1]|Trust\\|Care[2]\t_\t_\t
1-5\t20-26\tcalled\t_\t_\t*[1]\tDistrust[1]\t_\t_\t

#Text=She comes every week.
2-1\t38-41\tShe\t_\t_\tlook again\tTrust\tagainst\t1-4[1_0]\t
2-2\t42-47\tcomes\t_\t_\t_\t_\tlost\t1-2\t
"""


def test_a_table_of_webanno_holds_the_same(tmp_path):
    """Positions count UTF-16 units; a number in brackets joins the tokens of one annotation."""
    (tmp_path / "kim.tsv").write_text(TSV, encoding="utf-8")
    project = read_project(tmp_path / "kim.tsv")
    assert project.sources["text"].to_list() == [
        "Åse 😀 said: nobody\ncalled me [back].\nShe comes every week."
    ]
    assert names(project) == {
        "Mark": None, "Tie": None, "Distrust": "Tie", "Trust|Care": "Tie", "Trust": "Tie",
    }  # fmt: skip
    assert placed(project) == ["said", "nobody\ncalled", "nobody", "She"]
    assert len(project.codings) == 4
    assert project.memos["text"].to_list() == ["look again"]
    assert project.links[["name", "direction"]].to_numpy().tolist() == [["against", "one-way"]]
    assert project.account.number_dropped("links", reason="to something that is not there") == 1


def test_an_older_table_of_webanno_names_what_to_choose(tmp_path):
    (tmp_path / "kim.tsv").write_text("#FORMAT=WebAnno TSV 3.3\n#T_SP=custom.Tie|sign\n\n\nx\ty\n")
    with pytest.raises(ExportError, match=r"^kim\.tsv: line 5 .*UIMA CAS JSON 0\.4\.0"):
        read_project(tmp_path / "kim.tsv")


TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier"><types>
<typeDescription><name>webanno.custom.Tie</name><supertypeName>uima.tcas.Annotation</supertypeName>
<features>
<featureDescription><name>sign</name><rangeTypeName>uima.cas.String</rangeTypeName>
</featureDescription>
<featureDescription><name>sure</name><rangeTypeName>uima.cas.Boolean</rangeTypeName>
</featureDescription>
<featureDescription><name>tones</name><rangeTypeName>uima.cas.StringArray</rangeTypeName>
</featureDescription></features></typeDescription></types></typeSystemDescription>"""
XMI = """<?xml version="1.1" encoding="UTF-8"?>
<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore"
 xmlns:type="http:///de/tudarmstadt/ukp/dkpro/core/api/metadata/type.ecore"
 xmlns:custom="http:///webanno/custom.ecore" xmi:version="2.0"><cas:NULL xmi:id="0"/>
<type:DocumentMetaData xmi:id="2" sofa="1" begin="0" end="60" documentTitle="talk.txt"/>
<custom:Tie xmi:id="10" sofa="1" begin="7" end="11" sign="1" sure="true"/>
<custom:Tie xmi:id="11" sofa="1" begin="13" end="19" sign="Distrust" sure="false">
<tones>Warm</tones><tones>Close</tones></custom:Tie>
<custom:Link xmi:id="12" sofa="1" begin="13" end="19" Dependent="10" Governor="11" label="but"/>
<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text"
 sofaString="Åse 😀 said: nobody called me back.&#10;She comes."/>
<cas:View sofa="1" members="2 10 11 12"/></xmi:XMI>"""


def packed(folder, name, **members):
    with zipfile.ZipFile(folder / name, "w") as archive:
        for member, data in members.items():
            archive.writestr(member, data)
    return folder / name


@pytest.mark.parametrize("form", ["alone", "beside", "zip", "project"])
def test_xmi_holds_the_same(tmp_path, form):
    """Where no type system says which features are texts, numbers and true or false are none."""
    inner = packed(tmp_path, "inner.zip", **{"kim.xmi": XMI, "TypeSystem.xml": TYPES})
    path = tmp_path / "kim.xmi"
    path.write_text(XMI, encoding="utf-8")
    if form == "beside":
        (tmp_path / "TypeSystem.xml").write_text(TYPES)
    elif form == "zip":
        path = inner
    elif form == "project":
        path = packed(tmp_path, "p.zip", **{"annotation/talk.txt/kim.zip": inner.read_bytes()})
    project = read_project(path)
    assert project.withheld == {"kim": "user"}
    assert placed(project) == ["said", "nobody"]
    assert names(project) == {
        "Tie": None, "sign": "Tie", "Distrust": "sign", "tones": "Tie", "Warm": "tones",
        "Close": "tones", **({} if form == "alone" else {"1": "Tie"}),
    }  # fmt: skip
    assert project.links["name"].to_list() == ["but"]
    assert project.sources["name"].to_list() == ["talk.txt"]


def test_curated_documents_are_read_where_they_are_alone(tmp_path):
    curated = {"curation/talk.txt/CURATION_USER.json": cas(SPANS[0])}
    assert len(read_project(packed(tmp_path, "a.zip", **curated)).codings) == 1
    both = {**curated, "annotation/talk.txt/kim.json": cas(*SPANS[:2])}
    assert len(read_project(packed(tmp_path, "b.zip", **both)).codings) == 2


def test_an_archive_that_only_inception_reads_names_what_to_choose(tmp_path):
    path = packed(tmp_path, "p.zip", **{"annotation_ser/talk.txt/kim.ser": b"x"})
    with pytest.raises(ExportError, match=r"Settings > Export.*UIMA CAS JSON 0\.4\.0"):
        read_project(path)


@pytest.mark.parametrize(
    "text", ['{"%TYPES": {}}', '{"%FEATURE_STRUCTURES": 7}', '{"%FEATURE_STRUCTURES": [']
)
def test_a_damaged_file_is_refused_in_a_line(tmp_path, text):
    (tmp_path / "ann.json").write_text(text)
    with pytest.raises(ExportError, match=r"^ann\.json: not UIMA CAS JSON[^\n]*$"):
        read_project(tmp_path / "ann.json")
