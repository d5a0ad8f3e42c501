"""Findings: every one of them has an id that is explained once."""

import re
from pathlib import Path

import pandas as pd
import pytest

from trustbook.corpus.findings import FAULTS, LISTED, Finding, findings_at, require_none
from trustbook.errors import ParameterError

SOURCE = Path(__file__).parents[2] / "src" / "trustbook"


def finding(**parts):
    one = {"id": "values.not-allowed", "file": "map.yml", "value": "x", "allowed": "y"}
    return Finding(**(one | {"remedy": "correct it"} | parts))


def test_every_fault_that_is_explained_is_one_that_the_code_finds():
    text = "".join(
        path.read_text(encoding="utf-8")
        for path in SOURCE.rglob("*.py")
        if path.name != "findings.py"
    )
    by_type = {f"values.not-{kind}" for kind in ("integer", "number", "month", "date")}
    assert [name for name in FAULTS if f'"{name}"' not in text and name not in by_type] == []


def test_every_fault_that_the_code_finds_is_explained():
    rooms = {name.partition(".")[0] for name in FAULTS}
    ids = re.compile(rf'\bid=.*?"((?:{"|".join(sorted(rooms))})\.[a-z-]+)"')
    written = {
        name
        for path in SOURCE.rglob("*.py")
        for name in ids.findall(path.read_text(encoding="utf-8"))
    }
    assert len(written) > 30
    assert written <= set(FAULTS)


def test_a_fault_of_a_setting_names_its_line():
    assert finding(line=3, column="concepts, trust").place == "map.yml, line 3, concepts, trust"


def test_machines_get_the_id_and_what_it_means():
    record = finding().as_json()
    assert record["id"] == "values.not-allowed"
    assert record["meaning"] == FAULTS["values.not-allowed"]


def test_warnings_alone_raise_nothing():
    require_none([finding(severity="warning")], error=ParameterError)


def test_the_first_twenty_errors_are_listed_and_the_others_counted():
    """21 errors: 20 lines, a line that counts one more, and the advice."""
    with pytest.raises(ParameterError) as raised:
        require_none([finding()] * 21, error=ParameterError, advice="Next: correct it")
    lines = str(raised.value).splitlines()
    assert (len(lines), lines[-2:]) == (22, ["… and 1 more", "Next: correct it"])


def test_faults_of_a_column_beyond_those_listed_are_counted_once():
    """Three more than are listed: the last that is listed counts them."""
    cells = pd.Series(["x"] * (LISTED + 3))
    parts = {"allowed": "y", "remedy": "correct it", "id": "values.not-allowed"}
    findings = findings_at(cells, ("codes.csv", "kind"), **parts)
    assert [one.more for one in findings] == [*[0] * (LISTED - 1), 3]
