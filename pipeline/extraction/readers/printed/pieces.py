"""Level rulings drawn cell by cell: where their pieces meet, the columns of a table without upright lines end.

A browser and a word processor draw the border of each cell by itself. Which rulings are of one table, where its columns
meet, and which printed lines stand between its rulings, belong here; rows and headings do not (``ruled``).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from pipeline.extraction.readers.printed.aligned_columns import has_values
from pipeline.extraction.readers.printed.lines import Line, Part, Run
from pipeline.extraction.readers.printed.marks import Glyph, Rect
from pipeline.extraction.readers.printed.rulings import SAME, Ruling

MEET = 2.2
"""Points between two pieces of which one begins where the other ends."""
SAME_PLACE = 1.5
"""Points by which the seams of two rulings of one table may differ."""
NARROWEST = 5.0
"""Points: a shorter piece is no border of a cell."""
SET_APART = 0.25
"""Heights of the gap at a seam from which the signs beside it are of two cells."""
AT_WALL = 0.02
"""The same where a line is drawn between them."""
AT_MIDDLE = 0.14
"""Em by which two texts at the middle of their rows may be off in two ways."""
ON_EDGE = 0.2
"""Em of a line on both sides of an edge of two rows that stands in both."""
BLANK = 1.6
"""Em of blank in a band from which a line of one part in it is a title between two tables, no row."""
NEAR = 1.3
"""Em between a ruling and the next line beyond it, or two lines there, that may be of the table."""
TALLEST_OPEN = 40
"""Printed lines above the first ruling, or below the last, that are looked at."""


class Strip(NamedTuple):
    """What is drawn at one height: where pieces begin and end, and from where to where there is a ruling."""

    at: float
    edges: tuple[float, ...]
    drawn: tuple[tuple[float, float], ...]


@dataclass(slots=True)
class Ruled:
    """Rulings of the same columns, from top to bottom: one table, or several of the same columns.

    ``walls`` are the upright lines of a table that has no level ones: nothing above or below them is of it.
    """

    edges: tuple[float, ...]
    strips: list[Strip] = field(default_factory=list[Strip])
    walls: tuple[Ruling, ...] = ()

    @property
    def top(self) -> float:
        """Where the first ruling stands."""
        return self.strips[0].at

    @property
    def bottom(self) -> float:
        """Where the last one stands."""
        return self.strips[-1].at


def ruled_of(levels: Sequence[Ruling], marks: Sequence[Rect]) -> list[Ruled]:
    """Group level rulings by the columns that their pieces show.

    Args:
        levels: Rulings that no upright one touches, from top to bottom.
        marks: The pieces, in any order.

    Returns:
        From top to bottom; a ruling drawn in one piece is in none.
    """
    pieces = sorted(
        ((top + bottom) / 2, x0, x1) for x0, top, x1, bottom in marks if x1 - x0 >= max(NARROWEST, bottom - top)
    )
    found: list[Ruled] = []
    for strip in _strips(levels, pieces):
        group = next((group for group in reversed(found) if _agree(group.edges, strip.edges)), None)
        if group is None or (group is not found[-1] and _lies_between(group, found[-1], strip.at)):
            found.append(Ruled(strip.edges, [strip]))
            continue
        group.strips.append(strip)
        if len(strip.edges) > len(group.edges):
            group.edges = strip.edges
    return [group for group in _with_lone(found) if len(group.strips) > 1]


def _strips(levels: Sequence[Ruling], pieces: Sequence[tuple[float, float, float]]) -> list[Strip]:
    """The rulings, those at one height as one: a heading as high as two rows interrupts what is drawn between them."""
    strips: list[Strip] = []
    for level in levels:
        edges = _edges(level, pieces)
        if strips and level.at - strips[-1].at <= SAME:
            apart = [x for x in edges if not any(abs(x - edge) < SAME_PLACE for edge in strips[-1].edges)]
            drawn = (*strips[-1].drawn, (level.start, level.end))
            strips[-1] = Strip(strips[-1].at, tuple(sorted([*strips[-1].edges, *apart])), drawn)
        else:
            strips.append(Strip(level.at, edges, ((level.start, level.end),)))
    return [strip for strip in strips if len(strip.edges) > 2]


def _with_lone(groups: Sequence[Ruled]) -> list[Ruled]:
    """Give the first ruling of a header, which is drawn below some of its headings, to the rulings of its table."""
    found: list[Ruled] = []
    for group in groups:
        while found and len(found[-1].strips) == 1 and _holds(group.edges, found[-1].edges):
            group.strips[:0] = found.pop().strips
        found.append(group)
    return found


def _holds(edges: Sequence[float], some: Sequence[float]) -> bool:
    return all(any(abs(edge - x) < SAME_PLACE for x in edges) for edge in some)


def _lies_between(group: Ruled, last: Ruled, at: float) -> bool:
    """Whether another table stands between a group and a ruling."""
    return group.bottom < last.top < at and len(last.strips) > 1


def _edges(level: Ruling, pieces: Sequence[tuple[float, float, float]]) -> tuple[float, ...]:
    """The ends of a ruling, and where one of its pieces begins right where another ends."""
    first = bisect_left(pieces, (level.at - SAME,))
    last = bisect_right(pieces, (level.at + SAME, 1e9))
    own = [(x0, x1) for _, x0, x1 in pieces[first:last] if x0 > level.start - MEET and x1 < level.end + MEET]
    ends = sorted({x1 for _, x1 in own})
    seams: list[float] = []
    for start in sorted({x0 for x0, _ in own}):
        index = bisect_left(ends, start - MEET)
        meets = index < len(ends) and ends[index] <= start + MEET
        if meets and start - (seams[-1] if seams else level.start) > NARROWEST and level.end - start > NARROWEST:
            seams.append((ends[index] + start) / 2)
    crossed = [x for x in seams if not any(x0 + NARROWEST < x < x1 - NARROWEST for x0, x1 in own)]
    return (level.start, *crossed, level.end)


def _agree(one: Sequence[float], other: Sequence[float]) -> bool:
    """Whether the edges of the ruling with fewer stand at some of the other's."""
    return _holds(other, one) or _holds(one, other)


def with_cells_apart(runs: Sequence[Run], groups: Sequence[Ruled]) -> list[Run]:
    """Divide runs between the rulings of a table where a gap stands at a seam.

    Args:
        runs: Outside all frames of a page.
        groups: The rulings with their seams.

    Returns:
        The runs; what stands right of a seam begins a cell.
    """
    result: list[Run] = []
    for run in runs:
        middle = (run.box.top + run.box.bottom) / 2
        group = next((group for group in groups if group.top < middle < group.bottom), None)
        walls = [wall.at for wall in group.walls if wall.start < middle < wall.end] if group else []
        result.extend([run] if group is None else _divided(run, group.edges, walls))
    return result


def _divided(run: Run, edges: Sequence[float], walls: Sequence[float]) -> list[Run]:
    gap = SET_APART * run.height
    cuts = [
        number
        for number, (left, right) in enumerate(pairwise(run.glyphs), 1)
        if (right.x0 - left.x1 > gap and any(_middle(left) < x < _middle(right) for x in edges))
        or (right.x0 - left.x1 > AT_WALL * run.height and any(_middle(left) < x < _middle(right) for x in walls))
    ]
    begins = run.begins or any(run.box.x0 - run.height < x < run.box.x0 + gap for x in edges)
    parts = [run.glyphs[first:last] for first, last in pairwise((0, *cuts, len(run.glyphs)))]
    return [
        Run(part, run.box._replace(x0=part[0].x0, x1=part[-1].x1), begins=begins or number > 0)
        for number, part in enumerate(parts)
    ]


def _middle(glyph: Glyph) -> float:
    return (glyph.x0 + glyph.x1) / 2


def bands_of(group: Ruled, levels: Sequence[Ruling], lines: Sequence[Line]) -> list[list[Line]]:
    """The printed lines above, between and below the rulings of a table, from left to right within its extent.

    Args:
        group: Its rulings.
        levels: All level rulings of the page.
        lines: Outside all frames, from top to bottom.

    Returns:
        One band more than there are rulings.
    """
    start, end = group.edges[0] - MEET, group.edges[-1] + MEET
    inside = [line for line in lines if line.box.x0 > start and line.box.x1 < end]
    upper = max((level.at for level in levels if level.at < group.top - SAME), default=-1.0)
    heights = [upper, *(strip.at for strip in group.strips), _end_below(group, levels)]
    bands = [
        [line for line in inside if upper <= (line.box.top + line.box.bottom) / 2 < lower]
        for upper, lower in pairwise(heights)
    ]
    for number in range(len(group.strips), 0, -1):
        strip = group.strips[number - 1]
        up, bands[number] = _on(bands[number], strip.at) if group.walls else _across(bands[number], strip.drawn)
        bands[number - 1] = sorted([*bands[number - 1], *up], key=lambda line: line.box.top + line.box.bottom)
    return bands


def _end_below(group: Ruled, levels: Sequence[Ruling]) -> float:
    """Down to where lines below the last ruling may be of the table: the lowest border may be drawn in one piece."""
    below = min((level for level in levels if level.at > group.bottom + SAME), key=lambda level: level.at, default=None)
    if below is None:
        return 1e9
    ends = abs(below.start - group.edges[0]), abs(below.end - group.edges[-1])
    return below.at if max(ends) < MEET else group.bottom


def _across(band: Sequence[Line], drawn: Sequence[tuple[float, float]]) -> tuple[list[Line], list[Line]]:
    """What stands where the ruling above is interrupted, of a cell as high as two rows, and the rest of a band."""
    up: list[Line] = []
    rest: list[Line] = []
    for line in band:
        below = [part for part in line.parts if any(start < (part.x0 + part.x1) / 2 < end for start, end in drawn)]
        above = [part for part in line.parts if part not in below]
        up.extend([_of_parts(line, above)] if above else [])
        rest.extend([_of_parts(line, below)] if below else [])
    return up, rest


def _on(band: Sequence[Line], at: float) -> tuple[list[Line], list[Line]]:
    """What stands on the edge of two rows, of a cell as high as both, and the rest of a band."""
    up = [line for line in band if line.box.top < at - ON_EDGE * line.em]
    return up, [line for line in band if line not in up]


def _of_parts(line: Line, parts: Sequence[Part]) -> Line:
    if len(parts) == len(line.parts):
        return line
    box = line.box._replace(x0=parts[0].x0, x1=parts[-1].x1)
    return line._replace(text=" ".join(part.text for part in parts), box=box, parts=tuple(parts))


def is_parted(band: Sequence[Line], above: float, below: float) -> bool:
    """Whether a band between two rulings is so blank, and prints so, that one table ends and another begins in it."""
    if not band or any(map(has_values, band)):
        return False
    heights = [above, *(y for line in band for y in (line.box.top, line.box.bottom)), below]
    em = max(line.em for line in band)
    blanks = [lower - upper for upper, lower in zip(heights[::2], heights[1::2], strict=True)]
    return any(len(line.parts) == 1 for line in band) and max(blanks) > BLANK * em


def near_above(lines: Sequence[Line], at: float) -> list[Line]:
    """The lines that stand above a ruling without a wide gap."""
    found: list[Line] = []
    below = at
    for line in reversed(lines[-TALLEST_OPEN:]):
        if below - line.box.bottom > NEAR * line.em:
            break
        found.insert(0, line)
        below = min(below, line.box.top)
    return found


def near_below(lines: Sequence[Line], at: float) -> list[Line]:
    """The lines that stand below a ruling without a wide gap."""
    found: list[Line] = []
    above = at
    for line in lines[:TALLEST_OPEN]:
        if line.box.top - above > NEAR * line.em:
            break
        found.append(line)
        above = line.box.bottom
    return found


def is_parted_at(above: Line, line: Line, group: Ruled) -> bool:
    """Whether two lines of one column are of two cells: a ruling is between them, or each is at the middle of a row."""
    upper, lower = (above.box.top + above.box.bottom) / 2, (line.box.top + line.box.bottom) / 2
    x = (line.box.x0 + line.box.x1) / 2
    between = [strip for strip in group.strips if upper < strip.at < lower]
    if not group.walls:
        return any(start < x < end for strip in between for start, end in strip.drawn)
    heights = [strip.at for strip in group.strips]
    middles = [(top + bottom) / 2 for top, bottom in pairwise(heights)]
    off = [min((height - middle for middle in middles), key=abs, default=0.0) for height in (upper, lower)]
    return bool(between) and abs(off[0] - off[1]) < AT_MIDDLE * line.em
