"""A text that is comma-separated values as a whole.

Telling such a file from prose belongs here: Chinese prose has full-width commas, and its lines differ in their number.
"""

import csv
from collections import Counter
from collections.abc import Sequence

from pipeline.extraction.page.cells import NUMERIC, classify
from pipeline.extraction.page.document import Grid, GridRow

FEWEST_ROWS = 3
_AGREE = 0.6
_SEPARATORS = ",;"


def comma_table(lines: Sequence[str]) -> list[Grid]:
    """The table of the whole text; empty where it is none."""
    for separator in _SEPARATORS:
        printed = [line for line in lines if line.strip()]
        if sum(separator in line for line in printed) >= max(_AGREE * len(printed), FEWEST_ROWS):
            rows = _rows(lines, separator)
            if rows is not None:
                return [Grid(1, len(lines), rows=tuple(rows))]
    return []


def _rows(lines: Sequence[str], separator: str) -> list[GridRow] | None:
    reader = csv.reader((line + "\n" for line in lines), delimiter=separator)
    rows: list[GridRow] = []
    before = 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                places = tuple((before + 1, number) for number in range(1, len(cells) + 1))
                rows.append(GridRow(tuple(cell.strip() for cell in cells), places))
            before = reader.line_num
    except csv.Error:
        return None
    widths = Counter(len(row.cells) for row in rows)
    width, count = widths.most_common(1)[0] if widths else (0, 0)
    with_numbers = sum(any(classify(cell)[0] in NUMERIC for cell in row.cells) for row in rows)
    return rows if width > 1 and count >= _AGREE * len(rows) and with_numbers * 2 >= len(rows) else None
