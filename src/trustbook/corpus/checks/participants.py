"""Checks of participants who stand out in what is published of them.

k-anonymity: Samarati & Sweeney (1998), Protecting privacy when disclosing information; l-diversity:
Machanavajjhala et al. (2007), ACM Transactions on Knowledge Discovery from Data 1(1):3. Whether
both hold is computed by pycanon (Sáinz-Pardo Díaz & López García 2022, doi
10.1038/s41597-022-01894-2).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pandas as pd

from trustbook.corpus.checks.tables import cells_by_row
from trustbook.corpus.disclosure import FEW_ALIKE, SAME_VALUE, Disclosure
from trustbook.corpus.findings import LISTED, Finding, in_quotes
from trustbook.corpus.numbers import count
from trustbook.project import DISCLOSURE_FILE


def check_participants(cases: pd.DataFrame, disclosure: Disclosure) -> list[tuple[str, Finding]]:
    """Participants whom too few are alike, or who share what is sensitive, each with its fault."""
    alike = cells_by_row(cases).fillna("")
    columns = [str(name) for name in alike.columns if name != "case"]
    for part in ("attributes", "sensitive"):
        for name in getattr(disclosure, part):
            if name not in columns:
                return [(FEW_ALIKE, _unknown(name, part, columns))]
    sensitive = list(disclosure.sensitive)
    chosen = [name for name in disclosure.attributes or columns if name not in sensitive]
    if alike.empty or not chosen:
        return []
    few = [(FEW_ALIKE, one) for one in _first_of(_few_alike(alike, chosen, k=disclosure.k))]
    same = (_same_value(alike, chosen, name, fewest=disclosure.l) for name in sensitive)
    return [*few, *((SAME_VALUE, finding) for several in same for finding in _first_of(several))]


def _few_alike(alike: pd.DataFrame, columns: list[str], *, k: int) -> list[Finding]:
    """Findings for participants of whom fewer than k are alike in the columns."""
    from pycanon.anonymity import k_anonymity  # noqa: PLC0415 - slow

    if k_anonymity(alike.reset_index(drop=True), columns) >= k:
        return []
    remedy = _how_to_hide(alike, columns, k=k)
    return [
        Finding(
            file="cases.csv",
            row=int(str(rows.index[0])),
            column=" and ".join(columns),
            id="disclosure.few-alike",
            value=f"{count(len(rows), 'participant')} with {_combination(rows, columns)}",
            allowed=f"at least {k} participants alike",
            remedy=remedy,
        )
        for _, rows in _standing_out(alike, columns, k=k).groupby(columns, sort=False)
    ]


def _same_value(
    alike: pd.DataFrame, columns: list[str], sensitive: str, *, fewest: int
) -> list[Finding]:
    """Findings for participants who are alike and have fewer values of a sensitive column."""
    from pycanon.anonymity import l_diversity  # noqa: PLC0415 - slow

    if l_diversity(alike.reset_index(drop=True), columns, [sensitive]) >= fewest:
        return []
    groups = (rows for _, rows in alike.groupby(columns, sort=False))
    return [
        Finding(
            file="cases.csv",
            row=int(str(rows.index[0])),
            column=sensitive,
            id="disclosure.same-value",
            value=f"{count(len(rows), 'participant')} with {_combination(rows, columns)}: "
            f"all have {count(rows[sensitive].nunique(), 'value')} of {sensitive}",
            allowed=f"at least {fewest} values of {sensitive} among those who are alike",
            remedy=f"make {' or '.join(columns)} or {sensitive} coarser, leave one out, "
            f"or list it below exceptions ({SAME_VALUE}) in {DISCLOSURE_FILE}",
        )
        for rows in groups
        if rows[sensitive].nunique() < fewest
    ]


def _combination(rows: pd.DataFrame, columns: Sequence[str]) -> str:
    return ", ".join(f"{name} {in_quotes(rows[name].iloc[0])}" for name in columns)


def _first_of(findings: list[Finding]) -> Iterator[Finding]:
    """The first findings, of which the last says how many more there are."""
    more = len(findings) - LISTED
    yield from findings[: LISTED - 1]
    yield from (replace(one, more=max(more, 0)) for one in findings[LISTED - 1 : LISTED])


def _standing_out(alike: pd.DataFrame, columns: list[str], *, k: int) -> pd.DataFrame:
    """The participants whom fewer than `k`, counting themselves, are alike in the columns."""
    return alike[alike.groupby(columns)[columns[0]].transform("size") < k]


def _how_to_hide(alike: pd.DataFrame, columns: list[str], *, k: int) -> str:
    """The remedy, which names the attribute without which the fewest would stand out."""
    grant = f"or list it below exceptions ({FEW_ALIKE}) in {DISCLOSURE_FILE}"
    if len(columns) == 1:
        return f"join rare values of {columns[0]} or leave it out, {grant}"
    rest = {
        name: len(_standing_out(alike, [each for each in columns if each != name], k=k))
        for name in columns
    }
    name = min(rest, key=lambda each: rest[each])
    few = len(_standing_out(alike, columns, k=k))
    if rest[name] == few:
        return f"make several of them coarser or leave them out, {grant}"
    return (
        f"make {name} coarser or leave it out (without it {rest[name]} instead of {few} "
        f"participants stand out), {grant}"
    )


def _unknown(name: str, part: str, columns: Sequence[str]) -> Finding:
    return Finding(
        id="settings.unknown-name",
        file=DISCLOSURE_FILE,
        column=part,
        value=in_quotes(name),
        allowed=f"columns of cases: {', '.join(columns) or 'there are none'}",
        remedy="write it as the table has it",
    )
