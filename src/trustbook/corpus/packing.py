"""Archives whose bytes depend on what they hold alone."""

import io
import zipfile
from collections.abc import Mapping

_NO_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_PLAIN_FILE = 0o100644 << 16


def packed(members: Mapping[str, bytes]) -> bytes:
    """A zip archive of the members in their order, without time, owner or system.

    >>> packed({"a.txt": b"trust"}) == packed({"a.txt": b"trust"})
    True
    """
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", compression=zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            member = zipfile.ZipInfo(name, date_time=_NO_TIME)
            member.create_system = _UNIX
            member.external_attr = _PLAIN_FILE
            archive.writestr(member, data, compress_type=zipfile.ZIP_DEFLATED)
    return content.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    """The members of an archive that trustbook made itself, by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
