"""The report of an import: what a researcher reads in a minute."""

import json

from trustbook.exchange.account import Account
from trustbook.exchange.conservation import AS_MEMBERS
from trustbook.exchange.report import report_files, sentences, steps


def account():
    """Ten codings, of which two were lost; twelve cases renamed; a value not asked for."""
    source = Account(format="REFI-QDA", origin="NVivo 20")
    source.find("values of variables")
    source.drop("values of variables", reason="not kept")
    source.find("cases", 12)
    source.change("cases", 12, reason="named P01, P02, …")
    source.find("codings", 10)
    source.leave_out("codings", place="t.xlsx, row 3", reason="without words")
    source.drop("codings", reason="in the file twice")
    source.warnings.append("Look at *this*.")
    source.left_open += ["concept trust: the map gives it no sign", "the file names no coder"]
    return source


def test_the_worst_comes_first_and_what_came_in_last():
    assert sentences(account()) == [
        "Left out: 2 of 10 codings (1 without words; 1 in the file twice).",
        "Look at *this*.",
        "Open: 2 matters are not decided by the map, such as this: concept trust: the map gives "
        "it no sign.",
        "Left out: the only value of variables, not kept.",
        "Changed: 12 cases named P01, P02, ….",
        "Came in: 8 codings, all 12 cases.",
    ]


def test_what_came_in_is_said_first_where_nothing_was_left_out():
    source = Account(format="x")
    for element in ("codings", "selections of text", "members of cases"):
        source.find(element, 3)
    source.change("codings", reason=AS_MEMBERS)
    source.warnings.append("Look.")
    assert sentences(source) == [
        "Came in: all 2 codings, all 3 passages, all 3 assignments to cases.",
        "Look.",
        "Changed: 1 coding for whose words a passage is, kept as that.",
    ]


def test_a_coding_followed_into_the_corpus_is_counted_once():
    source = Account(format="x")
    source.find("codings", 10)
    source.drop("codings", reason="in the file twice")
    source.drop(source.in_corpus("codings", 8), 3, reason="without text")
    assert sentences(source) == [
        "Left out: 4 of 10 codings (1 in the file twice; 3 without text).",
        "Came in: 6 codings.",
    ]


def test_what_to_do_next_follows_from_what_happened():
    assert "were left out" in steps(account())[0]
    assert "Write into the map" in steps(account())[1]
    assert [line.partition(" ")[0] for line in steps(Account(format="x"))] == ["Check", "Build"]


def test_the_page_goes_from_sentences_to_numbers_to_steps_to_details():
    files = report_files(account())
    page = files["import-report.md"].decode()
    headings = [line[3:] for line in page.splitlines() if line.startswith("## ")]
    assert headings == ["In short", "In numbers", "What to do next", "What the map leaves open",
                        "Warnings", "Left out, one by one"]  # fmt: skip
    assert r"- Look at \*this\*." in page
    assert json.loads(files["import-report.json"])["in_short"] == sentences(account())


def test_nothing_of_a_file_is_markup_on_the_page():
    source = Account(format="x", origin="<script>[a](b)")
    source.warnings += [
        "# one",
        "1. two",
        "- three `code` | $x$",
        "http://x.org\u202e\x07",
        "a@b.org",
    ]
    page = report_files(source)["import-report.md"].decode()
    assert r"\<script\>\[a\](b)" in page
    assert r"- \# one" in page
    assert r"- 1\. two" in page
    assert r"- \- three \`code\` \| \$x\$" in page
    assert r"http\://x.org��" in page
    assert r"a\@b.org" in page


def test_documents_of_which_the_same_is_to_be_said_share_a_row():
    source = Account(format="x", documents={str(n): f"d{n:02}" for n in range(12)})
    source.compare_quotations({str(n): [True] * n for n in range(1, 12)}, rule="code points")
    (row,) = [line for line in report_files(source)["import-report.md"].decode().splitlines()
              if "code points" in line]  # fmt: skip
    assert "d10 and 1 more | code points | 1.0 | 66 | yes" in row


def test_what_each_of_several_files_holds_is_said_in_words():
    one, both = Account(format="x", origin="NVivo"), Account(format="x")
    one.find("memos")
    one.find("selections of text", 1200)
    both.add(one, prefix="a/", file="ana.qdpx")
    assert both.files == ["ana.qdpx (NVivo): 1 memo, 1,200 passages"]
