"""What the numbers below headings say of columns: which print amounts, and which are the sum of others.

Asked of one table by :mod:`pipeline.extraction.readers.shapes.merged`, which tries many ways to lay headings over the
columns; each question is answered once. How headings are laid does not belong here.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from pipeline.extraction.page.cells import NUMERIC, classify

Place = tuple[int, int]
SUM_HOLDS, SUM_FAILS = 6, -6
"""What a sum counts that holds in all rows, and one that fails in a row."""
LABEL = re.compile("[:\uff1a]")
"""What a name and its value have between them (单位：万元)."""
_TOLERANCE = Decimal("0.05")
_YEAR = re.compile(r"20\d\d\Z")


class Cell(NamedTuple):
    """A printed cell: its text, and the line and field (from 1) that it is printed in."""

    text: str
    place: Place


Row = Sequence[Cell]


def is_amount(text: str) -> bool:
    """Whether a text is an amount or a percentage, and no year."""
    return classify(text)[0] in ("amount", "percent") and not _YEAR.match(text)


def is_decimal(text: str) -> bool:
    """Whether a text is an amount with decimals, which no code is."""
    return "." in text and is_amount(text)


def is_number(text: str) -> bool:
    """Whether a text is a number of any kind: an amount, a code, a percentage."""
    return classify(text)[0] in NUMERIC


class ColumnNumbers:
    """The rows below the headings, asked the same of a column or a sum once for all ways."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows
        self._amounts: dict[int, bool] = {}
        self._sums: dict[tuple[int, ...], int] = {}

    def is_amounts(self, column: int) -> bool:
        """Whether a column prints amounts: decimals."""
        if column not in self._amounts:
            self._amounts[column] = any(is_decimal(row[column].text) for row in self._rows)
        return self._amounts[column]

    def holds(self, total: int, parts: Sequence[int]) -> int:
        """Whether a column is the sum of others in all rows; what is nothing everywhere says nothing."""
        asked = (total, *parts)
        if asked not in self._sums:
            self._sums[asked] = self._sum(asked) if parts else 0
        return self._sums[asked]

    def _sum(self, columns: Sequence[int]) -> int:
        seen = False
        for row in self._rows:
            amounts = [_amount(row[column].text) for column in columns]
            seen = seen or any(amounts)
            if abs(amounts[0] - sum(amounts[1:])) > _TOLERANCE:
                return SUM_FAILS
        return SUM_HOLDS if seen else 0


def _amount(text: str) -> Decimal:
    kind, number = classify(text)
    return Decimal(number) if kind == "amount" else Decimal(0)
