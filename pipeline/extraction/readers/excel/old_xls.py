"""XLS older than Excel 97 (BIFF2 to BIFF5) to a book, by xlrd.

Such files are rare (accounting programs still write them); speed is no matter, so the library does the work.
"""

import io
from decimal import Decimal

import xlrd
from xlrd import biffh

from pipeline.extraction.readers.excel.book import Area, Book, Cell, Sheet
from pipeline.extraction.readers.excel.display import show, show_text
from pipeline.extraction.readers.excel.formats import GENERAL
from pipeline.extraction.readers.refused import RefusedError


def read_old_xls(data: bytes) -> Book:
    """Read a workbook of Excel 2 to 95.

    Raises:
        RefusedError: It is encrypted or damaged.
    """
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO())
    except biffh.XLRDError as error:
        code = "encrypted" if "encrypted" in str(error).lower() else "damaged"
        raise RefusedError(code, f"the workbook: {str(error)[:120]}") from error
    except (AssertionError, TypeError, AttributeError, NotImplementedError) as error:
        raise RefusedError("damaged", f"the workbook: {type(error).__name__}: {str(error)[:120]}") from error
    found = Book([_sheet(book, sheet) for sheet in book.sheets()])
    found.check_size()
    return found


def _sheet(book: xlrd.Book, source: "xlrd.sheet.Sheet") -> Sheet:
    sheet = Sheet(source.name, is_hidden=source.visibility != 0)
    for first_row, last_row, first_column, last_column in source.merged_cells:
        sheet.merges.append(Area(first_row, first_column, last_row - 1, last_column - 1))
    sheet.hidden_rows = {row for row, info in source.rowinfo_map.items() if info.hidden}
    sheet.hidden_columns = [(column, column) for column, info in source.colinfo_map.items() if info.hidden]
    for row in range(source.nrows):
        for column, cell in enumerate(source.row(row)):
            sheet.put(row, column, _cell(book, cell))
    return sheet


def _cell(book: xlrd.Book, cell: "xlrd.sheet.Cell") -> Cell:
    format_text = _format(book, cell.xf_index)
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return Cell(show_text(str(cell.value), format_text))
    if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        return show(Decimal(repr(cell.value)), format_text, epoch_1904=bool(book.datemode))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return Cell("TRUE" if cell.value else "FALSE")
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return Cell(xlrd.error_text_from_code.get(int(cell.value or 0), "#N/A"))
    return Cell("")


def _format(book: xlrd.Book, style: int | None) -> str:
    if style is None or style >= len(book.xf_list):
        return GENERAL
    found = book.format_map.get(book.xf_list[style].format_key)
    return (found.format_str if found is not None else None) or GENERAL
