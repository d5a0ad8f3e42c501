"""What a compendium took from the package, and what its settings lack that those there have."""

import re
import shutil
from pathlib import Path

import pytest

from trustbook.book.ejection import eject, ejections, missing_settings

ROOT = Path(__file__).parents[2]


def test_settings_like_those_of_the_package_lack_nothing(tmp_path):
    shutil.copy(ROOT / "_config.yml", tmp_path)
    assert missing_settings(tmp_path) == []


def test_each_line_that_is_lacking_is_named_as_it_is_written(tmp_path):
    text = (ROOT / "_config.yml").read_text(encoding="utf-8")
    lines = [
        line for line in text.splitlines() if "search.js" not in line and "cards.css" not in line
    ]
    (tmp_path / "_config.yml").write_text("\n".join(lines), encoding="utf-8")
    assert missing_settings(tmp_path) == [
        "html_css_files: - ../trustbook/cards.css",
        "html_js_files: - [../trustbook/search.js, {defer: defer}]",
    ]


def test_what_is_there_in_another_order_or_beside_others_is_not_lacking(tmp_path):
    text = (ROOT / "_config.yml").read_text(encoding="utf-8")
    more = text.replace("    html_css_files:\n", "    html_css_files:\n      - own.css\n")
    (tmp_path / "_config.yml").write_text(more, encoding="utf-8")
    assert missing_settings(tmp_path) == []


def test_no_file_is_copied_that_is_not_on_the_list(tmp_path):
    """A copy that was broken off: `upgrade` says what moves in what is there."""
    (tmp_path / "chapters" / "glossary.md.partial").mkdir(parents=True)
    with pytest.raises(OSError, match="glossary"):
        eject(tmp_path, ["accessibility", "glossary"])
    assert {each.file for each in ejections(tmp_path)} >= {"chapters/accessibility.md"}
    (tmp_path / "chapters" / "glossary.md.partial").rmdir()
    eject(tmp_path, ["glossary"])
    assert sorted(each.file for each in ejections(tmp_path)) == [
        "chapters/accessibility.md",
        "chapters/glossary.md",
    ]


@pytest.mark.parametrize(("name", "suffix"), [("networks", "ipynb"), ("outputs", "md")])
def test_a_copy_does_not_lead_to_what_is_not_in_the_book(tmp_path, name, suffix):
    source = ROOT / "chapters" / f"{name}.{suffix}"
    pages = {
        link[1] for link in re.finditer(r"\]\(([a-z-]+)\.(?:ipynb|md)", source.read_text("utf-8"))
    }
    assert pages
    eject(tmp_path, [name], absent=sorted(pages))
    copy = (tmp_path / "chapters" / source.name).read_text(encoding="utf-8")
    assert not any(f"]({page}." in copy for page in pages)


def test_chapters_need_no_address_that_jupyter_book_alone_does_not_know():
    texts = {path.name: path.read_text("utf-8") for path in (ROOT / "chapters").glob("*.[im]*")}
    assert [name for name, text in texts.items() if re.search(r"\]\(#(?:figure|table)", text)] == []
