"""Tables between level rulings whose pieces show the columns: which lines are headings, which rows.

Where one table ends and the next begins among rulings of the same columns belongs here; the rulings are ``pieces``',
how a cell wraps is ``wrapping``'s.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise, takewhile
from math import inf
from statistics import mode

from pipeline.extraction.readers.printed.aligned_columns import Columns, has_values
from pipeline.extraction.readers.printed.anchored import anchored_rows
from pipeline.extraction.readers.printed.cells import Table, around, begins_number, is_number
from pipeline.extraction.readers.printed.heads import CLOSER, headings_over
from pipeline.extraction.readers.printed.lines import Line, Run
from pipeline.extraction.readers.printed.marks import Page
from pipeline.extraction.readers.printed.pieces import MEET, Ruled, bands_of, is_parted, near_above, near_below
from pipeline.extraction.readers.printed.rulings import Ruling
from pipeline.extraction.readers.printed.wrapping import Row, cells_of, one_row, pieces_of, rows_of, spans_of, wraps

_COLON = re.compile("[:：]")
AT_EDGE = 6.0
"""Points from the edge of a table to a line of name and unit above it."""
WIDEST_PADDING = 9.0
"""Points between the edge of a cell and what is printed in it; more is an indent."""


@dataclass(slots=True)
class _Part:
    """One table: what stands near above its first ruling, its bands, what stands near below the last.

    ``first`` are the edges of the first ruling: where it is short, what stands right above it is a heading of a group.
    """

    above: list[Line]
    bands: list[list[Line]] = field(default_factory=list[list[Line]])
    below: list[Line] = field(default_factory=list[Line])
    first: Sequence[float] = ()

    @property
    def lines(self) -> list[Line]:
        return [*self.above, *(line for band in self.bands for line in band), *self.below]


def ruled_tables(
    groups: Sequence[Ruled], levels: Sequence[Ruling], runs: Sequence[Run], lines: Sequence[Line], page: Page
) -> tuple[list[Table], list[Line]]:
    """Find the tables between rulings drawn cell by cell.

    Args:
        groups: The rulings of a page whose pieces show columns.
        levels: All of its level rulings.
        runs: Outside all frames, divided where a cell ends.
        lines: The lines they make, from top to bottom.
        page: For addresses.

    Returns:
        The tables, and the lines that belong to none.
    """
    tables: list[Table] = []
    taken: set[int] = set()
    for group in groups:
        free = [line for line in lines if id(line) not in taken]
        for part in _parts(group, levels, free):
            rows = _with_open_ends(part, group.edges)
            has_rows = bool(group.walls) and any(len(line.parts) > 1 for line in rows.lines)
            if has_rows or any(map(has_values, rows.lines)):
                tables.append(_table(rows, group, runs, page))
                heights = {(line.box.top, line.box.bottom) for line in rows.lines}
                taken.update(id(line) for line in free if (line.box.top, line.box.bottom) in heights)
    return tables, [line for line in lines if id(line) not in taken]


def _parts(group: Ruled, levels: Sequence[Ruling], lines: Sequence[Line]) -> list[_Part]:
    """The tables of a group; titles between two of them are in what stands above the second."""
    bands = bands_of(group, levels, lines)
    if group.walls:
        return [_Part([], bands[1:-1], first=group.edges)]
    parts = [_Part(near_above(bands[0], group.top), first=group.strips[0].edges)]
    for number, (upper, lower) in enumerate(pairwise(group.strips), 1):
        if is_parted(bands[number], upper.at, lower.at):
            parts.append(_Part(near_above(bands[number], lower.at), first=group.strips[number].edges))
        else:
            parts[-1].bands.append(bands[number])
    parts[-1].below = near_below(bands[-1], group.bottom)
    return parts


def _with_open_ends(part: _Part, edges: Sequence[float]) -> _Part:
    """Keep of what stands above and below the rulings what is a row or a heading of the table."""
    is_whole = max(abs(part.first[0] - edges[0]), abs(part.first[-1] - edges[-1])) < MEET
    is_headed = bool(part.bands) and is_whole and not any(map(has_values, part.bands[0]))
    part.above = _rows_above(part, edges, is_headed=is_headed)
    below = list(takewhile(lambda line: len(line.parts) > 1 or not _stands_over_seams(line, edges), part.below))
    last = max((number for number, line in enumerate(below, 1) if has_values(line)), default=0)
    part.below = below[:last]
    return part


def _rows_above(part: _Part, edges: Sequence[float], *, is_headed: bool) -> list[Line]:
    """Of the lines right above the first ruling those that are rows or headings; where the head is below, groups."""
    found: list[Line] = []
    for line in reversed(part.above):
        if _COLON.search(line.text) and _is_note(line, edges) and not any(_beside(line, other) for other in found):
            break
        alone = len(line.parts) == 1
        if alone and (is_headed or (line.parts[0].x0 < edges[1] and line.parts[0].x1 > edges[-2])):
            break
        found.insert(0, line)
    start, end = part.first[0], part.first[-1]
    while found and len(found[0].parts) == 1 and _stands_over_seams(found[0], edges):
        if (
            not is_headed
            and (start, end) != (edges[0], edges[-1])
            and start < found[0].box.x0
            and found[0].box.x1 < end
        ):
            break
        found.pop(0)
    return found


def _is_note(line: Line, edges: Sequence[float]) -> bool:
    """Whether a line of name and unit: it prints no value, and at the edge of the table."""
    at_edge = line.box.x0 - edges[0] < AT_EDGE or edges[-1] - line.box.x1 < AT_EDGE
    return at_edge and not has_values(line)


def _beside(line: Line, other: Line) -> bool:
    return line.box.top < other.box.bottom - 1 and other.box.top < line.box.bottom - 1


def _stands_over_seams(line: Line, edges: Sequence[float]) -> bool:
    return any(line.box.x0 + MEET < x < line.box.x1 - MEET for x in edges[1:-1])


def _table(part: _Part, group: Ruled, runs: Sequence[Run], page: Page) -> Table:
    edges = group.edges
    columns = _columns(edges, part.lines)
    head: list[Line] = []
    rows: list[Row] = []
    counts = [sum(map(has_values, band)) for band in part.bands]
    single = sum(count == 1 for count in counts)
    is_ruled = single > 1 and 2 * single > sum(count > 0 for count in counts)
    is_headed = any(map(has_values, part.lines))
    for band in [part.above, *part.bands, part.below]:
        lines = list(band)
        if is_headed and not rows and _has_head(lines, head, is_ruled=is_ruled):
            while lines and not has_values(lines[0]):
                head.append(lines.pop(0))
        if lines:
            one = (is_ruled or not is_headed) and sum(map(has_values, lines)) < 2
            rows.extend([one_row(lines, columns)] if one else _rows(lines, columns))
    headings, spans = headings_over(_runs_of(head, runs), group, columns, _nearest_rows(part))
    spans += [span._replace(row=span.row + len(headings)) for span in spans_of(rows)]
    rows = [*headings, *rows]
    box = around([line.box for row in rows for piece in row for line in piece.lines])
    cells = cells_of(rows, columns, page)
    return Table(edges, cells, spans, [page.number] * len(rows), box.top, box.bottom, columns=tuple(pairwise(edges)))


def _rows(lines: Sequence[Line], columns: Columns) -> list[Row]:
    """Rows between which nothing is drawn: set apart by more than the lines of one cell, where some wrap."""
    spacing = _blank_of(lines, columns)
    groups: list[list[Line]] = []
    for line in lines:
        if spacing is None or not groups or line.box.top - max(above.box.bottom for above in groups[-1]) > spacing:
            groups.append([line])
        else:
            groups[-1].append(line)
    if spacing is None or any(_has_two_values(group, columns) for group in groups):
        return anchored_rows(lines, columns) or rows_of(lines, columns)
    return [one_row(group, columns) for group in groups]


def _blank_of(lines: Sequence[Line], columns: Columns) -> float | None:
    """Points of blank between two lines of one cell at most; None where none wraps, or rows are set as near."""
    last: dict[int, Line] = {}
    wrapped: list[float] = []
    for line in lines:
        for piece in pieces_of(line, columns):
            above, own = last.get(piece.first), piece.lines[0]
            extent = (columns[piece.first][0], columns[piece.last][1])
            if above and piece.first == piece.last and wraps(above, own, extent) and not begins_number(own.text):
                wrapped.append(own.box.top - above.box.bottom)
            last[piece.first] = own
    return max(min(wrapped), 0.0) + CLOSER * lines[0].em if wrapped else None


def _has_two_values(lines: Sequence[Line], columns: Columns) -> bool:
    """Whether a column prints two numbers in these lines: then they are more than one row."""
    pieces = [piece for line in lines for piece in pieces_of(line, columns)]
    numbers = [piece.first for piece in pieces if is_number(piece.lines[0].text)]
    return len(numbers) > len(set(numbers))


def _nearest_rows(part: _Part) -> float:
    """Points between the two nearest lines with values: two lines of one cell stand nearer."""
    middles = sorted((line.box.top + line.box.bottom) / 2 for line in part.lines if has_values(line))
    return min((lower - upper for upper, lower in pairwise(middles)), default=inf)


def _runs_of(lines: Sequence[Line], runs: Sequence[Run]) -> list[Run]:
    """The runs that stand on these lines."""
    boxes = [line.box for line in lines]
    return [
        run
        for run in runs
        if any(
            box.top <= (run.box.top + run.box.bottom) / 2 <= box.bottom
            and box.x0 <= (run.box.x0 + run.box.x1) / 2 <= box.x1
            for box in boxes
        )
    ]


def _has_head(band: Sequence[Line], head: Sequence[Line], *, is_ruled: bool) -> bool:
    """Whether what stands above the values of a band are headings: a row under a drawn head begins with its name."""
    above = list(takewhile(lambda line: not has_values(line), band))
    return len(above) == len(band) or (not head and (not is_ruled or any(len(line.parts) > 1 for line in above)))


def _columns(edges: Sequence[float], lines: Sequence[Line]) -> Columns:
    """From where to where each column may print: its cell without the padding, which most texts keep."""
    paddings: list[float] = []
    for line in lines:
        for part in line.parts:
            for start, end in pairwise(edges):
                if start - MEET < part.x0 and part.x1 < end + MEET:
                    paddings.extend((round(part.x0 - start), round(end - part.x1)))
    padding = mode([each for each in paddings if 0 <= each < WIDEST_PADDING] or [0])
    return [
        (start + padding, end - padding) if end - start > 2 * padding + MEET else (start, end)
        for start, end in pairwise(edges)
    ]
