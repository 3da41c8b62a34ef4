"""Tables printed without any line whose cells wrap, as a text document with columns of one width is printed."""

from pipeline.extraction.page.document import Document
from pipeline.extraction.readers.pdf.reader import read
from pipeline.extraction.tables.headings import lookup_heading
from tests.writers.pdf import PdfWriter, width_of

PITCH = 14.0
APART = 10.0
INDENT = 5.0


def _wrapped(text: str, width: float) -> list[str]:
    lines = [""]
    for sign in text:
        if lines[-1] and width_of(lines[-1] + sign) > width:
            lines.append("")
        lines[-1] += sign
    return lines


class Narrow:
    """Prints rows of cells of one width, texts at the left and broken where the cell ends."""

    def __init__(self, width: float) -> None:
        self.writer = PdfWriter()
        self.width = width
        self.top = 60.0

    def row(self, *cells: str) -> None:
        """One row; a cell is also broken at ``/``."""
        width = self.width - 2 * INDENT
        broken = [[line for part in cell.split("/") for line in _wrapped(part, width)] for cell in cells]
        for column, lines in enumerate(broken):
            for number, line in enumerate(lines):
                if line:
                    self.writer.text(50 + column * self.width + INDENT, self.top + number * PITCH, line)
        self.top += max(map(len, broken)) * PITCH + APART

    def line(self, text: str) -> None:
        self.writer.text(50 + INDENT, self.top, text)
        self.top += PITCH + APART

    def lines(self) -> list[str]:
        document = read(self.writer.bytes())
        assert isinstance(document, Document)
        return list(document.lines)


def test_the_last_name_of_a_table_goes_on_below_its_values() -> None:
    sheet = Narrow(60)
    sheet.row("单位名称", "合计", "出国", "用车", "接待")
    sheet.row("四川省质量监督检验中心", "60.00", "8.00", "40.00", "12.00")
    assert sheet.lines() == ["单位名称\t合计\t出国\t用车\t接待", "四川省质量监督检验中心\t60.00\t8.00\t40.00\t12.00"]


def test_a_note_under_the_last_row_is_no_part_of_its_name() -> None:
    sheet = Narrow(60)
    sheet.row("单位名称", "合计", "出国", "用车", "接待")
    sheet.row("检验所", "60.00", "8.00", "40.00", "12.00")
    sheet.top -= APART
    sheet.line("注：无")
    assert sheet.lines()[1:] == ["检验所\t60.00\t8.00\t40.00\t12.00", "注：无"]


def test_what_begins_with_a_comma_goes_on_with_the_number_above() -> None:
    sheet = Narrow(64)
    sheet.row("项目", "决算数", "上年数", "增减")
    sheet.row("一、财政拨款收入", "1,350.20", "1,200.00", "150.20")
    sheet.row("二、事业收入", "4/，800。00", "3,000.00", "180.00")
    sheet.row("合计", "6,150.20", "4,200.00", "1,950.20")
    assert "二、事业收入\t4，800。00\t3,000.00\t180.00" in sheet.lines()


def test_a_title_over_columns_of_other_places_begins_a_table() -> None:
    sheet = Narrow(72)
    sheet.row("单位代码", "单位名称", "合计", "收入小计", "其他")
    sheet.row("128", "残疾人联合会", "3,200.00", "3,200.00", "0.00")
    sheet.row("合计", "", "3,200.00", "3,200.00", "0.00")
    sheet.line("部门新增资产配置预算表")
    sheet.width = 54
    sheet.row("单位名称", "类别", "资产分类代码名称", "数量", "单价")
    sheet.row("联合会", "设备", "计算机", "4", "500.00")
    sheet.row("联合会", "设备", "打印机", "2", "500.00")
    assert sheet.lines()[2:4] == ["合计\t\t3,200.00\t3,200.00\t0.00", "部门新增资产配置预算表"]


def test_a_heading_of_many_lines_is_of_the_table_with_all_of_them() -> None:
    sheet = Narrow(44)
    sheet.row("项目", "一般公共预算财政拨款安排的“三公”经费", "", "会议费", "培训费")
    sheet.row("", "小计", "公务用车购置及运行维护费")
    sheet.row("预算数", "5.00", "3.00", "1.00", "1.50")
    sheet.row("决算数", "3.86", "2.80", "0.40", "1.20")
    assert sheet.lines()[0] == "项目\t一般公共预算财政拨款安排的“三公”经费\t\t会议费\t培训费"


def test_a_name_that_its_cell_cuts_says_so() -> None:
    writer = PdfWriter()
    rows = (
        ("项目", "上年决算数"),
        ("公务用车购置", "18.00"),
        ("其中：公务用", "18.00"),
        ("公务接待费", "12.50"),
        ("合计", "30.50"),
    )
    for number, (name, amount) in enumerate(rows):
        writer.text(55, 60 + number * 15, name)
        writer.text(160 - width_of(amount) if number else 112, 60 + number * 15, amount)
    document = read(writer.bytes())
    assert isinstance(document, Document)
    assert [line.split("\t")[0] for line in document.lines[1:]] == [
        "公务用车购置…",
        "其中：公务用…",
        "公务接待费",
        "合计",
    ]


def test_a_cut_heading_is_near_no_other() -> None:
    assert lookup_heading("公务用车购置", "three_public")
    assert lookup_heading("公务用车购置…", "three_public") is None


def test_headings_that_stand_together_below_one_are_no_rest_of_it() -> None:
    writer = PdfWriter()
    heads = (((60, "项目"), (120, "公务用车购置及运行费"), (250, "接待费")), ((120, "小计"), (185, "购置费")))
    for number, row in enumerate(heads):
        for left, text in row:
            writer.text(left, 60 + number * 15, text)
    for number, name in enumerate(("预算数", "决算数", "上年数", "增减额")):
        writer.text(60, 90 + number * 15, name)
        for right, amount in ((180, "3.60"), (240, "1.20"), (300, "0.40")):
            writer.text(right - width_of(amount), 90 + number * 15, amount)
    document = read(writer.bytes())
    assert isinstance(document, Document)
    assert document.lines[:2] == ("项目\t公务用车购置及运行费\t\t接待费", "\t小计\t购置费\t")
