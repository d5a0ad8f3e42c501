"""The relations that the map of an import finds in a project: no sign or direction is guessed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from trustbook.corpus.schema import LEVELS
from trustbook.exchange.codes import code_paths
from trustbook.exchange.mapping import (
    LEVEL_OF_KIND,
    OVERLAPPING,
    Concept,
    ImportMap,
    concept_called,
    is_named,
    parts_of_name,
    stakeholder_called,
)
from trustbook.exchange.model import Project
from trustbook.exchange.segments import FIRST_CODER

SHEET_COLUMNS = ("truster", "trustee", "concept")
NOBODY_SPEAKS = "segments with a concept and a trustee, but nobody known to speak"


Line = tuple[str | None, str, str, str, str, str | None, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relations:
    """Rows of relations without names yet, links that need a segment, and what stays open.

    `rows` has the columns segment, truster, trustee, concept, coder, memo, case; the segment is
    missing where a link or a line of the sheet names none, and the case (guid) is there where a
    link begins at one.
    """

    rows: pd.DataFrame
    used_links: int
    left_open: Sequence[str]


def relations_of(  # noqa: PLR0913
    segments: pd.DataFrame,
    codings: pd.DataFrame,
    project: Project,
    *,
    mapping: ImportMap,
    stakeholder_of_case: Mapping[str, str],
    sheet: pd.DataFrame | None = None,
) -> Relations:
    """Every relation in the ways that the map names, in the order of the segments.

    `segments` has segment, speaker, source, start_cp, end_cp, name; `codings` has segment, code
    (guid), coder.
    """
    reading = _Reading(segments, codings, project, mapping)
    rows = [
        *(reading.by_pattern() if mapping.patterns else []),
        *(reading.by_code() if mapping.trustee_code else []),
        *(reading.by_links(stakeholder_of_case) if mapping.links else []),
        *(reading.by_sheet(sheet) if sheet is not None else []),
    ]
    columns = ["segment", "truster", "trustee", "concept", "coder", "memo", "case"]
    frame = pd.DataFrame(rows, columns=columns, dtype="object")
    unique = frame.drop_duplicates([*columns[:5], "case"], ignore_index=True)
    return Relations(
        rows=unique,
        used_links=reading.used_links,
        left_open=tuple(
            f"{what} ({n} times)" if n > 1 else what for what, n in reading.open.items()
        ),
    )


def level_between(truster: str, trustee: str, mapping: ImportMap) -> str:
    """The level of a relation: that of the map, else the higher one of the two stakeholders."""
    levels = {one.stakeholder: level_of(one.row) for one in mapping.stakeholders}
    return mapping.level or max((levels[truster], levels[trustee]), key=LEVELS.index)


def level_of(row: Mapping[str, str]) -> str:
    """The level of a stakeholder: as the map says, else what its kind suggests."""
    return row.get("level") or LEVEL_OF_KIND[row["kind"]]


class _Reading:
    """One reading of a project for relations; counts what stays open."""

    def __init__(
        self, segments: pd.DataFrame, codings: pd.DataFrame, project: Project, mapping: ImportMap
    ) -> None:
        self.mapping, self.project = mapping, project
        self.open: Counter[str] = Counter()
        self.used_links = 0
        self.segments = segments.set_index("segment", drop=False)
        named = segments[["segment", "speaker"]].dropna()
        self.speaker: dict[str, str] = dict(
            zip(named["segment"].tolist(), named["speaker"].tolist(), strict=True)
        )
        self.codings = codings
        guids, names = project.codes["guid"], project.codes["name"]
        paths = dict(zip(guids, code_paths(project.codes), strict=True))
        self.names_of = {g: (str(n), paths[g]) for g, n in zip(guids, names, strict=True)}

    def by_pattern(self) -> list[Line]:
        """A relation for each coding with a code whose name says concept and trustee."""
        parts_of = {guid: parts for guid in self.names_of if (parts := self._parts(guid))}
        rows: list[Line] = []
        for segment, code, coder in self._rows(self.codings):
            if code not in parts_of:
                continue
            concept, truster, trustee = parts_of[code]
            truster = truster or self._speaker_of(segment)
            if truster:
                rows.append((segment, truster, trustee, concept, coder, None, None))
        return rows

    def _parts(self, guid: str) -> tuple[str, str, str] | None:
        """Concept, truster (empty: the speaker) and trustee that the name of a code says."""
        for pattern in self.mapping.patterns:
            for name in self.names_of[guid]:
                if parts := parts_of_name(name, pattern):
                    return self._resolved(parts, f"code {name}", concept_of=guid)
        return None

    def _resolved(
        self, parts: Mapping[str, str], what: str, *, concept_of: str = ""
    ) -> tuple[str, str, str] | None:
        """The short names for what is in a name or a line; None, and open, where unknown."""
        name = parts.get("concept", "")
        concept = concept_called(name, self.mapping) if name else self._concept_of(concept_of)
        if not self._is_signed(concept, name or what, what) or concept is None:
            return None
        stakeholders = {}
        for part in ("truster", "trustee"):
            name = parts.get(part, "")
            one = stakeholder_called(name, self.mapping) if name else None
            if (name or part == "trustee") and not one:
                self.open[f"{what}: no stakeholder of the map is called {name or 'that'}"] += 1
                return None
            stakeholders[part] = one.stakeholder if one else ""
        return concept.concept, stakeholders["truster"], stakeholders["trustee"]

    def _is_signed(self, concept: Concept | None, name: str, what: str) -> bool:
        if concept is None:
            self.open[f"{what}: no concept of the map is called {name}"] += 1
        return concept is not None and concept.has_sign

    def _concept_of(self, guid: str) -> Concept | None:
        names = self.names_of.get(guid, ())
        return next(
            (one for one in self.mapping.concepts if any(is_named(n, one.codes) for n in names)),
            None,
        )

    def _speaker_of(self, segment: str) -> str:
        speaker = self.speaker.get(segment, "")
        if not speaker:
            self.open[NOBODY_SPEAKS] += 1
        return speaker

    def by_code(self) -> list[Line]:
        """A relation where a coder gave a concept and another stakeholder at one place.

        Who codes no stakeholder anywhere leaves that to the other coders.
        """
        concepts = {g: c for g in self.names_of if (c := self._concept_of(g))}
        stakeholders = {
            guid: one.stakeholder
            for guid, names in self.names_of.items()
            for one in self.mapping.stakeholders
            if any(is_named(name, one.codes) for name in names)
        }
        towards = self._towards(stakeholders)
        naming = {coder for coders in towards.values() for coder in coders}
        concepts_at: dict[str, dict[str, dict[str, None]]] = {}
        for segment, code, coder in self._rows(self.codings):
            concept = concepts.get(code)
            if concept and self._is_signed(concept, concept.concept, ""):
                concepts_at.setdefault(segment, {}).setdefault(coder, {})[concept.concept] = None
        rows: list[Line] = []
        for segment, coders in concepts_at.items():
            trustees = towards.get(segment, {})
            anyone = set().union(*trustees.values())
            rows += self._pairs(
                segment,
                {
                    coder: (list(coded), trustees.get(coder, set()) if coder in naming else anyone)
                    for coder, coded in coders.items()
                },
            )
        return rows

    def _pairs(
        self, segment: str, coded: Mapping[str, tuple[Sequence[str], set[str]]]
    ) -> list[Line]:
        """The relations of a segment; `coded` has the concepts and trustees of each coder."""
        reasons = {self._left_open(segment, *codes): None for codes in coded.values()}
        for what in filter(None, reasons):
            self.open[what] += 1
        truster = self.speaker.get(segment, "")
        return [
            (segment, truster, trustee, concept, coder, None, None)
            for coder, (concepts, towards) in coded.items()
            if not self._left_open(segment, concepts, towards)
            for concept in concepts
            for trustee in sorted(towards - {truster})
        ]

    def _left_open(self, segment: str, concepts: Sequence[str], towards: set[str]) -> str:
        """Why what a coder gave to a segment is no relation; empty where it is one."""
        if not towards:
            return "segments with a concept, but no code of a stakeholder as the trustee"
        truster = self.speaker.get(segment, "")
        if not truster:
            return NOBODY_SPEAKS
        others = towards - {truster}
        if not others:
            return "segments with a concept where only the speaker's own code occurs"
        if len(concepts) > 1 and len(others) > 1:
            return "segments with several concepts and several stakeholders: which of them?"
        return ""

    def _towards(self, stakeholders: Mapping[str, str]) -> dict[str, dict[str, set[str]]]:
        """The stakeholders whose codes each coder gave at the place of each segment."""
        own: dict[str, dict[str, set[str]]] = {}
        for segment, code, coder in self._rows(self.codings):
            if code in stakeholders:
                own.setdefault(segment, {}).setdefault(coder, set()).add(stakeholders[code])
        if self.mapping.trustee_code != OVERLAPPING:
            return own
        wider = {s: {coder: set(names) for coder, names in of.items()} for s, of in own.items()}
        with_place = self.segments.dropna(subset=["start_cp", "end_cp"])
        for _, rows in with_place.groupby("source", sort=False):
            columns = (rows["segment"], rows["start_cp"], rows["end_cp"])
            places = [(str(s), int(a), int(b)) for s, a, b in zip(*columns, strict=True)]
            own_places = [place for place in places if place[0] in own]
            for segment, start, end in places:
                for other, begin, stop in own_places:
                    if start < stop and begin < end:
                        for coder, names in own[other].items():
                            wider.setdefault(segment, {}).setdefault(coder, set()).update(names)
        return wider

    def by_links(self, of_case: Mapping[str, str]) -> list[Line]:
        """A relation for each one-way link between cases that is named after a concept."""
        rows: list[Line] = []
        links = self.project.links
        between = (links["origin_kind"] == "case") & (links["target_kind"] == "case")
        for row in links[between].to_dict("records"):
            name = row["name"] if isinstance(row["name"], str) else ""
            what = f"link {name or 'without a name'}"
            if row["direction"] != "one-way":
                self.open[f"{what}: has no direction"] += 1
                continue
            concept = concept_called(name, self.mapping) if name else None
            if not self._is_signed(concept, name or "that", what):
                continue
            truster, trustee = of_case.get(row["origin"]), of_case.get(row["target"])
            if concept is None or truster is None or trustee is None:
                self.open[f"{what}: one of its cases is no stakeholder of the map"] += 1
                continue
            self.used_links += 1
            coder = row["coder"] if isinstance(row["coder"], str) else FIRST_CODER
            rows.append((None, truster, trustee, concept.concept, coder, None, str(row["origin"])))
        return rows

    def by_sheet(self, sheet: pd.DataFrame) -> list[Line]:
        """A relation for each line of a sheet with truster, trustee and concept."""
        cells = sheet.rename(columns=lambda name: str(name).strip().casefold())
        missing = [name for name in SHEET_COLUMNS if name not in cells]
        if missing:
            self.open[f"the sheet of relations has no column {', '.join(missing)}"] += 1
            return []
        rows: list[Line] = []
        for number, line in enumerate(cells.to_dict("records"), start=2):
            what = f"sheet of relations, row {number}"
            parts = self._resolved({name: str(line[name]).strip() for name in SHEET_COLUMNS}, what)
            if parts is None:
                continue
            concept, truster, trustee = parts
            segment = self._segment_called(str(line.get("segment") or "").strip(), what)
            truster = truster or (self._speaker_of(segment) if segment else "")
            if not truster:
                self.open[f"{what}: nobody is known to trust"] += 1
            elif segment is not None:
                coder = str(line.get("coder") or "").strip() or FIRST_CODER
                memo = str(line.get("memo") or "").strip() or None
                rows.append((segment or None, truster, trustee, concept, coder, memo, None))
        return rows

    def _segment_called(self, name: str, what: str) -> str | None:
        """The segment of that name in the corpus or the program; None, and open, if unknown."""
        if not name or name in self.segments.index:
            return name
        matches = self.segments[self.segments["name"].map(lambda names: name in names)]
        if len(matches) != 1:
            self.open[f"{what}: {len(matches) or 'no'} segments are called {name}"] += 1
            return None
        return str(matches.index[0])

    def _rows(self, codings: pd.DataFrame) -> list[tuple[str, str, str]]:
        columns: Sequence[pd.Series] = [codings[name] for name in ("segment", "code", "coder")]
        return list(zip(*columns, strict=True))
