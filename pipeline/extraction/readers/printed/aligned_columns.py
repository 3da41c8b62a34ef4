"""Columns told by what stands under each other: which column a printed part belongs to.

Geometry of the columns of a table without lines belongs here; where such a table begins and ends does not.
"""

from collections.abc import Sequence
from itertools import groupby, pairwise

from pipeline.extraction.readers.printed.bridges import FEWEST_BESIDE, NEAR, over, united, without_bridges
from pipeline.extraction.readers.printed.cells import Cell, around, cell_of, is_number
from pipeline.extraction.readers.printed.lines import Line, Part
from pipeline.extraction.readers.printed.marks import Page

APART = 2.6
"""Em between two lines beyond which a table ends."""
Columns = Sequence[tuple[float, float]]
"""From where to where each column prints."""
BESIDE_WRAPPED = 2
"""Lines above that a heading may go on with: the nearest, or that before it where others stand at half the height."""
ALIGNED = 0.6
"""Em by which the lines of one cell may begin, end or be centred apart."""
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


def with_own_headings(columns: Columns, header: Sequence[Line]) -> Columns:
    """The columns, each as wide as the headings that stand over no other."""
    parts = [(part, covered(part, columns)) for line in header if len(line.parts) > 1 for part in line.parts]
    own = [[part for part, (first, last) in parts if first == last == index] for index in range(len(columns))]
    return [
        (min([start, *(part.x0 for part in heads)]), max([end, *(part.x1 for part in heads)]))
        for (start, end), heads in zip(columns, own, strict=True)
    ]


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


def names_beside(rows: Sequence[Line], lines: Sequence[Line]) -> list[Part]:
    """What lines between those with values print where these print nothing: names of which each wraps.

    Args:
        rows: The lines with values.
        lines: All lines of the table, those with values among them.

    Returns:
        Texts that stand under each other, in no column of the rows.
    """
    if not rows:
        return []
    values = united([(part.x0, part.x1) for line in rows for part in line.parts])
    within = [line for line in lines if rows[0].box.top < line.box.top < rows[-1].box.top and not has_values(line)]
    free = [part for line in within for part in line.parts if not any(over(part, column) for column in values)]
    columns = united([(part.x0, part.x1) for part in free])
    inside = [[part for part in free if over(part, column)] for column in columns]
    return [part for parts in inside if len(parts) >= FEWEST_BESIDE for part in parts]


def columns_of(rows: Sequence[Line], lines: Sequence[Line], names: Sequence[Part] = ()) -> list[tuple[float, float]]:
    """The columns of a table: what the parts of its lines with values cover, and the headings beside them.

    Args:
        rows: The lines with values.
        lines: All lines of the table.
        names: What other lines print in columns of their own.

    Returns:
        From where to where each column prints. A heading that stands over no column is that of the values to its
        right or the texts to its left where these have none of their own, else a column without a value.
    """
    parts = [*(part for line in rows for part in line.parts), *names]
    columns = body_columns(parts)
    for _, group in groupby(lines, has_values):
        columns = with_headings(list(group), sorted(columns), parts)
    return sorted(columns)


def body_columns(parts: Sequence[Part]) -> list[tuple[float, float]]:
    """From where to where each column of rows prints, in order.

    Args:
        parts: What the rows print.
    """
    return [
        column
        for interval in united([(part.x0, part.x1) for part in parts])
        for column in without_bridges([part for part in parts if over(part, interval)])
    ]


def with_headings(
    lines: Sequence[Line], columns: list[tuple[float, float]], parts: Sequence[Part]
) -> list[tuple[float, float]]:
    """The columns with the headings of lines that follow each other, the lowest first.

    Args:
        lines: From top to bottom.
        columns: From where to where each column prints, from left to right.
        parts: What is printed in the columns.

    Returns:
        The columns, some as wide as their headings, and those of headings that stand over none.
    """
    headed: set[float] = set()
    for index in range(len(lines) - 1, -1, -1):
        line = lines[index]
        for part in line.parts if len(line.parts) > 1 else ():
            is_rest = any(_is_wrapped(part, line, above) for above in lines[max(index - BESIDE_WRAPPED, 0) : index])
            if not is_rest and not any(over(part, column) for column in columns):
                wide = _with_heading(part, lines[: index + 1], sorted(columns), parts, headed)
                if len(wide) == len(columns) or not _is_group(part, line, lines[index + 1 :]):
                    columns = wide
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
        apart = (column[0] + NEAR, column[1] - NEAR)
        nearer = any(
            over(part, wide) and (line is lines[-1] or not (over(part, (heading.x0, heading.x1)) or over(part, apart)))
            for line in lines
            for part in line.parts
            if part is not heading
        )
        if not nearer and _alignment(parts, column) in (side, 0):
            elsewhere = not any(_is_under(heading, part, column) for above in lines[:-1] for part in above.parts)
            beside.append((elsewhere, max(column[0] - heading.x1, heading.x0 - column[1]), index))
    if not beside:
        return [*columns, (heading.x0, heading.x1)]
    index = min(beside)[-1]
    return [*columns[:index], _united_with(heading, columns[index]), *columns[index + 1 :]]


def _is_group(heading: Part, line: Line, below: Sequence[Line]) -> bool:
    """Whether a heading over no column stands over several: headings below stand on both sides of it and under none.

    Headings beside it are groups too; where one is no group, this may be a column in which nothing is printed.
    """
    lower = [part for other in below if len(other.parts) > 1 for part in other.parts]
    beside = [part for part in line.parts if part is not heading]
    sides = {part.x0 > heading.x1 for part in lower if not over(part, (heading.x0, heading.x1))}
    under = any(over(part, (heading.x0, heading.x1)) for part in lower)
    grouped = all(any(over(part, (other.x0, other.x1)) for part in lower) for other in beside)
    return len(sides) > 1 and not under and (grouped or _are_between(line.parts, lower))


def _are_between(parts: Sequence[Part], lower: Sequence[Part]) -> bool:
    """Whether as many headings stand on one side of all of these as between each two of them, two at least."""
    counts = [sum(part.x1 <= one.x0 for part in lower) for one in parts]
    return counts[0] > 0 and all(right - left > 1 for left, right in pairwise(counts))


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
