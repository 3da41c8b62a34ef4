"""Headings of a table without upright lines: which stand side by side, and over which columns a group stands.

A heading is printed at the middle of what it is over, in height and in width: a group of three columns over the middle
one, a heading as high as two rows between them. Joining the lines of one heading is ``wrapping``.
"""

from collections.abc import Sequence
from itertools import combinations, pairwise

from pipeline.extraction.readers.printed.aligned_columns import Columns
from pipeline.extraction.readers.printed.bridges import NEAR
from pipeline.extraction.readers.printed.wrapping import Piece, Row

LEVEL = 0.4
"""Em by which the middles of headings side by side may differ."""
NEAR_MIDDLE = 0.75
"""Share of a column by which a group may stand beside the middle of its columns."""
CLEARLY = 0.15
"""The same by which any other way to share out the columns must be worse."""
MOST_SPLITS = 400
"""Ways to share out columns among groups that are compared; a header of more is left as it is."""


def grouped(rows: Sequence[Row], columns: Columns) -> list[Row]:
    """Put headings side by side, and let each group stand over its columns.

    Args:
        rows: Headings, each with its lines, as they begin from top to bottom.
        columns: From where to where each column prints.

    Returns:
        A row for each height at whose middle headings stand.
    """
    levels = _levels([piece for row in rows for piece in row])
    for index, row in enumerate(levels):
        groups = [(piece, below) for piece in row if (below := _row_below(piece, levels[index + 1 :])) is not None]
        for below in {id(below): below for _, below in groups}.values():
            _spread([piece for piece, other in groups if other is below], row, below, columns)
    return levels


def _middle(piece: Piece) -> float:
    return (piece.lines[0].box.top + piece.lines[-1].box.bottom) / 2


def _levels(pieces: Sequence[Piece]) -> list[Row]:
    """Headings whose middles, or whose first lines, stand at one height; one above another is in a row before it."""
    levels: list[Row] = []
    for piece in sorted(pieces, key=lambda piece: (_middle(piece), piece.first)):
        row = next((row for beside in (_middles_level, _tops_level) for row in levels if beside(row[0], piece)), None)
        free = row is not None and not any(
            _share(piece, other) for later in levels[levels.index(row) :] for other in later
        )
        if row is not None and free:
            row.append(piece)
        else:
            levels.append([piece])
    for row in levels:
        row.sort(key=lambda piece: piece.first)
    return levels


def _middles_level(one: Piece, other: Piece) -> bool:
    return abs(_middle(one) - _middle(other)) < LEVEL * one.lines[0].em


def _tops_level(one: Piece, other: Piece) -> bool:
    return abs(one.lines[0].box.top - other.lines[0].box.top) < LEVEL * one.lines[0].em


def _share(one: Piece, other: Piece) -> bool:
    return one.first <= other.last and other.first <= one.last


def _row_below(piece: Piece, levels: Sequence[Row]) -> Row | None:
    """The next row in which a heading stands under this one."""
    return next((row for row in levels if any(_share(piece, other) for other in row)), None)


def _spread(groups: Sequence[Piece], row: Row, below: Row, columns: Columns) -> None:
    """Let groups of one row stand over the headings below, in place, where these can be shared out in one way only."""
    own = {column for piece in row if piece not in groups for column in range(piece.first, piece.last + 1)}
    under = sorted({column for piece in below for column in range(piece.first, piece.last + 1)} - own)
    for run in _runs(under):
        over = [piece for piece in groups if run[0] <= piece.first and piece.last <= run[-1]]
        is_title = len(over) == 1 and len(run) == len(columns)
        as_written = is_title or all(_begins_as_one(piece, below) for piece in over)
        shares = None if as_written else _shares(over, run, columns)
        for piece, (first, last) in zip(over, shares or (), strict=bool(shares)):
            piece.first, piece.last = first, last


def _begins_as_one(piece: Piece, below: Row) -> bool:
    """Whether a group begins, and does not end, where the first heading under it does: all is set at the left."""
    box = piece.lines[0].box
    return any(
        abs(box.x0 - other.lines[0].box.x0) < NEAR and abs(box.x1 - other.lines[0].box.x1) > NEAR for other in below
    )


def _runs(places: Sequence[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for place in places:
        if runs and place == runs[-1][-1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def _shares(groups: Sequence[Piece], run: Sequence[int], columns: Columns) -> list[tuple[int, int]] | None:
    """First and last column of each group, so that all columns are under one and each group stands at the middle."""
    edges = _edges(columns)
    found: list[tuple[float, list[tuple[int, int]]]] = []
    for count, cuts in enumerate(combinations(run[1:], len(groups) - 1)):
        if count > MOST_SPLITS:
            return None
        shares = [(first, last - 1) for first, last in pairwise((run[0], *cuts, run[-1] + 1))]
        if all(first <= p.first and p.last <= last for p, (first, last) in zip(groups, shares, strict=True)):
            off = max(_off_middle(piece, share, edges) for piece, share in zip(groups, shares, strict=True))
            found.append((off, shares))
    found.sort()
    if not found or found[0][0] > NEAR_MIDDLE or (len(found) > 1 and found[1][0] - found[0][0] < CLEARLY):
        return None
    return found[0][1]


def _edges(columns: Columns) -> list[float]:
    """Between which edges each column lies: halfway between what two columns print."""
    between = [(left[1] + right[0]) / 2 for left, right in pairwise(columns)]
    return [columns[0][0], *between, columns[-1][1]]


def _off_middle(piece: Piece, share: tuple[int, int], edges: Sequence[float]) -> float:
    """How far a group stands beside the middle of its columns, in widths of one."""
    first, last = share
    start, end = edges[first], edges[last + 1]
    box = piece.lines[0].box
    return abs((box.x0 + box.x1) / 2 - (start + end) / 2) / max((end - start) / (last - first + 1), 1.0)
