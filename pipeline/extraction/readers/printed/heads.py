"""Headings over columns whose edges are known: which columns each stands over, told by where its middle stands.

A heading is set at the middle of its cell: a group of columns is what it is the middle of and what has headings below
it. Where the edges come from belongs to others (``pieces``); headings over columns that only alignment tells are
``groups``'.
"""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise, product
from math import prod

from pipeline.extraction.page.document import Span
from pipeline.extraction.readers.printed.aligned_columns import Columns
from pipeline.extraction.readers.printed.lines import Line, Run, lines_of
from pipeline.extraction.readers.printed.pieces import Ruled, is_parted_at
from pipeline.extraction.readers.printed.wrapping import Piece, Row, spans_of, wraps

WITHIN = 1.5
"""Points by which a text may reach over the edge of its cell."""
OFF_MIDDLE = 1.2
"""Points by which the middle of a heading may stand beside that of its columns."""
LEVEL = 2.0
"""Points below a heading within which what begins stands beside it, as one as high as two rows does."""
MOST_WAYS = 2000
"""Ways to share out columns that are compared; a header of more is left as it is printed."""
CLOSER = 0.25
"""Em by which two lines of one heading may stand further apart than two others."""
LEFT = 1.0
"""Points by which headings that are all set at the left of their cells begin apart."""
BESIDE = 0.4
"""Em by which headings that stand side by side begin apart."""
CENTRED = 0.7
"""Share of the headings over one column that must stand at its middle for the others to be read so."""


def headings_over(runs: Sequence[Run], group: Ruled, columns: Columns, apart: float) -> tuple[list[Row], list[Span]]:
    """Put what is printed above the first row into rows of headings.

    Args:
        runs: Of the header, divided where a cell ends.
        group: The rulings.
        columns: From where to where each may print.
        apart: Points between two rows of one line, from which two headings are no text that wraps.

    Returns:
        The rows, and what stands over several columns or rows.
    """
    edges = group.edges
    pieces = _pieces(runs, group, columns, apart)
    if not _are_centred(pieces, edges):
        return _as_set(pieces)
    _spread(pieces, edges)
    return _levels(pieces)


def _as_set(pieces: Sequence[Piece]) -> tuple[list[Row], list[Span]]:
    """Rows of headings that begin at one height, each over the columns it is printed in."""
    rows: list[Row] = []
    for piece in pieces:
        top = piece.lines[0].box.top
        if rows and top - rows[-1][0].lines[0].box.top < BESIDE * piece.lines[0].em:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda piece: piece.first) for row in rows], spans_of(rows)


def _pieces(runs: Sequence[Run], group: Ruled, columns: Columns, apart: float) -> list[Piece]:
    """The headings, each with its lines, by what each line stands over."""
    by_place: dict[tuple[int, int], list[Run]] = defaultdict(list)
    for run in runs:
        by_place[_place(run.box.x0, run.box.x1, group.edges)].append(run)
    lines = {place: lines_of(inside) for place, inside in by_place.items()}
    spacing = _spacing(lines, group, columns, apart)
    pieces: list[Piece] = []
    for (first, last), inside in lines.items():
        for line in inside:
            before = pieces[-1] if pieces and (pieces[-1].first, pieces[-1].last) == (first, last) else None
            if before and spacing and _goes_on(before.lines[-1], line, group, spacing):
                before.lines.append(line)
            else:
                pieces.append(Piece(first, last, [line]))
    pieces.sort(key=lambda piece: (piece.lines[0].box.top, piece.first))
    return _joined(pieces, group, spacing) if spacing else pieces


def _joined(pieces: Sequence[Piece], group: Ruled, spacing: float) -> list[Piece]:
    """Headings over several columns, with the shorter lines they end with."""
    joined: list[Piece] = []
    for piece in pieces:
        line = piece.lines[0]
        above = next(
            (
                other
                for other in joined
                if other.first <= piece.first
                and piece.last <= other.last
                and _goes_on(other.lines[-1], line, group, spacing)
                and abs(_middle(other) - _middle(piece)) < OFF_MIDDLE
            ),
            None,
        )
        if above is None:
            joined.append(piece)
        else:
            above.lines.extend(piece.lines)
    return joined


def _place(x0: float, x1: float, edges: Sequence[float]) -> tuple[int, int]:
    """First and last column over which a text stands."""
    first = sum(edge <= x0 + WITHIN for edge in edges[1:-1])
    return first, max(first, sum(edge < x1 - WITHIN for edge in edges[1:-1]))


def _goes_on(above: Line, line: Line, group: Ruled, spacing: float) -> bool:
    return _pitch(above, line) <= spacing and not is_parted_at(above, line, group)


def _spacing(lines: dict[tuple[int, int], list[Line]], group: Ruled, columns: Columns, apart: float) -> float | None:
    """Points between two lines of one heading at most; None where none wraps."""
    pitches = [
        _pitch(above, line) + CLOSER * line.em
        for (first, last), inside in lines.items()
        for above, line in pairwise(inside)
        if wraps(above, line, (columns[first][0], columns[last][1])) and not is_parted_at(above, line, group)
    ]
    return min((pitch for pitch in pitches if pitch < apart), default=None)


def _pitch(above: Line, line: Line) -> float:
    return (line.box.top + line.box.bottom - above.box.top - above.box.bottom) / 2


def _middle(piece: Piece) -> float:
    line = max(piece.lines, key=lambda line: line.box.x1 - line.box.x0)
    return (line.box.x0 + line.box.x1) / 2


def _is_centred(piece: Piece, first: int, last: int, edges: Sequence[float]) -> bool:
    return abs(_middle(piece) - (edges[first] + edges[last + 1]) / 2) < OFF_MIDDLE


def _are_centred(pieces: Sequence[Piece], edges: Sequence[float]) -> bool:
    """Whether the lowest headings stand at the middle of their columns, not all at the left."""
    starts = [piece.lines[0].box.x0 - edges[piece.first] for piece in pieces]
    if not starts or max(starts) - min(starts) < LEFT:
        return False
    lowest = {piece.first: piece for piece in pieces if piece.first == piece.last}
    return sum(_is_centred(p, p.first, p.last, edges) for p in lowest.values()) >= CENTRED * len(lowest)


def _spread(pieces: Sequence[Piece], edges: Sequence[float]) -> None:
    """Let headings with others below them stand over all columns whose middle they are at, in place.

    Of the ways to share out columns among those side by side, the one that gives none twice, and the most.
    """
    rows: list[list[Piece]] = []
    for piece in pieces:
        if rows and _heights(rows[-1][0])[1] > _heights(piece)[0] + LEVEL:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    for row in rows:
        ways = [(piece, found) for piece in row if (found := _ranges(piece, pieces, edges))]
        if not ways or prod(len(found) for _, found in ways) > MOST_WAYS:
            continue
        best = max(product(*(found for _, found in ways)), key=_worth)
        for (piece, _), (_, first, last) in zip(ways, best, strict=True):
            piece.first, piece.last = first, last


Range = tuple[bool, int, int]
"""Whether the headings below stand at one height; first and last column."""


def _worth(ranges: Sequence[Range]) -> tuple[int, int, int]:
    taken = [column for _, first, last in ranges for column in range(first, last + 1)]
    return len(set(taken)) - len(taken), len(taken), sum(level for level, _, _ in ranges)


def _ranges(piece: Piece, pieces: Sequence[Piece], edges: Sequence[float]) -> list[Range]:
    """The columns that a heading may be the group of."""
    top, bottom = _heights(piece)
    below: dict[int, Piece] = {}
    beside: set[int] = set()
    above: set[int] = set()
    for other in pieces:
        if other is not piece:
            upper, lower = _heights(other)
            columns = range(other.first, other.last + 1)
            if upper > bottom + LEVEL:
                below.update((column, other) for column in columns if column not in below)
            else:
                (above if lower <= top else beside).update(columns)
    closed = beside | (above - set(below) - set(range(piece.first, piece.last + 1)))
    found: list[Range] = []
    for first in range(piece.first + 1):
        for last in range(piece.last, len(edges) - 1):
            columns = set(range(first, last + 1))
            if (
                last > first
                and _is_centred(piece, first, last, edges)
                and not columns & closed
                and columns & set(below)
            ):
                heights = [sum(_heights(below[column])) / 2 for column in columns if column in below]
                found.append((max(heights) - min(heights) < LEVEL, first, last))
    return found


def _heights(piece: Piece) -> tuple[float, float]:
    return piece.lines[0].box.top, piece.lines[-1].box.bottom


def _levels(pieces: Sequence[Piece]) -> tuple[list[Row], list[Span]]:
    """Rows of headings, each below all that stand over it; the lowest reach down to the first row."""
    depth = [0] * (1 + max((piece.last for piece in pieces), default=0))
    rows: list[Row] = []
    for piece in sorted(pieces, key=lambda piece: (_heights(piece)[0] + _heights(piece)[1], piece.first)):
        level = max(depth[piece.first : piece.last + 1])
        if level == len(rows):
            rows.append([])
        rows[level].append(piece)
        depth[piece.first : piece.last + 1] = [level + 1] * (piece.last + 1 - piece.first)
    spans: list[Span] = []
    for number, row in enumerate(rows):
        row.sort(key=lambda piece: piece.first)
        for piece in row:
            height = len(rows) - number if max(depth[piece.first : piece.last + 1]) == number + 1 else 1
            if height > 1 or piece.last > piece.first:
                spans.append(Span(number, piece.first, height, piece.last - piece.first + 1))
    return rows, spans
