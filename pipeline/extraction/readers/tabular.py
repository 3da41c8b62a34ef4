"""A table of a flowing document (Word, web page) to paragraphs and a grid.

What stands inside the frame of a table without being part of it belongs here: title, unit and note in cells merged over
the whole width, a second table, and a frame around plain text. How cells are found does not.
"""

from bisect import bisect_left
from collections.abc import Sequence
from functools import partial
from itertools import accumulate, pairwise
from typing import NamedTuple

from pipeline.extraction.page.builder import CellIn, DocumentBuilder, PieceIn
from pipeline.extraction.page.cells import NUMERIC, classify
from pipeline.extraction.page.document import Span
from pipeline.extraction.readers.stacked import RowShape, first_table


class PlacedCell(NamedTuple):
    """A cell of a table: row and column of its first field (from 0), what it spans, its text, its address's ``ref``."""

    row: int
    column: int
    rows: int
    columns: int
    cell: CellIn


def write_table(builder: DocumentBuilder, cells: Sequence[PlacedCell]) -> None:
    """Add a table: rows of one cell over the whole width at its top and bottom as paragraphs, the rest as a grid.

    Args:
        builder: Where to.
        cells: All cells that begin somewhere, in order; columns at which none begins are left out. Tables below each
            other in one frame, as a workbook saved as a web page has them, are tables of their own.
    """
    rows = _by_row(cells)
    starts = [*_starts(rows), len(rows)]
    for start, end in pairwise(starts):
        own = [cell._replace(row=cell.row - start) for row in rows[start:end] for cell in row]
        _write_part(builder, _by_row(_without_phantoms(own)))


def _starts(rows: Sequence[Sequence[PlacedCell]]) -> list[int]:
    """Where the tables below each other begin."""
    ends = [max((cell.column + cell.columns for cell in row if cell.cell.text), default=0) for row in rows]
    widths_from = list(accumulate(reversed(ends), max))[::-1]
    printed = [index for index, end in enumerate(ends) if end]
    starts = [0] if rows else []
    first = 0
    while first < len(printed):
        shape_of = partial(_shape_of, rows, printed, first, widths_from[starts[-1]])
        first += first_table(len(printed) - first, shape_of)
        starts += printed[first : first + 1]
    return starts


def _shape_of(
    rows: Sequence[Sequence[PlacedCell]], printed: Sequence[int], first: int, width: int, index: int
) -> RowShape:
    """What the printed row ``index`` looks like, counted from ``first`` on, where the table begins."""
    place = printed[first + index]
    row = rows[place]
    has_numbers = any(classify(cell.cell.text)[0] in NUMERIC for cell in row if cell.cell.text)
    # A form has blank rows and lone labels; only what is merged over all of it is a title there.
    whole = len(row) == 1 and _is_whole_width(row, width)
    is_after_blank = index > 0 and printed[first + index - 1] < place - 1
    return RowShape(whole, has_numbers, whole, whole and is_after_blank)


def _write_part(builder: DocumentBuilder, rows: Sequence[Sequence[PlacedCell]]) -> None:
    if not rows:
        return
    width = max(cell.column + cell.columns for row in rows for cell in row)
    first, last = 0, len(rows)
    while first < last and _is_whole_width(rows[first], width):
        first += 1
    while last > first and _is_whole_width(rows[last - 1], width):
        last -= 1
    _paragraphs(builder, rows[:first])
    _grid(builder, rows[first:last], width, first)
    _paragraphs(builder, rows[last:])


def _without_phantoms(cells: Sequence[PlacedCell]) -> list[PlacedCell]:
    """Leave out columns in which no printed cell begins.

    A drawn grid has them where rows are divided differently, and Word's web pages end a table with a row of blank
    cells, one for each of them.
    """
    starts = sorted({cell.column for cell in cells if cell.cell.text})
    index = {column: number for number, column in enumerate(starts)}
    mended: list[PlacedCell] = []
    for cell in cells:
        if cell.column in index:
            start = index[cell.column]
            width = bisect_left(starts, cell.column + cell.columns) - start
            mended.append(cell._replace(column=start, columns=max(width, 1)))
    return mended


def _by_row(cells: Sequence[PlacedCell]) -> list[list[PlacedCell]]:
    if not cells:
        return []
    rows: list[list[PlacedCell]] = [[] for _ in range(max(cell.row for cell in cells) + 1)]
    for cell in cells:
        rows[cell.row].append(cell)
    return rows


def _is_whole_width(row: Sequence[PlacedCell], width: int) -> bool:
    return not row or (len(row) == 1 and row[0].columns >= width)


def _paragraphs(builder: DocumentBuilder, rows: Sequence[Sequence[PlacedCell]]) -> None:
    for row in rows:
        for placed in row:
            for text in placed.cell.text.split("\n"):
                if text.strip():
                    builder.paragraph(PieceIn(text.strip(), placed.cell.address))


def _grid(builder: DocumentBuilder, rows: Sequence[Sequence[PlacedCell]], width: int, start: int) -> None:
    """Add the rows from number ``start`` on as a grid."""
    table = [[_EMPTY] * width for _ in rows]
    spans: list[Span] = []
    for index, row in enumerate(rows):
        for placed in row:
            table[index][placed.column] = placed.cell
            height = min(placed.rows, len(rows) - index)
            if height > 1 or placed.columns > 1:
                spans.append(Span(placed.row - start, placed.column, height, placed.columns))
    builder.table(table, spans=sorted(spans))


_EMPTY = CellIn("")
