"""Large text printed across other text: a watermark, which is no part of what the page says.

Only level ones are met here; slanted text is left out where the characters are read. A heading may be as large, but
nothing is ever printed on it.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from statistics import median_low

from pipeline.extraction.readers.printed.marks import Glyph

LARGE = 1.9
"""Height against that of most characters of the page from which text may be a watermark."""
WIDE = 1.5
"""The same of widths."""
COVERED = 2
"""So many characters under large text, wherever the page prints it, are no chance: it is printed across them."""
_BAND = 12.0


def without_watermark(glyphs: list[Glyph]) -> list[Glyph]:
    """Leave out the lines of large characters that the page prints across others, here or elsewhere.

    Args:
        glyphs: All characters of a page.

    Returns:
        The others, in their order; the same list where nothing is left out.
    """
    if not glyphs:
        return glyphs
    limit = LARGE * median_low([glyph.bottom - glyph.top for glyph in glyphs])
    tall = [glyph for glyph in glyphs if glyph.bottom - glyph.top > limit]
    if not tall:
        return glyphs
    small = [glyph for glyph in glyphs if glyph.bottom - glyph.top <= limit]
    large = _wide(tall, small)
    under = _Bands(small)
    covered: Counter[str] = Counter()
    lines = [("".join(glyph.text for glyph in line), line) for line in _lines(large)]
    for text, line in lines:
        covered[text] += sum(map(under.count, line))
    marks = [text for text, count in covered.items() if count >= COVERED]
    dropped = {id(glyph) for text, line in lines if any(text in mark for mark in marks) for glyph in line}
    return [glyph for glyph in glyphs if id(glyph) not in dropped] if dropped else glyphs


def _wide(tall: Sequence[Glyph], small: Sequence[Glyph]) -> list[Glyph]:
    """The tall characters that are wide as well: some fonts have high boxes and small characters."""
    limits: dict[bool, float] = {}
    for is_ascii in (False, True):
        widths = [glyph.x1 - glyph.x0 for glyph in small if glyph.text.isascii() == is_ascii]
        limits[is_ascii] = WIDE * median_low(widths) if widths else 0.0
    return [glyph for glyph in tall if glyph.x1 - glyph.x0 > limits[glyph.text.isascii()]]


def _lines(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Characters that follow each other in the file and on one level."""
    lines: list[list[Glyph]] = []
    for glyph in glyphs:
        before = lines[-1][-1] if lines else None
        height = glyph.bottom - glyph.top
        if (
            before is not None
            and -0.5 * height < glyph.x0 - before.x1 < height
            and min(glyph.bottom, before.bottom) - max(glyph.top, before.top) > 0.5 * height
        ):
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    return lines


class _Bands:
    """Centres of characters by height, so that a large one meets only those beside it."""

    def __init__(self, glyphs: Sequence[Glyph]) -> None:
        self._bands: dict[int, list[tuple[float, float]]] = defaultdict(list)
        for glyph in glyphs:
            x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
            self._bands[int(y // _BAND)].append((x, y))

    def count(self, glyph: Glyph) -> int:
        """Characters whose centre lies in the inner part of a large one's box."""
        inset = 0.1 * (glyph.bottom - glyph.top)
        top, bottom = glyph.top + inset, glyph.bottom - inset
        bands = range(int(top // _BAND), int(bottom // _BAND) + 1)
        return sum(glyph.x0 < x < glyph.x1 and top < y < bottom for band in bands for x, y in self._bands.get(band, ()))
