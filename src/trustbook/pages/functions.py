"""The functions meant for others, as their docstrings describe them: one section per room."""

import html
import inspect
import re
import textwrap
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from trustbook.corpus.reading import Corpus
from trustbook.networks.structure import edges_of, one_sign
from trustbook.networks.tie_tables import ties
from trustbook.pages.labels import statements_of
from trustbook.pages.prose import Prose, notice, prose
from trustbook.pages.tables import View
from trustbook.signed import triangle_balance

LISTS = ("Parameters", "Attributes", "Returns", "Raises")
SECTIONS = (*LISTS, "References", "Examples")
_HEADING = re.compile(rf"^({'|'.join(SECTIONS)})\n-{{3,}}\n", flags=re.MULTILINE)
_ENTRY = re.compile(r"^(\S.*)\n((?:[ \t]+.*\n|\n)*)", flags=re.MULTILINE)
_DOI = re.compile(r"\bdoi (10\.\S+[^\s.,;:)])")


def function_reference(room: str) -> View:
    """Each name in `__all__` of the room with its docstring, one fold per name, by name.

    >>> print(function_reference("coding").text.splitlines()[0])
    coding.analytical_table: The way from material to theme, however many coders agree.
    """
    module = import_module(f"trustbook.{room}")
    names = sorted((name for name in module.__all__ if callable(getattr(module, name))), key=_order)
    things = {name: getattr(module, name) for name in names}
    folds = "\n".join(_fold(room, name, thing) for name, thing in things.items())
    facts = [f"{room}.{name}: {_fact(thing)}" for name, thing in things.items()]
    return View(f'<section class="tb-functions">\n{folds}\n</section>', "\n".join(facts))


def worked_example(corpus: Corpus) -> Prose:
    """What the example at the top of the page gives with this corpus."""
    rows = ties(
        corpus.table("relations"),
        segments=statements_of(corpus),
        concepts=corpus.table("concepts"),
    )
    if rows.empty:
        return notice("This corpus has no relations to count.")
    balance = triangle_balance(one_sign(edges_of(rows), directed=False), directed=False)
    return prose(
        "With {corpus} this gives {ties} ties, and {balanced} of {triangles} triangles balanced.",
        corpus=corpus.name,
        ties=len(rows),
        balanced=balance.balanced,
        triangles=balance.triangles,
    )


def sections_of(docstring: str) -> dict[str, str]:
    r"""The parts of a numpydoc docstring by their headings; what is before the first is "".

    >>> sections_of("One.\n\nReturns\n-------\nint\n    The number.\n")
    {'': 'One.\n\n', 'Returns': 'int\n    The number.\n'}
    """
    before, *rest = _HEADING.split(docstring.rstrip() + "\n")
    return {"": before, **dict(zip(rest[::2], rest[1::2], strict=True))}


def _order(name: str) -> tuple[bool, str]:
    """Functions first, then the classes of what they return."""
    return not name.islower(), name.lower()


def _fact(thing: Any) -> str:
    return (inspect.getdoc(thing) or "").partition("\n\n")[0].replace("\n", " ")


def _fold(room: str, name: str, thing: Any) -> str:
    parts = sections_of(inspect.getdoc(thing) or "")
    details = parts.pop("").partition("\n\n")[2]
    body = "\n".join([*_paragraphs(details), *_sections(parts)])
    return (
        f'<details class="tb-evidence" id="{room}.{name}"><summary><code>{name}</code> '
        f"{_words(_fact(thing))}</summary>\n"
        f'<pre class="tb-signature"><code>{html.escape(_signature(room, name, thing))}</code></pre>'
        f"\n{body}\n</details>"
    )


def _signature(room: str, name: str, thing: Any) -> str:
    """How the name is imported and called; types are with the parameters."""
    line = f"from trustbook.{room} import {name}"
    if inspect.isclass(thing):
        return line
    signature = inspect.signature(thing)
    plain = [p.replace(annotation=inspect.Parameter.empty) for p in signature.parameters.values()]
    call = signature.replace(parameters=plain, return_annotation=inspect.Signature.empty)
    return f"{line}\n{textwrap.fill(f'{name}{call}', 72, subsequent_indent='    ')}"


def _sections(parts: dict[str, str]) -> Iterator[str]:
    for heading in SECTIONS:
        if heading not in parts:
            continue
        yield f'<p class="tb-section"><strong>{heading}</strong></p>'
        if heading in LISTS:
            yield _entries(parts[heading])
        elif heading == "Examples":
            yield from _example(parts[heading])
        else:
            yield from _paragraphs(parts[heading])


def _entries(text: str) -> str:
    """The entries of a section as a list of terms; `name : type` or a type alone is the term."""
    rows = []
    for term, description in _ENTRY.findall(text):
        name, _, kind = term.partition(" : ")
        label = f"<code>{html.escape(name)}</code>" + (f" {_words(kind)}" if kind else "")
        rows.append(f"<dt>{label}</dt><dd>{_words(textwrap.dedent(description))}</dd>")
    return f"<dl>{''.join(rows)}</dl>"


def _example(text: str) -> Iterator[str]:
    for block in text.strip().split("\n\n"):
        if block.startswith(">>>"):
            yield f'<pre tabindex="0"><code>{html.escape(block)}</code></pre>'
        else:
            yield from _paragraphs(block)


def _paragraphs(text: str) -> list[str]:
    return [f"<p>{_words(part)}</p>" for part in text.strip().split("\n\n") if part]


def _words(text: str) -> str:
    """The words with names in backticks as code, and each DOI as a link."""
    escaped = html.escape(" ".join(text.split()), quote=False)
    code = re.sub(r"`([^`]+)`", r"<code>\1</code>", escaped)
    return _DOI.sub(r'doi <a href="https://doi.org/\1">\1</a>', code)
