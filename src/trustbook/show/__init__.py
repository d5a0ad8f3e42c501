"""What a chapter shows: prose with computed numbers, tables, figures and one-line notices."""

from trustbook.show.figures import figure
from trustbook.show.prose import notice, prose
from trustbook.show.tables import table

__all__ = ["figure", "notice", "prose", "table"]
