"""Numbers as spreadsheets show them; the expected texts are what Excel shows for these formats."""

from decimal import Decimal

import pytest

from pipeline.extraction.readers.excel.book import Cell
from pipeline.extraction.readers.excel.display import show, show_text
from pipeline.extraction.readers.excel.formats import built_in

ACCOUNTING = '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ '


@pytest.mark.parametrize(
    ("stored", "format_text", "text"),
    [
        ("15897.44", "General", "15897.44"),
        ("2010301", "General", "2010301"),
        ("201", "0", "201"),
        ("3", "00", "03"),
        ("1", "000", "001"),
        ("810", "0.00", "810.00"),
        ("12706.28", "#,##0.00", "12,706.28"),
        ("156211123", "#,##0", "156,211,123"),
        ("12.345", "0.00", "12.35"),
        ("-12.345", "0.00", "-12.35"),
        ("0.1000", "0.0#", "0.1"),
        ("0.125", "0.0#", "0.13"),
        ("0", "#,##0.00", "0.00"),
        ("0", "#,##0.00;-#,##0.00;", ""),
        ("0", "#,##0.00;-#,##0.00;;@", ""),
        ("0", ACCOUNTING, "-"),
        ("1234.5", ACCOUNTING, "1,234.50"),
        ("-1234.5", ACCOUNTING, "-1,234.50"),
        ("-1234.5", "#,##0.00_);(#,##0.00)", "(1,234.50)"),
        ("-5", "#,##0.00_ ;[Red]\\-#,##0.00\\ ", "-5.00"),
        ("0.9876", "0.00%", "98.76%"),
        ("1", "0%", "100%"),
        ("12345678", "#,##0,", "12,346"),
        ("123456789", '0.00,,"M"', "123.46M"),
        ("5", '0"\u4e07\u5143"', "5\u4e07\u5143"),
        ("1234.5", "[$\xa5-804]#,##0.00", "\xa51,234.50"),
        ("50", "[>=100]0.0;[<100]0.00", "50.00"),
        ("0.30000000000000004", "General", "0.3"),
        ("1234567.891234", "General", "1234567.891"),
        ("20230105", "0000-00-00", "2023-01-05"),
        ("1234567", "0!.0000", "123.4567"),
        ("1234567", '0!.0,"\u4e07"', "123.5\u4e07"),
        ("44927", "yyyy/m/d", "2023/1/1"),
        ("44927", "yyyy\\-mm\\-dd", "2023-01-01"),
        ("44927.5", "yyyy/m/d h:mm", "2023/1/1 12:00"),
        ("44927", 'yyyy"\u5e74"m"\u6708"d"\u65e5"', "2023\u5e741\u67081\u65e5"),
    ],
)
def test_a_number_is_shown_as_its_format_says(stored: str, format_text: str, text: str) -> None:
    assert show(Decimal(stored), format_text).text == text


def test_the_stored_number_is_kept_where_the_page_shows_another() -> None:
    assert show(Decimal("12.3456"), "0.00") == Cell("12.35", "12.3456")
    assert show(Decimal("12.35"), "0.00") == Cell("12.35", None)
    assert show(Decimal("12.350000000000001"), "0.00") == Cell("12.35", None)
    assert show(Decimal("0.98765"), "0.00%") == Cell("98.77%", "0.98765")


@pytest.mark.parametrize("code", ["30101", "2010301", "20801"])
def test_a_code_under_a_date_format_is_still_a_code(code: str) -> None:
    assert show(Decimal(code), "yyyy/m/d").text == code


def test_a_sheet_that_hides_zeros_shows_none() -> None:
    assert show(Decimal(0), "0.00", shows_zeros=False).text == ""
    assert show(Decimal("0.004"), "0.00", shows_zeros=False).text == "0.00"


def test_texts_go_through_the_section_for_texts() -> None:
    assert show_text("a", "General") == "a"
    assert show_text("a", '"[" @ "]"') == "[ a ]"
    assert show_text("a", ";;;") == ""


def test_days_count_from_1904_where_the_workbook_says_so() -> None:
    assert show(Decimal(43465), "yyyy/m/d", epoch_1904=True).text == "2023/1/1"


def test_formats_named_by_number_are_those_of_chinese_excel() -> None:
    assert show(Decimal("1234.5"), built_in(43)).text == "1,234.50"
    assert show(Decimal(44927), built_in(14)).text == "2023/1/1"
    assert show(Decimal("0.5"), built_in(9)).text == "50%"


@pytest.mark.parametrize(
    "format_text", ['"', "\\", "[", "0.", ".", ",", "#" * 600, "General;General;General;General;0", "\u4e00"]
)
def test_an_odd_format_never_fails(format_text: str) -> None:
    assert isinstance(show(Decimal("-1234.5678"), format_text).text, str)
    assert isinstance(show(Decimal(10) ** 29, format_text).text, str)
