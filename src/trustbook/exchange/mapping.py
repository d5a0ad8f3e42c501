r"""The map of an import: what in an export is a stakeholder, a concept, and the trustee.

A map is YAML. It names cases, values of variables, documents and codes by their names in the
program, `*` standing for anything and `\` between a code and the codes above it. What it leaves
empty stays open: no sign and no direction is guessed.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from trustbook.corpus.findings import suggestion
from trustbook.corpus.schema import LEVELS, SEGMENT_KINDS, TABLES
from trustbook.errors import ParameterError

STAKEHOLDER_KINDS = TABLES["stakeholders"].field("kind").allowed
LEVEL_OF_KIND = {"role": "micro", "organisation": "meso", "system": "macro"}
SAME, OVERLAPPING = "same segment", "overlapping"
PLACEHOLDERS = ("concept", "truster", "trustee")


_STUDY_KEYS = TABLES["studies"].columns
_STAKEHOLDER_KEYS = (
    *TABLES["stakeholders"].columns,
    *("cases", "variables", "documents", "codes", "names"),
)
_CONCEPT_KEYS = (*TABLES["concepts"].columns, "codes")
_RELATION_KEYS = ("code", "pattern", "links", "sheet", "level")
_TOP_KEYS = ("study", "stakeholders", "concepts", "relations", "kinds")
_SHOWN = 20


Names = tuple[str, ...]


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
    """A concept: its row of the corpus (the sign empty where it is open), and its codes."""

    row: Mapping[str, str]
    codes: Names = ()

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
    """The whole map; an empty one knows no stakeholder and no concept."""

    study: Mapping[str, str] = field(default_factory=dict)
    stakeholders: tuple[Stakeholder, ...] = ()
    concepts: tuple[Concept, ...] = ()
    trustee_code: str = ""
    patterns: Names = ()
    links: bool = False
    sheet: str = ""
    level: str = ""
    kinds: Mapping[str, Names] = field(default_factory=dict)


def import_map(text: str, *, file: str) -> ImportMap:
    """The map in a YAML text; ParameterError with every fault, each with its place in `file`.

    >>> import_map("concepts: [{concept: trust, sign: +1}]", file="map.yml").concepts[0].row["sign"]
    '1'
    """
    try:
        given = yaml.load(text, Loader=yaml.BaseLoader) or {}
    except yaml.YAMLError as error:
        raise ParameterError(f"{file}: cannot be read as YAML: {error}") from None
    faults = _Faults(file)
    top = faults.mapping(given, "the map", keys=_TOP_KEYS)
    relations = faults.mapping(top.get("relations"), "relations", keys=_RELATION_KEYS)
    read = ImportMap(
        study=faults.texts(top.get("study"), "study", keys=_STUDY_KEYS),
        stakeholders=_stakeholders(top.get("stakeholders"), faults),
        concepts=_concepts(top.get("concepts"), faults),
        trustee_code=faults.one_of(relations, "code", ("", SAME, OVERLAPPING), "relations"),
        patterns=_patterns(relations.get("pattern"), faults),
        links=faults.one_of(relations, "links", ("", "no", "yes"), "relations") == "yes",
        sheet=faults.text(relations.get("sheet"), "relations, sheet"),
        level=faults.one_of(relations, "level", ("", *LEVELS), "relations"),
        kinds={
            kind: faults.names(names, f"kinds, {kind}")
            for kind, names in faults.mapping(top.get("kinds"), "kinds", keys=SEGMENT_KINDS).items()
        },
    )
    faults.require_none()
    return read


class _Faults:
    """Collects the faults of a map while its parts are read."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[str] = []

    def add(self, place: str, fault: str) -> None:
        self.found.append(f"{self.file}: {place}: {fault}")

    def require_none(self) -> None:
        if self.found:
            more = len(self.found) - _SHOWN
            rest = [f"… and {more} more"] if more > 0 else []
            raise ParameterError("\n".join([*self.found[:_SHOWN], *rest]))

    def mapping(self, given: object, place: str, *, keys: Sequence[str]) -> dict[str, Any]:
        if given in (None, ""):
            return {}
        if not isinstance(given, dict):
            self.add(place, f"lines of `name: value` are wanted, such as `{keys[0]}:`")
            return {}
        for key in given:
            if key not in keys:
                help_ = suggestion(str(key), keys, otherwise=f"use one of {', '.join(keys)}")
                self.add(place, f"unknown: {key}; {help_}")
        return {key: value for key, value in given.items() if key in keys}

    def items(self, given: object, place: str) -> list[object]:
        if given in (None, ""):
            return []
        if not isinstance(given, list):
            self.add(place, "a list is wanted, each item after a dash")
            return []
        return given

    def text(self, given: object, place: str) -> str:
        if isinstance(given, dict | list):
            self.add(place, "one value is wanted")
            return ""
        return str(given or "").strip()

    def texts(self, given: object, place: str, *, keys: Sequence[str]) -> dict[str, str]:
        parts = self.mapping(given, place, keys=keys)
        return {key: self.text(value, f"{place}, {key}") for key, value in parts.items()}

    def names(self, given: object, place: str) -> Names:
        several = given if isinstance(given, list) else [given]
        return tuple(name for one in several if (name := self.text(one, place)))

    def one_of(self, given: Mapping[str, Any], key: str, allowed: Sequence[str], place: str) -> str:
        value = self.text(given.get(key), f"{place}, {key}")
        value = {"true": "yes", "false": "no"}.get(value.casefold(), value)
        if value not in allowed:
            shown = ", ".join(one or "nothing" for one in allowed)
            self.add(f"{place}, {key}", f'found "{value}", allowed {shown}')
            return allowed[0]
        return value


def _stakeholders(given: object, faults: _Faults) -> tuple[Stakeholder, ...]:
    found = []
    for number, one in enumerate(faults.items(given, "stakeholders"), start=1):
        parts = faults.mapping(one, f"stakeholders, item {number}", keys=_STAKEHOLDER_KEYS)
        name = faults.text(parts.get("stakeholder"), f"stakeholders, item {number}")
        if not name:
            faults.add(f"stakeholders, item {number}", "no short name; add `stakeholder: CM`")
            continue
        found.append(_stakeholder(name, parts, faults))
    _require_unique([one.stakeholder for one in found], "stakeholders", faults)
    return tuple(found)


def _stakeholder(name: str, parts: Mapping[str, Any], faults: _Faults) -> Stakeholder:
    place = f"stakeholders, {name}"
    columns = TABLES["stakeholders"].columns
    row = {key: faults.text(parts.get(key), f"{place}, {key}") for key in columns}
    kind = faults.one_of(row, "kind", ("", *STAKEHOLDER_KINDS), place) or "role"
    level = faults.one_of(row, "level", ("", *LEVELS), place)
    variables = parts.get("variables")
    if variables and not isinstance(variables, dict):
        faults.add(f"{place}, variables", "lines of `variable: [value, value]` are wanted")
        variables = {}
    return Stakeholder(
        row=row | {"kind": kind, "level": level, "label": row["label"] or name},
        cases=faults.names(parts.get("cases"), f"{place}, cases"),
        variables={
            str(variable): faults.names(values, f"{place}, variables, {variable}")
            for variable, values in (variables or {}).items()
        },
        documents=faults.names(parts.get("documents"), f"{place}, documents"),
        codes=faults.names(parts.get("codes"), f"{place}, codes"),
        names=faults.names(parts.get("names"), f"{place}, names"),
    )


def _concepts(given: object, faults: _Faults) -> tuple[Concept, ...]:
    found = []
    for number, one in enumerate(faults.items(given, "concepts"), start=1):
        parts = faults.mapping(one, f"concepts, item {number}", keys=_CONCEPT_KEYS)
        name = faults.text(parts.get("concept"), f"concepts, item {number}")
        if not name:
            faults.add(f"concepts, item {number}", "no short name; add `concept: trust`")
            continue
        found.append(_concept(name, parts, faults))
    _require_unique([one.concept for one in found], "concepts", faults)
    return tuple(found)


def _concept(name: str, parts: Mapping[str, Any], faults: _Faults) -> Concept:
    place = f"concepts, {name}"
    columns = TABLES["concepts"].columns
    row = {key: faults.text(parts.get(key), f"{place}, {key}") for key in columns}
    spelled = {"sign": row["sign"].removeprefix("+").replace("−", "-")}
    sign = faults.one_of(spelled, "sign", ("", "1", "-1", "0"), place)
    return Concept(
        row=row | {"sign": sign, "label": row["label"] or name},
        codes=faults.names(parts.get("codes"), f"{place}, codes"),
    )


def _require_unique(names: Sequence[str], place: str, faults: _Faults) -> None:
    for name in sorted({name for name in names if names.count(name) > 1}):
        faults.add(f"{place}, {name}", "comes twice; join the two")


def _patterns(given: object, faults: _Faults) -> Names:
    patterns = faults.names(given, "relations, pattern")
    for pattern in patterns:
        held = re.findall(r"{(.*?)}", pattern)
        if unknown := [name for name in held if name not in PLACEHOLDERS]:
            faults.add("relations, pattern", f"unknown: {{{unknown[0]}}}; use {{concept}}, "
                       "{truster} and {trustee}")  # fmt: skip
        elif "trustee" not in held or len(held) > len(set(held)):
            faults.add(
                "relations, pattern", f"{pattern}: {{trustee}} is wanted, and each part once"
            )
    return patterns


def is_named(name: str | None, patterns: Iterable[str]) -> bool:
    r"""Whether one of the patterns, in which `*` stands for anything, is the name.

    >>> is_named("Trust\\early", ["trust\\*"]), is_named(None, ["*"])
    (True, False)
    """
    return any(name and _expression(pattern).fullmatch(name.strip()) for pattern in patterns)


def _expression(pattern: str) -> re.Pattern[str]:
    parts = (re.escape(part) for part in pattern.strip().split("*"))
    return re.compile(".*".join(parts), re.IGNORECASE | re.DOTALL)


def parts_of_name(name: str, pattern: str) -> dict[str, str] | None:
    """What stands for {concept}, {truster} and {trustee} in a name; None where it is not such.

    >>> parts_of_name("Trust: nurse > doctor", "{concept}: {truster} > {trustee}")
    {'concept': 'Trust', 'truster': 'nurse', 'trustee': 'doctor'}
    """
    pieces = re.split(r"{(\w+)}", pattern)
    wanted = [
        re.sub(r"(?:\\ )+", r"\\s*", re.escape(piece)) if place % 2 == 0 else f"(?P<{piece}>.+?)"
        for place, piece in enumerate(pieces)
    ]
    found = re.fullmatch("".join(wanted), name.strip(), re.IGNORECASE | re.DOTALL)
    return {key: value.strip() for key, value in found.groupdict().items()} if found else None


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
