"""The tables of a coded corpus: every column, its type, its allowed values and its meaning.

This is the one place where a column or a parameter is declared. Reading, checking, the published Data Package,
the templates for a new corpus and the data dictionary of the book are derived from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Type = Literal["text", "integer", "number", "month", "date", "list"]
Need = Literal["yes", "unless there are relations", "no"]

LIST_SEPARATOR = "|"
ALL = "all"  # the value of a parameter that chooses everything

LEVELS = ("micro", "meso", "macro")
READ = "read"
TIE_KEY = ["truster", "trustee", "concept"]  # the columns whose values a tie has in common
DIRECTIONS = ("stated", READ)
SEGMENT_KINDS = ("quotation", "observation", "document", "finding", "recommendation")
EFFECTS = ("supports", "backfires", "mixed")
STATED, ENTERED, COUNTED = "stated", "transcribed", "counted"
VALUE_ORIGINS = (STATED, ENTERED, COUNTED)
JUDGEMENTS = ("both can hold", "only one can hold", "not settled")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A column or a parameter: what it is called, what it may hold and what it means.

    A parameter has a default.
    """

    name: str
    type: Type = "text"
    required: bool = False
    allowed: tuple[str, ...] = ()
    minimum: float | None = None
    references: str = ""
    public: bool = True  # whether a public edition has it without being asked by name
    default: str | int | None = None
    description: str
    example: str = ""

    @property
    def referenced(self) -> tuple[str, str] | None:
        """The (table, column) this column points at, or None."""
        table, _, column = self.references.partition(".")
        return (table, column) if column else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table: its columns, its key and whether a corpus must have it.

    A table with `free_columns` may have columns of any other name, which are kept.
    """

    name: str
    title: str
    description: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    needed: Need = "no"
    free_columns: bool = False

    @property
    def must(self) -> str:
        """A sentence that says whether a corpus must have it; empty where it may go without."""
        return {
            "yes": "Every corpus must have it.",
            "unless there are relations": "A corpus must have it, unless it has relations.",
            "no": "",
        }[self.needed]

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns in their published order."""
        return tuple(field.name for field in self.fields)

    def is_public(self, name: str) -> bool:
        """Whether a public edition has a column of this name without being asked for it."""
        return name in self.columns and self.field(name).public

    def field(self, name: str) -> Field:
        """The field called `name`; KeyError when there is none."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(f"table {self.name} has no column {name}")


def _tables(*tables: Table) -> Mapping[str, Table]:
    return {table.name: table for table in tables}


_STUDY = Field(
    name="study",
    required=True,
    references="studies.study",
    description="The study this row belongs to.",
    example="home-visits",
)
_MEMO = Field(
    name="memo",
    public=False,
    description="Coding memo: why this reading was chosen where two were possible.",
)
_RECONSTRUCTED = Field(
    name="reconstructed_columns",
    type="list",
    description="Columns whose cells in this row could not be read off, but were put together or "
    "inferred; the memo says how.",
    example="characteristics|minutes_mean",
)

TABLES: Mapping[str, Table] = _tables(
    Table(
        name="studies",
        title="Studies",
        description="One row per publication that the corpus codes.",
        key=("study",),
        needed="yes",
        fields=(
            Field(name="study", required=True, description="Short name of the study, used everywhere.", example="home-visits"),
            Field(name="label", required=True, description="What the book calls the study, a few words.", example="Home visits 2021"),
            Field(name="title", required=True, description="Title as published."),
            Field(name="authors", description="Authors as published."),
            Field(name="year", type="integer", minimum=1800, description="Year of publication.", example="2021"),
            Field(name="source", description="Where it was published: journal, volume, issue, pages."),
            Field(name="doi", description="Digital object identifier, without an address in front.", example="10.5334/ijic.5599"),
            Field(name="licence", description="Licence of the publication, or what is known of it.", example="CC BY 4.0"),
            Field(name="design", description="Design of the study, in the coders' own words."),
            Field(name="coded_part", description="Which part of the publication was available and coded.", example="full text"),
            Field(name="parts_not_available", description="Parts of the publication that the coder did not have.", example="appendices; the drawing of a figure"),
            Field(name="letters", type="integer", minimum=1, description="How many letters and digits the text of the publication has; anchors count places in these.", example="36465"),
        ),
    ),
    Table(
        name="material",
        title="Empirical material",
        description="What a study collected: one row for each line of its material table.",
        key=("study", "line"),
        fields=(
            _STUDY,
            Field(name="line", type="integer", required=True, minimum=1, description="Order of the line within the study.", example="1"),
            Field(name="data_type", required=True, description="Kind of data, as the study names it.", example="Interviews early after the first visit"),
            Field(name="mode", description="How it was collected.", example="face-to-face"),
            Field(name="unit", required=True, allowed=("observation", "interview", "focus group", "document", "questionnaire", "other"), description="What `n` counts."),
            Field(name="participants", type="list", references="stakeholders.stakeholder", description="Stakeholders who took part.", example="SU|CM|EC"),
            Field(name="n", type="integer", minimum=0, description="How many encounters; empty where the study does not say.", example="12"),
            Field(name="n_participants", type="integer", minimum=0, description="How many persons, where the study says so.", example="12"),
            Field(name="characteristics", description="Characteristics of the participants.", example="8 stress; 1 anxiety; 3 depression"),
            Field(name="researcher", description="Who collected it, as printed.", example="RMP"),
            Field(name="first_month", type="month", description="First month of collection.", example="2017-04"),
            Field(name="last_month", type="month", description="Last month of collection.", example="2018-01"),
            Field(name="delivery_months_min", type="integer", minimum=0, description="How many months into the delivery of the studied service collection began, where the study counts in this way.", example="12"),
            Field(name="delivery_months_max", type="integer", minimum=0, description="How many months into the delivery collection ended, where the study counts in this way.", example="22"),
            Field(name="minutes_mean", type="number", minimum=0, description="Mean length of an encounter in minutes.", example="55"),
            Field(name="minutes_min", type="number", minimum=0, description="Shortest encounter in minutes.", example="27"),
            Field(name="minutes_max", type="number", minimum=0, description="Longest encounter in minutes.", example="93"),
            Field(name="minutes_lines", type="list", description="The lines that share one printed length; it is repeated in each of them.", example="2|3"),
            Field(name="n_primary", type="integer", minimum=0, description="How many of `n` were analysed first for this study (primary analysis).", example="2"),
            Field(name="n_secondary", type="integer", minimum=0, description="How many of `n` had been collected for an earlier study (secondary analysis).", example="6"),
            Field(name="anchor", references="anchors.anchor", description="Place in the source."),
            _RECONSTRUCTED,
            _MEMO,
        ),
    ),
    Table(
        name="encounters",
        title="Encounters",
        description="One row per interview, observation, focus group or document, where a corpus has them one by one.",
        key=("encounter",),
        free_columns=True,
        fields=(
            Field(name="encounter", required=True, description="Short name of the encounter.", example="int-07"),
            _STUDY,
            Field(name="data_type", required=True, description="Kind of data; lines of the material table are summed over it."),
            Field(name="mode", description="How it was collected."),
            Field(name="unit", allowed=("observation", "interview", "focus group", "document", "questionnaire", "other"), description="What the encounter is."),
            Field(name="month", type="month", description="Month of the encounter.", example="2017-04"),
            Field(name="date", type="date", public=False, description="Day of the encounter, where it may be published.", example="2017-04-21"),
            Field(name="minutes", type="number", minimum=0, description="Length in minutes."),
            Field(name="participants", type="list", references="stakeholders.stakeholder", description="Stakeholders who took part."),
            Field(name="researcher", description="Who collected it."),
        ),
    ),
    Table(
        name="stakeholders",
        title="Stakeholders",
        description="Roles, organisations and systems that have a view or are spoken of.",
        key=("stakeholder",),
        needed="yes",
        fields=(
            Field(name="stakeholder", required=True, description="Short name, also written into charts.", example="NU"),
            Field(name="label", required=True, description="Name in the plural, as charts and sentences print it.", example="Nurses"),
            Field(name="kind", required=True, allowed=("role", "organisation", "system"), description="Whether it is a role of persons, an organisation or an abstract system."),
            Field(name="organisation", description="Name of the organisation it belongs to; empty for none.", example="Hospital"),
            Field(name="level", required=True, allowed=LEVELS, description="Level that it belongs to: micro where people meet, meso in organisations, macro in law and policy."),
            Field(name="family", description="What the same position is called across studies, for comparisons between them.", example="Health professionals"),
            Field(name="description", public=False, description="Who this is, in the coders' own words."),
        ),
    ),
    Table(
        name="cases",
        title="Cases",
        description="One row per pseudonymous participant; further columns hold attributes and are kept.",
        key=("case",),
        free_columns=True,
        fields=(
            Field(name="case", required=True, description="Pseudonym of the participant.", example="P07"),
            Field(name="stakeholder", required=True, references="stakeholders.stakeholder", description="Which stakeholder the participant is."),
        ),
    ),
    Table(
        name="anchors",
        title="Anchors",
        description="Fingerprints of spans of the sources: where a segment or a claim is, without its words.",
        key=("anchor", "part"),
        fields=(
            Field(name="anchor", required=True, description="Short name of the anchor.", example="it-012"),
            Field(name="part", type="integer", required=True, minimum=1, description="1, 2, … where the layout of the source splits the span.", example="1"),
            _STUDY,
            Field(name="start", type="integer", required=True, minimum=0, description="Letters and digits before the span in the source that was coded."),
            Field(name="length", type="integer", required=True, minimum=1, description="Letters and digits in the span."),
            Field(name="head", required=True, description="Digest of the first letters and digits of the span, by which it is found again in one pass."),
            Field(name="digest", required=True, description="Digest of all letters and digits of the span."),
            Field(name="method", required=True, allowed=("sha256", "hmac-sha256"), description="Plain digest, or one keyed with a secret."),
        ),
    ),
    Table(
        name="phases",
        title="Phases",
        description="The phases of the material in their order: a network is drawn for each, and "
        "they tell what is early from what is late.",
        key=("phase",),
        fields=(
            Field(name="phase", required=True, description="Name of the phase, as segments give it.", example="follow-up interview"),
            Field(name="label", required=True, description="Name as the book prints it; phases with the same name are drawn together.", example="Follow-up "
            "interviews"),
            Field(name="order", type="integer", required=True, minimum=1, description="1 for the first phase, 2 for the next, and so on.", example="2"),
        ),
    ),
    Table(
        name="segments",
        title="Segments",
        description="Coded pieces of material, each with a condensed meaning unit in the coder's own words.",
        key=("segment",),
        needed="unless there are relations",
        fields=(
            Field(name="segment", required=True, description="Short name of the segment.", example="it-012"),
            _STUDY,
            Field(name="encounter", references="encounters.encounter", description="The encounter it comes from, where known."),
            Field(name="speaker", references="stakeholders.stakeholder", description="Who speaks in a quotation; empty where the study itself speaks."),
            Field(name="case", references="cases.case", description="The participant who speaks, where known."),
            Field(name="phase", references="phases.phase", description="Phase of the material, as printed; free text where the corpus declares no phases.", example="follow-up interview"),
            Field(name="team", description="Team of the speaker as printed.", example="The large team"),
            Field(name="kind", required=True, allowed=SEGMENT_KINDS, description="What the segment is: words of a participant, something observed, something found in documents, a finding stated by the study, or a recommendation."),
            Field(name="section", description="Section of the source.", example="Findings: Service-user vulnerability"),
            Field(name="meaning_unit", description="Condensed meaning unit, in the coder's own words; empty where the corpus keeps its text confidential.", example="Needs several sessions before daring to disclose sensitive problems"),
            Field(name="language", description="Language of the segment in its source.", example="en"),
            Field(name="same_source_as", references="segments.segment", description="An earlier segment that rests on the same source: a quotation that illustrates a finding, an abstract that repeats a result. Segments joined in this way count once as support."),
            Field(name="anchor", references="anchors.anchor", description="Place in the source."),
            Field(name="restricted", allowed=("yes", "no"), public=False, description="Whether the segment must never leave the corpus: `yes` keeps it, and all that rests on it, out of every public edition, archive and export."),
            _MEMO,
        ),
    ),
    Table(
        name="codes",
        title="Codebook",
        description="The tree of codes: code, category, theme.",
        key=("code",),
        needed="unless there are relations",
        fields=(
            Field(name="code", required=True, description="Short name of the code.", example="time-to-know"),
            Field(name="label", required=True, description="Name of the code as the book prints it.", example="Time to get to know each other"),
            Field(name="kind", required=True, allowed=("theme", "category", "code"), description="Its place in the tree."),
            Field(name="parent", references="codes.code", description="The code above it; empty for a theme."),
            Field(name="definition", description="What the code means."),
            Field(name="include", description="When to use it."),
            Field(name="exclude", description="When not to use it, and what to use instead."),
            Field(name="origin", allowed=("deductive", "inductive"), description="From the analytical concepts (deductive) or from the material (inductive)."),
            Field(name="added_after", description="The pass of coding after which the code was added to the codebook; empty for a code that every coder had. Comparisons between coders leave such a code out.", example="second coding"),
        ),
    ),
    Table(
        name="codings",
        title="Codings",
        description="One row per segment, code and coder.",
        key=("segment", "code", "coder"),
        needed="unless there are relations",
        fields=(
            Field(name="segment", required=True, references="segments.segment", description="The coded segment."),
            Field(name="code", required=True, references="codes.code", description="The code."),
            Field(name="coder", required=True, description="Who coded, as a pseudonym.", example="C1"),
        ),
    ),
    Table(
        name="assignments",
        title="Who read what",
        description="One row per coder and encounter that the coder read, with codes or without. A coder who gave no code there compares as one who found nothing; without this table a coder is taken to have read what the coder marked.",
        key=("coder", "encounter"),
        fields=(
            Field(name="coder", required=True, description="Who read it, as a pseudonym.", example="C2"),
            Field(name="encounter", required=True, references="encounters.encounter", description="What was read."),
        ),
    ),
    Table(
        name="recodings",
        title="Second codings",
        description="Codings of an independent pass whose coder chose new units: one row per unit and code. Compared with `codings` in the chapter on agreement, and counted nowhere else.",
        key=("recoding",),
        fields=(
            Field(name="recoding", required=True, description="Short name of the row.", example="b2-0001"),
            _STUDY,
            Field(name="anchor", required=True, references="anchors.anchor", description="The unit: its place in the source. Rows with the same anchor are one unit with several codes."),
            Field(name="code", references="codes.code", description="The code; empty for a unit that the coder marked without any code."),
            Field(name="coder", required=True, description="Who coded, as a pseudonym that codings.csv does not use for the same study.", example="C2"),
            _MEMO,
        ),
    ),
    Table(
        name="relation_recodings",
        title="Second relations",
        description="Relations of an independent pass: one row per relation that its coder read in the text. Compared with `relations` in the chapter on agreement, and counted nowhere else.",
        key=("recoding",),
        fields=(
            Field(name="recoding", required=True, description="Short name of the row.", example="b3-r01"),
            _STUDY,
            Field(name="segment", references="segments.segment", description="The segment that states it; empty where the coder found it in a place that is no segment."),
            Field(name="truster", required=True, references="stakeholders.stakeholder", description="Whose view of the trustee is stated."),
            Field(name="trustee", required=True, references="stakeholders.stakeholder", description="Towards whom."),
            Field(name="concept", required=True, references="concepts.concept", description="What is stated."),
            Field(name="direction", allowed=DIRECTIONS, description="As in `relations`."),
            Field(name="coder", required=True, description="Who coded, as a pseudonym that relations.csv does not use for the same study.", example="C3"),
            _MEMO,
        ),
    ),
    Table(
        name="strategy_recodings",
        title="Second strategies",
        description="Strategies of an independent pass: one row per strategy that its coder read in the text. Compared with `strategies` in the chapter on agreement, and counted nowhere else.",
        key=("recoding",),
        fields=(
            Field(name="recoding", required=True, description="Short name of the row.", example="b3-s01"),
            _STUDY,
            Field(name="segment", references="segments.segment", description="The segment that shows it; empty where the coder found it in a place that is no segment."),
            Field(name="actor", required=True, references="stakeholders.stakeholder", description="Who does it."),
            Field(name="truster", required=True, references="stakeholders.stakeholder", description="Who is to be won over."),
            Field(name="trustee", required=True, references="stakeholders.stakeholder", description="In whom."),
            Field(name="code", required=True, references="codes.code", description="The kind of strategy, a code of the codebook."),
            Field(name="effect", allowed=EFFECTS, description="What was observed to come of it."),
            Field(name="coder", required=True, description="Who coded, as a pseudonym.", example="C3"),
            _MEMO,
        ),
    ),
    Table(
        name="contradictions",
        title="Contradictions",
        description="Segments that speak against what a code states: a judgement of a coder, with its reason.",
        key=("segment", "code", "coder"),
        fields=(
            Field(name="segment", required=True, references="segments.segment", description="The segment that speaks against it."),
            Field(name="code", required=True, references="codes.code", description="The code, category or theme that it speaks against."),
            Field(name="coder", required=True, description="Who judged, as a pseudonym.", example="C1"),
            Field(name="memo", required=True, description="Why the segment speaks against it, in the coder's own words."),
        ),
    ),
    Table(
        name="concepts",
        title="Concepts",
        description="What a relation can be about, with its sign.",
        key=("concept",),
        fields=(
            Field(name="concept", required=True, description="Short name of the concept.", example="belief"),
            Field(name="label", required=True, description="Name as printed.", example="Belief"),
            Field(name="sign", type="integer", required=True, allowed=("-1", "0", "1"), description="+1 where the truster relies on the trustee, −1 where the truster guards against it, 0 where it is neither for nor against, such as power."),
            Field(name="definition", description="What the concept means."),
        ),
    ),
    Table(
        name="relations",
        title="Relations",
        description="Statements of one stakeholder towards another, each of a concept that the corpus declares; further columns hold what else is known of them and are kept.",
        key=("relation",),
        free_columns=True,
        fields=(
            Field(name="relation", required=True, description="Short name of the relation.", example="r017"),
            Field(name="segment", references="segments.segment", description="The segment that states it; empty where no segment does, as in a table of who relies on whom."),
            Field(name="study", references="studies.study", description="The study, where no segment names it and the corpus has several."),
            Field(name="encounter", references="encounters.encounter", description="The encounter in which it was stated, where no segment names it."),
            Field(name="case", references="cases.case", description="The participant who stated it, where no segment names one.", example="P07"),
            Field(name="truster", required=True, references="stakeholders.stakeholder", description="Whose view of the trustee is stated, such as who relies on, doubts or depends on whom; with power, who is subject to it."),
            Field(name="trustee", required=True, references="stakeholders.stakeholder", description="Towards whom; with power, who holds it."),
            Field(name="concept", required=True, references="concepts.concept", description="What is stated."),
            Field(name="level", required=True, allowed=LEVELS, description="Level of the "
            "relation."),
            Field(name="direction", allowed=DIRECTIONS, description="Whether the source states who and towards whom (stated), or a direction was read out of a sentence that names none, such as “belief in each other” (read). Empty counts as stated."),
            Field(name="weight", type="number", description="How strong it is, on a scale of the researcher's own.", example="4"),
            Field(name="coder", required=True, description="Who coded, as a pseudonym.", example="C1"),
            _MEMO,
        ),
    ),
    Table(
        name="strategies",
        title="Strategies",
        description="What an actor does to win one stakeholder over to another, and what comes of it.",
        key=("strategy",),
        fields=(
            Field(name="strategy", required=True, description="Short name of the row.", example="s09"),
            Field(name="segment", required=True, references="segments.segment", description="The segment that shows it."),
            Field(name="actor", required=True, references="stakeholders.stakeholder", description="Who does it."),
            Field(name="truster", required=True, references="stakeholders.stakeholder", description="Who is to be won over."),
            Field(name="trustee", required=True, references="stakeholders.stakeholder", description="In whom."),
            Field(name="code", required=True, references="codes.code", description="The kind of strategy, a code of the codebook."),
            Field(name="effect", required=True, allowed=EFFECTS, description="What was observed to come of it."),
            _MEMO,
        ),
    ),
    Table(
        name="barriers",
        title="Barriers and strategies",
        description="What stands in the way of shared culture, norms or goals, how it was met and what follows: one row per printed line.",
        key=("barrier",),
        fields=(
            Field(name="barrier", required=True, description="Short name of the line.", example="b03"),
            _STUDY,
            Field(name="line", type="integer", required=True, minimum=1, description="Order of the line in the printed table.", example="3"),
            Field(name="aspect", required=True, description="Aspect of working together.", example="Shared culture"),
            Field(name="obstacle", required=True, description="The barrier itself; lines of one barrier repeat it."),
            Field(name="strategy", description="How it was met."),
            Field(name="strategy_type", description="Kind of strategy.", example="Meso-level negotiation"),
            Field(name="level", allowed=LEVELS, description="Level the kind of strategy names, where it names one."),
            Field(name="implication", description="What may follow from it."),
            Field(name="anchor", references="anchors.anchor", description="Place in the source."),
            _RECONSTRUCTED,
            _MEMO,
        ),
    ),
    Table(
        name="barrier_evidence",
        title="Evidence for barriers",
        description="Which segments support which line of the table of barriers.",
        key=("barrier", "segment"),
        fields=(
            Field(name="barrier", required=True, references="barriers.barrier", description="The line."),
            Field(name="segment", required=True, references="segments.segment", description="A segment that supports it."),
        ),
    ),
    Table(
        name="teams",
        title="Teams",
        description="Who worked in which team: one row per team and role in it.",
        key=("team", "position"),
        fields=(
            Field(name="team", required=True, description="Name of the team as printed.", example="The large team"),
            _STUDY,
            Field(name="position", required=True, description="Position in the team.", example="Team leader"),
            Field(name="stakeholder", required=True, references="stakeholders.stakeholder", description="The stakeholder that holds the position."),
            Field(name="n", type="integer", required=True, minimum=0, description="How many persons.", example="10"),
            Field(name="sector", required=True, description="Organisation or sector that employs them; colleagues of another sector are counted for each position.", example="Surgery"),
            Field(name="employment", allowed=("full-time", "part-time"), description="Kind of employment, where printed."),
            Field(name="works_with", required=True, allowed=("all", "one", "none"), description="With how many colleagues of the other sector one person works on cases: with all of the team, with one (a dyad), or none (supervises, or no number is given)."),
            Field(name="works_with_reported", type="integer", minimum=0, description="The printed number of colleagues of the other sector, where one is printed; the highest where the study says “up to”.", example="8"),
            Field(name="anchor", references="anchors.anchor", description="Place in the source."),
            _RECONSTRUCTED,
            _MEMO,
        ),
    ),
    Table(
        name="claims",
        title="Claims",
        description="Printed statements that the data must reproduce, in the coders' own words.",
        key=("claim",),
        fields=(
            Field(name="claim", required=True, description="Short name of the claim.", example="c-it-03"),
            _STUDY,
            Field(name="section", description="Where it is printed."),
            Field(name="statement", required=True, description="What is claimed, in the coders' own words."),
            Field(name="measure", required=True, description="The measure that recomputes it from the data, or `none`."),
            Field(name="arguments", description="Arguments of the measure as name=value, joined by `|`.", example="study=home-visits|unit=interview"),
            Field(name="expected", description="The printed value: a number, a range, a mean with its range, or months.", example="48"),
            Field(name="tolerance", type="number", minimum=0, description="How far the computed value may be off.", example="0"),
            Field(name="value_from", allowed=VALUE_ORIGINS, description="Where the value comes from: stated in print while the rows were entered from another place (the default), transcribed (the rows were entered from this very place), or counted by the coder and not printed."),
            Field(name="against", type="list", references="claims.claim", description="Claims of other places in print that this one disagrees with, in numbers or in words.", example="c-it-02"),
            Field(name="elsewhere", description="What the data give instead of the printed value, because they follow those other places.", example="16"),
            Field(name="judgement", allowed=JUDGEMENTS, description="What the coder makes of a disagreement, wherever `against` is filled in."),
            Field(name="note", description="An explanation, or why it cannot be computed."),
            Field(name="anchor", references="anchors.anchor", description="Place in the source."),
        ),
    ),
)

OBLIGATORY, UNLESS_RELATIONS = (
    tuple(name for name, table in TABLES.items() if table.needed == need)
    for need in ("yes", "unless there are relations")
)

VOCABULARY = frozenset(  # columns whose words are declared, so that a catalogue translates them
    field.name for table in TABLES.values() for field in table.fields if field.allowed
) | {"direction", "verdict"}

PARAMETERS: Mapping[str, Field] = {
    field.name: field
    for field in (
        Field(name="corpus", default="data/ibbis", description="Folder of the coded corpus, from the top of the project or absolute."),
        Field(name="study", default=ALL, description="One study of the corpus by its short name, or all."),
        Field(name="level", default=ALL, allowed=(ALL, *LEVELS), description="Level of the "
        "relations, or all."),
        Field(name="concepts", type="list", default=ALL, description="Concepts to draw: all, a list, or names with commas between them."),
        Field(name="min_support", type="integer", default=1, minimum=1, description="Smallest number of independent sources a tie must rest on to be drawn."),
        Field(name="window", type="integer", default=2, minimum=1, description="How many neighbouring segments, the segment itself included, count as near."),
        Field(name="seed", type="integer", default=1, minimum=0, description="Start of the random numbers, where a chapter draws any."),
        Field(name="resamples", type="integer", default=10_000, minimum=100, description="How often the sources are drawn again to see how sure a number is."),
        Field(name="unit", default="segment", allowed=("segment", "text"), description="What coders are compared on: segments, or the letters of the text."),
        Field(name="uncoded", default="include", allowed=("include", "exclude"), description="Whether agreement counts what nobody coded."),
    )
}
