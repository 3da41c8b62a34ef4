"""Lines of a table without upright lines to rows and headings: which line goes on in the cell above it.

Wrapping within columns belongs here; where the columns are does not (``aligned_columns``).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.extraction.page.cells import HIDDEN
from pipeline.extraction.page.document import Box, Span
from pipeline.extraction.readers.printed.aligned_columns import ALIGNED, Columns, covered, has_values
from pipeline.extraction.readers.printed.cells import (
    Cell,
    around,
    begins_number,
    cell_of,
    is_cut_number,
    is_only_together,
    is_rest_of_cents,
    is_rest_of_code,
)
from pipeline.extraction.readers.printed.lines import Line, Part
from pipeline.extraction.readers.printed.marks import Page
from pipeline.extraction.readers.printed.paragraphs import begins_anew, is_only_ordinal
from pipeline.extraction.readers.printed.type_size import CLOSING

TOUCHING = 0.9
"""Em between two lines of one cell."""
BESIDE = 0.2
"""Em by which a line must stand beside the one above to be of its row: values at half the height of a wrapped name."""
SLACK = 0.3
_NOTE = re.compile("[:：]")
CUT = 0.05
"""Em by which a text must run into the next cell to be cut there."""
LEAD = 1.6
"""Em of what stands first on a line: an ideograph with its punctuation."""


@dataclass(slots=True)
class Piece:
    """What one cell prints: the columns it stands over, and its lines of one part each."""

    first: int
    last: int
    lines: list[Line]


Row = list[Piece]


def pieces_of(line: Line, columns: Columns) -> Row:
    """The parts of a line, each with the columns it stands over; two over one column are one."""
    pieces: Row = []
    for part in line.parts:
        first, last = covered(part, columns)
        lead = line.lead if part is line.parts[0] else _lead_of(part, line.em)
        own = line._replace(text=part.text, box=line.box._replace(x0=part.x0, x1=part.x1), parts=(part,), lead=lead)
        if pieces and pieces[-1].first < first <= pieces[-1].last:
            pieces[-1] = Piece(pieces[-1].first, first - 1, pieces[-1].lines)
        elif pieces and first <= pieces[-1].last:
            before = pieces[-1].lines[0]
            if last <= pieces[-1].last:
                joined = before._replace(text=f"{before.text} {part.text}", box=around([before.box, own.box]))
                pieces[-1] = Piece(pieces[-1].first, max(last, pieces[-1].last), [joined])
                continue
            first = pieces[-1].last + 1
        pieces.append(Piece(first, last, [own]))
    return pieces


def _lead_of(part: Part, em: float) -> float:
    """Width of what no line break may divide at the start of a part: all of a number or word, one ideograph."""
    return part.x1 - part.x0 if part.text.isascii() else min(part.x1 - part.x0, em)


def rows_of(lines: Sequence[Line], columns: Columns) -> list[Row]:
    """Put lines between which none is drawn into rows.

    Args:
        lines: Of the body of a table, from top to bottom.
        columns: From where to where each column prints.

    Returns:
        The rows; a line whose every part goes on with the cell above is of the same row, and so are values at half the
        height of a wrapped name.
    """
    return joined_rows([(pieces_of(line, columns), has_values(line)) for line in lines], columns)


def joined_rows(lines: Sequence[tuple[Row, bool]], columns: Columns) -> list[Row]:
    """Put lines, each as its pieces and whether it prints values, into rows as ``rows_of`` does."""
    rows: list[Row] = []
    valued = False
    for pieces, values in lines:
        if rows and _goes_on(rows[-1], pieces, columns, values=values and not valued):
            append_pieces(rows[-1], pieces)
            valued = valued or values
        else:
            rows.append(pieces)
            valued = values
    return rows


def one_row(lines: Sequence[Line], columns: Columns) -> Row:
    """All lines between two rulings as one row."""
    row: Row = []
    for line in lines:
        append_pieces(row, pieces_of(line, columns))
    return row


def append_pieces(row: Row, pieces: Row) -> None:
    """Add pieces to the row they are of, each to the cell it stands in."""
    for piece in pieces:
        above = _above(row, piece)
        if above is None:
            row.append(piece)
        else:
            above.lines.extend(piece.lines)
    row.sort(key=lambda piece: piece.first)


def _above(row: Row, piece: Piece) -> Piece | None:
    return next((other for other in row if other.first <= piece.last and piece.first <= other.last), None)


def _goes_on(row: Row, pieces: Row, columns: Columns, *, values: bool) -> bool:
    pairs = [(_above(row, piece), piece) for piece in pieces]
    known = [(above, piece) for above, piece in pairs if above is not None]
    if any(_is_cut(above.lines[-1], piece.lines[0]) for above, piece in known):
        return True
    if len(known) < len(pairs) and not values:
        return False
    if not known:
        lowest = max(piece.lines[-1].box.bottom for piece in row)
        return lowest - pieces[0].lines[0].box.top > BESIDE * pieces[0].lines[0].em
    return all(
        wraps(above.lines[-1], piece.lines[0], _extent(columns, above.first, above.last)) for above, piece in known
    )


def _is_cut(above: Line, line: Line) -> bool:
    """Whether the line above ends within a number, so that what stands right below it can be no row of its own."""
    near = line.box.top - above.box.bottom <= TOUCHING * max(above.em, line.em)
    return near and (is_cut_number(above.text.rsplit(" ", 1)[-1]) or line.text[0] in CLOSING)


def _extent(columns: Columns, first: int, last: int) -> tuple[float, float]:
    return columns[first][0], columns[last][1]


def wraps(above: Line, line: Line, extent: tuple[float, float]) -> bool:
    """Whether a line goes on with the one above in the same cell: right below, aligned, and what did not fit there.

    Args:
        above: What the cell prints above.
        line: What may go on.
        extent: From where to where the cell's columns print.

    Returns:
        True where both are one text; of numbers only where one alone is none.
    """
    em = max(above.em, line.em)
    is_new = begins_anew(line.text) and not is_only_ordinal(line.text)
    if line.box.top - above.box.bottom > TOUCHING * em or is_new:
        return False
    if begins_number(line.text) or begins_number(above.text):
        return (
            above.text[-1] in ",."
            or line.text[0] in ".,%"
            or is_rest_of_cents(above.text, line.text)
            or is_only_together(above.text, line.text)
            or is_rest_of_code(above.text, line.text)
        )
    ends = (above.box.x0 - line.box.x0, above.box.x1 - line.box.x1)
    if min(abs(ends[0]), abs(ends[1]), abs(sum(ends)) / 2) > ALIGNED * em:
        return False
    return above.box.x1 - above.box.x0 + min(line.lead, LEAD * em) > extent[1] - extent[0] - SLACK * em


def rest_of_row(row: Row, lines: Sequence[Line], columns: Columns) -> int:
    """How many lines below the last row of a table print nothing but the rest of its wrapped cells.

    Args:
        row: The last row.
        lines: What stands below it, from top to bottom.
        columns: From where to where each column prints, with its heading.

    Returns:
        Their number; a line that no row could print, wider than its column or with a colon as a note has, is none.
    """
    row = [Piece(piece.first, piece.last, list(piece.lines)) for piece in row]
    for count, line in enumerate(lines):
        pieces = pieces_of(line, columns)
        extents = [_extent(columns, piece.first, piece.last) for piece in pieces]
        within = all(
            piece.first == piece.last
            and start - SLACK * line.em < piece.lines[0].box.x0
            and piece.lines[0].box.x1 < end + SLACK * line.em
            for piece, (start, end) in zip(pieces, extents, strict=True)
        )
        if not within or _NOTE.search(line.text) or not _goes_on(row, pieces, columns, values=False):
            return count
        append_pieces(row, pieces)
    return len(lines)


def headings_of(lines: Sequence[Line], columns: Columns) -> list[Row]:
    """Put the lines above the first row into rows of headings, what wraps into one.

    Args:
        lines: From top to bottom.
        columns: From where to where each column prints.

    Returns:
        A row for each height at which a heading begins.
    """
    rows: list[Row] = []
    for line in lines:
        pieces = pieces_of(line, columns)
        pairs = [(_last_over(rows, piece), piece) for piece in pieces]
        groups = {id(_nearest(rows[-1], piece)) for above, piece in pairs if above is None} if rows else set[int]()
        row: Row = []
        for above, piece in pairs:
            extent = _extent(columns, piece.first, piece.last)
            alone = sum(other is above for other, _ in pairs) == 1
            within = above is not None and above.first <= piece.first and piece.last <= above.last and alone
            if above is None or not within or id(above) in groups or not wraps(above.lines[-1], piece.lines[0], extent):
                row.append(piece)
            else:
                above.lines.extend(piece.lines)
        if row:
            rows.append(row)
    return rows


def _last_over(rows: Sequence[Row], piece: Piece) -> Piece | None:
    return next((found for row in reversed(rows) if (found := _above(row, piece)) is not None), None)


def _nearest(row: Row, piece: Piece) -> Piece:
    """The heading beside which one stands that none is over: it is of that group."""
    box = piece.lines[0].box
    return min(row, key=lambda other: max(other.lines[0].box.x0 - box.x1, box.x0 - other.lines[0].box.x1))


def cells_of(rows: Sequence[Row], columns: Columns, page: Page) -> list[dict[int, Cell]]:
    """The cells of rows by column, each as wide as its columns and as high as its lines."""
    cut = cut_pieces(rows)
    return [{piece.first: _cell(piece, columns, page, is_cut=id(piece) in cut) for piece in row} for row in rows]


def _cell(piece: Piece, columns: Columns, page: Page, *, is_cut: bool) -> Cell:
    cell = cell_of(piece.lines, _box(piece, columns), page)
    return replace(cell, text=cell.text + HIDDEN) if is_cut else cell


def cut_pieces(rows: Sequence[Row]) -> set[int]:
    """What is cut because the cell beside it prints something: it ends within a sign of where that cell begins."""
    starts: dict[int, float] = {}
    for row in rows:
        for piece in row:
            start = min(line.box.x0 for line in piece.lines)
            starts[piece.first] = min(start, starts.get(piece.first, start))
    return {
        id(left)
        for row in rows
        for left, right in pairwise(row)
        if _ends_within(left.lines[-1], starts[right.first]) and not begins_number(left.lines[-1].text)
    }


def _ends_within(line: Line, start: float) -> bool:
    return CUT * line.em < line.box.x1 - start < line.em


def _box(piece: Piece, columns: Columns) -> Box:
    left, right = _extent(columns, piece.first, piece.last)
    return around([line.box for line in piece.lines])._replace(x0=left, x1=right)


def spans_of(rows: Sequence[Row]) -> list[Span]:
    """What stands over several columns."""
    return [
        Span(number, piece.first, 1, piece.last - piece.first + 1)
        for number, row in enumerate(rows)
        for piece in row
        if piece.last > piece.first
    ]
