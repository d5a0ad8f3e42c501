"""What a codechecker starts from: `codecheck.yml` and a certificate with open fields.

Standard: CODECHECK configuration file, version 1.0 (codecheck.org.uk; Nüst & Eglen 2021,
doi 10.12688/f1000research.51738.2). The files name no checker and claim no check.
"""

import pandas as pd
import yaml

from trustbook.citation import Author, Citation

CODECHECK_FILE = "codecheck.yml"
CERTIFICATE_FILE = "codecheck/certificate-draft.md"
_SPECIFICATION = "https://codecheck.org.uk/spec/config/1.0/"
_OPEN = (
    "# What the codechecker adds: `codechecker` (name, ORCID), `report`, and if wished `summary`,\n"
    "# `check_time` and `certificate`. Nobody has checked this yet.\n"
)
_MADE = "    make book                                        # runs every chapter, makes the pages"
_INSTALLED = "    make .venv/.ready                                # installs what is needed"


def codecheck_text(outputs: pd.DataFrame, cited: Citation) -> str:
    """The content of `codecheck.yml`: every table and chart with the page that shows it.

    `outputs` has the columns page, output and title.
    """
    manifest = [
        {"file": page, "comment": f"{output}: {title}" if title else output}
        for page, output, title in outputs[["page", "output", "title"]].to_numpy()
    ]
    paper = {"title": cited.title, "authors": [_author(each) for each in cited.authors]}
    described = {"version": _SPECIFICATION, "manifest": manifest, "paper": paper}
    body = yaml.safe_dump(described, sort_keys=False, allow_unicode=True, width=100)
    return f"---\n{body}\n{_OPEN}"


def _author(author: Author) -> dict[str, str]:
    orcid = author.orcid.rpartition("/")[2]
    return {"name": author.name} | ({"ORCID": orcid} if orcid else {})


def certificate_text(
    outputs: pd.DataFrame, cited: Citation, *, corpus: str, is_default: bool = True
) -> str:
    """A certificate as Markdown in which everything that a codechecker finds out is left open.

    `corpus` is the place of the corpus as it is typed, `is_default` whether `make book` builds it.
    """
    made = _MADE if is_default else f"{_INSTALLED}\n    .venv/bin/trustbook build {corpus}"
    pages = "\n\n".join(
        _page_text(str(page), rows) for page, rows in outputs.groupby("page", sort=False)
    )
    return f"""# CODECHECK certificate: draft, nothing checked yet

| item | value |
|---|---|
| Title | {cited.title} |
| Authors | {", ".join(each.name for each in cited.authors)} |
| Version | {cited.version} |
| Certificate number | |
| Codechecker (name, ORCID) | |
| Date of the check | |
| Computer, system, Python | |
| Summary | |

## How to run it

Needed: Python 3.11 or later and `make`. All packages come from `requirements.txt`, with hashes.

Unpack the archive twice: one copy stays as it was deposited, in the other everything is made anew.

    sha512sum --check --quiet manifest-sha512.txt    # these are the files that were deposited
    make clean                                       # removes the book, runs and records
{made}
    .venv/bin/trustbook check {corpus}

## Outputs

Compare each with the same page in the copy that stayed. Write *same*, *differs* (and how) or
*not tried*.

{pages}

## Notes of the codechecker

"""


def _page_text(page: str, rows: pd.DataFrame) -> str:
    lines = [
        f"| {output} | {str(title).replace('|', chr(92) + '|')} | |"
        for output, title in rows[["output", "title"]].to_numpy()
    ]
    head = ("| output | what it shows | found |", "|---|---|---|")
    return "\n".join([f"### {page}\n", *head, *lines])
