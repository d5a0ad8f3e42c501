"""Offsets of selections, resolved to code points of the text they point into.

A rule of counting is scored by how many selections begin and end at the edge of a word under it, or
equal the quotation that the file stores. The rule known for the program is left only for one that
wins where the two differ. Sources with too few selections to be judged each by itself are judged
together: one program wrote them all, by one rule.
"""

import itertools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

Unit = Literal["code points", "UTF-16 units"]
LineBreak = Literal[1, 2]
Positions = npt.NDArray[np.int64]
Points = npt.NDArray[np.uint32]
Flags = npt.NDArray[np.bool_]


_CR, _LF = 0x0D, 0x0A
_BEYOND_TWO_BYTES = 0xFFFF


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A way to count the characters of a text.

    Parameters
    ----------
    unit
        What counts as one: a code point, or a UTF-16 unit (an emoji is two).
    line_break
        Whether CR LF counts as 2 or as 1.
    byte_order_mark
        Whether a byte-order mark counts.
    last_included
        Whether the end is the last character selected, not the one after it.
    """

    unit: Unit = "code points"
    line_break: LineBreak = 2
    byte_order_mark: bool = False
    last_included: bool = False

    @property
    def label(self) -> str:
        """The rule in plain words.

        >>> Rule().label
        'code points, CR LF as two, no byte-order mark, end exclusive'
        """
        breaks = "CR LF as two" if self.line_break > 1 else "CR LF as one"
        mark = "byte-order mark counted" if self.byte_order_mark else "no byte-order mark"
        end = "end inclusive" if self.last_included else "end exclusive"
        return f"{self.unit}, {breaks}, {mark}, {end}"


_UNITS: tuple[Unit, ...] = ("code points", "UTF-16 units")
_LINE_BREAKS: tuple[LineBreak, ...] = (2, 1)
RULES = tuple(
    Rule(unit=unit, line_break=line_break, byte_order_mark=mark, last_included=included)
    for included, mark, line_break, unit in itertools.product(
        (False, True), (False, True), _LINE_BREAKS, _UNITS
    )
)


def rule_of_origin(origin: str) -> Rule:
    """The rule that a program is known to follow.

    Parameters
    ----------
    origin
        The program as the file names it.

    Returns
    -------
    Rule
        Its rule; code points for an unknown program.

    Examples
    --------
    >>> rule_of_origin("NVivo 12 Plus").unit
    'UTF-16 units'
    """
    program = origin.casefold()
    if "nvivo" in program:
        return Rule(unit="UTF-16 units")
    if "atlas" in program:
        return Rule(line_break=1)
    return Rule()


def code_points(
    spans: tuple[Positions, Positions], before: Positions, *, rule: Rule
) -> tuple[Positions, Positions]:
    """Starts and exclusive ends as code points; -1 for both where one is not in the text."""
    shift, one_more = int(rule.byte_order_mark), int(rule.last_included)
    positions_in_file = (spans[0] - shift, spans[1] - shift + one_more)
    starts, ends = (np.searchsorted(before, positions) for positions in positions_in_file)
    last = len(before) - 1
    exact = before[np.minimum(starts, last)] == positions_in_file[0]
    exact &= before[np.minimum(ends, last)] == positions_in_file[1]
    exact &= starts <= ends
    return np.where(exact, starts, -1), np.where(exact, ends, -1)


def counted_before(points: Points, rule: Rule, *, drift: int) -> Positions:
    """How much `rule` counts before each code point, and before the end of the text."""
    widths = np.ones(len(points), dtype=np.int64)
    if rule.unit == "UTF-16 units":
        widths += points > _BEYOND_TWO_BYTES
    if rule.line_break == 1:
        widths[:-1] -= pairs_of_breaks(points)
    widths += drift * (points == _LF)
    return np.concatenate(([0], np.cumsum(widths)))


def pairs_of_breaks(points: Points) -> Flags:
    """Whether each code point but the last is a CR that an LF follows."""
    pairs: Flags = (points[:-1] == _CR) & (points[1:] == _LF)
    return pairs


def distinct_rules(points: Points, *, prior: Rule) -> list[Rule]:
    """The rules that count this text differently from `prior`, each way of counting once."""
    astral = bool((points > _BEYOND_TWO_BYTES).any())
    breaks = bool((points == _LF).any())

    def counts(rule: Rule) -> tuple[object, ...]:
        unit = rule.unit if astral else ""
        return (unit, rule.line_break if breaks else 0, rule.byte_order_mark, rule.last_included)

    distinct = {counts(rule): rule for rule in reversed(RULES)}
    distinct.pop(counts(prior))
    return list(distinct.values())


SHORTEST_QUOTATION = 20
_CUT_OFF = re.compile(r"\s*(?:…|\.\.\.)$")


def is_quotation(words: str, stored: str) -> bool:
    r"""Whether words are the quotation that is stored, white space apart.

    >>> is_quotation("they never\n called me back", "they never called me back")
    True
    """
    return words == stored or _plain(words) == _plain(stored)


def is_beginning(words: str, stored: str) -> bool:
    """Whether words begin with a quotation that was stored cut short.

    >>> is_beginning("they never called me back", "they never called…")
    True
    """
    return _plain(words).startswith(_uncut(stored))


def _uncut(stored: str) -> str:
    return _plain(_CUT_OFF.sub("", stored))


def _plain(text: str) -> str:
    return " ".join(text.split())


def quotations_among(names: Sequence[str | None], text: str) -> list[str | None]:
    """The names that are quotations from `text`, missing for the others.

    Programs fill the name of a selection with its words, with a number or with anything else;
    only a longer name whose words are in the text is evidence of what was selected.
    """
    long = [name if name and len(name) >= SHORTEST_QUOTATION else None for name in names]
    if not any(long):
        return []
    plain = _plain(text)
    return [name if name and _uncut(name) in plain else None for name in long]


GOOD_SCORE = 0.8
FEW_SELECTIONS = 5
WINS_NEEDED = 3
WINS_PER_LOSS = 4


# Thai to Burmese, kana, Han: written without spaces, so that words have no edges to see.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)


class Selections(NamedTuple):
    """The selections of one source.

    Parameters
    ----------
    text
        The text of the source, without a byte-order mark.
    starts, ends
        Where each selection starts and ends, as the file counts.
    stored
        The quotation that the file stores for each, if any; it may be cut short.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    stored: Sequence[str | None] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """Where the selections of one source are in its text, and how far that can be relied on.

    Parameters
    ----------
    rule
        The rule by which the file counts.
    starts, ends
        Code points of each selection, the end exclusive; -1 where an offset is outside the text.
    score, n
        The share of right selections among the `n` that can be judged.
    verified
        Whether the quotations can be relied on.
    reason
        Why not, or why not by the rule of the program.
    """

    rule: Rule
    starts: Positions
    ends: Positions
    score: float
    n: int
    verified: bool
    reason: str = ""


def offset_row(source: object, resolution: Resolution) -> dict[str, object]:
    """What the account says of the offsets of a source."""
    return {
        "source": source,
        "rule": resolution.rule.label,
        "score": resolution.score if resolution.n else None,
        "n": resolution.n,
        "verified": resolution.verified,
        "reason": resolution.reason or None,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """A text with what is needed to judge a selection in it."""

    text: str
    points: Points
    is_word: Flags
    is_blank: Flags
    is_unspaced: Flags


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judgement:
    """The selections under one rule: where they are, which can be judged, which are right."""

    rule: Rule
    starts: Positions
    ends: Positions
    judged: Flags
    right: Flags
    tight: Flags

    @property
    def n(self) -> int:
        """How many can be judged."""
        return int(self.judged.sum())

    @property
    def wrong(self) -> int:
        """How many of these are not right."""
        return int((self.judged & ~self.right).sum())

    @property
    def score(self) -> float:
        """The share of these that are right."""
        return float(self.right.sum() / self.n) if self.n else 0.0

    @property
    def merit(self) -> tuple[int, int]:
        """How many are right, and how many of these neither begin nor end with white space."""
        return int(self.right.sum()), int((self.right & self.tight).sum())


def resolutions(sources: Sequence[Selections], *, prior: Rule) -> list[Resolution]:
    """The resolution of each source of one file; short ones are judged together.

    A source is short when under five of its selections can be judged; it is verified when those of
    all short sources are right under one rule, and its own are.

    Parameters
    ----------
    sources
        The selections of each source.
    prior
        The rule that the program is known to follow.

    Returns
    -------
    list of Resolution
        One per source.

    Examples
    --------
    >>> sources = [Selections("one trust", [4], [9]), Selections("no 😀 yet", [5], [8])]
    >>> [one.starts.tolist() for one in resolutions(sources, prior=Rule())]
    [[4], [5]]
    """
    results = [resolution(one, prior=prior) for one in sources]
    short = [n for n, one in enumerate(results) if not one.verified and 0 < one.n < FEW_SELECTIONS]
    if len(short) > 1:
        together = _judged_together([sources[n] for n in short], prior=prior)
        for n, result in zip(short, together, strict=True):
            results[n] = result
    return results


def resolution(source: Selections, *, prior: Rule) -> Resolution:
    """The resolution of the selections of a source.

    Selections without a stored quotation are judged by the edges of words.

    Parameters
    ----------
    source
        The selections.
    prior
        The rule that the program is known to follow; left only for one that is clearly better.

    Returns
    -------
    Resolution
        Where they are in the text, and how far that can be relied on.

    Examples
    --------
    >>> resolution(Selections("😀 trust", [3], [8]), prior=Rule(unit="UTF-16 units")).starts
    array([2])
    """
    text = _text_of(source.text)
    usual = _judgement(text, source, rule=prior)
    drifts, best = False, usual
    if usual.wrong >= WINS_NEEDED:
        rules = distinct_rules(text.points, prior=prior)
        best = _better(usual, [_judgement(text, source, rule=rule) for rule in rules])
        drifting = _judgement(text, source, rule=best.rule, drift=1)
        drifts = _is_clearly_better(drifting, best) and not pairs_of_breaks(text.points).any()
    doubts = [] if _is_proved(best, source) else _doubts(best, whose="its", drifts=drifts)
    return _reported(best, prior=prior, doubts=doubts)


def _better(usual: _Judgement, others: Sequence[_Judgement]) -> _Judgement:
    best = max(others, key=lambda other: other.merit, default=usual)
    return best if _is_clearly_better(best, usual) else usual


def _judged_together(sources: Sequence[Selections], *, prior: Rule) -> list[Resolution]:
    """The resolutions of short sources by the rule that fits all of them."""
    texts = [_text_of(one.text) for one in sources]

    def judgements(rule: Rule, drift: int = 0) -> list[_Judgement]:
        pairs = zip(texts, sources, strict=True)
        return [_judgement(text, one, rule=rule, drift=drift) for text, one in pairs]

    by_rule = {prior: judgements(prior)}
    usual = _joined(by_rule[prior])
    if usual.wrong >= WINS_NEEDED:
        by_rule |= {rule: judgements(rule) for rule in RULES if rule != prior}
    best = _better(usual, [_joined(parts) for rule, parts in by_rule.items() if rule != prior])
    drifts = best.wrong >= WINS_NEEDED and _is_clearly_better(
        _joined(judgements(best.rule, drift=1)), best
    )
    doubts = _doubts(best, whose="their", drifts=drifts)
    company = _company(len(sources) - 1, n=best.n)
    parts = zip(by_rule[best.rule], sources, strict=True)
    return [
        _reported(part, prior=prior, company=company, doubts=[*_doubts_of_own(part, one), *doubts])
        for part, one in parts
    ]


def _company(others: int, *, n: int) -> str:
    sources = "source" if others == 1 else "sources"
    return f"judged together with {others} other short {sources} ({n} selections)"


def _doubts_of_own(part: _Judgement, source: Selections) -> list[str]:
    """The doubt that is a short source's own, however right the others are."""
    is_right = part.score >= GOOD_SCORE or _is_proved(part, source)
    return [] if is_right else [_wrong(part, whose="its")]


def _joined(parts: Sequence[_Judgement]) -> _Judgement:
    """The selections of several sources as those of one."""
    return _Judgement(
        rule=parts[0].rule,
        starts=np.concatenate([part.starts for part in parts]),
        ends=np.concatenate([part.ends for part in parts]),
        judged=np.concatenate([part.judged for part in parts]),
        right=np.concatenate([part.right for part in parts]),
        tight=np.concatenate([part.tight for part in parts]),
    )


def _text_of(text: str) -> _Text:
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    letters, places = np.unique(points, return_inverse=True)
    characters = [chr(letter) for letter in letters.tolist()]
    is_word = np.array([unicodedata.category(c)[0] in "LNM" for c in characters], dtype=np.bool_)
    is_blank = np.array([c.isspace() for c in characters], dtype=np.bool_)
    without_spaces = np.array([bool(_UNSPACED.match(c)) for c in characters], dtype=np.bool_)
    return _Text(
        text=text,
        points=points,
        is_word=is_word[places],
        is_blank=is_blank[places],
        is_unspaced=without_spaces[places],
    )


def _judgement(
    text: _Text,
    source: Selections,
    *,
    rule: Rule,
    drift: int = 0,
) -> _Judgement:
    """The judgement under `rule`; `drift` counts every single LF so much more."""
    spans = (np.asarray(source.starts, dtype=np.int64), np.asarray(source.ends, dtype=np.int64))
    before = counted_before(text.points, rule, drift=drift)
    starts, ends = code_points(spans, before, rule=rule)
    inside = (starts >= 0) & (ends > starts)
    blind = inside & _between(text.is_unspaced, starts) & _between(text.is_unspaced, ends)
    can_be_judged = (spans[0] != spans[1]) & ~blind
    right = inside & can_be_judged & _is_edge(text, starts) & _is_edge(text, ends)
    for number, quotation in enumerate(source.stored):
        if quotation and spans[0][number] != spans[1][number]:
            words = text.text[starts[number] : ends[number]] if inside[number] else ""
            right[number] = is_quotation(words, quotation) or (
                bool(right[number]) and is_beginning(words, quotation)
            )
            can_be_judged[number] = True
    blank = np.concatenate(([False], text.is_blank, [False]))
    tight = inside & ~blank[starts + 1] & ~blank[ends]
    return _Judgement(
        rule=rule, starts=starts, ends=ends, judged=can_be_judged, right=right, tight=tight
    )


def _between(flags: Flags, places: Positions) -> Flags:
    """Whether the characters on both sides of each place have the flag."""
    between = np.concatenate(([False], flags, [False]))
    both: Flags = between[places] & between[places + 1]
    return both


def _is_edge(text: _Text, places: Positions) -> Flags:
    inside_word = _between(text.is_word, places) & ~_between(text.is_unspaced, places)
    edges: Flags = (places >= 0) & ~inside_word
    return edges


def _is_clearly_better(other: _Judgement, usual: _Judgement) -> bool:
    """Whether `other` is nearly always right, and the usual rule wrong, where the two differ."""
    differ = (other.starts != usual.starts) | (other.ends != usual.ends)
    wins = int((other.right & ~usual.right).sum())
    losses = int((usual.right & ~other.right).sum())
    at_stake = int((differ & other.judged).sum())
    return (
        wins >= max(WINS_NEEDED, WINS_PER_LOSS * losses)
        and int((differ & other.right).sum()) >= GOOD_SCORE * at_stake
    )


def _is_proved(judgement: _Judgement, source: Selections) -> bool:
    """Whether every selection equals a quotation that the file stores."""
    return judgement.n > 0 and judgement.score == 1 and sum(map(bool, source.stored)) >= judgement.n


def _doubts(judgement: _Judgement, *, whose: str, drifts: bool) -> list[str]:
    doubts = []
    if judgement.n < FEW_SELECTIONS:
        doubts.append(f"only {judgement.n} of {whose} selections can be judged")
    elif judgement.score < GOOD_SCORE:
        doubts.append(_wrong(judgement, whose=whose))
    if drifts:
        doubts.append("offsets drift by one with each line break; they are left as they are")
    return doubts


def _wrong(judgement: _Judgement, *, whose: str) -> str:
    return f"only {judgement.score:.0%} of {whose} selections begin and end where they should"


def _reported(
    judgement: _Judgement, *, prior: Rule, doubts: Sequence[str], company: str = ""
) -> Resolution:
    misfit = (
        f"the rule of the program does not fit: {prior.label}" if judgement.rule != prior else ""
    )
    return Resolution(
        rule=judgement.rule,
        starts=judgement.starts,
        ends=judgement.ends,
        score=judgement.score,
        n=judgement.n,
        verified=not doubts,
        reason="; ".join(filter(None, [company, *doubts, misfit])),
    )
