"""Texts that do not fit into their cells, which programs clip at the cells' edges."""

from pipeline.extraction.page.document import Document
from pipeline.extraction.readers.pdf.reader import read
from tests.writers.pdf import PdfWriter, width_of

LEFT, WIDTHS, ROW = 50.0, (90.0, 80.0), 15.0


class Sheet:
    """A sheet whose rows are too low: each text is clipped at its cell, lines stand 16 points apart."""

    def __init__(self) -> None:
        self.writer = PdfWriter()
        self.top = 60.0
        self.rows = 0

    def clipped(self, x: float, lines: list[str], width: float, *, right: bool = False) -> None:
        """Lines around the middle of the row, clipped at a box."""
        writer = self.writer
        writer.canvas.saveState()
        path = writer.canvas.beginPath()
        path.rect(x, writer.reading_height - self.top - ROW, width, ROW)
        writer.canvas.clipPath(path, stroke=0, fill=0)
        for number, line in enumerate(lines):
            middle = self.top + ROW / 2 + (number - (len(lines) - 1) / 2) * 16
            writer.text(x + width - 2 - width_of(line) if right else x + 2, middle - 5, line)
        writer.canvas.restoreState()

    def row(self, name: str, value: str) -> None:
        self.clipped(LEFT, name.split("/"), WIDTHS[0])
        self.clipped(LEFT + WIDTHS[0], [value], WIDTHS[1], right=True)
        self.top += ROW
        self.rows += 1

    def lines(self, *, ruled: bool) -> list[str]:
        first = self.top - self.rows * ROW
        if ruled:
            self.writer.table(LEFT, first, WIDTHS, [["", ""]] * self.rows, row_height=ROW)
        document = read(self.writer.bytes())
        assert isinstance(document, Document)
        return list(document.lines)


def _sheet() -> Sheet:
    sheet = Sheet()
    for name, value in [
        ("项目", "金额"),
        ("一、一般公共预算/财政拨款收入", "120.00"),
        ("二、政府性基金预/算财政拨款收入", "30.00"),
        ("三、其他收入", "5.50"),
        ("四、附属单位上缴/收入和其他各种资/金收入", "1.25"),
        ("本年收入合计", "156.75"),
    ]:
        sheet.row(name, value)
    return sheet


ROWS = [
    "项目\t金额",
    "一、一般公共预算财政拨款收入\t120.00",
    "二、政府性基金预算财政拨款收入\t30.00",
    "三、其他收入\t5.50",
    "四、附属单位上缴收入和其他各种资金收入\t1.25",
    "本年收入合计\t156.75",
]


def test_a_name_that_its_low_row_clips_is_whole_and_in_its_row() -> None:
    assert _sheet().lines(ruled=True) == ROWS


def test_so_it_is_where_no_line_is_drawn() -> None:
    assert _sheet().lines(ruled=False) == ROWS


def test_a_name_cut_at_the_next_cell_is_whole() -> None:
    sheet = Sheet()
    for name, value in [("项目", "金额"), ("事业单位基本养老保险缴费支出", "7.00"), ("住房公积金", "8.00")]:
        sheet.row(name, value)
    assert sheet.lines(ruled=True) == ["项目\t金额", "事业单位基本养老保险缴费支出\t7.00", "住房公积金\t8.00"]


def test_a_clip_of_a_whole_page_moves_nothing() -> None:
    writer = PdfWriter()
    path = writer.canvas.beginPath()
    path.rect(40, 500, 300, 300)
    writer.canvas.clipPath(path, stroke=0, fill=0)
    for number in range(25):
        writer.text(50, 60 + 12 * number, f"第{number}行的文字")
    document = read(writer.bytes())
    assert isinstance(document, Document)
    assert len(document.lines) == 25


def test_what_is_clipped_away_altogether_stays_so() -> None:
    sheet = Sheet()
    sheet.writer.text(50, 30, "标题")
    sheet.clipped(900, ["看不见的文字"], 50)
    assert sheet.lines(ruled=False) == ["标题"]


def test_a_clip_of_the_whole_page_is_no_cell() -> None:
    writer = PdfWriter()
    path = writer.canvas.beginPath()
    path.rect(30, 30, 535, 782)
    writer.canvas.clipPath(path, stroke=0, fill=0)
    rows = [[f"{number}", "一、一般公共预算财政拨款收入", f"{number}.50"] for number in range(10, 52)]
    writer.table(40, 40, [40, 200, 200], rows)
    for number in range(10, 52):
        writer.text(480, 40 + 18 * (number - 10) + 9, "此行在表旁并且超出页面")
    document = read(writer.bytes())
    assert isinstance(document, Document)
    assert [line for line in document.lines if "\t" in line] == ["\t".join(row) for row in rows]


def test_a_bold_name_of_which_the_second_print_lacks_a_sign_is_no_name_over_another() -> None:
    writer = PdfWriter()
    rows = [["项目", "金额"], ["三、其他收入", "5.50"], ["本年收入合计", "156.75"]]
    writer.table(50, 60, [90, 80], rows)
    writer.text(53.2, 82, "三、其他")
    document = read(writer.bytes())
    assert isinstance(document, Document)
    assert list(document.lines) == ["\t".join(row) for row in rows]


def test_a_text_that_its_column_clips_is_none_with_the_rest_of_the_column() -> None:
    writer = PdfWriter()
    rows = [["科目编码", "科目名称", "合计"], ["204", "公共安全支出", "4,432.10"], ["20405", "法院", "4,432.10"]]
    widths = (60.0, 120.0, 90.0)
    writer.table(50, 60, widths, rows)
    writer.canvas.saveState()
    path = writer.canvas.beginPath()
    path.rect(50, writer.reading_height - 114, 60, 114 - 40)
    writer.canvas.clipPath(path, stroke=0, fill=0)
    writer.text(53, 44, "公开部门：某县人民法院")
    writer.canvas.restoreState()
    writer.text(113, 44, "2018年度")
    document = read(writer.bytes())
    assert isinstance(document, Document)
    assert document.lines[-3:] == tuple("\t".join(row) for row in rows)
    assert document.lines[0].startswith("公开部门：") and document.lines[0].endswith("2018年度")
