"""Serving a built book on this computer, to this computer only."""

import errno
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from trustbook.errors import BookError

HOST = "127.0.0.1"
_IN_USE = {errno.EADDRINUSE, errno.EACCES, 10013, 10048}


class _Quiet(SimpleHTTPRequestHandler):
    """Files of the book, without a line for each request and never from a stale cache."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {".js": "text/javascript"}

    def log_message(self, format: str, *args: object) -> None:
        pass

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()


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
        return _Server((HOST, port), partial(_Quiet, directory=str(book)))
    except OSError as error:
        if error.errno not in _IN_USE:
            raise
        raise BookError(f"port {port} is taken; leave out --port to use a free one") from None


def address(server: ThreadingHTTPServer) -> str:
    """The address to open in a browser."""
    return f"http://{HOST}:{server.server_port}/"
