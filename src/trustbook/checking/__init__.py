"""Checks of a whole corpus, and what may be published of it."""
