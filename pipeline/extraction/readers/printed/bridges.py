"""Parts that overlap to columns: where only a few texts stand over two, they are two.

Told from where parts begin and end alone; what stands in a column does not belong here. Parts are sorted once for each
column, and counted by their ends: a page has as many as a stranger likes.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from pipeline.extraction.readers.printed.cells import is_number
from pipeline.extraction.readers.printed.lines import Part

BRIDGES = 8
"""Parts of two neighbouring columns for each text that may stand over both."""
FEWEST_BESIDE = 3
GAP = 2.0
NEAR = 1.5
"""Points between the ends of two values that stand under each other."""


def over(part: Part, column: tuple[float, float]) -> bool:
    """Whether a part stands over some of a column."""
    return part.x0 < column[1] and part.x1 > column[0]


def united(intervals: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The intervals, those that overlap joined."""
    merged: list[tuple[float, float]] = []
    for start, end in sorted(intervals):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def without_bridges(parts: Sequence[Part]) -> list[tuple[float, float]]:
    """The columns of parts that overlap: two, where only a few texts such as the label of a total stand over both."""
    columns: list[tuple[float, float]] = []
    while split := _split(parts):
        left, parts = split
        columns += without_bridges(left)
    return columns + united([(part.x0, part.x1) for part in parts])


def _split(parts: Sequence[Part]) -> tuple[list[Part], list[Part]] | None:
    """The first column of parts and the rest of them; None where all are of one."""
    ends, starts = sorted(part.x1 for part in parts), sorted(part.x0 for part in parts)
    numbers = [part for part in parts if is_number(part.text)]
    number_ends, number_starts = sorted(part.x1 for part in numbers), sorted(part.x0 for part in numbers)
    for at in sorted(set(ends)):
        left, right = bisect_right(ends, at), len(parts) - bisect_left(starts, at + GAP)
        if min(left, right) < FEWEST_BESIDE or (len(parts) - left - right) * BRIDGES > len(parts):
            continue
        if bisect_right(number_ends, at) + len(numbers) - bisect_left(number_starts, at + GAP) == len(numbers):
            return [part for part in parts if part.x1 <= at], [part for part in parts if part.x0 >= at + GAP]
    return None


def is_near(place: float, places: Sequence[float]) -> bool:
    """Whether something stands near one of some places, which are in order."""
    at = bisect_left(places, place)
    return any(abs(place - other) < NEAR for other in places[max(0, at - 1) : at + 1])
