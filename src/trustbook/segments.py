"""Segments as readers look them up: what each says, and where in its source it stands."""

import pandas as pd

from trustbook.labels import labelled

SEGMENT_LIST = (
    *("study", "segment", "meaning_unit", "section", "kind"),
    *("letters_before", "letters", "percent"),
)


def segment_list(
    segments: pd.DataFrame,
    anchors: pd.DataFrame,
    *,
    studies: pd.DataFrame,
    stakeholders: pd.DataFrame,
) -> pd.DataFrame:
    """One row a segment, by study in the order of the corpus and by place in the source.

    Columns are those of `SEGMENT_LIST`: study as its label; kind with whose words they are;
    letters and digits of the source before the segment's anchor and within all its parts; percent
    of the source's letters that stand before it (rounded down), where the study says how many
    letters it has. What has no anchor has no place and comes last in its study.
    """
    place = anchors.groupby("anchor").agg(
        letters_before=("start", "min"), letters=("length", "sum")
    )
    rows = segments.merge(place, left_on="anchor", right_index=True, how="left")
    total = rows["study"].map(studies.set_index("study")["letters"])
    order = {study: number for number, study in enumerate(studies["study"])}
    rows = rows.assign(
        percent=(rows["letters_before"] * 100 // total).astype("Int64"),
        order=rows["study"].map(order),
    ).sort_values(["order", "letters_before", "segment"])
    rows = labelled(rows, studies, key="study", columns=["study"])
    rows = labelled(rows, stakeholders, key="stakeholder", columns=["speaker"])
    rows = rows.assign(kind=rows["kind"] + (" of " + rows["speaker"]).fillna(""))
    return rows.reindex(columns=list(SEGMENT_LIST)).reset_index(drop=True)
