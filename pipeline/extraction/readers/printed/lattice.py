"""Rulings of one frame to a lattice: columns, rows, and which fields one cell covers.

    levels and uprights          lattice               regions
    ┌───────┬───┐                x0    x1  x2 x3       A A B
    │       │   │          →     (2 rows × 3 columns)  C D B
    ├───┬───┤   │
    │   │   │   │
    └───┴───┴───┘

Geometry of lines belongs here; text does not.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extraction.page.document import Box, Span
from pipeline.extraction.readers.printed.rulings import Frame, Ruling

NARROWEST = 5.0
"""Points: nothing can be printed in a narrower column or a lower row, unless type is smaller; its two edges are one."""
OPEN_SIDE = 8.0
"""Points by which lines must run past the last line across them to be the open side of a table."""
WALL = 0.5
"""Share of the edge of a field that must be drawn for it to be a wall."""


@dataclass(frozen=True, slots=True)
class Lattice:
    """A table's fields.

    Attributes:
        xs: Edges of the columns from left to right.
        ys: Edges of the rows from top to bottom.
        spans: The cells, in reading order; every field lies in exactly one.
        owner: For each row and column the index of its cell in ``spans``.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    spans: tuple[Span, ...]
    owner: tuple[tuple[int, ...], ...]

    @property
    def box(self) -> Box:
        """Around all of it."""
        return Box(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    def cell_at(self, x: float, y: float) -> int:
        """Index of the cell in which a point inside the box lies."""
        row = min(max(bisect_right(self.ys, y) - 1, 0), len(self.ys) - 2)
        column = min(max(bisect_right(self.xs, x) - 1, 0), len(self.xs) - 2)
        return self.owner[row][column]

    def cell_box(self, index: int) -> Box:
        """The box of a cell."""
        span = self.spans[index]
        return Box(
            self.xs[span.column], self.ys[span.row], self.xs[span.column + span.columns], self.ys[span.row + span.rows]
        )


def lattice_of(frame: Frame, narrowest: float = NARROWEST) -> Lattice | None:
    """Find the fields that a frame's rulings enclose.

    Args:
        frame: Rulings that touch.
        narrowest: Points of which no column and no row is narrower.

    Returns:
        The lattice; None where the lines do not run both ways.
    """
    if not frame.levels or not frame.uprights:
        return None
    xs = _edges(frame.uprights, frame.levels, narrowest)
    ys = _edges(frame.levels, frame.uprights, narrowest)
    if len(xs) < 2 or len(ys) < 2:
        return None
    return _with_walls(xs, ys, _walls(frame.uprights, xs, ys), _walls(frame.levels, ys, xs))


def _edges(across: Sequence[Ruling], along: Sequence[Ruling], narrowest: float) -> tuple[float, ...]:
    """Where the lines across stand, and the open sides to which the lines along run beyond them."""
    places = sorted(line.at for line in across)
    first, last = min(line.start for line in along), max(line.end for line in along)
    if first < places[0] - OPEN_SIDE:
        places.insert(0, first)
    if last > places[-1] + OPEN_SIDE:
        places.append(last)
    edges = [places[0]]
    for place in places[1:]:
        if place - edges[-1] > narrowest:
            edges.append(place)
    return tuple(edges)


def _walls(lines: Sequence[Ruling], edges: Sequence[float], steps: Sequence[float]) -> list[list[bool]]:
    """For each inner edge and each step along it: whether a line is drawn there."""
    covered = [[0.0] * (len(steps) - 1) for _ in edges]
    for line in lines:
        edge = min(range(len(edges)), key=lambda index: abs(edges[index] - line.at))
        for step in range(len(steps) - 1):
            common = min(line.end, steps[step + 1]) - max(line.start, steps[step])
            if common > 0:
                covered[edge][step] += common
    return [
        [length > WALL * (steps[step + 1] - steps[step]) for step, length in enumerate(lengths)] for lengths in covered
    ]


def _with_walls(
    xs: tuple[float, ...], ys: tuple[float, ...], upright: list[list[bool]], level: list[list[bool]]
) -> Lattice:
    rows, columns = len(ys) - 1, len(xs) - 1
    taken: list[list[int]] = [[-1] * columns for _ in range(rows)]
    spans: list[Span] = []
    for row in range(rows):
        for column in range(columns):
            if taken[row][column] >= 0:
                continue
            span = _grown(row, column, taken, upright, level)
            for r in range(row, row + span.rows):
                for c in range(column, column + span.columns):
                    taken[r][c] = len(spans)
            spans.append(span)
    return Lattice(xs, ys, tuple(spans), tuple(map(tuple, taken)))


def _grown(row: int, column: int, taken: list[list[int]], upright: list[list[bool]], level: list[list[bool]]) -> Span:
    """The largest rectangle without a wall inside that begins at a field: first to the right, then downwards."""
    rows, columns = len(taken), len(taken[0])
    right = column + 1
    while right < columns and taken[row][right] < 0 and not upright[right][row]:
        right += 1
    low = row + 1
    while (
        low < rows
        and all(
            taken[low][c] < 0 and not level[low][c] and (c == column or not upright[c][low])
            for c in range(column, right)
        )
        and (right == columns or upright[right][low])
    ):
        low += 1
    return Span(row, column, low - row, right - column)
