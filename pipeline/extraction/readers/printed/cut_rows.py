"""Rows that the end of a page cuts in two: the rest of their texts at the top of the next page, below its head if any.

Whether the tables of two pages are one is not asked here (``assemble``).
"""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.extraction.page.document import Box
from pipeline.extraction.readers.printed.cells import (
    Cell,
    Table,
    begins_number,
    is_broken_number,
    is_full,
    is_number,
    joint,
)
from pipeline.extraction.readers.printed.paragraphs import begins_anew

MOST_ABOVE = 4
"""Rows of name and unit above a head, which the next page may leave out."""

Field = tuple[int, int]
"""Row and column of a cell."""


def with_rest_of_row(before: Table, after: Table) -> Table:
    """Give the last row of a page the rest of its texts, in place, where the page cut it.

    Args:
        before: The table so far.
        after: What goes on with it on the next page, on the same edges.

    Returns:
        What goes on, without a row that is such a rest; a head that the page repeats stays.
    """
    for number in sorted({0, _repeated(before, after)}):
        if number < len(after.rows) and (cut := _cut_row(before, after, number)):
            for (row, column), cell in cut.items():
                before.rows[row][column] = cell
            return _without_row(after, number)
    return after


def _repeated(before: Table, after: Table) -> int:
    """How many rows at the top of a page are the head of the table once more."""
    for first in range(min(MOST_ABOVE + 1, len(before.rows) - 1)):
        count = 0
        while count < len(after.rows) and first + count < len(before.rows) - 1:
            texts = _texts(after, count)
            if not texts or texts != _texts(before, first + count):
                break
            count += 1
        if count:
            return count
    return 0


def _texts(table: Table, row: int) -> list[tuple[int, str]]:
    return sorted((column, cell.text) for column, cell in table.rows[row].items() if cell.text)


def _without_row(table: Table, number: int) -> Table:
    """A table without one row; what is merged with it is one row less high."""
    spans = [
        span._replace(row=span.row - (span.row > number), rows=span.rows - (span.row < number < span.row + span.rows))
        for span in table.spans
        if span.row != number
    ]
    rows, pages = list(table.rows), list(table.pages)
    del rows[number], pages[number]
    return replace(table, rows=rows, pages=pages, spans=[span for span in spans if span.rows > 1 or span.columns > 1])


def _cut_row(before: Table, after: Table, number: int) -> dict[Field, Cell] | None:
    """The cells that reach into the last row with the rest of their texts, where the page cut that row in two.

    Certain only where everything in that row of the next page goes on with what stands above it: a number that is none
    without the rest, a text that fills its line and is followed by no new entry.
    """
    rest = {column: cell for column, cell in after.rows[number].items() if cell.text}
    above = _fields_above(before)
    if not rest or not _are_merged_alike(above, after, number):
        return None
    joined: dict[Field, Cell] = {}
    for column, cell in rest.items():
        row, first, columns = above[column]
        start = before.rows[row].get(first)
        box = Box(before.xs[first], 0.0, before.xs[first + columns], 0.0)
        if first != column or start is None or not _goes_on_below(start, cell, box):
            return None
        text = start.text + joint(start.text, cell.text, full=True) + cell.text
        joined[row, first] = Cell(text, start.address, start.lines)
    return joined


def _fields_above(before: Table) -> list[tuple[int, int, int]]:
    """For each column the cell that stands in the last row: its first row, its first column and its columns."""
    last = len(before.rows) - 1
    fields = [(last, column, 1) for column in range(before.width)]
    for span in before.spans:
        if span.row <= last < span.row + span.rows:
            fields[span.column : span.column + span.columns] = [(span.row, span.column, span.columns)] * span.columns
    return fields


def _are_merged_alike(above: Sequence[tuple[int, int, int]], after: Table, number: int) -> bool:
    """Whether what is printed in merged cells of the row would go on in cells merged in the same way.

    One that reaches below that row is cut by the page too.
    """
    return all(
        above[span.column][1:] == (span.column, span.columns)
        or (span.rows == 1 and not after.rows[number][span.column].text)
        for span in after.spans
        if span.row == number
    )


def _goes_on_below(start: Cell, rest: Cell, box: Box) -> bool:
    if not start.lines or not rest.lines or begins_anew(rest.text):
        return False
    before, after = start.lines[-1], rest.lines[0]
    full = is_full(before, after, box)
    if is_number(rest.text) and begins_number(before.text):
        return is_broken_number(before.text, after.text, full)
    return full and not is_number(rest.text)
