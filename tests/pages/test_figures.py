"""Figures: the picture, its table twin, its text and what they leave out."""

import json
import re

import altair as alt
import pandas as pd
import pytest

from trustbook.charts.theme import themed
from trustbook.corpus.language import speaking
from trustbook.pages.figures import (
    figure,
    natural_size,
    rows_as_values,
    smallest_text,
    specification,
    spoken,
    static_svg,
)
from trustbook.pages.prose import Prose
from trustbook.pages.tables import View

DATA = pd.DataFrame({"name": ["</script><b>", "信頼"], "n": [1, 2], "share": [0.25, None]})


def bars(data: pd.DataFrame = DATA) -> alt.Chart:
    chart = alt.Chart(data).mark_bar(clip=True).encode(x="n:Q", y="name:N")
    return themed(chart, title="Two < three", subtitle="Of 2 names", description="Two bars.")


def page(**changes: object) -> str:
    view = figure(bars(), DATA, name="bars", **changes)
    assert isinstance(view, View)
    return view.html


def test_a_figure_is_the_same_twice():
    assert page() == page()


def test_views_are_numbered_within_their_chart_only():
    def zoomable() -> alt.Chart:
        return bars().add_params(alt.selection_point(name="node"), alt.selection_interval())

    assert specification(zoomable()) == specification(zoomable())


MIXED = pd.DataFrame({
    "words": ["x", None], "whole": [1, 2], "part": [1.5, float("nan")], "far": [float("inf"), 0.0],
    "true": [True, False], "count": pd.array([1, None], dtype="Int64"),
    "share": pd.array([None, 0.5], dtype="Float64"), "parts": [["a", "b"], None],
})  # fmt: skip


WITHOUT_COLUMNS = MIXED[[]]


@pytest.mark.parametrize(
    "frame", [MIXED, MIXED[:0], MIXED[["words"]].set_axis([5, 5]), WITHOUT_COLUMNS, DATA]
)
def test_rows_are_written_as_altair_writes_them(frame):
    assert json.dumps(rows_as_values(frame)) == json.dumps(alt.to_values(frame))


def test_the_data_of_a_chart_are_what_it_names():
    rows = specification(bars(DATA.assign(segment_ids="s1, s2", naïve=1)))["datasets"]
    assert [{*row} for row in next(iter(rows.values()))] == [{"name", "n"}] * 2


def test_the_specification_cannot_end_its_script():
    code = re.search(r'class="tb-spec">(.*?)</script>', page(), re.S)[1]
    assert "<" not in code
    values = next(iter(json.loads(code)["datasets"].values()))
    assert values[0]["name"] == "</script><b>"


def test_the_page_escapes_what_the_data_hold():
    assert "<b>" not in page()
    assert "&lt;/script&gt;&lt;b&gt;" in page()


def test_nothing_in_a_figure_names_another_host():
    addresses = set(re.findall(r"https?://[^\"' ]+", page()))
    assert addresses == {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


def test_the_picture_is_labelled_for_screen_readers():
    assert 'role="img" aria-labelledby="bars-title" aria-describedby="bars-desc"' in page()
    assert '<title id="bars-title">Two &lt; three</title>' in page()
    assert '<desc id="bars-desc">Two bars.</desc>' in page()


def test_the_title_is_text_of_the_page_and_not_of_the_picture():
    assert '<span class="tb-title">Two &lt; three</span>' in page()
    assert '<span class="tb-subtitle">Of 2 names</span>' in page()
    assert "role-title" not in page()


def test_two_figures_share_no_id():
    first, second = (figure(bars(), DATA, name=name).html for name in ("one", "two"))
    ids = [set(re.findall(r'\bid="([^"]+)"', text)) for text in (first, second)]
    assert ids[0].isdisjoint(ids[1])


def test_every_reference_of_a_picture_is_in_it():
    svg = static_svg(bars().to_dict(), name="bars")
    assert set(re.findall(r"url\(#([^)]+)\)", svg)) <= set(re.findall(r'\bid="([^"]+)"', svg))


def test_decimals_of_a_picture_are_short():
    third = pd.DataFrame({"name": ["a", "b", "c"], "n": [1 / 3, 2 / 3, 1]})
    svg = static_svg(bars(third).to_dict(), name="bars")
    assert not re.search(r' d="[^"]*\.\d{3}', svg)


def test_a_picture_tells_its_size_and_its_smallest_text():
    svg = '<svg width="300" height="20.5"><text font-size="12px"/><text font-size="9px"/></svg>'
    assert natural_size(svg) == (300, 20.5)
    assert smallest_text(svg) == 9
    with pytest.raises(ValueError, match="not an SVG"):
        natural_size("<p>")


def test_the_text_has_the_words_and_the_rows():
    view = figure(bars(), DATA, name="bars", labels={"n": "How many"})
    lines = view.text.splitlines()
    assert lines[:3] == ["Two < three", "Of 2 names", "Two bars."]
    assert lines[3:5] == ["Name | How many | Share", "--- | --- | ---"]
    assert lines[6] == "信頼 | 2 | "


def test_links_keep_within_the_page_and_can_be_reached():
    linked = bars(DATA.assign(to="#tie-1"))
    view = figure(linked.encode(href="to:N"), DATA, name="bars").html
    assert '<a href="#tie-1">' in view
    assert 'svg role="group"' in view


def test_no_rows_give_one_line():
    view = figure(bars(), DATA.head(0), name="bars", empty="No names.")
    assert isinstance(view, Prose)
    assert view.markdown == "*No names.*"


def test_an_axis_says_nothing_in_english_of_its_own():
    """What a picture shows is said by its description, in the language of the page."""
    assert "scale with" not in figure(bars(), DATA, name="bars").html


def test_charts_have_titles_and_numbers_in_the_language_of_the_page():
    spec = {
        "title": {"text": "Theme"},
        "encoding": {"tooltip": [{"field": "Truster", "type": "nominal"}]},
    }
    assert spoken(spec) == spec
    with speaking("da"):
        danish = spoken(spec)
    assert danish["title"] == {"text": "Tema"}
    assert danish["encoding"]["tooltip"][0]["title"] == "Tillidsgiver"
    assert danish["config"]["locale"]["number"]["decimal"] == ","
