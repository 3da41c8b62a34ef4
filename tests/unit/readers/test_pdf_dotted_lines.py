"""Lines of dots: browsers fill every dot of a dotted border by itself."""

from pipeline.extraction.page.document import Document
from pipeline.extraction.readers.pdf.reader import read
from tests.writers.pdf import PdfWriter

ROWS = [["项目", "金额"], ["一、财政拨款收入", ""], ["二、其他收入", "5.50"], ["本年收入合计", "5.50"]]
LEFT, TOP, WIDTHS, HEIGHT = 50.0, 60.0, (150.0, 80.0), 18.0
DOT, STEP = 0.75, 1.5


def _dots(writer: PdfWriter, x0: float, y0: float, x1: float, y1: float) -> None:
    x, y = x0, y0
    while x <= x1 and y <= y1:
        writer.fill(x, y, x + DOT, y + DOT, 0)
        x, y = (x + STEP, y) if x1 > x0 else (x, y + STEP)


def test_dots_in_a_row_are_the_lines_of_a_table() -> None:
    writer = PdfWriter()
    writer.table(LEFT, TOP, WIDTHS, ROWS, rules="none")
    low, right = TOP + HEIGHT * len(ROWS), LEFT + sum(WIDTHS)
    for row in range(len(ROWS) + 1):
        _dots(writer, LEFT, TOP + HEIGHT * row, right, TOP + HEIGHT * row)
    for edge in (LEFT, LEFT + WIDTHS[0], right):
        _dots(writer, edge, TOP, edge, low)
    document = read(writer.bytes())
    assert isinstance(document, Document)
    assert list(document.lines) == ["\t".join(row) for row in ROWS]


def test_dots_here_and_there_draw_nothing() -> None:
    writer = PdfWriter()
    writer.text(50, 60, "财政拨款收入")
    for number in range(30):
        writer.fill(40 + 17 * number, 50 + 7 * number, 40.75 + 17 * number, 50.75 + 7 * number, 0)
    document = read(writer.bytes())
    assert isinstance(document, Document)
    assert list(document.lines) == ["财政拨款收入"]
