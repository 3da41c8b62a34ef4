"""Workbooks made up for printing, and what LibreOffice prints of them: lines, heights, widths and pages as people set
them.

The truth about a table is not here: texts come from forms whose figures somebody read by eye.
"""

import io
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import openpyxl
import pytest
from openpyxl.styles import Alignment, Border, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from tests.writers.cut import Rows, head_of
from tests.writers.office import cells, parts, put

needs_libreoffice = pytest.mark.skipif(
    not shutil.which("soffice"), reason="LibreOffice is missing: apt-get install libreoffice-calc-nogui"
)
_THIN = Side(style="thin")
_BORDERS = {
    "all": Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN),
    "level": Border(top=_THIN, bottom=_THIN),
    "none": Border(),
}
TALLEST_HEAD = 3


@dataclass(frozen=True)
class Look:
    """How the tables of a workbook look in print.

    Attributes:
        lines: Which are drawn.
        height: Of every row in points; None leaves it to the program, which then lets texts reach over their cells.
        widest: Signs of ASCII that a column is wide at most; texts wrap, or are cut where ``wrap`` is False.
        widest_number: The same for columns of numbers, which print ``###`` where they are too narrow.
        on_one_sheet: All tables below each other, ``gap`` rows apart; else each on a sheet of its own.
        fit: One page wide; else columns go on on further pages.
        over_first: Whether these follow each page, rather than all pages of the first columns.
        merged: Whether headings are merged over what they stand over.
    """

    lines: Literal["all", "level", "none"] = "all"
    height: float | None = None
    widest: float = 14.0
    widest_number: float = 99.0
    wrap: bool = True
    on_one_sheet: bool = False
    gap: int = 1
    fit: bool = True
    over_first: bool = False
    merged: bool = True


def workbook(text: str, look: Look) -> bytes:
    """A text with TABs as a workbook that looks so in print."""
    book = openpyxl.Workbook()
    writer = _Writer(book, look)
    for kind, lines in parts(text):
        if kind == "line":
            writer.line(lines[0])
        else:
            writer.table(cells(lines))
    writer.finish()
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class _Writer:
    def __init__(self, book: openpyxl.Workbook, look: Look) -> None:
        self._book, self._look = book, look
        assert book.active is not None
        self._begin(book.active)

    def _begin(self, sheet: Worksheet) -> None:
        self._sheet, self._row, self._has_table = sheet, 1, False
        self._widths: dict[int, float] = defaultdict(lambda: 5.0)
        sheet.page_setup.paperSize = 9
        if self._look.fit:
            sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
            sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        if self._look.over_first:
            sheet.page_setup.pageOrder = "overThenDown"

    def finish(self) -> None:
        for column, width in self._widths.items():
            self._sheet.column_dimensions[get_column_letter(column)].width = width

    def _below(self) -> None:
        if self._look.height:
            self._sheet.row_dimensions[self._row].height = self._look.height
        self._row += 1

    def line(self, text: str) -> None:
        if self._has_table and self._look.on_one_sheet:
            self._row += self._look.gap
            self._has_table = False
        elif self._has_table:
            self.finish()
            self._begin(self._book.create_sheet())
        if text.strip():
            put(self._sheet, self._row, 1, text)
            self._below()

    def table(self, rows: Rows) -> None:
        self._has_table = True
        first, head = self._row, head_of(rows)
        for number, row in enumerate(rows):
            for column, text in enumerate(row, 1):
                self._cell(column, text, is_head=number < head)
            self._below()
        for row, column, rows_over, columns_over in merged_headings(rows) if self._look.merged else ():
            upper, left = first + row, column + 1
            self._sheet.merge_cells(None, upper, left, upper + rows_over - 1, left + columns_over - 1)

    def _cell(self, column: int, text: str, *, is_head: bool) -> None:
        if text:
            put(self._sheet, self._row, column, text)
        cell, look = self._sheet.cell(self._row, column), self._look
        is_number = bool(text) and cell.data_type == "n"
        cell.border = _BORDERS[look.lines]
        cell.alignment = Alignment(
            wrap_text=look.wrap and not is_number, vertical="center", horizontal="center" if is_head else None
        )
        widest = look.widest_number if is_number else look.widest
        self._widths[column] = max(self._widths[column], min(widest, 2 + sum(1 + (sign > "\xff") for sign in text)))


def merged_headings(rows: Rows) -> list[tuple[int, int, int, int]]:
    """Headings over several rows or columns: first row and column, rows, columns; those over blanks as forms print."""
    head = head_of(rows)
    if head == len(rows) > TALLEST_HEAD:
        return []
    taken: set[tuple[int, int]] = set()
    found: list[tuple[int, int, int, int]] = []
    for row in range(head):
        for column in range(len(rows[0])):
            if (row, column) in taken or not rows[row][column]:
                continue
            right = _right_of(rows[:head], row, column, taken)
            low = row + 1
            while right == column + 1 and low < head and not rows[low][column]:
                low += 1
            taken.update((r, c) for r in range(row, low) for c in range(column, right))
            if (low, right) != (row + 1, column + 1):
                found.append((row, column, low - row, right - column))
    return found


def _right_of(head: Rows, row: int, column: int, taken: set[tuple[int, int]]) -> int:
    """The column behind the last over which a heading stands: blank beside it, headed below it and by nothing above."""
    right = column + 1
    while (
        right < len(head[0])
        and not head[row][right]
        and (row, right) not in taken
        and any(lower[right] for lower in head[row + 1 :])
        and not any(upper[right] for upper in head[:row])
    ):
        right += 1
    is_group = row + 1 < len(head) and any(head[row + 1][column + 1 : right])
    return right if is_group else column + 1


def pdfs(texts: Mapping[str, str], folder: Path, look: Look) -> dict[str, Path]:
    """For each text the PDF that LibreOffice prints of its workbook."""
    books: list[Path] = []
    for name, text in texts.items():
        books.append(folder / f"{name}.xlsx")
        books[-1].write_bytes(workbook(text, look))
    print_to_pdf(books, folder)
    return {name: folder / f"{name}.pdf" for name in texts}


def print_to_pdf(files: Sequence[Path], folder: Path) -> None:
    """Let LibreOffice print files, in a profile of its own."""
    command = ["soffice", "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
    subprocess.run(
        [*command, "--convert-to", "pdf", "--outdir", str(folder), *map(str, files)],
        check=True, capture_output=True, timeout=600,
    )  # fmt: skip
