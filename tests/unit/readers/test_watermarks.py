"""Text printed across a page: what it covers is read as if it were not there, and headings stay."""

import pytest

from pipeline.extraction.page.document import Document
from pipeline.extraction.readers.pdf import reader as pdf
from tests.writers.pdf import PdfWriter

ROWS = [["科目", "合计", "基本支出"], ["教育支出", "9,875.47", "8,640.27"], ["科学技术支出", "1,235.20", ""]]
LINES = ("2021年部门预算", "科目\t合计\t基本支出", "教育支出\t9,875.47\t8,640.27", "科学技术支出\t1,235.20\t")


def _read(*marks: tuple[float, float, str, float], size: float = 22.0) -> tuple[str, ...]:
    writer = PdfWriter()
    writer.text(100, 40, "2021年部门预算", size=size)
    writer.table(50, 100, [140, 80, 80], ROWS)
    for x, top, text, height in marks:
        writer.text(x, top, text, size=height, color=0.85)
    found = pdf.read(writer.bytes())
    assert isinstance(found, Document)
    return found.lines


@pytest.mark.parametrize("text", ["某某县财政局", "20210820", "内部资料 2021"])
@pytest.mark.parametrize("size", [24.0, 36.0, 60.0])
def test_a_level_watermark_over_a_table_is_no_part_of_its_cells(text: str, size: float) -> None:
    assert _read((54, 108, text, size)) == LINES


def test_a_tile_that_covers_nothing_goes_with_those_that_do() -> None:
    tiles = [(x, top, "财政专用", 24.0) for x in (60.0, 200.0) for top in (110.0, 300.0, 500.0)]
    assert _read(*tiles) == LINES


def test_large_headings_stay() -> None:
    assert _read(size=48.0) == LINES
    assert _read((60, 300, "附表", 40.0)) == (*LINES, "附表")
