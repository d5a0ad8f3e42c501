"""The command that serves a built book to this computer."""

import subprocess
import sys
import webbrowser
from pathlib import Path
from threading import Thread

import click

from trustbook.book.server import address, book_server
from trustbook.book.unchanged import source_places
from trustbook.book.watching import watch_files
from trustbook.cli import options
from trustbook.project import build_folder, require_compendium


@click.command()
@options.corpus
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="[default: a free one]")
@click.option("--open", "open_browser", is_flag=True, help="Open it in the browser.")
@click.option("--watch", is_flag=True, help="Build again when a file changes, and show that.")
def serve(*, corpus: str, port: int, open_browser: bool, watch: bool) -> None:
    """Serve the book of CORPUS (default: your own), to this computer only.

    CORPUS is the corpus, its name, or the folder of any built book. A book also opens without a
    server: open its index.html.

    \b
    Examples: trustbook serve data/mine --open
              trustbook serve --watch
    Exit code 0: ended with Ctrl-C; 2: wrong usage; 3: there is no such book.
    """
    place = Path(corpus)
    is_book = (place / "index.html").is_file()
    if watch and is_book:
        raise click.UsageError("--watch builds the book of a corpus: name the corpus, not a book")
    book = place.resolve() if is_book else _book_of(place)
    if watch and not (book / "index.html").is_file():
        _build(corpus)
    server = book_server(book, port=port, is_watched=watch)
    click.echo(f"{corpus} is at {address(server)} for this computer only.")
    if watch:
        click.echo("It is built again, and shown in the browser, whenever a file changes.")
        Thread(target=_watch, args=[corpus], daemon=True).start()
    click.echo("Next: open this address in a browser; Ctrl-C ends the server.")
    if open_browser:
        webbrowser.open(address(server))
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        click.echo("Ended.")
    finally:
        server.server_close()


def _watch(corpus: str) -> None:
    read = [place] if (place := Path(corpus)).exists() else []
    watch_files(lambda: source_places(read), then=lambda: _build(corpus))


def _build(corpus: str) -> None:
    """Build the book in a process of its own, which has the code as it is now."""
    subprocess.run([sys.executable, "-m", "trustbook", "build", corpus], check=False)


def _book_of(corpus: Path) -> Path:
    require_compendium()
    return build_folder("book") / corpus.name.removesuffix(".xlsx")
