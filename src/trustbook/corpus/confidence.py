"""What somebody judged of the confidence in a finding, by the four components of GRADE-CERQual.

Source: Lewin et al. 2018, Applying GRADE-CERQual to qualitative evidence synthesis findings, doi
10.1186/s13012-017-0688-3. Judgements are in the `reporting.yml` of the corpus, below
`confidence` and the short name of a category of the codebook. None is made here.
"""

from collections.abc import Sequence

import pandas as pd

from trustbook.corpus.schema import Field
from trustbook.corpus.settings import Setting

CONFIDENCE = "confidence"  # is in the file among the studies
OVERALL = "overall"
COMPONENTS = ("methods", "coherence", "adequacy", "relevance")
CONCERNS = ("no or very minor", "minor", "moderate", "serious")
LEVELS = ("high", "moderate", "low", "very low")
JUDGEMENT_COLUMNS = ("category", "component", "judgement", "why")
_JUDGEMENT = {
    name: Field(
        name="judgement",
        allowed=LEVELS if name == OVERALL else CONCERNS,
        description="how much confidence" if name == OVERALL else "how much concern",
    )
    for name in (*COMPONENTS, OVERALL)
}


def judgements_of(whole: Setting, *, categories: Sequence[str]) -> pd.DataFrame:
    """The judgements in the settings of a `reporting.yml`, whose findings gain every fault of them.

    Columns: category, component (one of COMPONENTS, or OVERALL), judgement (one of CONCERNS, or of
    LEVELS) and why. A judgement without a reason is a fault, and none.
    """
    part = whole.named().get(CONFIDENCE, Setting(file=whole.file))
    rows = [
        (category, component, *judgement)
        for category, components in part.parts(
            categories, allowed="the codes of the corpus"
        ).items()
        for component, setting in components.parts(_JUDGEMENT).items()
        if setting.value and (judgement := _judgement(setting, _JUDGEMENT[component]))
    ]
    return pd.DataFrame(rows, columns=list(JUDGEMENT_COLUMNS), dtype="str")


def _judgement(setting: Setting, field: Field) -> tuple[str, str] | None:
    parts = setting.parts(("judgement", "why"))
    judgement, why = parts["judgement"].cell(field), parts["why"].text()
    if judgement and not why:
        parts["why"].add("confidence.no-reason", allowed="a reason",
                         remedy="write after `why:` what the judgement rests on")  # fmt: skip
    return (judgement, why) if judgement and why else None
