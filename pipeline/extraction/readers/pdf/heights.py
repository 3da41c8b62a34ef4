"""Heights of characters whose font states none: from the base line and the size of the type.

Of a font with an ascent and a descent PDFium gives boxes of one height. Where both are 0, as LibreOffice writes them
for OpenType fonts, it takes those of some sign of the font, and a box is as high as the drawn sign: that of a comma
lies below the digits it stands between, that of 一 is flat, so that the signs of one line are on several. So it is of
single signs whose text the file spells out beside them (browsers do, where their font has one drawing for the sign 一
and the radical).
"""

import ctypes

from pipeline.extraction.readers.pdf import calls
from pipeline.extraction.readers.printed.marks import Rect

ABOVE, BELOW = 0.88, 0.12
"""Em of an ideograph above and below its base line."""
FLAT = 0.5
"""Of the size of the type: no box that is as high as its font is lower."""
LOWEST_TYPE = 0.5
"""Em from the lowest to the highest sign that any font for text has."""


class Heights:
    """Tells the fonts of one page that state no height, and how high their signs are."""

    def __init__(self) -> None:
        self._stated: dict[int, bool] = {}
        self._numbers = (ctypes.c_double * 2)()
        self._number_at = [ctypes.addressof(self._numbers) + 8 * index for index in range(2)]
        self._height = ctypes.c_float()

    def are_missing(self, drawer: int) -> bool:
        """Whether the font of a text states no height.

        Args:
            drawer: Address of the text object; 0 where it is not known.

        Returns:
            False also where nothing is known of the font.
        """
        font = calls.font_of(drawer) if drawer else 0
        if not font:
            return False
        if font not in self._stated:
            self._stated[font] = self._states_height(font)
        return not self._stated[font]

    def _states_height(self, font: int) -> bool:
        found: list[float] = []
        for measure in (calls.ascent_of, calls.descent_of):
            if not measure(font, 1.0, ctypes.addressof(self._height)):
                return True  # nothing is known: the boxes are taken as they are
            found.append(self._height.value)
        return found[0] - found[1] > LOWEST_TYPE

    def is_drawn_only(self, text: int, index: int, box: Rect) -> bool:
        """Whether the box of a character is as flat as it is drawn, in a font that states a height."""
        matrix = calls.MatrixOfObject()
        calls.matrix_of_character(text, index, ctypes.addressof(matrix))
        if abs(matrix.a) >= abs(matrix.b):
            found, wanted = box.bottom - box.top, abs(matrix.a)
        else:
            found, wanted = box.x1 - box.x0, abs(matrix.c)
        return found < FLAT * wanted * calls.font_size_of(text, index)

    def around(self, text: int, index: int, drawn: Rect) -> Rect:
        """The box of a character as wide as drawn and as high as the type, in the file's coordinates."""
        matrix = calls.MatrixOfObject()
        calls.matrix_of_character(text, index, ctypes.addressof(matrix))
        if not calls.origin_of(text, index, *self._number_at):
            return drawn
        x, y = self._numbers
        size = calls.font_size_of(text, index)
        if abs(matrix.d) >= abs(matrix.c):
            low, high = sorted((y - BELOW * size * matrix.d, y + ABOVE * size * matrix.d))
            return drawn._replace(top=low, bottom=high)
        left, right = sorted((x - BELOW * size * matrix.c, x + ABOVE * size * matrix.c))
        return drawn._replace(x0=left, x1=right)
