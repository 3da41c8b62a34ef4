"""Places in a PDF: the box of a cell, and of a line of a paragraph, really prints that text, and nothing is lost."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extraction.page.document import Box, Document
from pipeline.extraction.readers.pdf.engine import PdfFile
from pipeline.extraction.readers.pdf.reader import read
from tests.writers.pdf import PdfWriter

pytestmark = pytest.mark.slow

CELL = st.sampled_from(["", "0.00", "1,234.56", "-7.10", "收入合计", "一、基本支出", "2010301", "其中：财政拨款", "12"])
TABLE = st.integers(2, 6).flatmap(
    lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=7)
)


def printed_in(data: bytes, box: Box, page: int) -> str:
    """What stands inside a box, read glyph by glyph from the shown page."""
    for found in PdfFile(data).pages():
        if found.number == page:
            inside = [
                glyph
                for glyph in found.glyphs
                if box.x0 <= (glyph.x0 + glyph.x1) / 2 <= box.x1
                and box.top <= (glyph.top + glyph.bottom) / 2 <= box.bottom
            ]
            return "".join(glyph.text for glyph in sorted(inside, key=lambda glyph: glyph.x0))
    return ""


@settings(max_examples=40, deadline=None)
@given(rows=TABLE, rules=st.sampled_from(["lines", "bars", "pieces"]))
def test_the_box_of_every_cell_prints_its_text(rows: list[list[str]], rules: str) -> None:
    rows = [[f"栏{column}" for column in range(1, len(rows[0]) + 1)], *rows]
    writer = PdfWriter()
    writer.table(40, 80, [80.0] * len(rows[0]), rows, rules=rules)
    data = writer.bytes()
    document = read(data)
    assert isinstance(document, Document)
    assert [line.split("\t") for line in document.lines] == [row for row in rows if any(row)]
    for number, line in enumerate(document.lines, 1):
        for column, text in enumerate(line.split("\t"), 1):
            address = document.address_of_cell(number, column)
            assert address is not None
            assert address.page == 1
            assert address.box is not None
            assert printed_in(data, address.box, 1) == text


@settings(max_examples=25, deadline=None)
@given(lines=st.lists(st.text(alphabet="预算收入支出决公开二〇", min_size=1, max_size=30), min_size=1, max_size=12))
def test_the_box_of_every_printed_line_prints_its_text(lines: list[str]) -> None:
    writer = PdfWriter()
    for number, line in enumerate(lines):
        writer.text(60, 90 + 22 * number, line)
    data = writer.bytes()
    document = read(data)
    assert isinstance(document, Document)
    assert "".join(document.lines) == "".join(lines)
    for number in range(1, len(document.lines) + 1):
        text = document.lines[number - 1]
        starts = [*sorted(document.addresses[number]), len(text)]
        for start, end in pairwise(starts):
            address = document.address_of_offset(number, start)
            assert address is not None
            assert address.box is not None
            assert printed_in(data, address.box, 1) == text[start:end]
