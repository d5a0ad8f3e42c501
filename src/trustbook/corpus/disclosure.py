"""What a researcher writes into `disclosure.yml`: what to search for, and what may be published.

The file stays with the researcher: it is no file that a corpus consists of, so that no archive and
no export has it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from trustbook.corpus.findings import Finding
from trustbook.corpus.identifiers import KINDS
from trustbook.corpus.schema import Field
from trustbook.corpus.settings import Setting, read_settings
from trustbook.project import DISCLOSURE_FILE, is_workbook

K = 5  # fewest participants alike
L = 2  # fewest values of a sensitive column among those who are alike
FEW_ALIKE, SAME_VALUE, ETHICS = "few-alike", "same-value", "ethics"
_DAY = Field(name="date", type="date", description="The day of the decision.", example="2024-05-31")
WITHHOLD, MERGE = "withhold", "merge"
_FEW = Field(
    name="few",
    allowed=(WITHHOLD, MERGE),
    description="What becomes of a tie with fewer informants: withheld, or between organisations.",
)
_PARTS = (
    *("names", "names_file", "k", "attributes", "l", "sensitive", "publish", "withhold"),
    *("cells", "quotations", "ties", "exceptions"),
)
_NO_STATEMENT = re.compile(  # what is where somebody means to write it later
    r"[\W_]*(?:n[\W_]?a|none|no|nothing|null|nil|to[\W_]?do|tb[acd]|fixme|x+|unknown|missing|pending"
    r"|nowhere|later|yes|not[\W_]+(?:reported|applicable|stated|available|needed|yet)|ingen|nej"
    r"|ikke[\W_]+(?:oplyst|relevant))?[\W_]*",
    re.IGNORECASE,
)
_PARTS_OF_EXCEPTION = ("fault", "file", "column", "name", "date", "reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationException:
    """What may be published although it is a finding: which fault, where, who decided, when, why.

    An empty `column` stands for every place in the file, a `file` without its folder for any.
    """

    fault: str
    file: str
    column: str = ""
    name: str
    date: str
    reason: str
    line: int | None = None

    def covers(self, fault: str, finding: Finding) -> bool:
        """Whether it was granted for a finding of this fault."""
        is_column = not self.column or self.column == finding.column
        places = (finding.file, Path(finding.file).name)
        return self.fault == fault and self.file in places and is_column

    @property
    def line_of_log(self) -> str:
        """The exception in one line."""
        place = f"{self.file}, column {self.column}" if self.column else self.file
        what = KINDS.get(self.fault, self.fault)
        return f"granted by {self.name} on {self.date}: {what} in {place} ({self.reason})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """What `disclosure.yml` says: names, how many must be alike in what, exceptions, its faults.

    No `attributes` stand for all but the `sensitive` ones, of which those who are alike must have
    `l` values. Counts of participants below `fewest_in_cell` are not shown. `publish` names what
    no page needs and is published all the same: columns (`cases.gender`) and files; `withhold` the
    columns that pages show and are withheld all the same. Limits that are 0 are none.
    """

    names: Sequence[str] = ()
    k: int = K
    attributes: Sequence[str] = ()
    l: int = L  # noqa: E741 - the name of the measure
    sensitive: Sequence[str] = ()
    fewest_in_cell: int = 0
    publish: Sequence[str] = ()
    withhold: Sequence[str] = ()
    most_words: int = 0
    most_quotations: int = 0
    fewest_informants: int = 0
    few_informants: str = WITHHOLD
    exceptions: Sequence[PublicationException] = ()
    findings: Sequence[Finding] = ()


def is_statement(text: str) -> bool:
    """Whether a text says something, and does not only hold its place.

    >>> is_statement("Approved."), is_statement("n/a"), is_statement("…")
    (True, False, False)
    """
    return not _NO_STATEMENT.fullmatch(text)


def read_disclosure(corpus: Path) -> Disclosure:
    """What the `disclosure.yml` of a corpus says, beside it where it is a workbook."""
    path = (corpus.parent if is_workbook(corpus) else corpus) / DISCLOSURE_FILE
    if not path.is_file():
        return Disclosure()
    whole = read_settings(path)
    parts = whole.parts(_PARTS)
    names = [*parts["names"].texts(), *_names_in_file(parts["names_file"], path.parent)]
    quotations = parts["quotations"].parts(("words", "per_participant"))
    ties = parts["ties"].parts(("informants", "few"))
    exceptions = [_exception(item) for item in parts["exceptions"].items()]
    return Disclosure(
        names=names,
        k=_number(parts["k"], at_least=2, otherwise=K),
        attributes=parts["attributes"].texts(),
        l=_number(parts["l"], at_least=2, otherwise=L),
        sensitive=parts["sensitive"].texts(),
        fewest_in_cell=_number(parts["cells"]),
        publish=parts["publish"].texts(),
        withhold=parts["withhold"].texts(),
        most_words=_number(quotations["words"]),
        most_quotations=_number(quotations["per_participant"]),
        fewest_informants=_number(ties["informants"]),
        few_informants=ties["few"].cell(_FEW) or WITHHOLD,
        exceptions=[exception for exception in exceptions if exception],
        findings=whole.findings,
    )


def _names_in_file(setting: Setting, folder: Path) -> list[str]:
    """The lines of the file of names."""
    place = setting.text()
    if not place:
        return []
    try:
        return (folder / place).read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError):
        remedy = "give its place from the folder of disclosure.yml"
        setting.add(
            "files.unreadable", allowed="a text file UTF-8, one name per line", remedy=remedy
        )
        return []


def _number(setting: Setting, *, at_least: int = 1, otherwise: int = 0) -> int:
    text = setting.text()
    if not text:
        return otherwise
    if text.isdecimal() and int(text) >= at_least:
        return int(text)
    allowed = f"a whole number of at least {at_least}"
    setting.add("values.not-integer", allowed=allowed, remedy=f"write one, such as {K}")
    return otherwise


def _exception(item: Setting) -> PublicationException | None:
    """The exception; None, and a fault, where a part is missing: then nothing is granted."""
    parts = item.parts(_PARTS_OF_EXCEPTION)
    allowed = (*KINDS, FEW_ALIKE, SAME_VALUE, ETHICS)
    kind = Field(name="fault", type="text", description="The fault.", allowed=allowed)
    texts = {name: part.text() for name, part in parts.items()}
    texts |= {"fault": parts["fault"].cell(kind), "date": parts["date"].cell(_DAY)}
    missing = [
        name
        for name in _PARTS_OF_EXCEPTION
        if not texts[name] or (name in ("name", "reason") and not is_statement(texts[name]))
    ]
    missing = [name for name in missing if name != "column"]
    if missing:
        item.add(
            "values.missing",
            value=f"an exception without {' and '.join(missing)}",
            allowed=", ".join(_PARTS_OF_EXCEPTION),
            remedy="fill it in; nothing is granted yet",
        )
        return None
    return PublicationException(**texts, line=item.line)
