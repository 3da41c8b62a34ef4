"""Pictures of a page: how much of it they cover, and under which of them lies text that nobody sees.

A scanner's own recognition often stands as ordinary text below the picture of the page; it is not what is printed.
Finding the pictures is ``drawn``'s, reading them is ``ocr``'s.
"""

import ctypes
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.extraction.page.document import Box
from pipeline.extraction.readers import limits
from pipeline.extraction.readers.pdf import calls
from pipeline.extraction.readers.printed.marks import Glyph, Rect

LARGEST = 10_000_000.0
"""Square points of a picture that is looked at; a sheet of A0 has eight million."""
OPAQUE = 0.9
"""Share of the dots of a picture that must hide what lies under them."""
SOLID = 250
COARSE = 130.0
"""Dots per inch below which digits of ordinary type cannot be told apart in black and white (4 is read as 1)."""
SAMPLE = 997
"""Every so many-th dot is looked at."""
_STEPS = 64
"""The page is divided into so many fields each way to see how much of it pictures cover together."""


class Picture(NamedTuple):
    """One image object: its place in the order of drawing, its box, its address."""

    order: int
    box: Rect
    address: int


def share_of(pictures: Sequence[Box], width: float, height: float) -> float:
    """Share of a page that its pictures cover together: scanners cut a page into strips, or lay it down in layers.

    Args:
        pictures: Their boxes on the page.
        width: Of the page.
        height: Of the page.

    Returns:
        From 0 to 1.
    """
    if not pictures or width <= 0 or height <= 0:
        return 0.0
    covered: set[tuple[int, int]] = set()
    for x0, top, x1, bottom in pictures:
        columns = _fields(x0 / width, x1 / width)
        covered.update((row, column) for row in _fields(top / height, bottom / height) for column in columns)
        if len(covered) == _STEPS * _STEPS:
            break
    return len(covered) / (_STEPS * _STEPS)


def _fields(start: float, end: float) -> range:
    """The fields whose middle lies between two shares of a side."""
    return range(max(0, round(start * _STEPS)), min(_STEPS, round(end * _STEPS)))


def over_text(
    document: int, page: int, pictures: Sequence[tuple[Picture, Box]], glyphs: Sequence[Glyph]
) -> list[tuple[int, Rect]]:
    """The pictures under which characters lie that they hide, with their place in the order of drawing.

    Args:
        document: Address of the document.
        page: Address of the loaded page.
        pictures: Of the page, each with its box as shown.
        glyphs: Of the page, as shown.

    Returns:
        As the covers of ``drawn``; a picture that lets shine through what is under it is none.
    """
    return [
        (picture.order, picture.box)
        for picture, box in pictures
        if _area(box) <= LARGEST and any(_lies_in(glyph, box) for glyph in glyphs)
        if _is_opaque(document, page, picture.address)
    ]


def _area(box: Box) -> float:
    return abs((box.x1 - box.x0) * (box.bottom - box.top))


def _lies_in(glyph: Glyph, box: Box) -> bool:
    return box.x0 < (glyph.x0 + glyph.x1) / 2 < box.x1 and box.top < (glyph.top + glyph.bottom) / 2 < box.bottom


def _is_opaque(document: int, page: int, address: int) -> bool:
    """Whether nearly every dot of a picture hides what lies under it; its masks and its blending are asked."""
    return not calls.has_transparency(address) and _solid(document, page, address) >= OPAQUE


def is_coarse(page: int, pictures: Sequence[Picture]) -> bool:
    """Whether one of the pictures is black and white with so few dots that a recogniser is sure of wrong digits.

    Args:
        page: Address of the loaded page.
        pictures: Of the page.

    Returns:
        True for a fax of ordinary resolution.
    """
    facts = calls.ImageFacts()
    return any(
        calls.facts_of_image(picture.address, page, ctypes.addressof(facts))
        and facts.bits_per_pixel == 1
        and min(facts.horizontal_dpi, facts.vertical_dpi) < COARSE
        for picture in pictures
    )


def is_drawn(document: int, page: int, address: int) -> bool:
    """Whether anything of a picture is drawn; nothing is where its data are damaged.

    Args:
        document: Address of the document.
        page: Address of the loaded page.
        address: Of the picture.

    Returns:
        True also for a picture too large to be looked at.
    """
    return _solid(document, page, address) != 0


def _solid(document: int, page: int, address: int) -> float:
    """Share of the dots of a picture that hide what lies under them; less than nothing where it is too large."""
    wide, tall = ctypes.c_uint(), ctypes.c_uint()
    calls.pixel_size_of(address, ctypes.addressof(wide), ctypes.addressof(tall))
    if wide.value * tall.value > limits.PICTURE_PIXELS:
        return -1.0
    bitmap = calls.rendered(document, page, address)
    if not bitmap:
        return 0.0
    try:
        if calls.format_of_bitmap(bitmap) not in calls.WITH_ALPHA:
            return 1.0
        size = calls.stride_of(bitmap) * calls.height_of(bitmap)
        dots = ctypes.string_at(calls.buffer_of(bitmap), size)
        alphas = dots[3 :: 4 * (SAMPLE if size > 400 * SAMPLE else 1)]
        return sum(alpha >= SOLID for alpha in alphas) / max(len(alphas), 1)
    finally:
        calls.destroy_bitmap(bitmap)
