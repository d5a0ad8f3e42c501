"""The parameters of a chapter, declared once, and what may be given for them."""

import ast
import io
import tokenize
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from trustbook.corpus.findings import suggestion
from trustbook.corpus.schema import LEVELS
from trustbook.errors import ParameterError

ALL = "all"


# tables without a column `study`, with the table that leads to it and the column they share
_VIA = {
    "codings": ("segments", "segment"),
    "contradictions": ("segments", "segment"),
    "relations": ("segments", "segment"),
    "strategies": ("segments", "segment"),
    "barrier_evidence": ("barriers", "barrier"),
}


def rows_of_study(
    name: str, frame: pd.DataFrame, *, study: str, table: Callable[[str], pd.DataFrame]
) -> pd.DataFrame:
    """The rows of the table `name` that belong to `study`; all of a table that is not by study.

    `table` gives another table of the same corpus, already restricted to the study.
    """
    if study == ALL:
        return frame
    if "study" in frame:
        return frame[frame["study"] == study]
    if name not in _VIA:
        return frame
    via, column = _VIA[name]
    return frame[frame[column].isin(table(via)[column])]


Value = str | int
Known = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter: what it is called, what it may be and what it does."""

    name: str
    type: Literal["text", "integer", "names"]
    default: Value
    allowed: tuple[str, ...] = ()
    minimum: int = 0
    description: str


def _parameters(*parameters: Parameter) -> Mapping[str, Parameter]:
    return {parameter.name: parameter for parameter in parameters}


PARAMETERS: Mapping[str, Parameter] = _parameters(
    Parameter(
        name="corpus",
        type="text",
        default="data/ibbis",
        description="Folder of the coded corpus, from the top of the project or absolute.",
    ),
    Parameter(
        name="study",
        type="text",
        default=ALL,
        description="One study of the corpus by its short name, or all.",
    ),
    Parameter(
        name="level",
        type="text",
        default=ALL,
        allowed=(ALL, *LEVELS),
        description="Level of the Rainbow model at which relations play, or all.",
    ),
    Parameter(
        name="concepts",
        type="names",
        default=ALL,
        description="Concepts to draw: all, a list, or names with commas between them.",
    ),
    Parameter(
        name="min_support",
        type="integer",
        default=1,
        minimum=1,
        description="Smallest number of independent sources a tie must rest on to be drawn.",
    ),
    Parameter(
        name="window",
        type="integer",
        default=2,
        minimum=1,
        description="How many neighbouring segments, the segment itself included, count as near.",
    ),
    Parameter(
        name="seed",
        type="integer",
        default=1,
        minimum=0,
        description="Start of the random numbers, where a chapter draws any.",
    ),
    Parameter(
        name="resamples",
        type="integer",
        default=10_000,
        minimum=100,
        description="How often the sources are drawn anew to see how sure a number is.",
    ),
    Parameter(
        name="unit",
        type="text",
        default="segment",
        allowed=("segment", "text"),
        description="What coders are compared on: segments, or the letters of the text.",
    ),
    Parameter(
        name="uncoded",
        type="text",
        default="include",
        allowed=("include", "exclude"),
        description="Whether agreement counts what nobody gave a code.",
    ),
)


def chosen_names(value: object) -> tuple[str, ...]:
    """The names in a list or in a string with commas; none for `all`, which chooses everything.

    >>> chosen_names("trust, distrust")
    ('trust', 'distrust')
    >>> chosen_names(["trust"])
    ('trust',)
    >>> chosen_names("all")
    ()
    """
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list | tuple):
        raise ParameterError(f"names wanted, found {value!r}")
    names = tuple(dict.fromkeys(name.strip() for name in map(str, parts) if name.strip()))
    return () if names == (ALL,) else names


def check_parameters(
    values: Mapping[str, object], *, known: Known | None = None, where: str = "parameters"
) -> list[str]:
    """The faults of `values`, all of them, each in a line that says what is allowed.

    `known` gives the names a corpus knows for a parameter (`study`, `concepts`).
    """
    faults = []
    for name, value in values.items():
        if name not in PARAMETERS:
            faults.append(f"{where}: no parameter {name!r}; {_unknown(str(name))}")
            continue
        fault = _fault(PARAMETERS[name], value, known=(known or {}).get(name, ()))
        if fault:
            faults.append(f"{where}: {name} = {value!r}: {fault}")
    return faults


def require_parameters(
    values: Mapping[str, object], *, known: Known | None = None, where: str = "parameters"
) -> dict[str, Value]:
    """The values in their one spelling; ParameterError with every fault when there are any.

    >>> require_parameters({"concepts": ["trust", "distrust"], "seed": 2})
    {'concepts': 'trust,distrust', 'seed': 2}
    """
    faults = check_parameters(values, known=known, where=where)
    if faults:
        raise ParameterError("\n".join(faults))
    return {name: _spelling(PARAMETERS[name], value) for name, value in values.items()}


def _spelling(parameter: Parameter, value: object) -> Value:
    if parameter.type == "names":
        return ",".join(chosen_names(value)) or ALL
    if isinstance(value, int):
        return value
    return str(value).strip()


def _fault(parameter: Parameter, value: object, *, known: Sequence[str]) -> str:
    if parameter.type == "integer":
        return _integer_fault(parameter, value)
    if parameter.type == "names":
        return _names_fault(value, known=known)
    return _text_fault(parameter, value, known=known)


def _integer_fault(parameter: Parameter, value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int):
        return f"a whole number is wanted, such as {parameter.default}"
    if value < parameter.minimum:
        return f"the smallest allowed is {parameter.minimum}"
    return ""


def _text_fault(parameter: Parameter, value: object, *, known: Sequence[str]) -> str:
    if not isinstance(value, str) or not value.strip():
        return f"a text is wanted, such as {parameter.default}"
    allowed = (ALL, *known) if known else parameter.allowed
    if allowed and value.strip() not in allowed:
        return f"allowed are {', '.join(allowed)}; {_choose(value, allowed)}"
    return ""


def _names_fault(value: object, *, known: Sequence[str]) -> str:
    listed = isinstance(value, list | tuple) and all(isinstance(name, str) for name in value)
    if not (listed or isinstance(value, str)) or not value:
        return "a list of names is wanted, or one text with commas, or all"
    unknown = [name for name in chosen_names(value) if known and name not in known]
    if ALL in chosen_names(value):
        return "all stands alone, without further names"
    if unknown:
        return f"allowed are all, {', '.join(known)}; {_choose(unknown[0], known)}"
    return ""


def _choose(name: str, known: Sequence[str]) -> str:
    return suggestion(name, known, otherwise="choose one of them")


def _unknown(name: str) -> str:
    return suggestion(name, PARAMETERS, otherwise=f"there are {', '.join(PARAMETERS)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """One line of a parameters cell: a name, its literal value and the comment beside it."""

    name: str
    value: object
    comment: str


def assignments(source: str) -> list[Assignment]:
    """The assignments of a parameters cell; ParameterError where a line is not a literal.

    >>> assignments('study = "all"  # one study, or all')
    [Assignment(name='study', value='all', comment='one study, or all')]
    """
    comments = _comments(source)
    return [_assignment(statement, comments) for statement in ast.parse(source).body]


def _assignment(statement: ast.stmt, comments: Mapping[int, str]) -> Assignment:
    line = statement.lineno
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            try:
                literal = ast.literal_eval(value)
            except ValueError:
                raise ParameterError(f"line {line}: {name} is not a literal value") from None
            return Assignment(name=name, value=literal, comment=comments.get(line, ""))
    raise ParameterError(f"line {line}: write one `name = value  # comment` a line, nothing else")


def _comments(source: str) -> dict[int, str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {
        token.start[0]: token.string.lstrip("# ").strip()
        for token in tokens
        if token.type == tokenize.COMMENT
    }


def check_parameters_cell(source: str) -> list[str]:
    """The faults of a chapter's parameters cell: every line a declared name with its default.

    >>> check_parameters_cell('study = "all"  # one study, or all')
    []
    >>> check_parameters_cell('study = "all"')
    ['study: say in a comment on the same line what it does']
    """
    try:
        lines = assignments(source)
    except SyntaxError as error:
        return [f"line {error.lineno}: {error.msg}"]
    except ParameterError as error:
        return [str(error)]
    return [fault for line in lines for fault in _line_faults(line)]


def _line_faults(line: Assignment) -> list[str]:
    if line.name not in PARAMETERS:
        return [f"{line.name}: not a declared parameter; {_unknown(line.name)}"]
    faults = []
    declared = PARAMETERS[line.name].default
    if line.value != declared or type(line.value) is not type(declared):
        faults.append(f"{line.name}: the declared default is {declared!r}, found {line.value!r}")
    if not line.comment:
        faults.append(f"{line.name}: say in a comment on the same line what it does")
    return faults
