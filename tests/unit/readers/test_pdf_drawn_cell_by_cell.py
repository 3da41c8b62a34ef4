"""Tables that are drawn cell by cell, with lines one way only or with fills: where the pieces meet, a cell ends."""

from collections.abc import Sequence
from itertools import pairwise

from pipeline.extraction.page.document import Document
from pipeline.extraction.readers.pdf import reader as pdf
from tests.writers.pdf import SIZE, PdfWriter, width_of

EDGES = [50, 100, 190, 240, 290, 340, 390]
HEAD = 30.0
ROWS = [
    ("204", "公共安全支出", "1056.37", "800.37", "", "256.00"),
    ("20406", "司法", "1056.37", "800.37", "", "256.00"),
    ("2040601", "行政运行", "700.77", "700.77", "", ""),
]
EXPECTED = (
    "支出预算总表",
    "单位：万元",
    "科目编码\t科目名称\t合计\t本年收入\t\t上年结转结余",
    "\t\t\t小计\t事业收入\t",
    "204\t公共安全支出\t1056.37\t800.37\t\t256.00",
    "20406\t司法\t1056.37\t800.37\t\t256.00",
    "2040601\t行政运行\t700.77\t700.77\t\t",
)


def _centred(writer: PdfWriter, first: int, last: int, top: float, text: str) -> None:
    writer.text((EDGES[first] + EDGES[last] - width_of(text)) / 2, top, text)


def _under(writer: PdfWriter, top: float, first: int = 0, last: int = 6) -> None:
    for left, right in zip(EDGES[first:last], EDGES[first + 1 : last + 1], strict=True):
        writer.rule(left, top, right, top)


def _head(writer: PdfWriter, top: float) -> float:
    for column, text in ((0, "科目编码"), (1, "科目名称"), (2, "合计")):
        _centred(writer, column, column + 1, top + 10, text)
    _centred(writer, 3, 5, top + 2, "本年收入")
    _centred(writer, 5, 6, top + 4, "上年结转")
    _centred(writer, 5, 6, top + 16, "结余")
    for column, text in ((3, "小计"), (4, "事业收入")):
        _centred(writer, column, column + 1, top + 17, text)
    return top + HEAD


def _row(writer: PdfWriter, top: float, texts: Sequence[str]) -> None:
    for column, text in enumerate(texts):
        amount = "." in text
        writer.text(EDGES[column + 1] - 3 - width_of(text) if amount else EDGES[column] + 3, top + 2, text)


def _lines(writer: PdfWriter) -> tuple[str, ...]:
    found = pdf.read(writer.bytes())
    assert isinstance(found, Document)
    return found.lines


def _titled(writer: PdfWriter, top: float) -> float:
    _centred(writer, 0, 6, top, "支出预算总表")
    writer.text(EDGES[-1] - width_of("单位：万元"), top + 24, "单位：万元")
    return top + 24 + SIZE + 6


def test_a_line_below_each_cell_tells_the_columns() -> None:
    writer = PdfWriter()
    top = 60.0
    for _ in range(2):
        top = _titled(writer, top)
        _under(writer, top + HEAD / 2, 3, 5)
        top = _head(writer, top)
        for row in ROWS:
            _under(writer, top)
            _row(writer, top, row)
            top += 15
        _under(writer, top)
        top += 30
    assert _lines(writer) == EXPECTED * 2


def test_the_pieces_of_three_lines_tell_the_columns() -> None:
    writer = PdfWriter()
    top = _titled(writer, 60)
    _under(writer, top)
    top = _head(writer, top)
    _under(writer, top)
    for row in ROWS:
        _row(writer, top, row)
        top += 15
    _under(writer, top)
    assert _lines(writer) == EXPECTED


def test_a_cell_as_high_as_two_rows_interrupts_the_line() -> None:
    writer = PdfWriter()
    top = _titled(writer, 60)
    for column, text in ((0, "项目"), (1, "功能分类"), (2, "决算数"), (3, "项目"), (4, "功能分类"), (5, "决算数")):
        _centred(writer, column, column + 1, top + (11 if column in (1, 4) else 3), text)
    top += 16
    for first in (0, 2, 3, 5):
        _under(writer, top, first, first + 1)
    for column, text in ((0, "栏次"), (2, "1"), (3, "栏次"), (5, "2")):
        _centred(writer, column, column + 1, top + 3, text)
    top += 16
    for row in (("收入", "1", "11146.60", "外交", "31", "10.00"), ("结余", "2", "82.30", "国防", "32", "20.00")):
        _under(writer, top)
        _row(writer, top, row)
        top += 16
    _under(writer, top)
    assert _lines(writer)[2:] == (
        "项目\t功能分类\t决算数\t项目\t功能分类\t决算数",
        "栏次\t\t1\t栏次\t\t2",
        "收入\t1\t11146.60\t外交\t31\t10.00",
        "结余\t2\t82.30\t国防\t32\t20.00",
    )


def _beside(writer: PdfWriter, top: float, bottom: float, edges: Sequence[int] = range(7)) -> None:
    for edge in edges:
        writer.rule(EDGES[edge], top, EDGES[edge], bottom)


def test_upright_lines_that_a_group_of_columns_interrupts_are_of_one_table() -> None:
    writer = PdfWriter()
    top = _titled(writer, 60)
    _beside(writer, top, top + HEAD / 2, (0, 1, 2, 3, 5, 6))
    _beside(writer, top + HEAD / 2, top + HEAD)
    top = _head(writer, top)
    for row in ROWS:
        _row(writer, top, row)
        _beside(writer, top, top + 15)
        top += 15
    assert _lines(writer) == EXPECTED


def test_whole_upright_lines_of_which_one_begins_below_a_group_are_of_one_table() -> None:
    writer = PdfWriter()
    top = _titled(writer, 60)
    bottom = top + HEAD + 15 * len(ROWS)
    _beside(writer, top, bottom, (0, 1, 2, 3, 5, 6))
    _beside(writer, top + HEAD / 2, bottom, (4,))
    top = _head(writer, top)
    for row in ROWS:
        _row(writer, top, row)
        top += 15
    assert _lines(writer) == EXPECTED


CELLS_OF_HEAD = ((0, 1, 0, 2), (1, 2, 0, 2), (2, 3, 0, 2), (3, 5, 0, 1), (5, 6, 0, 2), (3, 4, 1, 2), (4, 5, 1, 2))
"""First column, and the one after the last, first row and the one after the last."""


def _fill_head(writer: PdfWriter, top: float, gap: float = 0) -> None:
    for first, last, upper, lower in CELLS_OF_HEAD:
        y0, y1 = top + upper * HEAD / 2, top + lower * HEAD / 2
        writer.fill(EDGES[first] + gap, y0 + gap, EDGES[last] - gap, y1 - gap, 0.85)


def _fill_row(writer: PdfWriter, top: float, gap: float = 0) -> None:
    for left, right in pairwise(EDGES):
        writer.fill(left + gap, top + gap, right - gap, top + 15 - gap, 0.9)


def test_cells_with_white_gaps_between_their_fills_are_a_table() -> None:
    writer = PdfWriter()
    top = _titled(writer, 60)
    _fill_head(writer, top, gap=0.75)
    for number in range(len(ROWS)):
        _fill_row(writer, top + HEAD + 15 * number, gap=0.75)
    top = _head(writer, top)
    for row in ROWS:
        _row(writer, top, row)
        top += 15
    assert _lines(writer) == EXPECTED


def test_a_fill_in_every_second_row_tells_the_columns() -> None:
    writer = PdfWriter()
    top = _titled(writer, 60)
    _fill_head(writer, top)
    _fill_row(writer, top + HEAD + 15)
    top = _head(writer, top)
    for row in ROWS:
        _row(writer, top, row)
        top += 15
    writer.text(EDGES[2], top + 8, "表4")
    assert _lines(writer) == (*EXPECTED, "表4")


def test_a_group_stands_over_the_headings_of_which_it_is_the_middle_beside_one_as_high_as_both_rows() -> None:
    writer = PdfWriter()
    top = _titled(writer, 60)
    _under(writer, top)
    _centred(writer, 0, 1, top + 10, "总计")
    _centred(writer, 1, 4, top + 2, "基本支出")
    _centred(writer, 4, 6, top + 2, "项目支出")
    for column, text in enumerate(("合计", "工资福利", "商品服务", "合计", "资本"), 1):
        _centred(writer, column, column + 1, top + 17, text)
    _under(writer, top + HEAD)
    _row(writer, top + HEAD, ("10.00", "6.00", "4.00", "2.00", "4.00", "1.00"))
    _row(writer, top + HEAD + 15, ("9.00", "5.00", "4.00", "1.00", "4.00", "2.00"))
    _under(writer, top + HEAD + 30)
    assert _lines(writer)[2:] == (
        "总计\t基本支出\t\t\t项目支出\t",
        "\t合计\t工资福利\t商品服务\t合计\t资本",
        "10.00\t6.00\t4.00\t2.00\t4.00\t1.00",
        "9.00\t5.00\t4.00\t1.00\t4.00\t2.00",
    )


def test_the_lines_of_a_chart_are_no_table() -> None:
    writer = PdfWriter()
    writer.rule(118, 500, 118, 603)
    writer.rule(248, 560, 248, 580)
    writer.rule(335, 512, 335, 540)
    writer.text(124, 560, "10.76%")
    found = pdf.read(writer.bytes())
    assert isinstance(found, Document)
    assert found.lines == ("10.76%",)
    assert not found.grids


def test_a_group_stands_over_all_columns_whose_middle_it_is_at() -> None:
    writer = PdfWriter()
    top = _titled(writer, 60)
    _under(writer, top)
    _centred(writer, 0, 6, top + 2, "预算数")
    for column, text in ((0, "合计"), (1, "出国费"), (4, "会议费"), (5, "接待费")):
        _centred(writer, column, column + 1, top + 24, text)
    _centred(writer, 2, 4, top + 17, "公务用车")
    for column, text in ((2, "购置费"), (3, "运行费")):
        _centred(writer, column, column + 1, top + 31, text)
    _under(writer, top + 45)
    _row(writer, top + 45, ("10.00", "1.00", "4.00", "2.00", "1.00", "2.00"))
    _row(writer, top + 60, ("9.00", "1.00", "4.00", "1.00", "1.00", "2.00"))
    _under(writer, top + 75)
    assert _lines(writer)[2:5] == (
        "预算数\t\t\t\t\t",
        "合计\t出国费\t公务用车\t\t会议费\t接待费",
        "\t\t购置费\t运行费\t\t",
    )


def test_the_lowest_border_may_be_drawn_in_one_piece() -> None:
    writer = PdfWriter()
    top = _titled(writer, 60)
    _under(writer, top)
    top = _head(writer, top)
    for number, row in enumerate(ROWS):
        _under(writer, top + 15 * number)
        _row(writer, top + 15 * number, row)
    writer.rule(EDGES[0], top + 45, EDGES[-1], top + 45)
    writer.text(EDGES[0], top + 90, "以上各表数据由本部门编制，并已核对一致。")
    assert _lines(writer)[:-1] == EXPECTED


def test_the_first_row_of_a_page_stands_without_a_fill_above_those_that_have_one() -> None:
    writer = PdfWriter()
    top = 60.0
    _row(writer, top, ("20401", "公共安全", "56.37", "56.37", "", ""))
    writer.text(EDGES[1] + 3, top + 21.5, "监管支出")
    for number, row in enumerate(ROWS):
        upper = top + 36 + 30 * number
        for left, right in pairwise(EDGES) if number != 1 else ():
            writer.fill(left, upper, right, upper + 30, 0.9)
        _row(writer, upper, row)
    assert _lines(writer) == ("20401\t公共安全监管支出\t56.37\t56.37\t\t", *EXPECTED[4:])
