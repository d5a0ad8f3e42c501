"""Texts of the authors: what they may hold, what they cite, and when they are to be read again."""

import shutil
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from trustbook.book.authored import Authored, as_text
from trustbook.book.cited import Target, published_names, words_for
from trustbook.book.edition import edition_of
from trustbook.book.linking import Places
from trustbook.book.markup import refused_parts
from trustbook.book.notebooks import canonical, read_notebook, write_notebook, write_text
from trustbook.book.outputs import PART, Output, part_of
from trustbook.book.readings import read_readings
from trustbook.book.runs import begun_record, ended_record, write_record
from trustbook.book.staging import page_sources, pages_of, read_toc
from trustbook.book.text_checks import check_texts
from trustbook.book.texts import (
    PAGE,
    Text,
    WordsOfAuthors,
    citations,
    filled,
    read_texts,
    sentence_of,
    translations,
    with_texts,
    without_citations,
)
from trustbook.book.typed_numbers import typed_number_faults
from trustbook.cli import main

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "tests" / "corpora" / "ten-segments"
EXTENSIONS = ("colon_fence", "deflist", "substitution", "tasklist", "attrs_block", "attrs_inline")


def parts(source):
    return list(refused_parts(source, extensions=EXTENSIONS))


@pytest.mark.parametrize(
    ("source", "part"),
    [
        ("a <b>c</b>", "HTML `<b>`"),
        ("<script>x</script>", "HTML `<script>x</script>`"),
        ("\\`<b>x\\`", "HTML `<b>`"),
        ("<!-- x -->", "HTML `<!-- x -->`"),
        ("```{raw} html\nx\n```", "a directive `{raw} html`"),
        ("- a\n\n  ~~~{include} /etc/passwd\n  ~~~", "a directive `{include} /etc/passwd`"),
        (":::{eval-rst}\n:::", "a directive `{eval-rst}`"),
        ("```{code-cell}\n1\n```", "a directive `{code-cell}`"),
        ("{eval}`x`", "a role of MyST `x`"),
        ("{{ x.__class__ }}", "braces within braces `x.__class__`"),
        ("---\na: b\n---\n", "settings between two lines of dashes `a: b`"),
        ("(label)=\nx", "a label of MyST `label`"),
        ("![p](https://x.org/p.png)", "a picture `p`"),
        ("[l](//x.org)", "a link to `//x.org`"),
        ("[l](ftp://x.org)", "a link to `ftp://x.org`"),
        ("{.wide}\nx", "attributes in braces"),
    ],
)
def test_what_is_more_than_plain_markdown_is_refused(source, part):
    assert parts(source)[0][1] == part


def test_the_line_within_a_paragraph_is_named():
    assert parts("One.\nTwo <i>three</i>.") == [(2, "HTML `<i>`"), (2, "HTML `</i>`")]


@pytest.mark.parametrize(
    "source",
    [
        "# T\n\n*a* **b** `<b>` p < 0.05 & more \\<b> {not a role} {% if %}",
        "> q\n\n1. a\n2. b\n\n- c\n  - d\n\n---\n\n| a | b |\n|--|:-:|\n| 1 | 2 |",
        "[a](https://x.org) <https://x.org> [b](mailto:a@x.org) [c](networks.md) n[^1]\n\n[^1]: n",
        "```python\n{{ x }} <b>\n```\n\nterm\n: definition\n\n- [ ] to do",
        "[j](javascript:alert(1)) <javascript:alert(1)> [d](data:text/html,x)",
    ],
)
def test_plain_markdown_is_allowed(source):
    """A link that would run something is none to the parser of the pages: it shows as text."""
    assert parts(source) == []


CELLS = """\
values(
    ties=len(relations),  # all ties
    hinging=1,
)
"""


def chapter(*sources, title="A chapter"):
    code = ['corpus = "data/mine"  # the corpus', *sources]
    cells = [nbformat.v4.new_markdown_cell(f"# {title}\n\nBelow the title.", id="title")]
    cells += [nbformat.v4.new_code_cell(source, id=f"c{n}") for n, source in enumerate(code)]
    cells[1].metadata["tags"] = ["parameters"]
    return canonical(nbformat.v4.new_notebook(cells=cells))


def run(chapter, **values):
    """Keep a run of the chapter in which it published these values and a table."""
    (spec,) = edition_of().specs_of([chapter])
    outputs = [Output(name=n, kind="value", values={n: v}) for n, v in values.items()]
    outputs.append(Output(name="table-ties", title="All ties"))
    notebook = read_notebook(spec.source)
    notebook.cells[-1].outputs = [
        nbformat.v4.new_output("display_data", {PART: part_of(outputs), "text/html": ""})
    ]
    begun = begun_record(spec)
    write_notebook(notebook, spec.notebook)
    text = spec.notebook.read_text(encoding="utf-8")
    write_record(ended_record(begun, read_log=[], output=text, warnings=[]), spec.record_path)


@pytest.fixture
def compendium(tmp_path, monkeypatch):
    """A compendium with a first page and a chapter on networks, and a page of its own."""
    shutil.copytree(CORPUS, tmp_path / "data" / "mine")
    write_notebook(chapter("1", title="First"), tmp_path / "chapters" / "first.ipynb")
    write_notebook(chapter(CELLS, title="Networks"), tmp_path / "chapters" / "networks.ipynb")
    pages = ["chapters/networks", "text/about"]
    files = "".join(f"  - file: {page}\n" for page in pages)
    write_text(tmp_path / "_toc.yml", f"root: chapters/first\nparts:\n- chapters:\n{files}")
    write_text(tmp_path / "parameters.yml", "corpus: data/mine\n")
    shutil.copy(ROOT / "_config.yml", tmp_path)
    write_text(tmp_path / "text" / "about.md", "# About us\n\nWe coded it.\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def text(folder, name, source):
    return write_text(folder / "text" / f"{name}.md", source)


def findings(*, run=None):
    return [(f.id, f.file, f.line) for f in edition_of().authored(run=run).findings]


def messages():
    return [finding.message for finding in edition_of().authored().findings]


def invoke(*arguments):
    return CliRunner().invoke(main, arguments)


def test_a_name_that_no_chapter_has_is_an_error_with_the_nearest_before_anything_runs(compendium):
    text(compendium, "networks", "Of all {{ networks.ties }} ties {{ networks.hingin }} hinge.\n")
    (message,) = messages()
    assert message.startswith("text/networks.md, line 1: found {{ networks.hingin }}, allowed ")
    assert message.endswith('did you mean "networks.hinging"?')


def test_a_table_that_a_chapter_does_not_show_is_known_once_it_ran(compendium):
    text(compendium, "networks", "See {{ networks/table-tie }}.\n")
    assert findings() == []
    run("networks", ties=3, hinging=1)
    assert findings() == [("text.unknown-name", "text/networks.md", 1)]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cited", "line"),
    [
        ("{{ ''.__class__.__mro__ }}", "text.unknown-name"),
        ("{{ netwroks.ties }}", "text.unknown-name"),
        ("{{ s99 }}", "text.unknown-name"),
        ("{{ networks.ties | shout }}", "text.form"),
        ("{{ networks.ties | count }}", "text.form"),
        ("{{ networks/table-ties | words }}", None),
        ("[x](netwroks.md)", "text.link"),
        ("[x](networks.md#ties)", "text.link"),
        ("## A heading", "text.heading"),
        ("<b>bold</b>", "text.markup"),
    ],
)
def test_what_is_wrong_with_a_text_is_named(compendium, cited, line):
    text(compendium, "networks", f"One.\n\n{cited}\n")
    assert {each[0] for each in findings()} == ({line} if line else set())


def test_segments_claims_and_pages_are_cited_by_their_ids(compendium):
    text(compendium, "networks", "As {{ t01 }} says, see {{ first }} and [that]({{ t02 }}).\n")
    assert findings() == [("text.unread", "text/networks.md", None)]


@pytest.mark.slow
def test_a_text_about_a_chapter_that_the_contents_do_not_name_is_left_out_and_said(compendium):
    """The package has that chapter; a link to it alone becomes words."""
    text(compendium, "networks", "See [the codes](coding.md).\n")
    run("networks", ties=3, hinging=1)
    authored = edition_of().authored(run=edition_of().specs_of(["networks"]))
    opening = authored.text("networks", "opens", Places(page="chapters/networks"))
    assert opening == "See the codes.\n"
    text(compendium, "networks", "Of all codes see {{ coding/table-codebook }}.\n")
    message, *_ = messages()
    assert "text/networks.md, line 1: warning" in message
    assert "_toc.yml does not name that chapter" in message
    assert edition_of().authored().texts[0].page == "about"


def test_a_file_of_no_page_is_named_with_the_nearest_chapter(compendium):
    text(compendium, "netwroks-end", "One.\n")
    (message,) = messages()
    assert message.startswith("text/netwroks-end.md: warning: found a text that belongs to no page")
    assert message.endswith('did you mean "networks"?')


def test_headings_of_a_page_begin_with_its_title_and_leave_out_no_level(compendium):
    text(compendium, "about", "## Too low\n")
    assert findings() == [("text.heading", "text/about.md", 1)]
    text(compendium, "about", "# About\n\n### Too deep\n")
    assert findings() == [("text.heading", "text/about.md", 3)]


@pytest.mark.slow
def test_a_sentence_whose_value_moved_is_to_be_read_again(compendium):
    source = "Well. Of {{ networks.ties | count tie }}, {{ networks.hinging | words }} hinge.\n"
    text(compendium, "networks", source)
    run("networks", ties=3, hinging=1)
    assert findings() == [("text.unread", "text/networks.md", None)]
    assert invoke("text", "--accept").exit_code == 0
    assert findings() == []
    run("networks", ties=12, hinging=1)
    (message,) = messages()
    assert (
        "“Of 12 ties, one hinge.”, written when networks.ties was 3 ties (now 12 ties), " in message
    )
    done = invoke("check")
    assert (done.exit_code, message in done.stdout) == (0, True)
    assert invoke("text", "networks", "--accept").exit_code == 0
    assert findings() == []


@pytest.mark.slow
def test_a_sentence_of_a_translation_is_to_be_read_again_too(compendium):
    """In the book of either language; tables are others there, and wait for that book."""
    english = "Of {{ networks.ties | count tie }} in {{ networks/table-ties }} few hinge.\n"
    danish = "Af {{ networks.ties | words }} i {{ networks/table-ties }} afhænger få.\n"
    text(compendium, "networks", english)
    text(compendium, "da/networks", danish)
    run("networks", ties=6)
    names = ["text/networks.md", "text/da/networks.md"]
    assert findings() == [("text.unread", name, None) for name in names]
    assert invoke("text", "--accept").exit_code == 0
    readings = read_readings(compendium)
    assert readings["networks"].keys() == {"networks.ties | count tie", "networks/table-ties"}
    assert readings["da/networks"] == {"networks.ties | words": "seks"}
    assert findings() == []
    run("networks", ties=8)
    _, message = messages()
    sentence = "“Af otte i networks/table-ties afhænger få.”"
    assert f"text/da/networks.md, line 1: warning: found {sentence}, written when" in message
    assert "networks.ties was seks (now otte)" in message
    assert invoke("text", "da/networks", "--accept").exit_code == 0
    assert findings() == [("text.moved", "text/networks.md", 1)]


def test_a_fault_of_a_translation_stops_no_book_of_another_language(compendium):
    text(compendium, "networks", "Of {{ networks.ties }} ties.\n")
    text(compendium, "da/networks", "Af {{ networks.tise }}.\n")
    (finding,) = edition_of().authored().findings
    assert (finding.file, finding.severity) == ("text/da/networks.md", "warning")


def test_a_text_in_the_language_of_the_book_alone_is_shown(compendium):
    text(compendium, "en/networks", "Words.\n")
    names = [each.name for each in edition_of().authored().texts]
    assert names == ["about", "en/networks"]


def test_a_value_that_moves_less_than_it_is_shown_has_not_moved(compendium):
    text(compendium, "networks", "A share of {{ networks.ties | percent }}.\n")
    run("networks", ties=0.501)
    invoke("text", "--accept")
    run("networks", ties=0.502)
    assert findings() == []


def test_a_cited_table_that_changed_is_a_reason_to_read_again(compendium):
    text(compendium, "networks", "See {{ networks/table-ties }}.\n")
    run("networks", ties=1)
    invoke("text", "--accept")
    path = compendium / "text" / "read.yml"
    digest = path.read_text(encoding="utf-8").rpartition(": ")[2]
    write_text(path, path.read_text(encoding="utf-8").replace(digest, "'0'\n"))
    (message,) = messages()
    assert "“See All ties.”, written before networks/table-ties changed" in message


def test_what_is_out_of_date_is_not_accepted(compendium):
    text(compendium, "networks", "Of {{ networks.ties }} ties.\n")
    run("networks", ties=3)
    write_text(compendium / "chapters" / "networks.ipynb", "")
    write_notebook(chapter(CELLS, title="Nets"), compendium / "chapters" / "networks.ipynb")
    done = invoke("text", "--accept")
    assert done.exit_code == 2
    assert "trustbook build" in done.stderr
    assert not (compendium / "text" / "read.yml").exists()


def test_the_book_of_another_corpus_has_none_of_the_texts(compendium):
    shutil.copytree(CORPUS, compendium / "data" / "other")
    text(compendium, "networks", "{{ unknown }}\n")
    other = edition_of("data/other")
    assert other.authored().texts == ()
    assert "about" not in other.pages
    assert "about" in edition_of().pages


def test_a_part_shows_the_texts_whose_values_it_has(compendium):
    text(compendium, "first", "In {{ networks.ties }} ties.\n")
    part = edition_of(only=["first"])
    authored = part.authored(run=part.specs)
    assert authored.texts == []
    assert [finding.id for finding in authored.findings] == ["text.left-out"]
    run("networks", ties=3)
    assert [each.name for each in part.authored(run=part.specs).texts] == ["first"]


def test_texts_are_listed_with_what_they_cite_and_all_names_with_their_meaning(compendium):
    text(compendium, "networks-end", "## So\n\nOf {{ networks.ties }} ties.\n")
    run("networks", ties=3)
    lines = invoke("text").stdout.splitlines()
    assert lines[0] == "text/about.md: a page of its own; cites no names"
    assert lines[1] == "text/networks-end.md: ends networks; cites 1 name"
    assert lines[-1] == "Next: trustbook text --accept, once you have read them"
    names = invoke("text", "--names").stdout
    assert "networks.ties        value  3  all ties" in names
    assert "networks/table-ties  table  All ties" in names


def test_a_text_that_is_not_there_gets_a_suggestion(compendium):
    done = invoke("text", "abuot")
    assert (done.exit_code, 'did you mean "about"' in done.stderr) == (2, True)


def test_a_file_that_is_not_utf_8_is_named(compendium):
    (compendium / "text" / "networks.md").write_bytes("Ærø".encode("latin-1"))
    assert findings() == [("files.unreadable", "text/networks.md", None)]


def test_names_come_from_the_cells_and_their_meaning_from_comments():
    notebook = chapter(CELLS, 'value("n", 1)  # how many')
    assert published_names(notebook) == {"ties": "all ties", "hinging": "", "n": "how many"}
    assert published_names(chapter("value(name, 1)")) is None
    assert published_names(chapter("values(**numbers)")) is None


def test_words_of_the_data_are_never_markup():
    assert as_text("{{ a }}\n*b* `c` <d>") == (
        "&#123;&#123; a &#125;&#125; &#42;b&#42; &#96;c&#96; &#60;d&#62;"
    )


def test_an_opening_stands_between_the_title_and_what_follows_and_an_end_last():
    """Its first paragraph: the others are below the first screen."""
    notebook = chapter("1")
    notebook.cells.append(nbformat.v4.new_markdown_cell("## A section", id="section"))
    notebook = with_texts(notebook, WordsOfAuthors(opening="Ours.\n\nMore.", end="## So\n\nEnd."))
    assert [cell.source for cell in notebook.cells if cell.cell_type == "markdown"] == [
        *("# A chapter", "Ours.", "Below the title.", "More.", "## A section", "## So\n\nEnd."),
    ]


@pytest.mark.parametrize("opening", ["- a list", "1. a list", "| a |\n|--|\n| 1 |", "```\nx\n```"])
def test_an_opening_that_begins_with_no_paragraph_stands_below_the_first_screen(opening):
    notebook = with_texts(chapter("1"), WordsOfAuthors(opening=opening))
    assert notebook.cells[0].source == "# A chapter\n\nBelow the title."
    assert notebook.cells[-1].source == opening


def test_words_on_the_landing_page_stand_below_its_first_screen():
    notebook = chapter("1")
    notebook.cells.append(nbformat.v4.new_markdown_cell("## About the corpus", id="corpus"))
    ours = WordsOfAuthors(opening="Ours.", is_landing=True)
    sources = [cell.source for cell in with_texts(notebook, ours).cells]
    assert sources[-2:] == ["Ours.", "## About the corpus"]


def test_the_sentence_around_a_citation_ends_with_its_paragraph():
    source = "# T\n\nSome. Of {{ a.b }}\nties few hinge\n\n{{ c }}"
    first, last = citations(source)
    assert sentence_of(source, first, lambda _: "3") == "Of 3 ties few hinge"
    assert sentence_of(source, last, lambda _: "x") == "x"


def test_an_item_of_a_list_is_a_sentence_of_its_own():
    source = "Three:\n- one {{ a }}\n- two {{ b }}\n\n1. last {{ c }}"
    sentences = [sentence_of(source, each, lambda c: c.name) for each in citations(source)]
    assert sentences == ["one a", "two b", "last c"]


@pytest.mark.slow
def test_a_sentence_is_named_once_with_all_that_moved_in_it(compendium):
    text(compendium, "networks", "Of {{ networks.ties }} ties {{ networks.hinging }} hinge.\n")
    run("networks", ties=3, hinging=1)
    assert invoke("text").stdout.splitlines()[-1].startswith("Next: trustbook text --accept")
    invoke("text", "--accept")
    run("networks", ties=4, hinging=2)
    (message,) = messages()
    assert "was 3 (now 4) and when networks.hinging was 1 (now 2)" in message


def test_links_with_words_of_the_author_keep_them():
    text = filled(
        "[a nurse]({{ s1 }}), {{ n.ties }}, [more](../chapters/networks.ipynb)",
        cited=lambda citation, words: f"<{citation.name}:{words}>",
        page_link=lambda page, words: f"<{page}:{words}>",
    )
    assert text == "<s1:a nurse>, <n.ties:>, <networks:more>"


def test_a_link_to_no_page_stays_as_it_is_in_a_comment_or_an_example():
    source = "% see [a draft](draft.md)\n\n`[words](PAGE.md)`"
    assert filled(source, cited=lambda *_: "", page_link=lambda *_: None) == source


def test_a_name_over_several_lines_is_one_name():
    (citation,) = citations("Of {{ networks\nties |  count\n tie }} few hinge.")
    assert citation.key == "networks ties | count tie"


def test_numbers_stand_in_the_form_that_is_asked_for():
    value = Target(kind="value", content=6.6666)
    forms = ["", "decimals 1", "percent", "count tie"]
    cited = [citations(f"{{{{ a.b | {form} }}}}" if form else "{{ a.b }}")[0] for form in forms]
    assert [words_for(each, value) for each in cited] == ["6.67", "6.7", "667%", "6 ties"]
    assert words_for(citations("{{ a.b | Words }}")[0], Target(kind="value", content=0)) == "None"


def our_texts():
    texts, faults = read_texts(ROOT / "text", pages_of(read_toc(ROOT)))
    return [*texts, *translations(ROOT / "text", texts)], faults


def test_our_own_texts_are_all_shown_and_were_read_with_all_that_they_cite():
    texts, faults = our_texts()
    readings = read_readings(ROOT)
    pages = page_sources(ROOT)
    cited = {
        text.name: {c.key for c in citations(text.source) if c.name not in pages} for text in texts
    }
    assert faults == []
    assert {name: set(reading) for name, reading in readings.items()} == cited


def test_our_own_texts_have_no_number_that_no_cell_computed(tmp_path):
    for text in our_texts()[0]:
        write_text(tmp_path / f"{text.name}.md", without_citations(text.source, "N"))
    assert typed_number_faults(tmp_path) == []


SIGNS = (
    *("{{", "}}", "{{ n.ties }}", "{{n.ties | count tie}}", "[w]({{ n.ties }})", "[w](n.md)"),
    *("[w](x.md)", "% ", "`", "```", "```{note}", ":::{note}\n", ":::\n", "~~~", "\n", "\n\n"),
    *("# ", "### ", "- ", "> ", "|a|\n|-|\n", "---\n", "(label)=\n", "{eval}`x`", "<b>", "<!--"),
    *(
        "&#0;",
        "[",
        "](",
        "![p](p)",
        "$",
        "\\",
        "*",
        "{.x}",
        "words",
        "Two.",
        "\0",
        "\u2028",
        "日本",
    ),
)


@given(st.lists(st.sampled_from(SIGNS), min_size=1, max_size=15))
def test_a_text_of_any_signs_is_filled_or_has_its_faults_named_in_a_line(signs):
    source = "".join(signs).strip() + "\n"
    text = Text(name="n", page="n", role=PAGE, source=source)
    targets = {
        "n.ties": Target(kind="value", page="n", content=3),
        "n": Target(kind="chapter", page="n"),
    }
    faults = check_texts(
        [text], targets, have_run={"n"}, extensions=EXTENSIONS, landing="introduction"
    )
    assert not any("\n" in fault.message for fault in faults)
    if not faults:
        places = Places(page="chapters/n", records="", segments="")
        book = Authored(texts=[text], targets=targets, places={"n": "chapters/n"})
        assert "n.ties }}" not in book.text("n", PAGE, places)
