"""Source texts, spans and keys on disk: what anchors are made from and verified against.

None of these files belongs into a corpus that is published: a source is read, never republished,
and a key that travels with the anchors protects nothing.
"""

import secrets
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from trustbook.claims.anchors import SPAN_COLUMNS, anchor_rows
from trustbook.corpus.reading import read_cells
from trustbook.corpus.spreadsheet import decoded
from trustbook.errors import AnchorError
from trustbook.project import write_whole

SHORTEST_KEY = 16


def read_sources(folder: Path, *, studies: Iterable[str]) -> dict[str, str]:
    """The text of each study whose source is in `folder` as STUDY.txt."""
    if not folder.is_dir():
        raise AnchorError(f"no folder of sources at {folder}: give one with STUDY.txt in it")
    files = {path.name: path for path in folder.glob("*.txt")}
    return {study: _text(files[f"{study}.txt"]) for study in studies if f"{study}.txt" in files}


def _text(path: Path) -> str:
    return decoded(path.read_bytes(), name=path.name)[0]


def read_spans(files: Iterable[Path]) -> pd.DataFrame:
    """The spans in `files`, one after the other: anchor, part, study and text."""
    frames = [read_cells(path, columns=SPAN_COLUMNS) for path in files]
    spans = pd.concat(frames, ignore_index=True)
    missing = [name for name in SPAN_COLUMNS if name not in spans]
    if missing:
        raise AnchorError(f"the spans lack the column {', '.join(missing)}; add it")
    return spans.assign(part=_parts(spans["part"]))[list(SPAN_COLUMNS)]


def _parts(parts: pd.Series) -> pd.Series:
    numbers = pd.to_numeric(parts, errors="coerce")
    if numbers.isna().any() or (numbers % 1 != 0).any():
        bad = parts[numbers.isna() | (numbers % 1 != 0)].iloc[0]
        raise AnchorError(f"the spans have a part {bad!r}; write 1, 2, …")
    return numbers.astype("int64")


def make_anchors(
    spans: Iterable[Path], sources: Path, *, into: Path, key: bytes | None = None
) -> pd.DataFrame:
    """The table `anchors` made from `spans` and written to `into`/anchors.csv."""
    spans = list(spans)
    if into.is_file():
        raise AnchorError(f"{into} is a file: give the folder of a corpus that gets anchors.csv")
    for path in spans:
        require_outside(path, folder=into, what="the spans hold the words of the sources")
    frame = read_spans(spans)
    rows = anchor_rows(frame, read_sources(sources, studies=frame["study"].unique()), key=key)
    write_whole(into / "anchors.csv", rows.to_csv(index=False, lineterminator="\n").encode())
    return rows


def read_key(path: Path, *, corpus: Path) -> bytes:
    """The secret key in `path`, without white space around it.

    Raises AnchorError when it is missing, empty, too short to protect anything, or kept in the
    folder of the corpus, with which it would be published.
    """
    require_outside(path, folder=corpus, what="a published key protects nothing")
    if not path.is_file():
        raise AnchorError(f"no key at {path}: trustbook anchors --new-key makes one")
    key = path.read_bytes().strip()
    if not key:
        raise AnchorError(f"the key {path} is empty: anchors made with it could be guessed")
    if len(key) < SHORTEST_KEY:
        raise AnchorError(
            f"the key {path} has {len(key)} bytes: give at least {SHORTEST_KEY}, "
            "or a short key could be guessed"
        )
    return key


def write_new_key(path: Path, *, corpus: Path) -> Path:
    """The file of a new random key (256 bits), readable by its owner only where the system can."""
    require_outside(path, folder=corpus, what="a published key protects nothing")
    if path.exists():
        raise AnchorError(f"{path} is there already: a key is never overwritten")
    return write_whole(path, f"{secrets.token_hex(32)}\n".encode(), mode=0o600)


def require_outside(path: Path, *, folder: Path, what: str) -> None:
    """Raise AnchorError when `path` is in `folder`; `what` says why it must not."""
    if path.resolve().is_relative_to(folder.resolve()):
        raise AnchorError(f"{path} is inside the corpus {folder}: {what}; keep it elsewhere")
