"""Tables whose cells stand between pipes: Markdown, and exports with a pipe behind each cell, one cell or row a line.

Markdown::

    | item | amount |
    |------|-------:|
    | a    |   1.00 |

A pipe behind each cell (a row ends where the count of cells or the serial number says so; further pipes are empty
cells)::

    no. |
    item | ||
    1 |
    a |
    1.00 |
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.extraction.page.document import Grid, GridRow
from pipeline.extraction.readers.shapes.column_numbers import LABEL, Cell, is_decimal, is_number
from pipeline.extraction.readers.shapes.merged import Laid, without_merging
from pipeline.extraction.readers.shapes.row_ends import FIT, WIDEST, chunks, fit, rows_of, shape_of

FEWEST_ROWS = 2
FEWEST_CELLS = 6
_PIPES = frozenset("|\uff5c")
_PIPE = re.compile(r"(?<!\\)[|\uff5c]")
_RULE = re.compile(r"[|\uff5c\s:=+-]*-[|\uff5c\s:=+-]*\Z")
_NEARLY_ALL = 0.8
_LONGEST_PART = 24
"""Signs of a part of a cell at most: longer lines are sentences."""


def _pipe_cells(line: str) -> list[str] | None:
    """Cells of a line between pipes; None for a line that is no such row."""
    text = line.strip()
    if text[:1] not in "|\uff5c" or not text:
        return None
    cells = [cell.strip().replace("\\|", "|") for cell in _PIPE.split(text)]
    if cells[-1]:
        return cells[1:] if len(cells) > 2 else None
    return cells[1:-1] if len(cells) > 3 or (len(cells) == 3 and cells[1]) else None


def _runs(flags: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Ranges (end excluded) of successive flags that are set."""
    start = -1
    for index, flag in enumerate([*flags, False]):
        if flag and start < 0:
            start = index
        elif not flag and start >= 0:
            yield start, index
            start = -1


def pipe_tables(lines: Sequence[str]) -> list[Grid]:
    """Tables of rows between pipes."""
    rows = [_pipe_cells(line) if "|" in line or "\uff5c" in line else None for line in lines]
    grids: list[Grid] = []
    for start, end in _runs([row is not None for row in rows]):
        found: list[GridRow] = []
        for index in range(start, end):
            cells = rows[index]
            if cells is not None and not _RULE.match(lines[index]):
                places = tuple((index + 1, field) for field in range(1, len(cells) + 1))
                found.append(GridRow(tuple(cells), places))
        if len(found) >= FEWEST_ROWS and max(len(row.cells) for row in found) > 1:
            grids.append(Grid(start + 1, end, rows=tuple(found)))
    return grids


class _Printed(NamedTuple):
    """The cells of a line, and how many of them at its end are none: pipes without blanks stand for merged columns."""

    cells: list[str]
    missing: int = 0


def _printed(line: str) -> _Printed | None:
    """What a line prints whose every cell has a pipe behind it."""
    text = line.strip()
    if text[-1:] not in _PIPES:
        return None
    cells = [cell.strip() for cell in _PIPE.split(text)[:-1]]
    run = len(text) - len(text.rstrip("|\uff5c"))
    is_alone = sum(map(bool, cells)) <= 1 and len(cells) > 1 and not cells[-1]
    return _Printed(cells, run if run > 1 else int(is_alone))


def _with_pipes_below(printed: Sequence[_Printed | None], lines: Sequence[str]) -> list[_Printed | None]:
    """What the lines print where the pipe behind a cell has a line of its own; below a pipe it is an empty cell."""
    found = list(printed)
    for index in range(1, len(lines)):
        text = lines[index - 1].strip()
        if lines[index].strip() in _PIPES and text and printed[index - 1] is None:
            found[index - 1 : index + 1] = [_Printed([text]), _Printed([])]
    return found


def _with_wrapped_cells(printed: Sequence[_Printed | None], lines: Sequence[str]) -> list[_Printed | None]:
    """What the lines print where a cell goes on in the next line, so that its first line ends without a pipe.

    A line between two tables looks alike: it is a part of a cell only where a row goes on behind it.
    """
    joined, wrapped = list(printed), set[int]()
    for index in range(1, len(lines) - 1):
        text, below = lines[index].strip(), printed[index + 1]
        is_between = printed[index] is None and printed[index - 1] is not None and 0 < len(text) <= _LONGEST_PART
        if is_between and below is not None and len(below.cells) == 1 and below.cells[0] and not LABEL.search(text):
            joined[index : index + 2] = [_Printed([]), _Printed([text + below.cells[0]], below.missing)]
            wrapped.add(index + 1)
    found = list(printed)
    for start, end in _runs([line is not None for line in joined]):
        if wrapped & set(range(start, end)) and _goes_on(joined[start:end], {at - start for at in wrapped}):
            found[start:end] = joined[start:end]
    return found


def _goes_on(run: Sequence[_Printed | None], wrapped: set[int]) -> bool:
    """Whether each of these lines is a heading, or a cell that is not the first of its row."""
    texts: list[str] = []
    cells: list[int] = []
    for at, line in enumerate(run):
        if at in wrapped:
            cells.append(len(texts))
        texts += line.cells if line is not None else []
    shape = shape_of(texts)
    return shape is not None and all(at < shape.first or (at - shape.first) % shape.width for at in cells)


def cell_per_line_tables(lines: Sequence[str]) -> list[Grid]:
    """Tables with a pipe behind each cell, one cell or one row a line."""
    printed = _with_wrapped_cells(_with_pipes_below([_printed(line) for line in lines], lines), lines)
    grids: list[Grid] = []
    for start, end in _runs([line is not None for line in printed]):
        run = [line for line in printed[start:end] if line is not None]
        texts = [cell for line in run for cell in line.cells]
        if len(texts) < FEWEST_CELLS:
            continue
        if (rows_at := _row_per_line(run)) is not None:
            kept = [_kept(line, number) for number, line in enumerate(run, start + 1)]
            laid = without_merging([row for row in kept[rows_at.first : rows_at.end] if row], rows_at.width)
            grids.append(_grid(start + rows_at.first + 1, start + rows_at.end, laid))
        elif width := _width_of_ends(run, texts):
            ended = list(_ended_rows(run, start + 1, width))
            # A blank cell on a line of its own is printed like any other: then none is left out.
            has_blanks = any(not cell.text for row in ended if any(cell.text for cell in row) for cell in row)
            grids.append(_grid(start + 1, end, without_merging(ended, 0 if has_blanks else width)))
        elif end - start >= FEWEST_CELLS and (shape := shape_of(texts)) is not None:
            cells = list(_cells(run, start + 1))
            told = _told_headings(run, start + 1, shape.first)
            rows = without_merging([*told, *chunks(cells, shape)]).rows if told else list(rows_of(cells, shape))
            grids.append(Grid(start + 1, end, rows=tuple(_without_label(rows))))
        elif end - start >= FEWEST_CELLS and any(map(is_decimal, texts)):
            # Nothing tells their columns; that they are numbers of a table is told.
            loose = tuple(GridRow((cell.text,), (cell.place,)) for cell in _cells(run, start + 1) if cell.text)
            grids.append(Grid(start + 1, end, rows=loose, loose_lines=frozenset(range(start + 1, end + 1))))
    return grids


def _cells(lines: Sequence[_Printed], first_line: int) -> Iterator[Cell]:
    for number, line in enumerate(lines, first_line):
        yield from (Cell(text, (number, field)) for field, text in enumerate(line.cells, 1))


class _RowsAt(NamedTuple):
    """The lines that are a row each, from the first to the one before the end, and their cells."""

    first: int
    end: int
    width: int


def _row_per_line(lines: Sequence[_Printed]) -> _RowsAt | None:
    """Which lines are a row each: nearly all of them have as many cells.

    What stands above them with other cells (the record of the page) and notes below them are left out.
    """
    counts = Counter(len(line.cells) for line in lines if len(line.cells) > 1)
    width = max(counts, key=lambda count: (counts[count], count), default=0)
    at = [number for number, line in enumerate(lines) if len(line.cells) == width]
    if counts[width] <= FEWEST_ROWS:
        return None
    first, end = at[0], at[-1] + 1
    is_usual = counts[width] >= _NEARLY_ALL * (end - first) and end - first > FEWEST_ROWS
    return _RowsAt(first, end, width) if is_usual and all(len(line.cells) <= width for line in lines[:end]) else None


def _grid(first: int, last: int, laid: Laid) -> Grid:
    return Grid(first, last, rows=tuple(laid.rows), loose_lines=laid.loose, loose_cells=laid.doubtful)


def _kept(line: _Printed, number: int) -> list[Cell]:
    """The cells of a line, without the empty ones that further pipes stand for."""
    return [Cell(text, (number, field)) for field, text in enumerate(line.cells[: len(line.cells) - line.missing], 1)]


def _width_of_ends(lines: Sequence[_Printed], texts: Sequence[str]) -> int:
    """Cells of a row where the lines tell: further pipes stand for the empty cells at the end of a row alone.

    Args:
        lines: What each line prints.
        texts: The cells of all lines.

    Returns:
        The width that divides every stretch up to such a line, and under which columns are of one kind where few lines
        tell; 0 where there is none.
    """
    stretches = [0]
    for line in lines:
        stretches[-1] += len(line.cells)
        if line.missing:
            stretches.append(0)
    ended, left = stretches[:-1], stretches[-1]
    rows = Counter(len(line.cells) for line in lines if sum(map(bool, line.cells)) > 1)
    if rows and 2 * max(rows.values()) >= len(lines):
        ended.append(max(rows, key=lambda width: rows[width]))
    if not ended:
        return 0
    first = next((index for index, text in enumerate(texts) if is_number(text)), len(texts))
    widths = [width for width in range(2, WIDEST + 1) if not any(stretch % width for stretch in [*ended, left])]
    fits = {width: fit(texts[first - first % width :], width) for width in widths}
    least = min(ended)
    if least in fits and (len(ended) > FEWEST_ROWS or fits[least] >= FIT):
        return least
    # A row that is full says nothing of its end: of the widths that the stretches allow, the one of one kind a column.
    best = max(fits, key=lambda width: (fits[width], -width), default=0)
    return best if best and fits[best] >= FIT else 0


def _ended_rows(lines: Sequence[_Printed], first_line: int, width: int) -> Iterator[list[Cell]]:
    """Rows of that many cells, without the empty ones that further pipes stand for."""
    row: list[Cell] = []
    count = 0
    for number, line in enumerate(lines, first_line):
        row.extend(_kept(line, number))
        count += len(line.cells)
        if count >= width:
            yield row
            row, count = [], 0


def _told_headings(lines: Sequence[_Printed], first_line: int, first: int) -> list[list[Cell]]:
    """The rows above the body, where further pipes tell the end of one of them."""
    rows: list[list[Cell]] = [[]]
    count = 0
    for number, line in enumerate(lines, first_line):
        if count >= first:
            break
        rows[-1] += _kept(line, number)
        count += len(line.cells)
        if line.missing:
            rows.append([])
    return [row for row in rows if row] if len(rows) > 1 else []


def _without_label(rows: list[GridRow]) -> list[GridRow]:
    """A label (单位：万元) before a table whose every row begins with a pipe has a row of its own."""
    first = rows[0]
    if not LABEL.search(first.cells[0]) or any(row.cells[0] for row in rows[1:]):
        return rows
    return [GridRow(first.cells[:1], first.places[:1]), GridRow(("", *first.cells[1:]), first.places), *rows[1:]]
