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
LINES = [
    "科目编码\t科目名称\t合计\t基本支出\t项目支出",
    "201\t一般公共服务支出\t1,000.00\t600.00\t400.00",
    "20101\t人大事务\t1,000.00\t600.00\t400.00",
    "2010101\t行政运行\t1,000.00\t600.00\t400.00",
]


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
    assert list(document.lines) == ["支出表", *LINES]


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


def _clipped(writer: PdfWriter, left: float, right: float, at: float, text: str) -> None:
    """Print a text of which only what stands between two edges is seen."""
    writer.canvas.saveState()
    path = writer.canvas.beginPath()
    path.rect(left, writer.height - 70, right - left, 30)
    writer.canvas.clipPath(path, stroke=0, fill=0)
    writer.text(at, 50, text)
    writer.canvas.restoreState()


def _lines(writer: PdfWriter) -> list[str]:
    document = read(writer.bytes())
    assert isinstance(document, Document)
    return list(document.lines)


def test_a_title_over_the_edge_of_the_paper_is_there_once_and_whole() -> None:
    writer = PdfWriter()
    _clipped(writer, 60, 510, 480, "二〇二二年支出表")
    writer.table(60, 80, WIDTHS, FIRST)
    writer.new_page()
    _clipped(writer, 60, 260, 30, "二〇二二年支出表")
    writer.table(60, 80, (120.0, 80.0), SECOND)
    assert _lines(writer) == ["二〇二二年支出表", *LINES]


def test_a_title_that_only_the_second_page_shows_is_that_of_both() -> None:
    writer = PdfWriter()
    _clipped(writer, 60, 510, 520, "支出表")
    writer.table(60, 80, WIDTHS, FIRST)
    writer.new_page()
    _clipped(writer, 60, 260, 70, "支出表")
    writer.table(60, 80, (120.0, 80.0), SECOND)
    assert _lines(writer) == ["支出表", *LINES]


BELOW = [("20102", "政协事务", "7.00"), ("2010201", "行政运行", "7.00"), ("202", "外交支出", "9.00")]
BESIDE = [("5.00", "2.00"), ("5.00", "2.00"), ("6.00", "3.00")]
LINES_BELOW = [
    "20102\t政协事务\t7.00\t5.00\t2.00",
    "2010201\t行政运行\t7.00\t5.00\t2.00",
    "202\t外交支出\t9.00\t6.00\t3.00",
]


def test_all_rows_of_the_first_columns_may_come_first() -> None:
    document = _document(
        ("支出表", WIDTHS, FIRST), ("", WIDTHS, BELOW), ("", (120.0, 80.0), SECOND), ("", (120.0, 80.0), BESIDE)
    )
    assert list(document.lines) == ["支出表", *LINES, *LINES_BELOW]


def test_or_all_columns_of_the_first_rows() -> None:
    document = _document(
        ("支出表", WIDTHS, FIRST), ("", (120.0, 80.0), SECOND), ("", WIDTHS, BELOW), ("", (120.0, 80.0), BESIDE)
    )
    assert list(document.lines) == ["支出表", *LINES, *LINES_BELOW]


def test_as_many_pages_must_stand_beside_as_there_are() -> None:
    document = _document(("支出表", WIDTHS, FIRST), ("", WIDTHS, BELOW), ("", (120.0, 80.0), SECOND))
    assert "20102\t政协事务\t7.00" in document.lines
    assert "基本支出\t项目支出" in document.lines


def _with_unit(title: str, unit: str, widths: Sequence[float], rows: Rows, writer: PdfWriter) -> PdfWriter:
    writer.text(60, 30, title)
    writer.text(60, 60, unit)
    writer.table(60, 80, widths, rows)
    return writer


REPEATED = [(*first[:2], *second) for first, second in zip(FIRST, SECOND, strict=True)]


def test_columns_that_each_page_repeats_are_there_once() -> None:
    writer = _with_unit("支出表", "部门：甲局", WIDTHS, FIRST, PdfWriter())
    writer.new_page()
    writer.text(60, 60, "部门：甲局")
    writer.text(440, 60, "单位：元")
    writer.table(60, 80, (*WIDTHS[:2], 80.0, 60.0), REPEATED)
    assert _lines(writer) == ["支出表", "部门：甲局 单位：元", *LINES]


def test_a_table_of_the_same_rows_with_a_title_is_another_one() -> None:
    writer = _with_unit("支出表", "部门：甲局", WIDTHS, FIRST, PdfWriter())
    writer.new_page()
    _with_unit("收入表", "部门：甲局", (*WIDTHS[:2], 80.0, 60.0), REPEATED, writer)
    assert "201\t一般公共服务支出\t1,000.00" in _lines(writer)


def test_columns_are_repeated_below_a_title_that_is_repeated_too() -> None:
    writer = PdfWriter()
    for number, (last, rows) in enumerate([((100.0,), FIRST), ((80.0, 60.0), REPEATED)]):
        if number:
            writer.new_page()
        writer.text(60, 30, "支出表")
        writer.text(60, 60, "部门：甲局")
        writer.table(60, 80, (*WIDTHS[:2], *last), rows)
    assert _lines(writer) == ["支出表", "部门：甲局", *LINES]


def test_a_table_of_few_rows_whose_title_runs_over_the_edge() -> None:
    writer = PdfWriter()
    _clipped(writer, 60, 510, 480, "二〇二二年支出表")
    writer.table(60, 80, WIDTHS, FIRST[:2])
    writer.new_page()
    _clipped(writer, 60, 260, 30, "二〇二二年支出表")
    writer.table(60, 80, (120.0, 80.0), SECOND[:2])
    assert _lines(writer) == ["二〇二二年支出表", *LINES[:2]]
