"""A text that is comma-separated values as a whole.

Telling such a file from prose belongs here: Chinese prose has full-width commas, and its lines differ in their number.
"""

import csv
import re
from collections import Counter
from collections.abc import Sequence

from pipeline.extraction.page.cells import NUMERIC, classify
from pipeline.extraction.page.document import Grid, GridRow

FEWEST_ROWS = 3
_AGREE = 0.5
_SEPARATORS = ",;"
_STOP = "\u3002"
_APART = re.compile(r"\d{3}(?:\.\d+)?[ \u3000\xa0]{2,}.*\d{1,3}")


def comma_table(lines: Sequence[str]) -> list[Grid]:
    """The table of the whole text; empty where it is none, as of prose with commas of half width."""
    printed = [line for line in lines if line.strip()]
    if sum(_STOP in line for line in printed) >= _AGREE * len(printed):
        return []
    for separator in _SEPARATORS:
        if sum(separator in line for line in printed) >= max(_AGREE * len(printed), FEWEST_ROWS):
            rows = _rows(lines, separator)
            if rows is not None:
                several = [index for index, row in enumerate(rows) if len(row.cells) > 1]
                kept = rows[several[0] : several[-1] + 1]
                return [Grid(kept[0].places[0][0], kept[-1].places[0][0], rows=tuple(kept))]
    return []


def _is_of_numbers_apart(cell: str) -> bool:
    """Whether a cell is what lies between the thousands of two numbers that stand apart by blanks."""
    return bool(_APART.fullmatch(cell.strip()))


def _rows(lines: Sequence[str], separator: str) -> list[GridRow] | None:
    reader = csv.reader((line + "\n" for line in lines), delimiter=separator)
    rows: list[GridRow] = []
    before = 0
    try:
        for cells in reader:
            if any(map(_is_of_numbers_apart, cells)):
                return None
            if any(cell.strip() for cell in cells):
                places = tuple((before + 1, number) for number in range(1, len(cells) + 1))
                rows.append(GridRow(tuple(cell.strip() for cell in cells), places))
            before = reader.line_num
    except csv.Error:
        return None
    several = [row for row in rows if len(row.cells) > 1]
    widths = Counter(len(row.cells) for row in several)
    _, count = widths.most_common(1)[0] if widths else (0, 0)
    with_numbers = sum(any(classify(cell)[0] in NUMERIC for cell in row.cells) for row in several)
    return rows if several and count >= _AGREE * len(several) and with_numbers * 2 >= len(several) else None
