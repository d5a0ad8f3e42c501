"""One style sheet and a few scripts in place of many."""

import re

import pytest

from trustbook.book.bundling import bundle_files, shorten_bundles
from trustbook.book.notebooks import write_text
from trustbook.book.policy import INLINE

SHEETS = {
    "_static/styles/theme.css": '@charset "UTF-8";\n@import "../basic.css";\n',
    "_static/basic.css": 'p { background: url(file.png) } i { background: url("data:x") }\n',
    "_static/styles/own.css": ".kept { top: 0 }\n@media print { .gone { top: 0 } }\n",
    "trustbook/book.css": ".unknown { top: 0 }\n}\n",
    "trustbook/page.css": "a { color: red }\n",
}
SCRIPTS = {"_static/one.js": "let one;", "_static/two.js": "two()", "trustbook/book.js": "book()"}
HEAD = (
    '<head><meta charset="utf-8"/><script src="../trustbook/inline/looks.js"></script>\n'
    '<noscript><link rel="stylesheet" href="../trustbook/inline/none.css"></noscript>'
    '<link href="../_static/styles/theme.css?digest=5" rel="stylesheet" />'
    '<link rel="stylesheet" type="text/css" href="../_static/styles/own.css?v=1" />'
    '<link rel="stylesheet" href="../_static/../trustbook/book.css?v=1" />'
    '<link rel="stylesheet" href="../trustbook/page.css" />'
    '<link rel="stylesheet" media="print" href="../print.css" />'
    '<link rel="preload" as="script" href="../_static/two.js" />'
    '<script defer src="../_static/one.js?v=1"></script><script defer src="../_static/two.js">'
    '</script><script defer="defer" src="../_static/../trustbook/book.js"></script>'
    '<script defer data-x="y" src="../_static/one.js"></script></head>'
)


@pytest.fixture
def book(tmp_path):
    for name, text in (SHEETS | SCRIPTS).items():
        write_text(tmp_path / name, text)
    write_text(tmp_path / INLINE / "looks.js", "looks()")
    write_text(tmp_path / "a" / "page.html", f'{HEAD}<body><p class="kept">x</p></body>')
    bundle_files(tmp_path)
    return tmp_path


def page_of(book):
    return (book / "a" / "page.html").read_text(encoding="utf-8")


def bundle_of(book):
    (path,) = (book / INLINE).glob("all-*.css")
    return path.read_text(encoding="utf-8")


def test_the_sheets_become_one_in_their_order_with_what_they_import(book):
    begins = re.findall(r"/\*! (\S+) \*/", bundle_of(book))
    assert begins == [
        "_static/styles/theme.css",
        "_static/basic.css",
        "_static/styles/own.css",
        "trustbook/book.css",
        "trustbook/page.css",
    ]
    assert "@import" not in bundle_of(book)
    assert "@charset" not in bundle_of(book)


def test_addresses_within_a_sheet_lead_to_the_same_files(book):
    assert 'url("../../_static/file.png")' in bundle_of(book)
    assert 'url("data:x")' in bundle_of(book)


def test_a_page_asks_for_the_style_sheet_before_the_script_of_its_looks(book):
    page = page_of(book)
    links = re.findall(r'href="([^"]*\.css)', page)
    assert len(links) == 3  # without scripts, the bundle, on paper
    assert links[0].endswith("none.css")
    assert page.index("all-") < page.index("looks.js") < page.index("<script defer")
    assert "preload" not in page


def test_scripts_of_one_folder_become_one_and_one_with_data_of_its_own_stays(book):
    names = re.findall(
        r'<script defer src="\.\./trustbook/inline/([^"]+)"></script>', page_of(book)
    )
    codes = [(book / INLINE / name).read_text(encoding="utf-8") for name in names]
    assert codes == ["let one;\n;\ntwo()", "book()"]
    assert '<script defer data-x="y" src="../_static/one.js"></script>' in page_of(book)


def test_rules_of_sphinx_for_what_no_page_has_are_left_out(book):
    shorten_bundles(book)
    sheet = bundle_of(book)
    assert ".kept" in sheet
    assert ".gone" not in sheet
    assert "@media" not in sheet
    assert ".unknown" in sheet  # a script that is loaded later may need it


@pytest.mark.parametrize(
    ("script", "name"), [('add("later")', "later"), ("add(`bs-${place}`)", "bs-top")]
)
def test_rules_for_what_a_script_may_add_stay(book, script, name):
    write_text(book / "_static" / "more.js", script)
    path = next((book / INLINE).glob("all-*.css"))
    text = path.read_text(encoding="utf-8").replace(".gone", f".{name}")
    write_text(path, text)
    shorten_bundles(book)
    assert f".{name}" in bundle_of(book)


def test_a_brace_too_many_or_too_few_spoils_no_rule_of_the_next_sheet(book):
    assert re.search(r"\}\n\}\n\n/\*! trustbook/page.css \*/\nx \{\}\na \{", bundle_of(book))
    write_text(book / "trustbook" / "book.css", "b { top: 0")
    write_text(book / "a" / "page.html", HEAD)
    bundle_files(book)
    assert any("b { top: 0}" in path.read_text("utf-8") for path in (book / INLINE).glob("all-*"))


def test_the_letters_of_a_font_that_no_page_uses_are_left_out(book):
    path = next((book / INLINE).glob("all-*.css"))
    font = '@font-face{font-family:"Font Awesome 6 Free";src:url("x")}'
    write_text(path, path.read_text(encoding="utf-8").replace("p {", f"{font} p {{"))
    shorten_bundles(book)
    assert "@font-face" not in bundle_of(book)


def test_words_of_sphinx_whose_plurals_the_policy_forbids_stop_no_other_script(tmp_path):
    names = ("one.js", "translations.js", "two.js")
    for name in names:
        write_text(tmp_path / "_static" / name, f"'{name}'")
    tags = "".join(f'<script defer src="_static/{name}"></script>' for name in names)
    sheet = '<link rel="stylesheet" href="_static/a.css">'
    write_text(tmp_path / "_static" / "a.css", "a {}")
    write_text(tmp_path / "page.html", f"<head>{sheet}{tags}</head><body></body>")
    bundle_files(tmp_path)
    (script,) = (tmp_path / INLINE).glob("*.js")
    assert script.read_text(encoding="utf-8") == "'one.js'\n;\n'two.js'"
    assert "translations" not in (tmp_path / "page.html").read_text(encoding="utf-8")
