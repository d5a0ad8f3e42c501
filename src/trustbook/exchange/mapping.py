r"""The map of an import: what in an export is a stakeholder, a concept, and the trustee.

A map is YAML. It names cases, values of variables, documents and codes by their names in the
program, `*` standing for anything and `\` between a code and the codes above it. What it leaves
empty stays open: no sign and no direction is guessed.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from trustbook.corpus.schema import LEVELS, SEGMENT_KINDS, TABLES, Field
from trustbook.corpus.settings import Setting, settings
from trustbook.exchange.questions import KEYS, UNDECIDED, Reading

LEVEL_OF_KIND = {"role": "micro", "organisation": "meso", "system": "macro"}
SAME, OVERLAPPING = "same segment", "overlapping"
PLACEHOLDERS = ("concept", "truster", "trustee")


_STAKEHOLDER_KEYS = (
    *TABLES["stakeholders"].columns,
    *("cases", "variables", "documents", "codes", "names"),
)
_CONCEPT_KEYS = (*TABLES["concepts"].columns, "codes", "variables")
_TOP_KEYS = ("study", "stakeholders", "concepts", "relations", "kinds", *KEYS)
_READING = {
    field.name: field
    for field in (
        Field(
            name="sheets",
            allowed=("documents", "coders", "tables"),
            description="Whether each sheet is a document, or what one coder coded.",
        ),
        Field(
            name="hidden",
            allowed=("read", "skip"),
            description="What becomes of hidden rows and columns.",
        ),
    )
}
_RELATIONS = {
    field.name: field
    for field in (
        Field(
            name="code",
            allowed=(SAME, OVERLAPPING),
            description="Where the code of a trustee is: on the same segment, or overlapping.",
        ),
        Field(name="pattern", description="How names of codes are made of concept and trustee."),
        Field(
            name="links",
            allowed=("yes", "no", "true", "false"),
            description="Whether links between segments are relations.",
        ),
        Field(name="sheet", description="The sheet with one row per relation."),
        Field(name="level", allowed=LEVELS, description="The level of the relations."),
    )
}


_COMPARISON = re.compile(r"(?P<how>[<>]=?)\s*(?P<bound>-?\d+(?:[.,]\d+)?)")
Names = tuple[str, ...]
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stakeholder:
    """A stakeholder: its row of the corpus, and what of the export belongs to it."""

    row: Mapping[str, str]
    cases: Names = ()
    variables: Mapping[str, Names] = field(default_factory=dict)
    documents: Names = ()
    codes: Names = ()
    names: Names = ()

    @property
    def stakeholder(self) -> str:
        """Its short name."""
        return self.row["stakeholder"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """A concept: its row of the corpus (the sign empty where it is open), and what states it.

    That are its codes, and the values of variables of relations.
    """

    row: Mapping[str, str]
    codes: Names = ()
    variables: Mapping[str, Names] = field(default_factory=dict)

    @property
    def concept(self) -> str:
        """Its short name."""
        return self.row["concept"]

    @property
    def has_sign(self) -> bool:
        """Whether the map says which sign it has."""
        return bool(self.row.get("sign"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportMap:
    """The whole map; an empty one has no stakeholder and no concept.

    Parameters
    ----------
    study
        The row of the study.
    stakeholders, concepts
        The stakeholders and the concepts, each with what stands for it in the project.
    trustee_code
        Where a code of the trustee is: `same segment`, `overlapping`, or nowhere (empty).
    patterns
        How code names say concept, truster and trustee.
    links
        Whether one-way links between cases are relations.
    sheet
        The name of the table of relations.
    level
        The level of all relations; empty for the higher one of the two stakeholders.
    kinds
        The documents of each kind of segment other than quotations.
    reading
        How the file is to be read.
    file
        The name of the file that holds the map; empty where there is none.
    """

    study: Mapping[str, str] = field(default_factory=dict)
    stakeholders: tuple[Stakeholder, ...] = ()
    concepts: tuple[Concept, ...] = ()
    trustee_code: str = ""
    patterns: Names = ()
    links: bool = False
    sheet: str = ""
    level: str = ""
    kinds: Mapping[str, Names] = field(default_factory=dict)
    reading: Reading = UNDECIDED
    file: str = ""


EMPTY_MAP = ImportMap()


def import_map(text: str, *, file: str) -> ImportMap:
    """The map in a YAML text.

    Parameters
    ----------
    text
        YAML, such as the draft of a map.
    file
        The name of its file, for the faults.

    Returns
    -------
    ImportMap
        The map; what it leaves empty stays open.

    Raises
    ------
    ParameterError
        With every fault of the map, each with its line.

    Examples
    --------
    >>> import_map("concepts: [{concept: trust, sign: +1}]", file="map.yml").concepts[0].row["sign"]
    '1'
    """
    return map_in(settings(text, file=file))


def map_in(whole: Setting) -> ImportMap:
    """The map in the settings of a file; ParameterError with every fault of the file."""
    top = whole.parts(_TOP_KEYS)
    relations = top["relations"].parts(_RELATIONS)
    code, links, sheet, level = (
        relations[name].cell(_RELATIONS[name]) for name in ("code", "links", "sheet", "level")
    )
    result = ImportMap(
        study=_row(top["study"].parts(TABLES["studies"].columns), "studies"),
        stakeholders=tuple(_stakeholder(one) for one in _items(top["stakeholders"], "CM")),
        concepts=tuple(_concept(one) for one in _items(top["concepts"], "trust")),
        trustee_code=code,
        patterns=_patterns(relations["pattern"]),
        links=links in ("yes", "true"),
        sheet=sheet,
        level=level,
        kinds={
            kind: names.texts()
            for kind, names in top["kinds"].parts(SEGMENT_KINDS).items()
            if names.value
        },
        reading=_reading({key: part for key, part in top.items() if part.value != ""}),
        file=whole.file,
    )
    whole.require_sound()
    return result


def _reading(parts: Mapping[str, Setting]) -> Reading:
    """What the keys that the map has say of the reading; `no` is an answer, too."""
    return Reading(
        columns=_each(parts, "columns", Setting.text),
        fill_down=_texts(parts, "fill_down"),
        sheets=parts["sheets"].cell(_READING["sheets"]) if "sheets" in parts else None,
        split_codes=_texts(parts, "split_codes"),
        code_paths=_texts(parts, "code_paths", strip=False),
        hidden=parts["hidden"].cell(_READING["hidden"]) if "hidden" in parts else None,
        keep=_texts(parts, "keep"),
        same=_each(parts, "same", Setting.texts),
        same_codes=_each(parts, "same_codes", Setting.texts),
        same_documents=_each(parts, "same_documents", Setting.texts),
        groups=_texts(parts, "groups"),
        assignments=_each(parts, "assignments", Setting.texts),
    )


def _texts(parts: Mapping[str, Setting], key: str, *, strip: bool = True) -> Names | None:
    """The texts of a list, in their white space unless it is stripped; none for `no`."""
    if key not in parts:
        return None
    texts = parts[key].texts(strip=strip)
    return () if texts == ("no",) else texts


def _each(
    parts: Mapping[str, Setting], key: str, value: Callable[[Setting], _T]
) -> dict[str, _T] | None:
    """The value of each name of a part; none for `no`."""
    if key not in parts:
        return None
    part = parts[key]
    return {} if part.value == "no" else {name: value(one) for name, one in part.named().items()}


def _row(parts: Mapping[str, Setting], table: str) -> dict[str, str]:
    """The cells of a row of the table, without the empty ones."""
    cells = {field.name: parts[field.name].cell(field) for field in TABLES[table].fields}
    return {name: cell for name, cell in cells.items() if cell}


def _items(part: Setting, example: str) -> list[dict[str, Setting]]:
    """The stakeholders or concepts of a list; those without a short name are faults."""
    key = part.name.removesuffix("s")
    keys = _STAKEHOLDER_KEYS if key == "stakeholder" else _CONCEPT_KEYS
    items: dict[str, dict[str, Setting]] = {}
    for one in part.items():
        parts = one.parts(keys)
        name = parts[key].text()
        if not name:
            remedy = f"add `{key}: {example}`"
            one.add(
                "settings.missing-name", value="no short name", allowed=f"a {key}", remedy=remedy
            )
        elif name in items:
            parts[key].add(
                "settings.repeated-item", allowed=f"each {key} once", remedy="join the two"
            )
        items.setdefault(name, parts)
    return [parts for name, parts in items.items() if name]


def _stakeholder(parts: Mapping[str, Setting]) -> Stakeholder:
    row = dict.fromkeys(TABLES["stakeholders"].columns, "") | _row(parts, "stakeholders")
    return Stakeholder(
        row=row | {"kind": row["kind"] or "role", "label": row["label"] or row["stakeholder"]},
        variables={name: values.texts() for name, values in parts["variables"].named().items()},
        **{name: parts[name].texts() for name in ("cases", "documents", "codes", "names")},
    )


def _concept(parts: Mapping[str, Setting]) -> Concept:
    row = dict.fromkeys(TABLES["concepts"].columns, "") | _row(parts, "concepts")
    return Concept(
        row=row | {"label": row["label"] or row["concept"]},
        codes=parts["codes"].texts(),
        variables={name: values.texts() for name, values in parts["variables"].named().items()},
    )


def _patterns(part: Setting) -> Names:
    patterns = part.texts()
    for pattern in patterns:
        names = re.findall(r"{(.*?)}", pattern)
        unknown = [name for name in names if name not in PLACEHOLDERS]
        if unknown or "trustee" not in names or len(names) > len(set(names)):
            value = f"{{{unknown[0]}}}" if unknown else f'"{pattern}"'
            places = "{trustee}, and where they stand {concept} and {truster}, each once"
            remedy = "write for example {concept}: {truster} > {trustee}"
            part.add("map.pattern", value=value, allowed=places, remedy=remedy)
    return patterns


def is_named(name: str | None, patterns: Iterable[str]) -> bool:
    r"""Whether one of the patterns, in which `*` stands for anything, is the name.

    >>> is_named("Trust\\early", ["trust\\*"]), is_named(None, ["*"])
    (True, False)
    """
    return any(name and _expression(pattern).fullmatch(name.strip()) for pattern in patterns)


def has_value(value: str | None, patterns: Iterable[str]) -> bool:
    """Whether a value is one of the patterns: as `is_named`, or a comparison such as >= 4.

    >>> has_value("4,5", [">=4"]), has_value("3", ["< 3"]), has_value("often", ["often"])
    (True, False, True)
    """
    return any(_compares(value or "", pattern) for pattern in patterns) or is_named(value, patterns)


def _compares(value: str, pattern: str) -> bool:
    match = _COMPARISON.fullmatch(pattern.strip())
    if not match:
        return False
    try:
        number, bound = (float(part.replace(",", ".")) for part in (value, match["bound"]))
    except ValueError:
        return False
    return {">": number > bound, ">=": number >= bound, "<": number < bound,
            "<=": number <= bound}[match["how"]]  # fmt: skip


def _expression(pattern: str) -> re.Pattern[str]:
    parts = (re.escape(part) for part in pattern.strip().split("*"))
    return re.compile(".*".join(parts), re.IGNORECASE | re.DOTALL)


def parts_of_name(name: str, pattern: str) -> dict[str, str] | None:
    """What stands for {concept}, {truster} and {trustee} in a name; None where it does not fit.

    >>> parts_of_name("Trust: nurse > doctor", "{concept}: {truster} > {trustee}")
    {'concept': 'Trust', 'truster': 'nurse', 'trustee': 'doctor'}
    """
    pieces = re.split(r"{(\w+)}", pattern)
    expressions = [
        re.sub(r"(?:\\ )+", r"\\s*", re.escape(piece)) if place % 2 == 0 else f"(?P<{piece}>.+?)"
        for place, piece in enumerate(pieces)
    ]
    match = re.fullmatch("".join(expressions), name.strip(), re.IGNORECASE | re.DOTALL)
    return {key: value.strip() for key, value in match.groupdict().items()} if match else None


def concept_called(name: str, mapping: ImportMap) -> Concept | None:
    """The concept of this name: its short name, its label or one of its codes."""
    return next(
        (one for one in mapping.concepts
         if is_named(name, [_plain(one.concept), _plain(one.row["label"]), *one.codes])),
        None,
    )  # fmt: skip


def stakeholder_called(name: str, mapping: ImportMap) -> Stakeholder | None:
    """The stakeholder of this name: its short name, label, one of its names, codes or cases."""

    def names(one: Stakeholder) -> list[str]:
        own = [_plain(one.stakeholder), _plain(one.row["label"])]
        return [*own, *one.names, *one.codes, *one.cases]

    return next((one for one in mapping.stakeholders if is_named(name, names(one))), None)


def _plain(name: str) -> str:
    return name.replace("*", "")
