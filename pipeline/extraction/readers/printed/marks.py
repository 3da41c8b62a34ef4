"""What stands on one page before anybody says what it means: glyphs, rulings, pictures.

The types every source of printed pages makes (PDFium, OFD, recognition of a scan) belong here; deciding what is a cell
or a paragraph does not. All coordinates are points from the left and the top of the page **as it is read**: a page
whose text runs upwards has been turned, and :meth:`Page.shown` turns a box back to the page as it is shown.
"""

import math
from dataclasses import dataclass
from typing import Literal, NamedTuple

from pipeline.extraction.page.document import Box, ReadBy


class Glyph(NamedTuple):
    """One character, or a run of them where recognition gives no finer places.

    Attributes:
        text: The character.
        x0: Left edge of its advance box.
        top: Top of the box of its font.
        x1: Right edge.
        bottom: Bottom.
        spaced: A blank is printed before it.
        confidence: Of recognition, per mille; None for stored text.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    spaced: bool = False
    confidence: int | None = None


class Cut(NamedTuple):
    """A character of a text of which its clip, or the edge of the paper, hides a part.

    Attributes:
        drawn: Where the file draws it.
        shown: Where it is read; off the page where nobody sees it.
    """

    drawn: Glyph
    shown: Glyph


class Rect(NamedTuple):
    """A thin filled rectangle or a stroked line: a candidate for a ruling."""

    x0: float
    top: float
    x1: float
    bottom: float


class Beyond(NamedTuple):
    """A page that is set beside another one.

    Attributes:
        start: From where its marks stand on the common page.
        number: Its own.
        shift: How far they were moved to the right.
        width: Its own.
    """

    start: float
    number: int
    shift: float
    width: float


Turn = Literal[0, 90, 180, 270]
"""Degrees clockwise by which the page as shown was turned for reading."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page as it is read.

    Attributes:
        number: From 1.
        width: Of the page as read, in points.
        height: Likewise.
        glyphs: In the order of the file.
        rulings: Thin marks, in any order.
        picture_share: Share of the page that is covered by its pictures, from 0 to 1.
        unmapped: Glyphs for which the file has no character.
        turn: How the shown page was turned to read it.
        tilt: Degrees by which the lines of the shown page rise to the right, and which were taken out for reading.
        read_by: Where the characters come from.
        beyond: Pages with further columns of the same rows, set beside this one.
        outlines: Pieces of the outlines of filled shapes: text may be drawn so.
        pictures: Boxes of its pictures, as shown.
        part: Where it begins on a picture that shows two pages, and how wide that is.
        is_coarse: One of its pictures is black and white with few dots.
        fills: Coloured shapes that are thin neither way, and white ones on them.
        cut: What is not read where it is drawn.
    """

    number: int
    width: float
    height: float
    glyphs: list[Glyph]
    rulings: list[Rect]
    picture_share: float = 0.0
    unmapped: int = 0
    turn: Turn = 0
    tilt: float = 0.0
    read_by: ReadBy = "text"
    beyond: tuple[Beyond, ...] = ()
    outlines: int = 0
    pictures: tuple[Box, ...] = ()
    part: tuple[float, float] | None = None
    fills: tuple[Rect, ...] = ()
    is_coarse: bool = False
    cut: tuple[Cut, ...] = ()

    def place(self, box: Box) -> tuple[int, Box]:
        """The page on which a box stands, and the box on that page as it is shown."""
        found = next((part for part in reversed(self.beyond) if box.x0 >= part.start - 1), None)
        if found is None:
            return self.number, self.shown(box)
        return found.number, self.shown(box._replace(x0=box.x0 - found.shift, x1=box.x1 - found.shift))

    def shown(self, box: Box) -> Box:
        """The box on the page as it is shown, rounded to a hundredth of a point."""
        left, width = self.part or (0.0, self.width)
        moved = box._replace(x0=box.x0 + left, x1=box.x1 + left) if left else box
        tilted = _tilted(moved, self.tilt, width / 2, self.height / 2) if self.tilt else moved
        return Box(*(round(value, 2) for value in turned(tilted, (360 - self.turn) % 360, width, self.height)))


def _tilted(box: Box, tilt: float, x: float, y: float) -> Box:
    """The box around a place after turning it against the clock; its own small tilt is left out."""
    sine, cosine = math.sin(math.radians(tilt)), math.cos(math.radians(tilt))
    right, down = (box.x0 + box.x1) / 2 - x, (box.top + box.bottom) / 2 - y
    move_right = cosine * right + sine * down - right
    move_down = cosine * down - sine * right - down
    return Box(box.x0 + move_right, box.top + move_down, box.x1 + move_right, box.bottom + move_down)


def turned(box: Box | Rect, degrees: int, width: float, height: float) -> Box:
    """The box after the page of this width and height is turned clockwise."""
    x0, top, x1, bottom = box
    if degrees == 90:
        return Box(height - bottom, x0, height - top, x1)
    if degrees == 180:
        return Box(width - x1, height - bottom, width - x0, height - top)
    if degrees == 270:
        return Box(top, width - x1, bottom, width - x0)
    return Box(x0, top, x1, bottom)
