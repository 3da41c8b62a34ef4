"""Workbooks: what a person sees on the sheet, and nothing else; every case builds what it is about."""

import io
import zipfile
from collections.abc import Callable, Sequence
from decimal import Decimal

import openpyxl
import pytest
import xlwt
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.extraction.page.document import Document, Refusal, Span
from pipeline.extraction.readers import containers
from pipeline.extraction.readers.excel import claims, read
from tests.writers.xlsb import xlsb

ROWS: Sequence[Sequence[object]] = (("项目", "预算数"), ("一、基本支出", 1234.5), ("二、项目支出", 0))


def workbook(fill: Callable[[Worksheet], None]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    fill(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rows(sheet: Worksheet, found: Sequence[Sequence[object]] = ROWS, top: int = 1, left: int = 1) -> None:
    for row, cells in enumerate(found, top):
        for column, value in enumerate(cells, left):
            sheet.cell(row, column, value)  # type: ignore[arg-type]


def document(data: bytes) -> Document:
    assert claims(data)
    found = read(data)
    assert isinstance(found, Document), found
    return found


def spans(found: Document) -> list[tuple[Span, ...]]:
    return [grid.spans for grid in found.grids or ()]


def refusal(data: bytes) -> str:
    found = read(data)
    assert isinstance(found, Refusal), found
    return found.reason_code


def test_title_and_unit_above_a_table_are_paragraphs() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"] = "收支总表"
        sheet.merge_cells("A1:B1")
        sheet["B2"] = "单位：元"
        rows(sheet, top=3)
        sheet["A6"] = "注：本表反映全部收支。"

    found = document(workbook(fill))
    assert found.lines == (
        "收支总表", "单位：元", "项目\t预算数", "一、基本支出\t1234.5", "二、项目支出\t0", "注：本表反映全部收支。"
    )  # fmt: skip
    assert [(grid.first_line, grid.last_line) for grid in found.grids or ()] == [(3, 5)]
    assert found.page(1) == 1
    assert found.address_of_cell(4, 2) == found.addresses[4][2]
    assert found.addresses[4][2].ref == "Sheet!B4"


def test_what_is_shown_is_printed_and_what_is_stored_is_kept() -> None:
    def fill(sheet: Worksheet) -> None:
        rows(sheet)
        sheet["B2"] = 12.3456
        sheet["B2"].number_format = "0.00"

    found = document(workbook(fill))
    assert found.lines[1] == "一、基本支出\t12.35"
    assert found.addresses[2][2].stored_text == "12.3456"
    assert found.addresses[3][2].stored_text is None


def test_codes_stored_as_numbers_print_as_codes() -> None:
    def fill(sheet: Worksheet) -> None:
        rows(sheet, [("科目编码", "项", "名称"), (2010301.0, 1, "行政运行"), (201.0, 5, "其他")])
        for row in (2, 3):
            sheet.cell(row, 2).number_format = "00"

    assert document(workbook(fill)).lines[1:] == ("2010301\t01\t行政运行", "201\t05\t其他")


def test_merged_cells_stand_in_their_first_field_and_are_spans() -> None:
    def fill(sheet: Worksheet) -> None:
        rows(sheet, [("项目", "本年支出", None), (None, "合计", "基本支出"), ("教育", 2, 1)])
        sheet.merge_cells("A1:A2")
        sheet.merge_cells("B1:C1")

    found = document(workbook(fill))
    assert found.lines == ("项目\t本年支出\t", "\t合计\t基本支出", "教育\t2\t1")
    assert spans(found) == [(Span(0, 0, 2, 1), Span(0, 1, 1, 2))]


def test_hidden_rows_columns_and_sheets_are_left_out_and_said() -> None:
    def fill(sheet: Worksheet) -> None:
        rows(sheet, [("项目", "草稿", "预算数"), ("甲", 7, 1), ("乙", 8, 2), ("丙", 9, 3)])
        sheet.column_dimensions["B"].hidden = True
        sheet.row_dimensions[3].hidden = True
        assert sheet.parent is not None
        other = sheet.parent.create_sheet("过程")
        rows(other)
        other.sheet_state = "veryHidden"

    found = document(workbook(fill))
    assert found.lines == ("项目\t预算数", "甲\t1", "丙\t3")
    assert found.addresses[3][2].ref == "Sheet!C4"
    assert [remark.reason_code for remark in found.remarks] == ["hidden_parts"]
    assert "1 hidden sheets, 6 cells" in found.remarks[0].detail


def test_only_the_print_area_is_read_but_rows_added_below_it_are() -> None:
    def fill(sheet: Worksheet) -> None:
        rows(sheet)
        sheet["D1"], sheet["D2"] = "打印", "非打印区域"
        sheet.print_area = "A1:B2"

    found = document(workbook(fill))
    assert found.lines == ("项目\t预算数", "一、基本支出\t1234.5", "二、项目支出\t0")
    assert [remark.reason_code for remark in found.remarks] == ["hidden_parts"]


def test_a_print_area_without_a_cell_is_a_mistake() -> None:
    def fill(sheet: Worksheet) -> None:
        rows(sheet)
        sheet.print_area = "J10:K20"

    assert len(document(workbook(fill)).lines) == 3


def test_a_helper_area_far_to_the_right_is_a_part_of_its_own() -> None:
    def fill(sheet: Worksheet) -> None:
        rows(sheet)
        sheet["XFB1"], sheet["XFC1"], sheet["XFB2"] = "打印", "过程", 1

    found = document(workbook(fill))
    assert found.lines[:3] == ("项目\t预算数", "一、基本支出\t1234.5", "二、项目支出\t0")
    assert [(grid.first_line, grid.last_line) for grid in found.grids or ()] == [(1, 3), (4, 5)]


def test_tables_below_each_other_are_told_apart_by_their_titles() -> None:
    def fill(sheet: Worksheet) -> None:
        rows(sheet, [("收入总表",), ("单位：元",), *ROWS, ("支出总表",), ("单位：元",), *ROWS])

    found = document(workbook(fill))
    assert [(grid.first_line, grid.last_line) for grid in found.grids or ()] == [(3, 5), (8, 10)]
    assert found.lines[5:7] == ("支出总表", "单位：元")


def test_labels_without_amounts_stay_in_their_table() -> None:
    def fill(sheet: Worksheet) -> None:
        rows(sheet, [("项目", "预算数"), ("一、基本支出",), ("二、项目支出",), ("合计",)])

    assert document(workbook(fill)).lines == ("项目\t预算数", "一、基本支出\t", "二、项目支出\t", "合计\t")


def test_errors_and_truth_values_stay_as_printed() -> None:
    def fill(sheet: Worksheet) -> None:
        rows(sheet, [("a", "b"), ("x", "#REF!"), ("y", True)])
        sheet["B2"].data_type = "e"

    assert document(workbook(fill)).lines == ("a\tb", "x\t#REF!", "y\tTRUE")


def test_a_formula_prints_its_stored_result() -> None:
    data = workbook(rows)
    data = _with_part(
        data, "xl/worksheets/sheet1.xml", lambda text: text.replace("<v>1234.5</v>", "<f>SUM(B9)</f><v>77</v>")
    )
    assert document(data).lines[1] == "一、基本支出\t77"


def _with_part(data: bytes, name: str, change: Callable[[str], str]) -> bytes:
    source = zipfile.ZipFile(io.BytesIO(data))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            content = source.read(info)
            target.writestr(info.filename, change(content.decode()).encode() if info.filename == name else content)
    return out.getvalue()


def test_several_sheets_are_pages_and_their_names_are_quoted_where_needed() -> None:
    def fill(sheet: Worksheet) -> None:
        rows(sheet)
        assert sheet.parent is not None
        rows(sheet.parent.create_sheet("表 2"))

    found = document(workbook(fill))
    assert [found.page(line) for line in range(1, 7)] == [1, 1, 1, 2, 2, 2]
    assert found.addresses[4][1].ref == "'表 2'!A1"


def test_an_old_workbook_reads_as_the_new_one() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表1")
    sheet.write_merge(0, 0, 0, 2, "收支总表")
    two = xlwt.easyxf(num_format_str="0.00")
    for row, cells in enumerate([("项目", "草稿", "预算数"), ("甲", 7, Decimal("12.3456")), ("乙", 8, -3)], 1):
        for column, value in enumerate(cells):
            sheet.write(row, column, value, two if column == 2 and row > 1 else xlwt.easyxf())
    sheet.write(4, 0, xlwt.Formula("A2"))
    sheet.col(1).hidden = True
    hidden = book.add_sheet("过程")
    hidden.write(0, 0, "x")
    hidden.visibility = 1
    out = io.BytesIO()
    book.save(out)
    found = document(out.getvalue())
    assert found.format == "xls"
    assert found.lines[:4] == ("收支总表", "项目\t预算数", "甲\t12.35", "乙\t-3.00")
    assert found.addresses[3][2] == found.addresses[3][2]._replace(ref="表1!C3", stored_text="12.3456")
    assert [remark.reason_code for remark in found.remarks] == ["hidden_parts"]


def test_strings_longer_than_a_record_are_whole() -> None:
    """Strings of one workbook stand in one table, which goes on from record to record, in the middle of a string."""
    texts = [f"{number}号" + ("预算" if number % 2 else "ab") * (number % 700) for number in range(400)]
    book = xlwt.Workbook()
    sheet = book.add_sheet("a")
    for row, text in enumerate(texts):
        sheet.write(row, 0, text)
        sheet.write(row, 1, "x")
    out = io.BytesIO()
    book.save(out)
    assert [line.partition("\t")[0] for line in document(out.getvalue()).lines] == texts


@pytest.mark.parametrize("cut", [100, 2000, -600])
def test_a_truncated_workbook_is_damaged(cut: int) -> None:
    data = workbook(rows)[:cut]
    assert refusal(data) == "damaged"


def test_an_empty_workbook_is_empty() -> None:
    assert refusal(workbook(lambda sheet: None)) == "empty"


def test_a_workbook_with_a_document_type_is_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    data = _with_part(workbook(rows), "xl/worksheets/sheet1.xml", lambda text: bomb + text)
    assert refusal(data) == "damaged"


def test_a_member_that_unpacks_to_far_more_than_its_size_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.extraction.readers.limits.RATIO_FREE_BYTES", 100_000)
    data = _with_part(workbook(rows), "xl/worksheets/sheet1.xml", lambda text: text + " " * 50_000_000)
    assert refusal(data) == "zip_bomb"


def test_too_many_cells_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.extraction.readers.limits.CELLS", 5)
    assert refusal(workbook(rows)) == "too_large"


def test_excel_2003_xml_and_ods_read_as_the_same_table() -> None:
    xml = (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
        ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles><Style ss:ID="s1"><NumberFormat'
        ' ss:Format="#,##0.00"/></Style></Styles><Worksheet ss:Name="a"><Table><Row><Cell ss:MergeAcross="1"><Data'
        ' ss:Type="String">表</Data></Cell></Row><Row><Cell><Data ss:Type="String">项目</Data></Cell><Cell><Data'
        ' ss:Type="String">数</Data></Cell></Row><Row ss:Index="5"><Cell ss:Index="2" ss:StyleID="s1"><Data'
        ' ss:Type="Number">1234.567</Data></Cell></Row></Table></Worksheet></Workbook>'
    ).encode()
    found = document(xml)
    assert found.lines == ("表", "项目\t数", "\t1,234.57")
    assert found.addresses[3][2].ref == "a!B5"
    assert found.addresses[3][2].stored_text == "1234.567"
    content = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        '<table:table table:name="a"><table:table-row><table:table-cell><text:p>项目</text:p></table:table-cell>'
        "<table:table-cell><text:p>数</text:p></table:table-cell></table:table-row>"
        '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row><table:table-row>'
        '<table:table-cell table:number-columns-repeated="1"/><table:table-cell office:value-type="float"'
        ' office:value="1234.567"><text:p>1,234.57</text:p></table:table-cell><table:table-cell'
        ' table:number-columns-repeated="16382"/></table:table-row></table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        target.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        target.writestr("content.xml", content)
    found = document(out.getvalue())
    assert found.lines == ("项目\t数", "\t1,234.57")
    assert found.addresses[2][2].ref == "a!B5"
    assert found.addresses[2][2].stored_text == "1234.567"


def test_a_binary_workbook_reads_as_the_same_table() -> None:
    table = [
        [("收支总表", 0), (None, 0)],
        [("项目", 0), ("金额", 0)],
        [("甲", 0), (12.3456, 1)],
        [("过程", 0), (7, 0)],
        [("乙", 0), (-3, 1)],
    ]
    found = document(xlsb(table, ["General", "#,##0.00"], hidden_rows=[3]))
    assert found.lines == ("收支总表", "项目\t金额", "甲\t12.35", "乙\t-3.00")
    assert found.addresses[3][2] == found.addresses[3][2]._replace(ref="表1!B3", stored_text="12.3456")


def encrypted(data: bytes, password: str) -> bytes:
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(password, out)
    return out.getvalue()


def test_a_workbook_that_opens_without_asking_is_read_and_one_that_asks_is_not() -> None:
    data = workbook(rows)
    protected = encrypted(data, "VelvetSweatshop")
    assert containers.claims(protected)
    found = containers.read(protected)
    assert isinstance(found, Document)
    assert found.lines == document(data).lines
    asks = containers.read(encrypted(data, "secret"))
    assert isinstance(asks, Refusal)
    assert asks.reason_code == "encrypted"
    cut = containers.read(protected[: len(protected) // 2])
    assert isinstance(cut, Refusal)


def test_containers_that_nobody_reads_say_what_they_are() -> None:
    book = xlwt.Workbook()
    book.add_sheet("a").write(0, 0, "x")
    out = io.BytesIO()
    book.save(out)
    cut = containers.read(out.getvalue()[:600])
    assert isinstance(cut, Refusal)
    assert cut.reason_code == "damaged"
    slides = io.BytesIO()
    with zipfile.ZipFile(slides, "w") as target:
        target.writestr("[Content_Types].xml", "<Types/>")
        target.writestr("ppt/presentation.xml", "<p/>")
    assert containers.claims(slides.getvalue())
    found = containers.read(slides.getvalue())
    assert isinstance(found, Refusal)
    assert found.reason_code == "no_reader"


def test_a_workbook_whose_list_of_sheets_is_damaged_is_not_empty() -> None:
    """A length that leads astray at the start of the records: no sheet is found, but there are some."""
    book = xlwt.Workbook()
    book.add_sheet("表1").write(0, 0, "部门预算")
    out = io.BytesIO()
    book.save(out)
    data = bytearray(out.getvalue())
    start = data.index(b"\x09\x08\x10\x00")
    data[start + 22] ^= 0xFF
    found = read(bytes(data))
    assert isinstance(found, Refusal)
    assert found.reason_code == "damaged"
