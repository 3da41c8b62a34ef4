"""Several tables in one grid: where, among the rows of a sheet or of a frame, the title of the next table stands.

Told by place, merging and blank rows alone; no word is read. What a row prints is the caller's to say.
"""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

MOST_HEADINGS = 4
"""Rows of headings of a table."""


class RowShape(NamedTuple):
    """What a printed row looks like.

    Attributes:
        is_single: It prints one cell.
        has_numbers: One of its cells is a number.
        is_whole_width: It is one cell that is merged over the whole width.
        after_blank: A blank row stands before it.
    """

    is_single: bool
    has_numbers: bool
    is_whole_width: bool
    after_blank: bool


def first_table(count: int, shape_of: Callable[[int], RowShape]) -> int:
    """How many rows stand before the title of the second table; all where there is one table.

    Args:
        count: How many rows are printed, blank ones left out.
        shape_of: What the row of a position looks like; asked no further than the second table, so that many
            tables below each other are not looked at as often as there are tables.
    """
    shape_of = cache(shape_of)  # rows below a title are looked at before their turn
    seen_row = seen_numbers = False
    following = 0
    for index in range(count):
        row = shape_of(index)
        if not row.is_single:
            seen_row = True
            seen_numbers = seen_numbers or row.has_numbers
        elif seen_row:
            # The same for all rows of one cell below each other.
            following = max(following, index + 1)
            while following < count and shape_of(following).is_single:
                following += 1
            if _starts_another(count, shape_of, index, following, seen_numbers):
                return index
    return count


def _starts_another(
    count: int, shape_of: Callable[[int], RowShape], index: int, following: int, seen_numbers: bool
) -> bool:
    """Whether a row of one cell, with a row of headings to follow, is the title of another table.

    It is set apart by a blank row, by its width, or as title and unit, one under the other, between numbers.
    """
    row = shape_of(index)
    if following == count or shape_of(following).has_numbers or row.has_numbers:
        return False
    if row.after_blank:
        return True
    if following == index + 1:
        return False
    below = range(following + 1, min(following + MOST_HEADINGS + 1, count))
    return row.is_whole_width or (seen_numbers and any(shape_of(other).has_numbers for other in below))
