"""Blank cells behind the last column of a table, that some of its rows print and others leave away.

They are no columns. But a row may be longer for another reason, a blank cell more within it, so that a row is cut only
where its sums then hold and prove every amount, and a header only where the rows below it do.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from pipeline.extraction.page.grid import Row
from pipeline.extraction.tables.alignment import expected_width, is_header_damaged
from pipeline.extraction.tables.columns import Layout
from pipeline.extraction.tables.cut_rows import has_numbers
from pipeline.extraction.tables.fit import conflicts
from pipeline.extraction.tables.identities import Placed, has_core, judge
from pipeline.extraction.tables.table import Table

LEAST_ROWS = 3
"""Rows with a blank cell more than the header that are taken for a habit of the export."""


def without_trailing_blanks(table: Table) -> Table:
    """Leave out blank cells behind the last column that prints anything, where the table's rows differ in them.

    Args:
        table: A table as found.

    Returns:
        The table with rows cut where sums prove that they stand under their headings; the others stay as they are.
    """
    rows = [*table.header_rows, *table.body]
    used = max((index + 1 for row in rows for index, _, _ in row.items), default=0)
    lengths = {len(row.cells) for row in rows}
    if len(lengths) < 2 or max(lengths) <= used or not table.body:
        return table
    cut = replace(
        table, header_rows=tuple(_cut(row, used) for row in table.header_rows),
        body=tuple(_cut(row, used) for row in table.body),
    )  # fmt: skip
    layout = cut.layout
    if any(len(row.cells) <= used and has_numbers(row) and _contradicts(row, layout) for row in table.body):
        return table  # a row that is shorter for it has lost a cell looks then as wide as the others
    if _is_habit(table, used):
        body = [row if _contradicts(short, layout) else short for short, row in zip(cut.body, table.body, strict=True)]
        return replace(cut, body=tuple(body))
    proved = [not has_numbers(row) or _is_proved(row, layout) for row in cut.body]
    width = expected_width(table.body, table.layout)
    if is_header_damaged(table.header, table.body, width) and not (
        _is_usual(rows, used) and _is_header_proved(cut.body, layout, proved)
    ):
        return table
    if not _is_header_whole(table, used):
        return table
    body = [short if sure else row for short, sure, row in zip(cut.body, proved, table.body, strict=True)]
    return replace(cut, body=tuple(body))


def _is_habit(table: Table, width: int) -> bool:
    """True where rows of headings print the blank cells, and several rows with numbers, not all, or none.

    Where no heading row prints them a row with a cell more may be longer within it, and where all rows with numbers
    print them a heading row that does not may have lost a heading.
    """
    numbered = sum(map(has_numbers, table.body))
    longer = sum(len(row.cells) > width for row in table.body if has_numbers(row))
    return any(len(row.cells) > width for row in table.header_rows) and longer != 1 and longer < numbered


def _contradicts(row: Row, layout: Layout) -> bool:
    return bool(conflicts(row.items, layout)) or judge(_placed(row, layout)).broken > 0


def _placed(row: Row, layout: Layout) -> list[Placed]:
    return [
        (layout.column(i), Decimal(n)) for i, kind, n in row.items if kind == "amount" and layout.column(i).is_amount
    ]


def _cut(row: Row, width: int) -> Row:
    if len(row.cells) <= width:
        return row
    return Row(row.cells[:width], row.line, None if row.places is None else row.places[:width])


def _is_proved(row: Row, layout: Layout) -> bool:
    """True for a row that agrees with the header and whose sums hold and speak of every amount it prints.

    A sum does not say which of its parts is which: a row with a blank cell before or between its amounts is never
    proved.
    """
    placed = _placed(row, layout)
    verdict = judge(placed)
    if not placed or conflicts(row.items, layout) or not verdict.held or verdict.broken:
        return False
    columns = [i for i, kind, _ in row.items if kind == "amount" and layout.column(i).is_amount]
    printed = {i for i, _, _ in row.items}
    first = min(layout.first_amount, columns[0])
    if any(i not in printed and layout.column(i).role != "unknown" for i in range(first, columns[-1])):
        return False
    return all(column in verdict.proved for column, _ in placed)


def _is_header_whole(table: Table, width: int) -> bool:
    """True where rows with numbers are as wide as the header, or several are not and it prints all that it must.

    A header that is narrower than all rows below it may have lost a heading, and their last cells be those of another.
    """
    numbered = [row for row in table.body if has_numbers(row)]
    if max((len(row.cells) for row in table.header_rows), default=0) > width:
        return True
    if any(len(row.cells) <= width for row in numbered):
        return True
    return table.layout.blocks > 1 or (len(numbered) >= LEAST_ROWS and has_core(table.layout.columns))


def _is_usual(rows: Sequence[Row], width: int) -> bool:
    """True where more rows have a number of cells than have more."""
    return sum(len(row.cells) == width for row in rows) > sum(len(row.cells) > width for row in rows)


def _is_header_proved(rows: Sequence[Row], layout: Layout, proved: Sequence[bool]) -> bool:
    """True where every row is proved and every column of amounts prints some amount that is not zero."""
    printed = {i for row in rows for i, kind, n in row.items if kind == "amount" and Decimal(n)}
    return all(proved) and set(layout.block_of_amount) <= printed
