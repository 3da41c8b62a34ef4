"""Tables printed without any line, as workbooks are, and rows that the end of a page cuts."""

import random
import time
from itertools import pairwise

import pytest

from pipeline.extraction.page.document import Document
from pipeline.extraction.readers.pdf.reader import read
from pipeline.extraction.readers.printed.aligned_columns import body_columns
from pipeline.extraction.readers.printed.lines import Part
from tests.writers.pdf import PdfWriter, width_of

LEFTS = (50.0, 120.0, 270.0, 370.0, 470.0)
RIGHT = 560.0
PITCH = 15.0


class Sheet:
    """Prints rows as a workbook without borders: texts at the left of their column, amounts at its right."""

    def __init__(self) -> None:
        self.writer = PdfWriter()
        self.top = 60.0

    def row(self, *cells: str) -> None:
        """One row; a blank one is a row of nothing."""
        edges = pairwise((*LEFTS, RIGHT))
        for (left, right), text in zip(edges, cells, strict=False):
            amount = "." in text and text.replace(",", "").replace(".", "").isdigit()
            self.writer.text(right - 1.5 - width_of(text) if amount else left, self.top, text)
        self.top += PITCH

    def next_page(self) -> None:
        self.writer.new_page()
        self.top = 60.0

    def lines(self) -> list[str]:
        document = read(self.writer.bytes())
        assert isinstance(document, Document)
        assert document.grids is not None
        self.grids = len(document.grids)
        return list(document.lines)


def test_a_heading_of_a_group_stands_alone_above_its_columns() -> None:
    sheet = Sheet()
    sheet.row("支出决算表")
    sheet.row("单位：万元")
    sheet.row("", "", "", "项目支出")
    sheet.row("编码", "名称", "合计", "小计", "基本建设")
    for code, name in (("205", "教育支出"), ("20502", "普通教育"), ("2050205", "高等教育"), ("", "合计")):
        sheet.row(code, name, "1,300.00", "300.00", "20.00")
    assert sheet.lines() == [
        "支出决算表",
        "单位：万元",
        "\t\t\t项目支出\t",
        "编码\t名称\t合计\t小计\t基本建设",
        "205\t教育支出\t1,300.00\t300.00\t20.00",
        "20502\t普通教育\t1,300.00\t300.00\t20.00",
        "2050205\t高等教育\t1,300.00\t300.00\t20.00",
        "\t合计\t1,300.00\t300.00\t20.00",
    ]


def test_a_heading_at_the_left_and_values_at_the_right_are_one_column() -> None:
    sheet = Sheet()
    sheet.row("编码", "名称", "合计", "基本", "项目")
    for code in ("205", "20502", "2050205", "208"):
        sheet.row(code, "支出", "1.20", "1.20", "0" if code == "208" else "2.50")
    assert sheet.lines() == [
        "编码\t名称\t合计\t基本\t项目",
        "205\t支出\t1.20\t1.20\t2.50",
        "20502\t支出\t1.20\t1.20\t2.50",
        "2050205\t支出\t1.20\t1.20\t2.50",
        "208\t支出\t1.20\t1.20\t0",
    ]


def test_blank_rows_and_the_end_of_a_page_do_not_end_the_table() -> None:
    sheet = Sheet()
    sheet.row("", "项目", "收入", "支出")
    for name in ("一、教育支出", "二、科学支出", "三、卫生支出", "四、住房支出"):
        sheet.row("", name, "1,234.50", "234.50")
    for _ in range(3):
        sheet.row()
    sheet.row("", "小计", "4,938.00", "938.00")
    sheet.next_page()
    sheet.row("", "合计", "4,938.00", "938.00")
    assert sheet.lines()[-3:] == ["四、住房支出\t1,234.50\t234.50", "小计\t4,938.00\t938.00", "合计\t4,938.00\t938.00"]
    assert sheet.grids == 1


def test_two_tables_without_a_space_between_are_two() -> None:
    sheet = Sheet()
    sheet.row("编码", "名称", "合计", "", "项目")
    for code in ("205", "20502", "2050205", "208"):
        sheet.row(code, "支出", "1.20", "", "2.50")
    sheet.row("支出决算表")
    sheet.row("单位：万元")
    sheet.row("编码", "名称", "合计", "", "捐赠")
    for code in ("301", "30101", "30102", "30103"):
        sheet.row(code, "工资", "4.20", "", "5.50")
    lines = sheet.lines()
    assert sheet.grids == 2
    assert lines[5:8] == ["支出决算表", "单位：万元", "编码\t名称\t合计\t捐赠"]


def test_a_header_at_the_end_of_a_page_is_of_the_table_on_the_next() -> None:
    sheet = Sheet()
    sheet.row("单位：万元")
    sheet.row("编码", "名称", "合计", "上级", "项目")
    sheet.next_page()
    for code in ("301", "30101", "30102", "30103"):
        sheet.row(code, "工资", "4.20", "", "5.50")
    assert sheet.lines() == [
        "单位：万元",
        "编码\t名称\t合计\t上级\t项目",
        *(f"{code}\t工资\t4.20\t\t5.50" for code in ("301", "30101", "30102", "30103")),
    ]


def test_a_number_right_beside_another_is_not_part_of_it() -> None:
    sheet = Sheet()
    sheet.row("编码", "名称", "合计", "基本", "项目")
    for code in ("205", "20502", "2050205", "208"):
        sheet.row(code, "支出", "12,345.00", "7", "0")
        sheet.writer.text(LEFTS[3] - 1.5, sheet.top - PITCH, "")
    assert sheet.lines()[1] == "205\t支出\t12,345.00\t7\t0"


def test_a_number_that_the_page_cuts_after_its_point_is_one() -> None:
    writer = PdfWriter()
    writer.table(50, 700, [80, 60, 60], [["名称", "收入", "支出"], ["一般公共", "21,601,733.", "9,310,000."]])
    writer.new_page()
    writer.table(50, 60, [80, 60, 60], [["", "00", "00"], ["科技支出", "1,000.00", "500.00"]])
    document = read(writer.bytes())
    assert isinstance(document, Document)
    assert document.lines == (
        "名称\t收入\t支出",
        "一般公共\t21,601,733.00\t9,310,000.00",
        "科技支出\t1,000.00\t500.00",
    )


class Ruled(Sheet):
    """The same with level rulings over the whole width, as statistical tables have them."""

    def rule(self) -> None:
        self.writer.rule(LEFTS[0] - 4, self.top - 2, RIGHT + 4, self.top - 2)

    def head(self, *cells: str) -> None:
        """One row of headings at the middle of their columns."""
        for (left, right), text in zip(pairwise((*LEFTS, RIGHT)), cells, strict=False):
            self.writer.text((left + right - width_of(text)) / 2, self.top, text)
        self.top += 12


def test_three_lines_bound_a_table_and_tell_its_header() -> None:
    sheet = Ruled()
    sheet.row("支出决算表")
    sheet.row("单位：万元")
    sheet.rule()
    sheet.head("科目编码", "科目名称", "合计", "政府性基金预算收支", "项目支出")
    sheet.head("", "", "", "财政拨款", "")
    sheet.rule()
    sheet.row("205", "教育支出", "1,300.00", "0", "1,300.00")
    sheet.row("20502", "普通教育", "", "", "300.00")
    sheet.rule()
    sheet.row("收入决算表")
    sheet.row("单位：万元")
    sheet.rule()
    sheet.head("科目编码", "科目名称", "合计", "上级", "其他收入")
    sheet.rule()
    sheet.row("205", "教育支出", "20.00", "", "20.00")
    sheet.rule()
    sheet.row("说明：本表反映部门本年度的收入情况，各项收入按来源列示，以万元为单位。")
    assert sheet.lines() == [
        "支出决算表",
        "单位：万元",
        "科目编码\t科目名称\t合计\t政府性基金预算收支财政拨款\t项目支出",
        "205\t教育支出\t1,300.00\t0\t1,300.00",
        "20502\t普通教育\t\t\t300.00",
        "收入决算表",
        "单位：万元",
        "科目编码\t科目名称\t合计\t上级\t其他收入",
        "205\t教育支出\t20.00\t\t20.00",
        "说明：本表反映部门本年度的收入情况，各项收入按来源列示，以万元为单位。",
    ]


def test_a_name_that_wraps_is_one_also_between_three_lines() -> None:
    sheet = Ruled()
    sheet.rule()
    sheet.head("科目编码", "科目名称", "合计", "基本支出", "项目支出")
    sheet.rule()
    for code, name in (("208", "社会保障"), ("20805", "行政事业单位养老支出中的机关"), ("221", "住房保障支出")):
        sheet.row(code, name, "1,300.00", "300.00", "1,000.00")
        if code == "20805":
            sheet.top -= 3
            sheet.row("", "事业单位养老保险")
            sheet.top += 3
    sheet.rule()
    assert sheet.lines()[2] == "20805\t行政事业单位养老支出中的机关事业单位养老保险\t1,300.00\t300.00\t1,000.00"


def test_a_row_of_a_page_that_has_no_ruling_but_the_last_goes_on_with_the_table() -> None:
    sheet = Ruled()
    sheet.rule()
    sheet.head("科目编码", "科目名称", "合计", "基本支出", "项目支出")
    sheet.rule()
    sheet.row("205", "教育支出", "1,300.00", "300.00", "1,000.00")
    sheet.row("206", "科学技术支出", "2,300.00", "300.00", "2,000.00")
    sheet.next_page()
    sheet.row("207", "文化支出", "3,300.00", "300.00", "3,000.00")
    sheet.row("合计", "", "6,900.00", "900.00", "6,000.00")
    sheet.rule()
    assert sheet.lines()[-1] == "合计\t\t6,900.00\t900.00\t6,000.00"
    assert sheet.grids == 1


def test_a_number_on_three_lines_of_a_narrow_cell_is_one() -> None:
    writer = PdfWriter()
    writer.table(50, 60, [60, 17, 60], [["名称", "收入", "支出"], ["一般公共", "18\n3.\n06", "1.00"]], row_height=34)
    document = read(writer.bytes())
    assert isinstance(document, Document)
    assert document.lines[1] == "一般公共\t183.06\t1.00"


def test_a_form_with_few_amounts_is_a_table_by_the_numbers_that_stand_where_they_do() -> None:
    """Of four numbers two are amounts; the zeros end where these do."""
    sheet = Sheet()
    sheet.row("项目资金", "年度资金总额", "1,111.98", "执行率分值")
    sheet.row("", "其中：财政拨款", "1,111.98")
    for label in ("上年结转", "其他资金"):
        sheet.row("", label)
        sheet.writer.text(LEFTS[3] - 1.5 - width_of("0"), sheet.top - PITCH, "0")
    assert sheet.lines() == [
        "项目资金\t年度资金总额\t1,111.98\t执行率分值",
        "\t其中：财政拨款\t1,111.98\t",
        "\t上年结转\t0\t",
        "\t其他资金\t0\t",
    ]
    assert sheet.grids == 1


@pytest.mark.parametrize("kind", [Sheet, Ruled])
def test_the_place_of_a_cell_is_that_of_its_row_and_of_its_column(kind: type[Sheet]) -> None:
    sheet = kind()
    if isinstance(sheet, Ruled):
        sheet.rule()
    tops: list[float] = []
    for cells in (
        ("科目编码", "科目名称", "合计", "基本支出", "项目支出"),
        *((code, "教育支出", "1,300.00", "300.00", "1,000.00") for code in ("205", "206", "207", "208", "210")),
    ):
        tops.append(sheet.top)
        sheet.row(*cells)
        if isinstance(sheet, Ruled) and len(tops) == 1:
            sheet.rule()
    if isinstance(sheet, Ruled):
        sheet.rule()
    document = read(sheet.writer.bytes())
    assert isinstance(document, Document)
    assert len(document.lines) == len(tops)
    for number, top in enumerate(tops, 1):
        for field, (left, right) in enumerate(pairwise((*LEFTS, RIGHT)), 1):
            address = document.address_of_cell(number, field)
            assert address is not None and address.box is not None
            assert top - PITCH < address.box.top < address.box.bottom < top + PITCH, (number, field)
            assert left <= address.box.x0 < address.box.x1 <= right, (number, field)


def test_a_code_that_was_too_wide_goes_on_below() -> None:
    writer = PdfWriter()
    rows = [
        ("科目编码", "科目名称", "合计", "基本支出"),
        ("206", "科学技术", "900.00", "600.00"),
        ("206030\n1", "机构运\n行", "580.00\n", "500.00\n"),
        ("206030\n2", "社会公\n益研究", "320.00\n", "100.00\n"),
        ("合计", "", "900.00", "600.00"),
    ]
    writer.table(60, 100, (52.0, 52.0, 60.0, 60.0), rows, rules="none", row_height=26)
    found = read(writer.bytes())
    assert isinstance(found, Document)
    assert found.lines[2:4] == ("2060301\t机构运行\t580.00\t500.00", "2060302\t社会公益研究\t320.00\t100.00")


def test_a_code_of_a_unit_and_a_name_go_on_below_where_their_columns_are_narrow() -> None:
    sheet = Sheet()
    sheet.row("编码", "单位名称", "合计", "会议费", "培训费")
    sheet.top += PITCH
    for first, second, name in (("21400", "1", "自然资源局（本级）"), ("21400", "2", "不动产登记服务中心")):
        sheet.row(first, name, "16.20", "1.60", "2.60")
        sheet.top -= PITCH - 11
        sheet.row(second)
        sheet.top += PITCH
    assert sheet.lines()[1:] == [
        "214001\t自然资源局（本级）\t16.20\t1.60\t2.60",
        "214002\t不动产登记服务中心\t16.20\t1.60\t2.60",
    ]


def test_a_name_may_end_with_an_ordinal_of_its_own_on_its_next_line() -> None:
    sheet = Sheet()
    sheet.row("项目", "一、资本性支出", "合计", "会议费", "培训费")
    sheet.top += PITCH
    for number in ("（一）", "（二）"):
        sheet.row("3、资本性支出", "教育支出", "16.20", "1.60", "2.60")
        sheet.top -= PITCH - 11
        sheet.row(number)
        sheet.top += PITCH
    assert [line.split("\t")[0] for line in sheet.lines()[1:]] == ["3、资本性支出（一）", "3、资本性支出（二）"]


def test_the_time_for_columns_that_overlap_grows_with_what_is_printed() -> None:
    def seconds(count: int) -> float:
        dice = random.Random(11)
        starts = [dice.uniform(20, 560) for _ in range(count)]
        parts = [Part("12.50" if number % 2 else "文字", start, start + 9) for number, start in enumerate(starts)]
        started = time.process_time()
        assert body_columns(parts)
        return time.process_time() - started

    assert seconds(16_000) < 12 * seconds(4_000) + 0.2
