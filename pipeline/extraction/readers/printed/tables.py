"""A lattice and the runs on it to a table of texts.

Which text stands in which cell, rows that no line divides, and tables in pieces belong here. What a table says does
not, nor where a table without any line is (``aligned``).
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, takewhile

from pipeline.extraction.page.document import Address, Box, Span
from pipeline.extraction.readers.printed.lattice import Lattice
from pipeline.extraction.readers.printed.lines import Line, Run, lines_of
from pipeline.extraction.readers.printed.marks import Glyph, Page

_NUMBER = re.compile(r"[-+]?[\d,]*\.?\d+%?\Z")
_AMOUNT = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d{1,2}\Z")
_SIGNS_OF_NUMBERS = frozenset("0123456789.,-+%")
STRADDLE = 0.18
"""Share of its width by which a glyph must lie on both sides of a wall for the text to run over it."""
ALIGNED_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text, where it stands, and for wrapped text whether its last line is full."""

    text: str
    address: Address
    lines: tuple[Line, ...] = ()


@dataclass(slots=True)
class Table:
    """A table found on a page, or on several.

    Attributes:
        xs: Edges of its columns.
        rows: For each row its cells by column; a covered field has no cell.
        spans: The merged cells.
        pages: Page of each row.
        top: Of the first row on its page.
        bottom: Of the last row on its page.
        before: Lines in the frame above the columns (title, unit).
        after: Lines in the frame below them (notes).
    """

    xs: tuple[float, ...]
    rows: list[dict[int, Cell]]
    spans: list[Span]
    pages: list[int]
    top: float
    bottom: float
    before: list[Line] = field(default_factory=list[Line])
    after: list[Line] = field(default_factory=list[Line])

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.xs) - 1


def is_number(text: str) -> bool:
    """Whether a text is one number."""
    return bool(_NUMBER.match(text))


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
    if left.text in _SIGNS_OF_NUMBERS and right.text in _SIGNS_OF_NUMBERS:
        gap = right.x0 - left.x1
        return _is_one_number(_signs(reversed(before))[::-1], _signs(after), gap, left.bottom - left.top)
    index = bisect_left(lattice.xs, (left.x0 + left.x1) / 2)
    wall = lattice.xs[min(index, len(lattice.xs) - 1)]
    over_left = left.x1 - wall > STRADDLE * (left.x1 - left.x0)
    over_right = wall - right.x0 > STRADDLE * (right.x1 - right.x0)
    return over_left or over_right


def _signs(glyphs: Iterable[Glyph]) -> str:
    return "".join(takewhile(_SIGNS_OF_NUMBERS.__contains__, (glyph.text for glyph in glyphs)))


def _is_one_number(left: str, right: str, gap: float, height: float) -> bool:
    if left[-1] in ",." or right[0] in ",.%":
        return True
    return not (_AMOUNT.match(left) and _AMOUNT.match(right)) and gap < 0.15 * height


def table_of(lattice: Lattice, inside: Sequence[Sequence[Run]], page: Page) -> Table | None:
    """Read the texts of a lattice.

    Args:
        lattice: The cells.
        inside: For each cell its runs.
        page: The page, for addresses.

    Returns:
        The table; None for a frame of one column, whose text is no table.
    """
    lines = [lines_of(runs) for runs in inside]
    rows: list[dict[int, Cell]] = [{} for _ in range(len(lattice.ys) - 1)]
    for index, span in enumerate(lattice.spans):
        rows[span.row][span.column] = cell_of(lines[index], lattice.cell_box(index), page)
    spans = [span for span in lattice.spans if span.rows > 1 or span.columns > 1]
    table = Table(lattice.xs, rows, spans, [page.number] * len(rows), lattice.ys[0], lattice.ys[-1])
    table = _without_full_rows(_with_rows_divided(table, page))
    return table if table.width > 1 and table.rows else None


def cell_of(lines: Sequence[Line], box: Box, page: Page) -> Cell:
    """Make a cell of its lines."""
    if not lines:
        return Cell("", Address(page.number, "", page.shown(box), None, page.read_by))
    texts = Box(
        min(box.x0, *(line.box.x0 for line in lines)),
        min(box.top, *(line.box.top for line in lines)),
        max(box.x1, *(line.box.x1 for line in lines)),
        max(box.bottom, *(line.box.bottom for line in lines)),
    )
    known = [line.confidence for line in lines if line.confidence is not None]
    address = Address(page.number, "", page.shown(texts), None, page.read_by, min(known, default=None))
    return Cell(wrapped_text(lines, box), address, tuple(lines))


def wrapped_text(lines: Sequence[Line], box: Box) -> str:
    """Join the lines of one cell as a reader would: nothing between ideographs, a blank between words and numbers."""
    text = lines[0].text
    for before, line in pairwise(lines):
        text += joint(before.text, line.text, is_full(before, line, box)) + line.text
    return text


def is_full(before: Line, line: Line, box: Box) -> bool:
    """Whether what stands first on a line would not have fitted on the line before."""
    padding = max(before.box.x0 - box.x0, 0.0) if before.box.x0 - box.x0 < 0.8 * before.em else 0.0
    return before.box.x1 + min(line.lead, before.em * 0.55) > box.x1 - padding - 0.3 * before.em


def joint(before: str, after: str, full: bool) -> str:
    """What stands between two lines that are one text."""
    if not before or not after or not (before[-1].isascii() and after[0].isascii()):
        return ""
    left, right = before[-1], after[0]
    if left.isalpha() and right.isalpha():
        return " "
    if left in _SIGNS_OF_NUMBERS and right in _SIGNS_OF_NUMBERS:
        return "" if full or right in ".,%" or left in ",." else " "
    return ""


def _with_rows_divided(table: Table, page: Page) -> Table:
    """Divide rows between which no line is drawn: where several columns print one value under the other."""
    rows: list[dict[int, Cell]] = []
    new_row_of: list[int] = []
    for number, row in enumerate(table.rows):
        new_row_of.append(len(rows))
        tall = {span.column for span in table.spans if span.row == number and span.rows > 1}
        covered = {
            column
            for span in table.spans
            if span.row < number < span.row + span.rows
            for column in range(span.column, span.column + span.columns)
        }
        levels = [] if covered else _levels({column: cell for column, cell in row.items() if column not in tall})
        rows.extend(_divided(row, levels, page) if len(levels) > 1 and not tall else [row])
    if len(rows) == len(table.rows):
        return table
    new_row_of.append(len(rows))
    spans = [
        replace_rows(span, new_row_of[span.row], new_row_of[span.row + span.rows] - new_row_of[span.row])
        for span in table.spans
    ]
    spans = _repeated(spans, table.spans, new_row_of)
    return replace(table, rows=rows, spans=spans, pages=[page.number] * len(rows))


def replace_rows(span: Span, row: int, rows: int) -> Span:
    """The same columns in other rows."""
    return Span(row, span.column, rows, span.columns)


def _repeated(moved: list[Span], spans: Sequence[Span], new_row_of: Sequence[int]) -> list[Span]:
    """Spans over columns of a divided row hold for each of its parts."""
    result: list[Span] = []
    for new, old in zip(moved, spans, strict=True):
        if old.rows == 1 and new.rows > 1:
            result.extend(Span(row, old.column, 1, old.columns) for row in range(new.row, new.row + new.rows))
        else:
            result.append(new)
    return result


def _levels(row: dict[int, Cell]) -> list[float]:
    """Heights at which a row without lines prints its values; one or none where it is a row like any other."""
    columns = [cell.lines for cell in row.values() if cell.lines]
    numeric = [lines for lines in columns if len(lines) > 1 and all(is_number(line.text) for line in lines)]
    if not numeric:
        return []
    middles = sorted(_middle(line) for lines in columns for line in lines if is_number(line.text))
    em = min(line.em for lines in numeric for line in lines)
    levels = [middles[0]]
    for middle in middles[1:]:
        if middle - levels[-1] > 0.5 * em:
            levels.append(middle)
    aligned = 0
    for lines in columns:
        hits = sum(any(abs(_middle(line) - level) < 0.5 * em for line in lines) for level in levels)
        aligned += len(lines) > 1 and hits >= max(2, ALIGNED_SHARE * len(levels))
    return levels if aligned > 1 else []


def _middle(line: Line) -> float:
    return (line.box.top + line.box.bottom) / 2


def _divided(row: dict[int, Cell], levels: Sequence[float], page: Page) -> list[dict[int, Cell]]:
    parts: list[dict[int, Cell]] = [{} for _ in levels]
    for column, cell in row.items():
        groups: list[list[Line]] = [[] for _ in levels]
        for line in cell.lines:
            at = _middle(line) + 0.4 * line.em
            index = max(sum(level <= at for level in levels) - 1, 0)
            groups[index].append(line)
        for part, lines in zip(parts, groups, strict=True):
            box = _lines_box(lines) if lines else None
            part[column] = cell_of(lines, box, page) if box else Cell("", replace_box(cell.address))
    return parts


def replace_box(address: Address) -> Address:
    """An address without the box: an empty field that no line encloses."""
    return address._replace(box=None)


def _lines_box(lines: Sequence[Line]) -> Box:
    return Box(
        min(line.box.x0 for line in lines),
        min(line.box.top for line in lines),
        max(line.box.x1 for line in lines),
        max(line.box.bottom for line in lines),
    )


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
    spans = [replace_rows(span, span.row - first, span.rows) for span in table.spans if first <= span.row < last]
    return replace(
        table, rows=table.rows[first:last], spans=spans, pages=table.pages[first:last], before=before, after=after
    )
