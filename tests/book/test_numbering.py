"""Tables and figures have numbers, and texts refer to them."""

from trustbook.book.linking import Places, linked_html
from trustbook.book.numbering import output_numbers, referenced
from trustbook.book.outputs import FIGURE, VALUE, Output

OUTPUTS = [
    Output(name="network", kind=FIGURE, chapter="networks", title="Net"),
    Output(name="n", kind=VALUE, chapter="networks"),
    Output(name="ties", chapter="networks", title="Ties"),
    Output(name="codes", chapter="coding", title="Codes"),
]
NUMBERS = output_numbers(OUTPUTS)


def test_tables_and_figures_are_counted_apart_through_the_whole_book():
    assert NUMBERS == {
        "networks/network": "Figure 1",
        "networks/ties": "Table 1",
        "coding/codes": "Table 2",
    }


def test_a_caption_says_the_number():
    page = '<figcaption id="codes-caption"><span class="tb-title">Codes</span></figcaption>'
    linked = linked_html(page, OUTPUTS[3:], Places(page="chapters/coding", numbers=NUMBERS))
    assert '<span class="tb-nr">Table 2.</span> Codes' in linked


def test_a_link_without_words_gets_the_number_of_its_target():
    text = "[](#ties), [](coding.md#codes), [words](#ties), [](other.ipynb#x)"
    assert referenced(text, page="networks", numbers=NUMBERS) == (
        "<a href='networks.html#ties'>Table 1</a>, <a href='coding.html#codes'>Table 2</a>, "
        "[words](#ties), "
        "what this book leaves out"
    )
