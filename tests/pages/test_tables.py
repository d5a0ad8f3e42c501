"""Tables of publication quality."""

import io
from html.parser import HTMLParser

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from trustbook.book.outputs import MOST_ROWS, ROWS_AT_A_TIME, csv_text
from trustbook.corpus.numbers import number
from trustbook.pages.prose import Prose, notice, prose
from trustbook.pages.tables import TALL, View, table, together


def _view(frame: pd.DataFrame, **options: object) -> View:
    view = table(frame, **{"name": "t", "title": "T", **options})
    assert isinstance(view, View)
    return view


def _downloaded(view: View) -> bytes:
    return csv_text(view.outputs[0]).encode()


class _Cells(HTMLParser):
    """Counts the columns each row covers, merged cells of rows above included."""

    def __init__(self) -> None:
        super().__init__()
        self.widths: list[int] = []
        self._open: list[int] = []

    def handle_starttag(self, tag, attrs):
        given_ = dict(attrs)
        if tag == "tbody":
            self._open = []
        if tag == "tr":
            self.widths.append(len(self._open))
            self._open = [n - 1 for n in self._open if n > 1]
        if tag in {"td", "th"}:
            self.widths[-1] += int(given_.get("colspan", 1))
            if int(given_.get("rowspan", 1)) > 1:
                self._open.append(int(given_["rowspan"]) - 1)


def test_no_rows_are_one_line():
    view = table(pd.DataFrame({"a": []}), name="t", title="T", empty="Nothing here.")
    assert isinstance(view, Prose)
    assert view.text == "Nothing here."


def test_what_the_data_hold_cannot_become_html():
    frame = pd.DataFrame({'<i>"': ["<script>alert(1)</script>", "a & b"]})
    page = _view(frame, title="<T>", subtitle="<s>", notes=["<n>"], labels={'<i>"': "<l>"}).html
    assert "<script>" not in page
    for text in ("&lt;script&gt;", "a &amp; b", "&lt;T&gt;", "&lt;s&gt;", "&lt;n&gt;", "&lt;l&gt;"):
        assert text in page


def test_a_name_cannot_leave_its_attribute():
    assert 'id="a&quot;b"' in _view(pd.DataFrame({"x": [1]}), name='a"b').html


def test_headings_have_their_scope_and_the_caption_names_the_table():
    page = _view(pd.DataFrame({"a": ["x"], "b": [1]})).html
    assert page.count('scope="col"') == 2
    assert '<th scope="row" class="tb-short">x</th>' in page
    assert '<figcaption id="t-caption">' in page
    assert '<table aria-labelledby="t-caption">' in page


def test_columns_without_a_label_show_their_name_as_words():
    page = _view(pd.DataFrame({"meaning_unit": ["x"], "n": [1]}), labels={"n": "N"}).html
    assert ">Meaning unit<" in page
    assert ">N<" in page


def test_equal_neighbours_of_merged_columns_become_one_cell():
    frame = pd.DataFrame({"a": ["x", "x", "y", "x"], "b": [1, 2, 3, 4]})
    page = _view(frame, merge=["a"]).html
    assert page.count('rowspan="2"') == 1
    assert page.count(">x<") == 2


def test_cells_that_state_nothing_are_not_merged():
    frame = pd.DataFrame({"a": ["–", "–", None, None], "b": [1, 2, 3, 4]})
    assert "rowspan" not in _view(frame, merge=["a"]).html


def test_merged_cells_do_not_reach_over_a_row_group():
    frame = pd.DataFrame({"g": ["1", "2"], "a": ["x", "x"]})
    page = _view(frame, group="g", merge=["a"]).html
    assert "rowspan" not in page
    assert page.count('class="tb-group"') == 2


def test_rows_of_no_group_stand_without_a_heading():
    page = _view(pd.DataFrame({"g": ["1", None], "a": ["x", "y"]}), group="g").html
    assert page.count('class="tb-group"') == 1
    assert page.count("<tbody>") == 2


def test_cells_lead_where_the_data_say():
    frame = pd.DataFrame({"a": ["<x>", "y"]})
    page = _view(frame, links={"a": ["b.html#1", "b.html#2"]}).html
    assert '<a href="b.html#1">&lt;x&gt;</a>' in page
    assert page.count("<a href=") == 2


def test_a_searched_table_merges_nothing():
    frame = pd.DataFrame({"a": ["x", "x"], "b": ["1", "2"]})
    page = _view(frame, merge=["a"], filters=["b"]).html
    assert "rowspan" not in page
    assert "tb-filterable" in page
    assert page.count("data-filter") == 1


def test_spanners_stand_above_their_columns():
    frame = pd.DataFrame({"a": [1], "b": [2], "c": [3]})
    page = _view(frame, spanners={"Both": ["b", "c"]}).html
    assert '<td colspan="1"></td><th scope="colgroup" colspan="2">Both</th>' in page


def test_numbers_of_a_column_have_the_same_decimals():
    frame = pd.DataFrame({"a": [1.0, 2.25, None], "b": pd.array([1, None, 2021], dtype="Int64")})
    text = _view(frame).text
    assert text.splitlines()[3:] == ["1.00 | 1", "2.25 | ", " | 2021"]


def test_numbers_have_the_same_decimals_in_every_row_group():
    frame = pd.DataFrame({"g": ["1", "2"], "a": ["x", "y"], "n": [1.0, 2.5]})
    assert ">1.0<" in _view(frame, group="g").html


def test_numbers_have_a_true_minus_and_groups_from_five_figures():
    assert [number(-1), number(9999), number(10000)] == ["−1", "9999", "10,000"]


def test_truth_is_said_in_words():
    assert _view(pd.DataFrame({"a": [True, False]})).text.splitlines()[3:] == ["yes", "no"]


def test_web_addresses_are_links_and_nothing_else_is():
    frame = pd.DataFrame({"a": ["https://doi.org/10.1/a", "javascript:alert(1)", "https://a b"]})
    page = _view(frame).html
    assert '<a href="https://doi.org/10.1/a">' in page
    assert page.count("<a href") == 1


def test_the_download_holds_every_row_and_opens_in_a_spreadsheet():
    frame = pd.DataFrame({"name": ["信任", "ä, ö"], "n": [1, 2]})
    content = _downloaded(_view(frame))
    assert content.startswith(b"\xef\xbb\xbf")
    assert pd.read_csv(io.BytesIO(content)).equals(frame)


def test_a_table_that_is_too_long_says_so_and_can_be_downloaded_whole():
    frame = pd.DataFrame({"n": range(MOST_ROWS + 1)})
    view = _view(frame)
    line = f"The first {ROWS_AT_A_TIME} of {MOST_ROWS + 1:,} rows are shown"
    assert line in view.text
    assert f'<p class="tb-note tb-rows" data-output="t">{line}' in view.html
    assert view.html.count("<tr>") == ROWS_AT_A_TIME + 1
    assert len(pd.read_csv(io.BytesIO(_downloaded(view)))) == MOST_ROWS + 1


def test_the_first_rows_of_a_long_table_are_those_of_its_first_groups():
    """Rows of three groups in turn: the page has the first hundred of the first group alone."""
    rows = pd.DataFrame({"g": ["a", "b", "c"] * 1_000, "n": [0.5, *range(1, 3_000)]})
    page = _view(rows, group="g").html
    assert page.count('class="tb-group"') == 1
    assert '<table aria-labelledby="t-caption" data-group="g">' in page
    assert ">3.0<" in page  # with the decimals of all
    assert ">1.0<" not in page


def test_a_long_table_scrolls_below_its_headings():
    frame = pd.DataFrame({"n": range(TALL + 1)})
    assert "tb-tall" in _view(frame).html
    assert "tb-tall" not in _view(frame.head(TALL)).html


def test_the_same_frame_gives_the_same_bytes():
    frame = pd.DataFrame({"a": ["x"], "b": [1.5]})
    assert _view(frame) == _view(frame.copy())


def test_parts_stand_below_each_other():
    parts = [_view(pd.DataFrame({"a": [1]}), name=name) for name in ("one", "two")]
    both = together([*parts, prose("Said.")], empty="None.")
    assert isinstance(both, View)
    assert both.html.index('id="one"') < both.html.index('id="two"')
    assert "<p>Said.</p>" in both.html


def test_no_parts_are_one_line():
    assert together([], empty="None.") == notice("None.")


@given(st.lists(st.tuples(st.sampled_from("xy–"), st.sampled_from("pq")), min_size=1, max_size=12))
def test_merged_cells_leave_every_row_as_wide_as_the_table(rows):
    frame = pd.DataFrame(rows, columns=["a", "b"]).assign(c=range(len(rows)))
    cells = _Cells()
    cells.feed(_view(frame, merge=["a", "b"]).html)
    assert set(cells.widths) == {3}


def test_a_row_has_the_id_that_a_column_gives_it():
    frame = pd.DataFrame({"claim": ["c1", 'c"2'], "n": [1, 2]})
    page = table(frame, name="t", title="T", ids="claim").html
    assert '<tr id="c1">' in page
    assert '<tr id="c%222">' in page


def test_numbers_written_with_a_sign_or_a_percent_sign_stand_at_the_right():
    """Signs and shares do; versions, names with a number and numbers that are names do not."""
    frame = pd.DataFrame(
        {
            "net": ["+8", "−2", "–"],
            "part": ["61%", "over 99%", ""],
            "version": ["6.3.0", "1.2", "1"],
            "of": ["line 1", "line 2", "3%"],
        }
    )
    html = _view(frame).html
    assert html.count('<th scope="col" class="tb-number"') == 2


def test_decimals_that_were_written_as_text_stand_below_each_other():
    """A column of short names that look like whole numbers is none of numbers."""
    frame = pd.DataFrame({"code": ["7", "12"], "kappa": ["0.86", "–"], "version": ["1.2", "1.2.3"]})
    assert table(frame, name="t", title="T").html.count('<th scope="col" class="tb-number"') == 1
