"""Excel 2003 XML (``.xls`` files of reporting programs are often that) to a book.

Elements of the SpreadsheetML of 2003 belong here. Formats of numbers do not (``display``).
"""

from decimal import Decimal, InvalidOperation

from pipeline.extraction.readers import limits
from pipeline.extraction.readers.excel.book import Area, Book, Cell, Sheet
from pipeline.extraction.readers.excel.display import show, show_text
from pipeline.extraction.readers.excel.formats import GENERAL
from pipeline.extraction.readers.refused import RefusedError
from pipeline.extraction.readers.xml import Element, local, parse_xml

NAMESPACE = b"urn:schemas-microsoft-com:office:spreadsheet"
_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_NAMED = {
    "Fixed": "0.00", "Standard": "#,##0.00", "Percent": "0.00%", "Scientific": "0.00E+00", "Currency": "#,##0.00",
    "Short Date": "yyyy/m/d", "General Number": GENERAL, "General Date": "yyyy/m/d h:mm",
}  # fmt: skip


def read_xml2003(data: bytes) -> Book:
    """Read a workbook.

    Raises:
        RefusedError: It is damaged or beyond the limits.
    """
    root = parse_xml(data, "the workbook")
    formats: dict[str, str] = {}
    for style in root.iter(f"{_SS}Style"):
        for item in style.iter(f"{_SS}NumberFormat"):
            text = item.get(f"{_SS}Format") or GENERAL
            formats[style.get(f"{_SS}ID") or ""] = _NAMED.get(text, text)
    book = Book([])
    for worksheet in root.iter(f"{_SS}Worksheet"):
        if len(book.sheets) > limits.SHEETS:
            break
        visible = next((item.text for item in worksheet.iter() if local(item) == "Visible"), "")
        sheet = Sheet(worksheet.get(f"{_SS}Name") or "", is_hidden=visible in ("SheetHidden", "SheetVeryHidden"))
        book.sheets.append(sheet)
        table = worksheet.find(f"{_SS}Table")
        if table is not None and not sheet.is_hidden:
            _read_columns(sheet, table)
            _read_rows(sheet, table, formats)
    book.check_size()
    return book


def _number(element: Element, name: str) -> int:
    text = element.get(_SS + name) or ""
    return int(text) if text.isdigit() and len(text) < 8 else 0


def _read_columns(sheet: Sheet, table: Element) -> None:
    column = -1
    for item in table.findall(f"{_SS}Column"):
        column = _number(item, "Index") - 1 if item.get(f"{_SS}Index") else column + 1
        span = _number(item, "Span")
        if item.get(f"{_SS}Hidden") == "1" or item.get(f"{_SS}Width") == "0":
            sheet.hidden_columns.append((column, column + span))
        column += span


def _read_rows(sheet: Sheet, table: Element, formats: dict[str, str]) -> None:
    row, count = -1, 0
    for item in table.findall(f"{_SS}Row"):
        row = _number(item, "Index") - 1 if item.get(f"{_SS}Index") else row + 1
        if item.get(f"{_SS}Hidden") == "1":
            sheet.hidden_rows.add(row)
        column = -1
        for cell in item.findall(f"{_SS}Cell"):
            column = _number(cell, "Index") - 1 if cell.get(f"{_SS}Index") else column + 1
            across, down = _number(cell, "MergeAcross"), _number(cell, "MergeDown")
            if across or down:
                sheet.merges.append(Area(row, column, row + down, column + across))
            count += 1
            if count > limits.CELLS:
                raise RefusedError("too_large", f"more than {limits.CELLS:,} cells")
            sheet.put(row, column, _cell(cell, formats))
            column += across
        row += _number(item, "Span")


def _cell(cell: Element, formats: dict[str, str]) -> Cell:
    data = next((item for item in cell if local(item) == "Data"), None)
    if data is None:
        return Cell("")
    text = "".join(str(part) for part in data.itertext())
    format_text = formats.get(cell.get(f"{_SS}StyleID") or "Default", GENERAL)
    if data.get(f"{_SS}Type") != "Number":
        return Cell(show_text(text, format_text))
    try:
        value = Decimal(text)
    except InvalidOperation:
        return Cell(text)
    return show(value, format_text) if value.is_finite() and abs(value.adjusted()) < 30 else Cell(text)
