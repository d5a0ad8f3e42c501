"""Annotations of Label Studio, exported as JSON: spans of texts with labels, choices for texts.

A list of tasks. A task has its data and, for each annotator, the results: a span (`start`, `end`,
`text`) with its labels, a choice for a span or for the whole text, a note, or a relation between
two spans. Which unit offsets count is found by the words that each span stores.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from trustbook.corpus.spreadsheet import decoded
from trustbook.errors import CorpusError, ExportError
from trustbook.exchange.account import Account
from trustbook.exchange.database import Row, day, words
from trustbook.exchange.model import Project, frame, pseudonyms
from trustbook.exchange.offsets import (
    Resolution,
    Rule,
    Selections,
    is_quotation,
    offset_row,
    resolutions,
)
from trustbook.exchange.programs import written_by
from trustbook.exchange.taguette import text_of_html

LARGEST_FILE = 256 * 2**20
SUFFIXES = (".json", ".jsonl", ".ndjson")
_OF_HTML = "hypertextlabels"
_OF_TEXT = ("labels", _OF_HTML, "paragraphlabels", "choices", "taxonomy")
_LABELS = ("labels", "choices", "taxonomy")  # with which the name of a kind of label ends
_PLACE = ("start", "startOffset", "end", "endOffset")
_NOTE, _RELATION = "textarea", "relation"
_BY_A_MODEL = "made by a model: only what a person submits as an annotation is a coding"
_DIRECTIONS = {"right": "one-way", "left": "one-way", "bi": "both"}
_INSTEAD = (
    "export the project of Label Studio as JSON (not JSON-MIN or CSV), that of INCEpTION as UIMA "
    "CAS JSON; from another program of annotation, give a table of one row for each passage and "
    "code (.xlsx, .csv)"
)


class _Result(NamedTuple):
    """One result of an annotation: where it is, what it says, who gave it."""

    task: str
    annotation: Mapping[str, Any]
    result: Mapping[str, Any]
    place: str

    @property
    def kind(self) -> str:
        return str(self.result.get("type") or "")

    @property
    def value(self) -> Mapping[str, Any]:
        value = self.result.get("value")
        return value if isinstance(value, dict) else {}

    @property
    def span(self) -> tuple[int, int] | None:
        """Start and end as the file counts; None where a whole text is meant."""
        offsets = self.value.get("globalOffsets") or self.value
        start, end = offsets.get("start"), offsets.get("end")
        return (start, end) if isinstance(start, int) and isinstance(end, int) else None

    @property
    def paths(self) -> list[tuple[str, ...]]:
        """The labels, each with those above it in front."""
        labels = self.value.get(self.kind)
        labels = labels if isinstance(labels, list) else [labels] if labels else []
        return [tuple(map(str, one)) if isinstance(one, list) else (str(one),) for one in labels]

    @property
    def words(self) -> str | None:
        """The words that the file stores."""
        text = self.value.get("text")
        return words(text) if isinstance(text, str) else None

    @property
    def selection(self) -> str | None:
        """The guid of the span; None where a whole text is meant."""
        place = self.span or tuple(self.value[key] for key in _PLACE if key in self.value)
        return "-".join(map(str, (self.task, *place))) if place else None

    @property
    def coder(self) -> str | None:
        """Who made the annotation, as the file names them."""
        user = self.annotation.get("completed_by")
        user = (user.get("email") or user.get("id")) if isinstance(user, dict) else user
        return None if user is None else str(user)


def read_label_studio(path: Path) -> Project:
    r"""The texts, labels and choices in an export of Label Studio.

    Parameters
    ----------
    path
        A file .json.

    Returns
    -------
    Project
        Its tables, and the account of what was found in the file.

    Raises
    ------
    ExportError
        In one line, where it is no such file.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.json"
    >>> value = {"start": 0, "end": 3, "text": "She", "labels": ["Trust"]}
    >>> results = [{"type": "labels", "value": value}]
    >>> annotation = {"completed_by": 1, "result": results}
    >>> task = {"id": 1, "data": {"text": "She listens"}, "annotations": [annotation]}
    >>> _ = path.write_text(json.dumps([task]))
    >>> read_label_studio(path).codes["name"].to_list()
    ['Trust']
    """
    tasks = _tasks(path)
    account = Account(format="Label Studio JSON", origin="Label Studio")
    with written_by("Label Studio", file=path.name):
        account.count("codings", sum(_number_of_labels(task) for task in tasks))
        return _Tables(tasks, account).project(file=path.name)


def _tasks(path: Path) -> list[dict[str, Any]]:
    if path.stat().st_size > LARGEST_FILE:
        raise ExportError(f"{path.name}: larger than {LARGEST_FILE >> 20} MB; export it in parts")
    try:
        tasks = json.loads(decoded(path.read_bytes(), name=path.name)[0].removeprefix("\ufeff"))
    except (ValueError, CorpusError, RecursionError):
        raise ExportError(f"{path.name}: not an export that can be read; {_INSTEAD}") from None
    is_export = isinstance(tasks, list) and all(
        isinstance(task, dict) and isinstance(task.get("data"), dict) for task in tasks
    )
    if not tasks or not is_export:
        raise ExportError(f"{path.name}: not an export that can be read; {_INSTEAD}")
    return list(tasks)


def _annotations(task: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The annotations of a task; older versions call them completions."""
    annotations = task.get("annotations") or task.get("completions") or []
    return [one for one in annotations if isinstance(one, dict)]


def _results(annotation: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [one for one in annotation.get("result") or [] if isinstance(one, dict)]


def _number_of_labels(task: Mapping[str, Any]) -> int:
    """How many labels a task has: what its results list under the name of their type."""
    values = [
        result["value"][result["type"]]
        for annotation in _annotations(task)
        for result in _results(annotation)
        if isinstance(result.get("value"), dict)
        and isinstance(result.get("type"), str)
        and result["type"].endswith(_LABELS)
        and result["value"].get(result["type"])
    ]
    return sum(len(one) if isinstance(one, list) else 1 for one in values)


class _Tables:
    """The tables of a project, made of tasks and their annotations."""

    def __init__(self, tasks: Sequence[Mapping[str, Any]], account: Account) -> None:
        self.account = account
        self.tasks = {f"t{number}": task for number, task in enumerate(tasks, start=1)}
        self.results = list(self._every_result())
        self.coded = [one for one in self.results if one.kind in _OF_TEXT]
        self.questions = {str(one.result.get("from_name") or "") for one in self.coded}
        self.coders = pseudonyms(one.coder for one in self._makers())
        self.texts = {guid: self._text(guid, task) for guid, task in self.tasks.items()}
        self.codes = self._codes()

    def _makers(self) -> Iterator[_Result]:
        """Who made the annotations, also those without a result."""
        for guid, task in self.tasks.items():
            for annotation in _annotations(task):
                yield _Result(guid, annotation, {}, "")

    def _every_result(self) -> Iterator[_Result]:
        """The results of annotations that were handed in; the labels of others are left out."""
        for guid, task in self.tasks.items():
            predictions = len(task.get("predictions") or [])
            self.account.find("predictions", predictions)
            self.account.drop("predictions", predictions, reason=_BY_A_MODEL)
            number = 0
            for annotation in _annotations(task):
                for result in _results(annotation):
                    number += 1
                    place = f"task {task.get('id', guid[1:])}, result {number}"
                    one = _Result(guid, annotation, result, place)
                    if annotation.get("was_cancelled"):
                        self._leave_out(one, reason="in an annotation that was skipped")
                    elif one.kind not in _OF_TEXT and one.kind.endswith("labels"):
                        self._leave_out(one, reason="not of a text")
                    else:
                        yield one

    def _leave_out(self, one: _Result, *, reason: str) -> None:
        if one.kind.endswith(_LABELS):
            self.account.find("codings", len(one.paths))
            for _ in one.paths:
                self.account.leave_out("codings", place=one.place, reason=reason)

    def _text(self, guid: str, task: Mapping[str, Any]) -> str | None:
        """The text of a task: of its data, what holds the words of most spans, else the longest."""
        spans = [one for one in self.coded if one.task == guid]
        texts = [text for text in task["data"].values() if isinstance(text, str) and text.strip()]
        if any(one.kind == _OF_HTML for one in spans):
            texts = [text_of_html(text) for text in texts]

        def fitness(text: str) -> tuple[int, int]:
            return sum(bool(one.words) and str(one.words) in text for one in spans), len(text)

        best = max(texts, key=fitness, default=None)
        return None if best is None or _is_address(best) else best

    def _codes(self) -> dict[tuple[str, ...], str]:
        """The guid of each label by its path, below its question where there are several."""
        paths = dict.fromkeys(
            path[:depth]
            for one in self.coded
            for path in map(self._path(one).__add__, one.paths)
            for depth in range(1, len(path) + 1)
        )
        return {path: f"c{number}" for number, path in enumerate(paths, start=1)}

    def _path(self, one: _Result) -> tuple[str, ...]:
        name = str(one.result.get("from_name") or "")
        return (name,) if name and len(self.questions) > 1 else ()

    def project(self, *, file: str) -> Project:
        """The project, with the account of its results."""
        codings, selections = self._codings(), self._selections()
        memos, links = self._memos(), self._links()
        self.account.find("texts", len(self.tasks))
        self.account.find("codes", len(self.codes))
        self.account.find("selections of text", len(selections))
        self.account.find("codings", len(codings))
        self.account.find("memos", len(memos))
        relations = sum(one.kind == _RELATION for one in self.results)
        self.account.find("links", relations)
        self.account.drop("links", relations - len(links), reason="to something that is not there")
        others = [one.kind for one in self.results
                  if one.kind not in (*_OF_TEXT, _NOTE, _RELATION)]  # fmt: skip
        for kind, number in Counter(others).items():
            self.account.find(f"results {kind}", number)
            self.account.drop(f"results {kind}", number, reason="neither a label nor a choice")
        coded = {path for one in self.coded for path in map(self._path(one).__add__, one.paths)}
        return Project(
            file=file,
            account=self.account,
            name=Path(file).stem,
            withheld=dict.fromkeys((name for name in self.coders if "@" in name), "user"),
            sources=frame("sources", self._sources()),
            codes=frame(
                "codes",
                (
                    {
                        "guid": guid,
                        "name": path[-1],
                        "parent": self.codes.get(path[:-1]),
                        "is_codable": path in coded,
                    }
                    for path, guid in self.codes.items()
                ),
            ),
            selections=frame("selections", selections),
            codings=frame("codings", codings),
            variables=frame("variables", self._variables()),
            memos=frame("memos", memos),
            links=frame("links", links),
            users=frame("users", [{"coder": coder} for coder in self.coders.values()]),
        )

    def _sources(self) -> list[Row]:
        files = Counter(task.get("file_upload") for task in self.tasks.values())
        return [
            {
                "guid": guid,
                "name": _file_name(task) if files[task.get("file_upload")] == 1
                else f"Task {task.get('id', guid[1:])}",
                "kind": "text",
                "text": self.texts[guid],
                "created": day(task.get("created_at")),
            }
            for guid, task in self.tasks.items()
        ]  # fmt: skip

    def _maker(self, one: _Result) -> Row:
        return {
            "coder": self.coders.get(one.coder or ""),
            "created": day(one.annotation.get("created_at")),
        }

    def _selections(self) -> list[Row]:
        """The spans; each with its words in the text where they are those that it stores."""
        spans = {one.selection: one for one in reversed(self.results) if one.selection}
        in_text: dict[str, list[_Result]] = {}
        for one in reversed(spans.values()):
            if one.span and self.texts[one.task]:
                in_text.setdefault(one.task, []).append(one)
        places = {}
        for guid, resolution in zip(in_text, self._resolutions(in_text), strict=True):
            starts, ends = resolution.starts.tolist(), resolution.ends.tolist()
            for one, start, end in zip(in_text[guid], starts, ends, strict=True):
                quotation = str(self.texts[guid])[start:end]
                if start >= 0 and is_quotation(quotation, one.words or quotation):
                    places[one.selection] = (start, end)
        return [self._selection(one, places.get(one.selection)) for one in reversed(spans.values())]

    def _resolutions(self, spans: Mapping[str, Sequence[_Result]]) -> list[Resolution]:
        selections = [
            Selections(
                str(self.texts[guid]),
                [one.span[0] for one in ones if one.span],
                [one.span[1] for one in ones if one.span],
                [one.words for one in ones],
            )
            for guid, ones in spans.items()
        ]
        results = resolutions(selections, prior=Rule())
        for guid, result in zip(spans, results, strict=True):
            self.account.offsets.append(offset_row(guid, result))
        return results

    def _selection(self, one: _Result, place: tuple[int, int] | None) -> Row:
        start, end = one.span or (None, None)
        row: Row = {"guid": one.selection, "source": one.task, "start": start, "end": end}
        if place:
            row |= {"start_cp": place[0], "end_cp": place[1]}
        quotation = str(self.texts[one.task])[slice(*place)] if place else one.words
        return row | {"quotation": quotation, **self._maker(one)}

    def _codings(self) -> list[Row]:
        return [
            {"selection": one.selection, "source": one.task,
             "code": self.codes[self._path(one) + path], **self._maker(one)}
            for one in self.coded
            for path in one.paths
        ]  # fmt: skip

    def _memos(self) -> list[Row]:
        """The notes that annotators typed, about a span or a text."""
        return [
            {"guid": f"m{number}", "text": " / ".join(map(str, one.value.get("text") or [])),
             "about_kind": "selection" if one.selection else "source",
             "about": one.selection or one.task, **self._maker(one)}
            for number, one in enumerate(self.results)
            if one.kind == _NOTE
        ]  # fmt: skip

    def _links(self) -> list[Row]:
        """The relations between spans."""
        by_id = {(one.task, one.result.get("id")): one.selection for one in self.results}
        links: list[Row] = []
        for number, one in enumerate(self.results):
            ends = [by_id.get((one.task, one.result.get(end))) for end in ("from_id", "to_id")]
            if one.kind != _RELATION or None in ends:
                continue
            origin, target = reversed(ends) if one.result.get("direction") == "left" else ends
            links.append(
                {"guid": f"l{number}", "name": "; ".join(map(str, one.result.get("labels") or [])),
                 "direction": _DIRECTIONS.get(str(one.result.get("direction")), "none"),
                 "origin_kind": "selection", "origin": origin,
                 "target_kind": "selection", "target": target, **self._maker(one)}
            )  # fmt: skip
        return links

    def _variables(self) -> list[Row]:
        """What else the data of a task say of its text."""
        values = [
            (guid, str(name), str(value))
            for guid, task in self.tasks.items()
            for name, value in task["data"].items()
            if isinstance(value, str | int | float) and str(value).strip()
            and value != self.texts[guid]
        ]  # fmt: skip
        self.account.find("values of variables", len(values))
        return [
            {"owner_kind": "source", "owner": guid, "variable": name, "value": value,
             "type": "text"}
            for guid, name, value in values
        ]  # fmt: skip


def _is_address(text: str) -> bool:
    """Whether a text only says where the text is to be had."""
    return " " not in text and text.startswith(("http://", "https://", "s3://", "/data/"))


def _file_name(task: Mapping[str, Any]) -> str | None:
    """The name of the file that was given to the program, without what it put in front."""
    name = str(task.get("file_upload") or "")
    front, _, rest = name.partition("-")
    return rest if rest and len(front) == 8 else name or None  # noqa: PLR2004
