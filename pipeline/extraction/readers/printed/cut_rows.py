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
from pipeline.extraction.readers.printed.paragraphs import begins_anew, is_in_ordinal
from pipeline.extraction.readers.printed.type_size import CLOSING, OPENING

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
    first, count = _repeated(before, after)
    last = len(before.rows) - 1
    while count and last >= first + 2 * count and _are_alike(before, last - count + 1, before, first, count):
        last -= count  # a page that prints nothing but the head
    for number in sorted({0, count}):
        if number < len(after.rows) and (cut := _cut_row(before, last, after, number)):
            for (row, column), cell in cut.items():
                before.rows[row][column] = cell
            return _without_row(after, number)
    return after


def _repeated(before: Table, after: Table) -> tuple[int, int]:
    """From which row on a page repeats the head of the table at its top, and how many rows; none: 0 and 0."""
    for first in range(min(MOST_ABOVE + 1, len(before.rows) - 1)):
        most = min(len(after.rows), len(before.rows) - 1 - first)
        count = 0
        while count < most and _are_alike(after, count, before, first + count, 1):
            count += 1
        if count:
            return first, count
    return 0, 0


def _are_alike(one: Table, row: int, other: Table, first: int, count: int) -> bool:
    """Whether so many rows print the same from these on, and each prints something."""
    pairs = ((_texts(one, row + index), _texts(other, first + index)) for index in range(count))
    return all(texts and texts == others for texts, others in pairs)


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


def _cut_row(before: Table, last: int, after: Table, number: int) -> dict[Field, Cell] | None:
    """The cells that reach into the last row with the rest of their texts, where the page cut that row in two.

    Certain only where everything in that row of the next page goes on with what stands above it: a number that is none
    without the rest, a text that fills its line and is followed by no new entry.
    """
    rest = {column: cell for column, cell in after.rows[number].items() if cell.text}
    above = _fields_above(before, last)
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


def _fields_above(before: Table, last: int) -> list[tuple[int, int, int]]:
    """For each column the cell that stands in the last row: its first row, its first column and its columns."""
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
    if not start.lines or not rest.lines:
        return False
    if begins_anew(rest.text):
        return is_in_ordinal(start.text, rest.text)
    before, after = start.lines[-1], rest.lines[0]
    full = is_full(before, after, box)
    if is_number(rest.text) and begins_number(before.text):
        return is_broken_number(before.text, after.text, full)
    return (full or _closes(start.text, rest.text)) and not is_number(rest.text)


def _closes(start: str, rest: str) -> bool:
    """Whether a text closes a bracket that the one above it leaves open, which is therefore not all of a name."""
    opened = max(map(start.rfind, OPENING)) > max(map(start.rfind, CLOSING))
    closed = next((sign for sign in rest if sign in OPENING | CLOSING), "")
    return opened and closed in CLOSING and closed != ""
