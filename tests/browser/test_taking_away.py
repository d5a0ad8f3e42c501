"""What readers take away from the finished book, and the book in a folder of somebody's server."""

import functools
import io
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from trustbook.book.printing import Front, print_pdf, whole_page
from trustbook.book.records import records

pytestmark = pytest.mark.slow

PAGES = {"": ["chapters/introduction"], "Found": ["chapters/teams", "chapters/colophon"]}
FRONT = Front(title="Trust", authors="K. Pii", cited="Pii (2026).", terms="CC BY 4.0")


def test_every_table_and_chart_is_there_as_files(book):
    for record in records(book):
        if record.kind == "value":
            continue
        folder = book / "tables" / record.chapter
        kinds = {path.suffix for path in folder.glob(f"{record.name}.*")}
        pictures = {".svg", ".png"} if record.kind == "figure" else set()
        assert kinds == {".csv", ".xlsx", ".docx", *pictures}, record.id


def test_workbook_and_document_hold_the_rows_of_the_page(book):
    record = next(each for each in records(book) if each.id == "material/table-material")
    path = book / "tables" / record.chapter / f"{record.name}.xlsx"
    sheet = load_workbook(path)["Table"]
    assert (sheet.max_row - 1, sheet.max_column) == (record.rows, len(record.columns))
    document = Document(io.BytesIO(path.with_suffix(".docx").read_bytes()))
    assert len(document.tables[0].rows) - 1 == record.rows
    assert record.title in document.paragraphs[1].text


def test_the_files_of_a_table_are_offered_without_scripts(browser, book):
    context = browser.new_context(java_script_enabled=False, accept_downloads=True)
    page = context.new_page()
    page.goto((book / "chapters" / "material.html").as_uri())
    fold = page.locator(".tb-take").first
    fold.locator("summary").click()
    names = [link.get_attribute("download") for link in fold.locator("a").all()]
    assert all(fold.locator("a").nth(n).is_visible() for n in range(len(names)))
    assert {name.rpartition(".")[2] for name in names} >= {"csv", "xlsx", "docx"}
    context.close()


@pytest.mark.usefixtures("browser")  # where there is none, nothing can be printed
def test_the_whole_is_printed_with_links_bookmarks_and_tags(book, tmp_path):
    pdf = PdfReader(print_pdf(whole_page(book, PAGES, FRONT), tmp_path / "book.pdf"))
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root
    assert (root["/Lang"], pdf.metadata.title) == ("en", "Trust")
    chapters = [each for each in pdf.outline if not isinstance(each, list)]
    titles = [each.title for each in chapters]
    assert titles[0] == "Contents" and titles[2:] == ["Teams and relationships", "Colophon"]
    numbers = [pdf.get_destination_page_number(each) for each in chapters]
    assert numbers == sorted(numbers) and numbers[-1] < len(pdf.pages)
    links = [each.get_object() for page in pdf.pages for each in page.get("/Annots") or []]
    addresses = [link["/A"]["/URI"] for link in links if "/URI" in link.get("/A", {})]
    assert len(links) > len(addresses) > 0
    assert all(address.startswith("https://") for address in addresses)
    assert "Figure" in {kind_of(each) for each in structure(root["/StructTreeRoot"])}


def structure(node):
    """Every element below a node of the tree of tags."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        element = kid.get_object()
        if hasattr(element, "get"):
            yield element
            yield from structure(element)


def kind_of(element):
    return str(element.get("/S", "")).removeprefix("/")


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture
def below(book, tmp_path):
    """The address of the book in a folder of a folder of a server."""
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "y").symlink_to(book, target_is_directory=True)
    handler = functools.partial(Quiet, directory=str(tmp_path))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/x/y/"
    server.shutdown()
    server.server_close()


def test_the_book_works_in_a_folder_of_a_server(browser, below):
    """As on pages of a project, whose address is not the top of a host."""
    page, failures = browser.new_page(), []
    page.on("response", lambda answer: failures.append(answer.url) if answer.status > 399 else 0)
    page.on("request", lambda asked: asked.url.startswith(below) or failures.append(asked.url))
    page.goto(below)
    page.wait_for_url("**/x/y/chapters/introduction.html")
    page.goto(f"{below}chapters/teams.html")
    page.locator(".tb-drawing").first.hover()
    page.wait_for_selector(".tb-is-live")
    page.locator(".tb-cite > summary").click()
    words = page.locator(".tb-copied").inner_text()
    assert "Teams and relationships. In: Trust between stakeholders" in words
    with page.expect_download() as download:
        page.locator(".tb-cite a").first.click()
    assert "@incollection" in download.value.path().read_text(encoding="utf-8")
    page.close()
    assert failures == []
