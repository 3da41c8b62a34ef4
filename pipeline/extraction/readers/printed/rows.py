"""Rows between which no line is drawn, told by the values that stand under each other.

Where such a row is divided belongs here. A drawn row is never joined to another.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.extraction.page.document import Box, Span
from pipeline.extraction.readers.printed.cells import (
    Cell,
    Table,
    around,
    begins_number,
    cell_of,
    is_broken_number,
    is_full,
    is_number,
)
from pipeline.extraction.readers.printed.lines import Line
from pipeline.extraction.readers.printed.marks import Page

ALIGNED_SHARE = 0.6
"""Share of the values of a row that a second column must print at the same heights."""


def with_rows_divided(table: Table, page: Page) -> Table:
    """Divide rows between which no line is drawn: where several columns print one value under the other.

    Args:
        table: As drawn.
        page: Its page, for addresses.

    Returns:
        The table with a row for each height at which values are printed.
    """
    rows: list[dict[int, Cell]] = []
    new_row_of: list[int] = []
    for number, row in enumerate(table.rows):
        new_row_of.append(len(rows))
        tall = {span.column for span in table.spans if span.row == number and span.rows > 1}
        covered = {
            column
            for span in table.spans
            if span.row < number < span.row + span.rows
            for column in range(span.column, span.column + span.columns)
        }
        levels = [] if covered or tall else _levels(row, _edges_of(table, number))
        rows.extend(_divided(row, levels, page) if len(levels) > 1 else [row])
    if len(rows) == len(table.rows):
        return table
    new_row_of.append(len(rows))
    spans = [
        in_rows(span, new_row_of[span.row], new_row_of[span.row + span.rows] - new_row_of[span.row])
        for span in table.spans
    ]
    spans = _repeated(spans, table.spans, new_row_of)
    return replace(table, rows=rows, spans=spans, pages=[page.number] * len(rows))


def in_rows(span: Span, row: int, rows: int) -> Span:
    """The same columns in other rows."""
    return Span(row, span.column, rows, span.columns)


def _repeated(moved: list[Span], spans: Sequence[Span], new_row_of: Sequence[int]) -> list[Span]:
    """Spans over columns of a divided row hold for each of its parts."""
    result: list[Span] = []
    for new, old in zip(moved, spans, strict=True):
        if old.rows == 1 and new.rows > 1:
            result.extend(Span(row, old.column, 1, old.columns) for row in range(new.row, new.row + new.rows))
        else:
            result.append(new)
    return result


def _edges_of(table: Table, number: int) -> dict[int, Box]:
    """For each cell of a row the edges between which it prints."""
    wide = {span.column: span.columns for span in table.spans if span.row == number}
    return {
        column: Box(table.xs[column], 0.0, table.xs[column + wide.get(column, 1)], 0.0) for column in table.rows[number]
    }


def _are_values(lines: Sequence[Line], box: Box) -> bool:
    """Whether a cell prints several values under each other, not one that was too wide for a line."""
    numbers = [line for line in lines if is_number(line.text) or begins_number(line.text)]
    return any(
        not is_broken_number(before.text, line.text, is_full(before, line, box)) for before, line in pairwise(numbers)
    )


def _levels(row: Mapping[int, Cell], boxes: Mapping[int, Box]) -> list[float]:
    """Heights at which a row without lines prints its values; one or none where it is a row like any other."""
    columns = [cell.lines for cell in row.values() if cell.lines]
    numeric = [cell.lines for column, cell in row.items() if _are_values(cell.lines, boxes[column])]
    if not numeric:
        return []
    em = min(line.em for lines in numeric for line in lines)
    levels = _heights((line for lines in columns for line in lines if is_number(line.text)), em)
    aligned = 0
    for lines in columns:
        hits = sum(any(abs(_middle(line) - level) < 0.5 * em for line in lines) for level in levels)
        aligned += len(lines) > 1 and hits >= max(2, ALIGNED_SHARE * len(levels))
    if aligned < 2:
        return []
    headings = [[line for line in lines if _middle(line) < levels[0] - 0.6 * em] for lines in columns]
    above = _heights((line for lines in headings for line in lines), em)
    return [height for height in above if _is_printed_at(height, headings, em)] + levels


def _is_printed_at(height: float, columns: Sequence[Sequence[Line]], em: float) -> bool:
    return sum(any(abs(_middle(line) - height) < 0.5 * em for line in lines) for lines in columns) > 1


def _heights(lines: Iterable[Line], em: float) -> list[float]:
    heights: list[float] = []
    for middle in sorted(map(_middle, lines)):
        if not heights or middle - heights[-1] > 0.5 * em:
            heights.append(middle)
    return heights


def _middle(line: Line) -> float:
    return (line.box.top + line.box.bottom) / 2


def _divided(row: dict[int, Cell], levels: Sequence[float], page: Page) -> list[dict[int, Cell]]:
    parts: list[dict[int, Cell]] = [{} for _ in levels]
    for column, cell in row.items():
        groups: list[list[Line]] = [[] for _ in levels]
        for line in cell.lines:
            at = _middle(line) + 0.4 * line.em
            index = max(sum(level <= at for level in levels) - 1, 0)
            groups[index].append(line)
        for part, lines in zip(parts, groups, strict=True):
            found = cell_of(lines, around([line.box for line in lines]), page) if lines else None
            part[column] = found or Cell("", cell.address._replace(box=None))
    return parts
