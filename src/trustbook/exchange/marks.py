"""Marks in a column that says of each row whether it has the code of its heading."""

import pandas as pd

YES = {"1", "1.0", "1,0", "x", "yes", "true", "ja", "oui", "si", "sí", "sim", "wahr", "vrai"}
YES |= {"verdadero", "verdadeiro", "vero", "waar", "sand", "sant", "✓", "✔", "√", "☑", "是", "نعم"}
NO = {"", "0", "0.0", "0,0", "no", "false", "nej", "nei", "nein", "nee", "non", "não", "falsch"}
NO |= {"faux", "falso", "onwaar", "falsk", "falskt", "-", "–", "n/a", "na", "nan", "否", "لا"}


def is_mark(cells: "pd.Series[str]") -> "pd.Series[bool]":
    """Whether each cell is a mark that means yes: anything but nothing, 0, no and the like."""
    return ~cells.str.strip().str.casefold().isin(NO)


def marks_nothing(cell: str) -> bool:
    """Whether a cell of a column of marks says that a row does not have the code.

    >>> marks_nothing("0"), marks_nothing(" x ")
    (True, False)
    """
    return cell.strip().casefold() in NO
