"""XLSB (the binary workbook of Excel 2007 and later, [MS-XLSB]) to a book.

Records of cells, styles and sheets belong here. Formats of numbers do not (``display``).
"""

import struct
from collections.abc import Iterator

from pipeline.extraction.readers import limits
from pipeline.extraction.readers.excel.biff8 import binary, bool_or_error, rk
from pipeline.extraction.readers.excel.book import Area, Book, Cell, Sheet
from pipeline.extraction.readers.excel.display import show, show_text
from pipeline.extraction.readers.excel.formats import GENERAL, built_in
from pipeline.extraction.readers.ooxml import main_part, relationships
from pipeline.extraction.readers.package import Package
from pipeline.extraction.readers.refused import RefusedError

(
    _ROW, _CELL_RK, _CELL_ERROR, _CELL_BOOL, _CELL_REAL, _CELL_TEXT, _CELL_SHARED, _FORMULA_TEXT, _FORMULA_NUMBER,
    _FORMULA_BOOL, _FORMULA_ERROR, _STRING_ITEM, _NAME, _FORMAT, _STYLE, _COLUMN, _VIEW, _PROPERTIES, _SHEET, _MERGE,
    _STYLES_BEGIN, _STYLES_END,
) = (0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 19, 39, 44, 47, 60, 137, 153, 156, 176, 617, 618)  # fmt: skip
_PRINT_AREA = "_xlnm.Print_Area"
_AREA_ON_SHEET = (0x3B, 0x5B, 0x7B)


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    position, size = 0, len(data)
    while position < size:
        kind = data[position]
        position += 1
        if kind & 0x80:
            kind = kind & 0x7F | (data[position] & 0x7F) << 7
            position += 1
        length = shift = 0
        while True:
            byte = data[position]
            position += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80 or shift > 21:
                break
        yield kind, data[position : position + length]
        position += length


def _text(data: bytes, offset: int) -> tuple[str, int]:
    """A string with its length before it, and where it ends."""
    (length,) = struct.unpack_from("<I", data, offset)
    if length == 0xFFFFFFFF:
        return "", offset + 4
    end = offset + 4 + 2 * length
    return data[offset + 4 : end].decode("utf-16-le", "replace"), end


class XlsbReader:
    """Reads a binary workbook."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._strings: list[str] = []
        self._formats: list[str] = []
        self._epoch_1904 = False
        self._cells = 0

    def read(self) -> Book:
        """The workbook.

        Raises:
            RefusedError: It is damaged or beyond the limits.
        """
        main = main_part(self._package, "xl/workbook.bin")
        relations = relationships(self._package, main)
        for kind, part in relations.values():
            if kind == "sharedStrings" and part in self._package:
                self._strings = [_text(data, 1)[0] for kind_, data in self._records_of(part) if kind_ == _STRING_ITEM]
            elif kind == "styles" and part in self._package:
                self._read_styles(part)
        book = Book([])
        parts: list[str] = []
        print_areas: dict[int, list[Area]] = {}
        for kind, data in self._records_of(main):
            if kind == _PROPERTIES:
                self._epoch_1904 = bool(data[0] & 1)
            elif kind == _SHEET:
                relation, end = _text(data, 8)
                relation_kind, part = relations.get(relation, ("", ""))
                parts.append(part if relation_kind == "worksheet" else "")
                book.sheets.append(Sheet(_text(data, end)[0], is_hidden=struct.unpack_from("<I", data)[0] != 0))
            elif kind == _NAME:
                print_areas.update(_print_area(data))
        for index, (sheet, part) in enumerate(zip(book.sheets[: limits.SHEETS], parts, strict=False)):
            sheet.print_areas = print_areas.get(index, [])
            sheet.is_hidden = sheet.is_hidden or part not in self._package
            if not sheet.is_hidden:
                self._read_sheet(sheet, part)
        book.check_size()
        return book

    def _records_of(self, part: str) -> Iterator[tuple[int, bytes]]:
        return _records(self._package.read(part))

    def _read_styles(self, part: str) -> None:
        custom: dict[int, str] = {}
        inside = False
        for kind, data in self._records_of(part):
            if kind == _FORMAT:
                custom[int.from_bytes(data[:2], "little")] = _text(data, 2)[0]
            elif kind in (_STYLES_BEGIN, _STYLES_END):
                inside = kind == _STYLES_BEGIN
            elif kind == _STYLE and inside:
                number = int.from_bytes(data[2:4], "little")
                self._formats.append(custom.get(number) or built_in(number))

    def _read_sheet(self, sheet: Sheet, part: str) -> None:
        row = 0
        for kind, data in self._records_of(part):
            if kind == _ROW:
                (row,) = struct.unpack_from("<I", data)
                if data[11] & 0x10:
                    sheet.hidden_rows.add(row)
            elif _CELL_RK <= kind <= _FORMULA_ERROR:
                self._cells += 1
                if self._cells > limits.CELLS:
                    raise RefusedError("too_large", f"more than {limits.CELLS:,} cells")
                column, style = struct.unpack_from("<II", data)
                sheet.put(row, column, self._cell(kind, data, style & 0xFFFFFF, sheet))
            elif kind == _COLUMN:
                first, last, width, _, flags = struct.unpack_from("<IIIIH", data)
                if flags & 1 or width == 0:
                    sheet.hidden_columns.append((first, last))
            elif kind == _MERGE:
                top, bottom, left, right = struct.unpack_from("<IIII", data)
                sheet.merges.append(Area(top, left, bottom, right))
            elif kind == _VIEW:
                sheet.shows_zeros = bool(data[0] & 0x10)

    def _cell(self, kind: int, data: bytes, style: int, sheet: Sheet) -> Cell:
        format_text = self._formats[style] if style < len(self._formats) else GENERAL
        if kind in (_CELL_TEXT, _FORMULA_TEXT):
            return Cell(show_text(_text(data, 8)[0], format_text))
        if kind == _CELL_SHARED:
            return Cell(show_text(self._strings[struct.unpack_from("<I", data, 8)[0]], format_text))
        if kind in (_CELL_BOOL, _CELL_ERROR, _FORMULA_BOOL, _FORMULA_ERROR):
            return bool_or_error(data[8], kind in (_CELL_ERROR, _FORMULA_ERROR))
        value = rk(struct.unpack_from("<I", data, 8)[0]) if kind == _CELL_RK else binary(data[8:16])
        if not value.is_finite():
            return Cell("#NUM!")
        return show(value, format_text, epoch_1904=self._epoch_1904, shows_zeros=sheet.shows_zeros)


def _print_area(data: bytes) -> dict[int, list[Area]]:
    """The print area that a defined name is; empty for other names."""
    (sheet,) = struct.unpack_from("<I", data, 5)
    name, end = _text(data, 9)
    if name != _PRINT_AREA:
        return {}
    (size,) = struct.unpack_from("<I", data, end)
    formula = data[end + 4 : end + 4 + size]
    if len(formula) != 15 or formula[0] not in _AREA_ON_SHEET:
        return {}
    top, bottom, left, right = struct.unpack_from("<IIHH", formula, 3)
    return {sheet: [Area(top, left & 0x3FFF, bottom, right & 0x3FFF)]}
