"""Files of programs that cannot be read as they are, and what to do in each program instead."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from trustbook.errors import ExportError
from trustbook.exchange.database import is_database
from trustbook.exchange.members import is_archive, open_archive
from trustbook.exchange.webanno import ADVICE

_READ_INSTEAD = "give trustbook that .qdpx file"
_TABLE_INSTEAD = "save the table as .xlsx or .csv there, and give that file"
_TABLE = "table of one row for each passage and code (.csv, .xlsx), and give that file"
_BEGINNING = 4_096
_TEXTS = (".txt", ".html", ".htm")
_NATIVE = {
    "MAXQDA": (
        r"mx\d+(bac)?|mxd|m2k|me?x|mex\d+|mtr|mc\d+|mq(da|bac|tc|ex|mtr)",
        "open it in MAXQDA and export the project as a REFI-QDA project (the page of its help is "
        "called Export and Import REFI-QDA Projects)",
    ),
    "NVivo": (
        r"nvpx?|nvcx|nvc?b|qsr",
        "open it in NVivo and choose Share > Export Project > REFI-QDA Project (on a Mac: File > "
        "Export Project)",
    ),
    "ATLAS.ti": (
        r"atlproj\d*|atlasproj|atlcb\d*|hpr\d*|hpb|hcb",
        "open it in ATLAS.ti and choose File > Export > QDPX Project Bundle (also called REFI-QDA "
        "project)",
    ),
    "Quirkos": (
        r"qpd|qrk|quirkos",
        "open it in Quirkos and choose Export > REFI-QDA project (.qdpx)",
    ),
    "f4analyse": (r"f4\w?", "open it in f4analyse and export the project as REFI-QDA (.qdpx)"),
    "QDA Miner": (
        r"ppj|pprj|wpj|qdp|qlt",
        "open it in QDA Miner and export the project as REFI-QDA (.qdpx)",
    ),
    "Transana": (r"tns", "open it in Transana and export the project as REFI-QDA (.qdpx)"),
}
_OTHERS = {
    r"dedoose": "a project of Dedoose: list the excerpts in Dedoose and export them to Excel, with "
    "the codes that were applied, and give that .xlsx file",
    r"requal": f"a project of requal: in requal, download the coded segments as a {_TABLE}",
    r"ann|conll\w?|iob|eaf|textgrid|tei": "annotations of a program that trustbook does not know: "
    f"write a {_TABLE}",
    r"xls|xlt|xlsb|xlw": f"a workbook in an older form: open it in a spreadsheet, {_TABLE_INSTEAD}",
    r"numbers|gsheet|et|wks?|123": f"open it in its program, {_TABLE_INSTEAD}",
    r"sav|zsav|por|dta|sas7bdat|rds|rda|rdata|parquet|feather|mdb|accdb": (
        f"a data file of another program: open it there, {_TABLE_INSTEAD}"
    ),
    r"docx?|docm|odt|rtf|pages|pdf|html?|md|txt|epub|tex": (
        "a text, in which trustbook cannot see what is coded (comments in the margin are not "
        "read): code it in QualCoder or Taguette, or write a table of one row for each passage and "
        "code, save it as .xlsx or .csv, and give that file"
    ),
    r"mp3|m4a|wav|mp4|mov|avi|mkv|ogg|jpe?g|png|gif|tiff?|heic": (
        "a recording or a picture, which holds no codes: give the project in which it was coded"
    ),
    r"graphml|gexf|gml|net|paj|dl|vna|##h|##d": (
        "a network: write its ties in a table of one row for each, with the columns truster, "
        "trustee and concept (.csv, .xlsx), and give that file"
    ),
    r"7z|rar|gz|tgz|bz2|xz|tar": "an archive: unpack it, and give the export that was in it",
}
_REPORTS = {
    r"\d+ references? coded": "a report of NVivo on a code: "
    f"{_NATIVE['NVivo'][1].replace('it', 'the project', 1)}; then {_READ_INSTEAD}",
    r"Taguette": "a report of Taguette: in Taguette, export the highlights as .xlsx or .csv, or "
    "the whole project as .sqlite3, and give that file",
}
_ANYTHING = (
    "this kind of file cannot be read. From NVivo, ATLAS.ti, MAXQDA, Quirkos, f4analyse, QDA Miner "
    "and others, export a REFI-QDA project and give that .qdpx file; from Dedoose, CATMA or a "
    "spreadsheet, give a table of one row for each passage and code (.xlsx, .csv)"
)
_ARCHIVES = {
    r"(^|/)annotation_ser/.*\.ser$": "a project of INCEpTION in its own internal form: " + ADVICE,
    r"^xl/workbook": "a workbook whose name has another ending: give it the ending .xlsx",
    r"^word/document": "a Word document whose name has another ending, which holds no codes",
    r"\.(qdpx|rqda|sqlite3)$": "an archive that holds {}: unpack it, and give that file",
    r"(^|/)data\.qda$": "an archive that holds a project of QualCoder ({}): unpack it, and give "
    "the folder that holds that file",
    r"\.(csv|tsv|tab|xlsx|ods)$": "an archive that holds tables ({}): unpack it, and give that "
    "table, or the folder with all of them",
    r"\.(json|xmi)$": "an archive that holds {}: unpack it, and give that file",
}


def advice_by_ending(path: Path) -> str | None:
    """What to do instead with a file whose ending says that it is not read; None for others.

    >>> advice_by_ending(Path("Ward.HPR7"))[:63]
    'a project in the internal form of ATLAS.ti: open it in ATLAS.ti'
    >>> advice_by_ending(Path("ward.csv"))
    """
    ending = path.suffix.casefold().removeprefix(".")
    for program, (form, steps) in _NATIVE.items():
        if re.fullmatch(form, ending):
            return f"a project in the internal form of {program}: {steps}; then {_READ_INSTEAD}"
    return next((line for form, line in _OTHERS.items() if re.fullmatch(form, ending)), None)


def refusal(path: Path) -> str:
    """Why a file is not read, and what to do instead: in its program, where that is known."""
    advice = _advice_by_words(path) or advice_by_ending(path) or _advice_by_contents(path)
    return f"{path.name}: {advice}"


def _advice_by_words(path: Path) -> str | None:
    """What to do instead with a report of a program, which names itself at its beginning."""
    if path.suffix.casefold() not in _TEXTS:
        return None
    with path.open("rb") as file:
        words = file.read(_BEGINNING).replace(b"\0", b"").decode("utf-8", "replace")
    return next((line for form, line in _REPORTS.items() if re.search(form, words)), None)


def _advice_by_contents(path: Path) -> str:
    if path.is_file() and is_database(path):
        return unknown_database()
    if path.is_file() and is_archive(path):
        with open_archive(path) as archive:
            names = archive.names
        for form, advice in _ARCHIVES.items():
            if one := next((one for one in names if re.search(form, one, re.IGNORECASE)), None):
                return advice.format(one)
    return _ANYTHING


def unknown_database() -> str:
    """What to do with a database that no reader knows."""
    return (
        "a database, but not one of QualCoder, Taguette or RQDA. If it is a project of MAXQDA or "
        f"NVivo, {_NATIVE['MAXQDA'][1]}, or {_NATIVE['NVivo'][1]}; then {_READ_INSTEAD}"
    )


@contextmanager
def written_by(program: str, *, file: str) -> Iterator[None]:
    """Refuse the file, with an ExportError, where a value in it is of another kind than expected.

    For formats without a schema, such as JSON, in which anything may be anywhere.
    """
    try:
        yield
    except (AttributeError, LookupError, TypeError, ValueError, ArithmeticError) as error:
        raise ExportError(
            f"{file}: a value in it is not of the kind that {program} writes "
            f"({type(error).__name__}); export it from {program} once more"
        ) from error
