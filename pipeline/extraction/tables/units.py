"""The unit of a table that prints none: of the other tables, where its amounts are of their size.

What one table's unit says about another belongs here; where a table prints its own unit is found in ``titles``.
"""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from pipeline.extraction.page.cells import is_storable
from pipeline.extraction.tables.table import OTHER, Table
from pipeline.extraction.wording.tables import vocabulary

MOST_TIMES_LARGER = 10_000
"""A table whose largest amount is so many times larger than any beside it counts in a smaller unit than they do."""
LEAST_IN_YUAN = 1000
"""A table whose amounts are all smaller than this does not count in yuan."""
LARGEST_OF_DEPARTMENTS = 10_000
"""Departments count in 万元 at most; tables of debt beside theirs in 亿元."""
LEAST_TELLING = 100
"""An amount this large, printed in two tables, is no chance: they count in one unit."""


def _yuan(unit: str) -> int:
    return int(vocabulary().money_units.get(unit, "0"))


def _amounts(table: Table) -> frozenset[Decimal]:
    """What stands under the headings of amounts, but for zeros."""
    columns = table.layout.block_of_amount
    return frozenset(
        abs(value)
        for row in table.body
        for index, kind, number in row.items
        if kind == "amount" and index in columns and is_storable(number) and (value := Decimal(number))
    )


class UnitOfOthers:
    """The only unit that the tables of a document name, for those that name none."""

    def __init__(self, tables: Sequence[Table]) -> None:
        """Look which unit the tables name; of several words for one unit (万, 万元) the most frequent."""
        naming = [table for table in tables if table.caption.unit_text]
        named = [table for table in naming if table.statement_id != OTHER] or [
            table for table in naming if _yuan(table.caption.unit_text) <= LARGEST_OF_DEPARTMENTS
        ]
        units = Counter(table.caption.unit_text for table in named)
        self.unit = ""
        self._amounts: frozenset[Decimal] = frozenset()
        if named and len({_yuan(table.caption.unit_text) for table in naming}) == 1:
            self.unit = max(units, key=lambda unit: (units[unit], unit))
            self._amounts = frozenset().union(*map(_amounts, named))

    def of(self, table: Table) -> str:
        """The unit that the others name, or nothing where the amounts of the table are not of their size."""
        own = _amounts(table)
        if not self.unit or not own or any(value >= LEAST_TELLING and value in self._amounts for value in own):
            return self.unit
        too_large = bool(self._amounts) and max(own) > MOST_TIMES_LARGER * max(self._amounts)
        too_small = _yuan(self.unit) == 1 and max(own) < LEAST_IN_YUAN
        return "" if too_large or too_small else self.unit
