"""A row of headings that the end of a page cuts, beside cells that are merged with the row below."""

from pipeline.extraction.page.document import Document
from pipeline.extraction.readers.pdf.reader import read
from tests.writers.pdf import PdfWriter

WIDTHS = (66.0, 40.0, 96.0, 70.0)


def test_headings_go_on_on_the_next_page_beside_a_cell_that_is_merged_there() -> None:
    writer = PdfWriter()
    head = ["项目（按功能分类", "行次", "政府性基金预算财政拨款", "决算数"]
    writer.table(50, 780, WIDTHS, [["项目（按功能", "行次", "政府性基金预算财政", "决算数"]])
    writer.new_page()
    rest = [["分类", "", "拨款", ""], ["栏次", "", "1", "2"], ["一、教育支出", "3", "20.00", "30.00"]]
    writer.table(50, 60, WIDTHS, rest, merged=[(0, 1, 2, 1)])
    document = read(writer.bytes())
    assert isinstance(document, Document)
    assert list(document.lines) == ["\t".join(row) for row in [head, *rest[1:]]]


def test_a_row_goes_on_below_the_head_that_the_next_page_repeats() -> None:
    writer = PdfWriter()
    widths = (66.0, 40.0, 56.0, 46.0)
    head = ["项目", "行次", "政府性基金预算财政", "决算数"]
    cut = ["一、社会保障", "1", "1,234,567.", "314,658."], ["和就业支出", "", "89", "20"]
    row = ["一、社会保障和就业支出", "1", "1,234,567.89", "314,658.20"]
    last = ["本年支出合计", "2", "1,234,567.89", "314,658.20"]
    writer.table(50, 700, widths, [head, ["一、教育支出", "", "", ""], cut[0]])
    writer.new_page()
    writer.table(50, 60, widths, [head, cut[1], last])
    document = read(writer.bytes())
    assert isinstance(document, Document)
    assert [line.split("\t") for line in document.lines if "\t" in line][2:] == [row, head, last]


def _lines(first: list[list[str]], second: list[list[str]], *between: list[list[str]]) -> list[list[str]]:
    """The rows of a table printed on pages, its last row on one of them cut."""
    writer = PdfWriter()
    widths = (66.0, 40.0, 56.0, 46.0)
    writer.table(50, 700, widths, first)
    for page in (*between, second):
        writer.new_page()
        writer.table(50, 60, widths, page)
    document = read(writer.bytes())
    assert isinstance(document, Document)
    return [line.split("\t") for line in document.lines if "\t" in line]


HEAD = ["项目", "行次", "合计", "决算数"]


def test_the_number_of_an_entry_may_be_cut() -> None:
    first = [HEAD, ["一、教育支出", "1", "", ""], ["二十", "2", "", ""]]
    second = [["三、其他支出", "", "", ""], ["合计", "3", "5.50", "5.50"]]
    assert _lines(first, second)[2:] == [["二十三、其他支出", "2", "", ""], second[1]]


def test_a_new_entry_at_the_top_of_a_page_is_none() -> None:
    first = [HEAD, ["一、教育支出", "1", "", ""], ["二、社会保障", "2", "", ""]]
    second = [["三、其他支出", "", "", ""], ["合计", "3", "5.50", "5.50"]]
    assert _lines(first, second)[2:] == [first[2], *second]


def test_an_open_bracket_is_closed_on_the_next_page() -> None:
    first = [HEAD, ["教育局", "1", "2.00", "2.00"], ["教育局（", "2", "3.50", "3.50"]]
    second = [["本级）", "", "", ""], ["合计", "3", "5.50", "5.50"]]
    assert _lines(first, second)[2:] == [["教育局（本级）", "2", "3.50", "3.50"], second[1]]


def test_a_page_that_prints_the_head_alone_has_no_row_to_go_on() -> None:
    first = [HEAD, ["教育局", "1", "2.00", "2.00"], ["教育局（", "2", "3.50", "3.50"]]
    second = [HEAD, ["本级）", "", "", ""], ["合计", "3", "5.50", "5.50"]]
    assert _lines(first, second, [HEAD])[2:] == [["教育局（本级）", "2", "3.50", "3.50"], HEAD, HEAD, second[2]]
