"""A text with TABs written out as a workbook, a Word document or a web page, so that one case tests every reader.

Numbers go into workbooks as numbers with the display format that prints them as the text does; nothing else is added.
"""

import html
import io
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

import docx
import openpyxl
import xlwt
from openpyxl.worksheet.worksheet import Worksheet

NUMBER = re.compile(r"(-?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(%?)\Z")
LONGEST_EXACT = 15


def parts(text: str) -> Iterator[tuple[str, list[str]]]:
    """Paragraphs and tables in order: (``"line"``, one line) or (``"table"``, its lines); page numbers are left out."""
    rows: list[str] = []
    lines = text.split("\n")
    for index, line in enumerate(lines):
        if "\t" in line:
            rows.append(line)
        elif rows and line.strip().isdigit() and any("\t" in later for later in lines[index + 1 :]):
            continue  # a page number between two parts of a table: other formats have none
        else:
            if rows:
                yield "table", rows
            rows = []
            yield "line", [line]
    if rows:
        yield "table", rows


def cells(rows: Sequence[str]) -> list[list[str]]:
    """Cells of a table's lines, every row of the same width."""
    split = [row.split("\t") for row in rows]
    width = max(map(len, split))
    return [row + [""] * (width - len(row)) for row in split]


def padded(text: str) -> str:
    """The text with every row of a table as wide as the widest: other formats have no rows that end early."""
    return "\n".join(
        line
        for kind, lines in parts(text)
        for line in (["\t".join(row) for row in cells(lines)] if kind == "table" else lines)
    )


def number_format(text: str) -> str | None:
    """The format under which the number of a text is printed as that text; None for another text."""
    match = NUMBER.match(text)
    if match is None or (match[2][0] == "0" and len(match[2]) > 1 and not match[3]):
        return None
    if sum(sign.isdigit() for sign in text) > LONGEST_EXACT or (Decimal(_plain(text)) == 0 and match[1]):
        return None
    return ("#,##0" if "," in match[2] else "0") + (f".{'0' * (len(match[3]) - 1)}" if match[3] else "") + match[4]


def _plain(text: str) -> str:
    return text.replace(",", "").rstrip("%")


def number(text: str) -> Decimal:
    """The number that a text prints."""
    value = Decimal(_plain(text))
    return value / 100 if text.endswith("%") else value


def sheet_rows(text: str) -> Iterator[list[str]]:
    """Rows of a sheet: a line a row, and a blank one below each table, as people leave it."""
    for kind, lines in parts(text):
        if kind == "table":
            yield from cells(lines)
            yield []
        else:
            yield [lines[0]]


def xlsx(text: str) -> bytes:
    """One sheet, a line a row."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    _fill(sheet, text)
    return _saved(workbook)


def _fill(sheet: Worksheet, text: str) -> None:
    for row, line in enumerate(sheet_rows(text), 1):
        for column, cell in enumerate(line, 1):
            if cell:
                put(sheet, row, column, cell)


def put(sheet: Worksheet, row: int, column: int, text: str) -> None:
    """Write a cell: a number as a number with the format that prints the text."""
    target = sheet.cell(row, column)
    found = number_format(text)
    target.value = number(text) if found else text
    target.number_format = found or "@"
    target.data_type = "n" if found else "s"


def _saved(workbook: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def book(text: str) -> bytes:
    """A sheet for each table with the lines above it, behind a sheet that lists several of them in lines."""
    above: list[str] = []
    sheets: list[str] = []
    for kind, lines in parts(text):
        above += lines
        if kind == "table":
            sheets.append("\n".join(above))
            above = []
    sheets[-1] = "\n".join([sheets[-1], *above])
    workbook = openpyxl.Workbook()
    contents = workbook.active
    assert contents is not None
    for number, sheet in enumerate(sheets, 1):
        own = sheet.split("\n")[number == 1 :]  # the first line is the title of the whole
        lines = [line for line in own if line.strip() and "\t" not in line and "\uff1a" not in line]
        if len(sheets) > 1:
            contents.cell(number, 1, f"\u8868{number}  {lines[-1] if lines else ''}")
        _fill(workbook.create_sheet(f"Sheet{number}"), sheet)
    return _saved(workbook)


def xls(text: str) -> bytes:
    """One sheet of an Excel 97 workbook, a line a row."""
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("Sheet1")
    styles: dict[str, xlwt.XFStyle] = {}
    for row, line in enumerate(sheet_rows(text)):
        for column, cell in enumerate(line):
            if cell:
                found = number_format(cell)
                style = styles.setdefault(found or "@", xlwt.easyxf(num_format_str=found or "@"))
                sheet.write(row, column, number(cell) if found else cell, style)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def word(text: str, *, with_lines: bool = False) -> bytes:
    """Paragraphs and tables, these with or without lines between their cells."""
    document = docx.Document()
    for kind, lines in parts(text):
        if kind == "line":
            document.add_paragraph(lines[0])
            continue
        rows = cells(lines)
        table = document.add_table(rows=len(rows), cols=len(rows[0]))
        if with_lines:
            table.style = "Table Grid"
        for table_row, row in zip(table.rows, rows, strict=True):
            for target, cell in zip(table_row.cells, row, strict=True):
                target.text = cell
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def page(text: str) -> bytes:
    """A web page in GBK that calls itself gb2312, with navigation above and a footer below, as sites publish them."""
    body: list[str] = []
    for kind, lines in parts(text):
        if kind == "line":
            body.append(f"<p>&nbsp;&nbsp;{html.escape(lines[0])}</p>")
            continue
        rows = ("".join(f"<td><p>{html.escape(cell) or '&nbsp;'}</p></td>" for cell in row) for row in cells(lines))
        body.append("<table border=1><tbody>" + "".join(f"<tr>{row}</tr>\n" for row in rows) + "</tbody></table>")
    return (
        "<html><head><meta http-equiv='Content-Type' content='text/html; charset=gb2312'>"
        "<title>\u9996\u9875</title></head>"
        "<body><div class='nav'><a href='/'>\u9996\u9875</a> <a href='/a'>A</a> <a href='/b'>B</a></div>"
        f"<div class='TRS_Editor'>{''.join(body)}</div><div class='footer'>ICP 1</div></body></html>"
    ).encode("gb18030")
