"""Columns told by what stands under each other: which column a printed part belongs to.

Geometry of the columns of a table without lines belongs here; where such a table begins and ends does not.
"""

from collections.abc import Sequence
from itertools import groupby

from pipeline.extraction.readers.printed.cells import Cell, around, cell_of, is_number
from pipeline.extraction.readers.printed.lines import Line, Part
from pipeline.extraction.readers.printed.marks import Page

NEAR = 1.5
"""Points between the ends of two values that stand under each other."""
APART = 2.6
"""Em between two lines beyond which a table ends."""
Columns = Sequence[tuple[float, float]]
"""From where to where each column prints."""
BRIDGES = 8
"""Parts of two neighbouring columns for each text that may stand over both."""
FEWEST_BESIDE = 3
ALIGNED = 0.6
"""Em by which the lines of one cell may begin, end or be centred apart."""
GAP = 2.0
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


def with_own_headings(columns: Columns, header: Sequence[Line]) -> Columns:
    """The columns, each as wide as the headings that stand over no other."""
    parts = [(part, covered(part, columns)) for line in header if len(line.parts) > 1 for part in line.parts]
    own = [[part for part, (first, last) in parts if first == last == index] for index in range(len(columns))]
    return [
        (min([start, *(part.x0 for part in heads)]), max([end, *(part.x1 for part in heads)]))
        for (start, end), heads in zip(columns, own, strict=True)
    ]


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


def has_values(line: Line) -> bool:
    """Whether a line prints several parts, and a number or a mark for nothing among them."""
    return len(line.parts) > 1 and any(is_number(part.text) or is_nothing(part) for part in line.parts)


def is_row(line: Line, rows: Sequence[Line]) -> bool:
    """Whether a line is a row among these: several parts, or one in the column in which it begins as others do."""
    if len(line.parts) > 1:
        return True
    starts = [part.x0 for other in rows if len(other.parts) > 1 for part in other.parts]
    reaches = any(line.box.x0 + line.em < start < line.box.x1 for start in starts)
    return not reaches and any(abs(line.box.x0 - start) < NEAR for start in starts)


def columns_of(rows: Sequence[Line], lines: Sequence[Line]) -> list[tuple[float, float]]:
    """The columns of a table: what the parts of its lines with values cover, and the headings beside them.

    Args:
        rows: The lines with values.
        lines: All lines of the table.

    Returns:
        From where to where each column prints. A heading that stands over no column is that of the values to its
        right or the texts to its left where these have none of their own, else a column without a value.
    """
    parts = [part for line in rows for part in line.parts]
    columns = body_columns(parts)
    for _, group in groupby(lines, has_values):
        columns = _with_headings(list(group), sorted(columns), parts)
    return sorted(columns)


def body_columns(parts: Sequence[Part]) -> list[tuple[float, float]]:
    """From where to where each column of rows prints, in order.

    Args:
        parts: What the rows print.
    """
    return [
        column
        for interval in united([(part.x0, part.x1) for part in parts])
        for column in _without_bridges([part for part in parts if over(part, interval)])
    ]


def _with_headings(
    lines: Sequence[Line], columns: list[tuple[float, float]], parts: Sequence[Part]
) -> list[tuple[float, float]]:
    """The columns with the headings of lines that follow each other, the lowest first."""
    headed: set[float] = set()
    for index in range(len(lines) - 1, -1, -1):
        line = lines[index]
        for part in line.parts if len(line.parts) > 1 else ():
            is_rest = index > 0 and _is_wrapped(part, line, lines[index - 1])
            if not is_rest and not any(over(part, column) for column in columns):
                columns = _with_heading(part, lines[: index + 1], sorted(columns), parts, headed)
        headed.update(end for start, end in columns for part in line.parts if over(part, (start, end)))
    return columns


def _with_heading(
    heading: Part, lines: Sequence[Line], columns: list[tuple[float, float]], parts: Sequence[Part], headed: set[float]
) -> list[tuple[float, float]]:
    """The columns, with the one beside which the heading stands as wide as both, or with one of its own.

    Of the columns on both sides it is that of a heading higher up that begins or ends where it does, else the nearer.
    """
    after = sum(column[1] <= heading.x0 for column in columns)
    beside: list[tuple[bool, float, int]] = []
    for index, side in ((after, 1), (after - 1, -1)):
        if not 0 <= index < len(columns) or columns[index][1] in headed:
            continue
        column = columns[index]
        wide = _united_with(heading, column)
        nearer = any(over(part, wide) for part in lines[-1].parts if part is not heading)
        if not nearer and _alignment(parts, column) in (side, 0):
            apart = not any(_is_under(heading, part, column) for above in lines[:-1] for part in above.parts)
            beside.append((apart, max(column[0] - heading.x1, heading.x0 - column[1]), index))
    if not beside:
        return [*columns, (heading.x0, heading.x1)]
    index = min(beside)[-1]
    return [*columns[:index], _united_with(heading, columns[index]), *columns[index + 1 :]]


def _is_under(heading: Part, above: Part, column: tuple[float, float]) -> bool:
    """Whether a heading begins or ends where one higher up does that stands over the column."""
    return over(above, column) and min(abs(heading.x0 - above.x0), abs(heading.x1 - above.x1)) < NEAR


def _is_wrapped(part: Part, line: Line, above: Line) -> bool:
    """Whether a heading may be the rest of one right above it, centred or at one of its ends, and alone below it."""
    if len(above.parts) == 1 or line.box.top - above.box.bottom > line.em:
        return False
    ends = [
        (part.x0 - other.x0, part.x1 - other.x1)
        for other in above.parts
        if over(part, extent := (other.x0, other.x1)) and sum(over(rest, extent) for rest in line.parts) == 1
    ]
    return any(min(abs(left), abs(right), abs(left + right) / 2) < ALIGNED * line.em for left, right in ends)


def _united_with(heading: Part, column: tuple[float, float]) -> tuple[float, float]:
    return min(column[0], heading.x0), max(column[1], heading.x1)


def _alignment(parts: Sequence[Part], column: tuple[float, float]) -> int:
    """1 where the column prints at its right edge, as amounts do, -1 where at its left one, 0 where at both."""
    inside = [part for part in parts if over(part, column)]
    at_end = sum(abs(part.x1 - column[1]) < NEAR for part in inside)
    at_start = sum(abs(part.x0 - column[0]) < NEAR for part in inside)
    if at_end == at_start:
        return int(any(is_number(part.text) and not part.text.isdigit() for part in inside))
    return 1 if at_end > at_start else -1


def _without_bridges(parts: Sequence[Part]) -> list[tuple[float, float]]:
    """The columns of parts that overlap: two, where only a few texts such as the label of a total stand over both."""
    for at in sorted({part.x1 for part in parts}):
        left, right = [part for part in parts if part.x1 <= at], [part for part in parts if part.x0 >= at + GAP]
        across = len(parts) - len(left) - len(right)
        if min(len(left), len(right)) < FEWEST_BESIDE or across * BRIDGES > len(parts):
            continue
        if not any(is_number(part.text) for part in parts if part.x1 > at and part.x0 < at + GAP):
            return _without_bridges(left) + _without_bridges(right)
    return united([(part.x0, part.x1) for part in parts])
