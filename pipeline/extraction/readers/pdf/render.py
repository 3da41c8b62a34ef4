"""The picture of a page with places marked, so that a person sees where a figure stands.

Drawing belongs here; finding the place does not (a figure carries its page and box).
"""

import io
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Protocol, cast

from PIL import Image, ImageDraw
from pypdfium2 import PdfDocument  # pyright: ignore[reportMissingTypeStubs]

from pipeline.extraction.page.document import Box
from pipeline.extraction.readers import limits

POINTS_PER_INCH = 72.0
RESOLUTION = 144.0
"""Dots per inch: a figure of nine points is eighteen dots high."""
MARGIN = 2.0
"""Points between a place and its mark."""
FRAME, FILL = (200, 30, 30, 255), (255, 210, 0, 70)


class _Drawn(Protocol):
    """A bitmap of the engine."""

    def to_pil(self) -> Image.Image:
        """The same as an image."""
        ...


class _Page(Protocol):
    """A page of the engine, which has no types."""

    def render(self, *, scale: float) -> _Drawn:
        """Draw it."""
        ...


def page_picture(data: bytes, page: int, *, resolution: float = RESOLUTION) -> tuple[Image.Image, float]:
    """Draw one page of a PDF.

    Args:
        data: The whole file.
        page: Its number, from 1.
        resolution: Dots per inch; less for a page so large that the picture would pass the limit.

    Returns:
        The picture, as the page is shown, and how many dots a point has.

    Raises:
        ValueError: The document has no such page.
        PdfiumError: The file cannot be opened.
    """
    with _opened(data, page) as document:
        width, height = document[page - 1].get_size()
        most = (limits.PICTURE_PIXELS / max(width * height, 1.0)) ** 0.5
        scale = min(resolution / POINTS_PER_INCH, most)
        return cast(_Page, document[page - 1]).render(scale=scale).to_pil().convert("RGB"), scale


def page_size(data: bytes, page: int) -> tuple[float, float, int]:
    """Width and height of a page in points as it is shown, and how many pages the document has.

    Raises:
        ValueError: The document has no such page.
        PdfiumError: The file cannot be opened.
    """
    with _opened(data, page) as document:
        width, height = document[page - 1].get_size()
        return width, height, len(document)


@contextmanager
def _opened(data: bytes, page: int) -> Generator[PdfDocument]:
    """A document that has a page of that number, closed at the end."""
    document = PdfDocument(data)
    try:
        if not 1 <= page <= len(document):
            message = f"no page {page}: the document has {len(document)} pages"
            raise ValueError(message)
        yield document
    finally:
        document.close()


def render_page(data: bytes, page: int, boxes: Sequence[Box] = (), *, resolution: float = RESOLUTION) -> bytes:
    """Draw one page of a PDF with places marked.

    Args:
        data: The whole file.
        page: Its number, from 1.
        boxes: Places on the page, in points from the left and the top of the page as it is shown.
        resolution: Dots per inch.

    Returns:
        A PNG.

    Raises:
        ValueError: The document has no such page.
        PdfiumError: The file cannot be opened.
    """
    picture, scale = page_picture(data, page, resolution=resolution)
    return marked(picture, boxes, scale)


def marked(picture: Image.Image, boxes: Sequence[Box], scale: float) -> bytes:
    """Mark places on a picture.

    Args:
        picture: The page.
        boxes: Places in points.
        scale: Dots per point.

    Returns:
        A PNG.
    """
    canvas = picture.convert("RGBA")
    layer = Image.new("RGBA", canvas.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(layer)
    for box in boxes:
        corners = (box.x0 - MARGIN, box.top - MARGIN, box.x1 + MARGIN, box.bottom + MARGIN)
        pen.rectangle([corner * scale for corner in corners], fill=FILL, outline=FRAME, width=max(2, round(scale)))
    out = io.BytesIO()
    Image.alpha_composite(canvas, layer).convert("RGB").save(out, "PNG", optimize=False)
    return out.getvalue()
