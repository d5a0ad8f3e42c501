"""The frame of GRADE-CERQual: what tables answer, what somebody judged, and nothing else."""

import shutil
from pathlib import Path

import pytest

from trustbook import read_corpus
from trustbook.checking.corpora import check_corpus
from trustbook.pages import confidence

MINI = Path("tests/corpora/ten-segments")


def rows_of(corpus):
    [output] = confidence.confidence_table(corpus, name="table-confidence").outputs
    names = [column.name for column in output.columns]
    return {row["category"]: row for row in (dict(zip(names, r, strict=True)) for r in output.rows)}


def judged(tmp_path, text):
    folder = tmp_path / "corpus"
    shutil.copytree(MINI, folder)
    (folder / "reporting.yml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def category():
    codes = read_corpus(MINI).table("codes")
    rows = codes[codes["kind"].isin(["category", "theme"])]
    return rows.iloc[-1]


def test_phases_are_called_by_their_labels():
    [output] = confidence.confidence_table(read_corpus("data/ibbis"), name="c").outputs
    column = [column.name for column in output.columns].index("relevance")
    words = " ".join(row[column] for row in output.rows)
    assert "phases: Follow-up interviews and Initial interviews" in words
    assert "initial interview" not in words


def test_without_judgements_every_component_says_so(category):
    rows = rows_of(read_corpus(MINI))
    assert len(rows) >= 1
    for row in rows.values():
        assert row["overall"] == "Not assessed"
        assert row["methods"] == "Not assessed"
        assert "segment" in row["adequacy"]


def test_a_judgement_stands_beside_what_is_counted(tmp_path, category):
    text = (
        f"confidence:\n  {category['code']}:\n"
        "    adequacy: {judgement: serious, why: One source.}\n"
        "    overall: {judgement: low, why: So it stays open.}\n"
    )
    folder = judged(tmp_path, text)
    assert [f for f in check_corpus(folder) if f.file == "reporting.yml"] == []
    row = rows_of(read_corpus(folder))[category["label"]]
    assert row["overall"] == "Low. So it stays open."
    assert row["adequacy"].endswith("Concerns: serious. One source.")


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("  no-such-code: {methods: {judgement: minor, why: x}}", 'found "no-such-code"'),
        ("  {code}: {{methods: {{judgement: tiny, why: x}}}}", "no or very minor"),
        ("  {code}: {{overall: {{judgement: minor, why: x}}}}", "high, moderate, low"),
        ("  {code}: {{overall: {{judgement: high}}}}", "a reason"),
    ],
)
def test_a_faulty_judgement_is_named_by_the_check(tmp_path, category, lines, message):
    lines = lines.format(code=category["code"]) if "{code}" in lines else lines
    folder = judged(tmp_path, f"confidence:\n{lines}\n")
    findings = [f.message for f in check_corpus(folder) if f.file == "reporting.yml"]
    assert len(findings) == 1
    assert message in findings[0]
