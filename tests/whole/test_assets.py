"""What the pages load: vendored files, the style sheet and the script of the charts."""

import json
import re
import runpy
from pathlib import Path

import altair as alt

from trustbook.book.drawing import VEGA_LITE
from trustbook.charts import theme

ASSETS = Path(__file__).parents[2] / "assets"
STYLES = (ASSETS / "trustbook" / "book.css").read_text(encoding="utf-8")
VENDOR = runpy.run_path(str(ASSETS / "vendor.py"))
PACKAGES = json.loads((ASSETS / "vendor.json").read_text(encoding="utf-8"))["packages"]


def test_vendored_files_have_their_recorded_digests(capsys):
    assert VENDOR["main"](["--check"]) == 0
    assert "19 vendored files are right" in capsys.readouterr().out


def test_a_changed_or_absent_vendored_file_is_found():
    package = {"files": [{**PACKAGES[0]["files"][0], "sha256": "0"}, {"to": "none", "sha256": ""}]}
    changed, absent = VENDOR["faults_of"](package)
    assert "differs from vendor.json" in changed
    assert "none: absent" in absent


def test_every_vendored_package_comes_with_its_licence():
    for package in PACKAGES:
        assert any("LICENSE" in entry["to"] for entry in package["files"]), package["name"]


def test_the_vendored_grammar_is_the_one_that_altair_writes():
    version = next(p["version"] for p in PACKAGES if p["name"] == "vega-lite")
    assert f"v{version}" == alt.SCHEMA_VERSION
    assert version.startswith(f"{VEGA_LITE}.")


def test_the_dark_page_knows_every_colour_of_the_charts():
    colours = {v for v in vars(theme).values() if isinstance(v, str) and v.startswith("#")}
    for colour in sorted(colours | set(theme.ORGANISATIONS)):
        for attribute in ("fill", "stroke"):
            assert f'[{attribute}="{colour}"]' in STYLES


def test_styles_and_scripts_name_no_other_host():
    for name in ("book.css", "book.js"):
        text = (ASSETS / "trustbook" / name).read_text(encoding="utf-8")
        assert not re.search(r"https?://", text), name
