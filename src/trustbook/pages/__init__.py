"""What a chapter shows: prose with computed numbers, tables, figures and one-line notices."""

from trustbook.corpus.numbers import count, in_words, joined
from trustbook.pages.figures import figure
from trustbook.pages.opening import how_sure
from trustbook.pages.prose import Prose, basis, document, needs, notice, paragraphs, prose
from trustbook.pages.tables import table, together, value, values

__all__ = [
    "Prose",
    "basis",
    "count",
    "document",
    "figure",
    "how_sure",
    "in_words",
    "joined",
    "needs",
    "notice",
    "paragraphs",
    "prose",
    "table",
    "together",
    "value",
    "values",
]
