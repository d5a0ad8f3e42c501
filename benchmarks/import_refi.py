"""Time and memory of reading a REFI-QDA project of 124,000 codings, made here from a fixed seed.

Usage: python benchmarks/import_refi.py [NUMBER OF CODINGS] [PYTHON]

The project is written in another process, so that the memory told is that of reading alone.
PYTHON is an interpreter in whose environment `pyrefiqda` is installed: the other reader of projects
that can be installed, tried on the same file beside ours (it reads the XML, not the quotations).
"""

import random
import resource
import subprocess
import sys
import tempfile
import time
import uuid
import zipfile
from pathlib import Path

from trustbook.exchange.refi.reader import read_refi

SEED = 1
MAKE = "--make"
CODINGS = 124_000
CODINGS_IN_A_SOURCE = 400
TEXT = (
    "the case manager said that she did not trust them at all because nobody ever called back "
    "åbenhed usikkerhed “us and them” 😀 and then it went well"
)
WORDS = TEXT.split()

OTHER = """
import resource, sys, time
from pyrefiqda import RefiProject
used = time.process_time()
project = RefiProject.load(sys.argv[1])
seconds = time.process_time() - used
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(f"pyrefiqda: {seconds:.1f} s of processor, peak memory {peak:.0f} MB")
"""


def write_project(path: Path, *, codings: int) -> None:
    """A project as NVivo for Windows writes it: UTF-16 units, byte-order marks, CR LF."""
    chance = random.Random(SEED)
    codes = [_guid(chance) for _ in range(400)]
    users = [_guid(chance) for _ in range(4)]
    sources = [_guid(chance) for _ in range(max(1, codings // CODINGS_IN_A_SOURCE))]
    texts = {source: _words(chance) for source in sources}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("project.qde", "w") as project:
            project.write(_head(users, codes).encode())
            for source, words in texts.items():
                project.write(_source(source, words, users, codes, chance).encode())
            project.write(b"</Sources>\n</Project>\n")
        for source, words in texts.items():
            archive.writestr(f"Sources/{source}.txt", _file_text(words).encode("utf-8-sig"))


def _guid(chance: random.Random) -> str:
    return str(uuid.UUID(int=chance.getrandbits(128)))


def _words(chance: random.Random) -> list[str]:
    return chance.choices(WORDS, k=6_000)


def _file_text(words: list[str]) -> str:
    lines = (" ".join(words[start : start + 20]) for start in range(0, len(words), 20))
    return "\r\n".join(lines)


def _head(users: list[str], codes: list[str]) -> str:
    people = "".join(f'<User guid="{guid}" name="Somebody"/>' for guid in users)
    tree = "\n".join(
        f'<Code guid="{guid}" name="Code {number}" isCodable="true" color="#aabbcc"/>'
        for number, guid in enumerate(codes)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<Project name="Synthetic" origin="NVivo" xmlns="urn:QDA-XML:project:1.0">\n'
        f"<Users>{people}</Users>\n<CodeBook><Codes>\n{tree}\n</Codes></CodeBook>\n<Sources>\n"
    )


def _source(
    guid: str, words: list[str], users: list[str], codes: list[str], chance: random.Random
) -> str:
    begins = _begins(words)
    stamp = 'creationDateTime="2020-01-01T09:30:00Z"'
    parts = [
        f'<TextSource guid="{guid}" name="{guid[:8]}" plainTextPath="internal://{guid}.txt">\n'
    ]
    for _ in range(CODINGS_IN_A_SOURCE):
        first = chance.randrange(len(words) - 40)
        last = first + chance.randrange(3, 40)
        start, end = begins[first], begins[last] + _units(words[last])
        who = f'creatingUser="{chance.choice(users)}" {stamp}'
        parts.append(
            f'  <PlainTextSelection guid="{_guid(chance)}" name="{guid[:8]}" '
            f'startPosition="{start}" endPosition="{end}" {who}>\n'
            f'    <Coding guid="{_guid(chance)}" {who}>\n'
            f'      <CodeRef targetGUID="{chance.choice(codes)}"/>\n'
            "    </Coding>\n  </PlainTextSelection>\n"
        )
    return "".join([*parts, "</TextSource>\n"])


def _begins(words: list[str]) -> list[int]:
    """Where each word begins in the text, in UTF-16 units."""
    begins, place = [], 0
    for number, word in enumerate(words, start=1):
        begins.append(place)
        place += _units(word) + (2 if number % 20 == 0 else 1)
    return begins


def _units(word: str) -> int:
    return len(word.encode("utf-16-le")) // 2


def peak_megabytes() -> float:
    """The largest memory this process had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print how long reading takes, how much memory it needs and whether it is right."""
    codings = int(sys.argv[1]) if len(sys.argv) > 1 else CODINGS
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "synthetic.qdpx"
        subprocess.run([sys.executable, __file__, MAKE, str(codings), str(path)], check=True)
        measure(path)
        if len(sys.argv) > 2:
            subprocess.run([sys.argv[2], "-c", OTHER, str(path)], check=True, cwd=folder)


def measure(path: Path) -> None:
    """Print what reading `path` takes."""
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("project.qde").file_size / 1e6
    before = peak_megabytes()
    start, used = time.perf_counter(), time.process_time()
    export = read_refi(path)
    seconds, used = time.perf_counter() - start, time.process_time() - used
    print(
        f"{size:.0f} MB of XML, {len(export.codings):,} codings, {len(export.sources):,} sources: "
        f"{seconds:.1f} s ({used:.1f} s of processor)"
    )
    print(f"peak memory {peak_megabytes():.0f} MB ({before:.0f} MB before reading)")
    are_verified = [bool(row["verified"]) for row in export.account.offsets]
    print(
        f"sources with verified quotations: {sum(are_verified)} of {len(are_verified)}", flush=True
    )


if __name__ == "__main__":
    if sys.argv[1:2] == [MAKE]:
        write_project(Path(sys.argv[3]), codings=int(sys.argv[2]))
    else:
        main()
