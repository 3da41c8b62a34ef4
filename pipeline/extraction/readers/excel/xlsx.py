"""XLSX and XLSM to a book (ECMA-376, SpreadsheetML; strict and transitional).

The parts of the package and the elements of a sheet belong here. Formats of numbers do not (``display``).
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from pipeline.extraction.readers import limits
from pipeline.extraction.readers.excel.book import Book, Cell, Sheet, area, areas, column_number
from pipeline.extraction.readers.excel.display import show, show_text
from pipeline.extraction.readers.excel.formats import GENERAL, built_in
from pipeline.extraction.readers.ooxml import main_part, relationships
from pipeline.extraction.readers.package import Package
from pipeline.extraction.readers.refused import RefusedError
from pipeline.extraction.readers.xml import Element, attribute, iterate_xml, local

_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})\Z")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_T, _V, _ROW, _PHONETIC = f"{S}t", f"{S}v", f"{S}row", f"{S}rPh"
_SHEET_TAGS = tuple(f"{S}{name}" for name in ("col", "mergeCell", "sheetView", "sheetFormatPr"))
_TRUE = ("1", "true")
_PRINT_AREA = "_xlnm.Print_Area"


@dataclass(slots=True)
class _Context:
    """What the sheets of a workbook share."""

    strings: list[str] = field(default_factory=list[str])
    formats: list[str] = field(default_factory=list[str])
    epoch_1904: bool = False
    cells: int = 0


def unescaped(text: str) -> str:
    """Text with the escapes of control characters (``_x000D_``) resolved."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def rich_text(element: Element) -> str:
    """Text of a shared or inline string: its runs, without the pinyin above them."""
    if len(element) == 1 and element[0].tag == _T:
        return unescaped(element[0].text or "")
    parts = [text.text or "" for text in element.iter(_T) if _parent_tag(text) != _PHONETIC]
    return unescaped("".join(parts))


def _parent_tag(element: Element) -> str:
    parent = element.getparent()
    return str(parent.tag) if parent is not None else ""


def read_xlsx(package: Package) -> Book:
    """Read a workbook.

    Args:
        package: The opened file.

    Returns:
        Its sheets with cells as shown.

    Raises:
        RefusedError: It is damaged or beyond the limits.
    """
    workbook = main_part(package, "xl/workbook.xml")
    relations = relationships(package, workbook)
    root = package.xml(workbook)
    context = _context(package, relations)
    properties = root.find(f"{S}workbookPr")
    context.epoch_1904 = properties is not None and properties.get("date1904") in _TRUE
    print_areas = {
        int(name.get("localSheetId") or -1): areas(name.text or "")
        for name in root.iter(f"{S}definedName")
        if name.get("name") == _PRINT_AREA
    }
    book = Book([], has_macros=any(kind == "vbaProject" for kind, _ in relations.values()))
    for index, entry in enumerate(root.iter(f"{S}sheet")):
        kind, part = relations.get(attribute(entry, "id"), ("", ""))
        if kind != "worksheet" or part not in package or len(book.sheets) > limits.SHEETS:
            continue
        sheet = Sheet(entry.get("name") or "", is_hidden=(entry.get("state") or "visible") != "visible")
        sheet.print_areas = print_areas.get(index, [])
        book.sheets.append(sheet)
        if not sheet.is_hidden:
            _SheetReader(context, sheet).read(package.read(part), part)
    book.check_size()
    return book


def _context(package: Package, relations: dict[str, tuple[str, str]]) -> _Context:
    context = _Context()
    for kind, part in relations.values():
        if kind == "sharedStrings" and part in package:
            context.strings = [rich_text(item) for item in package.xml(part)]
        elif kind == "styles" and part in package:
            context.formats = _formats(package, part)
    return context


def _formats(package: Package, part: str) -> list[str]:
    """Number format of each cell style."""
    custom: dict[int, str] = {}
    styles: list[str] = []
    for group in package.xml(part):
        name = local(group)
        if name == "numFmts":
            custom = {int(item.get("numFmtId") or 0): item.get("formatCode") or GENERAL for item in group}
        elif name == "cellXfs":
            numbers = [int(item.get("numFmtId") or 0) for item in group]
            styles = [custom.get(number) or built_in(number) for number in numbers]
    return styles


class _SheetReader:
    """Reads one sheet's XML."""

    def __init__(self, context: _Context, sheet: Sheet) -> None:
        self._context = context
        self._sheet = sheet
        self._row = -1

    def read(self, data: bytes, part: str) -> None:
        for element in iterate_xml(data, part, _ROW, *_SHEET_TAGS):
            name = element.tag
            if name == _ROW:
                self._read_row(element)
                element.clear()
            elif name == f"{S}col":
                self._read_column(element)
            elif name == f"{S}mergeCell":
                if (found := area(element.get("ref") or "")) is not None:
                    self._sheet.merges.append(found)
            elif name == f"{S}sheetView":
                self._sheet.shows_zeros = element.get("showZeros") not in ("0", "false")
            elif element.get("zeroHeight") in _TRUE:
                self._sheet.hidden_rows = _AllRowsBut()

    def _read_column(self, element: Element) -> None:
        width = element.get("width")
        if element.get("hidden") in _TRUE or (width is not None and Decimal(width) == 0):
            self._sheet.hidden_columns.append((int(element.get("min") or 1) - 1, int(element.get("max") or 1) - 1))

    def _read_row(self, element: Element) -> None:
        number = element.get("r")
        self._row = int(number) - 1 if number else self._row + 1
        if element.get("hidden") in _TRUE or element.get("ht") == "0":
            self._sheet.hidden_rows.add(self._row)
        elif isinstance(self._sheet.hidden_rows, _AllRowsBut):
            self._sheet.hidden_rows.shown.add(self._row)
        column = -1
        cells: dict[int, Cell] = {}
        for item in element:
            reference = item.get("r")
            if reference is None:
                column += 1
            elif len(item):
                match = _REFERENCE.match(reference)
                column = column_number(match[1]) if match else column + 1
            else:
                continue
            if len(item):
                cell = self._cell(item)
                if cell is not None and cell.text and not cell.text.isspace():
                    cells[column] = cell
        if cells:
            self._sheet.rows[self._row] = cells
            self._context.cells += len(cells)
            if self._context.cells > limits.CELLS:
                raise RefusedError("too_large", f"more than {limits.CELLS:,} cells")

    def _cell(self, item: Element) -> Cell | None:
        kind = item.get("t") or "n"
        value: str | None = None
        for child in item:
            name = child.tag
            if name == _V:
                value = child.text
            elif name == f"{S}is":
                return self._text(rich_text(child), item)
        if value is None:
            return None
        if kind == "n":
            return self._number(value, item)
        if kind == "s":
            return self._text(self._context.strings[int(value)], item)
        if kind == "str":
            return self._text(unescaped(value), item)
        if kind == "b":
            return Cell("TRUE" if value in _TRUE else "FALSE")
        return Cell(value)

    def _format(self, item: Element) -> str:
        style = int(item.get("s") or 0)
        formats = self._context.formats
        return formats[style] if style < len(formats) else GENERAL

    def _text(self, text: str, item: Element) -> Cell:
        format_text = self._format(item)
        return Cell(text if format_text in (GENERAL, "@") else show_text(text, format_text))

    def _number(self, value: str, item: Element) -> Cell:
        try:
            stored = Decimal(value)
        except InvalidOperation:
            return Cell(value)
        if not stored.is_finite() or abs(stored.adjusted()) > 30:
            return Cell(value)
        return show(
            stored, self._format(item), epoch_1904=self._context.epoch_1904, shows_zeros=self._sheet.shows_zeros
        )


class _AllRowsBut(set[int]):
    """Rows hidden by default: all but those that the sheet lists."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: set[int] = set()

    def __contains__(self, row: object) -> bool:
        return row not in self.shown
