"""What the tables of a corpus say to the items of the reporting checklists.

Each answer leads to the page of the book that shows where it comes from.
"""

from collections.abc import Callable, Iterator

import pandas as pd

from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import count
from trustbook.corpus.reporting import OWN
from trustbook.networks.evidence import labels_of
from trustbook.studies.material import known_material, length, period

_WITH_PEOPLE = ("observation", "interview", "focus group")


Tables = Callable[[str], pd.DataFrame]
Answer = tuple[str, str, str]


COMPUTED_COLUMNS = ("study", "item", "answer", "page")
_MATERIAL = "[Empirical material](material.html#table-material)"
_STUDIES = "[The studies](introduction.html#table-studies)"
_SEGMENTS = "[Segments by kind](introduction.html#table-segments)"
_CODEBOOK = "[Codebook](coding.html#table-codebook)"
_ANALYSIS = "[From segment to theme](coding.html#table-analysis)"
_SOFTWARE = "[Packages](colophon.html#table-packages)"
PAGES = (_MATERIAL, _STUDIES, _SEGMENTS, _CODEBOOK, _ANALYSIS, _SOFTWARE)


def answers_from_data(table: Tables) -> pd.DataFrame:
    """One row per item that the tables answer, of a study or of the coding itself.

    `table` gives a table of the corpus by its name. Columns: study (`this-coding` for the coding),
    item, answer, page (a link, as Markdown has them).
    """
    material = known_material(table("material"), table("encounters"))
    segments = table("segments")
    described = table("studies")[["study", "title", "design"]].astype("str").fillna("")
    rows = [
        (study, *answer)
        for study, title, design in described.to_numpy()
        for answer in (
            *_of_publication(title, design),
            *_of_material(material[material["study"] == study]),
            *_of_quotations(segments[segments["study"] == study], table("stakeholders")),
        )
    ]
    rows += [(OWN, *answer) for answer in _of_coding(table)]
    answers = pd.DataFrame(rows, columns=list(COMPUTED_COLUMNS), dtype="str")
    return answers.assign(page=answers["page"].map(gettext))


def _of_publication(title: str, design: str) -> Iterator[Answer]:
    if title:
        yield "S1", f"“{title}”", _STUDIES
    if design:
        yield "S5", f"{design}.", _STUDIES


def _of_material(lines: pd.DataFrame) -> Iterator[Answer]:
    if researchers := _distinct(lines["researcher"]):
        yield "C1", sentence("Collected by {names}.", names=", ".join(researchers)), _MATERIAL
    if amounts := _amounts(lines):
        yield "C12", f"{amounts}.", _MATERIAL
        yield "S12", f"{amounts}.", _MATERIAL
    people = lines[lines["unit"].isin(_WITH_PEOPLE)].dropna(subset=["characteristics"])
    if described := _characteristics(people):
        yield "C16", described, _MATERIAL
    if lengths := _distinct(_lengths(lines)):
        ranges = sentence("Mean and range in minutes: {lengths}.", lengths="; ".join(lengths))
        yield "C21", ranges, _MATERIAL
    if kinds := _distinct(lines["data_type"]):
        yield "S10", f"{'; '.join(kinds)}{_span(lines)}.", _MATERIAL


def _characteristics(lines: pd.DataFrame) -> str:
    first = lines.drop_duplicates("characteristics")[["data_type", "characteristics"]]
    return "\n".join(f"{kind}: {who}." for kind, who in first.to_numpy())


def _distinct(values: "pd.Series[str]") -> list[str]:
    return list(dict.fromkeys(str(value).replace("|", ", ") for value in values.dropna()))


def _amounts(lines: pd.DataFrame) -> str:
    """How many of each unit, as far as the study says so."""
    stated = lines.dropna(subset=["n"])
    unstated = sorted(set(lines["unit"]) - set(stated["unit"]))
    sums = stated.groupby("unit", sort=False)["n"].sum()
    amounts = [count(int(n), str(unit)) for unit, n in sums.items()]
    others = [sentence("{unit} (number not stated)", unit=gettext(unit)) for unit in unstated]
    return ", ".join(amounts + others)


def _lengths(lines: pd.DataFrame) -> "pd.Series[str]":
    columns = ["data_type", "minutes_mean", "minutes_min", "minutes_max"]
    stated = lines.dropna(subset=["minutes_mean"])[columns]
    words = [f"{length(*rest)} ({kind})" for kind, *rest in stated.to_numpy()]
    return pd.Series(words, dtype="str")


def _span(lines: pd.DataFrame) -> str:
    first, last = lines["first_month"].dropna(), lines["last_month"].dropna()
    return f"; {period(first.min(), last.max())}" if len(first) and len(last) else ""


def _of_quotations(segments: pd.DataFrame, stakeholders: pd.DataFrame) -> Iterator[Answer]:
    quotations = segments[segments["kind"] == "quotation"]
    if quotations.empty:
        return
    labels = labels_of(stakeholders, "stakeholder")
    speakers = [labels[each] for each in _distinct(quotations["speaker"])]
    whose = sentence(", of {names}", names=", ".join(sorted(speakers))) if speakers else ""
    answer = sentence(
        "{quotations} coded here{whose}.",
        quotations=count(len(quotations), "quotation"),
        whose=whose,
    )
    yield "C29", answer, _SEGMENTS
    yield "S17", answer, _SEGMENTS


def _of_coding(table: Tables) -> Iterator[Answer]:
    segments, codes, codings = table("segments"), table("codes"), table("codings")
    studies = count(segments["study"].nunique(), "study")
    if len(segments):
        size = sentence(
            "{segments} of {studies}.", segments=count(len(segments), "segment"), studies=studies
        )
        yield "C12", size, _SEGMENTS
        yield "S12", size, _SEGMENTS
    if coders := _distinct(codings["coder"]):
        yield "C24", f"{_coders(coders)}{_twice(codings)}.", _ANALYSIS
    if len(codes):
        sizes = codes["kind"].value_counts(sort=False).items()
        kinds = ", ".join(count(n, str(kind)) for kind, n in sizes)
        tree = sentence("{kinds}, each with its definition and place in the tree.", kinds=kinds)
        yield "C25", tree, _CODEBOOK
    if origins := _by(codes, "origin"):
        yield "C26", sentence("By origin: {origins}.", origins=origins), _CODEBOOK
    yield "C27", gettext("trustbook, with the packages and versions listed."), _SOFTWARE
    if themes := _distinct(codes.loc[codes["kind"] == "theme", "label"]):
        yield "C31", f"{', '.join(themes)}.", _CODEBOOK
    anchored = int(segments["anchor"].notna().sum())
    if anchored:
        places = sentence(
            "{n} of {every} segments lead to their place.", n=anchored, every=len(segments)
        )
        yield "S17", places, _ANALYSIS


def _coders(coders: list[str]) -> str:
    return f"{count(len(coders), 'coder')} ({', '.join(coders)})"


def _twice(codings: pd.DataFrame) -> str:
    coders = codings.groupby("segment")["coder"].nunique()
    twice = int((coders > 1).sum())
    if not twice:
        return ""
    return sentence("; {segments} coded by more than one", segments=count(twice, "segment"))


def _by(codes: pd.DataFrame, column: str) -> str:
    counts = codes[column].dropna().value_counts(sort=False)
    return ", ".join(f"{n} {gettext(str(value))}" for value, n in counts.items())
