"""Columns told by what stands under each other: which column a printed part belongs to.

Geometry of the columns of a table without lines belongs here; where such a table begins and ends does not.
"""

from collections.abc import Sequence

from pipeline.extraction.readers.printed.cells import Cell, around, cell_of, is_number
from pipeline.extraction.readers.printed.lines import Line, Part
from pipeline.extraction.readers.printed.marks import Page

NEAR = 1.5
"""Points between the ends of two values that stand under each other."""
Columns = Sequence[tuple[float, float]]
"""From where to where each column prints."""
_NOTHING = frozenset({"-", "--", "—", "——", "0"})


def fits(line: Line, columns: Columns) -> bool:
    """Whether a line is a row of these columns: each part stands in one of its own, and a number ends where others do.

    A line without a number is one only where it begins below the heading of a later column, as no text does.
    """
    places = [covered(part, columns) for part in line.parts]
    placed = list(zip(line.parts, places, strict=True))
    if any(first != last or not over(part, columns[first]) for part, (first, last) in placed):
        return False
    if len({first for first, _ in places}) < len(places):
        return False
    if len(line.parts) == 1:
        return places[0][0] > 0 and abs(line.parts[0].x0 - columns[places[0][0]][0]) < NEAR
    return any(
        (is_number(part.text) or is_nothing(part)) and abs(part.x1 - columns[first][1]) < NEAR
        for part, (first, _) in placed
    )


def over(part: Part, column: tuple[float, float]) -> bool:
    """Whether a part stands over some of a column."""
    return part.x0 < column[1] and part.x1 > column[0]


def is_nothing(part: Part) -> bool:
    """Whether a part is a mark for nothing."""
    return part.text in _NOTHING


def row_of(line: Line, columns: Columns, page: Page) -> tuple[dict[int, Cell], list[tuple[int, int]]]:
    """The cells of a line, and the first and last column of those that stand over several."""
    row: dict[int, Cell] = {}
    merged: list[tuple[int, int]] = []
    for part in line.parts:
        first, last = covered(part, columns)
        first = max([first, *(column for column in row if column <= last)])
        box = line.box._replace(x0=part.x0, x1=part.x1)
        cell = cell_of([line._replace(text=part.text, box=box, parts=(part,))], box, page)
        row[first] = _beside(row[first], cell) if first in row else cell
        if last > first:
            merged.append((first, last))
    return row, merged


def _beside(left: Cell, right: Cell) -> Cell:
    """Two parts that stand over one column."""
    address = left.address
    if address.box and right.address.box:
        address = address._replace(box=around([address.box, right.address.box]))
    return Cell(f"{left.text} {right.text}", address, left.lines + right.lines)


def alone(lines: Sequence[Line], columns: Columns) -> list[tuple[float, float]]:
    """What headings cover that stand over none of the columns: a column without a value."""
    parts = [part for line in lines if len(line.parts) > 1 for part in line.parts]
    return united([(part.x0, part.x1) for part in parts if not any(over(part, column) for column in columns)])


def united(intervals: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The intervals, those that overlap joined."""
    merged: list[tuple[float, float]] = []
    for start, end in sorted(intervals):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def covered(part: Part, columns: Sequence[tuple[float, float]]) -> tuple[int, int]:
    """First and last column over which a part stands; the nearest where it stands over none."""
    hits = [index for index, (start, end) in enumerate(columns) if part.x0 < end and part.x1 > start]
    if hits:
        return hits[0], hits[-1]
    middle = (part.x0 + part.x1) / 2
    nearest = min(range(len(columns)), key=lambda index: abs((columns[index][0] + columns[index][1]) / 2 - middle))
    return nearest, nearest
