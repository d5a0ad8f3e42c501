"""Offsets of selections, resolved to code points of the text they point into.

Programs count differently: in code points or in UTF-16 units, a line break CR LF as two or as one,
with the byte-order mark or without it, up to the last character or behind it. That makes sixteen
rules. A rule is scored by how many selections begin and end at the edge of a word under it, or
equal the quotation that the file stores. The rule known for the program is left only for one that
wins where the two differ. Source of what programs do: files of fourteen versions of seven
programs, compared with the quotations they show.
"""

import itertools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

GOOD_SCORE = 0.8
FEW_SELECTIONS = 5
WINS_NEEDED = 3
WINS_PER_LOSS = 4
SHORTEST_QUOTATION = 20
SHORTEST_CUT = 60

Unit = Literal["code points", "UTF-16 units"]
LineBreak = Literal[1, 2]
Positions = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_CR, _LF = 0x0D, 0x0A
_BEYOND_TWO_BYTES = 0xFFFF
_CUT_OFF = re.compile(r"\s*(?:…|\.\.\.)$")
# Thai to Burmese, kana, Han: written without spaces, so that words have no edges to see.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A way to count the characters of a text."""

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
    """The rule that the program named by `origin` is known to follow.

    >>> rule_of_origin("NVivo 12 Plus").unit
    'UTF-16 units'
    """
    program = origin.casefold()
    if "nvivo" in program:
        return Rule(unit="UTF-16 units")
    if "atlas" in program:
        return Rule(line_break=1)
    return Rule()


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """Where the selections of one source stand in its text, and how far that can be relied on.

    `starts` and `ends` (exclusive) are code points, -1 where the offset lies outside the text;
    `score` is the share of the `n` selections that can be judged and are right.
    """

    rule: Rule
    starts: Positions
    ends: Positions
    score: float
    n: int
    verified: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """A text with what is needed to judge a selection in it."""

    text: str
    points: npt.NDArray[np.uint32]
    is_word: Flags
    is_blank: Flags
    is_unspaced: Flags


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judgement:
    """The selections under one rule: where they stand, which can be judged, which are right."""

    rule: Rule
    starts: Positions
    ends: Positions
    judged: Flags
    right: Flags
    tight: Flags

    @property
    def merit(self) -> tuple[int, int]:
        """How many are right, and how many of these neither begin nor end with white space."""
        return int(self.right.sum()), int((self.right & self.tight).sum())


def resolution(
    text: str,
    spans: tuple[Sequence[int], Sequence[int]],
    *,
    prior: Rule,
    stored: Sequence[str | None] = (),
) -> Resolution:
    """The resolution of `spans` (starts, ends) in `text`, which has no byte-order mark.

    `stored` are the quotations as the file stores them, perhaps cut short (`…`); missing ones are
    judged by the edges of words.

    >>> resolution("😀 trust", ([3], [8]), prior=Rule(unit="UTF-16 units")).starts
    array([2])
    """
    known = _known(text)
    starts = np.asarray(spans[0], dtype=np.int64)
    ends = np.asarray(spans[1], dtype=np.int64)
    usual = _judgement(known, (starts, ends), rule=prior, stored=stored)
    others = [
        _judgement(known, (starts, ends), rule=rule, stored=stored)
        for rule in _distinct_rules(known, prior)
        if not usual.right.all()
    ]
    best = max(others, key=lambda other: other.merit, default=usual)
    chosen = best if _is_clearly_better(best, usual) else usual
    drifting = _judgement(known, (starts, ends), rule=chosen.rule, stored=stored, drift=1)
    drifts = _is_clearly_better(drifting, chosen) and not _pairs(known.points).any()
    return _reported(chosen, prior=prior, stored=stored, drifts=drifts)


def _known(text: str) -> _Text:
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    letters, places = np.unique(points, return_inverse=True)
    characters = [chr(letter) for letter in letters.tolist()]
    is_word = np.array([unicodedata.category(c)[0] in "LNM" for c in characters], dtype=np.bool_)
    is_blank = np.array([c.isspace() for c in characters], dtype=np.bool_)
    unspaced = np.array([bool(_UNSPACED.match(c)) for c in characters], dtype=np.bool_)
    return _Text(
        text=text,
        points=points,
        is_word=is_word[places],
        is_blank=is_blank[places],
        is_unspaced=unspaced[places],
    )


def _distinct_rules(known: _Text, prior: Rule) -> list[Rule]:
    """The rules that count this text differently from `prior`, each way of counting once."""
    astral = bool((known.points > _BEYOND_TWO_BYTES).any())
    breaks = bool((known.points == _LF).any())

    def counts(rule: Rule) -> tuple[object, ...]:
        unit = rule.unit if astral else ""
        return (unit, rule.line_break if breaks else 0, rule.byte_order_mark, rule.last_included)

    distinct = {counts(rule): rule for rule in reversed(RULES)}
    distinct.pop(counts(prior))
    return list(distinct.values())


def _judgement(
    known: _Text,
    spans: tuple[Positions, Positions],
    *,
    rule: Rule,
    stored: Sequence[str | None],
    drift: int = 0,
) -> _Judgement:
    """The judgement under `rule`; `drift` counts every single LF so much more."""
    before = _counted_before(known.points, rule, drift=drift)
    starts, ends = _code_points(spans, before, rule=rule)
    inside = (starts >= 0) & (ends > starts)
    blind = inside & _between(known.is_unspaced, starts) & _between(known.is_unspaced, ends)
    judged = (spans[0] != spans[1]) & ~blind
    right = inside & judged & _is_edge(known, starts) & _is_edge(known, ends)
    for number, quotation in enumerate(stored):
        if quotation and spans[0][number] != spans[1][number]:
            found = known.text[starts[number] : ends[number]] if inside[number] else ""
            right[number] = is_quotation(found, quotation) and (
                not is_cut_short(quotation) or bool(right[number])
            )
            judged[number] = True
    blank = np.concatenate(([False], known.is_blank, [False]))
    tight = inside & ~blank[starts + 1] & ~blank[ends]
    return _Judgement(rule=rule, starts=starts, ends=ends, judged=judged, right=right, tight=tight)


def _code_points(
    spans: tuple[Positions, Positions], before: Positions, *, rule: Rule
) -> tuple[Positions, Positions]:
    """Starts and exclusive ends as code points; -1 for both where one is not in the text."""
    shift, included = int(rule.byte_order_mark), int(rule.last_included)
    wanted = (spans[0] - shift, spans[1] - shift + included)
    starts, ends = (np.searchsorted(before, positions) for positions in wanted)
    last = len(before) - 1
    met = before[np.minimum(starts, last)] == wanted[0]
    met &= before[np.minimum(ends, last)] == wanted[1]
    met &= starts <= ends
    return np.where(met, starts, -1), np.where(met, ends, -1)


def _counted_before(points: npt.NDArray[np.uint32], rule: Rule, *, drift: int) -> Positions:
    """How much `rule` counts before each code point, and before the end of the text."""
    widths = np.ones(len(points), dtype=np.int64)
    if rule.unit == "UTF-16 units":
        widths += points > _BEYOND_TWO_BYTES
    if rule.line_break == 1:
        widths[:-1] -= _pairs(points)
    widths += drift * (points == _LF)
    return np.concatenate(([0], np.cumsum(widths)))


def _pairs(points: npt.NDArray[np.uint32]) -> Flags:
    pairs: Flags = (points[:-1] == _CR) & (points[1:] == _LF)
    return pairs


def _between(flags: Flags, places: Positions) -> Flags:
    """Whether the characters on both sides of each place have the flag."""
    fenced = np.concatenate(([False], flags, [False]))
    both: Flags = fenced[places] & fenced[places + 1]
    return both


def _is_edge(known: _Text, places: Positions) -> Flags:
    inside_word = _between(known.is_word, places) & ~_between(known.is_unspaced, places)
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


def _reported(
    chosen: _Judgement, *, prior: Rule, stored: Sequence[str | None], drifts: bool
) -> Resolution:
    n = int(chosen.judged.sum())
    score = float(chosen.right.sum() / n) if n else 0.0
    proved = n > 0 and score == 1 and sum(map(bool, stored)) >= n
    doubts = [] if proved else list(_doubts(n, score, drifts=drifts))
    left = [f"the rule of the program does not fit: {prior.label}"]
    return Resolution(
        rule=chosen.rule,
        starts=chosen.starts,
        ends=chosen.ends,
        score=score,
        n=n,
        verified=not doubts,
        reason="; ".join([*doubts, *(left if chosen.rule != prior else [])]),
    )


def _doubts(n: int, score: float, *, drifts: bool) -> Iterator[str]:
    if n < FEW_SELECTIONS:
        yield f"only {n} of its selections can be judged"
    elif score < GOOD_SCORE:
        yield f"only {score:.0%} of its selections begin and end where they should"
    if drifts:
        yield "offsets drift by one with each line break; they are left as they are"


def is_cut_short(quotation: str) -> bool:
    """Whether the stored quotation may be no more than the beginning of what was selected."""
    return bool(_CUT_OFF.search(quotation)) or len(quotation) >= SHORTEST_CUT


def is_quotation(found: str, stored: str) -> bool:
    r"""Whether `found` is the quotation that is stored, white space apart, perhaps cut short.

    >>> is_quotation("they never\n called me back", "they never called…")
    True
    """
    if found == stored:
        return True
    words, wanted = _plain(found), _plain(_CUT_OFF.sub("", stored))
    return words.startswith(wanted) if is_cut_short(stored) else words == wanted


def _plain(text: str) -> str:
    return " ".join(text.split())


def quotations_among(names: Sequence[str | None], text: str) -> list[str | None]:
    """The names that are quotations from `text`, missing for the others.

    Programs fill the name of a selection with its words, with a number or with anything else;
    only a longer name whose words stand in the text is evidence of what was selected.
    """
    long = [name if name and len(name) >= SHORTEST_QUOTATION else None for name in names]
    if not any(long):
        return []
    plain = _plain(text)
    return [name if name and _plain(_CUT_OFF.sub("", name)) in plain else None for name in long]
