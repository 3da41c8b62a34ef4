"""Tables of a page whose every cell stands on a line of its own, with nothing between the cells.

Where blank cells have lines of blanks, the rows have as many lines each. Where blank cells have vanished, a row is a
name and the numbers behind it, and only a row with a number for each heading is sure. What neither tells is a table all
the same: its numbers are in no column, which says that they were not read.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.extraction.page.cells import NUMERIC, classify
from pipeline.extraction.page.document import Grid, GridRow

FEWEST_LINES = 6
FEWEST_NUMBERS = 3
FEWEST_ROWS = 2
LONGEST_CELL = 32
LONGEST_HEADING = 12
WIDEST = 12
_MOST_BLANK_ROWS = 8
"""Rows without a number above the first that has one."""
_HEAD_LINES = 3
"""Lines of words before a number that may hold the headings of a table."""
_SENTENCE = re.compile("[\u3002\uff1b;\uff0c|\uff5c\t]")
_LABEL = re.compile("[:\uff1a]")
_DECIMALS = re.compile(r"\d\.\d")


class _Cell(NamedTuple):
    """A printed cell with its 1-based line; blank where the line holds blanks only."""

    text: str
    line: int

    @property
    def is_number(self) -> bool:
        return classify(self.text)[0] in NUMERIC


def bare_tables(lines: Sequence[str]) -> list[Grid]:
    """Tables of one cell a line.

    Args:
        lines: The text; index 0 is line 1.

    Returns:
        A grid for each stretch of short lines with at least three numbers that have decimals.
    """
    return [grid for run in _runs(lines) for part in _parts(run) if (grid := _table(part)) is not None]


def _runs(lines: Sequence[str]) -> Iterator[list[_Cell]]:
    """Stretches of short lines that hold no sentence; lines without a sign end none."""
    run: list[_Cell] = []
    for number, line in enumerate([*lines, _SENTENCE.pattern], 1):
        text = line.strip()
        if number <= len(lines) and len(text) <= LONGEST_CELL and not _SENTENCE.search(line):
            run.extend([_Cell(text, number)] if line else [])
            continue
        if len(run) >= FEWEST_LINES:
            yield run
        run = []


def _parts(run: Sequence[_Cell]) -> Iterator[list[_Cell]]:
    """The tables of a stretch: each begins behind the last label (单位：万元) of the words before its first number."""
    starts = [0]
    words = 0
    for at, cell in enumerate(run):
        if cell.is_number:
            labels = [before for before in range(at - words, at) if _LABEL.search(run[before].text)]
            if words >= _HEAD_LINES and labels:
                starts.append(labels[-1] + 1)
            words = 0
        else:
            words = words + 1 if cell.text else 0
    for start, end in zip(starts, [*starts[1:], len(run)], strict=True):
        yield list(run[start:end])


def _table(part: Sequence[_Cell]) -> Grid | None:
    numbers = [at for at, cell in enumerate(part) if cell.is_number]
    if sum(bool(_DECIMALS.search(part[at].text)) for at in numbers) < FEWEST_NUMBERS:
        return None
    rows = _even_rows(part) or _led_rows(part, numbers[0])
    if rows is None:
        rows = [[cell] for cell in part[max(numbers[0] - 1, 0) : numbers[-1] + 1] if cell.text]
    made = [GridRow(tuple(cell.text for cell in row), tuple((cell.line, 1) for cell in row)) for row in rows]
    return Grid(made[0].places[0][0], max(line for row in made for line, _ in row.places), rows=tuple(made))


def _even_rows(part: Sequence[_Cell]) -> list[list[_Cell]] | None:
    """Rows of as many lines each below a full row of headings, every column of one kind; the headings may repeat."""
    numbers = [at for at, cell in enumerate(part) if cell.is_number]
    first, end = numbers[0], numbers[-1] + 1
    found: dict[int, int] = {}
    for width in range(2, WIDEST + 1):
        starts = range(max(width, first - _MOST_BLANK_ROWS * width), first + 1)
        start = next((at for at in starts if _is_even(part, at, end, width)), 0)
        if start:
            found[width] = start
    if not found:
        return None
    width = min(found)
    while found.get(2 * width) == found[width] and _repeats(part, found[width], width):
        width *= 2
    start = found[width]
    return [list(part[at : at + width]) for at in range(start - width, end, width)]


def _repeats(part: Sequence[_Cell], start: int, width: int) -> bool:
    texts = [cell.text for cell in part[start - 2 * width : start]]
    return texts[:width] == texts[width:]


def _is_even(part: Sequence[_Cell], start: int, end: int, width: int) -> bool:
    """Whether rows of that width stand from one place to another, below headings."""
    headings, rows = part[start - width : start], -(-(end - start) // width)
    if any(not cell.text or cell.is_number or _LABEL.search(cell.text) for cell in headings):
        return False
    if rows < FEWEST_ROWS or start + rows * width > len(part):
        return False
    kinds: list[bool | None] = [None] * width
    for at in range(start, start + rows * width):
        cell, column = part[at], (at - start) % width
        if not cell.text:
            continue
        if kinds[column] is None:
            kinds[column] = cell.is_number
        elif kinds[column] != cell.is_number:
            return False
    return kinds[0] is False and True in kinds


def _led_rows(part: Sequence[_Cell], first: int) -> list[list[_Cell]] | None:
    """A name and the numbers behind it; numbers of a row that has not one for each heading are in no column."""
    printed = [cell for cell in part if cell.text]
    first = printed.index(part[first])
    rows: list[list[_Cell]] = []
    for cell in printed[first - 1 :]:
        if cell.is_number and rows:
            rows[-1].append(cell)
        elif not cell.is_number:
            rows.append([cell])
    while rows and len(rows[-1]) == 1:
        rows.pop()
    counts = Counter(len(row) for row in rows if len(row) > 1)
    width = max(counts, key=lambda count: (counts[count], count), default=0)
    headings = printed[max(first - 1 - width, 0) : first - 1]
    if not width or max(counts) > width or len(headings) != width or counts[width] < FEWEST_ROWS:
        return None
    above = printed[first - 2 - width] if first - 2 - width >= 0 else None
    is_bounded = above is None or len(above.text) > LONGEST_HEADING
    if not is_bounded or any(_LABEL.search(cell.text) for cell in headings):
        return None
    nothing = [_Cell("", headings[0].line)]
    return [headings, *([*row[:1], *nothing * width, *row[1:]] if 1 < len(row) < width else row for row in rows)]
