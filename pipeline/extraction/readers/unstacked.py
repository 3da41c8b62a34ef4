"""Rows of a table that were typed into one: cells with several lines, each of which is a cell of a row of its own.

Editors of sites and programs that turn PDFs into Word documents make such rows. That the lines are rows is told by
their count and by the form of the numbers alone: a name or a number that only wraps has other lines beside it.
"""

import re
from collections.abc import Sequence
from itertools import accumulate

from pipeline.extraction.page.cells import classify
from pipeline.extraction.readers.placed import PlacedCell, by_row

_BETWEEN_DIGITS = re.compile(r"\d[.,]\d")


def unstacked(cells: Sequence[PlacedCell]) -> Sequence[PlacedCell]:
    """Make rows of the lines of cells.

    Args:
        cells: Of a table, in order.

    Returns:
        The cells with a row for each line where a row was several; cells beside and below moved accordingly.
    """
    if not any(len(cell.lines) > 1 for cell in cells):
        return cells
    counts = [_count(row) for row in by_row(cells)]
    if all(count == 1 for count in counts):
        return cells
    starts = [0, *accumulate(counts)]
    found: list[PlacedCell] = []
    for cell in cells:
        start, end = starts[cell.row], starts[min(cell.row + cell.rows, len(counts))]
        if counts[cell.row] == 1 or not cell.lines:
            found.append(cell._replace(row=start, rows=end - start if cell.rows > 1 else 1))
            continue
        for number, line in enumerate(cell.lines):
            text = line.strip()
            address = cell.cell.address if text else None
            own = cell.cell._replace(text=text, address=address and address._replace(stored_text=None))
            found.append(cell._replace(row=start + number, rows=1, cell=own, lines=(line,)))
    return sorted(found, key=lambda cell: (cell.row, cell.column))


def _count(row: Sequence[PlacedCell]) -> int:
    """How many rows a row is: the lines that all of its cells have, where those of amounts are amounts each."""
    printed = [cell.lines for cell in row if any(map(str.strip, cell.lines))]
    count = len(printed[0]) if printed else 1
    if count < 2 or any(len(lines) != count for lines in printed) or any(cell.rows > 1 for cell in row):
        return 1
    numeric = [lines for lines in printed if all(map(_is_number_or_blank, lines))]
    if not any(map(_are_amounts, numeric)):
        return 1
    names = [[classify(line)[0] == "text" for line in lines if line.strip()] for lines in printed]
    if any(map(_are_several, numeric)):
        return count if any(map(any, names)) else 1
    return count if any(len(texts) > 1 and all(texts) for texts in names) and all(map(_is_of_one_form, numeric)) else 1


def _are_several(lines: Sequence[str]) -> bool:
    """Whether several lines have decimals: one number has them once."""
    return sum(kind == "amount" and "." in number for kind, number in map(classify, lines)) > 1


def _is_number_or_blank(line: str) -> bool:
    return classify(line)[0] in ("amount", "percent", "nil", "blank")


def _are_amounts(lines: Sequence[str]) -> bool:
    """Whether each line that prints a number other than 0 has decimals or groups of digits."""
    numbers = [number for kind, number in map(classify, lines) if kind == "amount" and number.strip("-0.")]
    printed = [line for line in lines if classify(line)[0] == "amount" and classify(line)[1].strip("-0.")]
    return bool(numbers) and all(_BETWEEN_DIGITS.search(line) for line in printed)


def _is_of_one_form(lines: Sequence[str]) -> bool:
    """Whether no number can be the rest of the one above it: all have as many decimals, zeros aside."""
    found = [number for kind, number in map(classify, lines) if kind in ("amount", "percent") and number.strip("-0.")]
    return len({len(number.partition(".")[2]) for number in found}) <= 1
