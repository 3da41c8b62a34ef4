"""Cells of a table of a flowing document where they stand, before anybody says what is a row of it."""

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.extraction.page.builder import CellIn


class PlacedCell(NamedTuple):
    """A cell of a table: row and column of its first field (from 0), what it spans, its text, its address's ``ref``.

    ``lines`` are its printed lines with the blank ones, which its text leaves out.
    """

    row: int
    column: int
    rows: int
    columns: int
    cell: CellIn
    lines: tuple[str, ...] = ()


def by_row(cells: Sequence[PlacedCell]) -> list[list[PlacedCell]]:
    """The cells of each row, by the row in which they begin."""
    if not cells:
        return []
    rows: list[list[PlacedCell]] = [[] for _ in range(max(cell.row for cell in cells) + 1)]
    for cell in cells:
        rows[cell.row].append(cell)
    return rows
