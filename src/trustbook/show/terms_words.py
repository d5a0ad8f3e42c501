"""On what terms a book may be used, as the Data Package of its corpus says."""

import json
from typing import TYPE_CHECKING

from trustbook.imprint import MADE_WITH, terms
from trustbook.show.prose import Prose, prose

if TYPE_CHECKING:
    from trustbook.corpus import Corpus

PACKAGE = "datapackage.json"


def terms_in_words(book: "Corpus") -> Prose:
    """The licence of text, data and pictures, or that none is stated, and that of the code."""
    package = json.loads(book.text(PACKAGE) or "{}")
    return prose("{terms} {made}", terms=terms(package), made=MADE_WITH)
