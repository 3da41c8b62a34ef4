"""Upright rulings alone: the columns of a table without level lines, and its rows where the lines are drawn in pieces.

Which upright rulings are of one table, and where they are drawn row by row, belongs here; what a row prints does not
(``ruled``).
"""

from collections.abc import Sequence

from pipeline.extraction.readers.printed.marks import Rect
from pipeline.extraction.readers.printed.pieces import MEET, Ruled, Strip
from pipeline.extraction.readers.printed.rulings import TOGETHER, Frame, Ruling

NARROWEST = 5.0
"""Points: two lines nearer than this are the two edges of one."""
LOWEST = 5.0
"""Points: the same of rows."""
FEWEST = 3
"""Lines of a table."""
WHOLE = 0.9
"""Share of the height of a table that the lines at its sides take."""
ALIKE = 0.6
"""Share of the lines that must be drawn row by row with the same rows."""


def ruled_of_uprights(frames: Sequence[Frame], marks: Sequence[Rect]) -> list[Ruled]:
    """Group the upright rulings of a page that no level one joins.

    Args:
        frames: All frames of the page.
        marks: The pieces they are drawn in, in any order.

    Returns:
        The columns of each group, with a strip at its top and its bottom, and where its pieces meet.
    """
    alone: list[Ruling] = [line for frame in frames if not frame.levels for line in frame.uprights]
    found: list[Ruled] = []
    while alone:
        longest = max(alone, key=lambda line: (line.end - line.start, -line.at))
        inside = [line for line in alone if _is_within(line, longest)]
        alone = [line for line in alone if line not in inside]
        if len(inside) >= FEWEST and _are_sides(inside, longest):
            found.append(_ruled(sorted(inside), longest, marks))
    return sorted(found, key=lambda group: group.top)


def _are_sides(lines: Sequence[Ruling], longest: Ruling) -> bool:
    """Whether the outermost lines are as high as the table; lines of a chart are not."""
    sides = min(line.at for line in lines), max(line.at for line in lines)
    height = longest.end - longest.start
    return all(
        sum(line.end - line.start for line in lines if abs(line.at - side) < MEET) > WHOLE * height for side in sides
    )


def _is_within(line: Ruling, longest: Ruling) -> bool:
    return line.start > longest.start - TOGETHER and line.end < longest.end + TOGETHER


def _ruled(lines: Sequence[Ruling], longest: Ruling, marks: Sequence[Rect]) -> Ruled:
    edges = [lines[0].at]
    for line in lines[1:]:
        if line.at - edges[-1] > NARROWEST:
            edges.append(line.at)
    drawn = ((edges[0], edges[-1]),)
    heights = (longest.start, *_rows(lines, longest, marks), longest.end)
    strips = [Strip(at, tuple(edges), drawn) for at in heights]
    return Ruled(tuple(edges), strips, walls=tuple(lines))


def _rows(lines: Sequence[Ruling], longest: Ruling, marks: Sequence[Rect]) -> list[float]:
    """Heights at which the pieces of most lines meet."""
    starts: list[tuple[float, int]] = []
    for number, line in enumerate(lines):
        own = [mark for mark in marks if abs((mark.x0 + mark.x1) / 2 - line.at) < MEET and _is_piece(mark)]
        ends = [mark.bottom for mark in own]
        starts.extend(
            (mark.top, number) for mark in own if any(abs(mark.top - end) < MEET for end in ends if end < mark.bottom)
        )
    starts.sort()
    rows: list[float] = []
    while starts:
        near = [number for top, number in starts if top - starts[0][0] < MEET]
        top = starts[0][0]
        starts = starts[len(near) :]
        inner = longest.start + LOWEST < top < longest.end - LOWEST
        if inner and len(set(near)) >= ALIKE * len(lines) and (not rows or top - rows[-1] > LOWEST):
            rows.append(top)
    return rows


def _is_piece(mark: Rect) -> bool:
    return mark.bottom - mark.top >= max(LOWEST, mark.x1 - mark.x0)
