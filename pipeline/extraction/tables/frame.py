"""What all figures of a table have in common, and what reading a table gives.

Both types belong here, and the units that headings name. Reading does not (``figures``).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.extraction.dataset.records import Figure, Indicator, UnplacedCell
from pipeline.extraction.tables.titles import find_heading_unit
from pipeline.extraction.wording.kinds import Axis, Stage


@dataclass(slots=True)
class Frame:
    """What all figures of a table have in common, known before its body is read."""

    document_id: str
    statement_no: int
    statement_id: str
    axis: Axis
    stage: Stage
    fund: str
    unit_text: str
    is_of_fund: bool = False
    """True where title or kind of the table say that all its money is of that fund."""
    column_units: dict[int, str] = field(default_factory=dict[int, str])


@dataclass(slots=True)
class Content:
    """Everything that the rows of one table gave."""

    figures: list[Figure] = field(default_factory=list[Figure])
    unplaced: list[UnplacedCell] = field(default_factory=list[UnplacedCell])
    indicators: list[Indicator] = field(default_factory=list[Indicator])
    structural: int = 0
    indicator_tokens: int = 0
    numeric: int = 0
    note: str = ""


def header_units(rows: Sequence[Sequence[str]]) -> dict[int, str]:
    """Units of money in brackets of header cells, per column."""
    found: dict[int, str] = {}
    for row in rows:
        for index, cell in enumerate(row):
            if cell and (unit := find_heading_unit(cell)):
                found[index] = unit
    return found
