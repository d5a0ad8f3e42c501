"""Every page says in its head what it says first."""

import struct
import xml.etree.ElementTree as ET

from trustbook.book.descriptions import describe_pages, description_of
from trustbook.book.social_card import CARD, card_svg, write_card

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


def test_a_page_names_its_picture_and_where_the_book_is_published(tmp_path):
    path = tmp_path / "chapters" / "ties.html"
    path.parent.mkdir()
    path.write_text(PAGE, encoding="utf-8")
    describe_pages(tmp_path, base="https://example.org/trust/")
    page = path.read_text(encoding="utf-8")
    assert 'property="og:image" content="https://example.org/trust/trustbook/card.png"' in page
    assert '<link rel="canonical" href="https://example.org/trust/chapters/ties.html">' in page


def test_a_page_of_no_known_address_leads_to_its_picture_from_where_it_is(tmp_path):
    path = tmp_path / "chapters" / "ties.html"
    path.parent.mkdir()
    path.write_text(PAGE, encoding="utf-8")
    describe_pages(tmp_path)
    page = path.read_text(encoding="utf-8")
    assert 'property="og:image" content="../trustbook/card.png"' in page
    assert "canonical" not in page


def test_the_picture_of_a_book_has_the_size_of_cards_and_any_title(tmp_path):
    write_card(tmp_path, title="Trust & <care> " * 30, finding="word " * 200)
    data = (tmp_path / CARD).read_bytes()
    assert struct.unpack(">II", data[16:24]) == (1200, 630)
    root = ET.fromstring(card_svg(title="A & B", finding="C < D"))
    assert [each.text for each in root.iter() if each.text] == ["A & B", "C < D"]
