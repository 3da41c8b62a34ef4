"""HTML tables in the middle of a plain text, as converters leave them.

The fragment is parsed as a page is; the line of each cell is that of its tag.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from selectolax.lexbor import LexborHTMLParser

from pipeline.extraction.page.document import Grid, GridRow
from pipeline.extraction.readers.placed import PlacedCell
from pipeline.extraction.readers.web.flow import placed_cells, table_rows
from pipeline.extraction.readers.web.nesting import is_too_nested

FEWEST_ROWS = 2
_TABLE = re.compile(r"<table\b.*?(?:</table\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_CELL = re.compile(r"<t[dh]\b", re.IGNORECASE)
_MOST = 5_000_000


def html_tables(lines: Sequence[str]) -> list[Grid]:
    """Tables between ``<table>`` and ``</table>``."""
    if not any("<t" in line or "<T" in line for line in lines):
        return []
    text = "\n".join(lines)[:_MOST]
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    grids: list[Grid] = []
    for match in _TABLE.finditer(text):
        first, last = bisect_right(starts, match.start()), bisect_right(starts, match.end() - 1)
        if grids and grids[-1].last_line >= first:
            first = grids[-1].last_line  # two tables on one line: the line belongs to both
        tags = [bisect_right(starts, match.start() + tag.start()) for tag in _CELL.finditer(match[0])]
        rows = _rows(match[0], tags)
        if len(rows) >= FEWEST_ROWS:
            grids.append(Grid(first, last, rows=tuple(rows)))
    return grids


def _rows(fragment: str, tags: Sequence[int]) -> list[GridRow]:
    table = None if is_too_nested(fragment) else LexborHTMLParser(fragment).css_first("table")
    if table is None:
        return []
    cells = placed_cells(table_rows(table), "", [])
    if not cells:
        return []
    width = max(cell.column + cell.columns for cell in cells)
    height = max(cell.row for cell in cells) + 1
    texts = [[""] * width for _ in range(height)]
    places = [[(0, 0)] * width for _ in range(height)]
    counts: dict[int, int] = {}
    for number, cell in enumerate(cells):
        line = tags[number] if number < len(tags) else tags[-1]
        counts[line] = counts.get(line, 0) + 1
        texts[cell.row][cell.column] = cell.cell.text
        for column in range(cell.column, cell.column + cell.columns):
            places[cell.row][column] = (line, counts[line])
    lines = _lines_of(cells, tags, height)
    return [GridRow(tuple(row), _filled(places[index], lines[index])) for index, row in enumerate(texts)]


def _lines_of(cells: Sequence[PlacedCell], tags: Sequence[int], height: int) -> list[int]:
    """Line of every row's last cell in the text; of the row above where it has none."""
    last = [-1] * height
    for number, cell in enumerate(cells[: len(tags)]):
        last[cell.row] = number
    return [tags[max(number, 0)] for number in accumulate(last, max)]


def _filled(places: Sequence[tuple[int, int]], line: int) -> tuple[tuple[int, int], ...]:
    return tuple(place if place[0] else (line, 1) for place in places)
