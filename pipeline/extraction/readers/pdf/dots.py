"""Dots in a row to the ruling that they draw: browsers fill every dot of a dotted border by itself."""

from collections.abc import Callable, Iterator, Sequence

from pipeline.extraction.readers.printed.marks import Rect

LARGEST = 2.5
"""Points: a larger shape is no dot."""
GAP = 3.0
"""Points between two dots of one line at most."""
FEWEST = 5
OFF_LINE = 0.3
"""Points by which a dot may stand off the line."""


def is_dot(shape: Rect) -> bool:
    """Whether a shape is as small as a dot both ways."""
    return shape.x1 - shape.x0 <= LARGEST and shape.bottom - shape.top <= LARGEST


def rulings_of_dots(dots: Sequence[Rect]) -> list[Rect]:
    """The level and upright lines that dots draw.

    Args:
        dots: In any order; one in a corner is of both lines.

    Returns:
        A thin box around each row of dots.
    """
    level = _lines(dots, lambda dot: (dot.top, dot.x0, dot.x1))
    upright = _lines(dots, lambda dot: (dot.x0, dot.top, dot.bottom))
    return [*level, *upright]


def _lines(dots: Sequence[Rect], place: Callable[[Rect], tuple[float, float, float]]) -> Iterator[Rect]:
    """Dots that stand at one place across, one behind the other."""
    rows: list[list[Rect]] = []
    at = -GAP
    for dot in sorted(dots, key=lambda dot: place(dot)[0]):
        across = place(dot)[0]
        if across - at > OFF_LINE:
            rows.append([])
            at = across
        rows[-1].append(dot)
    for row in rows:
        line: list[Rect] = []
        for dot in sorted(row, key=lambda dot: place(dot)[1]):
            if line and place(dot)[1] - place(line[-1])[2] > GAP:
                yield from _ruling(line)
                line = []
            line.append(dot)
        yield from _ruling(line)


def _ruling(line: Sequence[Rect]) -> Iterator[Rect]:
    if len(line) >= FEWEST:
        yield Rect(
            min(dot.x0 for dot in line), min(dot.top for dot in line),
            max(dot.x1 for dot in line), max(dot.bottom for dot in line),
        )  # fmt: skip
