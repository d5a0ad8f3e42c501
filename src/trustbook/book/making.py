"""The finished pages of a book: what Jupyter Book makes of a stage, and what is added to it."""

import html
import json
import shutil
from pathlib import Path

from trustbook.book.citation import described_page
from trustbook.book.descriptions import describe_pages, description_of
from trustbook.book.explaining import EXPLAINED, explain_pages, read_words
from trustbook.book.icons import draw_icons
from trustbook.book.notebooks import write_text
from trustbook.book.policy import keep_to_policy
from trustbook.book.references import cite_pages, read_reference
from trustbook.book.remaking import plain_pages
from trustbook.book.social_card import write_card
from trustbook.book.staging import ABOUT, CITED, base_address, read_config, read_toc
from trustbook.corpus.language import language_of, locale_of, speaking


def make_pages(folder: Path, *, work: Path, log: Path, strict: bool = True) -> Path:
    """The folder with the finished pages, made from a stage; `work` is kept for the next time.

    BookError with every warning and error when there is one; the whole output is in `log`.
    """
    pages = work / "finished"
    shutil.rmtree(pages, ignore_errors=True)
    shutil.copytree(plain_pages(folder, work=work, log=log, strict=strict), pages)
    write_text(pages / "index.html", _front_door(folder))
    config = read_config(folder)
    landing = pages / f"{read_toc(folder)['root']}.html"
    if (folder / ABOUT).is_file():
        about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        write_text(landing, described_page(landing.read_text(encoding="utf-8"), about))
    _turn_leftward(pages, language_of(config))
    finding = description_of(landing.read_text(encoding="utf-8"))
    write_card(pages, title=str(config["title"]), finding=finding)
    describe_pages(pages, base=base_address(config))
    if (folder / CITED).is_file():
        with speaking(language_of(config)):
            cite_pages(pages, read_reference(folder / CITED))
    if (folder / EXPLAINED).is_file():
        explain_pages(pages, read_words(folder / EXPLAINED))
    draw_icons(pages)
    keep_to_policy(pages)
    return pages


def _turn_leftward(pages: Path, language: str) -> None:
    """Let the pages of a language that is written from right to left begin at the right."""
    if locale_of(language).text_direction == "rtl":
        for path in sorted(pages.rglob("*.html")):
            page = path.read_text(encoding="utf-8")
            write_text(path, page.replace("<html ", '<html dir="rtl" ', 1))


def _front_door(folder: Path) -> str:
    """A page that leads to the first chapter, also where nothing redirects."""
    config = read_config(folder)
    title, language = html.escape(config["title"]), html.escape(language_of(config))
    first = f"{read_toc(folder)['root']}.html"
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{title}</title>\n"
        f'<meta http-equiv="refresh" content="0; url={first}">\n</head>\n'
        f'<body>\n<p><a href="{first}">{title}</a></p>\n</body>\n</html>\n'
    )
