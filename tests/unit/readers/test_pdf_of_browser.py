"""What a browser prints above and below a web page is no line of the document."""

from pipeline.extraction.page.document import Document
from pipeline.extraction.readers.pdf.reader import read
from tests.writers.pdf import PdfWriter

FOOT = 815.0
TITLE = "国家海岛研究中心2011年部门预算"


def _printed(head: str, foot: str) -> list[str]:
    writer = PdfWriter()
    writer.text(30, 20, head)
    writer.text(60, 80, TITLE)
    writer.text(30, FOOT, foot)
    document = read(writer.bytes())
    assert isinstance(document, Document)
    return list(document.lines)


def test_time_title_and_address_of_a_printed_web_page_are_left_out() -> None:
    assert _printed("2024/5/6 14:03 首页", "https://www.example.org/a.html 1/1") == [TITLE]
    assert _printed("11/26/26, 2:01 PM 首页", "file:///tmp/a.html 1/1") == [TITLE]


def test_a_date_without_an_address_at_the_edge_stays() -> None:
    assert len(_printed("2024/5/6 14:03 公开", "财政局")) == 3
