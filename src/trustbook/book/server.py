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
RELOADER = "/trustbook-reload.js"  # no file of the book
_TAG = f'<script src="{RELOADER}" defer></script>'.encode()
_RELOADING = b"""(() => {
  "use strict";
  let before;
  const look = async () => {
    try {
      const stamp = await fetch("/build.json", { method: "HEAD", cache: "no-store" });
      const now = stamp.ok ? stamp.headers.get("Last-Modified") : before;
      if (before && now !== before) location.reload();
      before = now;
    } catch { /* the server has ended, or a new book is being moved into place */ }
    setTimeout(look, 1000);
  };
  look();
})();
"""
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
        if (answer := self.own_answer()) is not None:
            return answer
        if not self.file().is_file() or self.file().resolve() != self.file():
            self.send_error(HTTPStatus.NOT_FOUND, "There is no such page in the book")
            return None
        return super().send_head()

    def file(self) -> Path:
        """The file of the book that is asked for, which may not be there."""
        place = Path(self.translate_path(self.path))
        return place / "index.html" if place.is_dir() else place

    def own_answer(self) -> BytesIO | None:
        """What is sent in place of a file; nothing but files is, unless the book is watched."""
        return None


class _Watched(_Quiet):
    """The same, with a script in each page that loads it again when there is a new book."""

    def own_answer(self) -> BytesIO | None:
        if self.path == RELOADER:
            return self._sent(_RELOADING, "text/javascript")
        file = self.file()
        if file.suffix != ".html" or not file.is_file() or file.resolve() != file:
            return None
        page = file.read_bytes().replace(b"</head>", _TAG + b"</head>", 1)
        return self._sent(page, "text/html; charset=utf-8")

    def _sent(self, content: bytes, kind: str) -> BytesIO:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        return BytesIO(content)


def _hosts(port: int) -> set[str]:
    """The names under which this computer, and no other, asks for a page."""
    return {f"{name}:{port}" for name in (HOST, "localhost")} | (
        {HOST} if port == _OF_HTTP else set()
    )


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = sys.platform != "win32"  # there it would share a port that is taken

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore a browser that turned to another page before this one was read."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def book_server(book: Path, *, port: int, is_watched: bool = False) -> ThreadingHTTPServer:
    """A server of the book that only this computer can reach; port 0 takes any free one.

    Pages of a book that `is_watched` are loaded again by the browser when the book was made anew.
    """
    if not (book / "index.html").is_file():
        raise BookError(f"no book at {book}: run `trustbook build` first")
    try:
        handler = _Watched if is_watched else _Quiet
        return _Server((HOST, port), partial(handler, directory=str(book.resolve())))
    except OSError as error:
        if error.errno not in _IN_USE:
            raise
        raise BookError(f"port {port} is taken; leave out --port to use a free one") from None


def address(server: ThreadingHTTPServer) -> str:
    """The address to open in a browser."""
    return f"http://{HOST}:{server.server_port}/"
