"""Texts that reach over their drawn cells: the lines of a wrapped name in a row that is too low for them.

Where nothing clips them, the first line of such a name stands above the row, the last one below it, printed over the
names of other rows. A cell is set at its middle: lines are of the row around whose middle they stand. Which lines that
does not tell are in doubt, and so are the cells they may be of.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median_low

from pipeline.extraction.page.document import Box
from pipeline.extraction.readers.printed.cells import around
from pipeline.extraction.readers.printed.lattice import Lattice
from pipeline.extraction.readers.printed.lines import DOUBLE, Run
from pipeline.extraction.readers.printed.marks import Glyph

REACHES_OVER = 0.3
"""Share of its height by which a line must reach over its cell."""
OFF_MIDDLE = 0.25
"""The same by which it must stand off the middle of the cell: type may be higher than the row."""
AROUND = 0.2
"""The same by which the middle of two lines may differ from that of their cell."""
BETTER = 0.02
"""The same by which the next lines in question must be further from it."""
FURTHEST = 1.8
"""Heights between two lines of one cell at most."""
EVEN = 0.1
"""Heights by which the distances of lines of one cell may differ."""
ALIGNED = 0.6
"""Heights by which two lines of one cell may begin, end or be centred apart."""
OVERPRINTED = 0.5
"""Share of its height that a line must share with another for one to be printed over the other."""


@dataclass(slots=True)
class _Mark:
    """What one cell prints on one line: its runs, and the cell in which it stands, or -1."""

    runs: list[Run]
    box: Box
    cell: int

    @property
    def middle(self) -> float:
        return (self.box.top + self.box.bottom) / 2

    @property
    def height(self) -> float:
        return self.box.bottom - self.box.top


@dataclass(slots=True)
class Shared:
    """Runs shared out among cells, those outside, and the cells of which nobody can say what they print."""

    inside: list[list[Run]]
    outside: list[Run]
    doubtful: set[int] = field(default_factory=set[int])


def with_overflow(lattice: Lattice, inside: Sequence[Sequence[Run]], outside: Sequence[Run]) -> Shared:
    """Give lines that reach over their cells to the cells around whose middle they stand.

    Args:
        lattice: The cells.
        inside: For each cell the runs that stand in it.
        outside: The other runs of the page.

    Returns:
        The runs of each cell, and those of none.
    """
    shared = Shared([list(runs) for runs in inside], list(outside))
    strips: dict[tuple[int, int], list[int]] = defaultdict(list)
    for index, span in enumerate(lattice.spans):
        strips[span.column, span.columns].append(index)
    for cells in strips.values():
        marks = [mark for cell in cells for mark in _marks(inside[cell], cell)]
        boxes = {cell: lattice.cell_box(cell) for cell in cells}
        if any(_reaches_over(mark, boxes[mark.cell]) for mark in marks) or _are_overprinted(marks):
            marks += _beside(outside, lattice.box, boxes[cells[0]])
            low = _below_middle([inside[cell] for cell in cells], list(boxes.values()))
            if low is None:
                low = _below_middle(inside, [lattice.cell_box(cell) for cell in range(len(inside))]) or 0.0
            _share(marks, {cell: _moved(box, low) for cell, box in boxes.items()}, shared)
    return shared


def _below_middle(inside: Sequence[Sequence[Run]], boxes: Sequence[Box]) -> float | None:
    """Points by which texts of one run stand below the middle of their cells, as the boxes of their fonts say."""
    offs: list[float] = []
    for runs, box in zip(inside, boxes, strict=True):
        off = (runs[0].box.top + runs[0].box.bottom - box.top - box.bottom) / 2 if len(runs) == 1 else box.bottom
        if abs(off) < OFF_MIDDLE * (runs[0].height if runs else 0.0):
            offs.append(off)
    return median_low(offs) if offs else None


def _moved(box: Box, low: float) -> Box:
    return box._replace(top=box.top + low, bottom=box.bottom + low)


def _marks(runs: Sequence[Run], cell: int) -> list[_Mark]:
    marks: list[_Mark] = []
    for run in runs:
        before = marks[-1] if marks else None
        middle = (run.box.top + run.box.bottom) / 2
        beside = before and abs(before.middle - middle) < OFF_MIDDLE * before.height
        if before and beside and -before.height < run.box.x0 - before.box.x1 < before.height:
            before.runs.append(run)
            before.box = around([before.box, run.box])
        else:
            marks.append(_Mark([run], run.box, cell))
    return marks


def _beside(outside: Sequence[Run], table: Box, strip: Box) -> list[_Mark]:
    """What stands right above and below the table, within the columns of a strip of cells."""
    near = [
        run
        for run in outside
        if strip.x0 <= run.box.x0
        and run.box.x1 <= strip.x1
        and run.box.bottom > table.top - FURTHEST * (run.box.bottom - run.box.top)
        and run.box.top < table.bottom + FURTHEST * (run.box.bottom - run.box.top)
    ]
    return _marks(near, -1)


def _reaches_over(mark: _Mark, cell: Box) -> bool:
    over = max(cell.top - mark.box.top, mark.box.bottom - cell.bottom)
    off = abs(mark.middle - (cell.top + cell.bottom) / 2)
    return over > REACHES_OVER * mark.height and off > OFF_MIDDLE * mark.height


def _is_over(one: _Mark, other: _Mark) -> bool:
    """Whether one text is printed over another; the same text twice is bold."""
    level = min(one.box.bottom, other.box.bottom) - max(one.box.top, other.box.top)
    beside = min(one.box.x1, other.box.x1) - max(one.box.x0, other.box.x0)
    if min(level, beside) < OVERPRINTED * min(one.height, other.height):
        return False
    shorter, longer = sorted((_glyphs(one), _glyphs(other)), key=len)
    if 2 * len(shorter) < len(longer) or abs(one.middle - other.middle) > AROUND * one.height:
        return [glyph.text for glyph in shorter] != [glyph.text for glyph in longer]
    return not all(any(_is_second(glyph, first) for first in longer) for glyph in shorter)


def _glyphs(mark: _Mark) -> list[Glyph]:
    return [glyph for run in mark.runs for glyph in run.glyphs]


def _is_second(glyph: Glyph, first: Glyph) -> bool:
    """Whether a glyph is printed a second time; where a text is, one print of it may lack what the engine drops."""
    return glyph.text == first.text and abs(glyph.x0 - first.x0) < DOUBLE * (first.x1 - first.x0)


def _are_overprinted(marks: Sequence[_Mark]) -> bool:
    return any(_is_over(one, other) for one, other in pairwise(sorted(marks, key=lambda mark: mark.middle)))


def _share(marks: list[_Mark], boxes: dict[int, Box], shared: Shared) -> None:
    """Share out the lines of one strip of cells, in place."""
    marks.sort(key=lambda mark: mark.middle)
    over = [mark for mark in marks if mark.cell < 0 or _reaches_over(mark, boxes[mark.cell])]
    full = _full(marks)
    claims = {cell: _claimed(box, marks, over, full) for cell, box in boxes.items()}
    claims = _without_contradiction(claims)
    counts = Counter(id(mark) for claimed in claims.values() for mark in claimed)
    open_marks = [mark for mark in over if counts[id(mark)] != 1 and (mark.cell >= 0 or counts[id(mark)])]
    overprinted = [pair for pair in pairwise(marks) if _is_over(*pair) and not all(counts[id(m)] == 1 for m in pair)]
    doubtful = [*open_marks, *(mark for pair in overprinted for mark in pair)]
    for mark in _with_lines_around(doubtful, marks, full):
        shared.doubtful.update(_near(mark, boxes))
    taken = {id(run) for mark in over if counts[id(mark)] == 1 for run in mark.runs}
    for cell, claimed in claims.items():
        kept = [run for run in shared.inside[cell] if id(run) not in taken]
        shared.inside[cell] = kept + [run for mark in claimed if counts[id(mark)] == 1 for run in mark.runs]
    shared.outside = [run for run in shared.outside if id(run) not in taken]


def _full(marks: Sequence[_Mark]) -> set[int]:
    """The lines that fill the strip, so that a text goes on below them."""
    end = max((mark.box.x1 for mark in marks), default=0.0)
    return {id(mark) for mark in marks if mark.box.x1 > end - mark.height}


def _without_contradiction(claims: dict[int, list[_Mark]]) -> dict[int, list[_Mark]]:
    """The claims, without those on a line that is another cell's for certain: one of its lines is claimed by it alone.

    Between two wrapped names a row without one has the last line of the upper and the first of the lower around it.
    """
    counts = Counter(id(mark) for claimed in claims.values() for mark in claimed)
    certain = {cell for cell, claimed in claims.items() if any(counts[id(mark)] == 1 for mark in claimed)}
    taken = {id(mark) for cell in certain for mark in claims[cell]}
    return {
        cell: [] if cell not in certain and any(id(mark) in taken for mark in claimed) else claimed
        for cell, claimed in claims.items()
    }


def _with_lines_around(doubtful: Sequence[_Mark], marks: Sequence[_Mark], full: set[int]) -> list[_Mark]:
    """These lines, and those that may be of one text with them: a line goes on below only where it is full."""
    if not doubtful:
        return []
    found = {id(mark) for mark in doubtful}
    for order in (marks, marks[::-1]):
        for one, other in pairwise(order):
            upper = min(one, other, key=lambda mark: mark.middle)
            near = abs(one.middle - other.middle) < FURTHEST * upper.height
            if id(one) in found and near and id(upper) in full:
                found.add(id(other))
    return [mark for mark in marks if id(mark) in found]


def _near(mark: _Mark, boxes: dict[int, Box]) -> list[int]:
    """The cells that a line touches or stands a line away from."""
    reach = FURTHEST / 2 * mark.height
    return [cell for cell, box in boxes.items() if box.top < mark.middle + reach and box.bottom > mark.middle - reach]


def _claimed(box: Box, marks: Sequence[_Mark], over: Sequence[_Mark], full: set[int]) -> list[_Mark]:
    """The lines around the middle of a cell, as many above as below, all but the last of them full."""
    middle = (box.top + box.bottom) / 2
    free = {id(mark) for mark in over}
    own = [m for m in marks if id(m) not in free and abs(m.middle - middle) < OFF_MIDDLE * m.height]
    claimed: list[_Mark] = []
    upper = lower = own[0] if len(own) == 1 else None
    pitch: float | None = None
    if upper and id(upper) not in full:
        return []
    above = [mark for mark in over if mark.middle < middle and id(mark) in full]
    below = [mark for mark in over if mark.middle > middle]
    while pair := _pair(middle, above, below, (upper, lower, pitch)):
        pitch = (pair[1].middle - lower.middle) if lower else pair[1].middle - pair[0].middle
        upper, lower = pair
        claimed += pair
        if id(lower) not in full:
            break
        above = [mark for mark in above if mark.middle < upper.middle]
        below = [mark for mark in below if mark.middle > lower.middle]
    return claimed


def _pair(
    middle: float,
    above: Sequence[_Mark],
    below: Sequence[_Mark],
    within: tuple[_Mark | None, _Mark | None, float | None],
) -> tuple[_Mark, _Mark] | None:
    """The next two lines around the middle and those within; None where there are none or others stand as near to it.

    Lines of one cell are as far apart as the others of it.
    """
    upper, lower, pitch = within
    found: list[tuple[float, int, int]] = []
    # No pair is further from the middle than this: the others need not be tried with each other.
    furthest = (FURTHEST + AROUND) * max((mark.height for mark in below), default=0.0)
    top, bottom = (upper.middle if upper else middle) - furthest, (lower.middle if lower else middle) + furthest
    near = [(j, other) for j, other in enumerate(below) if other.middle < bottom]
    for i, one in enumerate(above):
        for j, other in near if one.middle > top else ():
            off = abs((one.middle + other.middle) / 2 - middle) / other.height
            step = other.middle - (lower or one).middle
            even = pitch is None or abs(step - pitch) < EVEN * other.height
            high = (upper or other).middle - one.middle
            if off < AROUND and even and max(step, high) < FURTHEST * other.height and _are_aligned(one, other):
                found.append((off, i, j))
    found.sort()
    if not found or (len(found) > 1 and found[1][0] - found[0][0] < BETTER):
        return None
    return above[found[0][1]], below[found[0][2]]


def _are_aligned(one: _Mark, other: _Mark) -> bool:
    left, right = one.box.x0 - other.box.x0, one.box.x1 - other.box.x1
    return min(abs(left), abs(right), abs(left + right) / 2) < ALIGNED * one.height
