"""Shaded tables whose last rows a page prints alone: too few for their fills to tell that they are a table."""

from collections.abc import Sequence
from itertools import pairwise

from pipeline.extraction.page.document import Document
from pipeline.extraction.readers.pdf.reader import read
from tests.writers.pdf import PdfWriter, width_of

EDGES = [50.0, 120.0, 180.0, 260.0]
HEAD = ("项目", "行次", "决算数")
ROWS = [("一、财政拨款", "1", "100.00"), ("二、事业收入", "2", "20.00"), ("三、其他收入", "3", "5.00")]


def _row(writer: PdfWriter, top: float, texts: Sequence[str], *, shaded: bool = False, height: float = 20) -> float:
    for left, right in pairwise(EDGES) if shaded else ():
        writer.fill(left, top, right, top + height, 0.9)
    for column, text in enumerate(texts):
        left, right = EDGES[column], EDGES[column + 1]
        places = (left + 5, (left + right - width_of(text)) / 2, right - 5 - width_of(text))
        writer.text(places[column], top + 5, text)
    return top + height


def _with_table(last: Sequence[str] = ()) -> PdfWriter:
    writer = PdfWriter()
    top = _row(writer, 600, HEAD, shaded=True)
    for number, row in enumerate([*ROWS, *([last] if last else [])]):
        top = _row(writer, top, row, shaded=number % 2 == 1)
    writer.new_page()
    return writer


def _lines(writer: PdfWriter) -> list[str]:
    document = read(writer.bytes())
    assert isinstance(document, Document)
    return list(document.lines)


def _texts(*rows: Sequence[str]) -> list[str]:
    return ["\t".join(row) for row in rows]


def test_they_are_rows_of_the_table() -> None:
    writer = _with_table()
    top = _row(writer, 60, ("本年收入合计", "4", "125.00"))
    _row(writer, top, ("总计", "5", "125.00"))
    writer.text(50, 140, "注：本表反映本年度的总收支和年末结转结余情况，以万元为单位。")
    assert _lines(writer) == [
        *_texts(HEAD, *ROWS, ("本年收入合计", "4", "125.00"), ("总计", "5", "125.00")),
        "注：本表反映本年度的总收支和年末结转结余情况，以万元为单位。",
    ]


def test_so_is_one_whose_name_wraps() -> None:
    writer = _with_table()
    _row(writer, 60, ("使用非财政拨", "4", "9.00"))
    _row(writer, 74, ("款结余",))
    assert _lines(writer) == _texts(HEAD, *ROWS, ("使用非财政拨款结余", "4", "9.00"))


def test_the_rest_of_a_row_goes_to_it() -> None:
    writer = _with_table(("四、国有资本", "4", "0.00"))
    _row(writer, 60, ("经营收入",))
    _row(writer, 80, ("总计", "5", "125.00"))
    assert _lines(writer) == _texts(HEAD, *ROWS, ("四、国有资本经营收入", "4", "0.00"), ("总计", "5", "125.00"))


def test_a_number_of_a_table_at_the_margin_is_no_rest() -> None:
    writer = _with_table(("四、国有资本", "4", "0.00"))
    writer.text(50, 60, "表七")
    assert _lines(writer) == [*_texts(HEAD, *ROWS, ("四、国有资本", "4", "0.00")), "表七"]
