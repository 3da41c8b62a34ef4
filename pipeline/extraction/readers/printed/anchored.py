"""Rows between which nothing is drawn, told by the heights of their values: a cell that wraps stands around its value.

Where the cells of a row are set at their middle, its values say which lines of a wrapped name are its own, also where
lines of two rows stand no further apart than those of one cell. What no value stands beside, and what one cell may hold
of its lines, is told in ``wrapping``.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.extraction.readers.printed.aligned_columns import Columns, has_values
from pipeline.extraction.readers.printed.cells import is_number
from pipeline.extraction.readers.printed.lines import Line
from pipeline.extraction.readers.printed.wrapping import Piece, Row, append_pieces, joined_rows, pieces_of, wraps

LEVEL = 0.3
"""Em by which the middle of a cell's lines and that of its value may differ."""


@dataclass(slots=True)
class _Mark:
    """What one line prints in one column, and the row of values it stands in, if any."""

    line: Line
    column: int
    number: int
    anchor: int | None

    @property
    def middle(self) -> float:
        return _middle(self.line)


@dataclass(slots=True)
class _Anchor:
    """The lines of one row of values; several where a number was too wide for its cell."""

    numbers: list[int]
    pieces: Row
    middle: float = 0.0
    claimed: list[_Mark] = field(default_factory=list["_Mark"])


def _middle(line: Line) -> float:
    return (line.box.top + line.box.bottom) / 2


def anchored_rows(lines: Sequence[Line], columns: Columns) -> list[Row] | None:
    """Put lines into rows by the heights of their values.

    Args:
        lines: Of the body of a table, from top to bottom.
        columns: From where to where each column prints.

    Returns:
        The rows; None where nothing stands around a value, or where it is said in two ways.
    """
    printed = [pieces_of(line, columns) for line in lines]
    anchors = _anchors(lines, printed, columns)
    marks = _marks(printed, anchors)
    for column, inside in marks.items():
        for index, anchor in enumerate(anchors):
            anchor.claimed.extend(_claimed(index, anchor.middle, inside, (columns[column][0], columns[column][1])))
    counts = Counter(id(mark) for anchor in anchors for mark in anchor.claimed)
    return _rows(printed, anchors, columns) if counts and max(counts.values()) == 1 else None


def _anchors(lines: Sequence[Line], printed: Sequence[Row], columns: Columns) -> list[_Anchor]:
    anchors: list[_Anchor] = []
    for number, (line, row) in enumerate(zip(lines, printed, strict=True)):
        if not has_values(line) and not any(is_number(piece.lines[0].text) for piece in row):
            continue
        if anchors and anchors[-1].numbers[-1] == number - 1 and _goes_on(anchors[-1].pieces, row, columns):
            anchors[-1].numbers.append(number)
            append_pieces(anchors[-1].pieces, [Piece(piece.first, piece.last, list(piece.lines)) for piece in row])
        else:
            anchors.append(_Anchor([number], [Piece(piece.first, piece.last, list(piece.lines)) for piece in row]))
    for anchor in anchors:
        middles = [_middle(lines[number]) for number in anchor.numbers]
        anchor.middle = (middles[0] + middles[-1]) / 2
    return anchors


def _goes_on(row: Row, below: Row, columns: Columns) -> bool:
    """Whether every number of a line is the rest of the one above it."""
    pairs = [
        (above, piece)
        for piece in below
        for above in row
        if above.first == piece.first and is_number(piece.lines[0].text)
    ]
    return bool(pairs) and all(
        wraps(above.lines[-1], piece.lines[0], (columns[piece.first][0], columns[piece.last][1]))
        for above, piece in pairs
    )


def _marks(printed: Sequence[Row], anchors: Sequence[_Anchor]) -> dict[int, list[_Mark]]:
    """What stands in one column alone, by column, from top to bottom."""
    anchor_of = {number: index for index, anchor in enumerate(anchors) for number in anchor.numbers}
    marks: dict[int, list[_Mark]] = {}
    for number, row in enumerate(printed):
        for piece in row:
            if piece.first == piece.last:
                mark = _Mark(piece.lines[0], piece.first, number, anchor_of.get(number))
                marks.setdefault(piece.first, []).append(mark)
    return marks


def _claimed(index: int, middle: float, marks: Sequence[_Mark], extent: tuple[float, float]) -> list[_Mark]:
    """The marks of one column around a row of values, as many above as below, that go on with each other."""
    own = [place for place, mark in enumerate(marks) if mark.anchor == index]
    first = start = own[0] if own else next((i for i, mark in enumerate(marks) if mark.middle > middle), len(marks))
    last = end = own[-1] if own else first - 1
    while first > 0 and last + 1 < len(marks):
        above, below = marks[first - 1], marks[last + 1]
        cell = [above, *marks[first : last + 1], below]
        if above.anchor is not None or below.anchor is not None or not _is_around(above, below, middle):
            break
        if not (wraps(cell[0].line, cell[1].line, extent) and wraps(cell[-2].line, cell[-1].line, extent)):
            break
        first, last = first - 1, last + 1
    return [*marks[first:start], *marks[end + 1 : last + 1]]


def _is_around(above: _Mark, below: _Mark, middle: float) -> bool:
    return abs((above.middle + below.middle) / 2 - middle) < LEVEL * below.line.em


def _rows(printed: Sequence[Row], anchors: Sequence[_Anchor], columns: Columns) -> list[Row]:
    taken = {(mark.number, mark.column) for anchor in anchors for mark in anchor.claimed}
    numbers = {number for anchor in anchors for number in anchor.numbers}
    rows: list[tuple[float, Row]] = []
    rest: list[tuple[Row, bool]] = []
    for number, pieces in enumerate(printed):
        anchor = next((anchor for anchor in anchors if anchor.numbers[0] == number), None)
        if anchor is not None:
            rows.append((anchor.middle, _row(anchor)))
        elif number not in numbers:
            left = [piece for piece in pieces if (number, piece.first) not in taken]
            rest.extend([(left, False)] if left else [])
    rows.extend((_middle(row[0].lines[0]), row) for row in joined_rows(rest, columns))
    return [row for _, row in sorted(rows, key=lambda entry: entry[0])]


def _row(anchor: _Anchor) -> Row:
    row = [Piece(piece.first, piece.last, list(piece.lines)) for piece in anchor.pieces]
    append_pieces(row, [Piece(mark.column, mark.column, [mark.line]) for mark in anchor.claimed])
    for piece in row:
        piece.lines.sort(key=_middle)
    return row
