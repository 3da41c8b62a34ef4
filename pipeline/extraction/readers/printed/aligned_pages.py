"""Tables without lines that go on over pages: a table, a last line of one, or its header alone at the end of a page.

What goes on with what belongs here, for tables whose columns only the alignment tells; drawn ones are ``columns``'.
"""

from collections.abc import Sequence
from itertools import pairwise

from pipeline.extraction.page.document import Span
from pipeline.extraction.readers.printed.aligned import header_of
from pipeline.extraction.readers.printed.aligned_columns import Columns, covered, fits, row_of, with_headings
from pipeline.extraction.readers.printed.bridges import NEAR
from pipeline.extraction.readers.printed.cells import Cell, Table, is_number
from pipeline.extraction.readers.printed.cut_rows import with_rest_of_row
from pipeline.extraction.readers.printed.groups import grouped
from pipeline.extraction.readers.printed.lines import Line, Part
from pipeline.extraction.readers.printed.marks import Page
from pipeline.extraction.readers.printed.wrapping import cells_of, headings_of, spans_of

SLACK = 1.0
"""Points by which a text may reach over a wall, or begin elsewhere than the one above it."""


def with_line(table: Table, line: Line, page: Page) -> bool:
    """Let a table go on with a line of the next page, in place, where its parts stand in the table's columns.

    Args:
        table: A table that is not drawn whole; no other has columns of this kind.
        line: The first line of the page that is in no table.
        page: Its page.

    Returns:
        Whether the line is a row of the table now, or the rest of its last one.
    """
    if not table.columns:
        return False
    has_walls = tuple(table.columns) == tuple(pairwise(table.xs))
    if not (_fits_between(line, table.columns) if has_walls else fits(line, table.columns)):
        return False
    row, _ = row_of(line, table.columns, page)
    if has_walls and _is_rest(table, row, line, page):
        return True
    if has_walls and not any(is_number(cell.text) for cell in row.values()):
        return False
    table.rows.append(row)
    table.pages.append(page.number)
    table.bottom = line.box.bottom
    return True


def _fits_between(line: Line, columns: Columns) -> bool:
    """Whether each part of a line stands between the walls of a column of its own."""
    places = [covered(part, columns) for part in line.parts]
    return len({first for first, _ in places}) == len(places) and all(
        columns[first][0] - SLACK <= part.x0 and part.x1 <= columns[first][1] + SLACK
        for part, (first, _) in zip(line.parts, places, strict=True)
    )


def _is_rest(table: Table, row: dict[int, Cell], line: Line, page: Page) -> bool:
    """Give the last row the rest of its texts, in place, where the page cut it: a lone one begins where they begin."""
    if len(row) == 1:
        (column,) = row
        start = table.rows[-1].get(column)
        if start is None or not start.lines or abs(start.lines[-1].box.x0 - line.box.x0) > SLACK:
            return False
    rest = Table(table.xs, [row], [], [page.number], line.box.top, line.box.bottom)
    return not with_rest_of_row(table, rest).rows


def with_table(before: Table, table: Table) -> bool:
    """Let a table go on with one of the next page, in place, where each of its columns stands in one of the first's.

    Args:
        before: A table without lines.
        table: What may be its continuation: without lines; a header that it repeats is a row of it.

    Returns:
        Whether it was.
    """
    if not before.columns or not table.columns:
        return False
    pairs = _pairs(before.columns, table.columns)
    if pairs is None or sum(abs(before.columns[at][1] - table.columns[i][1]) < NEAR for i, at in pairs.items()) < 2:
        return False
    counterparts = {i: before.columns[at] for i, at in pairs.items()}
    _divide(before, [column for i, column in enumerate(table.columns) if i not in pairs])
    place = [before.columns.index(counterparts.get(i, column)) for i, column in enumerate(table.columns)]
    if place != sorted(set(place)):
        return False
    shift = len(before.rows)
    before.rows.extend({place[column]: cell for column, cell in row.items()} for row in table.rows)
    before.spans.extend(
        Span(s.row + shift, place[s.column], s.rows, place[s.column + s.columns - 1] - place[s.column] + 1)
        for s in table.spans
    )
    before.pages.extend(table.pages)
    before.bottom, before.after = table.bottom, table.after
    return True


def with_head(table: Table, above: Sequence[Line], page: Page) -> int:
    """Give a table the part of its header that stands at the end of the page before, in place.

    Args:
        table: A table without lines, the first of its page.
        above: What ends the page before, lines outside all tables.
        page: The page before.

    Returns:
        How many of the lines are rows of the table now, the last ones.
    """
    height = header_of(above, table.columns) if table.columns else 0
    if height == 0:
        return 0
    head = above[-height:]
    printed = [part for row in table.rows for cell in row.values() for line in cell.lines for part in line.parts]
    columns = sorted(with_headings(head, list(table.columns), printed))
    place = [covered(Part("", *column), columns)[0] for column in table.columns]
    if place != sorted(set(place)):
        return 0
    rows = grouped(headings_of(head, columns), columns)
    _move(table, columns, place)
    table.spans[:] = spans_of(rows) + [span._replace(row=span.row + len(rows)) for span in table.spans]
    table.rows[:0], table.pages[:0] = cells_of(rows, columns, page), [page.number] * len(rows)
    return height


def _pairs(before: Columns, columns: Columns) -> dict[int, int] | None:
    """For each column the one of the page before that it goes on with, if any; None where that is not sure."""
    pairs: dict[int, int] = {}
    for index, (start, end) in enumerate(columns):
        hits = [at for at, (left, right) in enumerate(before) if start < right and end > left]
        if len(hits) > 1:  # a heading at the left of a column, and its values at the right
            hits = [at for at in hits if abs(before[at][1] - end) < NEAR]
        if len(hits) > 1 or (hits and hits[0] in pairs.values()):
            return None
        if hits:
            pairs[index] = hits[0]
    return pairs


def _divide(table: Table, new: Sequence[tuple[float, float]]) -> None:
    """Give a table further columns, in place, in which it prints nothing yet."""
    columns = sorted([*table.columns, *new])
    _move(table, columns, [columns.index(column) for column in table.columns])


def _move(table: Table, columns: Columns, place: Sequence[int]) -> None:
    """Give a table other columns, in place, each of its own at the place given."""
    table.rows[:] = [{place[column]: cell for column, cell in row.items()} for row in table.rows]
    table.spans[:] = [
        Span(s.row, place[s.column], s.rows, place[s.column + s.columns - 1] - place[s.column] + 1) for s in table.spans
    ]
    table.columns, table.xs = columns, (*(start for start, _ in columns), max(table.xs[-1], columns[-1][1]))
