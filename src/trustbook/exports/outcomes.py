"""What became of each kind of element of an export when the tables of a corpus were made."""

import pandas as pd

from trustbook.exports.model import Export
from trustbook.exports.relations import Relations
from trustbook.exports.tallies import ELEMENT_OF_SOURCE, Row, tally

_DEEPER = "deeper than three levels: they stand below their category, named by their path"
_COUNT_COLUMNS = ("element", "found", "kept", "changed", "dropped", "reason")


def outcome_counts(  # noqa: PLR0913, PLR0917
    export: Export,
    segments: pd.DataFrame,
    codings: pd.DataFrame,
    found: Relations,
    deeper: int,
    cases: pd.DataFrame,
    dropped_memos: int,
) -> pd.DataFrame:
    """What became of each table of the export."""
    rows = [
        *_count_sources(export, segments),
        tally("codes", found=len(export.codes), changed=deeper, reason=_DEEPER if deeper else ""),
        _count_selections(export, segments),
        _count_codings(export, codings),
        _count_cases(export, cases),
        _count_variables(export),
        _count_memos(export, segments, dropped_memos),
        tally("links", found=len(export.links), kept=found.used_links,
              reason="only one-way links between cases that the map uses become relations"
              if len(export.links) > found.used_links else ""),
        tally("members of sets", found=len(export.sets), kept=0, reason="a corpus has no sets"),
    ]  # fmt: skip
    return pd.DataFrame([row for row in rows if row["found"]], columns=list(_COUNT_COLUMNS))


def _count_sources(export: Export, segments: pd.DataFrame) -> list[Row]:
    """A row for each kind of source."""
    rows = []
    for kind, element in ELEMENT_OF_SOURCE.items():
        guids = export.sources["guid"][export.sources["kind"] == kind]
        used = int(guids.isin(segments["source"]).sum())
        reasons = [
            f"{len(guids) - used} have no coded text" if used < len(guids) else "",
            "kept is that there is such a document, not its text" if used else "",
        ]
        rows.append(
            tally(
                element,
                found=len(guids),
                kept=used,
                changed=used,
                reason="; ".join(filter(None, reasons)),
            )
        )
    return rows


def _count_selections(export: Export, segments: pd.DataFrame) -> Row:
    kept = int(segments["selection"].map(len).sum())
    joined = int(segments["selection"].map(lambda guids: len(guids) if len(guids) > 1 else 0).sum())
    uncoded = (~export.selections["guid"].isin(export.codings["selection"].dropna())).sum()
    empty = len(export.selections) - kept - int(uncoded)
    ended = int(segments["same_source_as"].notna().sum())
    said = [
        f"{uncoded} have no code" if uncoded else "",
        f"{empty} hold no text" if empty else "",
        f"{joined} stand at the place of another one and are one segment with it" if joined else "",
        f"{ended} {'overlaps' if ended == 1 else 'overlap'} one of another coder by half or more "
        f"and {'rests' if ended == 1 else 'rest'} on the same source" if ended else "",
    ]  # fmt: skip
    reason = "; ".join(filter(None, said))
    return tally(
        "selections of text", found=len(export.selections), kept=kept, changed=joined, reason=reason
    )


def _count_codings(export: Export, codings: pd.DataFrame) -> Row:
    whole = int(export.codings["selection"].isna().sum())
    lost = len(export.codings) - len(codings)
    twice = "the same code at the same place by the same coder, or at a place without text"
    said = [
        twice if lost else "",
        f"{whole} codings of a whole document stand at a segment of kind document" if whole else "",
    ]
    reason = "; ".join(filter(None, said))
    return tally(
        "codings",
        found=len(export.codings),
        kept=len(codings),
        changed=min(whole, len(codings)),
        reason=reason,
    )


def _count_cases(export: Export, cases: pd.DataFrame) -> Row:
    named = set(export.cases["name"].dropna())
    renamed = int((~cases["case"].isin(named)).sum())
    reason = "names became pseudonyms P01, P02, …" if renamed else ""
    return tally("cases", found=len(export.cases), changed=renamed, reason=reason)


def _count_variables(export: Export) -> Row:
    of_cases = export.variables["owner_kind"] == "case"
    unique = export.variables[of_cases].drop_duplicates(["owner", "variable"])
    reason = (
        "a corpus keeps variables of cases, one value each" if len(unique) < len(of_cases) else ""
    )
    return tally("values of variables", found=len(of_cases), kept=len(unique), reason=reason)


def _count_memos(export: Export, segments: pd.DataFrame, repeated: int) -> Row:
    guids = {guid for guids in segments["selection"] for guid in guids}
    about = export.memos["about_kind"].isin(("selection", "coding"))
    placed = about & export.memos["about"].isin(guids) & export.memos["text"].notna()
    kept = int(placed.sum()) - repeated
    said = [
        "a corpus keeps memos about segments only" if len(about) > int(placed.sum()) else "",
        f"{repeated} repeat words of the material" if repeated else "",
    ]
    return tally("memos", found=len(about), kept=kept, reason="; ".join(filter(None, said)))
