"""Sheets wider than their paper, whose last columns a program prints on the next page."""

from collections.abc import Sequence

from pipeline.extraction.page.document import Document
from pipeline.extraction.readers.pdf.reader import read
from tests.writers.pdf import PdfWriter

Rows = Sequence[Sequence[str]]

FIRST = [
    ("科目编码", "科目名称", "合计"),
    ("201", "一般公共服务支出", "1,000.00"),
    ("20101", "人大事务", "1,000.00"),
    ("2010101", "行政运行", "1,000.00"),
]
SECOND = [("基本支出", "项目支出"), ("600.00", "400.00"), ("600.00", "400.00"), ("600.00", "400.00")]
WIDTHS = (150.0, 200.0, 100.0)


def _document(*pages: tuple[str, Sequence[float], Rows]) -> Document:
    writer = PdfWriter()
    for number, (title, widths, rows) in enumerate(pages):
        if number:
            writer.new_page()
        if title:
            writer.text(60, 50, title)
        writer.table(60, 80, widths, rows)
    document = read(writer.bytes())
    assert isinstance(document, Document)
    return document


def test_columns_on_the_next_page_stand_beside_those_before_them() -> None:
    document = _document(("支出表", WIDTHS, FIRST), ("", (120.0, 80.0), SECOND))
    assert list(document.lines) == [
        "支出表",
        "科目编码\t科目名称\t合计\t基本支出\t项目支出",
        "201\t一般公共服务支出\t1,000.00\t600.00\t400.00",
        "20101\t人大事务\t1,000.00\t600.00\t400.00",
        "2010101\t行政运行\t1,000.00\t600.00\t400.00",
    ]


def test_each_cell_knows_its_own_page() -> None:
    document = _document(("支出表", WIDTHS, FIRST), ("", (120.0, 80.0), SECOND))
    places = [document.address_of_cell(3, field) for field in (3, 4)]
    assert [place and place.page for place in places] == [1, 2]
    assert places[1] and places[1].box and 60 <= places[1].box.x0 < places[1].box.x1 <= 180


def test_a_single_column_too() -> None:
    document = _document(("支出表", WIDTHS, FIRST), ("", (120.0,), [(row[0],) for row in SECOND]))
    assert document.lines[2] == "201\t一般公共服务支出\t1,000.00\t600.00"


def test_a_page_with_a_title_of_its_own_is_another_table() -> None:
    document = _document(("支出表", WIDTHS, FIRST), ("收入表", (120.0, 80.0), SECOND))
    assert "科目编码\t科目名称\t合计" in document.lines
    assert "基本支出\t项目支出" in document.lines


def test_a_page_with_the_same_columns_goes_on_below() -> None:
    below = [("20102", "政协事务", "5.00"), ("2010201", "行政运行", "5.00"), ("202", "外交支出", "6.00"), ("", "", "")]
    document = _document(("支出表", WIDTHS, FIRST), ("", WIDTHS, below))
    assert "20102\t政协事务\t5.00" in document.lines


def test_columns_that_would_have_fitted_are_another_table() -> None:
    document = _document(("支出表", (60.0, 110.0, 80.0), FIRST), ("", (80.0, 80.0), SECOND))
    assert "科目编码\t科目名称\t合计" in document.lines
