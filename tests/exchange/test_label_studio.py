import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trustbook.checking.corpora import check_corpus
from trustbook.errors import ExportError
from trustbook.exchange.importing import import_corpus
from trustbook.exchange.reading import read_project

TEXT = "Åse 😀 said: nobody called me back.\nShe comes every week."


def span(words, *labels, kind="labels", text=TEXT, count=len, name="label", **more):
    start = text.index(words)
    place = {"start": count(text[:start]), "end": count(text[: start + len(words)])}
    value = {**place, "text": words, kind: list(labels)}
    return {"id": words, "from_name": name, "to_name": "text", "type": kind, "value": value, **more}


def choice(*labels, name="tone", kind="choices"):
    return {"from_name": name, "to_name": "text", "type": kind, "value": {kind: list(labels)}}


def annotation(*results, by=1, **more):
    result = {
        "id": 9,
        "completed_by": by,
        "was_cancelled": False,
        "created_at": "2024-03-05T10:00Z",
    }
    return result | {"result": list(results)} | more


def task(*annotations, number=1, data=None, **more):
    return {"id": number, "data": data or {"text": TEXT}, "annotations": list(annotations), **more}


def export(path, *tasks):
    path.write_text(json.dumps(list(tasks)), encoding="utf-8")
    return path


def utf16(text):
    return len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize("count", [len, utf16])
def test_spans_are_selections_with_their_words_in_the_text(tmp_path, count):
    """Offsets are code points, or UTF-16 units: the words that are stored say which."""
    spans = [span(words, "Trust", count=count) for words in ("nobody called", "every week", "said")]
    project = read_project(export(tmp_path / "a.json", task(annotation(*spans))))
    assert project.selections["quotation"].to_list() == ["nobody called", "every week", "said"]
    for row in project.selections.itertuples():
        assert TEXT[row.start_cp : row.end_cp] == row.quotation
    assert [row["score"] for row in project.account.offsets] == [1.0]


def test_two_annotators_are_two_coders_and_one_who_saw_nothing_is_known(tmp_path):
    one = annotation(span("every week", "Trust", "Time"), by={"id": 4, "email": "kim@example.org"})
    path = export(
        tmp_path / "a.json",
        task(one, annotation(span("every week", "Trust"), by=5), annotation(by=6)),
    )
    project = read_project(path)
    assert project.users["coder"].to_list() == ["C1", "C2", "C3"]
    assert project.codings["coder"].to_list() == ["C1", "C1", "C2"]
    assert project.codings["selection"].nunique() == 1
    assert project.withheld == {"kim@example.org": "user"}


def test_choices_and_paths_are_codes_of_a_text_or_a_span(tmp_path):
    results = [
        span("every week", "Trust"),
        choice("Warm"),
        choice(["Ties", "Nurse"], ["Ties"], kind="taxonomy", name="whom"),
        span("every week", "Sure", kind="choices", name="how"),
    ]
    project = read_project(export(tmp_path / "a.json", task(annotation(*results))))
    codes = project.codes.set_index("guid")
    parents = {row.name: codes["name"].get(row.parent) for row in project.codes.itertuples()}
    assert parents == {
        **dict.fromkeys(["label", "tone", "whom", "how"]),
        **{"Trust": "label", "Warm": "tone", "Ties": "whom", "Nurse": "Ties", "Sure": "how"},
    }
    assert project.codings["selection"].isna().to_list() == [False, True, True, True, False]


def test_notes_are_memos_and_relations_links(tmp_path):
    results = [
        span("every week", "Trust"),
        span("nobody called", "Distrust"),
        {"type": "textarea", "value": {"text": ["look", "again"]}},
        {"type": "relation", "from_id": "every week", "to_id": "nobody called",
         "direction": "left", "labels": ["against"]},
        {"type": "relation", "from_id": "every week", "to_id": "nowhere"},
        {"type": "rating", "value": {"rating": 4}},
    ]  # fmt: skip
    project = read_project(export(tmp_path / "a.json", task(annotation(*results))))
    assert project.memos["text"].to_list() == ["look / again"]
    (link,) = project.links.itertuples()
    quotation = project.selections.set_index("guid")["quotation"]
    assert (quotation[link.origin], quotation[link.target]) == ("nobody called", "every week")
    assert (link.name, link.direction) == ("against", "one-way")
    rows = {row["element"]: row for row in project.account.elements}
    assert rows["links"]["dropped"] == 1
    assert rows["results rating"]["dropped"] == 1


def test_what_is_skipped_or_of_a_picture_is_listed(tmp_path):
    box = {"type": "rectanglelabels", "value": {"x": 1, "rectanglelabels": ["Face", "Hand"]}}
    path = export(
        tmp_path / "a.json",
        task(
            annotation(span("every week", "Trust"), box),
            annotation(span("said", "Time"), was_cancelled=True),
            predictions=[{"result": [span("said", "Guess")]}],
            number=77,
        ),
    )
    account = read_project(path).account
    assert account.counted == {"codings": 4}
    assert [(row["place"], row["reason"]) for row in account.left_out] == [
        ("task 77, result 2", "not of a text"),
        ("task 77, result 2", "not of a text"),
        ("task 77, result 3", "in an annotation that was skipped"),
    ]
    rows = {row["element"]: row for row in account.elements}
    assert (rows["predictions"]["found"], rows["predictions"]["kept"]) == (1, 0)


def test_a_text_in_html_or_in_turns_keeps_its_words(tmp_path):
    html = {"text": "<p>She <b>comes</b> often</p>"}
    part = {"start": "/p[1]/text()[1]", "end": "/p[1]/b[1]/text()[1]", "startOffset": 0,
            "endOffset": 5, "globalOffsets": {"start": 0, "end": 9}, "text": "She comes",
            "hypertextlabels": ["Trust"]}  # fmt: skip
    turn = {"start": "0", "end": "0", "startOffset": 0, "endOffset": 3, "text": "She",
            "paragraphlabels": ["Trust"]}  # fmt: skip
    path = export(
        tmp_path / "a.json",
        task(annotation({"type": "hypertextlabels", "value": part}), data=html),
        task(
            annotation({"type": "paragraphlabels", "value": turn}),
            data={"dialogue": [{"author": "P", "text": "She comes"}]},
        ),
    )
    project = read_project(path)
    assert project.selections["quotation"].to_list() == ["She comes", "She"]
    assert project.selections["start_cp"].isna().to_list() == [False, True]


def test_a_text_that_is_elsewhere_leaves_the_words_that_are_stored(tmp_path):
    data = {"text": "https://example.org/talk.txt", "role": "nurse"}
    path = export(tmp_path / "a.json", task(annotation(span("said", "Trust")), data=data))
    project = read_project(path)
    assert project.sources["text"].isna().all()
    assert project.selections["quotation"].to_list() == ["said"]
    assert ["role", "nurse"] in project.variables[["variable", "value"]].to_numpy().tolist()


def test_a_document_is_called_as_its_file_where_each_has_one(tmp_path):
    tasks = [task(number=n, file_upload=f"1a2b3c4d-Talk {n}.txt") for n in (1, 2)]
    names = read_project(export(tmp_path / "a.json", *tasks)).sources["name"]
    assert names.to_list() == ["Talk 1.txt", "Talk 2.txt"]
    rows = [task(number=n, file_upload="1a2b3c4d-all.csv") for n in (1, 2)]
    names = read_project(export(tmp_path / "b.json", *rows)).sources["name"]
    assert names.to_list() == ["Task 1", "Task 2"]


@pytest.mark.parametrize(
    "text",
    [
        '[{"text": "Yes I trust her", "label": [[0, 15, "Trust"]]}]',
        '[{"id": 1, "text": "Yes", "label": [{"start": 0, "end": 3, "labels": ["Trust"]}]}]',
        "[]",
        "not json",
        "[" * 100_000,
        "",
    ],
)
@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_other_json_is_refused_with_what_to_do_instead(tmp_path, text, name):
    (tmp_path / name).write_text(text)
    with pytest.raises(ExportError, match=r"^a\.jsonl?: [^\n]*\.xlsx, \.csv\)$"):
        read_project(tmp_path / name)


@pytest.mark.parametrize(
    "odd",
    [
        {"data": {"text": TEXT}, "annotations": 5},
        {"data": {"text": TEXT}, "predictions": 5},
        {"data": {"text": TEXT}, "file_upload": {}},
        task(annotation({"id": {"start": 1}, "value": {}, "type": "labels"})),
        task(annotation({**span("said", "Calm"), "value": {"globalOffsets": 3}})),
        task(annotation({"type": "relation", "from_id": [1], "labels": 5})),
    ],
)
def test_a_value_of_another_kind_is_refused_in_a_line(tmp_path, odd):
    path = export(tmp_path / "a.json", odd)
    try:
        read_project(path)
    except ExportError as refusal:
        assert "a.json: " in str(refusal)
        assert "\n" not in str(refusal)


def test_the_corpus_has_no_fault_and_no_name(tmp_path):
    one = annotation(span("every week", "Trust"), by={"id": 4, "email": "kim@example.org"})
    path = export(tmp_path / "a.json", task(one, file_upload="1a2b3c4d-Anna Example.txt"))
    import_corpus(path, into=tmp_path / "mine")
    assert [row for row in check_corpus(tmp_path / "mine") if row.severity == "error"] == []
    for file in (tmp_path / "mine").iterdir():
        assert b"kim@" not in file.read_bytes(), file.name
        assert b"Anna" not in file.read_bytes(), file.name


names = st.sampled_from(["labels", "choices", "taxonomy", "hypertextlabels", "rectanglelabels",
                         "textarea", "relation", "rating"])  # fmt: skip
values = st.one_of(
    st.none(), st.lists(st.sampled_from(["a", "b", ["a", "c"]]), max_size=3), st.just("a")
)
offsets = st.one_of(st.none(), st.integers(-3, 80), st.just("1"))


@st.composite
def results(draw):
    kind = draw(names)
    value = {
        "start": draw(offsets),
        "end": draw(offsets),
        "text": draw(st.sampled_from(["said", ""])),
    }
    return {"type": kind, "from_name": draw(st.sampled_from(["x", "y"])),
            "value": value | {kind: draw(values)}}  # fmt: skip


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.tuples(st.lists(results(), max_size=4), st.booleans()), max_size=3),
             min_size=1, max_size=3)
)  # fmt: skip
def test_labels_of_random_tasks_are_codings_or_listed(tmp_path_factory, tasks):
    """The reading itself refuses a file of which a label is lost."""
    path = export(
        tmp_path_factory.mktemp("a") / "a.json",
        *(
            task(*(annotation(*parts, was_cancelled=is_skipped) for parts, is_skipped in ones))
            for ones in tasks
        ),
    )
    account = read_project(path).account
    assert all(row["found"] == row["kept"] + row["dropped"] for row in account.elements)


@pytest.mark.parametrize("predictions", [[], [{"result": [span("every week", "Trust")]}]])
def test_what_nobody_has_coded_is_refused_with_what_it_holds(tmp_path, predictions):
    path = export(tmp_path / "a.json", task(predictions=predictions))
    with pytest.raises(ExportError, match=r"nothing is coded in it.*1 document") as refusal:
        import_corpus(path, into=tmp_path / "mine")
    by_a_model = "1 prediction, 1 made by a model: only what a person submits"
    assert (by_a_model in str(refusal.value)) == bool(predictions)
    assert [file.name for file in tmp_path.iterdir()] == ["a.json"]
