"""A row with the columns it is read by, and what takes its numbers back.

What a reading is and how its numbers are lost belong here. By which columns a row is read is decided in ``placement``.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from pipeline.extraction.page.cells import NUMERIC
from pipeline.extraction.page.grid import Row
from pipeline.extraction.tables.columns import Column, Layout
from pipeline.extraction.tables.fit import Cells
from pipeline.extraction.wording.kinds import Placement

HEADER_DAMAGED = "header_damaged"
"""Reason for cells under a header whose rows do not fit each other."""
ROW_WIDTH = "row_width"
"""Reason for cells of a row with more or fewer cells than its table, whose columns nothing decides."""


Siblings = Mapping[str, Decimal]
"""Economic code to amount of the document's own table by economic code (the 合计 of the same money)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A row with the layout it is read by.

    Attributes:
        row: The row, its cells under their columns.
        layout: The columns it is read by.
        placement: Whether the header as printed places it.
        note: What decided, where the header did not.
        by_content: True where the label's cells do not stand under their headings.
        replaced: Columns that another table told.
        lost: Cells that could not be placed.
        doubt: Why, where it is not for the cells themselves.
    """

    row: Row
    layout: Layout
    placement: Placement = "header"
    note: str = ""
    by_content: bool = False
    replaced: Mapping[int, Column] = field(default_factory=dict[int, Column])
    lost: frozenset[int] = frozenset()
    doubt: str = ""

    @property
    def cells(self) -> Cells:
        """The cells that print something."""
        return self.row.items

    def column(self, index: int) -> Column:
        """The column a cell stands in."""
        return self.replaced.get(index) or self.layout.column(index)


def read_straight(rows: Sequence[Row], base: Layout) -> list[Reading]:
    """Readings of rows that all agree with the header."""
    return [Reading(row, base) for row in rows]


def without_inferred(readings: Sequence[Reading]) -> list[Reading]:
    """Lose the numbers of rows that the header as printed does not place: in a table that nobody knows none is guessed.

    Args:
        readings: Rows with their layouts.
    """
    return [with_numbers_lost(r, HEADER_DAMAGED) if r.placement == "inferred" else r for r in readings]


def without_loose_rows(readings: Sequence[Reading], lines: Collection[int]) -> list[Reading]:
    """Lose the numbers of rows of which only the order of the cells is known.

    Args:
        readings: Rows with their layouts.
        lines: Lines of such rows.
    """
    return [undecided(r.row, r.layout) if r.row.line in lines else r for r in readings]


def without_loose_cells(readings: Sequence[Reading], cells: Collection[tuple[int, int]]) -> list[Reading]:
    """Lose the numbers of which it is not sure under which heading they are printed, and rows that were moved for them.

    Args:
        readings: Rows with their layouts.
        cells: Line and field of such cells.
    """
    found: list[Reading] = []
    for reading in readings:
        lost = frozenset(i for i, kind, _ in reading.cells if kind in NUMERIC and reading.row.position(i) in cells)
        if lost and reading.placement == "inferred":
            found.append(with_numbers_lost(reading, HEADER_DAMAGED))
        else:
            doubt = reading.doubt or (HEADER_DAMAGED if lost else "")
            found.append(replace(reading, lost=reading.lost | lost, doubt=doubt) if lost else reading)
    return found


def without_cut_names(readings: Sequence[Reading], cut: frozenset[int]) -> list[Reading]:
    """Lose the numbers of rows whose names may be cut.

    Args:
        readings: Rows with their layouts.
        cut: Positions of the rows.
    """
    return [with_numbers_lost(reading, "no_row_label") if i in cut else reading for i, reading in enumerate(readings)]


def with_numbers_lost(reading: Reading, doubt: str) -> Reading:
    """The same row with all its numbers lost, and why."""
    return replace(reading, lost=frozenset(i for i, kind, _ in reading.cells if kind in NUMERIC), doubt=doubt)


def undecided(row: Row, layout: Layout, doubt: str = ROW_WIDTH) -> Reading:
    """A row of which only the name is read: nothing says in which columns its numbers stand."""
    name = next((i for i, kind, _ in row.items if kind == "text"), 0)
    numbers = frozenset(
        i
        for i, kind, n in row.items
        if kind in NUMERIC and not (i < name and n.isdigit() and not layout.column(i).is_amount)
    )
    return Reading(row, layout, "inferred", lost=numbers, doubt=doubt)
