"""The picture of a page of whatever has pages: a PDF, or an image that is one.

Which drawer a file needs belongs here; drawing a PDF is ``pdf.render``. An OFD file has pages, but no drawer.
"""

from collections.abc import Sequence

from PIL import Image

from pipeline.extraction.page.document import Box
from pipeline.extraction.readers import image
from pipeline.extraction.readers.pdf import render


def page_picture(data: bytes, page: int, *, resolution: float = render.RESOLUTION) -> tuple[Image.Image, float]:
    """Draw one page.

    Args:
        data: The whole file.
        page: Its number, from 1.
        resolution: Dots per inch of a PDF; an image has its own.

    Returns:
        The picture, as the page is shown, and how many dots a point has.

    Raises:
        ValueError: The document has no such page.
        OSError: The image cannot be opened.
        PdfiumError: The PDF cannot be opened.
    """
    if image.claims(data):
        return image.page_picture(data, page)
    return render.page_picture(data, page, resolution=resolution)


def page_size(data: bytes, page: int) -> tuple[float, float, int]:
    """Width and height of a page in points as it is shown, and how many pages there are; raises as above."""
    if image.claims(data):
        picture, dots_per_point = image.page_picture(data, page)
        return picture.width / dots_per_point, picture.height / dots_per_point, image.page_count(data)
    return render.page_size(data, page)


def render_page(data: bytes, page: int, boxes: Sequence[Box] = ()) -> bytes:
    """Draw one page with places marked, as PNG; raises as above."""
    picture, dots_per_point = page_picture(data, page)
    return render.marked(picture, boxes, dots_per_point)
