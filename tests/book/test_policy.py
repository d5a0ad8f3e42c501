"""Pages that keep to the content-security-policy: what they hold is moved to files beside them."""

from trustbook.book.notebooks import write_text
from trustbook.book.policy import INLINE, POLICY, keep_to_policy, strict_page

HEAD = '<head><meta charset="utf-8"/>{}</head><body>{}</body>'


def strict(head="", body=""):
    files = {}
    return strict_page(HEAD.format(head, body), way="../in", files=files), files


def test_the_policy_stands_before_anything_that_it_governs():
    page, _ = strict('<link rel="stylesheet" href="a.css"/>')
    assert page.index(POLICY) < page.index("<link")


def test_scripts_of_the_head_become_one_file_and_each_comes_once():
    page, files = strict("<script>let a;</script><script>let b;</script><script>let a;</script>")
    assert list(files.values()) == ["let a;\nlet b;"]
    assert page.count("<script") == 1


def test_no_script_of_the_head_keeps_a_page_waiting_but_what_stood_in_it():
    files_of_head = '<script src="a.js"></script><script data-x="y" src="c.js"></script>'
    page, files = strict(files_of_head + '<script defer src="b.js"></script><script>a()</script>')
    assert page.count("<script defer") == 3
    assert f'<script src="../in/{next(iter(files))}">' in page


def test_scripts_of_the_body_keep_their_places():
    page, files = strict(body="<script>one()</script><p></p><script>two()</script>")
    assert list(files.values()) == ["one()", "two()"]
    assert page.index("<script") < page.index("<p>") < page.rindex("<script")


def test_data_and_files_of_scripts_stay():
    body = (
        '<script type="application/json">{"a": " style=\\"b\\""}</script><script src="c"></script>'
    )
    page, files = strict(body=body)
    assert body in page
    assert files == {}


def test_a_style_attribute_becomes_a_rule_that_is_as_strong():
    page, files = strict(
        body='<svg role="img" style="max-width:9px"><g style="max-width:9px"/></svg>'
    )
    (rule,) = files.values()
    assert "style=" not in page.replace("data-style=", "")
    name = page.partition("data-style=")[2][1:10]
    assert rule == f'[data-style="{name}"]:not(#_) {{ max-width:9px }}'


def test_words_that_look_like_a_style_stay():
    body = '<main><p>write style="x" there</p> style="y"</main>'
    page, files = strict(body=body)
    assert body in page
    assert files == {}


def test_styles_without_scripts_are_a_file_too():
    page, files = strict("<noscript><style>p { margin: 0 }</style></noscript>")
    assert "<noscript><link" in page
    assert list(files.values()) == ["p { margin: 0 }"]


def test_the_search_of_sphinx_is_left_out(tmp_path):
    names = ("../_static/searchtools.js", "../searchindex.js?v=1")
    scripts = "".join(f'<script src="{name}"></script>' for name in names)
    write_text(tmp_path / "a" / "page.html", HEAD.format(scripts, ""))
    write_text(tmp_path / "searchindex.js", "")
    keep_to_policy(tmp_path)
    assert "search" not in (tmp_path / "a" / "page.html").read_text(encoding="utf-8")
    assert not (tmp_path / "searchindex.js").exists()


def test_every_page_leads_to_the_files_from_where_it_stands(tmp_path):
    write_text(tmp_path / "a" / "page.html", HEAD.format("<script>let a;</script>", ""))
    keep_to_policy(tmp_path)
    (file,) = (tmp_path / INLINE).iterdir()
    assert f'src="../{INLINE}/{file.name}"' in (tmp_path / "a" / "page.html").read_text("utf-8")


def test_a_script_within_the_content_is_not_made_one_of_the_book():
    files = {}
    page = strict_page(
        "<head><meta charset='utf-8'></head><body><script>ours()</script>"
        "<main><p>A title<script>theirs()</script></p></main><script>ours()</script></body>",
        way="in",
        files=files,
    )
    assert list(files.values()) == ["ours()"]
    assert "<main><p>A title<script>theirs()</script></p></main>" in page
    assert "default-src" in page
