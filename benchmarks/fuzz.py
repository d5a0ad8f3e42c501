"""Coverage-guided fuzzing of every importer: inputs made from seeds until one is not refused well.

A reader may refuse an input with an error of its own (`TrustbookError`), and must not fail
otherwise, take more than some seconds or more than two gigabytes. Of an archive the members are
changed, one at a time, and packed again. Prints a row per kind: inputs tried, and what failed; an
input that failed is written into the folder of findings.

atheris (Google's fuzzer for Python) is no part of the lock; run it in an environment of its own:

    pip install atheris && python benchmarks/fuzz.py [--seconds 1800] [KIND...]
"""

import argparse
import io
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

SEEDS = Path(__file__).parent / "seeds"
KINDS = sorted(path.name for path in SEEDS.iterdir())
PACKED = (".qdpx", ".zip", ".docx", ".xlsx", ".ods")
SLOWEST_SECONDS, MOST_MEGABYTES = 20, 2_000
LONGEST = 16_384  # bytes of an input
_TRIED = re.compile(r"^#(\d+)\s", re.MULTILINE)
_WORD = re.compile(rb"[A-Za-z][A-Za-z_-]{2,30}")
_FAULT = re.compile(
    r"^\s*(?:Uncaught Python exception|==\d+== ERROR)[^\n]*\n?([^\n]*)", re.MULTILINE
)


def members_of(seed: Path) -> list[tuple[str, bytes]]:
    """The members of a seed that is an archive, in their order."""
    with zipfile.ZipFile(seed) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def inputs_of(kind: str) -> Iterator[bytes]:
    """What a fuzzer starts from: a seed, or each member of it behind its number and that of it."""
    for number, seed in enumerate(sorted((SEEDS / kind).iterdir())):
        if seed.suffix in PACKED:
            for place, (_, content) in enumerate(members_of(seed)):
                yield bytes([number, place]) + content
        else:
            yield seed.read_bytes()


def words_of(kind: str) -> list[str]:
    """The words of the seeds, which a fuzzer puts together anew."""
    words = {word.decode() for data in inputs_of(kind) for word in _WORD.findall(data)}
    return sorted(words)


def packer_of(kind: str) -> Callable[[bytes], tuple[str, bytes]]:
    """What makes the name and the content of a file from an input of a fuzzer."""
    seeds = sorted((SEEDS / kind).iterdir())
    if seeds[0].suffix not in PACKED:
        return lambda data: (f"x{seeds[0].suffix}", data)
    contents = [members_of(seed) for seed in seeds]

    def packed(data: bytes) -> tuple[str, bytes]:
        head = data[:2].ljust(2, b"\0")
        number = head[0] % len(seeds)
        members = dict(contents[number])
        members[list(members)[head[1] % len(members)]] = data[2:]
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            for name, content in members.items():
                archive.writestr(name, content)
        return f"x{seeds[number].suffix}", file.getvalue()

    return packed


def fuzz(kind: str, arguments: list[str]) -> None:
    """Fuzz one kind in this process, which ends with the first failure."""
    import atheris  # noqa: PLC0415 - no part of the lock

    with atheris.instrument_imports(include=["trustbook"]):
        from trustbook.errors import TrustbookError  # noqa: PLC0415 - to be instrumented
        from trustbook.exchange.importing import read_map  # noqa: PLC0415
        from trustbook.exchange.reading import read_project  # noqa: PLC0415

    file_of, read = packer_of(kind), read_map if kind == "map" else read_project
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))

    def tried(data: bytes) -> None:
        name, content = file_of(data)
        path = folder / name
        path.write_bytes(content)
        try:
            read(path)
        except TrustbookError:
            return

    atheris.Setup([sys.argv[0], *arguments], tried)
    atheris.Fuzz()


def report(kind: str, *, seconds: int, findings: Path) -> str:
    """The row of one kind, which a process of its own fuzzed for so many seconds."""
    with tempfile.TemporaryDirectory() as name:
        corpus = Path(name)
        (corpus / "inputs").mkdir()
        for number, data in enumerate(inputs_of(kind)):
            (corpus / "inputs" / str(number)).write_bytes(data)
        (corpus / "words").write_text("".join(f'"{word}"\n' for word in words_of(kind)))
        command = [sys.executable, __file__, "--worker", kind, str(corpus / "inputs")]
        command += [f"-dict={corpus / 'words'}"]
        command += [f"-max_total_time={seconds}", f"-timeout={SLOWEST_SECONDS}"]
        command += [f"-rss_limit_mb={MOST_MEGABYTES}", f"-max_len={LONGEST}"]
        command += [f"-artifact_prefix={findings / kind}-"]
        done = subprocess.run(
            command, capture_output=True, text=True, errors="replace", check=False
        )
    tried = max(map(int, _TRIED.findall(done.stderr)), default=0)
    faults = [match[0].strip().replace("\n", " ") for match in _FAULT.finditer(done.stderr)]
    return (
        f"{kind:<12} {tried:>8}  {'; '.join(faults) or ('holds' if tried else done.stderr[-300:])}"
    )


def main() -> None:
    """Fuzz the kinds that are named, or all."""
    if sys.argv[1:2] == ["--worker"]:
        fuzz(sys.argv[2], sys.argv[3:])
        return
    parser = argparse.ArgumentParser()
    parser.add_argument("kinds", nargs="*", default=KINDS)
    parser.add_argument("--seconds", type=int, default=1_800)
    parser.add_argument("--findings", type=Path, default=Path("_build/fuzz"))
    options = parser.parse_args()
    options.findings.mkdir(parents=True, exist_ok=True)
    for kind in options.kinds:
        print(report(kind, seconds=options.seconds, findings=options.findings), flush=True)


if __name__ == "__main__":
    main()
