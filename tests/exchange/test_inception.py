import json
import zipfile

import pytest

from trustbook.checking import check_corpus
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


def test_relations_between_spans_are_no_codings(tmp_path):
    relation = ("every week", "custom.Link", {"@Governor": 6, "@Dependent": 7, "label": "against"})
    (tmp_path / "ann.json").write_text(cas(*SPANS[:2], relation))
    assert len(read_project(tmp_path / "ann.json").codings) == 2


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


@pytest.mark.parametrize(
    "text", ['{"%TYPES": {}}', '{"%FEATURE_STRUCTURES": 7}', '{"%FEATURE_STRUCTURES": [']
)
def test_a_damaged_file_is_refused_in_a_line(tmp_path, text):
    (tmp_path / "ann.json").write_text(text)
    with pytest.raises(ExportError, match=r"^ann\.json: not UIMA CAS JSON[^\n]*$"):
        read_project(tmp_path / "ann.json")
