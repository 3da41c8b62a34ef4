"""Tables drawn with upright lines alone: what wraps in a cell is one row with the values at half its height."""

from pipeline.extraction.page.document import Document
from pipeline.extraction.readers.pdf import reader as pdf
from tests.writers.pdf import PdfWriter

ROWS = [
    ["项目", "行次", "决算数"],
    ["一、财政拨款收\n入", "1", "1,256.32"],
    ["二、上级补助收\n入", "2", "120.00"],
    ["其中：政府性基\n金预算财政拨款", "3", ""],
    ["三、事业收入", "4", "8,630.45"],
    ["  公共财政预算\n拨款", "6", "0.50"],
    ["因公出国（境）\n费", "5", "-"],
]
LINES = (
    "项目\t行次\t决算数",
    "一、财政拨款收入\t1\t1,256.32",
    "二、上级补助收入\t2\t120.00",
    "其中：政府性基金预算财政拨款\t3\t",
    "三、事业收入\t4\t8,630.45",
    "公共财政预算拨款\t6\t0.50",
    "因公出国（境）费\t5\t-",
)


def test_a_wrapped_name_is_one_row_with_its_values() -> None:
    writer = PdfWriter()
    writer.table(50, 100, [76, 40, 80], ROWS, rules="upright", row_height=30)
    found = pdf.read(writer.bytes())
    assert isinstance(found, Document)
    assert found.lines == LINES


def test_lines_that_fit_are_rows() -> None:
    rows = [[text.replace("\n", "") for text in row] for row in ROWS]
    writer = PdfWriter()
    writer.table(50, 100, [180, 40, 80], rows, rules="upright", row_height=14)
    found = pdf.read(writer.bytes())
    assert isinstance(found, Document)
    assert found.lines == LINES
