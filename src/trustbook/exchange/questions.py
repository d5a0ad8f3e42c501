"""What a file leaves uncertain: questions that the map of an import answers.

A reader asks; the map answers by a key of the same name. A question whose answers would give other
codings, sources or relations stops an import that has no answer to it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

from trustbook.errors import ExportError
from trustbook.project import argument

Default = str | Sequence[str] | Mapping[str, str] | Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    r"""How the map says that a file is to be read; None where it does not say.

    Parameters
    ----------
    columns
        The role of each column that it names.
    fill_down
        The columns whose blank cells repeat the cell above.
    sheets
        `documents` where each sheet is a document, `coders` where each is what one coder coded,
        `tables` where it is neither.
    split_codes
        What separates several codes in one cell; none where a cell is one code.
    code_paths
        What is between a code and the codes above it; none where a name is one code.
    hidden
        `read` or `skip` for hidden rows and columns.
    keep
        What the corpus keeps although it could name a person: variables, `memos`, `title`, …
    same
        A name (of a person, coder or code) and its other spellings.
    same_codes, same_documents
        A code (by its path) or document, and what other files that are joined call it.
    groups
        The cases that are groups of people and no single person.
    assignments
        The documents that each coder read.
    """

    columns: Mapping[str, str] | None = None
    fill_down: Sequence[str] | None = None
    sheets: str | None = None
    split_codes: Sequence[str] | None = None
    code_paths: Sequence[str] | None = None
    hidden: str | None = None
    keep: Sequence[str] | None = None
    same: Mapping[str, Sequence[str]] | None = None
    same_codes: Mapping[str, Sequence[str]] | None = None
    same_documents: Mapping[str, Sequence[str]] | None = None
    groups: Sequence[str] | None = None
    assignments: Mapping[str, Sequence[str]] | None = None

    def answers(self, key: str) -> bool:
        """Whether the map has this key."""
        return getattr(self, key, None) is not None

    def settles(self, name: str) -> bool:
        """Whether the map says of a name what else is the same, be it nothing."""
        return self.same is not None and (not self.same or name in self.settled_names)

    @property
    def settled_names(self) -> set[str]:
        """The names that the map has among those that are the same."""
        same = self.same or {}
        return {*same, *(other for others in same.values() for other in others)}


COLUMNS, SAME = "columns", "same"
_OF_EACH_NAME = (COLUMNS, SAME)  # asked of each column or name that the map does not have
KEYS = tuple(one.name for one in fields(Reading))
UNDECIDED = Reading()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question about a file that a key of the map answers.

    Parameters
    ----------
    key
        The key of the map that answers it, one of KEYS.
    about
        The column, sheet or name it is about; for the terminal and the draft alone, as it may be a
        name of the file.
    text
        One sentence that ends in a question mark.
    default
        What the draft of a map proposes as the value of the key.
    decides
        Whether other answers would give other codings, sources or relations.
    has_safe_default
        Whether a careful person would take the default unseen; the draft of a map only proposes one
        that is not safe, so that the import goes on asking.
    """

    key: str
    about: str
    text: str
    default: Default
    decides: bool = True
    has_safe_default: bool = True


def require_answers(
    questions: Iterable[Question], reading: Reading, *, file: str, map_name: str = ""
) -> None:
    """Raise ExportError that names each question that decides and has no answer in the map.

    Parameters
    ----------
    questions
        The questions of a project.
    reading
        What the map says of the reading.
    file
        The name of the file, for the message.
    map_name
        The name of the map, where there is one already.

    Raises
    ------
    ExportError
        With one line per question.
    """
    open_questions = [
        one for one in questions
        if one.decides and (one.key in _OF_EACH_NAME or not reading.answers(one.key))
    ]  # fmt: skip
    if open_questions:
        lines = [f"  {one.key}: {one.about}: {one.text}{_option(one)}" for one in open_questions]
        begin = f"Answer in a map; begin with trustbook import {file} --draft-map"
        remedy = f"Answer in {map_name}, under these keys" if map_name else begin
        raise ExportError("\n".join([f"{file}: not certain how to read it", *lines, remedy]))


def _option(question: Question) -> str:
    """The option that gives the likeliest answer, where there is one."""
    if question.key != COLUMNS or not isinstance(question.default, Mapping):
        return ""
    pairs = [argument(f"{role}={column}") for column, role in question.default.items()]
    return f" (--column {pairs[0]})" if pairs else " (--column ROLE=COLUMN)"
