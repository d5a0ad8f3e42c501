"""What may be given for the parameters of a chapter, and what its parameters cell may say."""

import ast
import io
import tokenize
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from trustbook.corpus.findings import Finding, in_quotes, require_none, suggestion
from trustbook.corpus.schema import ALL, PARAMETERS, Field
from trustbook.corpus.settings import Setting, read_settings
from trustbook.errors import ParameterError, TrustbookError
from trustbook.project import (
    argument,
    compendium,
    corpus_folder,
    corpus_from_root,
    project_root,
)

PARAMETERS_FILE = "parameters.yml"
Value = str | int
Names = Mapping[str, Sequence[str]]


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
        raise ParameterError(f"names are expected, found {value!r}")
    names = tuple(dict.fromkeys(name.strip() for name in map(str, parts) if name.strip()))
    return () if names == (ALL,) else names


def read_parameters(path: Path) -> dict[str, Setting]:
    """The values in a YAML file of parameters, each with its line; ParameterError with its faults.

    Whether they are parameters, and allowed, is for `require_parameters` to say.
    """
    whole = read_settings(path)
    values = whole.named()
    whole.require_sound()
    return values


def compendium_parameters() -> dict[str, Setting]:
    """The values in `parameters.yml` of the compendium; none where it has no such file."""
    path = project_root() / PARAMETERS_FILE
    return read_parameters(path) if path.is_file() else {}


def own_corpus() -> str:
    """The place of the corpus that the compendium is about, as its `parameters.yml` has it."""
    corpus = compendium_parameters().get("corpus")
    return str(PARAMETERS["corpus"].default) if corpus is None else corpus.text()


def is_own_corpus(folder: Path) -> bool:
    """Whether the corpus in a folder is the one that the compendium is about."""
    return folder == corpus_from_root(own_corpus())


def command_for(command: str, corpus: object) -> str:
    """The command as it is typed for a corpus, which is not named where it is the own one."""
    with suppress(TrustbookError):  # what is wrong with the settings is said where they are used
        if compendium() and is_own_corpus(corpus_folder(str(corpus))):
            return command
    return f"{command} {argument(corpus)}"


def check_parameters(
    values: Mapping[str, object], *, names: Names | None = None, file: str = "parameters"
) -> list[Finding]:
    """Every fault of `values`, which may be plain values or come from a file.

    Parameters
    ----------
    values
        The values by parameter: text, whole numbers or lists of text, or `Setting`.
    names
        The names that a corpus has for a parameter (`study`, `concepts`).
    file
        Where a finding says that a plain value is.
    """
    findings = []
    for name, value in values.items():
        place = value if isinstance(value, Setting) else Setting(file=file, name=name)
        fault = _fault(name, plain_value(name, value), names=(names or {}).get(name, ()))
        if fault:
            id_, shown_value, allowed, remedy = fault
            column = name if name in PARAMETERS else ""
            findings.append(
                Finding(
                    id=id_,
                    file=place.file,
                    line=place.line,
                    column=column,
                    value=shown_value,
                    allowed=allowed,
                    remedy=remedy,
                )
            )
    return findings


def require_parameters(
    values: Mapping[str, object], *, names: Names | None = None, file: str = "parameters"
) -> dict[str, Value]:
    """The values in their one spelling; ParameterError with every fault when there are any.

    >>> require_parameters({"concepts": ["trust", "distrust"], "seed": 2})
    {'concepts': 'trust,distrust', 'seed': 2}
    """
    require_none(check_parameters(values, names=names, file=file), error=ParameterError)
    return {name: _spelling(name, plain_value(name, value)) for name, value in values.items()}


def plain_value(name: str, value: object) -> object:
    """The value as Python has it: of a setting, what its text means for this parameter."""
    if not isinstance(value, Setting):
        return value
    if isinstance(value.value, str):
        is_number = name in PARAMETERS and PARAMETERS[name].type == "integer"
        digits = value.value.strip().removeprefix("+")
        return int(digits) if is_number and digits.removeprefix("-").isdecimal() else value.value
    if isinstance(value.value, Mapping):
        return dict(value.value)
    return [plain_value(name, each) for each in value.value]


def _spelling(name: str, value: object) -> Value:
    if PARAMETERS[name].type == "list":
        return ",".join(chosen_names(value)) or ALL
    return value if isinstance(value, int) else str(value).strip()


Fault = tuple[str, str, str, str]


def _fault(name: str, value: object, *, names: Sequence[str]) -> Fault | None:
    """What is wrong with a value: the id, the value, what is allowed and the remedy."""
    if name not in PARAMETERS:
        allowed = f"the parameters {', '.join(PARAMETERS)}"
        remedy = suggestion(name, PARAMETERS, otherwise="delete it")
        return "settings.unknown-name", f'"{name}"', allowed, remedy
    field = PARAMETERS[name]
    check = {"integer": _integer_fault, "list": _list_fault}.get(field.type, _text_fault)
    return check(field, value, names)


def _integer_fault(field: Field, value: object, _: Sequence[str]) -> Fault | None:
    least = f"a whole number of at least {field.minimum:g}"
    remedy = f"write one, such as {field.default}"
    if isinstance(value, bool) or not isinstance(value, int):
        return "values.not-integer", _as_written(value), least, remedy
    if field.minimum is not None and value < field.minimum:
        return "values.too-small", str(value), least, remedy
    return None


def _text_fault(field: Field, value: object, names: Sequence[str]) -> Fault | None:
    if not isinstance(value, str) or not value.strip():
        return (
            "settings.not-text",
            _as_written(value),
            "one text",
            f"write one, such as {field.default}",
        )
    if not value.isprintable():
        remedy = "write a path with /, or in single quotation marks"
        return "values.control-character", repr(value), "a text without tabs and line ends", remedy
    allowed = (ALL, *names) if names else field.allowed
    return _unless_allowed(value.strip(), allowed) if allowed else None


def _list_fault(_: Field, value: object, names: Sequence[str]) -> Fault | None:
    is_list = isinstance(value, list | tuple) and all(isinstance(name, str) for name in value)
    allowed = "all, a list of names, or one text with commas between them"
    if not (is_list or isinstance(value, str)) or not value:
        return "settings.not-list", _as_written(value), allowed, "write names, or all"
    chosen_concepts = chosen_names(value)
    if ALL in chosen_concepts:
        return (
            "values.not-allowed",
            _as_written(value),
            allowed,
            "leave out all, or the other names",
        )
    faults = (_unless_allowed(name, (ALL, *names)) for name in chosen_concepts if names)
    return next(filter(None, faults), None)


def _unless_allowed(name: str, allowed: Sequence[str]) -> Fault | None:
    if name in allowed:
        return None
    remedy = suggestion(name, allowed, otherwise="choose one of them")
    return "values.not-allowed", in_quotes(name), f"one of {', '.join(allowed)}", remedy


def _as_written(value: object) -> str:
    if isinstance(value, dict):
        return "lines of `name: value`"
    if value in (None, ""):
        return "nothing"
    return in_quotes(value) if isinstance(value, str) else str(value)


def _meant(name: str) -> str:
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
        return [f"{line.name}: not a declared parameter; {_meant(line.name)}"]
    faults = []
    declared = PARAMETERS[line.name].default
    if line.name == "corpus" and line.value == own_corpus():
        declared = line.value
    if line.value != declared or type(line.value) is not type(declared):
        faults.append(f"{line.name}: the declared default is {declared!r}, found {line.value!r}")
    if not line.comment:
        faults.append(f"{line.name}: say in a comment on the same line what it does")
    return faults
