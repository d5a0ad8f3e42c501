"""What the chapter on the import shows: what became of the elements of a file, and what is open."""

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import count, form_for
from trustbook.corpus.reading import Corpus
from trustbook.exchange.report import OPEN
from trustbook.pages.prose import Prose, notice, prose
from trustbook.pages.tables import View, table

Account = Mapping[str, Any]


def import_account(corpus: Corpus) -> Account:
    """The account of `import-report.json`; empty where there is none that can be read."""
    try:
        account = json.loads(corpus.text("import-report.json") or "{}")
    except ValueError:
        return {}
    return account if isinstance(account, dict) else {}


def import_in_words(account: Account) -> Prose:
    """Where the corpus comes from and what became of the file; one line if not imported."""
    if not account:
        return notice(
            "This corpus was not imported from other software; there is no import report."
        )
    elements = account.get("elements", [])
    n_whole = sum(not element["dropped"] for element in elements)
    n_dropped = sum(element["dropped"] for element in elements)
    origin = str(account.get("origin", "unknown"))
    return prose(
        "This corpus was read from {origin}. Of {kinds} of elements in the file, {whole} "
        "came over whole; {dropped} {were} left out in all.{in_short}",
        origin=origin
        if origin.startswith("a ")
        else sentence("a file of {program}", program=origin),
        kinds=count(len(elements), "kind"),
        whole=n_whole,
        dropped=count(n_dropped, "element"),
        were=form_for(n_dropped, "was", "were"),
        in_short=_in_short(account),
    )


def _in_short(account: Account) -> Prose:
    """What became of the file, a line each, without what is open, of which there is a table."""
    matters = set(map(str, account.get("warnings", [])))
    lines = [
        prose("{line}", line=str(line))
        for line in account.get("in_short", [])
        if line not in matters and not str(line).startswith(OPEN)
    ]
    return Prose(
        markdown="\n" + "".join(f"\n- {line.markdown}" for line in lines),
        text="".join(f" {line.plain}" for line in lines),
    )


def elements_table(account: Account) -> View | Prose:
    """One row per kind of element: how many were found, kept, changed and dropped, and why."""
    columns = ["element", "found", "kept", "changed", "dropped", "reason"]
    return _table(
        account.get("elements", []),
        columns,
        name="table-elements",
        title="What became of each kind of element",
        notes=["Elements kept and dropped add up to those found."],
    )


def offsets_table(account: Account) -> View | Prose:
    """One row per document: by which rule its quotations were placed, and how sure that is."""
    columns = ["document", "rule", "share", "n", "verified", "reason"]
    rows = account.get("offsets", [])
    has_share = any(row.get("share") is not None for row in rows)
    return _table(
        rows,
        columns,
        name="table-offsets",
        title="Where the quotations are",
        notes=["Share: quotations that begin and end where they should."] * has_share,
    )


def open_table(account: Account) -> View | Prose:
    """One row per matter that the map of the import leaves open, or per warning."""
    rows = [
        {"kind": kind, "matter": matter}
        for key, kind in (("left_open", gettext("open")), ("warnings", gettext("warning")))
        for matter in account.get(key, [])
    ]
    columns = ["kind", "matter"]
    return _table(rows, columns, name="table-rows", title="Open matters and warnings")


def _table(rows: Any, columns: list[str], **texts: Any) -> View | Prose:
    frame = pd.DataFrame(rows, columns=columns).dropna(axis=1, how="all")
    labels = {"n": "Quotations", "reason": "Why"}
    return table(frame, labels=labels, empty="Nothing to list.", **texts)
