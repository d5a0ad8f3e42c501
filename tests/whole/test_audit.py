"""The audit: no secret is tracked, every licence is open, every action of CI is pinned."""

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PINNED = re.compile(r"uses: [\w-]+/[\w./-]+@[0-9a-f]{40} # v\d")
PLANTED = {
    "a private key": "-----BEGIN RSA " + "PRIVATE KEY-----",
    "a key of a cloud": "AKIA" + "ABCDEFGHIJKLMNOP",
    "a token": "ghp_" + "a1" * 18,
    "an address with a password": "https://kim:" + "secret1@host.org",
    "a key of anchors": "0f" * 32 + "\n",
}


@pytest.fixture(scope="module")
def audit():
    spec = importlib.util.spec_from_file_location("audit", ROOT / ".ci" / "audit.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("what", PLANTED)
def test_a_secret_is_seen(audit, monkeypatch, tmp_path, what):
    monkeypatch.setattr(audit, "ROOT", tmp_path)
    (tmp_path / "a.txt").write_text(PLANTED[what], encoding="utf-8")
    assert audit.secrets([tmp_path / "a.txt"]) == [f"a.txt: {what}"]


def test_the_only_corpus_that_is_tracked_is_that_of_the_book(audit):
    places = [path.relative_to(ROOT).parts for path in audit.tracked_files()]
    assert {parts[1] for parts in places if parts[0] == "data" and len(parts) > 2} == {"ibbis"}


@pytest.mark.slow
def test_no_secret_is_tracked(audit):
    assert (
        audit.secrets([path for path in audit.tracked_files() if "assets" not in path.parts]) == []
    )


def test_every_licence_of_the_lock_is_open(audit):
    stated = audit.licences()
    closed = {name for name, words in stated.items() if not audit.OPEN.search(words)}
    assert closed <= audit.OF_TESTS_ALONE
    assert len(stated) > 100


def test_every_action_is_pinned_to_a_commit():
    lines = [
        line.strip()
        for path in (ROOT / ".github" / "workflows").glob("*.yml")
        for line in path.read_text(encoding="utf-8").splitlines()
        if "uses:" in line
    ]
    assert lines
    assert [line for line in lines if not PINNED.search(line)] == []


@pytest.mark.slow
def test_where_the_service_cannot_be_asked_the_audit_says_that_nothing_was_audited(
    audit, monkeypatch, tmp_path
):
    """In a folder without a lock pip-audit has nothing to read, which is no clean bill."""
    monkeypatch.setattr(audit, "ROOT", tmp_path)
    (line,) = audit.known_weaknesses()
    assert line.startswith("nothing was audited: ")
