"""Settings: what a person writes as YAML, with the line of each value and every fault at once.

A value is the text that is in the file (`no` is no, `007` is 007), and empty where that is
YAML's `null` or `~`; what it means is decided where it is used. Refused are names that appear twice
in one part, and references (`*name`) that make a small file grow without end.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from math import inf
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from trustbook.corpus.cells import EXPECTED, values
from trustbook.corpus.findings import Finding, in_quotes, require_none, suggestion
from trustbook.corpus.schema import Field
from trustbook.errors import ParameterError

_NULL = "tag:yaml.org,2002:null"
_FAST_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # not everywhere
LONGEST = 1_000_000  # letters, and values with all references written out


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A value of a file of settings (a text, a list or named values) and where it is.

    `findings` is one list for the whole file, to which its faults are added.
    """

    file: str
    line: int | None = None
    name: str = ""
    value: "str | Sequence[Setting] | Mapping[str, Setting]" = ""
    findings: list[Finding] = field(default_factory=list, repr=False, compare=False)

    def add(self, id: str, *, value: str = "", allowed: str, remedy: str) -> None:
        """Add a fault of this value to the findings; `value` is the value unless given."""
        finding = partial(Finding, file=self.file, line=self.line, column=self.name)
        value = value or self._kind
        self.findings.append(finding(id=id, value=value, allowed=allowed, remedy=remedy))

    @property
    def _kind(self) -> str:
        if isinstance(self.value, str):
            return in_quotes(self.value)
        return "lines of `name: value`" if isinstance(self.value, Mapping) else "a list"

    def named(self) -> "dict[str, Setting]":
        """The values by their names, whatever these are; none where nothing is written."""
        if self.value and not isinstance(self.value, Mapping):
            remedy = "write each value on a line of its own, after a name and a colon"
            self.add("settings.not-names", allowed="lines of `name: value`", remedy=remedy)
        return dict(self.value) if isinstance(self.value, Mapping) else {}

    def parts(self, names: Iterable[str], *, allowed: str = "") -> "dict[str, Setting]":
        """The values by these names: as the file has them, then, empty, those that it lacks.

        Any other name is a fault, which says what is `allowed` (by default the names).
        """
        names, values = list(names), self.named()
        for name in values.keys() - set(names):
            remedy = suggestion(name, names, otherwise="use one of them, or delete it")
            at = replace(values[name], name=self.name)
            at.add("settings.unknown-name", value=f'"{name}"', allowed=allowed or ", ".join(names),
                   remedy=remedy)  # fmt: skip
        present = {name: value for name, value in values.items() if name in names}
        return present | {name: self._part(name) for name in names if name not in values}

    def _part(self, name: str) -> "Setting":
        path = f"{self.name}, {name}" if self.name else name
        return Setting(file=self.file, line=self.line, name=path, findings=self.findings)

    def items(self) -> "Sequence[Setting]":
        """The values of a list; none where nothing is written."""
        if self.value and (isinstance(self.value, str | Mapping)):
            self.add("settings.not-list", allowed="a list", remedy="put a dash before each item")
        return () if isinstance(self.value, str | Mapping) else self.value

    def text(self, *, strip: bool = True) -> str:
        """The text, without the white space around it unless that is to stay."""
        if isinstance(self.value, str):
            return self.value.strip() if strip else self.value
        self.add("settings.not-text", allowed="one text", remedy="write one text after the colon")
        return ""

    def texts(self, *, strip: bool = True) -> tuple[str, ...]:
        """The texts of a list, or the one text; without empty ones."""
        several = (self,) if isinstance(self.value, str | Mapping) else self.value
        return tuple(text for one in several if (text := one.text(strip=strip)).strip())

    def cell(self, field: Field) -> str:
        """The text in the one spelling of its field; empty where it is not one that is allowed."""
        text = self.text()
        spelled, faulty = values(pd.Series([text], dtype="str"), field.type)
        if faulty[0]:
            remedy = f"write it like {field.example}" if field.example else "correct it"
            self.add(f"values.not-{field.type}", allowed=EXPECTED[field.type], remedy=remedy)
        elif text and field.allowed and spelled[0] not in field.allowed:
            hint = suggestion(text, field.allowed, otherwise="choose one of them")
            allowed = f"one of {', '.join(field.allowed)}"
            self.add("values.not-allowed", allowed=allowed, remedy=hint)
        elif text:
            return str(spelled[0])
        return ""

    def require_sound(self) -> None:
        """Raise ParameterError with the faults of the whole file, if it has any."""
        require_none(self.findings, error=ParameterError)


def settings(text: str, *, file: str) -> Setting:
    """The settings in a YAML text, empty where it is not YAML, which is then among the findings.

    >>> settings("trust: {sign: +1}", file="map.yml").parts(["trust"])["trust"].line
    1
    """
    return _settings(text, file=file)[0]


def read_settings(path: Path) -> Setting:
    """The settings in a YAML file, empty where it cannot be read, which is among the findings."""
    return _settings(*_text_or_fault(path), file=path.name)[0]


def read_typed_settings(path: Path) -> dict[str, Any]:
    """The values in a YAML file that another program reads as well, each of the type it has there.

    ParameterError with every fault of the file. Unlike that program it takes `no` and `yes` without
    quotation marks for neither a word nor true or false.
    """
    whole, node = _settings(*_text_or_fault(path), file=path.name)
    whole.named()
    for one in _ambiguous(node):
        at = replace(whole, line=one.start_mark.line + 1)
        remedy = f'write true or false, or "{one.value}" if the word is meant'
        at.add("yaml.ambiguous", value=one.value, allowed="true or false", remedy=remedy)
    whole.require_sound()
    try:
        return yaml.SafeLoader("").construct_document(node) if node else {}
    except (yaml.YAMLError, ValueError) as error:  # a tag of its own, the 30th of February
        raise ParameterError(
            f"{path.name}: {getattr(error, 'problem', error)}; correct it"
        ) from None


def _text_or_fault(path: Path) -> tuple[str, Finding | None]:
    fault = partial(Finding, id="files.unreadable", file=path.name, allowed="plain text UTF-8")
    try:
        if path.exists() and not path.is_file():
            return "", fault(value="a device or a folder", remedy="give the place of a text file")
        if path.stat().st_size > 4 * LONGEST:
            return "", _too_long(path.name)
        return path.read_text(encoding="utf-8-sig"), None
    except OSError as error:
        remedy = "check whether it is there and can be opened"
        return "", fault(value=f"a file that cannot be opened ({error.strerror})", remedy=remedy)
    except UnicodeDecodeError:
        return "", fault(value="a file that is not UTF-8", remedy="save it as plain text UTF-8")


def _settings(
    text: str, fault: Finding | None = None, *, file: str
) -> tuple[Setting, yaml.Node | None]:
    """The settings in a text, with the node of the parser."""
    node = None
    try:
        node = None if len(text) > LONGEST else _node(text)
        if len(text) > LONGEST or (node and _size(node, {}) > LONGEST):
            node, fault = None, _too_long(file)
        whole = Setting(file=file, findings=[fault] if fault else [])
        return (_setting(node, whole, line=node.start_mark.line + 1) if node else whole), node
    except (yaml.YAMLError, RecursionError) as error:
        return Setting(file=file, findings=[_unreadable(error, text, file=file)]), None


def _node(text: str) -> yaml.Node | None:
    """The root of a YAML text; what is said of a fault is what the parser in Python says."""
    with suppress(yaml.YAMLError):
        return yaml.compose(text, Loader=_FAST_LOADER)
    return yaml.compose(text, Loader=yaml.SafeLoader)


def _setting(node: yaml.Node, parent: Setting, *, line: int, name: str = "") -> Setting:
    value: Any
    path = ", ".join(filter(None, [parent.name, name]))
    here = Setting(file=parent.file, line=line, name=path, findings=parent.findings)
    if isinstance(node, yaml.MappingNode):
        value = {}
        for key, one in node.value:
            own_name = key.value if isinstance(key, yaml.ScalarNode) else "{…}"
            part = _setting(one, here, line=key.start_mark.line + 1, name=own_name)
            if own_name in value:
                again = f"the name again (first in line {value[own_name].line})"
                remedy = "delete one of the two, or join them"
                part.add("yaml.repeated-name", value=again, allowed="each name once", remedy=remedy)
            value.setdefault(own_name, part)
    elif isinstance(node, yaml.SequenceNode):
        value = tuple(
            _setting(one, here, line=one.start_mark.line + 1, name=f"item {number}")
            for number, one in enumerate(node.value, start=1)
        )
    else:
        value = "" if node.tag == _NULL else str(node.value)
    return Setting(file=here.file, line=line, name=path, value=value, findings=parent.findings)


def _size(node: yaml.Node, sizes: dict[int, float]) -> float:
    """How many values the node has when its references are written out; infinite in a circle."""
    if id(node) not in sizes:
        sizes[id(node)] = inf
        parts = [] if isinstance(node, yaml.ScalarNode) else node.value
        inner = (one for part in parts for one in (part if isinstance(part, tuple) else (part,)))
        sizes[id(node)] = 1 + sum(_size(one, sizes) for one in inner)
    return sizes[id(node)]


_REMEDIES = {  # by what the parser says
    "undefined alias": "put a text that begins with * in quotation marks",
    "escape": "in double quotation marks a backslash begins a special letter: "
    "use single ones, or / in a path",
    "mapping values are not allowed": "put a text that has a colon in it in quotation marks",
    "alphabetic or numeric character": "put a text that begins with * or & in quotation marks",
    "'\\t'": "indent with spaces, not with tabs",
    "cannot start any token": "put a text that begins with such a sign in quotation marks",
    "another document": "delete the line ---",
}


def _too_long(file: str) -> Finding:
    return Finding(
        id="yaml.too-long",
        file=file,
        value=f"more than {LONGEST:,} letters, or as many values by references (*name)",
        allowed="settings that a person writes",
        remedy="check whether it is the right file",
    )


def _unreadable(error: Exception, text: str, *, file: str) -> Finding:
    """What keeps a text from being read, with the line at which the parser gave up."""
    problem = str(getattr(error, "problem", ""))
    mark = getattr(error, "problem_mark", None)
    number = mark.line if mark else text[: getattr(error, "position", 0)].count("\n")
    line = "".join(text.splitlines()[number : number + 1]).strip()
    value = f"`{line[:80]}`"
    remedy = "look for a missing quotation mark or bracket, or a wrong indent"
    if isinstance(error, yaml.reader.ReaderError):
        value, remedy = "a control character", "delete it"
    elif isinstance(error, RecursionError):
        value, remedy = (
            "hundreds of brackets within each other",
            "check whether it is the right file",
        )
    return Finding(
        id="yaml.unreadable",
        file=file,
        line=number + 1,
        value=value,
        allowed="lines of `name: value` (YAML)",
        remedy=next((words for phrase, words in _REMEDIES.items() if phrase in problem), remedy),
    )


def _ambiguous(node: yaml.Node | None) -> Iterator[yaml.Node]:
    """The values `yes`, `no`, `on` and `off` without quotation marks."""
    if isinstance(node, yaml.ScalarNode):
        if node.tag.endswith(":bool") and node.value.casefold() not in ("true", "false"):
            yield node
    elif node is not None:
        for one in node.value:
            for each in one if isinstance(one, tuple) else (one,):
                yield from _ambiguous(each)
