"""Who mentions which code: participants of each stakeholder, as a picture and in sentences."""

from functools import partial

import pandas as pd

from trustbook.charts.group_dots import group_dots
from trustbook.coding.codebook import code_tree
from trustbook.coding.groups import FEWEST, mentions, n_of_n, participants, shared_and_own
from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import count, count_at_start, form_for, joined
from trustbook.corpus.reading import Corpus, labelled
from trustbook.corpus.small_cells import explained, fewest_in_cell, hidden_cells, not_shown
from trustbook.networks.evidence import labels_of
from trustbook.pages.figures import figure
from trustbook.pages.prose import Prose, notice, paragraphs, prose
from trustbook.pages.tables import View

UNKNOWN = (
    "The corpus does not say which participant speaks in which segment (tables cases and column "
    "case of segments), so participants cannot be compared. The chapter on coding says how many "
    "segments hold the words of each stakeholder; those are counts of quotations, not of persons."
)
NOBODY = "No segment of a known participant was coded in this selection."


def groups_in_words(corpus: Corpus) -> Prose:
    """Sentences on the size of the groups and on the codes they share; one line without cases."""
    if not _knows_participants(corpus):
        return notice(UNKNOWN)
    people, size = corpus.table("stakeholders"), _sizes(corpus)
    named = labelled(size, people, key="stakeholder", columns=["stakeholder"])
    parts = zip(named["stakeholder"], _n_or_hidden(named), strict=True)
    spread = shared_and_own(_mentions(corpus))
    n_own = int((spread["groups"] == 1).sum())
    small = int((size["participants"] < FEWEST).sum())
    is_one = 1 in set(size.loc[~size["hidden"], "participants"])
    return paragraphs(
        prose(
            "The corpus names {n}: {parts}.",
            n=count(int(size["participants"].sum()), "participant"),
            parts=joined(f"{label} {n}" for label, n in parts),
        ),
        prose(
            "{own} {are} mentioned by participants of one group only, {several} by participants of "
            "several. The numbers of a group of fewer than {fewest} participants ({small} of "
            "{groups} here) are printed without percentages.{one}",
            own=count_at_start(n_own, "code"),
            are=form_for(n_own, "is", "are"),
            several=int((spread["groups"] > 1).sum()),
            small=small,
            groups=count(len(size), "group"),
            fewest=FEWEST,
            one=gettext(" A group of one is that one person.") if is_one else "",
        ),
    )


def groups_figure(corpus: Corpus) -> View | Prose:
    """A dot for each participant of each group, filled where they mention the code."""
    if not _knows_participants(corpus):
        return prose("")
    people = corpus.table("stakeholders")
    rows, groups = _rows(_shown_mentions(corpus), corpus.table("codes"), people)
    twin = rows[["theme", "label", "group", "told"]]
    title = _title(rows)
    draw = partial(
        group_dots,
        rows,
        groups=groups,
        title=title,
        subtitle=sentence(
            "Participants who mention a code in any of their segments, of all participants of the "
            "group; those who mention nothing count too. A dot is one participant; bars take "
            "the place of dots where there is no room.{hidden}",
            hidden=explained(fewest_in_cell(corpus)),
        ),
        description=sentence("Codes by group of participants. {title}.", title=title),
    )
    labels = {"label": "Code", "told": "Participants who mention it"}
    empty = NOBODY if _mentions(corpus).empty else "The groups are not shown: they are too small."
    return figure(draw, twin, name="figure-groups", labels=labels, empty=empty)


def _knows_participants(corpus: Corpus) -> bool:
    return corpus.has("cases") and bool(corpus.table("segments")["case"].notna().any())


def _mentions(corpus: Corpus) -> pd.DataFrame:
    segments, cases = corpus.table("segments"), corpus.table("cases")
    return mentions(corpus.table("codings"), segments=segments, cases=cases)


def _sizes(corpus: Corpus) -> pd.DataFrame:
    """How many participants each group has, and whether that is not to be shown."""
    size = participants(corpus.table("cases")).rename_axis("stakeholder").reset_index()
    every = size.assign(line="", none=size["participants"])
    hidden = hidden_cells(
        every, line="line", n="participants", of="none", fewest=fewest_in_cell(corpus)
    )
    return size.assign(hidden=hidden)


def _n_or_hidden(sizes: pd.DataFrame) -> list[object]:
    return list(sizes["participants"].astype("object").mask(sizes["hidden"], f"({not_shown()})"))


def _shown_mentions(corpus: Corpus) -> pd.DataFrame:
    """The mentions by groups whose size is shown, with 0 in the place of what is `hidden`."""
    rows, sizes = _mentions(corpus), _sizes(corpus)
    rows = rows[rows["stakeholder"].isin(sizes.loc[~sizes["hidden"], "stakeholder"])]
    hidden = hidden_cells(
        rows, line="code", n="mentioned_by", of="participants", fewest=fewest_in_cell(corpus)
    )
    return rows.assign(mentioned_by=rows["mentioned_by"].mask(hidden, 0), hidden=hidden)


def _rows(
    mentions_of_codes: pd.DataFrame, codes: pd.DataFrame, people: pd.DataFrame
) -> tuple[pd.DataFrame, list[str]]:
    """The cells in the order of the codebook, and the groups in that of the stakeholders."""
    tree = code_tree(codes)[["code", "label", "theme"]].fillna({"theme": ""})
    rows = tree.merge(mentions_of_codes, on="code")
    order = [name for name in people["stakeholder"] if name in set(rows["stakeholder"])]
    label = labels_of(people, "stakeholder")
    counts = zip(rows["mentioned_by"], rows["participants"], rows["hidden"], strict=True)
    named = rows.assign(
        group=rows["stakeholder"].map(label),
        told=[not_shown() if hidden else n_of_n(n, of) for n, of, hidden in counts],
    )
    return named, [label[name] for name in order]


def _title(rows: pd.DataFrame) -> str:
    if rows.empty:
        return gettext("No participant mentions a code")
    rows = rows[~rows.groupby("label")["hidden"].transform("any")]
    if rows.empty:
        return gettext("Which codes participants of each group mention")
    sums = rows.groupby("label", sort=False)[["mentioned_by", "participants"]].sum().reset_index()
    label, n, of = sums.iloc[sums["mentioned_by"].argmax()]
    return sentence(
        "No code is mentioned by more participants than “{name}”: {n}",
        name=label,
        n=n_of_n(int(n), int(of)),
    )
