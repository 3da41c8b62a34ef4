"""The characters of a page as code points.

Asking PDFium for them belongs here; which of them print does not (``engine``).
"""

import ctypes
from collections.abc import Sequence

from pipeline.extraction.readers.pdf import calls

_SURROGATES = 0xD800


def codes_of_characters(text: int, count: int) -> Sequence[int]:
    """The characters of a page by their index, as code points.

    All are asked for at once, which leaves out characters without a code point: where the answer has another length, or
    pairs of units that could make up for one left out, each is asked for alone.
    """
    units = (ctypes.c_uint16 * (2 * count + 1))()
    if calls.text_of(text, 0, count, ctypes.addressof(units)) == count + 1:
        codes = units[:count]
        if max(codes, default=0) < _SURROGATES or not any(code >> 11 == _SURROGATES >> 11 for code in codes):
            return codes
    return [calls.unicode_of(text, index) for index in range(count)]
