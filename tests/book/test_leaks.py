"""Words that must not leave, in whatever they are packed."""

import base64
import gzip
import json
import shutil
import zlib
from pathlib import Path

import pandas as pd
import pytest

from trustbook.book.leaks import leaks, normal
from trustbook.book.public_edition import secrets_of
from trustbook.checking.publishing import public_corpus
from trustbook.corpus.disclosure import read_disclosure
from trustbook.corpus.package import write_package
from trustbook.corpus.packing import zip_bytes

TEN = Path(__file__).parents[1] / "corpora" / "ten-segments"

SECRET = "Kåre <Holm> & søn, Ry"
RAW = SECRET.encode()


FORMS = {
    "plain": RAW,
    "other letters": "KÅRE <HOLM>  &\nSØN, RY".encode(),
    "decomposed": "Ka\u030are <Holm> & søn, Ry".encode(),
    "soft hyphens": "Kåre <Ho\u00adlm> & søn, Ry".encode(),
    "html": "<p>Kåre &lt;Holm&gt; &amp; s&oslash;n, Ry</p>".encode(),
    "between tags": b"K\xc3\xa5re <b>&lt;Holm&gt;</b> &amp; <i>s\xc3\xb8</i>n, Ry",
    "json": json.dumps({"x": SECRET}).encode(),
    "address": b"?q=K%C3%A5re%20%3CHolm%3E%20%26%20s%C3%B8n,%20Ry",
    "latin-1": SECRET.encode("latin-1"),
    "utf-16": SECRET.encode("utf-16"),
    "picture": b"\x89PNG\r\n\x1a\n\0\0\0\x30zTXtx\0\0" + zlib.compress(RAW),
    "zip": zip_bytes({"a.txt": RAW}),
    "name in a zip": zip_bytes({SECRET: b""}),
    "gzip": gzip.compress(RAW),
    "base64": base64.b64encode(RAW),
    "notebook": json.dumps(
        {"outputs": [{"image/png": base64.b64encode(RAW * 3).decode()}]}
    ).encode(),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_secret_is_seen_in_every_form(form):
    assert leaks({"page.html": FORMS[form]}, {normal(SECRET): "a name"}) == ["page.html: a name"]


def test_a_secret_is_seen_in_the_name_of_a_file():
    assert leaks({SECRET: b""}, {normal(SECRET): "a name"}) == [f"{SECRET}: a name"]


def test_what_is_packed_several_times_is_seen():
    packed = base64.b64encode(zip_bytes({"a.gz": gzip.compress(RAW)}))
    assert leaks({"a.ipynb": b'"' + packed + b'"'}, {normal(SECRET): "a name"})


def test_what_is_no_archive_is_no_fault():
    files = {"a.zip": b"PK\x03\x04xx", "a.gz": b"\x1f\x8bxx", "a": b"A" * 25}
    assert leaks(files, {normal(SECRET): "a name"}) == []


def test_of_a_description_only_what_does_not_follow_from_the_tables_is_secret(
    tmp_path,
):
    corpus = tmp_path / "mine"
    shutil.copytree(TEN, corpus)
    write_package(corpus)
    package = json.loads((corpus / "datapackage.json").read_text(encoding="utf-8"))
    package["unread"] = [{"a key that only they should know": "Kept among ourselves, as agreed"}]
    (corpus / "datapackage.json").write_text(json.dumps(package, indent=2), encoding="utf-8")
    disclosure = read_disclosure(corpus)
    secrets = secrets_of(corpus, public_corpus(corpus, disclosure), disclosure)
    of_package = {text for text, what in secrets.items() if "datapackage" in what}
    assert of_package == {"a key that only they should know", "kept among ourselves, as agreed"}


def test_the_address_of_a_published_study_is_no_secret(tmp_path):
    corpus = tmp_path / "mine"
    shutil.copytree(TEN, corpus)
    studies = pd.read_csv(corpus / "studies.csv").assign(doi="10.1000/xyz123.456")
    studies.to_csv(corpus / "studies.csv", index=False)
    write_package(corpus)
    disclosure = read_disclosure(corpus)
    secrets = secrets_of(corpus, public_corpus(corpus, disclosure), disclosure)
    assert "withheld words of datapackage.json" not in secrets.values()


def test_a_number_of_a_report_is_no_secret_and_its_words_are(tmp_path):
    """Pages have numbers under the same names, such as of stakeholders."""
    corpus = tmp_path / "mine"
    shutil.copytree(TEN, corpus)
    report = {"stakeholders": 12345, "title": "What the ward told at night"}
    (corpus / "import-report.json").write_text(json.dumps(report, indent=1), encoding="utf-8")
    disclosure = read_disclosure(corpus)
    secrets = secrets_of(corpus, public_corpus(corpus, disclosure), disclosure)
    assert "what the ward told at night" in secrets
    assert not [secret for secret in secrets if "12345" in secret]
