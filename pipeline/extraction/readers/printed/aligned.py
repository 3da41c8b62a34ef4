"""Tables without lines: columns told by what stands under each other.

Where such a table begins and ends, and its columns, belong here. It must print values: a list of contents with page
numbers, or a line of name and unit, is none.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.extraction.page.document import Span
from pipeline.extraction.readers.printed.cells import Cell, Table, around, cell_of, is_number
from pipeline.extraction.readers.printed.lines import Line, Part
from pipeline.extraction.readers.printed.marks import Page

FEWEST_VALUES = 3
FEWEST_LINES = 4
"""Lines with values that must agree on their columns; two where the gaps are wide, one where it is a row of values."""
WIDE = 1.6
"""Em of a gap that is none between words."""
APART = 2.6
"""Em between two lines beyond which a table ends."""
TALLEST_HEADER = 4
ACROSS = 0.2
"""Share of lines that may run across the columns (headings of parts) in a table."""
_VALUE = re.compile(r"-?\d[\d,]*\.\d+%?\Z|-?\d{1,3}(?:,\d{3})+%?\Z")
_NOTHING = frozenset({"-", "--", "—", "——", "0"})


def aligned_tables(lines: Sequence[Line], page: Page) -> tuple[list[Table], list[Line]]:
    """Find tables among the lines outside all frames.

    Args:
        lines: Of one page, from top to bottom.
        page: For addresses.

    Returns:
        The tables, and the lines that belong to none.
    """
    tables: list[Table] = []
    rest: list[Line] = []
    for block in _blocks(lines):
        first, last = _extent(block)
        table = _table(block[first:last], page) if last else None
        if table is None:
            rest.extend(block)
            continue
        rest.extend(block[:first] + block[last:])
        tables.append(table)
    return tables, rest


def _blocks(lines: Sequence[Line]) -> list[list[Line]]:
    blocks: list[list[Line]] = []
    for line in lines:
        if blocks and line.box.top - blocks[-1][-1].box.bottom < APART * line.em:
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return blocks


def _is_value(text: str) -> bool:
    return bool(_VALUE.match(text))


def _has_values(line: Line) -> bool:
    return len(line.parts) > 1 and any(is_number(part.text) or part.text in _NOTHING for part in line.parts)


def _extent(block: Sequence[Line]) -> tuple[int, int]:
    """From the header to the last line with values; nothing where too little is printed to be sure."""
    rows = [index for index, line in enumerate(block) if _has_values(line)]
    values = [sum(_is_value(part.text) for part in block[index].parts) for index in rows]
    if sum(values) < FEWEST_VALUES:
        return 0, 0
    wide = sum(_is_wide(block[index]) for index in rows)
    if len(rows) < FEWEST_LINES and wide < 2 and max(values) < FEWEST_VALUES:
        return 0, 0
    first = rows[0]
    while first and rows[0] - first < TALLEST_HEADER and len(block[first - 1].parts) > 1:
        first -= 1
    return first, rows[-1] + 1


def _is_wide(line: Line) -> bool:
    return all(right.x0 - left.x1 > WIDE * line.em for left, right in pairwise(line.parts))


def _table(lines: Sequence[Line], page: Page) -> Table | None:
    columns = _columns([line for line in lines if _has_values(line)], lines)
    across = sum(len(line.parts) == 1 and _covered(line.parts[0], columns) == (0, len(columns) - 1) for line in lines)
    if len(columns) < 2 or across > ACROSS * len(lines):
        return None
    rows: list[dict[int, Cell]] = []
    spans: list[Span] = []
    for number, line in enumerate(lines):
        row: dict[int, Cell] = {}
        for part in line.parts:
            first, last = _covered(part, columns)
            first = max([first, *(column for column in row if column <= last)])
            box = line.box._replace(x0=part.x0, x1=part.x1)
            cell = cell_of([line._replace(text=part.text, box=box, parts=(part,))], box, page)
            row[first] = _beside(row[first], cell) if first in row else cell
            if last > first:
                spans.append(Span(number, first, 1, last - first + 1))
        rows.append(row)
    box = around([line.box for line in lines])
    edges = (columns[0][0], *(column[0] for column in columns[1:]), box.x1)
    return Table(edges, rows, spans, [page.number] * len(rows), box.top, box.bottom)


def _beside(left: Cell, right: Cell) -> Cell:
    """Two parts that stand over one column."""
    address = left.address
    if address.box and right.address.box:
        address = address._replace(box=around([address.box, right.address.box]))
    return Cell(f"{left.text} {right.text}", address, left.lines + right.lines)


def _columns(rows: Sequence[Line], lines: Sequence[Line]) -> list[tuple[float, float]]:
    """What the parts of the lines with values cover, where they overlap; and headings that stand over none of it."""
    columns = _merged([(part.x0, part.x1) for line in rows for part in line.parts])
    alone = [
        (part.x0, part.x1)
        for line in lines
        if len(line.parts) > 1
        for part in line.parts
        if not any(part.x0 < end and part.x1 > start for start, end in columns)
    ]
    return sorted(columns + _merged(alone))


def _merged(intervals: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    merged: list[tuple[float, float]] = []
    for start, end in sorted(intervals):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _covered(part: Part, columns: Sequence[tuple[float, float]]) -> tuple[int, int]:
    """First and last column over which a part stands; the nearest where it stands over none."""
    hits = [index for index, (start, end) in enumerate(columns) if part.x0 < end and part.x1 > start]
    if hits:
        return hits[0], hits[-1]
    middle = (part.x0 + part.x1) / 2
    nearest = min(range(len(columns)), key=lambda index: abs((columns[index][0] + columns[index][1]) / 2 - middle))
    return nearest, nearest
