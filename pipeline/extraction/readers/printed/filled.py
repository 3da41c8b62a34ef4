"""Tables whose cells are told apart by fills alone: shaded rows, white gaps between coloured cells.

A fill drawn for each cell shows where its columns end, and in which rows; what no fill is drawn for lies between. What
a row prints does not belong here (``ruled``).
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from operator import itemgetter
from statistics import median

from pipeline.extraction.readers.printed.cells import is_number
from pipeline.extraction.readers.printed.lines import Run
from pipeline.extraction.readers.printed.marks import Rect
from pipeline.extraction.readers.printed.pieces import Ruled, Strip
from pipeline.extraction.readers.printed.rulings import Ruling

SAME = 1.5
"""Points by which the edges of two fills of one column may differ."""
SMALLEST = 5.0
FEWEST = 6
"""Fills of a table."""
UNFILLED = 3.0
"""Heights of a row without a fill between two that have one."""
SHARED = 0.7
"""Share of the fills that must begin and end where one of another row does."""
ACROSS = 0.5
"""Share of the width of a table that only a text below it takes."""
NEAR = 1.0
"""Heights of type between two lines of one row."""
BEYOND = 1.6
"""Heights of a row beyond the first or the last fill in which a row without one may stand."""


def ruled_of_fills(fills: Sequence[Rect], uprights: Sequence[Ruling], runs: Sequence[Run]) -> list[Ruled]:
    """Group the fills of a page to tables.

    Args:
        fills: In any order.
        uprights: All upright rulings of the page: a table with lines needs no fills.
        runs: What is printed outside all frames.

    Returns:
        The tables, with a strip at each height at which fills begin or end.
    """
    groups: list[list[Rect]] = []
    for band in _bands(_cells(fills)):
        group = next((group for group in reversed(groups) if _is_next(group, band)), None)
        if group is None:
            groups.append(band)
        else:
            group.extend(band)
    return [ruled for group in groups if (ruled := _ruled(group, uprights, runs)) is not None]


def _bands(cells: Sequence[Rect]) -> list[list[Rect]]:
    """Fills that stand beside each other, from top to bottom."""
    bands: list[list[Rect]] = []
    bottom = 0.0
    for cell in cells:
        if bands and cell.top < bottom - SAME:
            bands[-1].append(cell)
            bottom = max(bottom, cell.bottom)
        else:
            bands.append([cell])
            bottom = cell.bottom
    return bands


def _cells(fills: Iterable[Rect]) -> list[Rect]:
    """Fills that are the ground of no others, each once, from top to bottom."""
    found = {tuple(map(round, fill)): fill for fill in fills if min(_size(fill)) >= SMALLEST}
    cells = sorted(found.values(), key=lambda fill: (fill.top, fill.x0))
    tops = [cell.top for cell in cells]
    return [cell for cell in cells if not _is_ground(cell, cells[bisect_left(tops, cell.top - SAME) :])]


def _size(fill: Rect) -> tuple[float, float]:
    return fill.x1 - fill.x0, fill.bottom - fill.top


def _is_ground(fill: Rect, others: Iterable[Rect]) -> bool:
    inside = 0
    for other in others:
        if other.top > fill.bottom or inside > 1:
            break
        wider = (
            fill.x1 - fill.x0 > other.x1 - other.x0 + SAME or fill.bottom - fill.top > other.bottom - other.top + SAME
        )
        inside += (
            wider and fill.x0 - SAME < other.x0 and other.x1 < fill.x1 + SAME and other.bottom < fill.bottom + SAME
        )
    return inside > 1


def _is_next(group: Sequence[Rect], band: Sequence[Rect]) -> bool:
    """Whether fills stand not far below others, in their columns."""
    height = median(other.bottom - other.top for other in group)
    if band[0].top - max(other.bottom for other in group) > UNFILLED * height:
        return False
    one, other = _edges(group), _edges(band)
    if abs(one[0] - other[0]) > SAME or abs(one[-1] - other[-1]) > SAME:
        return False
    fewer, more = sorted((one, other), key=len)
    return all(any(abs(x - edge) < 2 * SAME for edge in more) for x in fewer)


def _edges(cells: Sequence[Rect]) -> list[float]:
    return _apart(x for cell in cells for x in (cell.x0, cell.x1))


def _ruled(cells: Sequence[Rect], uprights: Sequence[Ruling], runs: Sequence[Run]) -> Ruled | None:
    edges = _edges(cells)
    heights = _apart(y for cell in cells for y in (cell.top, cell.bottom))
    if len(cells) < FEWEST or len(edges) < 3 or len(heights) < 3 or len(edges) * 2 > len(cells) + 4:
        return None
    top, bottom = heights[0], heights[-1]
    if any(
        edges[0] - SAME < line.at < edges[-1] + SAME and line.start < bottom and line.end > top for line in uprights
    ):
        return None
    shared = sum(_is_shared(cell, cells) for cell in cells)
    if shared < SHARED * len(cells):
        return None
    height = median(cell.bottom - cell.top for cell in cells)
    inside = [run for run in runs if run.box.x1 > edges[0] and run.box.x0 < edges[-1]]
    below = [(run.box.top - bottom, run.box.bottom - bottom, run) for run in inside]
    above = [(top - run.box.bottom, top - run.box.top, run) for run in inside]
    if (end := _row_beyond(below, edges, BEYOND * height)) is not None:
        heights.append(bottom + end)
    if (end := _row_beyond(above, edges, BEYOND * height)) is not None:
        heights.insert(0, top - end)
    drawn = ((edges[0], edges[-1]),)
    walls = [Ruling(x, cell.top, cell.bottom) for cell in cells for x in (cell.x0, cell.x1)]
    return Ruled(tuple(edges), [Strip(at, tuple(edges), drawn) for at in heights], tuple(walls))


def _apart(places: Iterable[float]) -> list[float]:
    """The places in order, those near to each other as one: a gap between two fills is no column."""
    found: list[list[float]] = []
    for place in sorted(places):
        if found and place - found[-1][-1] < 2 * SAME:
            found[-1].append(place)
        else:
            found.append([place])
    return [(near[0] + near[-1]) / 2 for near in found]


def _is_shared(cell: Rect, cells: Sequence[Rect]) -> bool:
    others = [other for other in cells if abs(other.top - cell.top) > SAME]
    return any(abs(other.x0 - cell.x0) < 2 * SAME for other in others) and any(
        abs(other.x1 - cell.x1) < 2 * SAME for other in others
    )


def _row_beyond(runs: Iterable[tuple[float, float, Run]], edges: Sequence[float], height: float) -> float | None:
    """How far from the fills a row without any ends that stands beyond them, if one does.

    Args:
        runs: With the distances from the fills to their near and their far side.
        edges: Of the columns.
        height: How far the row may reach.
    """
    row: list[Run] = []
    furthest = 0.0
    for near, far, run in sorted(runs, key=itemgetter(0)):
        if far > height or (row and near - furthest > NEAR * run.height):
            break
        if near + far > 0:
            row.append(run)
            furthest = max(furthest, far)
    return furthest + 1 if _is_row(row, edges) else None


def _is_row(runs: Sequence[Run], edges: Sequence[float]) -> bool:
    """Whether a number stands in a column of its own beside something else, and nothing over most of the table."""
    texts = ["".join(glyph.text for glyph in run.glyphs) for run in runs]
    across = any(run.box.x1 - run.box.x0 > ACROSS * (edges[-1] - edges[0]) for run in runs)
    return len(runs) > 1 and not across and any(is_number(text) and "." in text for text in texts)
