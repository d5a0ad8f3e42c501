"""Every chapter runs on any corpus: other stakeholders, other concepts, few tables, any choice."""

from collections.abc import Callable
from pathlib import Path

import pytest

from trustbook.book.edition import edition_of
from trustbook.book.notebooks import chapter_paths, require_parameters_cell

ROOT = Path(__file__).parents[2]
CHAPTERS = chapter_paths(ROOT / "chapters")
TEN_SEGMENTS = "tests/corpora/ten-segments"
CHOICES = (
    {"corpus": "tests/corpora/clinic"},
    {"corpus": TEN_SEGMENTS},
    {"corpus": "tests/corpora/clinic", "study": "leaflet", "level": "macro"},
    {"corpus": "tests/corpora/clinic", "concepts": "dependence", "min_support": 2},
    {"min_support": 99},
)


def cases() -> list[object]:
    """Every chapter with every choice, as far as it takes what is chosen, each run once.

    Without a choice the reference runs it, and those of the book of ten segments are run for it.
    """
    in_book = {spec.chapter for spec in edition_of(str(ROOT / TEN_SEGMENTS)).specs}
    result: dict[str, tuple[str, dict[str, object]]] = {}
    for name, path in CHAPTERS.items():
        declared = require_parameters_cell(path)
        for choice in CHOICES:
            settings = {key: value for key, value in choice.items() if key in declared}
            if settings and not (settings == {"corpus": TEN_SEGMENTS} and name in in_book):
                case = f"{name}-{'-'.join(map(str, settings.values()))}"
                result.setdefault(case, (name, settings))
    return [pytest.param(*case, id=case_id) for case_id, case in result.items()]


@pytest.mark.slow
@pytest.mark.parametrize(("chapter", "choice"), cases())
def test_a_chapter_shows_something_whatever_is_chosen(
    chapter: str, choice: dict[str, object], cell_views: Callable[..., list[object]]
) -> None:
    view = cell_views(CHAPTERS[chapter], choice)
    assert view
    assert all("text/plain" in output._repr_mimebundle_() for output in view)
    assert all("Traceback" not in output._repr_mimebundle_()["text/plain"] for output in view)
