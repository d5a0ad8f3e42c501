"""The bill of materials of an archive."""

import json
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from trustbook.archive.bill import bill_text
from trustbook.book.environment import pinned_versions

LOCK = (Path(__file__).parents[2] / "requirements.txt").read_text(encoding="utf-8")


def test_the_bill_of_the_lock_keeps_to_the_standard_and_is_the_same_each_time():
    text = bill_text(LOCK, version="0.1.0")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    assert text == bill_text(LOCK, version="0.1.0")


def test_every_package_of_the_lock_is_in_the_bill_with_the_systems_it_is_for():
    bill = json.loads(bill_text(LOCK, version="0.1.0"))
    names = {one["name"] for one in bill["components"]}
    assert names == set(pinned_versions(LOCK))
    two = "x==1 ; python_version < '3.12'\nx==2 ; python_version >= '3.12'\n"
    markers = [
        one["properties"][0]["value"]
        for one in json.loads(bill_text(two, version="1"))["components"]
    ]
    assert markers == ['python_version < "3.12"', 'python_version >= "3.12"']
