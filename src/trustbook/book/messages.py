"""The messages of a book, gathered from its sources, and the catalogues that translate them."""

import ast
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

import trustbook
from trustbook.agreement.coefficients import LABELS
from trustbook.agreement.estimates import NO_PAIR, NO_VARIATION, ONE_CATEGORY, ONE_CODER
from trustbook.agreement.side_by_side import OTHER, PARTLY, SAME
from trustbook.agreement.unitising import UNITISED
from trustbook.book.benchmarks import read_benchmarks
from trustbook.book.notebooks import read_notebook, write_text
from trustbook.book.outputs import heading_of
from trustbook.book.staging import ASSETS, page_sources, read_config, read_toc
from trustbook.book.translation import AUTHOR, FOOTER, OF_THEME, SETTINGS, TITLE, messages_of
from trustbook.claims.claims import KINDS
from trustbook.claims.claims import VERDICTS as OUTCOMES
from trustbook.claims.measures import meanings_of_measures
from trustbook.corpus.contents import NOT_STATED
from trustbook.corpus.language import FOLDER, PACKAGED, locale_of
from trustbook.corpus.numbers import plural_of
from trustbook.corpus.package import read_package
from trustbook.corpus.parameters import own_corpus
from trustbook.corpus.reading import IN_WORDS, Corpus
from trustbook.corpus.reporting import ITEMS, NOT_REPORTED, NOWHERE
from trustbook.corpus.schema import SEGMENT_KINDS, TABLES
from trustbook.networks.evidence import TIE_ROWS
from trustbook.project import corpus_from_root, corpus_name, package_root
from trustbook.studies.checklists import PAGES
from trustbook.studies.verdicts import VERDICTS

OF_CORPUS = "data/"  # the places of the words of a corpus
Id = str | tuple[str, str]
_FIRST = {"gettext", "sentence", "prose", "notice"}  # their first argument is a message
_FORMS = {"ngettext": 0, "form_for": 1}  # the place of the first of two forms
_NOUNS = {  # the place of a noun
    **{"count": 1, "count_in_words": 1, "count_at_start": 1},
    **{"part_of": 2, "part_within": 2},
}
_SHOWN = {  # arguments that are shown
    *("title", "subtitle", "description", "empty", "notes", "labels", "axis", "beside", "zero"),
    *("heading", "called", "among"),
}
_ROWS = {"DataFrame", "append"}  # calls with the columns of a table
_HEADINGS = "spanners"  # shown are its names
_ROOMS = ("pages", "charts", "networks", "coding", "studies", "claims")
_BOOK = (
    "outputs",
    "linking",
    "sections",
    "segments",
    "records",
    "cited",
    "chapters",
    "edition",
    "staging",
    *("cards", "numbering", "references", "citation", "outputs", "bibliography", "printing"),
    *("downloads/document", "downloads/workbook"),
)
_CORPUS = ("numbers", "needs", "contents", "reporting", "confidence", "small_cells")
_TEXT = r'"((?:[^"\\\n]|\\.)*)"'
_SAID = re.compile(rf"(?:\bmessage\(|\bsay\(|textContent: |ariaLabel: )\s*{_TEXT}")
_COUNTED = re.compile(rf"\bcount(?:ed)?\((?:[^()\"]|\([^()]*\))*?, {_TEXT}(?:, {_TEXT})?\)")
_CAPITAL = re.compile(
    r'"([A-Z][a-z]+(?:[ ,][^"\\\n]*)?[^"\\\n]?)"'
)  # of a script: what a reader sees
_KEYS = {"Enter", "Escape", "Tab", "Home", "End"}
_FONTS = "sans-serif"


@dataclass(frozen=True, slots=True, kw_only=True)
class Untold:
    """A message of a place that a catalogue does not translate."""

    place: str
    message: str


def messages(project: Path) -> dict[Id, list[str]]:
    """Every message of the pages of a project, each with the files that say it."""
    places: dict[Id, list[str]] = {}
    for place, id in (*_of_code(), *_of_pages(project), *_of_frame(project)):
        names = places.setdefault(id, [])
        names += [] if place in names else [place]
    return places


def _of_code() -> Iterator[tuple[str, Id]]:
    top = Path(trustbook.__file__).parent
    files = [path for room in _ROOMS for path in sorted((top / room).rglob("*.py"))]
    files += [top / "book" / f"{name}.py" for name in _BOOK]
    files += [top / "corpus" / f"{name}.py" for name in _CORPUS]
    for path in filter(Path.is_file, files):
        place = path.relative_to(top).as_posix()
        yield from ((place, id) for id in messages_of_code(path.read_text(encoding="utf-8")))
    for text in dict.fromkeys(_of_schema()):
        yield "corpus/schema.py", text
    for table in TABLES.values():
        columns = dict.fromkeys(field.description for field in table.fields)
        yield from (("corpus/contents.py", text) for text in (table.needed, *columns))
    for text in dict.fromkeys(_of_checklists()):
        yield "corpus/reporting.py", text
    for figure in read_benchmarks()["figures"]:
        yield from (("book/benchmarks.json", figure[words]) for words in ("what", "peer"))
    for text in dict.fromkeys(_of_claims()):
        yield "claims/claims.py", text
    for text in dict.fromkeys(_of_coefficients()):
        yield "agreement/coefficients.py", text


def _of_schema() -> Iterator[str]:
    """Names and meanings of tables, headings of their columns, words that columns may have."""
    for table in TABLES.values():
        yield from (table.title, table.description)
        for field in table.fields:
            yield heading_of(field.name)
            yield from field.allowed
    yield from map(heading_of, (*SEGMENT_KINDS, *TIE_ROWS))
    yield from (*VERDICTS, NOT_STATED, heading_of(NOT_STATED))


def _of_coefficients() -> Iterator[str]:
    """Names of coefficients, why one is undefined, and how far the codes of a unit agree."""
    yield from (*LABELS.values(), *UNITISED.values())
    yield from (ONE_CODER, NO_PAIR, NO_VARIATION, ONE_CATEGORY)
    yield from (SAME, PARTLY, OTHER)


def _of_checklists() -> Iterator[str]:
    """What the items of checklists ask for, of which part of a report, and no answer."""
    for each in ITEMS.values():
        yield from (each.asks, each.domain)
    yield from (NOT_REPORTED, NOWHERE, "data", *PAGES)


def _of_claims() -> Iterator[str]:
    """Kinds and verdicts of claims, in cells and as headings."""
    yield from (*KINDS, *OUTCOMES, *map(heading_of, OUTCOMES), *meanings_of_measures())


def _of_pages(project: Path) -> Iterator[tuple[str, str]]:
    for name, path in page_sources(project).items():
        if not path.is_relative_to(package_root()):
            continue  # her own words are in her own language
        place = f"chapters/{name}{path.suffix}"
        for text in markdown_of(path):
            yield from ((place, message) for message in messages_of(text))


def markdown_of(path: Path) -> list[str]:
    """The Markdown texts of a page or a chapter."""
    if path.suffix == ".md":
        return [path.read_text(encoding="utf-8")]
    return [cell.source for cell in read_notebook(path).cells if cell.cell_type == "markdown"]


def of_corpus(project: Path) -> dict[Id, list[str]]:
    """The words of the corpus of a project that its readers see, each with the files that have it.

    These are labels, which every page shows; meaning units and memos stay as they were written.
    """
    places: dict[Id, list[str]] = {}
    folder = corpus_from_root(own_corpus())
    for text in _of_package(read_package(folder)):
        places.setdefault(text, []).append(f"{OF_CORPUS}datapackage.json")
    config = read_config(project)
    for setting in (config.get(TITLE), config.get(AUTHOR), config.get("html", {}).get(FOOTER)):
        places.setdefault(str(setting or ""), []).append("_config.yml")
    corpus = Corpus(name=corpus_name(folder), folder=folder)
    for name, columns in IN_WORDS.items():
        cells = [cell for column in columns for cell in corpus.table(name)[column].dropna()]
        for text in dict.fromkeys(cells):
            places.setdefault(str(text), []).append(f"{OF_CORPUS}{name}")
    return places


def _of_package(package: Mapping[str, Any]) -> list[str]:
    return [str(package[name]) for name in ("question", "title") if package.get(name)]


def _of_frame(project: Path) -> Iterator[tuple[str, Id]]:
    yield from (("_config.yml", text) for text in (*SETTINGS.values(), *OF_THEME))
    parts = read_toc(project).get("parts", [])
    yield from (("_toc.yml", part["caption"]) for part in parts if "caption" in part)
    for path in sorted((package_root() / ASSETS).glob("*.js")):
        yield from ((f"assets/{path.name}", id) for id in messages_of_script(path))


def messages_of_script(path: Path) -> list[Id]:
    """The messages of a script: nouns that it counts, and texts that elements get."""
    script = path.read_text(encoding="utf-8")
    nouns = [(one, other or plural_of(one)) for one, other in _COUNTED.findall(script)]
    texts = [
        json.loads(f'"{text}"') for text in (*_SAID.findall(script), *_CAPITAL.findall(script))
    ]
    return [
        *nouns,
        *dict.fromkeys(text for text in texts if text not in _KEYS and _FONTS not in text),
    ]


def messages_of_code(source: str) -> list[Id]:
    r"""The messages of a module, in its order.

    >>> messages_of_code('NO = "None."\ntable(rows, empty=NO, title="All")\ncount(2, "tie")')
    ['None.', 'All', ('tie', 'ties')]
    """
    tree = ast.parse(source)
    constants = dict(_imported(tree)) | _constants(tree)
    scopes = [(tree, constants), *((each, constants | local) for each, local in _locals(tree))]
    nodes = [
        (each, names)
        for scope, names in scopes
        for each in ast.walk(scope)
        if isinstance(each, ast.Call | ast.FunctionDef)
    ]
    ids = (id for each in sorted(nodes, key=_position) for id in _of_node(*each))
    return list(dict.fromkeys(id for id in ids if _says_something(id)))


def _constants(tree: ast.Module) -> dict[str, ast.expr]:
    return {name: value for node in tree.body for name, value in _assigned(node)}


def _imported(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """The names that the module imports from a file of pages, with their values."""
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("trustbook.pages."):
            values = _constants_of(str(node.module))
            names = ((each.asname or each.name, each.name) for each in node.names)
            yield from ((name, values[of]) for name, of in names if of in values)


@cache
def _constants_of(module: str) -> dict[str, ast.expr]:
    path = Path(trustbook.__file__).parents[1].joinpath(*module.split(".")).with_suffix(".py")
    return _constants(ast.parse(path.read_text(encoding="utf-8"))) if path.is_file() else {}


def _locals(tree: ast.Module) -> Iterator[tuple[ast.FunctionDef, dict[str, ast.expr]]]:
    """Every function with the values that its names get."""
    for each in ast.walk(tree):
        if isinstance(each, ast.FunctionDef):
            statements = (node for node in ast.walk(each) if isinstance(node, ast.stmt))
            yield each, {name: value for node in statements for name, value in _assigned(node)}


def _assigned(node: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    """The names of a module that a statement gives a value, with this value."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            yield name, value
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
            yield name, value
        case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
            pairs = zip(names, values, strict=False)
            yield from ((name.id, value) for name, value in pairs if isinstance(name, ast.Name))


def _position(scoped: tuple[ast.Call | ast.FunctionDef, object]) -> tuple[int, int]:
    return scoped[0].lineno, scoped[0].col_offset


def _of_node(node: ast.Call | ast.FunctionDef, constants: Mapping[str, ast.expr]) -> Iterator[Id]:
    if isinstance(node, ast.Call):
        yield from _of_call(node, constants)
        return
    for argument, default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True):
        if argument.arg in _SHOWN and default:
            yield from _texts(default, constants)


def _says_something(id: Id) -> bool:
    text = id if isinstance(id, str) else id[0]
    words = "".join(part for part, *_ in Formatter().parse(text)) if "{" in text else text
    return bool(re.search(r"[^\W\d_]|[“„«»]", words))


def _of_call(call: ast.Call, constants: Mapping[str, ast.expr]) -> Iterator[Id]:
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    if name in _FIRST and call.args:
        yield from _texts(call.args[0], constants)
    if (place := _FORMS.get(name)) is not None and len(call.args) > place + 1:
        one, other = (_texts(each, constants) for each in call.args[place : place + 2])
        yield from zip(one, other, strict=False)
    if (place := _NOUNS.get(name)) is not None and len(call.args) > place:
        plural = [each.value for each in call.keywords if each.arg == "plural"]
        plurals = _texts(plural[0], constants) if plural else []
        nouns = _texts(call.args[place], constants)
        yield from zip(nouns, plurals or map(plural_of, nouns), strict=False)
    if name in _ROWS and call.args:
        headings = _headings(call, constants)
        words = (text for text in headings if text[:1].isupper() or " " in text)
        yield from map(heading_of, words)
    for each in call.keywords:
        if each.arg in _SHOWN:
            yield from _texts(each.value, constants)
        elif each.arg == "noun":
            yield from ((noun, plural_of(noun)) for noun in _texts(each.value, constants))
        elif each.arg == _HEADINGS and isinstance(each.value, ast.Dict):
            yield from (text for key in each.value.keys if key for text in _texts(key, constants))


def _headings(call: ast.Call, constants: Mapping[str, ast.expr]) -> list[str]:
    """The names of columns of a frame, or of a row that is added to it."""
    keys = [key for arg in call.args if isinstance(arg, ast.Dict) for key in arg.keys if key]
    columns = [each.value for each in call.keywords if each.arg == "columns"]
    return _all_texts([*keys, *columns], constants)


def _texts(node: ast.expr, constants: Mapping[str, ast.expr]) -> list[str]:  # noqa: PLR0911
    """The texts that an expression can be, as far as its source has them."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.Name(id=name) if name in constants:
            return _texts(constants[name], {k: v for k, v in constants.items() if k != name})
        case ast.Subscript(value=value):
            return _texts(value, constants)
        case ast.Starred(value=value):
            return _texts(value, constants)
        case ast.Call(func=ast.Attribute(attr="get", value=value), args=[_, *otherwise]):
            return _all_texts([value, *otherwise], constants)
        case ast.Dict(values=values):
            return _all_texts(values, constants)
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.BoolOp(values=parts):
            return _all_texts(parts, constants)
        case ast.IfExp(body=body, orelse=otherwise):
            return _all_texts([body, otherwise], constants)
        case ast.BinOp(left=left, op=ast.BitOr() | ast.Add() | ast.Mult(), right=right):
            return _all_texts([left, right], constants)
    return []


def _all_texts(nodes: Iterable[ast.expr], constants: Mapping[str, ast.expr]) -> list[str]:
    return [text for node in nodes for text in _texts(node, constants)]


# ---- catalogues ----


def read_catalogue(path: Path) -> Catalog:
    """The catalogue in a file; an empty one where there is none."""
    if not path.is_file():
        return Catalog(header_comment="")
    with path.open("rb") as lines:
        return read_po(lines)


def updated_catalogue(
    former: Catalog, ids: Mapping[Id, Sequence[str]], *, language: str
) -> Catalog:
    """A catalogue of just these messages, with what the former one says of them.

    What is worded for a noun (`msgctxt`) and the remarks of translators are kept.
    """
    catalogue = Catalog(locale=locale_of(language))
    catalogue.header_comment = former.header_comment
    worded: dict[Id, list[Message]] = {}
    for each in former:
        if each.context:
            worded.setdefault(_id(each), []).append(each)
    for id, places in ids.items():
        plain = former.get(id if isinstance(id, str) else id[0])
        for message in [plain, *worded.get(id, [])]:
            catalogue.add(
                id,
                message.string if message and _id(message) == id else "",
                locations=[(place, None) for place in places],  # type: ignore[misc]
                user_comments=message.user_comments if message else (),
                context=message.context if message else None,
            )
    return catalogue


def _id(message: Message) -> Id:
    return message.id if isinstance(message.id, str) else (message.id[0], message.id[1])


def write_catalogue(catalogue: Catalog, path: Path) -> Path:
    """The path, after the catalogue was written there without a clock's time."""
    lines = BytesIO()
    write_po(lines, catalogue, width=100, omit_header=True)
    remarks = "".join(f"# {line}".rstrip() + "\n" for line in _remarks(catalogue))
    header = (
        f'msgid ""\nmsgstr ""\n"Language: {catalogue.locale}\\n"\n"MIME-Version: 1.0\\n"\n'
        f'"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {catalogue.plural_forms}\\n"\n\n'
    )
    return write_text(path, f"{remarks}{header}{lines.getvalue().decode()}")


def _remarks(catalogue: Catalog) -> list[str]:
    return [line.removeprefix("#").strip() for line in catalogue.header_comment.splitlines()]


def catalogues(language: str, project: Path) -> dict[Path, Catalog]:
    """The catalogues of a language that a project keeps, brought up to date.

    In the repository of the package the words of the pages are apart from those of its corpus;
    a compendium has in its own what the package does not translate.
    """
    own = project / FOLDER / f"{language}.po"
    packaged = PACKAGED / f"{language}.po"
    if project == package_root():
        ids = {packaged: messages(project), own: of_corpus(project)}
    else:
        by_package = {_id(each) for each in read_catalogue(packaged) if each.id and _is_told(each)}
        own_ids = {_id(each) for each in read_catalogue(own) if each.id and _is_told(each)}
        every = {**of_corpus(project), **messages(project)}
        ids = {own: {id: every[id] for id in every if id in own_ids or id not in by_package}}
    return {
        path: updated_catalogue(read_catalogue(path), ids[path], language=language) for path in ids
    }


def untold(catalogue: Catalog) -> list[Untold]:
    """The messages that a catalogue does not translate, once for each file that says them."""
    return [
        Untold(place=place, message=message.id if isinstance(message.id, str) else message.id[0])
        for message in catalogue
        if message.id and not message.context and not _is_told(message)
        for place, _ in message.locations
    ]


def _is_told(message: Message) -> bool:
    strings = [message.string] if isinstance(message.string, str) else message.string or ()
    return bool(strings) and all(strings) and not message.fuzzy


def faults_of(catalogue: Catalog) -> list[str]:
    """Where a translation has names in braces that its message lacks, or lacks one that matters.

    Grammar, such as `{hinge}` for “hinges” or “hinge”, may be left out.
    """
    return [fault for message in catalogue if message.id for fault in _faults(message)]


def _faults(message: Message) -> Iterator[str]:
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    names = {name for id in ids for name in placeholders(id)}
    strings = [message.string] if isinstance(message.string, str) else message.string or ()
    for string in strings:
        for name in sorted(placeholders(string) - names) if string else ():
            yield f"“{ids[0]}”: no {{{name}}} there; allowed: {', '.join(sorted(names)) or 'none'}"


def placeholders(text: str) -> set[str]:
    """The names in braces; a text that braces do not fit into has the name `?`.

    >>> sorted(placeholders("{a} of {b}")), placeholders("{")
    (['a', 'b'], {'?'})
    """
    try:
        return {name for _, name, *_ in Formatter().parse(text) if name is not None}
    except ValueError:
        return {"?"}
