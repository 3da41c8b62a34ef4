"""Fields between upright rulings alone: a row for each printed line that does not go on with the one above it.

What wraps is told in ``wrapping``, as in tables without any line; that walls divide the columns belongs here.
"""

from collections.abc import Sequence

from pipeline.extraction.readers.printed.cells import around, is_number
from pipeline.extraction.readers.printed.lattice import Lattice, lattice_of_columns
from pipeline.extraction.readers.printed.lines import Line, Run, lines_of
from pipeline.extraction.readers.printed.rulings import Ruling
from pipeline.extraction.readers.printed.tables import divide
from pipeline.extraction.readers.printed.wrapping import BESIDE, Piece, Row, append_pieces, joined_rows

SET_SOLID = 0.5
"""Em between two lines of one cell; where no line is drawn between rows, more parts them."""

FEWEST_ROWS = 3
"""So many rows that are set apart, each with one value a column at most, say how far rows stand apart."""


def lattice_of_uprights(uprights: Sequence[Ruling], runs: Sequence[Run]) -> Lattice | None:
    """The fields between upright rulings.

    Args:
        uprights: From left to right.
        runs: Of the page.

    Returns:
        The lattice; None where nothing is printed between them.
    """
    first, last = uprights[0].start, uprights[0].end
    between = [run for run in runs if first <= (run.box.top + run.box.bottom) / 2 <= last]
    lattice = lattice_of_columns(uprights, [line.box for line in lines_of(between)])
    if lattice is None:
        return None
    width = len(lattice.xs) - 1
    inside, _ = divide(lattice, between)
    cells = [lines_of(runs_of_cell) for runs_of_cell in inside]
    printed = [_row(cells[start : start + width]) for start in range(0, len(cells), width)]
    columns = [_extent(cells[column::width], lattice, column) for column in range(width)]
    near = _near(_levelled(printed))
    if len(near) >= FEWEST_ROWS and not any(map(_has_several_values, near)):
        rows = list(map(_whole, near))
    else:
        rows = [row for group in near for row in joined_rows([(row, _has_values(row)) for row in group], columns)]
    return lattice_of_columns(uprights, [around([line.box for piece in row for line in piece.lines]) for row in rows])


def _row(cells: Sequence[list[Line]]) -> Row:
    return [Piece(column, column, lines) for column, lines in enumerate(cells) if lines]


def _levelled(rows: Sequence[Row]) -> list[Row]:
    """Rows of pieces of which none stands beside another row: values at half the height of a wrapped name do."""
    found: list[Row] = []
    for row in filter(None, rows):
        if found and _stands_beside(found[-1], row):
            append_pieces(found[-1], row)
        else:
            found.append(row)
    return found


def _near(rows: Sequence[Row]) -> list[list[Row]]:
    """Rows in groups between which more is blank than between two lines of one cell."""
    groups: list[list[Row]] = []
    for row in rows:
        above = [line.box.bottom for piece in groups[-1][-1] for line in piece.lines] if groups else []
        lines = [line for piece in row for line in piece.lines]
        if above and min(line.box.top for line in lines) - max(above) < SET_SOLID * min(line.em for line in lines):
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _has_several_values(group: Sequence[Row]) -> bool:
    """Whether a column prints two numbers: then more than one row stands so near to each other."""
    numbers = [piece.first for row in group for piece in row for line in piece.lines if is_number(line.text)]
    return len(numbers) > len(set(numbers))


def _whole(group: Sequence[Row]) -> Row:
    row: Row = []
    for pieces in group:
        append_pieces(row, pieces)
    return row


def _stands_beside(above: Row, row: Row) -> bool:
    lowest = max(line.box.bottom - BESIDE * line.em for piece in above for line in piece.lines)
    return any((line.box.top + line.box.bottom) / 2 < lowest for piece in row for line in piece.lines)


def _has_values(row: Row) -> bool:
    return len(row) > 1 and any(is_number(line.text) for piece in row for line in piece.lines)


def _extent(cells: Sequence[list[Line]], lattice: Lattice, column: int) -> tuple[float, float]:
    """From where to where a column prints; between its walls where it prints nothing."""
    boxes = [line.box for lines in cells for line in lines]
    box = around(boxes) if boxes else None
    return (box.x0, box.x1) if box else (lattice.xs[column], lattice.xs[column + 1])
