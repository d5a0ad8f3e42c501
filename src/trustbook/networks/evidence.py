"""What is behind ties: their words, their anchors on a page, the segments that state them."""

import hashlib
from collections.abc import Sequence
from heapq import nsmallest
from unicodedata import bidirectional
from urllib.parse import quote

import pandas as pd

from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import at_start, form_for, joined, number, signed, within, yes_no
from trustbook.corpus.reading import distinct_labels
from trustbook.networks.tie_counts import most_named
from trustbook.networks.tie_tables import stated, statements

TIE_ROWS = (
    *("From", "Towards", "Concept", "Independent sources", "Hinges on one source"),
    *("Direction", "Segments", "Studies"),
)
DIRECTED, UNDIRECTED = "stated", "read, not stated"
_MOST_NAMED = 2
MOST_LISTED = 200


def tie_anchor(truster: str, trustee: str, concept: str) -> str:
    """The id of a tie's evidence on its page, made from the tie itself.

    >>> tie_anchor("SU", "CM", "trust")
    'tie-1a97623790'
    """
    key = "\x1f".join((truster, trustee, concept))
    return f"tie-{hashlib.sha256(key.encode()).hexdigest()[:10]}"


def listed_segments(segments: "pd.Series[str]", *, most: int = MOST_LISTED) -> str:
    """The ids of the segments in one text, each once, and how many more than `most` there are.

    >>> listed_segments(pd.Series(["b", "a", "b"]))
    'a, b'
    >>> listed_segments(pd.Series(["b", "a", "c"]), most=1)
    'a, … and 2 more'
    """
    ids = {*map(str, segments.tolist())}
    return listed_first(nsmallest(most, ids), n=len(ids))


def listed_first(ids: Sequence[str], *, n: int) -> str:
    """The first ids of `n` in one text, and how many more there are.

    >>> listed_first(["a", "b"], n=5)
    'a, b, … and 3 more'
    """
    more = n - len(ids)
    return ", ".join([*ids, *([sentence("… and {n} more", n=more)] if more > 0 else [])])


def row_id(key: str) -> str:
    """The id of a row on its page: its key, without what an id may not hold.

    >>> row_id("it-012"), row_id("case 1")
    ('it-012', 'case%201')
    """
    return quote(key, safe="/")


def signed_number(sign: int, support: int) -> str:
    """The support with the sign of its concept, as charts print it.

    >>> signed_number(-1, 3), signed_number(1, 12), signed_number(0, 2)
    ('−3', '+12', '2')
    """
    return signed(sign * support) if sign else number(support)


class _Labels(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return name


def labels_of(frame: pd.DataFrame, key: str) -> dict[str, str]:
    """The labels of a table by its key, told apart; what has none is called by its short name.

    >>> labels = labels_of(pd.DataFrame({"code": ["a", "b"], "label": ["A code", None]}), "code")
    >>> labels["a"], labels["b"], labels["c"]
    ('A code', 'b', 'c')
    """
    labels = distinct_labels(frame, key)
    return _Labels({name: labels.get(name, name) for name in frame[key]})


def tie_rows(
    ties: pd.DataFrame,
    *,
    stakeholders: pd.DataFrame,
    concepts: pd.DataFrame,
    studies: pd.DataFrame,
) -> pd.DataFrame:
    """One row per tie in words, as tables print it; columns are those of `TIE_ROWS`."""
    who, what = labels_of(stakeholders, "stakeholder"), labels_of(concepts, "concept")
    where = labels_of(studies, "study")
    rows = [
        (
            who.get(tie["truster"], tie["truster"]),
            who.get(tie["trustee"], tie["trustee"]),
            what.get(tie["concept"], tie["concept"]),
            tie["support"],
            yes_no(not tie["stability"]),
            gettext(DIRECTED if tie.get("is_directed", True) else UNDIRECTED),
            len(tie["segments"]),
            ", ".join(where.get(study, study) for study in tie["studies"]),
        )
        for tie in ties.to_dict("records")
    ]
    return pd.DataFrame(rows, columns=list(TIE_ROWS))


def finding(ties: pd.DataFrame, *, stakeholders: pd.DataFrame, concepts: pd.DataFrame) -> str:
    """A sentence that says towards whom the concepts of the ties are stated most often.

    One or two stakeholders that stand out are named for each sign; a sign for which none does is
    left out, and where none stands out at all the sentence says what the picture shows.
    """
    who = labels_of(stakeholders, "stakeholder")
    nouns: dict[str, list[str]] = {}
    for sign in (1, -1, 0):
        names = most_named(ties, sign=sign)
        if 1 <= len(names) <= _MOST_NAMED:
            target = joined(_set_off(within(who.get(name, name))) for name in names)
            nouns.setdefault(target, []).append(_named(ties, concepts, sign))
    if not nouns:
        return gettext("Who trusts whom, and who does not")
    (target, first), *rest = nouns.items()
    most = sentence(
        "{concepts} {are} stated most often towards {target}",
        concepts=joined(map(_set_off, first)),
        are=form_for(len(first), "is", "are"),
        target=target,
    )
    others = [
        sentence("{concepts} towards {target}", concepts=joined(map(_set_off, words)), target=other)
        for other, words in rest
    ]
    return at_start(", ".join([most, *others]))


def tie_evidence(
    ties: pd.DataFrame, *, relations: pd.DataFrame, segments: pd.DataFrame
) -> pd.DataFrame:
    """What states each tie, segments and relations without one, in the order of the ties.

    Parameters
    ----------
    ties : DataFrame
        One row per tie, as `ties` returns them.
    relations : DataFrame
        The relations of the corpus: relation, segment, level, memo.
    segments : DataFrame
        The segments of the corpus.

    Returns
    -------
    DataFrame
        One row per tie and segment: truster, trustee, concept, level and direction (of the
        relation), relation_memo and all columns of the segment. A segment that several coders
        coded alike comes once.

    Examples
    --------
    >>> rows = pd.DataFrame({"truster": ["P"], "trustee": ["N"], "concept": ["trust"],
    ...                      "relations": [["r1"]]})
    >>> relations = pd.DataFrame({"relation": ["r1"], "segment": ["a"], "level": ["micro"],
    ...                           "memo": [None]})
    >>> segments = pd.DataFrame({"segment": ["a"], "meaning_unit": ["Took her time."]})
    >>> tie_evidence(rows, relations=relations, segments=segments)["meaning_unit"].tolist()
    ['Took her time.']
    """
    rows = ties[["truster", "trustee", "concept", "relations"]].explode("relations")
    columns = {"relation": "relations", "memo": "relation_memo"}
    facts = ["relation", "segment", "level", "direction", "memo"]
    stating = stated(relations).reindex(columns=facts).rename(columns=columns)
    key = ["truster", "trustee", "concept", "segment"]
    return (
        rows.merge(stating, on="relations")
        .drop_duplicates(key)
        .merge(statements(relations, segments), on="segment")
        .reset_index(drop=True)
    )


def _named(ties: pd.DataFrame, concepts: pd.DataFrame, sign: int) -> str:
    what = labels_of(concepts, "concept")
    of_sign = set(ties.loc[ties["sign"] == sign, "concept"])
    in_order = [name for name in concepts["concept"] if name in of_sign]
    names = [what.get(name, name).lower() for name in in_order + sorted(of_sign - set(in_order))]
    return joined(map(_set_off, names), choice=True)


def _set_off(name: str) -> str:
    """The name, closed by a mark where it is written from right to left.

    Without the mark the comma behind it and a further such name would change places.
    """
    is_leftward = any(bidirectional(letter) in ("R", "AL") for letter in name)
    return f"{name}\u200e" if is_leftward else name
