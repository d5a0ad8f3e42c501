"""What a book is made from, kept beside its reference, and what of it has changed since.

Kept as text, so that a change has its old and new words: data, pages, settings, the versions of
the lock; the reference itself has the cells of the chapters. Kept as digests: assets and code.
"""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from nbformat import NotebookNode

from trustbook.book.changes import keyed_changes, word_changes
from trustbook.book.digests import package_digests
from trustbook.book.environment import LOCK, data_digest, pinned_versions
from trustbook.book.notebooks import chapter_paths, read_notebook
from trustbook.book.staging import page_sources
from trustbook.corpus.schema import TABLES
from trustbook.corpus.spreadsheet import sheet
from trustbook.errors import TrustbookError
from trustbook.project import CONTENTS, OF_PROGRAMS, PARTIAL, write_all

INPUTS = "inputs"
_DIGESTS = "digests.txt"
_CODE = "src/trustbook"
_TEXTS = ("chapters/*.md", "text/*.md", "_toc.yml", "_config.yml", "CITATION.cff", LOCK)


def freeze_inputs(root: Path, corpus: Path, *, into: Path) -> bool:
    """Whether what is kept beside the reference changed: the inputs of the project as they are."""
    frozen = into / INPUTS
    digests = {**_asset_digests(root, corpus), **_digests([root / LOCK], root), **_code_digests()}
    lines = [f"{digest} {place}\n" for place, digest in sorted(digests.items(), key=lambda d: d[0])]
    texts = {**_texts(root, corpus), _DIGESTS: "".join(lines)}
    for remains in frozen.rglob(f"*{PARTIAL}"):  # of a run that was killed
        remains.unlink()
    former = _texts_in(frozen)
    if former == texts:
        return False
    write_all({frozen / place: text.encode() for place, text in texts.items()})
    for place in set(former) - set(texts):
        (frozen / place).unlink()
    return True


def input_changes(root: Path, corpus: Path, *, reference: Path) -> list[str]:
    """What changed since the reference was frozen, except code: each with its file and place."""
    frozen = reference / INPUTS
    if not frozen.is_dir():
        return ["no inputs are frozen beside the reference; trustbook freeze keeps them"]
    before, now = _texts_in(frozen), _texts(root, corpus)
    places = [place for place in {**before, **now} if place != _DIGESTS]
    data = f"{corpus.relative_to(root).as_posix()}/"
    lock = _digest_changes(frozen, _digests([root / LOCK], root), within=(LOCK,))
    return [
        *_text_changes(before, now, [place for place in places if place.startswith(data)]),
        *_chapter_changes(_pages(root, ".ipynb"), reference),
        *_text_changes(before, now, [place for place in places if not place.startswith(data)]),
        *_digest_changes(frozen, _asset_digests(root, corpus), within=("assets/", data[:-1])),
        *(f"{LOCK}: its hashes changed" for _ in lock if before.get(LOCK) == now.get(LOCK)),
    ]


def code_changes(reference: Path) -> list[str]:
    """Which files of the package changed since the reference was frozen."""
    return _digest_changes(reference / INPUTS, _code_digests(), within=(_CODE,))


def _texts(root: Path, corpus: Path) -> dict[str, str]:
    """The text of every input that is stored as text, by its place in the project."""
    files = [path for path in sorted(corpus.glob("*")) if not path.name.startswith(OF_PROGRAMS)]
    files += [path for pattern in _TEXTS for path in sorted(root.glob(pattern))]
    texts = {p.relative_to(root).as_posix(): _text(p) for p in files if p.is_file()}
    texts = {place: _text(path) for place, path in _pages(root, ".md").items()} | texts
    if LOCK in texts:
        texts[LOCK] = "".join(f"{n} {v}\n" for n, v in pinned_versions(texts[LOCK]).items())
    return texts


def _pages(root: Path, suffix: str) -> dict[str, Path]:
    """The pages that the project has or, where its contents name them, the package, by place."""
    own = {f"chapters/{path.name}": path for path in sorted((root / "chapters").glob(f"*{suffix}"))}
    paths: Iterable[Path] = ()
    with suppress(TrustbookError):  # a page that is missing is said when the book is built
        paths = page_sources(root).values() if (root / CONTENTS).is_file() else ()
    carried = {f"chapters/{path.name}": path for path in paths if path.parent.name == "chapters"}
    return {place: path for place, path in carried.items() if path.suffix == suffix} | own


def _texts_in(frozen: Path) -> dict[str, str]:
    files = [path for path in sorted(frozen.rglob("*")) if path.is_file()]
    files = [path for path in files if path.suffix != PARTIAL]
    return {path.relative_to(frozen).as_posix(): _text(path) for path in files}


def _text(path: Path) -> str:
    """The text of a file; what is not UTF-8 stays such that it can be told from what is."""
    text = path.read_bytes().decode("utf-8", errors="surrogateescape")
    return text.replace("\r\n", "\n")


def _asset_digests(root: Path, corpus: Path) -> dict[str, str]:
    """The digests of what is not kept as text: assets, and a corpus that is one workbook."""
    files = [corpus, *sorted((root / "assets").rglob("*"))]
    return _digests([path for path in files if "__pycache__" not in path.parts], root)


def _digests(files: Iterable[Path], root: Path) -> dict[str, str]:
    return {p.relative_to(root).as_posix(): data_digest(p) for p in files if p.is_file()}


def _code_digests() -> dict[str, str]:
    return {f"{_CODE}/{place}": digest for place, digest in package_digests().items()}


def _digest_changes(frozen: Path, now: dict[str, str], *, within: tuple[str, ...]) -> list[str]:
    """The files that are not as they were frozen.

    Two branches that both froze may leave two digests of a file, of which either counts.
    """
    path = frozen / _DIGESTS
    lines = _text(path).splitlines() if path.is_file() else []
    before = {(place, digest) for digest, _, place in (line.partition(" ") for line in lines)}
    places = {place for place, _ in before if place.startswith(within)}
    return [
        f"{place} {'is gone' if place not in now else 'changed' if place in places else 'is new'}"
        for place in sorted({*places, *now})
        if (place, now.get(place)) not in before
    ]


def _text_changes(
    before: dict[str, str], now: dict[str, str], places: Iterable[str]
) -> Iterator[str]:
    for place in places:
        if place not in now:
            yield f"{place} is gone"
        elif place not in before:
            yield f"{place} is new"
        elif before[place] != now[place]:
            yield from _changes(place, before[place], now[place])


def _changes(place: str, before: str, now: str) -> list[str]:
    """What changed in one file: rows of a table, versions of a lock, lines of any other."""
    name = Path(place).stem
    if place == LOCK:
        return [f"{LOCK}: {line}" for line in _version_changes(before, now)]
    if place.endswith(".csv") and name in TABLES:
        return _table_changes(place, before, now)
    return [f"{place}, {line}" for line in line_changes(before, now)]


def _version_changes(before: str, now: str) -> list[str]:
    old, new = (dict(line.split(" ", 1) for line in text.splitlines()) for text in (before, now))
    return [
        f"{name} {new.get(name, 'is gone')}, was {old.get(name, 'not there')}"
        for name in sorted({*old, *new})
        if old.get(name) != new.get(name)
    ]


def _table_changes(place: str, before: str, now: str) -> list[str]:
    table = TABLES[Path(place).stem]
    try:
        old, new = (
            sheet(text.encode(errors="surrogateescape"), file=place, columns=table.columns).cells
            for text in (before, now)
        )
    except TrustbookError as error:
        return [f"{place} cannot be compared: {error}"]
    lines = keyed_changes(old, new, key=table.key)
    return [f"{place}{', ' if line.startswith('row') else ': '}{line}" for line in lines] or [
        f"{place} was saved in another form; its cells are the same"
    ]


def line_changes(before: str, now: str) -> list[str]:
    r"""What differs between two texts, by line of the text as it is now.

    >>> line_changes("A\nThe book has 12 ties.\n", "A\nThe book has 13 ties.\nB\n")
    ["line 2: “The book has”: '12' → '13'", 'line 3 is new: B']
    """
    old, new = before.splitlines(), now.splitlines()
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    return [
        line
        for kind, start, end, new_start, new_end in matcher.get_opcodes()
        if kind != "equal"
        for line in _changed_lines(old[start:end], new[new_start:new_end], new_start + 1)
    ]


def _changed_lines(old: list[str], new: list[str], first: int) -> Iterator[str]:
    both = min(len(old), len(new))
    for number, (line, other) in enumerate(zip(old, new, strict=False), start=first):
        words = word_changes(line, other) or ["blanks alone changed"]
        yield from (f"line {number}: {each}" for each in words)
    for number, line in enumerate(new[both:], start=first + both):
        yield f"line {number} is new: {line.strip() or 'blank'}"
    for line in old[both:]:
        yield f"line {first + both} no longer begins with: {line.strip() or 'blank'}"


def _chapter_changes(chapters: Mapping[str, Path], reference: Path) -> Iterator[str]:
    """What changed in the cells of chapters, code and prose, that have a reference."""
    frozen = chapter_paths(reference)
    for place, path in chapters.items():
        if path.stem not in frozen:
            continue
        try:
            before, now = (_sources(read_notebook(each)) for each in (frozen[path.stem], path))
        except TrustbookError as error:
            yield f"{place} cannot be compared: {error}"
            continue
        yield from (f"{place}, {line}" for line in _cell_changes(before, now))


def _sources(notebook: NotebookNode) -> dict[str, str]:
    return {cell.id: cell.source for cell in notebook.cells}


def _cell_changes(before: dict[str, str], now: dict[str, str]) -> Iterator[str]:
    yield from (f"cell {cell} is gone" for cell in before if cell not in now)
    yield from (f"cell {cell} is new" for cell in now if cell not in before)
    for cell in (cell for cell in now if cell in before):
        yield from (f"cell {cell}, {line}" for line in line_changes(before[cell], now[cell]))
