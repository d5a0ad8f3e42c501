"""Serving a built book on this computer, to this computer only."""

import errno
import sys
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from trustbook.book.policy import POLICY
from trustbook.errors import BookError

HOST = "127.0.0.1"
_OF_HTTP = 80  # the port that an address need not name
_IN_USE = {errno.EADDRINUSE, errno.EACCES, 10013, 10048}


class _Quiet(SimpleHTTPRequestHandler):
    """Files of the book, without a line for each request and never from a stale cache."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {".js": "text/javascript"}

    def log_message(self, format: str, *args: object) -> None:
        pass

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def send_head(self) -> BytesIO | BinaryIO | None:
        """Send the file that is asked for, unless asked under another name or by way of a link.

        A page from elsewhere whose name was made to mean this computer asks under that name.
        """
        if self.headers.get("Host", "") not in _hosts(self.connection.getsockname()[1]):
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST, "This server has another name")
            return None
        place = Path(self.translate_path(self.path))
        file = place / "index.html" if place.is_dir() else place
        if not file.is_file() or file.resolve() != file:
            self.send_error(HTTPStatus.NOT_FOUND, "There is no such page in the book")
            return None
        return super().send_head()


def _hosts(port: int) -> set[str]:
    """The names under which this computer, and no other, asks for a page."""
    return {f"{name}:{port}" for name in (HOST, "localhost")} | (
        {HOST} if port == _OF_HTTP else set()
    )


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore a browser that turned to another page before this one was read."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def book_server(book: Path, *, port: int) -> ThreadingHTTPServer:
    """A server of the book that only this computer can reach; port 0 takes any free one."""
    if not (book / "index.html").is_file():
        raise BookError(f"no book at {book}: run `trustbook build` first")
    try:
        return _Server((HOST, port), partial(_Quiet, directory=str(book.resolve())))
    except OSError as error:
        if error.errno not in _IN_USE:
            raise
        raise BookError(f"port {port} is taken; leave out --port to use a free one") from None


def address(server: ThreadingHTTPServer) -> str:
    """The address to open in a browser."""
    return f"http://{HOST}:{server.server_port}/"
