"""Import and export: projects of QDA software become corpora, and corpora files for other programs.

The way in, each step in one place: `reading` finds the reader of a file (`refi/`, `qualcoder`,
`taguette`, `rqda`, `label_studio`, `inception`, `codebooks`, `tabular`), or `programs` says what to
do instead. The reader makes a `Project` (`model`), whose positions `offsets` resolves, and
`conservation` proves that no coding is lost. A researcher writes the map (`mapping`), beginning
with its draft (`draft`). `corpus_tables` makes the tables from both, with `codes`,
`speakers`, `segments`, `relations` and `confidential`. Reader and tables add to one `Account`
(`account`), which becomes the report; `importing` puts the steps together and writes the folder.

The way out: `exporting` writes a workbook, a network or, with `refi/writer` and `own_tables`, a
project of REFI-QDA from which the same corpus is restored. What comes from strangers is opened by
`members` (zip), `database` (SQLite), `sheets` (tables) and `refi/markup` (XML), within bounds.
"""

from importlib import import_module
from typing import Any

_HOME = {
    name: module
    for module, names in {
        "importing": "Import draft_of import_corpus read_map",
        "reading": "read_project",
        "exporting": "export_corpus new_corpus",
        "model": "Project",
        "account": "Account",
        "mapping": "ImportMap import_map",
        "refi.reader": "read_refi",
        "qualcoder": "read_qualcoder",
        "taguette": "read_taguette",
        "tabular": "read_tabular",
        "offsets": "Resolution Rule Selections resolution resolutions rule_of_origin",
    }.items()
    for name in names.split()
}

__all__ = list(_HOME)


def __getattr__(name: str) -> Any:
    """What is called `name`, from the module that holds it, imported when it is first asked for."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
