"""Checks of the texts of the authors: what they may hold, what they cite, whom they link to."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from trustbook.book.cited import ANY, CHAPTER, FORMS, Target, words_for
from trustbook.book.markup import headings, local_links, refused_parts
from trustbook.book.outputs import VALUE
from trustbook.book.texts import OPENING, PAGE, Citation, Text, citations, without_citations
from trustbook.corpus.findings import Finding, as_warnings, in_quotes, suggestion

_PLACEHOLDER = "https://cited"  # a word that is a link's target, too
_NOTHING = Target(kind="")
_MARKDOWN = "Markdown: paragraphs, headings, lists, tables, quotations, links, footnotes"
_AS_TEXT = "write it in plain words, or put a backslash before a sign that is meant as such"


def check_texts(
    texts: Sequence[Text],
    targets: Mapping[str, Target],
    *,
    have_run: Collection[str],
    extensions: Collection[str],
    landing: str,
) -> list[Finding]:
    """Every fault of the texts.

    Parameters
    ----------
    texts
        The texts.
    targets
        What can be cited, by name.
    have_run
        The chapters whose outputs are known; of another, a name is known if a cell has it.
    extensions
        The extensions of Markdown that the book uses.
    landing
        The name of the first page.
    """
    findings = [
        finding
        for text in texts
        for finding in (
            *_markup_faults(text, extensions),
            *_heading_faults(text, extensions, landing=landing),
            *_link_faults(text, targets, extensions),
            *_citation_faults(text, targets, have_run),
        )
    ]
    return sorted(findings, key=lambda finding: (finding.file, finding.line or 0))


def left_out_texts(texts: Sequence[Text], absent: Mapping[str, str]) -> list[Finding]:
    """A warning for each text that is not shown, as it cites a chapter that is not in the book.

    `absent` says of such chapters why they are not.
    """
    return as_warnings(
        [
            Finding(
                id="text.left-out",
                file=text.file,
                line=citation.line,
                value=f"{in_quotes(citation.name)}, and {absent[citation.chapter]}",
                allowed="chapters of this book",
                remedy="the text is not shown in it",
            )
            for text in texts
            for citation in citations(text.source)
            if citation.chapter in absent
        ]
    )


def citations_without_value(texts: Sequence[Text], targets: Mapping[str, Target]) -> list[str]:
    """The chapters from which the texts cite what is not computed yet, in alphabetical order."""
    cited = [each for text in texts for each in citations(text.source) if each.chapter]
    return sorted({e.chapter for e in cited if targets.get(e.name, _NOTHING).content is None})


def _fault(  # noqa: PLR0913, PLR0917
    text: Text, line: int, id: str, value: str, allowed: str, remedy: str
) -> Finding:
    return Finding(id=id, file=text.file, line=line, value=value, allowed=allowed, remedy=remedy)


def _markup_faults(text: Text, extensions: Collection[str]) -> Iterator[Finding]:
    source = without_citations(text.source, _PLACEHOLDER)
    for line, part in refused_parts(source, extensions=extensions):
        yield _fault(text, line, "text.markup", part, _MARKDOWN, _AS_TEXT)


def _heading_faults(text: Text, extensions: Collection[str], *, landing: str) -> Iterator[Finding]:
    levels = headings(without_citations(text.source, _PLACEHOLDER), extensions=extensions)
    if text.role == PAGE and levels[:1] != [(1, 1)]:
        allowed, remedy = "a page that begins with its title", "begin it with `# Title`"
        yield _fault(text, 1, "text.heading", "no title", allowed, remedy)
    elif text.role == OPENING and text.page != landing and levels:
        allowed = "an opening without headings"
        remedy = "make it bold, or write it into the text at the end of the chapter"
        yield _fault(text, levels[0][0], "text.heading", "a heading", allowed, remedy)
    else:
        below = levels[1:] if text.role == PAGE else levels
        yield from _level_faults(text, below)


def _level_faults(text: Text, levels: Sequence[tuple[int, int]]) -> Iterator[Finding]:
    """The first heading that is a title, or leaves out a level."""
    former = 1
    for line, level in levels:
        if not 1 < level <= former + 1:
            value, most = f"a heading with {'#' * level}", "#" * (former + 1)
            allowed = "one title, and no level left out"
            yield _fault(text, line, "text.heading", value, allowed, f"begin it with {most}")
            return
        former = level


def _link_faults(
    text: Text, targets: Mapping[str, Target], extensions: Collection[str]
) -> Iterator[Finding]:
    pages = [name for name, target in targets.items() if target.page == name]
    source = without_citations(text.source, _PLACEHOLDER)
    allowed = "a web address, or a page such as networks.md"
    for line, target in local_links(source, extensions=extensions):
        file, _, anchor = target.partition("#")
        name = file.rpartition("/")[2].rpartition(".")[0] or file
        is_of_page = name in pages and not anchor
        is_within = not file and text.role == PAGE
        if not is_of_page and not is_within:
            remedy = suggestion(name, pages, otherwise=f"there are {', '.join(pages)}")
            if anchor:
                remedy = f"cite the table or figure: {{{{ {name or text.page}/NAME }}}}"
            yield _fault(text, line, "text.link", f"a link to `{target}`", allowed, remedy)


def _citation_faults(
    text: Text, targets: Mapping[str, Target], have_run: Collection[str]
) -> Iterator[Finding]:
    for citation in citations(text.source):
        has_run = citation.chapter in have_run
        if citation.name not in targets:
            if has_run or not _may_come(citation, targets):
                yield _unknown(text, citation, targets)
        elif fault := _form_fault(citation, targets[citation.name], has_run=has_run):
            value = f"{{{{ {citation.key} }}}}, but {fault}"
            allowed = f"for numbers one of the forms {', '.join(FORMS)}"
            remedy = "write the name alone, or another form"
            yield _fault(text, citation.line, "text.form", value, allowed, remedy)


def _may_come(citation: Citation, targets: Mapping[str, Target]) -> bool:
    """Whether a chapter may show what is cited once it runs."""
    is_chapter = targets.get(citation.chapter, _NOTHING).kind == CHAPTER
    is_output = citation.name.startswith(f"{citation.chapter}/")
    return is_chapter and (is_output or f"{citation.chapter}.{ANY}" in targets)


def _unknown(text: Text, citation: Citation, targets: Mapping[str, Target]) -> Finding:
    value = f"{{{{ {citation.key} }}}}"
    allowed = "CHAPTER.VALUE, CHAPTER/TABLE, a chapter, or the id of a segment or a claim"
    remedy = suggestion(citation.name, targets, otherwise="trustbook text --names lists them")
    return _fault(text, citation.line, "text.unknown-name", value, allowed, remedy)


def _form_fault(citation: Citation, target: Target, *, has_run: bool) -> str:
    """What is wrong with the form of a citation, in words."""
    if target.kind != VALUE:
        return f"{citation.name} is no value" if citation.form else ""
    try:
        words_for(citation, target if has_run else replace(target, content=1))
    except ValueError as error:
        return str(error)
    return ""
