"""What a codechecker gets with a deposit: the list of outputs and the draft of a certificate."""

import pandas as pd
import yaml

from trustbook.book.citation import Author, Citation

CODECHECK_FILE = "codecheck.yml"
CERTIFICATE_FILE = "codecheck/certificate-draft.md"
_SPECIFICATION = "https://codecheck.org.uk/spec/config/1.0/"
_OPEN = (
    "# What the codechecker adds: `codechecker` (name, ORCID), `report`, and if wished `summary`,\n"
    "# `check_time` and `certificate`. Nobody has checked this yet.\n"
)
_MAKE_BOOK = (
    "    make book                                        # runs every chapter, makes the pages"
)
_INSTALLED = "    make .venv/.ready                                # installs what is needed"


def codecheck_text(outputs: pd.DataFrame, citation: Citation) -> str:
    """The content of `codecheck.yml`: every table and chart with the page that shows it.

    `outputs` has the columns page, output and title.
    """
    manifest = [
        {"file": page, "comment": f"{output}: {title}" if title else output}
        for page, output, title in outputs[["page", "output", "title"]].to_numpy()
    ]
    paper = {
        "title": citation.title,
        "authors": [_codecheck_author(each) for each in citation.authors],
    }
    described = {"version": _SPECIFICATION, "manifest": manifest, "paper": paper}
    body = yaml.safe_dump(described, sort_keys=False, allow_unicode=True, width=100)
    return f"---\n{body}\n{_OPEN}"


def _codecheck_author(author: Author) -> dict[str, str]:
    orcid = author.orcid.rpartition("/")[2]
    return {"name": author.name} | ({"ORCID": orcid} if orcid else {})


def certificate_text(  # noqa: PLR0913 - one argument per thing that differs
    outputs: pd.DataFrame,
    citation: Citation,
    *,
    corpus: str,
    is_default: bool = True,
    has_makefile: bool = True,
    parameters_file: str = "",
) -> str:
    """A certificate as Markdown in which everything that a codechecker finds out is left open.

    `corpus` is the place of the corpus as it is typed, `is_default` whether it is built unless one
    is named, `parameters_file` the file of the parameters that only this book has; what has no
    Makefile is installed with pip.
    """
    built = f"{corpus} --parameters {parameters_file}" if parameters_file else corpus
    is_default = is_default and not parameters_file
    how = (
        _how_with_make(corpus, built, is_default) if has_makefile else _how_with_pip(corpus, built)
    )
    pages = "\n\n".join(
        _page_text(str(page), rows) for page, rows in outputs.groupby("page", sort=False)
    )
    return f"""# CODECHECK certificate: draft, nothing checked yet

| item | value |
|---|---|
| Title | {citation.title} |
| Authors | {", ".join(each.name for each in citation.authors)} |
| Version | {citation.version} |
| Certificate number | |
| Codechecker (name, ORCID) | |
| Date of the check | |
| Computer, system, Python | |
| Summary | |

## How to run it

{how}

## Outputs

Compare each with the same page in the copy that stayed. Write *same*, *differs* (and how) or
*not tried*.

{pages}

## Notes of the codechecker

"""


_UNPACK = (
    "Unpack the archive twice: one copy stays as it was deposited, in the other everything is made "
    "again.\n\n"
    "    sha512sum --check --quiet manifest-sha512.txt    # these are the files that were deposited"
)


def _how_with_make(corpus: str, built: str, is_default: bool) -> str:
    make = _MAKE_BOOK if is_default else f"{_INSTALLED}\n    .venv/bin/trustbook build {built}"
    return f"""Needed: Python 3.11 or later and `make`. All packages come from `requirements.txt`,
with hashes.

{_UNPACK}
    make clean                                       # removes the book, runs and records
{make}
    .venv/bin/trustbook check {corpus}"""


def _how_with_pip(corpus: str, built: str) -> str:
    return f"""Needed: Python 3.11 or later, with the packages of `requirements.txt`.

{_UNPACK}
    rm -r _build                                     # removes the book, runs and records
    pip install -r requirements.txt                  # installs what is needed
    trustbook check {corpus}
    trustbook build {built}                         # runs every chapter, makes the pages"""


def _page_text(page: str, rows: pd.DataFrame) -> str:
    lines = [
        f"| {output} | {str(title).replace('|', chr(92) + '|')} | |"
        for output, title in rows[["output", "title"]].to_numpy()
    ]
    head = ("| output | what it shows | found |", "|---|---|---|")
    return "\n".join([f"### {page}\n", *head, *lines])
