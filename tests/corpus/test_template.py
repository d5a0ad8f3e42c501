"""Templates follow the schema."""

import pytest

from trustbook.corpus.schema import TABLES
from trustbook.corpus.template import GUIDE, guide_text, template_files


@pytest.mark.parametrize("name", TABLES)
def test_a_template_has_every_column_of_its_table(name):
    assert template_files("data/mine")[f"{name}.csv"] == ",".join(TABLES[name].columns) + "\n"


def test_the_guide_describes_every_column():
    text = guide_text("data/mine")
    assert template_files("data/mine")[GUIDE] == text
    assert "`trustbook check data/mine`" in text
    for table in TABLES.values():
        assert f"## {table.name}.csv" in text
        assert all(f"| {field.name} | " in text for field in table.fields)


def test_a_bar_in_a_cell_does_not_end_it():
    rows = [line for line in guide_text("x").splitlines() if line.startswith("| participants")]
    assert rows
    assert all(line.replace("\\|", "").count("|") == 6 for line in rows)
