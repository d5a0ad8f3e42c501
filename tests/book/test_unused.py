"""Files that nothing in a finished book asks for are left out of it."""

from trustbook.book.notebooks import write_text
from trustbook.book.unused import drop_unused

PAGE = (
    '<head><link rel="stylesheet" href="../trustbook/inline/all.css?v=1">'
    '<script src="../trustbook/inline/all.js"></script></head><body><img src="../_images/a.svg">'
    '<meta property="og:image" content="https://a.org/in/trustbook/card.png">'
    '<img src="../_static/logo%20one.png"><a href="https://a.org/_static/other.png">x</a></body>'
)
FILES = {
    "a/page.html": PAGE,
    "trustbook/inline/all.css": '@font-face { src: url("../fonts/arimo.woff2") }',
    "trustbook/inline/all.js": 'load("trustbook/own.js"); load(`trustbook/vega/${name}.js`);',
    "trustbook/fonts/arimo.woff2": "",
    "trustbook/fonts/arimo.LICENSE.txt": "",
    "trustbook/card.png": "",
    "trustbook/own.js": 'load("trustbook/further.js")',
    "trustbook/further.js": "",
    "trustbook/vega/vega.js": "",
    "_static/logo one.png": "",
    "_images/a.svg": "",
    "find/index.js": "",  # data of the book: of no folder that is looked through
}
UNUSED = {
    "trustbook/page.css": "",
    "trustbook/inline/former.css": "",
    "_static/styles/theme.css": 'a { background: url("sheet.png") }',
    "_static/styles/sheet.png": "",
    "_static/other.png": "",
    "_static/locales/da/theme.mo": "",
    "_static/fonts/awesome.LICENSE.txt": "",
}


def test_what_pages_sheets_and_scripts_lead_to_stays_and_nothing_else(tmp_path):
    for place, text in (FILES | UNUSED).items():
        write_text(tmp_path / place, text)
    drop_unused(tmp_path)
    left_over = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")}
    assert left_over == {*FILES}
    assert not (tmp_path / "_static" / "locales").exists()
