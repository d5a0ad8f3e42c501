"""Drawing charts: by the engine of this process, or by that of one which has it started already.

The engine takes most of a second to start, which every chapter would pay, and draws faster the more
it has drawn. One of the processes that run chapters therefore draws for the kernels of all of them,
of a large computer one in four; any other process draws for itself.
"""

import json
import os
import re
import socket
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from threading import Thread
from typing import Any

VEGA_LITE = "6.4"
_SOCKET = "TRUSTBOOK_DRAWING"  # of the process that draws for this one
_UNDRAWABLE = re.compile(
    r"(\\\\)|\\(?:[bf]|u(?:00[01][0-9a-f]|fff[ef]))"
)  # ends the engine's process
_DRAWN, _FAULTY = b"+", b"-"
_KERNELS = 4  # that one engine can draw for at a time


def svg_of(spec: Mapping[str, Any]) -> str:
    """The chart of a Vega-Lite specification as SVG; ValueError where it cannot be drawn.

    Letters that no picture can hold, such as the soft line break of word processors, are blanks.

    >>> svg_of({"data": {"values": [{}]}, "mark": "point"})[:4]
    '<svg'
    """
    return _drawn(_UNDRAWABLE.sub(lambda escape: escape[1] or " ", json.dumps(spec))).decode()


def png_of(svg: str, *, scale: float, dots: int) -> bytes:
    """The picture (SVG) in dots, so many per inch; ValueError where it cannot be drawn."""
    return _drawn(json.dumps([svg, scale, dots]))


def _drawn(asked: str) -> bytes:
    """What is asked for, drawn by whoever draws for this process, else by this one."""
    if place := os.environ.get(_SOCKET):
        with suppress(EOFError, OSError):  # whoever drew for this process has ended
            return _answered(place, asked)
    return draw(asked)


def _answered(place: str, asked: str) -> bytes:
    with Client(place) as connection:
        connection.send_bytes(asked.encode())
        answer = connection.recv_bytes()
    if answer[:1] == _FAULTY:
        raise ValueError(answer[1:].decode())
    return answer[1:]


@cache
def drawing_for_others(folder: Path) -> Mapping[str, str]:
    """What tells other processes who draws for them: this one, or one that came before it.

    It is who draws for this process, if anybody does. Nothing where no process can draw for
    another. `folder` is for the temporary files of them all: nobody else may read it, and it
    outlives those processes.
    """
    if not hasattr(socket, "AF_UNIX"):
        return {}
    if asked := os.environ.get(_SOCKET):
        return {_SOCKET: asked}
    place = folder / f"drawing-{os.getpid() % max(1, (os.cpu_count() or 1) // _KERNELS)}"
    try:
        listener = Listener(str(place), "AF_UNIX")
    except OSError:  # another process draws already, or it is too long a name
        return {_SOCKET: str(place)} if place.exists() else {}
    Thread(target=_draw_for_others, args=(listener,), daemon=True).start()
    return {_SOCKET: str(place)}


def _draw_for_others(listener: Listener) -> None:
    while True:
        Thread(target=_answer, args=(listener.accept(),), daemon=True).start()


def _answer(connection: "Connection[Any, Any]") -> None:
    with connection, suppress(EOFError, OSError):  # whoever asked has ended
        try:
            answer = _DRAWN + draw(connection.recv_bytes().decode())
        except ValueError as error:
            answer = _FAULTY + str(error).encode()
        connection.send_bytes(answer)


def draw(asked: str) -> bytes:
    """A chart (JSON of its specification), or a picture in dots (JSON of a list), by this process.

    ValueError where it cannot be drawn.
    """
    import vl_convert  # noqa: PLC0415 - heavy, and some draw by another process

    if asked.startswith("["):
        svg, scale, dots = json.loads(asked)
        return bytes(vl_convert.svg_to_png(svg, scale=scale, ppi=dots))
    return str(
        vl_convert.vegalite_to_svg(asked, vl_version=VEGA_LITE, allowed_base_urls=[])
    ).encode()
