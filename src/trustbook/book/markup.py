"""What a text of the authors may hold: Markdown, and nothing that runs, includes or fetches.

The text is read by the parser that makes the pages, so that nothing means more to one than to the
other; each kind of part that is not in the list is refused.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache, lru_cache

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

_ALLOWED = {
    *("paragraph_open", "paragraph_close", "inline", "text", "softbreak", "hardbreak"),
    *("heading_open", "heading_close", "em_open", "em_close", "strong_open", "strong_close"),
    *("bullet_list_open", "bullet_list_close", "ordered_list_open", "ordered_list_close"),
    *("list_item_open", "list_item_close", "blockquote_open", "blockquote_close", "hr"),
    *("link_open", "link_close", "code_inline", "code_block", "fence", "colon_fence"),
    *("table_open", "table_close", "thead_open", "thead_close", "tbody_open", "tbody_close"),
    *("tr_open", "tr_close", "th_open", "th_close", "td_open", "td_close"),
    *("dl_open", "dl_close", "dt_open", "dt_close", "dd_open", "dd_close", "text_special"),
    *("footnote_ref", "footnote_reference_open", "footnote_reference_close", "footnote_anchor"),
    *("s_open", "s_close", "myst_line_comment", "myst_block_break"),
}
_ATTRIBUTES = {"href", "title", "start", "style", "class"}
_OWN_CLASSES = {"myst-line-comment", "myst-block"}
_IN_WORDS = {
    "html_block": "HTML",
    "html_inline": "HTML",
    "image": "a picture",
    "myst_role": "a role of MyST",
    "myst_target": "a label of MyST",
    "front_matter": "settings between two lines of dashes",
    "substitution_inline": "braces within braces",
    "substitution_block": "braces within braces",
}
_WEB = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
_WITHOUT = {"tasklist"}  # it writes its boxes as HTML


def refused_parts(source: str, *, extensions: Collection[str]) -> Iterator[tuple[int, str]]:
    """The line of each part of a Markdown text that is refused, and what it is.

    >>> list(refused_parts("A <b>word</b>.", extensions=[]))[0]
    (1, 'HTML `<b>`')
    """
    for line, token in _tokens(source, frozenset(extensions)):
        if part := _refused(token):
            yield line, part


def headings(source: str, *, extensions: Collection[str]) -> list[tuple[int, int]]:
    r"""The line and the level of each heading.

    >>> headings("# A\n\n## B", extensions=[])
    [(1, 1), (3, 2)]
    """
    tokens = _tokens(source, frozenset(extensions))
    return [(line, int(token.tag[1:])) for line, token in tokens if token.type == "heading_open"]


def local_links(source: str, *, extensions: Collection[str]) -> list[tuple[int, str]]:
    """The line and the target of each link that leads to a place within the book."""
    targets = [
        (line, str(token.attrs["href"]))
        for line, token in _tokens(source, frozenset(extensions))
        if token.type == "link_open"
    ]
    return [(line, target) for line, target in targets if not _SCHEME.match(target)]


@lru_cache(maxsize=1)  # of a text all is asked before another comes
def _tokens(source: str, extensions: frozenset[str]) -> Sequence[tuple[int, Token]]:
    return list(_lines(_parser(extensions).parse(source), 1))


@cache
def _parser(extensions: frozenset[str]) -> MarkdownIt:
    config = MdParserConfig(enable_extensions={*extensions, "substitution"} - _WITHOUT)
    return create_md_parser(config, RendererHTML)


def _lines(tokens: Sequence[Token], line: int) -> Iterator[tuple[int, Token]]:
    """Each part with the line on which the block around it begins."""
    for token in tokens:
        line = token.map[0] + 1 if token.map else line
        yield line, token
        within = line
        for child in token.children or ():
            yield from _lines([child], within)
            within += child.type in ("softbreak", "hardbreak")


def _refused(token: Token) -> str:
    """What a part is that is refused, in words; empty where it is allowed."""
    if token.type in ("fence", "colon_fence") and token.info.strip().startswith("{"):
        return f"a directive `{token.info.strip()}`"
    if token.type not in _ALLOWED:
        what = _IN_WORDS.get(token.type, f"a {token.type.replace('_', ' ')}")
        content = " ".join(token.content.split())[:40]
        return f"{what} `{content}`" if content else what
    target = str(token.attrs.get("href", ""))
    if _SCHEME.match(target) and not _WEB.match(target):
        return f"a link to `{target[:40]}`"
    own = token.attrs.get("class") in {None, *_OWN_CLASSES}
    return "" if own and _ATTRIBUTES.issuperset(token.attrs) else "attributes in braces"
