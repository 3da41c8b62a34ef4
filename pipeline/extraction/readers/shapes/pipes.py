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

from pipeline.extraction.page.cells import NUMERIC, classify
from pipeline.extraction.page.document import Grid, GridRow
from pipeline.extraction.readers.shapes.column_numbers import Cell
from pipeline.extraction.readers.shapes.merged import without_merging

FEWEST_ROWS = 2
FEWEST_CELLS = 6
WIDEST = 40
_PIPES = frozenset("|\uff5c")
_PIPE = re.compile(r"(?<!\\)[|\uff5c]")
_RULE = re.compile(r"[|\uff5c\s:=+-]*-[|\uff5c\s:=+-]*\Z")
_FIT = 0.9
_NEARLY_ALL = 0.8
_LABEL = re.compile("[:\uff1a]")

Place = tuple[int, int]


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


def cell_per_line_tables(lines: Sequence[str]) -> list[Grid]:
    """Tables with a pipe behind each cell, one cell or one row a line."""
    printed = _with_pipes_below([_printed(line) for line in lines], lines)
    grids: list[Grid] = []
    for start, end in _runs([line is not None for line in printed]):
        run = [line for line in printed[start:end] if line is not None]
        texts = [cell for line in run for cell in line.cells]
        if len(texts) < FEWEST_CELLS:
            continue
        if row_lines := _row_per_line(run):
            kept = [_kept(line, number) for number, line in enumerate(run[:row_lines], start + 1)]
            rows = without_merging([row for row in kept if row])
            grids.append(Grid(start + 1, start + row_lines, rows=tuple(rows)))
        elif width := _width_of_ends(run, texts):
            grids.append(Grid(start + 1, end, rows=tuple(without_merging(list(_ended_rows(run, start + 1, width))))))
        elif end - start >= FEWEST_CELLS and (shape := _width(texts)) is not None:
            places = [(start + at, field) for at, line in enumerate(run, 1) for field in range(1, len(line.cells) + 1)]
            rows = _without_label(list(_chunked(texts, places, *shape)))
            grids.append(Grid(start + 1, end, rows=tuple(rows)))
    return grids


def _row_per_line(lines: Sequence[_Printed]) -> int:
    """How many lines are a row each: nearly all of them have as many cells; notes below them are left out.

    Args:
        lines: What each line prints.

    Returns:
        The count of lines up to the last one of more than one cell; 0 where lines are no rows.
    """
    last = max((number for number, line in enumerate(lines, 1) if len(line.cells) > 1), default=0)
    counts = Counter(len(line.cells) for line in lines[:last])
    width = max(counts, key=lambda count: (counts[count], count), default=0)
    is_usual = last > FEWEST_ROWS and counts[width] >= _NEARLY_ALL * last
    return last if width > 1 and is_usual and all(len(line.cells) <= width for line in lines[:last]) else 0


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
    first = next((index for index, text in enumerate(texts) if _is_amount(text)), len(texts))
    widths = [width for width in range(2, WIDEST + 1) if not any(stretch % width for stretch in [*ended, left])]
    fits = {width: _fit(texts[first - first % width :], width) for width in widths}
    least = min(ended)
    if least in fits and (len(ended) > FEWEST_ROWS or fits[least] >= _FIT):
        return least
    # A row that is full says nothing of its end: of the widths that the stretches allow, the one of one kind a column.
    best = max(fits, key=lambda width: (fits[width], -width), default=0)
    return best if best and fits[best] >= _FIT else 0


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


def _width(texts: Sequence[str]) -> tuple[int, int] | None:
    """Cells of a row, and how many cells stand above the first row with numbers; None where nothing tells."""
    serials = [index for index, text in enumerate(texts) if text.isdigit() and len(text) < 4]
    for first in serials:
        if texts[first] != "1":
            continue
        for second in serials:
            width = second - first
            if 2 <= width <= WIDEST and texts[second] == "2" and _counts_on(texts, first, width):
                return width, first
    return _fitting(texts)


def _counts_on(texts: Sequence[str], first: int, width: int) -> bool:
    """Whether every ``width``-th cell counts on: 1, 2, 3 …; a last row of totals may have no number."""
    column = texts[first::width]
    counted = sum(text == str(number) for number, text in enumerate(column, 1))
    return counted >= 2 and counted >= _FIT * (len(column) - 1)


def _fitting(texts: Sequence[str]) -> tuple[int, int] | None:
    """The width under which columns are of one kind: all numbers or blank, or all words."""
    first = next((index for index, text in enumerate(texts) if _is_amount(text)), None)
    if first is None:
        return None
    best: tuple[bool, float, int, int] | None = None
    for width in range(2, min(WIDEST, len(texts) // 2) + 1):
        for start in range(max(first - width + 1, 0), first + 1):
            body = texts[start:]
            if len(body) < 2 * width or len(body) % width:
                continue
            fit = _fit(body, width)
            headings = list(texts[start - width : start]) if start >= width else list[str]()
            is_headed = bool(headings) and all(text and not _is_amount(text) for text in headings)
            if fit >= _FIT and (best is None or (is_headed, fit) > best[:2]):
                best = (is_headed, fit, width, start)
    return best[2:] if best else None


def _is_amount(text: str) -> bool:
    return classify(text)[0] in NUMERIC


def _fit(body: Sequence[str], width: int) -> float:
    """Share of printed cells that are of their column's kind."""
    fitting = printed = 0
    for column in range(width):
        kinds = [_is_amount(text) for text in body[column::width] if text]
        fitting += max(sum(kinds), len(kinds) - sum(kinds))
        printed += len(kinds)
    return fitting / printed if printed else 0.0


def _without_label(rows: list[GridRow]) -> list[GridRow]:
    """A label (单位：万元) before a table whose every row begins with a pipe has a row of its own."""
    first = rows[0]
    if not _LABEL.search(first.cells[0]) or any(row.cells[0] for row in rows[1:]):
        return rows
    return [GridRow(first.cells[:1], first.places[:1]), GridRow(("", *first.cells[1:]), first.places), *rows[1:]]


def _end_of_labels(texts: Sequence[str], width: int) -> int:
    """How many cells above the numbers end with a label (单位：万元), where full rows of headings follow it."""
    last = max((at for at, text in enumerate(texts, 1) if _LABEL.search(text)), default=0)
    is_full = len(texts) > last and not (len(texts) - last) % width and all(texts[last:])
    return last if is_full and last % width else 0


def _chunked(texts: Sequence[str], places: Sequence[Place], width: int, first: int) -> Iterator[GridRow]:
    """Rows: those above the first number from the top, the last of them to the right where cells above cover it."""
    labels = _end_of_labels(texts[:first], width)
    position = 0
    while position < first:
        end = min(position + width, first if position >= labels else labels)
        missing = width - (end - position) if end == first else 0
        cells = (*[""] * missing, *texts[position:end])
        yield GridRow(cells, (*[places[position]] * missing, *places[position:end]))
        position = end
    for position in range(first, len(texts), width):
        yield GridRow(tuple(texts[position : position + width]), tuple(places[position : position + width]))
