"""What readers of exports share: pseudonyms of coders, counts of elements, checked quotations."""

from collections.abc import Iterable, Mapping

ELEMENT_OF_SOURCE = {
    "text": "texts",
    "pdf": "PDF documents",
    "picture": "pictures",
    "audio": "audio recordings",
    "video": "video recordings",
}
VERIFIED_FROM = 0.8  # share of quotations that agree

Row = dict[str, object]


def pseudonyms(names: Iterable[object]) -> dict[str, str]:
    """The pseudonym C1, C2, … of each name, in the order in which the names come first.

    >>> pseudonyms(["Ann", None, "Bo", "Ann"])
    {'Ann': 'C1', 'Bo': 'C2'}
    """
    known = dict.fromkeys(str(name) for name in names if name not in (None, ""))
    return {name: f"C{number}" for number, name in enumerate(known, start=1)}


def pseudonym(name: object, coders: Mapping[str, str]) -> str | None:
    """The pseudonym of a name; None where there is no name."""
    return coders.get(str(name)) if name else None


def tally(
    element: str, *, found: int, kept: int | None = None, changed: int = 0, reason: str = ""
) -> Row:
    """A row of `Export.counts`; everything was kept unless `kept` says otherwise.

    >>> tally("codes", found=3, kept=2, reason="twice")["dropped"]
    1
    """
    kept = found if kept is None else kept
    return {
        "element": element,
        "found": found,
        "kept": kept,
        "changed": changed,
        "dropped": found - kept,
        "reason": reason or None,
    }


def agreement(source: str, *, rule: str, agreed: Iterable[bool]) -> Row:
    """A row of `Export.offsets`: how many quotations are the words that the file stores."""
    checked = list(agreed)
    score = sum(checked) / len(checked) if checked else None
    verified = score is not None and score >= VERIFIED_FROM
    return {
        "source": source,
        "rule": rule,
        "score": score,
        "n": len(checked),
        "verified": verified,
        "reason": _doubt(checked),
    }


def _doubt(checked: list[bool]) -> str | None:
    if not checked:
        return "no quotation to compare with"
    differ = len(checked) - sum(checked)
    return f"{differ} of {len(checked)} are not the words that the file stores" if differ else None
