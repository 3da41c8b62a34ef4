"""All tables of a plain text that no TAB tells, each with the line and field that every cell is printed in.

The order in which the shapes are tried belongs here; each shape is in the module named after it.
"""

from collections.abc import Sequence

from pipeline.extraction.page.document import Grid
from pipeline.extraction.readers.shapes.bare import bare_tables
from pipeline.extraction.readers.shapes.commas import comma_table
from pipeline.extraction.readers.shapes.fragments import html_tables
from pipeline.extraction.readers.shapes.joined import joined_tables
from pipeline.extraction.readers.shapes.pipes import cell_per_line_tables, pipe_tables
from pipeline.extraction.readers.shapes.spaces import space_tables


def find_shapes(lines: Sequence[str]) -> tuple[Grid, ...]:
    """Find the tables.

    Args:
        lines: The text; index 0 is line 1.

    Returns:
        Grids with rows of their own, in order, none over another; empty for a text whose tables have TABs.
    """
    left = list(lines)
    found: list[Grid] = []
    for shape in (html_tables, pipe_tables, cell_per_line_tables):
        _take(left, found, shape(left))
    if not any("\t" in line for line in left):
        _take(left, found, comma_table(left) if not found else [])
        _take(left, found, joined_tables(left))
        _take(left, found, space_tables(left))
        _take(left, found, bare_tables(left))
    return tuple(sorted(found, key=lambda grid: grid.first_line))


def _take(left: list[str], found: list[Grid], grids: Sequence[Grid]) -> None:
    """Keep the grids, and hide their lines from the shapes that are tried later."""
    found.extend(grids)
    for grid in grids:
        left[grid.first_line - 1 : grid.last_line] = [""] * (grid.last_line - grid.first_line + 1)
