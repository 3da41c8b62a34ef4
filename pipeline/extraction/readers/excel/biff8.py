"""XLS (Excel 97 to 2003, BIFF8) to a book: the records of the ``Workbook`` stream ([MS-XLS]).

Records of cells, styles and sheets belong here. Formats of numbers do not (``display``). Only what is shown is read:
formulas by their stored result, no macro, no picture.
"""

import struct
from collections.abc import Iterator
from decimal import Decimal

from pipeline.extraction.readers import limits
from pipeline.extraction.readers.excel.book import Area, Book, Cell, Sheet
from pipeline.extraction.readers.excel.display import show, show_text
from pipeline.extraction.readers.excel.formats import GENERAL, built_in
from pipeline.extraction.readers.refused import RefusedError

(
    _FORMULA, _EOF, _DATE_1904, _NAME, _FILE_PASS, _COLUMN_INFO, _SHEET, _MUL_RK, _STYLE, _MERGED, _STRINGS,
    _STRING_CELL, _NUMBER, _LABEL, _BOOL_ERROR, _STRING, _ROW, _WINDOW, _RK, _FORMAT, _START,
) = (
    0x0006, 0x000A, 0x0022, 0x0018, 0x002F, 0x007D, 0x0085, 0x00BD, 0x00E0, 0x00E5, 0x00FC,
    0x00FD, 0x0203, 0x0204, 0x0205, 0x0207, 0x0208, 0x023E, 0x027E, 0x041E, 0x0809,
)  # fmt: skip
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_BIFF8 = 0x0600
_PRINT_AREA = b"\x06"
_FORMATTED = 1 << 14
Record = tuple[int, bytes, tuple[int, ...]]


def _records(stream: bytes, offset: int = 0) -> Iterator[Record]:
    """Records from an offset: type, data with its continuations joined, where those were joined."""
    size = len(stream)
    while offset + 4 <= size:
        kind, length = struct.unpack_from("<HH", stream, offset)
        data = stream[offset + 4 : offset + 4 + length]
        offset += 4 + length
        joints: list[int] = []
        if kind in (_STRINGS, _STRING, _NAME):
            parts = [data]
            total = len(data)
            while offset + 4 <= size and stream[offset : offset + 2] == b"\x3c\x00":
                (length,) = struct.unpack_from("<H", stream, offset + 2)
                joints.append(total)
                parts.append(stream[offset + 4 : offset + 4 + length])
                total += length
                offset += 4 + length
            data = b"".join(parts)
        yield kind, data, tuple(joints)


class _Characters:
    """Reads strings from a record whose characters may go on in another record with another width."""

    def __init__(self, data: bytes, joints: tuple[int, ...]) -> None:
        self._data = data
        self._joints = [*joints, len(data)]
        self._next = 0
        self.position = 0

    def text(self, length_size: int) -> str:
        """One ``XLUnicodeRichExtendedString`` (rich runs and pinyin are left out)."""
        length = int.from_bytes(self._take(length_size), "little")
        (flags,) = self._take(1)
        runs = int.from_bytes(self._take(2), "little") if flags & 0x08 else 0
        extra = int.from_bytes(self._take(4), "little") if flags & 0x04 else 0
        text = self._text(length, flags & 1)
        self.position += runs * 4 + extra
        return text

    def _take(self, count: int) -> bytes:
        data = self._data[self.position : self.position + count]
        if len(data) < count:
            raise RefusedError("damaged", "a string of the workbook is cut off")
        self.position += count
        return data

    def _text(self, length: int, wide: int) -> str:
        parts: list[str] = []
        while length:
            while self._joints[self._next] <= self.position < len(self._data):
                if self._joints[self._next] == self.position:
                    (wide,) = self._take(1)  # the width is told anew where the characters go on in another record
                self._next += 1
            room = (self._joints[self._next] - self.position) >> wide
            count = min(length, room)
            if count <= 0:
                raise RefusedError("damaged", "a string of the workbook is cut off")
            parts.append(self._take(count << wide).decode("utf-16-le" if wide else "latin-1", "replace"))
            length -= count
        return "".join(parts)


def _short_text(data: bytes, offset: int, length_size: int) -> str:
    """A string without rich runs: length, width, characters."""
    length = int.from_bytes(data[offset : offset + length_size], "little")
    start = offset + length_size + 1
    if data[start - 1] & 1:
        return data[start : start + 2 * length].decode("utf-16-le", "replace")
    return data[start : start + length].decode("latin-1")


def rk(value: int) -> Decimal:
    """A number in 30 bits: an integer or the upper half of a binary one, perhaps in hundredths."""
    if value & 2:
        number = Decimal(value >> 2 if value < 0x80000000 else (value >> 2) - (1 << 30))
    else:
        number = binary(struct.pack("<Q", (value & 0xFFFFFFFC) << 32))
    return number / 100 if value & 1 else number


def binary(data: bytes) -> Decimal:
    """A stored binary number by the shortest decimal text that means it."""
    return Decimal(repr(struct.unpack("<d", data)[0]))


def bool_or_error(value: int, is_error: bool) -> Cell:
    """A stored truth value or error."""
    return Cell(_ERRORS.get(value, "#N/A") if is_error else "TRUE" if value else "FALSE")


class Biff8Reader:
    """Reads the ``Workbook`` stream."""

    def __init__(self, stream: bytes) -> None:
        self._stream = stream
        self._strings: list[str] = []
        self._custom: dict[int, str] = {}
        self._styles: list[int] = []
        self._formats: list[str] = []
        self._epoch_1904 = False
        self._print_areas: dict[int, list[Area]] = {}
        self._cells = 0

    def read(self) -> Book:
        """The workbook.

        Raises:
            RefusedError: It is encrypted, of an older kind (``old_workbook``), damaged or beyond the limits.
        """
        entries = self._read_globals()
        self._formats = [self._custom.get(number) or built_in(number) for number in self._styles]
        book = Book([])
        for index, (offset, hidden, kind, name) in enumerate(entries):
            if kind != 0 or len(book.sheets) > limits.SHEETS:
                continue
            sheet = Sheet(name, is_hidden=hidden, print_areas=self._print_areas.get(index + 1, []))
            book.sheets.append(sheet)
            if not hidden:
                _SheetReader(self, sheet).read(offset)
        book.check_size()
        return book

    def _read_globals(self) -> list[tuple[int, bool, int, str]]:
        entries: list[tuple[int, bool, int, str]] = []
        for number, (kind, data, joints) in enumerate(_records(self._stream)):
            if number == 0 and (kind != _START or int.from_bytes(data[:2], "little") != _BIFF8):
                raise RefusedError("old_workbook", "a workbook older than Excel 97")
            if kind == _EOF and entries:
                return entries
            if kind == _FILE_PASS:
                raise RefusedError("encrypted", "the workbook is protected by a password")
            if kind == _SHEET:
                offset, state, sheet_kind = struct.unpack_from("<IBB", data)
                entries.append((offset, bool(state & 3), sheet_kind, _short_text(data, 6, 1)))
            else:
                self._read_global(kind, data, joints)
        raise RefusedError("damaged", "the workbook's list of sheets is missing or cut off")

    def _read_global(self, kind: int, data: bytes, joints: tuple[int, ...]) -> None:
        if kind == _STRINGS:
            self._read_strings(data, joints)
        elif kind == _FORMAT:
            self._custom[int.from_bytes(data[:2], "little")] = _short_text(data, 2, 2)
        elif kind == _STYLE:
            self._styles.append(int.from_bytes(data[2:4], "little"))
        elif kind == _DATE_1904:
            self._epoch_1904 = data[:1] == b"\x01"
        elif kind == _NAME:
            self._read_name(data)

    def _read_strings(self, data: bytes, joints: tuple[int, ...]) -> None:
        (count,) = struct.unpack_from("<I", data, 4)
        characters = _Characters(data, joints)
        characters.position = 8
        while len(self._strings) < count and characters.position < len(data):
            self._strings.append(characters.text(2))

    def _read_name(self, data: bytes) -> None:
        """The print area of a sheet: a defined name with the built-in number 6, whose formula is areas."""
        flags, _, length, formula_size, _, sheet = struct.unpack_from("<HBBHHH", data)
        if not (flags & 0x20 and length == 1 and data[15:16] == _PRINT_AREA):
            return
        formula = data[16 : 16 + formula_size]
        position = 0
        found: list[Area] = []
        while position < len(formula):
            token = formula[position] & 0x1F | 0x20 if formula[position] >= 0x20 else formula[position]
            if token == 0x3B and position + 11 <= len(formula):  # an area on a sheet
                top, bottom, left, right = struct.unpack_from("<HHHH", formula, position + 3)
                found.append(Area(top, left & 0x3FFF, bottom, right & 0x3FFF))
                position += 11
            elif token in (0x29, 0x26, 0x27):  # the frame of a list of areas
                position += 3 if token == 0x29 else 7
            elif token in (0x10, 0x0F, 0x11, 0x15):
                position += 1
            else:
                return
        self._print_areas[sheet] = found

    def shared(self, index: int) -> str:
        """A string of the workbook."""
        return self._strings[index]

    def format_of(self, style: int) -> str:
        """Number format of a cell style."""
        return self._formats[style] if style < len(self._formats) else GENERAL

    def number(self, value: Decimal, style: int, sheet: Sheet) -> Cell:
        """What is shown of a number."""
        if not value.is_finite():
            return Cell("#NUM!")
        return show(value, self.format_of(style), epoch_1904=self._epoch_1904, shows_zeros=sheet.shows_zeros)

    def count_cell(self) -> None:
        """Refuse a workbook with too many cells."""
        self._cells += 1
        if self._cells > limits.CELLS:
            raise RefusedError("too_large", f"more than {limits.CELLS:,} cells")

    def records(self, offset: int) -> Iterator[Record]:
        """Records of the sheet that begins there."""
        return _records(self._stream, offset)


class _SheetReader:
    """Reads the records of one sheet."""

    def __init__(self, book: Biff8Reader, sheet: Sheet) -> None:
        self._book = book
        self._sheet = sheet
        self._waiting: tuple[int, int, int] | None = None
        self._handlers = {
            _STRING_CELL: self._string_cell, _RK: self._rk_cell, _MUL_RK: self._rk_cells, _NUMBER: self._number_cell,
            _LABEL: self._label, _BOOL_ERROR: self._bool_error, _FORMULA: self._formula, _MERGED: self._merged,
            _ROW: self._row, _COLUMN_INFO: self._column_info, _WINDOW: self._window,
        }  # fmt: skip

    def read(self, offset: int) -> None:
        depth = 0
        for kind, data, joints in self._book.records(offset):
            if depth == 0 and kind != _START:
                break
            if kind == _START:
                depth += 1  # an embedded chart is a sheet inside the sheet
            elif kind == _EOF:
                depth -= 1
                if depth == 0:
                    return
            elif depth == 1:
                if kind == _STRING:
                    self._result(_Characters(data, joints).text(2) if data else "")
                elif handler := self._handlers.get(kind):
                    handler(data)
        raise RefusedError("damaged", f"the sheet {self._sheet.name} is not where the workbook says, or is cut off")

    def _put(self, row: int, column: int, cell: Cell) -> None:
        self._book.count_cell()
        self._sheet.put(row, column, cell)

    def _string_cell(self, data: bytes) -> None:
        row, column, style, index = struct.unpack_from("<HHHI", data)
        self._text(row, column, style, self._book.shared(index))

    def _text(self, row: int, column: int, style: int, text: str) -> None:
        format_text = self._book.format_of(style)
        self._put(row, column, Cell(text if format_text in (GENERAL, "@") else show_text(text, format_text)))

    def _rk_cell(self, data: bytes) -> None:
        row, column, style, value = struct.unpack_from("<HHHI", data)
        self._put(row, column, self._book.number(rk(value), style, self._sheet))

    def _rk_cells(self, data: bytes) -> None:
        row, column = struct.unpack_from("<HH", data)
        for position in range(4, len(data) - 2, 6):
            style, value = struct.unpack_from("<HI", data, position)
            self._put(row, column, self._book.number(rk(value), style, self._sheet))
            column += 1

    def _number_cell(self, data: bytes) -> None:
        row, column, style = struct.unpack_from("<HHH", data)
        self._put(row, column, self._book.number(binary(data[6:14]), style, self._sheet))

    def _label(self, data: bytes) -> None:
        row, column, style = struct.unpack_from("<HHH", data)
        self._text(row, column, style, _short_text(data, 6, 2))

    def _bool_error(self, data: bytes) -> None:
        row, column, _, value, is_error = struct.unpack_from("<HHHBB", data)
        self._put(row, column, bool_or_error(value, bool(is_error)))

    def _formula(self, data: bytes) -> None:
        row, column, style = struct.unpack_from("<HHH", data)
        self._waiting = None
        if data[12:14] != b"\xff\xff":
            self._put(row, column, self._book.number(binary(data[6:14]), style, self._sheet))
        elif data[6] == 0:
            self._waiting = (row, column, style)  # the text follows in a record of its own
        elif data[6] in (1, 2):
            self._put(
                row, column, Cell(_ERRORS.get(data[8], "#N/A") if data[6] == 2 else "TRUE" if data[8] else "FALSE")
            )

    def _result(self, text: str) -> None:
        if self._waiting is not None:
            self._text(*self._waiting, text)
            self._waiting = None

    def _merged(self, data: bytes) -> None:
        (count,) = struct.unpack_from("<H", data)
        for position in range(2, min(2 + 8 * count, len(data) - 7), 8):
            top, bottom, left, right = struct.unpack_from("<HHHH", data, position)
            self._sheet.merges.append(Area(top, left, bottom, right))

    def _row(self, data: bytes) -> None:
        (row,) = struct.unpack_from("<H", data)
        if struct.unpack_from("<H", data, 12)[0] & 0x20:
            self._sheet.hidden_rows.add(row)

    def _column_info(self, data: bytes) -> None:
        first, last, width, _, flags = struct.unpack_from("<HHHHH", data)
        if flags & 1 or width == 0:
            self._sheet.hidden_columns.append((first, last))

    def _window(self, data: bytes) -> None:
        self._sheet.shows_zeros = bool(struct.unpack_from("<H", data)[0] & 0x10)
