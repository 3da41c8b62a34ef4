"""Tables beside each other on a sheet, and rows that were typed into the cells of one row."""

import io

import openpyxl

from pipeline.extraction.page.document import Document
from pipeline.extraction.page.grid import segment
from pipeline.extraction.readers import excel
from pipeline.extraction.tables.find import find_tables


def _read(*rows: str) -> Document:
    """A sheet with a row for each text, ``|`` between cells and ``/`` between lines of a cell."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row, line in enumerate(rows, 1):
        for column, text in enumerate(line.split("|"), 1):
            if text:
                sheet.cell(row, column, text.replace("/", "\n"))
    out = io.BytesIO()
    workbook.save(out)
    found = excel.read(out.getvalue())
    assert isinstance(found, Document)
    return found


def test_near_tables_each_with_title_and_unit_are_two() -> None:
    found = _read(
        "收入总表|||支出总表",
        "单位：万元|||部门：某局|单位：元",
        "项目|金额||项目|金额",
        "事业收入|1.00||教育支出|2.00",
    )
    assert found.lines == (
        "收入总表", "单位：万元", "项目\t金额", "事业收入\t1.00",
        "支出总表", "部门：某局\t单位：元", "项目\t金额", "教育支出\t2.00",
    )  # fmt: skip


def test_two_sides_of_one_table_stay_together_however_they_are_parted() -> None:
    found = _read(
        "收支总表",
        "部门：某局|||单位：万元",
        "收入|||支出",
        "项目|金额||项目|金额",
        "事业收入|1.00||教育支出|2.00",
    )
    assert [table.body[-1].cells for table in find_tables(segment(found))] == [
        ("事业收入", "1.00", "", "教育支出", "2.00")
    ]


def test_each_band_of_rows_has_its_own_columns() -> None:
    found = _read(
        "甲表||||乙表", "项目|金额|||项目|金额", "子|1.00|||丑|2.00", "",
        "丙表", "项目|一|二|三|四|五", "寅|1.00|2.00|3.00|4.00|5.00",
    )  # fmt: skip
    assert "项目\t一\t二\t三\t四\t五" in found.lines


def test_rows_typed_into_one_are_rows_with_the_address_of_their_cell() -> None:
    found = _read("编码|名称|金额", "208/20805|社会保障/养老|1,234.50/0.5")
    assert found.lines == ("编码\t名称\t金额", "208\t社会保障\t1,234.50", "20805\t养老\t0.5")
    assert [found.addresses[line][3].ref for line in (2, 3)] == ["Sheet!C2", "Sheet!C2"]


def test_an_unknown_title_above_a_unit_ends_the_table_before() -> None:
    """Else the codes of the lower table were amounts under the headings of the upper one."""
    found = _read(
        "收入总表", "单位：元|", "科目编码|科目名称|合计|财政拨款收入", "205|教育支出|2.00|2.00",
        "表七：", "本局自定的附件", "部门：某局||单位：万元", "单位名称|项目代码|科目编码|合计",
        "某局|530423210000000017001|2130201|3.00",
    )  # fmt: skip
    tables = find_tables(segment(found))
    assert [(table.caption.unit_text, len(table.body)) for table in tables] == [("元", 1), ("万元", 1)]


def test_a_name_between_title_and_unit_is_no_heading() -> None:
    found = _read(
        "收入总表|", "部门公开的第2张", "部门：某局|单位：万元", "科目编码|科目名称|合计", "205|教育支出|2.00"
    )
    (table,) = find_tables(segment(found))
    assert [row.cells for row in table.header_rows] == [("科目编码", "科目名称", "合计")]
