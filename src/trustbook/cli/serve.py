"""The command that serves a built book to this computer."""

import webbrowser
from pathlib import Path

import click

from trustbook.book.edition import built
from trustbook.book.server import address, book_server


@click.command(short_help="Serve a built book to this computer.")
@click.argument("book", default="ibbis", required=False)
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="[default: a free one]")
@click.option("--open", "open_browser", is_flag=True, help="Open it in the browser.")
def serve(book: str, port: int, open_browser: bool) -> None:
    """Serve a built BOOK, by the name of its corpus or its folder, to this computer only.

    \b
    Example: trustbook serve ibbis --open
    The book also opens without a server: open its index.html.
    """
    folder = Path(book).resolve() if (Path(book) / "index.html").is_file() else built("book") / book
    server = book_server(folder, port=port)
    click.echo(f"{book} is at {address(server)} for this computer only; Ctrl-C ends it.")
    if open_browser:
        webbrowser.open(address(server))
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        click.echo("Ended.")
    finally:
        server.server_close()
