"""Thin marks to rulings, and rulings to frames: which lines belong to one table.

Joining what is drawn in pieces and finding what touches belong here; cells do not (``lattice``).
"""

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.extraction.readers import limits
from pipeline.extraction.readers.printed.marks import Rect

SAME = 2.0
"""Points: lines nearer than this are one (double lines, both edges of two neighbouring cells)."""
JOIN = 3.0
"""Points: pieces of one line with a gap below this are one."""
TOUCH = 3.0
SHORTEST = 5.0
TOGETHER = 12.0
"""Points by which upright lines of one table may begin or end apart."""


class Ruling(NamedTuple):
    """A level or upright line: where it stands across, and from where to where it runs."""

    at: float
    start: float
    end: float


class Frame(NamedTuple):
    """Rulings that touch each other."""

    levels: tuple[Ruling, ...]
    uprights: tuple[Ruling, ...]


def rulings_of(marks: Sequence[Rect]) -> tuple[list[Ruling], list[Ruling]]:
    """Join thin marks to level and upright rulings.

    Args:
        marks: In any order.

    Returns:
        Level rulings from top to bottom, and upright ones from left to right.
    """
    level: list[Ruling] = []
    upright: list[Ruling] = []
    for x0, top, x1, bottom in marks:
        if x1 - x0 >= bottom - top:
            level.append(Ruling((top + bottom) / 2, x0, x1))
        else:
            upright.append(Ruling((x0 + x1) / 2, top, bottom))
    return _joined(level), _joined(upright)


def _joined(pieces: list[Ruling]) -> list[Ruling]:
    joined: list[Ruling] = []
    pieces.sort()
    first = 0
    while first < len(pieces):
        last = first
        while last + 1 < len(pieces) and pieces[last + 1].at - pieces[first].at <= SAME:
            last += 1
        joined.extend(_end_to_end(pieces[first : last + 1]))
        first = last + 1
    return [line for line in joined if line.end - line.start >= SHORTEST][: limits.PAGE_RULINGS]


def _end_to_end(pieces: list[Ruling]) -> list[Ruling]:
    """Join pieces that stand at one height where they follow each other."""
    at = sum(piece.at for piece in pieces) / len(pieces)
    spans: list[list[float]] = []
    for piece in sorted(pieces, key=lambda piece: piece.start):
        if spans and piece.start - spans[-1][1] <= JOIN:
            spans[-1][1] = max(spans[-1][1], piece.end)
        else:
            spans.append([piece.start, piece.end])
    return [Ruling(at, start, end) for start, end in spans]


def frames_of(levels: Sequence[Ruling], uprights: Sequence[Ruling]) -> list[Frame]:
    """Group rulings that touch, directly or through others.

    Args:
        levels: From top to bottom.
        uprights: From left to right.

    Returns:
        The frames from top to bottom; a ruling that touches no other is a frame of its own.
    """
    parent = list(range(len(levels) + len(uprights)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    places = [upright.at for upright in uprights]
    for number, level in enumerate(levels):
        index = bisect_left(places, level.start - TOUCH)
        while index < len(uprights) and uprights[index].at <= level.end + TOUCH:
            if uprights[index].start - TOUCH <= level.at <= uprights[index].end + TOUCH:
                parent[root(len(levels) + index)] = root(number)
            index += 1
    groups: dict[int, tuple[list[Ruling], list[Ruling]]] = {}
    for index in range(len(parent)):
        group = groups.setdefault(root(index), ([], []))
        if index < len(levels):
            group[0].append(levels[index])
        else:
            group[1].append(uprights[index - len(levels)])
    frames = [Frame(tuple(group[0]), tuple(group[1])) for group in groups.values()]
    return sorted(frames, key=_top)


def _top(frame: Frame) -> float:
    return min([line.at for line in frame.levels] + [line.start for line in frame.uprights])
