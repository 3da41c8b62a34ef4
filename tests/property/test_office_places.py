"""Places in workbooks, Word documents and web pages: the named cell prints that text, as another library reads it."""

import io
from collections.abc import Callable

import docx
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet
from selectolax.lexbor import LexborHTMLParser

from pipeline.extraction.page.document import Document, Refusal
from pipeline.extraction.readers import excel, web, word
from tests.writers import office

pytestmark = pytest.mark.slow

CELL = st.sampled_from(["", "0.00", "1,234.56", "-7.10", "收入合计", "一、基本支出", "2010301", "其中：财政拨款"])
TABLE = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=6)
)


def text_of(rows: list[list[str]]) -> str:
    head = [f"栏{column}" for column in range(1, len(rows[0]) + 1)]
    return "\n".join(["支出决算表", *("\t".join(row) for row in (head, *rows))]) + "\n"


def place(ref: str) -> tuple[int, int]:
    """Row and column, from 1, of an address such as ``Sheet!C7`` or ``t1/r2/c3``."""
    sheet, _, cell = ref.partition("!")
    if cell:
        row, column = openpyxl.utils.cell.coordinate_to_tuple(cell)
        return row, column
    _, row_name, column_name = sheet.split("/")
    return int(row_name[1:]), int(column_name[1:])


def in_xlsx(data: bytes, row: int, column: int) -> str:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert isinstance(sheet, Worksheet)
    cell = sheet.cell(row, column)
    decimals = len(cell.number_format.partition(".")[2])
    return f"{cell.value:{',' * (',' in cell.number_format)}.{decimals}f}" if cell.data_type == "n" else str(cell.value)


def in_docx(data: bytes, row: int, column: int) -> str:
    return docx.Document(io.BytesIO(data)).tables[0].cell(row - 1, column - 1).text


def in_html(data: bytes, row: int, column: int) -> str:
    found = LexborHTMLParser(data.decode("gb18030")).css_first(f"tr:nth-child({row}) > td:nth-child({column})")
    assert found is not None
    return found.text()


Read = Callable[[bytes], Document | Refusal]
FORMATS: dict[str, tuple[Callable[[str], bytes], Read, Callable[[bytes, int, int], str]]] = {
    "xlsx": (office.xlsx, excel.read, in_xlsx),
    "docx": (office.word, word.read, in_docx),
    "html": (office.page, web.read, in_html),
}


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=25, deadline=None)
@given(rows=TABLE)
def test_the_named_cell_prints_the_text(name: str, rows: list[list[str]]) -> None:
    write, read, printed_at = FORMATS[name]
    data = write(text_of(rows))
    document = read(data)
    assert isinstance(document, Document)
    found = 0
    for number, line in enumerate(document.lines, 1):
        for column, text in enumerate(line.split("\t"), 1):
            address = document.address_of_cell(number, column) if "\t" in line else None
            if text and address is not None:
                found += 1
                assert printed_at(data, *place(address.ref)) == text
    assert found >= sum(bool(cell) for row in rows for cell in row)
