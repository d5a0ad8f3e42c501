"""Sentences whose numbers a cell computes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from trustbook.corpus.language import gettext, ngettext, sentence
from trustbook.corpus.needs import needs_in_words, unmet_needs
from trustbook.corpus.numbers import count, joined
from trustbook.corpus.reading import Corpus
from trustbook.networks.tie_tables import source_unit
from trustbook.pages.direction import isolated
from trustbook.pages.labels import statements_of

_SOURCE = {
    "cases": "a source is a case, that is one participant",
    "documents": "a source is a document, because not every segment has a case; all that one "
    "document says counts once",
    "segments": "a source is a segment, because not every segment has a case or a document; "
    "segments that illustrate or repeat each other, or are of one document or case, count once",
    "relations": "a source is a relation, because not every relation has a case or a document; "
    "relations that are of one document or case count once",
}
_WITHOUT_CASES = (
    "a source is a document, because no case is known; all that one document says counts once"
)
_OF_RELATIONS = (
    "a source is a document, because not every relation has a case; all that one document says "
    "counts once"
)
_MARKS = ("“", '"', "„", "”", "«", "»", "‘", "「", "『")  # that begin a quotation
_FENCE = re.compile(r"^( {0,3}(?:`{3,}|~{3,}))[^`\n]+$", flags=re.MULTILINE)  # its language
_CODE = re.compile(r"(^ *```.*?^ *```|`[^`\n]+`)", re.DOTALL | re.MULTILINE)
_HTML = re.compile(r"<(?=[A-Za-z/!?])")
_MARKUP = re.compile(r"([\\`*_\[\]<>&$|])")


@dataclass(frozen=True, slots=True)
class Prose:
    """Markdown that a notebook renders, and the same words as plain text."""

    markdown: str
    text: str = ""

    @property
    def plain(self) -> str:
        """The words without Markdown's marks on them."""
        return self.text or self.markdown

    def _ipython_display_(self) -> None:
        """Show nothing where there are no words; otherwise leave it to the two forms below."""
        if self.markdown:
            raise NotImplementedError

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/markdown": self.markdown, "text/plain": self.plain}


def prose(template: str, /, **values: object) -> Prose:
    r"""The sentence(s) of `template`, in the language of the page, with `values` put in.

    They are put in by the rules of `str.format`. Markdown in the template is kept; what comes from
    the data is shown as it is written, so a value that is a string is escaped. A value that is
    itself `Prose` is put in as Markdown.

    >>> prose("The study has **{n}** interviews.", n=48).markdown
    'The study has **48** interviews.'
    >>> prose("{label}", label="A*").markdown
    'A\\*'
    """
    escaped = {key: _as_markdown(value) for key, value in values.items()}
    plain = {
        key: value.plain if isinstance(value, Prose) else value for key, value in values.items()
    }
    template = gettext(template)
    return Prose(template.format(**escaped), template.format(**plain))


def paragraphs(*parts: Prose) -> Prose:
    r"""The parts as paragraphs of one text; parts without words are left out.

    >>> paragraphs(prose("One."), prose(""), prose("Two.")).markdown
    'One.\n\nTwo.'
    """
    parts = tuple(part for part in parts if part.markdown)
    return Prose(
        "\n\n".join(part.markdown for part in parts), "\n\n".join(part.plain for part in parts)
    )


def notice(text: str) -> Prose:
    """One line that says why there is nothing to show.

    >>> notice("This corpus has no relations.").markdown
    '*This corpus has no relations.*'
    """
    text = gettext(text)
    return Prose(f"*{isolated(escape(text))}*", text)


def document(text: str, *, empty: str) -> Prose:
    r"""A Markdown text of the corpus, its headings as bold lines; one line when it has no words.

    HTML is shown as it is written, and a picture is a link: a page asks no other host for anything.

    >>> document("# How\nBy <hand>.", empty="").markdown
    '**How**\n\nBy &lt;hand>.'
    """
    if not text.strip():
        return notice(empty)
    bold = re.sub(r"^#+ +(.+?)[ \t]*$\n*", r"**\1**\n\n", text.strip(), flags=re.MULTILINE)
    parts = _CODE.split(bold.strip())
    parts[::2] = [_HTML.sub("&lt;", part).replace("![", r"\![") for part in parts[::2]]
    return Prose(_FENCE.sub(r"\1", "".join(parts)))


def needs(corpus: Corpus, *obligatory: str, also: Sequence[str] = ()) -> Prose:
    """One line that names what of a chapter's needs the `corpus` lacks; no words if nothing.

    A book leaves the chapter out unless all of the `obligatory` needs are met (see
    `trustbook.corpus.needs`); those in `also` make it complete.
    """
    where = corpus.name
    if corpus.study != "all":
        where = sentence("{study} in {corpus}", study=corpus.study, corpus=corpus.name)
    if unmet := unmet_needs(corpus, obligatory):
        words = sentence(
            "This chapter needs {needs}; {where} has none. "
            "The data dictionary says what to put in.",
            needs=needs_in_words(unmet),
            where=where,
        )
        return notice(words)
    missing = unmet_needs(corpus, also)
    if not missing:
        return Prose("")
    words = ngettext(
        "To show everything here this chapter would need the table {tables}, and {where} has no "
        "rows there. The data dictionary says what to put in.",
        "To show everything here this chapter would need the tables {tables}, and {where} has no "
        "rows there. The data dictionary says what to put in.",
        len(missing),
    )
    return notice(words.format(tables=joined(missing), where=where))


def basis(corpus: Corpus) -> Prose:
    """Sentences that say what the counts of segments rest on, and what they do not say."""
    return prose(
        "What is counted: {rests}. Where independent sources are counted, {source}. A count "
        "says how often something was coded here; it does not say how common it is.",
        rests=basis_in_words(corpus),
        source=source_in_words(corpus),
    )


def basis_in_words(corpus: Corpus) -> str:
    """What the counts of segments rest on: encounters, published texts or neither."""
    every = statements_of(corpus)
    encounters = every["encounter"].nunique()
    counts = count(len(every), "segment" if corpus.has("segments") else "relation")
    parts = sorted(corpus.table("studies")["coded_part"].dropna().unique())
    n = len(every)
    words = (
        ngettext(
            "the {pieces} is stated without a segment, in a table of relations",
            "the {pieces} are stated without segments, in a table of relations",
            n,
        )
        if not corpus.has("segments")
        else ngettext(
            "the {pieces} comes from {encounters}", "the {pieces} come from {encounters}", n
        )
        if encounters
        else ngettext(
            "the {pieces} was coded in published texts ({parts}), not in transcripts",
            "the {pieces} were coded in published texts ({parts}), not in transcripts",
            n,
        )
        if parts
        else ngettext(
            "the {pieces} was coded without naming its encounter",
            "the {pieces} were coded without naming single encounters",
            n,
        )
    )
    return words.format(
        pieces=counts,
        encounters=count(encounters, "encounter"),
        parts=joined(map(gettext, parts)),
    )


def is_worded(corpus: Corpus) -> bool:
    """Whether any segment says what it says, rather than where it stands alone."""
    return bool(corpus.table("segments")["meaning_unit"].notna().any())


def wording(corpus: Corpus) -> str:
    """How the segments are worded: summarised by the coders, quoted, or either."""
    units = corpus.table("segments")["meaning_unit"].dropna()
    if units.empty:
        return gettext("the number of a segment, whose words are not in this book")
    is_quoted = units.str.startswith(_MARKS)
    if not is_quoted.any():
        return gettext("a summary in the coders' own words")
    if is_quoted.all():
        return gettext("its words as quoted")
    return gettext("its words as quoted, or a summary")


def source_in_words(corpus: Corpus) -> str:
    """What an independent source is in this corpus, and why it is no case where it is none."""
    unit = source_unit_of(corpus)
    if unit != "documents":
        return gettext(_SOURCE[unit])
    table = "segments" if corpus.has("segments") else "relations"
    if corpus.table(table)["case"].isna().all():
        return gettext(_WITHOUT_CASES)
    return gettext(_SOURCE[unit] if table == "segments" else _OF_RELATIONS)


def source_unit_of(corpus: Corpus) -> str:
    """What a source is in this corpus: cases, documents, segments, or relations without segments.

    The unit is that of `networks.source_unit`; what states nothing in a segment stands for itself.
    """
    unit = source_unit(statements_of(corpus))
    return unit if unit != "segments" or corpus.has("segments") else "relations"


def escape(text: str) -> str:
    r"""The text so written that Markdown shows it as it is.

    >>> escape("a <b> & *c*")
    'a \\<b\\> \\& \\*c\\*'
    """
    return _MARKUP.sub(r"\\\1", text)


def _as_markdown(value: object) -> object:
    if isinstance(value, Prose):
        return value.markdown
    return isolated(escape(value)) if isinstance(value, str) else value
