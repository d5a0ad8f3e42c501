"""A book shows no section that holds nothing, and says which settings were chosen."""

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from trustbook.book.sections import shown_chapter
from trustbook.pages.prose import Prose, notice, prose


def code(name, *views, tags=(), source=""):
    displays = [
        new_output("display_data", view._repr_mimebundle_()) for view in views if view.markdown
    ]
    return new_code_cell(source, id=name, outputs=displays, metadata={"tags": list(tags)})


def text(name, source):
    return new_markdown_cell(source, id=name)


def page_cells(*cells):
    return [cell.id for cell in shown_chapter(new_notebook(cells=list(cells))).cells]


NOTHING, SOMETHING = notice("No ties *here*."), prose("**Two** ties and *one* more.")


def test_a_section_whose_code_shows_nothing_is_left_out_with_its_heading():
    assert page_cells(
        text("title", "# Ties"),
        text("pairs", "## Pairs"),
        code("a", NOTHING),
        text("deeper", "### Deeper\n\nWords."),
        code("b", Prose("")),
        text("all", "## All"),
        code("c", SOMETHING),
        code("d", NOTHING),
        text("words", "## Words\n\nOnly words."),
        text("empty", "## Empty"),
        code("e", NOTHING),
        text("method", "<details><summary>Method</summary>"),
    ) == ["title", "all", "c", "words", "method"]


def test_the_method_speaks_of_no_section_that_is_left_out():
    """Neither where the title is its subject nor where it is a heading of its own."""
    method = "<details><summary>Method</summary>\n\n{}**All** counts ties.\n\n</details>"
    left_out = "**Pairs** count twice.\n\n**Who asks?** Nobody.\n\n"
    cells = [
        text("pairs", "## Pairs"),
        code("a", NOTHING),
        text("asks", "## Who asks?\n\nWords."),
        code("b", Prose("")),
        text("all", "## All"),
        code("c", SOMETHING),
        text("method", method.format(left_out)),
    ]
    visible = shown_chapter(new_notebook(cells=cells)).cells
    assert visible[-1].source == method.format("")


def test_what_a_chapter_needs_and_how_it_opens_stay():
    assert page_cells(
        text("title", "# Ties"),
        code("missing", NOTHING),
        code("finding", NOTHING, tags=["opening"]),
        code("load"),
    ) == ["title", "missing", "finding", "load"]


def test_settings_are_named_where_they_are_not_the_default():
    parameters = code(
        "parameters", source='corpus = "a"\nlevel = "all"\nleast = 1', tags=["parameters"]
    )
    chosen = code(
        "chosen", source='corpus = "b"\nlevel = "micro"\nleast = 1', tags=["injected-parameters"]
    )
    cells = shown_chapter(new_notebook(cells=[text("title", "# T"), parameters, chosen])).cells
    assert cells[1].source == "Made with other settings than the default: level *micro*."
    assert page_cells(text("title", "# T"), parameters) == ["title", "parameters"]
