"""How programs count the characters of a text, and where their positions lie in code points.

Programs count differently: in code points or in UTF-16 units, a line break CR LF as two or as one,
with the byte-order mark or without it, up to the last character or behind it. That makes sixteen
rules. Source of what programs do: files of fourteen versions of seven programs, compared with the
quotations they show.
"""

import itertools
from dataclasses import dataclass
from typing import Literal

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


def code_points(
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
