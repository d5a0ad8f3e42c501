"""How a book and each of its pages are cited: in words, as BibTeX and as RIS.

Both are what reference managers read: BibTeX (Patashnik 1988), and RIS, a line per field.
"""

import html
import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from trustbook.book.citation import Author, Citation
from trustbook.book.notebooks import write_text
from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import joined

FOLDER = "cite"  # of a book: the references as files
BOOK = "book"  # the reference of the whole
_UNDATED = "n.d."
_SPECIAL = {
    **{each: f"\\{each}" for each in "&%$#_{}"},
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_HEADING = re.compile(r"(?s)<h1\b[^>]*>(.*?)</h1>")
_TAG = re.compile(r"<a class=\"headerlink\".*?</a>|<[^>]*>")
_FOLDERS = ("chapters", "text")  # of a book: those with pages that are cited
_END = "</article>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """What is cited: a book, or the page of it that has a title; `address` where it is known."""

    citation: Citation
    book: str
    page: str = ""
    name: str = BOOK
    address: str = ""

    @property
    def year(self) -> str:
        """The year of publication, empty where nothing names one."""
        return self.citation.released[:4]

    @property
    def key(self) -> str:
        """The key of the entry: author, year and page, in letters that any program takes."""
        names = "".join(each.family or each.name for each in self.citation.authors[:1])
        words = re.findall(r"[a-z]+", _ascii(names).lower()) or ["book"]
        page = "" if self.name == BOOK else re.sub(r"[^a-z0-9]+", "", _ascii(self.name).lower())
        return "".join((words[-1], self.year, page))


def reference_text(reference: Reference) -> str:
    """The reference in words.

    >>> citation = Citation(title="T", authors=(), released="2026-01-02", version="1.0")
    >>> reference_text(Reference(citation=citation, book="Trust", page="Ties", name="networks"))
    '(2026). Ties. In: Trust (version 1.0).'
    """
    citation = reference.citation
    version = sentence(" (version {number})", number=citation.version) if citation.version else ""
    parts = (
        joined(each.name for each in citation.authors),
        f"({reference.year or gettext(_UNDATED)}).",
        f"{reference.page.rstrip('.')}{'' if reference.page.endswith('?') else '.'}"
        if reference.page
        else "",
        gettext("In:") if reference.page else "",
        f"{reference.book}{version}.",
        reference.address,
    )
    return " ".join(filter(None, parts))


def bibtex(reference: Reference) -> str:
    """The reference as a BibTeX entry."""
    citation = reference.citation
    fields = {
        "author": " and ".join(map(_bibtex_name, citation.authors)),
        "title": _braced(reference.page or reference.book),
        "booktitle": _braced(reference.book) if reference.page else "",
        "year": reference.year,
        "note": f"Version {_tex(citation.version)}" if citation.version else "",
        "url": reference.address,
    }
    lines = "".join(f"  {name} = {{{text}}},\n" for name, text in fields.items() if text)
    return f"@{'incollection' if reference.page else 'book'}{{{reference.key},\n{lines}}}\n"


def ris(reference: Reference) -> str:
    """The reference as RIS, which ends its lines as Windows does."""
    citation = reference.citation
    fields = [
        ("TY", "CHAP" if reference.page else "BOOK"),
        *(("AU", _sorted_name(each)) for each in citation.authors),
        ("TI", reference.page or reference.book),
        ("T2", reference.book if reference.page else ""),
        ("PY", reference.year),
        ("DA", citation.released.replace("-", "/")),
        ("ET", citation.version),
        ("UR", reference.address),
    ]
    lines = [f"{tag}  - {' '.join(text.split())}" for tag, text in fields if text]
    return "\r\n".join([*lines, "ER  - ", ""])


FORMS: Mapping[str, tuple[str, Callable[[Reference], str]]] = {
    "bib": ("BibTeX", bibtex),
    "ris": ("RIS", ris),
}


def _sorted_name(author: Author) -> str:
    forenames = author.name.removesuffix(author.family).strip()
    return (
        f"{author.family}, {forenames}"
        if author.is_person and author.family and forenames
        else author.name
    )


def _bibtex_name(author: Author) -> str:
    name = _tex(_sorted_name(author))
    return name if author.is_person else f"{{{name}}}"


def _braced(text: str) -> str:
    """The text in braces, so that no style changes its capitals."""
    return f"{{{_tex(text)}}}"


def _tex(text: str) -> str:
    return "".join(_SPECIAL.get(letter, letter) for letter in text)


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def reference_data(reference: Reference) -> str:
    """The reference of a book as JSON, for the stage that its pages are made from."""
    return json.dumps(asdict(reference), ensure_ascii=False, indent=1) + "\n"


def read_reference(path: Path) -> Reference:
    """The reference that `reference_data` wrote to a file."""
    fields = json.loads(path.read_text(encoding="utf-8"))
    citation = fields["citation"]
    lists = {name: tuple(citation[name]) for name in ("licences", "keywords")}
    lists["authors"] = tuple(Author(**author) for author in citation["authors"])
    return Reference(**{**fields, "citation": Citation(**{**citation, **lists})})


def cite_pages(book: Path, reference: Reference) -> None:
    """Put a fold “Cite this page” below each page of a finished book, and its references beside."""
    _write_forms(book, reference)
    for path in sorted(each for folder in _FOLDERS for each in (book / folder).glob("*.html")):
        page = path.read_text(encoding="utf-8")
        before, end, after = page.rpartition(_END)
        of_page = _of_page(reference, page, name=path.stem, place=path.relative_to(book).as_posix())
        _write_forms(book, of_page)
        write_text(path, f"{before}{end}\n{_fold(of_page)}{after}")


def _of_page(reference: Reference, page: str, *, name: str, place: str) -> Reference:
    base = reference.address.rstrip("/")
    address = f"{base}/{place}" if base else ""
    return replace(reference, page=_title(page), name=name, address=address)


def _title(page: str) -> str:
    heading = _HEADING.search(page)
    return " ".join(html.unescape(_TAG.sub("", heading[1])).split()) if heading else ""


def _write_forms(book: Path, reference: Reference) -> None:
    for suffix, (_, form) in FORMS.items():
        path = book / FOLDER / f"{reference.name}.{suffix}"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(form(reference).encode())


def _fold(reference: Reference) -> str:
    """The fold with the reference in words, and links to its files."""
    return (
        '<details class="tb-cite"><summary>'
        f"{gettext('Cite this page')}</summary>\n"
        f'<p class="tb-copied">{html.escape(reference_text(reference))}</p>\n'
        f"<p>{' '.join(_links(reference))}</p></details>\n"
    )


def _links(reference: Reference) -> Iterator[str]:
    for suffix, (words, _) in FORMS.items():
        name = html.escape(f"{reference.name}.{suffix}")
        yield f'<a href="../{FOLDER}/{name}" download="{name}">{words}</a>'
