"""Every chapter runs on any corpus: other stakeholders, other concepts, few tables, any choice."""

import ast
from pathlib import Path

import pytest

from trustbook.book.notebooks import chapter_paths, read_notebook, require_parameters_cell

ROOT = Path(__file__).parents[2]
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
    view = []
    for cell in read_notebook(path).cells:
        if cell.cell_type != "code":
            continue
        tree = ast.parse(cell.source)
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, cell.id, "exec"), names)
        if "parameters" in cell.metadata.get("tags", []):
            names |= {name: value for name, value in choice.items() if name in names}
        if isinstance(last, ast.Expr):
            view.append(eval(compile(ast.Expression(last.value), cell.id, "eval"), names))
    return view


def cases() -> list[object]:
    """Every chapter with every choice, as far as it takes what is chosen, each run once."""
    result: dict[str, tuple[str, dict[str, object]]] = {}
    for name, path in CHAPTERS.items():
        declared = require_parameters_cell(path)
        for choice in CHOICES:
            taken = {key: value for key, value in choice.items() if key in declared}
            result.setdefault(f"{name}-{'-'.join(map(str, taken.values()))}", (name, taken))
    return [pytest.param(*case, id=case_id) for case_id, case in result.items()]


@pytest.mark.slow
@pytest.mark.parametrize(("chapter", "choice"), cases())
def test_a_chapter_shows_something_whatever_is_chosen(
    chapter: str, choice: dict[str, object]
) -> None:
    view = [output for output in outputs(CHAPTERS[chapter], choice) if output is not None]
    assert view
    assert all("text/plain" in output._repr_mimebundle_() for output in view)
    assert all("Traceback" not in output._repr_mimebundle_()["text/plain"] for output in view)
