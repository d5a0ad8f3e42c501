"""What the chapter on the import shows: what became of the elements of a file, and what is open."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from trustbook.numbers import count
from trustbook.pages.prose import Prose, notice, prose
from trustbook.pages.tables import TableView, table

Account = Mapping[str, Any]


_NOT_IMPORTED = "This corpus was not imported from other software; there is no import report."


def import_account(text: str) -> Account:
    """The account in the words of `import-report.json`; empty where there is none."""
    try:
        account = json.loads(text or "{}")
    except ValueError:
        return {}
    return account if isinstance(account, dict) else {}


def import_in_words(account: Account) -> Prose:
    """A sentence on where the corpus comes from; one line where it was not imported."""
    if not account:
        return notice(_NOT_IMPORTED)
    rows = account.get("elements", [])
    return prose(
        "This corpus was read from a file of {origin}. Of {kinds} of elements the file holds, "
        "{whole} came over whole; {dropped} left out in all.",
        origin=str(account.get("origin", "unknown")),
        kinds=count(len(rows), "kind"),
        whole=str(sum(not row["dropped"] for row in rows)),
        dropped=_were(sum(row["dropped"] for row in rows)),
    )


def _were(number: int) -> str:
    return f"{count(number, 'element')} {'was' if number == 1 else 'were'}"


def elements_table(account: Account) -> TableView | Prose:
    """One row a kind of element: found, kept, changed, dropped and why."""
    columns = ["element", "found", "kept", "changed", "dropped", "reason"]
    return _shown(account, "elements", columns, title="What became of each kind of element",
                  note="Kept and dropped add up to found.")  # fmt: skip


def offsets_table(account: Account) -> TableView | Prose:
    """One row a document: by which rule its quotations stand where, and how sure that is."""
    columns = ["document", "rule", "share", "n", "verified", "reason"]
    return _shown(account, "offsets", columns, title="Where quotations stand",
                  note="Share: quotations that begin and end where they should.")  # fmt: skip


def open_table(account: Account) -> TableView | Prose:
    """One row a matter that the map of the import leaves open, or a warning."""
    rows = [
        {"kind": kind, "matter": matter}
        for key, kind in (("left_open", "open"), ("warnings", "warning"))
        for matter in account.get(key, [])
    ]
    return _shown({"rows": rows}, "rows", ["kind", "matter"], title="Open matters and warnings")


def _shown(
    account: Account, key: str, columns: Sequence[str], *, title: str, note: str = ""
) -> TableView | Prose:
    frame = pd.DataFrame(account.get(key, []), columns=list(columns)).dropna(axis=1, how="all")
    return table(
        frame,
        name=f"table-{key.replace('_', '-')}",
        title=title,
        labels={"n": "Quotations", "reason": "Why"},
        notes=[note] if note else [],
        empty="Nothing to list.",
    )
