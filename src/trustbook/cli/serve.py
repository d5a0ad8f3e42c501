"""The command that serves a built book to this computer."""

import webbrowser
from pathlib import Path

import click

from trustbook.book.server import address, book_server
from trustbook.cli import options
from trustbook.project import build_folder, require_compendium


@click.command()
@options.corpus
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="[default: a free one]")
@click.option("--open", "open_browser", is_flag=True, help="Open it in the browser.")
def serve(corpus: str, port: int, open_browser: bool) -> None:
    """Serve the book of CORPUS (default: your own), to this computer only.

    CORPUS is the corpus, its name, or the folder of any built book. A book also opens without a
    server: open its index.html.

    \b
    Example: trustbook serve data/mine --open
    Exit code 0: ended with Ctrl-C; 2: wrong usage; 3: there is no such book.
    """
    place = Path(corpus)
    is_book = (place / "index.html").is_file()
    book = place.resolve() if is_book else _book_of(place)
    server = book_server(book, port=port)
    click.echo(f"{corpus} is at {address(server)} for this computer only.")
    click.echo("Next: open this address in a browser; Ctrl-C ends the server.")
    if open_browser:
        webbrowser.open(address(server))
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        click.echo("Ended.")
    finally:
        server.server_close()


def _book_of(corpus: Path) -> Path:
    require_compendium()
    return build_folder("book") / corpus.name.removesuffix(".xlsx")
