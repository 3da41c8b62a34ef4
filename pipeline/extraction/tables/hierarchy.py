"""What the codes above and below a row say its amounts are: a 类 is the sum of its 款, the 合计 the sum of its 类.

Used to read rows whose columns are in doubt. Whether a publisher's codes add up is evaluated in dbt.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from pipeline.extraction.page.grid import Row
from pipeline.extraction.tables.columns import Layout
from pipeline.extraction.tables.label_words import is_total
from pipeline.extraction.tables.labels import read_label

CLASS_LENGTH = 3
Amounts = Mapping[int, Decimal]
"""Column to amount; a column that is not there is nothing."""


@dataclass(frozen=True, slots=True)
class Expected:
    """The amounts that other rows lead to expect of one row; None where they say nothing."""

    amounts: Amounts | None = None

    def agrees(self, found: Amounts, missing: int) -> bool:
        """True where every amount is the expected one, some is not zero, and not more are absent than cells are."""
        if self.amounts is None or not any(found.values()) or self.contradicts(found):
            return False
        return sum(bool(value) and column not in found for column, value in self.amounts.items()) <= missing

    def contradicts(self, found: Amounts) -> bool:
        """True where other rows say something else."""
        if self.amounts is None:
            return False
        return any(value != self.amounts.get(column, 0) for column, value in found.items())


NOTHING_EXPECTED = Expected()


@dataclass(frozen=True)
class Hierarchy:
    """Amounts of the rows of a table by code, of those that stand under their columns beyond doubt."""

    amounts: Mapping[str, Amounts] = field(default_factory=dict[str, Amounts])
    doubtful: frozenset[str] = frozenset()

    def expected(self, code: str) -> Expected:
        """What the rows below, else the row above and its other rows, say of a code (empty: the 合计)."""
        below = self._children(code)
        if below:
            return self._sum(below, {})
        if not code or _parent(code) not in self.amounts:
            return NOTHING_EXPECTED
        others = [c for c in self._children(_parent(code)) if c != code]
        return self._sum(others, self.amounts[_parent(code)])

    def _sum(self, codes: Sequence[str], whole: Amounts) -> Expected:
        """Sum of codes, or what they leave of a whole; nothing where one of them is in doubt."""
        if any(code in self.doubtful or code not in self.amounts for code in codes):
            return NOTHING_EXPECTED
        found: dict[int, Decimal] = dict(whole)
        sign = -1 if whole else 1
        for code in codes:
            for column, value in self.amounts[code].items():
                found[column] = found.get(column, Decimal(0)) + sign * value
        return Expected(found)

    @cached_property
    def _below(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for code in sorted({*self.amounts, *self.doubtful} - {""}):
            found.setdefault(_parent(code), []).append(code)
        return found

    def _children(self, code: str) -> list[str]:
        return self._below.get(code, [])


def _parent(code: str) -> str:
    return "" if len(code) <= CLASS_LENGTH else code[:-2]


def code_of(row: Row, layout: Layout) -> str | None:
    """The code of a row as one run of digits, an empty string for a 合计, None for a row of neither."""
    columns = layout.label_columns.get(1, ())
    label = read_label(row.cells, columns, layout, coded=True)
    if label.code_parts:
        return label.whole_code
    return "" if is_total(label.text) else None


def name_of(row: Row, layout: Layout) -> str:
    """The name beside a row's code."""
    return read_label(row.cells, layout.label_columns.get(1, ()), layout, coded=True).text


def hierarchy_of(rows: Sequence[Row], layout: Layout, doubtful: Sequence[Row]) -> Hierarchy:
    """Amounts by code of a table of one block; nothing where codes repeat or the table has no codes.

    Args:
        rows: Rows that stand under their columns.
        layout: The table's columns.
        doubtful: Rows in doubt; their codes are read as they stand.
    """
    if layout.blocks != 1 or not {"code", "code_part"} & set(layout.roles):
        return Hierarchy()
    coded = [(code, row) for row in rows if (code := code_of(row, layout)) is not None]
    if any(count > 1 for count in Counter(code for code, _ in coded).values()):
        return Hierarchy()
    amounts = {
        code: {i: Decimal(n) for i, kind, n in row.items if kind == "amount" and layout.column(i).is_amount}
        for code, row in coded
    }
    open_codes = frozenset(code for row in doubtful if (code := code_of(row, layout)))
    return Hierarchy(amounts, open_codes)
