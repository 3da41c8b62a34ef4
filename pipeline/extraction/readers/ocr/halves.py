"""Two pages on one picture, as an open book is scanned.

Whether a picture shows two pages, and where the one ends, belongs here.
"""

from collections.abc import Sequence
from itertools import pairwise

from pipeline.extraction.readers.printed.marks import Rect

LEAST_WIDE = 1.15
"""Times its height that a picture of two pages is wide."""
FIRST, LAST = 0.42, 0.58
"""Between which shares of the width the one page ends."""
GUTTER = 0.025
"""Share of the width that stays blank between two pages, their margins."""
LONG = 0.5
"""Share of the width of one page from which a line of text or a ruling shows that there is a page."""
FEWEST = 3
"""Such lines on one of the two."""


def middle_of(boxes: Sequence[Rect], lines: Sequence[Rect], width: float, height: float) -> float | None:
    """Where the first of two pages side by side ends.

    Args:
        boxes: Of the texts of a level picture that is turned for reading.
        lines: Its rulings.
        width: Of the picture.
        height: Of the picture.

    Returns:
        The middle between the two; None where there is one page: something is printed across the middle, or nothing
        tells pages from the columns of a table without lines.
    """
    if width < LEAST_WIDE * height:
        return None
    marks = sorted((mark.x0, mark.x1) for mark in (*boxes, *lines))
    blanks: list[tuple[float, float]] = []
    reach = FIRST * width
    for x0, x1 in (*marks, (LAST * width, LAST * width)):
        start, end = max(reach, FIRST * width), min(x0, LAST * width)
        if end - start >= GUTTER * width:
            blanks.append((start, end))
        reach = max(reach, x1)
    for start, end in sorted(blanks, key=lambda blank: blank[0] - blank[1]):
        middle = (start + end) / 2
        if all(_is_page(boxes, lines, *side) for side in pairwise((0.0, middle, width))):
            return middle
    return None


def _is_page(boxes: Sequence[Rect], lines: Sequence[Rect], left: float, right: float) -> bool:
    least = LONG * (right - left)
    long = [mark for mark in (*boxes, *lines) if left <= mark.x0 and mark.x1 <= right and mark.x1 - mark.x0 >= least]
    return len(long) >= FEWEST
