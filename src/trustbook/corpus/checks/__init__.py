"""Checks of the tables of a corpus, one file per kind of fault."""
