"""Numbers that are taken back because the rows of their table do not agree: a total that no row prints, a bare column.

What is doubted after all rows are placed belongs here. Placing them does not (``placement``).
"""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.extraction.page.cells import NUMERIC
from pipeline.extraction.page.grid import Row
from pipeline.extraction.tables.columns import Layout
from pipeline.extraction.tables.cut_rows import has_numbers
from pipeline.extraction.tables.known_names import (
    has_amount_beside,
    has_code_beside,
    holds_two_amounts,
    is_doubled,
    prints_several,
)
from pipeline.extraction.tables.row_reading import HEADER_DAMAGED, ROW_WIDTH, Reading, with_numbers_lost

LEAST_ROWS_WITH_TOTAL = 3
"""Rows that must print the total before one that does not is doubted."""
LEAST_PARTS = 2
"""Parts beside a total that a side must have before its total is missed."""
LEAST_BARE_ROWS = 2
"""Rows that print a number under no heading before the header is doubted."""


def is_misprinted(row: Row) -> bool:
    """True for a row that needs a second look: cells that print several things or every sign twice."""
    return any(
        kind in ("many", "error")
        or (kind == "text" and any(test(row.cells[i]) for test in (is_doubled, prints_several, has_amount_beside)))
        for i, kind, _ in row.items
    )


def without_empty_totals(readings: list[Reading], base: Layout) -> list[Reading]:
    """Lose the parts of a side whose total no row prints: its numbers stand one column beside their headings."""
    doubtful = parts_without_total([reading.row for reading in readings], base)
    return [
        replace(reading, lost=reading.lost | lost, doubt=reading.doubt or HEADER_DAMAGED)
        if (lost := frozenset(i for i, kind, _ in reading.cells if kind == "amount" and i in doubtful))
        else reading
        for reading in readings
    ]


def parts_without_total(rows: Sequence[Row], base: Layout) -> frozenset[int]:
    """Columns of the parts of those sides whose total stands in the header but in no row."""
    by_block: dict[int, list[int]] = {}
    for index, block in base.block_of_amount.items():
        by_block.setdefault(block, []).append(index)
    doubtful: set[int] = set()
    for columns in by_block.values() if base.blocks > 1 else ():
        printed = [{i for i, kind, _ in row.items if kind == "amount" and i in columns} for row in rows]
        totals = {i for i in columns if base.column(i).measure == "total" and not base.column(i).economic_code}
        parts = set(columns) - totals
        is_missed = totals and len(parts) >= LEAST_PARTS and not totals & set[int]().union(*printed)
        if is_missed and sum(bool(found) for found in printed) >= LEAST_BARE_ROWS:
            doubtful |= parts
    return frozenset(doubtful)


def without_disagreement(readings: list[Reading]) -> list[Reading]:
    """Rows whose amounts begin in one column stand under the same: what inferred readings say differently is open."""
    said: dict[tuple[int, int, int], set[tuple[str, ...]]] = {}
    for reading in readings:
        for place, index in _places(reading).items():
            column = reading.column(index)
            if column.is_amount and index not in reading.lost:
                meaning = (column.measure, column.fund, column.stage, column.economic_code)
                said.setdefault(place, set()).add(meaning)
    return [
        replace(reading, lost=reading.lost | lost, doubt=reading.doubt or HEADER_DAMAGED)
        if reading.placement == "inferred"
        and (lost := frozenset(i for place, i in _places(reading).items() if len(said.get(place, ())) > 1))
        else reading
        for reading in readings
    ]


def _places(reading: Reading) -> dict[tuple[int, int, int], int]:
    """Columns of a row's amounts, by the width of the row and the column in which they begin."""
    found = [i for i, kind, _ in reading.cells if kind == "amount" and reading.column(i).is_amount]
    return {(len(reading.row.cells), found[0], i): i for i in found}


def without_bare_columns(readings: list[Reading], base: Layout) -> list[Reading]:
    """Where rows print numbers under no heading at all among those of amounts, these may stand over others' columns.

    So may a number right behind the last heading where one of them stands over no number.
    """
    by_header = [reading for reading in readings if reading.placement == "header"]
    printed = {i for reading in by_header for i, kind, _ in reading.cells if kind in NUMERIC}
    is_unused = any(c.is_amount and i not in printed for i, c in enumerate(base.columns))
    among = range(base.first_amount, base.width + is_unused)
    bare = {i for i in among if base.column(i).role == "unknown" and not base.column(i).label}
    if sum(any(i in bare and kind in NUMERIC for i, kind, _ in r.cells) for r in by_header) < LEAST_BARE_ROWS:
        return readings
    return [
        with_numbers_lost(reading, HEADER_DAMAGED)
        if reading.placement == "header" and has_numbers(reading.row)
        else reading
        for reading in readings
    ]


def without_blank_totals(readings: list[Reading], base: Layout) -> list[Reading]:
    """A row that prints parts but not the total that all others print stands beside its columns, as wide as it is."""
    totals = [i for i, c in enumerate(base.columns) if c.is_amount and c.measure == "total" and not c.economic_code]
    if base.blocks != 1 or len(totals) != 1:
        return readings
    numbered = [i for i, reading in enumerate(readings) if has_numbers(reading.row)]
    missing = [i for i in numbered if readings[i].placement == "header" and not _prints(readings[i], totals[0])]
    if len(missing) != 1 or len(numbered) <= LEAST_ROWS_WITH_TOTAL:
        return readings
    (index,) = missing
    doubtful = readings[index]
    lost = frozenset(i for i, kind, _ in doubtful.cells if kind in NUMERIC and doubtful.column(i).is_amount)
    found = replace(doubtful, lost=doubtful.lost | lost, doubt=doubtful.doubt or ROW_WIDTH)
    return [*readings[:index], found, *readings[index + 1 :]]


def _prints(reading: Reading, column: int) -> bool:
    return any(i == column and kind in NUMERIC for i, kind, _ in reading.cells)


def with_misprints(reading: Reading) -> Reading:
    """A row in fake bold, or two rows in one: no number of it is read, for some that look whole are not."""
    labels = reading.layout.label_indices
    texts = [(kind, reading.row.cells[i]) for i, kind, _ in reading.cells if kind in ("text", "error") or i in labels]
    doubled = any(is_doubled(cell) for kind, cell in texts if kind != "amount")
    several = sum(kind == "many" for _, kind, _ in reading.cells)
    fused = (
        several > 1
        or any(
            k == "text" and reading.column(i).role != "text" and has_amount_beside(reading.row.cells[i])
            for i, k, _ in reading.cells
        )
        or any(kind == "many" or prints_several(cell) for kind, cell in texts)
        or (several == 1 and any(kind == "text" and has_code_beside(cell) for kind, cell in texts))
    )
    if not doubled and not fused:
        return _without_moved(reading)
    return with_numbers_lost(reading, "error_value" if doubled else "several_numbers")


def _without_moved(reading: Reading) -> Reading:
    """Behind a cell that holds the amounts of two columns all cells stand one column early, if the row ends blank."""
    cells = reading.row.cells
    together = [i for i, kind, _ in reading.cells if kind in NUMERIC and holds_two_amounts(cells[i])]
    if not together or cells[-1].strip():
        return reading
    moved = frozenset(i for i, kind, _ in reading.cells if kind in NUMERIC and i > together[0])
    return replace(reading, lost=reading.lost | moved, doubt=reading.doubt or ROW_WIDTH) if moved else reading
