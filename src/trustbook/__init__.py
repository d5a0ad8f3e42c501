"""A reproducible research compendium on trust between stakeholders, and the machine behind it."""

from importlib import import_module

TYPE_CHECKING = False  # typing takes longer to import than all that `--help` needs before click

if TYPE_CHECKING:
    from trustbook.corpus.reading import read_corpus

__all__ = ["read_corpus"]


def __getattr__(name: str) -> object:
    """The public function, imported when it is first asked for, so that `--help` stays fast."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("trustbook.corpus.reading"), name)
