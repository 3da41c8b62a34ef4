"""Tables without lines: columns told by what stands under each other.

Where such a table begins and ends, and its columns, belong here. It must print values: a list of contents with page
numbers, or a line of name and unit, is none.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.extraction.readers.printed.aligned_columns import (
    APART,
    Columns,
    columns_of,
    covered,
    fits,
    has_values,
    is_nothing,
    names_beside,
    with_own_headings,
)
from pipeline.extraction.readers.printed.anchored import anchored_rows
from pipeline.extraction.readers.printed.bridges import NEAR, is_near, over, united
from pipeline.extraction.readers.printed.cells import Table, around, is_number
from pipeline.extraction.readers.printed.groups import grouped
from pipeline.extraction.readers.printed.lines import Line
from pipeline.extraction.readers.printed.marks import Page
from pipeline.extraction.readers.printed.rulings import Ruling
from pipeline.extraction.readers.printed.wrapping import (
    TOUCHING,
    Row,
    cells_of,
    headings_of,
    one_row,
    rest_of_row,
    rows_of,
    spans_of,
)
from pipeline.extraction.readers.printed.zones import Zone, zones_of

FEWEST_VALUES = 3
FEWEST_LINES = 4
"""Lines with values that must agree on their columns; two where the gaps are wide, one where it is a row of values."""
WIDE = 1.6
"""Em of a gap that is none between words."""
TALLEST_HEADER = 8
"""Rows."""
TALLEST_HEADING = 8
"""Lines of one heading in a narrow column."""
ACROSS = 0.2
"""Share of lines that may run across the columns (headings of parts) in a table."""
TALLEST_NAME = 3
"""Lines of a name above the value in the middle of its row."""
_VALUE = re.compile(r"-?\d[\d,]*\.\d+%?\Z|-?\d{1,3}(?:,\d{3})+%?\Z")
_COLON = re.compile("[:：]")


def aligned_tables(lines: Sequence[Line], page: Page, levels: Sequence[Ruling] = ()) -> tuple[list[Table], list[Line]]:
    """Find tables among the lines outside all frames.

    Args:
        lines: Of one page, from top to bottom.
        page: For addresses.
        levels: Level rulings that no upright one touches.

    Returns:
        The tables, and the lines that belong to none.
    """
    tables: list[Table] = []
    taken: set[int] = set()
    for zone in zones_of(levels, lines):
        table = _zone_table(zone, page)
        if table is not None:
            tables.append(table)
            taken.update(map(id, zone.lines))
    found, rest = _unruled([line for line in lines if id(line) not in taken], page)
    return tables + found, rest


def _unruled(lines: Sequence[Line], page: Page) -> tuple[list[Table], list[Line]]:
    """Tables that only the alignment tells, and the lines of none."""
    groups: list[list[Line]] = []
    rest: list[Line] = []
    open_columns: Columns = ()
    for block in _blocks(lines):
        if open_columns and all(fits(line, open_columns) for line in block):
            groups[-1].extend(block)
            continue
        first, last = _extent(block)
        rest.extend(block[:first] + block[last:])
        open_columns = ()
        if last:
            groups.append(block[first:last])
            open_columns = _columns_of(block[first:last]) if last == len(block) else ()
    tables: list[Table] = []
    for group in groups:
        table = _table(group, page)
        if table is None:
            rest.extend(group)
        else:
            tables.append(table)
    return tables, sorted(rest, key=lambda line: line.box.top + line.box.bottom)


def _blocks(lines: Sequence[Line]) -> list[list[Line]]:
    blocks: list[list[Line]] = []
    for line in lines:
        if blocks and line.box.top - blocks[-1][-1].box.bottom < APART * line.em:
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return [part for block in blocks for part in _apart(block)]


def _apart(block: list[Line]) -> list[list[Line]]:
    """Divide a block before what stands over a second table: its title, and a header that is no row of the first.

    Such a header prints words where all rows above it print numbers, or what follows it has other columns.
    """
    blocks: list[list[Line]] = []
    start = 0
    above: list[Line] = []
    between: list[Line] = []
    for index, line in enumerate(block):
        if not has_values(line):
            between.append(line)
            continue
        if above and _is_new_head(between, above, line):
            blocks.append(block[start : index - len(between)])
            start, above = index - len(between), []
        above.append(line)
        between = []
    return [*blocks, block[start:]]


def _is_new_head(between: Sequence[Line], above: Sequence[Line], below: Line) -> bool:
    head = [line for line in between if len(line.parts) > 1]
    if not head or len(head) == len(between):
        return False
    starts = [part.x0 for line in above for part in line.parts]
    titles = [line for line in between[: between.index(head[-1])] if len(line.parts) == 1]
    alike = sum(any(abs(part.x0 - start) < NEAR for start in starts) for part in head[-1].parts)
    if titles and alike * 3 <= len(head[-1].parts):
        return True
    columns = united([(part.x0, part.x1) for line in above for part in line.parts])
    if any(first < last for first, last in (covered(title.parts[0], columns) for title in titles)):
        return not fits(below, columns)
    if len(between[-1].parts) == 1:
        return False
    if not fits(below, columns):
        return True
    words = [
        (part.x0, part.x1) for line in above for part in line.parts if not (is_number(part.text) or is_nothing(part))
    ]
    return any(
        any(over(part, column) for column in columns) and not any(over(part, word) for word in words)
        for part in between[-1].parts
    )


def _is_value(text: str) -> bool:
    return bool(_VALUE.match(text))


def _values(rows: Sequence[Line]) -> list[int]:
    """How many values each line prints: amounts, and numbers that begin or end where an amount does."""
    amounts = [part for line in rows for part in line.parts if _is_value(part.text)]
    starts, ends = sorted(amount.x0 for amount in amounts), sorted(amount.x1 for amount in amounts)
    return [
        sum(is_number(part.text) and (is_near(part.x0, starts) or is_near(part.x1, ends)) for part in line.parts)
        for line in rows
    ]


def _extent(block: Sequence[Line]) -> tuple[int, int]:
    """From the header to the last line of the table; nothing where too little is printed to be sure."""
    rows = [index for index, line in enumerate(block) if has_values(line)]
    values = _values([block[index] for index in rows])
    if sum(values) < FEWEST_VALUES:
        return 0, 0
    with_values = [block[index] for index in rows]
    wide = sum(map(_is_wide, with_values))
    few = len(rows) < FEWEST_LINES and wide < 2 and max(values) < FEWEST_VALUES
    if few and not _end_alike(with_values):
        return 0, 0
    columns = united([(part.x0, part.x1) for line in with_values for part in line.parts])
    last = rows[-1] + 1
    while last < len(block) and len(block[last].parts) == 1 and fits(block[last], columns):
        last += 1
    first = rows[0] - header_of(block[: rows[0]], columns)
    if last == rows[-1] + 1:
        headed = with_own_headings(columns, block[first : rows[0]])
        last += _rest_around(block, rows, _columns_of(block[first:last])) or rest_of_row(
            rows_of(block[rows[0] : last], columns)[-1], block[last:], headed
        )
    return first, last


def _rest_around(block: Sequence[Line], rows: Sequence[int], columns: Columns) -> int:
    """How many lines below the last row stand around its values: the rest of a wrapped name at the middle of which."""
    body = block[max(rows[0] - TALLEST_NAME, 0) : rows[-1] + 1]
    for count in range(min(TALLEST_NAME, len(block) - rows[-1] - 1), 0, -1):
        below = block[rows[-1] + 1 : rows[-1] + 1 + count]
        found = anchored_rows([*body, *below], columns)
        if found and len(found[-1]) > 1 and below[-1].text in [line.text for p in found[-1] for line in p.lines]:
            return count
    return 0


def header_of(above: Sequence[Line], columns: Columns) -> int:
    """How many of the lines above the first row are its header.

    Those with several parts, and a single one that stands over some columns: not over the first, where text begins, nor
    over all of them as a title does. A line of name and unit ends the header; it has a colon, as no heading of a group.
    """
    height = 0
    for count, line in enumerate(_rows_above(above), 1):
        first, last = covered(line.parts[0], columns)
        if len(line.parts) > 1 or (first and last - first < len(columns) - 2 and not _COLON.search(line.text)):
            height = count
        elif first or last:
            break
    return height


def _rows_above(above: Sequence[Line]) -> Iterator[Line]:
    """The lines of the lowest rows, from the lowest up: narrow headings print many lines that touch."""
    rows, below = 0, None
    for line in reversed(above[-TALLEST_HEADER * TALLEST_HEADING :]):
        rows += below is None or below.box.top - line.box.bottom > TOUCHING * line.em
        if rows > TALLEST_HEADER:
            return
        yield line
        below = line


def _end_alike(rows: Sequence[Line]) -> bool:
    """Whether several lines end their values at the same places, twice on each line, as no text does."""
    if len(rows) < 2:
        return False
    ends = [[part.x1 for part in line.parts if _is_value(part.text)] for line in rows]
    return all(
        len(line) == len(ends[0]) > 1 and all(abs(a - b) < NEAR for a, b in zip(line, ends[0], strict=True))
        for line in ends
    )


def _is_wide(line: Line) -> bool:
    return all(right.x0 - left.x1 > WIDE * line.em for left, right in pairwise(line.parts))


def _columns_of(lines: Sequence[Line]) -> Columns:
    rows = [line for line in lines if has_values(line)]
    return tuple(columns_of(rows, lines, names_beside(rows, lines)))


def _table(lines: Sequence[Line], page: Page) -> Table | None:
    columns = _columns_of(lines)
    across = sum(len(line.parts) == 1 and covered(line.parts[0], columns) == (0, len(columns) - 1) for line in lines)
    if len(columns) < 2 or across > ACROSS * len(lines):
        return None
    height = next(index for index, line in enumerate(lines) if has_values(line))
    for above in range(min(TALLEST_NAME, height), -1, -1):
        rows = anchored_rows(lines[height - above :], columns)
        if rows and len(rows[0]) > 1:
            return _of_rows(lines[: height - above], rows, columns, page)
    return _of_rows(lines[:height], rows_of(lines[height:], columns), columns, page)


def _zone_table(zone: Zone, page: Page) -> Table | None:
    """The table between level rulings."""
    columns = _columns_of(zone.lines)
    if len(columns) < 2:
        return None
    head: list[Line] = []
    rows: list[Row] = []
    is_head = not zone.is_open or _has_headings(zone.lines)
    for band in zone.bands:
        lines = list(band)
        while is_head and lines and not (rows or has_values(lines[0])):
            head.append(lines.pop(0))
        if lines:
            rows.extend([one_row(lines, columns)] if zone.is_ruled else rows_of(lines, columns))
    return _of_rows(head, rows, columns, page)


def _has_headings(lines: Sequence[Line]) -> bool:
    """Whether what stands above the first values begins elsewhere than the rows do."""
    first = next(index for index, line in enumerate(lines) if has_values(line))
    starts = [part.x0 for line in lines[first:] for part in line.parts]
    return any(
        not any(abs(part.x0 - start) < NEAR for start in starts) for line in lines[:first] for part in line.parts
    )


def _of_rows(head: Sequence[Line], body: Sequence[Row], columns: Columns, page: Page) -> Table:
    rows = [*grouped(headings_of(head, columns), columns), *body]
    box = around([*(line.box for line in head), *(line.box for row in body for piece in row for line in piece.lines)])
    edges = (columns[0][0], *(column[0] for column in columns[1:]), box.x1)
    cells = cells_of(rows, columns, page)
    return Table(edges, cells, spans_of(rows), [page.number] * len(rows), box.top, box.bottom, columns=columns)
