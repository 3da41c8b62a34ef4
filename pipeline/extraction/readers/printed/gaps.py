"""What a gap between two glyphs of a line says: nothing, a blank, or two cells.

Asked for every gap, so that no answer may look at more of the line than stands near; putting glyphs into lines is
``lines.py``.
"""

import re
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

from pipeline.extraction.readers.printed.marks import Glyph
from pipeline.extraction.readers.printed.type_size import CLOSING, OPENING

BLANK_GAP = 0.42
"""Em: a wider gap is a blank. Word itself sets a quarter between ideographs and digits."""
STATED_BLANK_GAP = 0.15
"""The same between two letters, or between digits where the file has a blank there."""
TIGHT_GAP = 0.03
"""Between the digits of one number, where type is set as usual."""
NUMBER_GAP = 0.12
"""The same between two numbers side by side; after the cents of an amount every gap that is one divides."""
PART_GAP = 0.7
"""A gap so wide may divide a line into columns."""
VALUE_GAP = 0.08
"""The same between a value and an ideograph: a value stands at the right of its column, close to the next."""
LONGEST_VALUE = 60
"""Signs of an amount."""
SQUEEZED = OPENING | CLOSING
_VALUE = re.compile(r"-?(?:[\d,]+\.\d+|\d{1,3}(?:,\d{3})+|#+)\Z")
_CENTS = re.compile(r"\d\.\d\d\Z")


class Tightness:
    """Whether the signs of a line touch; asked of few lines, and worked out once for each.

    Args:
        glyphs: The line, from left to right.
        em: Size of its type.
    """

    def __init__(self, glyphs: Sequence[Glyph], em: float) -> None:
        self._glyphs = glyphs
        self._em = em

    @cached_property
    def ideographs(self) -> bool:
        """Whether the ideographs of the line touch, as those of justified text do not."""
        gaps = [
            (right.x0 - left.x1) / self._em
            for left, right in pairwise(self._glyphs)
            if is_of_text(left.text) and is_of_text(right.text)
        ]
        return 4 * sum(gap > VALUE_GAP for gap in gaps) <= len(gaps)

    @cached_property
    def digits(self) -> bool:
        """Whether the digits of the line touch, so that a gap between two of them divides two numbers."""
        gaps = [
            (right.x0 - left.x1) / self._em
            for left, right in pairwise(self._glyphs)
            if left.text.isdigit() and right.text.isdigit() and right.x0 - left.x1 < PART_GAP * self._em
        ]
        tight = sum(gap < TIGHT_GAP for gap in gaps)
        return tight > 1 and 3 * tight >= 2 * len(gaps)


def ends_in_value(text: str, start: int) -> bool:
    """Whether a text ends in an amount: it stands before the label of the next column however near.

    A unit after a number in a sentence divides nothing.

    Args:
        text: The line so far.
        start: Where the piece begins that may end there.
    """
    near = max(0, len(text) - LONGEST_VALUE)
    first = text.rfind(" ", near) + 1
    return (first > near or near == 0) and first >= start and _VALUE.match(text, first) is not None


def are_words(before: str, glyph: Glyph) -> bool:
    """Whether a small gap divides: between letters, and between other signs of ASCII where the file has a blank."""
    after = glyph.text
    return before.isascii() and after.isascii() and (glyph.spaced or (before.isalpha() and after.isalpha()))


def are_numbers(text: str, glyph: Glyph, gap: float) -> bool:
    """Whether a digit stands off a digit before it, without a blank in the file, as in the columns of two numbers."""
    if text[-1] == "#":
        return glyph.text.isdigit()
    both = text[-1].isdigit() and glyph.text.isdigit() and not glyph.spaced
    return both and (gap > NUMBER_GAP or bool(_CENTS.search(text[-4:])))


def are_apart(before: str, glyph: Glyph) -> bool:
    """Whether a gap between two ideographs is not that of a blank in the file."""
    return is_of_text(before) and is_of_text(glyph.text) and not glyph.spaced


def is_of_text(sign: str) -> bool:
    """Whether a sign is an ideograph: digits may be wider than their advance, punctuation is squeezed."""
    return not sign.isascii() and sign not in SQUEEZED
