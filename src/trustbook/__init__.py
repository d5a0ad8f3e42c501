"""A reproducible research compendium on trust between stakeholders, and the machine behind it."""

from trustbook.corpus.reading import read_corpus

__all__ = ["read_corpus"]
