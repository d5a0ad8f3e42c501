"""Runs on the workers of a Dask cluster, to which code, chapters and corpora travel as one archive.

A worker needs Python with the packages of the lock and Dask, not trustbook. It unpacks the archive
once, and so does one that joins late. It keeps one process for each of its threads, which runs
chapters as a process on this computer does; all ends and is deleted with the sweep.
"""

import io
import os
import pickle
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import Any

from trustbook.book.digests import digest_of, package_files
from trustbook.book.environment import OWN
from trustbook.book.errands import Answer, Errand, own_versions
from trustbook.book.execution import Outcome, ended_from_outside
from trustbook.book.runs import RunSpec, read_record, write_record
from trustbook.corpus.packing import write_zip
from trustbook.errors import ClusterError
from trustbook.project import book_file, package_root, project_root, write_all

_FILES = ("_toc.yml", "requirements.txt", "parameters.yml")
_GATEWAY = "gateway:"
_SECONDS_TO_ANSWER = 30
_SERVE = "from trustbook.book.errands import main; main()"


@contextmanager
def cluster(address: str) -> Iterator[Any]:
    """The client of a Dask scheduler; ClusterError where none answers."""
    try:
        client = _gateway_client(address) if address.startswith(_GATEWAY) else _client(address)
    except ImportError as error:
        raise ClusterError(
            f"{error.name} is not installed, which a cluster needs: pip install "
            "'trustbook[cluster]', and dask-gateway for the clusters of a gateway"
        ) from None
    except (OSError, ValueError) as error:
        raise ClusterError(
            f"no Dask scheduler answers at {address} ({type(error).__name__}): check whether it "
            "runs and can be reached from here; its first lines name its address"
        ) from None
    with client:
        yield client


def _client(address: str) -> Any:
    import distributed  # noqa: PLC0415 - installed by those who ask for it

    client: Any = distributed.Client
    return client(address, timeout=_SECONDS_TO_ANSWER)


def _gateway_client(address: str) -> Any:
    """The client of a cluster of Dask Gateway, of which the settings of Dask say where it is."""
    from dask_gateway import Gateway  # noqa: PLC0415 - installed by those who have one

    return Gateway().connect(address.removeprefix(_GATEWAY)).get_client()


def runs_on(client: Any, specs: Sequence[RunSpec]) -> Iterator[tuple[RunSpec, Outcome]]:
    """Each run with its outcome, as they end on the workers; what it left is then kept here."""
    import distributed  # noqa: PLC0415 - installed by those who ask for it

    as_they_end: Any = distributed.as_completed
    places = _corpus_places(specs)
    archive = _archive(specs, places)
    name = f"trustbook-{digest_of(archive)}"
    versions = own_versions()
    client.register_plugin(_courier(archive), name=name)
    try:
        run = _run_by(name)
        futures = {
            client.submit(
                run,
                pickle.dumps(_errand(spec, places[spec.corpus], versions)),
                key=f"{spec.chapter}-{spec.folder.name}",
                pure=False,
            ): spec
            for spec in specs
        }
        for future in as_they_end(list(futures)):
            spec = futures.pop(future)
            yield spec, _outcome(future, spec)
    finally:
        client.unregister_worker_plugin(name)


def _corpus_places(specs: Sequence[RunSpec]) -> dict[Path, str]:
    """Where each corpus is in the archive: at its place in the compendium, or elsewhere."""
    root, corpora = project_root(), sorted({spec.corpus for spec in specs})
    return {
        corpus: corpus.relative_to(root).as_posix()
        if corpus.is_relative_to(root)
        else f"elsewhere/{number}/{corpus.name}"
        for number, corpus in enumerate(corpora)
    }


def _archive(specs: Sequence[RunSpec], places: Mapping[Path, str]) -> bytes:
    """A zip archive that unpacks to a compendium with these chapters and corpora, and its code."""
    members: dict[str, Path | bytes] = {
        f"src/trustbook/{place}": path for place, path in package_files().items()
    }
    about = metadata.distribution(OWN).read_text("METADATA") or ""
    members[f"src/{OWN}-{metadata.version(OWN)}.dist-info/METADATA"] = about.encode()
    files = [project_root() / name for name in _FILES]
    members |= {path.name: path for path in [book_file("_config.yml"), *files] if path.is_file()}
    for source in {spec.source for spec in specs}:
        folder = Path(_place(source)).parent
        beside = [path for path in sorted(source.parent.iterdir()) if path.is_file()]
        members |= {(folder / path.name).as_posix(): path for path in beside}
    for corpus, place in places.items():
        tables = [corpus] if corpus.is_file() else [*filter(Path.is_file, corpus.iterdir())]
        top = Path(place).parent if corpus.is_file() else Path(place)
        members |= {(top / path.name).as_posix(): path for path in tables}
    target = io.BytesIO()
    write_zip({place: members[place] for place in sorted(members)}, target)
    return target.getvalue()


def _place(source: Path) -> str:
    """The place of a chapter in its compendium, or in what the package carries."""
    root = project_root()
    return source.relative_to(root if source.is_relative_to(root) else package_root()).as_posix()


def _errand(spec: RunSpec, corpus: str, versions: Mapping[str, str]) -> Errand:
    return Errand(
        chapter=spec.chapter,
        source=_place(spec.source),
        corpus=corpus,
        folder=spec.folder.relative_to(project_root()).as_posix(),
        parameters=dict(spec.parameters),
        versions=versions,
    )


def _outcome(future: Any, spec: RunSpec) -> Outcome:
    """The outcome of a run on a worker, once its files are stored here."""
    if future.status != "finished":
        error = future.exception() if future.status == "error" else "the scheduler has ended"
        words = type(error).__name__ if isinstance(error, Exception) else error
        remedy = (
            "its workers were ended while it ran, often for lack of memory"
            if (words == "KilledWorker")
            else f"the cluster could not run it ({words})"
        )
        return Outcome(chapter=spec.chapter, failure=f"{spec.chapter}: {remedy}")
    content = future.result()
    answer: Answer | None = pickle.loads(content) if content else None
    if answer is None:
        return ended_from_outside(spec)
    _keep(spec, answer)
    return answer.outcome


def _keep(spec: RunSpec, answer: Answer) -> None:
    """Keep the files of a run, the record last; it names the corpus as this computer does."""
    files = {spec.folder / name: content for name, content in answer.files.items()}
    write_all(files)
    if record := None if answer.outcome.failure else read_record(spec.record_path):
        write_record(replace(record, parameters=dict(spec.parameters)), spec.record_path)
    if not answer.outcome.failure:
        spec.partial_notebook.unlink(missing_ok=True)


def _run_by(name: str) -> Callable[[bytes], bytes]:
    """What a task does: it leaves an errand to the courier of its worker.

    Like the courier it is a local of a function, so that it travels as it is: workers have no
    trustbook to import it from.
    """

    def run(errand: bytes) -> bytes:
        from distributed import get_worker  # noqa: PLC0415 - where it runs

        courier: Any = get_worker().plugins[name]
        answer: bytes = courier.run(errand)
        return answer

    return run


def _courier(archive: bytes) -> Any:
    """The plug-in of a worker that has the archive unpacked, and processes that run errands."""
    from distributed import WorkerPlugin  # noqa: PLC0415 - installed by those who ask for it

    class Courier(WorkerPlugin):
        def __init__(self, archive: bytes, code: str) -> None:
            self.archive, self.code = archive, code

        def setup(self, worker: Any) -> None:
            self.folder = tempfile.mkdtemp(prefix="trustbook-", dir=worker.local_directory)
            zipfile.ZipFile(io.BytesIO(self.archive)).extractall(self.folder)
            self.processes: list[Any] = []
            self.idle: list[Any] = []

        def teardown(self, worker: Any) -> None:
            for process in self.processes:
                process.stdin.close()
            for process in self.processes:
                process.wait()
            shutil.rmtree(self.folder, ignore_errors=True)

        def run(self, errand: bytes) -> bytes:
            process = self.idle.pop() if self.idle else self.started()
            try:
                process.stdin.write(struct.pack(">Q", len(errand)) + errand)
                process.stdin.flush()
                (size,) = struct.unpack(">Q", process.stdout.read(8))
                answer: bytes = process.stdout.read(size)
            except (OSError, ValueError, struct.error):
                process.kill()
                return b""
            self.idle.append(process)
            return answer

        def started(self) -> Any:
            source = os.path.join(self.folder, "src")  # noqa: PTH118 - it travels without Path
            process = subprocess.Popen(
                [sys.executable, "-P", "-c", self.code],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=self.folder,
                env={**os.environ, "PYTHONPATH": source, "PYTHONHASHSEED": "0"},
            )
            self.processes.append(process)
            return process

    return Courier(archive, _SERVE)
