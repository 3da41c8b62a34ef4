"""A workbook as it is shown: sheets of cells with their displayed text.

The types that every kind of workbook gives belong here. How they are read does not, nor what is a table.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from pipeline.extraction.readers import limits
from pipeline.extraction.readers.refused import RefusedError

LAST_COLUMN = 16_383
_AREA = re.compile(r"\$?([A-Z]{1,3})?\$?(\d{1,7})?(?::\$?([A-Z]{1,3})?\$?(\d{1,7})?)?\Z")


class Cell(NamedTuple):
    """A cell that prints something: its text, and what is stored where that is another number."""

    text: str
    stored: str | None = None


class Area(NamedTuple):
    """A rectangle of cells, all ends included, from 0."""

    top: int
    left: int
    bottom: int
    right: int

    def holds(self, row: int, column: int) -> bool:
        """Whether the cell is inside."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


@dataclass(slots=True)
class Sheet:
    """One sheet of cells.

    Attributes:
        name: As on its tab.
        rows: Row (from 0) to column (from 0) to cell; only cells that print something.
        merges: Merged cells.
        hidden_rows: Rows that are not shown.
        hidden_columns: Columns that are not shown.
        print_areas: What is printed, where the workbook says so; else empty.
        is_hidden: Whether the sheet is not shown.
        shows_zeros: Whether a zero is shown at all.
    """

    name: str
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict[int, dict[int, Cell]])
    merges: list[Area] = field(default_factory=list[Area])
    hidden_rows: set[int] = field(default_factory=set[int])
    hidden_columns: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    print_areas: list[Area] = field(default_factory=list[Area])
    is_hidden: bool = False
    shows_zeros: bool = True

    def put(self, row: int, column: int, cell: Cell) -> None:
        """Add a cell; one that prints nothing is none."""
        if cell.text and not cell.text.isspace():
            self.rows.setdefault(row, {})[column] = cell

    def every_hidden_column(self) -> set[int]:
        """The columns that are not shown, one by one."""
        found: set[int] = set()
        for first, last in self.hidden_columns:
            if len(found) > LAST_COLUMN:
                break
            found.update(range(max(first, 0), min(last, LAST_COLUMN) + 1))
        return found


@dataclass(slots=True)
class Book:
    """A workbook: its sheets in the order of their tabs, and whether it brings macros (which nobody runs)."""

    sheets: list[Sheet]
    has_macros: bool = False

    def check_size(self) -> None:
        """Refuse a workbook beyond the limits.

        Raises:
            RefusedError: Too many sheets or cells.
        """
        if len(self.sheets) > limits.SHEETS:
            raise RefusedError("too_large", f"{len(self.sheets):,} sheets, the limit is {limits.SHEETS:,}")
        cells = sum(len(row) for sheet in self.sheets for row in sheet.rows.values())
        if cells > limits.CELLS:
            raise RefusedError("too_large", f"{cells:,} cells, the limit is {limits.CELLS:,}")


@lru_cache(maxsize=LAST_COLUMN)
def column_letters(column: int) -> str:
    """``C`` of column 2."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(maxsize=LAST_COLUMN)
def column_number(letters: str) -> int:
    """2 of ``C``."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def area(reference: str) -> Area | None:
    """The rectangle of ``$B$1:$G$1335``, ``$A:$G``, ``$1:$20`` or ``C7``; None for another text."""
    match = _AREA.match(reference)
    if match is None or not any(match.groups()):
        return None
    left, top, right, bottom = match.groups()
    if right is None and bottom is None:
        right, bottom = left, top
    return Area(
        int(top) - 1 if top else 0,
        column_number(left) if left else 0,
        int(bottom) - 1 if bottom else 1_048_575,
        column_number(right) if right else LAST_COLUMN,
    )


def areas(definition: str) -> list[Area]:
    """The rectangles of a print area as a workbook defines it: ``'02'!$B$1:$G$1335,'02'!$J$1:$K$9``."""
    found = (area(part.rpartition("!")[2]) for part in _split_outside_quotes(definition))
    return [one for one in found if one is not None]


def _split_outside_quotes(text: str) -> Iterable[str]:
    quoted = False
    start = 0
    for index, sign in enumerate(text):
        if sign == "'":
            quoted = not quoted
        elif sign == "," and not quoted:
            yield text[start:index]
            start = index + 1
    yield text[start:]


def fifteen_digits(value: Decimal) -> Decimal:
    """A stored binary number as spreadsheets show it: 15 significant digits, so 0.1 + 0.2 is 0.3."""
    if not value or len(value.as_tuple().digits) <= 15:
        return value
    return value.quantize(Decimal(1).scaleb(value.adjusted() - 14))


def plain(value: Decimal) -> str:
    """Decimal text without exponent and without zeros at the end."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def sheets_shown(book: Book) -> Iterator[tuple[int, Sheet]]:
    """Sheets that are shown, with their number from 1."""
    shown = (sheet for sheet in book.sheets if not sheet.is_hidden)
    return enumerate(shown, 1)
