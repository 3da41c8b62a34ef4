"""The blocks of a row, each with its label and its numbers side by side.

Which cells belong to which block, and which block names the row, belongs here. What their numbers are does not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.extraction.page.cells import NUMERIC, is_storable
from pipeline.extraction.tables.continued_codes import CodeTrail
from pipeline.extraction.tables.fit import label_end
from pipeline.extraction.tables.labels import (
    FULL_CODE,
    Label,
    read_label,
)
from pipeline.extraction.tables.meaning import (
    CODED_AXES,
    Meaning,
    State,
)
from pipeline.extraction.tables.row_reading import Reading
from pipeline.extraction.wording.kinds import Axis


def block_label(reading: Reading, block: int, axis: Axis) -> Label:
    """What names the row in one of its blocks."""
    coded = axis in CODED_AXES
    if reading.by_content and block == 1:
        return read_label(reading.row.cells, range(label_end(reading.cells)), None, coded=coded)
    return read_label(reading.row.cells, reading.layout.label_columns[block], reading.layout, coded=coded)


def code_trails(readings: Sequence[Reading], axis: Axis) -> dict[int, CodeTrail]:
    """The codes of every block, by the labels of rows that print numbers: of the surest that there are."""
    numbered = [reading for reading in readings if prints_numbers(reading)]
    sure = [reading for reading in numbered if not reading.doubt] or numbered
    found: dict[int, list[Label]] = {}
    for reading in [reading for reading in sure if not reading.by_content] or sure:
        for block in reading.layout.label_columns:
            found.setdefault(block, []).append(block_label(reading, block, axis))
    return {block: CodeTrail(labels) for block, labels in found.items()}


def has_code_beside(reading: Reading, block: int, label: Label) -> bool:
    """True where a code stands in a column without heading right before the label of a block, which prints none."""
    columns = reading.layout.label_columns[block]
    if label.code_parts or not columns or not columns[0] or reading.column(columns[0] - 1).role != "unknown":
        return False
    before = columns[0] - 1
    return any(i == before and kind == "amount" and FULL_CODE.match(n) for i, kind, n in reading.cells)


def named_blocks(readings: Sequence[Reading]) -> frozenset[int]:
    """Blocks in which some row prints a label."""
    return frozenset(
        block
        for reading in readings
        for block, columns in reading.layout.label_columns.items()
        for index, kind, _ in reading.cells
        if kind == "text" and index in columns[: reading.layout.columns_before_amounts(columns)]
    )


def prints_numbers(reading: Reading) -> bool:
    """Whether a row prints any number."""
    return any(kind in NUMERIC for _, kind, _ in reading.cells)


def last_rows(readings: Sequence[Reading]) -> frozenset[int]:
    """Numbers of the first and the last row that print an amount."""
    rows = [n for n, reading in enumerate(readings, 1) if any(kind == "amount" for _, kind, _ in reading.cells)]
    return frozenset(rows[:1] + rows[-1:])


def names_a_row(labels: Mapping[int, Label], block: int) -> bool:
    """True where a block beside prints the code of a row: then this is no row of totals."""
    return any(label.code_parts for other, label in labels.items() if other != block)


@dataclass(slots=True)
class RowParts:
    """What all amounts of one block of one row have in common."""

    number: int
    block: int
    label: Label
    state: State
    meaning: Meaning
    context: str


def sorted_cells(reading: Reading) -> tuple[dict[int, list[tuple[int, str]]], int, int, bool]:
    """Amounts per block, the number of numeric cells, of codes among them, and whether there are others."""
    found: dict[int, list[tuple[int, str]]] = {}
    count = structural = 0
    others = False
    blocks, lost, replaced = reading.layout.block_of_amount, reading.lost, reading.replaced
    labels = frozenset[int]() if reading.by_content or lost else reading.layout.label_indices
    for index, kind, number in reading.cells:
        if kind == "amount" or kind == "code":
            count += 1
            block = replaced[index].block if index in replaced else blocks.get(index, 0)
            if block and index not in lost and kind == "amount" and is_storable(number):
                found.setdefault(block, []).append((index, number))
            elif index in labels:
                structural += 1
            else:
                others = True
        elif kind in NUMERIC:
            count += 1
            others = True
    return found, count, structural, others
