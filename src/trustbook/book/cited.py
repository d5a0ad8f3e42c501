"""What texts can cite: values, tables and figures of chapters, segments, claims, and pages."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import trustbook
from trustbook.book.digests import digest_of
from trustbook.book.linking import CLAIMS_PAGE, RECORDS_PAGE, SEGMENTS_PAGE
from trustbook.book.notebooks import Sources, read_sources, title
from trustbook.book.outputs import VALUE, Cell, Output, outputs_of_file
from trustbook.book.runs import RunSpec
from trustbook.book.texts import Citation
from trustbook.corpus.numbers import at_start, count, in_words, number, share, yes_no
from trustbook.corpus.reading import Corpus
from trustbook.networks.evidence import row_id

if TYPE_CHECKING:
    from nbformat import NotebookNode

SEGMENT, CLAIM, CHAPTER, PAGE = "segment", "claim", "chapter", "page"
ANY = "*"  # the name of a value whose name is made up while the chapter runs
_PAGE_FUNCTION = "named_values"  # of a file in pages/
_PUBLISHING = ("value", "values")  # the functions of a cell that give numbers a name
_DECIMALS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a name stands for: its kind, its content, and the place of the book that shows it.

    `state` changes whenever what is cited says something else; values have themselves.
    """

    kind: str
    content: Cell = None
    page: str = ""
    anchor: str = ""
    state: str = ""
    meaning: str = ""


def published_names(notebook: NotebookNode | Sources) -> dict[str, str] | None:
    """The names that the cells of a chapter give to values, each with the comment on its line.

    None where a cell makes up a name while it runs.
    """
    sources = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    sources += _pages_with_values("\n".join(sources))
    named = [each for source in sources for each in _named(source)]
    return None if any(name is None for name, _ in named) else {str(n): why for n, why in named}


def _pages_with_values(source: str) -> list[str]:
    """The source of each file of `pages/` whose function `named_values` a chapter calls."""
    folder = Path(trustbook.__file__).parent / "pages"
    names = re.findall(rf"\b(\w+)\.{_PAGE_FUNCTION}\(", source)
    if not names:
        return []
    modules = [
        alias.name
        for node in ast.walk(_parsed(source))
        if isinstance(node, ast.ImportFrom) and node.module == "trustbook.pages"
        for alias in node.names
        if (alias.asname or alias.name) in names
    ]
    files = [folder / f"{module}.py" for module in modules]
    return [path.read_text(encoding="utf-8") for path in files if path.is_file()]


def _parsed(source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except SyntaxError:  # the chapter says so when it runs
        return ast.Module([], [])


def _named(source: str) -> Iterator[tuple[str | None, str]]:
    """The names in the calls of `value` and `values`, with the comments on their lines."""
    lines = source.splitlines()
    parts = _parsed(source).body if _may_publish(source) else []
    some = [p for p in parts if _may_publish("\n".join(lines[p.lineno - 1 : p.end_lineno]))]
    for node in (node for part in some for node in ast.walk(part)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in _PUBLISHING:
            for name, number in _names(node):
                yield name, lines[number - 1].partition("  # ")[2].strip()


def _may_publish(source: str) -> bool:
    return any(f"{name}(" in source for name in _PUBLISHING)


def _names(call: ast.Call) -> Iterator[tuple[str | None, int]]:
    if getattr(call.func, "id", "") == _PUBLISHING[1]:
        yield from ((each.arg, each.value.end_lineno or call.lineno) for each in call.keywords)
        return
    first = call.args[0] if call.args else None
    is_text = isinstance(first, ast.Constant) and isinstance(first.value, str)
    yield (str(first.value) if is_text else None), call.lineno  # type: ignore[union-attr]


def targets(
    pages: Mapping[str, Path], corpus: Corpus, outputs: Iterable[Output]
) -> dict[str, Target]:
    """What can be cited, by name.

    Parameters
    ----------
    pages
        The file of each page of the compendium.
    corpus
        Its corpus.
    outputs
        What its chapters showed, as far as they have run; a value of another has no content yet.
    """
    before = {name: target for page in pages.items() for name, target in _of_page(*page)}
    of_outputs = {name: target for output in outputs for name, target in _of_output(output, before)}
    return {
        **before,
        **of_outputs,
        **_rows(corpus, "claims", CLAIM, "statement"),
        **_rows(corpus, "segments", SEGMENT, "meaning_unit"),
    }


def in_every_language(targets: Mapping[str, Target]) -> dict[str, Target]:
    """The targets that are the same in every language; tables, figures and words are not."""
    return {
        name: target
        for name, target in targets.items()
        if target.kind in {SEGMENT, CLAIM, CHAPTER, PAGE}
        or (target.kind == VALUE and not isinstance(target.content, str))
    }


def outputs_of_runs(specs: Iterable[RunSpec]) -> list[Output]:
    """What the chapters of `specs` showed when they were last run."""
    return [
        output
        for spec in specs
        if spec.notebook.is_file()
        for output in outputs_of_file(spec.notebook, chapter=spec.chapter)
    ]


def _of_page(name: str, path: Path) -> Iterator[tuple[str, Target]]:
    """A page, and the values whose names its cells have."""
    if path.suffix != ".ipynb":
        first = path.read_text(encoding="utf-8-sig").lstrip().partition("\n")[0]
        yield name, Target(kind=PAGE, page=name, content=first.lstrip("# ").strip() or name)
        return
    notebook = read_sources(path)
    yield name, Target(kind=CHAPTER, page=name, content=title(notebook) or name)
    names = published_names(notebook)
    for value, meaning in (names if names is not None else {ANY: ""}).items():
        yield f"{name}.{value}", Target(kind=VALUE, meaning=meaning)


def _of_output(output: Output, before: Mapping[str, Target]) -> Iterator[tuple[str, Target]]:
    if output.kind != VALUE:
        target = Target(kind=output.kind, page=output.chapter, anchor=output.name)
        yield output.id, replace(target, content=output.title or output.name, state=output.digest)
    recorded = {"page": RECORDS_PAGE, "anchor": row_id(output.id)}
    for value, content in output.values.items():
        name = f"{output.chapter}.{value}"
        target = replace(before.get(name, Target(kind=VALUE)), content=content)
        yield name, replace(target, **recorded)


def _rows(corpus: Corpus, table: str, kind: str, column: str) -> dict[str, Target]:
    """The rows of a table as what can be cited."""
    page = {SEGMENT: SEGMENTS_PAGE, CLAIM: CLAIMS_PAGE}[kind]
    rows = corpus.table(table)[[kind, column]].fillna("").astype(str)
    return {
        id: Target(
            kind=kind, content=id, page=page, anchor=row_id(id), state=digest_of(words.encode())
        )
        for id, words in rows.itertuples(index=False)
    }


def words_for(citation: Citation, target: Target) -> str:
    """The words that are in the text for a citation; ValueError where it cannot be so written."""
    content = target.content
    if target.kind != VALUE:
        return str(content)
    if content is None:
        raise ValueError("it has no value here")
    if not citation.form:
        return _plain(content)
    if citation.form not in FORMS:
        raise ValueError(f"there is no form {citation.form!r}; there are {', '.join(FORMS)}")
    if isinstance(content, str | bool):
        raise ValueError(f"it is no number but {content!r}")
    if citation.form == "count" and not citation.noun:
        raise ValueError("count needs a noun, such as `count tie` or `count person/people`")
    return FORMS[citation.form](content, citation.noun)


def _plain(content: str | float | bool) -> str:
    if isinstance(content, str):
        return content
    if isinstance(content, bool):
        return yes_no(content)
    return _decimals(content, str(_DECIMALS))


def _count(n: float, noun: str) -> str:
    one, _, several = noun.partition("/")
    return count(int(n), one, plural=several)


def _decimals(n: float, decimals: str) -> str:
    if not decimals.isdecimal():
        raise ValueError("decimals needs their number, such as `decimals 1`")
    return number(n, decimals=0 if float(n).is_integer() else int(decimals))


def _words(n: float, _: str) -> str:
    return in_words(int(n), zero="none")


FORMS: Mapping[str, Callable[[float, str], str]] = {
    "words": _words,
    "Words": lambda n, noun: at_start(_words(n, noun)),
    "count": _count,
    "decimals": _decimals,
    "percent": lambda n, _: share(n),
}


def state_of(citation: Citation, target: Target) -> str:
    """What is stored of a citation that somebody read: its words, or a digest of what is cited."""
    return words_for(citation, target) if target.kind == VALUE else target.state
