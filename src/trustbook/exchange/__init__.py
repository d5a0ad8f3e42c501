"""Exports of QDA software: read into one neutral value, turned into a corpus, written again."""
