"""A sheet to paragraphs and tables: which cells belong to one table, and which are its title, unit or note.

Where a table begins and ends on a sheet belongs here, told by place, merging and blank rows alone. No word is read.

A sheet looks like this::

    |        title, merged           |   paragraph
    | unit                           |   paragraph: the only cell of its row, above the first row with several
    | head | head        | head      |   grid
    | row  | 1.00        | 2.00      |
    |                                |   left out
    | note, merged over the grid     |   paragraph
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate, chain, pairwise
from typing import NamedTuple

from pipeline.extraction.page.builder import CellIn, DocumentBuilder, PieceIn
from pipeline.extraction.page.cells import NUMERIC, classify
from pipeline.extraction.page.document import Address, Span
from pipeline.extraction.readers.excel.beside import merges_by_row, tables_beside
from pipeline.extraction.readers.excel.book import Area, Cell, Sheet, column_letters
from pipeline.extraction.readers.placed import PlacedCell
from pipeline.extraction.readers.stacked import RowShape, first_table
from pipeline.extraction.readers.unstacked import unstacked

LONGEST_LABEL = 12
"""Signs of the only cell of a row at a table's end that is still a row's label and not a note."""
_SENTENCE = re.compile("[\uff1a:\uff0c\u3002\uff1b]")
_BARE_NAME = re.compile(r"\w+\Z")


class _Line(NamedTuple):
    """A shown row of a part of a sheet: its number, the cells by column, and whether a blank row stands before it."""

    row: int
    cells: dict[int, Cell]
    after_blank: bool


def sheet_prefix(name: str) -> str:
    """The sheet of an address, quoted as spreadsheets do where needed: ``Sheet1!``, ``'2 (2)'!``."""
    return f"{name}!" if _BARE_NAME.match(name) else "'" + name.replace("'", "''") + "'!"


class SheetLayout:
    """Writes one sheet into a document."""

    def __init__(self, builder: DocumentBuilder, sheet: Sheet, page: int) -> None:
        self._builder = builder
        self._sheet = sheet
        self._page = page
        self._prefix = sheet_prefix(sheet.name)
        self._hidden = sheet.every_hidden_column()
        self._left_out = 0
        self._printed = [self._grown(area) for area in sheet.print_areas if self._prints(area)]
        tall = sorted((merge.top, merge.bottom) for merge in sheet.merges if merge.bottom > merge.top)
        self._tops = [top for top, _ in tall]
        self._bottoms = list(accumulate((bottom for _, bottom in tall), max))
        """The lowest row that a merged cell which begins up to there reaches."""
        self._merges = merges_by_row(sheet.merges)
        self._merge_at = {(merge.top, merge.left): merge for merge in sheet.merges}

    @property
    def left_out(self) -> int:
        """Cells that are hidden or not printed."""
        return self._left_out

    def write(self) -> None:
        """Add the sheet's paragraphs and tables."""
        for rows, first, last in tables_beside(self._shown_rows(), self._merges):
            lines = _lines(rows)
            while lines:
                size = self._table_size(lines, last)
                self._write_part(lines[:size], first, last)
                lines = lines[size:]

    def _shown_rows(self) -> dict[int, dict[int, Cell]]:
        sheet = self._sheet
        rows = {
            number: {column: cell for column, cell in sorted(cells.items()) if self._is_shown(number, column)}
            for number, cells in sorted(sheet.rows.items())
            if number not in sheet.hidden_rows
        }
        self._left_out = sum(map(len, sheet.rows.values())) - sum(map(len, rows.values()))
        return {number: cells for number, cells in rows.items() if cells}

    def _is_shown(self, row: int, column: int) -> bool:
        if column in self._hidden:
            return False
        return not self._printed or any(area.holds(row, column) for area in self._printed)

    def _prints(self, area: Area) -> bool:
        """Whether a print area has any cell: one that has none was set by mistake."""
        return any(area.holds(row, column) for row, cells in self._sheet.rows.items() for column in cells)

    def _grown(self, area: Area) -> Area:
        """A print area with the rows that go on right below it: rows that someone added after setting it."""
        bottom = area.bottom
        while any(area.left <= column <= area.right for column in self._sheet.rows.get(bottom + 1, ())):
            bottom += 1
        return area._replace(bottom=bottom)

    def _is_full_width(self, line: _Line, last: int) -> bool:
        """Whether the row is one cell that is merged over the whole width."""
        if len(line.cells) != 1:
            return False
        ((column, _),) = line.cells.items()
        merge = self._merge_at.get((line.row, column))
        return merge is not None and merge.right > merge.left and merge.right >= last

    def _table_size(self, lines: Sequence[_Line], last: int) -> int:
        """Lines up to the title of the next table."""

        def shape_of(index: int) -> RowShape:
            line = lines[index]
            return RowShape(
                len(line.cells) == 1 and not self._is_crossed(line.row),
                _has_numbers(line),
                self._is_full_width(line, last),
                line.after_blank,
            )

        return first_table(len(lines), shape_of)

    def _is_crossed(self, row: int) -> bool:
        """Whether a cell that is merged over rows begins above the row and goes on in it: no title stands there."""
        above = bisect_left(self._tops, row)
        return above > 0 and self._bottoms[above - 1] >= row

    def _write_part(self, lines: Sequence[_Line], first: int, last: int) -> None:
        """Write titles, one grid, notes."""
        several = [index for index, line in enumerate(lines) if len(line.cells) > 1]
        if not several:
            self._write_single(lines, last)
            return
        start, end = several[0], several[-1] + 1
        while end < len(lines) and not self._is_note(lines[end], first, last):
            end += 1
        self._write_paragraphs(lines[:start])
        self._write_grid(lines[start:end], first, last)
        self._write_paragraphs(lines[end:])

    def _write_single(self, lines: Sequence[_Line], last: int) -> None:
        """A part without any row of two cells: text, or the amounts of a table of one column."""
        if sum(map(_has_numbers, lines)) > 1:
            self._write_grid(lines, min(min(line.cells) for line in lines), last)
        else:
            self._write_paragraphs(lines)

    def _is_note(self, line: _Line, first: int, last: int) -> bool:
        if _has_numbers(line):
            return False
        if line.after_blank or self._is_full_width(line, last):
            return True
        ((column, cell),) = line.cells.items()
        if column > first or (line.row, column) in self._merge_at:
            return False
        return bool(_SENTENCE.search(cell.text)) or len(cell.text.strip()) > LONGEST_LABEL

    def _address(self, row: int, column: int, cell: Cell) -> Address:
        return Address(self._page, f"{self._prefix}{column_letters(column)}{row + 1}", stored_text=cell.stored)

    def _write_paragraphs(self, lines: Sequence[_Line]) -> None:
        for line in lines:
            for column, cell in line.cells.items():
                for text in cell.text.split("\n"):
                    if text.strip():
                        address = self._address(line.row, column, cell)
                        self._builder.paragraph(PieceIn(text.strip(), address), page=self._page)

    def _write_grid(self, lines: Sequence[_Line], first: int, last: int) -> None:
        columns = [column for column in range(first, last + 1) if column not in self._hidden]
        place = {column: index for index, column in enumerate(columns)}
        spans = self._spans([line.row for line in lines], place)
        sizes = {(span.row, span.column): (span.rows, span.columns) for span in spans}
        cells = [
            PlacedCell(
                index, place[column], *sizes.pop((index, place[column]), (1, 1)),
                CellIn(cell.text, self._address(line.row, column, cell)), tuple(cell.text.split("\n")),
            )
            for index, line in enumerate(lines) for column, cell in line.cells.items()
        ]  # fmt: skip
        cells += [PlacedCell(row, column, *size, _EMPTY) for (row, column), size in sizes.items()]
        rows, spans = _rows(unstacked(sorted(cells, key=lambda cell: (cell.row, cell.column))), len(columns))
        self._builder.table(rows, page=self._page, spans=spans)

    def _spans(self, rows: Sequence[int], place: dict[int, int]) -> list[Span]:
        """Merged cells of a grid, counted in the rows and columns that it shows."""
        index = {row: number for number, row in enumerate(rows)}
        columns = list(place)
        spans: list[Span] = []
        for merge in chain.from_iterable(self._merges.get(row, ()) for row in rows):
            if merge.left not in place:
                continue
            height = bisect_right(rows, merge.bottom) - index[merge.top]
            width = bisect_right(columns, merge.right) - place[merge.left]
            if height > 1 or width > 1:
                spans.append(Span(index[merge.top], place[merge.left], height, width))
        return sorted(spans)


_EMPTY = CellIn("")


def _rows(cells: Sequence[PlacedCell], width: int) -> tuple[list[list[CellIn]], list[Span]]:
    """The rows of a grid, and its merged cells."""
    rows = [[_EMPTY] * width for _ in range(max(cell.row for cell in cells) + 1)]
    for cell in cells:
        rows[cell.row][cell.column] = cell.cell
    merged = [cell for cell in cells if cell.rows > 1 or cell.columns > 1]
    return rows, [Span(cell.row, cell.column, cell.rows, cell.columns) for cell in merged]


def _has_numbers(line: _Line) -> bool:
    return any(classify(cell.text)[0] in NUMERIC for cell in line.cells.values())


def _lines(rows: dict[int, dict[int, Cell]]) -> list[_Line]:
    """Rows of a part of the sheet."""
    pairs = pairwise([None, *rows])
    return [
        _Line(number, rows[number], before is not None and number > before + 1)
        for before, number in pairs
        if number is not None
    ]
