"""The table before a block of rows, as it grows page after page: each of its rows is looked at once.

Knowing is all that belongs here; whether a block goes on with the table is asked in ``continuation``.
"""

from collections import Counter
from collections.abc import Sequence

from pipeline.extraction.page.grid import Row
from pipeline.extraction.page.text import match_key
from pipeline.extraction.tables.columns import Layout
from pipeline.extraction.tables.cut_rows import commonest, has_numbers
from pipeline.extraction.tables.label_words import is_total
from pipeline.extraction.tables.table import RepeatedHeaders, Table

LEAST_CODE = 3
"""Fewest digits of a code; shorter numbers count lines."""
ROWS_LOOKED_AT_AGAIN = 2_000
"""Up to here the columns are named by all rows; beyond, again when the table has doubled."""

Label = tuple[str, ...]


class Growing:
    """What the blocks that follow a table ask about it.

    Its last row is kept apart, because the end of a name may still be added to it.
    """

    def __init__(self, table: Table) -> None:
        self.table = table
        self._settled = 0
        self._widths = Counter[int]()
        self._widest = max((len(row.cells) for row in table.header_rows), default=0)
        self._sieve = RepeatedHeaders(table.header)
        self._first: Label | None = None
        self._totals: set[Label] = set()
        self._layout: Layout | None = None
        self._rows_of_layout = 0
        self._settle()

    def grown_to(self, table: Table) -> "Growing":
        """The same of a later state of the table, or of another one."""
        if table.no != self.table.no or table.header_rows is not self.table.header_rows:
            return Growing(table)
        self.table = table
        self._settle()
        return self

    @property
    def width(self) -> int:
        """The number of cells that most rows with numbers have; without such rows of the widest row."""
        last = self.table.body[-1:]
        found = self._widths + Counter(len(row.cells) for row in last if has_numbers(row))
        return commonest(found) or max([self._widest, *(len(row.cells) for row in last)])

    @property
    def layout(self) -> Layout:
        """Its columns."""
        count = len(self.table.body)
        if self._layout is None or count <= ROWS_LOOKED_AT_AGAIN or count >= 2 * self._rows_of_layout:
            self._layout, self._rows_of_layout = self.table.layout, count
        return self._layout

    def is_printed_again(self, rows: Sequence[Row]) -> bool:
        """True where rows begin like the table itself or print its total once more: another table of the same kind."""
        last = self._last()
        first = self._first or last
        again = next((label for row in rows if (label := _label(row))), None)
        if not first or again is None:
            return not first and again is None
        end = last if any(map(is_total, last)) else None
        return first == again or any((label := _label(row)) in self._totals or label == end for row in rows)

    def _settle(self) -> None:
        """Look at the rows that came."""
        body = self.table.body
        for row in body[self._settled : -1]:
            self._widest = max(self._widest, len(row.cells))
            if has_numbers(row):
                self._widths[len(row.cells)] += 1
            if not self._sieve.keeps(row):
                continue
            label = _label(row)
            self._first = self._first or label or None
            if any(map(is_total, label)):
                self._totals.add(label)
        self._settled = max(self._settled, len(body) - 1)

    def _last(self) -> Label:
        """The label of the last row; empty where it only repeats the header."""
        return next((_label(row) for row in self.table.body[-1:] if self._sieve.would_keep(row)), ())


def _label(row: Row) -> Label:
    """Names and codes of a row."""
    return tuple(
        match_key(row.cells[index])
        for index, kind, number in row.items
        if kind == "text" or (kind == "amount" and number.isdigit() and len(number) >= LEAST_CODE)
    )
