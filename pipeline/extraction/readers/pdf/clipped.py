"""Texts of cells that are too small for them: lines of which a clip shows a part only, set as one line into its box.

Programs that print sheets draw a text that does not fit into its cell whole and clip it at the cell's edges: the lines
of a wrapped name reach into the rows above and below, a long name into the cell beside it. The clip says whose they
are. What lies beside its clip altogether is seen on another page of the sheet, or not at all.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from pipeline.extraction.page.document import Box
from pipeline.extraction.readers.printed.cells import joint
from pipeline.extraction.readers.printed.marks import Cut, Glyph

STICKS_OUT = 0.15
"""Share of its height, or of an em, by which a line must reach over its clip."""
PAGE_SHARE = 0.5
"""Of the area of a page, from which a clip is no cell's: browsers clip all text to what lies within the margins."""
SAME_LINE = 0.5
BLANK = 0.3
"""Em between two words."""
APART = 0.8
"""Em that are left blank between a text that fills its clip and the cell beside it, so that they are two."""
NARROW = 0.25
"""Share of the clip at most that is left blank."""
PADDING = 1.0
"""Points between a text and the edges of its clip."""

OFF_PAGE = -1000.0

_Line = list[int]
"""Indexes of the glyphs of one line, from left to right."""


def cut_at_clips(
    glyphs: list[Glyph], pieces: Iterable[tuple[int, int, Box | None]], size: tuple[float, float]
) -> tuple[Cut, ...]:
    """Set texts into their clips, in place, and tell which characters are not read where they are drawn.

    Args:
        glyphs: Of a page.
        pieces: As :func:`set_into_clips` takes them.
        size: Width and height of the page.

    Returns:
        Those that were moved, and those off the page.
    """
    before = glyphs.copy()
    set_into_clips(glyphs, pieces, size)
    cut: list[Cut] = []
    for drawn, shown in zip(before, glyphs, strict=True):
        if not 0 < shown.x0 + shown.x1 < 2 * size[0]:
            cut.append(Cut(drawn, _hidden(shown)))
        elif shown is not drawn:
            cut.append(Cut(drawn, shown))
    return tuple(cut)


def set_into_clips(
    glyphs: list[Glyph], pieces: Iterable[tuple[int, int, Box | None]], size: tuple[float, float]
) -> None:
    """Move the glyphs of texts that do not fit into their clips, in place.

    Args:
        glyphs: Of a page.
        pieces: First and last glyph (exclusive) of what is drawn in one piece, and the box to which it is clipped. The
            engine names no clip where all of the piece is inside.
        size: Width and height of the page.
    """
    by_clip: dict[tuple[int, ...], list[int]] = defaultdict(list)
    boxes: dict[tuple[int, ...], Box] = {}
    whole: list[tuple[float, int, int]] = []
    largest = PAGE_SHARE * size[0] * size[1]
    for first, last, box in pieces:
        if box is None or (box.x1 - box.x0) * (box.bottom - box.top) > largest:
            whole.append(((glyphs[first].top + glyphs[first].bottom) / 2, first, last))
            continue
        key = tuple(round(edge) for edge in box)
        boxes.setdefault(key, box)
        by_clip[key].extend(range(first, last))
    if not by_clip:
        return
    whole.sort()
    for key, indexes in by_clip.items():
        clip = boxes[key]
        lines = _lines(glyphs, [*indexes, *_inside(clip, glyphs, whole)])
        if _is_too_low(clip, glyphs, lines):
            _set(glyphs, lines, clip)
            continue
        for line in _lines(glyphs, indexes):
            if _is_beside(clip, glyphs, line):
                _hide(glyphs, [line])
                continue
            top, bottom = min(glyphs[index].top for index in line), max(glyphs[index].bottom for index in line)
            if _is_too_narrow(clip, glyphs, line):
                _set(glyphs, [line], clip._replace(top=top, bottom=bottom))


def _is_beside(clip: Box, glyphs: Sequence[Glyph], line: _Line) -> bool:
    """Whether all of a line is to the left or to the right of its clip."""
    return max(glyphs[index].x1 for index in line) <= clip.x0 or glyphs[line[0]].x0 >= clip.x1


def _set(glyphs: list[Glyph], lines: Sequence[_Line], box: Box) -> None:
    if min(glyphs[line[0]].x0 for line in lines) < 0:
        _hide(glyphs, lines)
    else:
        _set_as_one_line(glyphs, lines, box)


def _inside(clip: Box, glyphs: Sequence[Glyph], whole: Sequence[tuple[float, int, int]]) -> list[int]:
    """The glyphs of pieces that stand within a clip: the line in the middle of a text, of which all is seen."""
    low, high = bisect_left(whole, (clip.top, 0, 0)), bisect_left(whole, (clip.bottom, 0, 0))
    found: list[int] = []
    for _, first, last in whole[low:high]:
        if clip.x0 <= glyphs[first].x0 and glyphs[last - 1].x1 <= clip.x1:
            found.extend(range(first, last))
    return found


def _lines(glyphs: Sequence[Glyph], indexes: Sequence[int]) -> list[_Line]:
    """What stands at one height, from top to bottom; the box of a comma may be flat."""
    lines: list[_Line] = []
    level, height = 0.0, 0.0
    for index in sorted(indexes, key=lambda index: glyphs[index].top + glyphs[index].bottom):
        glyph = glyphs[index]
        middle = (glyph.top + glyph.bottom) / 2
        if lines and middle - level < SAME_LINE * max(height, glyph.bottom - glyph.top):
            lines[-1].append(index)
        else:
            lines.append([index])
            level = middle
        height = max(glyph.bottom - glyph.top, height)
    return [sorted(line, key=lambda index: glyphs[index].x0) for line in lines]


def _is_too_low(clip: Box, glyphs: Sequence[Glyph], lines: Sequence[_Line]) -> bool:
    """Whether lines that are seen in part reach over the upper or lower edge of their clip, which cannot hold them."""
    top = min(glyphs[index].top for line in lines for index in line)
    bottom = max(glyphs[index].bottom for line in lines for index in line)
    left, right = glyphs[lines[0][0]].x0, max(glyphs[line[-1]].x1 for line in lines)
    if bottom <= clip.top or top >= clip.bottom or right <= clip.x0 or left >= clip.x1:
        return False
    heights = [max(glyphs[index].bottom - glyphs[index].top for index in line) for line in lines]
    slack = STICKS_OUT * max(heights)
    return (top < clip.top - slack or bottom > clip.bottom + slack) and sum(heights) > clip.bottom - clip.top


def _is_too_narrow(clip: Box, glyphs: Sequence[Glyph], line: _Line) -> bool:
    """Whether a line that is seen in part reaches over a side of its clip, which may be a column as high as a page."""
    left, right = glyphs[line[0]].x0, max(glyphs[index].x1 for index in line)
    middle = (glyphs[line[0]].top + glyphs[line[0]].bottom) / 2
    if not clip.top < middle < clip.bottom or right <= clip.x0 or left >= clip.x1:
        return False
    slack = STICKS_OUT * (glyphs[line[0]].bottom - glyphs[line[0]].top)
    return left < clip.x0 - slack or right > clip.x1 + slack


def _hide(glyphs: list[Glyph], lines: Sequence[_Line]) -> None:
    """Move off the page what begins there: a text of the page before that reaches over its edge is whole there."""
    for index in (index for line in lines for index in line):
        glyphs[index] = _hidden(glyphs[index])


def _hidden(glyph: Glyph) -> Glyph:
    return glyph._replace(x0=OFF_PAGE, x1=OFF_PAGE)


def _set_as_one_line(glyphs: list[Glyph], lines: Sequence[_Line], clip: Box) -> None:
    """Set lines one behind the other, no wider and no higher than the clip."""
    texts = ["".join(glyphs[index].text for index in line) for line in lines]
    gaps = [BLANK if joint(before, after, full=True) else 0.0 for before, after in pairwise(texts)]
    start = max(min(glyphs[line[0]].x0 for line in lines), clip.x0 + PADDING)
    places: list[tuple[int, float, float, bool]] = []
    at = start
    for number, line in enumerate(lines):
        gap = gaps[number - 1] if number else 0.0
        first = glyphs[line[0]]
        at += gap * (first.bottom - first.top)
        for index in line:
            glyph = glyphs[index]
            left, right = at + glyph.x0 - first.x0, at + glyph.x1 - first.x0
            places.append((index, left, right, glyph.spaced if index != line[0] or not number else bool(gap)))
        at = max(place[2] for place in places[-len(line) :])
    end = clip.x1 - min(APART * (glyphs[lines[0][0]].bottom - glyphs[lines[0][0]].top), NARROW * (clip.x1 - clip.x0))
    share = min(1.0, max(end - start, PADDING) / max(at - start, PADDING))
    middle = (clip.top + clip.bottom) / 2
    for index, left, right, spaced in places:
        glyph = glyphs[index]
        half = min(glyph.bottom - glyph.top, clip.bottom - clip.top) / 2
        x0, x1 = start + share * (left - start), start + share * (right - start)
        glyphs[index] = Glyph(glyph.text, x0, middle - half, x1, middle + half, spaced, glyph.confidence)
