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


def test_lines_that_end_together_by_chance_have_no_margin_where_as_many_are_longer() -> None:
    links = [f"某县{name}局20{year}年部门预算公开" for name, year in (("财政", 16), ("教育", 13), ("水利", 12))]
    long = ["从预算单位构成看，列入部门预算编制范围的单位共有三个", "备案序号：05000001号，网站标识码：1100000001"]
    printed = [TITLE, *long, *links, "主办：某县人民政府，承办：某县人民政府办公室，地址：某某县人民路100号"]
    writer = PdfWriter()
    for index, line in enumerate(printed):
        writer.text(60, 80 + 20 * index, line)
    document = read(writer.bytes())
    assert isinstance(document, Document)
    assert list(document.lines) == printed
