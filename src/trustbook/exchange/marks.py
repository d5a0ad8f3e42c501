"""Marks in a column that says of each row whether it has the code of its heading, and who gave it.

Also what cells of codes hold where a row has none.
"""

import re

import pandas as pd

YES = {"1", "1.0", "1,0", "x", "yes", "true", "ja", "oui", "si", "sí", "sim", "wahr", "vrai"}
YES |= {"verdadero", "verdadeiro", "vero", "waar", "sand", "sant", "✓", "✔", "√", "☑", "是", "نعم"}
YES |= {"y", "checked", "selected"}
NO = {"", "0", "0.0", "0,0", "no", "false", "nej", "nei", "nein", "nee", "non", "não", "falsch"}
NO |= {"faux", "falso", "onwaar", "falsk", "falskt", "-", "–", "n/a", "na", "nan", "否", "لا"}
NO |= {"n", "unchecked", "not selected"}


def is_mark(cells: "pd.Series[str]") -> "pd.Series[bool]":
    """Whether each cell is a mark that means yes: anything but nothing, 0, no and the like."""
    return ~cells.str.strip().str.casefold().isin(NO)


def marks_nothing(cell: str) -> bool:
    """Whether a cell of a column of marks says that a row does not have the code.

    >>> marks_nothing("0"), marks_nothing(" x ")
    (True, False)
    """
    return cell.strip().casefold() in NO


_NO_CODE = {"none", "no code", "no codes", "not coded", "uncoded", "not applicable", "not relevant"}
_NO_CODE |= {"n.a.", "na.", "null", "nil", "<na>", "nothing", "ingen", "ingen kode", "intet"}
_NO_CODE |= {"ikke relevant", "ej relevant", "ikke aktuelt", "inga", "ingen kod", "ikke kodet"}
_NO_CODE |= {
    "keine",
    "keiner",
    "kein",
    "kein code",
    "nicht relevant",
    "entfällt",
    "trifft nicht zu",
}
_NO_CODE |= {
    "aucun",
    "aucune",
    "aucun code",
    "sans objet",
    "s/o",
    "ninguno",
    "ninguna",
    "no aplica",
}
_NO_CODE |= {"nenhum", "nenhuma", "não se aplica", "não aplicável", "geen", "geen code", "nvt"}
_NO_CODE |= {"n.v.t.", "niet van toepassing", "nessuno", "nessuna", "nessun codice"}
_NO_CODE |= {"non applicabile", "无", "没有", "不适用", "無", "لا يوجد", "لا ينطبق", "بدون"}
_NO_LETTER = re.compile(r"[-–—−.?？؟…_/*\s]+")
_BETWEEN_CODERS = re.compile(r"[;,/&+\n|]|\s(?:and|og|och|und|et|y|e|en)\s")


def says_no_code(cell: str) -> bool:
    """Whether a cell of codes says in a word or a sign that there is none.

    >>> says_no_code("N/A"), says_no_code("–"), says_no_code("ikke relevant"), says_no_code("0")
    (True, True, True, False)
    """
    plain = " ".join(cell.split()).casefold()
    is_nothing = plain in _NO_CODE or plain in {"n/a", "na", "nan"}
    return bool(plain) and (is_nothing or bool(_NO_LETTER.fullmatch(plain)))


def coders_in(cell: str) -> tuple[str, ...]:
    """The coders that a cell names in a column called after a code.

    >>> coders_in("Anna, Bo"), coders_in("Anna og Bo"), coders_in("-")
    (('Anna', 'Bo'), ('Anna', 'Bo'), ())
    """
    names = (" ".join(part.split()) for part in _BETWEEN_CODERS.split(cell))
    return tuple(dict.fromkeys(
        name for name in names if not marks_nothing(name) and not says_no_code(name)
    ))  # fmt: skip
