"""Sums that a table of numbers keeps, found without knowing what it says.

A column that is the sum of columns beside it in nearly all rows, and a code whose amount is the sum of those of the
codes below it, belong here; what follows when one of them does not hold is ``numbers``'.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

Key = tuple[int, int]
"""Row and column of a cell."""
FEWEST_ROWS = 3
"""Rows that must prove a sum of columns."""
MOST_BROKEN = 0.34
WIDEST = 16
"""Columns of a table in which sums are looked for."""
_CODE_LENGTHS = (3, 5, 7)
_STEP = 2


@dataclass(frozen=True, slots=True)
class Sum:
    """One sum: a total and its parts; a blank part counts as nothing."""

    total: Key
    parts: tuple[Key, ...]

    @property
    def keys(self) -> tuple[Key, ...]:
        """All its cells."""
        return (self.total, *self.parts)

    def holds(self, values: Mapping[Key, Decimal]) -> bool:
        """Whether it holds, to half a unit of the last digit of each number."""
        total = values.get(self.total)
        if total is None:
            return True
        parts = [values[key] for key in self.parts if key in values]
        slack = sum((_half(value) for value in (total, *parts) if value), Decimal(0))
        return abs(total - sum(parts, Decimal(0))) <= (slack if len(parts) > 1 else 0)


def _half(value: Decimal) -> Decimal:
    return Decimal(1).scaleb(int(value.as_tuple().exponent)) / 2


def sums_of(texts: Sequence[Mapping[int, str]], values: Mapping[Key, Decimal]) -> list[Sum]:
    """Find the sums of a table.

    Args:
        texts: Of each row, by column.
        values: The amounts.

    Returns:
        The sums that nearly all rows keep, also in the rows that break them.
    """
    codes = codes_of(texts)
    amounts = {key: value for key, value in values.items() if key[1] not in codes.columns}
    return [*_across(len(texts), amounts), *_below(codes, amounts)]


def _across(count: int, values: Mapping[Key, Decimal]) -> list[Sum]:
    """Sums of columns side by side."""
    columns = sorted({column for _, column in values})
    if len(columns) > WIDEST:
        return []
    found: list[Sum] = []
    for index, total in enumerate(columns):
        for end in range(len(columns), index + 2, -1):
            parts = columns[index + 1 : end]
            # A column of which is no part; it is blank in most rows.
            ways = [parts, *([part for part in parts if part != left] for left in parts)]
            sums = min((_in_rows(count, total, way, values) for way in ways), key=lambda way: _broken(way, values))
            telling = [item for item in sums if sum(bool(values.get(key)) for key in item.parts) > 1]
            held = sum(item.holds(values) for item in telling)
            if held >= FEWEST_ROWS and _broken(sums, values) <= MOST_BROKEN * len(sums):
                found.extend(sums)
                break
    return found


def _in_rows(count: int, total: int, parts: Sequence[int], values: Mapping[Key, Decimal]) -> list[Sum]:
    return [
        Sum((row, total), tuple((row, part) for part in parts))
        for row in range(count)
        if (row, total) in values and any((row, part) in values for part in parts)
    ]


def _broken(sums: Sequence[Sum], values: Mapping[Key, Decimal]) -> int:
    return sum(not item.holds(values) for item in sums)


@dataclass(frozen=True, slots=True)
class Codes:
    """The code of each row, where it has one, the columns that print codes, and how many rows there are."""

    of_row: Mapping[int, str]
    columns: frozenset[int]
    count: int


def codes_of(texts: Sequence[Mapping[int, str]]) -> Codes:
    """The codes of a table: in one column (``20502``), or their parts in neighbouring ones (``205``, ``02``)."""
    of_row: dict[int, str] = {}
    columns: set[int] = set()
    for number, row in enumerate(texts):
        code = ""
        used: list[int] = []
        for column in sorted(row):
            text = row[column].strip()
            if not text:
                continue
            fits = len(text) in _CODE_LENGTHS if not code else len(text) == _STEP and len(code) + _STEP in _CODE_LENGTHS
            if not (text.isdigit() and fits):
                break
            code += text
            used.append(column)
        if code:
            of_row[number] = code
            columns.update(used)
    return Codes(of_row, frozenset(columns), len(texts))


def _children(codes: Codes, row: int, code: str) -> tuple[list[int], bool]:
    """Rows of the codes one level below, and whether these are all: at its end a table may go on on the next page."""
    found: list[int] = []
    for below in range(row + 1, codes.count):
        other = codes.of_row.get(below, "")
        if not other.startswith(code) or len(other) <= len(code):
            return found, True
        if len(other) == len(code) + _STEP:
            found.append(below)
    return found, False


def _below(codes: Codes, values: Mapping[Key, Decimal]) -> list[Sum]:
    """Amounts of codes that are sums of those of the codes right below them."""
    found: list[Sum] = []
    for column in sorted({column for _, column in values}):
        sums: list[Sum] = []
        for row, code in codes.of_row.items():
            children, are_all = _children(codes, row, code)
            item = Sum((row, column), tuple((below, column) for below in children))
            known = item.total in values and any(key in values for key in item.parts)
            # A part as large as the total is a level of its own, whose code is printed like those below it.
            is_sum = are_all and all(values.get(key) != values.get(item.total) for key in item.parts)
            if known and (is_sum or item.holds(values)):
                sums.append(item)
        held = sum(item.holds(values) for item in sums)
        if held >= FEWEST_ROWS or held > len(sums) / 2:
            found.extend(sums)
    return found
