"""A lattice and the runs on it to a table of texts.

Which text stands in which cell belongs here, also where it runs over a wall. What a table says does not, nor where a
table without any line is (``aligned``).
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

from pipeline.extraction.page.cells import HIDDEN
from pipeline.extraction.page.document import Box
from pipeline.extraction.readers.printed.cells import SIGNS_OF_NUMBERS, Cell, Table, cell_of, is_number
from pipeline.extraction.readers.printed.lattice import Lattice
from pipeline.extraction.readers.printed.lines import Run, lines_of
from pipeline.extraction.readers.printed.marks import Glyph, Page
from pipeline.extraction.readers.printed.overflowing import Shared
from pipeline.extraction.readers.printed.rows import in_rows, with_rows_divided

WIDER = 0.03
"""Heights by which a gap at a wall must be wider than those between the digits beside it to divide two numbers."""
STRADDLE = 0.18
"""Share of its width by which a glyph must lie on both sides of a wall for the text to run over it."""
_AMOUNT = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d{1,2}\Z")


def divide(lattice: Lattice, runs: Sequence[Run]) -> tuple[list[list[Run]], list[Run]]:
    """Share out runs among the cells of a lattice.

    Args:
        lattice: The cells.
        runs: All runs of the page that nothing else has taken.

    Returns:
        For each cell its runs, and the runs outside.
    """
    inside: list[list[Run]] = [[] for _ in lattice.spans]
    outside: list[Run] = []
    x0, top, x1, bottom = lattice.box
    for run in runs:
        middle = (run.box.top + run.box.bottom) / 2
        if not top <= middle <= bottom or run.box.x1 <= x0 or run.box.x0 >= x1:
            outside.append(run)
            continue
        first = lattice.cell_at(run.box.x0 + 0.5, middle)
        if first == lattice.cell_at(run.box.x1 - 0.5, middle) and run.box.x0 >= x0 - 2 and run.box.x1 <= x1 + 2:
            inside[first].append(run)
            continue
        for index, glyphs in _pieces(lattice, run, middle):
            piece = Run(glyphs, _around(glyphs))
            if index < 0:
                outside.append(piece)
            else:
                inside[index].append(piece)
    return inside, outside


def _around(glyphs: Sequence[Glyph]) -> Box:
    return Box(
        min(g.x0 for g in glyphs), min(g.top for g in glyphs), max(g.x1 for g in glyphs), max(g.bottom for g in glyphs)
    )


def _pieces(lattice: Lattice, run: Run, middle: float) -> list[tuple[int, list[Glyph]]]:
    """Cut a run at the walls it crosses; a number or text that runs over a wall stays whole where most of it is."""
    pieces: list[tuple[int, list[Glyph]]] = []
    for glyph in run.glyphs:
        x = (glyph.x0 + glyph.x1) / 2
        index = lattice.cell_at(x, middle) if lattice.xs[0] - 1 <= x <= lattice.xs[-1] + 1 else -1
        if pieces and pieces[-1][0] == index:
            pieces[-1][1].append(glyph)
        else:
            pieces.append((index, [glyph]))
    whole = [pieces[0]]
    for index, glyphs in pieces[1:]:
        before_index, before = whole[-1]
        if _runs_over(lattice, before, glyphs):
            index = before_index if len(before) >= len(glyphs) else index
            whole[-1] = (index, before + glyphs)
        else:
            whole.append((index, glyphs))
    return whole


def _runs_over(lattice: Lattice, before: Sequence[Glyph], after: Sequence[Glyph]) -> bool:
    """Whether glyphs on both sides of a wall are one text that was too wide for its cell."""
    left, right = before[-1], after[0]
    index = bisect_left(lattice.xs, (left.x0 + left.x1) / 2)
    wall = lattice.xs[min(index, len(lattice.xs) - 1)]
    over_left = left.x1 - wall > STRADDLE * (left.x1 - left.x0)
    over_right = wall - right.x0 > STRADDLE * (right.x1 - right.x0)
    if left.text in SIGNS_OF_NUMBERS and right.text in SIGNS_OF_NUMBERS:
        if not (over_left or over_right) and _is_widest_gap(before, after):
            return False
        gap = right.x0 - left.x1
        return _is_one_number(_signs(reversed(before))[::-1], _signs(after), gap, left.bottom - left.top)
    return over_left or over_right


def _is_widest_gap(before: Sequence[Glyph], after: Sequence[Glyph]) -> bool:
    """Whether two numbers at a wall stand further apart than the digits of each, as those of one number do not."""
    left, right = before[-1], after[0]
    numbers = (list(_number(reversed(before)))[::-1], list(_number(after)))
    gaps = [b.x0 - a.x1 for number in numbers for a, b in pairwise(number) if a.text.isdigit() and b.text.isdigit()]
    return bool(gaps) and right.x0 - left.x1 > max(gaps) + WIDER * (left.bottom - left.top)


def _number(glyphs: Iterable[Glyph]) -> Iterator[Glyph]:
    return takewhile(lambda glyph: glyph.text in SIGNS_OF_NUMBERS, glyphs)


def _signs(glyphs: Iterable[Glyph]) -> str:
    return "".join(glyph.text for glyph in _number(glyphs))


def _is_one_number(left: str, right: str, gap: float, height: float) -> bool:
    if left[-1] in ",." or right[0] in ",.%":
        return True
    return not (_AMOUNT.match(left) and _AMOUNT.match(right)) and gap < 0.15 * height


def table_of(lattice: Lattice, shared: Shared, page: Page) -> Table | None:
    """Read the texts of a lattice.

    Args:
        lattice: The cells.
        shared: For each cell its runs; the text of one in doubt ends with the mark for what a cell hides.
        page: The page, for addresses.

    Returns:
        The table; None for a frame of one column, whose text is no table.
    """
    lines = [lines_of(runs) for runs in shared.inside]
    rows: list[dict[int, Cell]] = [{} for _ in range(len(lattice.ys) - 1)]
    for index, span in enumerate(lattice.spans):
        cell = cell_of(lines[index], lattice.cell_box(index), page)
        in_doubt = index in shared.doubtful and cell.text and not is_number(cell.text)
        rows[span.row][span.column] = replace(cell, text=cell.text + HIDDEN) if in_doubt else cell
    spans = [span for span in lattice.spans if span.rows > 1 or span.columns > 1]
    table = Table(lattice.xs, rows, spans, [page.number] * len(rows), lattice.ys[0], lattice.ys[-1])
    table = _without_full_rows(with_rows_divided(table, page))
    return table if table.width > 1 and table.rows else None


def _without_full_rows(table: Table) -> Table:
    """Take title and unit above, and notes below, out of the frame: rows of one cell over all columns."""
    full = {span.row for span in table.spans if span.columns == table.width and span.rows == 1}
    first, last = 0, len(table.rows)
    while first < last and (first in full or table.width == 1):
        first += 1
    while last > first and last - 1 in full:
        last -= 1
    before = [line for row in table.rows[:first] for line in row[0].lines]
    after = [line for row in table.rows[last:] for line in row[0].lines]
    spans = [in_rows(span, span.row - first, span.rows) for span in table.spans if first <= span.row < last]
    return replace(
        table, rows=table.rows[first:last], spans=spans, pages=table.pages[first:last], before=before, after=after
    )
