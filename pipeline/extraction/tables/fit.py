"""Whether the cells of a row agree with the columns of a header: names under labels, amounts under amounts.

Only the comparison belongs here; what is done where they do not agree belongs to ``alignment`` and ``placement``.
"""

from collections.abc import Sequence

from pipeline.extraction.page.grid import Item
from pipeline.extraction.tables.columns import NAME_ROLES, Layout

Cells = Sequence[Item]
"""The cells of a row that print something."""


def label_end(cells: Cells) -> int:
    """Index after the last text cell that stands before the first decimal amount."""
    end = 0
    for index, kind, number in cells:
        if kind == "text":
            end = index + 1
        elif kind == "amount" and "." in number:
            break
    return end


def conflicts(cells: Cells, layout: Layout) -> list[int]:
    """Cells that contradict the header: numbers under no amount heading, names under one."""
    found: list[int] = []
    amounts, columns = layout.block_of_amount, layout.columns
    for index, kind, number in cells:
        if kind == "text":
            if index in amounts and index < label_end(cells):
                found.append(index)
        elif kind == "amount" and index not in amounts:
            role = columns[index].role if index < len(columns) else "unknown"
            is_code = number.isdigit() and (role not in NAME_ROLES or index < label_end(cells))
            if role == "unknown" or not (is_code or role == "aside" or role.startswith("indicator")):
                found.append(index)
    return found
