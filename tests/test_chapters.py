"""Every chapter runs on any corpus: other stakeholders, other concepts, few tables, any choice."""

import ast
from pathlib import Path

import pytest

from trustbook.notebooks import chapter_paths, read_notebook

ROOT = Path(__file__).parents[1]
CHAPTERS = chapter_paths(ROOT / "chapters")
CHOICES = (
    {"corpus": "tests/corpora/clinic"},
    {"corpus": "tests/corpora/ten-segments"},
    {"corpus": "tests/corpora/clinic", "study": "leaflet", "level": "macro"},
    {"corpus": "tests/corpora/clinic", "concepts": "dependence", "min_support": 2},
    {"min_support": 99},
)


def outputs(path: Path, choice: dict[str, object]) -> list[object]:
    """What the code cells of a chapter show, run in this process with these parameters."""
    names: dict[str, object] = {}
    shown = []
    for cell in read_notebook(path).cells:
        if cell.cell_type != "code":
            continue
        tree = ast.parse(cell.source)
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, cell.id, "exec"), names)
        if "parameters" in cell.metadata.get("tags", []):
            names |= {name: value for name, value in choice.items() if name in names}
        if isinstance(last, ast.Expr):
            shown.append(eval(compile(ast.Expression(last.value), cell.id, "eval"), names))
    return shown


@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: "-".join(map(str, choice.values())))
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_shows_something_whatever_is_chosen(
    chapter: str, choice: dict[str, object]
) -> None:
    shown = [output for output in outputs(CHAPTERS[chapter], choice) if output is not None]
    assert shown
    assert all("text/plain" in output._repr_mimebundle_() for output in shown)
    assert all("Traceback" not in output._repr_mimebundle_()["text/plain"] for output in shown)
