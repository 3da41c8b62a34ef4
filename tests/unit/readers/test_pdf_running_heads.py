"""Running heads and feet where word processors set them, on pages laid level."""

from pipeline.extraction.page.document import Document
from pipeline.extraction.readers.pdf.reader import read
from tests.writers.pdf import PdfWriter

CENTIMETRE = 28.35
HEAD, FOOT = "某县农业局2022年度部门决算", "某县财政局编"


def test_heads_and_feet_of_level_pages_are_no_lines_between_two_parts_of_a_table() -> None:
    writer = PdfWriter(width=842, height=595)
    rows = [[f"20{number}", "一般公共服务支出", f"{number}.50"] for number in range(10, 40)]
    for first in (0, 10, 20):
        writer.text(60, 1.5 * CENTIMETRE, HEAD)
        writer.table(60, 80, [100, 300, 200], rows[first : first + 10])
        writer.text(60, 595 - 1.75 * CENTIMETRE - 11, FOOT)
        if first < 20:
            writer.new_page()
    document = read(writer.bytes())
    assert isinstance(document, Document)
    assert list(document.lines) == ["\t".join(row) for row in rows]
