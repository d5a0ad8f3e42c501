"""What is said below a rebuilt table on cells that could not be read off."""

import pandas as pd

from trustbook.pages.certainty import certainty_notes

LINES = pd.DataFrame(
    [("line 1", "n|mode", "Merged."), ("line 2", "n", "Merged."), ("line 3", None, "Certain.")],
    columns=["place", "reconstructed_columns", "memo"],
)


def test_cells_that_were_put_together_are_named_with_their_reasons():
    assert certainty_notes(LINES, {"n": "Number"}, line="place") == [
        "Put together or inferred: Number (line 1 and line 2); mode (line 1). "
        "Every other cell follows the print.",
        "Line 1 and line 2: Merged.",
    ]


def test_nothing_is_said_of_a_table_of_which_nothing_is_known():
    assert certainty_notes(LINES.assign(reconstructed_columns=None), {}, line="place") == []
