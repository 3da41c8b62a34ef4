"""ODS (OpenDocument spreadsheets, ISO 26300) to a book.

The text that a cell shows is stored with it, so no number format is read here.
"""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from pipeline.extraction.readers import limits
from pipeline.extraction.readers.excel.book import LAST_COLUMN, Area, Book, Cell, Sheet, areas, fifteen_digits, plain
from pipeline.extraction.readers.package import Package
from pipeline.extraction.readers.refused import RefusedError
from pipeline.extraction.readers.xml import Element

_NAMES = "urn:oasis:names:tc:opendocument:xmlns"
_TABLE, _TEXT, _OFFICE, _STYLE = (f"{{{_NAMES}:{name}:1.0}}" for name in ("table", "text", "office", "style"))
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_GROUPS = frozenset(
    f"{_TABLE}{name}" for name in ("table-row-group", "table-rows", "table-header-rows", "table-column-group",
                                   "table-columns", "table-header-columns")
)  # fmt: skip
_LAST_ROW = 1_048_575
_DEEPEST = 20


def read_ods(package: Package) -> Book:
    """Read a workbook.

    Raises:
        RefusedError: It is encrypted, damaged or beyond the limits.
    """
    if "META-INF/manifest.xml" in package and b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise RefusedError("encrypted", "the workbook is protected by a password")
    root = package.xml("content.xml")
    hidden = {
        style.get(f"{_STYLE}name")
        for style in root.iter(f"{_STYLE}style")
        if any(item.get(f"{_TABLE}display") == "false" for item in style)
    }
    book = Book([])
    for table in root.iter(f"{_TABLE}table"):
        if len(book.sheets) > limits.SHEETS:
            break
        sheet = Sheet(table.get(f"{_TABLE}name") or "", is_hidden=table.get(f"{_TABLE}style-name") in hidden)
        book.sheets.append(sheet)
        if not sheet.is_hidden:
            sheet.print_areas = _print_areas(table.get(f"{_TABLE}print-ranges") or "")
            _read_columns(sheet, table)
            _read_rows(sheet, table)
    book.check_size()
    return book


def _print_areas(ranges: str) -> list[Area]:
    """Areas of ``'a sheet'.A1:'a sheet'.F30``, which a blank parts."""
    found: list[Area] = []
    for one in ranges.replace("'", "").split(" "):
        first, _, last = one.partition(":")
        found += areas(f"{first.rpartition('.')[2]}:{last.rpartition('.')[2]}" if last else first.rpartition(".")[2])
    return found


def _parts(container: Element, name: str, depth: int = 0) -> Iterator[Element]:
    """Rows or columns of a table, through their groups."""
    for item in container:
        if item.tag == name:
            yield item
        elif item.tag in _GROUPS and depth < _DEEPEST:
            yield from _parts(item, name, depth + 1)


def _repeated(element: Element, name: str, most: int) -> int:
    text = element.get(f"{_TABLE}{name}") or "1"
    return min(int(text), most) if text.isdigit() else 1


def _is_hidden(element: Element) -> bool:
    return element.get(f"{_TABLE}visibility") in ("collapse", "filter")


def _read_columns(sheet: Sheet, table: Element) -> None:
    column = 0
    for item in _parts(table, f"{_TABLE}table-column"):
        count = _repeated(item, "number-columns-repeated", LAST_COLUMN + 1)
        if _is_hidden(item):
            sheet.hidden_columns.append((column, column + count - 1))
        column += count


def _read_rows(sheet: Sheet, table: Element) -> None:
    row = 0
    for item in _parts(table, f"{_TABLE}table-row"):
        count = _repeated(item, "number-rows-repeated", _LAST_ROW + 1)
        cells = [] if _is_hidden(item) else list(_cells(item, sheet, row))
        for repetition in range(count if cells else 0):
            for column, cell in cells:
                sheet.put(row + repetition, column, cell)
            if len(cells) * repetition > limits.CELLS:
                raise RefusedError("too_large", f"more than {limits.CELLS:,} cells")
        row += count


def _cells(row_element: Element, sheet: Sheet, row: int) -> Iterator[tuple[int, Cell]]:
    column = 0
    for item in row_element:
        if item.tag not in _CELLS:
            continue
        count = _repeated(item, "number-columns-repeated", LAST_COLUMN + 1)
        if len(item) and item.tag == _CELLS[0]:
            width = _repeated(item, "number-columns-spanned", LAST_COLUMN + 1)
            height = _repeated(item, "number-rows-spanned", _LAST_ROW + 1)
            if width > 1 or height > 1:
                sheet.merges.append(Area(row, column, row + height - 1, column + width - 1))
            text = "\n".join(_text(paragraph) for paragraph in item if paragraph.tag == f"{_TEXT}p")
            if text:
                cell = Cell(text, _stored(item, text))
                yield from ((number, cell) for number in range(column, column + count))
        column += count


def _text(element: Element, depth: int = 0) -> str:
    parts = [element.text or ""]
    for child in element:
        if child.tag == f"{_TEXT}s":
            parts.append(" " * min(int(child.get(f"{_TEXT}c") or 1), 100))
        elif child.tag == f"{_TEXT}line-break":
            parts.append("\n")
        elif child.tag == f"{_TEXT}tab":
            parts.append(" ")
        elif child.tag != f"{_OFFICE}annotation" and depth < _DEEPEST:
            parts.append(_text(child, depth + 1))
        parts.append(child.tail or "")
    return "".join(parts)


def _stored(item: Element, text: str) -> str | None:
    """The stored number where the text shows another one; None for what is no plain number."""
    value = item.get(f"{_OFFICE}value")
    kind = item.get(f"{_OFFICE}value-type")
    if value is None or kind not in ("float", "percentage", "currency"):
        return None
    try:
        stored = fifteen_digits(Decimal(value))
        shown = Decimal(text.strip().rstrip("%").replace(",", ""))
    except InvalidOperation:
        return None
    return plain(stored) if shown != (stored * 100 if kind == "percentage" else stored) else None
