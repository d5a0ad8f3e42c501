"""What the authors wrote for a book: its texts, what they cite, their faults, what has moved."""

import html
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import quote

from trustbook.book.cited import Target, in_every_language, outputs_of_runs, targets, words_for
from trustbook.book.linking import Places
from trustbook.book.outputs import VALUE
from trustbook.book.readings import moved, read_readings
from trustbook.book.runs import RunSpec
from trustbook.book.staging import (
    page_sources,
    pages_of,
    read_config,
    read_toc,
    unnamed_pages,
)
from trustbook.book.text_checks import check_texts, left_out_texts
from trustbook.book.texts import (
    TEXTS,
    Citation,
    Text,
    citations,
    filled,
    read_texts,
    translations,
)
from trustbook.corpus.findings import Finding, as_warnings
from trustbook.corpus.language import language_of
from trustbook.corpus.reading import Corpus

_UNNAMED = "_toc.yml does not name that chapter"
_NOT_RUN = "that chapter has not run for this part of the book"
_MARKS = frozenset("\\`*_[]{}<>&$|#~\"'")


@dataclass(frozen=True, slots=True, kw_only=True)
class Authored:
    """The texts that a book shows, what can be cited in them, and the findings about them.

    `translations` are these texts in the languages that the book is not in, and `places` the
    places of the pages that it has, by name.
    """

    texts: Sequence[Text] = ()
    translations: Sequence[Text] = ()
    targets: Mapping[str, Target] = field(default_factory=dict)
    findings: Sequence[Finding] = ()
    places: Mapping[str, str] = field(default_factory=dict)

    def text(self, page: str, role: str, places: Places) -> str:
        """The text of a page in a role as Jupyter Book gets it; empty where there is none."""
        sources = [t.source for t in self.texts if (t.page, t.role) == (page, role)]
        return "\n".join(self._filled(source, places) for source in sources)

    def _filled(self, source: str, places: Places) -> str:
        def cited(citation: Citation, words: str) -> str:
            target = self.targets[citation.name]
            number = places.numbers.get(citation.name)
            text = words or number or as_text(words_for(citation, target))
            return self._link(target, text, places, name=citation.name)

        def page_link(page: str, words: str) -> str | None:
            target = self.targets.get(page)
            return self._link(target, words, places) if target else None

        return filled(source, cited=cited, page_link=page_link)

    def _link(self, target: Target, words: str, places: Places, *, name: str = "") -> str:
        if target.page not in self.places:
            return words
        anchor = f"#{quote(target.anchor, safe='/%')}" if target.anchor else ""
        way = html.escape(f"{places.way(self.places[target.page])}.html{anchor}")
        kind = "tb-value" if target.kind == VALUE else "tb-cited"
        hint = f' title="{html.escape(name)}"' if target.kind == VALUE else ""
        return f'<a class="{kind}" href="{way}"{hint}>{words}</a>'


def as_text(words: str) -> str:
    """The words so written that neither Markdown nor HTML reads more into them.

    >>> as_text("a *b* <c>")
    'a &#42;b&#42; &#60;c&#62;'
    """
    text = " ".join(words.split())
    return "".join(f"&#{ord(sign)};" if sign in _MARKS else sign for sign in text)


def authored(  # noqa: PLR0913 - one argument per thing that a text depends on
    root: Path,
    corpus: Corpus,
    *,
    pages: Collection[str],
    left_out: Mapping[str, str],
    runs_of: Callable[[Collection[str]], Sequence[RunSpec]],
    are_all_run: bool,
) -> Authored:
    """What the authors of the compendium at `root` wrote for a book.

    Parameters
    ----------
    root
        The compendium.
    corpus
        Its corpus.
    pages
        The pages of the book.
    left_out
        The chapters of the compendium that are not in the book, with the reason in words.
    runs_of
        The runs of those of some chapters whose last run is that of now.
    are_all_run
        Whether no chapter is to be run any more; then a text that cites one without is left out.
    """
    places, unnamed = pages_of(read_toc(root)), unnamed_pages(root)
    landing, sources = next(iter(page_sources(root))), page_sources(root) | unnamed
    left_out = dict.fromkeys(unnamed, _UNNAMED) | dict(left_out)
    texts, findings = read_texts(root / TEXTS, places, language=language_of(read_config(root)))
    texts = [text for text in texts if text.page in pages]
    chapters = {each.chapter for text in texts for each in citations(text.source)} & {*sources}
    specs = runs_of(chapters - {*left_out}) if chapters else []
    targets_by_name = targets(sources, corpus, outputs_of_runs(specs)) if texts else {}
    have_run = {spec.chapter for spec in specs}
    faults = partial(
        check_texts,
        targets=targets_by_name,
        have_run=have_run,
        extensions=read_config(root).get("parse", {}).get("myst_enable_extensions", []),
        landing=landing,
    )
    findings += faults(texts)
    not_run = {name: _NOT_RUN for name in chapters - have_run if are_all_run}
    absent = not_run | {name: reason for name, reason in left_out.items() if name in chapters}
    findings += left_out_texts(texts, absent)
    texts = [t for t in texts if not any(c.chapter in absent for c in citations(t.source))]
    others = translations(root / TEXTS, texts)
    findings += as_warnings(faults(others))
    if not any(finding.severity == "error" for finding in findings):
        readings = read_readings(root)
        findings += moved(texts, targets_by_name, readings)
        findings += moved(others, in_every_language(targets_by_name), readings)
    names = {place.rpartition("/")[2]: place for place in places}
    in_book = {name: place for name, place in names.items() if name in pages}
    return Authored(
        texts=texts,
        translations=others,
        targets=targets_by_name,
        findings=findings,
        places=in_book,
    )
