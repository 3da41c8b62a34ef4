"""Ink in the cells of a ruled table in which no text was found.

Where such ink stands belongs here. Recognition overlooks single signs and what a stamp lies over; a heading that is
missing without a word gives its column to the neighbour.
"""

from collections.abc import Sequence
from importlib import import_module
from itertools import pairwise
from typing import NamedTuple

from pipeline.extraction.readers.ocr.picture import Pixels
from pipeline.extraction.readers.printed.marks import Rect
from pipeline.extraction.readers.printed.rulings import Ruling

LEAST_HEIGHT, LEAST_WIDTH = 4.0, 1.5
"""Points: a digit of the smallest type; a dash, which prints nothing, is lower."""
EDGE = 2.0
"""Points beside a ruling in which its own rest stands."""
AROUND = 2.0
"""Points of paper that recognition gets around the ink."""
BLACKER = 60
"""By how much ink is darker than the paper of its cell."""
MOST_CELLS = 400
LARGEST = 20_000.0
"""Square points of a cell that is looked at: larger frames hold text, not one entry."""


class _Cell(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float


def unread(
    pixels: Pixels, levels: Sequence[Ruling], uprights: Sequence[Ruling], read: Sequence[Rect], dots_per_point: float
) -> list[Rect]:
    """Boxes of ink in closed cells that hold no text.

    Args:
        pixels: The level page without its rulings.
        levels: Its level rulings, in dots.
        uprights: Its upright ones.
        read: Boxes of the texts that were read.
        dots_per_point: Of the picture.

    Returns:
        One box for each such cell, in no order.
    """
    cv2 = import_module("cv2")
    calm = cv2.medianBlur(pixels, 3)
    found: list[Rect] = []
    for cell in _cells(levels, uprights):
        area = (cell.right - cell.left) * (cell.bottom - cell.top)
        if area > LARGEST * dots_per_point**2 or any(_holds(cell, box) for box in read):
            continue
        ink = _ink(calm, cell, dots_per_point)
        if ink is not None:
            found.append(ink)
    return found if len(found) <= MOST_CELLS else []


def _holds(cell: _Cell, box: Rect) -> bool:
    """Whether a text reaches into a cell by more than its margin."""
    across = min(box.x1, cell.right) - max(box.x0, cell.left)
    down = min(box.bottom, cell.bottom) - max(box.top, cell.top)
    return across > 0.2 * (box.x1 - box.x0) and down > 0.4 * (box.bottom - box.top)


def _cells(levels: Sequence[Ruling], uprights: Sequence[Ruling]) -> list[_Cell]:
    """The places that lines enclose on all sides, each with nothing drawn through it."""
    found: set[_Cell] = set()
    walls = sorted(uprights, key=lambda line: line.at)
    for upper in levels:
        here = [wall for wall in walls if wall.start - EDGE * 3 <= upper.at < wall.end - EDGE * 3]
        for left, right in pairwise(here):
            middle = (left.at + right.at) / 2
            if not upper.start <= middle <= upper.end or right.at - left.at < EDGE * 3:
                continue
            below = [line.at for line in levels if line.at > upper.at + EDGE * 3 and line.start <= middle <= line.end]
            bottom = min(below, default=0.0)
            if bottom and min(left.end, right.end) >= bottom - EDGE * 3:
                found.add(_Cell(left.at, upper.at, right.at, bottom))
    return sorted(found)


def _ink(pixels: Pixels, cell: _Cell, dots_per_point: float) -> Rect | None:
    """The box of what is printed in a cell, if it is as large as a digit."""
    cv2, numpy = import_module("cv2"), import_module("numpy")
    edge = max(EDGE * dots_per_point, 2.0)
    x0, top = int(cell.left + edge), int(cell.top + edge)
    part = pixels[top : int(cell.bottom - edge), x0 : int(cell.right - edge)]
    if min(part.shape, default=0) < LEAST_HEIGHT * dots_per_point:
        return None
    dark = (part < numpy.median(part) - BLACKER).astype(numpy.uint8)
    signs = [
        (x, y, x + width, y + height)
        for x, y, width, height, _ in cv2.connectedComponentsWithStats(dark)[2][1:]
        if height >= LEAST_HEIGHT * dots_per_point and width >= LEAST_WIDTH * dots_per_point
    ]
    if not signs:
        return None
    low, high = min(s[0] for s in signs), max(s[2] for s in signs)
    first, last = min(s[1] for s in signs), max(s[3] for s in signs)
    around = AROUND * dots_per_point
    return Rect(
        float(max(x0 + low - around, cell.left + 1)),
        float(max(top + first - around, cell.top + 1)),
        float(min(x0 + high + around, cell.right - 1)),
        float(min(top + last + around, cell.bottom - 1)),
    )
