"""Every page says in its head what it says first."""

from trustbook.book.descriptions import describe_pages, description_of

PAGE = """<head><title>Ties &#8212; "Book"</title></head><article><p>Load.</p>
<div class="cell tag_opening"><p><strong>Five &amp; more</strong>
hinge.</p></div></article>"""


def test_a_chapter_is_described_by_how_it_opens(tmp_path):
    path = tmp_path / "ties.html"
    path.write_text(PAGE, encoding="utf-8")
    describe_pages(tmp_path)
    page = path.read_text(encoding="utf-8")
    assert '<meta name="description" content="Five &amp; more hinge.">' in page
    assert '<meta property="og:title" content="Ties &#8212; &quot;Book&quot;">' in page


def test_a_page_without_an_article_is_not_described(tmp_path):
    (tmp_path / "index.html").write_text("<head></head><p>Words.</p>", encoding="utf-8")
    describe_pages(tmp_path)
    assert "meta" not in (tmp_path / "index.html").read_text(encoding="utf-8")
    assert description_of("<article>no paragraph</article>") == ""
