"""Numbers at the walls of their cells: two that touch there, and one that is too wide."""

from itertools import pairwise

from pipeline.extraction.page.document import Document
from pipeline.extraction.readers.pdf.reader import read
from tests.writers.pdf import PdfWriter, width_of

EDGES = (50.0, 110.0, 160.0, 200.0, 320.0)
TOP, HEIGHT = 60.0, 18.0


def _lines(rows: list[list[str]], padding: float) -> list[str]:
    """Texts at the left of their cells, amounts at the right, all as near to the walls as ``padding``."""
    writer = PdfWriter()
    widths = [right - left for left, right in pairwise(EDGES)]
    writer.table(EDGES[0], TOP, widths, [[""] * len(widths)] * len(rows))
    for number, row in enumerate(rows):
        for (left, right), text in zip(pairwise(EDGES), row, strict=True):
            x = right - padding - width_of(text) if "." in text else left + padding
            writer.text(x, TOP + HEIGHT * number + 4, text)
    document = read(writer.bytes())
    assert isinstance(document, Document)
    return list(document.lines)


def test_a_number_that_ends_at_a_wall_is_none_with_the_code_behind_it() -> None:
    rows = [["工资福利支出", "2290.23", "302", "商品和服务支出"], ["基本工资", "520.30", "30201", "办公费"]]
    assert _lines(rows, padding=0.3) == ["\t".join(row) for row in rows]


def test_a_number_too_wide_for_its_cell_stays_whole() -> None:
    rows = [["工资福利支出", "1234567890.12", "", "商品和服务支出"], ["基本工资", "520.30", "30201", "办公费"]]
    assert _lines(rows, padding=2.0) == ["\t".join(row) for row in rows]


def test_rows_lower_than_usual_type_are_rows_where_type_is_small() -> None:
    writer = PdfWriter()
    rows = [[f"{number}、支出", f"{number}.50"] for number in range(1, 12)]
    edges, height = (50.0, 120.0, 160.0), 4.2
    for number, row in enumerate(rows):
        for (left, right), text in zip(pairwise(edges), row, strict=True):
            top = 60 + number * height
            writer.rule(left, top, right, top)
            writer.rule(left, top, left, top + height)
            writer.text(left + 1, top + 0.4, text, size=3.4)
    low = 60 + len(rows) * height
    writer.rule(edges[0], low, edges[-1], low)
    writer.rule(edges[-1], 60, edges[-1], low)
    document = read(writer.bytes())
    assert isinstance(document, Document)
    assert list(document.lines) == ["\t".join(row) for row in rows]
