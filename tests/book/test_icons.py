"""Icons are drawn within the pages, and the script that drew them is gone."""

from trustbook.book.icons import SCRIPT, draw_icons

PAGE = """<head><script defer src="../_static/scripts/fontawesome.js?digest=1"></script></head>
<i class="theme-switch fa-solid fa-sun                fa-lg" data-mode="light" title="Light"></i>"""


def test_a_page_draws_its_icons_without_the_script_of_the_theme(tmp_path):
    """The title goes: the button around the icon has its name."""
    (tmp_path / SCRIPT).parent.mkdir(parents=True)
    (tmp_path / SCRIPT).write_text(
        'a={asun:[1,2,[3],"f0","M9"],sun:[512,512,[9728],"f185","M1 2z"]}', encoding="utf-8"
    )
    (tmp_path / f"{SCRIPT}.map").write_text("", encoding="utf-8")
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    draw_icons(tmp_path)
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == (
        '<head></head>\n<svg class="theme-switch tb-icon tb-large" '
        'data-mode="light" viewBox="0 0 512 512" aria-hidden="true"><path d="M1 2z"/></svg>'
    )
    assert list((tmp_path / SCRIPT).parent.iterdir()) == []


def test_a_book_of_another_theme_stays_as_it_is(tmp_path):
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    draw_icons(tmp_path)
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == PAGE
