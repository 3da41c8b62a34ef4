"""Tables whose cells one blank joins, as a page's text is copied: ``公务接待费 14.83 14.83``.

An empty cell leaves a blank of its own or nothing, so that a run of blanks says how many are empty. A run that allows
two answers, and a row of another number of cells, are not placed. Prose has other signs between its words.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.extraction.page.cells import NUMERIC, classify
from pipeline.extraction.page.document import Grid, GridRow

FEWEST_ROWS = 3
FEWEST_COLUMNS = 2
MOST_HEAD_LINES = 2
LONGEST_CELL = 40
_BLANK = re.compile("[ \u00a0\u3000]+")
_PROSE = re.compile(r"[\u3002\uff1b;\uff0c\u3001]|,(?!\d{3})")
_ORDINAL = re.compile(r"\A[(\uff08]?[\d\u4e00-\u5341]{1,3}[)\uff09]?[.\u3001\uff0e]?")
_COLON = re.compile("[:\uff1a]")


class _Line(NamedTuple):
    """The pieces of a line and the runs of blanks between them."""

    number: int
    pieces: tuple[str, ...]
    gaps: tuple[int, ...]

    @property
    def numbers(self) -> int:
        """How many pieces at its end are numbers."""
        count = 0
        for piece in reversed(self.pieces):
            if classify(piece)[0] not in NUMERIC:
                break
            count += 1
        return count

    @property
    def is_full(self) -> bool:
        """Whether nothing in it can be an empty cell."""
        return all(gap == 1 for gap in self.gaps)


def _line(number: int, text: str) -> _Line | None:
    """The pieces of a line that may be a row; None for prose, a blank line and a line of one long piece."""
    body = text.strip(" \u00a0\u3000\r")
    bare = _ORDINAL.sub("", body)
    if not body or "\t" in body or _PROSE.search(bare):
        return None
    pieces = tuple(_BLANK.split(body))
    if any(len(piece) > LONGEST_CELL for piece in pieces):
        return None
    return _Line(number, pieces, tuple(len(gap) for gap in _BLANK.findall(body)))


def joined_tables(lines: Sequence[str]) -> list[Grid]:
    """Find the tables: one or two lines of headings and at least three rows below them.

    Args:
        lines: The text; index 0 is line 1.
    """
    found: list[Grid] = []
    for block in _blocks([_line(number, text) for number, text in enumerate(lines, 1)]):
        grid = _grid(block)
        if grid is not None:
            found.append(grid)
    return found


def _blocks(lines: Sequence[_Line | None]) -> Iterator[list[_Line]]:
    block: list[_Line] = []
    for line in [*lines, None]:
        if line is not None:
            block.append(line)
        elif block:
            yield block
            block = []


def _grid(block: Sequence[_Line]) -> Grid | None:
    first = next((at for at, line in enumerate(block) if line.numbers and len(line.pieces) > 1), len(block))
    start = first
    while start and first - start < MOST_HEAD_LINES and _is_head(block[start - 1]):
        start -= 1
    body = block[first:]
    head_lines = block[start:first]
    numbered = sum(line.numbers > 0 for line in body)
    if not head_lines or numbered < FEWEST_ROWS:
        return None
    head = _head([line.pieces for line in head_lines])
    width, labels = len(head[0]), _labels(body)
    if not 0 < labels < width:
        return None
    last = max(at for at, line in enumerate(body) if line.numbers)
    leaves_trace = any(not line.is_full for line in body)
    rows = [_cells(line, width, leaves_trace=leaves_trace) for line in body[: last + 1]]
    told = sum(row is not None for row, line in zip(rows, body, strict=False) if line.numbers)
    if told * 5 < numbered * 4 or not _in_columns(rows, labels):
        return None
    made = [_row(line, cells) for line, cells in zip(head_lines, head, strict=True)]
    made += [_row(line, row or line.pieces) for line, row in zip(body, rows, strict=False)]
    loose = frozenset(line.number for line, row in zip(body, rows, strict=False) if row is None)
    return Grid(head_lines[0].number, body[last].number, rows=tuple(made), loose_lines=loose)


def _is_head(line: _Line) -> bool:
    """Whether a line may print headings: a word and its value behind a colon (the body, the unit) stand above them.

    Between headings stands one blank: where two join the cells of a text, a run of them says something else.
    """
    if len(line.pieces) < FEWEST_COLUMNS or line.numbers or not line.is_full:
        return False
    return not _COLON.search(line.pieces[0])


def _head(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Headings by column; of two lines the last heading of the first stands over all of the second."""
    if len(rows) == 1:
        return [list(rows[0])]
    upper, lower = rows
    return [[*upper, *[""] * (len(lower) - 1)], [*[""] * (len(upper) - 1), *lower]]


def _labels(body: Sequence[_Line]) -> int:
    """How many cells of most rows stand before their numbers; 0 where no row says."""
    counts = Counter(len(line.pieces) - line.numbers for line in body if line.numbers)
    return max(counts, key=lambda count: (counts[count], -count)) if counts else 0


def _cells(line: _Line, width: int, *, leaves_trace: bool) -> list[str] | None:
    """The cells of a row; None where its blanks allow several answers, or none.

    Where empty cells leave a trace, a row without one that is too short ends with empty cells.
    """
    if len(line.pieces) == 1 or (line.is_full and leaves_trace and len(line.pieces) < width):
        return [*line.pieces, *[""] * (width - len(line.pieces))]
    if line.is_full:
        return list(line.pieces) if len(line.pieces) == width else None
    found: list[list[str]] = []
    for step in (2, 1):
        if any((gap - 1) % step for gap in line.gaps):
            continue
        cells = [line.pieces[0]]
        for gap, piece in zip(line.gaps, line.pieces[1:], strict=True):
            cells += [*[""] * ((gap - 1) // step), piece]
        if len(cells) <= width and cells not in found:
            found.append([*cells, *[""] * (width - len(cells))])
    return found[0] if len(found) == 1 else None


def _in_columns(rows: Sequence[Sequence[str] | None], labels: int) -> bool:
    """Whether numbers stand below numbers and names below names."""
    told = [row for row in rows if row is not None]
    in_labels = sum(classify(cell)[0] in NUMERIC and "." in cell for row in told for cell in row[:labels])
    return not in_labels and all(classify(row[labels - 1])[0] not in NUMERIC for row in told if row[labels - 1])


def _row(line: _Line, cells: Sequence[str]) -> GridRow:
    return GridRow(tuple(cells), tuple((line.number, field) for field in range(1, len(cells) + 1)))
