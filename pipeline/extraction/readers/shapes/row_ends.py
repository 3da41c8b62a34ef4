"""Cells in the order in which they are printed, of which nothing tells where a row ends: what their kinds tell of it.

A converter of web pages writes each cell with a pipe behind it and nothing for what is merged. Rows of the body are of
one kind a column, and the last of them ends with the last cell; widths under which a row is blank or has no name, or
under which a column has one heading twice, are none. What the headings stand over is asked of
:mod:`pipeline.extraction.readers.shapes.merged`.
"""

from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from pipeline.extraction.page.document import GridRow
from pipeline.extraction.page.text import match_key
from pipeline.extraction.readers.shapes.column_numbers import LABEL, Cell, is_amount, is_decimal, is_number
from pipeline.extraction.readers.shapes.heading_ways import is_kind
from pipeline.extraction.readers.shapes.merged import as_one, in_rows

WIDEST = 40
FIT = 0.9
_WIDEST_CUT = 8
"""Cells at most of a row of which only the name is printed."""
_FEWEST_ROWS = 2
_MOST_LABELS = 4
_FEWEST_NUMBERED = 3


class Shape(NamedTuple):
    """How cells fall into rows.

    Attributes:
        width: Cells of a row.
        labels: Cells at the beginning that are labels (单位：万元).
        first: Where the body begins, with the numbers of its columns where it has them.
    """

    width: int
    labels: int
    first: int


def shape_of(texts: Sequence[str]) -> Shape | None:
    """The shape of a table.

    Args:
        texts: The cells, row by row; those that are merged into another are left out.

    Returns:
        The shape; None where nothing tells. The last row may print its name alone, where no whole rows fit.
    """
    if shape := _shape_of_rows(texts):
        return shape
    if is_number(texts[-1]):
        return None
    shorter = (_shape_of_rows([*texts, *[""] * (width - 1)]) for width in range(2, _WIDEST_CUT + 1))
    found = [shape for width, shape in enumerate(shorter, 2) if shape is not None and shape.width == width]
    return found[0] if len(found) == 1 else None


def _shape_of_rows(texts: Sequence[str]) -> Shape | None:
    labels = sum(1 for _ in takewhile(LABEL.search, texts[:_MOST_LABELS]))
    if counted := _counted(texts):
        return Shape(counted[0], min(labels, counted[1]), counted[1])
    number = next((at for at in range(labels, len(texts)) if is_number(texts[at])), len(texts))
    behind = number + _numbered(texts, number)
    first = next((at for at in range(behind, len(texts)) if is_number(texts[at])), len(texts))
    found: list[tuple[float, bool, int, Shape]] = []
    for width in range(2, min(WIDEST, len(texts) // _FEWEST_ROWS) + 1):
        begins = (behind,) if behind > number else range(max(first - width + 1, labels), first + 1)
        for start in begins:
            # The row of numbers of the columns ends where the body begins.
            headings = start - width if behind > number else start
            # Where every row begins with a pipe, that of the first stands behind the label.
            kept = labels if any(texts[start::width]) else 0
            fit = _fit_of(texts, width, kept, headings, start)
            if fit >= FIT:
                found.append((fit, headings - kept == width, -width, Shape(width, kept, headings)))
    return max(found)[-1] if found else None


def _numbered(texts: Sequence[str], at: int) -> int:
    """How many cells count the columns: 1, 2, 3 …; 0 where it is no such row."""
    numbers = range(1, WIDEST + 1)
    count = sum(1 for _ in takewhile(lambda pair: pair[0] == str(pair[1]), zip(texts[at:], numbers, strict=False)))
    return count if count >= _FEWEST_NUMBERED else 0


def _counted(texts: Sequence[str]) -> tuple[int, int] | None:
    """Width and beginning of rows of which one cell counts on: 1, 2, 3 …."""
    serials = [index for index, text in enumerate(texts) if text.isdigit() and len(text) < 4]
    for first in serials:
        if texts[first] != "1":
            continue
        for second in serials:
            width = second - first
            if 2 <= width <= WIDEST and texts[second] == "2" and _counts_on(texts, first, width):
                return width, _start_of_row(texts, first, width)
    return None


def _counts_on(texts: Sequence[str], first: int, width: int) -> bool:
    """Whether every ``width``-th cell counts on; a last row of totals may have no number."""
    column = texts[first::width]
    counted = sum(text == str(number) for number, text in enumerate(column, 1))
    return counted >= 2 and counted >= FIT * (len(column) - 1)


def _start_of_row(texts: Sequence[str], serial: int, width: int) -> int:
    """Where the row with the first serial number begins: that number is the first cell, or one behind names (行次)."""
    for before in range(min(width, serial + 1)):
        start = serial - before
        whole = not start % width or not (len(texts) - start) % width
        if whole and all(text and not is_number(text) for text in texts[start:serial]):
            return start
    return serial


def _fit_of(texts: Sequence[str], width: int, labels: int, headings: int, start: int) -> float:
    """Share of printed cells that are of their column's kind; 0 where the width cannot be that of the table."""
    body = [texts[at : at + width] for at in range(start, len(texts), width)]
    if len(body) < _FEWEST_ROWS or len(body[-1]) < width or headings - labels < width:
        return 0.0
    above = texts[labels:headings]
    if not all(map(any, body)) or not _is_named(body) or _has_twice(above, width) or _begins_twice(above, body):
        return 0.0
    return fit(texts[start:], width)


def fit(body: Sequence[str], width: int) -> float:
    """Share of printed cells that are of their column's kind: all numbers, or all words."""
    fitting = printed = 0
    for column in range(width):
        kinds = [is_number(text) for text in body[column::width] if text]
        fitting += max(sum(kinds), len(kinds) - sum(kinds))
        printed += len(kinds)
    return fitting / printed if printed else 0.0


def _is_named(body: Sequence[Sequence[str]]) -> bool:
    """Whether something stands before the first amount of each row; few rows of amounts may have no name."""
    amounts = [at for row in body for at, text in enumerate(row) if is_amount(text) and not text.isdigit()]
    first = min(amounts, default=len(body[0]))
    return all(any(row[:first]) for row in body) if first else len(body) <= _FEWEST_ROWS


def _has_twice(headings: Sequence[str], width: int) -> bool:
    """Whether full rows of headings print one over itself: two rows of the width are one of twice as much."""
    if len(headings) % width:
        return False
    columns = [[text for text in headings[column::width] if text] for column in range(width)]
    return any(len(set(column)) < len(column) for column in columns)


def _begins_twice(headings: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Whether of sides that are alike one is headed otherwise.

    收入 | 支出 | 项目 | 金额 | 项目 | 金额 over names and amounts by turns are two rows, not one.
    """
    width = len(body[0])
    if len(headings) != width:
        return False
    kinds = [any(is_amount(row[at]) for row in body) for at in range(width)]
    for side in range(2, width // 2 + 1):
        if width % side == 0 and all(kinds[at] == kinds[at % side] for at in range(width)):
            alike = [headings[at] == headings[at + side] for at in range(width - side)]
            return any(alike) and not all(alike)
    return False


def _stand_over(headings: Sequence[Cell], body: Sequence[Sequence[Cell]]) -> bool:
    """Whether headings are over their columns: none of a name stands behind another one, over blank columns."""
    rows = [row for row in body if any(is_decimal(cell.text) for cell in row)]
    first = min((at for row in rows for at, cell in enumerate(row) if is_decimal(cell.text)), default=0)
    names = [is_kind("NAME", match_key(cell.text)) for cell in headings[:first] if not LABEL.search(cell.text)]
    is_blank = any(not any(row[at].text for row in rows) for at in range(first))
    return not (is_blank and False in names and True in names[names.index(False) :])


def rows_of(cells: Sequence[Cell], shape: Shape) -> Iterator[GridRow]:
    """The rows: labels, headings in their columns, the body."""
    width, labels, first = shape
    if labels:
        yield _grid_row(cells[:labels])
    headings = cells[labels:first]
    body = chunks(cells, shape)
    if width < len(headings) and len(headings) % width:
        yield from in_rows(headings, [row for row in body if len(row) == width], width)
    elif len(headings) == width and not _stand_over(headings, body):
        yield as_one(headings)
    else:
        yield from (_grid_row(headings[at : at + width]) for at in range(0, len(headings), width))
    yield from map(_grid_row, body)


def chunks(cells: Sequence[Cell], shape: Shape) -> list[Sequence[Cell]]:
    """The rows of the body."""
    return [cells[at : at + shape.width] for at in range(shape.first, len(cells), shape.width)]


def _grid_row(cells: Sequence[Cell]) -> GridRow:
    return GridRow(tuple(cell.text for cell in cells), tuple(cell.place for cell in cells))
