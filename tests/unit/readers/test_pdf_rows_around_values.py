"""Tables without lines as programs print them: a name around its value, a group over the middle of its columns."""

from itertools import pairwise

from pipeline.extraction.page.document import Document
from pipeline.extraction.readers.pdf.reader import read
from tests.writers.pdf import PdfWriter, width_of

LEFTS = (50.0, 120.0, 226.0, 320.0, 410.0, 500.0)
PITCH = 12.0
"""From line to line, within a cell as between two rows: no space tells rows apart."""


class Centred:
    """Prints rows whose cells are set at the middle of the height of the tallest one."""

    def __init__(self) -> None:
        self.writer = PdfWriter()
        self.top = 60.0

    def row(self, *cells: str) -> None:
        """Names at the left of their columns, amounts at the right; a name of several lines makes the row taller."""
        tallest = max(cell.count("\n") + 1 for cell in cells)
        for (left, right), cell in zip(pairwise(LEFTS), cells, strict=False):
            lines = cell.split("\n")
            top = self.top + (tallest - len(lines)) * PITCH / 2
            for number, line in enumerate(lines):
                amount = "." in line
                self.writer.text(right - 4 - width_of(line) if amount else left, top + number * PITCH, line)
        self.top += tallest * PITCH

    def heads(self, *heads: tuple[int, int, str], rows: int = 1) -> None:
        """Headings, each at the middle of the columns from a first to a last one."""
        for first, last, text in heads:
            middle = (LEFTS[first] + LEFTS[last + 1] - 4) / 2
            self.writer.text(middle - width_of(text) / 2, self.top + (rows - 1) * PITCH / 2, text)

    def lines(self) -> list[str]:
        document = read(self.writer.bytes())
        assert isinstance(document, Document)
        return list(document.lines)


def test_a_name_of_two_lines_is_of_the_row_whose_value_stands_between_them() -> None:
    sheet = Centred()
    sheet.heads((0, 0, "编码"), (1, 1, "名称"), (2, 2, "合计"), (3, 3, "基本支出"), (4, 4, "项目支出"))
    sheet.top += PITCH
    sheet.row("208", "社会保障支出", "6.50", "6.50", "0.00")
    sheet.row("20805", "行政事业单位养老支\n出", "5.50", "5.50", "0.00")
    sheet.row("2080505", "机关事业单位基本养\n老保险缴费", "4.50", "4.50", "0.00")
    sheet.row("210", "卫生健康支出", "3.00", "3.00", "0.00")
    sheet.row("21011", "行政事业单位医疗补\n助和其他人员医疗补\n助", "3.00", "3.00", "0.00")
    assert sheet.lines() == [
        "编码\t名称\t合计\t基本支出\t项目支出",
        "208\t社会保障支出\t6.50\t6.50\t0.00",
        "20805\t行政事业单位养老支出\t5.50\t5.50\t0.00",
        "2080505\t机关事业单位基本养老保险缴费\t4.50\t4.50\t0.00",
        "210\t卫生健康支出\t3.00\t3.00\t0.00",
        "21011\t行政事业单位医疗补助和其他人员医疗补助\t3.00\t3.00\t0.00",
    ]


def test_names_that_all_wrap_have_a_column_of_their_own() -> None:
    sheet = Centred()
    sheet.heads((0, 0, "编码"), (1, 1, "名称"), (2, 2, "合计"), (3, 3, "基本支出"), (4, 4, "项目支出"))
    sheet.top += PITCH
    for code in ("144001", "144002", "144003"):
        sheet.row(code, "独山县统计普查中心\n本级", "5.50", "5.50", "0.00")
    assert sheet.lines()[1:] == [
        f"{code}\t独山县统计普查中心本级\t5.50\t5.50\t0.00" for code in ("144001", "144002", "144003")
    ]


def test_a_group_stands_over_the_columns_at_whose_middle_it_is_printed() -> None:
    sheet = Centred()
    sheet.heads((0, 1, "项目"), (2, 2, "合计"), (3, 4, "其中财政拨款"))
    sheet.top += PITCH
    sheet.heads((0, 0, "编码"), (1, 1, "名称"), (3, 3, "基本支出"), (4, 4, "项目支出"))
    sheet.top += PITCH
    for code in ("208", "20805", "2080505"):
        sheet.row(code, "社会保障支出", "6.50", "5.50", "1.00")
    assert sheet.lines()[:2] == ["项目\t\t合计\t其中财政拨款\t", "编码\t名称\t\t基本支出\t项目支出"]


def test_a_page_that_cuts_a_row_of_headings_goes_on_in_the_cells_as_high_as_two_rows() -> None:
    writer = PdfWriter()
    widths = [40.0, 40.0, 50.0, 50.0]
    edges = [50.0, 90.0, 130.0, 180.0, 230.0]
    top, low, bottom = 700.0, 718.0, 740.0
    for y, x0, x1 in ((top, 50, 230), (low, 50, 130), (bottom, 50, 230)):
        writer.rule(x0, y, x1, y)
    for x in edges:
        writer.rule(x, top if x != 90.0 else low, x, bottom)
    for x, y, text in (
        (75, top, "科目"), (52, low, "编码"), (92, low, "名称"), (140, top + 6, "合计"),
        (182, top, "一般公共"), (182, top + 13, "预算财政"),
    ):  # fmt: skip
        writer.text(x, y, text)
    writer.new_page()
    rows = [["", "", "", "拨款"], ["205", "教育", "1.00", "0.50"], ["206", "科学", "2.00", "0.50"]]
    writer.table(50, 60, widths, rows)
    document = read(writer.bytes())
    assert isinstance(document, Document)
    assert document.lines == (
        "科目\t\t合计\t一般公共预算财政拨款",
        "编码\t名称\t\t",
        "205\t教育\t1.00\t0.50",
        "206\t科学\t2.00\t0.50",
    )


def test_a_code_that_wraps_before_its_name_is_one() -> None:
    writer = PdfWriter()
    rows = [["单位", "合计"], ["3160\n01-水\n利局", "1.00"]]
    writer.table(50, 60, [32.0, 60.0], rows, row_height=40)
    document = read(writer.bytes())
    assert isinstance(document, Document)
    assert document.lines[1].startswith("316001-水利局")
