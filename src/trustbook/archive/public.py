"""The archive of a public edition: what its corpus says about itself, and whether it is current."""

import json
import zipfile
from pathlib import Path
from typing import Any

from trustbook.corpus.package import PACKAGE_FILE
from trustbook.corpus.published import PublicCorpus, files_of
from trustbook.errors import ArchiveError


def public_package(archive: Path, *, corpus: str) -> dict[str, Any]:
    """The Data Package of the corpus in the archive of a public edition."""
    with zipfile.ZipFile(archive) as content:
        package: dict[str, Any] = json.loads(content.read(f"data/{corpus}/{PACKAGE_FILE}"))
    return package


def require_current(archive: Path, public: PublicCorpus, *, remedy: str) -> None:
    """ArchiveError where the corpus in an archive is not what may be published of it today."""
    files = files_of(public)
    place = f"data/{public.name}/"
    with zipfile.ZipFile(archive) as content:
        names = [name for name in content.namelist() if name.startswith(place)]
        archived = {name.removeprefix(place): content.read(name) for name in names}
    changed = sorted(name for name in {*files, *archived} if files.get(name) != archived.get(name))
    if changed:
        raise ArchiveError(f"{archive.name} was made from another state of the corpus "
                           f"({', '.join(changed[:3])}). Next: {remedy}")  # fmt: skip
