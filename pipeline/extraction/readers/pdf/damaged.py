"""Pages whose picture is damaged in the file: nothing of it is drawn, or only what stands before the damage.

Seeing the damage belongs here; what is left of the page is read as any picture.
"""

from typing import cast

from PIL import Image
from pypdfium2 import PdfDocument  # pyright: ignore[reportMissingTypeStubs]

from pipeline.extraction.readers.pdf import calls
from pipeline.extraction.readers.pdf.drawn import look_at_page
from pipeline.extraction.readers.pdf.pictures import is_drawn

GREY, NEAR = 128, 3
"""What decoders of JPEG leave where the data end."""
LEAST_BAND = 0.06
"""Share of the height of a page that is one even grey from side to side."""


def is_damaged(data: bytes, page: int, picture: Image.Image) -> bool:
    """Whether a page that is a picture lost all or a band of it.

    Args:
        data: The whole file.
        page: Its number, from 1.
        picture: The page as it is drawn.

    Returns:
        False for a blank page whose picture is white.
    """
    light = picture.convert("L")
    darkest, _ = cast(tuple[int, int], light.getextrema())
    if darkest == 255:
        return not _is_any_drawn(data, page)
    small = light.resize((16, light.height), Image.Resampling.BOX)
    dots = small.tobytes()
    even = sum(all(abs(dot - GREY) <= NEAR for dot in dots[at : at + 16]) for at in range(0, len(dots), 16))
    return even >= LEAST_BAND * light.height


def _is_any_drawn(data: bytes, page: int) -> bool:
    document = PdfDocument(data)
    try:
        loaded = cast(object, document[page - 1])
        whole, part = calls.address_of(document), calls.address_of(loaded)
        return any(is_drawn(whole, part, picture.address) for picture in look_at_page(part).pictures)
    finally:
        document.close()
