"""Errands: runs that another computer asked for, as they are done by a process of a cluster.

The process has its code, chapters and corpora in a folder of its own, which looks like a
compendium. It hears of its errands through its standard input and answers on its output.
"""

import os
import pickle
import shutil
import struct
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from trustbook.book.environment import package_versions, python_version
from trustbook.book.execution import Outcome, run_chapter
from trustbook.book.kernels import import_pages
from trustbook.book.runs import RunSpec
from trustbook.book.workers import serve
from trustbook.corpus.parameters import Value

SIZE = struct.Struct(">Q")  # what comes before each message: how many bytes it has
_PYTHON = "Python"


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """A run for another computer: every place in it is one of the folder that travels.

    `versions` are those of Python and of the packages with which the results are to be computed.
    """

    chapter: str
    source: str
    corpus: str
    folder: str
    parameters: Mapping[str, Value]
    versions: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of an errand: the outcome, and the files of the run by their names."""

    outcome: Outcome
    files: Mapping[str, bytes] = field(default_factory=dict)


def own_versions() -> dict[str, str]:
    """The versions of Python and of the packages that this process computes with."""
    packages = package_versions()
    versions = dict(zip(packages["package"], packages["version"], strict=True))
    return {_PYTHON: python_version(), **versions}


def run_errand(errand: Errand, parent: Path) -> Answer:
    """The answer to an errand, in the folder that the process began in."""
    if words := _other_versions(errand):
        return Answer(outcome=Outcome(chapter=errand.chapter, failure=words))
    spec = spec_of(errand, Path.cwd())
    outcome = run_chapter(spec, parent)
    paths = [spec.notebook, spec.record_path, spec.partial_notebook]
    files = {path.name: path.read_bytes() for path in paths if path.is_file()}
    shutil.rmtree(spec.folder, ignore_errors=True)
    return Answer(outcome=outcome, files=files)


def spec_of(errand: Errand, root: Path) -> RunSpec:
    """The run that an errand asks for, in a folder that looks like its compendium."""
    asked = str(errand.parameters.get("corpus", ""))
    corpus = errand.corpus if errand.corpus == asked else (root / errand.corpus).as_posix()
    return RunSpec(
        chapter=errand.chapter,
        source=root / errand.source,
        parameters={**errand.parameters, "corpus": corpus},
        folder=root / errand.folder,
    )


def _other_versions(errand: Errand) -> str:
    """What this computer computes with that the other does not, in words."""
    own = own_versions()
    others = [
        f"{name} {own.get(name, 'is missing')} in place of {version}"
        for name, version in errand.versions.items()
        if own.get(name) != version
    ]
    return (
        f"{errand.chapter}: a worker has {', '.join(others)}; start the workers with the packages "
        "of requirements.txt, so that all runs are computed alike"
        if others
        else ""
    )


class _Pipes:
    """Standard input and output as a connection; what is printed goes nowhere."""

    def __init__(self) -> None:
        self.reader: BinaryIO = os.fdopen(os.dup(0), "rb")
        self.writer: BinaryIO = os.fdopen(os.dup(1), "wb")
        for stream, mode in ((0, os.O_RDONLY), (1, os.O_WRONLY)):
            os.dup2(os.open(os.devnull, mode), stream)

    def recv(self) -> Any:
        head = self.reader.read(SIZE.size)
        if len(head) < SIZE.size:
            raise EOFError
        return pickle.loads(self.reader.read(*SIZE.unpack(head)))

    def send(self, obj: Any) -> None:
        content = pickle.dumps(obj)
        self.writer.write(SIZE.pack(len(content)) + content)
        self.writer.flush()


def main() -> NoReturn:
    """Run errands until nobody is left to ask for one."""
    sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115, PTH123 - for as long as it runs
    folder = Path(tempfile.mkdtemp(prefix="trustbook-", dir=Path.cwd()))
    serve(_Pipes(), run_errand, folder, import_pages)
