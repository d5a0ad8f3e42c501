"""What a chapter needs of a corpus, in words that it declares: which of them are unmet.

A need is the name of a table that must have rows (`barriers`), several of which one is enough
(`material or encounters`), a number (`2 studies`, `2 coders`), or `import report`.
"""

from collections.abc import Sequence

from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import in_words, joined
from trustbook.corpus.reading import Corpus

IMPORT_REPORT = "import report"
_CODERS = ("codings", "recodings", "assignments")


def unmet_needs(corpus: Corpus, needs: Sequence[str]) -> list[str]:
    """Those of the needs that the corpus does not meet."""
    return [need for need in needs if not _is_met(corpus, need)]


def _is_met(corpus: Corpus, need: str) -> bool:
    if need == IMPORT_REPORT:
        return bool(corpus.text("import-report.json"))
    number, _, what = need.partition(" ")
    if number.isdecimal():
        return _number_of(what, corpus) >= int(number)
    return any(corpus.has(table) for table in need.split(" or "))


def _number_of(what: str, corpus: Corpus) -> int:
    if what == "coders":
        return len({coder for name in _CODERS for coder in corpus.table(name)["coder"].dropna()})
    return len(corpus.table(what))


def needs_in_words(needs: Sequence[str]) -> str:
    """What would have to be there, in words.

    >>> needs_in_words(["relations", "2 studies"])
    'rows in relations and at least two studies'
    """
    return joined(map(_need_in_words, needs))


def _need_in_words(need: str) -> str:
    number, _, what = need.partition(" ")
    if need == IMPORT_REPORT:
        return gettext("the report of an import")
    if number.isdecimal():
        return sentence("at least {n} {what}", n=in_words(int(number)), what=what)
    return sentence("rows in {table}", table=need)
