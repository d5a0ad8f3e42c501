import json

import pytest
from click.testing import CliRunner

from trustbook.cli import main

TABLES = {
    "studies": "study,label,title\ns,S,A study\nt,T,Another\n",
    "stakeholders": "stakeholder,label,kind,level\nP,People,role,micro\n",
    "material": "study,line,data_type,unit,participants,n\ns,1,Talks,interview,P,16\n",
    "claims": "claim,study,section,statement,measure,arguments,expected,against,elsewhere,note\n"
    "c1,s,p. 1,Sixteen talks,material_n,study=s,16,,,\n"
    "c2,t,p. 2,Seventeen talks,material_n,study=s,17,c1,16,An early count\n"
    "c3,t,p. 3,Most came,none,,most,,,Not in the tables\n",
}


@pytest.fixture
def corpus(tmp_path, monkeypatch):
    (tmp_path / "mine").mkdir()
    for name, text in TABLES.items():
        (tmp_path / "mine" / f"{name}.csv").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "mine"


def verify(*more):
    return CliRunner().invoke(main, ["verify", "mine", "--step", "claims", *more])


def test_verdicts_are_counted_by_study(corpus):
    result = verify()
    assert result.exit_code == 0
    assert [line.split() for line in result.output.splitlines()] == [
        ["study", "agrees", "differs", "consistent", "not", "computable", "failed", "claims"],
        ["s", "1", "0", "0", "0", "0", "1"],
        ["t", "0", "1", "0", "1", "0", "2"],
        ["all", "studies", "1", "1", "0", "1", "0", "3"],
        [
            "claims",
            "ok:",
            "1",
            "agrees,",
            "1",
            "differs,",
            "0",
            "consistent,",
            "1",
            "not",
            "computable,",
            "0",
            "failed",
        ],
        ["All", "that", "was", "verified", "agrees."],
        ["Next:", "trustbook", "build", "mine"],
    ]


def test_a_failed_claim_is_told_with_its_place_and_rows(corpus):
    changed = TABLES["material"].replace(",16", ",15")
    (corpus / "material.csv").write_text(changed, encoding="utf-8")
    result = verify()
    assert result.exit_code == 1
    assert result.output.splitlines()[4:] == [
        "claims       2 findings",
        "claims: mine/claims.csv, c1 failed: Sixteen talks",
        "  printed: 16; the tables give 15, 1 too low",
        "  printed in: s, p. 1",
        "  rests on: material s 1",
        "claims: mine/claims.csv, c2 failed: Seventeen talks",
        "  printed: 17 here and 16 in c1, which the tables should follow; they give 15",
        "  printed in: t, p. 2",
        "  rests on: material s 1",
        "2 findings (claims).",
        "Next: look each up in print, then correct the rows it rests on, or the claim (claims)",
    ]


def test_the_report_for_machines_has_every_claim(corpus):
    (report,) = json.loads(verify("--json").output)["steps"]
    assert report["verdicts"] == {
        "agrees": 1,
        "differs": 1,
        "consistent": 0,
        "not computable": 1,
        "failed": 0,
    }
    assert report["claims"][0]["rows"] == ["material s 1"]
    assert report["claims"][1]["difference"] == -1


def test_a_corpus_without_claims_says_what_to_do(corpus):
    (corpus / "claims.csv").unlink()
    result = verify()
    assert result.exit_code == 0
    assert (
        "not verified: mine has no claims; write what print states into claims.csv" in result.output
    )


def test_a_corpus_that_is_not_there_is_told(corpus):
    result = CliRunner().invoke(main, ["verify", "nowhere", "--step", "claims"])
    assert result.exit_code == 1
    assert "no corpus at nowhere" in result.output
