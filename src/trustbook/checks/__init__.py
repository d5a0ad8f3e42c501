"""Checks of the tables of a corpus: every fault at once, as findings."""
