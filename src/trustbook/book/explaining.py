"""Words of a finished page that lead to what explains them: the glossary, the list of studies.

Each is linked where a page first says it in running text, a study also where a table first names
it. What the link leads to is shown while one points at it, too; without scripts it is a link.
"""

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from trustbook.book.entries import TERM, entries_in
from trustbook.book.notebooks import write_text
from trustbook.corpus.reading import Corpus
from trustbook.networks.evidence import row_id

EXPLAINED = "explained.json"  # in a stage: the address of each term and each study
GLOSSARY_PAGE, BIBLIOGRAPHY_PAGE = "glossary", "bibliography"
_TERM, _STUDY = "tb-term", "tb-study"
_ARTICLE = re.compile(r"<article\b[^<]*(?:<(?!/article>)[^<]*)*</article>")  # quicker than .*?
_TOKEN = re.compile(  # a picture is one, unless another is within it
    r"(?s)<svg\b[^<]*(?:<(?!/?svg\b)[^<]*)*</svg>|<!--.*?-->|<(/?)([a-zA-Z][\w-]*)([^>]*)>|[^<]+"
)
_VOID = {"br", "hr", "img", "input", "link", "meta", "wbr", "source"}
_RUNNING, _CELLS = {"p", "li", "dd"}, {"td", "th"}
_UNTOUCHED = {"a", "code", "pre", "script", "style", "svg", "button", "summary", "caption"}
_UNTOUCHED |= {"strong", "em", "h1", "h2", "h3", "h4", "figcaption", "select", "textarea", "thead"}
_OTHER_MEANINGS = {"finding", "record", "run"}  # which running text rather has: an arrow runs
_MOST_WORDS_APART = 2  # a label of one word may mean something else in a sentence
# terms that are everyday words, too, and verbs: they are meant where one of their kind is spoken of
_EVERYDAY = {"balance", "case", "claim", "code", "coding", "effect", "finding", "level", "record"}
_EVERYDAY |= {"archive", "layer", "run", "window"}
_ONE_OF_ITS_KIND = re.compile(r"\b(?:an?|another|any|each|every|one|per|which)\s+$", re.IGNORECASE)

_WITHIN_A_SENTENCE = re.compile(r"[^\s.?!:“(]\s*$")  # where a capital begins a name: Windows


def explained_words(corpus: Corpus, glossary: str, pages: Mapping[str, str]) -> dict[str, str]:
    """The addresses of the terms of a glossary (Markdown) and of the studies, by their words.

    `pages` has the place of each page of the book by its name. A label of a code that holds such
    words, such as “Influence and support”, has no address: it means something else.
    """
    words: dict[str, str] = {}
    if place := pages.get(GLOSSARY_PAGE):
        entries = entries_in(glossary, page=GLOSSARY_PAGE)
        terms = [e for e in entries if e.kind == TERM and e.title not in _OTHER_MEANINGS]
        words |= {e.title: f"{place}.html#{e.place}" for e in terms}
    if place := pages.get(BIBLIOGRAPHY_PAGE):
        studies = corpus.table("studies").dropna(subset=["label"])
        named = zip(studies["label"].astype("str"), studies["study"].astype("str"), strict=True)
        words |= {
            label: f"{place}.html#study-{row_id(study)}"
            for label, study in named
            if len(label.split()) >= _MOST_WORDS_APART
        }
    return _labels_with_words(corpus, words) | words


def _labels_with_words(corpus: Corpus, words: Mapping[str, str]) -> dict[str, str]:
    labels = corpus.table("codes")["label"].dropna().astype("str") if words else ()
    within = re.compile("|".join(rf"\b{re.escape(word)}" for word in words), re.IGNORECASE)
    several = (label for label in labels if len(label.split()) > 1)
    return {label: "" for label in several if within.search(label)}


def explain_pages(book: Path, words: Mapping[str, str]) -> None:
    """Link the words in every page of a finished book but those that explain them."""
    for path in sorted(book.rglob("*.html")):
        own = path.relative_to(book).as_posix()
        others = {word: at for word, at in words.items() if at.partition("#")[0] != own}
        page = path.read_text(encoding="utf-8")
        way = "../" * (len(path.relative_to(book).parts) - 1)
        linked = explained(page, {word: at and way + at for word, at in others.items()})
        if linked != page:
            write_text(path, linked)


def explained(page: str, words: Mapping[str, str]) -> str:
    """The HTML of a page with its words linked; titles, links, code and pictures stay as they are.

    >>> explained("<article><p>Two ties, a tie.</p></article>", {"tie": "glossary.html#tie"})
    '<article><p>Two <a class="tb-term" href="glossary.html#tie">ties</a>, a tie.</p></article>'
    """
    if not words:
        return page
    reader = _Reader(words={html.escape(word, quote=False): at for word, at in words.items()})
    return _ARTICLE.sub(lambda article: "".join(reader.parts(article[0])), page, count=1)


@dataclass(kw_only=True)
class _Reader:
    """Reads a page part by part and remembers where it is and what it has linked."""

    words: Mapping[str, str]
    open: list[str] = field(default_factory=list)
    linked: set[str] = field(default_factory=set)
    linked_in_table: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Make the one expression that finds every word, the longest first."""
        ordered = sorted(self.words, key=lambda word: (-len(word), word))
        either = "|".join(re.escape(word) for word in ordered)
        self.pattern = re.compile(rf"(?<![\w-])({either})(s?)(?![\w-])", re.IGNORECASE)
        self.names = {word.casefold(): word for word in self.words}

    def parts(self, article: str) -> Iterator[str]:
        for token in _TOKEN.finditer(article):
            closes, tag, attributes = token[1], (token[2] or "").lower(), token[3] or ""
            if not tag:
                yield token[0] if token[0].startswith("<") else self._text(token[0])
                continue
            if closes:
                self._close(tag)
            elif tag not in _VOID and not attributes.endswith("/"):
                self.open.append(tag)
                self.linked_in_table = set() if tag == "table" else self.linked_in_table
            yield token[0]

    def _close(self, tag: str) -> None:
        if tag in self.open:
            del self.open[len(self.open) - 1 - self.open[::-1].index(tag) :]

    def _text(self, text: str) -> str:
        tags = set(self.open)
        if tags & _UNTOUCHED or not tags & (_RUNNING | _CELLS):
            return text
        in_table = "table" in tags
        if "figure" in tags and not in_table:
            return text
        return self.pattern.sub(lambda match: self._link(match, in_table=in_table), text)

    def _link(self, match: re.Match[str], *, in_table: bool) -> str:
        word = self.names.get(match[1].casefold(), match[1])
        is_study = "#study-" in self.words.get(word, "")
        linked = self.linked_in_table if in_table else self.linked
        before = match.string[: match.start()]
        if (
            not self.words.get(word)
            or word in linked
            or (in_table and not is_study)
            or (is_study and match[0] != word)
            or (match[0][0] != word[0] and _WITHIN_A_SENTENCE.search(before))
            or (word.casefold() in _EVERYDAY and not _ONE_OF_ITS_KIND.search(before))
        ):
            return match[0]
        linked.add(word)
        css = _STUDY if is_study else _TERM
        return f'<a class="{css}" href="{self.words[word]}">{match[0]}</a>'


def words_text(words: Mapping[str, str]) -> str:
    """The words and their addresses as a stage keeps them."""
    return json.dumps(words, ensure_ascii=False, indent=1) + "\n"


def read_words(path: Path) -> dict[str, str]:
    """The words and their addresses that a stage keeps."""
    return dict(json.loads(path.read_text(encoding="utf-8")))
