"""The names in the rows of tables, each in one spelling."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import TypeVar

from trustbook.corpus.spellings import folded, one_spelling
from trustbook.exchange.excerpts import CodePath, Excerpt

_T = TypeVar("_T")
_NAMES = ("case", "coder")


def in_one_spelling(
    excerpts: Sequence[Excerpt], same: Mapping[str, Sequence[str]]
) -> tuple[list[Excerpt], int]:
    """The excerpts with one spelling of each document, person, coder, code and value.

    The first spelling stands for those that fold alike and for those that `same` joins. The number
    says how many rows had another one.
    """
    documents = one_spelling((one.document for one in excerpts), same)
    cells = {name: one_spelling(_entries(excerpts, name), same) for name in _NAMES}
    codes = _paths_in_one_spelling((path for one in excerpts for path in one.codes), same)
    columns = dict.fromkeys(name for one in excerpts for name in one.further)
    values = {
        name: one_spelling(one.further[name] for one in excerpts if name in one.further)
        for name in columns
    }
    ids = one_spelling(chain.from_iterable(one.key[2:] for one in excerpts))
    every_name = (documents, *cells.values(), *values.values())
    if _is_settled(codes) and all(map(_is_settled, every_name)):
        return list(excerpts), 0
    respelling = []
    for one in excerpts:
        own = {name: cells[name][cell] for name in _NAMES if (cell := one.cells.get(name))}
        document = documents[one.document]
        respelling.append(
            one._replace(
                document=document,
                cells={**one.cells, **own},
                codes=tuple(codes[path] for path in one.codes),
                further={name: values[name][cell] for name, cell in one.further.items()},
                key=(document, own.get("case", ""), *map(ids.__getitem__, one.key[2:])),
            )
        )
    changes = sum(one != other for one, other in zip(excerpts, respelling, strict=True))
    return respelling, changes


def _entries(excerpts: Iterable[Excerpt], name: str) -> list[str]:
    return [cell for one in excerpts if (cell := one.cells.get(name))]


def _is_settled(names: Mapping[_T, _T]) -> bool:
    return all(name == other for name, other in names.items())


def _paths_in_one_spelling(
    paths: Iterable[CodePath], same: Mapping[str, Sequence[str]]
) -> dict[CodePath, CodePath]:
    """For each path of codes the one of the first spellings, below the same codes."""
    common_names = {folded(other): name for name, others in same.items() for other in others}
    first: dict[tuple[CodePath, str], str] = {}
    spelling: dict[CodePath, CodePath] = {}
    for path in dict.fromkeys(paths):
        above: CodePath = ()
        for name in path:
            common_name = common_names.get(folded(name), name)
            above = (*above, first.setdefault((above, folded(common_name)), common_name))
        spelling[path] = above
    return spelling
