"""The content-security-policy of a book: nothing from elsewhere, no script or style within a page.

What Jupyter Book and the charts write into pages is moved to files beside them, so that a book
keeps to the strictest policy that still lets its own files run.
"""

import hashlib
import posixpath
import re
from pathlib import Path

from trustbook.book.notebooks import write_text

POLICY = "default-src 'self'"
INLINE = "trustbook/inline"  # in a finished book: what was in the pages themselves
_META = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
_CHARSET = re.compile(r"<meta charset=[^>]*>")
_SCRIPT = re.compile(r"(?s)<script(?![^>]*\b(?:src|type)=)[^>]*>(.*?)</script>")
_AT_ONCE = re.compile(r"<script(?=[^>]* src=)(?![^>]*\b(?:defer|async)\b)")
_STYLE = re.compile(r"(?s)<style[^>]*>(.*?)</style>")
_ATTRIBUTE = re.compile(r' style="([^"<>]*)"')
_OPENING = re.compile(r"<[a-zA-Z]")
_HANDLER = re.compile(r' onclick="window\.print\(\)"')  # the script of the book listens instead
_OF_SPHINX = re.compile(  # its search: the book has one of its own
    r'<script src="[^"]*(?:searchtools|language_data|searchindex)\.js[^"]*"></script>'
    r"|<script>DOCUMENTATION_OPTIONS\.[^<]*</script>"
    r"|<script>[^<]*let searchInput[^<]*</script>"
)
_FILES_OF_SPHINX = ("searchindex.js", "_static/searchtools.js", "_static/language_data.js")
_DIGEST_LENGTH = 8


def keep_to_policy(book: Path) -> None:
    """Move scripts and styles out of the pages of a finished book, and write its policy in."""
    files: dict[str, str] = {}
    for path in sorted(book.rglob("*.html")):
        place = path.relative_to(book)
        if place.parts[0] == "_static":
            continue
        way = posixpath.relpath(INLINE, place.parent.as_posix())
        write_text(path, strict_page(path.read_text(encoding="utf-8"), way=way, files=files))
    for name, text in files.items():
        write_text(book / INLINE / name, text)
    for name in _FILES_OF_SPHINX:
        (book / name).unlink(missing_ok=True)


def strict_page(page: str, *, way: str, files: dict[str, str]) -> str:
    """The page (HTML) with its policy; its scripts and styles are added to `files` by name.

    `way` leads from the page to the folder of these files. Scripts of the head run after the page
    was read, as a browser that has met a policy asks for one only when the one before has run; the
    code that was in it, which says how the page looks, runs at once. A script within the content
    (`main`) is none of ours, comes out of somebody's data, and stays where the policy forbids it to
    run.

    >>> files = {}
    >>> strict_page("<p></p><script>let a = 1;</script>", way="../in", files=files)
    '<p></p><script src="../in/sc58e9029.js"></script>'
    >>> files
    {'sc58e9029.js': 'let a = 1;'}
    """
    *parts, rest = _OF_SPHINX.split(_HANDLER.sub("", page))
    page = "".join([*map(str.rstrip, parts), rest])
    head, body, rest = page.partition("<body")
    head = _with_one_script(_AT_ONCE.sub("<script defer", head), way, files)
    page = head + body + rest
    before, main, after = _main_apart(page)
    before, after = (
        _SCRIPT.sub(lambda match: _script(match[1], way, files), part) for part in (before, after)
    )
    page = before + main + after
    page = _STYLE.sub(lambda match: _style(match[1], way, files), page)
    rules: dict[str, str] = {}
    page = _ATTRIBUTE.sub(lambda match: _attribute(match, rules), page)
    sheet = _style("\n".join(rules.values()), way, files) if rules else ""
    return _CHARSET.sub(lambda match: f"{match[0]}\n{_META}{sheet}", page, count=1)


def _main_apart(page: str) -> tuple[str, str, str]:
    """What is before the content of a page, the content, and what follows it."""
    start = page.find("<main")
    end = page.rfind("</main>")
    return (page[:start], page[start:end], page[end:]) if 0 <= start < end else (page, "", "")


def _with_one_script(head: str, way: str, files: dict[str, str]) -> str:
    """The head of a page with its scripts in one file, at the place of the first."""
    codes = list(dict.fromkeys(code.strip() for code in _SCRIPT.findall(head)))
    if not codes:
        return head
    script = _script("\n".join(codes), way, files)
    return _SCRIPT.sub("", _SCRIPT.sub(lambda _: script, head, count=1))


def _script(code: str, way: str, files: dict[str, str]) -> str:
    return f'<script src="{way}/{_name(code, "js", files)}"></script>'


def _style(css: str, way: str, files: dict[str, str]) -> str:
    return f'<link rel="stylesheet" href="{way}/{_name(css, "css", files)}">'


def _attribute(match: re.Match[str], rules: dict[str, str]) -> str:
    """The attribute that stands for a style in a tag; words that look like one stay."""
    start = max(match.string.rfind(bracket, 0, match.start()) for bracket in "<>")
    is_in_tag = start >= 0 and _OPENING.match(match.string, start)
    return f" data-style={_rule(match[1], rules)}" if is_in_tag else match[0]


def _rule(declarations: str, rules: dict[str, str]) -> str:
    """The quoted name of a rule with the declarations, as strong as a style attribute is."""
    name = _digest(declarations)
    rules[name] = f'[data-style="{name}"]:not(#_) {{ {declarations} }}'
    return f'"{name}"'


def _name(text: str, suffix: str, files: dict[str, str]) -> str:
    name = f"{_digest(text)}.{suffix}"
    files[name] = text
    return name


def _digest(text: str) -> str:
    """A name made of the text, with a letter, so that it is never taken for a number."""
    return f"s{hashlib.sha256(text.encode()).hexdigest()[:_DIGEST_LENGTH]}"
