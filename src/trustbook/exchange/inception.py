"""Annotations of INCEpTION as a project: each label is a code below its layer."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized
from pathlib import Path

from trustbook.exchange.account import Account
from trustbook.exchange.database import Row
from trustbook.exchange.inception_files import NOTES, AnnotatedText, Span, annotated_texts
from trustbook.exchange.model import Project, frame, pseudonyms
from trustbook.exchange.offsets import Resolution, Rule, Selections, offset_row, resolutions
from trustbook.exchange.programs import written_by

_NO_END = "to something that is not there"


def read_inception(path: Path) -> Project:
    r"""The texts and annotations in an export of INCEpTION.

    Parameters
    ----------
    path
        A file in the format UIMA CAS JSON or XMI, or WebAnno TSV 3, or an archive with such files.

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
    >>> import json, tempfile
    >>> path = Path(tempfile.mkdtemp()) / "ann.json"
    >>> text = {"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaString": "She listens"}
    >>> span = {"%ID": 2, "%TYPE": "custom.Tie", "@sofa": 1, "begin": 0, "end": 3, "sign": "Trust"}
    >>> _ = path.write_text(json.dumps({"%FEATURE_STRUCTURES": [text, span]}))
    >>> read_inception(path).codes["name"].to_list()
    ['Tie', 'Trust']
    """
    with written_by("INCEpTION", file=path.name):
        files = list(annotated_texts(path))
        account = Account(format=files[0].form if files else "", origin="INCEpTION")
        account.count("codings", sum(len(span.paths) for one in files for span in one.spans))
        return _Tables(files, account).project(file=path.name)


class _Tables:
    """The tables of a project, made of the files of annotators."""

    def __init__(self, files: Sequence[AnnotatedText], account: Account) -> None:
        self.account = account
        self.coders = pseudonyms(one.person for one in files)
        self.texts: dict[tuple[str, str | None], str] = {}
        for one in files:
            self.texts.setdefault((one.document, one.text), f"d{len(self.texts) + 1}")
        self.links = [
            (self.texts[one.document, one.text], self.coders[one.person], link, ends)
            for one in files
            for link, ends in one.links
        ]
        self.spans = [
            (self.texts[one.document, one.text], self.coders[one.person], span)
            for one in files
            for span in one.spans
        ]
        paths = dict.fromkeys(
            path[:depth] for *_, span in self.spans for path in span.paths
            for depth in range(1, len(path) + 1)
        )  # fmt: skip
        self.codes = {path: f"c{number}" for number, path in enumerate(paths, start=1)}

    def project(self, *, file: str) -> Project:
        """The project, with the account of its annotations."""
        coded = {path for *_, span in self.spans for path in span.paths}
        selections, memos, links = self._selections(), list(self._memos()), list(self._links())
        codings = [
            {"selection": _guid(source, span), "source": source, "code": self.codes[path],
             "coder": coder}
            for source, coder, span in self.spans
            for path in span.paths
        ]  # fmt: skip
        things_of: dict[str, Sized] = {
            "texts": self.texts,
            "codes": self.codes,
            "selections of text": selections,
            "codings": codings,
            "memos": memos,
            "links": self.links,
        }
        for element, things in things_of.items():
            self.account.find(element, len(things))
        self.account.drop("links", len(self.links) - len(links), reason=_NO_END)
        return Project(
            file=file,
            account=self.account,
            name=Path(file).stem,
            withheld=dict.fromkeys(self.coders, "user"),
            sources=frame("sources", (
                {"guid": guid, "name": name, "kind": "text", "text": text}
                for (name, text), guid in self.texts.items()
            )),
            codes=frame("codes", (
                {"guid": guid, "name": path[-1], "parent": self.codes.get(path[:-1]),
                 "is_codable": path in coded}
                for path, guid in self.codes.items()
            )),
            selections=frame("selections", selections),
            codings=frame("codings", codings),
            memos=frame("memos", memos),
            links=frame("links", links),
            users=frame("users", [{"coder": coder} for coder in self.coders.values()]),
        )  # fmt: skip

    def _selections(self) -> list[Row]:
        """The spans, each place once, with their words."""
        places: dict[str, dict[tuple[int, int], str]] = {}
        for source, coder, span in self.spans:
            places.setdefault(source, {}).setdefault((span.start, span.end), coder)
        text_of = {guid: text for (_, text), guid in self.texts.items()}
        with_text = {guid: list(spans) for guid, spans in places.items() if text_of[guid]}
        resolved = self._resolved(with_text, text_of)
        return [
            {"guid": f"{source}-{start}-{end}", "source": source, "start": start, "end": end,
             "coder": coder, **resolved.get((source, start, end), {})}
            for source, spans in places.items()
            for (start, end), coder in spans.items()
        ]  # fmt: skip

    def _resolved(
        self, spans: Mapping[str, Sequence[tuple[int, int]]], text_of: Mapping[str, str | None]
    ) -> dict[tuple[str, int, int], Row]:
        """The place and the words of each span that is in its text."""
        texts = {guid: str(text_of[guid]) for guid in spans}
        selections = [
            Selections(texts[guid], [start for start, _ in ones], [end for _, end in ones])
            for guid, ones in spans.items()
        ]
        results: Iterable[Resolution] = resolutions(selections, prior=Rule(unit="UTF-16 units"))
        resolved: dict[tuple[str, int, int], Row] = {}
        for guid, result in zip(spans, results, strict=True):
            self.account.offsets.append(offset_row(guid, result))
            places = zip(spans[guid], result.starts.tolist(), result.ends.tolist(), strict=True)
            for (start, end), begin, stop in places:
                if begin >= 0:
                    words = texts[guid][begin:stop] or None
                    row: Row = {"start_cp": begin, "end_cp": stop, "quotation": words}
                    resolved[guid, start, end] = row
        return resolved

    def _memos(self) -> Iterator[Row]:
        """The comments of annotators at their spans."""
        for number, (source, coder, span) in enumerate(self.spans, start=1):
            texts = [text for name in NOTES for text in span.features.get(name, ())]
            if texts:
                yield {"guid": f"m{number}", "text": " / ".join(texts), "about_kind": "selection",
                       "about": _guid(source, span), "coder": coder}  # fmt: skip

    def _links(self) -> Iterator[Row]:
        """The annotations that link two spans, from the one that governs to the other."""
        for number, (source, coder, link, ends) in enumerate(self.links, start=1):
            origin, target = ends
            if origin and target:
                name = "; ".join(text for texts in link.features.values() for text in texts)
                yield {"guid": f"l{number}", "name": name or link.layer, "direction": "one-way",
                       "origin_kind": "selection", "origin": _guid(source, origin),
                       "target_kind": "selection", "target": _guid(source, target),
                       "coder": coder}  # fmt: skip


def _guid(source: str, span: Span) -> str:
    return f"{source}-{span.start}-{span.end}"
