"""The command that computes every claim of a corpus again."""

import json
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any

import click
import pandas as pd

from trustbook.book.verification import Step
from trustbook.claims.claims import FAILED, VERDICTS, failure, verdicts, verified_claims
from trustbook.cli import options
from trustbook.corpus.reading import corpus_folder, read_corpus
from trustbook.project import quoted, shown

_ROWS = 6  # rows and segments named for one failed claim


@click.command("claims", short_help="Compute every printed number again.")
@click.option(
    "--corpus", default=options.REFERENCE, show_default=True, help="Folder of the corpus."
)
@options.as_json
@click.pass_context
def verify_claims(context: click.Context, corpus: str, as_json: bool) -> None:
    """Compute every claim of a corpus from its tables; name those that the tables contradict.

    \b
    reproduced       the tables give what is printed
    differs          places in print disagree; the tables follow the other place
    not computable   the tables hold nothing of it; the note of the claim says why
    failed           the tables give neither

    \b
    Example: trustbook verify claims --corpus data/mine
    Exit code 0: no claim failed; 1: some did; 2: wrong usage.
    """
    book = read_corpus(corpus_folder(corpus))
    claims = verified_claims(book.tables())
    failed = claims[claims["verdict"] == FAILED]
    place = shown(book.folder)
    click.echo(_as_json(claims) if as_json else _report(claims, failed, place=place))
    context.exit(1 if len(failed) else 0)


def claims_step(folder: Path) -> Step:
    """The step that computes every claim of a corpus again."""
    claims = verified_claims(read_corpus(folder).tables())
    failed = claims[claims["verdict"] == FAILED].to_dict("records")
    if claims.empty:
        return Step(name="claims", skipped=f"{shown(folder)} has no claims")
    counts = verdicts(claims)[list(VERDICTS)].sum()
    return Step(
        name="claims",
        findings=tuple(f"{c['claim']}, {c['statement']}: {failure(c)}" for c in failed),
        verified=", ".join(f"{n} {verdict}" for verdict, n in counts.items()),
        advice=f"trustbook verify claims --corpus {shown(folder)}",
    )


def _as_json(claims: pd.DataFrame) -> str:
    counts = {verdict: int((claims["verdict"] == verdict).sum()) for verdict in VERDICTS}
    report = {"verdicts": counts, "claims": json.loads(claims.to_json(orient="records"))}
    return json.dumps(report, ensure_ascii=False, indent=1)


def _report(claims: pd.DataFrame, failed: pd.DataFrame, *, place: str) -> str:
    if claims.empty:
        return f"{place} has no claims. Next: write what print states into claims.csv"
    told = [line for claim in failed.to_dict("records") for line in _told(claim, place=place)]
    return "\n".join([*_counts(claims), *told, _next(claims, failed, place=place)])


def _counts(claims: pd.DataFrame) -> list[str]:
    by_study = verdicts(claims)
    everything = by_study.sum(numeric_only=True).to_frame().T.assign(study="all studies")
    rows = pd.concat([by_study, everything])[["study", *VERDICTS, "claims"]]
    return rows.to_string(index=False).splitlines()


def _told(claim: Mapping[Hashable, Any], *, place: str) -> list[str]:
    anchor = f", anchor {claim['anchor']}" if claim["anchor"] else ""
    return [
        f"{place}/claims.csv, {claim['claim']} failed: {claim['statement']}",
        f"  {failure(claim)}",
        f"  printed in: {claim['study']}, {claim['section'] or 'no section'}{anchor}",
        f"  rests on: {_some(claim['rows'])}",
    ]


def _some(rows: object) -> str:
    names = list(rows) if isinstance(rows, list) else []
    more = f" and {len(names) - _ROWS} more" if len(names) > _ROWS else ""
    return ", ".join(names[:_ROWS]) + more if names else "no row of any table"


def _next(claims: pd.DataFrame, failed: pd.DataFrame, *, place: str) -> str:
    if failed.empty:
        return f"None of {len(claims)} claims failed. Next: trustbook build {quoted(place)}"
    return (
        f"{len(failed)} of {len(claims)} claims failed. Next: look each up in print, then correct "
        "the rows it rests on, or the claim"
    )
