"""Type of a line: its size, and what of it no break may divide.

What is measured of the glyphs of one line belongs here; which glyphs are one line does not.
"""

from pipeline.extraction.readers.printed.marks import Glyph

OPENING = frozenset("（(“‘《〈【[〔「『")
CLOSING = frozenset(",。，、；：？！）》”’％%;:?!)]】〉〕」』")
"""Signs after which, and before which, no line is broken."""
SAMPLE = 12
"""Glyphs that tell the size of a line."""
SMALLEST = 0.01
"""Points; what a damaged page sets smaller, or a font without a height, has the size of its other side."""


def size_of(glyphs: list[Glyph]) -> float:
    """Em of the type: the advance of an ideograph; boxes of Latin fonts are taller than their type."""
    glyphs = glyphs if len(glyphs) <= SAMPLE else glyphs[: SAMPLE // 2] + glyphs[-SAMPLE // 2 :]
    widest = latin = tallest = 0.0
    for sign, x0, top, x1, bottom, _, _ in glyphs:
        if sign.isascii():
            latin = max(latin, x1 - x0)
        else:
            widest = max(widest, x1 - x0)
        tallest = max(tallest, bottom - top)
    size = min(widest or 2.1 * latin, tallest)
    return size if size > SMALLEST else max(widest, 2.1 * latin, tallest, SMALLEST)


def lead_of(glyphs: list[Glyph]) -> float:
    """Width of what no line break may divide at the start: a number or word, or one ideograph with its punctuation."""
    first = 0
    while first + 1 < len(glyphs) and glyphs[first].text in OPENING:
        first += 1
    word = glyphs[first].text.isascii()
    last = first
    for glyph in glyphs[first + 1 :]:
        in_word = word and glyph.text.isascii() and not glyph.spaced
        if not in_word and glyph.text not in CLOSING:
            break
        last += 1
    return glyphs[last].x1 - glyphs[0].x0
