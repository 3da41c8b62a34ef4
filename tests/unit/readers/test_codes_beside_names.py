"""Codes at the right of a column right beside names at the left of the next, on a page without lines."""

import pytest

from pipeline.extraction.page.document import Document
from pipeline.extraction.readers.pdf.reader import read
from tests.writers.pdf import PdfWriter, width_of

SEAM, GAP, ROW = 110.0, 2.2, 18.0


def _rows(*rows: tuple[str, str, str], at_seam: bool = True) -> list[str]:
    writer = PdfWriter()
    for number, (code, name, value) in enumerate(rows):
        top = 80 + number * ROW
        writer.text(SEAM - width_of(code) if at_seam else 70, top, code)
        writer.text(SEAM + GAP if at_seam else 70 + width_of(code), top, name)
        writer.text(420 - width_of(value), top, value)
    document = read(writer.bytes())
    assert isinstance(document, Document)
    return list(document.lines)


def test_codes_that_end_where_names_begin_are_a_column() -> None:
    assert _rows(
        ("科目编码", "科目名称", "合计"),
        ("201", "一般公共服务支出", "1,000.00"),
        ("20101", "人大事务", "1,000.00"),
        ("2010101", "行政运行", "600.00"),
        ("2010104", "人大会议", "400.00"),
    )[1:] == [
        "201\t一般公共服务支出\t1,000.00",
        "20101\t人大事务\t1,000.00",
        "2010101\t行政运行\t600.00",
        "2010104\t人大会议\t400.00",
    ]


def test_codes_typed_before_their_names_are_one_text_with_them() -> None:
    lines = _rows(
        ("科目", "", "合计"),
        ("201", "一般公共服务支出", "1,000.00"),
        ("20101", "人大事务", "1,000.00"),
        ("2010101", "行政运行", "600.00"),
        ("2010104", "人大会议", "400.00"),
        at_seam=False,
    )
    assert lines[1] == "201一般公共服务支出\t1,000.00"


@pytest.mark.parametrize("years", [("2020", "2021", "2022", "2023")])
def test_years_are_no_codes(years: tuple[str, ...]) -> None:
    lines = _rows(("年度", "", "合计"), *((year, "年决算数", "1,234.56") for year in years))
    assert lines[1] == "2020年决算数\t1,234.56"
