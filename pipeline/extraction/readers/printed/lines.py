"""Glyphs to runs and printed lines: what was set side by side, without text that was drawn twice.

Order, blanks and doubles within one line belong here; joining lines to cells and paragraphs does not.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import NamedTuple

from pipeline.extraction.page.document import Box
from pipeline.extraction.readers.printed.gaps import (
    BLANK_GAP,
    PART_GAP,
    SQUEEZED,
    STATED_BLANK_GAP,
    VALUE_GAP,
    Tightness,
    are_apart,
    are_numbers,
    are_words,
    ends_in_value,
    is_of_text,
)
from pipeline.extraction.readers.printed.marks import Glyph
from pipeline.extraction.readers.printed.type_size import lead_of, size_of

RUN_GAP = 0.9
CROWDED = 0.5
"""Em by which a sign may begin before the end of the one before: digits, squeezed punctuation."""
RUN_OVER = 0.3
"""The same after an ideograph: more is the text of one cell running into the next."""
MOST_OVER_EACH_OTHER = 100
"""Runs of one strand that begin before another ends: nobody prints so many over each other."""
NEAR = 2.0
"""Points: of one run, if of one height, whatever the size."""
SAME_LINE = 0.5
BESIDE = 0.6
FLAT = 2.2
"""Times the height of a flat sign that the others of its line may have."""
DOUBLE = 0.35
"""Share of its width by which the second print of a glyph (false bold) is shifted at most."""


class Run(NamedTuple):
    """Glyphs set one after the other; ``begins`` where they are known to begin a cell."""

    glyphs: list[Glyph]
    box: Box
    begins: bool = False

    @property
    def height(self) -> float:
        """Of the tallest glyph."""
        return self.box.bottom - self.box.top


class Part(NamedTuple):
    """A piece of a line between wide gaps."""

    text: str
    x0: float
    x1: float


class Line(NamedTuple):
    """One printed line.

    Attributes:
        text: With a blank for every gap.
        box: Around all of it.
        em: Size of its type.
        parts: Its pieces between gaps that may divide columns, from left to right.
        lead: Width of what stands first and cannot be broken: a number or word, or one ideograph.
        confidence: The lowest of its glyphs; None for stored text.
    """

    text: str
    box: Box
    em: float
    parts: tuple[Part, ...]
    lead: float = 0.0
    confidence: int | None = None


def runs_of(glyphs: Iterable[Glyph]) -> list[Run]:
    """Group glyphs that follow each other in the file and on the page.

    Args:
        glyphs: In the order of the file.

    Returns:
        Runs in that order.
    """
    runs: list[Run] = []
    current: list[Glyph] = []
    x0 = top = x1 = bottom = last_top = last_bottom = 0.0
    for glyph in glyphs:
        _, left, upper, right, lower, _, _ = glyph
        if upper == last_top and lower == last_bottom and left > x0 and -2 < left - x1 < NEAR:
            current.append(glyph)
            x0, x1 = left, right
            continue
        if current:
            height = min(last_bottom - last_top, lower - upper)
            level = abs(upper + lower - last_top - last_bottom) < height * SAME_LINE
            crowded = RUN_OVER if is_of_text(current[-1][0]) and glyph[0] not in SQUEEZED else CROWDED
            if level and -crowded * height < left - x1 < RUN_GAP * height and left > x0:
                current.append(glyph)
                last_top, last_bottom, x0, x1 = upper, lower, left, right
                top, bottom = min(top, upper), max(bottom, lower)
                continue
            runs.append(Run(current, Box(current[0].x0, top, x1, bottom)))
        current = [glyph]
        x0, top, x1, bottom = left, upper, right, lower
        last_top, last_bottom = upper, lower
    if current:
        runs.append(Run(current, Box(current[0].x0, top, x1, bottom)))
    return runs


def _middle(run: Run) -> float:
    return (run.box.top + run.box.bottom) / 2


def lines_of(runs: Sequence[Run]) -> list[Line]:
    """Put runs that stand at one height into lines, from top to bottom.

    Args:
        runs: Of one cell, or all outside the tables of a page.

    Returns:
        The lines; digits a little lower than the ideographs beside them are on their line.
    """
    groups: list[list[Run]] = []
    level, height = 0.0, 0.0
    for run in sorted(runs, key=_middle):
        middle = _middle(run)
        first = groups[-1][0] if groups else run
        near = middle - level < SAME_LINE * min(height, run.height)
        if groups and (near or _is_flat(first, run) or _is_flat(run, first)):
            groups[-1].append(run)
            continue
        groups.append([run])
        level, height = middle, run.height
    return _side_by_side([_line(group) for group in groups])


def _is_flat(sign: Run, run: Run) -> bool:
    """Whether the box of a sign (一 “ 、) is flat in its font: most of it is beside a run of the same type."""
    beside = min(sign.box.bottom, run.box.bottom) - max(sign.box.top, run.box.top)
    return beside > BESIDE * sign.height and sign.height < run.height < FLAT * sign.height


def _side_by_side(lines: list[Line]) -> list[Line]:
    """Join a text that wraps into two lines with what stands beside both, at the height between them."""
    result: list[Line] = []
    index = 0
    while index < len(lines):
        three = lines[index : index + 3]
        if len(three) == 3 and _stands_beside(three[1], three[0], three[2]):
            result.append(_beside(*three))
            index += 3
            continue
        result.append(lines[index])
        index += 1
    return result


def _beside(above: Line, line: Line, below: Line) -> Line:
    boxes = (above.box, line.box, below.box)
    box = Box(
        min(box.x0 for box in boxes), above.box.top, max(box.x1 for box in boxes), max(box.bottom for box in boxes)
    )
    wrapped = Part(above.text + below.text, above.box.x0, max(above.box.x1, below.box.x1))
    return above._replace(text=f"{wrapped.text} {line.text}", box=box, parts=(wrapped, *line.parts))


def _stands_beside(line: Line, above: Line, below: Line) -> bool:
    right = min(above.box.x1, below.box.x1)
    level = line.box.top < above.box.bottom and line.box.bottom > below.box.top
    whole = len(above.parts) == len(below.parts) == 1  # a group of headings over several is no text that wraps
    return whole and level and line.box.x0 > right and abs(above.box.x0 - below.box.x0) < above.em


def _line(runs: list[Run]) -> Line:
    strands = [runs[0].glyphs] if len(runs) == 1 else _strands(runs)
    glyphs = strands[0] if len(strands) == 1 else [glyph for strand in strands for glyph in strand]
    crowded = {id(strand[0]) for strand in strands[1:]} | {id(run.glyphs[0]) for run in runs if run.begins}
    em = size_of(glyphs)
    text, start = glyphs[0].text, 0
    part_from, reach = glyphs[0].x0, glyphs[0].x1
    parts: list[Part] = []
    near, tight = VALUE_GAP * em, Tightness(glyphs, em)
    for glyph in glyphs[1:]:
        sign, x0, _, x1, _, _, _ = glyph
        if crowded and id(glyph) in crowded:
            parts.append(Part(text[start:], part_from, reach))
            blank = text[-1].isascii() or sign.isascii()
            start, part_from, reach = len(text) + blank, x0, x1
            text += " " * blank
        elif x0 - reach > near:
            gap = (x0 - reach) / em
            beside = gap < PART_GAP and are_numbers(text, glyph, gap) and tight.digits
            blank = beside or gap > BLANK_GAP or (gap > STATED_BLANK_GAP and are_words(text[-1], glyph))
            apart = blank and gap > BLANK_GAP and are_apart(text[-1], glyph) and tight.ideographs
            if beside or apart or gap > PART_GAP or (not sign.isascii() and ends_in_value(text, start)):
                parts.append(Part(text[start:], part_from, reach))
                start, part_from = len(text) + blank, x0
            text += " " * blank
        text += sign
        if x1 > reach:
            reach = x1
    parts.append(Part(text[start:], part_from, reach))
    box = Box(glyphs[0].x0, min(run.box.top for run in runs), reach, max(run.box.bottom for run in runs))
    recognised = glyphs[0].confidence is not None
    confidence = min((glyph.confidence or 0 for glyph in glyphs), default=None) if recognised else None
    return Line(text, box, em, tuple(parts), lead_of(glyphs), confidence)


def _strands(runs: Sequence[Run]) -> list[list[Glyph]]:
    """The glyphs from left to right; a text that runs into the next cell is apart from what that cell prints."""
    strands: list[list[Run]] = []
    reaching: list[Run] = []
    for run in sorted(runs, key=lambda run: run.box.x0):
        reaching = [before for before in reaching if before.box.x1 >= run.box.x0][-MOST_OVER_EACH_OTHER:]
        if not strands or any(_runs_into(before, run) for before in reaching):
            strands.append([])
            reaching = []
        strands[-1].append(run)
        reaching.append(run)
    parts = [sorted((glyph for run in strand for glyph in run.glyphs), key=attrgetter("x0")) for strand in strands]
    return [_without_doubles(glyphs) for glyphs in parts]


def _runs_into(before: Run, run: Run) -> bool:
    """Whether a text begins within the one before and is no second print of it."""
    first = run.glyphs[0]
    over = before.box.x1 - run.box.x0
    if over < RUN_OVER * run.height or first.text in SQUEEZED or not is_of_text(before.glyphs[-1].text):
        return False
    reach = DOUBLE * (first.x1 - first.x0)
    at = bisect_left(before.glyphs, first.x0 - reach, key=attrgetter("x0"))
    while at < len(before.glyphs) and before.glyphs[at].x0 < first.x0 + reach:
        if before.glyphs[at].text == first.text and abs(before.glyphs[at].x0 - first.x0) < reach:
            return False
        at += 1
    return True


def _without_doubles(glyphs: list[Glyph]) -> list[Glyph]:
    """Leave out the second print of a glyph right on or beside the first."""
    kept: list[Glyph] = []
    for glyph in glyphs:
        reach = DOUBLE * (glyph.x1 - glyph.x0)
        if any(other.text == glyph.text and glyph.x0 - other.x0 < reach for other in kept[-3:]):
            continue
        kept.append(glyph)
    return kept
